//! Statements that are one undeclared name and read as a sentence of the plan: `三年累计培训2万人次`.
//!
//! As flags of that name nobody would ever report them. What the words mean is known to `syntax::wording`; here they meet
//! the names of the whole rule set, and the line is offered with the scope and the time that stand around it.

use super::context::Context;
use crate::diag::{Both, Diagnostic, ModelProblem, Safety, SyntaxProblem};
use crate::model::{Expr, ExprKind};
use crate::syntax::tree;
use crate::syntax::{Said, Spoken, is_rule_line, said, spoken, strange_period};

impl Context<'_> {
    /// Reports a statement that is one undeclared name and reads as a sentence of the plan (`三年累计培训2万人次`): as a
    /// flag of that name, nobody would ever report it.
    pub fn spoken(&mut self, tree: &tree::Statement) -> Option<Expr> {
        let tree::ExprKind::Name(name) = &tree.subject.kind else { return None };
        let holds = matches!(tree.targets.as_slice(), [tree::Target { kind: tree::TargetKind::Holds, .. }]);
        let is_quoted = self.text(name.span).starts_with(['「', '\'', '‘']);
        if !holds || is_quoted || self.names.contains_key(&*name.text) || self.params.contains_key(&*name.text) {
            return None;
        }
        let found =
            self.strange_period(name).or_else(|| self.sentence(tree, name)).or_else(|| self.spoken_name(tree, name))?;
        self.report(found);
        Some(Expr { kind: ExprKind::Bool(false), span: tree.subject.span })
    }

    /// `每旬走访不少于3次`
    fn strange_period(&self, name: &tree::Name) -> Option<Diagnostic> {
        let (found, proposal) = strange_period(&name.text)?;
        let problem = SyntaxProblem::NoSuchPeriod { found: found.to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(name.span, problem))
    }

    /// Returns the finding for a statement that is understood as a whole, with its scope and its time.
    fn sentence(&self, tree: &tree::Statement, name: &tree::Name) -> Option<Diagnostic> {
        let written = self.text(tree.span);
        let Said { line, is_only_glued } = said(written, self.around(name.span))?;
        // `收入不低于5万元` only lacks its blanks, and is told so.
        if !line.split("; ").all(is_rule_line) || (is_only_glued && self.unglue(&name.text).is_some()) {
            return None;
        }
        let proposal = Both::of(format!("写作 `{line}`"), format!("write `{line}`"));
        let problem = ModelProblem::SentenceNotRule { written: written.to_owned(), proposal };
        Some(Diagnostic::at(name.span, problem).fix(tree.span, line, Safety::Unsafe))
    }

    /// Returns the finding for a name that says more than a name does; what stands around it in the statement is kept.
    fn spoken_name(&self, tree: &tree::Statement, name: &tree::Name) -> Option<Diagnostic> {
        if self.unglue(&name.text).is_some() {
            return None;
        }
        let declared = |text: &str| {
            let mut found = self.declared_names().filter(|n| *n == text || n.starts_with(text));
            let first = found.next()?;
            (first == text || found.next().is_none()).then(|| first.to_owned())
        };
        let problem = |proposal| ModelProblem::SentenceNotRule { written: name.text.to_string(), proposal };
        let line = match spoken(&name.text, self.around(name.span), declared)? {
            Spoken::Line(line) => line,
            Spoken::Sentence => {
                let proposal = Both::new(
                    "写明指标、比较和数值，例如 `指标名 >= 5万元 截至 2025`；确是一个是非指标，先声明 `指标 … { 类型 是非 }`",
                    "write indicator, comparison and figure, as in `NAME >= 5万元 by 2025`; declare a real flag with `kind flag`",
                );
                return Some(Diagnostic::at(name.span, problem(proposal)));
            }
        };
        let whole = self.text(tree.span);
        let around =
            whole.split_once(self.text(name.span)).filter(|_| !line.starts_with("性质") && !line.starts_with("措辞"));
        let line = match around {
            // A time of its own goes before the one that stands behind it.
            Some((before, after)) if !line.ends_with("每年") => format!("{before}{line}{after}"),
            Some((before, after)) if after.trim().is_empty() => format!("{before}{line}"),
            Some((before, after)) => format!("{before}{}{after}", line.trim_end_matches(" 每年")),
            None => line,
        };
        let proposal = Both::of(format!("写作 `{line}`"), format!("write `{line}`"));
        let found = Diagnostic::at(name.span, problem(proposal));
        // 指标名 stands for a name that the sentence does not say.
        Some(if line.contains("指标名") { found } else { found.fix(tree.span, line, Safety::Unsafe) })
    }
}
