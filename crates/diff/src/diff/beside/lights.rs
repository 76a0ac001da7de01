//! Lights: which rules are watched, when each colour is given, and what follows from it.
//!
//! A better colour that is given more readily, or a worse one less readily, is relaxed.

use std::sync::Arc;

use super::bounds::{Reach, conditions, reach};
use super::{At, Beside, Pairs, Sides, Text, pairs, plan_of, plan_words, same_words};
use crate::diff::change::{Kind, Name};
use crate::diff::versions::Version;
use dabiao_lang::core::Code;
use dabiao_lang::diag::Both;
use dabiao_lang::model::light::{Line, Measure, When};
use dabiao_lang::model::{Expr, Lights, Schema};

/// Compares the lights.
pub(super) fn compare(sides: Sides<'_>, out: &mut Vec<Beside>) {
    let Pairs { both, gone, new } = pairs(&sides.old.model.lights, &sides.new.model.lights, |l| &l.name);
    let whole = |l: &Lights, idx, key: &Code| {
        let lines: Vec<&str> = l.lines.iter().map(|line| &*line.text).collect();
        Text::new(same_words(lines.join("; ")), At { key, idx, file: &l.file, line: l.line })
    };
    for ((i, a), (j, b)) in both {
        let keys = [code(sides.old, a), code(sides.new, b)];
        let [before, after] = &keys;
        let pair = Pair { sides, old: (i, a), new: (j, b), keys: [before, after] };
        let mark = out.len();
        if before != after {
            pair.compare(out);
        }
        pair.rests_on(out);
        if before != after && out.len() == mark {
            // Whatever differs is said, if only that it differs.
            let found = Beside { rules: ids(b), ..Beside::new(CHANGED.0, CHANGED.1, b.name.to_string()) };
            out.push(found.sides(Some(whole(a, i, before)), Some(whole(b, j, after))));
        }
    }
    for (at, l) in gone {
        let found = Beside { rules: ids(l), ..Beside::new(Name::LightsRemoved, Kind::Removed, l.name.to_string()) };
        out.push(found.sides(Some(whole(l, at, &code(sides.old, l))), None));
    }
    for (at, l) in new {
        let found = Beside { rules: ids(l), ..Beside::new(Name::LightsAdded, Kind::Added, l.name.to_string()) };
        out.push(found.sides(None, Some(whole(l, at, &code(sides.new, l)))));
    }
}

fn code(version: &Version<'_>, l: &Lights) -> Code {
    version.ids.lights(plan_of(version, l.plan), l)
}

