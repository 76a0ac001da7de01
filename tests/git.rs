//! Rules under git, as planners and auditors use them: versions compared, rules followed, hooks and tools that git calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A repository of a test's own, which no setting of this machine touches.
struct Repo {
    root: PathBuf,
    n_commits: Cell<u32>,
}

/// How a run ended, and what it said on both streams.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
}

impl Repo {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("git").join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        let repo = Self { root, n_commits: Cell::new(0) };
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    fn set(command: &mut Command) -> &mut Command {
        for name in
            ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"]
        {
            command.env_remove(name);
        }
        // A setting that hides names is on, so that the tool must not depend on it.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat");
        command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.quotepath").env("GIT_CONFIG_VALUE_0", "true")
    }

    fn git(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new("git");
        Self::set(&mut command).current_dir(&self.root).args(arguments);
        let path = std::env::var("PATH").unwrap();
        let tool = Path::new(env!("CARGO_BIN_EXE_dabiao")).parent().unwrap().to_str().unwrap();
        command.env("PATH", format!("{tool}:{path}"));
        ran(command.output().unwrap())
    }

    fn dabiao(&self, arguments: &[&str]) -> Ran {
        self.dabiao_in("", arguments)
    }

    fn dabiao_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
        ran(Self::set(&mut command).current_dir(self.root.join(folder)).args(arguments).output().unwrap())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let said = self.dabiao(arguments);
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits everything, a day after the last commit.
    fn commit(&self, author: &str, subject: &str) {
        self.n_commits.set(self.n_commits.get() + 1);
        self.git(&["add", "-A"]);
        let date = format!("2025-03-{:02}T09:00:00+08:00", self.n_commits.get());
        let mut command = Command::new("git");
        Self::set(&mut command).current_dir(&self.root);
        command.args(["-c", &format!("user.name={author}"), "-c", "user.email=a@example.org"]);
        command.args(["-c", "commit.gpgsign=false", "commit", "-q", "--no-verify", "-m", subject]);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        let done = ran(command.output().unwrap());
        assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    }
}

fn rule(id: &str, asked: &str) -> String {
    format!("规则 {id} \"村集体收入\" {{\n    每个 村: 收入 >= {asked}\n    牵头 县委组织部\n}}\n")
}

/// A rule that was born, formatted, relaxed, moved, renamed and written in another unit; another that came and went.
fn told(name: &str) -> Repo {
    let repo = Repo::new(name);
    repo.write("规则/产业 振兴.rules", &rule("A-1", "5万元 截至 2025"));
    repo.commit("张三", "写下目标");
    repo.write("规则/产业 振兴.rules", &format!("// 说明\n{}", rule("A-1", "50000元   截至 2025")));
    repo.commit("李四", "换单位，加注释");
    repo.write("规则/产业 振兴.rules", &rule("A-1", "3万元 截至 2025"));
    repo.commit("王五", "微调");
    repo.write("别的/其他.rules", "茶园面积 >= 5万亩 截至 2025\n");
    repo.commit("张三", "别的");
    fs::create_dir_all(repo.root.join("规则/一")).unwrap();
    fs::rename(repo.root.join("规则/产业 振兴.rules"), repo.root.join("规则/一/收入.rules")).unwrap();
    repo.write("规则/一/收入.rules", &rule("B-7", "3万元 截至 2025"));
    repo.commit("赵六", "挪到一处并改编号");
    repo.write("规则/一/收入.rules", &rule("B-7", "3万元 截至 2027"));
    repo.commit("王五", "再推一推");
    repo
}

/// A document is valid against the published schema of its name.
fn fits(name: &str, document: &Value) {
    let path = format!("{}/docs/schema/{name}.json", crate::ROOT);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    schemas.validate(document, index).unwrap();
    assert_eq!(document["schema"], format!("dabiao.{name}/1"));
}

fn words<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|s| s[key].as_str().unwrap_or("-")).collect()
}

