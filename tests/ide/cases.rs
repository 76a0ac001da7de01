//! The cases, a folder for each question.

use dabiao_lang::diag::Lang;

use super::Fixture;

fn ask(question: &str, answer: fn(&Fixture) -> String) {
    insta::glob!("../cases/ide", &format!("{question}/*.txt"), |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let lang = if text.starts_with("//= en") { Lang::En } else { Lang::Zh };
        let out = answer(&Fixture::read(&text, lang));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(format!("{question}"), out);
        });
    });
}

#[test]
fn findings() {
    ask("findings", super::findings_of);
}

#[test]
fn completion() {
    ask("complete", super::completed);
}

#[test]
fn hover() {
    ask("hover", super::hovered);
}

#[test]
fn navigation() {
    ask("navigate", super::navigated);
}

#[test]
fn renaming() {
    ask("rename", super::renamed);
}

#[test]
fn outlines() {
    ask("outline", super::outlined);
}

#[test]
fn colours() {
    ask("colours", super::coloured);
}

#[test]
fn hints() {
    ask("hints", super::hinted);
}

#[test]
fn lenses() {
    ask("lens", super::lensed);
}

#[test]
fn actions() {
    ask("actions", super::acted);
}

#[test]
fn layout() {
    ask("layout", super::formatted);
}
