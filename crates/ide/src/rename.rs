//! Another name for an indicator, an alias, a rule, a plan, a level or a unit, wherever it stands in the rule set.
//!
//! A rename is tried before it is offered: the files after it are read again and must find the same, name apart.
//! INVARIANT: what is returned changes no meaning; where that cannot be had, the reason is returned instead.

use std::collections::BTreeMap;

use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{IndicatorId, print};
use dabiao_lang::source::{FileId, Files, MemoryFiles, Source, Span};
use dabiao_lang::syntax::uses::{NameRole, NameUse, uses};

use crate::edit::{TextEdit, applied};
use crate::navigate::{meaning, symbol_at};
use crate::snapshot::Snapshot;
use crate::symbol::{Symbol, Symbols};

/// Returns the name at a place that can be renamed, with its place.
pub fn renamable(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<(Span, String)> {
    let at = snapshot.use_at(file, offset)?;
    let symbol = snapshot.symbols().of_use(at)?;
    let can = match symbol {
        Symbol::Indicator(_) | Symbol::Rule(_) | Symbol::Plan(_) => true,
        // A built-in level or unit is nobody's to rename.
        Symbol::Level(_) | Symbol::Unit(_) => !crate::navigate::declarations(snapshot, &symbol).is_empty(),
        Symbol::Office(_) => true,
        Symbol::Place(_) | Symbol::Code(_) | Symbol::Scheme(_) => false,
    };
    can.then(|| (at.span, at.text.to_string()))
}

/// Returns the edits that give what is named at a place another name.
///
/// Of an indicator with several names only the name at hand is changed, where it is declared and wherever it is used.
///
/// # Errors
/// Why it cannot be renamed so: the name is taken, or what stands there would be read in another way.
pub fn rename(snapshot: &Snapshot, at: (FileId, u32), new: &str) -> Result<Vec<TextEdit>, Both> {
    let new = new.trim();
    let nothing = || Both::new("这里没有可以改名的东西", "there is nothing here to rename");
    let old = snapshot.use_at(at.0, at.1).filter(|_| renamable(snapshot, at.0, at.1).is_some()).ok_or_else(nothing)?;
    let symbol = symbol_at(snapshot, at.0, at.1).ok_or_else(nothing)?;
    if new.is_empty() || new.contains(['\n', '\r', '"', '”', '「', '」']) {
        return Err(Both::of(format!("`{new}` 不能作名称"), format!("`{new}` cannot be a name")));
    }
    if is_taken(snapshot, &symbol, new) {
        return Err(Both::of(format!("`{new}` 已经有了"), format!("`{new}` is taken")));
    }
    let edits: Vec<TextEdit> = meaning(snapshot, &symbol)
        .filter(|u| u.text == old.text || matches!(symbol, Symbol::Unit(_)))
        .map(|u| edit(snapshot, u, &old.text, new))
        .collect();
    if is_same_after(snapshot, &edits) {
        return Ok(edits);
    }
    Err(Both::of(
        format!("改成 `{new}` 以后规则的意思会变，没有改"),
        format!("renamed to `{new}` the rules would mean something else; nothing was changed"),
    ))
}

fn is_taken(snapshot: &Snapshot, symbol: &Symbol, new: &str) -> bool {
    match symbol {
        Symbol::Indicator(id) => {
            snapshot.symbols().indicator(new).is_some_and(|other| other != *id || new_is_own(snapshot, *id, new))
        }
        other => snapshot.all_uses().any(|u| &*u.text == new && same_kind(snapshot.symbols().of_use(u), other)),
    }
}

/// Whether an indicator bears the name already: two of its names must not become one.
fn new_is_own(snapshot: &Snapshot, id: IndicatorId, new: &str) -> bool {
    snapshot.model().schema.indicator(id).is_some_and(|i| *i.name == *new || i.also.iter().any(|a| **a == *new))
}

fn same_kind(found: Option<Symbol>, symbol: &Symbol) -> bool {
    found.is_some_and(|f| std::mem::discriminant(&f) == std::mem::discriminant(symbol))
}

/// The new name as it is written in place of an old one: a text in its marks, a name in marks where it needs them.
fn edit(snapshot: &Snapshot, name: &NameUse, old: &str, new: &str) -> TextEdit {
    let written = snapshot.slice(name.span);
    let is_text = written.starts_with(['"', '“']);
    let text = match name.role {
        _ if is_text => {
            let close = if written.starts_with('“') { '”' } else { '"' };
            format!("{}{new}{close}", written.chars().next().unwrap_or('"'))
        }
        // `万担`: the multipliers stay.
        NameRole::Unit => format!("{}{new}", written.strip_suffix(old_unit(written, old)).unwrap_or("")),
        NameRole::RuleDeclared | NameRole::RuleMeant => new.to_owned(),
        _ => print::name(new),
    };
    TextEdit::new(name.span, text)
}

fn old_unit<'w>(written: &'w str, old: &'w str) -> &'w str {
    if written.ends_with(old) { old } else { written.trim_start_matches(['十', '百', '千', '万', '亿']) }
}

/// Whether the files after the edits say the same.
///
/// Both sides are read alike, from texts alone: what a roster or a table of tasks beside them says is no matter of names.
fn is_same_after(snapshot: &Snapshot, edits: &[TextEdit]) -> bool {
    let sources = &snapshot.loaded().sources;
    let read = |edits: &[TextEdit]| {
        let text = |s: &Source| {
            let own: Vec<TextEdit> = edits.iter().filter(|e| e.span.file == s.id()).cloned().collect();
            (s.name().to_owned(), applied(s.text(), &own))
        };
        let texts: BTreeMap<String, String> = sources.iter().map(text).collect();
        let names: Vec<String> = sources.iter().map(|s| s.name().to_owned()).collect();
        let files = MemoryFiles::new(texts);
        shape(&dabiao_data::rules::load(&files as &dyn Files, &names))
    };
    read(&[]) == read(edits)
}

/// What a rename must not change.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    n_indicators: usize,
    n_targets: usize,
    rules: usize,
    /// The codes that are found, in order.
    codes: Vec<&'static str>,
    /// What stands at each name, and which indicator is meant there.
    names: Vec<(NameRole, Option<IndicatorId>)>,
}

fn shape(loaded: &Loaded) -> Shape {
    let model = loaded.rules.model();
    let symbols = Symbols::of(model);
    // The texts that are tried are UTF-8, whatever the files were.
    let mut codes: Vec<_> = loaded.diagnostics.iter().map(|d| d.code()).filter(|c| *c != "file-encoding").collect();
    codes.sort_unstable();
    let indicator = |name: &NameUse| match symbols.of_use(name) {
        Some(Symbol::Indicator(id)) => Some(id),
        _ => None,
    };
    Shape {
        n_indicators: model.schema.indicators.len(),
        n_targets: model.rules.iter().flat_map(|r| &r.statements).map(|s| s.targets.len()).sum(),
        rules: model.rules.len(),
        codes,
        names: loaded.trees.iter().flat_map(uses).map(|u| (u.role, indicator(&u))).collect(),
    }
}
