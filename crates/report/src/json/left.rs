//! Who left a population, for machines: each with the cells that say so.

use super::observation::ObservationJson;
use dabiao_data::Dataset;
use dabiao_eval::{Left, LeftBy};
use dabiao_lang::model::Model;
use serde::Serialize;

/// One who is not counted in a check, or of whom it is not known whether to count.
#[derive(Debug, Serialize)]
pub(super) struct LeftJson<'a> {
    rule: &'a str,
    /// Position of the check in the rule, from 1.
    check: usize,
    entity: &'a str,
    name: &'a str,
    /// `figure`, `exception`, `unknown`, `condition` or `part`.
    by: &'static str,
    /// Position of the exception in the statement, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<usize>,
    cells: Vec<ObservationJson<'a>>,
}

impl<'a> LeftJson<'a> {
    pub(super) fn of((model, data): (&'a Model, &'a Dataset), left: &'a Left) -> Self {
        let (by, exception) = match left.by {
            LeftBy::Figure => ("figure", None),
            LeftBy::Exception(at) => ("exception", Some(at + 1)),
            LeftBy::Unknown => ("unknown", None),
            LeftBy::Condition => ("condition", None),
            LeftBy::Part => ("part", None),
        };
        Self {
            rule: model.rules.get(left.rule).map_or("", |r| &r.id),
            check: left.check + 1,
            entity: data.roster.key(left.entity),
            name: data.roster.get(left.entity).map_or("", |e| &e.name),
            by,
            exception,
            cells: left.cells.iter().map(|o| ObservationJson::of(model, data, o)).collect(),
        }
    }
}
