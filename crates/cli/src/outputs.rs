//! Where reports go and in which form: `--format` and `-o`, which may be repeated.

use std::io::{self, IsTerminal};

use super::Status;
use super::args::EvalFormat;
use super::output::Output;
use dabiao_lang::diag::Both;

/// One report that is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    /// The file; `None` is standard output.
    pub path: Option<&'a str>,
    /// The form.
    pub format: EvalFormat,
}

/// Returns what is to be written; a form and an extension that contradict each other, or a file twice, are refused.
pub(crate) fn wanted<'a>(
    files: &'a [String],
    stated: Option<EvalFormat>,
    out: &Output,
) -> Result<Vec<Wanted<'a>>, Status> {
    if files.is_empty() {
        let format = stated.unwrap_or(EvalFormat::Text);
        if format.is_binary() && io::stdout().is_terminal() {
            return Err(out.fail(&Both::new(
                "这种格式不能显示在终端上；请用 `-o 文件` 写到文件",
                "this form cannot be shown on a terminal; write it to a file with `-o FILE`",
            )));
        }
        return Ok(vec![Wanted { path: None, format }]);
    }
    let mut all: Vec<Wanted<'a>> = Vec::new();
    for path in files {
        if all.iter().any(|w| w.path == Some(path)) {
            let (zh, en) = (format!("`-o {path}` 写了两次"), format!("`-o {path}` is written twice"));
            return Err(out.fail(&Both::of(zh, en)));
        }
        let format = match (stated, by_extension(path)) {
            (Some(a), Some(b)) if a != b => return Err(out.fail(&contradiction(path))),
            (Some(format), _) | (None, Some(format)) => format,
            (None, None) => EvalFormat::Text,
        };
        all.push(Wanted { path: Some(path), format });
    }
    Ok(all)
}

fn contradiction(path: &str) -> Both {
    Both::of(
        format!("`{path}` 的扩展名与 `--format` 不一致；去掉 `--format`，或换一个扩展名"),
        format!("the extension of `{path}` contradicts `--format`; leave out `--format` or choose another extension"),
    )
}

/// Returns the form that the extension of a file names.
fn by_extension(path: &str) -> Option<EvalFormat> {
    let (_, extension) = path.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "json" => Some(EvalFormat::Json),
        "md" | "markdown" => Some(EvalFormat::Markdown),
        #[cfg(feature = "html")]
        "html" | "htm" => Some(EvalFormat::Html),
        #[cfg(feature = "office")]
        "xlsx" => Some(EvalFormat::Xlsx),
        #[cfg(feature = "office")]
        "docx" => Some(EvalFormat::Docx),
        _ => None,
    }
}
