//! Items of schemes: what they measure, their targets, and the points that they give, compared as curves.

use super::bounds::{Reach, of_target, reach};
use super::curve::{Compared, Curve};
use super::graded::Pair;
use super::{Beside, Pairs, Sides, pairs, same, same_words};
use crate::diff::change::{Kind, Name};
use dabiao_lang::diag::Both;
use dabiao_lang::model::light::Bounds;
use dabiao_lang::model::scheme::{Entry, EntryKind, Goal, Inapplicable, Method, Only, Scheme, Source};
use dabiao_lang::model::{Exact, Expr, ExprKind, Schema, TargetKind, print};

/// Compares the items of a scheme.
pub(super) fn compare(pair: &Pair<'_>, out: &mut Vec<Beside>) {
    let (a, b) = (pair.old.1, pair.new.1);
    let Pairs { both, gone, new } = pairs(&a.entries, &b.entries, |e| &e.title);
    let title = |e: &Entry| format!("{} / {}", b.name, e.title);
    let whole = |e: &Entry| same_words(format!("{} {}", e.points.to_text(), e.text));
    for ((_, x), (_, y)) in both {
        let keys = [pair.sides.old.ids.entry(x), pair.sides.new.ids.entry(y)];
        let [before, after] = &keys;
        let own = Pair { sides: pair.sides, old: pair.old, new: pair.new, keys: [before, after] };
        Items { pair: &own, old: x, new: y, title: title(y) }.compare(out);
    }
    for (_, e) in gone {
        let found = Beside { rules: ids(e), ..Beside::new(Name::ItemRemoved, Kind::Removed, title(e)) };
        out.push(found.sides(pair.before(whole(e), e.line), None));
    }
    for (_, e) in new {
        let found = Beside { rules: ids(e), ..Beside::new(Name::ItemAdded, Kind::Added, title(e)) };
        out.push(found.sides(None, pair.after(whole(e), e.line)));
    }
}

fn ids(e: &Entry) -> Vec<std::sync::Arc<str>> {
    e.rules().iter().map(|r| r.id.clone()).collect()
}

/// One item of both sides.
struct Items<'p, 'm> {
    pair: &'p Pair<'m>,
    old: &'m Entry,
    new: &'m Entry,
    title: String,
}

impl Items<'_, '_> {
    fn add(&self, name: Name, kind: Kind, shown: [Both; 2], out: &mut Vec<Beside>) {
        let [before, after] = shown;
        let found = Beside { rules: ids(self.new), ..Beside::new(name, kind, self.title.clone()) };
        out.push(found.sides(self.pair.before(before, self.old.line), self.pair.after(after, self.new.line)));
    }

    fn schemas(&self) -> (&Schema, &Schema) {
        self.pair.sides.schemas()
    }

    fn compare(&self, out: &mut Vec<Beside>) {
        let [before, after] = self.pair.keys;
        if before == after {
            return self.rests_on(out);
        }
        let mark = out.len();
        self.parts(out);
        if out.len() == mark {
            // Whatever differs is said, if only that it differs.
            let whole = |e: &Entry| same_words(format!("{} {}", e.points.to_text(), e.text));
            self.add(Name::ItemChanged, Kind::Incomparable, [whole(self.old), whole(self.new)], out);
        }
    }

