//! `invisible-character`: a name that looks like a declared one and is another.
//!
//! `指标 岗位A` with a Latin and `岗位А` with a Cyrillic letter, 人 and the radical ⼈, a name with a character that has no
//! width: whoever reads sees one name, the program two. Names are compared by their skeletons of Unicode (UTS #39).

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_security::skeleton;

use super::Context;
use crate::diag::{Both, Diagnostic, SyntaxProblem, hidden, sign};
use crate::source::Span;

/// A name and where it stands.
struct Named<'m> {
    name: &'m str,
    span: Span,
    is_declared: bool,
}

/// Compares the names of indicators, and those of offices, by what they look like.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let indicators = ctx.model.schema.indicators.iter();
    report(indicators.map(|i| Named { name: &i.name, span: i.span, is_declared: i.is_declared }), out);
    // Offices are declared nowhere; the first that is named stands for them.
    let offices = ctx.model.rules.iter().flat_map(|rule| {
        let all = [&rule.lead, &rule.responsible, &rule.support, &rule.carry].into_iter().flatten();
        all.map(|name: &Arc<str>| Named { name, span: rule.span, is_declared: true })
    });
    report(offices, out);
}

fn report<'m>(names: impl Iterator<Item = Named<'m>>, out: &mut Vec<Diagnostic>) {
    let mut by_look: BTreeMap<String, Vec<Named<'m>>> = BTreeMap::new();
    for named in names {
        let known = by_look.entry(look(named.name)).or_default();
        if !known.iter().any(|k| k.name == named.name) {
            known.push(named);
        }
    }
    for mut alike in by_look.into_values().filter(|all| all.len() > 1) {
        alike.sort_by_key(|n| (!n.is_declared, n.span));
        let Some((first, others)) = alike.split_first().filter(|(first, _)| first.is_declared) else { continue };
        out.extend(others.iter().map(|other| finding(first, other)));
    }
}

/// Returns what a name looks like.
fn look(name: &str) -> String {
    let visible: String = name.chars().filter(|c| hidden(*c).is_none()).collect();
    // Most names are of characters that look like no others; the skeleton of these is the name itself.
    skeleton(&visible).collect()
}

fn finding(first: &Named<'_>, other: &Named<'_>) -> Diagnostic {
    let strange = other.name.chars().find(|c| !first.name.contains(*c));
    let which = strange.map_or_else(String::new, |c| {
        let shown = if hidden(c).is_some() { sign(c) } else { c.to_string() };
        format!("{shown} (U+{:04X})", c as u32)
    });
    let (name, declared) = (crate::diag::signs(other.name), crate::diag::signs(first.name));
    let said = Both::of(
        format!("`{name}` 看上去就是 `{declared}`，其实是另一个名称：{which}"),
        format!("`{name}` looks like `{declared}` and is another name: {which}"),
    );
    let proposal = Both::of(format!("写作 `{declared}`"), format!("write `{declared}`"));
    Diagnostic::at(other.span, SyntaxProblem::InvisibleCharacter { said, proposal })
        .label(first.span, Both::new("看上去相同的名称在这里", "the name that it looks like stands here"))
}
