//! Indicators that exist already: a draft uses them where the name, an alias or the bare name fits and the unit too.

use rustc_hash::FxHashMap;

use dabiao_lang::check::Loaded;
use dabiao_lang::model::{Dim, Schema, names};

/// Indicators of rule files.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    entries: Vec<Entry>,
    by_name: FxHashMap<String, usize>,
}

/// An indicator.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its dimension, if it has a unit.
    pub dim: Option<Dim>,
    /// The level that it is declared for.
    pub level: Option<String>,
    /// The file that declares it.
    pub file: String,
    /// Whether it is a flow.
    pub is_flow: bool,
}

/// Endings that make no difference between two names.
const BARE: &[&str] = &[
    "总面积",
    "面积",
    "总数",
    "个数",
    "家数",
    "数量",
    "人数",
    "户数",
    "次数",
    "总量",
    "总",
    "数",
    "量",
    "金额",
    "比例",
    "占比",
    "率",
];

impl Catalog {
    /// Returns the indicators that rule files declare.
    pub fn of(loaded: &Loaded) -> Self {
        let schema = &loaded.rules.model().schema;
        let mut catalog = Self::default();
        for indicator in schema.indicators.iter().filter(|i| i.is_declared) {
            let entry = Entry {
                name: indicator.name.to_string(),
                dim: indicator.unit.as_ref().map(|u| u.dim.clone()),
                level: indicator.level.and_then(|l| schema.levels.get(l)).map(|l| l.name.to_string()),
                file: loaded.sources.name(indicator.span).to_owned(),
                is_flow: indicator.kind == Some(dabiao_lang::model::Kind::Flow),
            };
            let idx = catalog.entries.len();
            for name in indicator.also.iter().chain([&indicator.name]) {
                catalog.by_name.insert(names::fold(name), idx);
            }
            catalog.entries.push(entry);
        }
        for (idx, entry) in catalog.entries.iter().enumerate() {
            catalog.by_name.entry(bare(&entry.name)).or_insert(idx);
        }
        catalog
    }

    /// Returns the indicator of a name in a unit.
    pub fn find(&self, name: &str, unit: &str, schema: &Schema) -> Option<&Entry> {
        let keys = [names::fold(name), bare(name)];
        let entry = keys.iter().find_map(|k| self.entries.get(*self.by_name.get(k)?))?;
        let dim = schema.unit(unit).map(|u| u.dim);
        match (&entry.dim, dim) {
            (Some(a), Some(b)) => a.unify(&b).is_some().then_some(entry),
            (None, None) => Some(entry),
            _ => None,
        }
    }

    /// Returns whether a name or alias is taken.
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&names::fold(name))
    }
}

/// Returns a name without the ending that says only what sort of number it is.
fn bare(name: &str) -> String {
    let name = names::fold(name);
    let tail = BARE.iter().filter(|t| name.ends_with(**t)).max_by_key(|t| t.len());
    let bare = tail.and_then(|t| name.strip_suffix(t)).filter(|b| b.chars().count() >= 2);
    format!("≈{}", bare.unwrap_or(&name))
}
