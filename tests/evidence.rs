//! Evidence as its users make and check it: sealed, verified, tampered with in every way that comes to mind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

const RULES: &str = "规则 A \"收入\" {\n    每个 村: 收入 >= 5万元 截至 2025\n}\n\n规则 B \"茶园\" {\n    茶园面积 >= 2亩 截至 2025\n}\n";
const ROSTER: &str = "代码,名称,层级,上级\n1,某县,县,\n11,甲村,村,1\n12,乙村,村,1\n";
const DATA: &str =
    "指标,对象,时期,数值,计量单位\n收入,甲村,2025,6,万元\n收入,乙村,2025,4,万元\n茶园面积,某县,2025,3,亩\n";

fn dabiao(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(folder).args(arguments);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn out(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().expect("no signal"), String::from_utf8(text).unwrap())
}

/// A folder of a test's own with rules and data.
fn world(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evidence").join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("数据")).unwrap();
    fs::create_dir_all(root.join("规则")).unwrap();
    fs::write(root.join("规则/收入.rules"), RULES).unwrap();
    fs::write(root.join("数据/名录.csv"), ROSTER).unwrap();
    fs::write(root.join("数据/报表.csv"), DATA).unwrap();
    fs::write(root.join("数据/说明.docx"), "no table").unwrap();
    root
}

fn seal(root: &Path, place: &str, more: &[&str]) -> String {
    let first = ["eval", "规则", "--data", "数据", "--seal", place, "--as-of", "2025-12-31"];
    let (status, said) = out(&dabiao(root, &[&first, more].concat()));
    assert_eq!(status, 1, "{said}");
    said.split("总摘要 ").nth(1).unwrap_or_else(|| panic!("{said}")).trim().to_owned()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(n, b)| (format!("{name}/{n}"), b)));
        } else {
            found.insert(name, fs::read(path).unwrap());
        }
    }
    found
}

/// Puts the digests of the files as they are into the list, as a forger would.
fn forge(bundle: &Path) {
    let mut sums = String::new();
    for (path, bytes) in files(bundle).iter().filter(|(p, _)| !p.starts_with("SHA256SUMS")) {
        let digest: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        sums.push_str(&format!("{digest}  {path}\n"));
    }
    fs::write(bundle.join("SHA256SUMS"), sums).unwrap();
}

fn edit(path: PathBuf, from: &str, to: &str) {
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_sealed_report_is_proved_anywhere_and_by_plain_tools() {
    let root = world("proved");
    let digest = seal(&root, "证据", &[]);
    assert_eq!(digest, seal(&root, "证据二", &[]), "the same evaluation, the same bundle");
    assert_eq!(files(&root.join("证据")), files(&root.join("证据二")));
    let report = dabiao(&root, &["eval", "规则", "--data", "数据", "--as-of", "2025-12-31", "--format", "json"]);
    assert_eq!(report.stdout, fs::read(root.join("证据/report.json")).unwrap(), "the report that everyone gets");
    // Elsewhere, without the files that it was made of.
    let elsewhere = world("proved-elsewhere");
    fs::rename(root.join("证据"), elsewhere.join("b")).unwrap();
    fs::remove_dir_all(elsewhere.join("规则")).unwrap();
    let (status, said) = out(&dabiao(&elsewhere, &["verify", "b", "--digest", &digest]));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("属实") && said.contains(&digest), "{said}");
    let (status, said) = out(&dabiao(&elsewhere, &["verify", "b", "--digest", &"0".repeat(64)]));
    assert!(status == 1 && said.contains("digest-differs"), "{said}");
    if let Ok(plain) = Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(elsewhere.join("b")).output() {
        assert!(plain.status.success(), "{plain:?}");
    }
    let names: Vec<String> = files(&elsewhere.join("b")).into_keys().collect();
    let inputs = ["inputs/数据/名录.csv", "inputs/数据/报表.csv", "inputs/规则/收入.rules"];
    assert_eq!(
        names[1..],
        [&["explanations.md"], &inputs[..], &["report.json", "seal.toml", "statement.json"]].concat()
    );
}

