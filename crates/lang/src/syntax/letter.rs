//! What a letter and a digit are, and full-width forms.

/// Returns whether a character may stand in a name (a digit only after the first place): `letter` of the grammar.
pub fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '\u{4e00}'..='\u{9fff}' => true,
        _ if c.is_ascii() => false,
        _ => c.is_alphanumeric() || matches!(c, '\u{3380}'..='\u{33df}' | '℃'),
    }
}

/// Returns the value of an ASCII or full-width digit.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Folds full-width letters and digits; `None` where there are none.
pub(super) fn fold(text: &str) -> Option<String> {
    let is_wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}');
    // All of them are encoded as EF BC or EF BD and a third byte.
    memchr::memchr(0xef, text.as_bytes())?;
    text.chars().any(is_wide).then(|| {
        text.chars().map(|c| if is_wide(c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c }).collect()
    })
}

/// Returns the run of letters at the start of a text.
pub(super) fn run(text: &str) -> &str {
    let len = text.find(|c| !is_letter(c)).unwrap_or(text.len());
    text.get(..len).unwrap_or("")
}
