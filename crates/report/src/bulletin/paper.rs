//! Blocks on paper: A4, the fonts and sizes of official documents, page numbers, tables that repeat their heads.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, FieldCharType, Footer, Header, InstrText, LineSpacing, LineSpacingType, PageMargin, Paragraph,
    Run, RunFonts, Shading, SpecialIndentType, Table, TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::{Block, Grid, Side, words};
use crate::office::OfficeError;
use crate::office::scene::Scene;
use dabiao_lang::diag::signs;

/// Twentieths of a point: 28 mm at the left, 26 mm at the right, 37 mm above, 35 mm below.
const MARGINS: (i32, i32, i32, i32) = (1588, 1474, 2098, 1985);
/// The width of the text in twentieths of a point: A4 without the margins.
const TEXT_WIDTH: u32 = 11_906 - 1588 - 1474;
/// Half points: 三号.
const BODY: usize = 32;
/// Half points: 小五.
const CELL: usize = 18;

/// Returns the bytes of a document.
pub(super) fn pack(blocks: &[Block], scene: &Scene<'_>) -> Result<Vec<u8>, OfficeError> {
    let (left, right, top, bottom) = MARGINS;
    let margin = PageMargin::new().left(left).right(right).top(top).bottom(bottom).header(850).footer(1400);
    let day = format!("{}T00:00:00Z", scene.as_of());
    let mut docx = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(margin)
        .default_fonts(fonts("仿宋"))
        .default_size(BODY)
        .created_at(&day)
        .updated_at(&day)
        .header(Header::new().add_paragraph(header(scene)))
        .footer(Footer::new().add_paragraph(footer(scene)));
    for block in blocks {
        docx = match block {
            Block::Table(grid) => docx.add_table(table(grid)).add_paragraph(small_gap()),
            Block::Sign(lines) => {
                lines.iter().fold(docx.add_paragraph(small_gap()), |d, line| d.add_paragraph(sign(line)))
            }
            other => docx.add_paragraph(paragraph(other)),
        };
    }
    let mut built = docx.build();
    built.document = repeat_heads(&String::from_utf8_lossy(&built.document)).into_bytes();
    // Paragraphs are numbered by a counter that outlives a document; the numbers are not needed, and without them the
    // same input gives the same bytes.
    for part in std::iter::once(&mut built.document).chain(&mut built.headers).chain(&mut built.footers) {
        *part = without_numbers(&String::from_utf8_lossy(part)).into_bytes();
    }
    let mut bytes = Cursor::new(Vec::new());
    built.pack(&mut bytes).map_err(|e| OfficeError::Document(e.to_string()))?;
    Ok(bytes.into_inner())
}

/// Latin letters and digits in Times, Chinese in a font of official documents.
fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(east_asia)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    let mut run = Run::new().fonts(fonts(font)).size(size);
    for (n, line) in clean(text).split('\n').enumerate() {
        if n > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}

/// Shows hidden characters as signs, and leaves out what XML cannot hold; each such character is seen as a mark.
fn clean(text: &str) -> String {
    let text = signs(&text.replace("\r\n", "\n").replace('\t', " ")).into_owned();
    let is_bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_bad(c) { '\u{FFFD}' } else { c }).collect()
}

fn spaced(points: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(points * 20)
}

