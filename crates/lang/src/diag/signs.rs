//! Characters that are not to be seen, or that make text look like other text; and the signs that stand for them.
//!
//! A title that holds `ESC [2J` clears the screen of whoever reads a report; a direction mark makes a reviewer read
//! another text than the program; a zero-width space makes two names of one. Whatever is shown to people passes through
//! [`signs`]; what text may hold is told by [`hidden`]. INVARIANT: `signs` of `signs` changes nothing more.

use std::borrow::Cow;

use super::Both;

/// Why a character is not seen as what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hidden {
    /// A control character: a terminal obeys it.
    Control,
    /// A mark that turns the direction in which text is shown.
    Direction,
    /// A character without any width.
    ZeroWidth,
    /// A line end that editors show and the language does not know.
    LineEnd,
}

impl Hidden {
    /// Returns what it is in words.
    pub fn words(self) -> Both {
        match self {
            Hidden::Control => Both::new("控制字符", "a control character"),
            Hidden::Direction => Both::new("改变文字方向的字符", "a mark that turns the direction of text"),
            Hidden::ZeroWidth => Both::new("没有宽度的字符", "a character without width"),
            Hidden::LineEnd => Both::new("别处会显示为换行的字符", "a line end that is none here"),
        }
    }
}

/// Returns whether a character is hidden, and how; a line feed and a tab are not.
pub fn hidden(c: char) -> Option<Hidden> {
    match c {
        '\n' | '\t' => None,
        '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => Some(Hidden::LineEnd),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fff9}'..='\u{fffb}' => Some(Hidden::Control),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => {
            Some(Hidden::Direction)
        }
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => {
            Some(Hidden::ZeroWidth)
        }
        '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => {
            Some(Hidden::ZeroWidth)
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => Some(Hidden::ZeroWidth),
        _ => None,
    }
}

/// Returns whether a byte may begin a hidden character; most text has none of them.
fn may_hide(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf3)
}

/// Returns text in which every hidden character is a sign: `␛` for ESC, `\u{202e}` for a mark without a sign of its own.
///
/// # Example
/// ```
/// use dabiao_lang::diag::signs;
/// assert_eq!(signs("一\u{1b}[2J\u{202e}二\n"), "一␛[2J\\u{202e}二\n");
/// ```
pub fn signs(text: &str) -> Cow<'_, str> {
    let is_clean = !text.bytes().any(may_hide) || !text.chars().any(|c| hidden(c).is_some());
    if is_clean {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut last = '\0';
    while let Some(c) = rest.next() {
        let is_shown = hidden(c).is_some()
            && !joins_pictures(last, c, rest.peek().copied())
            && !(c == '\r' && rest.peek() == Some(&'\n'));
        if is_shown {
            out.push_str(&sign(c));
        } else {
            out.push(c);
        }
        last = c;
    }
    Cow::Owned(out)
}

/// Returns the sign of one hidden character.
pub fn sign(c: char) -> String {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('␦').to_string(),
        '\u{7f}' => '␡'.to_string(),
        c => format!("\\u{{{:x}}}", c as u32),
    }
}

/// Returns whether a character only puts pictures together, as in a family of three: nothing is hidden by that.
pub(crate) fn joins_pictures(before: char, c: char, after: Option<char>) -> bool {
    let is_picture = |c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}');
    match c {
        '\u{fe0e}' | '\u{fe0f}' => is_picture(before),
        '\u{200d}' => is_picture(before) && after.is_some_and(is_picture),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_signs_and_everything_else_stays() {
        let hostile = "标题\u{1b}[22A\u{9b}31m\u{202e}岗位\u{200b}\u{7f}\u{feff}\u{2028}\r";
        assert_eq!(signs(hostile), "标题␛[22A\\u{9b}31m\\u{202e}岗位\\u{200b}␡\\u{feff}\\u{2028}␍");
        for plain in ["每个 村：收入 ≥ 5万元\n\t“甲”\r\n", "👩‍👩‍👧 ⚠️", "café　Ａ ½ ㄅ カ", ""]
        {
            assert_eq!(signs(plain), plain);
            assert!(matches!(signs(plain), Cow::Borrowed(_)) || plain.contains(['\u{200d}', '\u{fe0f}', '\r']));
        }
    }

    #[test]
    fn every_hidden_character_is_looked_for_and_signs_hide_nothing() {
        for c in ('\0'..=char::MAX).filter(|c| hidden(*c).is_some()) {
            let first = c.to_string().bytes().next().unwrap_or(0);
            assert!(may_hide(first), "{:x}", c as u32);
            let shown = signs(&format!("a{c}b")).into_owned();
            assert!(!shown.chars().any(|c| hidden(c).is_some()), "{:x}", c as u32);
        }
    }
}
