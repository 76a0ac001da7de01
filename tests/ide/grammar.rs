//! The TextMate grammar of the VS Code extension is made from the language's own list of words; `INSTA_UPDATE=always`
//! writes it anew.

use dabiao_lang::syntax::keywords::{Position, keyword_table};
use serde_json::{Value, json};

use crate::markdown;

/// A letter of names: what stands beside a word must be none, or the word is part of a name.
const LETTER: &str = r"[\p{L}\p{N}_]";

fn spellings(is_wanted: impl Fn(Position) -> bool) -> Vec<&'static str> {
    let wanted = keyword_table().iter().filter(|e| is_wanted(e.position));
    let mut words: Vec<&str> = wanted.flat_map(|e| e.en.iter().chain(e.zh)).copied().collect();
    // Longest first, so that `截至日` is not read as `截至`.
    words.sort_by_key(|w| (std::cmp::Reverse(w.chars().count()), *w));
    words.dedup();
    words
}

fn either(words: &[&str]) -> String {
    let escaped: Vec<String> = words.iter().map(|w| w.replace(' ', r"\s+")).collect();
    escaped.join("|")
}

/// A word that stands alone.
fn alone(name: &str, words: &[&str]) -> Value {
    json!({"name": name, "match": format!("(?<!{LETTER})(?:{})(?!{LETTER})", either(words))})
}

/// A word that may be glued to the digits behind it: `截至2025年`, `不低于5万元`.
fn glued(name: &str, words: &[&str]) -> Value {
    json!({"name": name, "match": format!("(?<!{LETTER})(?:{})(?=[0-9０-９])", either(words))})
}

fn grammar() -> Value {
    let letters: Vec<&str> = spellings(|p| p == Position::Operator);
    let (signs, operators): (Vec<&str>, Vec<&str>) =
        letters.into_iter().partition(|w| !w.chars().any(char::is_alphabetic));
    let items = spellings(|p| matches!(p, Position::Item | Position::Declaration));
    let fields = spellings(|p| matches!(p, Position::Field | Position::Scope | Position::Time | Position::Postfix));
    let values = spellings(|p| p == Position::Value);
    let functions = spellings(|p| p == Position::Function);
    let times = spellings(|p| p == Position::Time);
    let chinese = |words: &[&'static str]| words.iter().copied().filter(|w| !w.is_ascii()).collect::<Vec<_>>();
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "dabiao",
        "scopeName": "source.dabiao",
        "fileTypes": ["rules"],
        "patterns": [
            {"name": "comment.line.dabiao", "match": r"(?:#|//).*$"},
            {"name": "string.quoted.double.dabiao", "match": "\"[^\"\\n]*\"?|“[^”\\n]*”?"},
            {"name": "variable.other.quoted.dabiao", "match": "「[^」\\n]*」?|'[^'\\n]*'?|‘[^’\\n]*’?"},
            {
                "match": format!("(?<!{LETTER})((?:{})\\s+)([\\p{{L}}\\p{{N}}_.-]+)", either(&["规则", "rule"])),
                "captures": {"1": {"name": "keyword.control.dabiao"}, "2": {"name": "entity.name.function.dabiao"}}
            },
            {
                "match": format!("(?<!{LETTER})((?:{})\\s+)({LETTER}+)", either(&["指标", "indicator"])),
                "captures": {"1": {"name": "keyword.control.dabiao"}, "2": {"name": "entity.name.type.dabiao"}}
            },
            {"name": "constant.numeric.date.dabiao", "match": format!("(?<!{LETTER})[12][0-9]{{3}}(?:-[0-9]{{1,2}}){{1,2}}(?!{LETTER})")},
            glued("keyword.other.time.dabiao", &chinese(&times)),
            glued("keyword.operator.word.dabiao", &chinese(&operators)),
            {
                "match": format!("([0-9０-９][0-9０-９_]*(?:\\.[0-9]+)?)([%‰％]|{LETTER}+(?:/{LETTER}+)?)?"),
                "captures": {"1": {"name": "constant.numeric.dabiao"}, "2": {"name": "keyword.other.unit.dabiao"}}
            },
            alone("keyword.control.dabiao", &items),
            {
                "name": "support.function.dabiao",
                "match": format!("(?<!{LETTER})(?:{})(?=\\s*[（(])", either(&functions))
            },
            alone("keyword.operator.word.dabiao", &operators),
            alone("keyword.other.dabiao", &fields),
            {"name": "keyword.other.dabiao", "match": format!("(?<!{LETTER})(?:每个|所有|各)(?=[\\p{{L}}]{{1,6}}\\s*[:：])")},
            alone("constant.language.dabiao", &values),
            {"name": "keyword.operator.dabiao", "match": format!("{}|≥|≤|≠|\\.\\.|[-+*/@±=]", either(&signs))},
            // Digits within a name are part of it.
            {"match": format!(r"[\p{{L}}_]{LETTER}*")}
        ]
    })
}

#[test]
fn the_grammar_of_the_extension_has_every_word_of_the_language() {
    let text = format!("{}\n", serde_json::to_string_pretty(&grammar()).unwrap());
    markdown::same("editors/vscode/syntaxes/dabiao.tmLanguage.json", &text);
}

/// The snippets are rule text: each is read without a mistake once its places are filled in.
#[test]
fn the_snippets_can_be_read() {
    let snippets: Value = serde_json::from_str(&markdown::read("editors/vscode/snippets/dabiao.json")).unwrap();
    for (name, snippet) in snippets.as_object().unwrap() {
        let lines: Vec<&str> = snippet["body"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        let text = filled(&lines.join("\n"));
        let found = dabiao_lang::check::load_text("x.rules", &text).diagnostics;
        let wrong: Vec<&str> = found.iter().filter(|d| d.is_error()).map(|d| d.code()).collect();
        let is_fine = wrong.iter().all(|c| *c == "rule-unknown");
        assert!(is_fine, "{name}: {wrong:?}\n{text}");
    }
}

/// A snippet with each place filled in: by its words, its first choice, or a name.
fn filled(snippet: &str) -> String {
    let mut out = String::new();
    let mut rest = snippet;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        match after.strip_prefix('{').and_then(|a| a.split_once('}')) {
            Some((place, behind)) => {
                let words = place.trim_start_matches(|c: char| c.is_ascii_digit());
                let words = words.strip_prefix(':').or_else(|| words.strip_prefix('|')).unwrap_or("甲");
                out.push_str(words.split([',', '|']).next().unwrap());
                rest = behind;
            }
            None => rest = after.trim_start_matches(|c: char| c.is_ascii_digit()),
        }
    }
    out.push_str(rest);
    out
}
