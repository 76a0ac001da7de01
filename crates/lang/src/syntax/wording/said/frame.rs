//! What stands around a target in a sentence: when it is due, in the county as a whole, how firmly it is meant.

use super::super::{Around, year};

/// A sentence without what stands around it.
pub(super) struct Frame {
    /// ` 截至 2025年底`, `每年`, or nothing.
    pub time: String,
    /// The years of `2021—2025年`.
    pub window: Option<(u32, u32)>,
    /// 力争, 确保, 原则上
    pub wording: Option<&'static str>,
    /// What is left.
    pub body: String,
    /// Whether nothing was taken off.
    pub is_bare: bool,
}

/// Words of the wording of a target, with which a sentence may begin.
const WORDINGS: [(&str, &str); 6] =
    [("力争", "力争"), ("争取", "力争"), ("努力", "力争"), ("确保", "确保"), ("原则上", "原则上"), ("必须", "")];

/// Takes out blanks, which plans do not know; between two words in Latin letters they stay.
pub(super) fn compact(line: &str) -> String {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut out = String::with_capacity(line.len());
    let mut rest = line.trim().chars().peekable();
    while let Some(c) = rest.next() {
        let is_kept = is_latin(out.chars().next_back()) && is_latin(rest.peek().copied());
        if !c.is_whitespace() || is_kept {
            out.push(c);
        }
    }
    out.trim_end_matches(['。', '！']).to_owned()
}

/// Parts a body at its commas outside brackets.
pub(super) fn clauses(body: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let is_end = |c: char| {
        depth += match c {
            '(' | '（' | '[' | '［' => 1,
            ')' | '）' | ']' | '］' => -1,
            _ => 0,
        };
        depth == 0 && matches!(c, '，' | ',' | '、')
    };
    body.split(is_end).filter(|part| !part.is_empty()).collect()
}

/// Takes off what stands in front of a sentence.
pub(super) fn lead(line: &str, around: &Around<'_>) -> Frame {
    let mut frame = Frame { time: String::new(), window: None, wording: None, body: line.to_owned(), is_bare: true };
    // Each of them may stand in front of the others; there are few of them.
    while frame.take_wording() || frame.take_window() || frame.take_time(around, 0) || frame.take_place(around) {
        frame.is_bare = false;
    }
    frame
}

/// Takes a time out of one clause; one without has that of its sentence.
pub(super) fn of(lead: &Frame, clause: &str, around: &Around<'_>) -> Frame {
    let (window, wording, is_bare) = (lead.window, lead.wording, lead.is_bare);
    let mut frame = Frame { time: String::new(), window, wording, body: clause.to_owned(), is_bare };
    if !frame.take_time(around, usize::MAX) {
        frame.time.clone_from(&lead.time);
    }
    while frame.take_place(around) {}
    frame
}

impl Frame {
    fn take_wording(&mut self) -> bool {
        let Some((word, said)) = WORDINGS.iter().find(|(word, _)| self.body.starts_with(word)) else { return false };
        self.wording = self.wording.or(Some(*said).filter(|s| !s.is_empty()));
        self.body = self.body.get(word.len()..).unwrap_or("").to_owned();
        true
    }

    /// `2021—2025年累计…`
    fn take_window(&mut self) -> bool {
        if self.window.is_some() {
            return false;
        }
        let found = window(&self.body).map(|(window, rest)| (window, rest.to_owned()));
        let Some((window, rest)) = found else { return false };
        self.window = Some(window);
        self.body = rest;
        true
    }

    fn take_time(&mut self, around: &Around<'_>, last_start: usize) -> bool {
        if !self.time.is_empty() {
            return false;
        }
        let starts: Vec<usize> =
            self.body.char_indices().map(|(at, _)| at).take_while(|at| *at <= last_start).collect();
        for at in starts {
            let Some((before, rest)) = self.body.split_at_checked(at) else { continue };
            let Some((time, after)) = time_at(before, rest, around) else { continue };
            let after = after.trim_start_matches(['，', ',', ':', '：', '、']);
            let body = format!("{}{after}", before.trim_end_matches(['，', ',']));
            // A time and nothing else is no sentence.
            if body.is_empty() {
                return false;
            }
            self.time = time;
            self.body = body;
            return true;
        }
        false
    }

    /// 全县: the rule is judged for the county anyway. 全市 in a plan of a county is another place.
    fn take_place(&mut self, around: &Around<'_>) -> bool {
        let Some(word) = ["全", "我", "本"].iter().find(|w| self.body.starts_with(**w)) else { return false };
        let rest = self.body.get(word.len()..).unwrap_or("");
        let Some(level) = ["县", "市", "省", "区", "镇", "乡"].iter().find(|l| rest.starts_with(**l)) else {
            return false;
        };
        let is_own = around.region().is_none_or(|region| region.ends_with(level));
        let body = rest.get(level.len()..).unwrap_or("").trim_start_matches([':', '：', '，', ',']);
        let is_other = body.starts_with("平均") || body.starts_with("排名") || body.starts_with('前');
        if !is_own || is_other || body.is_empty() || around.is_declared(&self.body) {
            return false;
        }
        self.body = body.to_owned();
        true
    }
}

