//! Changes to one line of a rule file in canonical layout.
//!
//! Each takes the line without its indentation and gives what it becomes; `None` where it has nothing of that kind.

use dabiao_lang::diag::Both;
use dabiao_lang::model::Exact;

macro_rules! sorts {
    ($($name:ident $word:literal $zh:literal $en:literal;)*) => {
        /// What a softening does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Sort {
            $(#[doc = $en] $name,)*
        }

        impl Sort {
            /// All sorts.
            pub const ALL: &[Sort] = &[$(Sort::$name),*];

            /// Returns the stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Sort::$name => $word),* }
            }

            /// Returns the words in both languages.
            pub fn words(self) -> Both {
                match self { $(Sort::$name => Both::new($zh, $en)),* }
            }
        }
    };
}

sorts! {
    Threshold "threshold" "改门槛" "a threshold is moved";
    Deadline "deadline" "推迟期限" "a deadline is postponed";
    Window "window" "缩短期间" "a window is shortened";
    Scope "scope" "缩小范围" "places are exempted";
    Filter "filter" "加筛选条件" "a filter lets fewer in";
    Exception "exception" "加例外" "an exception is added";
    Statement "statement" "删要求" "a statement is dropped";
    Target "target" "删目标" "a target is dropped";
    Rule "rule" "删规则" "a rule is dropped";
    Strictness "strictness" "改比较符" "a strict comparison admits equality";
    Veto "veto" "取消一票否决" "a veto is dropped";
    Nature "nature" "降低性质" "a rule is no longer binding";
    Wording "wording" "降低措辞" "a wording is weakened";
    Weight "weight" "改权重" "a weight is lowered";
    Office "office" "换责任单位" "an office is another one";
    Cite "cite" "换依据" "a source is another one";
    Note "note" "改说明" "a note is another one";
    MissingZero "missing-zero" "缺数按零" "missing figures count as 0";
    Rounding "rounding" "放粗精度" "values are rounded first";
    Baseline "baseline" "改基期值" "a base value is another one";
    Progress "progress" "不问进度" "progress is no longer asked";
    Tolerance "tolerance" "放宽容差" "a tolerance is wider";
    Unit "unit" "换计量单位" "an indicator has another unit";
    Definition "definition" "改口径" "a definition is another one";
    Formula "formula" "改公式" "a formula gives more";
    Range "range" "改取值范围" "a range is another one";
    RollUp "roll-up" "改汇总方式" "a roll-up is another one";
    Frequency "frequency" "改频率" "a frequency is another one";
    Kind "kind" "改类型" "an indicator is of another kind";
    Level "level" "改层级" "an indicator is of another level";
    Alias "alias" "加别名" "an indicator takes the figures of another name";
    Parts "parts" "改分项" "a part is left out";
    UnitFactor "unit-factor" "改单位换算" "a unit is worth more";
    LevelTree "level-tree" "改层级关系" "a level lies elsewhere";
    Region "region" "换地区" "a plan is for another place";
    PlanWindow "plan-window" "改方案期间" "the period of a plan is another one";
    PlanField "plan-field" "改方案文号等" "the number, issuer or source of a plan is another one";
    Grade "grade" "降等次分数线" "a grade takes fewer points";
    Quota "quota" "放宽等次名额" "more may have a grade";
    SchemeVeto "scheme-veto" "取消考核的一票否决" "a veto of a scheme is dropped";
    Points "points" "改分值" "an item gives other points";
    Curve "curve" "改计分" "points are taken away more slowly";
    Scheme "scheme" "改考核办法" "totals come about otherwise";
    Item "item" "删考核项目" "an item is dropped";
    AuditSoft "audit-soft" "审核改为核实" "a hard audit is soft";
    Audit "audit" "删审核" "an audit is dropped";
    Lights "lights" "改亮灯条件" "a light is given less readily";
}

/// Returns the number at the start of a text and what follows; thousands are not marked in canonical layout.
fn number(text: &str) -> Option<(Exact, usize)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let digits = text.get(..end)?.trim_end_matches('.');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: i64 = format!("{whole}{fraction}").parse().ok()?;
    Some((Exact::from_scaled(mantissa, u32::try_from(fraction.len()).ok()?), digits.len()))
}

/// Replaces the number behind a mark by another one, of the `nth` such place.
fn at_number(line: &str, mark: &str, nth: usize, change: impl Fn(&Exact) -> Option<Exact>) -> Option<String> {
    let (at, _) = line.match_indices(mark).nth(nth)?;
    let from = at + mark.len();
    let (x, n) = number(line.get(from..)?)?;
    let y = change(&x).filter(|y| *y != x && !y.is_negative())?;
    Some(format!("{}{}{}", line.get(..from)?, y.to_decimal_text()?, line.get(from + n..)?))
}

