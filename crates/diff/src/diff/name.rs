//! The names of changes: stable words in kebab-case, each with its mirror, its aspect and its words in both languages.
//!
//! A change read backwards has the mirror of its name: what `threshold-relaxed` is from old to new, `threshold-tightened`
//! is from new to old. A name that is its own mirror has no direction. INVARIANT: the mirror of a mirror is the name.

use dabiao_lang::diag::Both;

macro_rules! names {
    ($($name:ident $word:literal $mirror:ident $aspect:ident $zh:literal $en:literal;)*) => {
        /// What a change is called.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Name {
            $(#[doc = $en] $name,)*
        }

        impl Name {
            /// All names.
            pub const ALL: &[Name] = &[$(Name::$name),*];

            /// Returns the stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Name::$name => $word),* }
            }

            /// Returns the name of the same change read from new to old.
            #[must_use]
            pub fn mirror(self) -> Name {
                match self { $(Name::$name => Name::$mirror),* }
            }

            /// Returns what the change is about.
            pub fn aspect(self) -> Aspect {
                match self { $(Name::$name => Aspect::$aspect),* }
            }

            /// Returns the words of the name.
            pub fn words(self) -> Both {
                match self { $(Name::$name => Both::new($zh, $en)),* }
            }
        }
    };
}

macro_rules! aspects {
    ($($name:ident $word:literal $zh:literal;)*) => {
        /// What of a rule a change is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Aspect {
            $(#[doc = $word] $name,)*
        }

        impl Aspect {
            /// All aspects.
            pub const ALL: &[Aspect] = &[$(Aspect::$name),*];

            /// Returns the word of the JSON contract.
            pub fn as_str(self) -> &'static str {
                match self { $(Aspect::$name => $word),* }
            }

            /// Returns the words in both languages.
            pub fn words(self) -> Both {
                match self { $(Aspect::$name => Both::new($zh, $word)),* }
            }
        }
    };
}

aspects! {
    Rule "rule" "规则";
    Id "id" "编号";
    Title "title" "标题";
    Plan "plan" "方案";
    Threshold "threshold" "门槛";
    Deadline "deadline" "期限";
    Window "window" "期间";
    Scope "scope" "范围";
    Filter "filter" "筛选条件";
    Population "population" "总体";
    Exceptions "exceptions" "例外";
    Measure "measure" "度量";
    Condition "condition" "条件";
    Tolerance "tolerance" "容差";
    Rounding "rounding" "修约";
    MissingData "missing" "缺数处理";
    Nature "nature" "性质";
    Wording "wording" "措辞";
    Veto "veto" "一票否决";
    Weight "weight" "权重";
    Score "score" "计分";
    Lights "lights" "亮灯";
    Lead "lead" "牵头单位";
    Responsible "responsible" "责任单位";
    Support "support" "配合单位";
    Carry "carry" "落实单位";
    Cite "cite" "依据";
    Note "note" "说明";
    Baseline "baseline" "基期值";
    Progress "progress" "进度";
    Definition "definition" "口径";
    Formula "formula" "公式";
    RollUp "roll-up" "汇总方式";
    Unit "unit" "单位";
    Range "range" "取值范围";
    Kind "kind" "类型";
    Level "level" "层级";
    Parts "parts" "分项";
    Frequency "frequency" "频率";
    Region "region" "地区";
    Audit "audit" "审核";
    Soundness "soundness" "可评价性";
    Several "several" "多处";
}

