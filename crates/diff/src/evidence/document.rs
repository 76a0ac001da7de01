//! What a verification found, for people to read.

use super::finding::{Finding, Outcome, Signature};
use dabiao_lang::diag::{Both, Lang, Severity};
use dabiao_lang::model::Verdict;
use dabiao_report::document::{Document, Line, Note, Tone};

/// Returns the outcome as a document.
pub fn document(outcome: &Outcome, lang: Lang) -> Document {
    let mut document = Document::default();
    let n = outcome.n_files;
    let (word, tone, sentence) = if outcome.is_proved() {
        let why = Both::of(
            format!("{n} 个文件都与封存时一致；用它们重新评价，得到的报告与封存的逐字节相同"),
            format!(
                "all {n} files are as they were sealed; evaluated again, they give the sealed report byte for byte"
            ),
        );
        (Both::new("属实", "proved"), Tone::Verdict(Verdict::Met), why)
    } else {
        let n = outcome.findings.len();
        let why = Both::of(format!("有 {n} 处不符"), format!("{n} differences"));
        (Both::new("不符", "not proved"), Tone::Severity(Severity::Error), why)
    };
    let head = Line::of(word.get(lang), tone).text(Both::new("：", ": ").get(lang)).text(sentence.get(lang));
    document.paragraph(head);
    document.notes(outcome.findings.iter().map(|f| note(f, lang)).collect());
    document.notes(facts(outcome, lang));
    document
}

fn note(finding: &Finding, lang: Lang) -> Note {
    let term = Line::of(finding.kind.as_str(), Tone::Code);
    Note { term, lines: vec![finding.message(lang).into()] }
}

fn facts(outcome: &Outcome, lang: Lang) -> Vec<Note> {
    let fact = |term: Both, text: String| Note { term: term.get(lang).into(), lines: vec![text.into()] };
    let mut facts = vec![fact(Both::new("总摘要", "digest"), outcome.digest.clone())];
    if let Some(tool) = &outcome.sealed_by {
        facts.push(fact(Both::new("封存", "sealed by"), tool.clone()));
    }
    facts.push(fact(Both::new("核验", "verified by"), outcome.tool.clone()));
    let signature = match &outcome.signature {
        Signature::None => Both::new("没有", "none"),
        Signature::Unchecked => {
            Both::new("有，未核对；用 --signers 给出可信的签名人", "there is one, not checked; give --signers")
        }
        Signature::Good(who) => Both::of(format!("{who}，有效"), format!("{who}, valid")),
        Signature::Bad(why) => Both::of(format!("无效：{why}"), format!("not valid: {why}")),
    };
    facts.push(fact(Both::new("签名", "signature"), signature.get(lang).to_owned()));
    facts
}
