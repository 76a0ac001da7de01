//! Places that changed: former names and codes, from when and until when a place exists, and into which it was merged.
//!
//! A roster may say so in columns of its own (`valid_from`, `valid_to`, `former_names`, `former_codes`, `merged_into`, or the
//! Chinese words for them). Takes those columns out of the attributes; gives for each entity what they say.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::dataset::{Attribute, EntityId, Former};
use super::names::fold;
use super::phrase::day;
use dabiao_lang::model::Period;

/// What a column of the roster says of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChangeColumn {
    ValidFrom,
    ValidTo,
    FormerNames,
    FormerCodes,
    MergedInto,
}

impl ChangeColumn {
    /// Reads the header of a column.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match fold(name).to_ascii_lowercase().replace(' ', "").as_str() {
            "valid_from" | "设立日期" | "启用日期" | "生效日期" | "有效期起" => Self::ValidFrom,
            "valid_to" | "撤销日期" | "停用日期" | "失效日期" | "有效期止" | "撤并日期" => {
                Self::ValidTo
            }
            "former_names" | "former_name" | "曾用名" | "原名" | "原名称" | "旧名称" => Self::FormerNames,
            "former_codes" | "former_code" | "原代码" | "旧代码" | "曾用代码" => Self::FormerCodes,
            "merged_into" | "并入" | "并入单位" | "合并到" | "合并至" => Self::MergedInto,
            _ => return None,
        })
    }
}

/// The changes that a roster states, by entity.
pub(super) type Formers = FxHashMap<EntityId, Former>;

/// What the cells of one row say, before places are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    pub(super) former: Former,
    pub(super) merged_into: Option<Arc<str>>,
    /// A cell that is no day.
    pub(super) unreadable: Option<Arc<str>>,
}

/// Takes the columns of changes out of the attributes; returns what they say, by row.
pub(super) fn take(attributes: &mut Vec<Attribute>) -> FxHashMap<usize, Stated> {
    let mut stated: FxHashMap<usize, Stated> = FxHashMap::default();
    attributes.retain(|attribute| {
        let Some(column) = ChangeColumn::of(&attribute.name) else { return true };
        let cells = attribute.values.iter().enumerate().filter_map(|(i, v)| Some((i, v?)));
        for (row, text) in cells.filter(|(_, t)| !super::cell::fold(t).is_empty() && &***t != "-") {
            let slot = stated.entry(row).or_default();
            match column {
                ChangeColumn::ValidFrom => slot.former.valid_from = slot.date(text, Edge::First),
                ChangeColumn::ValidTo => slot.former.valid_to = slot.date(text, Edge::Last),
                ChangeColumn::FormerNames => slot.former.names.extend(list(text)),
                ChangeColumn::FormerCodes => slot.former.codes.extend(list(text)),
                ChangeColumn::MergedInto => slot.merged_into = Some(text.clone()),
            }
        }
        false
    });
    stated
}

/// Which day of a period is meant, where only a year or a month is written.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

impl Stated {
    fn date(&mut self, text: &Arc<str>, edge: Edge) -> Option<NaiveDate> {
        let of_period = || {
            let period = Period::parse(&fold(text))?;
            Some(match edge {
                Edge::First => period.first_day(),
                Edge::Last => period.last_day(),
            })
        };
        let found = day(text).or_else(of_period);
        if found.is_none() {
            self.unreadable = Some(text.clone());
        }
        found
    }
}

fn list(text: &str) -> impl Iterator<Item = Arc<str>> {
    let parts = fold(text);
    let all: Vec<Arc<str>> = parts
        .split(['、', ',', '，', ';', '；', '/', '|'])
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(Arc::from)
        .collect();
    all.into_iter()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::attribute::AttributeValues;
    use super::*;

    #[test]
    fn columns_of_changes_are_taken_out() {
        let column = |name: &str, text: &str| {
            let mut values = AttributeValues::default();
            values.set(0, Some(text));
            Attribute { name: name.into(), unit: None, values }
        };
        let mut all = vec![
            column("户数", "5"),
            column("撤销日期", "2023"),
            column("曾用名", "老村、旧村"),
            column("并入", "新桃村"),
        ];
        let stated = take(&mut all);
        assert_eq!(all.len(), 1);
        let of = stated.get(&0).unwrap();
        assert_eq!(of.former.valid_to, NaiveDate::from_ymd_opt(2023, 12, 31));
        assert_eq!(of.former.names.len(), 2);
        assert_eq!(of.merged_into.as_deref(), Some("新桃村"));
    }
}