names! {
    RuleAdded "rule-added" RuleRemoved Rule "新增规则" "the rule is new";
    RuleRemoved "rule-removed" RuleAdded Rule "删除规则" "the rule is gone";
    RuleSplit "rule-split" RulesMerged Rule "一条拆成多条" "one rule became several";
    RulesMerged "rules-merged" RuleSplit Rule "多条并成一条" "several rules became one";
    RuleRenamed "rule-renamed" RuleRenamed Id "编号变了，要求不变" "the ID changed, what is asked did not";
    Reworded "reworded" Reworded Rule "写法变了，要求不变" "the wording changed, what is asked did not";
    SameObligation "same-obligation" SameObligation Rule "两个方案要求相同" "both plans ask the same";
    TitleChanged "title-changed" TitleChanged Title "标题变了" "the title changed";
    PlanChanged "plan-changed" PlanChanged Plan "所属方案变了" "the rule belongs to another plan";
    ThresholdRelaxed "threshold-relaxed" ThresholdTightened Threshold "门槛放宽" "the threshold is relaxed";
    ThresholdTightened "threshold-tightened" ThresholdRelaxed Threshold "门槛收紧" "the threshold is tightened";
    ThresholdChanged "threshold-changed" ThresholdChanged Threshold "门槛变了" "the threshold changed";
    RevisionAnnounced "revision-announced" RevisionWithdrawn Threshold "公布了目标调整" "a revision of the target is announced";
    RevisionWithdrawn "revision-withdrawn" RevisionAnnounced Threshold "撤回了目标调整" "a revision of the target is withdrawn";
    RevisionChanged "revision-changed" RevisionChanged Threshold "目标的调整变了" "a revision of the target changed";
    TargetAdded "target-added" TargetRemoved Threshold "增加目标" "a target is added";
    TargetRemoved "target-removed" TargetAdded Threshold "减少目标" "a target is removed";
    StatementAdded "statement-added" StatementRemoved Condition "增加要求" "a statement is added";
    StatementRemoved "statement-removed" StatementAdded Condition "减少要求" "a statement is removed";
    DutyConditionAdded "duty-condition-added" DutyConditionRemoved Condition "加了前提（若 …）" "the duty stands under a condition now";
    DutyConditionRemoved "duty-condition-removed" DutyConditionAdded Condition "去掉前提（若 …）" "the duty stands without a condition now";
    DutyConditionChanged "duty-condition-changed" DutyConditionChanged Condition "前提（若 …）变了" "the condition under which the duty stands changed";
    ConditionRelaxed "condition-relaxed" ConditionTightened Condition "条件放宽" "the condition is relaxed";
    ConditionTightened "condition-tightened" ConditionRelaxed Condition "条件收紧" "the condition is tightened";
    ConditionChanged "condition-changed" ConditionChanged Condition "条件变了" "the condition changed";
    MeasureChanged "measure-changed" MeasureChanged Measure "度量的对象变了" "what is measured changed";
    DeadlinePostponed "deadline-postponed" DeadlineAdvanced Deadline "期限推迟" "the deadline is postponed";
    DeadlineAdvanced "deadline-advanced" DeadlinePostponed Deadline "期限提前" "the deadline is advanced";
    DeadlineChanged "deadline-changed" DeadlineChanged Deadline "期限变了" "the deadline changed";
    TimeFormChanged "time-form-changed" TimeFormChanged Deadline "时间的说法变了" "the time is said in another form";
    WindowShortened "window-shortened" WindowExtended Window "期间缩短" "the window is shortened";
    WindowExtended "window-extended" WindowShortened Window "期间延长" "the window is extended";
    WindowMoved "window-moved" WindowMoved Window "期间移动" "the window moved";
    ScopeNarrowed "scope-narrowed" ScopeWidened Scope "范围缩小" "the scope is narrower";
    ScopeWidened "scope-widened" ScopeNarrowed Scope "范围扩大" "the scope is wider";
    ScopeChanged "scope-changed" ScopeChanged Scope "范围变了" "the scope changed";
    ExemptionAdded "exemption-added" ExemptionRemoved Scope "增加不适用的地方" "places are exempted";
    ExemptionRemoved "exemption-removed" ExemptionAdded Scope "减少不适用的地方" "places are no longer exempted";
    ExemptionChanged "exemption-changed" ExemptionChanged Scope "不适用的地方变了" "other places are exempted";
    FilterNarrowed "filter-narrowed" FilterWidened Filter "筛选收窄" "the filter lets fewer in";
    FilterWidened "filter-widened" FilterNarrowed Filter "筛选放宽" "the filter lets more in";
    FilterChanged "filter-changed" FilterChanged Filter "筛选条件变了" "the filter changed";
    PopulationChanged "population-changed" PopulationChanged Population "总体变了" "another population is counted";
    ExceptionAdded "exception-added" ExceptionRemoved Exceptions "增加例外" "an exception is added";
    ExceptionRemoved "exception-removed" ExceptionAdded Exceptions "取消例外" "an exception is removed";
    ExceptionChanged "exception-changed" ExceptionChanged Exceptions "例外变了" "an exception changed";
    ToleranceWidened "tolerance-widened" ToleranceNarrowed Tolerance "容差放宽" "the tolerance is wider";
    ToleranceNarrowed "tolerance-narrowed" ToleranceWidened Tolerance "容差收紧" "the tolerance is narrower";
    RoundingChanged "rounding-changed" RoundingChanged Rounding "修约方式变了" "values are rounded otherwise";
    MissingZeroAdded "missing-as-zero-added" MissingZeroRemoved MissingData "缺数改为按 0" "missing now counts as 0";
    MissingZeroRemoved "missing-as-zero-removed" MissingZeroAdded MissingData "缺数不再按 0" "missing no longer counts as 0";
    NatureRelaxed "nature-relaxed" NatureTightened Nature "约束性改为预期性或不注明" "no longer binding";
    NatureTightened "nature-tightened" NatureRelaxed Nature "改为约束性" "now binding";
    NatureChanged "nature-changed" NatureChanged Nature "性质变了" "the class of the target changed";
    WordingRelaxed "wording-relaxed" WordingTightened Wording "措辞放松" "the wording is weaker";
    WordingTightened "wording-tightened" WordingRelaxed Wording "措辞加强" "the wording is stronger";
    WordingChanged "wording-changed" WordingChanged Wording "措辞变了" "the wording of the document changed";
    VetoAdded "veto-added" VetoRemoved Veto "增加一票否决" "a veto is added";
    VetoRemoved "veto-removed" VetoAdded Veto "取消一票否决" "the veto is removed";
    WeightRaised "weight-raised" WeightLowered Weight "权重提高" "the weight is raised";
    WeightLowered "weight-lowered" WeightRaised Weight "权重降低" "the weight is lowered";
    LeadChanged "lead-changed" LeadChanged Lead "牵头单位变了" "the lead office changed";
    ResponsibleChanged "responsible-changed" ResponsibleChanged Responsible "责任单位变了" "the responsible office changed";
    SupportChanged "support-changed" SupportChanged Support "配合单位变了" "the supporting office changed";
    CarryChanged "carry-changed" CarryChanged Carry "落实单位变了" "who carries it out changed";
    CiteChanged "cite-changed" CiteChanged Cite "依据变了" "the cited source changed";
    AllowChanged "allow-changed" AllowChanged Note "压下的提示变了" "other findings are silenced";
    NoteChanged "note-changed" NoteChanged Note "说明变了" "the note changed";
    BaselineChanged "baseline-changed" BaselineChanged Baseline "基期值变了" "the base value changed";
    BasePeriodChanged "base-period-changed" BasePeriodChanged Baseline "方案的基期变了" "the base period of the plan changed";
    CourseChanged "course-changed" CourseChanged Progress
        "到期时相同，到期前的判断变了" "the same when due, judged otherwise before";
    ProgressRelaxed "progress-relaxed" ProgressTightened Progress "进度要求放宽" "less progress is expected";
    ProgressTightened "progress-tightened" ProgressRelaxed Progress "进度要求收紧" "more progress is expected";
    ProgressChanged "progress-changed" ProgressChanged Progress "进度要求变了" "the expected progress changed";
    DefinitionChanged "definition-changed" DefinitionChanged Definition "指标口径变了" "the definition of the indicator changed";
    AliasChanged "alias-changed" AliasChanged Definition "指标别名变了" "the indicator has other names beside its own";
    SourceChanged "source-changed" SourceChanged Definition "指标的数据来源变了" "somebody else supplies the indicator";
    IndicatorNoteChanged "indicator-note-changed" IndicatorNoteChanged Note
        "指标的说明变了" "the note of the indicator changed";
    SlackChanged "indicator-tolerance-changed" SlackChanged Tolerance
        "指标审核的容差变了" "the tolerance of the indicator changed";
    DeclarationAdded "declaration-added" DeclarationRemoved Definition "指标补了声明" "the indicator is declared now";
    DeclarationRemoved "declaration-removed" DeclarationAdded Definition
        "指标不再有声明" "the indicator is no longer declared";
    FormulaChanged "formula-changed" FormulaChanged Formula "指标公式变了" "the formula of the indicator changed";
    RollUpChanged "roll-up-changed" RollUpChanged RollUp "指标汇总方式变了" "the roll-up of the indicator changed";
    ParamChanged "param-changed" ParamChanged Threshold "参数的数值变了" "the value of a parameter changed";
    TaskRaised "task-raised" TaskLowered Threshold "任务调高" "a task is raised";
    TaskLowered "task-lowered" TaskRaised Threshold "任务调低" "a task is lowered";
    TaskAdded "task-added" TaskRemoved Threshold "增加任务" "a task is set that was not";
    TaskRemoved "task-removed" TaskAdded Threshold "取消任务" "a task is no longer set";
    TaskSourceChanged "task-source-changed" TaskSourceChanged Definition
        "任务由谁下达变了" "the figures are set by somebody else, or measured";
    UnitChanged "unit-changed" UnitChanged Unit "计量单位变了" "the unit changed";
    UnitLearned "unit-learned" UnitLearned Unit
        "指标没有声明，单位随规则的写法变了" "the unit of the undeclared indicator follows the rules to another";
    RangeNarrowed "range-narrowed" RangeWidened Range "指标取值范围缩小" "the range of the indicator is narrower";
    RangeWidened "range-widened" RangeNarrowed Range "指标取值范围扩大" "the range of the indicator is wider";
    RangeChanged "range-changed" RangeChanged Range "指标取值范围变了" "the range of the indicator changed";
    KindChanged "kind-changed" KindChanged Kind "指标类型变了" "the kind of the indicator changed";
    LevelChanged "level-changed" LevelChanged Level "层级变了" "the level changed";
    PartsChanged "parts-changed" PartsChanged Parts "指标分项变了" "the parts of the indicator changed";
    FrequencyChanged "frequency-changed" FrequencyChanged Frequency "指标频率变了" "the frequency of the indicator changed";
    IndicatorRoundingChanged "indicator-rounding-changed" IndicatorRoundingChanged Rounding
        "指标精度变了" "the precision of the indicator changed";
    IndicatorRenamed "indicator-renamed" IndicatorRenamed Definition "指标改了名称" "the indicator has another name";
    RegionChanged "region-changed" RegionChanged Region "方案的地区变了" "the region of the plan changed";
    PlanWindowChanged "plan-window-changed" PlanWindowChanged Window "方案的期间变了" "the period of the plan changed";
    PlanNumberChanged "plan-number-changed" PlanNumberChanged Plan "方案文号变了" "the number of the plan changed";
    PlanIssuerChanged "plan-issuer-changed" PlanIssuerChanged Plan "方案印发单位变了" "another office issued the plan";
    PlanDateChanged "plan-date-changed" PlanDateChanged Plan "方案日期变了" "the date of the plan changed";
    PlanSourceChanged "plan-source-changed" PlanSourceChanged Plan "方案出处变了" "the source of the plan changed";
    PlanRosterChanged "plan-roster-changed" PlanRosterChanged Population
        "方案写明的名录变了" "the plan names another roster";
    PlanNoteChanged "plan-note-changed" PlanNoteChanged Note "方案说明变了" "the note of the plan changed";
    PlanToleranceChanged "plan-tolerance-changed" PlanToleranceChanged Tolerance
        "方案的左右容差变了" "the tolerance of the plan changed";
    AuditAdded "audit-added" AuditRemoved Audit "新增审核" "an audit is added";
    AuditRemoved "audit-removed" AuditAdded Audit "删除审核" "an audit is removed";
    AuditChanged "audit-changed" AuditChanged Audit "审核变了" "an audit changed";
    AuditRelaxed "audit-relaxed" AuditTightened Audit "审核放宽" "an audit is relaxed";
    AuditTightened "audit-tightened" AuditRelaxed Audit "审核收紧" "an audit is tightened";
    AuditSoftened "audit-softened" AuditHardened Audit "审核由强制改为核实" "a hard audit is soft now";
    AuditHardened "audit-hardened" AuditSoftened Audit "审核由核实改为强制" "a soft audit is hard now";
    AuditToleranceWidened "audit-tolerance-widened" AuditToleranceNarrowed Audit "审核容差放大" "the tolerance of an audit is wider";
    AuditToleranceNarrowed "audit-tolerance-narrowed" AuditToleranceWidened Audit "审核容差缩小" "the tolerance of an audit is narrower";
    SchemeAdded "scheme-added" SchemeRemoved Score "新增考核办法" "a scheme is added";
    SchemeRemoved "scheme-removed" SchemeAdded Score "删除考核办法" "a scheme is removed";
    SchemeChanged "scheme-changed" SchemeChanged Score "考核办法变了" "a scheme changed";
    SchemeVetoAdded "scheme-veto-added" SchemeVetoRemoved Score "考核增加一票否决" "a veto of a scheme is added";
    SchemeVetoRemoved "scheme-veto-removed" SchemeVetoAdded Score "考核取消一票否决" "a veto of a scheme is removed";
    SchemeVetoRelaxed "scheme-veto-relaxed" SchemeVetoTightened Score "考核的一票否决放宽" "a veto of a scheme is relaxed";
    SchemeVetoTightened "scheme-veto-tightened" SchemeVetoRelaxed Score "考核的一票否决收紧" "a veto of a scheme is tightened";
    SchemeVetoChanged "scheme-veto-changed" SchemeVetoChanged Score "考核的一票否决变了" "a veto of a scheme changed";
    ClassThresholdRelaxed "class-threshold-relaxed" ClassThresholdTightened Score "等次的分数线降低" "a grade takes fewer points";
    ClassThresholdTightened "class-threshold-tightened" ClassThresholdRelaxed Score "等次的分数线提高" "a grade takes more points";
    ClassQuotaWidened "class-quota-widened" ClassQuotaNarrowed Score "等次的名额放宽" "more may have a grade";
    ClassQuotaNarrowed "class-quota-narrowed" ClassQuotaWidened Score "等次的名额收紧" "fewer may have a grade";
    ItemTargetRelaxed "item-target-relaxed" ItemTargetTightened Score "考核项目的目标放宽" "the target of an item is relaxed";
    ItemTargetTightened "item-target-tightened" ItemTargetRelaxed Score "考核项目的目标收紧" "the target of an item is tightened";
    PointsCurveRelaxed "points-curve-relaxed" PointsCurveTightened Score
        "考核项目的计分放宽" "an item gives more points for the same figures";
    PointsCurveTightened "points-curve-tightened" PointsCurveRelaxed Score
        "考核项目的计分收紧" "an item gives fewer points for the same figures";
    ItemMeasureChanged "item-measure-changed" ItemMeasureChanged Score
        "考核项目量的东西变了" "what an item measures changed";
    ItemAdded "item-added" ItemRemoved Score "增加考核项目" "an item of a scheme is added";
    ItemRemoved "item-removed" ItemAdded Score "减少考核项目" "an item of a scheme is removed";
    ItemChanged "item-changed" ItemChanged Score "考核项目的计分变了" "an item of a scheme is scored otherwise";
    PointsRaised "points-raised" PointsLowered Score "考核项目的分值提高" "an item gives more points";
    PointsLowered "points-lowered" PointsRaised Score "考核项目的分值降低" "an item gives fewer points";
    LightsAdded "lights-added" LightsRemoved Lights "新增亮灯办法" "lights are added";
    LightsRemoved "lights-removed" LightsAdded Lights "删除亮灯办法" "lights are removed";
    LightsRelaxed "lights-relaxed" LightsTightened Lights "亮灯条件放宽" "the conditions of lights are relaxed";
    LightsTightened "lights-tightened" LightsRelaxed Lights "亮灯条件收紧" "the conditions of lights are tightened";
    LightsChanged "lights-changed" LightsChanged Lights "亮灯条件变了" "the conditions of lights changed";
    ErrorAdded "error-added" ErrorRemoved Soundness "规则出了错，无法评价" "the rule now has an error and cannot be judged";
    ErrorRemoved "error-removed" ErrorAdded Soundness "规则的错改好了" "the error of the rule is mended";
    AsksChanged "asks-changed" AsksChanged Several "要求有其他变动" "what is asked changed in some other way";
    MeasuredByChanged "measured-by-changed" MeasuredByChanged Several
        "依据的指标有其他变动" "what it is measured by changed in some other way";
    WeighsChanged "weighs-changed" WeighsChanged Several "分量有其他变动" "what it weighs changed in some other way";
    SeveralRelaxed "several-relaxed" SeveralTightened Several "多处变动，总体放宽" "several things changed; relaxed on the whole";
    SeveralTightened "several-tightened" SeveralRelaxed Several "多处变动，总体收紧" "several things changed; tightened on the whole";
    SeveralChanged "several-changed" SeveralChanged Several "多处变动" "several things changed";
}

