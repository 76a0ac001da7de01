//! Audits: from hard to soft, wider tolerances, other relations.

use super::bounds::{Reach, of_target, reach};
use super::{At, Beside, Pairs, Sides, Text, pairs, same, same_words};
use crate::diff::change::{Kind, Name};
use dabiao_lang::core::Code;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Audit, Exact, Slack, Statement, print};

/// Compares the audits.
pub(super) fn compare(sides: Sides<'_>, out: &mut Vec<Beside>) {
    let Pairs { both, gone, new } = pairs(&sides.old.model.audits, &sides.new.model.audits, |a| &a.title);
    for ((i, a), (j, b)) in both {
        let (before, after) = (sides.old.ids.audit(a), sides.new.ids.audit(b));
        let mark = out.len();
        one(sides, ((i, a), &before), ((j, b), &after), out);
        if before != after && out.len() == mark {
            // Whatever differs is said, if only that it differs.
            let found = Beside::new(Name::AuditChanged, Kind::Incomparable, b.title.to_string());
            out.push(found.sides(Some(text((i, a), &before, relations(a))), Some(text((j, b), &after, relations(b)))));
        }
    }
    for (at, a) in gone {
        let found = Beside::new(Name::AuditRemoved, Kind::Removed, a.title.to_string());
        out.push(found.sides(Some(text((at, a), &sides.old.ids.audit(a), relations(a))), None));
    }
    for (at, a) in new {
        let found = Beside::new(Name::AuditAdded, Kind::Added, a.title.to_string());
        out.push(found.sides(None, Some(text((at, a), &sides.new.ids.audit(a), relations(a)))));
    }
}

fn text((idx, audit): (usize, &Audit), key: &Code, shown: Both) -> Text {
    Text::new(shown, At { key, idx, file: &audit.file, line: audit.line })
}

fn relations(audit: &Audit) -> Both {
    let all: Vec<&str> = audit.statements.iter().map(|s| &*s.text).collect();
    same_words(all.join("; "))
}

/// An audit with its position and its meaning.
type Known<'a> = ((usize, &'a Audit), &'a Code);

fn one(sides: Sides<'_>, (was, before): Known<'_>, (is, after): Known<'_>, out: &mut Vec<Beside>) {
    let (a, b) = (was.1, is.1);
    let side = |x: Both, y: Both| (Some(text(was, before, x)), Some(text(is, after, y)));
    let mut add = |name, kind, x: Both, y: Both| {
        let (before, after) = side(x, y);
        out.push(Beside::new(name, kind, b.title.to_string()).sides(before, after));
    };
    if a.is_hard != b.is_hard {
        let word = |hard| if hard { Both::new("强制", "hard") } else { Both::new("核实", "soft") };
        let (name, kind) = match b.is_hard {
            false => (Name::AuditSoftened, Kind::Relaxed),
            true => (Name::AuditHardened, Kind::Tightened),
        };
        add(name, kind, word(a.is_hard), word(b.is_hard));
    }
    if a.tolerance != b.tolerance {
        let (name, kind) = match slack(a.tolerance.as_ref(), b.tolerance.as_ref()) {
            Reach::Wider => (Name::AuditToleranceWidened, Kind::Relaxed),
            Reach::Narrower => (Name::AuditToleranceNarrowed, Kind::Tightened),
            _ => (Name::AuditChanged, Kind::Incomparable),
        };
        let shown = |s: &Option<Slack>| s.as_ref().map_or_else(|| Both::new("", ""), shown);
        add(name, kind, shown(&a.tolerance), shown(&b.tolerance));
    }
    if a.note.as_deref().map(str::trim) != b.note.as_deref().map(str::trim) {
        let note = |x: &Audit| same_words(x.note.as_deref().unwrap_or("").to_owned());
        add(Name::NoteChanged, Kind::Metadata, note(a), note(b));
    }
    let relation = if before == after { Reach::Same } else { statements(sides, a, b) };
    let (name, kind) = match relation {
        Reach::Same => (Name::AuditChanged, Kind::Equivalent),
        Reach::Wider => (Name::AuditRelaxed, Kind::Relaxed),
        Reach::Narrower => (Name::AuditTightened, Kind::Tightened),
        Reach::Other => (Name::AuditChanged, Kind::Incomparable),
    };
    let touched: Vec<_> = b.statements.iter().map(|s| &s.subject).collect();
    let causes = sides.touching(&touched);
    if kind != Kind::Equivalent {
        add(name, kind, relations(a), relations(b));
    } else if !causes.is_empty() {
        let found = Beside { causes, ..Beside::new(Name::AuditChanged, Kind::Incomparable, b.title.to_string()) };
        let (before, after) = side(relations(a), relations(b));
        out.push(found.sides(before, after));
    }
}

