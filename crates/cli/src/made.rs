//! An evaluation that was made: what `eval` shows, what `--seal` keeps and what `verify` makes again.

use std::io::{self, Write};

use super::Status;
use super::args::{DetailArg, EvalArgs};
use super::changes;
use super::inputs;
use super::output::Output;
use super::outputs;
use dabiao_data::Dataset;
use dabiao_diff::evidence::{CHANGES, EXPLANATIONS, REPORT};
use dabiao_eval::{self as eval, Judgement, Request};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::Files;
use dabiao_report::render::markdown;
use dabiao_report::{Explained, derivation, json};

/// A judgement with the rules and the data that it rests on.
pub(crate) struct Made {
    /// The rules.
    pub loaded: Loaded,
    /// The data.
    pub data: Dataset,
    /// The judgement.
    pub judgement: Judgement,
    /// What changed since older rules, as the evidence keeps it.
    changes: Option<Vec<u8>>,
    detail: DetailArg,
}

/// The papers of an evaluation by their paths in a bundle.
pub(crate) type Papers = Vec<(&'static str, Vec<u8>)>;

/// Evaluates what `files` holds; nothing is read from anywhere else.
pub(crate) fn make(files: &dyn Files, args: &EvalArgs, out: &Output) -> Result<Made, Status> {
    let loaded = inputs::rules_in(files, &args.rules, out)?;
    let data = inputs::data_in(files, &args.inputs, &loaded.rules.model().schema, out)?;
    // What a form does not tell it leaves out; a judgement in full serves all.
    let is_full = args.detail == DetailArg::Full || outputs::needs_full(args);
    let detail = if is_full { eval::Detail::Full } else { eval::Detail::Summary };
    let judgement = eval::evaluate(&loaded.rules, &data, &Request { as_of: args.inputs.as_of, detail });
    let mut made = Made { loaded, data, judgement, changes: None, detail: args.detail };
    if let Some(baseline) = &args.baseline {
        made.changes = Some(changes::since(files, (args, baseline), &made, out)?);
    }
    Ok(made)
}

impl Made {
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
        let report = json::report(&self.loaded.rules, &self.data, &self.judgement, self.options(lang));
        json::bytes::write(writer, &report)?;
        writer.write_all(b"\n")
    }

    /// Returns how each verdict came about, as Markdown.
    pub fn explanations(&self, lang: Lang) -> String {
        let (rules, data) = (&self.loaded.rules, &self.data);
        let parts = (0..rules.model().rules.len()).map(|rule| {
            let steps = [eval::derive(rules, data, self.judgement.as_of, rule, None)];
            markdown(&derivation(Explained { rules, data, rule, steps: &steps }, lang))
        });
        parts.collect::<Vec<_>>().join("\n")
    }
}