impl Aspect {
    /// Returns whether a verdict rests on it; else it is about what a rule weighs, who is in charge, or where it says so.
    pub fn is_judged(self) -> bool {
        use Aspect::{
            Carry, Cite, Id, Lead, Lights, Nature, Note, Plan, Responsible, Score, Support, Title, Veto, Weight,
            Wording,
        };
        !matches!(
            self,
            Carry
                | Cite
                | Id
                | Lead
                | Lights
                | Nature
                | Note
                | Plan
                | Responsible
                | Score
                | Support
                | Title
                | Veto
                | Weight
                | Wording
        )
    }
}

impl Name {
    /// Returns whether a change of a shared declaration can neither move a verdict nor let other data in.
    pub fn is_harmless(self) -> bool {
        use Name::{
            IndicatorNoteChanged, PlanDateChanged, PlanIssuerChanged, PlanNoteChanged, PlanNumberChanged,
            PlanSourceChanged, PlanToleranceChanged, SlackChanged, SourceChanged,
        };
        matches!(
            self,
            IndicatorNoteChanged
                | PlanDateChanged
                | PlanIssuerChanged
                | PlanNoteChanged
                | PlanNumberChanged
                | PlanSourceChanged
                // Rules have taken the tolerance in: where it matters, what they ask is another thing.
                | PlanToleranceChanged
                | SlackChanged
                | SourceChanged
        )
    }