#[test]
fn a_rule_is_followed_through_renames_and_layout() {
    let repo = told("log");
    let log = repo.json(&["log", "B-7", "--format", "json", "--", "规则"]);
    assert_eq!(words(&log["steps"], "subject"), ["再推一推", "挪到一处并改编号", "微调", "写下目标"]);
    let kinds = words(&log["steps"], "change");
    // A date that moves is incomparable where nobody declared what kind of figure it is.
    assert_eq!(kinds, ["incomparable", "metadata", "relaxed", "added"]);
    assert_eq!(words(&log["steps"], "author"), ["王五", "赵六", "王五", "张三"]);
    assert_eq!(words(&log["steps"], "id"), ["B-7", "B-7", "A-1", "A-1"]);
    assert_eq!(log["steps"][2]["file"], "规则/产业 振兴.rules");
    assert_eq!(log["steps"][2]["date"], "2025-03-03T09:00:00+08:00");
    assert_eq!(log["steps"][2]["thresholds"][0]["value"], "3");
    fits("log", &log);
    let text = repo.dabiao(&["log", "B-7"]);
    assert_eq!(text.status, 0, "{}", text.err);
    assert!(text.out.contains("2025-03-03") && text.out.contains("放宽") && text.out.contains("王五"), "{}", text.out);
    let page = repo.dabiao(&["log", "B-7", "--format", "html"]).out;
    assert!(page.contains("2025-03-01 张三: 5万元, 2025-03-03 王五: 3万元"), "a chart, told in words: {page}");
    assert_eq!(page.matches("<circle").count(), 2, "a dot where the threshold was set");
    // The same from a folder, and from an earlier revision under the earlier ID.
    let below = repo.dabiao_in("规则", &["log", "b-7", "--format", "json", "--", "一"]);
    assert_eq!(serde_json::from_str::<Value>(&below.out).unwrap()["steps"], log["steps"]);
    let earlier = repo.json(&["log", "A-1", "--rev", "HEAD~3", "--format", "json"]);
    assert_eq!(words(&earlier["steps"], "subject"), ["微调", "写下目标"]);
}

#[test]
fn blame_names_who_set_each_target_by_meaning() {
    let repo = Repo::new("blame");
    let asked = |a: &str, b: &str| rule("A-1", &format!("{a} 截至 2023, >= {b} 截至 2025"));
    repo.write("a.rules", &asked("3万元", "5万元"));
    repo.commit("张三", "定目标");
    repo.write("a.rules", &asked("3万元", "4万元"));
    repo.commit("王五", "调低");
    repo.write("a.rules", &asked("30000元", "4.0万元").replace("    ", "  "));
    repo.commit("李四", "排版");
    let blame = repo.json(&["blame", "A-1", "--format", "json"]);
    assert_eq!(words(&blame["targets"], "author"), ["张三", "王五"]);
    let kinds = words(&blame["targets"], "change");
    assert_eq!(kinds, ["added", "relaxed"]);
    assert!(blame["targets"][1]["before"].as_str().unwrap().contains("5万元"));
    // What is not committed is nobody's yet.
    repo.write("a.rules", &asked("1万元", "4万元"));
    let blame = repo.json(&["blame", "all", "--format", "json"]);
    assert_eq!(words(&blame["targets"], "author"), ["-", "王五"]);
    fits("blame", &blame);
    let text = repo.dabiao(&["blame", "A-1"]).out;
    assert!(text.contains("尚未提交") && text.contains("2025-03-02"), "{text}");
}

#[test]
fn merges_name_the_branch_that_changed_the_rule() {
    let repo = Repo::new("merge");
    let both = |a: &str, b: &str| format!("{}\n{}", rule("A", a), rule("B", b).replace("收入", "产值"));
    repo.write("a.rules", &both("5万元 截至 2025", "6万元 截至 2025"));
    repo.commit("张三", "起");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("a.rules", &both("5万元 截至 2025", "2万元 截至 2025"));
    repo.commit("王五", "旁枝");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("b.rules", "茶园面积 >= 5万亩 截至 2025\n");
    repo.commit("李四", "主干");
    let merge = ["-c", "user.name=x", "-c", "user.email=x@example.org", "merge", "-q", "--no-ff", "-m", "合并", "side"];
    let merged = repo.git(&merge);
    assert_eq!(merged.status, 0, "{}", merged.err);
    let log = repo.json(&["log", "B", "--format", "json"]);
    assert_eq!(words(&log["steps"], "subject"), ["旁枝", "起"]);
    let blame = repo.json(&["blame", "B", "--format", "json"]);
    assert_eq!(words(&blame["targets"], "subject"), ["旁枝"]);
    assert_eq!(words(&repo.json(&["log", "A", "--format", "json"])["steps"], "subject"), ["起"]);
}

