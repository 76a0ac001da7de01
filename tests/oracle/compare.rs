//! The report of the library against what the text of the language allows.

use super::judge::{CheckExpected, Judged, RuleExpected, judge};
use super::naive::Part;
use super::print::{Files, path, print};
use super::progress::Pace;
use super::verdict::{Verdict, words};
use super::world::{
    HECTARE, HOUSEHOLD, MONTHS, MU, PERCENT, PERMILLE, PERSON, PIECE, PLACE, POINT, R, TIMES, Unit, WAN_MU, WAN_PERSON,
    WAN_YUAN, World, YEARS, YI_YUAN, YUAN, frac,
};
use num_bigint::BigInt;
use serde_json::Value;

/// A library under test: from files and a day to the report document.
pub type Engine<'a> = &'a dyn Fn(&World, &Files) -> Result<Value, String>;

/// Returns the first difference between the report and the text of the language, or nothing.
pub fn difference(world: &World, engine: Engine) -> Option<String> {
    let report = match engine(world, &print(world)) {
        Ok(report) => report,
        Err(why) => return Some(format!("no report: {why}")),
    };
    let rules = report["rules"].as_array()?;
    for (expected, (rule, got)) in judge(world).iter().zip(world.rules.iter().zip(rules)) {
        if let Some(why) = rule_difference(world, expected, got) {
            return Some(format!("{}: {why}", rule.id));
        }
    }
    (rules.len() != world.rules.len()).then(|| format!("{} rules in the report", rules.len()))
}

fn is_allowed(allowed: &super::verdict::Allowed, got: &Value) -> bool {
    allowed.iter().any(|v| got.as_str() == Some(v.word()))
}

fn rule_difference(world: &World, expected: &RuleExpected, got: &Value) -> Option<String> {
    let checks = got["checks"].as_array().cloned().unwrap_or_default();
    let mut groups: Vec<(usize, usize)> = expected.checks.iter().map(|c| (c.statement, c.target)).collect();
    groups.dedup();
    for (statement, target) in groups {
        let of = |c: &Value| c["statement"] == statement && c["target_index"] == target;
        let got: Vec<&Value> = checks.iter().filter(|c| of(c)).collect();
        let all: Vec<&CheckExpected> =
            expected.checks.iter().filter(|c| (c.statement, c.target) == (statement, target)).collect();
        if got.len() != all.len() {
            return Some(format!("{} checks for target {statement}.{target}, expected {}", got.len(), all.len()));
        }
        for (c, g) in all.iter().zip(got) {
            if let Some(why) = check_difference(world, c, g) {
                return Some(format!("target {statement}.{target} in {}: {why}", g["period"]));
            }
        }
    }
    if !is_allowed(&expected.allowed, &got["verdict"]) {
        return Some(format!("rule is {}, expected {}", got["verdict"], words(&expected.allowed)));
    }
    None
}

fn check_difference(world: &World, expected: &CheckExpected, got: &Value) -> Option<String> {
    if let Some(label) = &expected.period
        && got["period"].as_str() != Some(label)
    {
        return Some(format!("period is {}, expected {label}", got["period"]));
    }
    if expected.is_every
        && let Some(why) = entity_difference(world, expected, got)
    {
        return Some(why);
    }
    if !is_allowed(&expected.allowed, &got["verdict"]) {
        return Some(format!("check is {} ({}), expected {}", got["verdict"], got["reason"], words(&expected.allowed)));
    }
    if expected.is_every {
        return members_difference(world, expected, got);
    }
    let one = expected.judged.first()?;
    let first = measured_difference(one, got).or_else(|| gap_difference(one, got));
    first.or_else(|| parts_difference(world, one, got)).or_else(|| course_difference(one, got))
}

/// Compares what is lacking of a duty that is due and not met.
fn gap_difference(judged: &Judged, got: &Value) -> Option<String> {
    if !judged.is_due || judged.allowed.as_ref().is_none_or(|a| *a != super::verdict::only(&[Verdict::Unmet])) {
        return None;
    }
    let gap = judged.gap.as_ref()?;
    let is_count = judged.parts.is_some();
    let unit = if is_count { frac(1, 1) } else { unit_of(got["gap"]["unit"].as_str())? };
    let text = got["gap"]["exact"].as_str().or_else(|| got["gap"]["value"].as_str());
    let shown = text.and_then(decimal).map(|v| v * unit);
    (shown.as_ref() != Some(gap)).then(|| format!("gap is {}, expected {gap} in base units", got["gap"]))
}