fn times(x: &Exact, numerator: i128, denominator: i128) -> Option<Exact> {
    let y = x * &Exact::ratio(numerator, denominator);
    // What is counted in whole numbers stays whole.
    Some(if x.is_integer() && *x >= Exact::from(2) { y.floor() } else { y })
}

/// Thresholds: of `>=` and `>` lower, of `<=` and `<` higher; every comparison of the line by itself.
pub(super) fn thresholds(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (mark, numerator) in [(">= ", 4), ("> ", 4), ("<= ", 6), ("< ", 6)] {
        for nth in 0..line.matches(mark).count() {
            // `> ` also ends `>= `: only whole signs count.
            let lower = |x: &Exact| {
                if x.is_zero() { Some(Exact::ONE).filter(|_| numerator > 5) } else { times(x, numerator, 5) }
            };
            all.extend(at_number(line, mark, nth, lower));
        }
    }
    all.extend(
        at_number(line, "= ", 0, |x| Some(x + &Exact::ONE)).filter(|_| {
            line.find("= ").is_some_and(|at| !line.get(..at).is_some_and(|b| b.ends_with(['>', '<', '!'])))
        }),
    );
    all
}

/// `>` becomes `>=`.
pub(super) fn strictness(line: &str) -> Option<String> {
    let is_strict = |mark: &str| line.contains(mark);
    match () {
        () if is_strict(" > ") => Some(line.replacen(" > ", " >= ", 1)),
        () if is_strict(" < ") => Some(line.replacen(" < ", " <= ", 1)),
        () => None,
    }
}

/// Returns the year behind a word, moved.
pub(super) fn year(line: &str, word: &str, by: i32) -> Option<String> {
    let at = line.rfind(word)? + word.len();
    let year = line.get(at..at + 4)?.parse::<i32>().ok()?;
    Some(format!("{}{}{}", line.get(..at)?, year + by, line.get(at + 4..)?))
}

/// The window behind a word begins a year later.
pub(super) fn window(line: &str, word: &str) -> Option<String> {
    let at = line.find(word)? + word.len();
    let rest = line.get(at..)?;
    let (from, to) = (rest.get(..4)?.parse::<i32>().ok()?, rest.get(6..10)?.parse::<i32>().ok()?);
    let is_window = rest.get(4..6) == Some("..") && from < to;
    is_window.then(|| format!("{}{}{}", line.get(..at).unwrap_or(""), from + 1, rest.get(4..).unwrap_or("")))
}

/// The last of several targets goes: `>= 5万元 截至 2023, >= 8万元 截至 2025`.
pub(super) fn last_target(line: &str) -> Option<String> {
    let (kept, last) = line.rsplit_once(", ")?;
    let is_target = [">", "<", "=", "介于", "约"].iter().any(|sign| last.starts_with(sign));
    is_target.then(|| kept.to_owned())
}

/// Somebody is left out of `每个 LEVEL …:`.
pub(super) fn exempted(line: &str) -> Option<String> {
    let (head, rest) = line.split_once(": ")?;
    let is_open = head.starts_with("每个 ") && !head.contains(" 除 ");
    is_open.then(|| format!("{head} 除 某地: {rest}"))
}

/// A further condition on who is meant.
pub(super) fn filtered(line: &str) -> Option<String> {
    let (head, rest) = line.split_once(": ")?;
    if !head.starts_with("每个 ") || head.contains(" 除 ") {
        return None;
    }
    let word = if head.contains(" 其中 ") { "且" } else { "其中" };
    Some(format!("{head} {word} 列入考核 = 是: {rest}"))
}

/// Replaces the first of some words by another one.
pub(super) fn word(line: &str, words: &[(&str, &str)]) -> Option<String> {
    words.iter().find(|(from, _)| line.contains(from)).map(|(from, to)| line.replacen(from, to, 1))
}

/// A number behind a word, times a fraction.
pub(super) fn scaled(line: &str, word: &str, by: (i128, i128)) -> Option<String> {
    at_number(line, word, 0, |x| Some(x * &Exact::ratio(by.0, by.1)))
}

/// A text in quotation marks goes on.
pub(super) fn longer(line: &str) -> Option<String> {
    let at = line.rfind('"')?;
    Some(format!("{}（另行解释）{}", line.get(..at)?, line.get(at..)?))
}
