//! Filling in a Word document of somebody else: `{{项数}}`, or a merge field of that name, becomes text; a field that stands
//! alone in its paragraph may become paragraphs, tables and pictures.
//!
//! Word cuts text into runs wherever it pleases, so a field is looked for in the text of the whole paragraph; what replaces
//! it has the look of its first letter. INVARIANT: nothing but fields changes, and no field stays behind: one that nobody
//! knows is an error.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::Writer;

/// How deep fields stand within fields, at most.
const MOST_FIELDS: usize = 64;

/// What a field becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filling {
    /// Text.
    Text(String),
    /// Paragraphs and tables, written already.
    Blocks(Vec<u8>),
}

/// A field, by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) names: [&'static str; 2],
    pub(crate) filling: Filling,
}

/// A field that cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfilled {
    /// It is no XML.
    Broken(String),
    /// There is no such field.
    Unknown(String),
    /// `{{` without an end in the same paragraph.
    Open(String),
    /// A list within a line.
    NotAlone(String),
}

/// A part of the document.
enum Token {
    Raw(Event<'static>),
    /// What stands in a text element; whether it was changed.
    Text(String, Change),
    /// The instruction of a field.
    Instruction(String),
    /// What was there is gone.
    Gone,
    /// What takes the place of a paragraph.
    Blocks(Vec<u8>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    No,
    Yes,
}

/// Returns a part of a document with its fields filled in.
pub(crate) fn fill(xml: &str, fields: &[Field]) -> Result<Vec<u8>, Unfilled> {
    let mut tokens = read(xml)?;
    merge_fields(&mut tokens);
    for (range, texts) in paragraphs(&tokens) {
        paragraph(&mut tokens, (range, &texts), fields)?;
    }
    Ok(written(tokens))
}

fn read(xml: &str) -> Result<Vec<Token>, Unfilled> {
    let mut reader = Reader::from_str(xml);
    let mut tokens: Vec<Token> = Vec::new();
    // The text that is being gathered: entities come apart from letters.
    let mut open: Option<String> = None;
    loop {
        let event = reader.read_event().map_err(|e| Unfilled::Broken(e.to_string()))?.into_owned();
        match (&event, &mut open) {
            (Event::Eof, _) => return Ok(tokens),
            (Event::Start(e), _) if is_text(e.name().as_ref()) => {
                open = Some(String::new());
                tokens.push(Token::Raw(event));
            }
            (Event::End(e), Some(text)) if is_text(e.name().as_ref()) => {
                let text = std::mem::take(text);
                tokens.push(match e.name().as_ref() {
                    "w:instrText" => Token::Instruction(text),
                    _ => Token::Text(text, Change::No),
                });
                open = None;
                tokens.push(Token::Raw(event));
            }
            (Event::Text(t), Some(text)) => text.push_str(t),
            (Event::GeneralRef(r), Some(text)) => text.push(entity(r).unwrap_or('\u{FFFD}')),
            _ => tokens.push(Token::Raw(event)),
        }
    }
}

fn entity(r: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = r.resolve_char_ref() {
        return Some(c);
    }
    quick_xml::escape::resolve_predefined_entity(r)?.chars().next()
}

fn is_text(name: &str) -> bool {
    matches!(name, "w:t" | "w:instrText")
}

/// Writes merge fields as `{{name}}`: Word keeps them as a begin, an instruction, what they last were, and an end.
fn merge_fields(tokens: &mut [Token]) {
    simple_fields(tokens);
    let mut open: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        match field_mark(tokens.get(at)).as_deref() {
            Some("begin") if open.len() < MOST_FIELDS => open.push(at),
            Some("end") => {
                if let Some(from) = open.pop() {
                    merge_field(tokens, from..at + 1);
                }
            }
            _ => {}
        }
    }
}

fn field_mark(token: Option<&Token>) -> Option<String> {
    let (Token::Raw(Event::Empty(e)) | Token::Raw(Event::Start(e))) = token? else { return None };
    (e.name().as_ref() == "w:fldChar").then(|| attribute(e, "w:fldCharType")).flatten()
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(found.value.replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The name of the field in `MERGEFIELD 单位 \* MERGEFORMAT`.
fn merged(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("MERGEFIELD")?.trim_start();
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(char::is_whitespace).next()?,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

fn merge_field(tokens: &mut [Token], range: Range<usize>) {
    let Some(field) = tokens.get_mut(range) else { return };
    let instruction: String =
        field.iter().filter_map(|t| if let Token::Instruction(i) = t { Some(&**i) } else { None }).collect();
    let Some(name) = merged(&instruction) else { return };
    let has_text = field.iter().any(|t| matches!(t, Token::Text(..)));
    let mut name = Some(format!("{{{{{name}}}}}"));
    for at in 0..field.len() {
        let is_mark = field_mark(field.get(at)).is_some();
        let is_instruction = |t: &Token| match t {
            Token::Raw(Event::Start(e)) => e.name().as_ref() == "w:instrText",
            Token::Raw(Event::End(e)) => matches!(e.name().as_ref(), "w:instrText" | "w:fldChar"),
            _ => false,
        };
        let Some(token) = field.get_mut(at) else { continue };
        match token {
            Token::Text(text, change) => (*text, *change) = (name.take().unwrap_or_default(), Change::Yes),
            // Where it was never filled in, the name stands where the instruction was.
            Token::Instruction(_) if !has_text && name.is_some() => {
                *token = Token::Text(name.take().unwrap_or_default(), Change::Yes);
            }
            Token::Instruction(_) => *token = Token::Gone,
            Token::Raw(Event::Start(e)) if !has_text && e.name().as_ref() == "w:instrText" => {
                *token = Token::Raw(Event::Start(BytesStart::new("w:t")));
            }
            Token::Raw(Event::End(e)) if !has_text && e.name().as_ref() == "w:instrText" => {
                *token = Token::Raw(Event::End(BytesEnd::new("w:t")));
            }
            token if is_mark || is_instruction(token) => *token = Token::Gone,
            _ => {}
        }
    }
}

/// `<w:fldSimple w:instr="MERGEFIELD 单位">`
fn simple_fields(tokens: &mut [Token]) {
    let mut open: Vec<Option<String>> = Vec::new();
    for token in tokens {
        match token {
            Token::Raw(Event::Start(e)) if e.name().as_ref() == "w:fldSimple" => {
                let name = attribute(e, "w:instr").and_then(|i| merged(&i)).map(|n| format!("{{{{{n}}}}}"));
                if name.is_some() {
                    *token = Token::Gone;
                }
                open.push(name);
            }
            Token::Raw(Event::End(e)) if e.name().as_ref() == "w:fldSimple" => {
                let is_merged = open.pop().flatten().is_some();
                if is_merged {
                    *token = Token::Gone;
                }
            }
            Token::Text(text, change) => {
                if let Some(Some(name)) = open.last_mut() {
                    // Only the first stretch of text becomes the field.
                    (*text, *change) = (std::mem::take(name), Change::Yes);
                }
            }
            _ => {}
        }
    }
}

/// Returns where each paragraph stands, and the texts that are its own.
fn paragraphs(tokens: &[Token]) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut all = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Raw(Event::Start(e)) if e.name().as_ref() == "w:p" => open.push((at, Vec::new())),
            Token::Raw(Event::End(e)) if e.name().as_ref() == "w:p" => {
                all.extend(open.pop().map(|(from, texts)| (from..at + 1, texts)));
            }
            Token::Text(..) => {
                if let Some((_, texts)) = open.last_mut() {
                    texts.push(at);
                }
            }
            _ => {}
        }
    }
    all
}

fn paragraph(tokens: &mut [Token], (range, texts): (Range<usize>, &[usize]), fields: &[Field]) -> Result<(), Unfilled> {
    let text_at = |tokens: &[Token], at: usize| match tokens.get(at) {
        Some(Token::Text(text, _)) => text.clone(),
        _ => String::new(),
    };
    let whole: String = texts.iter().map(|at| text_at(tokens, *at)).collect();
    let found = found(&whole)?;
    let mut fillings: Vec<(Range<usize>, Cow<'_, str>)> = Vec::new();
    for (place, name) in found {
        let field = fields.iter().find(|f| f.names.contains(&&*name)).ok_or_else(|| Unfilled::Unknown(name.clone()))?;
        match &field.filling {
            // A list without rows leaves an empty paragraph: a cell of a table must not be without any.
            Filling::Blocks(blocks) if blocks.is_empty() => fillings.push((place, "".into())),
            Filling::Text(text) => fillings.push((place, text.replace(['\n', '\r', '\t'], " ").into())),
            Filling::Blocks(blocks) => {
                if whole.trim().len() != place.len() {
                    return Err(Unfilled::NotAlone(name));
                }
                for token in tokens.get_mut(range.clone()).unwrap_or_default() {
                    *token = Token::Gone;
                }
                if let Some(first) = tokens.get_mut(range.start) {
                    *first = Token::Blocks(blocks.clone());
                }
                return Ok(());
            }
        }
    }
    if fillings.is_empty() {
        return Ok(());
    }
    let mut from = 0;
    for at in texts {
        if let Some(Token::Text(text, change)) = tokens.get_mut(*at) {
            let stretch = from..from + text.len();
            from = stretch.end;
            (*text, *change) = (refilled(text, &stretch, &fillings), Change::Yes);
        }
    }
    Ok(())
}

/// The fields in a text, where each stands and how it is called.
fn found(text: &str) -> Result<Vec<(Range<usize>, String)>, Unfilled> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some((start, opening)) = next(text, from, &["{{", "｛｛"]) {
        let inside = start + opening;
        let Some((end, closing)) = next(text, inside, &["}}", "｝｝"]) else {
            return Err(Unfilled::Open(text.get(start..).unwrap_or_default().chars().take(20).collect()));
        };
        let name = text.get(inside..end).unwrap_or_default().trim().to_owned();
        all.push((start..end + closing, name));
        from = end + closing;
    }
    Ok(all)
}

fn next(text: &str, from: usize, marks: &[&str]) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    marks.iter().filter_map(|m| Some((from + rest.find(m)?, m.len()))).min()
}