/// Compares the lists and numbers of the members of a count or share.
fn parts_difference(world: &World, judged: &Judged, got: &Value) -> Option<String> {
    let parts = judged.parts.as_ref().filter(|_| judged.is_due && !got["members"].is_null())?;
    lists_difference(world, parts, got)
}

fn lists_difference(world: &World, parts: &[(usize, Part)], got: &Value) -> Option<String> {
    let of = |wanted: &[Part]| -> Vec<&str> {
        let mut all: Vec<usize> = parts.iter().filter(|p| wanted.contains(&p.1)).map(|p| p.0).collect();
        all.sort_unstable();
        all.into_iter().map(|e| world.entities[e].code.as_str()).collect()
    };
    let count = |wanted: Part| parts.iter().filter(|p| p.1 == wanted).count() as u64;
    let numbers = [
        ("passing", count(Part::Passing)),
        ("failing", count(Part::Failing)),
        ("missing", count(Part::Missing)),
        ("invalid", count(Part::Invalid)),
        ("membership_unknown", count(Part::Unknown)),
        ("not_applicable", count(Part::Out)),
        ("total", parts.iter().filter(|p| !matches!(p.1, Part::Unknown | Part::Out)).count() as u64),
    ];
    let wrong = numbers.iter().find(|(key, n)| got["members"][key].as_u64() != Some(*n));
    if let Some((key, n)) = wrong {
        return Some(format!("members {key} is {}, expected {n}", got["members"][key]));
    }
    if !world.has_roster {
        return None;
    }
    let lists = [
        ("failing", of(&[Part::Failing])),
        ("missing", of(&[Part::Missing, Part::Invalid])),
        ("membership_unknown", of(&[Part::Unknown])),
    ];
    lists.iter().find_map(|(key, codes)| {
        let mut listed: Vec<&str> = got[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut wanted = codes.clone();
        listed.sort_unstable();
        wanted.sort_unstable();
        (listed != wanted).then(|| format!("list {key} is {listed:?}, expected {wanted:?}"))
    })
}

/// Compares the share done, the share expected and the pace of an unfinished duty.
fn course_difference(judged: &Judged, got: &Value) -> Option<String> {
    let outcome = judged.outcome.as_ref().filter(|o| o.allowed.len() == 1)?;
    let number = |key: &str| {
        let exact = got[format!("{key}_exact")].as_str().or_else(|| got[key].as_str());
        exact.and_then(decimal)
    };
    if let Some((done, expected)) = &outcome.line {
        if number("progress").as_ref() != Some(done) {
            return Some(format!("progress is {}, expected {done}", got["progress"]));
        }
        if number("expected").as_ref() != Some(expected) {
            return Some(format!("expected is {}, expected {expected}", got["expected"]));
        }
    }
    let wanted = outcome.pace.as_ref()?;
    let pace = &got["pace"];
    if pace["kind"] == "out_of_reach" {
        // Whether any admissible value could still do, the naive evaluator sees only of broken limits.
        return None;
    }
    let (kind, amount) = match wanted {
        Pace::PerYear(x) => ("per_year", Some(x)),
        Pace::InDays(x, _) => ("until_due", Some(x)),
        Pace::Never => ("out_of_reach", None),
    };
    let text = pace["exact"].as_str().or_else(|| pace["value"].as_str());
    let shown = text.and_then(decimal).zip(unit_of(pace["unit"].as_str())).map(|(v, u)| v * u);
    let is_same = pace["kind"] == kind && (amount.is_none() || shown.as_ref() == amount);
    (!is_same).then(|| format!("pace is {pace}, expected {wanted:?}"))
}

fn entity_difference(world: &World, expected: &CheckExpected, got: &Value) -> Option<String> {
    let entities = got["entities"].as_array()?;
    for judged in &expected.judged {
        let Some(allowed) = &judged.allowed else { continue };
        let e = &world.entities[judged.entity];
        let is_it = |v: &&Value| v["entity"] == e.code.as_str() || (!world.has_roster && v["name"] == e.name.as_str());
        let Some(one) = entities.iter().find(is_it) else {
            if allowed.len() == 1 {
                return Some(format!("{} is not judged, expected {}", path(world, judged.entity), words(allowed)));
            }
            continue;
        };
        if !is_allowed(allowed, &one["verdict"]) {
            return Some(format!("{} is {}, expected {}", path(world, judged.entity), one["verdict"], words(allowed)));
        }
        if let (Some(value), true, Some(text)) = (&judged.value, judged.is_due, one["value"].as_str())
            && let (Some(exact), Some(shown)) = (value.range.single(), decimal(text))
            && let Some(unit) = unit_of(got["target"]["unit"].as_str())
            && text.len() < 12
            && *exact != &shown * &unit
        {
            return Some(format!("{} has value {text}, expected {}", path(world, judged.entity), exact / unit));
        }
    }
    None
}

fn members_difference(world: &World, expected: &CheckExpected, got: &Value) -> Option<String> {
    let judged: Vec<&Judged> = expected.judged.iter().filter(|j| j.allowed.is_some()).collect();
    let is_sure = |j: &&Judged| j.is_due && (j.is_unknown_member || j.allowed.as_ref().is_some_and(|a| a.len() == 1));
    if !judged.iter().all(is_sure) || got["members"].is_null() {
        return None;
    }
    let part = |j: &&Judged| {
        let has = |v: Verdict| j.allowed.as_ref().is_some_and(|a| a.contains(&v));
        match j {
            j if j.is_unknown_member => Some((j.entity, Part::Unknown)),
            _ if has(Verdict::Empty) || has(Verdict::Exempt) => None,
            j if has(Verdict::Met) => Some((j.entity, Part::Passing)),
            j if has(Verdict::Unmet) => Some((j.entity, Part::Failing)),
            j if has(Verdict::Missing) => Some((j.entity, Part::Missing)),
            j => Some((j.entity, Part::Invalid)),
        }
    };
    let mut parts: Vec<(usize, Part)> = judged.iter().filter_map(part).collect();
    // Who was meant and left: by a figure that does not apply, an exception, or the condition of the duty.
    let exempt = super::verdict::only(&[Verdict::Exempt]);
    let has_left = |j: &&Judged| j.has_left || j.allowed.as_ref() == Some(&exempt);
    parts.extend(expected.judged.iter().filter(has_left).map(|j| (j.entity, Part::Out)));
    lists_difference(world, &parts, got)
}

fn measured_difference(judged: &Judged, got: &Value) -> Option<String> {
    let value = judged.value.as_ref().filter(|_| judged.is_due)?;
    if value.marks != super::naive::Marks::default() {
        return None;
    }
    if let Some(exact) = value.range.single() {
        let measured = &got["measured"];
        let unit = unit_of(measured["unit"].as_str())?;
        let text = measured["exact"].as_str().or_else(|| measured["value"].as_str());
        let Some(shown) = text.and_then(decimal) else {
            return Some(format!("measured is {measured}, expected {exact} in base units"));
        };
        return (&shown * &unit != *exact).then(|| format!("measured is {measured}, expected {exact} in base units"));
    }
    let bounds = got["bounds"].as_array()?;
    let unit = unit_of(got["target"]["unit"].as_str())?;
    let text =
        |i: usize| got["bounds_exact"][i].as_str().or_else(|| bounds[i].as_str()).and_then(decimal).map(|v| v * &unit);
    let (lo, hi) = (text(0), text(1));
    let too_high = match (&lo, &value.range.lo) {
        (Some(a), Some(b)) => a > b,
        (Some(_), None) => true,
        _ => false,
    };
    let too_low = match (&hi, &value.range.hi) {
        (Some(a), Some(b)) => a < b,
        (Some(_), None) => true,
        _ => false,
    };
    (too_high || too_low).then(|| format!("bounds {} leave out some of {:?}", got["bounds"], value.range))
}

/// Reads `12.5` or `1/3`.
pub fn decimal(text: &str) -> Option<R> {
    if let Some((n, d)) = text.split_once('/') {
        return Some(R::new(n.parse::<BigInt>().ok()?, d.parse::<BigInt>().ok()?));
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part}").parse::<BigInt>().ok()?;
    Some(R::new(digits, num_traits::pow(BigInt::from(10), part.len())))
}

fn unit_of(name: Option<&str>) -> Option<R> {
    let all: [Unit; 17] = [
        YUAN, WAN_YUAN, YI_YUAN, MU, HECTARE, WAN_MU, PERCENT, PERMILLE, POINT, PERSON, WAN_PERSON, HOUSEHOLD, TIMES,
        PIECE, PLACE, YEARS, MONTHS,
    ];
    let unit = all.into_iter().find(|u| Some(u.name) == name)?;
    Some(frac(unit.factor.0, unit.factor.1))
}
