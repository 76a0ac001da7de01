//! An evaluation that was made: what `eval` shows, what `--seal` keeps and what `verify` makes again.

use std::io::{self, Write};

use super::Status;
use super::args::{DetailArg, EvalArgs};
use super::changes;
use super::inputs;
use super::output::Output;
use super::pushdown;
use dabiao_data::Dataset;
use dabiao_diff::evidence::{CHANGES, EXPLANATIONS, REPORT};
use dabiao_eval::{Detail, Earlier, Judgement, Session, Steps};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::source::Files;
use dabiao_report::render::markdown;
use dabiao_report::{Explained, derivation, json};

/// What an evaluation rests on.
pub(crate) struct Facts {
    loaded: Loaded,
    data: Dataset,
    earlier: Earlier,
}

/// A judgement with the session that it was made in.
pub(crate) struct Made<'a> {
    /// The rules and the data.
    pub session: &'a Session<'a>,
    /// The judgement.
    pub judgement: Judgement,
    /// What changed since older rules, as the evidence keeps it.
    changes: Option<Vec<u8>>,
    detail: DetailArg,
}

/// The papers of an evaluation by their paths in a bundle.
pub(crate) type Papers = Vec<(&'static str, Vec<u8>)>;

impl Facts {
    /// Reads what `files` holds; nothing is read from anywhere else.
    pub fn read(files: &dyn Files, args: &EvalArgs, out: &Output) -> Result<Self, Status> {
        let loaded = inputs::rules_in(files, &args.rules, out)?;
        if args.push_down {
            pushdown::begin(&loaded.rules, args);
        }
        let data = inputs::data_in(files, &args.inputs, &loaded.rules.model().schema, out)?;
        pushdown::tell(out);
        let earlier = inputs::earlier(files, &args.earlier, out)?;
        Ok(Self { loaded, data, earlier })
    }

    /// Shows what makes the judgement of no use; `Err` where there is any.
    pub fn show(&self, faults: &[Diagnostic], out: &Output) -> Result<(), Status> {
        inputs::show(&faults.iter().collect::<Vec<_>>(), &self.loaded.sources, out);
        if faults.is_empty() { Ok(()) } else { Err(Status::Failed) }
    }

    /// Begins the session of an evaluation.
    pub fn session(&self, args: &EvalArgs) -> Session<'_> {
        Session::new(&self.loaded.rules, &self.data, args.inputs.as_of).beside(self.earlier.clone())
    }
}

impl<'a> Made<'a> {
    /// Evaluates.
    pub fn of(session: &'a Session<'a>, args: &EvalArgs) -> Self {
        // Only the contract lists every entity and figure at once; other forms look at them check by check.
        let detail = if args.detail == DetailArg::Full { Detail::Full } else { Detail::Summary };
        let judgement = match args.period {
            Some(period) => session.evaluate_in(period, detail),
            None => session.evaluate(detail),
        };
        Self { session, judgement, changes: None, detail: args.detail }
    }

    /// Compares with older rules, where that was asked for.
    pub fn compared(mut self, files: &dyn Files, args: &EvalArgs, out: &Output) -> Result<Self, Status> {
        if let Some(baseline) = &args.baseline {
            let compared = changes::Compared { rules: self.session.rules(), data: self.session.data(), args, baseline };
            self.changes = Some(changes::since(files, &compared, out)?);
        }
        Ok(self)
    }

    /// Returns how reports on it are to be written.
    pub fn options(&self, lang: Lang) -> json::Options {
        let detail = match self.detail {
            DetailArg::Summary => json::Detail::Normal,
            DetailArg::Full => json::Detail::Full,
        };
        json::Options { detail, lang }
    }

    /// Returns the report and the explanations, as every run on these inputs must give them.
    pub fn papers(&self, lang: Lang) -> io::Result<Papers> {
        let mut report = Vec::new();
        self.write_json(&mut report, lang)?;
        let mut papers = vec![(REPORT, report), (EXPLANATIONS, self.explanations(lang).into_bytes())];
        papers.extend(self.changes.iter().map(|bytes| (CHANGES, bytes.clone())));
        Ok(papers)
    }

    /// Writes the report by contract.
    pub fn write_json(&self, writer: &mut dyn Write, lang: Lang) -> io::Result<()> {
        let report = json::report(self.session.rules(), self.session.data(), &self.judgement, self.options(lang));
        json::bytes::write(writer, &report)?;
        writer.write_all(b"\n")
    }

    /// Returns how each verdict came about, as Markdown.
    pub fn explanations(&self, lang: Lang) -> String {
        let (rules, data) = (self.session.rules(), self.session.data());
        let parts = self.judgement.counted().map(|(rule, judged)| {
            let steps = [self.session.derive(judged, &Steps::of(rule))];
            markdown(&derivation(Explained { rules, data, rule, steps: &steps }, lang))
        });
        parts.collect::<Vec<_>>().join("\n")
    }
}
