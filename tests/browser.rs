//! The page in a real browser: the real binary writes it, headless Chromium opens it, filters, sorts, searches, drills
//! down and prints, and nothing is loaded from anywhere. Without a browser it is skipped aloud; with `CI=true` it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]
#![allow(missing_docs)]

use crate::webdriver;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use webdriver::Browser;

/// Writes the report of a county and returns its place.
fn report() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-report.html");
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(crate::ROOT)
        .args(["--lang", "zh", "eval", "rules/ziyang-2021", "--data", "seeds/ziyang-2021"])
        .args(["--as-of", "2023-12-31", "-o"])
        .arg(&place)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    place
}

/// The rules that are seen, by one of their marks.
fn seen(browser: &Browser, mark: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('tbody.rule')].filter(r => r.offsetParent !== null)\
         .map(r => r.dataset.{mark})"
    );
    browser.run(&script).as_array().unwrap().iter().map(|v| v.as_str().unwrap_or_default().to_owned()).collect()
}

fn choose(browser: &Browser, field: &str, value: &str) {
    browser.click(&format!("select[name={field}] option[value='{value}']"));
}

#[test]
fn filters_sorting_search_drill_down_and_print() {
    let Some(browser) = Browser::start() else { return };
    let page = report();
    let address = format!("file://{}", page.display());
    browser.open(&format!("{address}#view=rules"));
    folds_by_plan(&browser);
    let all = seen(&browser, "id");
    assert!(all.len() > 150, "all rules are seen when all plans are open: {}", all.len());

    filters(&browser, all.len());
    the_address_keeps_the_state(&browser);
    sorts_and_searches(&browser, &all);
    drills_down(&browser);
    pages_of_towns_and_offices(&browser);
    the_wall(&browser);
    prints(&browser);

    let complaints = browser.log("browser");
    assert_eq!(complaints.as_array().unwrap().len(), 0, "{complaints}");
    let asked = requests(&browser.log("performance"));
    assert!(asked.iter().all(|url| url.starts_with("file://") || url.starts_with("data:")), "{asked:?}");
    assert!(asked.iter().filter(|url| url.starts_with("file://")).all(|url| url.starts_with(&address)), "{asked:?}");
}

/// 178 rules begin as a line for each plan, which says what came out; a click shows its rules, a choice shows all that fit.
fn folds_by_plan(browser: &Browser) {
    assert_eq!(seen(browser, "id").len(), 0, "folded at first");
    let height = browser.run("return document.documentElement.scrollHeight").as_u64().unwrap();
    assert!(height < 1_600, "a screen or two, not {height} pixels");
    assert!(browser.text("tbody.group .fold").contains("未达标 2"), "{}", browser.text("tbody.group .fold"));
    choose(browser, "verdict", "unmet");
    assert_eq!(seen(browser, "id").len(), 12, "what was chosen is not folded away");
    browser.click("#clear");
    for n in 1..=6 {
        browser.run(&format!("document.querySelectorAll('tbody.group .fold')[{n} - 1].click()"));
    }
}

fn filters(browser: &Browser, n_all: usize) {
    choose(browser, "verdict", "unmet");
    let verdicts = seen(browser, "verdict");
    assert!(!verdicts.is_empty() && verdicts.iter().all(|v| v == "unmet"), "{verdicts:?}");
    assert!(browser.text("#count").contains(&format!("显示 {} 条，共 {n_all} 条", verdicts.len())));

    choose(browser, "office", "县委组织部");
    let of_office = seen(browser, "names");
    assert!(!of_office.is_empty() && of_office.len() < verdicts.len(), "{of_office:?}");
    assert!(of_office.iter().all(|names| names.contains("县委组织部")), "{of_office:?}");

    browser.click("#clear");
    assert_eq!(seen(browser, "id").len(), n_all, "everything is back");
    choose(browser, "area", "蒿坪镇");
    let in_town = seen(browser, "areas");
    assert!(!in_town.is_empty() && in_town.len() < n_all, "{in_town:?}");
    // With a town chosen, the verdict is that of the town.
    choose(browser, "verdict", "unmet");
    let unmet = seen(browser, "areas");
    assert!(!unmet.is_empty() && unmet.len() < in_town.len(), "{unmet:?}");
    assert!(browser.text("tbody.rule:not([hidden]) .here:not([hidden])").contains("蒿坪镇 ✗ 未达标"));
}

fn the_address_keeps_the_state(browser: &Browser) {
    let before = seen(browser, "id");
    let address = browser.run("return location.hash").as_str().unwrap().to_owned();
    assert!(address.contains("verdict=unmet") && address.contains("area="), "{address}");
    browser.reload();
    assert_eq!(seen(browser, "id"), before, "a link that was sent shows the same");
    browser.click("#clear");
}

