//! Who a check over many names, with values where they are known: found when it is looked at, one check at a time.

use super::View;
use super::check::CheckView;
use crate::asked::symbol;
use dabiao_data::EntityId;
use dabiao_eval::{EntityJudgement, FigureColumn, Session};
use dabiao_lang::model::Verdict;

/// How the entities of a check came out.
#[derive(Debug, Clone)]
pub(crate) enum Outcomes<'a> {
    /// Each has a verdict of its own, in roster order.
    Each(Vec<EntityJudgement>),
    /// Members of a count or share: those who stand against the target and those who are missing.
    Members { named: &'a [EntityId], missing: &'a [EntityId] },
}

impl<'a> Outcomes<'a> {
    /// Looks at a check, by its position in a rule.
    pub(crate) fn of(
        session: &Session<'_>,
        view: &View<'a>,
        (rule, at): (usize, usize),
        check: &CheckView<'a>,
    ) -> Self {
        if check.is_each() {
            return Outcomes::Each(session.entities(view.judgement, rule, at));
        }
        Outcomes::Members { named: check.named(), missing: &check.check.missing }
    }
}

impl CheckView<'_> {
    /// Returns whether each entity has a verdict of its own.
    pub(crate) fn is_each(&self) -> bool {
        let check = self.check;
        let asks_each = self.asked.as_ref().is_some_and(|a| a.each.is_some()) || !self.is_count();
        check.entity.is_none() && (!check.entities.is_empty() || (check.members.is_some() && asks_each))
    }
}

/// Returns whether a verdict makes one worth naming.
pub(crate) fn is_named(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Invalid | Verdict::Missing | Verdict::Empty | Verdict::Behind)
}

/// The figures of the members of a check, which stand in one column.
pub(crate) struct Figures<'a> {
    session: &'a Session<'a>,
    column: FigureColumn,
    unit: &'a str,
}

impl<'a> Figures<'a> {
    /// Returns the figures of a check, where they stand in one column.
    pub(crate) fn of(session: &'a Session<'a>, view: &View<'a>, at: (usize, usize)) -> Option<Self> {
        let column = session.figures(view.judgement, at.0, at.1)?;
        let own = view.model.schema.indicator(column.indicator).and_then(|i| i.unit.as_ref());
        let series = view.data.series.get(column.indicator.0 as usize).and_then(Option::as_ref);
        let unit = own.or(series.and_then(|s| s.unit.as_ref())).map_or("", symbol);
        Some(Self { session, column, unit })
    }

    /// Returns the column.
    pub(crate) fn column(&self) -> FigureColumn {
        self.column
    }

    /// Returns the symbol of the unit.
    pub(crate) fn unit(&self) -> &'a str {
        self.unit
    }

    /// Returns the figure of every entity of the roster, without units.
    pub(crate) fn all(&self) -> Vec<String> {
        let n_all = self.session.data().roster.entities.len() as u32;
        (0..n_all).map(|e| self.text(EntityId(e))).collect()
    }

    /// Returns the figure of an entity without its unit; "" where there is none.
    pub(crate) fn text(&self, entity: EntityId) -> String {
        self.session.reported(self.column.indicator, entity, self.column.period)
    }
}
