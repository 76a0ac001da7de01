//! A draft as one HTML page: the document on one side, coloured by what became of each number, the rules on the other.
//!
//! Everything that comes from the document is escaped; the page needs no script and no network.

use std::fmt::Write as _;

use super::document::Document;
use super::phrase::Fate;
use super::proposal::{Draft, Number};
use super::write::Written;
use dabiao_lang::diag::Lang;
use dabiao_report::html::{HtmlError, Markup, Page, escape, page};

const STYLE: &str = include_str!("page.css");

/// Returns the page.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn html(document: &Document, draft: &Draft, written: &Written, lang: Lang) -> Result<String, HtmlError> {
    let zh = lang == Lang::Zh;
    let word = |a: &'static str, b: &'static str| if zh { a } else { b };
    let mut body = String::new();
    let n = draft.proposals.len();
    let name = escape(&document.name);
    let _ = write!(body, "<h1>{} {name}</h1>", word("起草核对：", "Draft of"));
    let _ = write!(
        body,
        "<p>{}</p>",
        word(
            "左边是原文，每个数按它的去处着色；右边是提出的规则。点数字看规则，点规则的出处回到原文。",
            "The document is on the left, each number coloured by what became of it; the proposed rules are on the right. Numbers lead to rules, and rules back to numbers."
        )
    );
    legend(&mut body, draft, lang);
    let _ = write!(body, "<div class=\"draft\"><section class=\"paper\" aria-label=\"{}\">", word("原文", "document"));
    paper(&mut body, document, draft, written, lang);
    let _ = write!(
        body,
        "</section><section class=\"rules\" aria-label=\"{}\"><h2>{} ({n})</h2>",
        word("规则", "rules"),
        word("提出的规则", "Proposed rules")
    );
    rules(&mut body, document, draft, written, lang);
    body.push_str("</section></div>");
    let title = format!("{} {}", word("起草核对", "Draft"), document.name);
    page(&Page { lang, title: &title, body: &Markup::of_escaped(body), style: STYLE, script: "" })
}

fn legend(out: &mut String, draft: &Draft, lang: Lang) {
    out.push_str("<ul class=\"legend\">");
    for fate in Fate::ALL {
        let n = draft.numbers.iter().filter(|n| n.fate == fate).count();
        if n > 0 {
            let _ = write!(out, "<li><mark class=\"f-{}\">{n}</mark> {}</li>", fate.as_str(), word(fate, lang));
        }
    }
    out.push_str("</ul>");
}

fn word(fate: Fate, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => fate.zh(),
        Lang::En => fate.en(),
    }
}

/// Writes the document, block by block, with its numbers marked.
fn paper(out: &mut String, document: &Document, draft: &Draft, written: &Written, lang: Lang) {
    let mut numbers = draft.numbers.iter().enumerate().peekable();
    for block in &document.blocks {
        out.push_str("<p>");
        let mut at = block.range.start;
        while let Some((idx, number)) = numbers.peek().copied() {
            if number.range.start >= block.range.end {
                break;
            }
            numbers.next();
            if number.range.start < at {
                continue;
            }
            text(out, document, at, number.range.start);
            mark(out, document, (idx, number), written, lang);
            at = number.range.end;
        }
        text(out, document, at, block.range.end);
        out.push_str("</p>\n");
    }
}

fn text(out: &mut String, document: &Document, start: u32, end: u32) {
    if start < end {
        out.push_str(&escape(&document.quote(super::Range { start, end })));
    }
}

fn mark(out: &mut String, document: &Document, (idx, number): (usize, &Number), written: &Written, lang: Lang) {
    let quote = escape(&document.quote(number.range));
    let class = number.fate.as_str();
    let why = word(number.fate, lang);
    let rule = number.proposal.filter(|p| written.ids.get(*p).is_some());
    match rule {
        Some(p) => {
            let _ = write!(
                out,
                "<a href=\"#r{p}\"><mark id=\"n{p}\" class=\"f-{class}\" title=\"{why}\">{quote}</mark></a>"
            );
        }
        None => {
            let _ = write!(out, "<mark id=\"x{idx}\" class=\"f-{class}\" title=\"{why}\">{quote}</mark>");
        }
    }
}

/// Writes the rules, each with its confidence and doubts.
fn rules(out: &mut String, document: &Document, draft: &Draft, written: &Written, lang: Lang) {
    let texts = rule_texts(&written.text);
    for (p, proposal) in draft.proposals.iter().enumerate() {
        let id = written.ids.get(p).and_then(|i| i.as_deref());
        let section = draft.outline.sections.get(proposal.section).map(|s| s.label.as_str()).unwrap_or_default();
        let (sure, left) = match lang {
            Lang::Zh => ("把握", "写成规则后有错，留作注释"),
            Lang::En => ("confidence", "left as a comment"),
        };
        let confidence = proposal.target.confidence();
        let class = if confidence < 75 { " class=\"unsure\"" } else { "" };
        let _ = write!(
            out,
            "<article id=\"r{p}\"{class}><p><a href=\"#n{p}\">{} {}</a> · {sure} {confidence}%",
            escape(section),
            escape(&document.quote(proposal.range))
        );
        for doubt in &proposal.target.doubts {
            let _ = write!(out, " · {}", escape(doubt.said().get(lang)));
        }
        let rule = id.and_then(|id| texts.iter().find(|(i, _)| i == id)).map_or(left, |(_, t)| t.as_str());
        let _ = write!(out, "</p><pre>{}</pre></article>", escape(rule));
    }
}

/// Parts the rule file into the texts of its rules.
fn rule_texts(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some(id) = ["规则 ", "rule "].iter().find_map(|w| line.strip_prefix(w)).and_then(|l| l.split(' ').next())
        {
            all.push((id.to_owned(), String::new()));
            open = true;
        }
        if let (true, Some((_, rule))) = (open, all.last_mut()) {
            rule.push_str(line);
            rule.push('\n');
        }
        open &= line != "}";
    }
    all
}
