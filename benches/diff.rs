//! Comparing two versions of many rules, and the full check with its reasoning. Each line is the least of several runs.
//!
//! `cargo bench --bench diff -- [check|compare]… [--rules N]` (none: both, 5,000 rules).
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::type_complexity, missing_docs)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use dabiao_diff::diff;
use dabiao_lang::check::{self, Loaded};

fn least(n_runs: usize, mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..n_runs).map(|_| once(&mut run)).min().unwrap()
}

fn show(what: &str, time: Duration) {
    let micros = time.as_micros();
    println!("{what:<58} {:>9}.{:03} ms", micros / 1_000, micros % 1_000);
}

/// Rules of five forms over as many indicators; every `step`th has another threshold by `change`.
fn text(n_rules: usize, step: usize, change: usize) -> String {
    let mut text = "plan \"p\" { region 某县; period 2021..2025 }\n".to_owned();
    for i in 0..n_rules {
        let level = if i % 5 == 3 { "县" } else { "村" };
        writeln!(text, "indicator 指标{i:05} {{ unit 万元; level {level}; kind flow; range 0.. }}").unwrap();
    }
    for i in 0..n_rules {
        let line = 5 + i % 90 + if i % step == 0 { change } else { 0 };
        let body = match i % 5 {
            0 => format!("every 村: 指标{i:05} >= {line}万元 by 2025"),
            1 => format!("count(村: 指标{i:05} >= 5万元) >= {line}个 by 2025"),
            2 => format!("share(村: 指标{i:05} >= 5万元) >= {}% by 2025", line.min(100)),
            3 => format!("指标{i:05} >= {line}万元 each year 2021..2025"),
            _ => format!("every 村 where 脱贫村 = yes: 指标{i:05} >= {line}万元 by 2025"),
        };
        writeln!(text, "rule R{i:05} {{ {body}; lead 甲局; cite \"二({i})\" }}").unwrap();
    }
    text
}

fn load(text: &str) -> Loaded {
    let loaded = check::load_text("a.rules", text);
    assert!(!loaded.diagnostics.iter().any(|d| d.is_error()));
    loaded
}

fn bench_check(n_rules: usize) {
    for n in [n_rules / 5, n_rules, n_rules * 2] {
        let text = text(n, 1, 0);
        let rules = |text: &str| {
            let mut sources = dabiao_lang::source::SourceMap::new();
            let id = sources.add("a.rules", text);
            let tree = dabiao_lang::syntax::parse(sources.get(id).unwrap()).0;
            dabiao_lang::model::lower(&[tree], &sources).0
        };
        show(&format!("{n} rules: from text to the full check"), least(3, || drop(load(&text))));
        let model = rules(&text);
        let mut spare: Vec<_> = (0..6).map(|_| model.clone()).collect();
        show("    of which check with reasoning", least(3, || drop(check::check(spare.pop().unwrap()))));
        show("    of which check to evaluate", least(3, || drop(check::check_to_evaluate(spare.pop().unwrap()))));
    }
}

fn bench_compare(n_rules: usize) {
    let old = load(&text(n_rules, 1, 0)).rules;
    for (what, step) in
        [("none changed", usize::MAX), ("1 in 100 changed", 100), ("1 in 10 changed", 10), ("all changed", 1)]
    {
        let new = load(&text(n_rules, step, 3)).rules;
        let mut n_changes = 0;
        let time = least(3, || n_changes = diff::compare(&old, &new).changes.len());
        show(&format!("{n_rules} rules against {n_rules}, {what} ({n_changes})"), time);
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let n_rules = asked.iter().skip_while(|a| *a != "--rules").nth(1).and_then(|n| n.parse().ok()).unwrap_or(5_000);
    let all: [(&str, fn(usize)); 2] = [("check", bench_check), ("compare", bench_compare)];
    for (name, bench) in all {
        let is_any = asked.iter().any(|a| all.iter().any(|(n, _)| a == n));
        if !is_any || asked.iter().any(|a| a == name) {
            bench(n_rules);
        }
    }
}
