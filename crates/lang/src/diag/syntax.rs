//! The sentences for what is found while reading rule text.

use super::Both;
use crate::problems;

problems! {
    /// Found while reading rule text.
    pub enum SyntaxProblem {
        /// The text goes on in a way that the grammar does not know.
        Unexpected { expected: Both, found: Both } = "unexpected-text" Error
            en: "expected {expected}, found {found}",
            zh: "此处应为{expected}，却是{found}";
        /// `审批人 王某` in a plan.
        UnknownField { found: String, block: Both, fields: Both } = "unknown-field" Error
            en: "`{found}` is no field of {block}",
            zh: "{block}没有 `{found}` 这个字段",
            help en: "fields of {block} are {fields}; what fits none of them goes into `note`",
            zh: "{block}的字段有{fields}；哪个都不合适的，写进 `说明`";
        /// `单位 万元 层级 村`: two fields on one line with nothing between them.
        LineShared { found: String } = "line-shared" Error
            en: "`{found}` begins in the middle of a line",
            zh: "`{found}` 应另起一行",
            help en: "give each field a line of its own, or put `;` between two fields",
            zh: "每个字段各占一行；写在同一行时，两个字段之间加 `;`";
        /// A word that stands where a keyword should, and is near to one.
        UnknownKeyword { found: String, proposal: String } = "unknown-keyword" Error
            en: "`{found}` is not a keyword",
            zh: "`{found}` 不是关键词",
            help en: "did you mean `{proposal}`?", zh: "是否想写 `{proposal}`？";
        /// `每个 村 收入 >= 5` without its colon.
        MissingColon { after: String } = "missing-colon" Error
            en: "`:` is missing after `{after}`",
            zh: "`{after}` 之后缺少冒号 `:`",
            help en: "write `{after}:`", zh: "写作 `{after}:`";
        /// `收入 增长 10%`
        ChangeInWords { word: String, call: String } = "change-in-words" Error
            en: "`{word}` compares with an earlier value and needs the form of a function",
            zh: "`{word}` 要与以前的数值相比，须写成函数",
            help en: "write `{call}`", zh: "写作 `{call}`";
        /// `失业率 控制在5%以内`
        PlanWords { found: String, proposal: String } = "plan-words" Error
            en: "`{found}` is said in the words of plans, which rules do not know",
            zh: "`{found}` 是方案里的说法，规则里不能这样写",
            help en: "write `{proposal}`", zh: "写作 `{proposal}`";
        /// `指标 农-村路 { … }`
        NameNeedsQuotes { name: String } = "name-needs-quotes" Error
            en: "`{name}` is read as several words: a name is a run of letters, digits and `_`",
            zh: "`{name}` 会读成几个词：名称只由文字、数字和 `_` 连成",
            help en: "put it in quotes, here and wherever it stands: `「{name}」`", zh: "加上引号，处处都这样写：`「{name}」`";
        /// `> =`, `=>`, `==`.
        BrokenOperator { found: String, proposal: String } = "broken-operator" Error
            en: "`{found}` is not an operator",
            zh: "`{found}` 不是运算符",
            help en: "write `{proposal}`", zh: "写作 `{proposal}`";
        /// `3 <= X <= 5`.
        SecondComparison {} = "second-comparison" Error
            en: "a second comparison follows the first",
            zh: "一个比较之后又接一个比较",
            help en: "write a range as in `X in 3..5`, or join two comparisons by `and`",
            zh: "范围写作 `X 介于 3..5`，两个比较之间用 `且` 或逗号";
        /// `5 万元`.
        UnitApart { found: String, proposal: String } = "unit-apart" Error
            en: "a blank stands between the number and its unit in `{found}`",
            zh: "`{found}` 的数字与单位之间有空格",
            help en: "write `{proposal}`", zh: "写作 `{proposal}`";
        /// `in 3-5个`.
        HyphenInRange { found: String, proposal: String } = "hyphen-in-range" Error
            en: "`{found}` reads as a difference, not as a range",
            zh: "`{found}` 会读作相减，而不是范围",
            help en: "write `{proposal}`", zh: "写作 `{proposal}`";
        /// `>= 5万元以下`.
        BoundsDisagree {} = "bounds-disagree" Error
            en: "the word before the value and the word after it say different things",
            zh: "数值前后的两个限定词互相矛盾",
            help en: "keep one of the two", zh: "只保留其中一个";
        /// `收入 以上`: nothing to be above.
        BoundWithoutAmount {} = "bound-without-amount" Error
            en: "`or_more`, `or_less` or `or_so` stands behind something that is no amount",
            zh: "`以上`、`以下`、`左右`前面没有数值",
            help en: "write an amount before it, as in `income 5万元 or_more`", zh: "在前面写上数值，例如 `收入 5万元以上`";
        /// `(` without `)`.
        UnclosedBracket { open: String, close: String } = "unclosed-bracket" Error
            en: "`{open}` is never closed",
            zh: "`{open}` 没有配对的 `{close}`",
            help en: "add `{close}`", zh: "补上 `{close}`";
        /// `{` without `}`.
        UnclosedBrace {} = "unclosed-brace" Error
            en: "`{{` is never closed",
            zh: "`{{` 没有配对的 `}}`",
            help en: "add `}}` on a line of its own", zh: "另起一行补上 `}}`";
        /// `}` without `{`.
        StrayBrace {} = "stray-brace" Error
            en: "`}}` closes nothing",
            zh: "多出的 `}}`，前面没有与之配对的 `{{`";
        /// A text or quoted name without its end.
        UnclosedQuote { mark: String } = "unclosed-quote" Error
            en: "the closing `{mark}` is missing on this line",
            zh: "本行缺少右引号 `{mark}`",
            help en: "add `{mark}`", zh: "补上 `{mark}`";
        /// A character that stands for nothing.
        UnknownCharacter { found: Both, proposal: Both } = "unknown-character" Error
            en: "`{found}` has no meaning outside of quotation marks",
            zh: "`{found}` 在引号之外没有意义",
            help en: "{proposal}", zh: "{proposal}";
        /// Brackets in brackets in brackets.
        NestingTooDeep { limit: u64 } = "nesting-too-deep" Error
            en: "nested more than {limit} levels deep",
            zh: "嵌套超过 {limit} 层",
            help en: "derive an indicator with `formula` for the inner part", zh: "把内层写成带 `公式` 的指标";
        /// More digits than can be computed with exactly.
        NumberTooLong {} = "number-too-long" Error
            en: "the number has more than 28 digits",
            zh: "数字超过 28 位";
        /// `by 20255`.
        NotADate { found: String, proposal: Both } = "not-a-date" Error
            en: "`{found}` is not a date",
            zh: "`{found}` 不是日期",
            help en: "{proposal}", zh: "{proposal}";
        /// `每旬走访不少于3次`.
        NoSuchPeriod { found: String, proposal: String } = "no-such-period" Error
            en: "`{found}` is no period that data are reported for here: years, half-years, quarters, months and days are",
            zh: "`{found}` 不是这里报数的时期：时期只有年、半年、季度、月、日",
            help en: "write `{proposal}` with the figure for that period, and keep the words of the plan in a `note`",
            zh: "写作 `{proposal}`，数值按该时期写，原文留在 `说明` 里";
        /// `each 0 years`.
        NotACount {} = "not-a-count" Error
            en: "a whole number of at least 1 is needed here",
            zh: "此处应为不小于 1 的整数";
        /// `精度 1.5`.
        NotDigits {} = "not-digits" Error
            en: "the precision is a whole number of digits from 0 to 20",
            zh: "精度是 0 到 20 之间的整数位数";
        /// `缺数 按 5`.
        NotZero {} = "not-zero" Error
            en: "missing values can be taken as 0 and as nothing else",
            zh: "缺数只能按 0 处理";
        /// An exception that no statement stands before.
        ExceptionFirst {} = "exception-first" Error
            en: "there is no statement before this exception",
            zh: "例外之前没有可以例外的语句",
            help en: "put the exception after the statement that it excepts", zh: "把例外写在它所例外的语句之后";
        /// `调整` before any statement.
        RevisedFirst {} = "revised-first" Error
            en: "there is no statement before this revision",
            zh: "调整之前没有可以调整的语句",
            help en: "put the revision after the statement whose target it replaces", zh: "把调整写在目标被它替换的语句之后";
        /// A mark that turns the direction of text, a character without width, a name that looks like another.
        InvisibleCharacter { said: Both, proposal: Both } = "invisible-character" Warning
            en: "{said}",
            zh: "{said}",
            help en: "{proposal}", zh: "{proposal}";
        /// Where the list of errors was cut.
        MoreErrors { n_more: u64 } = "more-errors" Error
            en: "{n_more} more errors in this file",
            zh: "本文件还有 {n_more} 处错误";
    }
}
