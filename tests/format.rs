//! Every file of `tests/cases/format` is formatted as written, in Chinese and in English.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_lang::source::SourceMap;
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};

#[test]
fn cases() {
    insta::glob!("cases/format/*.rules", |path| {
        let mut sources = SourceMap::new();
        let id = sources.add("x.rules", std::fs::read_to_string(path).unwrap());
        let source = sources.get(id).unwrap();
        let (tree, problems) = syntax::parse(source);
        assert_eq!(problems, [], "{}", path.display());
        let mut out = String::new();
        for (title, keywords) in
            [("as written", KeywordStyle::AsWritten), ("Chinese", KeywordStyle::Zh), ("English", KeywordStyle::En)]
        {
            let text = syntax::format(source, &tree, &FormatStyle { keywords });
            out += &format!("-------- {title}\n{text}\n");
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(out);
        });
    });
}
