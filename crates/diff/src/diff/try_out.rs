//! Evaluating both sides on made-up figures: what an example is worth is what the evaluator says of it.

use chrono::NaiveDate;

use super::change::{Datum, Witness};
use super::excerpt::{Excerpt, PRESENCE};
use super::prove::Side;
use super::typed_in::typed_in;
use dabiao_eval::GivenWorld;
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{Given, GivenValue, Period, Schema, Time, Verdict, Window, print, walk};

/// More figures than this are shown as they are.
const MAX_THINNED: usize = 60;

/// Returns the verdicts of both sides on some figures: of several rules the worst.
pub(super) fn verdicts(excerpt: &Excerpt, givens: &[Given], as_of: NaiveDate) -> (Verdict, Verdict) {
    let mut tried = Tried { givens, as_of, world: None };
    let before = tried.worst(&excerpt.before);
    if !excerpt.is_declared_alike {
        tried.world = None;
    }
    (before, tried.worst(&excerpt.after))
}

/// Figures that are being tried.
struct Tried<'g> {
    givens: &'g [Given],
    as_of: NaiveDate,
    /// The world that was made of them last: making one takes longer than judging in it, and nearly always one serves all
    /// rules of both sides.
    world: Option<GivenWorld>,
}

impl Tried<'_> {
    fn worst(&mut self, rules: &RuleSet) -> Verdict {
        (0..rules.model().rules.len()).map(|rule| self.judge(rules, rule)).min().unwrap_or(Verdict::Empty)
    }

    fn judge(&mut self, rules: &RuleSet, rule: usize) -> Verdict {
        if !self.world.as_ref().is_some_and(|world| world.is_of(rules, rule)) {
            self.world = GivenWorld::of(rules, rule, self.givens);
        }
        self.world.as_ref().map_or(Verdict::Empty, |world| world.verdict(rules, rule, self.as_of))
    }
}

/// Returns a witness if the figures satisfy one side and break the other.
pub(super) fn witness(excerpt: &Excerpt, givens: &[Given], satisfied: Side) -> Option<Witness> {
    let as_of = last_day(excerpt, givens)?;
    let (before, after) = verdicts(excerpt, givens, as_of);
    // Where a range changed, what was a figure may be none now.
    let fails = |v: Verdict| v == Verdict::Unmet || (v == Verdict::Invalid && !excerpt.is_range_kept());
    let is_one = match satisfied {
        Side::Old => before == Verdict::Met && fails(after),
        Side::New => after == Verdict::Met && fails(before),
    };
    let found = (before, after);
    let shown = || typed_in(givens.to_vec(), &|tried| verdicts(excerpt, tried, as_of) == found);
    is_one.then(|| made(excerpt, &shown(), as_of, found))
}

/// Leaves out of some figures what both verdicts do not need, and puts the rest into words.
pub(super) fn least(excerpt: &Excerpt, mut givens: Vec<Given>) -> Option<Witness> {
    let as_of = last_day(excerpt, &givens)?;
    let found = verdicts(excerpt, &givens, as_of);
    let mut at = 0;
    while at < givens.len() && givens.len() <= MAX_THINNED {
        let mut fewer = givens.clone();
        fewer.remove(at);
        match !fewer.is_empty() && verdicts(excerpt, &fewer, as_of) == found {
            true => givens = fewer,
            false => at += 1,
        }
    }
    let givens = typed_in(givens, &|tried| verdicts(excerpt, tried, as_of) == found);
    Some(made(excerpt, &givens, as_of, found))
}

/// Puts figures into words.
pub(super) fn made(excerpt: &Excerpt, givens: &[Given], as_of: NaiveDate, found: (Verdict, Verdict)) -> Witness {
    let mut data: Vec<Datum> = Vec::new();
    let mut sorted: Vec<&Given> = givens.iter().collect();
    let place = |g: &Given| g.entity.as_ref().map(print::place);
    // Stable: made-up entities keep the order in which they were made.
    sorted.sort_by_key(|g| (g.indicator, g.period));
    for given in sorted {
        let datum = datum(&excerpt.schema, given, place(given));
        match data.last_mut() {
            Some(last) if continues(last, &datum) => last.last_entity = datum.entity,
            _ => data.push(datum),
        }
    }
    data.sort_by(|a, b| (&a.indicator, &a.period).cmp(&(&b.indicator, &b.period)));
    Witness { data, as_of, before: found.0, after: found.1 }
}

