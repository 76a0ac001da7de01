//! Letters in documents of the office: `{{单位}}` and the like, which it places and sets as it pleases.
//!
//! INVARIANT: every field that is named in `KNOWN` can be filled in, in every letter; a list without rows leaves nothing.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::addressee::LetterKind;
use super::letter_lists::Parts;
use super::{Block, paper, words};
use crate::office::OfficeError;
use crate::office::package::Package;
use crate::office::scene::Scene;
use crate::office::word::{Field, Filling, Unfilled, fill, picture_relations};
use dabiao_lang::diag::{Both, Lang};

/// The fields, in Chinese and English: first those that stand in a line, then those that stand alone in a paragraph.
pub const KNOWN: [[&str; 2]; 20] = [
    ["标题", "title"],
    ["单位", "to"],
    ["函", "letter"],
    ["期间", "period"],
    ["截至日", "as_of"],
    ["答复期限", "reply_by"],
    ["项数", "n_items"],
    ["未达标项数", "n_unmet"],
    ["滞后项数", "n_behind"],
    ["正文", "text"],
    ["要求", "requirements"],
    ["名次", "standing"],
    ["任务清单", "tasks"],
    ["责任清单", "duties"],
    ["整改清单", "remedies"],
    ["最近对象", "nearest"],
    ["落款", "sign"],
    ["回执", "slip"],
    ["二维码", "codes"],
    ["全文", "whole"],
];
/// No part of a letter is larger.
const LARGEST: u64 = 64 << 20;

/// A document of an office that cannot be filled in.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be packed.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// It is no Word document.
    #[error("no Word document (.docx): {0}")]
    NotWord(String),
    /// A field is at fault.
    #[error("{}", .0.en)]
    Field(Both),
}

impl TemplateError {
    /// Returns what is wrong, in both languages.
    pub fn say(&self) -> Both {
        match self {
            TemplateError::Field(both) => both.clone(),
            TemplateError::NotWord(why) => Both::of(format!("不是 Word 文档（.docx）：{why}"), self.to_string()),
            TemplateError::Office(_) => Both::of(format!("写不成：{self}"), self.to_string()),
        }
    }
}

/// Returns a document of the office with its fields filled in.
pub(super) fn filled(
    scene: &Scene<'_>,
    (template, kind): (&[u8], LetterKind),
    parts: &Parts,
) -> Result<Vec<u8>, TemplateError> {
    let mut pictures = Vec::new();
    let fields = fields(scene, kind, (parts, &mut pictures));
    let not_word = |e: &dyn std::fmt::Display| TemplateError::NotWord(e.to_string());
    let mut zip = ZipArchive::new(Cursor::new(template)).map_err(|e| not_word(&e))?;
    if zip.index_for_name("word/document.xml").is_none() {
        return Err(not_word(&"word/document.xml"));
    }
    let mut package = Package::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).map_err(|e| not_word(&e))?;
        let name = part.name().map_err(|e| not_word(&e))?.into_owned();
        let is_text = name.starts_with("word/") && name.ends_with(".xml") && holds_text(&name);
        let is_list = !pictures.is_empty() && matches!(&*name, "[Content_Types].xml" | "word/_rels/document.xml.rels");
        if !is_text && !is_list {
            drop(part);
            package.copy(zip.by_index_raw(at).map_err(|e| not_word(&e))?)?;
            continue;
        }
        let mut text = String::new();
        part.by_ref().take(LARGEST).read_to_string(&mut text).map_err(|e| not_word(&e))?;
        let bytes = match is_text {
            true => {
                fill(text.trim_start_matches('\u{FEFF}'), &fields).map_err(|u| TemplateError::Field(unfilled(&u)))?
            }
            false => listed(&text, pictures.len()).into_bytes(),
        };
        package.add(&name, &bytes)?;
    }
    for (place, picture) in picture_relations(pictures.len()).1.iter().zip(&pictures) {
        package.add(place, picture)?;
    }
    Ok(package.finish()?)
}

/// Whether a part has paragraphs.
fn holds_text(name: &str) -> bool {
    let part = name.trim_start_matches("word/");
    ["document", "header", "footer", "footnotes", "endnotes"].iter().any(|p| part.starts_with(p)) && !part.contains('/')
}

/// Adds pictures to the list of types or of relations.
fn listed(text: &str, n: usize) -> String {
    let add = |end: &str, what: &str| text.replace(end, &format!("{what}{end}"));
    if text.contains("</Relationships>") {
        return add("</Relationships>", &picture_relations(n).0);
    }
    if text.contains("Extension=\"png\"") {
        return text.to_owned();
    }
    add("</Types>", "<Default Extension=\"png\" ContentType=\"image/png\"/>")
}

