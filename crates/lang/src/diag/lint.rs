//! The sentences for what is found while reasoning over targets.

use super::Both;
use crate::problems;

problems! {
    /// Found while reasoning over targets.
    pub enum LintProblem {
        /// `X >= 10` beside `X <= 5`.
        Contradiction { own: String, others: Vec<String>, reason: Both } = "contradiction" Warning
            en: "{own} cannot be met together with {others}: {reason}",
            zh: "{own} 与 {others} 不能同时达到：{reason}",
            help en: "settle which of them counts", zh: "请确定以哪一个为准";
        /// `share(村: …) >= 120%`.
        ImpossibleTarget { own: String } = "impossible-target" Warning
            en: "{own} can never be met: no possible value satisfies it",
            zh: "{own} 永远达不到：任何可能的数值都不满足",
            help en: "correct the number, or the range of the indicator", zh: "请核对目标数或指标的取值范围";
        /// `X >= 0` where X cannot be negative.
        AlwaysMet { own: String } = "always-met" Warning
            en: "{own} asks nothing: every possible value satisfies it",
            zh: "{own} 等于没有要求：任何可能的数值都满足",
            help en: "correct the number, or drop the target", zh: "请核对目标数，或删去这一条";
        /// One obligation, perhaps in two forms.
        SameObligation { own: String, other: String } = "same-obligation" Warning
            en: "{own} and {other} are the same obligation, stated twice",
            zh: "{own} 与 {other} 是同一个要求，写了两遍",
            help en: "keep one of them and cite both places in it", zh: "保留一条，把两处依据都写上";
        /// `X >= 85%` beside `X >= 100%`.
        TwoValues { own: String, other: String } = "two-values" Warning
            en: "{own} and {other} set two values for the same measure and time: whoever meets the second has met the first",
            zh: "{own} 与 {other} 对同一件事、同一期限写了两个数：达到后者，前者自然达到",
            help en: "settle which value counts", zh: "请确定以哪个数为准";
        /// A target that follows from others.
        ImpliedRule { own: String, others: Vec<String> } = "implied-rule" Warning
            en: "{own} adds nothing: whoever meets {others} has met it",
            zh: "{own} 没有增加要求：达到 {others}，它必然达到",
            help en: "drop it, or check whether more was meant", zh: "可以删去，或核对原意是否更高";
        /// One value with two dates.
        TwoDates { own: String, other: String, first: String, second: String } = "two-dates" Warning
            en: "{own} and {other} ask the same by two dates: {first} and {second}",
            zh: "{own} 与 {other} 要求相同，期限却是两个：{first} 和 {second}",
            help en: "settle which date counts", zh: "请确定以哪个期限为准";
        /// Later, but less.
        WeakerMilestone { own: String, other: String, time: String, earlier: String } = "weaker-milestone" Warning
            en: "{own} asks less by {time} than {other} did by {earlier}",
            zh: "{own} 到 {time} 的要求，比 {other} 到 {earlier} 的还松",
            help en: "check the two numbers: a later milestone should not fall back", zh: "请核对两个数：后一步不应低于前一步";
        /// The whole asks less than its parts.
        PartsExceedWhole { own: String, whole: String, parts: Vec<String>, sum: String } = "parts-exceed-whole" Warning
            en: "the parts of `{whole}` must come to {sum} by their own targets ({parts}), more than {own} asks of the whole",
            zh: "`{whole}` 的各分项按各自目标合计已达 {sum}（{parts}），超过 {own} 对总项的要求",
            help en: "check the numbers, or whether these are parts of it at all", zh: "请核对各数，或核对它们是否真是其分项";
        /// All parts together do not make the whole.
        PartsShort { own: String, whole: String, parts: Vec<String>, sum: String } = "parts-short" Warning
            en: "the parts of `{whole}` come to only {sum} by their own targets ({parts}), short of {own}",
            zh: "`{whole}` 的各分项按各自目标合计只有 {sum}（{parts}），不够 {own}",
            help en: "raise a part, or say where the rest comes from", zh: "请提高某一分项，或说明差额从哪里来";
        /// The tasks of all towns make less than what is asked of the county.
        TasksShort { own: String, tasks: String, period: String, sum: String, gap: String } = "tasks-short" Warning
            en: "the tasks `{tasks}` for {period} add up to {sum}, which is {gap} short of {own}",
            zh: "`{tasks}` {period} 的各项任务合计 {sum}，够不上 {own}，差 {gap}",
            help en: "raise some tasks, or say where the rest comes from", zh: "请调高一些任务，或说明差额从哪里来";
        /// The tasks of all towns allow more than the county may have.
        TasksOver { own: String, tasks: String, period: String, sum: String, gap: String } = "tasks-over" Warning
            en: "the tasks `{tasks}` for {period} add up to {sum}, which is {gap} more than {own} allows",
            zh: "`{tasks}` {period} 的各项任务合计 {sum}，超出 {own} {gap}",
            help en: "lower some tasks, or check the target of the whole", zh: "请调低一些任务，或核对总的目标";
        /// `任务 2025 { 紫阳县: 25亿元; 城关镇: 10.01亿元; 蒿坪镇: 15亿元 }`
        TasksTotal { name: String, period: String, total: String, sum: String, gap: String } = "tasks-total" Warning
            en: "the whole has a task of {total} for {period} in `{name}`, but its members add up to {sum}: {gap} apart",
            zh: "`{name}` {period} 总任务是 {total}，各项合计却是 {sum}，相差 {gap}",
            help en: "correct the total or one of the tasks", zh: "请核对总任务或其中某一项";
        /// A later task that asks less.
        WeakerTask { name: String, place: String, later: String, after: String, earlier: String, before: String } = "weaker-task" Warning
            en: "the task `{name}` of {place} for {later} is {after}, which asks less than the {before} of {earlier}",
            zh: "{place} {later} 的`{name}`是 {after}，比 {earlier} 的 {before} 还松",
            help en: "check the two numbers: a later task should not fall back", zh: "请核对两个数：后一年的任务一般不应低于前一年";
        /// A year for which some place of the table has no task.
        TasksUntold { own: String, name: String, period: String, n: u64, places: Both } = "tasks-untold" Warning
            en: "{own} needs `{name}` for {period}, which {n} places of the table have not got: {places}",
            zh: "{own} 要用 {period} 的`{name}`，表中有 {n} 个对象没有：{places}",
            help en: "add the tasks, or end the period of the rule before", zh: "请补上任务，或缩短规则的期间";
        /// Growth that ends below the level asked for.
        GrowthShort { own: String, duty: String, from: String, start: String, reached: String, time: String, advice: Both }
            = "growth-short" Warning
            en: "{own} is not reached by {duty}: {start} in {from} only becomes {reached} by {time}",
            zh: "只按 {duty} 增长够不到 {own}：从 {from} 的 {start} 起，到 {time} 只有 {reached}",
            help en: "{advice}", zh: "{advice}";
        /// Growth that ends above the level asked for.
        GrowthIdle { own: String, duty: String, from: String, start: String, reached: String, time: String }
            = "growth-idle" Warning
            en: "{own} asks nothing beside {duty}: {start} in {from} becomes {reached} by {time} anyway",
            zh: "有了 {duty}，{own} 就落了空：从 {from} 的 {start} 起，到 {time} 至少已有 {reached}",
            help en: "raise the level, or drop one of the two", zh: "请提高总目标，或只留其一";
        /// Yearly duties that do not add up to the total.
        YearlyShort { own: String, others: Vec<String>, sum: String } = "yearly-short" Warning
            en: "the yearly duties ({others}) add up to only {sum}, short of {own}",
            zh: "逐年要求（{others}）加起来只有 {sum}，不够 {own}",
            help en: "raise the yearly duty, or lower the total", zh: "请提高逐年要求，或调低累计目标";
        /// One year's share of a total leaves much more for each of the others.
        UnevenPace { own: String, other: String, years: u64, each: String } = "uneven-pace" Info
            en: "after {other}, {own} leaves {each} for each of the other {years} years",
            zh: "完成 {other} 之后，要达到 {own}，其余 {years} 年平均每年还要 {each}",
            help en: "check whether that pace is possible", zh: "请核对这一进度是否做得到";
        /// A target that the base value meets already.
        EasierThanBase { own: String, base: String, time: String } = "easier-than-base" Warning
            en: "{own} was met before the plan began: the base value of {time} is {base}",
            zh: "{own} 在起步时就已达到：{time} 的基期值是 {base}",
            help en: "check the target, or whether another measure was meant", zh: "请核对目标数，或核对指的是否是另一个指标";
        /// Bands that share values.
        BandOverlap { own: String, other: String, range: String } = "band-overlap" Warning
            en: "the bands of {own} and {other} overlap at {range}, which thus has two standards",
            zh: "{own} 与 {other} 的分档在 {range} 处重叠，这里有了两个标准",
            help en: "leave the common end out of one of them: `in [a, b)`", zh: "让其中一档不含端点：`介于 [a, b)`";
        /// Bands that leave values out.
        BandGap { own: String, other: String, range: String } = "band-gap" Warning
            en: "between the bands of {own} and {other} lies {range}, for which nothing is asked",
            zh: "{own} 与 {other} 的分档之间空出了 {range}，这里没有任何要求",
            help en: "let one of them reach up to the other", zh: "让其中一档接上另一档";
        /// Two exceptions that one entity may fit.
        ExceptionsOverlap { id: String } = "exceptions-overlap" Warning
            en: "two exceptions of {id} may both apply to one entity and ask different things of it",
            zh: "{id} 的两条例外可能同时适用于一个对象，要求却不同",
            help en: "add a condition that keeps them apart", zh: "请加上条件，使两者不相交";
        /// An exception that nobody fits.
        ExceptionUnreached { id: String } = "exception-unreached" Warning
            en: "this exception of {id} applies to nobody: its condition excludes the scope of the statement",
            zh: "{id} 的这条例外没有适用对象：它的条件与该条的适用范围互相排斥",
            help en: "correct the condition, or drop the exception", zh: "请核对条件，或删去这条例外";
        /// Exceptions that leave nobody for the statement itself.
        NothingLeft { id: String } = "nothing-left" Warning
            en: "the exceptions of {id} cover everybody: its own target applies to nobody",
            zh: "{id} 的例外把所有对象都包了进去：它本身的目标没有适用对象",
            help en: "correct the conditions of the exceptions", zh: "请核对例外的条件";
        /// 30 factories of 150 workers against 5,000 jobs.
        ProductShort { own: String, first: String, second: String, product: String } = "product-short" Info
            en: "{first} times {second} makes {product}, short of {own}",
            zh: "{first} 乘以 {second} 只有 {product}，不够 {own}",
            help en: "check whether the three numbers belong together", zh: "请核对三个数是否配套";
        /// 100 a town against 1,000 in all; what is said of it depends on whether the number of towns is known.
        AverageTotal { own: String, total: String, said: Both, advice: Both } = "average-total" Info
            en: "{own} and {total}{said}",
            zh: "{own} 与 {total}{said}",
            help en: "{advice}", zh: "{advice}";
        /// More is asked than the members of the roster can make.
        RosterShort { own: String, with: Both, roster: Both } = "roster-short" Warning
            en: "{own} cannot be met{with}: the roster has only {roster}",
            zh: "{own} {with}不可能达到：名录上只有{roster}",
            help en: "check the number, or the roster", zh: "请核对目标数，或核对名录";
        /// More targets hang together than are looked at.
        ReasoningLimited { own: String, what: Both } = "reasoning-limited" Info
            en: "{own} was not looked at as a whole: {what}",
            zh: "{own} 没有推理到底：{what}",
            help en: "look over these targets by hand for what contradicts or repeats another",
            zh: "请人工核对这些目标之间有没有矛盾或重复";
        /// Two names that look like one indicator.
        SimilarNames { name: String, other: String, difference: Both } = "similar-names" Info
            en: "`{name}` and `{other}` look like one indicator: {difference}",
            zh: "`{name}` 与 `{other}` 看上去是同一个指标：{difference}",
            help en: "make one an alias of the other (`also`), or say in `definition` how they differ",
            zh: "若是同一个，用 `别名` 合并；若不是，用 `口径` 写明区别";
        /// A deadline that had passed when the plan was issued.
        DueBeforeIssue { own: String, time: String, plan: String, issued: String } = "due-before-issue" Warning
            en: "{own} was due at the end of {time}, before the plan `{plan}` was issued on {issued}",
            zh: "{own} 的期限 {time} 早于方案“{plan}”的印发日期 {issued}",
            help en: "check the date", zh: "请核对期限";
    }
}
