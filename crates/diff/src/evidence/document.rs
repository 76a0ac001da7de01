//! What a verification found, for people to read.

use super::finding::{Finding, Outcome, Signature, Stamp};
use dabiao_lang::diag::{Both, Lang, Severity};
use dabiao_lang::model::Verdict;
use dabiao_report::document::{Document, Line, Note, Tone};
use dabiao_report::words;

/// Returns the outcome as a document.
pub fn document(outcome: &Outcome, lang: Lang) -> Document {
    let mut document = Document::default();
    let n = outcome.n_files;
    let (word, tone, sentence) = match (outcome.is_proved(), outcome.is_anchored()) {
        (true, true) => (Both::new("属实", "proved"), Tone::Verdict(Verdict::Met), consistent(n, Both::new("", ""))),
        (true, false) => {
            let doubt = Both::new(
                "。没有给出总摘要或签名人，所以这不能说明它就是当日的那一份",
                ". No digest or signer was given, so this does not show that it is the bundle of that day",
            );
            (Both::new("自洽", "consistent in itself"), Tone::Severity(Severity::Info), consistent(n, doubt))
        }
        (false, _) => {
            let n = outcome.findings.len();
            let why = Both::of(format!("有 {n} 处不符"), format!("{n} differences"));
            (Both::new("不符", "not proved"), Tone::Severity(Severity::Error), why)
        }
    };
    let head = Line::of(word.get(lang), tone).text(Both::new("：", ": ").get(lang)).text(sentence.get(lang));
    document.paragraph(head);
    document.notes(outcome.findings.iter().map(|f| note(f, lang)).collect());
    document.notes(facts(outcome, lang));
    document
}

/// What is so whether anything outside of the bundle is known or not.
fn consistent(n: usize, more: Both) -> Both {
    Both::of(
        format!("{n} 个文件都与封存时一致；用它们重新评价，得到的报告与封存的逐字节相同{}", more.zh),
        format!(
            "all {n} files are as they were sealed; evaluated again, they give the sealed report byte for byte{}",
            more.en
        ),
    )
}

fn note(finding: &Finding, lang: Lang) -> Note {
    let term = Line::of(finding.kind.as_str(), Tone::Code);
    Note { term, lines: vec![finding.message(lang).into()] }
}

fn facts(outcome: &Outcome, lang: Lang) -> Vec<Note> {
    let fact = |term: Both, text: String| Note { term: term.get(lang).into(), lines: vec![text.into()] };
    let mut facts = vec![fact(Both::new("总摘要", "digest"), outcome.digest.clone())];
    let told = &outcome.facts;
    if !told.command.is_empty() {
        facts.push(fact(Both::new("命令", "command"), told.command.join(" ")));
    }
    for (term, text) in [
        (Both::new("截至", "as of"), &told.as_of),
        (Both::new("规则摘要", "rules"), &told.rules_digest),
        (Both::new("数据摘要", "data"), &told.data_digest),
        (Both::new("封存人", "person"), &told.person),
    ] {
        facts.extend(text.iter().map(|t| fact(term.clone(), t.clone())));
    }
    if !told.verdicts.is_empty() {
        facts.push(fact(Both::new("结论", "verdicts"), verdicts(&told.verdicts, lang)));
    }
    if let Some((id, n)) = &told.commit {
        let said = match n {
            0 => Both::of(id.clone(), id.clone()),
            n => Both::of(
                format!("{id}，另有 {n} 个输入文件与它不同"),
                format!("{id}; {n} inputs are not as it has them"),
            ),
        };
        facts.push(fact(Both::new("提交", "commit"), said.get(lang).to_owned()));
    }
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
    let stamp = match &outcome.stamp {
        Stamp::None => return facts,
        Stamp::Unchecked => {
            Both::new("有，未核对；用 --tsa 给出可信机构的证书", "there is one, not checked; give --tsa")
        }
        Stamp::Good(when) => Both::of(format!("{when}，有效"), format!("{when}, valid")),
        Stamp::Bad(why) => Both::of(format!("无效：{why}"), format!("not valid: {why}")),
    };
    facts.push(fact(Both::new("时间戳", "time stamp"), stamp.get(lang).to_owned()));
    facts
}

/// The verdicts in a line, the worst first; what no rule came to is left out.
fn verdicts(all: &[(String, u64)], lang: Lang) -> String {
    let word = |code: &str| Verdict::ALL.into_iter().find(|v| v.as_str() == code);
    let said = all.iter().filter(|(_, n)| *n > 0).map(|(code, n)| {
        let word = word(code).map_or_else(|| code.clone(), |v| words::verdict(v, lang).to_owned());
        format!("{word} {n}")
    });
    said.collect::<Vec<_>>().join(words::say(lang, "，", ", "))
}
