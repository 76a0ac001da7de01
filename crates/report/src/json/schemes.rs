//! Schemes and lights in `dabiao.rules/1`: who is scored, by which entries, and when which light is given.
//!
//! Points are decimal strings; what an entry measures and how it becomes points stands as written.

use serde::Serialize;

use dabiao_lang::model::light::Line;
use dabiao_lang::model::scheme::{Entry, Grade, Inapplicable, Quota, RuleRef, Section, Ties, Veto, VetoEffect, Whole};
use dabiao_lang::model::{Lights, Model, Scheme, print};

#[derive(Debug, Serialize)]
pub(super) struct SchemeJson<'a> {
    name: &'a str,
    plan: Option<&'a str>,
    level: &'a str,
    filter: Option<String>,
    except: Vec<String>,
    period: Option<String>,
    full: Option<String>,
    ties: Option<TiesJson>,
    inapplicable: Option<&'static str>,
    missing_as_zero: bool,
    bonus_cap: Option<String>,
    malus_cap: Option<String>,
    grades: Vec<GradeJson<'a>>,
    vetoes: Vec<VetoJson<'a>>,
    sections: Vec<SectionJson<'a>>,
    items: Vec<ItemJson<'a>>,
    note: Option<&'a str>,
    file: &'a str,
    line: u32,
}

impl<'a> SchemeJson<'a> {
    pub(super) fn of(model: &'a Model, scheme: &'a Scheme) -> Self {
        let who = &scheme.who;
        let plan = scheme.plan.and_then(|p| model.plans.get(p.0 as usize));
        Self {
            name: &scheme.name,
            plan: plan.map(|p| &*p.name),
            level: who.level.label.as_deref().unwrap_or_else(|| model.schema.levels.name(who.level.level)),
            filter: who.filter.as_ref().map(|f| print::expr(&model.schema, f)),
            except: who.except.iter().map(print::place).collect(),
            period: scheme.period.map(|p| p.to_string()),
            full: scheme.full.as_ref().map(ToString::to_string),
            ties: scheme.ties.as_ref().map(|t| TiesJson::of(scheme, t)),
            inapplicable: scheme.inapplicable.map(inapplicable),
            missing_as_zero: scheme.is_missing_zero,
            bonus_cap: scheme.bonus_cap.as_ref().map(ToString::to_string),
            malus_cap: scheme.malus_cap.as_ref().map(ToString::to_string),
            grades: scheme.grades.iter().map(GradeJson::of).collect(),
            vetoes: scheme.vetoes.iter().map(|v| VetoJson::of(scheme, v)).collect(),
            sections: scheme.sections.iter().map(SectionJson::of).collect(),
            items: scheme.entries.iter().enumerate().map(|(n, e)| ItemJson::of(scheme, n, e)).collect(),
            note: scheme.note.as_deref(),
            file: &scheme.file,
            line: scheme.line,
        }
    }
}

/// The place of equal totals, and the items that are compared first.
#[derive(Debug, Serialize)]
struct TiesJson {
    rule: &'static str,
    items: Vec<String>,
}

impl TiesJson {
    fn of(scheme: &Scheme, ties: &Ties) -> Self {
        Self { rule: ties.rule.as_str(), items: ties.breakers.iter().map(|n| scheme.entry_id(*n)).collect() }
    }
}

#[derive(Debug, Serialize)]
struct GradeJson<'a> {
    name: &'a str,
    op: Option<&'static str>,
    points: Option<String>,
    /// At most this share of those who are ranked (1 is all), with what becomes of a fraction.
    share: Option<String>,
    fraction: Option<&'static str>,
    /// At most so many.
    count: Option<String>,
}

