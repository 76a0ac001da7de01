//! Two evaluators, one answer: random rule sets, rosters and statistics judged by the library and by a naive second
//! evaluator that was written from the description of the language alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    dead_code
)]

#[path = "oracle/mod.rs"]
mod oracle;

#[test]
fn generates() {
    for seed in 0..2000u64 {
        let world = oracle::generate::generate(seed);
        let files = oracle::print::print(&world);
        let out = oracle::judge::judge(&world);
        if seed < 6 {
            eprintln!("{}\n{}\n{}", files.rules, files.roster.unwrap_or_default(), files.data[0].1);
            for (r, o) in world.rules.iter().zip(&out) {
                eprintln!("{} {}", r.id, oracle::verdict::words(&o.allowed));
            }
        }
    }
}

#[test]
fn spread() {
    let mut n = std::collections::BTreeMap::new();
    for seed in 0..4000u64 {
        let world = oracle::generate::generate(seed);
        for o in oracle::judge::judge(&world) {
            *n.entry(oracle::verdict::words(&o.allowed)).or_insert(0) += 1;
        }
    }
    for (k, v) in n {
        eprintln!("{v:6} {k}");
    }
}

#[test]
fn hand_cases_hold_for_the_naive_evaluator() {
    let cases = oracle::hand::cases();
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let got: Vec<String> =
            oracle::judge::judge(&case.build.0).iter().map(|r| oracle::verdict::words(&r.allowed)).collect();
        if got.join(", ") != case.verdicts {
            wrong.push(format!("{}: {} but by hand {}", case.shows, got.join(", "), case.verdicts));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The naive verdicts against the definition: every completion of the missing values.
#[test]
fn completions_agree_with_the_naive_evaluator() {
    let (mut n, mut wrong) = (0, Vec::new());
    for seed in 0..6000u64 {
        let whole = oracle::generate::generate(seed);
        for rule in &whole.rules {
            let as_of = oracle::calendar::Day::of(2027, 1, 1);
            let world = oracle::world::World { rules: vec![rule.clone()], as_of, ..whole.clone() };
            match oracle::completions::contradiction(&world) {
                Some(Ok(())) => n += 1,
                Some(Err(why)) => {
                    n += 1;
                    wrong.push(format!("seed {seed} {}: {why}\n{}", rule.id, oracle::print::print(&world).rules));
                }
                None => {}
            }
        }
        if n >= 250 {
            break;
        }
    }
    assert!(wrong.is_empty(), "{} of {n}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(n >= 200, "{n}");
}

#[test]
fn printed_rules_parse() {
    let mut bad = Vec::new();
    for seed in 0..3000u64 {
        let files = oracle::print::print(&oracle::generate::generate(seed));
        let errors = oracle::engine::syntax_errors(&files);
        if !errors.is_empty() {
            bad.push(format!("{seed}: {}", errors.join("; ")));
        }
    }
    for case in oracle::hand::cases() {
        let files = oracle::print::print(&case.build.0);
        let errors = oracle::engine::syntax_errors(&files);
        if !errors.is_empty() {
            bad.push(format!("{}: {}", case.shows, errors.join("; ")));
        }
    }
    assert!(bad.is_empty(), "{}: {}", bad.len(), bad[..bad.len().min(20)].join("\n"));
}

/// Prints one seed, for whoever looks into a difference: `SEED=45 cargo test --test oracle show -- --nocapture`.
#[test]
fn show() {
    let Some(seed) = std::env::var("SEED").ok().and_then(|s| s.parse().ok()) else { return };
    let world = oracle::generate::generate(seed);
    let files = oracle::print::print(&world);
    eprintln!("{}", files.rules);
}
