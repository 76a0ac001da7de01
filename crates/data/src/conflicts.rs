//! Rows that disagree about one figure: whose, which, when, and what each says, with its place.
//!
//! INVARIANT: the sentence does not depend on the order in which the rows came.

use rustc_hash::{FxHashMap, FxHashSet};

use super::dataset::{Dataset, Domain, EntityId, RowId, Series, SpecialKind};
use super::findings::Findings;
use super::places::path_of;
use super::series::{Claim, Datum, GrowingSeries};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Cell, Diagnostic, Place, Subject};
use dabiao_lang::model::{Exact, Indicator, IndicatorId, Kind, Period};

/// What the rows of each conflict say.
pub(super) type Claims = FxHashMap<(Period, EntityId), Vec<Claim>>;

/// Values that are named of one conflict, and rows of one value.
const NAMED: usize = 6;

/// Takes the claims of a series, those of rows that repeated the first one included.
pub(super) fn take_claims(series: &mut GrowingSeries) -> Claims {
    let mut claims = std::mem::take(&mut series.claims);
    for (at, claims) in &mut claims {
        let Some(special) = series.specials.get(at) else { continue };
        // A row without a claim of its own said once more what was known when the first row disagreed.
        let Some(first) = claims.first().cloned() else { continue };
        for &row in &special.rows {
            if claims.iter().all(|c| c.row != row) {
                claims.push(Claim { row, ..first.clone() });
            }
        }
    }
    claims
}

/// A series with what its conflicts are told with.
pub(super) struct Disputed<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) id: IndicatorId,
    pub(super) indicator: Option<&'a Indicator>,
    pub(super) series: &'a Series,
    /// The final number of each text.
    pub(super) text_ids: &'a [i64],
}