impl<'a> GradeJson<'a> {
    fn of(grade: &'a Grade) -> Self {
        let (share, fraction, count) = match &grade.quota {
            None => (None, None, None),
            Some(Quota::Share(share, whole)) => (Some(share.to_string()), Some(fraction(*whole)), None),
            Some(Quota::Count(count)) => (None, None, Some(count.to_string())),
        };
        let least = grade.least.as_ref();
        Self {
            name: &grade.name,
            op: least.map(|(op, _)| print::operator(*op)),
            points: least.map(|(_, points)| points.to_string()),
            share,
            fraction,
            count,
        }
    }
}

#[derive(Debug, Serialize)]
struct VetoJson<'a> {
    cause: &'a str,
    effect: &'static str,
    grade: Option<&'a str>,
}

impl<'a> VetoJson<'a> {
    fn of(scheme: &'a Scheme, veto: &'a Veto) -> Self {
        let (effect, at) = match veto.effect {
            VetoEffect::Grade(at) => ("grade", at),
            VetoEffect::Bar(at) => ("bar", at),
        };
        Self { cause: &veto.text, effect, grade: scheme.grades.get(at).map(|g| &*g.name) }
    }
}

#[derive(Debug, Serialize)]
struct SectionJson<'a> {
    title: &'a str,
    points: Option<String>,
}

impl<'a> SectionJson<'a> {
    fn of(section: &'a Section) -> Self {
        Self { title: &section.title, points: section.points.as_ref().map(ToString::to_string) }
    }
}

/// One entry; `id` is the one of `scores` in a report.
#[derive(Debug, Serialize)]
struct ItemJson<'a> {
    id: String,
    kind: &'static str,
    title: &'a str,
    points: String,
    section: Option<&'a str>,
    rules: Vec<&'a str>,
    /// What is measured and how it becomes points, as written.
    text: &'a str,
}

impl<'a> ItemJson<'a> {
    fn of(scheme: &'a Scheme, n: usize, entry: &'a Entry) -> Self {
        Self {
            id: scheme.entry_id(n),
            kind: entry.kind.as_str(),
            title: &entry.title,
            points: entry.points.to_string(),
            section: entry.section.and_then(|s| scheme.sections.get(s)).map(|s| &*s.title),
            rules: ids(entry.rules()),
            text: &entry.text,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct LightsJson<'a> {
    name: &'a str,
    plan: Option<&'a str>,
    rules: Vec<&'a str>,
    in_order: bool,
    colours: Vec<&'a str>,
    lines: Vec<LineJson<'a>>,
    note: Option<&'a str>,
}

impl<'a> LightsJson<'a> {
    pub(super) fn of(model: &'a Model, lights: &'a Lights) -> Self {
        Self {
            name: &lights.name,
            plan: lights.plan.and_then(|p| model.plans.get(p.0 as usize)).map(|p| &*p.name),
            rules: ids(&lights.rules),
            in_order: lights.is_in_order,
            colours: lights.colours.iter().map(|c| &**c).collect(),
            lines: lights.lines.iter().map(|l| LineJson::of(lights, l)).collect(),
            note: lights.note.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
struct LineJson<'a> {
    colour: Option<&'a str>,
    /// The condition as written.
    when: &'a str,
    action: Option<&'a str>,
}

impl<'a> LineJson<'a> {
    fn of(lights: &'a Lights, line: &'a Line) -> Self {
        Self { colour: lights.colours.get(line.colour).map(|c| &**c), when: &line.text, action: line.action.as_deref() }
    }
}

fn ids(rules: &[RuleRef]) -> Vec<&str> {
    rules.iter().map(|r| &*r.id).collect()
}

fn inapplicable(of: Inapplicable) -> &'static str {
    match of {
        Inapplicable::Exclude => "exclude",
        Inapplicable::Full => "full",
        Inapplicable::Average => "avg",
        Inapplicable::Zero => "zero",
    }
}

fn fraction(whole: Whole) -> &'static str {
    match whole {
        Whole::Floor => "floor",
        Whole::Ceil => "ceil",
        Whole::Continuous => "continuous",
        Whole::HalfUp => "half-up",
    }
}
