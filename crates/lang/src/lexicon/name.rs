//! Names as people write them, folded so that they compare.

/// Folds full-width letters, digits and signs to ASCII and trims.
///
/// # Example
/// ```
/// use dabiao_lang::lexicon::name::fold;
/// assert_eq!(fold("人均收入（元）"), "人均收入(元)");
/// assert_eq!(fold(" ＧＤＰ２０２０ "), "GDP2020");
/// ```
pub fn fold(text: &str) -> String {
    text.trim().chars().map(fold_char).collect()
}

/// Returns a character, or its ASCII form where it is full-width.
pub fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}
