//! The notes of a sheet: the texts, and the boxes in which spreadsheets show them. Notes that somebody wrote stay.

use dabiao_lang::diag::Both;
use quick_xml::escape::escape;

use super::Mark;
use super::cells::reference;
use super::package::{Package, Related, within};
use super::xml::pieces;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// Behind the drawing of notes only these may stand in a sheet.
const BEHIND: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "worksheet",
];

/// Adds a note to every marked cell; returns the sheet.
pub(super) fn attach(
    package: &mut Package<'_>,
    (part, n): (&str, usize),
    sheet: String,
    marks: &[Mark],
) -> Result<String, Both> {
    let related = package.related(part)?;
    let of_kind = |kind: &str| related.iter().find(|r| r.kind.ends_with(kind)).map(|r| r.target.clone());
    let (texts, boxes) = (of_kind("/comments"), of_kind("/vmlDrawing"));
    let texts_part = texts.clone().unwrap_or_else(|| format!("xl/commentsMarked{n}.xml"));
    let old = match &texts {
        Some(part) => package.text(part)?,
        None => empty_texts(),
    };
    let (text, fresh) = with_texts(&old, marks)?;
    package.put(&texts_part, text);
    if texts.is_none() {
        relate(package, part, ("markedTexts", "comments", &texts_part))?;
        let line = format!("<Override PartName=\"/{texts_part}\" ContentType=\"{COMMENTS}\"/>");
        package.declare(&line, &format!("\"/{texts_part}\""))?;
    }
    let boxes_part = boxes.clone().unwrap_or_else(|| format!("xl/drawings/vmlDrawingMarked{n}.vml"));
    let old = match &boxes {
        Some(part) => package.text(part)?,
        None => empty_boxes(n),
    };
    let shapes: String = fresh.iter().enumerate().map(|(i, m)| shape(n, i, m)).collect();
    package.put(&boxes_part, within(&old, "xml", &shapes)?);
    if boxes.is_some() {
        return Ok(sheet);
    }
    relate(package, part, ("markedBoxes", "vmlDrawing", &boxes_part))?;
    package.declare(&format!("<Default Extension=\"vml\" ContentType=\"{DRAWING}\"/>"), "Extension=\"vml\"")?;
    with_drawing(&sheet)
}

fn relate(package: &mut Package<'_>, part: &str, (id, kind, target): (&str, &str, &str)) -> Result<(), Both> {
    let related = Related { id: id.to_owned(), kind: format!("{OFFICE}/{kind}"), target: target.to_owned() };
    package.relate(part, &related)
}

fn empty_texts() -> String {
    concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
        "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
        "<authors><author>达标</author></authors><commentList></commentList></comments>"
    )
    .to_owned()
}

/// Adds the sentences; returns those whose cells had no note yet, and so need a box.
fn with_texts<'m>(old: &str, marks: &'m [Mark]) -> Result<(String, Vec<&'m Mark>), Both> {
    let parts = pieces(old)?;
    let prefix = parts.iter().find(|p| p.opens("comments")).map(|p| p.prefix().to_owned()).unwrap_or_default();
    let of_cell = |name: Option<&str>| marks.iter().find(|m| Some(reference(m.row, m.column).as_str()) == name);
    let run = |m: &Mark, head: &str| {
        format!("<{prefix}r><{prefix}t xml:space=\"preserve\">{head}{}</{prefix}t></{prefix}r>", escape(&m.sentence))
    };
    let mut out = String::with_capacity(old.len());
    let (mut noted, mut open): (Vec<u64>, Option<&Mark>) = (Vec::new(), None);
    let key = |m: &Mark| u64::from(m.row) << 32 | u64::from(m.column);
    for piece in &parts {
        if piece.opens("comment") {
            open = of_cell(piece.attribute("ref"));
            noted.extend(open.map(key));
        }
        if piece.closes("text")
            && let Some(mark) = open.take()
        {
            out.push_str(&run(mark, "\n"));
        }
        out.push_str(piece.raw);
    }
    let fresh: Vec<&Mark> = marks.iter().filter(|m| !noted.contains(&key(m))).collect();
    let comment = |m: &&Mark| {
        let at = reference(m.row, m.column);
        let text = run(m, "");
        format!("<{prefix}comment ref=\"{at}\" authorId=\"0\"><{prefix}text>{text}</{prefix}text></{prefix}comment>")
    };
    let more: String = fresh.iter().map(comment).collect();
    Ok((within(&out, "commentList", &more)?, fresh))
}

fn empty_boxes(n: usize) -> String {
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{n}\"/>\
         </o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
         path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
         o:connecttype=\"rect\"/></v:shapetype></xml>"
    )
}

/// The box of a note, hidden until somebody points at the cell.
fn shape(n: usize, i: usize, mark: &Mark) -> String {
    // Numbers of shapes go by thousands for each sheet; those that are there already are below half of that.
    let id = n * 1024 + 512 + i;
    let (row, column) = (mark.row - 1, mark.column - 1);
    let height = mark.sentence.lines().count().clamp(3, 12) as u32 + 2;
    let anchor = format!("{}, 15, {}, 2, {}, 15, {}, 4", column + 1, row.saturating_sub(1), column + 5, row + height);
    format!(
        "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;visibility:hidden\" \
         fillcolor=\"#ffffe1\" o:insetmode=\"auto\" xmlns:v=\"urn:schemas-microsoft-com:vml\" \
         xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
         <v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
         <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>\
         <x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
}

/// Names the drawing of the notes in the sheet, at the one place where it may stand.
fn with_drawing(sheet: &str) -> Result<String, Both> {
    let mut out = String::with_capacity(sheet.len() + 200);
    let mut is_done = false;
    let mut prefix = String::new();
    let (mut depth, mut is_in_data) = (0usize, false);
    for piece in pieces(sheet)? {
        use super::xml::Kind;
        if piece.opens("worksheet") {
            prefix = piece.prefix().to_owned();
        }
        is_in_data |= piece.opens("sheetData") && piece.kind == Kind::Start;
        is_in_data &= !piece.closes("sheetData");
        let is_place = match piece.kind {
            Kind::Start | Kind::Empty => depth == 1 && BEHIND.contains(&piece.name.as_str()),
            Kind::End => depth == 1 && piece.name == "worksheet",
            Kind::Other => false,
        };
        if is_place && !is_done && !is_in_data {
            out.push_str(&format!("<{prefix}legacyDrawing xmlns:rel=\"{OFFICE}\" rel:id=\"markedBoxes\"/>"));
            is_done = true;
        }
        match piece.kind {
            Kind::Start => depth += 1,
            Kind::End => depth = depth.saturating_sub(1),
            Kind::Empty | Kind::Other => {}
        }
        out.push_str(piece.raw);
    }
    Ok(out)
}
