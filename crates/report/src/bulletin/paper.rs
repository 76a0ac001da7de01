//! Blocks on paper: A4, the fonts and sizes of official documents, page numbers, tables that repeat their heads.

use super::{Block, Grid, Side};
use crate::office::OfficeError;
use crate::office::scene::Scene;
use crate::office::word::{About, Align, Column, Font, Paragraph, Run, Table, Twips, Writer, pack as pack_word};
use crate::qr::{Qr, text_of};

/// Left 28 mm, right 26 mm, above 37 mm, below 35 mm.
const MARGINS: [Twips; 4] = [1588, 1474, 2098, 1985];
/// The width of the text: A4 without the margins.
const TEXT_WIDTH: Twips = 11_906 - 1588 - 1474;
/// Half points: 三号.
const BODY: u32 = 32;
/// Half points: 小五.
const CELL: u32 = 18;
/// The first line of a paragraph is set in by two characters.
const INDENT: Twips = 640;

/// Codes that stand in one line of text.
const CODES_IN_LINE: usize = 3;

/// Returns the bytes of a document.
pub(super) fn pack(blocks: &[Block], scene: &Scene<'_>, title: &str) -> Result<Vec<u8>, OfficeError> {
    let mut pictures = Vec::new();
    let body = body(blocks, &mut pictures);
    let about = About {
        title,
        day: scene.as_of(),
        east_asia: "仿宋",
        size: BODY,
        margins: MARGINS,
        head: header(title),
        foot: footer(scene),
        pictures,
    };
    pack_word(body, &about)
}

/// Returns blocks as paragraphs and tables; pictures are added to those of the file.
pub(super) fn body(blocks: &[Block], pictures: &mut Vec<Vec<u8>>) -> Writer {
    let mut body = Writer::new();
    for block in blocks {
        match block {
            Block::Codes(codes) => {
                codes.chunks(CODES_IN_LINE).for_each(|line| self::codes(line, pictures).write(&mut body))
            }
            Block::Table(grid) => {
                table(grid, &mut body);
                small_gap().write(&mut body);
            }
            Block::Sign(lines) => {
                small_gap().write(&mut body);
                lines.iter().for_each(|line| sign(line).write(&mut body));
            }
            other => paragraph(other).write(&mut body),
        }
    }
    body
}

fn codes(line: &[String], pictures: &mut Vec<Vec<u8>>) -> Paragraph {
    let font = Font::new("宋体", CELL);
    let mut runs = Vec::new();
    for code in line {
        if let Some(qr) = Qr::of(&text_of(code)) {
            let png = qr.png();
            // A code that stands in two places is one picture.
            let number = pictures.iter().position(|p| *p == png).unwrap_or(pictures.len());
            if number == pictures.len() {
                pictures.push(png);
            }
            runs.push(Run::Picture(number, code.clone()));
        }
        runs.push(Run::Text(format!(" {code}\u{2003}\u{2003}"), font));
    }
    Paragraph { before: 120, ..Paragraph::new(0, runs) }
}

fn text(text: &str, font: Font) -> Vec<Run> {
    vec![Run::Text(text.to_owned(), font)]
}

fn paragraph(block: &Block) -> Paragraph {
    let new = |t: &str, font: &'static str| Paragraph::new(29, text(t, Font::new(font, BODY)));
    let indented = |t: &str, font: &'static str| Paragraph { first_line: INDENT, ..new(t, font) };
    let heading = |t: &str, font: &'static str, level: u8| Paragraph {
        keeps_next: true,
        outline: Some(level),
        ..indented(t, font)
    };
    match block {
        Block::Number(t) => Paragraph { align: Align::Centre, ..new(t, "仿宋") },
        Block::Title(t) => Paragraph {
            align: Align::Centre,
            before: 400,
            after: 400,
            outline: Some(0),
            ..Paragraph::new(36, text(t, Font::new("宋体", 44).bold()))
        },
        Block::Heading(t) => heading(t, "黑体", 1),
        Block::Subheading(t) => heading(t, "楷体", 2),
        Block::Address(t) => new(t, "仿宋"),
        Block::Body(t) => Paragraph { align: Align::Both, ..indented(t, "仿宋") },
        Block::Caption(t) => Paragraph {
            align: Align::Centre,
            before: 120,
            after: 60,
            keeps_next: true,
            ..Paragraph::new(20, text(t, Font::new("黑体", 24)))
        },
        Block::Annex(t) => {
            Paragraph { begins_page: true, keeps_next: true, outline: Some(1), after: 160, ..new(t, "黑体") }
        }
        Block::Table(_) | Block::Sign(_) | Block::Codes(_) => small_gap(),
    }
}

fn small_gap() -> Paragraph {
    Paragraph::new(12, Vec::new())
}

fn sign(line: &str) -> Paragraph {
    Paragraph { align: Align::Right, right: INDENT, ..Paragraph::new(29, text(line, Font::new("仿宋", BODY))) }
}

fn header(title: &str) -> Paragraph {
    let font = Font::new("宋体", CELL).colour("808080");
    Paragraph { align: Align::Right, ..Paragraph::new(14, text(title, font)) }
}

/// `— 3 —`
fn footer(scene: &Scene<'_>) -> Paragraph {
    let (dash, font) = (scene.say("—", "–"), Font::new("宋体", 28));
    let runs = vec![Run::Text(format!("{dash} "), font), Run::Page(font), Run::Text(format!(" {dash}"), font)];
    Paragraph { align: Align::Centre, ..Paragraph::new(18, runs) }
}

fn table(grid: &Grid, out: &mut Writer) {
    let all: u32 = grid.columns.iter().map(|c| c.share).sum::<u32>().max(1);
    let column = |c: &super::GridColumn| Column {
        head: c.head,
        width: TEXT_WIDTH * c.share / all,
        align: match c.side {
            Side::Left => Align::Left,
            Side::Middle => Align::Centre,
            Side::Right => Align::Right,
        },
    };
    let columns = grid.columns.iter().map(column).collect();
    let (head, body) = (Font::new("黑体", CELL), Font::new("宋体", CELL));
    Table { columns, rows: &grid.rows, head, body }.write(out);
}
