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

/// Returns a unit behind a number, in brackets where its letters or digits would be read as something else.
pub fn unit(text: &str) -> String {
    let is_plain = text.chars().all(|c| !c.is_ascii_alphanumeric() && !matches!(c, '「' | '」'));
    if is_plain { text.to_owned() } else { format!("「{}」", text.replace(['「', '」'], "")) }
}

/// Returns the letters and digits of a text, for a name made of it.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(30).collect()
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
        .any(|w| name.starts_with(w) || (w.chars().count() >= 2 && *w != "任务" && name.ends_with(w)))
}