/// Whether a figure is that of the next made-up entity and has the same value.
fn continues(last: &Datum, next: &Datum) -> bool {
    let number = |name: &str| -> Option<(String, u64)> {
        let at = name.find(|c: char| c.is_ascii_digit())?;
        Some((name.get(..at)?.to_owned(), name.get(at..)?.parse().ok()?))
    };
    let before = last.last_entity.as_ref().or(last.entity.as_ref()).and_then(|e| number(e));
    let after = next.entity.as_ref().and_then(|e| number(e));
    let follows = before.zip(after).is_some_and(|((a, m), (b, n))| a == b && n == m + 1);
    follows && last.indicator == next.indicator && last.period == next.period && last.value == next.value
}

fn datum(schema: &Schema, given: &Given, entity: Option<String>) -> Datum {
    let name = schema.indicator(given.indicator).map_or("", |i| &i.name);
    let value = match &given.value {
        GivenValue::Quantity(q) => print::quantity(q),
        GivenValue::Bool(true) => "是".to_owned(),
        GivenValue::Bool(false) => "否".to_owned(),
        GivenValue::Text(t) => t.to_string(),
        GivenValue::Missing | GivenValue::NotApplicable => String::new(),
    };
    debug_assert!(name != PRESENCE || given.period.is_none());
    Datum {
        indicator: name.into(),
        entity: entity.map(Into::into),
        last_entity: None,
        period: given.period.map_or_else(String::new, |p| p.to_string()),
        exact: match &given.value {
            GivenValue::Quantity(q) => q.value.to_fraction(),
            _ => None,
        },
        value,
    }
}

/// Returns a day on which everything is due that the rules ask for and the figures say.
pub(super) fn last_day(excerpt: &Excerpt, givens: &[Given]) -> Option<NaiveDate> {
    let all = excerpt.old.iter().chain(&excerpt.new);
    let mut periods: Vec<Period> = all.flat_map(|r| periods(&excerpt.plans, r)).collect();
    periods.extend(givens.iter().filter_map(|g| g.period));
    periods.into_iter().map(|p| p.widen(dabiao_lang::model::Frequency::Year).last_day()).max()
}

/// Returns the periods that a rule names: deadlines, windows, bases.
pub(super) fn periods(plans: &[dabiao_lang::model::Plan], rule: &dabiao_lang::model::Rule) -> Vec<Period> {
    use dabiao_lang::model::{Basis, ExprKind, PeriodRef};
    let mut found = Vec::new();
    let plan = rule.plan.and_then(|p| plans.get(p.0 as usize));
    let mut window = |w: Option<Window>| found.extend(w.into_iter().flat_map(|w| [w.from, w.to]));
    for s in &rule.statements {
        for t in s.targets.iter().chain(s.exceptions.iter().flat_map(|e| &e.targets)) {
            match &t.time {
                Time::By(p) | Time::In(p) => window(Some(Window { from: *p, to: *p })),
                Time::Each { window: w, .. } | Time::Throughout(w) => {
                    window(w.or_else(|| plan.and_then(|p| p.window)));
                }
                Time::ByAttribute(_) | Time::Newest => {}
            }
        }
        walk::expressions(s, &mut |e| match &e.kind {
            ExprKind::Total(_, w) => window(*w),
            ExprKind::Gain(_, Some(p)) | ExprKind::Yearly(_, Some(p)) | ExprKind::Growth(_, Basis::Since(p)) => {
                window(Some(Window { from: *p, to: *p }));
            }
            ExprKind::AtPeriod(_, PeriodRef::Fixed(p)) => window(Some(Window { from: *p, to: *p })),
            _ => {}
        });
    }
    found.extend(super::data::newest().filter(|_| found.is_empty()));
    found
}
