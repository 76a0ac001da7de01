//! What a verdict says, whoever answers for it and what is to be done: `dabiao explain 达标`.

use dabiao_lang::diag::Both;
use dabiao_lang::model::Verdict;

/// Returns what a verdict means, by its word in either language.
pub(crate) fn explained(word: &str) -> Option<Both> {
    let verdict = Verdict::parse(word)?;
    let (zh, en) = sentences(verdict);
    Some(Both::of(
        format!("{}（{}）：{zh}\n", verdict.zh(), verdict.as_str()),
        format!("{} ({}): {en}\n", verdict.as_str(), verdict.zh()),
    ))
}

fn sentences(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Met => (
            "期限已到（截止那一期的最后一天不晚于截至日），数据齐到足以确定，目标成立。",
            "the deciding period has ended (its last day is not after the as-of date), the data decide it, and the target holds.",
        ),
        Verdict::Unmet => (
            "期限已到，数据足以确定，目标不成立；报告里写明差多少、差在哪些对象。",
            "the deciding period has ended and the target does not hold; the report says by how much and at which entities.",
        ),
        Verdict::Invalid => (
            "数据互相矛盾、不可能，或规则本身有错，因而不能判定；报告里写明原因，改正后重新评估。",
            "the data contradict each other or are impossible, or the rule has an error; the reason is given, and nothing is judged until it is mended.",
        ),
        Verdict::Missing => (
            "期限已到，但已有的数据还定不下来；`dabiao needs` 列出缺哪些数、先补哪些。",
            "the deciding period has ended and the data that are there do not decide it; `dabiao needs` lists what is missing, the most decisive first.",
        ),
        Verdict::Empty => (
            "规则所指的对象一个也没有（多半是条件里的值在名录中不存在），不算通过；请核对范围和条件。",
            "nobody is in scope, mostly since a value in a filter occurs nowhere; that is no pass, so look at scope and filter.",
        ),
        Verdict::Behind => (
            "还没到期，最新数据落后于从起点到目标的直线进度；报告里写明应到多少、往后每期要多少。",
            "not due yet, and the newest figure is behind the straight line from base to target; the report says what is needed from now on.",
        ),
        Verdict::Pending => {
            ("还没到期，眼下也没有可据以判断的数据。", "not due yet, and there is nothing to judge by.")
        }
        Verdict::OnTrack => (
            "还没到期，最新数据不落后于从起点到目标的直线进度。",
            "not due yet, and the newest figure is not behind the straight line from base to target.",
        ),
        Verdict::Early => (
            "还没到期，最新数据已经满足目标；到期时再作结论。",
            "not due yet, and the newest data already hold; the verdict is given when it is due.",
        ),
        Verdict::Exempt => (
            "义务的前提（`若 …`）不成立，这一条不适用；报告里写明前提的数据。",
            "the condition of the duty (`when …`) does not hold; the report shows the figures of the condition.",
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_explained_by_both_of_its_words() {
        for verdict in Verdict::ALL {
            let by_zh = explained(verdict.zh()).unwrap();
            assert_eq!(explained(verdict.as_str()), Some(by_zh.clone()));
            assert!(by_zh.zh.contains(verdict.zh()) && by_zh.en.contains(verdict.as_str()));
        }
        assert_eq!(explained("合格了"), None);
    }
}