fn unfilled(unfilled: &Unfilled) -> Both {
    let known = |at: usize, comma: &str| KNOWN.map(|names| names.get(at).copied().unwrap_or_default()).join(comma);
    match unfilled {
        Unfilled::Broken(why) => Both::of(format!("读不懂：{why}"), format!("cannot be read: {why}")),
        Unfilled::Unknown(name) => Both::of(
            format!("没有字段 `{{{{{name}}}}}`；有：{}", known(0, "、")),
            format!("there is no field `{{{{{name}}}}}`; there are: {}", known(1, ", ")),
        ),
        Unfilled::Open(text) => Both::of(
            format!("`{text}` 没有写完：字段写成 `{{{{单位}}}}`，两个括号都在同一段里"),
            format!("`{text}` has no end: a field is written `{{{{to}}}}`, within one paragraph"),
        ),
        Unfilled::NotAlone(name) => Both::of(
            format!("`{{{{{name}}}}}` 是一张清单，要单独占一段"),
            format!("`{{{{{name}}}}}` is a list: it stands alone in its paragraph"),
        ),
    }
}

fn fields(scene: &Scene<'_>, kind: LetterKind, (parts, pictures): (&Parts, &mut Vec<Vec<u8>>)) -> Vec<Field> {
    let lang = scene.source.lang;
    let period = scene.source.judgement.term.as_ref().map(|t| crate::words::term(t.period, lang));
    let [n_items, n_unmet, n_behind] = parts.n_items.map(|n| n.to_string());
    let texts = [
        parts.title.clone(),
        parts.to.clone(),
        kind.name(lang).to_owned(),
        period.unwrap_or_else(|| words::day(scene.as_of(), lang)),
        words::day(scene.as_of(), lang),
        parts.reply_by.clone(),
        n_items,
        n_unmet,
        n_behind,
        parts.opening.clone(),
        parts.requirements.clone(),
    ];
    let body = |all: &[String]| -> Vec<Block> { all.iter().cloned().map(Block::Body).collect() };
    let [tasks, duties, remedies] = parts.lists.clone().map(|(_, grid)| table(grid));
    let codes = if parts.codes.is_empty() { Vec::new() } else { vec![Block::Codes(parts.codes.clone())] };
    let blocks = [
        body(&parts.standing),
        tasks,
        duties,
        remedies,
        body(&parts.nearest),
        vec![Block::Sign(parts.sign.clone())],
        table(parts.slip.clone()),
        codes,
        super::letter_lists::blocks(scene, parts),
    ];
    let texts = texts.into_iter().map(Filling::Text);
    let blocks = blocks.iter().map(|b| Filling::Blocks(paper::body(b, pictures).bytes()));
    KNOWN.into_iter().zip(texts.chain(blocks)).map(|(names, filling)| Field { names, filling }).collect()
}

fn table(grid: super::Grid) -> Vec<Block> {
    if grid.rows.is_empty() { Vec::new() } else { vec![Block::Table(grid)] }
}

/// Returns our own letter with fields in the places of what they stand for.
pub(super) fn blank(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let field = |zh: &'static str| {
        let names = KNOWN.iter().find(|n| n.first() == Some(&zh)).copied().unwrap_or([zh, zh]);
        format!("{{{{{}}}}}", names.get(usize::from(lang == Lang::En)).copied().unwrap_or(zh))
    };
    let heads = [("任务清单", "Tasks"), ("责任清单", "Who answers"), ("整改清单", "To be remedied")];
    let mut blocks = vec![
        Block::Number(scene.say("　　　〔　　　　〕　　　号", "No. ________").to_owned()),
        Block::Title(field("标题")),
        Block::Address(format!("{}{}", field("单位"), scene.say("：", ":"))),
        Block::Body(field("正文")),
        Block::Body(field("名次")),
    ];
    for (n, (zh, en)) in heads.into_iter().enumerate() {
        blocks.push(Block::Heading(format!("{}{}", words::section(n + 1, lang), scene.say(zh, en))));
        blocks.push(Block::Body(field(zh)));
    }
    blocks.push(Block::Body(field("最近对象")));
    let required = scene.say("有关要求", "What is required");
    blocks.push(Block::Heading(format!("{}{required}", words::section(heads.len() + 1, lang))));
    blocks.push(Block::Body(field("要求")));
    blocks.push(Block::Body(field("落款")));
    blocks.push(Block::Annex(scene.say("回执", "Reply slip").to_owned()));
    blocks.push(Block::Body(field("回执")));
    blocks.push(Block::Body(field("二维码")));
    blocks
}
