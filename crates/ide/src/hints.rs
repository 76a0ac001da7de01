//! What stands between the lines: amounts in base units (`= 50000元`) and the day on which something is due.

use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Dim, Expr, ExprKind, Period, TargetKind, print, walk};
use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::tree::{self, TimeKind};

use crate::outline;
use crate::snapshot::Snapshot;

/// A hint behind a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// The offset behind which it stands.
    pub at: u32,
    /// The words.
    pub text: String,
}

/// Returns the hints within a range of a file, in order of place.
pub fn hints(snapshot: &Snapshot, file: FileId, range: Span) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    for rule in &snapshot.model().rules {
        for target in rule.statements.iter().filter(|s| s.span.file == file).flat_map(|s| &s.targets) {
            let is_constant =
                matches!(target.kind, TargetKind::Compare(..) | TargetKind::Within(_) | TargetKind::About(..));
            if is_constant {
                walk::target(target, &mut |e| hints.extend(base_amount(e)));
            }
        }
    }
    let tree = snapshot.loaded().trees.iter().find(|t| t.file == file);
    for rule in tree.into_iter().flat_map(outline::rules) {
        let targets =
            rule.statements.iter().flat_map(|s| s.targets.iter().filter_map(|t| t.time.as_ref()).chain(&s.time));
        hints.extend(targets.filter_map(|t| due(snapshot, t)));
    }
    hints.retain(|h| range.start <= h.at && h.at <= range.end);
    hints.sort_by_key(|h| h.at);
    hints.dedup();
    hints
}

/// An amount in base units, where that says something: `5万元` does, `95%` and `130个` do not.
fn base_amount(expr: &Expr) -> Option<InlayHint> {
    let ExprKind::Quantity(quantity) = &expr.kind else { return None };
    let base = in_base_units(quantity)?;
    Some(InlayHint { at: expr.span.end, text: format!("= {base}") })
}

/// Returns an amount in base units, or `None` where it is written in them, is a share or cannot be said in one of them.
pub(crate) fn in_base_units(quantity: &dabiao_lang::model::Quantity) -> Option<String> {
    let unit = quantity.unit.as_ref()?;
    let one = dabiao_lang::model::Exact::ONE;
    if unit.dim == Dim::ratio() || unit.factor == one || unit.is_bare() {
        return None;
    }
    // 百分点 are kept as shares, which would make `5个百分点` read `= 0.05百分点`.
    let is_point = unit.dim == Dim::of(dabiao_lang::model::Base::Point);
    let text = (!is_point).then(|| quantity.base.to_decimal_text())??;
    Some(format!("{text}{}", unit.dim.words()))
}

/// The day on which a time ends, where it is not written as a day.
fn due(snapshot: &Snapshot, time: &tree::Time) -> Option<InlayHint> {
    let day = match &time.kind {
        TimeKind::By(date) | TimeKind::In(date) => {
            let period = Period::from_kind(date.kind)?;
            (!matches!(date.kind, tree::DateKind::Day(..))).then(|| period.last_day())?
        }
        TimeKind::Before(date) => Period::from_kind(date.kind)?.first_day().pred_opt()?,
        TimeKind::ByAttribute(_) | TimeKind::Each { .. } | TimeKind::Throughout(_) => return None,
    };
    let text = match snapshot.lang {
        Lang::Zh => format!("{day} 止"),
        Lang::En => format!("due {day}"),
    };
    Some(InlayHint { at: time.span.end, text })
}

/// Returns a threshold with its base units: `5万元 = 50000元`.
pub(crate) fn with_base(quantity: &dabiao_lang::model::Quantity) -> String {
    let written = print::quantity(quantity);
    match in_base_units(quantity) {
        Some(base) => format!("{written} = {base}"),
        None => written,
    }
}