#[test]
fn a_rule_that_is_gone_and_a_commit_that_cannot_be_read() {
    let repo = Repo::new("gone");
    repo.write("a.rules", &rule("A", "5万元 截至 2025"));
    repo.commit("张三", "起");
    repo.write("a.rules", "规则 A {\n    每个 村 收入 >=\n");
    repo.commit("李四", "写坏了");
    repo.write("a.rules", &rule("A", "4万元 截至 2025"));
    repo.commit("李四", "改回");
    repo.write("a.rules", "茶园面积 >= 5万亩 截至 2025\n");
    repo.commit("王五", "悄悄删掉");
    let log = repo.json(&["log", "A", "--format", "json"]);
    assert_eq!(words(&log["steps"], "subject"), ["悄悄删掉", "改回", "起"]);
    assert_eq!(words(&log["steps"], "change"), ["removed", "relaxed", "added"]);
}

#[test]
fn what_cannot_be_done_is_said() {
    let repo = told("errors");
    let says = |arguments: &[&str], words: &str| {
        let said = repo.dabiao(arguments);
        assert!(said.status == 2 && said.err.contains(words), "{arguments:?}: {} {}", said.out, said.err);
    };
    says(&["log", "没有", "--", "规则"], "没有规则 `没有`");
    says(&["log", "B-7", "--rev", "v9"], "没有版本 `v9`");
    says(&["log", "B-7", "--rev=--output=x"], "没有版本 `--output=x`");
    says(&["log", "B-7", "--", "../.."], "不在这个 git 仓库里");
    says(&["log", "B-7", "--", "没有这个文件夹"], "从来没有规则文件");
    let outside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-repository");
    fs::create_dir_all(&outside).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    let ceiling = outside.parent().unwrap().to_str().unwrap().to_owned();
    Repo::set(&mut command).current_dir(&outside).env("GIT_CEILING_DIRECTORIES", ceiling);
    let said = ran(command.args(["log", "A"]).output().unwrap());
    assert!(said.status == 2 && said.err.contains("不在 git 仓库里"), "{}", said.err);
}

fn changed(document: &Value) -> Vec<(&str, &str)> {
    let changes = document["changes"].as_array().unwrap();
    changes.iter().map(|c| (c["id"].as_str().unwrap(), c["change"].as_str().unwrap())).collect()
}

