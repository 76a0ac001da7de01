//! The sentences for what is found while bringing rules and data together.

use super::words::problems;

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
        AuditFails { title: String, entity: String, period: String, difference: String } = "audit-failed" Error
            en: "`{title}` does not hold for {entity} in {period}: {difference}",
            zh: "{entity}{period}的数据不满足审核`{title}`：{difference}";
        /// A reported figure that differs from the sum of those below.
        RollUpDiffers { indicator: String, entity: String, period: String, reported: String, computed: String }
            = "roll-up-differs" Warning
            en: "`{indicator}` of {entity} in {period} is reported as {reported}, those below make {computed}",
            zh: "{entity}{period}的`{indicator}`上报为{reported}，由下级推算为{computed}";
        /// A statement without a scope that is judged for many.
        JudgedForEach { indicator: String, count: u64 } = "judged-for-each" Info
            en: "the statement names nobody; `{indicator}` is judged for each of the {count} that report it",
            zh: "语句没有写明对象，`{indicator}`对{count}个有数据的对象逐个判定";
    }
}
