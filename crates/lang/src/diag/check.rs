//! The sentences for what is found while checking types and meaning.

use super::Both;
use crate::problems;

problems! {
    /// Found while checking types and meaning.
    pub enum CheckProblem {
        /// `每个 镇: 排名(产值, 县 在 市) <= 3位`
        RankLevel { level: String, here: String } = "rank-level" Error
            en: "the ranking is among entities of level {level}, but this is judged for {here}",
            zh: "排名在“{level}”之间进行，而这里判定的是“{here}”",
            help en: "rank among {here}, or judge each {level}", zh: "改为在“{here}”之间排名，或改为判定“{level}”";
        /// `增速(百强县名次) >= 5%`
        RankGrowth { name: Both } = "rank-growth" Error
            en: "`{name}` is a place in a ranking and has no growth",
            zh: "`{name}` 是名次，没有增速",
            help en: "compare the place itself, as in `{name} <= 10位`", zh: "直接与名次比较，例如 `{name} <= 10位`";
        /// `名次 >= 10位`
        RankUpsideDown { proposal: Both } = "rank-upside-down" Warning
            en: "the first place is the best, so this asks for a bad one",
            zh: "名次越小越好，这样写是要求名次靠后",
            help en: "write `{proposal}`", zh: "写作 `{proposal}`";
        /// `年数(C, 近6个月)`
        PeriodsTooFine {} = "periods-too-fine" Error
            en: "the window is one of months or quarters, which make no years to count",
            zh: "窗口以月或季度计，数不出年数",
            help en: "count months with `months(…)`, or give a window of years as in `2021..2025`", zh: "数月份用 `月数(…)`，或者写年份窗口，例如 `2021..2025`";
        /// `5万` where an amount of money is needed.
        UnitMissing { written: Both, against: Both, unit: String, fixed: String } = "unit-missing" Error
            en: "`{written}` has no unit, but `{against}` is in {unit}",
            zh: "`{written}` 没有单位，而 `{against}` 以 {unit} 计",
            help en: "write `{fixed}`", zh: "写成 `{fixed}`";
        /// A number without a unit where none is known either.
        BareNumber { written: Both, against: Both, example: String } = "bare-number" Warning
            en: "`{written}` has no unit, and none is declared for `{against}`: the plain numbers are compared",
            zh: "`{written}` 没有单位，`{against}` 也没有声明单位：按纯数比较",
            help en: "write the unit, as in `{example}`", zh: "写上单位，例如 `{example}`";
        /// 亩 against 元.
        DimensionMismatch { left: Both, left_unit: String, right: Both, right_unit: String, help: Both } = "dimension-mismatch" Error
            en: "`{left}` is in {left_unit}, but `{right}` is in {right_unit}",
            zh: "`{left}` 以 {left_unit} 计，`{right}` 却以 {right_unit} 计",
            help en: "{help}", zh: "{help}";
        /// An undeclared indicator that rules compare in two dimensions.
        UnitDisagrees { name: String, here: String, before: String } = "unit-disagrees" Error
            en: "`{name}` is compared in {here} here and in {before} elsewhere",
            zh: "`{name}` 在这里以 {here} 计，在别处以 {before} 计",
            help en: "declare the indicator with its unit: `indicator {name} {{ unit {before} }}`",
            zh: "请声明这个指标和它的单位：`指标 {name} {{ 计量单位 {before} }}`";
        /// A flag compared with a number and the like.
        KindMismatch { left: Both, left_kind: Both, right: Both, right_kind: Both, help: Both } = "kind-mismatch" Error
            en: "`{left}` is {left_kind} and `{right}` is {right_kind}: they cannot be compared",
            zh: "`{left}` 是{left_kind}，`{right}` 是{right_kind}，不能相互比较",
            help en: "{help}", zh: "{help}";
        /// `山区 > 是` and the like.
        OrderNeeded { name: Both, kind: Both } = "order-needed" Error
            en: "`{name}` is {kind} and has no order, so it can only be equal or not",
            zh: "`{name}` 是{kind}，没有大小之分，只能比较是否相等",
            help en: "use `=` or `!=`", zh: "用 `=` 或 `!=`";
        /// Two scales of grades.
        GradeScales { left: Both, right: Both } = "grade-scales" Error
            en: "`{left}` and `{right}` are graded on different scales",
            zh: "`{left}` 和 `{right}` 的等级不是同一套",
            help en: "compare each with a grade of its own scale", zh: "请分别与各自的等级比较";
        /// Arithmetic on what is no number.
        NumberExpected { name: Both, kind: Both } = "number-expected" Error
            en: "a number is needed here, but `{name}` is {kind}",
            zh: "这里要用数值，而 `{name}` 是{kind}",
            help en: "it can be counted, shared and compared: `count(LEVEL: condition)`",
            zh: "它只能计数、求占比和比较，例如 `数量(层级: 条件)`";
        /// A value where something must be true or false.
        ConditionExpected { name: Both, wanted: Both } = "condition-expected" Error
            en: "a condition is needed here, but `{name}` is a value",
            zh: "这里要写条件，而 `{name}` 是一个数值",
            help en: "{wanted}", zh: "{wanted}";
        /// `total` of something that is no flow.
        TotalNotFlow { name: Both, kind: Both } = "total-not-flow" Error
            en: "`{name}` is {kind}: its values of several years cannot be added up",
            zh: "`{name}` 是{kind}，各年数值不能累计相加",
            help en: "take its value at the end (`by YEAR`) or its increase (`gain({name})`); if it is a sum over the period, declare it as flow",
            zh: "用期末数（`截至 年份`）或增加值（`新增({name})`）；如果它确是时期内的合计，请声明为 时期数";
        /// `sum` of a ratio.
        SumOfRatio { name: Both } = "sum-of-ratio" Error
            en: "`{name}` is a ratio: the ratios of several entities cannot be added up",
            zh: "`{name}` 是比率，各对象的比率不能相加",
            help en: "use `avg(LEVEL: {name} weighted by …)`, or divide one sum by another",
            zh: "用 `平均(层级: {name} 加权 …)`，或者用两个合计数相除";
        /// `avg` of a ratio without a weight.
        AvgUnweighted { name: Both } = "avg-unweighted" Error
            en: "`{name}` is a ratio: its average needs a weight",
            zh: "`{name}` 是比率，求平均要说明权数",
            help en: "write `weighted by` and what the ratio is a share of", zh: "加上 `加权` 和该比率的分母，例如 `加权 户数`";
        /// A weight where nothing is weighted.
        WeightMisplaced { function: Both } = "weight-misplaced" Error
            en: "only an average can be weighted, not {function}",
            zh: "只有平均可以加权，{function}不能",
            help en: "delete `weighted by …`", zh: "删去 `加权 …`";
        /// `sum(村)`.
        BodyMissing { function: Both } = "body-missing" Error
            en: "{function} does not say of what",
            zh: "{function}没有说明对什么计算",
            help en: "write `LEVEL: …` in the parentheses", zh: "在括号里写 `层级: …`";
        /// `gain` of a flow.
        GainOfFlow { name: Both } = "gain-of-flow" Warning
            en: "`{name}` is a flow: its gain compares two years, it does not add up what came in between",
            zh: "`{name}` 是时期数：新增只比较两个年份，并不累计其间各年",
            help en: "use `total({name})` for what came about over the years, or `growth({name})`",
            zh: "多年合计用 `累计({name})`，相对变化用 `增速({name})`";
        /// `yearly(X) + 1%`.
        YearlyAlone {} = "yearly-alone" Error
            en: "a yearly growth can only be compared with a constant",
            zh: "年均增速只能直接与常数比较",
            help en: "put the arithmetic on the other side", zh: "把运算移到另一边";
        /// `in [5, 3]`.
        RangeEmpty { low: String, high: String } = "range-empty" Error
            en: "no value lies in the range from `{low}` to `{high}`",
            zh: "从 `{low}` 到 `{high}` 的范围里没有任何数值",
            help en: "write the lower end first", zh: "先写下限，再写上限";
        /// A formula that needs itself.
        FormulaCycle { name: String, through: Vec<String> } = "formula-cycle" Error
            en: "the formula of `{name}` needs `{name}` itself, through {through}",
            zh: "`{name}` 的公式绕了一圈又用到自己：{through}",
            help en: "take it out of one of the formulas", zh: "请从其中一个公式里去掉它";
        /// Formulas in formulas, or growth of growth: too much to compute.
        TooIntricate { limit: u64 } = "too-intricate" Error
            en: "written out with all formulas in it, this reads more than {limit} values for one result",
            zh: "连同其中的公式展开后，算一个结果要读 {limit} 个以上的数",
            help en: "name each part once, or report the inner part as an indicator of its own",
            zh: "每个部分只引用一次，或把内层作为单独的指标填报";
        /// A formula in another unit than its indicator.
        FormulaUnit { name: String, unit: String, formula_unit: String } = "formula-unit" Error
            en: "`{name}` is in {unit}, but its formula gives {formula_unit}",
            zh: "`{name}` 以 {unit} 计，公式算出来却以 {formula_unit} 计",
            help en: "correct the unit or the formula", zh: "请核对计量单位或公式";
        /// A formula of another kind than its indicator.
        FormulaKind { name: String, kind: Both, formula_kind: Both } = "formula-kind" Error
            en: "`{name}` is {kind}, but its formula gives {formula_kind}",
            zh: "`{name}` 是{kind}，公式给出的却是{formula_kind}",
            help en: "correct the kind or the formula", zh: "请核对类型或公式";
        /// Parts in another unit than the whole.
        PartUnit { part: String, part_unit: String, whole: String, unit: String } = "part-unit" Error
            en: "the part `{part}` is in {part_unit}, the whole `{whole}` in {unit}",
            zh: "分项 `{part}` 以 {part_unit} 计，总项 `{whole}` 以 {unit} 计",
            help en: "a part must be of the same sort as the whole", zh: "分项要与总项同一种计量";
        /// Rolling up what does not add up.
        RollUp { name: String, kind: Both, how: Both } = "roll-up" Error
            en: "`{name}` is {kind} and cannot be rolled up by {how}",
            zh: "`{name}` 是{kind}，不能用“{how}”来汇总",
            help en: "a ratio needs `weighted by …`, a state at a moment `last`", zh: "比率要用 `加权 …`，时点数用 `期末`";
        /// `每个 村: 数量(镇: …)`.
        LevelNotBelow { inner: String, outer: String } = "level-not-below" Error
            en: "there is no {inner} within a {outer}",
            zh: "{outer} 之下没有 {inner}",
            help en: "name a level below {outer}", zh: "请写 {outer} 以下的层级";
        /// `每个 县: X@村`.
        LevelNotAbove { written: String, level: String } = "level-not-above" Error
            en: "`@{written}` must name a level above {level}",
            zh: "`@{written}` 应是 {level} 的上级",
            help en: "name a level above {level}, or a place", zh: "请写 {level} 的上级层级，或具体地名";
        /// An indicator read at a level where it is not reported.
        LevelDiffers { name: String, declared: String, used: String } = "level-differs" Warning
            en: "`{name}` is declared for {declared} and read here for {used}",
            zh: "`{name}` 声明为 {declared} 的指标，这里却对 {used} 取数",
            help en: "correct the level, or declare how it rolls up: `upward sum`",
            zh: "请核对层级；如可由下级汇总，请声明 `汇总 合计`";
        /// A deadline within a year for annual figures.
        CoarseData { name: String, frequency: Both, time: String, period: String } = "coarse-data" Warning
            en: "`{name}` is reported by the {frequency}, so {time} is judged by the figure of {period}",
            zh: "`{name}` 按{frequency}报数，{time} 的期限要等 {period} 的数才能判定",
            help en: "write `by {period}`, or have it reported more often", zh: "写成 `截至 {period}`，或者提高报数频率";
        /// `in 2025-10` for annual figures.
        FinerThanData { name: String, frequency: Both, time: Both } = "finer-than-data" Error
            en: "`{name}` is reported by the {frequency}, so there is no figure for {time}",
            zh: "`{name}` 按{frequency}报数，没有 {time} 的数",
            help en: "judge it by the {frequency}, or have it reported more often", zh: "请按{frequency}判定，或者提高报数频率";
        /// A time that the plan does not cover.
        OutsidePlan { time: String, plan: String, from: String, to: String } = "outside-plan" Warning
            en: "{time} lies outside the period of the plan `{plan}`, {from}..{to}",
            zh: "{time} 不在方案“{plan}”的期间 {from}..{to} 之内",
            help en: "correct the time, or the period of the plan", zh: "请核对时限或方案期间";
        /// Nobody answers for the rule.
        NoOffice { id: String } = "no-office" Warning
            en: "nobody answers for rule {id}: there is no lead or responsible office",
            zh: "规则 {id} 没有牵头或责任单位",
            help en: "write `lead …` or `responsible …`", zh: "写上 `牵头 …` 或 `责任 …`";
        /// No place in a document.
        NoCite { id: String } = "no-cite" Info
            en: "rule {id} does not say where its target stands",
            zh: "规则 {id} 没有写明依据",
            help en: "write `cite \"section\"`", zh: "写上 `依据 \"章节\"`";
        /// So many errors that nothing else was looked for.
        ErrorsFirst { n_rules: u64, limit: u64 } = "errors-first" Info
            en: "{n_rules} rules have errors, so only errors were looked for, no warnings and no notes",
            zh: "有 {n_rules} 条规则出错，所以只查了错误，没有查警告和提示",
            help en: "mend the errors; the rest is looked for once no more than {limit} rules have any",
            zh: "请先改错误；出错的规则不超过 {limit} 条时再查其余的";
        /// `=` against what is measured.
        ExactEquality { name: Both } = "exact-equality" Warning
            en: "`{name}` would have to hit this value to the last digit",
            zh: "`{name}` 必须一位不差地等于这个数才算达标",
            help en: "use `>=` or `<=`, or `about … ± …`", zh: "用 `>=`、`<=`，或 `约 … ± …`";
        /// Where a statement without a scope is judged.
        JudgedAt { name: String, level: String } = "judged-at" Info
            en: "no scope is written: judged for every {level}, or at the region where `{name}` is reported for it",
            zh: "没有写适用范围：对每个{level}判定；如地区本身有 `{name}` 的数，则在地区判定",
            help en: "write `every {level}:` or `at PLACE:` in front", zh: "在前面写上 `每个 {level}:` 或 `在 地名:`";
        /// The same for an indicator whose level is not known.
        JudgedWhereReported { name: String } = "judged-where-reported" Info
            en: "no scope is written: judged for every entity that reports `{name}`",
            zh: "没有写适用范围：对每个报有 `{name}` 的对象判定",
            help en: "write `every LEVEL:` or `at PLACE:` in front", zh: "在前面写上 `每个 层级:` 或 `在 地名:`";
    }
}
