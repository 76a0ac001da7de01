//! Files, data and a day at one moment: what every question of an editor is asked of.
//!
//! INVARIANT: nothing changes once it is made. The judgement is made when it is first asked for.

use std::cell::OnceCell;

use chrono::NaiveDate;
use dabiao_data::{Dataset, LoadRequest};
use dabiao_eval::{Detail, Judgement, Session};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;
use dabiao_lang::source::{FileId, Files, Source, Span};
use dabiao_lang::syntax::uses::{NameUse, uses};

use crate::symbol::Symbols;

/// Data, and the day as of which rules are judged by them.
#[derive(Debug)]
pub struct Facts {
    /// The data.
    pub data: Dataset,
    /// The day; `None` where nobody named one and nobody has reported a figure yet.
    pub as_of: Option<NaiveDate>,
    /// Whether somebody named the day; else it is the last day of the newest period that has data.
    pub is_day_stated: bool,
}

impl Facts {
    /// Reads data for the rules of a snapshot; without a day, the newest period that has data decides.
    ///
    /// Returns `None` where there are no data: an editor shows no verdicts then.
    pub fn read(files: &dyn Files, request: &LoadRequest, rules: &Loaded, day: Option<NaiveDate>) -> Option<Self> {
        let (data, _) = dabiao_data::load(files, request, &rules.rules.model().schema);
        Some(Self::of(data?, day))
    }

    /// Takes data that were read; without a day, the newest period that has data decides.
    pub fn of(data: Dataset, day: Option<NaiveDate>) -> Self {
        let newest = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.last_day()).max();
        Self { as_of: day.or(newest), data, is_day_stated: day.is_some() }
    }
}

/// Rules as they stand, with data where there are any.
#[derive(Debug)]
pub struct Snapshot {
    loaded: Loaded,
    uses: Vec<Vec<NameUse>>,
    symbols: Symbols,
    facts: Option<Facts>,
    judgement: OnceCell<Option<Judgement>>,
    /// The language of all words.
    pub lang: Lang,
}

impl Snapshot {
    /// Reads and checks rules.
    pub fn new(files: &dyn Files, rules: &[String], lang: Lang) -> Self {
        Self::of(dabiao_data::rules::load(files, rules), lang)
    }

    /// Reads rules without looking for what is probably not meant in them: the same but for such findings, and much
    /// sooner, while somebody types. [`Snapshot::reasoned`] adds them.
    pub fn quick(files: &dyn Files, rules: &[String], lang: Lang) -> Self {
        Self::of(dabiao_data::rules::load_to_evaluate(files, rules), lang)
    }

    /// Takes rules that were read.
    pub fn of(loaded: Loaded, lang: Lang) -> Self {
        let mut all: Vec<Vec<NameUse>> = Vec::new();
        for tree in &loaded.trees {
            let idx = tree.file.0 as usize;
            all.resize_with(all.len().max(idx + 1), Vec::new);
            if let Some(slot) = all.get_mut(idx) {
                *slot = uses(tree);
            }
        }
        let symbols = Symbols::of(loaded.rules.model());
        Self { loaded, uses: all, symbols, facts: None, judgement: OnceCell::new(), lang }
    }

    /// Looks for what is probably not meant in rules that were read quickly, with the numbers of the roster that the plans
    /// name.
    #[must_use]
    pub fn reasoned(mut self, files: &dyn Files) -> Self {
        // Data that are there already were read with that roster.
        let is_named = !self.loaded.rules.model().schema.rosters.is_empty();
        let held = self.facts.as_ref().map(|f| &f.data).filter(|d| is_named && d.roster.is_given);
        let own = if held.is_none() { dabiao_data::rules::roster(files, &mut self.loaded) } else { None };
        dabiao_eval::reason(&mut self.loaded, held.or(own.as_ref()), NaiveDate::MAX);
        self
    }

    /// Adds data.
    #[must_use]
    pub fn with_facts(self, facts: Option<Facts>) -> Self {
        Self { facts, judgement: OnceCell::new(), ..self }
    }

    /// Returns the rules as they were read.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Returns what the rules mean.
    pub fn model(&self) -> &Model {
        self.loaded.rules.model()
    }

    /// Returns the data.
    pub fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    /// Returns the verdicts, where there are data.
    pub fn judgement(&self) -> Option<&Judgement> {
        let judge = || {
            let facts = self.facts()?;
            Some(Session::new(&self.loaded.rules, &facts.data, facts.as_of?).evaluate(Detail::Summary))
        };
        self.judgement.get_or_init(judge).as_ref()
    }

    /// Returns the file of a path.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.loaded.sources.iter().find(|s| s.name() == path).map(Source::id)
    }

    /// Returns the text of a file, or "".
    pub fn text(&self, file: FileId) -> &str {
        self.loaded.sources.get(file).map_or("", Source::text)
    }

    /// Returns the text of a span, or "".
    pub fn slice(&self, span: Span) -> &str {
        self.loaded.sources.slice(span)
    }

    /// Returns the names of a file, in order of place.
    pub fn uses(&self, file: FileId) -> &[NameUse] {
        self.uses.get(file.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns the names of all files.
    pub fn all_uses(&self) -> impl Iterator<Item = &NameUse> {
        self.uses.iter().flatten()
    }

    /// Returns the name at a place; between two names the one that ends there counts last.
    pub fn use_at(&self, file: FileId, offset: u32) -> Option<&NameUse> {
        let mut at = self.uses(file).iter().filter(|u| u.span.start <= offset && offset <= u.span.end);
        let first = at.next()?;
        Some(at.next().filter(|u| u.span.start == offset).unwrap_or(first))
    }

    /// Returns what names stand for.
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }
}