fn sorts_and_searches(browser: &Browser, all: &[String]) {
    browser.click("th[data-sort=verdict] button");
    let orders: Vec<u32> = seen(browser, "order").iter().map(|o| o.parse().unwrap()).collect();
    assert!(orders.is_sorted() && orders.first() != orders.last(), "the worst first: {orders:?}");
    assert_eq!(browser.run("return document.querySelector('th[aria-sort]').dataset.sort"), "verdict");
    browser.click("th[data-sort=verdict] button");
    assert_eq!(seen(browser, "id"), all, "a second click gives the order of the rules again");

    browser.type_into("input[name=q]", "茶园");
    let texts = seen(browser, "text");
    assert!(!texts.is_empty() && texts.len() < 20 && texts.iter().all(|t| t.contains("茶园")), "{texts:?}");
    browser.type_into("input[name=q]", " 没有这样的词");
    assert!(seen(browser, "id").is_empty());
    assert!(browser.is_seen("#none"), "an empty table says why it is empty");
    browser.click("#clear");
}

fn drills_down(browser: &Browser) {
    browser.type_into("input[name=q]", "ZY-03-25");
    assert_eq!(seen(browser, "id"), ["ZY-03-25"]);
    browser.click("tbody.rule:not([hidden]) .more details > summary");
    assert!(browser.is_seen("tbody.rule:not([hidden]) .checks"), "the checks are seen");
    browser.click("tbody.rule:not([hidden]) .steps > summary");
    let steps = browser.text("tbody.rule:not([hidden]) .steps");
    assert!(steps.contains("占比(村: 村党组织书记学历 >= 大专)") && steps.contains("得 未达标"), "{steps}");
    let figures = browser.run("return document.querySelector('tbody.rule:not([hidden]) .steps').textContent");
    assert!(figures.as_str().unwrap().contains("村级党建指标（示例数据）.csv 第 2 行"), "down to file and row");
    browser.click("#clear");
    // By keyboard alone: Enter on a focused summary opens it.
    browser.run("document.querySelector('#r0 .more summary').focus()");
    browser.press_enter();
    assert!(browser.is_seen("#r0 figure.trend svg"), "the trend is seen");
}

fn pages_of_towns_and_offices(browser: &Browser) {
    browser.click("[data-go=areas]");
    browser.click("#areas .index a:nth-child(2)");
    let pages = "return [...document.querySelectorAll('article.page')].filter(p => p.offsetParent !== null).length";
    assert_eq!(browser.run(pages), 1, "one town");
    browser.click("[data-go=offices]");
    browser.click("#offices .index a:nth-child(1)");
    assert_eq!(browser.run(pages), 1, "one office");
    browser.click("[data-go=findings]");
    assert!(browser.is_seen("#findings") && !browser.is_seen("#offices"));
}

/// Places by tasks: sign and figure in every square, sorted and coloured by one task, by keyboard too.
fn the_wall(browser: &Browser) {
    browser.click("[data-go=wall]");
    assert!(browser.is_seen("#wall") && browser.is_seen(".tilemap"), "tiles without any map");
    let squares = "return [...document.querySelectorAll('table.wall td[class]')].filter(t => !t.querySelector('b').textContent).length";
    assert_eq!(browser.run(squares), 0, "no square is told by its colour alone");
    let first = "return document.querySelector('table.wall tbody tr th').textContent";
    assert_eq!(browser.run(first), "城关镇");
    let column = browser.run(
        "return [...document.querySelectorAll('table.wall th[data-col]')].find(t => t.textContent.includes('ZY-01-60')).dataset.col",
    );
    choose(browser, "task", column.as_str().unwrap());
    choose(browser, "order", "worst");
    assert_eq!(browser.run(first), "界岭镇", "the one that lacks an enterprise comes first");
    let tile = browser.text(".tilemap li:first-child");
    assert!(tile.contains("▼") && tile.contains("界岭镇") && tile.contains("进度滞后"), "{tile}");
    let square = browser.run(&format!(
        "const n = [...document.querySelectorAll('table.wall th[data-col]')].find(t => t.dataset.col === '{}');
         return n.closest('table').tBodies[0].rows[0].cells[n.cellIndex].textContent",
        column.as_str().unwrap()
    ));
    assert_eq!(square, "▼ 0家差1家", "sign, value and what is lacking");
    // A second click on the head of a column gives the order of the roster again.
    browser.run("document.querySelector('table.wall th[aria-sort] span').click()");
    assert_eq!(browser.run(first), "城关镇");
}

fn prints(browser: &Browser) {
    browser.click("[data-go=rules]");
    choose(browser, "verdict", "unmet");
    assert!(browser.text("#count").contains("结论 ✗ 未达标"), "paper says what was chosen");
    let pdf = browser.print();
    assert!(pdf.len() > 20_000, "{} characters of PDF", pdf.len());
    browser.in_print();
    assert!(!browser.is_seen("#filters") && !browser.is_seen("nav.views"), "no controls on paper");
    assert!(browser.is_seen("table.rules"));
}

/// The addresses that the browser asked for.
fn requests(log: &Value) -> Vec<String> {
    let entries = log.as_array().unwrap().iter().filter_map(|e| e["message"].as_str());
    let events = entries.filter_map(|m| serde_json::from_str::<Value>(m).ok()).map(|m| m["message"].clone());
    let sent = events.filter(|m| m["method"] == json!("Network.requestWillBeSent"));
    sent.map(|m| m["params"]["request"]["url"].as_str().unwrap_or_default().to_owned()).collect()
}
