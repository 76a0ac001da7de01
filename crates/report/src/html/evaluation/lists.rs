//! Long lists of entities, packed as marks over the roster: the script makes their rows when they are looked at.
//!
//! A list is a bit for each entity of its stretch of the roster; names, places and figures are packed once and shared by
//! all lists. INVARIANT: a list that is packed is packed whole.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pack::{At, Pack};
use super::places::Areas;
use crate::html::page::base64;
use crate::view::entities::Figures;
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::FigureColumn;

/// The lists of a page.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pack: Pack,
    columns: BTreeMap<FigureColumn, String>,
    is_used: bool,
}

/// What one check lists, as the script reads it.
#[derive(Debug, Serialize)]
struct ListJson<'a> {
    /// Where the figures stand; empty where there are none.
    column: &'a str,
    unit: &'a str,
    parts: Vec<PartJson<'a>>,
}

/// Those of one kind.
#[derive(Debug, Serialize)]
struct PartJson<'a> {
    head: &'a str,
    /// The entity of the first bit.
    first: u32,
    bits: String,
    count: usize,
}

/// What the lists share.
#[derive(Debug, Serialize)]
struct RosterJson<'a> {
    names: Vec<&'a str>,
    /// For each entity the position of its place, or -1.
    areas: Vec<i64>,
}

impl Lists {
    /// Packs the lists of one check; returns where they stand.
    pub(super) fn add(&mut self, parts: &[(&'static str, Vec<EntityId>)], figures: Option<&Figures<'_>>) -> At {
        self.is_used = true;
        let column = figures.map(|f| self.column(f)).unwrap_or_default();
        let parts = parts.iter().filter(|(_, ids)| !ids.is_empty());
        let parts = parts.map(|(head, ids)| PartJson::of(head, ids)).collect();
        let list = ListJson { column: &column, unit: figures.map_or("", Figures::unit), parts };
        self.pack.add(&serde_json::to_string(&list).unwrap_or_default())
    }

    /// Packs the figures of a column, each once.
    fn column(&mut self, figures: &Figures<'_>) -> String {
        if let Some(known) = self.columns.get(&figures.column()) {
            return known.clone();
        }
        let values: Vec<String> = figures.all();
        let at = self.pack.add(&values.join("\n")).attribute();
        self.columns.insert(figures.column(), at.clone());
        at
    }

    /// Returns the packed lists, and where the roster stands in them; nothing where there are none.
    pub(super) fn finish(mut self, data: &Dataset, areas: &Areas) -> Option<(Pack, At)> {
        if !self.is_used {
            return None;
        }
        let names = data.roster.entities.iter().map(|e| &*e.name).collect();
        let ids = (0..data.roster.entities.len() as u32).map(EntityId);
        let areas = ids.map(|id| areas.position(id).and_then(|p| i64::try_from(p).ok()).unwrap_or(-1)).collect();
        let at = self.pack.add(&serde_json::to_string(&RosterJson { names, areas }).unwrap_or_default());
        Some((self.pack, at))
    }
}

impl<'a> PartJson<'a> {
    fn of(head: &'a str, ids: &[EntityId]) -> Self {
        let first = ids.iter().map(|e| e.0).min().unwrap_or(0);
        let last = ids.iter().map(|e| e.0).max().unwrap_or(0);
        let mut bits = vec![0_u8; ((last - first) / 8 + 1) as usize];
        for id in ids {
            let at = id.0 - first;
            if let Some(byte) = bits.get_mut((at / 8) as usize) {
                *byte |= 1 << (at % 8);
            }
        }
        Self { head, first, bits: base64(&bits), count: ids.len() }
    }
}
