//! Schemes without their items: who is ranked, grades with their thresholds and quotas, vetoes, how totals come about.

use super::bounds::{Reach, conditions};
use super::graded::Pair;
use super::{At, Beside, Pairs, Sides, Text, item, pairs, plan_of, plan_words, same, same_words};
use crate::diff::change::{Kind, Name};
use crate::diff::versions::Version;
use dabiao_lang::core::Code;
use dabiao_lang::diag::Both;
use dabiao_lang::model::scheme::{Grade, Quota, Veto, VetoCause, VetoEffect, Whole};
use dabiao_lang::model::{CompareOp, Exact, Scheme, print};

/// Compares the schemes.
pub(super) fn compare(sides: Sides<'_>, out: &mut Vec<Beside>) {
    let Pairs { both, gone, new } = pairs(&sides.old.model.schemes, &sides.new.model.schemes, |s| &s.name);
    let whole = |s: &Scheme, idx, key: &Code| {
        let full = s.full.as_ref().map(Exact::to_text).unwrap_or_default();
        Text::new(same_words(format!("{} {full}", s.name)), At { key, idx, file: &s.file, line: s.line })
    };
    for ((i, a), (j, b)) in both {
        let heads = [code(sides.old, a), code(sides.new, b)];
        let [before, after] = &heads;
        let pair = Pair { sides, old: (i, a), new: (j, b), keys: [before, after] };
        let mark = out.len();
        if before != after {
            pair.head(out);
            pair.grades(out);
        }
        pair.vetoes(out);
        if before != after && out.len() == mark {
            // Whatever differs is said, if only that it differs.
            let found = Beside::new(Name::SchemeChanged, Kind::Incomparable, b.name.to_string());
            out.push(found.sides(Some(whole(a, i, before)), Some(whole(b, j, after))));
        }
        item::compare(&pair, out);
    }
    for (at, s) in gone {
        out.push(
            Beside::new(Name::SchemeRemoved, Kind::Removed, s.name.to_string())
                .sides(Some(whole(s, at, &code(sides.old, s))), None),
        );
    }
    for (at, s) in new {
        out.push(
            Beside::new(Name::SchemeAdded, Kind::Added, s.name.to_string())
                .sides(None, Some(whole(s, at, &code(sides.new, s)))),
        );
    }
}

fn code(version: &Version<'_>, s: &Scheme) -> Code {
    version.ids.scheme_head(plan_of(version, s.plan), s)
}

