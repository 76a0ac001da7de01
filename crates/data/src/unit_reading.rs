//! Which unit the figures of a column are in, by what its header, its neighbours and the sheet say.
//!
//! INVARIANT: the unit that is returned is the one that is read by; what speaks against it is a doubt.

use super::loader::Loader;
use super::receipt::{Stated, StatedBy};
use super::sheet_units::{ColumnUnits, UnitReading, Unstated};
use super::store::Sort;
use super::units::{are_alike, is_evident};
use crate::DataProblem;
use dabiao_lang::model::{IndicatorId, Unit};

impl Loader<'_> {
    /// Finds the unit of the figures of an indicator in a column or row.
    pub(super) fn unit_of(&self, id: IndicatorId, said: &ColumnUnits, unstated: Unstated) -> UnitReading {
        if !matches!(self.store.sort(id), Sort::Number | Sort::Open) {
            return UnitReading { unit: said.own.clone(), ..UnitReading::default() };
        }
        let declared = self.schema.indicator(id).and_then(|i| i.unit.as_ref());
        let reading = self.stated_unit(id, said, declared);
        if reading.unit.is_some() || !reading.doubts.is_empty() || reading.warning.is_some() {
            return reading;
        }
        match declared.filter(|d| unstated == Unstated::Doubted && !is_evident(d)) {
            Some(unit) => {
                let problem =
                    DataProblem::UnitUndeclared { indicator: self.store.name(id), unit: unit.symbol.to_string() };
                UnitReading { doubts: vec![problem], ..reading }
            }
            None => reading,
        }
    }

    fn stated_unit(&self, id: IndicatorId, said: &ColumnUnits, declared: Option<&Unit>) -> UnitReading {
        let units = &self.facts.units;
        if let Some(own) = &said.own {
            // `人均收入（元）` beside columns in the 万元 of the corner: the corner speaks of those.
            let is_for_others = said.others_take.iter().any(|d| are_alike(d, &own.value.dim));
            let against = units.against(own).filter(|_| !is_for_others);
            let doubts = against.map(|other| self.contradicted(id, own, other)).into_iter().collect();
            return UnitReading { unit: Some(own.clone()), doubts, warning: None };
        }
        if let Some(beside) = said.beside.iter().find(|b| declared.is_none_or(|d| are_alike(&d.dim, &b.value.dim))) {
            return self.unit_beside(id, beside, (&said.beside, declared));
        }
        let Some(dim) = declared.map(|d| &d.dim).or(units.stated.first().map(|s| &s.value.dim)) else {
            return UnitReading::default();
        };
        match units.fitting(dim).as_slice() {
            [] if units.stated.is_empty() => UnitReading::default(),
            [] => self.unit_apart(id, declared),
            [one] => {
                let doubts = units.against(one).map(|other| self.contradicted(id, one, other)).into_iter().collect();
                UnitReading { unit: Some((*one).clone()), doubts, warning: None }
            }
            several => {
                let symbols = several.iter().map(|s| s.value.symbol.to_string()).collect();
                let problem = DataProblem::SheetUnitAmbiguous { indicator: self.store.name(id), units: symbols };
                let as_declared = |s: &&&Stated<Unit>| declared.is_some_and(|d| d.factor == s.value.factor);
                let chosen = several.iter().find(as_declared).or(several.first());
                UnitReading { unit: chosen.map(|s| (*s).clone()), doubts: vec![problem], warning: None }
            }
        }
    }

    /// `计划数（万元）| 完成数`: what stands beside says it for both, unless the columns beside disagree.
    fn unit_beside(
        &self,
        id: IndicatorId,
        beside: &Stated<Unit>,
        (all, declared): (&[Stated<Unit>], Option<&Unit>),
    ) -> UnitReading {
        let unit = Stated { by: StatedBy::Neighbour, ..beside.clone() };
        let is_alike = |s: &&Stated<Unit>| are_alike(&s.value.dim, &unit.value.dim);
        let other = all.iter().filter(is_alike).find(|s| s.value.factor != unit.value.factor);
        let own = declared.filter(|d| d.factor != unit.value.factor && other.is_none());
        let own = own.map(|d| Stated { value: d.clone(), by: StatedBy::Rules, row: 0, column: 0 });
        let against = other.or(self.facts.units.against(&unit)).or(own.as_ref());
        let doubts = against.map(|other| self.contradicted(id, &unit, other)).into_iter().collect();
        UnitReading { unit: Some(unit), doubts, warning: None }
    }

    fn unit_apart(&self, id: IndicatorId, declared: Option<&Unit>) -> UnitReading {
        let Some(declared) = declared else { return UnitReading::default() };
        let symbols: Vec<String> = self.facts.units.stated.iter().map(|s| s.value.symbol.to_string()).collect();
        let problem = DataProblem::SheetUnitApart {
            unit: symbols.join("、"),
            indicator: self.store.name(id),
            declared: declared.symbol.to_string(),
        };
        match is_evident(declared) {
            true => UnitReading { warning: Some(problem), ..UnitReading::default() },
            false => UnitReading { doubts: vec![problem], ..UnitReading::default() },
        }
    }

    fn contradicted(&self, id: IndicatorId, used: &Stated<Unit>, other: &Stated<Unit>) -> DataProblem {
        DataProblem::UnitContradicted {
            indicator: self.store.name(id),
            used: used.value.symbol.to_string(),
            by: used.by.words(),
            other: other.value.symbol.to_string(),
            against: other.by.words(),
        }
    }
}