#[test]
fn nothing_is_overwritten_and_nothing_half_done_is_left() {
    let root = world("overwrite");
    fs::create_dir(root.join("there")).unwrap();
    let first = ["eval", "规则", "--data", "数据", "--as-of", "2025-12-31", "--seal"];
    let (status, said) = out(&dabiao(&root, &[&first[..], &["there"]].concat()));
    assert!(status == 2 && said.contains("已经存在"), "{said}");
    let failing = ["eval", "规则", "--data", "nothing", "--as-of", "2025-12-31", "--seal", "new"];
    assert_eq!(out(&dabiao(&root, &failing)).0, 2);
    let mut left: Vec<_> = fs::read_dir(&root).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["there", "数据", "规则"]);
}

#[test]
fn what_was_tampered_with_is_named() {
    type Tamper = fn(&Path);
    let cases: [(&str, Tamper, &[&str]); 7] = [
        (
            "data",
            |b| edit(b.join("inputs/数据/报表.csv"), "乙村,2025,4", "乙村,2025,7"),
            &["file-changed", "inputs/数据/报表.csv", "规则 A：封存的是 unmet，由这些输入算出的是 met"],
        ),
        (
            "forged-data",
            |b| {
                edit(b.join("inputs/数据/报表.csv"), "乙村,2025,4", "乙村,2025,7");
                forge(b);
            },
            &["rule-differs", "规则 A：封存的是 unmet"],
        ),
        (
            "forged-rules",
            |b| {
                edit(b.join("inputs/规则/收入.rules"), "5万元", "4万元");
                forge(b);
            },
            &["规则 A：封存的是 unmet，由这些输入算出的是 met", "rules_digest"],
        ),
        (
            "forged-report",
            |b| {
                edit(b.join("report.json"), "\"verdict\":\"unmet\"", "\"verdict\":\"met\"");
                forge(b);
            },
            &["规则 A：封存的是 met，由这些输入算出的是 unmet"],
        ),
        (
            "forged-explanation",
            |b| {
                edit(b.join("explanations.md"), "4万元", "6万元");
                forge(b);
            },
            &["explanation-differs", "6万元"],
        ),
        ("missing", |b| fs::remove_file(b.join("inputs/数据/名录.csv")).unwrap(), &["file-missing", "not-runnable"]),
        ("added", |b| fs::write(b.join("inputs/more.csv"), "x").unwrap(), &["file-added", "inputs/more.csv"]),
    ];
    for (name, tamper, expected) in cases {
        let root = world(&format!("tamper-{name}"));
        seal(&root, "b", &[]);
        tamper(&root.join("b"));
        let (status, said) = out(&dabiao(&root, &["verify", "b"]));
        assert_eq!(status, 1, "{name}: {said}");
        for words in expected {
            assert!(said.replace('\n', "").contains(words) || said.contains(words), "{name}: `{words}` in {said}");
        }
        assert_eq!(said.contains("file-changed"), name == "data", "{name}: {said}");
    }
}

#[test]
fn another_version_is_a_difference_only_where_it_matters() {
    let root = world("version");
    seal(&root, "b", &[]);
    for file in ["b/seal.toml", "b/statement.json"] {
        edit(root.join(file), concat!("dabiao ", env!("CARGO_PKG_VERSION")), "dabiao 0.0.1");
    }
    forge(&root.join("b"));
    let (status, said) = out(&dabiao(&root, &["verify", "b"]));
    assert!(status == 0 && said.contains("dabiao 0.0.1"), "{said}");
    edit(root.join("b/report.json"), "\"as_of\":\"2025-12-31\"", "\"as_of\":\"2025-12-30\"");
    forge(&root.join("b"));
    let (status, said) = out(&dabiao(&root, &["verify", "b"]));
    assert!(status == 1 && said.contains("other-tool") && said.contains("as_of"), "{said}");
}

