//! What holds at every place of every text, readable or not.

use std::collections::BTreeMap;

use dabiao_ide::border::Border;
use dabiao_ide::{
    Snapshot, actions, colours, complete, findings, hints, hover, layout, lens, navigate, outline, rename,
};
use dabiao_lang::check;
use dabiao_lang::diag::{Lang, Safety};
use dabiao_lang::source::{MemoryFiles, Span};
use dabiao_lang::syntax::KeywordStyle;
use proptest::prelude::*;

/// Pieces that tear texts apart where editors do: half words, brackets, marks, characters beyond the basic plane.
const PIECES: &[&str] = &[
    "规则 A-1 \"甲\" {",
    "}",
    "指标 收入 {",
    "单位 万元",
    "每个 村:",
    "收入 >= 5万元",
    " by 2025",
    "截至2025年",
    "「",
    "」",
    "\"",
    "“",
    "”",
    "(",
    ")",
    "数量(村: ",
    "𠮷",
    "🀄",
    "\r\n",
    "\n",
    "\r",
    "# 说",
    "// x",
    "测试 \"t\" {",
    "设 收入@甲[2025] = ",
    "应得 A-1 = 达标",
    "@",
    "[",
    "]",
    ",",
    "，",
    "组 {",
    "考核办法 \"x\" {",
    "项目 \"y\" 10分 {",
    "引用 \"x.rules\"",
    "５",
    "%",
    "..",
    "累计(收入, 2021..2025)",
    "且",
    " ",
    "\u{feff}",
    "\u{301}",
];

fn everything_is_asked(text: &str, at: u32) {
    let files = MemoryFiles::new([("x.rules", text)]);
    let snapshot = Snapshot::new(&files, &["x.rules".to_owned()], Lang::En);
    let Some(file) = snapshot.file("x.rules") else { return };
    let text = snapshot.text(file).to_owned();
    let is_place = |s: Span| text.get(s.range()).is_some();
    let cursor = Span { file, start: at, end: at };
    let done = complete::complete(&snapshot, file, at);
    assert!(is_place(done.span), "{text:?} {at}");
    assert!(hover::hover(&snapshot, file, at).is_none_or(|c| is_place(c.span)));
    assert!(navigate::references(&snapshot, file, at).into_iter().all(is_place));
    assert!(actions::actions(&snapshot, cursor).iter().flat_map(|a| &a.edits).all(|e| is_place(e.span)));
    assert!(findings::findings(&snapshot, file).iter().all(|f| is_place(f.span)));
    assert!(outline::folds(&snapshot, file).iter().all(|(s, _)| is_place(*s)));
    let painted = colours::colours(&snapshot, file);
    assert!(painted.iter().all(|(s, _)| is_place(*s)) && painted.windows(2).all(|w| w[0].0.end <= w[1].0.start));
    assert!(
        hints::hints(&snapshot, file, Span::new(file, 0, text.len()))
            .iter()
            .all(|h| text.is_char_boundary(h.at as usize))
    );
    let _ = (
        lens::lenses(&snapshot, file),
        layout::format(&snapshot, file, KeywordStyle::Zh),
        outline::outline(&snapshot, file),
    );
    let _ = rename::rename(&snapshot, (file, at), "新名");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_text_and_no_place_breaks_an_answer(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14), at in 0_u32..160
    ) {
        everything_is_asked(&pieces.concat(), at);
    }

    #[test]
    fn the_border_gives_back_what_it_took(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14)
    ) {
        let text = pieces.concat();
        let border = Border::of(&text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let is_between = at > 0 && text.get(at - 1..at + 1) == Some("\r\n");
            prop_assert!(is_between || border.offset(border.point(at as u32)) == at as u32);
        }
    }
}

/// Codes that are told once for each indicator: where the fix settles one place, the next one is told of.
const ONE_OF_SEVERAL: &[&str] = &["judged-at"];

/// A fix that is offered settles its finding: followed as written, the code is found less often.
#[test]
fn a_fix_settles_its_finding() {
    let mut n_fixes = 0;
    let mut wrong = Vec::new();
    for folder in ["check", "syntax", "lint"] {
        for entry in std::fs::read_dir(format!("{}/tests/cases/{folder}", crate::ROOT)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "rules") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let codes = |text: &str| -> Vec<&'static str> {
                check::load_text("x.rules", text).diagnostics.iter().map(|d| d.code()).collect()
            };
            for found in &check::load_text("x.rules", &text).diagnostics {
                let Some(fix) = found.fix.as_ref().filter(|f| f.safety != Safety::DisplayOnly) else { continue };
                n_fixes += 1;
                let edit = dabiao_ide::TextEdit::new(fix.span, fix.replacement.clone());
                let after = dabiao_ide::edit::applied(&text, &[edit]);
                let count = |all: &[&str]| all.iter().filter(|c| **c == found.code()).count();
                if count(&codes(&after)) >= count(&codes(&text)) && !ONE_OF_SEVERAL.contains(&found.code()) {
                    let at = text[..fix.span.start as usize].lines().count();
                    wrong.push(format!("{}:{at} {} -> {:?}", path.display(), found.code(), fix.replacement));
                }
            }
        }
    }
    assert!(n_fixes > 40, "{n_fixes}");
    assert!(wrong.is_empty(), "{} of {n_fixes}:\n{}", wrong.len(), wrong.join("\n"));
}

/// An indicator renamed and renamed back is the same text, in all shipped rules.
#[test]
fn every_indicator_of_a_plan_can_be_renamed_and_back() {
    let root = format!("{}/rules/ziyang-2017", crate::ROOT);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("r/{}", path.file_name().unwrap().to_string_lossy());
        texts.insert(name, std::fs::read_to_string(path).unwrap());
    }
    let names: Vec<String> = texts.keys().cloned().collect();
    let snapshot = |texts: &BTreeMap<String, String>| Snapshot::new(&MemoryFiles::new(texts.clone()), &names, Lang::Zh);
    let before = snapshot(&texts);
    let declared = before.model().schema.indicators.iter().filter(|i| i.is_declared).take(6);
    let spans: Vec<Span> = declared.map(|i| i.span).collect();
    assert!(!spans.is_empty());
    for span in spans {
        let name_at = before.all_uses().find(|u| u.span.file == span.file && u.span.start >= span.start).unwrap();
        let path = before.loaded().sources.name(span).to_owned();
        let apply = |snapshot: &Snapshot, edits: &[dabiao_ide::TextEdit]| -> BTreeMap<String, String> {
            let own = |id| edits.iter().filter(|e| e.span.file == id).cloned().collect::<Vec<_>>();
            let sources = snapshot.loaded().sources.iter();
            sources.map(|s| (s.name().to_owned(), dabiao_ide::edit::applied(s.text(), &own(s.id())))).collect()
        };
        let edits = rename::rename(&before, (span.file, name_at.span.start), "改过的 名称").unwrap();
        let after = snapshot(&apply(&before, &edits));
        let back = rename::rename(&after, (after.file(&path).unwrap(), name_at.span.start), &name_at.text).unwrap();
        let restored = apply(&after, &back);
        assert!(texts.iter().all(|(name, text)| restored.get(name) == Some(text)), "{}", name_at.text);
    }
}
