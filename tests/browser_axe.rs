//! The pages as axe sees them: every view of a report, the pages of a site and a letter, on a light and on a dark screen and
//! on a phone, without a finding. axe comes with the tools of the workbench (`workbench/build`); without it or without a
//! browser the test is skipped aloud.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]
#![allow(missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::webdriver::Browser;

/// The script of axe.
fn axe() -> Option<String> {
    let script = std::fs::read_to_string(format!("{}/workbench/node_modules/axe-core/axe.min.js", crate::ROOT)).ok();
    if script.is_none() {
        let is_asked_for = std::env::var("DABIAO_WORKBENCH").is_ok_and(|v| v == "1");
        assert!(!is_asked_for, "axe is not there: run workbench/build");
        eprintln!("SKIPPED: axe is not there (workbench/build), the pages are not looked at by it");
    }
    script
}

/// Writes report and site of a county, with coordinates in its roster, and returns their folder.
fn written() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-axe");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(place.join("d")).unwrap();
    let roster = "代码,名称,层级,上级,经度,纬度\n1,甲县,县,,,\n11,东镇,镇,1,108.5,32.5\n12,西镇,镇,1,108.2,32.4\n\
                  111,一村,村,11,,\n112,二村,村,11,,\n121,三村,村,12,,\n";
    let data = "指标,代码,时期,数值,计量单位\n收入,111,2024,6,万元\n收入,111,2025,7,万元\n收入,112,2025,4,万元\n\
                茶园,1,2024,80,亩\n茶园,1,2025,90,亩\n培训,11,2025,3,次\n培训,12,2025,1,次\n";
    let rules = "方案 \"甲\" { 地区 甲县; 期间 2021..2025 }\n指标 收入 { 单位 万元; 层级 村; 类型 时期数 }\n\
                 指标 茶园 { 单位 亩; 层级 县; 类型 时点数 }\n指标 培训 { 单位 次; 层级 镇; 类型 时期数 }\n\
                 规则 A-1 \"村收入\" { 每个 村: 收入 >= 5万元 截至 2025; 牵头 甲局 }\n\
                 规则 A-2 \"茶园\" { 茶园 >= 100亩 截至 2026; 牵头 乙局 }\n\
                 规则 A-3 \"培训\" { 每个 镇: 培训 >= 2次 于 2025; 牵头 甲局 }\n\
                 规则 A-4 \"村数\" { 数量(村: 收入 >= 5万元) >= 2个 截至 2025; 牵头 乙局 }\n\
                 考核办法 \"镇级\" {\n    期间 2025\n    对象 镇\n    并列 占位\n    等次 优秀 >= 90分\n    等次 一般\n\
                 项目 \"培训\" 100分 {\n    指标 培训\n    目标 >= 2次\n}\n}\n";
    // One place has a shape, the other its coordinates of the roster.
    let map = r#"{"type":"FeatureCollection","features":[{"properties":{"name":"东镇"},
        "geometry":{"type":"Polygon","coordinates":[[[108.4,32.4],[108.6,32.4],[108.6,32.6],[108.4,32.4]]]}}]}"#;
    for (name, text) in [("d/名录.csv", roster), ("d/数据.csv", data), ("r.rules", rules), ("东.geojson", map)] {
        std::fs::write(place.join(name), text).unwrap();
    }
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(&place)
        .args(["--lang", "zh", "eval", "r.rules", "--data", "d", "--as-of", "2025-12-31", "-o", "r.html"])
        .args(["--site", "网页", "--map", "东.geojson"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    place
}

/// What axe finds on the page that is open.
fn findings(browser: &Browser, axe: &str) -> Vec<String> {
    browser.run(axe);
    let found = browser.run_later(
        "const done = arguments[arguments.length - 1];
         axe.run().then(r => done(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + n.failureSummary.slice(0, 300)))),
                        e => done(['failed: ' + e]))",
    );
    found.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_finding_on_any_page() {
    let Some(script) = axe() else { return };
    let Some(browser) = Browser::start() else { return };
    let place = written();
    let day = place.join("网页/2025-12-31");
    let views = ["summary", "rules", "wall", "areas&area=%E4%B8%9C%E9%95%87", "offices", "scores", "findings", "about"];
    let mut pages: Vec<String> = views.iter().map(|v| format!("{}#view={v}", place.join("r.html").display())).collect();
    for page in ["../index.html", "index.html", "map.html", "wall.html", "places/0.html", "rules/0.html"] {
        pages.push(day.join(page).display().to_string());
    }
    let mut all = Vec::new();
    for look in ["light", "dark"] {
        let features = json!([{ "name": "prefers-color-scheme", "value": look }]);
        browser.emulate(&json!({ "features": features }));
        for page in &pages {
            browser.open("about:blank");
            browser.open(&format!("file://{page}"));
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
            all.extend(findings(&browser, &script).into_iter().map(|f| format!("{look} {page}: {f}")));
        }
    }
    the_pages_of_a_folder_find_what_they_share(&browser, &day);
    browser.open(&format!("file://{}", day.join("map.html").display()));
    let drawn = "return ['path', 'circle'].map(s => document.querySelectorAll('svg.map ' + s).length)";
    assert_eq!(browser.run(drawn), json!([1, 1]), "a shape and a disc");
    // A phone: the same, and nothing is wider than the screen.
    browser.resize(390, 800);
    for page in &pages {
        browser.open("about:blank");
        browser.open(&format!("file://{page}"));
        all.extend(findings(&browser, &script).into_iter().map(|f| format!("phone {page}: {f}")));
        let wide = browser.run("return document.documentElement.scrollWidth");
        if wide != 390 {
            all.push(format!("{page} is {wide} pixels wide, more than a phone"));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Style and script lie beside the pages, which load them from a folder opened by a double click and nothing else.
fn the_pages_of_a_folder_find_what_they_share(browser: &Browser, day: &Path) {
    // axe itself asks for the style once more, which the pages do not allow.
    browser.log("browser");
    for page in ["index.html", "wall.html", "places/0.html", "rules/0.html"] {
        browser.open(&format!("file://{}", day.join(page).display()));
        let rules = "return [...document.styleSheets].map(s => s.href.split('/').pop())";
        assert_eq!(browser.run(rules), json!(["style.css"]), "{page}");
        let drawn = "return getComputedStyle(document.querySelector('.skip')).position";
        assert_eq!(browser.run(drawn), json!("absolute"), "{page} is drawn by the style beside it");
    }
    browser.open(&format!("file://{}", day.join("wall.html").display()));
    browser.run(
        "const order = document.querySelector('select[name=order]'); order.value = 'worst';
         order.dispatchEvent(new Event('change', { bubbles: true }));
         const task = document.querySelector('select[name=task]'); task.value = task.options[1].value;
         task.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    assert!(browser.is_seen("table.wall th[aria-sort]"), "the script beside the wall sorts it");
    let complaints = browser.log("browser");
    assert_eq!(complaints.as_array().unwrap().len(), 0, "{complaints}");
}
