//! Functions by the names that people and spreadsheets give them: `计数(村: …)`, `AVERAGE(…)`.

/// A function of the language, and what else it is called, in small letters.
const NAMES: &[(&str, &[&str])] = &[
    ("数量", &["计数", "个数", "数目", "计个数", "总数量"]),
    ("占比", &["比重", "比例", "占比率", "百分比", "所占比例", "所占比重"]),
    ("合计", &["求和", "总和", "总计", "加总", "合计数", "总额"]),
    ("平均", &["均值", "平均值", "平均数", "算术平均"]),
    ("最小", &["最小值", "最低", "最低值"]),
    ("最大", &["最大值", "最高", "最高值"]),
    ("中位数", &["中位", "中位值", "中值"]),
    ("累计", &["累计数", "累计值", "累加"]),
    ("增速", &["增长", "增长率", "增幅", "增长速度", "同比增速", "同比增长"]),
    ("年均增速", &["年均增长", "年均增长率", "年均增幅", "平均增速", "复合增速"]),
    ("新增", &["净增", "新增量", "增量", "增加量"]),
    ("增减", &["变化", "变动", "增减量", "变化量", "差值"]),
    ("count", &["countif", "counts", "number"]),
    ("share", &["percentage", "percent", "proportion", "ratio"]),
    ("sum", &["sumif", "add"]),
    ("avg", &["average", "mean", "averageif"]),
    ("min", &["minimum"]),
    ("max", &["maximum"]),
    ("growth", &["growth_rate", "increase"]),
];

/// Returns a line whose functions are called as the language calls them; `None` where none has another name.
pub(super) fn functions(text: &str) -> Option<String> {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', '（']) {
        let (before, after) = rest.split_at_checked(at)?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let word = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        line.push_str(before.strip_suffix(word).unwrap_or(before));
        line.push_str(own_name(word).unwrap_or(word));
        let bracket = after.chars().next().map_or(0, char::len_utf8);
        let (bracket, behind) = after.split_at_checked(bracket)?;
        line.push_str(bracket);
        rest = behind;
    }
    line.push_str(rest);
    (line != text).then_some(line)
}

fn own_name(word: &str) -> Option<&'static str> {
    let small = word.to_lowercase();
    let is_own = |(own, _): &&(&str, &[&str])| *own == small && *own != word;
    let named = NAMES.iter().find(|(_, others)| others.contains(&small.as_str()));
    named.or_else(|| NAMES.iter().find(is_own)).map(|(own, _)| *own)
}
