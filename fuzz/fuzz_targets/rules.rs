//! Any bytes as a rule file: read, formatted, checked, exported; what was formatted means the same.
#![no_main]

use dabiao::report::json;
use dabiao::source::{MemoryFiles, SourceMap};
use dabiao::syntax::{self, FormatStyle, KeywordStyle};
use dabiao::{check, diag::Lang};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let files = MemoryFiles::new([("x.rules", bytes)]);
    let loaded = check::load(&files, &["x.rules".to_owned()]);
    for (source, tree) in loaded.sources.iter().zip(&loaded.trees) {
        for keywords in [KeywordStyle::AsWritten, KeywordStyle::Zh, KeywordStyle::En] {
            let text = syntax::format(source, tree, &FormatStyle { keywords });
            if loaded.is_unreadable() {
                continue;
            }
            let mut sources = SourceMap::new();
            let id = sources.add("x.rules", text.as_str());
            let again = sources.get(id).map(|printed| (printed, syntax::parse(printed)));
            let Some((printed, (tree_again, problems))) = again else { continue };
            assert!(problems.is_empty(), "formatting made an error");
            assert!(syntax::same_meaning(tree, &tree_again), "formatting changed the meaning");
            assert_eq!(syntax::format(printed, &tree_again, &FormatStyle { keywords }), text, "formatting twice");
        }
    }
    let _ = json::check(&loaded.diagnostics, &loaded.sources, Lang::En);
    let _ = json::export(&loaded.rules);
    let _ = loaded.rules.digest();
});
