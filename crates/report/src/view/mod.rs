//! One view of a judgement: what every form of a report shows, found once, as data.
//!
//! `rule` is a rule with its judgement, its offices, its task and the check that stands for it; `check` is what a check
//! measured, was asked, lacks, and by when; `counts` are the tables of how many came to what; `light` the lights of a rule;
//! `entities` who a check over many names, one check at a time; `term` what a report on one period leaves out of its counts. `words` says these values in two languages, as they are printed. JSON, terminal, page, workbook and notice print what stands here.
//! INVARIANT: nothing outside finds an office, a deadline, a gap or a reason of its own.

pub(crate) mod check;
pub(crate) mod counts;
pub(crate) mod entities;
pub(crate) mod light;
pub(crate) mod rule;
pub(crate) mod term;
pub(crate) mod words;

use std::sync::Arc;

use super::json::{Detail, Options};
use super::names::Names;
use dabiao_data::Dataset;
use dabiao_eval::{Judgement, Session};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;
use rule::RuleView;

/// What a page, a workbook or a notice is made from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The rules, the data and the day.
    pub session: &'a Session<'a>,
    /// Their judgement.
    pub judgement: &'a Judgement,
    /// The language of the text.
    pub lang: Lang,
}

/// A judgement with all that its parts are looked up in.
pub(crate) struct View<'a> {
    pub(crate) model: &'a Model,
    pub(crate) data: &'a Dataset,
    pub(crate) judgement: &'a Judgement,
    pub(crate) names: Names<'a>,
    pub(crate) options: Options,
    /// The rules that count with their judgements, in the order of the rules.
    pub(crate) rules: Vec<RuleView<'a>>,
    /// The offices that answer for rules, in the order of the rules.
    pub(crate) offices: Vec<Arc<str>>,
}

impl<'a> View<'a> {
    /// Returns the view of a judgement; `judgement` must be that of these rules on these data.
    pub(crate) fn of(rules: &'a RuleSet, data: &'a Dataset, judgement: &'a Judgement, options: Options) -> Self {
        let model = rules.model();
        let all: Vec<RuleView<'a>> = RuleView::all(model, judgement);
        let mut offices: Vec<Arc<str>> = Vec::new();
        for office in all.iter().flat_map(|r| r.offices()) {
            if !offices.contains(office) {
                offices.push(office.clone());
            }
        }
        Self { model, data, judgement, names: Names::of(&data.roster), options, rules: all, offices }
    }

    /// Returns the view of what a form is made from, which tells everything.
    pub(crate) fn in_full(source: &Source<'a>) -> Self {
        let options = Options { detail: Detail::Full, lang: source.lang };
        Self::of(source.session.rules(), source.session.data(), source.judgement, options)
    }

    /// Returns a rule that counts, by its position in the model.
    pub(crate) fn rule(&self, at: usize) -> Option<RuleView<'a>> {
        self.rules.binary_search_by_key(&at, |r| r.at).ok().and_then(|row| self.rules.get(row)).copied()
    }

    /// Returns one of two texts.
    pub(crate) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        super::words::say(self.options.lang, zh, en)
    }
}
