//! Every keyword of the language with its English and Chinese spellings, one entry for each meaning.
//!
//! The grammar spells each of them in a rule of its own (`kw_unit`; a test holds that the spellings are the same), the
//! formatter translates by the canonical spellings (the first of each list), and the documentation prints the table.
//! INVARIANT: within one [`Position`] no word stands for two meanings.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Where in a file a keyword can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// Begins an item of a file.
    Item,
    /// Begins a line of a plan, an indicator, a rule, an audit or a test.
    Field,
    /// The value of a field.
    Value,
    /// Begins a statement or narrows its scope.
    Scope,
    /// The verdict that a test expects, or that lights ask for.
    Verdict,
    /// Stands before a value or between two values.
    Operator,
    /// Stands after a quantity or a date.
    Postfix,
    /// Begins a time, or stands in one.
    Time,
    /// Stands before `(`.
    Function,
    /// Declares a level.
    Declaration,
}

/// One meaning with its spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeywordEntry {
    /// The meaning.
    pub keyword: Keyword,
    /// Where it can stand.
    pub position: Position,
    /// Whether the word may also be a name where the grammar leaves no doubt.
    pub is_soft: bool,
    /// The English spellings, the canonical one first.
    pub en: &'static [&'static str],
    /// The Chinese spellings, the canonical one first.
    pub zh: &'static [&'static str],
    /// The rule of the grammar that reads the word, without its `kw_`; with `'` before it where the word is soft.
    pub(super) code: &'static str,
}

macro_rules! keywords {
    ($($position:ident { $($name:ident $code:literal [$($en:literal),*] [$($zh:literal),*];)* })*) => {
        /// The meanings of keywords.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Keyword { $($($name,)*)* }

        const TABLE: &[KeywordEntry] = &[
            $($(KeywordEntry {
                keyword: Keyword::$name,
                position: Position::$position,
                is_soft: matches!($code.as_bytes(), [b'\'', ..]),
                en: &[$($en),*],
                zh: &[$($zh),*],
                code: $code,
            },)*)*
        ];
    };
}

