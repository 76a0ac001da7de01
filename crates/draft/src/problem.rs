//! The sentences for what is found where rules and the documents that they cite disagree.

use dabiao_lang::diag::Both;
use dabiao_lang::problems;

problems! {
    /// Found while comparing rules with documents.
    pub enum CiteProblem {
        /// A cite that leads to none of the documents.
        UnknownDocument { cite: String } = "cite-document" Warning
            en: "`{cite}` leads to none of the documents",
            zh: "`{cite}`在给出的文件里找不到",
            help en: "name the document by words of its title, or set the plan's `来源` to the file's name",
            zh: "依据里写文件标题中的词，或把方案的`来源`写成文件名";
        /// A section that the document does not have.
        UnknownSection { section: String, document: String } = "cite-section" Warning
            en: "`{document}` has no section `{section}`",
            zh: "`{document}`没有`{section}`这一节";
        /// A figure that the cited section does not hold.
        FigureAbsent { figure: String, section: String } = "cite-figure" Warning
            en: "the figure {figure} does not stand in `{section}`",
            zh: "`{section}`里没有{figure}这个数";
        /// A figure that stands in another section.
        FigureElsewhere { figure: String, section: String, elsewhere: Vec<String> } = "cite-misplaced" Warning
            en: "the figure {figure} does not stand in `{section}` but in {elsewhere}",
            zh: "{figure}不在`{section}`，在{elsewhere}";
        /// A deadline that neither the section nor the plan gives.
        DeadlineAbsent { deadline: String, section: String } = "cite-deadline" Warning
            en: "neither `{section}` nor the plan's period gives the deadline {deadline}",
            zh: "`{section}`和方案期间都没有{deadline}这个期限";
        /// An office that the section does not name.
        OfficeAbsent { office: String, section: String } = "cite-office" Warning
            en: "`{section}` names offices, but not `{office}`",
            zh: "`{section}`写了责任单位，其中没有`{office}`";
        /// A field of a rule that differs from what the document says at the place that it cites.
        RereadDiffers { field: Both, here: Both, there: Both } = "cite-differs" Warning
            en: "{field}: the rule says {here}, the document reads {there}",
            zh: "{field}不一致：规则写的是 {here}，原文读作 {there}",
            help en: "compare both places; correct the rule, or, where the reading is wrong, write `allow cite-differs \"reason\"` in the rule",
            zh: "对照两处：规则错了就改规则；原文读错了，就在规则里写`准许 cite-differs \"理由\"`";
    }
}