/// What is left of a stretch of a paragraph, and what fields that begin in it become.
fn refilled(text: &str, stretch: &Range<usize>, fillings: &[(Range<usize>, Cow<'_, str>)]) -> String {
    let mut out = String::new();
    for (offset, c) in text.char_indices() {
        let at = stretch.start + offset;
        match fillings.iter().find(|(place, _)| place.contains(&at)) {
            Some((place, filling)) if place.start == at => out.push_str(filling),
            Some(_) => {}
            None => out.push(c),
        }
    }
    out
}

fn written(tokens: Vec<Token>) -> Vec<u8> {
    let mut out = Writer::new();
    let mut all = tokens.into_iter().peekable();
    while let Some(token) = all.next() {
        match token {
            Token::Raw(Event::Start(e))
                if e.name().as_ref() == "w:t" && matches!(all.peek(), Some(Token::Text(_, Change::Yes))) =>
            {
                // What is filled in may begin or end with a blank.
                let kept = BytesStart::new("w:t").with_attributes([("xml:space", "preserve")]);
                out.put(Event::Start(kept));
            }
            Token::Raw(event) => out.put(event),
            Token::Text(text, _) | Token::Instruction(text) => out.put(Event::Text(BytesText::new(&text))),
            Token::Gone => {}
            Token::Blocks(bytes) => out.0.get_mut().extend(bytes),
        }
    }
    out.bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn fields() -> Vec<Field> {
        let text = |names, text: &str| Field { names, filling: Filling::Text(text.to_owned()) };
        let list = Filling::Blocks(b"<w:p><w:r><w:t>LIST</w:t></w:r></w:p>".to_vec());
        vec![
            text(["单位", "to"], "县<教育>局"),
            text(["项数", "n_items"], "3"),
            Field { names: ["清单", "list"], filling: list },
        ]
    }

    fn filled(inside: &str) -> Result<String, Unfilled> {
        fill(&format!("<w:body>{inside}</w:body>"), &fields()).map(|b| {
            let text = String::from_utf8(b).unwrap();
            text.strip_prefix("<w:body>").unwrap().strip_suffix("</w:body>").unwrap().to_owned()
        })
    }

    #[test]
    fn a_field_that_word_cut_into_runs_takes_the_look_of_its_first_letter() {
        let runs = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>致{</w:t></w:r><w:proofErr/><w:r><w:t>{单</w:t></w:r><w:r><w:t>位}}，{{项数}}项</w:t></w:r></w:p>";
        let wanted = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">致县&lt;教育&gt;局</w:t></w:r><w:proofErr/><w:r><w:t xml:space=\"preserve\"></w:t></w:r><w:r><w:t xml:space=\"preserve\">，3项</w:t></w:r></w:p>";
        assert_eq!(filled(runs).unwrap(), wanted);
    }

    #[test]
    fn merge_fields_of_both_kinds_are_filled_in_and_others_stay() {
        let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        let field = |instruction: &str, was: &str| {
            let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
            format!(
                "{begin}<w:r><w:instrText> {instruction} </w:instrText></w:r>{separate}<w:r><w:t>{was}</w:t></w:r>{end}"
            )
        };
        let text = filled(&format!("<w:p>{}</w:p>", field("MERGEFIELD 单位 \\* MERGEFORMAT", "«单位»"))).unwrap();
        assert!(text.contains("县&lt;教育&gt;局") && !text.contains("MERGEFIELD") && !text.contains("«"), "{text}");
        let simple = "<w:p><w:fldSimple w:instr=\" MERGEFIELD &quot;项数&quot; \"><w:r><w:t>«项</w:t></w:r><w:r><w:t>数»</w:t></w:r></w:fldSimple></w:p>";
        assert_eq!(
            filled(simple).unwrap(),
            "<w:p><w:r><w:t xml:space=\"preserve\">3</w:t></w:r><w:r><w:t xml:space=\"preserve\"></w:t></w:r></w:p>"
        );
        let bare = format!(
            "<w:p>{}<w:r><w:instrText>MERGEFIELD n_items</w:instrText></w:r>{}</w:p>",
            mark("begin"),
            mark("end")
        );
        assert!(filled(&bare).unwrap().contains("<w:t xml:space=\"preserve\">3</w:t>"));
        let page = format!("<w:p>{}</w:p>", field("PAGE", "1"));
        assert_eq!(filled(&page).unwrap(), page);
    }

    #[test]
    fn a_list_takes_the_place_of_its_paragraph() {
        let alone = "<w:p><w:pPr/><w:r><w:t> {{清单}} </w:t></w:r></w:p><w:p/>";
        assert_eq!(filled(alone).unwrap(), "<w:p><w:r><w:t>LIST</w:t></w:r></w:p><w:p/>");
        assert_eq!(filled("<w:p><w:r><w:t>见{{清单}}</w:t></w:r></w:p>"), Err(Unfilled::NotAlone("清单".into())));
    }

    #[test]
    fn a_field_that_nobody_knows_is_an_error_and_so_is_one_without_an_end() {
        assert_eq!(filled("<w:p><w:r><w:t>{{单 位}}</w:t></w:r></w:p>"), Err(Unfilled::Unknown("单 位".into())));
        assert_eq!(filled("<w:p><w:r><w:t>{{单位</w:t></w:r></w:p>"), Err(Unfilled::Open("{{单位".into())));
        let entity = filled("<w:p><w:r><w:t>a &amp; {{项数}}&#20;</w:t></w:r></w:p>").unwrap();
        assert!(entity.contains("a &amp; 3"), "{entity}");
    }
}
