//! The report of the library against what the text of the language allows.

use super::judge::{CheckExpected, Judged, RuleExpected, judge};
use super::print::{Files, path, print};
use super::verdict::{Verdict, words};
use super::world::{
    HECTARE, HOUSEHOLD, MU, PERCENT, PERMILLE, PERSON, PIECE, POINT, R, TIMES, Unit, WAN_MU, WAN_PERSON, WAN_YUAN,
    World, YI_YUAN, YUAN, frac,
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
        return members_difference(expected, got);
    }
    measured_difference(expected.judged.first()?, got)
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

fn members_difference(expected: &CheckExpected, got: &Value) -> Option<String> {
    let judged: Vec<&Judged> = expected.judged.iter().filter(|j| j.allowed.is_some()).collect();
    if !judged.iter().all(|j| j.is_due && j.allowed.as_ref().is_some_and(|a| a.len() == 1)) || got["members"].is_null()
    {
        return None;
    }
    let n = |v: Verdict| judged.iter().filter(|j| j.allowed.as_ref().is_some_and(|a| a.contains(&v))).count() as u64;
    let all = [
        ("passing", n(Verdict::Met)),
        ("failing", n(Verdict::Unmet)),
        ("missing", n(Verdict::Missing)),
        ("invalid", n(Verdict::Invalid)),
    ];
    all.iter()
        .find(|(key, n)| got["members"][key].as_u64() != Some(*n))
        .map(|(key, n)| format!("members {key} is {}, expected {n}", got["members"][key]))
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
    let all: [Unit; 14] = [
        YUAN, WAN_YUAN, YI_YUAN, MU, HECTARE, WAN_MU, PERCENT, PERMILLE, POINT, PERSON, WAN_PERSON, HOUSEHOLD, TIMES,
        PIECE,
    ];
    let unit = all.into_iter().find(|u| Some(u.name) == name)?;
    Some(frac(unit.factor.0, unit.factor.1))
}