keywords! {
    Item {
        Rule "rule" ["rule"] ["规则"];
        Plan "plan" ["plan"] ["方案"];
        Group "group" ["group"] ["组"];
        Indicator "indicator" ["indicator"] ["指标"];
        Audit "audit" ["audit"] ["审核"];
        Test "test" ["test"] ["测试"];
        Use "use" ["use"] ["引用"];
        Allow "allow" ["allow"] ["准许"];
        Version "'version" ["dabiao"] ["语言"];
        Unit "'unit" ["unit"] ["单位", "计量单位"];
        Level "'level" ["level"] ["层级"];
        Scheme "scheme" ["scheme"] ["考核办法"];
        Lights "lights" ["lights"] ["亮灯"];
        Let "'let" ["let"] ["参数"];
    }
    Scope {
        Every "every" ["every"] ["每个", "各", "所有"];
        At "at" ["at"] ["在"];
        Where "where" ["where"] ["其中", "满足"];
        Except "except" ["except"] ["除"];
        When "'when" ["when"] ["若", "如果"];
    }
    Field {
        Exception "exception" ["except"] ["例外"];
        Given "given" ["given"] ["设"];
        Expect "expect" ["expect"] ["应得"];
        Number "'number" ["number"] ["文号"];
        Region "'region" ["region"] ["地区"];
        Period "'period" ["period"] ["期间"];
        Base "'base" ["base"] ["基期"];
        Issuer "'issuer" ["issuer"] ["机关"];
        Date "'date" ["date"] ["日期"];
        Source "'source" ["source"] ["来源"];
        Roster "'roster" ["roster"] ["名录"];
        Note "'note" ["note"] ["说明"];
        AboutField "about_field" ["about"] ["左右"];
        Kind "'kind" ["kind"] ["类型"];
        Range "'range" ["range"] ["取值"];
        Also "'also" ["also"] ["别名"];
        Formula "'formula" ["formula"] ["公式"];
        Parts "'parts" ["parts"] ["分项"];
        Including "'including" ["including"] ["其中"];
        Definition "'definition" ["definition"] ["口径"];
        Frequency "'frequency" ["frequency"] ["频率"];
        Precision "'precision" ["precision"] ["精度"];
        WithinYear "'within" ["within year"] ["年内"];
        Upward "'upward" ["upward"] ["汇总"];
        Assigned "'assigned" ["assigned"] ["任务"];
        Revised "'revised" ["revised"] ["调整"];
        Nature "'nature" ["nature"] ["性质"];
        Wording "'wording" ["wording"] ["措辞"];
        Lead "'lead" ["lead"] ["牵头"];
        Responsible "'responsible" ["responsible"] ["责任"];
        Support "'support" ["support"] ["配合"];
        Carry "'carry" ["carry"] ["落实"];
        Cite "'cite" ["cite"] ["依据"];
        Weight "'weight" ["weight"] ["权重"];
        Veto "'veto" ["veto"] ["一票否决"];
        Baseline "'baseline" ["baseline"] ["基期值"];
        MissingField "'missing" ["missing"] ["缺数"];
        Progress "'progress" ["progress"] ["进度"];
        Tolerance "'tolerance" ["tolerance"] ["容差"];
        Hard "'hard" ["hard"] ["强制"];
        Soft "'soft" ["soft"] ["核实"];
        Section "'section" ["section"] ["板块"];
        Entry "'entry" ["item"] ["项目"];
        Bonus "'bonus" ["bonus"] ["加分"];
        Malus "'malus" ["malus"] ["减分"];
        Subjects "'subjects" ["subjects"] ["对象"];
        FullPoints "'full" ["full"] ["满分"];
        Ranking "'ranking" ["ranking"] ["排名"];
        Ties "'ties" ["ties"] ["并列"];
        Class "'class" ["class"] ["等次"];
        Target "'target" ["target"] ["目标"];
        Method "'method" ["method"] ["方法"];
        Best "'best" ["best"] ["满意值"];
        Worst "'worst" ["worst"] ["不允许值"];
        Start "'start" ["start"] ["基础分"];
        PerBelow "'per_below" ["per_below"] ["每低", "每少", "每减少"];
        PerAbove "'per_above" ["per_above"] ["每高", "每多", "每增加"];
        PerCase "'per_case" ["per_case"] ["每有", "每发生", "每出现"];
        PerPlace "'per_place" ["per_place"] ["每退"];
        Place "'place" ["place"] ["名次"];
        Band "'band" ["band"] ["区间"];
        Case "'case" ["case"] ["情形"];
        HighestOnly "'highest" ["highest"] ["取最高"];
        Floor "'floor" ["floor"] ["最低"];
        Cap "'cap" ["cap"] ["最高"];
        Unclamped "'unclamped" ["unclamped"] ["不设限"];
        LowerBetter "'lower_better" ["lower_better"] ["越低越好"];
        Grouped "'grouped" ["grouped"] ["分组"];
        TotalOf "'total_of" ["total_of"] ["总分"];
        Factor "'factor" ["factor"] ["系数"];
        MeanHalfYears "'mean_of_half_years" ["mean_of_half_years"] ["各半年平均"];
        MeanMonths "'mean_of_months" ["mean_of_months"] ["各月平均"];
        MeanQuarters "'mean_of_quarters" ["mean_of_quarters"] ["各季度平均"];
        Entered "'entered_by" ["entered_by"] ["评分"];
        OnlyFor "'only" ["only"] ["适用"];
        InOrder "'in_order" ["in_order"] ["依次"];
    }
    Value {
        Flow "'flow" ["flow"] ["时期数"];
        Stock "'stock" ["stock"] ["时点数"];
        Ratio "'ratio" ["ratio"] ["比率"];
        RankKind "'rank_kind" ["rank"] ["名次"];
        Flag "'flag" ["flag"] ["是非"];
        Grade "'grade" ["grade"] ["等级"];
        TextKind "'text" ["text"] ["文字"];
        HalfUp "'half_up" ["half-up"] ["四舍五入"];
        HalfEven "'half_even" ["half-even"] ["四舍六入"];
        Last "'last" ["last"] ["期末"];
        WeightedBy "'weighted" ["weighted by"] ["加权"];
        None "'none" ["none"] ["无"];
        Binding "'binding" ["binding"] ["约束性"];
        Expected "'expected" ["expected"] ["预期性"];
        Ensure "'ensure" ["ensure"] ["确保"];
        Strive "'strive" ["strive"] ["力争"];
        InPrinciple "'principle" ["principle"] ["原则上"];
        As "'as" ["as"] ["按"];
        PerItem "'per_item" ["per_item"] ["每项"];
        Steps "'steps" ["steps"] ["阶梯"];
        NotApplicable "'not_applicable" ["not_applicable"] ["不适用"];
        Skip "'skip" ["skip"] ["占位"];
        Dense "'dense" ["dense"] ["不占位"];
        Lowest "'lowest" ["lowest"] ["末位"];
        BreakBy "'break" ["break"] ["先比"];
        Exclude "'exclude" ["exclude"] ["剔除"];
        ZeroPoints "'zero" ["zero"] ["零分"];
        Unrounded "'unrounded" ["unrounded"] ["全数"];
        Rounded "'rounded" ["rounded"] ["修约数"];
        Then "'then" ["then"] ["结果"];
        Bar "'bar" ["bar"] ["不得"];
        FromLast "'from_last" ["from_last"] ["倒数"];
        Proportion "'proportion" ["proportion"] ["比例"];
        Efficacy "'efficacy" ["efficacy"] ["功效"];
        Rescale "'rescale" ["rescale"] ["折算"];
        Direct "'direct" ["direct"] ["直接"];
        ToFirst "'to_first" ["to_first"] ["相对第一"];
        Mean "'mean" ["mean"] ["参评平均"];
        Equal "'equal" ["equal"] ["等权"];
        Deduct "'deduct" ["deduct"] ["扣"];
        AddPoints "'add" ["add"] ["加"];
        WholeStep "'whole" ["whole"] ["整步"];
        StartedStep "'started" ["started"] ["进一"];
        Continuous "'continuous" ["continuous"] ["连续"];
        Otherwise "'otherwise" ["otherwise"] ["其余"];
        VerdictWord "'verdict" ["verdict"] ["结论"];
        Lag "'lag" ["lag"] ["落后"];
        Overdue "'overdue" ["overdue"] ["逾期"];
        LastLight "'last_light" ["last_light"] ["上期灯"];
        Ascending "'ascending" ["ascending"] ["由低到高"];
        Descending "'descending" ["descending"] ["由高到低"];
    }
    Verdict {
        Met "'met" ["met"] ["达标"];
        Unmet "'unmet" ["unmet"] ["未达标"];
        Missing "'missing" ["missing"] ["缺数"];
        Invalid "'invalid" ["invalid"] ["数据有误"];
        Early "'early" ["early"] ["提前达标"];
        OnTrack "'on_track" ["on_track"] ["正常推进"];
        Behind "'behind" ["behind"] ["进度滞后"];
        Pending "'pending" ["pending"] ["未到期"];
        Empty "'empty" ["empty"] ["无适用对象"];
        Exempt "'exempt" ["exempt"] ["不适用"];
    }
    Operator {
        Ge "ge" [">="] ["不低于", "不少于", "至少", "达到", "不小于", "不得低于", "不得少于", "不得小于", "大于等于"];
        Le "le" ["<="] ["不高于", "不超过", "至多", "不大于", "不多于", "不得高于", "不得超过", "不得多于", "不得大于", "小于等于"];
        Gt "gt" [">"] ["超过", "高于", "突破", "大于", "多于"];
        Lt "lt" ["<"] ["低于", "小于", "少于"];
        Eq "eq" ["="] ["等于"];
        Ne "ne" ["!="] ["不等于"];
        And "and" ["and"] ["且", "并且", "而且"];
        Or "or" ["or"] ["或", "或者"];
        Not "not" ["not"] ["非"];
        Between "between" ["in"] ["介于"];
        About "about" ["about"] ["约"];
        Yes "yes" ["yes"] ["是"];
        No "no" ["no"] ["否"];
    }
    Postfix {
        OrMore "or_more" ["or_more"] ["以上"];
        OrLess "or_less" ["or_less"] ["以下", "以内"];
        OrSo "or_so" ["or_so"] ["左右"];
        Of "'of" ["of"] ["的"];
    }
    Time {
        By "by" ["by"] ["截至", "到"];
        Before "before" ["before"] ["之前", "以前", "前"];
        In "in" ["in"] ["于"];
        Each "each" ["each"] ["每"];
        Throughout "throughout" ["throughout"] ["始终", "保持"];
        Since "since" ["since"] ["自"];
        Previous "prev" ["prev"] ["上期"];
        Until "until" ["until"] ["至"];
        AsOf "as_of" ["as of"] ["截至日"];
        Year "'year" ["year", "years"] ["年"];
        Half "'half" ["half", "halves"] ["半年", "个半年"];
        Quarter "'quarter" ["quarter", "quarters"] ["季度", "季", "个季度"];
        Month "'month" ["month", "months"] ["月", "个月"];
        Day "'day" ["day", "days"] ["日", "天"];
        Recent "'recent" ["last"] ["近"];
    }
    Function {
        Count "'count" ["count"] ["数量"];
        Share "'share" ["share"] ["占比"];
        Sum "'sum" ["sum"] ["合计"];
        Avg "'avg" ["avg"] ["平均"];
        Min "'min" ["min"] ["最小"];
        Max "'max" ["max"] ["最大"];
        Median "'median" ["median"] ["中位数"];
        Total "'total" ["total"] ["累计"];
        Gain "'gain" ["gain"] ["新增"];
        Growth "'growth" ["growth"] ["增速"];
        Yearly "'yearly" ["yearly"] ["年均增速"];
        Change "'change" ["change"] ["增减"];
        WeightedSum "'weighted_sum" ["weighted"] ["加权"];
        Rank "'rank" ["rank"] ["排名"];
        TimesLast "'times_last" ["times_last"] ["连续倒数"];
        Years "'years" ["years"] ["年数"];
        Months "'months" ["months"] ["月数"];
        Among "'among" ["in"] ["在"];
    }
    Declaration {
        Under "'under" ["in"] ["属"];
    }
}

