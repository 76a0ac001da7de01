//! Figures in running text: `5万元以上` is 5万元 and what follows.

/// Words that may follow a unit without a blank; a unit ends where one of them begins.
const AFTER_UNIT: [&str; 34] = [
    "以上",
    "以下",
    "以内",
    "之内",
    "及以上",
    "左右",
    "截至",
    "到",
    "至",
    "于",
    "每",
    "提高",
    "提升",
    "增长",
    "上升",
    "下降",
    "增加",
    "减少",
    "降低",
    "的",
    "始终",
    "保持",
    "并",
    "且",
    "或",
    "和",
    "起",
    "调整",
    "改为",
    "下调",
    "上调",
    "，",
    "、",
    "内",
];

/// A figure with its unit, and the text behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure<'a> {
    /// As written: `20万吨`.
    pub written: &'a str,
    /// Its unit alone: `万吨`, `%`, `个百分点`, or nothing.
    pub unit: &'a str,
    /// The text behind it.
    pub rest: &'a str,
}

impl Figure<'_> {
    /// Returns whether it is a share.
    pub fn is_share(&self) -> bool {
        matches!(self.unit, "%" | "％" | "‰" | "倍")
    }
}

/// Returns the figure with which a text begins.
pub(super) fn at_start(text: &str) -> Option<Figure<'_>> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let digits = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    if digits == 0 || text.starts_with('.') {
        return None;
    }
    let tail = text.get(digits..)?;
    let unit_len = if tail.starts_with(['%', '％', '‰']) {
        tail.chars().next().map_or(0, char::len_utf8)
    } else {
        let run = tail.find(|c: char| !(c.is_alphanumeric() || c == '/')).unwrap_or(tail.len());
        let letters = tail.get(..run)?;
        AFTER_UNIT.iter().filter_map(|w| letters.find(w)).min().unwrap_or(run)
    };
    Some(Figure { written: text.get(..digits + unit_len)?, unit: tail.get(..unit_len)?, rest: tail.get(unit_len..)? })
}

/// Returns the figure with which a text begins behind blanks.
pub(super) fn next(text: &str) -> Option<Figure<'_>> {
    at_start(text.trim_start())
}

/// Takes a word off a text that says on which side of a figure its bound lies: `以上`, `以内`.
pub(super) fn bound(text: &str) -> (Bound, &str) {
    const WORDS: [(&str, Bound); 8] = [
        ("及以上", Bound::Floor),
        ("以上", Bound::Floor),
        ("及以下", Bound::Cap),
        ("以下", Bound::Cap),
        ("以内", Bound::Cap),
        ("之内", Bound::Cap),
        ("左右", Bound::Near),
        ("内", Bound::Cap),
    ];
    let text = text.trim_start();
    let found = WORDS.iter().find_map(|(word, bound)| Some((*bound, text.strip_prefix(word)?)));
    found.unwrap_or((Bound::None, text))
}

/// On which side of a figure a bound lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// `以上`
    Floor,
    /// `以内`
    Cap,
    /// `左右`
    Near,
    /// Nothing is said.
    None,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_ends_where_another_word_begins() {
        let read = |text| at_start(text).map(|f| (f.written, f.rest));
        assert_eq!(read("20万吨以上"), Some(("20万吨", "以上")));
        assert_eq!(read("60%提高到65%"), Some(("60%", "提高到65%")));
        assert_eq!(read("5000元提高到8000元"), Some(("5000元", "提高到8000元")));
        assert_eq!(read("1.5个百分点 截至 2025"), Some(("1.5个百分点", " 截至 2025")));
        assert_eq!(read("万吨"), None);
        assert!(!at_start("5个百分点").unwrap().is_share());
    }
}
