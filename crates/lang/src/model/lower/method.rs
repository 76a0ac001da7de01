//! The lines of an entry that together say how a measure becomes points.

use std::sync::Arc;

use super::context::Context;
use super::scheme::whole;
use crate::diag::{Both, SchemeProblem};
use crate::model::scheme::{Band, Case, Entry, EntryKind, Goal, Method, PlaceBand, Side, Source, Step, Whole};
use crate::model::{CompareOp, Exact, Expr};
use crate::syntax::tree::{self, EntryLine, MethodWord, StepSide};

/// What the lines of an entry hold, by family.
#[derive(Default)]
struct Lines<'t> {
    word: Option<&'t MethodWord>,
    best: Option<&'t tree::Expr>,
    worst: Option<&'t tree::Expr>,
    start: Option<&'t tree::Quantity>,
    steps: Vec<&'t tree::Step>,
    per_place: Option<&'t tree::Step>,
    places: Vec<&'t tree::Place>,
    bands: Vec<(Option<&'t tree::TargetKind>, &'t tree::Quantity, crate::source::Span)>,
    cases: Vec<(&'t tree::Expr, &'t tree::Quantity, crate::source::Span)>,
    is_highest_only: bool,
}

impl<'t> Lines<'t> {
    fn of(tree: &'t tree::Entry) -> Self {
        let mut lines = Lines::default();
        for line in &tree.lines {
            match line {
                EntryLine::Method(word, _) => lines.word = Some(word),
                EntryLine::Best(e) => lines.best = Some(e),
                EntryLine::Worst(e) => lines.worst = Some(e),
                EntryLine::Start(q) => lines.start = Some(q),
                EntryLine::Step(s) if s.side == StepSide::Places => lines.per_place = Some(s),
                EntryLine::Step(s) => lines.steps.push(s),
                EntryLine::Place(p) => lines.places.push(p),
                EntryLine::Band(values, points, span) => lines.bands.push((values.as_ref(), points, *span)),
                EntryLine::Case(e, points, span) => lines.cases.push((e, points, *span)),
                EntryLine::HighestOnly(_) => lines.is_highest_only = true,
                _ => {}
            }
        }
        lines
    }

    /// The families that are there; more than one is a contradiction.
    fn families(&self) -> Vec<&'static str> {
        let all = [
            (self.word.is_some(), "方法"),
            (!self.steps.is_empty(), "每低/每高/每有"),
            (self.per_place.is_some() || !self.places.is_empty(), "名次/每退"),
            (!self.bands.is_empty(), "区间"),
            (!self.cases.is_empty(), "情形"),
        ];
        all.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| name).collect()
    }
}

