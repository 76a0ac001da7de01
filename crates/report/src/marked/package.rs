//! The parts of a workbook, some of them written anew.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use dabiao_lang::diag::Both;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::xml::pieces;

/// No part that a person filled in is larger.
const LARGEST: u64 = 512 << 20;

/// A workbook that is being changed.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    changed: BTreeMap<String, String>,
}

fn broken(what: &str, why: &impl std::fmt::Display) -> Both {
    Both::of(format!("不能改写 {what}：文件不完整"), format!("cannot change {what}: {why}"))
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Both> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken("xlsx", &e))?;
        Ok(Self { zip, changed: BTreeMap::new() })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.zip.index_for_name(name).is_some()
    }

    /// Returns the text of a part.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Both> {
        if let Some(text) = self.changed.get(name) {
            return Ok(text.clone());
        }
        let part = self.zip.by_name(name).map_err(|e| broken(name, &e))?;
        let mut bytes = Vec::new();
        part.take(LARGEST).read_to_end(&mut bytes).map_err(|e| broken(name, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| broken(name, &e))?;
        Ok(text.trim_start_matches('\u{FEFF}').to_owned())
    }

    pub(super) fn put(&mut self, name: &str, text: String) {
        self.changed.insert(name.to_owned(), text);
    }

    /// Returns the part that the package begins with.
    fn workbook(&mut self) -> Result<String, Both> {
        let found = self.related("")?.into_iter().find(|r| r.kind.ends_with("/officeDocument"));
        found.map(|r| r.target).ok_or_else(|| broken("xlsx", &"it has no workbook"))
    }

    /// Returns names and parts of the sheets, in their order.
    pub(super) fn sheets(&mut self) -> Result<Vec<(String, String)>, Both> {
        let book = self.workbook()?;
        let related = self.related(&book)?;
        let text = self.text(&book)?;
        let mut all = Vec::new();
        for piece in pieces(&text)?.iter().filter(|p| p.opens("sheet")) {
            let target = related.iter().find(|r| Some(r.id.as_str()) == piece.attribute("id"));
            if let (Some(name), Some(target)) = (piece.attribute("name"), target) {
                all.push((name.to_owned(), target.target.clone()));
            }
        }
        Ok(all)
    }

    /// Returns the part of the styles.
    pub(super) fn styles(&mut self) -> Result<Option<String>, Both> {
        let book = self.workbook()?;
        Ok(self.related(&book)?.into_iter().find(|r| r.kind.ends_with("/styles")).map(|r| r.target))
    }

    /// Returns what a part refers to.
    pub(super) fn related(&mut self, part: &str) -> Result<Vec<Related>, Both> {
        let list = rels_of(part);
        if !self.has(&list) {
            return Ok(Vec::new());
        }
        let text = self.text(&list)?;
        let folder = part.rsplit_once('/').map_or("", |(f, _)| f);
        let mut all = Vec::new();
        for piece in pieces(&text)?.iter().filter(|p| p.opens("Relationship")) {
            let of = |name| piece.attribute(name).unwrap_or("").to_owned();
            all.push(Related { id: of("Id"), kind: of("Type"), target: resolved(folder, &of("Target")) });
        }
        Ok(all)
    }

    /// Adds a reference from a part to another one in the same package.
    pub(super) fn relate(&mut self, part: &str, related: &Related) -> Result<(), Both> {
        let list = rels_of(part);
        let line =
            format!("<Relationship Id=\"{}\" Type=\"{}\" Target=\"/{}\"/>", related.id, related.kind, related.target);
        let text = match self.has(&list) {
            true => self.text(&list)?,
            false => concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"
            )
            .to_owned(),
        };
        let text = within(&text, "Relationships", &line)?;
        self.put(&list, text);
        Ok(())
    }

    /// Says of which type a part, or all parts of a suffix, are.
    pub(super) fn declare(&mut self, line: &str, key: &str) -> Result<(), Both> {
        const TYPES: &str = "[Content_Types].xml";
        let text = self.text(TYPES)?;
        if !text.contains(key) {
            let text = within(&text, "Types", line)?;
            self.put(TYPES, text);
        }
        Ok(())
    }

    /// Returns the bytes of the package; parts that were not changed are copied as they are.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Both> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..self.zip.len() {
            let file = self.zip.by_index_raw(i).map_err(|e| broken("xlsx", &e))?;
            let name = file.name().map_err(|e| broken("xlsx", &e))?.into_owned();
            match self.changed.remove(&name) {
                None => out.raw_copy_file(file).map_err(|e| broken(&name, &e))?,
                Some(text) => add(&mut out, &name, &text)?,
            }
        }
        for (name, text) in &self.changed {
            add(&mut out, name, text)?;
        }
        Ok(out.finish().map_err(|e| broken("xlsx", &e))?.into_inner())
    }
}

fn add(out: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) -> Result<(), Both> {
    out.start_file(name, SimpleFileOptions::default()).map_err(|e| broken(name, &e))?;
    out.write_all(text.as_bytes()).map_err(|e| broken(name, &e))
}

/// A reference to a part.
pub(super) struct Related {
    pub(super) id: String,
    pub(super) kind: String,
    /// From the root of the package.
    pub(super) target: String,
}

fn rels_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// Returns a target from the root of the package: `../comments1.xml` seen from `xl/worksheets`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns a text with something added at the end of an element.
pub(super) fn within(text: &str, name: &str, more: &str) -> Result<String, Both> {
    let mut out = String::with_capacity(text.len() + more.len());
    for piece in pieces(text)? {
        if piece.kind == super::xml::Kind::Empty && piece.name == name {
            let open = piece.raw.trim_end_matches('>').trim_end_matches('/');
            out.push_str(&format!("{open}>{more}</{}>", piece.full_name));
            continue;
        }
        if piece.closes(name) {
            out.push_str(more);
        }
        out.push_str(piece.raw);
    }
    Ok(out)
}