    fn parts(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old, self.new);
        let (s, t) = self.schemas();
        self.fields(out);
        let is_same_source = source((s, a), (t, b));
        if !is_same_source {
            let shown = |s, e| same_words(source_words(s, e));
            self.add(Name::ItemMeasureChanged, Kind::Incomparable, [shown(s, a), shown(t, b)], out);
        } else {
            self.rests_on(out);
        }
        let is_same_points = a.points == b.points && a.takes_weight == b.takes_weight;
        let is_same_curve = method((s, a), (t, b)) && goal((s, a), (t, b)) && limits((s, a), (t, b));
        if is_same_points && is_same_curve {
            return;
        }
        if is_same_curve && !is_same_points {
            return self.points(out);
        }
        self.curve(is_same_source, out);
    }

    /// The points alone: they weigh the item against the others, which is no matter of more or less.
    fn points(&self, out: &mut Vec<Beside>) {
        let name = if self.old.points < self.new.points { Name::PointsRaised } else { Name::PointsLowered };
        let shown = |e: &Entry| Both::of(format!("{}分", e.points.to_text()), format!("{} points", e.points.to_text()));
        self.add(name, Kind::Incomparable, [shown(self.old), shown(self.new)], out);
    }

    /// What the measure rests on changed elsewhere.
    fn rests_on(&self, out: &mut Vec<Beside>) {
        let causes = match &self.new.source {
            Some(Source::Value(e)) => self.pair.sides.touching(&[e]),
            _ => Vec::new(),
        };
        if causes.is_empty() {
            return;
        }
        let (s, t) = self.schemas();
        let mark = out.len();
        let shown = [same_words(source_words(s, self.old)), same_words(source_words(t, self.new))];
        self.add(Name::ItemMeasureChanged, Kind::Incomparable, shown, out);
        out.iter_mut().skip(mark).for_each(|found| found.causes.clone_from(&causes));
    }

    fn curve(&self, is_same_source: bool, out: &mut Vec<Beside>) {
        let (s, t) = self.schemas();
        let compared = if is_same_source { self.compared() } else { None };
        let is_goal_alone = method((s, self.old), (t, self.new)) && limits((s, self.old), (t, self.new));
        let is_malus = self.new.kind == EntryKind::Malus;
        let (more, less) = match &compared {
            Some(Compared { more, less }) => (more.is_some(), less.is_some()),
            None => (true, true),
        };
        // Of a malus the points are taken away.
        let (relaxed, tightened) = if is_malus { (less, more) } else { (more, less) };
        let kind = match (relaxed, tightened) {
            (true, false) => Kind::Relaxed,
            (false, true) => Kind::Tightened,
            (false, false) => Kind::Equivalent,
            (true, true) => Kind::Incomparable,
        };
        let name = match (is_goal_alone, kind) {
            (true, Kind::Relaxed) => Name::ItemTargetRelaxed,
            (true, Kind::Tightened) => Name::ItemTargetTightened,
            (false, Kind::Relaxed) => Name::PointsCurveRelaxed,
            (false, Kind::Tightened) => Name::PointsCurveTightened,
            _ => Name::ItemChanged,
        };
        let mark = out.len();
        self.add(name, kind, differing(&self.old.text, &self.new.text), out);
        let is_proved = compared.is_some();
        let example = compared.and_then(|c| example(self.new, &c, is_malus));
        out.iter_mut().skip(mark).for_each(|found| {
            found.example.clone_from(&example);
            found.is_proved = is_proved;
        });
    }

    fn compared(&self) -> Option<Compared> {
        let (a, b) = (self.old, self.new);
        let range = match &b.source {
            Some(Source::Value(e)) => range(self.pair.sides, e),
            Some(Source::Rules(_) | Source::Led(_)) => {
                Bounds { low: Some((Exact::ZERO, true)), high: Some((Exact::ONE, true)) }
            }
            // The points of another scheme: whatever that gives.
            Some(Source::Total(_) | Source::Entered(_)) | None => return None,
        };
        Curve::compare(&Curve::of(a)?, &Curve::of(b)?, &range)
    }

    /// Fields beside the curve.
    fn fields(&self, out: &mut Vec<Beside>) {
        let (a, b) = (self.old, self.new);
        let (s, t) = self.schemas();
        let word = |i: Option<Inapplicable>| i.map_or("", inapplicable).to_owned();
        let yes = |x: bool| if x { "是" } else { "否" }.to_owned();
        let section = |scheme: &Scheme, e: &Entry| {
            e.section.and_then(|n| scheme.sections.get(n)).map(|x| x.title.to_string()).unwrap_or_default()
        };
        let kind = |e: &Entry| e.kind.as_str().to_owned();
        let all = [
            ("类别", "kind", kind(a), kind(b)),
            ("分类", "section", section(self.pair.old.1, a), section(self.pair.new.1, b)),
            ("只考核", "only for", only(s, a.only.as_ref()), only(t, b.only.as_ref())),
            ("不适用", "inapplicable", word(a.inapplicable), word(b.inapplicable)),
            ("缺数按零分", "missing scores nothing", yes(a.is_missing_zero), yes(b.is_missing_zero)),
        ];
        for (zh, en, before, after) in all.into_iter().filter(|(.., x, y)| x != y) {
            let say = |x: &str| Both::of(format!("{zh} {x}"), format!("{en} {x}"));
            self.add(Name::ItemChanged, Kind::Incomparable, [say(&before), say(&after)], out);
        }
        let note = |e: &Entry| e.note.as_deref().unwrap_or("").trim().to_owned();
        if note(a) != note(b) {
            self.add(Name::NoteChanged, Kind::Metadata, [same_words(note(a)), same_words(note(b))], out);
        }
    }
}

