//! The shell of a page: head, style and content security policy; gives the bytes of one HTML file.
//!
//! INVARIANT: style and script are ours (`'static`). A page alone holds them and allows them by their digests; a page of a
//! folder takes them from the files beside it. Nothing else is allowed.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use sha2::{Digest, Sha256};

use crate::words::say;
use dabiao_lang::diag::{Lang, signs};

/// The style that all pages share.
const STYLE: &str = include_str!("style.css");

/// HTML whose text is escaped already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(pub(crate) String);

/// A page that could not be written: a fault of a template, hence of the program.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be written: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

/// What goes into the shell.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The language of the text.
    pub lang: Lang,
    /// The title, as plain text.
    pub title: &'a str,
    /// What stands within `<main>`.
    pub body: &'a Markup,
    /// Style beyond the shared one; may be empty.
    pub style: &'static str,
    /// A script; may be empty.
    pub script: &'static str,
}

/// A page of a folder whose pages share one style, and their script, as files beside them.
#[derive(Debug, Clone, Copy)]
pub(super) struct FolderPage<'a> {
    pub(super) lang: Lang,
    pub(super) title: &'a str,
    pub(super) body: &'a Markup,
    /// The address of the shared style, seen from the page.
    pub(super) style: &'a str,
    /// The address of the script, seen from the page; `None` for a page that needs none.
    pub(super) script: Option<&'a str>,
}

/// Style and script of a page: what stands in it, or the addresses of what stands beside it.
struct Looks<'a> {
    style: &'a str,
    style_file: &'a str,
    script: &'a str,
    script_file: &'a str,
    policy: String,
}

impl Markup {
    /// Returns markup from HTML whose every text went through [`escape`].
    pub fn of_escaped(html: String) -> Self {
        Self(html)
    }

    /// Returns the HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns this and then the other.
    #[must_use]
    pub fn then(mut self, other: Markup) -> Self {
        self.0.push_str(&other.0);
        self
    }
}

/// Returns the HTML file of a page.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn page(page: &Page<'_>) -> Result<String, HtmlError> {
    let style = style(page.style);
    let policy = policy(&digest(&style), &allowed(page.script));
    let looks = Looks { style: &style, style_file: "", script: page.script, script_file: "", policy };
    shell((page.lang, page.title, page.body), &looks)
}

/// Returns the HTML file of a page that stands beside the files of its style and script.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub(super) fn folder_page(page: &FolderPage<'_>) -> Result<String, HtmlError> {
    // A folder opened by a double click has no host: some browsers know its files by the scheme alone.
    const BESIDE: &str = "'self' file:";
    let policy = policy(BESIDE, if page.script.is_some() { BESIDE } else { "'none'" });
    let script_file = page.script.unwrap_or_default();
    let looks = Looks { style: "", style_file: page.style, script: "", script_file, policy };
    shell((page.lang, page.title, page.body), &looks)
}

/// Returns the style that all pages share, with that of some.
pub(super) fn style(own: &str) -> String {
    format!("{STYLE}{own}")
}

fn shell((lang, title, body): (Lang, &str, &Markup), looks: &Looks<'_>) -> Result<String, HtmlError> {
    let values = context! {
        lang => say(lang, "zh-CN", "en"),
        policy => looks.policy.as_str(),
        version => env!("CARGO_PKG_VERSION"),
        title,
        style => Value::from_safe_string(looks.style.to_owned()),
        style_file => looks.style_file,
        skip => say(lang, "跳到正文", "Skip to content"),
        body => Value::from_safe_string(body.0.clone()),
        script => Value::from_safe_string(looks.script.to_owned()),
        script_file => looks.script_file,
    };
    Ok(environment()?.render_named_str("page.html", include_str!("page.html"), values)?)
}

/// Returns the engine: every text is escaped by [`escape`], and a name that is not there is a fault.
///
/// # Errors
/// [`HtmlError`] never in practice: the syntax of templates is the usual one.
pub(super) fn environment() -> Result<Environment<'static>, HtmlError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(|out, _, value| {
        let text = if value.is_none() { String::new() } else { value.to_string() };
        out.write_str(&if value.is_safe() { text } else { escape(&text) }).map_err(minijinja::Error::from)
    });
    Ok(environment)
}

/// Nothing is loaded but style and script of ours, which are told by their digests or lie beside the page.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// What a policy allows where a page holds this script.
fn allowed(script: &str) -> String {
    if script.is_empty() { "'none'".to_owned() } else { digest(script) }
}

fn digest(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |n: u32| LETTERS.get((n & 63) as usize).map_or('A', |b| char::from(*b));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let n = at(0) << 16 | at(1) << 8 | at(2);
        let letters = [letter(n >> 18), letter(n >> 12), letter(n >> 6), letter(n)];
        out.extend(letters.iter().take(chunk.len() + 1));
        out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
    }
    out
}

/// Returns text as it stands in HTML, within an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Control characters have no place in HTML, and marks that turn the direction of text can disguise it.
    for c in signs(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_length() {
        let all = ["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes()));
        assert_eq!(all, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("</script><a b=\"c\" d='e'>&"),
            "&lt;/script&gt;&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;"
        );
    }
}