    /// Returns the name of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|n| n.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dabiao_lang::diag::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_has_a_mirror_that_mirrors_it() {
        for name in Name::ALL {
            assert_eq!(name.mirror().mirror(), *name, "{}", name.as_str());
            assert_eq!(name.mirror().aspect(), name.aspect(), "{}", name.as_str());
            assert_eq!(Name::parse(name.as_str()), Some(*name));
        }
    }

    #[test]
    fn a_direction_in_a_word_has_its_opposite() {
        let opposite = [
            ("relaxed", "tightened"),
            ("added", "removed"),
            ("postponed", "advanced"),
            ("narrowed", "widened"),
            ("shortened", "extended"),
            ("raised", "lowered"),
            ("split", "merged"),
            ("softened", "hardened"),
            ("announced", "withdrawn"),
        ];
        let word = |n: &Name| n.as_str().rsplit('-').next().unwrap_or_default();
        for name in Name::ALL {
            let (own, other) = (word(name), name.mirror());
            let pair = opposite.iter().find(|(a, b)| own == *a || own == *b);
            let expected = pair.map(|(a, b)| if own == *a { *b } else { *a });
            assert_eq!(word(&other), expected.unwrap_or(own), "{}", name.as_str());
        }
    }

    #[test]
    fn words_are_unique_and_in_both_languages() {
        let words: BTreeSet<&str> = Name::ALL.iter().map(|n| n.as_str()).collect();
        assert_eq!(words.len(), Name::ALL.len());
        for name in Name::ALL {
            assert!(!name.words().get(Lang::Zh).is_empty() && name.words().get(Lang::En).is_ascii());
        }
    }
}
