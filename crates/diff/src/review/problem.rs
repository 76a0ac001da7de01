//! The sentences for what is found in lists of accepted changes.

use dabiao_lang::diag::Both;
use dabiao_lang::problems;

problems! {
    /// Found in a list of accepted changes.
    pub enum ApprovalProblem {
        /// A line that is neither an entry nor a field of one.
        ApprovalUnreadable { line: String } = "approval-unreadable" Error
            en: "`{line}` is neither a fingerprint with what it stands for nor a field of an entry",
            zh: "`{line}` 既不是指纹开头的一条，也不是其中的一项",
            help en: "an entry begins with a fingerprint at the start of a line; `reason`, `by`, `on` and `until` stand indented below it",
            zh: "一条以行首的指纹开始；`理由`、`批准`、`日期`、`至` 缩进写在下面";
        /// An entry that does not say why, who or until when.
        ApprovalIncomplete { fingerprint: String, lacking: Vec<String> } = "approval-incomplete" Error
            en: "the entry {fingerprint} lacks {lacking}",
            zh: "{fingerprint} 这一条缺少 {lacking}";
        /// A day that cannot be read.
        ApprovalDay { text: String } = "approval-day" Error
            en: "`{text}` is no day",
            zh: "`{text}` 不是日期",
            help en: "write a day such as 2025-12-31", zh: "写成 2025-12-31 这样的日期";
        /// Two entries for one change.
        ApprovalTwice { fingerprint: String, first: u64 } = "approval-twice" Error
            en: "the change {fingerprint} is already accepted in line {first}",
            zh: "{fingerprint} 在第 {first} 行已经批准过";
        /// An entry for a change that is not there.
        ApprovalStale { fingerprint: String } = "approval-stale" Error
            en: "there is no change {fingerprint} any more: it was undone, or became another one",
            zh: "已经没有 {fingerprint} 这处变动：它被改回，或者又变了样",
            help en: "drop the entry, and accept what there is now if it is right", zh: "删去这一条；现在的变动若无问题，另行批准";
        /// An entry whose time is over.
        ApprovalLapsed { fingerprint: String, until: String } = "approval-lapsed" Error
            en: "the acceptance of {fingerprint} ended on {until}",
            zh: "{fingerprint} 的批准到 {until} 为止，已经过期",
            help en: "accept the change anew, or undo it", zh: "重新批准，或者把变动改回";
        /// An entry that calls a change something else than it is.
        ApprovalDiffers { fingerprint: String, said: String, name: String } = "approval-differs" Error
            en: "the entry calls {fingerprint} `{said}`, but the change is `{name}`",
            zh: "这一条把 {fingerprint} 叫作 `{said}`，实际的变动是 `{name}`",
            help en: "see the change again before it is accepted", zh: "请重新看过变动再批准";
        /// An entry for the change of another rule.
        ApprovalForeign { fingerprint: String, said: Vec<String>, ids: Vec<String> } = "approval-foreign" Error
            en: "the entry {fingerprint} is about {said}, but that change is one of {ids}",
            zh: "{fingerprint} 这一条写的是 {said}，这处变动却是 {ids} 的",
            help en: "an acceptance holds for one rule; accept the change of each rule by itself",
            zh: "批准只对一条规则有效；每条规则的变动各自批准";
        /// An entry that would accept several changes.
        ApprovalMasks { fingerprint: String, ids: Vec<String> } = "approval-masks" Error
            en: "the entry {fingerprint} does not say which rule it is about: it would accept the changes of {ids} alike",
            zh: "{fingerprint} 这一条没有写明规则：{ids} 的变动都会被它放过",
            help en: "write the ID of the rule behind the fingerprint, one entry for each", zh: "在指纹后写上规则编号，一处一条";
        /// An entry for a commit that is not part of what is compared.
        ApprovalCommit { fingerprint: String, commit: String } = "approval-commit" Error
            en: "the entry {fingerprint} accepts the change in commit {commit}, which is not part of the new version",
            zh: "{fingerprint} 这一条批准的是提交 {commit} 里的变动，新版本里没有这个提交",
            help en: "see the change again, and write the commit in which it now is", zh: "请重新看过变动，写上它现在所在的提交";
        /// A list that nobody signed who may.
        ApprovalUnsigned { why: String } = "approval-unsigned" Error
            en: "the list of accepted changes bears no valid signature, so that none of it counts: {why}",
            zh: "批准单没有有效的签名，其中各条都不算数：{why}",
            help en: "sign it with `ssh-keygen -Y sign -n dabiao-approvals -f KEY FILE`",
            zh: "用 `ssh-keygen -Y sign -n dabiao-approvals -f 私钥 批准单` 签名";
    }
}

problems! {
    /// Found where both versions are evaluated on data.
    pub enum NetProblem {
        /// A verdict flips that should not have, by what was proved.
        ProofContradicted { id: String, entity: String, before: Both, after: Both } = "proof-contradicted" Error
            en: "{id}{entity} goes from {before} to {after}, though by the comparison of the rules it cannot",
            zh: "{id}{entity} 从 {before} 变为 {after}，而按规则的比较不会变",
            help en: "take the flip for what it is, whatever the comparison says, and report it as a fault of dabiao",
            zh: "以结论的变化为准，不要依赖规则的比较，并请作为 dabiao 的缺陷报告";
    }
}
