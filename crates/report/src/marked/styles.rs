//! The styles of a workbook, and for each that a marked cell has, the same with a colour behind it.

use std::collections::BTreeMap;

use dabiao_lang::diag::{Both, Severity};

use super::package::{Package, within};
use super::xml::{Kind, pieces};

/// Behind errors and behind warnings: the colours of "bad" and "neutral" in spreadsheets.
const COLOURS: [&str; 2] = ["FFFFC7CE", "FFFFEB9C"];

/// The styles of a workbook.
pub(super) struct Styles {
    part: Option<String>,
    text: String,
    prefix: String,
    n_fills: usize,
    /// The formats of cells, as written.
    formats: Vec<String>,
    n_old: usize,
    /// The new format of an old one and a colour.
    marked: BTreeMap<(usize, usize), usize>,
}

impl Styles {
    /// Reads the styles; a workbook may do without.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Both> {
        let part = package.styles()?.filter(|p| package.has(p));
        let text = match &part {
            Some(part) => package.text(part)?,
            None => String::new(),
        };
        let mut styles = Self {
            part,
            text,
            prefix: String::new(),
            n_fills: 0,
            formats: Vec::new(),
            n_old: 0,
            marked: BTreeMap::new(),
        };
        let text = styles.text.clone();
        let (mut is_inside, mut open) = (false, String::new());
        for piece in pieces(&text)? {
            if piece.opens("styleSheet") {
                styles.prefix = piece.prefix().to_owned();
            }
            styles.n_fills += usize::from(piece.opens("fill"));
            if piece.opens("cellXfs") {
                is_inside = piece.kind == Kind::Start;
            } else if piece.closes("cellXfs") {
                is_inside = false;
            } else if is_inside {
                open.push_str(piece.raw);
                let ends = piece.closes("xf") || (piece.kind == Kind::Empty && piece.name == "xf");
                if ends {
                    styles.formats.push(std::mem::take(&mut open).trim().to_owned());
                }
            }
        }
        styles.n_old = styles.formats.len();
        Ok(styles)
    }

    /// Returns the style of a marked cell.
    pub(super) fn marked(&mut self, old: usize, severity: Severity) -> Option<usize> {
        let colour = usize::from(severity != Severity::Error);
        self.part.as_ref()?;
        if let Some(known) = self.marked.get(&(old, colour)) {
            return Some(*known);
        }
        let format = self.formats.get(old)?.clone();
        let fill = (self.n_fills + colour).to_string();
        let parts = pieces(&format).ok()?;
        let (first, rest) = parts.split_first()?;
        let set = first.with("fillId", &fill);
        let set = pieces(&set).ok()?.first()?.with("applyFill", "1");
        let rest: String = rest.iter().map(|p| p.raw).collect();
        self.formats.push(format!("{set}{rest}"));
        let new = self.formats.len() - 1;
        self.marked.insert((old, colour), new);
        Some(new)
    }

    /// Writes the styles back.
    pub(super) fn write(self, package: &mut Package<'_>) {
        let (Some(part), false) = (&self.part, self.marked.is_empty()) else { return };
        let p = &self.prefix;
        let fill = |colour: &&str| {
            format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            )
        };
        let fills: String = COLOURS.iter().map(fill).collect();
        let formats: String = self.formats.iter().skip(self.n_old).map(String::as_str).collect();
        let added = within(&self.text, "fills", &fills).and_then(|t| within(&t, "cellXfs", &formats));
        // What could be taken apart before can be again.
        let Ok(text) = added else { return };
        let counts = [("fills", self.n_fills + COLOURS.len()), ("cellXfs", self.formats.len())];
        let Ok(parts) = pieces(&text) else { return };
        let counted = parts.iter().map(|piece| {
            let count = counts.iter().find(|(name, _)| piece.opens(name) && piece.attribute("count").is_some());
            count.map_or_else(|| piece.raw.to_owned(), |(_, n)| piece.with("count", &n.to_string()))
        });
        let text: String = counted.collect();
        package.put(part, text);
    }
}