fn shown(slack: &Slack) -> Both {
    let amount = slack.unit.as_ref().map_or_else(|| slack.amount.clone(), |u| u.from_base(&slack.amount));
    let unit = slack.unit.as_ref().map_or("", |u| &u.symbol);
    let (zh, en) = if slack.is_per_item { ("每项 ", "per item ") } else { ("", "") };
    Both::of(format!("容差 {zh}{}{unit}", amount.to_text()), format!("tolerance {en}{}{unit}", amount.to_text()))
}

fn slack(a: Option<&Slack>, b: Option<&Slack>) -> Reach {
    let form = |s: &Slack| (s.unit.as_ref().map(|u| u.dim.clone()), s.is_per_item);
    let amount = |s: Option<&Slack>| s.map_or(Exact::ZERO, |s| s.amount.clone());
    match (a, b) {
        (Some(x), Some(y)) if form(x) != form(y) => Reach::Other,
        _ => match amount(a).cmp(&amount(b)) {
            std::cmp::Ordering::Less => Reach::Wider,
            std::cmp::Ordering::Greater => Reach::Narrower,
            std::cmp::Ordering::Equal => Reach::Same,
        },
    }
}

/// How the relations of two audits lie to each other, one by one where there are as many.
fn statements(sides: Sides<'_>, a: &Audit, b: &Audit) -> Reach {
    if a.statements.len() != b.statements.len() {
        let has = |(model, all): (&dabiao_lang::model::Model, &[Statement]),
                   s: (&dabiao_lang::model::Model, &Statement)| {
            all.iter().any(|t| statement((model, t), s) == Reach::Same)
        };
        let (old, new) = ((sides.old.model, a.statements.as_slice()), (sides.new.model, b.statements.as_slice()));
        // Some relations dropped and the others kept is less to satisfy.
        let all_kept = new.1.iter().all(|s| has(old, (new.0, s)));
        let all_there = old.1.iter().all(|s| has(new, (old.0, s)));
        return match (all_kept, all_there) {
            (true, false) => Reach::Wider,
            (false, true) => Reach::Narrower,
            _ => Reach::Other,
        };
    }
    let each = a.statements.iter().zip(&b.statements);
    each.map(|(x, y)| statement((sides.old.model, x), (sides.new.model, y))).fold(Reach::Same, Reach::and)
}

fn statement(
    (old, a): (&dabiao_lang::model::Model, &Statement),
    (new, b): (&dabiao_lang::model::Model, &Statement),
) -> Reach {
    let (s, t) = (&old.schema, &new.schema);
    let is_alike = same::expr((s, &a.subject), (t, &b.subject))
        && a.targets.len() == b.targets.len()
        && scope(s, a) == scope(t, b);
    if !is_alike {
        return Reach::Other;
    }
    let each = a.targets.iter().zip(&b.targets).map(|(x, y)| {
        if same::target((s, &x.kind), (t, &y.kind)) {
            return Reach::Same;
        }
        match (of_target(&x.kind), of_target(&y.kind)) {
            (Some(p), Some(q)) => reach(&p, &q),
            _ => Reach::Other,
        }
    });
    each.fold(Reach::Same, Reach::and)
}

/// The scope as it is printed; audits have no other than a level with a filter, or places.
fn scope(schema: &dabiao_lang::model::Schema, s: &Statement) -> String {
    use dabiao_lang::model::Scope;
    let places = |all: &[dabiao_lang::model::EntityRef]| all.iter().map(print::place).collect::<Vec<_>>().join("\n");
    match &s.scope {
        Scope::Unstated => String::new(),
        Scope::Every { level, filter, except } => {
            let filter = filter.as_ref().map_or_else(String::new, |f| print::expr(schema, f));
            format!("{}\n{filter}\n{}", print::level(schema, level), places(except))
        }
        Scope::At(all) => places(all),
    }
}
