//! What a target says: name, form, comparison, figure, time, for whom, and what is uncertain about it.

use crate::phrase::dates::When;
use crate::phrase::doubt::{self, Doubt};
use crate::phrase::scope::Scope;
use crate::phrase::signs::{Asked, Form};

/// What a target says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name of what is measured.
    pub name: String,
    /// In which form.
    pub form: Form,
    /// The comparison.
    pub asked: Asked,
    /// The figure, or the lower end.
    pub low: String,
    /// The upper end.
    pub high: Option<String>,
    /// The unit; empty where there is none.
    pub unit: String,
    /// The unit of what changes, where the figure is the change: 亿元 of an output that grows by 7%.
    pub own_unit: Option<String>,
    /// The deadline.
    pub when: Option<When>,
    /// Whether the deadline was taken over from an earlier sentence.
    pub is_inherited: bool,
    /// The step of a duty that comes back.
    pub each: Option<&'static str>,
    /// Month and day by which it is due each time.
    pub each_by: Option<(u32, Option<u32>)>,
    /// The years that a sum or a duty that comes back runs over, where the text names them.
    pub window: Option<(i32, i32)>,
    /// For whom.
    pub scope: Option<Scope>,
    /// The one entity that it is for.
    pub at: Option<String>,
    /// Whether it is the sum over the entities of a breakdown.
    pub is_of_all: bool,
    /// Whether it is for the quarter or month of its deadline alone, not for the year up to its end.
    pub is_own_part: bool,
    /// The verb of what is to be done, which the indicator keeps: 新建, 化解.
    pub deed: Option<&'static str>,
    /// The word of modality.
    pub wording: Option<&'static str>,
    /// The value from which it starts.
    pub baseline: Option<(String, String)>,
    /// The year that a change is counted from.
    pub base_year: Option<i32>,
    /// What is uncertain.
    pub doubts: Vec<Doubt>,
}

impl Target {
    /// Returns a target with a figure and nothing else said.
    pub fn new(name: String, form: Form, asked: Asked, low: String) -> Self {
        Self {
            name,
            form,
            asked,
            low,
            high: None,
            unit: String::new(),
            own_unit: None,
            when: None,
            is_inherited: false,
            each: None,
            each_by: None,
            window: None,
            scope: None,
            at: None,
            is_of_all: false,
            is_own_part: false,
            deed: None,
            wording: None,
            baseline: None,
            base_year: None,
            doubts: Vec::new(),
        }
    }

    /// Returns how sure the reading is, 0 to 100.
    pub fn confidence(&self) -> u8 {
        doubt::confidence(&self.doubts)
    }

    /// Notes a doubt once.
    pub fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}
