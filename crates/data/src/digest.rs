//! The digest of a dataset that was built in memory: the same for the same content, whatever the order of rows. Of files it is
//! the bytes that count; see `watched`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::dataset::{ABSENT, Attribute, Dataset, Domain, EntityId, Roster, Series, SpecialKind};
use super::places::path_of;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Period, Schema};

/// Hashes entities by code or path, attributes by name, and values in base units by indicator, period and entity.
pub(super) fn of(schema: &Schema, dataset: &Dataset) -> String {
    let mut hash = Sha256::new();
    let order = canonical_order(&dataset.roster);
    hash_roster(&mut hash, schema, &dataset.roster, &order);
    let mut names: Vec<(&str, &Series)> =
        schema.indicators.iter().zip(&dataset.series).filter_map(|(i, s)| Some((&*i.name, s.as_ref()?))).collect();
    names.sort_by_key(|(name, _)| *name);
    let mut rank = vec![0u32; order.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(slot) = rank.get_mut(old.0 as usize) {
            *slot = new as u32;
        }
    }
    let is_identity = (0u32..).zip(&order).all(|(i, e)| e.0 == i);
    for (name, series) in names {
        put_text(&mut hash, name);
        hash_series(&mut hash, dataset, series, if is_identity { None } else { Some(&rank) });
    }
    hexadecimal(&hash.finalize())
}

/// Returns bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn put_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text.as_bytes());
}

/// Returns the entities sorted by code, then by path.
fn canonical_order(roster: &Roster) -> Vec<EntityId> {
    let mut order: Vec<EntityId> = (0..roster.entities.len() as u32).map(EntityId).collect();
    let code = |id: EntityId| roster.get(id).map_or("", |e| &e.code);
    order.sort_by(|&a, &b| {
        let by_path = || path_of(roster, a).cmp(&path_of(roster, b));
        code(a).cmp(code(b)).then_with(|| if code(a).is_empty() { by_path() } else { std::cmp::Ordering::Equal })
    });
    order
}

fn hash_roster(hash: &mut Sha256, schema: &Schema, roster: &Roster, order: &[EntityId]) {
    hash.update([u8::from(roster.is_given)]);
    for entity in order.iter().filter_map(|&id| roster.get(id)) {
        put_text(hash, &entity.code);
        put_text(hash, &entity.name);
        let level = entity.level.and_then(|l| schema.levels.get(l));
        put_text(hash, level.map_or("", |l| &l.name));
        put_text(hash, entity.label.as_deref().unwrap_or(""));
        put_text(hash, entity.parent.map_or("", |p| roster.key(p)));
    }
    let mut attributes: Vec<&Attribute> = roster.attributes.iter().collect();
    attributes.sort_by_key(|a| &a.name);
    for attribute in attributes {
        put_text(hash, &attribute.name);
        put_text(hash, attribute.unit.as_ref().map_or("", |u| &u.symbol));
        for id in order {
            let value = attribute.values.get(id.0 as usize);
            put_text(hash, value.map_or("", |v| v));
        }
    }
}

fn hash_series(hash: &mut Sha256, dataset: &Dataset, series: &Series, rank: Option<&[u32]>) {
    let scale = match series.domain {
        Domain::Number { scale } => u64::from(scale),
        Domain::Flag => 100,
        Domain::Grade => 101,
        Domain::Text => 102,
    };
    hash.update(scale.to_le_bytes());
    let ranked = |id: EntityId| rank.map_or(id.0, |r| r.get(id.0 as usize).copied().unwrap_or(id.0));
    match rank {
        None => hash_slabs(hash, series),
        Some(_) => hash_cells(hash, series, &ranked),
    }
    if series.domain == Domain::Text {
        dataset.texts.iter().for_each(|t| put_text(hash, t));
    }
    let mut specials: Vec<(Period, u32, String)> =
        series.specials.iter().map(|(&(p, e), s)| (p, ranked(e), special_text(&s.kind))).collect();
    specials.sort();
    for (period, entity, text) in specials {
        put_text(hash, &period.to_string());
        hash.update(entity.to_le_bytes());
        put_text(hash, &text);
    }
    let mut vintages: Vec<_> = series.vintages.iter().map(|(&(p, e), v)| (p, ranked(e), v.as_str())).collect();
    vintages.sort();
    for (period, entity, word) in vintages {
        put_text(hash, &period.to_string());
        hash.update(entity.to_le_bytes());
        put_text(hash, word);
    }
}

/// Entities in canonical order: the cells as they stand, so that most of the work is the hash itself.
fn hash_slabs(hash: &mut Sha256, series: &Series) {
    let mut writer = CellWriter::default();
    for slab in &series.slabs {
        for (entity, &value) in (slab.first.0..).zip(&slab.values) {
            writer.put(hash, slab.period, entity, value);
        }
    }
    writer.flush(hash);
}

/// Entities in another order: the cells of each period are sorted first.
fn hash_cells(hash: &mut Sha256, series: &Series, ranked: &impl Fn(EntityId) -> u32) {
    let mut writer = CellWriter::default();
    let mut cells = Vec::new();
    for slabs in series.slabs.chunk_by(|a, b| a.period == b.period) {
        cells.clear();
        for slab in slabs {
            cells.extend((slab.first.0..).map(EntityId).zip(&slab.values).map(|(e, &v)| (ranked(e), v)));
        }
        cells.sort_unstable_by_key(|c| c.0);
        for &(entity, value) in &cells {
            if let Some(slab) = slabs.first() {
                writer.put(hash, slab.period, entity, value);
            }
        }
    }
    writer.flush(hash);
}

/// Writes cells as runs: period, first entity, mantissas. Absent cells end a run, so that layout does not matter.
#[derive(Default)]
struct CellWriter {
    buffer: Vec<u8>,
    next: Option<(Period, u32)>,
}

impl CellWriter {
    #[inline]
    fn put(&mut self, hash: &mut Sha256, period: Period, entity: u32, value: i64) {
        if value == ABSENT {
            return;
        }
        if self.next != Some((period, entity)) {
            self.buffer.push(0xFF);
            self.buffer.extend_from_slice(&period.first_day().to_string().into_bytes());
            self.buffer.push(period.frequency() as u8);
            self.buffer.extend_from_slice(&entity.to_le_bytes());
        }
        self.next = Some((period, entity + 1));
        self.buffer.extend_from_slice(&value.to_le_bytes());
        if self.buffer.len() > 1 << 16 {
            self.flush(hash);
        }
    }

    fn flush(&mut self, hash: &mut Sha256) {
        hash.update(&self.buffer);
        self.buffer.clear();
    }
}

fn special_text(kind: &SpecialKind) -> String {
    match kind {
        SpecialKind::Missing => "missing".to_owned(),
        SpecialKind::BelowUnit(top) => format!("below {}", top.to_fraction().unwrap_or_else(|| top.to_text())),
        SpecialKind::NotApplicable => "not applicable".to_owned(),
        SpecialKind::Conflict => "conflict".to_owned(),
        SpecialKind::Invalid(why) => why.get(Lang::En).to_owned(),
        SpecialKind::Number(x) => x.to_fraction().unwrap_or_else(|| x.to_text()),
    }
}