/// Returns every keyword, one entry for each meaning, grouped by position.
///
/// # Example
/// ```
/// use dabiao_lang::syntax::keywords::{Keyword, keyword_table};
/// let rule = keyword_table().iter().find(|e| e.keyword == Keyword::Rule).map(|e| (e.en, e.zh));
/// assert_eq!(rule, Some((["rule"].as_slice(), ["规则"].as_slice())));
/// ```
pub fn keyword_table() -> &'static [KeywordEntry] {
    TABLE
}

/// A keyword that is more than one run of letters.
struct Phrase {
    first: &'static str,
    /// With a blank before it where blanks stand between the parts.
    second: &'static str,
    keyword: Keyword,
}

impl Phrase {
    /// Returns the length of the phrase at the start of a text, if it is there.
    fn len_in(&self, text: &str) -> Option<usize> {
        let rest = text.strip_prefix(self.first)?;
        let gap = if self.second.starts_with(' ') { rest.trim_start_matches(' ') } else { rest };
        let after = gap.strip_prefix(self.second.trim_start())?;
        let is_whole = !after.starts_with(super::letter::is_letter);
        let is_apart = self.second.starts_with(' ') == (gap.len() < rest.len());
        (is_whole && is_apart).then_some(text.len() - after.len())
    }
}