fn paragraph(block: &Block) -> Paragraph {
    let new = || Paragraph::new().line_spacing(spaced(29));
    let indented = || new().indent(None, Some(SpecialIndentType::FirstLine(640)), None, None);
    match block {
        Block::Number(text) => new().align(AlignmentType::Center).add_run(run(text, "仿宋", BODY)),
        Block::Title(text) => Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(spaced(36).before(400).after(400))
            .outline_lvl(0)
            .add_run(run(text, "宋体", 44).bold()),
        Block::Heading(text) => indented().keep_next(true).outline_lvl(1).add_run(run(text, "黑体", BODY)),
        Block::Subheading(text) => indented().keep_next(true).outline_lvl(2).add_run(run(text, "楷体", BODY)),
        Block::Address(text) => new().add_run(run(text, "仿宋", BODY)),
        Block::Body(text) => indented().align(AlignmentType::Both).add_run(run(text, "仿宋", BODY)),
        Block::Caption(text) => new()
            .align(AlignmentType::Center)
            .line_spacing(spaced(20).before(120).after(60))
            .keep_next(true)
            .add_run(run(text, "黑体", 24)),
        Block::Annex(text) => new()
            .page_break_before(true)
            .keep_next(true)
            .outline_lvl(1)
            .line_spacing(spaced(29).after(160))
            .add_run(run(text, "黑体", BODY)),
        Block::Table(_) | Block::Sign(_) => Paragraph::new(),
    }
}

fn small_gap() -> Paragraph {
    Paragraph::new().line_spacing(spaced(12))
}

fn sign(line: &str) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Right)
        .line_spacing(spaced(29))
        .indent(None, None, Some(640), None)
        .add_run(run(line, "仿宋", BODY))
}

fn header(scene: &Scene<'_>) -> Paragraph {
    Paragraph::new().align(AlignmentType::Right).add_run(run(&words::title(scene), "宋体", CELL).color("808080"))
}

/// `— 3 —`
fn footer(scene: &Scene<'_>) -> Paragraph {
    let page = Run::new()
        .fonts(fonts("宋体"))
        .size(28)
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(docx_rs::InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let dash = scene.say("—", "–");
    Paragraph::new()
        .align(AlignmentType::Center)
        .add_run(run(&format!("{dash} "), "宋体", 28))
        .add_run(page)
        .add_run(run(&format!(" {dash}"), "宋体", 28))
}

fn table(grid: &Grid) -> Table {
    let all: u32 = grid.columns.iter().map(|c| c.share).sum::<u32>().max(1);
    let widths: Vec<usize> = grid.columns.iter().map(|c| (TEXT_WIDTH * c.share / all) as usize).collect();
    let cell = |text: &str, width: usize, side: Side| {
        let align = match side {
            Side::Left => AlignmentType::Left,
            Side::Middle => AlignmentType::Center,
            Side::Right => AlignmentType::Right,
        };
        let text = Paragraph::new().align(align).line_spacing(spaced(13)).add_run(run(text, "宋体", CELL));
        TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(text)
    };
    let head = grid.columns.iter().zip(&widths).map(|(c, w)| {
        let text =
            Paragraph::new().align(AlignmentType::Center).line_spacing(spaced(14)).add_run(run(c.head, "黑体", CELL));
        TableCell::new()
            .width(*w, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .shading(Shading::new().fill("E7EDF4"))
            .add_paragraph(text)
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    for row in &grid.rows {
        let cells = row.iter().zip(&grid.columns).zip(&widths).map(|((text, c), w)| cell(text, *w, c.side));
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    Table::new(rows).set_grid(widths).layout(TableLayoutType::Fixed).align(docx_rs::TableAlignmentType::Center)
}

/// Marks the first row of every table as its head, which Word then repeats on every page.
fn repeat_heads(xml: &str) -> String {
    const TABLE: &str = "<w:tbl>";
    const ROW: &str = "<w:trPr>";
    let mut out = String::with_capacity(xml.len() + 4_096);
    let mut rest = xml;
    while let Some(at) = rest.find(TABLE) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let Some(row) = from.find(ROW).map(|n| n + ROW.len()) else {
            rest = from;
            break;
        };
        let (head, behind) = from.split_at_checked(row).unwrap_or((from, ""));
        out.push_str(head);
        out.push_str("<w:tblHeader />");
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Leaves out the numbers of paragraphs.
fn without_numbers(xml: &str) -> String {
    const NUMBER: &str = " w14:paraId=\"";
    let mut parts = xml.split(NUMBER);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    out
}
