//! From a name to where it is declared, and to every place where the same thing is meant.

use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::tree::Item;
use dabiao_lang::syntax::uses::{NameRole, NameUse};

use crate::snapshot::Snapshot;
use crate::symbol::Symbol;

/// Returns where the name at a place is declared, or the file that a `use` names.
pub fn definition(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<Span> {
    if let Some(file) = used_file(snapshot, file, offset) {
        return vec![Span::new(file, 0, 0)];
    }
    let Some(symbol) = symbol_at(snapshot, file, offset) else { return Vec::new() };
    declarations(snapshot, &symbol)
}

/// Returns every place where the thing that is named at a place is meant, its declarations included, by file and place.
pub fn references(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<Span> {
    let Some(symbol) = symbol_at(snapshot, file, offset) else { return Vec::new() };
    meaning(snapshot, &symbol).map(|u| u.span).collect()
}

/// Returns the places of one file where the thing that is named at a place is meant.
pub fn highlights(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<Span> {
    let mut found = references(snapshot, file, offset);
    found.retain(|s| s.file == file);
    found
}

/// Returns what the name at a place stands for.
pub fn symbol_at(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Symbol> {
    snapshot.symbols().of_use(snapshot.use_at(file, offset)?)
}

/// Returns every use of a thing.
pub(crate) fn meaning<'s>(snapshot: &'s Snapshot, symbol: &'s Symbol) -> impl Iterator<Item = &'s NameUse> {
    snapshot.all_uses().filter(move |u| snapshot.symbols().of_use(u).as_ref() == Some(symbol))
}

/// Returns where a thing is declared.
pub(crate) fn declarations(snapshot: &Snapshot, symbol: &Symbol) -> Vec<Span> {
    let is_declared = |role| {
        matches!(
            role,
            NameRole::IndicatorDeclared
                | NameRole::LevelDeclared
                | NameRole::UnitDeclared
                | NameRole::RuleDeclared
                | NameRole::PlanDeclared
                | NameRole::SchemeDeclared
        )
    };
    meaning(snapshot, symbol).filter(|u| is_declared(u.role)).map(|u| u.span).collect()
}

/// Returns the file that the `use` at a place brings in.
fn used_file(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<FileId> {
    let tree = snapshot.loaded().trees.iter().find(|t| t.file == file)?;
    let text = tree.items.iter().find_map(|i| match i {
        Item::Use(text) if text.span.start <= offset && offset <= text.span.end => Some(text),
        _ => None,
    })?;
    let name = snapshot.loaded().sources.get(file)?.name();
    snapshot.file(&dabiao_lang::check::beside(name, text.text.trim()))
}
