//! Yes and no, as cells say them.

const YES: &[&str] = &["是", "有", "1", "true", "yes", "y", "√", "✓", "✔"];
const NO: &[&str] = &["否", "无", "0", "false", "no", "n", "×", "✗", "✘"];

/// Returns whether a text says yes or no; `None` where it says neither.
///
/// # Example
/// ```
/// use dabiao_lang::lexicon::flag::read;
/// assert_eq!(read("✓"), Some(true));
/// assert_eq!(read("无"), Some(false));
/// assert_eq!(read("多数"), None);
/// ```
pub fn read(text: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    let is_in = |list: &[&str]| list.contains(&word.as_str());
    if is_in(YES) { Some(true) } else { is_in(NO).then_some(false) }
}
