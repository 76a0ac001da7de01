//! What was said beforehand of a table: by one of our own forms, or in a mapping file.

use super::filter::Wanted;
use super::header::Given;
use dabiao_lang::model::Period;

/// What was said beforehand of a table: by a form of ours, or in a mapping file.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The rows of the header, from 1, where they are stated.
    pub(super) header: Option<(u32, u32)>,
    /// The columns by place; by name they are found in the header.
    pub(super) columns: Vec<Option<Given>>,
    pub(super) named: Vec<(String, Given)>,
    pub(super) entity: Option<String>,
    pub(super) submitter: Option<String>,
    pub(super) indicator: Option<String>,
    pub(super) period: Option<Period>,
    pub(super) unit: Option<String>,
    pub(super) status: Option<String>,
    pub(super) received: Option<String>,
    /// Cells that are read as blank.
    pub(super) skip: Vec<String>,
    /// The rows that count.
    pub(super) wanted: Vec<Wanted>,
    /// Whether it is a form of ours, whose head is no news.
    pub(super) is_form: bool,
}