/// A measure with the points of both, the one that shows why somebody may gain by it.
fn example(e: &Entry, found: &Compared, is_malus: bool) -> Option<Both> {
    let (gain, loss) = if is_malus { (&found.less, &found.more) } else { (&found.more, &found.less) };
    let (a, [was, is]) = gain.as_ref().or(loss.as_ref())?;
    let measure = e.unit.as_ref().map_or_else(|| a.clone(), |u| u.from_base(a));
    let unit = e.unit.as_ref().map_or("", |u| &u.symbol);
    let (measure, was, is) = (measure.to_text(), was.to_text(), is.to_text());
    Some(Both::of(
        format!("例如 {measure}{unit}：{was} 分 → {is} 分"),
        format!("for instance {measure}{unit}: {was} → {is} points"),
    ))
}

/// The measures that are possible.
fn range(sides: Sides<'_>, e: &Expr) -> Bounds {
    let ExprKind::Value(id) = &e.kind else { return Bounds { low: None, high: None } };
    let end = |x: &Option<Exact>| x.clone().map(|x| (x, true));
    let own = sides.new.model.schema.indicator(*id);
    own.map_or(Bounds { low: None, high: None }, |i| Bounds { low: end(&i.min), high: end(&i.max) })
}

/// The parts of two texts, joined by `；`, that are not in both.
fn differing(a: &str, b: &str) -> [Both; 2] {
    let parts = |x: &str| x.split('；').map(|p| p.trim().to_owned()).collect::<Vec<_>>();
    let (x, y) = (parts(a), parts(b));
    let only = |own: &[String], other: &[String]| {
        let all: Vec<&str> = own.iter().filter(|p| !other.contains(p)).map(String::as_str).collect();
        same_words(all.join("；"))
    };
    [only(&x, &y), only(&y, &x)]
}

fn source((s, a): (&Schema, &Entry), (t, b): (&Schema, &Entry)) -> bool {
    match (&a.source, &b.source) {
        (Some(Source::Value(x)), Some(Source::Value(y))) => same::expr((s, x), (t, y)),
        (Some(Source::Rules(x)), Some(Source::Rules(y))) => {
            let ids = |all: &[dabiao_lang::model::scheme::RuleRef]| {
                let mut ids: Vec<_> = all.iter().map(|r| r.id.clone()).collect();
                ids.sort();
                ids
            };
            ids(x) == ids(y)
        }
        (Some(Source::Led(x)), Some(Source::Led(y))) => x == y,
        (Some(Source::Total(x)), Some(Source::Total(y))) => x.name == y.name,
        (Some(Source::Entered(x)), Some(Source::Entered(y))) => x == y,
        (None, None) => true,
        _ => false,
    }
}

fn source_words(schema: &Schema, e: &Entry) -> String {
    match &e.source {
        Some(Source::Value(x)) => print::expr(schema, x),
        Some(Source::Rules(rules)) => rules.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join("、"),
        Some(Source::Led(all)) => {
            let one = |l: &dabiao_lang::model::scheme::Led| format!("{} {}", l.role.as_str(), l.share.to_text());
            all.iter().map(one).collect::<Vec<_>>().join("、")
        }
        Some(Source::Total(scheme)) => scheme.name.to_string(),
        Some(Source::Entered(office)) => office.to_string(),
        None => String::new(),
    }
}

fn goal((s, a): (&Schema, &Entry), (t, b): (&Schema, &Entry)) -> bool {
    match (&a.goal, &b.goal) {
        (Some(Goal::Compare(o, x)), Some(Goal::Compare(p, y))) => o == p && same::expr((s, x), (t, y)),
        (Some(Goal::Within(i)), Some(Goal::Within(j))) => same::interval((s, i), (t, j)),
        (Some(Goal::Mean { op: o, weight: v, plus: x }), Some(Goal::Mean { op: p, weight: w, plus: y })) => {
            let weights = match (v, w) {
                (Some(v), Some(w)) => same::expr((s, v), (t, w)),
                (None, None) => true,
                _ => false,
            };
            let plus = match (x, y) {
                (Some(x), Some(y)) => same::quantity(x, y),
                (None, None) => true,
                _ => false,
            };
            o == p && weights && plus
        }
        (None, None) => true,
        _ => false,
    }
}

