//! Spelling of names and texts as the language reads them.

use dabiao_lang::syntax::keywords::keyword_table;

/// Returns a name, in brackets where the bare form would be read as something else.
pub fn name(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !matches!(c, '「' | '」' | '\'' | '\n' | '\r')).collect();
    let is_plain = !clean.is_empty()
        && clean.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
        && !begins_like_a_keyword(&clean);
    if is_plain { clean } else { format!("「{clean}」") }
}

/// Returns a text in quotes.
pub fn text(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !matches!(c, '"' | '\\' | '\n' | '\r' | '\0')).collect();
    format!("\"{}\"", clean.trim())
}

/// Returns a comment of one line.
pub fn comment(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() || c == '\u{2028}' { ' ' } else { c }).collect();
    format!("// {}", clean.trim())
}

fn begins_like_a_keyword(name: &str) -> bool {
    keyword_table()
        .iter()
        .flat_map(|e| e.zh)
        .any(|w| name.starts_with(w) || (w.chars().count() >= 2 && name.ends_with(w)))
}
