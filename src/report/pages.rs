//! The pages of the diagnostics, as they stand in `docs/diagnostics/`.

/// Code and page, by code.
const PAGES: &[(&str, &str)] = &[];

/// Returns the page of a code, in Markdown, Chinese first.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(c, _)| *c == code).map(|(_, page)| *page)
}