impl Pair<'_> {
    /// Fields of the head, each a change of its own that nobody proves harmless.
    fn head(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old.1, self.new.1);
        let (s, t) = self.sides.schemas();
        let mut add = |kind, name, before: Both, after: Both| {
            let found = Beside::new(name, kind, self.name());
            out.push(found.sides(self.before(before, 0), self.after(after, 0)));
        };
        let mut differs = |zh: &str, en: &str, before: String, after: String| {
            if before != after {
                let say = |x: &str| Both::of(format!("{zh} {x}"), format!("{en} {x}"));
                add(Kind::Incomparable, Name::SchemeChanged, say(&before), say(&after));
            }
        };
        let text = |x: &Option<Exact>| x.as_ref().map(Exact::to_text).unwrap_or_default();
        let yes = |x: bool| if x { "是" } else { "否" }.to_owned();
        let level = |s, w: &dabiao_lang::model::scheme::Ranked| print::level(s, &w.level);
        let filter = |s, w: &dabiao_lang::model::scheme::Ranked| {
            w.filter.as_ref().map_or_else(String::new, |f| print::expr(s, f))
        };
        let plan = |version: &Version<'_>, s: &Scheme| plan_words(plan_of(version, s.plan));
        differs("方案", "plan", plan(self.sides.old, a), plan(self.sides.new, b));
        differs("对象", "subjects", level(s, &a.who), level(t, &b.who));
        if !same::both((s, &a.who.filter), (t, &b.who.filter), same::expr) {
            differs("对象", "subjects", filter(s, &a.who), filter(t, &b.who));
        }
        if !same::places((s, &a.who.except), (t, &b.who.except)) {
            let places = |w: &dabiao_lang::model::scheme::Ranked| {
                w.except.iter().map(print::place).collect::<Vec<_>>().join("、")
            };
            differs("不考核", "left out", places(&a.who), places(&b.who));
        }
        let period = |s: &Scheme| s.period.map(|p| p.to_string()).unwrap_or_default();
        differs("期间", "period", period(a), period(b));
        differs("满分", "full points", text(&a.full), text(&b.full));
        let rounding = |s: &Scheme| {
            s.precision.map_or_else(String::new, |p| format!("{} {}", p.digits, print::rounding(p.rounding)))
        };
        differs("精度", "precision", rounding(a), rounding(b));
        differs("按未修约的总分排名", "ranked unrounded", yes(a.is_ranked_unrounded), yes(b.is_ranked_unrounded));
        differs("并列", "ties", ties(a), ties(b));
        differs("不适用", "inapplicable", inapplicable(a), inapplicable(b));
        differs("缺数按零分", "missing scores nothing", yes(a.is_missing_zero), yes(b.is_missing_zero));
        let group = |schema, s: &Scheme| s.group.as_ref().map_or_else(String::new, |g| print::expr(schema, g));
        differs("分组", "grouped", group(s, a), group(t, b));
        differs("总分下限", "least total", text(&a.floor), text(&b.floor));
        differs("加分上限", "most bonus", text(&a.bonus_cap), text(&b.bonus_cap));
        differs("减分上限", "most malus", text(&a.malus_cap), text(&b.malus_cap));
        let sections = |s: &Scheme, schema| -> String {
            let one = |x: &dabiao_lang::model::scheme::Section| {
                format!("{} {}{}", x.title, text(&x.points), item::only(schema, x.only.as_ref()))
            };
            s.sections.iter().map(one).collect::<Vec<_>>().join("；")
        };
        differs("分类", "sections", sections(a, s), sections(b, t));
        let note = |s: &Scheme| s.note.as_deref().unwrap_or("").trim().to_owned();
        if note(a) != note(b) {
            add(Kind::Metadata, Name::NoteChanged, same_words(note(a)), same_words(note(b)));
        }
    }

    fn grades(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old.1, self.new.1);
        let Pairs { both, gone, new } = pairs(&a.grades, &b.grades, |g| &g.name);
        let order = |all: &[Grade]| all.iter().map(|g| g.name.to_string()).collect::<Vec<_>>().join(" > ");
        if !gone.is_empty() || !new.is_empty() || both.iter().any(|((i, _), (j, _))| i != j) {
            let found = Beside::new(Name::SchemeChanged, Kind::Incomparable, self.name());
            let shown = |all: &[Grade]| Both::of(format!("等次 {}", order(all)), format!("grades {}", order(all)));
            out.push(found.sides(self.before(shown(&a.grades), 0), self.after(shown(&b.grades), 0)));
        }
        for ((_, x), (_, y)) in both {
            let title = format!("{} / {}", self.name(), y.name);
            if x.least != y.least {
                let (name, kind) = match least(x.least.as_ref(), y.least.as_ref()) {
                    Reach::Wider => (Name::ClassThresholdRelaxed, Kind::Relaxed),
                    _ => (Name::ClassThresholdTightened, Kind::Tightened),
                };
                let shown = |g: &Grade| {
                    let line = g.least.as_ref().map(|(op, x)| format!("{} {}", print::operator(*op), x.to_text()));
                    line.map_or_else(|| Both::new("", ""), |l| Both::of(format!("{l}分"), format!("{l} points")))
                };
                let found = Beside::new(name, kind, title.clone());
                out.push(found.sides(self.before(shown(x), x.line), self.after(shown(y), y.line)));
            }
            if x.quota != y.quota {
                let (name, kind) = match quota(x.quota.as_ref(), y.quota.as_ref()) {
                    Reach::Wider => (Name::ClassQuotaWidened, Kind::Relaxed),
                    Reach::Narrower => (Name::ClassQuotaNarrowed, Kind::Tightened),
                    _ => (Name::SchemeChanged, Kind::Incomparable),
                };
                let found = Beside::new(name, kind, title);
                out.push(found.sides(self.before(quota_words(x), x.line), self.after(quota_words(y), y.line)));
            }
        }
    }

    fn vetoes(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old.1, self.new.1);
        let mut gone: Vec<&Veto> = a.vetoes.iter().collect();
        let mut new = Vec::new();
        for y in &b.vetoes {
            match gone.iter().position(|x| self.causes(x, y) == Reach::Same) {
                Some(found) => self.veto(gone.remove(found), y, out),
                None => new.push(y),
            }
        }
        for y in new {
            let found = gone.iter().position(|x| self.causes(x, y) != Reach::Other || is_alike(x, y));
            match found {
                Some(found) => self.veto(gone.remove(found), y, out),
                None => {
                    let added = Beside::new(Name::SchemeVetoAdded, Kind::Tightened, self.name());
                    out.push(added.sides(None, self.after(same_words(&*y.text), y.line)));
                }
            }
        }
        for x in gone {
            let removed = Beside::new(Name::SchemeVetoRemoved, Kind::Relaxed, self.name());
            out.push(removed.sides(self.before(same_words(&*x.text), x.line), None));
        }
    }

    /// How often one veto strikes beside another.
    fn causes(&self, x: &Veto, y: &Veto) -> Reach {
        let (s, t) = self.sides.schemas();
        match (&x.cause, &y.cause) {
            (VetoCause::MarkedRules, VetoCause::MarkedRules) => Reach::Same,
            (VetoCause::Rules(x), VetoCause::Rules(y)) => {
                let holds = |x: &[dabiao_lang::model::scheme::RuleRef], y: &[dabiao_lang::model::scheme::RuleRef]| {
                    y.iter().all(|r| x.iter().any(|q| q.id == r.id))
                };
                match (holds(y, x), holds(x, y)) {
                    (true, true) => Reach::Same,
                    (true, false) => Reach::Wider,
                    (false, true) => Reach::Narrower,
                    _ => Reach::Other,
                }
            }
            (VetoCause::Condition(x), VetoCause::Condition(y)) => conditions((s, x), (t, y)),
            _ => Reach::Other,
        }
    }

    fn veto(&self, x: &Veto, y: &Veto, out: &mut Vec<Beside>) {
        let causes = match &y.cause {
            VetoCause::Condition(c) => self.sides.touching(&[c]),
            _ => Vec::new(),
        };
        let strength = |s: &Scheme, e: &VetoEffect| match e {
            VetoEffect::Grade(g) => (s.grades.get(*g).map(|g| g.name.clone()), 0),
            VetoEffect::Bar(g) => (s.grades.get(*g).map(|g| g.name.clone()), 1),
        };
        let place = |e: &VetoEffect| match e {
            VetoEffect::Grade(g) => *g,
            VetoEffect::Bar(g) => g + 1,
        };
        let is_same_effect = strength(self.old.1, &x.effect) == strength(self.new.1, &y.effect);
        // The best grade that is left: further down is harsher. It compares only within one list of grades.
        let effect = match (is_same_effect, place(&x.effect).cmp(&place(&y.effect))) {
            (true, _) => Reach::Same,
            (_, std::cmp::Ordering::Less) => Reach::Wider,
            (_, std::cmp::Ordering::Greater) => Reach::Narrower,
            (_, std::cmp::Ordering::Equal) => Reach::Other,
        };
        let (name, kind) = match self.causes(x, y).and(effect) {
            Reach::Same if causes.is_empty() => return,
            Reach::Same | Reach::Other => (Name::SchemeVetoChanged, Kind::Incomparable),
            // A veto that strikes more often asks more.
            Reach::Wider => (Name::SchemeVetoTightened, Kind::Tightened),
            Reach::Narrower => (Name::SchemeVetoRelaxed, Kind::Relaxed),
        };
        let found = Beside { causes, ..Beside::new(name, kind, self.name()) };
        out.push(found.sides(self.before(same_words(&*x.text), x.line), self.after(same_words(&*y.text), y.line)));
    }
}