#[test]
fn a_bundle_leads_nowhere_else() {
    let refused = |name: &str, tamper: fn(&Path), words: &str| {
        let root = world(&format!("refused-{name}"));
        seal(&root, "b", &[]);
        tamper(&root.join("b"));
        let (status, said) = out(&dabiao(&root, &["verify", "b"]));
        assert!(status == 2 && said.contains(words), "{name}: {said}");
    };
    refused("sums-up", |b| edit(b.join("SHA256SUMS"), "  inputs/规则/", "  ../规则/"), "../规则/收入.rules");
    refused("sums-absolute", |b| edit(b.join("SHA256SUMS"), "  report.json", "  /etc/passwd"), "/etc/passwd");
    let up = |b: &Path| {
        edit(b.join("seal.toml"), "path = \"inputs/规则/", "path = \"../规则/");
        forge(b);
    };
    refused("seal-up", up, "../规则/收入.rules");
    let unlisted = |b: &Path| {
        edit(b.join("seal.toml"), "path = \"inputs/规则/收入", "path = \"inputs/规则/别的");
        forge(b);
    };
    refused("seal-unlisted", unlisted, "别的.rules");
    #[cfg(unix)]
    refused(
        "link",
        |b| {
            fs::remove_file(b.join("report.json")).unwrap();
            std::os::unix::fs::symlink("/etc/passwd", b.join("report.json")).unwrap();
        },
        "report.json",
    );
    // A command that reads something else finds nothing; one that is no evaluation is not run.
    for (from, to) in [("\"--data\", \"数据\"", "\"--data\", \"/etc\""), ("\"eval\"", "\"fmt\"")] {
        let root = world("refused-command");
        seal(&root, "b", &[]);
        edit(root.join("b/seal.toml"), from, to);
        forge(&root.join("b"));
        let (status, said) = out(&dabiao(&root, &["verify", "b"]));
        assert!(status == 1 && said.contains("not-runnable"), "{said}");
    }
    let root = world("refused-folder");
    let (status, said) = out(&dabiao(&root, &["verify", "规则"]));
    assert!(status == 2 && said.contains("SHA256SUMS"), "{said}");
}

#[test]
fn signatures_of_ssh_keys_are_made_and_checked() {
    if Command::new("ssh-keygen").arg("-?").output().is_err() {
        return;
    }
    let root = world("signed");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", "key"])
        .current_dir(&root)
        .status();
    assert!(made.unwrap().success());
    let public = fs::read_to_string(root.join("key.pub")).unwrap();
    fs::write(root.join("signers"), format!("auditor@example.org {public}")).unwrap();
    seal(&root, "b", &["--sign", "key"]);
    assert!(!fs::read_to_string(root.join("b/seal.toml")).unwrap().contains("key"));
    let (status, said) = out(&dabiao(&root, &["verify", "b", "--signers", "signers"]));
    assert!(status == 0 && said.contains("auditor@example.org"), "{said}");
    assert_eq!(out(&dabiao(&root, &["verify", "b"])).0, 0);
    edit(root.join("b/inputs/数据/报表.csv"), "茶园面积,某县,2025,3,", "茶园面积,某县,2025,3.0,");
    forge(&root.join("b"));
    let (status, said) = out(&dabiao(&root, &["verify", "b", "--signers", "signers", "--lang", "en"]));
    assert!(status == 1 && said.contains("signature-bad"), "{said}");
    fs::remove_file(root.join("b/SHA256SUMS.sig")).unwrap();
    let (status, said) = out(&dabiao(&root, &["verify", "b", "--signers", "signers"]));
    assert!(status == 1 && said.contains("signature-missing"), "{said}");
}

#[test]
fn the_outcome_is_valid_against_its_schema() {
    let root = world("schema");
    seal(&root, "b", &["--detail", "full"]);
    let path = format!("{}/docs/schema/verify.json", crate::ROOT);
    let schema: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    for proved in [true, false] {
        let ran = dabiao(&root, &["verify", "b", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        schemas.validate(&document, index).unwrap();
        assert_eq!(document["proved"], proved);
        fs::write(root.join("b/report.json"), "{}").unwrap();
    }
}

#[cfg(all(feature = "excel", feature = "office"))]
#[test]
fn workbooks_and_mapping_files_are_sealed_byte_for_byte() {
    let root = world("workbook");
    fs::remove_file(root.join("数据/报表.csv")).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in DATA.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    book.save(root.join("数据/报表.xlsx")).unwrap();
    fs::write(root.join("映射.toml"), "").unwrap();
    let digest = seal(&root, "b", &["--mapping", "映射.toml"]);
    let (status, said) = out(&dabiao(&root, &["verify", "b", "--digest", &digest]));
    assert_eq!(status, 0, "{said}");
    let kept = files(&root.join("b"));
    assert_eq!(kept["inputs/数据/报表.xlsx"], fs::read(root.join("数据/报表.xlsx")).unwrap());
    assert!(kept.contains_key("inputs/映射.toml"), "{:?}", kept.keys());
    fs::write(root.join("b/inputs/数据/报表.xlsx"), "no workbook").unwrap();
    let (status, said) = out(&dabiao(&root, &["verify", "b"]));
    assert!(status == 1 && said.contains("file-changed") && said.contains("报表.xlsx"), "{said}");
}
