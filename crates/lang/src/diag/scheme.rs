//! The sentences for what is found in schemes (考核办法) and lights (亮灯).

use super::Both;
use crate::problems;

problems! {
    /// Found in schemes and lights.
    pub enum SchemeProblem {
        /// A scheme without 对象.
        SubjectsMissing { scheme: String } = "scheme-subjects" Error
            en: "`{scheme}` does not say who is ranked",
            zh: "`{scheme}` 没有写考核谁",
            help en: "write a line such as `subjects 镇`", zh: "加一行，例如 `对象 镇`";
        /// A scheme without 满分.
        FullMissing { scheme: String, sum: String } = "scheme-full" Warning
            en: "`{scheme}` does not state its full points; its items come to {sum}",
            zh: "`{scheme}` 没有写满分；各项相加是 {sum} 分",
            help en: "write `full {sum}`, so that a slip in an item shows", zh: "写上 `满分 {sum}`，哪一项写错了就看得出来";
        /// Items that do not add up.
        PointsSum { own: String, stated: String, sum: String, parts: Vec<String> } = "points-sum" Error
            en: "`{own}` states {stated} points, but its items come to {sum}: {parts}",
            zh: "`{own}` 写的是 {stated} 分，各项相加却是 {sum} 分：{parts}",
            help en: "correct an item or the total", zh: "请核对各项分值或总分";
        /// An item without points.
        PointsUnstated { title: String } = "points-unstated" Error
            en: "`{title}` has no points, and no rule whose weight could stand for them",
            zh: "`{title}` 没有分值，也没有可以当分值的规则权重",
            help en: "write the points behind the title, as in `item \"…\" 10分`", zh: "在标题后写分值，例如 `项目 \"…\" 10分`";
        /// `项目 "…" 10%`
        PointsNumber { written: String } = "points-number" Error
            en: "`{written}` is no number of points",
            zh: "`{written}` 不是分值",
            help en: "write a number that is not negative, with or without 分", zh: "写一个不小于零的数，可以带“分”";
        /// Nobody says what equal totals come to.
        TiesUnstated { own: String } = "ties-unstated" Error
            en: "`{own}` ranks, but does not say what place equal ones take",
            zh: "`{own}` 要排名次，却没有写并列怎么办",
            help en: "write `ties skip` (1, 1, 3), `ties dense` (1, 1, 2), `ties lowest` (2, 2, 3) or `ties avg` (1.5, 1.5, 3)",
            zh: "写上 `并列 占位`（1、1、3）、`并列 不占位`（1、1、2）、`并列 末位`（2、2、3）或 `并列 平均`（1.5、1.5、3）";
        /// An item of which nobody knows how it is scored.
        MethodUnclear { title: String, why: Both, help: Both } = "method-unclear" Error
            en: "`{title}` cannot be scored: {why}",
            zh: "`{title}` 没法计分：{why}",
            help en: "{help}", zh: "{help}";
        /// A rule that is not there.
        RuleUnknown { id: String, proposal: Both } = "scheme-rule-unknown" Error
            en: "there is no rule `{id}`",
            zh: "没有编号为 `{id}` 的规则",
            help en: "{proposal}", zh: "{proposal}";
        /// A scheme that is not there.
        SchemeUnknown { name: String, proposal: Both } = "scheme-unknown" Error
            en: "there is no scheme `{name}`",
            zh: "没有名为 `{name}` 的考核办法",
            help en: "{proposal}", zh: "{proposal}";
        /// Schemes whose totals rest on one another.
        SchemeCircle { name: String } = "scheme-circle" Error
            en: "the total of `{name}` would rest on itself",
            zh: "`{name}` 的总分绕了一圈又要用自己",
            help en: "score one of the schemes without the other", zh: "其中一个考核办法不要再引用另一个的总分";
        /// The mean of totals over parts of a period that cannot be taken.
        TotalParted { name: String, why: Both, help: Both } = "total-parted" Error
            en: "no mean of the totals of `{name}` can be taken: {why}",
            zh: "没法取 `{name}` 总分的平均：{why}",
            help en: "{help}", zh: "{help}";
        /// A rule that is not judged below those who are ranked.
        RuleLevel { id: String, level: String, why: Both } = "rule-level" Error
            en: "the rule `{id}` cannot be scored for each {level}: {why}",
            zh: "规则 `{id}` 没法按{level}计分：{why}",
            help en: "measure the item by a figure of its own (`indicator …` with a target), or offices by what they lead: `rule lead`",
            zh: "改用指标计分（`指标 …`，再写目标）；考核部门的，写 `规则 牵头`，按它牵头的任务计分";
        /// Values that no band holds.
        ScoreGap { title: String, witness: String } = "score-gap" Error
            en: "no line of `{title}` says what {witness} scores",
            zh: "`{title}` 没有写 {witness} 得几分",
            help en: "extend a band, or write `band otherwise: …分`", zh: "把区间接上，或写 `区间 其余: …分`";
        /// Values that two bands hold.
        ScoreOverlap { title: String, first: String, second: String, witness: String } = "score-overlap" Error
            en: "{witness} falls under both `{first}` and `{second}` of `{title}`",
            zh: "{witness} 同时落在 `{title}` 的 `{first}` 和 `{second}` 里",
            help en: "give the edge to one of them, as in `[90%, 95%)`", zh: "边界只归一处，例如 `[90%, 95%)`";
        /// The same figure scored twice.
        ScoredTwice { first: String, second: String, measure: Both } = "scored-twice" Warning
            en: "`{second}` scores `{measure}`, which `{first}` scores already",
            zh: "`{second}` 考的 `{measure}`，`{first}` 已经考过",
            help en: "score it once, unless it is meant to count twice", zh: "只计一次分，除非本来就要重复计分";
        /// A better grade that asks less.
        GradeOrder { better: String, worse: String } = "grade-order" Error
            en: "`{better}` is listed before `{worse}` but asks no more of the total",
            zh: "`{better}` 排在 `{worse}` 前面，要求的分数却不更高",
            help en: "list the grades from the best to the worst", zh: "等次从高到低写";
        /// A grade that no line declares.
        GradeUnknown { name: String, proposal: Both } = "grade-unknown-class" Error
            en: "there is no grade `{name}` in the scheme",
            zh: "考核办法里没有 `{name}` 这个等次",
            help en: "{proposal}", zh: "{proposal}";
        /// Quotas that exceed everybody.
        QuotaOver { scheme: String, sum: String } = "quota-over" Error
            en: "the shares of the grades of `{scheme}` come to {sum}",
            zh: "`{scheme}` 各等次的比例加起来是 {sum}",
            help en: "a share is the most that may have the grade; together they are at most 100%", zh: "比例是该等次最多占多少，合计不能超过 100%";
        /// Nobody says what becomes of an item that does not apply.
        InapplicableUnstated { scheme: String } = "inapplicable-unstated" Warning
            en: "`{scheme}` does not say what becomes of an item that does not apply to somebody: where that happens, the points stay open",
            zh: "`{scheme}` 没有写某项不适用时怎么计分：遇到时该项分数不定",
            help en: "write `not_applicable exclude` (scale up the rest), `full`, `avg` or `zero`", zh: "写上 `不适用 剔除`（其余按满分折算）、`满分`、`平均` 或 `零分`";
        /// `满意值` equal to `不允许值`, a target of zero under a ratio.
        ScoreDivision { title: String, what: Both } = "score-division" Error
            en: "`{title}` divides by zero: {what}",
            zh: "`{title}` 要除以零：{what}",
            help en: "correct the number, or choose another method", zh: "请核对这个数，或换一种计分方法";
        /// A line that gives more than the item has.
        PointsOver { title: String, line: String, points: String, full: String } = "points-over" Warning
            en: "`{line}` gives up to {points} points, but `{title}` has only {full}",
            zh: "`{line}` 最多给 {points} 分，而 `{title}` 只有 {full} 分",
            help en: "correct one of the two, or allow more with `cap …`", zh: "请核对，或用 `最高 …分` 放宽";
        /// `连续倒数(…)` in a rule or a formula.
        TimesLastPlace {} = "times-last-place" Error
            en: "only conditions of schemes and lights can ask how often somebody was among the last: rules are judged before anybody is ranked",
            zh: "只有考核办法和亮灯的条件能问连续几次排在后几位：规则的判定在排名之前",
            help en: "write it as a condition of a light (`lights`) or of a veto (`veto … then …`)", zh: "把它写成亮灯的条件，或考核办法里的 `一票否决 … 结果 …`";
        /// `连续倒数(3位)` where there are several schemes, or none.
        TimesLastWhose { known: Vec<String> } = "times-last-whose" Error
            en: "it is not said by which scheme; the rules have {known}",
            zh: "没有写是哪个考核办法的名次；规则里有 {known}",
            help en: "name it: `times_last(\"…\", 3位)`", zh: "写出名称：`连续倒数(\"…\", 3位)`";
        /// `连续倒数(3万元)`
        PlacesUnclear { written: String } = "places-unclear" Error
            en: "`{written}` is no number of places",
            zh: "`{written}` 不是几位",
            help en: "write how many places are the last ones, as in `3位`", zh: "写后几位，例如 `3位`";
        /// Judgements without a light.
        LightsGap { name: String, witness: Both } = "lights-gap" Error
            en: "`{name}` gives no light where {witness}",
            zh: "`{name}` 在{witness}时没有灯",
            help en: "extend a condition, or write `COLOUR: otherwise`", zh: "把条件接上，或写 `颜色: 其余`";
        /// Judgements with two lights.
        LightsOverlap { name: String, first: String, second: String, witness: Both } = "lights-overlap" Error
            en: "`{name}` gives both `{first}` and `{second}` where {witness}",
            zh: "`{name}` 在{witness}时既是 `{first}` 又是 `{second}`",
            help en: "let the conditions exclude each other, or write `in_order`, so that the first that holds counts",
            zh: "让条件互不重叠，或写 `依次`，以先满足的为准";
        /// A condition of a light that cannot be read.
        LightsUnclear { written: String, why: Both } = "lights-unclear" Error
            en: "`{written}` is no condition of a light: {why}",
            zh: "`{written}` 不能作为亮灯条件：{why}",
            help en: "compare `verdict`, `lag`, `overdue`, `last_light` or a figure with a constant, as in `lag > 10个百分点`",
            zh: "把 `结论`、`落后`、`逾期`、`上期灯` 或指标与常数比较，例如 `落后 > 10个百分点`";
        /// Conditions with too many cases to go through.
        LightsIntricate { name: String } = "lights-intricate" Warning
            en: "the conditions of `{name}` have too many cases to prove that they cover everything",
            zh: "`{name}` 的条件组合太多，没法证明它们无遗漏、不重叠",
            help en: "compare fewer figures, or end with `COLOUR: otherwise` and `in_order`", zh: "少用几个指标，或用 `依次` 并以 `颜色: 其余` 收尾";
    }
}
