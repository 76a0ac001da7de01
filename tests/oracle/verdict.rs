//! Verdicts, worst first, and sets of verdicts where the language leaves room.

use std::collections::BTreeSet;

/// A verdict; the order is that in which a rule takes the worst of its checks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Verdict {
    /// 未达标.
    Unmet,
    /// 数据有误.
    Invalid,
    /// 缺数.
    Missing,
    /// 无适用对象.
    Empty,
    /// 进度滞后.
    Behind,
    /// 未到期.
    Pending,
    /// 正常推进.
    OnTrack,
    /// 提前达标.
    Early,
    /// 达标.
    Met,
    /// 不适用: the condition of the duty does not hold.
    Exempt,
}

impl Verdict {
    /// Returns the word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Unmet => "unmet",
            Verdict::Invalid => "invalid",
            Verdict::Missing => "missing",
            Verdict::Empty => "empty",
            Verdict::Behind => "behind",
            Verdict::Pending => "pending",
            Verdict::OnTrack => "on_track",
            Verdict::Early => "early",
            Verdict::Met => "met",
            Verdict::Exempt => "exempt",
        }
    }
}

/// The verdicts that the text allows: one, except where it leaves room.
pub type Allowed = BTreeSet<Verdict>;

/// Returns a set.
pub fn only(all: &[Verdict]) -> Allowed {
    all.iter().copied().collect()
}

/// Returns what the worst of several may be when each may be any of its set.
pub fn worst(sets: &[Allowed]) -> Allowed {
    let union: Allowed = sets.iter().flatten().copied().collect();
    union.into_iter().filter(|v| sets.iter().all(|s| s.iter().any(|w| w >= v))).collect()
}

/// Returns the words, for a message.
pub fn words(set: &Allowed) -> String {
    set.iter().map(|v| v.word()).collect::<Vec<_>>().join(" or ")
}