impl Disputed<'_> {
    /// Reports every conflict.
    pub(super) fn report(&self, claims: &Claims, findings: &mut Findings) {
        let specials = self.series.specials.iter().filter(|(_, s)| s.kind == SpecialKind::Conflict);
        let mut conflicts: Vec<_> = specials.collect();
        conflicts.sort_by_key(|(at, _)| **at);
        if conflicts.is_empty() {
            return;
        }
        let name = self.indicator.map_or_else(String::new, |i| i.name.to_string());
        let namesakes = self.namesakes();
        for ((period, entity), special) in conflicts {
            let place = special.rows.first().and_then(|&row| self.cell(row, (*period, *entity)));
            let roster = &self.dataset.roster;
            let subject = Subject {
                indicator: Some(name.clone()),
                entity: Some(roster.key(*entity).to_owned()),
                period: Some(period.to_string()),
            };
            findings.add_lazily(|| {
                let problem = DataProblem::ValueConflict {
                    indicator: name.clone(),
                    entity: self.name_of(*entity, &namesakes),
                    period: period.to_string(),
                    values: Box::new(self.values(claims.get(&(*period, *entity)), (*period, *entity))),
                };
                Diagnostic::new(place.map_or(Place::Nowhere, Place::Cell), problem).about(subject)
            });
        }
    }

    fn cell(&self, row: RowId, (period, entity): (Period, EntityId)) -> Option<Cell> {
        self.dataset.origins.cell(row, (self.id, period, entity))
    }

    /// Returns the names that several entities have.
    fn namesakes(&self) -> FxHashSet<&str> {
        let mut seen = FxHashSet::default();
        self.dataset.roster.entities.iter().map(|e| &*e.name).filter(|n| !seen.insert(*n)).collect()
    }

    /// Returns the name of an entity; of namesakes the path.
    fn name_of(&self, id: EntityId, namesakes: &FxHashSet<&str>) -> String {
        let roster = &self.dataset.roster;
        match roster.get(id) {
            Some(entity) if namesakes.contains(&*entity.name) => path_of(roster, id),
            Some(entity) => entity.name.to_string(),
            None => String::new(),
        }
    }

    /// Returns each value with the places that say it: `6万元（数据.csv 第 2 行）与 4万元（第 3 行）`.
    fn values(&self, claims: Option<&Vec<Claim>>, at: (Period, EntityId)) -> Both {
        let mut by_value: Vec<(Both, Vec<RowId>)> = Vec::new();
        for claim in claims.into_iter().flatten() {
            let text = self.text(claim);
            match by_value.iter_mut().find(|(known, _)| *known == text) {
                Some((_, rows)) => rows.push(claim.row),
                None => by_value.push((text, vec![claim.row])),
            }
        }
        for (_, rows) in &mut by_value {
            rows.sort_unstable();
            rows.dedup();
        }
        by_value.sort_by_key(|(_, rows)| rows.first().copied());
        let mut file = None;
        let mut parts: Vec<Both> = Vec::new();
        for (text, rows) in by_value.iter().take(NAMED) {
            let places: Vec<Both> = rows.iter().take(NAMED).map(|&row| self.place(row, at, &mut file)).collect();
            let more = rows.len() > NAMED;
            let join = |pick: fn(&Both) -> &str, by: &str| {
                let all: Vec<&str> = places.iter().map(pick).collect();
                format!("{}{}", all.join(by), if more { "…" } else { "" })
            };
            parts.push(Both::of(
                format!("{}（{}）", text.zh, join(|b| &b.zh, "、")),
                format!("{} ({})", text.en, join(|b| &b.en, "; ")),
            ));
        }
        let more = by_value.len() > NAMED;
        let (zh, en): (Vec<&str>, Vec<&str>) = parts.iter().map(|p| (&*p.zh, &*p.en)).unzip();
        Both::of(
            format!("{}{}", zh.join("与 "), if more { "…" } else { "" }),
            format!("{}{}", en.join(" and "), if more { " …" } else { "" }),
        )
    }

    /// Returns the place of a row; the file is named where it is another than before.
    fn place(&self, row: RowId, at: (Period, EntityId), before: &mut Option<String>) -> Both {
        let Some(cell) = self.cell(row, at) else { return Both::new("?", "?") };
        let is_same = before.as_deref() == Some(cell.file.as_str());
        *before = Some(cell.file.clone());
        let (zh, en) = match &cell.sheet {
            Some(sheet) => (format!("{sheet}!{}", cell.reference()), format!("{sheet}!{}", cell.reference())),
            None => (format!("第 {} 行", cell.row), format!("row {}", cell.row)),
        };
        if is_same { Both::of(zh, en) } else { Both::of(format!("{} {zh}", cell.file), format!("{}, {en}", cell.file)) }
    }

    /// Returns what a row says, in the unit of the series.
    fn text(&self, claim: &Claim) -> Both {
        let amount = |x: &Exact| match &self.series.unit {
            Some(unit) => format!("{}{}", unit.from_base(x).to_text(), unit.symbol),
            None => x.to_text(),
        };
        let same = |text: String| Both::of(text.clone(), text);
        match (&claim.datum, &self.series.domain) {
            (Datum::Plain(m), Domain::Number { .. }) => same(amount(&Exact::from_scaled(*m, claim.scale))),
            (Datum::Plain(1), Domain::Flag) => Both::new("是", "yes"),
            (Datum::Plain(_), Domain::Flag) => Both::new("否", "no"),
            (Datum::Plain(m), Domain::Grade) => match self.indicator.and_then(|i| i.kind.as_ref()) {
                Some(Kind::Grade(names)) => same(names.get(*m as usize).map_or_else(String::new, ToString::to_string)),
                _ => same(m.to_string()),
            },
            (Datum::Plain(m), Domain::Text) => {
                let new = self.text_ids.get(*m as usize).copied().unwrap_or(*m);
                let text = self.dataset.texts.get(new as usize).map_or("", |t| t);
                same(format!("`{}`", super::cell::shown(text)))
            }
            (Datum::Special(SpecialKind::Number(x)), _) => same(amount(x)),
            (Datum::Special(SpecialKind::NotApplicable), _) => Both::new("不适用", "not applicable"),
            (Datum::Special(_), _) => Both::new("读不懂的值", "a value that cannot be read"),
        }
    }
}
