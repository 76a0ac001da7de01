//! A roster is kept in runs of text and columns of numbers; a plain slow reading of the same rows gives the same entities.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use dabiao_data::{self as data, Dataset, EntityId, EntityIndex, LoadRequest};
use dabiao_lang::model::{Schema, lower};
use dabiao_lang::source::MemoryFiles;
use proptest::prelude::*;

/// Names that look alike, hold what nobody sees, part cells or paths, or are what other columns hold.
const NAMES: [&str; 16] = [
    "东门村",
    "东门村 ",
    "东\u{200B}门村",
    "Ａ村",
    "A村",
    "一组",
    "一组",
    "",
    "丙,村",
    "\"引\"村",
    "-",
    "🏘村",
    "c1",
    "合计",
    "全县",
    "长长长长长长长长长长长长长长长长长长长长长长长长村",
];
const CODES: [&str; 8] = ["", "c1", "c2", "ｃ２", "C3", "c4", "c5", " c6"];
const LEVELS: [(&str, Option<u32>); 5] =
    [("县", Some(3)), ("镇", Some(4)), ("村", Some(5)), ("社区", Some(5)), ("", None)];
const PARENTS: [&str; 9] = ["", "-", "缺", "c1", "c2", "东门村", "A村", "一组", "无此地"];
const CELLS: [&str; 7] = ["", "—", "缺", "5", "是", " 12.50 ", "不适用"];

/// Code, name, level, parent, cell of an attribute: positions in the lists above.
type Row = (usize, usize, usize, usize, usize);

/// An entity as the plain reading has it.
#[derive(Debug, Clone, PartialEq)]
struct Plain {
    code: String,
    name: String,
    level: Option<u32>,
    label: Option<&'static str>,
    said: String,
    parent: Option<usize>,
    cell: Option<String>,
}

fn fold(text: &str) -> String {
    let wide = |c: char| char::from_u32(c as u32 - 0xFEE0).unwrap();
    let plain = |c: char| if ('\u{FF01}'..='\u{FF5E}').contains(&c) { wide(c) } else { c };
    text.replace('\u{200B}', "").chars().map(plain).collect::<String>().trim().to_owned()
}

fn is_unknown(text: &str) -> bool {
    ["", "-", "—", "缺"].contains(&fold(text).as_str())
}

/// Reads rows as the documentation says it, one after the other, every place looked for among all.
fn plainly(rows: &[Row]) -> Vec<Plain> {
    let mut all: Vec<Plain> = Vec::new();
    for &(code, name, level, parent, cell) in rows {
        let (code, (word, level)) = (fold(CODES[code]), LEVELS[level]);
        if NAMES[name].is_empty() || (!code.is_empty() && all.iter().any(|p| p.code == code)) {
            continue;
        }
        // Who has no level might lie below anybody; circles have cases of their own.
        let said = if level.is_none() || is_unknown(PARENTS[parent]) { "" } else { PARENTS[parent] };
        let name = NAMES[name].replace('\u{200B}', "").trim().to_owned();
        let cell = Some(CELLS[cell].trim()).filter(|c| !is_unknown(c)).map(str::to_owned);
        let label = (word == "社区").then_some("社区");
        all.push(Plain { code, name, level, label, said: said.to_owned(), parent: None, cell });
    }
    all.sort_by_key(|p| p.level.unwrap_or(u32::MAX));
    let parents: Vec<Option<usize>> = (0..all.len()).map(|i| parent_of(&all, i)).collect();
    all.iter_mut().zip(parents).for_each(|(p, parent)| p.parent = parent);
    let is_twice = |i: usize| {
        let like = |p: &Plain| (&p.name, p.parent, p.level) == (&all[i].name, all[i].parent, all[i].level);
        all[i].code.is_empty() && all[..i].iter().any(like)
    };
    let kept: Vec<usize> = (0..all.len()).filter(|&i| !is_twice(i)).collect();
    let renumbered = |p: Option<usize>| p.and_then(|p| kept.iter().position(|k| *k == p));
    kept.iter().map(|&i| Plain { parent: renumbered(all[i].parent), ..all[i].clone() }).collect()
}

