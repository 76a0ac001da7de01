//! Paragraphs and the stretches of text in them.

use super::{Twips, Writer, picture};
use dabiao_lang::diag::signs;

/// Where a paragraph stands between its margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
    Both,
}

/// How a stretch of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Font {
    /// The font of Chinese text; Latin letters and digits are in Times.
    pub(crate) east_asia: &'static str,
    /// Half points.
    pub(crate) size: u32,
    pub(crate) is_bold: bool,
    /// As `808080`.
    pub(crate) colour: Option<&'static str>,
}

/// What stands in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// Text; a line end breaks the line.
    Text(String, Font),
    /// The number of the page.
    Page(Font),
    /// A picture of the file, by its number, and what it says to those who cannot see it.
    Picture(usize, String),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) runs: Vec<Run>,
    pub(crate) align: Align,
    /// The height of a line, in points; 0 is that of what stands in it.
    pub(crate) line: u32,
    pub(crate) before: Twips,
    pub(crate) after: Twips,
    /// How far the first line is set in.
    pub(crate) first_line: Twips,
    /// How far it ends before the margin.
    pub(crate) right: Twips,
    /// Whether it stays on one page with what follows.
    pub(crate) keeps_next: bool,
    pub(crate) begins_page: bool,
    /// The level of a heading, from 0.
    pub(crate) outline: Option<u8>,
}

impl Font {
    /// Returns a font of a size in half points.
    pub(crate) fn new(east_asia: &'static str, size: u32) -> Self {
        Self { east_asia, size, is_bold: false, colour: None }
    }

    /// Returns it in bold.
    pub(crate) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// Returns it in a colour.
    pub(crate) fn colour(self, colour: &'static str) -> Self {
        Self { colour: Some(colour), ..self }
    }

    /// Writes the properties of a run.
    fn write(self, out: &mut Writer) {
        out.element("w:rPr", &[], |out| {
            fonts(out, self.east_asia);
            if self.is_bold {
                out.empty("w:b", &[]);
            }
            if let Some(colour) = self.colour {
                out.value("w:color", colour);
            }
            out.value("w:sz", self.size);
            out.value("w:szCs", self.size);
        });
    }
}

/// Writes which fonts are meant.
pub(super) fn fonts(out: &mut Writer, east_asia: &str) {
    const LATIN: &str = "Times New Roman";
    out.empty("w:rFonts", &[("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:eastAsia", east_asia), ("w:cs", LATIN)]);
}

impl Paragraph {
    /// Returns a paragraph of text at the left, its lines so many points high.
    pub(crate) fn new(line: u32, runs: Vec<Run>) -> Self {
        Self {
            runs,
            align: Align::Left,
            line,
            before: 0,
            after: 0,
            first_line: 0,
            right: 0,
            keeps_next: false,
            begins_page: false,
            outline: None,
        }
    }

    /// Writes it.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.element("w:p", &[], |out| {
            out.element("w:pPr", &[], |out| self.properties(out));
            self.runs.iter().for_each(|r| r.write(out));
        });
    }

    /// In the order of the schema.
    fn properties(&self, out: &mut Writer) {
        if self.keeps_next {
            out.empty("w:keepNext", &[]);
        }
        if self.begins_page {
            out.empty("w:pageBreakBefore", &[]);
        }
        let (before, after, line) = (self.before.to_string(), self.after.to_string(), (self.line * 20).to_string());
        let mut spacing = vec![("w:before", &*before), ("w:after", &*after)];
        if self.line > 0 {
            spacing.extend([("w:line", &*line), ("w:lineRule", "exact")]);
        }
        out.empty("w:spacing", &spacing);
        if self.first_line > 0 || self.right > 0 {
            let (right, first) = (self.right.to_string(), self.first_line.to_string());
            out.empty("w:ind", &[("w:right", &right), ("w:firstLine", &first)]);
        }
        out.value("w:jc", self.align.word());
        if let Some(level) = self.outline {
            out.value("w:outlineLvl", level);
        }
    }
}

impl Align {
    pub(super) fn word(self) -> &'static str {
        match self {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
            Align::Both => "both",
        }
    }
}

impl Run {
    fn write(&self, out: &mut Writer) {
        match self {
            Run::Text(text, font) => out.element("w:r", &[], |out| {
                font.write(out);
                for (n, line) in clean(text).split('\n').enumerate() {
                    if n > 0 {
                        out.empty("w:br", &[]);
                    }
                    out.element("w:t", &[("xml:space", "preserve")], |out| out.text(line));
                }
            }),
            Run::Page(font) => page(*font, out),
            Run::Picture(number, name) => out.element("w:r", &[], |out| picture::write(*number, name, out)),
        }
    }
}

/// The number of the page is a field: begin, what it is, what it was last, end.
fn page(font: Font, out: &mut Writer) {
    let mark = |out: &mut Writer, kind: &str| {
        out.element("w:r", &[], |out| {
            font.write(out);
            out.empty("w:fldChar", &[("w:fldCharType", kind)]);
        });
    };
    mark(out, "begin");
    out.element("w:r", &[], |out| {
        font.write(out);
        out.element("w:instrText", &[("xml:space", "preserve")], |out| out.text(" PAGE "));
    });
    mark(out, "separate");
    out.element("w:r", &[], |out| {
        font.write(out);
        out.element("w:t", &[], |out| out.text("1"));
    });
    mark(out, "end");
}

/// Shows hidden characters as signs, and leaves out what XML cannot hold; each such character is seen as a mark.
fn clean(text: &str) -> String {
    let text = signs(&text.replace("\r\n", "\n").replace('\t', " ")).into_owned();
    let is_bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_bad(c) { '\u{FFFD}' } else { c }).collect()
}