/// Reads `2021—2025年` at the beginning of a text.
fn window(text: &str) -> Option<((u32, u32), &str)> {
    let from = year(text)?;
    let rest = text.get(4..)?;
    let rest = rest.strip_prefix('年').unwrap_or(rest);
    let rest = ["——", "—", "-", "－", "–", "~", "～", "至", "到"].iter().find_map(|d| rest.strip_prefix(d))?;
    let to = year(rest).filter(|to| *to >= from)?;
    let rest = rest.get(4..)?.strip_prefix('年')?;
    let rest = rest.strip_prefix("期间").or_else(|| rest.strip_prefix('间')).unwrap_or(rest);
    Some(((from, to), rest.trim_start_matches(['，', ','])))
}

/// Returns the time that stands at one place, as rules write it, and what follows it.
fn time_at<'t>(before: &str, rest: &'t str, around: &Around<'_>) -> Option<(String, &'t str)> {
    // 较2020年, 由2020年的…, 自2020年起 and 平均每年 are no times of a target.
    let is_other = before.ends_with(['较', '比', '由', '从', '自', '与', '近', '第', '[', '［', '-', '—', '均', '.']);
    let is_in_figure = before.ends_with(|c: char| c.is_ascii_digit());
    if is_other || is_in_figure {
        return None;
    }
    repeated(rest).or_else(|| plan_end(rest, around)).or_else(|| dated(before, rest))
}

/// `每年`, `每个季度`, `每两年`
fn repeated(rest: &str) -> Option<(String, &str)> {
    const WORDS: [(&str, &str); 16] = [
        ("每年度", "每年"),
        ("每一年", "每年"),
        ("每年", "每年"),
        ("每半年", "每半年"),
        ("每个季度", "每季度"),
        ("每季度", "每季度"),
        ("每季", "每季度"),
        ("每个月", "每月"),
        ("每月", "每月"),
        ("每两年", "每2年"),
        ("每2年", "每2年"),
        ("每三年", "每3年"),
        ("每3年", "每3年"),
        ("每五年", "每5年"),
        ("每5年", "每5年"),
        ("始终", "始终"),
    ];
    let (word, time) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    let after = rest.get(word.len()..)?;
    // 每年的, 每月工资 are parts of names; 每年至少 is not.
    (!after.starts_with('的')).then(|| ((*time).to_owned(), after))
}

/// `到规划期末`, `十四五末`
fn plan_end<'t>(rest: &'t str, around: &Around<'_>) -> Option<(String, &'t str)> {
    const PLANS: [(&str, u32); 4] = [("十二五", 2015), ("十三五", 2020), ("十四五", 2025), ("十五五", 2030)];
    let text = ["截至", "到", "至"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    if let Some(after) = text.strip_prefix("规划期末") {
        return around.last_year().map(|last| (format!("截至 {last}年末"), after));
    }
    let text = text.trim_start_matches(['“', '"']);
    let (name, year) = PLANS.iter().find(|(name, _)| text.starts_with(name))?;
    let text = text.get(name.len()..)?.trim_start_matches(['”', '"']);
    let text = text.strip_prefix("规划").unwrap_or(text);
    let after = ["期末", "末期", "末"].iter().find_map(|w| text.strip_prefix(w))?;
    Some((format!("截至 {year}年末"), after))
}

/// `到2025年底`, `截至2025年6月底`, `2025年前`, and at the beginning `2025年`
fn dated<'t>(before: &str, rest: &'t str) -> Option<(String, &'t str)> {
    // In the middle 截止 is told by itself: the word is all that is wrong there.
    let text = ["截至", "到", "至"].iter().find_map(|w| rest.strip_prefix(w));
    let text = text.or_else(|| rest.strip_prefix("截止").filter(|_| before.is_empty()));
    let is_due = text.is_some();
    let text = text.or_else(|| rest.strip_prefix('在')).or_else(|| rest.strip_prefix('于')).unwrap_or(rest);
    let end = date_len(text)?;
    let (date, after) = text.split_at_checked(end)?;
    let date = date.replace("以前", "前").replace("之前", "前");
    let is_before = date.ends_with('前');
    // In the middle of a sentence a year without a word before it may belong to a name.
    if !is_due && !is_before && text.len() == rest.len() && !before.is_empty() {
        return None;
    }
    // 2023年起 begins a revision, 2020年的60% is a base value.
    // 退出时间在2020年底前的村 tells who is meant.
    if after.starts_with(['起', '的', '以']) {
        return None;
    }
    let is_point = is_due || is_before || date.ends_with(['底', '末']);
    Some((format!("{} {date}", if is_point { "截至" } else { "于" }), after))
}

/// Returns how long the date is with which a text begins.
pub(super) fn date_len(text: &str) -> Option<usize> {
    year(text)?;
    let mut rest = text.get(4..)?;
    if let Some(after) = rest.strip_prefix('年') {
        rest = after;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some(after) = rest.get(digits..).and_then(|t| t.strip_prefix('月')).filter(|_| (1..=2).contains(&digits))
        {
            rest = after;
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if let Some(after) = rest.get(digits..).and_then(|t| t.strip_prefix('日')).filter(|_| digits > 0) {
                rest = after;
            }
        } else {
            rest = ["上半年", "下半年"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        }
        rest = rest.strip_prefix('底').or_else(|| rest.strip_prefix('末')).unwrap_or(rest);
        // 2025年底前 is the end of 2025 itself, 2025年前 is before 2025: the language reads both.
        rest = ["以前", "之前", "前"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    } else if !(rest.is_empty() || rest.starts_with(['，', ',', ':', '：'])) {
        return None;
    }
    Some(text.len() - rest.len())
}