impl Context<'_> {
    /// Reads the method of an entry; what is unclear is reported.
    pub(super) fn method(&mut self, entry: &Entry, tree: &tree::Entry) -> Method {
        let lines = Lines::of(tree);
        let families = lines.families();
        if families.len() > 1 {
            let all = families.join("、");
            let why = Both::of(format!("写了几种方法：{all}"), format!("several methods are written: {all}"));
            return self.unclear(tree, why, Both::new("只留一种", "keep one of them"));
        }
        if entry.source.is_none() && lines.cases.is_empty() {
            let why = Both::new("没有写考什么", "it does not say what is measured");
            let help = Both::new("加一行 `指标 …` 或 `规则 …`", "write a line `indicator …` or `rule …`");
            return self.unclear(tree, why, help);
        }
        let method = match () {
            () if lines.word.is_some() => self.by_word(&lines, tree),
            () if !lines.steps.is_empty() => self.by_steps(&lines, entry, tree),
            () if !lines.places.is_empty() => self.by_places(&lines),
            () if lines.per_place.is_some() => {
                Method::PerPlace(lines.per_place.and_then(|s| self.points(&s.points)).unwrap_or(Exact::ZERO))
            }
            () if !lines.bands.is_empty() => self.by_bands(&lines, entry),
            () if !lines.cases.is_empty() => self.by_cases(&lines),
            () if matches!(entry.source, Some(Source::Entered(_))) && entry.goal.is_none() => Method::Direct,
            () => Method::Met,
        };
        self.check_goal(entry, tree, &method);
        method
    }

    fn unclear(&mut self, tree: &tree::Entry, why: Both, help: Both) -> Method {
        let problem = SchemeProblem::MethodUnclear { title: tree.title.text.to_string(), why, help };
        self.at(tree.title.span, problem);
        Method::Unknown
    }

    /// A method that compares needs something to compare with.
    fn check_goal(&mut self, entry: &Entry, tree: &tree::Entry, method: &Method) {
        let is_rule = matches!(entry.source, Some(Source::Rules(_) | Source::Led(_)));
        let side_needs = |s: &Step| s.side != Side::FromZero;
        let needs = match method {
            Method::Met => !is_rule,
            Method::Ratio => true,
            Method::Steps { steps, .. } => steps.iter().any(side_needs),
            _ => false,
        };
        if needs && entry.goal.is_none() {
            let why = Both::new("没有写目标", "it has no target");
            let help = Both::new("加一行，例如 `目标 >= 95%`", "write a line such as `target >= 95%`");
            self.unclear(tree, why, help);
            return;
        }
        let is_one_sided = matches!(
            entry.goal,
            Some(Goal::Compare(CompareOp::Ge | CompareOp::Gt | CompareOp::Le | CompareOp::Lt, _) | Goal::Mean { .. })
        );
        if matches!(method, Method::Ratio) && !is_one_sided {
            let why = Both::new("比例要有一个方向", "a proportion needs a direction");
            let help = Both::new(
                "写 `目标 >= …`（越高越好）或 `目标 <= …`",
                "write `target >= …` (more is better) or `target <= …`",
            );
            self.unclear(tree, why, help);
        }
    }

    fn by_word(&mut self, lines: &Lines<'_>, tree: &tree::Entry) -> Method {
        match lines.word {
            Some(MethodWord::Proportion) => Method::Ratio,
            Some(MethodWord::Efficacy(shares)) => {
                let (Some(best), Some(worst)) = (lines.best, lines.worst) else {
                    let why = Both::new("没有写满意值和不允许值", "it lacks its best or worst value");
                    let help = Both::new("加上 `满意值 …` 和 `不允许值 …` 两行", "write `best …` and `worst …`");
                    return self.unclear(tree, why, help);
                };
                let hundred = Exact::from(100);
                let mut share = |q: &tree::Quantity| {
                    let points = self.points(q).unwrap_or(Exact::ZERO);
                    points.checked_div(&hundred).unwrap_or(Exact::ZERO)
                };
                let (base, span) = match shares {
                    Some((base, span)) => (share(base), share(span)),
                    None => (Exact::ratio(60, 100), Exact::ratio(40, 100)),
                };
                Method::Efficacy { best: Box::new(self.expr(best)), worst: Box::new(self.expr(worst)), base, span }
            }
            Some(MethodWord::Rescale(of)) => Method::Rescale { of: Box::new(self.quantity(of)) },
            Some(MethodWord::Direct) => Method::Direct,
            Some(MethodWord::ToFirst) => Method::ToFirst,
            Some(MethodWord::Met) | None => Method::Met,
        }
    }

    fn by_steps(&mut self, lines: &Lines<'_>, entry: &Entry, tree: &tree::Entry) -> Method {
        let is_any_deducted = lines.steps.iter().any(|s| s.is_deducted);
        let full = tree.points.as_ref().map_or(Exact::ZERO, |q| Exact::from(q.number));
        let start = match lines.start {
            Some(q) => self.points(q).unwrap_or(Exact::ZERO),
            // What is deducted is deducted from the whole; a malus starts at nothing and grows.
            None if is_any_deducted && entry.kind != EntryKind::Malus => full,
            None => Exact::ZERO,
        };
        let is_malus = entry.kind == EntryKind::Malus;
        let steps = lines.steps.iter().map(|s| self.step(s, is_malus)).collect();
        Method::Steps { start, steps }
    }

    fn step(&mut self, s: &tree::Step, is_malus: bool) -> Step {
        let points = self.points(&s.points).unwrap_or(Exact::ZERO);
        // Under a malus what is deducted from the total adds to the malus.
        let is_negative = s.is_deducted != is_malus;
        let length = self.quantity(&s.length);
        if !length.base.is_positive() {
            let written = self.text(s.length.span).to_owned();
            self.at(s.length.span, SchemeProblem::PointsNumber { written });
        }
        Step {
            side: match s.side {
                StepSide::Above => Side::Above,
                StepSide::FromZero => Side::FromZero,
                StepSide::Below | StepSide::Places => Side::Below,
            },
            length,
            points: if is_negative { -&points } else { points },
            whole: s.whole.map_or(Whole::Floor, whole),
            most: s.most.as_ref().and_then(|(_, q)| self.points(q)),
            text: self.one_line(s.span),
            span: s.span,
        }
    }

    fn by_places(&mut self, lines: &Lines<'_>) -> Method {
        let mut places = Vec::new();
        for p in &lines.places {
            let number = |q: &tree::Quantity| u32::try_from(q.number).ok().filter(|n| *n > 0);
            let range = match &p.places {
                None => Some((None, 0)),
                Some((from, to)) => match (number(from), number(to)) {
                    (Some(from), Some(to)) if from <= to => Some((Some(from), to)),
                    _ => None,
                },
            };
            let points: Vec<Exact> = p.points.iter().filter_map(|q| self.points(q)).collect();
            let n_places = range.map_or(1, |(from, to)| from.map_or(1, |f| to - f + 1)) as usize;
            if range.is_none() || points.len() != 1 && points.len() != n_places {
                let written = self.text(p.span).to_owned();
                self.at(p.span, SchemeProblem::PointsNumber { written });
            }
            let (from, to) = range.unwrap_or((None, 0));
            places.push(PlaceBand { is_from_last: p.is_from_last, from, to, points, span: p.span });
        }
        Method::Places(places)
    }

    fn by_bands(&mut self, lines: &Lines<'_>, entry: &Entry) -> Method {
        let mut bands = Vec::new();
        for (values, points, span) in &lines.bands {
            let values = values.map(|v| self.values(entry, v));
            let points = self.points(points).unwrap_or(Exact::ZERO);
            bands.push(Band { values, points, text: self.one_line(*span), span: *span });
        }
        Method::Bands(bands)
    }

    fn by_cases(&mut self, lines: &Lines<'_>) -> Method {
        let mut cases = Vec::new();
        for (condition, points, span) in &lines.cases {
            let condition: Expr = self.expr(condition);
            let points = self.points(points).unwrap_or(Exact::ZERO);
            let text: Arc<str> = self.one_line(*span);
            cases.push(Case { condition, points, text, span: *span });
        }
        Method::Cases { cases, is_highest_only: lines.is_highest_only }
    }
}
