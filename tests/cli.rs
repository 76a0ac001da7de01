//! The command itself, as its users run it: every verb, exit status, what goes to which stream, languages, awkward input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SEEDS: [&str; 4] = ["--data", "seeds/ziyang-2021", "--as-of", "2025-12-31"];
const TEA: &str = "茶园面积 >= 5万亩 by 2025\n";

/// How a run ended.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> serde_json::Value {
        assert_eq!(self.out.matches('\n').count(), 1, "one line, one document");
        serde_json::from_str(&self.out).unwrap()
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(crate::ROOT).args(arguments);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
}

fn run(arguments: &[&str]) -> Ran {
    finish(&mut command(arguments))
}

fn with_stdin(arguments: &[&str], stdin: &str) -> Ran {
    let mut child =
        command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder of a test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn check_ends_with_0_1_or_2() {
    let fine = with_stdin(&["check", "-"], TEA);
    assert_eq!((fine.status, fine.err.as_str()), (0, ""));
    assert!(fine.out.contains("警告[indicator-undeclared]"), "{}", fine.out);
    assert_eq!(with_stdin(&["check", "--deny", "warnings", "-"], TEA).status, 1);
    let wrong = with_stdin(&["check", "-"], "指标 收入 {\n单位 万元\n层级 村\n}\n每个 村: 收入 >= 5万 by 2025\n");
    assert_eq!(wrong.status, 1);
    assert!(wrong.out.contains("错误[unit-missing]") && wrong.out.contains("写成 `5万元`"), "{}", wrong.out);
    assert_eq!(with_stdin(&["check", "-"], "收入 => 5万元\n").status, 2);
    let missing = run(&["check", "no/such.rules"]);
    assert_eq!(missing.status, 2);
    assert!(missing.out.contains("no/such.rules"), "{}", missing.out);
}

#[test]
fn a_folder_without_rules_is_not_fine() {
    let empty = folder("no-rules");
    let path = empty.to_str().unwrap();
    for arguments in [vec!["check", path], vec!["test", path], vec!["export", path], vec!["fmt", path]] {
        let ran = run(&arguments);
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains(".rules"), "{arguments:?}: {}{}", ran.out, ran.err);
    }
    let ran = run(&[&["eval", path], &SEEDS[..]].concat());
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn the_language_follows_the_flag_then_the_locale() {
    let speaks = |command: &mut Command| finish(command).err;
    assert!(speaks(&mut command(&["chek", "x"])).contains("没有命令 `chek`，是不是想写 `check`？"));
    assert!(speaks(&mut command(&["--lang", "en", "chek", "x"])).contains("unrecognized subcommand 'chek'"));
    assert!(speaks(command(&["chek", "x"]).env("LANG", "en_US.UTF-8")).contains("unrecognized subcommand"));
    assert!(speaks(command(&["chek", "x"]).env("LANG", "C")).contains("没有命令"));
    assert!(
        speaks(command(&["chek", "x"]).env("LANG", "en_US.UTF-8").env("LC_ALL", "zh_CN.UTF-8")).contains("没有命令")
    );
    assert!(
        speaks(&mut command(&["check", "--frmat", "json", "x"]))
            .contains("没有选项 `--frmat`，是不是想写 `--format`？")
    );
    assert!(
        speaks(&mut command(&["check", "--lang=en", "--frmat", "json", "x"])).contains("unexpected argument '--frmat'")
    );
    for (arguments, status) in
        [(vec!["chek"], 2), (vec![], 2), (vec!["check"], 2), (vec!["--help"], 0), (vec!["--version"], 0)]
    {
        assert_eq!(run(&arguments).status, status, "{arguments:?}");
    }
    let help = run(&["eval", "--help"]).out;
    assert!(help.contains("评价截至的日期") && help.contains("--as-of"), "{help}");
}

#[test]
fn a_day_that_is_none_is_refused() {
    for day in ["2025-13-31", "2025", "2025-02-30", "12/31/2025", ""] {
        let ran = run(&["eval", "rules/ziyang-2021", "--data", "seeds/ziyang-2021", "--as-of", day]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{day}");
        assert!(ran.err.contains("--as-of"), "{day}: {}", ran.err);
    }
}

#[test]
fn json_is_one_document_and_nothing_else() {
    let check = run(&["check", "rules/ziyang-2021", "--format", "json"]).json();
    assert_eq!(check["schema"], "dabiao.check/1");
    let unreadable = with_stdin(&["check", "-", "--format", "json"], "收入 => 5万元\n");
    assert_eq!((unreadable.status, unreadable.err.as_str()), (2, ""));
    assert_eq!(unreadable.json()["diagnostics"][0]["column"], 4);
    assert_eq!(run(&["export", "rules/ziyang-2021"]).json()["schema"], "dabiao.rules/1");
    let report = run(&[&["eval", "rules/ziyang-2021", "--format", "json"], &SEEDS[..]].concat());
    assert_eq!((report.status, report.err.as_str()), (1, ""));
    assert_eq!(report.json()["schema"], "dabiao.report/1");
    for verb in [vec!["needs"], vec!["explain", "ZY-01-55"]] {
        let ran = run(&[&verb[..], &["rules/ziyang-2021", "--format", "json"], &SEEDS[..]].concat());
        assert!(ran.json()["schema"].as_str().unwrap().starts_with("dabiao."), "{verb:?}");
    }
    assert!(run(&["test", "rules/ziyang-2021", "--format", "json"]).json()["schema"].is_string());
    assert!(with_stdin(&["check", "-", "--format", "sarif"], TEA).json()["runs"].is_array());
}

#[test]
fn the_five_plans_are_judged() {
    let plans = [
        ("ziyang-2021", 2025),
        ("yongchang-2020", 2022),
        ("langao-2021", 2025),
        ("ziyang-2017", 2020),
        ("baihe-2021", 2025),
    ];
    for (plan, year) in plans {
        let (rules, data, day) = (format!("rules/{plan}"), format!("seeds/{plan}"), format!("{year}-12-31"));
        let ran = run(&["eval", &rules, "--data", &data, "--as-of", &day]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{plan}");
        assert!(ran.out.contains("示例") && ran.out.contains(&day) && !ran.out.contains('\u{1b}'), "{plan}");
        assert_eq!(run(&["check", &rules]).status, 0, "{plan}");
        assert_eq!(run(&["test", &rules]).status, 0, "{plan}");
        assert_eq!(run(&["fmt", "--check", &rules]).status, 0, "{plan}");
    }
}

#[test]
fn a_report_goes_to_a_file_or_not_at_all() {
    let folder = folder("output");
    let path = folder.join("报告.md");
    let path = path.to_str().unwrap();
    let to = |path| run(&[&["eval", "rules/ziyang-2021", "--format", "md", "-o", path], &SEEDS[..]].concat());
    let ran = to(path);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(fs::read_to_string(path).unwrap().starts_with("# "));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing half-written is left");
    for bad in [folder.to_str().unwrap(), "no/such/folder/report.txt"] {
        let ran = to(bad);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{bad}");
        assert!(ran.err.contains(bad), "{}", ran.err);
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let coloured = |c: &mut Command| finish(c).out.contains('\u{1b}');
    assert!(!coloured(&mut command(&["check", "rules/common"])));
    let arguments = [
        &["eval", "rules/ziyang-2017", "--color"],
        &["always"][..],
        &["--data", "seeds/ziyang-2017", "--as-of", "2020-12-31"],
    ]
    .concat();
    assert!(coloured(&mut command(&arguments)));
    assert!(!coloured(command(&["check", "--color", "never", "rules/common"]).env("CLICOLOR_FORCE", "1")));
    assert!(!coloured(command(&["check", "--color", "auto", "rules/common"]).env("NO_COLOR", "1")));
}

#[test]
fn fmt_writes_checks_and_translates() {
    let folder = folder("fmt");
    let ugly = "规则 A   \"甲\" { 每个 村 : 收入>=5万元 截至 2025 ; 牵头 甲局 } // 说明\n";
    let path = file(&folder, "a.rules", ugly);
    let check = run(&["fmt", "--check", &path]);
    assert_eq!((check.status, check.out.trim()), (1, path.as_str()));
    assert_eq!(fs::read_to_string(&path).unwrap(), ugly, "--check changes nothing");
    assert_eq!(run(&["fmt", &path]).status, 0);
    assert_eq!(run(&["fmt", "--check", &path]).status, 0);
    let zh = fs::read_to_string(&path).unwrap();
    assert!(zh.contains("// 说明") && zh.lines().count() > 3, "{zh}");
    assert_eq!(run(&["fmt", "--keywords", "en", &path]).status, 0);
    let en = fs::read_to_string(&path).unwrap();
    assert!(en.contains("rule A") && en.contains("every 村: 收入 >= 5万元 by 2025"), "{en}");
    assert_eq!(run(&["fmt", "--keywords", "zh", &path]).status, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), zh, "there and back");
    let broken = file(&folder, "b.rules", "收入 => 5万元\n");
    assert_eq!(run(&["fmt", &broken]).status, 2);
    assert_eq!(fs::read_to_string(&broken).unwrap(), "收入 => 5万元\n", "what cannot be read is left alone");
    assert_eq!(with_stdin(&["fmt", "-"], "收入>=5万元 by 2025").out, "收入 >= 5万元 by 2025\n");
}

#[test]
fn explain_knows_codes_rules_and_entities() {
    assert!(run(&["explain", "unit-missing"]).out.contains("unit-missing"));
    let near = run(&["explain", "unit-mising"]);
    assert_eq!(near.status, 2);
    assert!(near.err.contains("是不是 `unit-missing`"), "{}", near.err);
    let near = run(&["explain", "ZY-01-5555", "rules/ziyang-2021"]);
    assert_eq!(near.status, 2);
    assert!(near.err.contains("没有规则 `ZY-01-5555`"), "{}", near.err);
    let read = run(&["explain", "ZY-01-55", "rules/ziyang-2021"]);
    assert!(read.status == 0 && read.out.contains("ZY-01-55"), "{}", read.out);
    let derived = run(&[&["explain", "ZY-01-55", "rules/ziyang-2021"], &SEEDS[..]].concat());
    assert!(
        derived.status == 1 && derived.out.contains("缺数") && derived.out.contains("value-conflict"),
        "{}{}",
        derived.out,
        derived.err
    );
    let of = |entity| run(&[&["explain", "ZY-01-53", "rules/ziyang-2021", "--entity", entity], &SEEDS[..]].concat());
    assert!(of("朝阳村").out.contains("4.86"), "{}{}", of("朝阳村").out, of("朝阳村").err);
    let unknown = of("没有村");
    assert!(unknown.status == 2 && unknown.err.contains("没有村"), "{}", unknown.err);
}

#[test]
fn a_name_that_two_villages_bear_is_asked_back() {
    let folder = folder("names");
    let rules = file(&folder, "a.rules", "规则 A { 每个 村: 收入 >= 5万元 by 2025 }\n");
    file(
        &folder,
        "名录.csv",
        "代码,名称,层级,上级\n1,甲县,县,\n2,子镇,镇,1\n3,丑镇,镇,1\n4,桂花村,村,2\n5,桂花村,村,3\n",
    );
    file(&folder, "数据.csv", "指标,地区,时期,数值,单位\n收入,子镇/桂花村,2025,6,万元\n收入,桂花村,2025,7,万元\n");
    let data = folder.to_str().unwrap();
    let explain = |entity| run(&["explain", "A", &rules, "--data", data, "--as-of", "2025-12-31", "--entity", entity]);
    let asked = explain("桂花村");
    assert_eq!((asked.status, asked.out.as_str()), (2, ""));
    assert!(asked.err.contains("子镇/桂花村") && asked.err.contains("丑镇/桂花村"), "{}", asked.err);
    // One row names two villages: an error in the data, whatever is asked of them.
    for entity in ["子镇/桂花村", "5"] {
        let told = explain(entity);
        assert!(told.status == 1 && told.out.contains("entity-ambiguous"), "{}", told.out);
    }
    let report = run(&["eval", &rules, "--data", data, "--as-of", "2025-12-31", "--format", "json"]).json();
    assert_eq!(report["rules"][0]["verdict"], "missing", "the figure of nobody knows whom decides nothing");
    let codes: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert!(codes.iter().any(|c| c.contains("ambiguous")), "{codes:?}");
}

#[test]
fn messy_data_are_reported_and_the_rest_is_judged() {
    let folder = folder("messy");
    let rules = file(
        &folder,
        "a.rules",
        "规则 A { 每个 村: 收入 >= 5万元 by 2025 }\n规则 B { 在 东村: 收入 >= 5万元 by 2025 }\n",
    );
    let data = folder.join("d");
    fs::create_dir(&data).unwrap();
    file(
        &data,
        "好.csv",
        "\u{feff}指标,地区,时期,数值,单位\r\n收入,东村,2025年,６０，０００,元\r\n收入,西村,2025,六,万元\r\n",
    );
    file(
        &data,
        "gbk.csv",
        [
            &b"\xd6\xb8\xb1\xea,\xb5\xd8\xc7\xf8,\xca\xb1\xc6\xda,\xca\xfd\xd6\xb5,\xb5\xa5\xce\xbb\n"[..],
            b"\xca\xd5\xc8\xeb,\xb1\xb1\xb4\xe5,2025,8,\xcd\xf2\xd4\xaa\n",
        ]
        .concat(),
    );
    file(&data, "junk.bin", [0u8, 255, 254, 7]);
    file(&data, "图.csv", [0u8, 159, 146, 150, 0, 1, 2]);
    file(&data, "空.csv", "");
    file(&data, "说明.docx", "PK");
    let ran = run(&["eval", &rules, "--data", data.to_str().unwrap(), "--as-of", "2025-12-31", "--format", "json"]);
    let report = ran.json();
    assert_eq!(report["rules"][1]["verdict"], "met", "{report}");
    assert_ne!(report["rules"][0]["verdict"], "met", "西村 has no figure");
    assert!(!report["findings"].as_array().unwrap().is_empty() && !report["ignored"].as_array().unwrap().is_empty());
    for nothing in ["/dev/null", "no/such/folder"] {
        let ran = run(&["eval", &rules, "--data", nothing, "--as-of", "2025-12-31", "--format", "json"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{nothing}");
        assert!(ran.err.contains(nothing) && ran.err.contains("no-data"), "{nothing}: {}", ran.err);
    }
}

#[test]
fn a_file_that_was_asked_for_is_not_left_out() {
    let eval = |more: &[&str]| run(&[&["eval", "rules/ziyang-2017", "--as-of", "2020-12-31"], more].concat());
    let lost = eval(&["--data", "seeds/ziyang-2017", "no/such.csv"]);
    assert_eq!((lost.status, lost.out.as_str()), (2, ""));
    assert!(lost.err.contains("no/such.csv"), "{}", lost.err);
    let lost = eval(&["--data", "seeds/ziyang-2017", "--roster", "no/roster.csv"]);
    assert_eq!((lost.status, lost.out.as_str()), (2, ""));
    assert!(lost.err.contains("no/roster.csv"), "{}", lost.err);
    let other = "seeds/ziyang-2017/县级年度指标（示例数据）.csv";
    let lost = eval(&["--data", "seeds/ziyang-2017", "--roster", other]);
    assert_eq!((lost.status, lost.out.as_str()), (2, ""));
    assert!(lost.err.contains("不是名录"), "{}", lost.err);
}

#[test]
fn a_condition_on_a_column_that_is_nowhere_is_named() {
    let folder = folder("nowhere");
    let rules = file(&folder, "a.rules", "规则 A { 每个 村 其中 脱贫 = 是: 收入 >= 5万元 by 2025 }\n");
    file(&folder, "名录.csv", "代码,名称,层级,上级,脱贫村\n1,甲县,县,,\n2,东村,村,1,是\n");
    file(&folder, "数据.csv", "指标,地区,时期,数值,单位\n收入,2,2025,6,万元\n");
    let ran = run(&["eval", &rules, "--data", folder.to_str().unwrap(), "--as-of", "2025-12-31"]);
    assert!(ran.out.contains("缺数") && ran.out.contains("都没有`脱贫`"), "{}", ran.out);
}

#[test]
fn rules_in_gb18030_are_read_with_a_warning() {
    let folder = folder("gb18030");
    // 收入 >= 5万元 by 2025
    let path = file(&folder, "a.rules", b"\xca\xd5\xc8\xeb >= 5\xcd\xf2\xd4\xaa by 2025\n");
    let ran = run(&["check", &path]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("file-encoding") && ran.out.contains("`收入`"), "{}", ran.out);
    let bad = file(&folder, "b.rules", b"\xff\xff\xff\x00");
    assert_eq!(run(&["check", &bad]).status, 2);
}

#[test]
fn a_rule_with_an_error_does_not_stop_the_others() {
    let folder = folder("errors");
    let rules = file(
        &folder,
        "a.rules",
        "指标 收入 {\n单位 万元\n层级 村\n}\n规则 A { 每个 村: 收入 >= 5亩 by 2025 }\n规则 B { 每个 村: 收入 >= 5万元 by 2025 }\n",
    );
    let data = file(&folder, "d.csv", "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n");
    let ran = run(&["eval", &rules, "--data", &data, "--as-of", "2025-12-31", "--format", "json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("dimension-mismatch") || ran.err.contains("unit"), "{}", ran.err);
    let report = ran.json();
    assert_eq!((&report["rules"][0]["verdict"], &report["rules"][1]["verdict"]), (&"invalid".into(), &"met".into()));
}

#[test]
fn needs_test_and_completions_answer() {
    let needs = run(&[&["needs", "rules/ziyang-2021"], &SEEDS[..]].concat());
    // Two villages report two figures each: what is missing is not all that must be seen to.
    assert_eq!((needs.status, needs.err.as_str()), (1, ""));
    assert!(needs.out.contains("value-conflict"), "{}", needs.out);
    let covered = run(&["test", "rules/yongchang-2020", "--coverage"]);
    assert_eq!(covered.status, 0, "{}", covered.err);
    assert!(covered.out.contains("覆盖"), "{}", covered.out);
    let failing = with_stdin(
        &["test", "-"],
        "规则 A { 每个 村: 收入 >= 5万元 截至 2025 }\n测试 \"t\" {\n设 收入@东村[2025] = 4万元\n应得 A = 达标 截至日 2025-12-31\n}\n",
    );
    assert_eq!(failing.status, 1, "{}{}", failing.out, failing.err);
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(&["completions", shell]).out.contains("dabiao"), "{shell}");
    }
    for stage in ["tree", "model", "rules"] {
        assert_eq!(with_stdin(&["debug", stage, "-"], TEA).status, 0, "{stage}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let arguments = [&["eval", "rules/ziyang-2021", "--format", "json", "--detail", "full"], &SEEDS[..]].concat();
    let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0u8; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let status = child.wait().unwrap();
    assert!(status.code().is_some_and(|c| c <= 1), "{status:?}");
    assert_eq!(err, "");
}

#[test]
fn audit_lists_what_each_town_has_to_see_to() {
    const COUNTY: [&str; 7] = [
        "docs/evaluator-guide/规则",
        "--data",
        "docs/evaluator-guide/往年",
        "docs/evaluator-guide/收到",
        "docs/evaluator-guide/说明.csv",
        "--roster",
        "docs/evaluator-guide/名录.csv",
    ];
    let audit = |more: &[&str]| run(&[&["audit"], &COUNTY[..], &["--as-of", "2025-12-31"], more].concat());
    let all = audit(&[]);
    assert_eq!((all.status, all.err.as_str()), (1, ""));
    insta::assert_snapshot!(all.out);
    let town = audit(&["--submitter", "河口镇", "--format", "json"]).json();
    let submitters = town["submitters"].as_array().unwrap();
    assert_eq!((submitters.len(), &submitters[0]["name"]), (1, &"河口镇".into()));
    assert!(audit(&["--submitter", "无此镇"]).err.contains("无此镇"));
}

#[test]
fn rank_tells_points_grades_and_what_is_lacking() {
    let seeds = ["rules/ziyang-2025-score", "--data", "seeds/ziyang-2021", "--as-of", "2025-12-31"];
    let ran = run(&[&["rank"], &seeds[..], &["--level", "镇"]].concat());
    assert_eq!((ran.status, ran.out.contains("value-conflict")), (1, true), "{}", ran.err);
    assert!(ran.out.contains("2025年度镇级考核") && ran.out.contains("蒿坪镇"), "{}", ran.out);
    assert!(ran.out.contains("还差") && ran.out.contains("名额至多 3 个") && ran.out.contains("未定"), "{}", ran.out);
    let one = run(&[&["rank"], &seeds[..], &["--entity", "城关镇"]].concat());
    assert!(one.out.contains("13 项判定，12 项达标") && !one.out.contains("追上第 1 名 蒿坪镇"), "{}", one.out);
    let explain = ["explain", "2025年度镇级考核"];
    assert_eq!(run(&[&explain[..], &seeds[..], &["--entity", "城关镇"]].concat()).out, one.out);
    let without_data = run(&[&explain[..], &seeds[..1]].concat());
    assert!(without_data.status == 2 && without_data.err.contains("--data"), "{}", without_data.err);
    let json: serde_json::Value =
        serde_json::from_str(&run(&[&["rank"], &seeds[..], &["--format", "json"]].concat()).out).unwrap();
    assert_eq!(json["schema"], "dabiao.rank/1");
    assert_eq!(json["scores"][0]["rows"].as_array().unwrap().len(), 17);
    let none = run(&[&["rank"], &seeds[..], &["--scheme", "没有"]].concat());
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(none.err.contains("2025年度镇级考核"), "{}", none.err);
}

#[test]
fn rank_without_a_scheme_offers_one_that_is_sound() {
    let seeds = ["rank", "rules/ziyang-2021", "--data", "seeds/ziyang-2021", "--as-of", "2025-12-31", "--level", "镇"];
    for lang in ["zh", "en"] {
        let ran = run(&[&["--lang", lang], &seeds[..]].concat());
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        let draft = ran.err.split_once("\n\n").unwrap().1;
        let path = file(&folder("drafted"), "draft.rules", draft);
        let checked = run(&["check", "rules/ziyang-2021", &path]);
        assert!(!checked.out.contains("错误["), "{draft}\n{}", checked.out);
        let ranked = [&["rank", &path], &seeds[1..]].concat();
        assert_eq!(run(&ranked).status, 1, "the data have an error; {draft}");
    }
}