#[test]
fn revisions_ranges_the_index_and_the_work_tree_are_compared() {
    let repo = told("diff");
    let json = |arguments: &[&str]| repo.json(&[&["diff", "--format", "json"], arguments].concat());
    let all = json(&["HEAD~5", "HEAD", "--", "规则"]);
    // The date moved as well, and of an undeclared indicator nobody knows that what is reached is kept.
    assert!(changed(&all).contains(&("B-7", "incomparable")), "{all}");
    fits("diff", &all);
    assert_eq!(json(&["HEAD~5..HEAD", "--", "规则"])["changes"], all["changes"]);
    assert_eq!(json(&["HEAD~5...", "--", "规则"])["changes"], all["changes"]);
    assert_eq!(json(&["HEAD~5", "--", "规则"])["changes"], all["changes"], "against the work tree");
    // Layout is no change; the unit of an undeclared indicator follows the rule, which is told and is no difference.
    assert_eq!(changed(&json(&["HEAD~5", "HEAD~4", "--", "规则"])), [("A-1", "equivalent")]);
    assert_eq!(json(&["HEAD~3", "HEAD~2", "--only", "relaxed", "--", "规则"])["changes"], Value::Array(vec![]));
    // A date that moves on an indicator of undeclared kind, which may be a flow: neither weaker nor stronger.
    let below = repo.dabiao_in("规则", &["diff", "--format", "json", "HEAD~1", "HEAD"]);
    assert_eq!(changed(&serde_json::from_str(&below.out).unwrap()), [("B-7", "incomparable")]);
    // What git ignores is no part of the work tree.
    repo.write(".git/info/exclude", "aus/\n");
    repo.write("aus/x.rules", "茶园面积 >= 9万亩 截至 2025\n");
    assert_eq!(repo.dabiao(&["diff", "--exit-code"]).status, 0);
    // Staged, then more in the work tree.
    repo.write("规则/一/收入.rules", &rule("B-7", "2万元 截至 2027"));
    repo.git(&["add", "-A"]);
    repo.write("规则/一/收入.rules", &rule("B-7", "1万元 截至 2027"));
    let now = |arguments: &[&str]| repo.json(&[&["diff", "--format", "json"], arguments].concat());
    let text = |d: &Value| d["changes"][0]["after"].as_str().unwrap_or_default().to_owned();
    assert!(text(&now(&["--staged"])).contains("2万元"));
    assert!(text(&now(&[])).contains("1万元"));
    assert!(text(&now(&["规则"])).contains("1万元"), "a path alone is HEAD against the work tree");
    repo.commit("王五", "再降");
    assert_eq!(repo.dabiao(&["diff", "HEAD~1", "HEAD", "--exit-code"]).status, 1);
    assert_eq!(repo.dabiao(&["diff", "HEAD~1", "HEAD", "--exit-code", "--only", "tightened"]).status, 0);
    assert_eq!(repo.dabiao(&["diff", "HEAD", "--exit-code"]).status, 0);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let repo = told("diff-errors");
    let says = |arguments: &[&str], words: &str| {
        let said = repo.dabiao(&[&["diff"], arguments].concat());
        assert!(said.status == 2 && said.err.contains(words), "{arguments:?}: {} {}", said.out, said.err);
    };
    says(&["v1..v2"], "没有版本 `v1`");
    says(&["规则", "没有这个"], "另一个却不是");
    says(&["没有这个", "规则"], "也没有叫这个名字的文件");
    says(&["HEAD", "--", "没有这个"], "都没有 没有这个 的规则文件");
    says(&["HEAD", "HEAD~1", "--", "../.."], "规则文件");
    says(&["HEAD~1", "HEAD", "--only", "relaxde"], "`relaxed`");
    says(&["a", "b", "c"], "要比较的是两样");
    says(&["规则/一/收入.rules", "没有.rules"], "另一个却不是");
    says(&["--staged", "HEAD", "HEAD~1"], "只能再写一个版本");
    says(&["--", "--output=x"], "规则文件");
    repo.write("坏.rules", "规则 A {\n");
    says(&["HEAD"], "读不懂");
}