fn ids(l: &Lights) -> Vec<Arc<str>> {
    let mut ids: Vec<Arc<str>> = l.rules.iter().map(|r| r.id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

struct Pair<'m> {
    sides: Sides<'m>,
    old: (usize, &'m Lights),
    new: (usize, &'m Lights),
    /// What is compared, as a whole.
    keys: [&'m Code; 2],
}

/// What became of something, and how it is called.
type Named = (Name, Kind);

const CHANGED: Named = (Name::LightsChanged, Kind::Incomparable);

impl Pair<'_> {
    fn add(&self, (name, kind): Named, before: (Both, u32), after: (Both, u32), out: &mut Vec<Beside>) {
        let side = |(idx, l): (usize, &Lights), key, (shown, line): (Both, u32)| {
            Some(Text::new(shown, At { key, idx, file: &l.file, line: if line == 0 { l.line } else { line } }))
        };
        let [was, is] = self.keys;
        let found = Beside { rules: ids(self.new.1), ..Beside::new(name, kind, self.new.1.name.to_string()) };
        out.push(found.sides(side(self.old, was, before), side(self.new, is, after)));
    }

    fn compare(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old.1, self.new.1);
        self.watched(out);
        let frequency = |l: &Lights| format!("{:?}", l.frequency).to_lowercase();
        let order = |l: &Lights| if l.is_in_order { "依次" } else { "" }.to_owned();
        let colours = |l: &Lights| l.colours.iter().map(|c| c.to_string()).collect::<Vec<_>>().join("、");
        let plan = |version: &Version<'_>, l: &Lights| plan_words(plan_of(version, l.plan));
        let all = [
            ("方案", "plan", plan(self.sides.old, a), plan(self.sides.new, b)),
            ("频率", "frequency", frequency(a), frequency(b)),
            ("依次", "in order", order(a), order(b)),
            ("颜色", "colours", colours(a), colours(b)),
        ];
        for (zh, en, before, after) in all.into_iter().filter(|(.., x, y)| x != y) {
            let say = |x: &str| Both::of(format!("{zh} {x}"), format!("{en} {x}"));
            self.add(CHANGED, (say(&before), 0), (say(&after), 0), out);
        }
        let note = |l: &Lights| l.note.as_deref().unwrap_or("").trim().to_owned();
        if note(a) != note(b) {
            let named = (Name::NoteChanged, Kind::Metadata);
            self.add(named, (same_words(note(a)), 0), (same_words(note(b)), 0), out);
        }
        self.lines(out);
    }

    /// Fewer rules that are watched is less to be answered for; none named is all of them.
    fn watched(&self, out: &mut Vec<Beside>) {
        let (x, y) = (ids(self.old.1), ids(self.new.1));
        let holds = |x: &[Arc<str>], y: &[Arc<str>]| x.is_empty() || !y.is_empty() && y.iter().all(|id| x.contains(id));
        let named = match (holds(&x, &y), holds(&y, &x)) {
            (true, true) => return,
            (true, false) => (Name::LightsRelaxed, Kind::Relaxed),
            (false, true) => (Name::LightsTightened, Kind::Tightened),
            (false, false) => CHANGED,
        };
        let shown = |all: &[Arc<str>]| match all {
            [] => Both::new("全部规则", "all rules"),
            all => same_words(all.iter().map(|i| i.to_string()).collect::<Vec<_>>().join("、")),
        };
        self.add(named, (shown(&x), 0), (shown(&y), 0), out);
    }

    fn lines(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old.1, self.new.1);
        let colour = |l: &Lights, line: &Line| l.colours.get(line.colour).cloned();
        let mut gone: Vec<&Line> = a.lines.iter().collect();
        for y in &b.lines {
            let is_alike = |x: &&Line| colour(a, x) == colour(b, y);
            let found = gone
                .iter()
                .position(|x| is_alike(x) && self.reach(x, y) == Reach::Same)
                .or_else(|| gone.iter().position(is_alike));
            match found {
                Some(found) => self.line(gone.remove(found), y, out),
                None => self.line_alone(y, b, Reach::Wider, out),
            }
        }
        for x in gone {
            self.line_alone(x, a, Reach::Narrower, out);
        }
    }

    /// Which way a line goes whose colour is given more or less readily.
    fn direction(l: &Lights, line: &Line, reach: Reach) -> Named {
        let last = l.colours.len().saturating_sub(1);
        let is_best = line.colour == 0 && last > 0;
        let is_worst = line.colour == last && last > 0;
        match (reach, is_best, is_worst) {
            (Reach::Wider, true, _) | (Reach::Narrower, _, true) => (Name::LightsRelaxed, Kind::Relaxed),
            (Reach::Narrower, true, _) | (Reach::Wider, _, true) => (Name::LightsTightened, Kind::Tightened),
            _ => CHANGED,
        }
    }

    fn line_alone(&self, line: &Line, of: &Lights, reach: Reach, out: &mut Vec<Beside>) {
        let named = Self::direction(of, line, reach);
        let nothing = (Both::new("", ""), 0);
        let own = (same_words(&*line.text), line.line);
        let (before, after) = if reach == Reach::Wider { (nothing, own) } else { (own, nothing) };
        self.add(named, before, after, out);
    }

    fn line(&self, x: &Line, y: &Line, out: &mut Vec<Beside>) {
        let own = |line: &Line| (same_words(&*line.text), line.line);
        if x.action.as_deref().map(str::trim) != y.action.as_deref().map(str::trim) {
            let named = match (&x.action, &y.action) {
                (Some(_), None) => (Name::LightsRelaxed, Kind::Relaxed),
                (None, Some(_)) => (Name::LightsTightened, Kind::Tightened),
                _ => CHANGED,
            };
            self.add(named, own(x), own(y), out);
        }
        let reach = self.reach(x, y);
        if reach != Reach::Same {
            let named = if reach == Reach::Other { CHANGED } else { Self::direction(self.new.1, y, reach) };
            self.add(named, own(x), own(y), out);
        }
    }

    fn reach(&self, x: &Line, y: &Line) -> Reach {
        match (&x.when, &y.when) {
            (None, None) => Reach::Same,
            (Some(p), Some(q)) => self.when(p, q),
            _ => Reach::Other,
        }
    }

    fn when(&self, x: &When, y: &When) -> Reach {
        let schemas = self.sides.schemas();
        let colours = |l: &Lights, at: &Option<usize>| at.and_then(|n| l.colours.get(n).cloned());
        match (x, y) {
            (When::And(p), When::And(q)) | (When::Or(p), When::Or(q)) if p.len() == q.len() => {
                p.iter().zip(q).map(|(v, w)| self.when(v, w)).fold(Reach::Same, Reach::and)
            }
            (When::Not(p), When::Not(q)) => self.when(p, q).turned(),
            (When::Verdict(p), When::Verdict(q)) if p == q => Reach::Same,
            (When::LastLight(p), When::LastLight(q)) if colours(self.old.1, p) == colours(self.new.1, q) => Reach::Same,
            (When::Number(m, p), When::Number(n, q)) if measure(schemas, m, n) => reach(p, q),
            (When::Value(p), When::Value(q)) => conditions((schemas.0, p), (schemas.1, q)),
            // One more condition beside the same ones.
            (p, When::Or(q)) if q.iter().any(|w| self.when(p, w) == Reach::Same) => Reach::Wider,
            (p, When::And(q)) if q.iter().any(|w| self.when(p, w) == Reach::Same) => Reach::Narrower,
            (When::Or(p), q) if p.iter().any(|v| self.when(v, q) == Reach::Same) => Reach::Narrower,
            (When::And(p), q) if p.iter().any(|v| self.when(v, q) == Reach::Same) => Reach::Wider,
            _ => Reach::Other,
        }
    }

    /// What the conditions rest on changed elsewhere.
    fn rests_on(&self, out: &mut Vec<Beside>) {
        let b = self.new.1;
        let mut all = Vec::new();
        b.lines.iter().filter_map(|l| l.when.as_ref()).for_each(|w| values(w, &mut all));
        let causes = self.sides.touching(&all);
        if !causes.is_empty() {
            let mark = out.len();
            let shown =
                |l: &Lights| same_words(l.lines.iter().map(|x| x.text.to_string()).collect::<Vec<_>>().join("; "));
            self.add(CHANGED, (shown(self.old.1), 0), (shown(b), 0), out);
            out.iter_mut().skip(mark).for_each(|found| found.causes.clone_from(&causes));
        }
    }
}

fn measure((s, t): (&Schema, &Schema), a: &Measure, b: &Measure) -> bool {
    match (a, b) {
        (Measure::Lag, Measure::Lag) | (Measure::Overdue, Measure::Overdue) => true,
        (Measure::Value(x), Measure::Value(y)) => super::same::expr((s, x), (t, y)),
        _ => false,
    }
}

/// Collects the expressions of a condition.
fn values<'w>(when: &'w When, out: &mut Vec<&'w Expr>) {
    match when {
        When::And(all) | When::Or(all) => all.iter().for_each(|w| values(w, out)),
        When::Not(w) => values(w, out),
        When::Number(Measure::Value(e), _) | When::Value(e) => out.push(e),
        When::Verdict(_) | When::LastLight(_) | When::Number(..) => {}
    }
}
