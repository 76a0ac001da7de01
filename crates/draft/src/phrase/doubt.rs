//! What is uncertain about a reading, each doubt with its words and with what it costs of the confidence.
//!
//! The costs were set by counting, on the documents that the draft was tuned on, how often a reading with that doubt was
//! wrong: a tenth of the names that were taken over from the sentence before, a fifth of the bare 全覆盖.

use dabiao_lang::diag::Both;

/// The confidence of a reading without any doubt, in per cent; two in a hundred such readings were wrong.
pub const SURE: u8 = 95;

/// What is uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// No comparator stands with the figure.
    NoComparator,
    /// No deadline is written.
    NoDeadline,
    /// The deadline was said before.
    DeadlineBefore,
    /// The deadline stands in a heading, a caption or a title.
    DeadlineAbove,
    /// The name was said before.
    NameBefore,
    /// The name is only a noun of measure.
    NameShort,
    /// The name is that of the section.
    NameAbove,
    /// Several figures share one name.
    NameShared,
    /// The name is one character, or begins with a torn word.
    NameTorn,
    /// 余, 多: a little more.
    Approximate,
    /// 全覆盖 and its like.
    Worded,
    /// A sum or a change in brackets, read as one over the plan's years.
    InBrackets,
    /// The direction follows from the name.
    DirectionByName,
    /// A duty by a month is counted from January of its year.
    SinceJanuary,
    /// The figure is money for a project.
    ProjectMoney,
    /// The document gives the same figure in another unit.
    NoUnit,
}

impl Doubt {
    /// Returns what it costs.
    pub fn cost(self) -> u8 {
        match self {
            Doubt::DeadlineBefore | Doubt::DeadlineAbove => 5,
            Doubt::NoComparator
            | Doubt::NoDeadline
            | Doubt::NameBefore
            | Doubt::NameShort
            | Doubt::NameAbove
            | Doubt::InBrackets
            | Doubt::DirectionByName
            | Doubt::SinceJanuary
            | Doubt::ProjectMoney => 10,
            Doubt::NameShared | Doubt::Approximate | Doubt::NoUnit => 15,
            Doubt::Worded => 20,
            Doubt::NameTorn => 25,
        }
    }

    /// Returns its words.
    pub fn said(self) -> Both {
        match self {
            Doubt::NoComparator => {
                Both::new("原文没有比较词，按“达到”理解", "no comparator is written; read as at least")
            }
            Doubt::NoDeadline => {
                Both::new("原文未写期限，取规划期末", "no deadline is written; the end of the plan is taken")
            }
            Doubt::DeadlineBefore => Both::new("期限承接前文", "the deadline was said before"),
            Doubt::DeadlineAbove => Both::new("期限取自标题或表题", "the deadline stands in a heading or caption"),
            Doubt::NameBefore => Both::new("名称承接前文", "the name was said before"),
            Doubt::NameShort => Both::new("名称不完整", "the name is not whole"),
            Doubt::NameAbove => Both::new("名称取自标题", "the name is that of the heading"),
            Doubt::NameShared => Both::new("几个数共用一个名称", "several figures share one name"),
            Doubt::NameTorn => Both::new("名称可能被截断", "the name may be cut"),
            Doubt::Approximate => Both::new("原文是约数", "the figure is approximate"),
            Doubt::Worded => Both::new("原文没有数字，按字面理解", "no figure is written; read from the words"),
            Doubt::InBrackets => {
                Both::new("括号内的数按规划期累计理解", "the figure in brackets is read as one over the plan's years")
            }
            Doubt::DirectionByName => {
                Both::new("按名称判断越低越好，读作不高于", "lower is better by its name; read as at most")
            }
            Doubt::SinceJanuary => {
                Both::new("期限在年中，从当年 1 月起算", "due within the year, counted from its January")
            }
            Doubt::ProjectMoney => {
                Both::new("项目资金，按计划投资理解", "money for a project, read as planned investment")
            }
            Doubt::NoUnit => Both::new("没有找到计量单位", "no unit was found"),
        }
    }
}

/// Returns the confidence of a reading with some doubts.
pub fn confidence(doubts: &[Doubt]) -> u8 {
    doubts.iter().fold(SURE, |left, d| left.saturating_sub(d.cost()))
}