fn parent_of(all: &[Plain], i: usize) -> Option<usize> {
    let is_above = |p: usize| match (all[p].level, all[i].level) {
        (Some(above), Some(below)) => above < below,
        _ => true,
    };
    let only = |mut found: Vec<usize>| (found.len() == 1).then(|| found.remove(0));
    let widest = all.iter().filter_map(|p| p.level).min();
    let widest = widest.and_then(|w| only((0..all.len()).filter(|&p| all[p].level == Some(w)).collect()));
    if all[i].said.is_empty() {
        return widest.filter(|&w| w != i && all[i].level.is_some() && is_above(w));
    }
    let by_code = (0..all.len()).find(|&p| all[p].code == all[i].said);
    let named = || (0..all.len()).filter(|&p| fold(&all[p].name) == all[i].said).collect();
    let found: Vec<usize> = by_code.map_or_else(named, |p| vec![p]);
    only(found.into_iter().filter(|&p| is_above(p)).collect()).or_else(|| {
        let root = only((0..all.len()).filter(|&p| all[p].said.is_empty()).collect());
        root.or(widest).filter(|&p| is_above(p))
    })
}

fn schema() -> Schema {
    lower(&[], &Default::default()).0.schema
}

fn load(rows: &[Row]) -> Dataset {
    let quoted = |t: &str| format!("\"{}\"", t.replace('"', "\"\""));
    let mut text = "代码,名称,层级,上级,备注甲\n".to_owned();
    for &(code, name, level, parent, cell) in rows {
        let parent = if LEVELS[level].1.is_none() { "" } else { PARENTS[parent] };
        let cells = [CODES[code], NAMES[name], LEVELS[level].0, parent, CELLS[cell]];
        text += &(cells.map(quoted).join(",") + "\n");
    }
    let files = MemoryFiles::new([("名录.csv", text)]);
    let request = LoadRequest { roster: Some("名录.csv".to_owned()), ..LoadRequest::default() };
    data::load(&files, &request, &schema()).0.unwrap_or_default()
}

/// Returns the entities of a dataset as the plain reading has them; what rows say of parents is gone.
fn entities(dataset: &Dataset) -> Vec<Plain> {
    let roster = &dataset.roster;
    let plain = |(i, e): (usize, &data::Entity)| Plain {
        code: e.code.to_string(),
        name: e.name.to_string(),
        level: e.level.map(|l| l.0),
        label: e.label.as_ref().map(|l| if **l == *"社区" { "社区" } else { "" }),
        said: String::new(),
        parent: e.parent.map(|p| p.0 as usize),
        cell: roster.attributes.first().and_then(|a| a.values.get(i)).map(ToString::to_string),
    };
    roster.entities.iter().enumerate().map(plain).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Codes, names, levels, parents and attributes are those of a plain reading, and an index finds them in order.
    #[test]
    fn a_plain_reading_of_a_roster_gives_the_same(rows in prop::collection::vec((0..8usize, 0..16usize, 0..5usize, 0..9usize, 0..7usize), 0..40)) {
        let dataset = load(&rows);
        let said = |p: Plain| Plain { said: String::new(), ..p };
        let wanted: Vec<Plain> = plainly(&rows).into_iter().map(said).collect();
        prop_assert_eq!(entities(&dataset), wanted);
        let roster = &dataset.roster;
        let index = EntityIndex::new(roster, |e| Some(fold(&e.name)));
        let names: BTreeSet<String> = roster.entities.iter().map(|e| fold(&e.name)).collect();
        for name in names {
            let is_it = |id: &EntityId| fold(&roster.get(*id).unwrap().name) == name;
            let found: Vec<EntityId> = index.candidates(&name).filter(is_it).collect();
            let all: Vec<EntityId> = (0..roster.entities.len() as u32).map(EntityId).filter(is_it).collect();
            prop_assert_eq!(found, all);
        }
    }
}
