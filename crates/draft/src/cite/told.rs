//! What rules say, as the contract exports it: one entry for each target, and one for each figure of a table of tasks that a
//! target compares with, so that `每个 镇: X >= X任务` is compared town by town.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::facts;
use dabiao_lang::check::Loaded;
use dabiao_lang::model::{Exact, Schema};
use dabiao_report::json;

/// A statement of a rule as the contract exports it, with what the rule says of all.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The rule.
    pub(super) rule: Value,
    /// The target, or what it comes to for one entity.
    pub(super) target: Value,
    /// The position of the target in its rule.
    pub target_idx: usize,
    /// The figure of a table of tasks that it was made for.
    pub figure: Option<SetAt>,
}

/// A figure of a table of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAt {
    /// The indicator whose figures are set.
    pub indicator: String,
    /// Its position among them.
    pub idx: usize,
    /// The year that it is set for.
    pub year: String,
}

/// The rules of a set by ID, and the figures that are set, by indicator.
#[derive(Debug, Default)]
pub struct Exported {
    rules: FxHashMap<String, Value>,
    assigned: FxHashMap<String, Vec<Value>>,
    schema: Schema,
}

impl Exported {
    /// Exports a set of rules.
    pub fn of(loaded: &Loaded) -> Self {
        let value = serde_json::to_value(json::export(&loaded.rules)).unwrap_or_default();
        let list = |key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let named = |v: Value, key: &str| Some((v.get(key)?.as_str()?.to_owned(), v));
        let rules = list("rules").into_iter().filter_map(|r| named(r, "id")).collect();
        let with_figures = list("indicators").into_iter().filter_map(|i| named(i, "name"));
        let assigned = with_figures.filter_map(|(name, i)| Some((name, i.get("assigned")?.as_array()?.clone())));
        Self { rules, assigned: assigned.collect(), schema: Schema::default() }
    }

    /// Returns what a rule says, in the order of its targets; a table of tasks figure by figure.
    pub fn told(&self, id: &str) -> Option<Vec<Told>> {
        let rule = self.rules.get(id)?;
        let mut all = Vec::new();
        for (idx, target) in rule.get("targets")?.as_array()?.iter().enumerate() {
            let plain = Told { rule: rule.clone(), target: target.clone(), target_idx: idx, figure: None };
            let name = plain.text("value_expr").map(|n| n.trim_matches(['「', '」', '\'']).to_owned());
            let set = name.and_then(|n| self.assigned.get_key_value(&n));
            match set {
                Some((name, figures)) if plain.text("value").is_none() => {
                    let (from, to) = plain.years();
                    let within = figures
                        .iter()
                        .enumerate()
                        .filter(|(_, f)| year(f).is_some_and(|y| from.as_str() <= y && y <= to.as_str()));
                    all.extend(within.filter_map(|(n, f)| self.one(&plain, name, (n, f))));
                }
                _ => all.push(plain),
            }
        }
        Some(all)
    }

    /// Puts a figure of a table where a target of one entity has its own.
    fn one(&self, of: &Told, name: &str, (idx, figure): (usize, &Value)) -> Option<Told> {
        let text = |key: &str| figure.get(key).and_then(Value::as_str).unwrap_or_default();
        let number = Decimal::from_str_exact(text("value")).ok().map(Exact::from)?;
        let (base, _) = facts::in_base(&number, text("unit"), &self.schema);
        let mut target: Map<String, Value> = of.target.as_object()?.clone();
        let mut set = |key: &str, value: Value| target.insert(key.to_owned(), value);
        set("value", text("value").into());
        set("unit", text("unit").into());
        set("base_value", base.to_text().into());
        if let Some(entity) = figure.get("entity").and_then(Value::as_str) {
            set("at", entity.split('/').map(Value::from).collect());
        }
        let at = SetAt { indicator: name.to_owned(), idx, year: year(figure)?.to_owned() };
        Some(Told { rule: of.rule.clone(), target: Value::Object(target), target_idx: of.target_idx, figure: Some(at) })
    }
}

fn year(figure: &Value) -> Option<&str> {
    figure.get("period")?.as_str()?.get(..4)
}

impl Told {
    /// Returns a field of the target.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.target.get(key)? {
            Value::Null => None,
            Value::String(s) => Some(s.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(crate) fn name(&self) -> String {
        self.text("indicator").unwrap_or_default()
    }

    /// Returns the first and last year of a target; one that is due at a day is of its year.
    fn years(&self) -> (String, String) {
        let of = |key: &str| self.text(key).and_then(|d| d.get(..4).map(str::to_owned));
        let to = of("to").unwrap_or_default();
        let is_each = self.text("time").as_deref() != Some("by");
        (of("from").filter(|_| is_each).unwrap_or_else(|| to.clone()), to)
    }

    /// Returns for whom and for which year a figure is set; of any other target, for whom and the year of its end.
    pub(crate) fn who_and_when(&self) -> (String, String) {
        let who = self.text("at").or_else(|| self.text("function")).unwrap_or_default();
        (who, self.figure.as_ref().map_or_else(|| self.years().1, |f| f.year.clone()))
    }

    pub(super) fn of_rule(&self, key: &str) -> String {
        match self.rule.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(s)) => s.clone(),
            Some(Value::Array(all)) => {
                let mut names: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                names.sort_unstable();
                names.join("、")
            }
            Some(other) => other.to_string(),
        }
    }

    pub(super) fn figure(&self) -> String {
        let plain = |k: &str| self.text(k).unwrap_or_default();
        let high = self.text("hi").map(|h| format!("..{h}")).unwrap_or_default();
        format!("{}{high}{}", plain("value"), plain("unit"))
    }

    /// Returns when it is due: `by 2025-12-31`, `each year 2021-01-01..2025-12-31`.
    pub(super) fn time(&self) -> String {
        let word = self.text("time").unwrap_or_default();
        let freq = self.text("freq").filter(|_| word == "each").unwrap_or_default();
        let window: Vec<String> = [self.text("from"), self.text("to")].into_iter().flatten().collect();
        let parts = [word, freq, window.join("..")];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the filter without the names of indicators, which a person may word otherwise.
    pub(super) fn filter(&self) -> String {
        let text = ["filter", "condition"].iter().filter_map(|k| self.text(k)).collect::<Vec<_>>().join(" ");
        let keep = |c: &char| c.is_ascii_digit() || "<>=.".contains(*c);
        text.chars().filter(keep).collect()
    }

    pub(super) fn offices(&self) -> String {
        let named = ["lead", "responsible", "support", "carry"].map(|key| (key, self.of_rule(key)));
        let said = named.iter().filter(|(_, n)| !n.is_empty()).map(|(key, n)| format!("{key} {n}"));
        said.collect::<Vec<_>>().join("; ")
    }

    /// Returns the functions of the expression with the years in them: `total(…,2021..2025)`, `…` for the bare indicator.
    pub(crate) fn function(&self) -> String {
        let expr = self.text("expr").unwrap_or_default();
        let name = self.name();
        let mut bare = if name.is_empty() { expr } else { expr.replace(&name, "…") };
        bare.retain(|c| c == '…' || c.is_ascii() && !"'\" ".contains(c));
        bare
    }
}
