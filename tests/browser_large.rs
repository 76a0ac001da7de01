//! A page of 2,000 villages and 100 rules in a real browser: it opens at once, and what is packed is there when it is looked
//! at: a card, a place, a whole list, and all of it on paper. Without a browser it is skipped aloud; with `CI=true` it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]
#![allow(missing_docs)]
#![cfg(feature = "html")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::webdriver::Browser;

const VILLAGES: usize = 2_000;
const TOWNS: usize = 100;
const RULES: usize = 100;

/// Writes rules and data, lets the real binary make the page of them, and returns its place.
fn report() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-large");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(place.join("d")).unwrap();
    let mut roster = "代码,名称,层级,上级\n1,甲县,县,\n".to_owned();
    (0..TOWNS).for_each(|t| writeln!(roster, "T{t:03},镇{t:03},镇,1").unwrap());
    (0..VILLAGES).for_each(|v| writeln!(roster, "V{v:04},村{v:04},村,T{:03}", v % TOWNS).unwrap());
    let mut data = "指标,代码,时期,数值\n".to_owned();
    (0..VILLAGES).for_each(|v| writeln!(data, "收入,V{v:04},2025,{}", v * 37 % 101).unwrap());
    let mut rules =
        "方案 \"甲\" { 地区 甲县; 期间 2021..2025 }\n指标 收入 { 单位 元; 层级 村; 类型 时期数 }\n".to_owned();
    for r in 0..RULES {
        let statement = match r % 2 {
            0 => format!("每个 村: 收入 >= {r}元 截至 2025"),
            _ => format!("数量(村: 收入 >= {r}元) >= 1900个 截至 2025"),
        };
        writeln!(rules, "规则 R-{r} \"任务{r}\" {{ {statement}; 牵头 局{} }}", r % 7).unwrap();
    }
    std::fs::write(place.join("d/名录.csv"), roster).unwrap();
    std::fs::write(place.join("d/数据.csv"), data).unwrap();
    std::fs::write(place.join("r.rules"), rules).unwrap();
    let page = place.join("报告.html");
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(&place)
        .args(["--lang", "zh", "eval", "r.rules", "--data", "d", "--as-of", "2025-12-31", "-o"])
        .arg(&page)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    page
}

/// Clicks without scrolling: the head of a long table stays in sight and would be in the way.
fn press(browser: &Browser, selector: &str) {
    browser.run(&format!("document.querySelector('{selector}').click()"));
}

fn number(browser: &Browser, script: &str) -> u64 {
    browser.run(script).as_u64().unwrap_or_else(|| panic!("{script} gives no number"))
}

#[test]
fn what_is_packed_is_there_when_it_is_looked_at() {
    let Some(browser) = Browser::start() else { return };
    let page = report();
    let bytes = std::fs::metadata(&page).unwrap().len();
    assert!(bytes < 3_000_000, "{bytes} bytes");
    let start = Instant::now();
    browser.open(&format!("file://{}#view=rules", page.display()));
    // Two seconds on an idle machine; a busy one is given ten.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    let nodes = number(&browser, "return document.getElementsByTagName('*').length");
    assert!(nodes < 20_000, "{nodes} nodes");
    assert_eq!(number(&browser, "return document.querySelectorAll('.card[data-piece]').length"), RULES as u64);

    a_card_and_its_whole_list(&browser);
    a_place(&browser);
    browser.click("[data-go=rules]");
    browser.click("#print-all");
    assert_eq!(number(&browser, "return document.querySelectorAll('[data-piece]').length"), 0, "paper has everything");
    let complaints = browser.log("browser");
    assert_eq!(complaints.as_array().unwrap().len(), 0, "{complaints}");
}

fn a_card_and_its_whole_list(browser: &Browser) {
    press(browser, "#r51 .more details > summary");
    assert!(browser.is_seen("#r51 .checks"), "the checks of the rule are seen");
    // 数量(村: 收入 >= 51元): whoever has less is named, each once.
    let expected = (0..VILLAGES).filter(|v| v * 37 % 101 < 51).count() as u64;
    assert!(browser.text("#r51 .rest button").ends_with(&expected.to_string()), "{}", browser.text("#r51 .rest"));
    press(browser, "#r51 .rest button");
    let listed =
        "return [...document.querySelectorAll('#r51 table.all td b')].reduce((n, b) => n + Number(b.textContent), 0)";
    assert_eq!(number(browser, listed), expected);
    let first = browser.text("#r51 table.all tbody tr:first-child");
    assert!(first.contains("镇000") && first.contains("村0000 0元"), "{first}");
    // A rule that asks each village lists them with their figures too.
    press(browser, "#r50 .more details > summary");
    press(browser, "#r50 .rest button");
    let listed = listed.replace("#r51", "#r50");
    assert_eq!(number(browser, &listed), (0..VILLAGES).filter(|v| v * 37 % 101 < 50).count() as u64);
}

fn a_place(browser: &Browser) {
    browser.click("[data-go=areas]");
    let pages = "return [...document.querySelectorAll('article.page')].filter(p => p.offsetParent !== null).length";
    assert_eq!(number(browser, pages), 0, "the index alone");
    browser.click("#areas .index a:nth-child(3)");
    assert_eq!(number(browser, pages), 1, "one place");
    let shown = browser.text("article.page:not([hidden])");
    assert!(shown.contains("镇002") && shown.contains("村0002"), "{shown}");
    // A place in the filter leaves its own rows of a list that is shown whole.
    browser.click("[data-go=rules]");
    browser.click("select[name=area] option[value='镇002']");
    let rows = "return [...document.querySelectorAll('#r51 table.all tbody tr')].filter(r => !r.hidden).length";
    assert_eq!(number(browser, rows), 1);
    browser.click("#clear");
}
