//! Verdicts are told apart by whoever does not see all colours: the palette of the pages as such eyes see it, in light and in
//! dark, and the signs that stand beside it.
//!
//! # Source
//! Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, IEEE
//! TVCG 15(6), severity 1.0; distances as CIE 1976 L*a*b*; contrast as WCAG 2.2.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::float_arithmetic, missing_docs)]

use std::collections::BTreeMap;

use dabiao_lang::model::Verdict;

type Linear = [f64; 3];

const EYES: [(&str, [Linear; 3]); 4] = [
    ("all colours", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("no red", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("no green", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    ("no blue", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

/// Verdicts that ask for something, and those that ask for nothing: never to be mistaken for each other.
const BAD: [&str; 4] = ["unmet", "invalid", "missing", "behind"];
const GOOD: [&str; 3] = ["on_track", "early", "met"];

fn style() -> String {
    std::fs::read_to_string(format!("{}/crates/report/src/html/style.css", crate::ROOT)).unwrap()
}

/// The variables of a `:root` block.
fn variables(block: &str) -> BTreeMap<String, String> {
    let end = block.find('}').unwrap();
    let pairs = block[..end].split(';').filter_map(|p| p.trim().strip_prefix("--")?.split_once(':'));
    pairs.map(|(k, v)| (k.to_owned(), v.trim().to_owned())).collect()
}

fn palettes() -> [(&'static str, BTreeMap<String, String>); 2] {
    let style = style();
    let light = variables(style.split_once(":root{").unwrap().1);
    let dark = style.split_once("(prefers-color-scheme:dark){:root{").unwrap().1;
    [("light", light), ("dark", variables(dark))]
}

fn linear(hex: &str) -> Linear {
    let hex = if hex.len() == 4 { hex[1..].chars().flat_map(|c| [c, c]).collect() } else { hex[1..].to_owned() };
    [0, 2, 4].map(|at| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance(c: Linear) -> f64 {
    0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(linear(a)), luminance(linear(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn lab(c: Linear) -> Linear {
    let [r, g, b] = c.map(|x| x.clamp(0.0, 1.0));
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let (x, y) = (f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), f(luminance([r, g, b])));
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: &str, b: &str, eyes: &[Linear; 3]) -> f64 {
    let seen = |hex: &str| {
        let c = linear(hex);
        lab(eyes.map(|row| row.iter().zip(c).map(|(k, x)| k * x).sum()))
    };
    seen(a).iter().zip(seen(b)).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

#[test]
fn no_eye_takes_what_fails_for_what_is_kept() {
    for (name, palette) in palettes() {
        for (eyes, matrix) in &EYES {
            let apart = |a: &str, b: &str| distance(&palette[a], &palette[b], matrix);
            for bad in BAD {
                for good in GOOD {
                    assert!(apart(bad, good) > 19.0, "{name}, {eyes}: {bad} {good} {}", apart(bad, good));
                }
            }
            let all = [&BAD[..], &GOOD, &["pending"]].concat();
            for (n, a) in all.iter().enumerate() {
                for b in &all[n + 1..] {
                    assert!(apart(a, b) > 7.5, "{name}, {eyes}: {a} {b} {}", apart(a, b));
                }
            }
        }
    }
}

#[test]
fn every_word_is_legible_on_its_ground() {
    for (name, palette) in palettes() {
        let ground = |v: Verdict| match v {
            Verdict::Empty | Verdict::Pending | Verdict::Exempt => "still-bg".to_owned(),
            v => format!("{}-bg", v.as_str()),
        };
        for verdict in Verdict::ALL {
            let colour = &palette[verdict.as_str()];
            for on in [&palette[&ground(verdict)], &palette["paper"]] {
                assert!(contrast(colour, on) >= 4.5, "{name}: {} on {on}: {}", verdict.as_str(), contrast(colour, on));
            }
        }
        for (ink, on) in
            [("ink", "paper"), ("soft", "paper"), ("soft", "tint"), ("accent", "paper"), ("accent", "band")]
        {
            let seen = contrast(&palette[ink], &palette[on]);
            assert!(seen >= 4.5, "{name}: {ink} on {on}: {seen}");
        }
    }
}
