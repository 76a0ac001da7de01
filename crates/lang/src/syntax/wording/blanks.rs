//! Predicates of plans with blanks in them: `由 20亿元 提高 到 40亿元`, `控制 在 5% 以内`.

/// Words with which a predicate of a plan begins.
const HEADS: &[&str] = &[
    "力争",
    "争取",
    "努力",
    "确保",
    "原则上",
    "必须",
    "基本",
    "总体",
    "全面",
    "预计",
    "实现",
    "应当",
    "由",
    "从",
    "较",
    "比",
    "与",
    "相较于",
    "同比",
    "控制",
    "限制",
    "压控",
    "稳定",
    "保持",
    "维持",
    "提高",
    "提升",
    "上升",
    "增长",
    "增加",
    "扩大",
    "壮大",
    "新增",
    "增至",
    "升至",
    "下降",
    "降低",
    "减少",
    "压减",
    "压降",
    "缩小",
    "缩减",
    "下调",
    "降至",
    "年均",
    "平均每年",
    "逐年",
    "翻",
    "动态",
    "清零",
    "归零",
    "零",
    "不再",
    "全部",
    "全",
];

/// Words that begin a time, behind which blanks stay.
const TIMES: &[&str] =
    &["截至", "于", "始终", "每年", "每季度", "每月", "每半年", "在", "by", "in", "each", "throughout"];

/// Returns a line whose predicate has no blanks; `None` where there are none to take out.
pub(super) fn closed(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').filter(|w| !w.is_empty()).collect();
    let head = (1..words.len()).find(|n| begins(&words, *n, HEADS))?;
    let is_time = |n: &usize| begins(&words, *n, TIMES) && !continues(&words, *n) || is_year_after(&words, *n);
    let end = (head + 1..words.len()).find(is_time).unwrap_or(words.len());
    let (before, rest) = words.split_at_checked(head)?;
    let (predicate, after) = rest.split_at_checked(end - head)?;
    let joined =
        [&[before.join(" "), predicate.concat()], &after.iter().map(ToString::to_string).collect::<Vec<_>>()[..]];
    let closed = joined.concat().join(" ");
    (closed != line).then_some(closed)
}

fn begins(words: &[&str], n: usize, list: &[&str]) -> bool {
    words.get(n).is_some_and(|word| list.iter().any(|w| word.starts_with(w)))
}

/// The 在 of `控制 在 5% 以内` belongs to its verb.
fn continues(words: &[&str], n: usize) -> bool {
    let before = n.checked_sub(1).and_then(|i| words.get(i)).copied().unwrap_or_default();
    words.get(n).is_some_and(|w| w.starts_with('在'))
        && ["控制", "限制", "稳定", "保持", "维持", "压控"].contains(&before)
}

/// `到 2028年`
fn is_year_after(words: &[&str], n: usize) -> bool {
    let starts_with_year = |text: &str| super::year(text).is_some();
    match words.get(n) {
        Some(&("到" | "至")) => words.get(n + 1).is_some_and(|w| starts_with_year(w)),
        Some(word) => ["到", "至"].iter().any(|w| word.strip_prefix(w).is_some_and(starts_with_year)),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn blanks_go_up_to_the_time() {
        let cases = [
            ("产值 由 20亿元 提高 到 40亿元 截至 2028", Some("产值 由20亿元提高到40亿元 截至 2028")),
            ("失业率 控制 在 5% 以内", Some("失业率 控制在5%以内")),
            ("每个 镇: 面积 稳定在 3万亩 以上 始终", Some("每个 镇: 面积 稳定在3万亩以上 始终")),
            ("产值 比 2025年 翻 一番 到 2028年", Some("产值 比2025年翻一番 到 2028年")),
            ("产值 增长 到 40亿元 以上", Some("产值 增长到40亿元以上")),
            ("产值 >= 40亿元 截至 2028", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(closed(line).as_deref(), wanted, "{line}");
        }
    }
}
