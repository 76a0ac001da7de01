//! What stands below the options in the help of every verb: examples that can be run as they are written, and what its exit
//! status means. A test reads every example as the command line does.

use clap::Command;

use dabiao_lang::diag::Lang;

/// What is told of one verb.
struct Told {
    verb: &'static str,
    /// Without the name of the program.
    examples: &'static [&'static str],
    /// What status 1 means.
    findings: (&'static str, &'static str),
}

const fn told(verb: &'static str, examples: &'static [&'static str], findings: (&'static str, &'static str)) -> Told {
    Told { verb, examples, findings }
}

/// Status 1 of verbs that have nothing to find.
const NEVER: (&str, &str) = ("", "");
/// Status 1 of verbs that report on data alone.
const DATA: (&str, &str) = ("数据有错误", "the data have an error");

const ALL: &[Told] = &[
    told("check", &["check 规则", "check 规则 --deny warnings --format json"], ("有错误", "there are errors")),
    told(
        "fmt",
        &["fmt 规则", "fmt --check 规则"],
        ("`--check` 时有文件不合版式", "with `--check` a file is not in layout"),
    ),
    told(
        "eval",
        &[
            "eval 规则 --data 数据 --as-of 2025-12-31",
            "eval 规则 --data 数据 --as-of 2025-12-31 --period 2025 -o 报告.html -o 通报.docx -o 报告.xlsx",
            "eval 规则 --data 数据 --as-of 2025-12-31 --site 网页 --map 乡镇边界.geojson",
        ],
        (
            "有未达标、数据有误、无适用对象的规则，或数据有错误",
            "a rule is unmet, invalid or empty, or the data have an error",
        ),
    ),
    told(
        "verify",
        &["verify 证据", "verify 证据 --signers 认可的签名"],
        ("证据与报告不符", "the evidence does not fit the report"),
    ),
    told(
        "diff",
        &["diff 旧规则 新规则", "diff HEAD~1 HEAD --exit-code"],
        ("`--exit-code` 时有变动", "with `--exit-code` there is a difference"),
    ),
    told(
        "guard",
        &["guard main --as-of 2025-12-31"],
        ("有未证明无害、也未批准的变动", "a change is neither proved harmless nor accepted"),
    ),
    told("soften", &["soften 规则"], ("有一种放宽 `diff` 没有点名", "a way to weaken rules is not named")),
    told(
        "budget",
        &["budget --data 数据 --as-of 2025-12-31 -- 规则"],
        ("有人只因规则改动而达标", "somebody passes only because the rules changed"),
    ),
    told("log", &["log QH-01"], NEVER),
    told("blame", &["blame 规则"], NEVER),
    told(
        "explain",
        &["explain QH-01 规则", "explain value-conflict", "explain 7K3M9QA 规则 --data 数据 --as-of 2025-12-31"],
        NEVER,
    ),
    told("say", &["say QH-01 规则"], NEVER),
    told("new", &["new 方案.rules"], NEVER),
    told("draft", &["draft 方案.docx -o 草稿.rules"], ("有数字没有读懂", "numbers were not understood")),
    told("cite", &["cite check 规则 --docs 文件"], ("规则与所引文件不一致", "rules and documents disagree")),
    told("test", &["test 规则", "test 规则 --coverage"], ("有测试不通过", "a test fails")),
    told(
        "rank",
        &[
            "rank 规则 --data 数据 --as-of 2025-12-31",
            "rank 规则 --data 数据 --as-of 2025-12-31 --earlier 去年.json -o 名次.html",
        ],
        ("谁的得分都定不下来，或数据有错误", "nobody's points are known, or the data have an error"),
    ),
    told(
        "audit",
        &["audit 规则 --data 数据 --as-of 2025-12-31"],
        ("有须更正或说明的数据", "data must be corrected or explained"),
    ),
    told(
        "submissions",
        &["submissions 规则 --data 收到 --period 2025 --due 2026-01-10"],
        ("有缺报、有误或迟报", "something is missing, wrong or late"),
    ),
    told("read", &["read 数据", "read 数据 规则 --format html"], ("有表没有读懂", "a table was not understood")),
    told("needs", &["needs 规则 --data 数据 --as-of 2025-12-31"], DATA),
    told(
        "followup",
        &["followup 规则 --data 数据 --as-of 2025-12-31 --period 2025 -o 督办.html"],
        ("有要督办的事项", "something is late"),
    ),
    told(
        "ledger",
        &["ledger 规则 --data 数据 --as-of 2025-12-31 --ledger 台账.txt --update"],
        ("有未销号的事项", "a matter is open"),
    ),
    told(
        "letters",
        &[
            "letters 规则 --data 数据 --as-of 2025-12-31 --to 镇 -o 函",
            "letters 规则 --data 数据 --as-of 2025-12-31 --ledger 台账.txt -o 函",
        ],
        ("发了函", "letters were written"),
    ),
    told(
        "report-diff",
        &["report-diff 上月.json 本月.json"],
        ("`--exit-code` 时有变化", "with `--exit-code` anything changed"),
    ),
    told("template", &["template 规则 --roster 名录.csv --period 2025 -o 填报表"], NEVER),
    told("export", &["export 规则"], NEVER),
    told("sql", &["sql 规则 --dialect postgresql"], NEVER),
    told("debug", &["debug rules 规则"], NEVER),
    told("lsp", &["lsp"], NEVER),
    told("completions", &["completions bash"], NEVER),
];

/// Puts examples and exit statuses below the help of every verb.
pub(crate) fn beside(command: Command, lang: Lang) -> Command {
    let found = ALL.iter().find(|t| t.verb == command.get_name());
    let command = match found {
        Some(told) => command.after_help(text(told, lang)),
        None => command,
    };
    command.mut_subcommands(|c| beside(c, lang))
}

fn text(told: &Told, lang: Lang) -> String {
    let is_zh = lang == Lang::Zh;
    let mut out = if is_zh { "示例:\n" } else { "Examples:\n" }.to_owned();
    for example in told.examples {
        out.push_str("  dabiao ");
        out.push_str(example);
        out.push('\n');
    }
    let (zh, en) = told.findings;
    out.push_str(match (is_zh, zh.is_empty()) {
        (true, _) => "\n退出状态: 0 正常",
        (false, _) => "\nExit status: 0 fine",
    });
    if !zh.is_empty() {
        out.push_str(&if is_zh { format!("；1 {zh}") } else { format!(", 1 {en}") });
    }
    out.push_str(if is_zh { "；2 用法不对或读不了" } else { ", 2 wrong usage or unreadable input" });
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn every_verb_has_examples_that_are_understood() {
        let command = Cli::command();
        let verbs: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        assert!(verbs.iter().all(|v| ALL.iter().any(|t| t.verb == *v)), "{verbs:?}");
        for example in ALL.iter().flat_map(|t| t.examples) {
            let read = Cli::try_parse_from(std::iter::once("dabiao").chain(example.split(' ')));
            assert!(read.is_ok(), "{example}: {}", read.err().unwrap());
        }
    }
}