const PHRASES: &[Phrase] = &[
    Phrase { first: "as", second: " of", keyword: Keyword::AsOf },
    Phrase { first: "within", second: " year", keyword: Keyword::WithinYear },
    Phrase { first: "weighted", second: " by", keyword: Keyword::WeightedBy },
    Phrase { first: "half", second: "-up", keyword: Keyword::HalfUp },
    Phrase { first: "half", second: "-even", keyword: Keyword::HalfEven },
];

/// Words whose first meaning in the table is not the one to start from; the grammar takes them further by position.
const FIRST_READING: &[(&str, Keyword)] = &[
    ("except", Keyword::Except),
    ("in", Keyword::In),
    ("about", Keyword::About),
    ("左右", Keyword::OrSo),
    ("其中", Keyword::Where),
    ("missing", Keyword::MissingField),
    ("缺数", Keyword::MissingField),
    ("排名", Keyword::Ranking),
    ("名次", Keyword::Place),
    ("years", Keyword::Year),
    ("months", Keyword::Month),
    ("在", Keyword::At),
    ("last", Keyword::Last),
    ("加权", Keyword::WeightedBy),
    ("不适用", Keyword::NotApplicable),
];

static WORDS: LazyLock<FxHashMap<&'static str, Keyword>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for entry in TABLE {
        for &word in entry.en.iter().chain(entry.zh) {
            words.insert(word, entry.keyword);
        }
    }
    words.extend(FIRST_READING.iter().copied());
    words
});