#[test]
fn approvals_accept_changes_until_they_lapse_or_go_stale() {
    let repo = Repo::new("approvals");
    repo.write("a.rules", &(rule("A", "5万元 截至 2025") + &rule("B", "6万元 截至 2025").replace("收入", "产值")));
    repo.commit("张三", "起");
    repo.write("a.rules", &(rule("A", "4万元 截至 2025") + &rule("B", "7万元 截至 2025").replace("收入", "产值")));
    repo.commit("王五", "改");
    let diff = |more: &[&str]| repo.dabiao(&[&["diff", "HEAD~1", "HEAD", "--exit-code"], more].concat());
    let list = ["--approvals", "批准.approvals", "--as-of", "2025-06-30"];
    let json = |more: &[&str]| -> Value {
        let said = diff(&[&list[..], &["--format", "json"], more].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
    };
    // An entry is printed, filled in, and counts.
    let blank = diff(&["--format", "approvals", "--only", "relaxed"]).out;
    assert!(blank.contains("A  threshold-relaxed") && blank.contains("    理由\n"), "{blank}");
    repo.write("批准.approvals", &blank);
    let said = diff(&list);
    assert!(said.status == 1 && said.err.contains("approval-incomplete"), "{}", said.err);
    let whole = blank
        .replace("理由", "理由 常务会议")
        .replace("批准\n", "批准 王五\n")
        .replace("    至\n", "    至 2025-12-31\n");
    repo.write("批准.approvals", &whole);
    let left = json(&[]);
    assert_eq!(changed(&left), [("B", "tightened")]);
    assert_eq!((left["accepted"][0]["id"].as_str(), left["accepted"][0]["by"].as_str()), (Some("A"), Some("王五")));
    fits("diff", &left);
    assert_eq!(diff(&[&list[..], &["--only", "relaxed"]].concat()).status, 0);
    let text = diff(&list).out;
    assert!(text.contains("另有 1 处已批准") && text.contains("常务会议"), "{text}");
    // It follows the change through layout and a new ID, and not through another threshold.
    repo.write("a.rules", &(rule("A-9", "40000元 截至 2025") + &rule("B", "7万元 截至 2025").replace("收入", "产值")));
    repo.commit("李四", "改编号");
    let far = |more: &[&str]| repo.dabiao(&[&["diff", "HEAD~2", "HEAD", "--exit-code"], &list[..], more].concat());
    assert_eq!(far(&["--only", "relaxed"]).status, 0, "{}", far(&["--only", "relaxed"]).err);
    repo.write("a.rules", &(rule("A-9", "3万元 截至 2025") + &rule("B", "7万元 截至 2025").replace("收入", "产值")));
    repo.commit("李四", "又降");
    let said = far(&["--only", "relaxed"]);
    assert!(said.status == 1 && said.err.contains("approval-stale"), "{}", said.err);
    assert!(said.err.contains("批准.approvals:2"), "{}", said.err);
    let old = ["diff", "HEAD~3", "HEAD~2", "--approvals", "批准.approvals"];
    let lapsed = repo.dabiao(&[&old[..], &["--as-of", "2026-01-01"]].concat());
    assert!(lapsed.status == 1 && lapsed.err.contains("approval-lapsed"), "{}", lapsed.err);
    repo.write("批准.approvals", &whole.replace("threshold-relaxed", "note-changed"));
    let other = repo.dabiao(&[&old[..], &["--as-of", "2025-06-30"]].concat());
    assert!(other.status == 1 && other.err.contains("approval-differs"), "{}", other.err);
    let undated = repo.dabiao(&old);
    assert!(undated.status == 2 && undated.err.contains("--as-of"), "{}", undated.err);
}

#[test]
fn every_form_tells_the_same_and_the_terminal_is_aligned() {
    let repo = told("forms");
    let diff = |more: &[&str]| repo.dabiao(&[&["diff"], more].concat());
    let range = ["HEAD~4", "HEAD~3"];
    let wide = diff(&[&range[..], &["--width", "100", "--", "规则"]].concat());
    assert_eq!(wide.status, 0, "{}", wide.err);
    insta::assert_snapshot!("diff_side_by_side", wide.out);
    let narrow = diff(&[&range[..], &["--width", "60", "--", "规则"]].concat());
    insta::assert_snapshot!("diff_stacked", narrow.out);
    let markdown = diff(&[&range[..], &["--format", "markdown", "--", "规则"]].concat());
    insta::assert_snapshot!("diff_markdown", markdown.out);
    let html = diff(&[&range[..], &["--format", "html", "--", "规则"]].concat());
    assert!(html.out.contains("<del>") && html.out.contains("<ins>"), "{}", html.out);
    let coloured = diff(&[&range[..], &["--color", "always", "--", "规则"]].concat());
    assert!(coloured.out.contains("\u{1b}["), "{}", coloured.out);
    let english = diff(&[&range[..], &["--lang", "en", "--", "规则"]].concat());
    assert!(english.out.contains("relaxed") && english.out.contains("fingerprint"), "{}", english.out);
}

#[test]
fn what_a_gate_a_budget_and_a_self_test_say_fits_its_schema() {
    let repo = told("gate");
    let gate = repo.json(&["guard", "HEAD~2", "--format", "json", "--", "规则"]);
    fits("guard", &gate);
    assert_eq!((gate["passed"].as_bool(), gate["shallow"].as_bool()), (Some(false), Some(false)));
    assert_eq!(gate["base"]["author"], "张三");
    repo.write("d/名录.csv", "代码,名称,层级,上级\n1,甲县,县,\n2,一村,村,1\n3,二村,村,1\n");
    repo.write("d/a.csv", "指标,对象,时期,数值,计量单位\n收入,2,2025,6,万元\n收入,3,2025,4,万元\n");
    let asked = ["budget", "--data", "d", "--as-of", "2025-12-31", "--format", "json", "--", "规则"];
    let budget = repo.json(&asked);
    fits("budget", &budget);
    let tried = repo.json(&["soften", "规则", "--format", "json"]);
    fits("soften", &tried);
    assert!(tried["tried"].as_u64() > Some(5) && tried["tried"] == tried["named"], "{tried}");
}