/// Whether two vetoes are of one sort, so that one became the other.
fn is_alike(x: &Veto, y: &Veto) -> bool {
    std::mem::discriminant(&x.cause) == std::mem::discriminant(&y.cause)
}

/// Whether a grade is had more easily.
fn least(a: Option<&(CompareOp, Exact)>, b: Option<&(CompareOp, Exact)>) -> Reach {
    match (a, b) {
        (_, None) => Reach::Wider,
        (None, _) => Reach::Narrower,
        (Some((o, x)), Some((p, y))) => match y.cmp(x) {
            std::cmp::Ordering::Less => Reach::Wider,
            std::cmp::Ordering::Equal if *o == CompareOp::Gt && *p == CompareOp::Ge => Reach::Wider,
            _ => Reach::Narrower,
        },
    }
}

/// Whether more may have a grade.
fn quota(a: Option<&Quota>, b: Option<&Quota>) -> Reach {
    let by = |order: std::cmp::Ordering| match order {
        std::cmp::Ordering::Less => Reach::Wider,
        std::cmp::Ordering::Greater => Reach::Narrower,
        std::cmp::Ordering::Equal => Reach::Same,
    };
    match (a, b) {
        (Some(_), None) => Reach::Wider,
        (None, Some(_)) => Reach::Narrower,
        (Some(Quota::Share(x, v)), Some(Quota::Share(y, w))) if v == w => by(x.cmp(y)),
        (Some(Quota::Share(x, v)), Some(Quota::Share(y, w))) if x == y => match (v, w) {
            (Whole::Floor, _) | (_, Whole::Ceil) => Reach::Wider,
            (_, Whole::Floor) | (Whole::Ceil, _) => Reach::Narrower,
            _ => Reach::Other,
        },
        (Some(Quota::Count(x)), Some(Quota::Count(y))) => by(x.cmp(y)),
        _ => Reach::Other,
    }
}

fn quota_words(grade: &Grade) -> Both {
    match &grade.quota {
        None => Both::new("不限", "no limit"),
        Some(Quota::Count(n)) => Both::of(format!("至多 {} 个", n.to_text()), format!("at most {}", n.to_text())),
        Some(Quota::Share(x, whole)) => {
            let share = (x * &Exact::from(100)).to_text();
            let (zh, en) = match whole {
                Whole::Floor => ("", ""),
                Whole::Ceil => ("（进一）", " (rounded up)"),
                Whole::Continuous => ("（连续）", " (in proportion)"),
                Whole::HalfUp => ("（四舍五入）", " (rounded)"),
            };
            Both::of(format!("至多 {share}%{zh}"), format!("at most {share}%{en}"))
        }
    }
}

fn ties(s: &Scheme) -> String {
    let Some(ties) = &s.ties else { return String::new() };
    let breakers: Vec<&str> = ties.breakers.iter().filter_map(|b| s.entries.get(*b)).map(|e| &*e.title).collect();
    [&[ties.rule.as_str()], breakers.as_slice()].concat().join(" ")
}

fn inapplicable(s: &Scheme) -> String {
    s.inapplicable.map_or("", item::inapplicable).to_owned()
}