impl Keyword {
    /// Returns the keyword that a word is read as before its position is known.
    pub fn from_word(word: &str) -> Option<Keyword> {
        WORDS.get(word).copied()
    }

    /// Returns the entry of the table.
    pub fn entry(self) -> Option<&'static KeywordEntry> {
        // The enum is declared in the order of the table.
        TABLE.get(self as usize)
    }

    /// Returns the keyword of two parts, or with a hyphen, at the start of a text.
    pub(super) fn from_phrase(text: &str) -> Option<Keyword> {
        PHRASES.iter().find(|p| p.len_in(text).is_some()).map(|p| p.keyword)
    }

    /// Returns whether the word may also be a name.
    pub fn is_soft(self) -> bool {
        self.entry().is_some_and(|e| e.is_soft)
    }

    /// Returns whether the word begins an item that cannot stand in the body of a rule.
    pub(super) fn begins_item(self) -> bool {
        use Keyword::*;
        matches!(self, Rule | Group | Indicator | Audit | Test | Use | Scheme | Lights)
    }

    /// Returns whether the word begins a section or an entry of a scheme.
    pub(super) fn begins_scheme_part(self) -> bool {
        use Keyword::*;
        matches!(self, Section | Entry | Bonus | Malus)
    }

    /// Returns whether a line that begins with the word is a new line of a body even where a bracket is still open.
    pub(super) fn begins_member(self) -> bool {
        use Keyword::*;
        self.begins_item()
            || matches!(
                self,
                Plan | Allow | Every | At | Exception | Given | Expect | Nature | Wording | Lead | Responsible
            )
            || matches!(
                self,
                Revised
                    | Support
                    | Carry
                    | Cite
                    | Weight
                    | Veto
                    | Note
                    | Baseline
                    | Precision
                    | Progress
                    | Kind
                    | Formula
            )
    }

    /// Returns whether the word is read as itself when a digit follows without a blank: `截至2025年`.
    pub(super) fn is_time_word(self) -> bool {
        use Keyword::*;
        matches!(self, By | In | Since | Until | AsOf | Throughout | Each)
    }

    /// Returns whether the word is read as itself when a digit follows without a blank in target position: `不低于5万元`.
    pub(super) fn is_target_word(self) -> bool {
        use Keyword::*;
        matches!(self, Ge | Le | Gt | Lt | Eq | Ne | About | Between)
    }

    /// Returns whether the word stands for a measure of lights.
    pub(super) fn is_light_measure(self) -> bool {
        use Keyword::*;
        matches!(self, VerdictWord | Lag | Overdue | LastLight)
    }

    /// Returns whether the word is that of a verdict.
    pub(super) fn is_verdict(self) -> bool {
        use Keyword::*;
        matches!(
            self,
            Exempt
                | NotApplicable
                | Met
                | Unmet
                | Missing
                | MissingField
                | Invalid
                | Early
                | OnTrack
                | Behind
                | Pending
                | Empty
        )
    }

    /// Returns whether the word is the length of a period.
    pub(super) fn is_frequency(self) -> bool {
        use Keyword::*;
        matches!(self, Year | Half | Quarter | Month | Day)
    }

    /// Returns whether a line that ends in the word goes on in the next.
    pub(super) fn continues_line(self) -> bool {
        use Keyword::*;
        self.is_target_word() || matches!(self, And | Or | Not | Where)
    }
}
