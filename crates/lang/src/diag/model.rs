//! The sentences for what is found while resolving names, units and dates.

use super::Both;
use crate::problems;

problems! {
    /// Found while resolving names, units and dates.
    pub enum ModelProblem {
        /// `收入 >= 五万元`
        NumberInWords { written: String, digits: String } = "number-in-words" Error
            en: "`{written}` is a number in words, and would be read as a name",
            zh: "`{written}` 是汉字数字，会被当作名称",
            help en: "write `{digits}`", zh: "写作 `{digits}`";
        /// Two revisions that begin on one day.
        RevisedTwice { day: String } = "revised-twice" Error
            en: "two revisions of one statement begin on {day}",
            zh: "同一条语句有两处调整都自 {day} 起",
            help en: "keep the one that is in force", zh: "只留实际生效的一处";
        /// A revision before the one above it.
        RevisedOrder { day: String, before: String } = "revised-order" Error
            en: "this revision begins on {day}, before the one above it ({before})",
            zh: "这处调整自 {day} 起，早于写在它前面的那一处（{before}）",
            help en: "write revisions in the order of their days", zh: "请按日期先后书写各处调整";
        /// `>= 20 截至 2023, >= 26 截至 2025` and `调整 自 …: >= 24`
        RevisedWhich {} = "revised-which" Error
            en: "the statement has several targets, and it is open which of them this replaces",
            zh: "这条语句有几个目标，看不出调整的是哪一个",
            help en: "write the time of the target that is replaced", zh: "在调整后的目标里写上被替换目标的时间";
        /// A revision of a condition that has no number.
        RevisedHolds {} = "revised-holds" Error
            en: "the statement is a condition without a target that could be replaced",
            zh: "这条语句是一个条件，没有可以替换的目标",
            help en: "write the statement as `X >= …`", zh: "把语句写成 `X >= …` 的样子";
        /// `指标 X { 公式 A / B; 任务 }`
        AssignedFormula { name: String } = "assigned-formula" Error
            en: "`{name}` follows from a formula, so its figures cannot be set as well",
            zh: "`{name}` 由公式算出，不能又由任务下达",
            help en: "leave out either the formula or `assigned`", zh: "`公式` 和 `任务` 只留一个";
        /// `指标 X { 类型 是非; 任务 }`
        AssignedNotNumber { name: String } = "assigned-not-number" Error
            en: "`{name}` is no number, and only numbers can be set as a task",
            zh: "`{name}` 不是数值，任务只能是数值",
            help en: "leave out `assigned`, or declare the kind as flow, stock or ratio",
            zh: "去掉 `任务`，或者把类型声明为 时期数、时点数或比率";
        /// `任务 { 东门镇 2025: 3亿元; 东门镇 2025: 4亿元 }`
        AssignedTwice { entity: String, period: String } = "assigned-twice" Error
            en: "the task of `{entity}` for {period} is set twice",
            zh: "`{entity}` {period} 的任务定了两次",
            help en: "keep one of the two lines", zh: "两行只留一行";
        /// `任务 { 东门镇: 3亿元 }`
        AssignedNoPeriod { written: String } = "assigned-no-period" Error
            en: "`{written}` does not say for which period the task is set",
            zh: "`{written}` 没有写明是哪个时期的任务",
            help en: "write the period in the line, as in `X 2025: …`, or once before the brace, as in `assigned 2025 {{ … }}`",
            zh: "在这一行写上时期，如 `东门镇 2025: …`，或者在括号前写一次，如 `任务 2025 {{ … }}`";
        /// `任务 2025 { 东门镇: 3 }`
        AssignedUnit { written: String, name: String, unit: String } = "assigned-unit" Error
            en: "the task `{written}` does not fit `{name}`, which is in {unit}",
            zh: "任务 `{written}` 与以 {unit} 计的 `{name}` 对不上",
            help en: "write the task in {unit}", zh: "任务请用 {unit} 书写";
        /// `任务 "分解/招商.csv"` of a file that is not there.
        AssignedMissing { path: String, why: Both } = "assigned-missing" Error
            en: "the table of tasks `{path}` cannot be read: {why}",
            zh: "读不到任务表 `{path}`：{why}",
            help en: "the path is relative to the file that names it", zh: "路径相对于写有 `任务` 的那个文件";
        /// `名录 "名录.csv"` of a file that is not there, or of one that is no roster.
        RosterUnreadable { path: String, why: Both } = "roster-unreadable" Error
            en: "the roster `{path}` that the plan names cannot be read: {why}",
            zh: "读不到方案写明的名录 `{path}`：{why}",
            help en: "the path is relative to the file that names it", zh: "路径相对于写有 `名录` 的那个文件";
        /// A table of tasks without a single figure.
        AssignedEmpty { path: String, name: String } = "assigned-empty" Error
            en: "the table `{path}` has no figure for `{name}`",
            zh: "任务表 `{path}` 里没有 `{name}` 的数",
            help en: "head one column with places and the others with years or with the name of the indicator",
            zh: "一列写地方，其余各列的表头写年份或指标名称";
        /// `测试 "…" { 设 收入@甲村[2025] = 5万元 }`
        TestWithoutExpect {} = "test-without-expect" Error
            en: "the test expects nothing, and so can never fail",
            zh: "测试没有写 `应得`，永远不会失败",
            help en: "add a line such as `expect RULE = met`", zh: "加上一行，例如 `应得 规则编号 = 达标`";
        /// `公式 加权 { A: 0.4; B: 60% }`
        WeightShare { written: String } = "weight-share" Error
            en: "`{written}` is no share: the weights of a weighted formula are written in %",
            zh: "`{written}` 不是比例：加权公式的权重用 % 书写",
            help en: "write `40%` for four tenths", zh: "四成写 `40%`";
        /// `公式 加权 { A: 40%; B: 50% }`
        WeightsNotWhole { total: String } = "weights-not-whole" Error
            en: "the weights add up to {total}, not to 100%",
            zh: "各项权重合计 {total}，应为 100%",
            help en: "change the weights so that they make 100% together", zh: "请调整权重，使合计为 100%";
        /// `total(X, 2021..2025) >= 10 each year`
        TotalEachWindow {} = "total-each-window" Error
            en: "a total over a stated window has one sum, and cannot be asked for each year",
            zh: "写明了窗口的累计只有一个总数，不能每年各要求一次",
            help en: "leave the window out to ask each year for its part, or leave `each` out",
                zh: "去掉窗口，每年各看当年数；或者去掉 `每年`";
        /// `total(X, 2021..2025) >= 10 by 2023`
        TotalOtherDate { due: String, end: String } = "total-other-date" Error
            en: "the total ends with {end}, but is asked for by {due}",
            zh: "累计的窗口到{end}为止，目标却截至{due}",
            help en: "write the window, and let it end with the time of the target; without one a total is that of the plan's period", zh: "写出窗口，并让它的终点与目标的时间一致；不写窗口就是规划期间的累计";
        /// `use` of a file that is not there.
        UseMissing { path: String, why: Both } = "use-missing" Error
            en: "`{path}` cannot be read: {why}",
            zh: "读不到 `{path}`：{why}",
            help en: "the path is relative to the file that names it", zh: "路径相对于引用它的文件";
        /// `use` of a file that does not belong to the rule set.
        UseOutside { path: String, roots: Vec<String> } = "use-outside" Error
            en: "`{path}` lies outside of the rule set ({roots}) and was not read",
            zh: "`{path}` 在规则集（{roots}）之外，没有读取",
            help en: "move the file into the rule set, or allow it with `--allow-outside`",
            zh: "把文件移到规则集之内；确要读取，请加 `--allow-outside`";
        /// `use` of a file that is no rule file.
        UseNotRules { path: String } = "use-not-rules" Error
            en: "`{path}` is no rule file (*.rules) and was not read",
            zh: "`{path}` 不是规则文件（*.rules），没有读取",
            help en: "only files whose names end in `.rules`, and folders of them, can be used",
            zh: "只能引用以 `.rules` 结尾的文件，或放着这种文件的文件夹";
        /// A link in a folder of rules that leads elsewhere.
        LinkOutside { path: String, folder: String } = "link-outside" Error
            en: "`{path}` is a link that leads out of `{folder}` and was not followed",
            zh: "`{path}` 是指到 `{folder}` 之外的链接，没有读取",
            help en: "put the file itself there, name it on the command line, or allow it with `--allow-outside`",
            zh: "把文件本身放进去，或在命令行里写出它；确要跟随链接，请加 `--allow-outside`";
        /// A device where a rule file should be.
        FileSpecial { path: String } = "file-special" Error
            en: "`{path}` is a device, a pipe or a socket and was not read",
            zh: "`{path}` 是设备、管道或套接字，没有读取",
            help en: "put a plain file there; a pipe can be named on the command line", zh: "请换成普通文件；管道可以在命令行里写出";
        /// A path of the command line that is not there.
        FileUnreadable { path: String, why: Both } = "rules-unreadable" Error
            en: "`{path}` cannot be read: {why}",
            zh: "读不到 `{path}`：{why}";
        /// A folder of the command line without rules, as a mistyped one mostly is.
        NoRuleFiles { path: String } = "no-rule-files" Error
            en: "there is no rule file (*.rules) in `{path}`",
            zh: "`{path}` 里没有规则文件（*.rules）",
            help en: "name the folder that holds the rules", zh: "请写规则所在的文件夹";
        /// A rule file in another encoding.
        FileEncoding { encoding: String } = "file-encoding" Warning
            en: "the file is not UTF-8 and was read as {encoding}",
            zh: "文件不是 UTF-8，已按 {encoding} 读取",
            help en: "save the file as UTF-8", zh: "请把文件另存为 UTF-8";
        /// Bytes that are text in no encoding we know.
        FileNotText {} = "file-not-text" Error
            en: "the file is neither UTF-8 nor GB18030 text",
            zh: "文件既不是 UTF-8 也不是 GB18030 文本",
            help en: "save the file as UTF-8", zh: "请把文件另存为 UTF-8";
        /// `dabiao 2` while there is only version 1.
        UnknownVersion { number: String } = "unknown-version" Error
            en: "version `{number}` of the language is not known, the newest is 1",
            zh: "语言版本 `{number}` 尚不存在，最新是 1",
            help en: "write `dabiao 1`", zh: "写成 `语言 1`";
        /// A name that two indicators bear.
        DuplicateName { name: String } = "duplicate-name" Error
            en: "`{name}` is declared twice, and not identically",
            zh: "`{name}` 声明了两次，且内容不同",
            help en: "keep one declaration, or give one of them another name", zh: "只留一处声明，或给其中一个换个名字";
        /// Two rules with one ID.
        DuplicateId { id: String } = "duplicate-id" Error
            en: "the ID `{id}` is used by two rules",
            zh: "编号 `{id}` 被两条规则使用",
            help en: "give one of the rules another ID", zh: "给其中一条规则换个编号";
        /// A field that a rule states twice.
        FieldRepeated { field: Both } = "field-repeated" Warning
            en: "{field} is stated twice, the first counts",
            zh: "{field}写了两次，以第一次为准",
            help en: "delete one of the two", zh: "删去其中一处";
        /// A level that nobody declared.
        UnknownLevel { name: String, proposal: Both } = "unknown-level" Error
            en: "there is no level `{name}`",
            zh: "没有 `{name}` 这个层级",
            help en: "{proposal}", zh: "{proposal}";
        /// Levels that stand above themselves.
        LevelCycle { name: String } = "level-cycle" Error
            en: "the level `{name}` stands above itself",
            zh: "层级 `{name}` 绕了一圈又在自己之上",
            help en: "name a level above it that is not below it", zh: "请写一个不在它之下的上级层级";
        /// A unit that no table holds.
        UnitUnknown { unit: String, proposal: Both } = "unit-unknown" Warning
            en: "the unit `{unit}` is not known, it compares only with itself",
            zh: "不认识计量单位 `{unit}`，它只能与自己比较",
            help en: "{proposal}", zh: "{proposal}";
        /// A unit with something glued behind it.
        UnitRunsOn { written: String, unit: String, rest: String, proposal: Both } = "unit-runs-on" Error
            en: "`{written}` is no unit: `{rest}` is glued to `{unit}`",
            zh: "`{written}` 不是计量单位：`{unit}` 后面连着 `{rest}`",
            help en: "{proposal}", zh: "{proposal}";
        /// Units defined by each other.
        UnitCycle { unit: String } = "unit-cycle" Error
            en: "the unit `{unit}` is defined by itself",
            zh: "计量单位 `{unit}` 用自己定义了自己",
            help en: "define it by a unit that is known", zh: "请用已知的单位来定义";
        /// A unit whose definition says nothing.
        UnitDefinition { unit: String } = "unit-definition" Error
            en: "the definition of the unit `{unit}` must be a positive amount with a unit",
            zh: "计量单位 `{unit}` 的定义应是带单位的正数",
            help en: "write for instance `unit {unit} = 50公斤`", zh: "例如写成 `单位 {unit} = 50公斤`";
        /// 31 June and its like.
        NoSuchDate { written: String } = "no-such-date" Error
            en: "there is no date `{written}`",
            zh: "不存在 `{written}` 这个日期",
            help en: "months run from 1 to 12, quarters from 1 to 4, and days to the end of their month",
            zh: "月份为 1 至 12，季度为 1 至 4，日不超过当月天数";
        /// A window that ends before it begins.
        WindowReversed { from: String, to: String } = "window-reversed" Error
            en: "the window ends before it begins: `{from}..{to}`",
            zh: "时间范围的终点早于起点：`{from}..{to}`",
            help en: "write `{to}..{from}`", zh: "写成 `{to}..{from}`";
        /// `each 0 years`.
        StepZero {} = "step-zero" Error
            en: "a step of 0 never moves on",
            zh: "步长为 0，永远不会前进",
            help en: "write a step of 1 or more", zh: "步长至少为 1";
        /// Words glued together.
        NameGlued { name: String, spaced: String } = "name-glued" Error
            en: "`{name}` is not declared and looks like several words written as one",
            zh: "`{name}` 没有声明，看起来是几个词连写了",
            help en: "write `{spaced}`; if it is one name, declare it as an indicator",
            zh: "写成 `{spaced}`；如果它本来就是一个名称，请声明为指标";
        /// `三年累计培训2万人次` alone in a rule: a sentence of a plan where the name of a flag might stand.
        SentenceNotRule { written: String, proposal: Both } = "sentence-not-rule" Error
            en: "`{written}` is a sentence of a plan, and would be read as the name of an indicator",
            zh: "`{written}` 是方案里的一句话，会被当作一个指标的名称",
            help en: "{proposal}", zh: "{proposal}";
        /// A name that is used as an indicator and not declared.
        IndicatorUndeclared { name: String, proposal: Both } = "indicator-undeclared" Warning
            en: "the indicator `{name}` is not declared",
            zh: "指标 `{name}` 没有声明",
            help en: "{proposal}", zh: "{proposal}";
        /// A grade that the indicator does not have.
        GradeUnknown { grade: String, indicator: String, grades: Vec<String> } = "no-such-grade" Error
            en: "`{grade}` is not a grade of `{indicator}`",
            zh: "`{grade}` 不是 `{indicator}` 的等级",
            help en: "the grades are, the lowest first: {grades}", zh: "等级从低到高为：{grades}";
        /// A plan that nobody declared.
        PlanUnknown { name: String, proposal: Both } = "plan-unknown" Error
            en: "there is no plan `{name}`",
            zh: "没有名为 `{name}` 的方案",
            help en: "{proposal}", zh: "{proposal}";
        /// `about` without a tolerance.
        ToleranceMissing {} = "tolerance-missing" Error
            en: "`about` needs a tolerance, and neither the rule nor its plan states one",
            zh: "“左右”要有允许偏差，而规则和方案都没有写",
            help en: "write for instance `± 10%` behind the amount, or `about ±10%` in the plan",
            zh: "在数量后面写 `± 10%` 之类，或在方案里写 `左右 ±10%`";
        /// A tolerance in another unit than its target.
        ToleranceUnit { tolerance: String, target: String } = "tolerance-unit" Error
            en: "the tolerance `{tolerance}` does not fit the target `{target}`",
            zh: "允许偏差 `{tolerance}` 与目标 `{target}` 的单位对不上",
            help en: "write a share such as `± 10%`, or an amount in the unit of the target",
            zh: "写成 `± 10%` 这样的比例，或与目标同单位的数量";
        /// `城乡-收入比`
        NameOrMinus { name: String } = "name-or-minus" Warning
            en: "`{name}` is read as one indicator minus another, and neither is declared",
            zh: "`{name}` 读作两个指标相减，而两个都没有声明",
            help en: "if it is one name, put it in quotes: `「{name}」`; if not, declare the two",
            zh: "若是一个名称，加上引号：`「{name}」`；若是相减，先声明两个指标";
        /// `约 6% ± 0.5%`
        ToleranceUnclear { target: String, tolerance: String, near: Both, wide: Both, points: String, tolerance_points: String } = "tolerance-unclear" Warning
            en: "`{target} ± {tolerance}` can be read in two ways: it is taken as {near}, {wide} may be meant",
            zh: "`{target} ± {tolerance}` 有两种读法：这里读作 {near}，也可能指 {wide}",
            help en: "write `±{tolerance_points}` for the second, `±{points}` for the first",
            zh: "指后者写 `±{tolerance_points}`，确是前者写 `±{points}`";
        /// An exception where there is nothing to except from.
        ExceptionWithoutEvery {} = "exception-without-every" Error
            en: "an exception needs a statement with `every` to except from",
            zh: "例外只能写在“每个…”的条款之后",
            help en: "write `every LEVEL:` in front of the statement", zh: "在条款前写上 `每个 层级:`";
        /// An expectation about a rule that is not there.
        RuleUnknown { id: String, proposal: Both } = "rule-unknown" Error
            en: "there is no rule `{id}`",
            zh: "没有编号为 `{id}` 的规则",
            help en: "{proposal}", zh: "{proposal}";
        /// A word that is no verdict.
        VerdictUnknown { word: String } = "verdict-unknown" Error
            en: "`{word}` is no verdict",
            zh: "`{word}` 不是结论",
            help en: "verdicts are unmet, invalid, missing, empty, behind, pending, on_track, early, met",
            zh: "结论有：未达标、数据有误、缺数、无适用对象、进度滞后、未到期、正常推进、提前达标、达标";
        /// A series whose values do not fit its window.
        SeriesLength { values: u64, periods: u64 } = "series-length" Error
            en: "{values} values are given for {periods} periods",
            zh: "时期有 {periods} 个，数值有 {values} 个",
            help en: "write one value for each period, `_` where there is none", zh: "每个时期写一个数值，没有的写 `_`";
        /// A code that is silenced and does not exist.
        AllowUnknown { code: String, proposal: Both } = "allow-unknown" Warning
            en: "there is no finding with the code `{code}`",
            zh: "没有代码为 `{code}` 的检查",
            help en: "{proposal}", zh: "{proposal}";
        /// A finding that was silenced until a day that has passed.
        AllowLapsed { code: String, until: String } = "allow-lapsed" Error
            en: "the finding `{code}` was allowed until {until}, which has passed",
            zh: "`{code}` 只准许到 {until}，已经过期",
            help en: "settle the finding, or set a new date", zh: "请解决这个问题，或写新的日期";
        /// A bound of a range that names no unit.
        RangeUnit { written: String, unit: String } = "range-unit" Error
            en: "`{written}` has no unit, but the indicator is in {unit}; it is read as {unit}",
            zh: "`{written}` 没有单位，而指标以 {unit} 计；暂按 {unit} 理解",
            help en: "write `{written}{unit}`", zh: "写成 `{written}{unit}`";
        /// A bound of a range in a unit of another dimension.
        RangeDimension { written: String, unit: String } = "range-dimension" Error
            en: "`{written}` cannot be a bound of an indicator in {unit}",
            zh: "指标以 {unit} 计，`{written}` 不能作它的界限",
            help en: "write the bound in {unit}", zh: "请以 {unit} 书写界限";
        /// Bounds that leave nothing.
        RangeReversed { low: String, high: String } = "range-reversed" Error
            en: "no value lies in the range: `{low}` is not below `{high}`",
            zh: "范围里没有任何数值：`{low}` 不小于 `{high}`",
            help en: "write the lower end first", zh: "先写下限，再写上限";
        /// A share of the way that is not a share.
        ProgressShare { written: String } = "progress-share" Error
            en: "`{written}` is not a share of the way",
            zh: "`{written}` 不是进度比例",
            help en: "write a share such as `40%`", zh: "写成 `40%` 这样的比例";
        /// A weight that is no plain number.
        WeightNumber { written: String } = "weight-number" Error
            en: "the weight `{written}` must be a number that is not negative",
            zh: "权重 `{written}` 应是不小于 0 的数",
            help en: "write for instance `weight 5`", zh: "例如写成 `权重 5`";
        /// A part that is the whole.
        PartOfItself { name: String } = "part-of-itself" Error
            en: "`{name}` is named as a part of itself",
            zh: "`{name}` 被写成了自己的分项",
            help en: "delete it from the parts", zh: "把它从分项里删去";
    }
}
