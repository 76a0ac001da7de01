//! The sentences for what is found while bringing rules and data together.

use dabiao_lang::diag::Both;
use dabiao_lang::problems;

problems! {
    /// Found while bringing rules and data together.
    pub enum EvalProblem {
        /// A place that nobody has.
        UnknownPlace { place: String } = "place-unknown" Error
            en: "`{place}` is nobody in the roster",
            zh: "名录中没有`{place}`",
            help en: "write a name or a code of the roster", zh: "请写名录中的名称或代码";
        /// A name that several have.
        AmbiguousPlace { place: String, candidates: Vec<String> } = "place-ambiguous" Error
            en: "`{place}` may be any of {candidates}",
            zh: "`{place}`不唯一，可能是：{candidates}",
            help en: "write the path, as in `卡子镇/桂花村`, or the code", zh: "请写全路径（如`卡子镇/桂花村`）或代码";
        /// An undeclared name with data on several levels.
        SeveralLevels { indicator: String, levels: Vec<String> } = "levels-mixed" Error
            en: "`{indicator}` has data for {levels}, and the statement does not say for whom it is meant",
            zh: "`{indicator}`在{levels}都有数据，而规则没有写明对象",
            help en: "begin the statement with `每个` and a level, or declare the indicator with its level",
            zh: "请在语句前写`每个 …:`，或在指标中声明层级";
        /// Data coarser than the period, after `in` and `each`.
        CoarserData { indicator: String, period: String } = "data-coarser" Error
            en: "`{indicator}` has no figures as fine as {period}",
            zh: "`{indicator}`没有细到{period}的数据";
        /// Data coarser than the date, after `by`.
        CoarserDeadline { indicator: String, period: String, instead: String } = "deadline-finer-than-data" Warning
            en: "`{indicator}` has no figures as fine as {period}; {instead} is judged",
            zh: "`{indicator}`没有细到{period}的数据，按{instead}判定";
        /// An audit that fails.
        AuditFails { title: String, entity: String, period: String, difference: Box<Both> } = "audit-failed" Error
            en: "`{title}` does not hold for {entity} in {period}: {difference}",
            zh: "{entity}{period}的数据不满足审核`{title}`：{difference}";
        /// A reported figure that differs from the sum of those below.
        RollUpDiffers { indicator: String, entity: String, period: String, reported: String, computed: Box<Both> }
            = "roll-up-differs" Warning
            en: "`{indicator}` of {entity} in {period} is reported as {reported}, those below make {computed}",
            zh: "{entity}{period}的`{indicator}`上报为{reported}，由下级推算为{computed}";
        /// A reported year that differs from what its own quarters or months make.
        WithinYearDiffers { indicator: String, entity: String, period: String, reported: String, computed: Box<Both> }
            = "within-year-differs" Warning
            en: "`{indicator}` of {entity} in {period} is reported as {reported}, its own shorter periods make {computed}",
            zh: "{entity}{period}的`{indicator}`上报为{reported}，由本对象期内各期数据推算为{computed}";
        /// A year that is asked for although nothing says how its quarters make it up.
        WithinYearUndeclared { indicator: String, period: String, finer: Box<Both> }
            = "within-year-undeclared" Warning
            en: "`{indicator}` is reported {finer}, but nothing says how {period} is made of that",
            zh: "`{indicator}`有{finer}数据，但没有声明`年内`，{period}的值无从得出",
            help en: "declare `within year last` or `within year avg` in `{indicator}`",
                zh: "在指标`{indicator}`里写上 `年内 期末` 或 `年内 平均`";
        /// Figures of somebody outside of every rule's region, or without a level.
        EntityUnseen { entity: String, count: u64 } = "entity-unseen" Warning
            en: "no rule can see `{entity}`: {count} of its figures are read by nobody",
            zh: "没有规则能看到`{entity}`：它有 {count} 个数据无人读取",
            help en: "look at its level and parent in the roster, and at the regions of the plans",
                zh: "请核对它在名录中的层级和上级，以及方案的地区";
        /// A stated base value that is not the one of the data.
        BaselineDiffers { indicator: String, entity: String, period: String, stated: String, reported: String }
            = "baseline-differs" Warning
            en: "the rule states {stated} as the base value of `{indicator}`, the data have {reported} for {entity} in {period}",
            zh: "规则写明`{indicator}`的基期值为{stated}，而{entity}{period}的数据为{reported}",
            help en: "growth and gains are read from the data, progress starts from the stated value; correct one of them",
                zh: "增速、新增按数据计算，进度从写明的基期值算起；请核对并更正其一";
        /// `累计(X) >= 10 每年`
        TotalOfEach {} = "total-of-each" Info
            en: "each period is asked for its own part of the total",
            zh: "累计没有写窗口，每个时期各看当期的数";
        /// `截至 明年`: a word that is no date and no column of dates.
        NoDate { name: String } = "time-no-date" Error
            en: "`{name}` is neither a date nor a column of dates in the roster",
            zh: "`{name}` 既不是日期，名录里也没有这样一列日期",
            help en: "write a date, or add a column of dates to the roster", zh: "请写日期，或在名录里加上这一列日期";
        /// A whole that differs from the sum of its parts.
        PartsDiffer { indicator: String, entity: String, period: String, reported: String, relation: Box<Both>, computed: Box<Both> }
            = "parts-differ" Warning
            en: "`{indicator}` of {entity} in {period} is {reported}, {relation} {computed}",
            zh: "{entity}{period}的`{indicator}`为{reported}，{relation}{computed}";
        /// A figure far from what it was a year before.
        YearJump { indicator: String, entity: String, period: String, value: Box<str>, before: Box<str>, change: Box<Both>, typical: Box<Both> }
            = "year-jump" Warning
            en: "`{indicator}` of {entity} in {period} is {value}, a year before {before}: {change}{typical}",
            zh: "{entity}{period}的`{indicator}`为{value}，上年同期{before}，{change}{typical}",
            help en: "correct the figure, or explain it in a table with the columns 审核, 对象, 时期, 说明, 说明人, 日期",
            zh: "请更正，或在说明表（审核、对象、时期、说明、说明人、日期）中写明原因";
        /// A figure that fits after a conversion of units.
        UnitSlip { indicator: String, entity: String, period: String, value: Box<str>, slip: Box<Both>, converted: Box<str>, like: Box<Both> }
            = "unit-slip" Warning
            en: "`{indicator}` of {entity} in {period} is {value}, which looks like {slip}: converted it is {converted}, {like}",
            zh: "{entity} {period} 的`{indicator}`为{value}，像是{slip}：换算后为{converted}，{like}",
            help en: "correct the figure, or explain it in a table with the columns 审核, 对象, 时期, 说明, 说明人, 日期",
            zh: "请更正，或在说明表（审核、对象、时期、说明、说明人、日期）中写明原因";
        /// One figure for all below one entity.
        SameForAll { indicator: String, entity: String, period: String, value: String, count: u64 } = "same-for-all" Warning
            en: "all {count} below {entity} report {value} for `{indicator}` in {period}",
            zh: "{entity}下{count}个对象{period}的`{indicator}`全部是{value}";
        /// The figures of last year once more.
        SameAsLastYear { what: Box<Both>, entity: String, period: String } = "same-as-last-year" Warning
            en: "{entity} reports for {period} exactly what it reported a year before: {what}",
            zh: "{entity}{period}上报的数与上年完全相同：{what}";
        /// A cumulative figure that falls within a year.
        CumulativeFalls { indicator: String, entity: String, period: String, value: Box<str>, before: Box<str>, earlier: Box<str> }
            = "cumulative-falls" Warning
            en: "the cumulative figure of `{indicator}` of {entity} falls from {before} in {earlier} to {value} in {period}",
            zh: "{entity}的`{indicator}`是累计数，却从{earlier}的{before}降到{period}的{value}";
        /// An explanation that no finding asks for.
        ExplanationStale { audit: String, entity: String, period: String } = "explanation-stale" Warning
            en: "nothing is left to be explained by the explanation of `{audit}` for {entity} in {period}",
            zh: "{entity}{period}关于`{audit}`的说明没有对应的问题",
            help en: "the figure was corrected, or a name is misspelt; delete or correct the row",
            zh: "数据已更正，或名称有误；请删去或改正这一行";
        /// Points for an item that no scheme lets people score.
        PointsUnasked { item: String, items: Vec<String> } = "points-unasked" Error
            en: "no scheme asks for points for `{item}`; they do not count",
            zh: "没有考核办法要求为`{item}`评分；这条评分不作数",
            help en: "items that ask for them have a line `entered_by`: {items}", zh: "要评分的项目有一行`评分 …`：{items}";
        /// Points that an item cannot give.
        PointsBeyond { item: String, points: String, most: String } = "points-beyond" Error
            en: "`{item}` gives 0 to {most} points, and {points} were entered",
            zh: "`{item}`分值 {most} 分，录入的是 {points} 分";
        /// An item that was scored twice.
        PointsTwice { item: String, before: String, points: String } = "points-twice" Error
            en: "`{item}` was given {before} points before, and {points} here",
            zh: "`{item}`前面录入的是 {before} 分，这里是 {points} 分";
        /// An explanation of what must be corrected.
        ExplanationHard { audit: String, entity: String, period: String } = "explanation-hard" Warning
            en: "`{audit}` must hold: the explanation for {entity} in {period} does not settle it",
            zh: "`{audit}`是强制性审核，{entity}{period}的说明不能代替更正";
        /// A verdict that came out otherwise when it was recomputed: a fault of this program.
        SelfCheckDiffers { rule: String, period: String, way: Box<Both>, here: Box<Both>, there: Box<Both> }
            = "self-check-differs" Error
            en: "internal error: `{rule}` {period} is {here}, but {there} when {way}",
            zh: "内部错误：`{rule}` {period} 判为{here}，{way}却是{there}",
            help en: "do not rely on this verdict; report it with the rules and the data",
            zh: "请勿采用这一结论，并把规则和数据连同本提示报告给维护者";
        /// A statement without a scope that is judged for many.
        JudgedForEach { indicator: String, count: u64 } = "judged-for-each" Info
            en: "the statement names nobody; `{indicator}` is judged for each of the {count} that report it",
            zh: "语句没有写明对象，`{indicator}`对{count}个有数据的对象逐个判定";
    }
}