/// Whether floor, cap, rounding and what gives nothing are the same.
fn limits((s, a): (&Schema, &Entry), (t, b): (&Schema, &Entry)) -> bool {
    let rounding = |e: &Entry| e.precision.map(|p| (p.digits, p.rounding));
    let nothing = match (&a.nothing, &b.nothing) {
        (Some(x), Some(y)) => same_values((s, x), (t, y)),
        (None, None) => true,
        _ => false,
    };
    nothing && a.floor == b.floor && a.cap == b.cap && a.is_unclamped == b.is_unclamped && rounding(a) == rounding(b)
}

fn same_values((s, x): (&Schema, &TargetKind), (t, y): (&Schema, &TargetKind)) -> bool {
    match (of_target(x), of_target(y)) {
        (Some(p), Some(q)) => reach(&p, &q) == Reach::Same,
        _ => same::target((s, x), (t, y)),
    }
}

fn method((s, a): (&Schema, &Entry), (t, b): (&Schema, &Entry)) -> bool {
    let ties = |e: &Entry| (e.ties.map(|t| t.as_str()), e.is_lower_better);
    let own = match (&a.method, &b.method) {
        (Method::Met, Method::Met)
        | (Method::Ratio, Method::Ratio)
        | (Method::Direct, Method::Direct)
        | (Method::ToFirst, Method::ToFirst)
        | (Method::Unknown, Method::Unknown) => true,
        (
            Method::Efficacy { best: p, worst: q, base: x, span: y },
            Method::Efficacy { best: v, worst: w, base: z, span: u },
        ) => same::expr((s, p), (t, v)) && same::expr((s, q), (t, w)) && x == z && y == u,
        (Method::Rescale { of: x }, Method::Rescale { of: y }) => same::quantity(x, y),
        (Method::PerPlace(x), Method::PerPlace(y)) => x == y,
        (Method::Places(x), Method::Places(y)) => {
            let places = |all: &[dabiao_lang::model::scheme::PlaceBand]| {
                all.iter().map(|p| (p.is_from_last, p.from, p.to, p.points.clone())).collect::<Vec<_>>()
            };
            places(x) == places(y)
        }
        (Method::Bands(x), Method::Bands(y)) => {
            let band = |p: &dabiao_lang::model::scheme::Band, q: &dabiao_lang::model::scheme::Band| {
                let values = match (&p.values, &q.values) {
                    (Some(v), Some(w)) => same_values((s, v), (t, w)),
                    (None, None) => true,
                    _ => false,
                };
                values && p.points == q.points
            };
            x.len() == y.len() && x.iter().zip(y).all(|(p, q)| band(p, q))
        }
        (Method::Steps { start: p, steps: x }, Method::Steps { start: q, steps: y }) => {
            let step = |v: &dabiao_lang::model::scheme::Step, w: &dabiao_lang::model::scheme::Step| {
                let rest = |z: &dabiao_lang::model::scheme::Step| (z.side, z.points.clone(), z.whole, z.most.clone());
                rest(v) == rest(w) && same::quantity(&v.length, &w.length)
            };
            p == q && x.len() == y.len() && x.iter().zip(y).all(|(v, w)| step(v, w))
        }
        (Method::Cases { cases: x, is_highest_only: p }, Method::Cases { cases: y, is_highest_only: q }) => {
            let case = |v: &dabiao_lang::model::scheme::Case, w: &dabiao_lang::model::scheme::Case| {
                v.points == w.points && same::expr((s, &v.condition), (t, &w.condition))
            };
            p == q && x.len() == y.len() && x.iter().zip(y).all(|(v, w)| case(v, w))
        }
        _ => false,
    };
    own && ties(a) == ties(b)
}

/// Returns for whom alone an item is meant, in words.
pub(super) fn only(schema: &Schema, only: Option<&Only>) -> String {
    match only {
        None => String::new(),
        Some(Only::Places(all)) => all.iter().map(print::place).collect::<Vec<_>>().join("、"),
        Some(Only::Condition(e)) => print::expr(schema, e),
    }
}

/// Returns the word for what becomes of an item that does not apply.
pub(super) fn inapplicable(i: Inapplicable) -> &'static str {
    match i {
        Inapplicable::Exclude => "剔除",
        Inapplicable::Full => "满分",
        Inapplicable::Average => "平均",
        Inapplicable::Zero => "零分",
    }
}
