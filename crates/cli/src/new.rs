//! `new`: a commented starter for a plan, which checks, tests and is in canonical layout as it stands.

use std::fs::OpenOptions;
use std::io::Write;

use super::Status;
use super::args::NewArgs;
use super::output::Output;
use dabiao_lang::diag::{Both, Lang};

const ZH: &str = include_str!("new.zh.rules");
const EN: &str = include_str!("new.en.rules");

/// Writes the starter to a new file, or to standard output.
pub(crate) fn run(args: &NewArgs, out: &Output) -> Status {
    let text = match out.lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    };
    let region = if args.region.trim().is_empty() { "示例县" } else { args.region.trim() };
    if !region.chars().all(|c| c.is_alphanumeric()) {
        let why = Both::of(format!("`{region}` 不像地名"), format!("`{region}` is no name of a place"));
        return out.fail(&why);
    }
    let (from, to) = (args.from, args.to);
    if !(1900..=2999).contains(&from) || to < from || to > 2999 {
        return out.fail(&Both::of(format!("期间 {from}..{to} 不成立"), format!("there is no period {from}..{to}")));
    }
    let base = (from - 1).to_string();
    let text = text.replace("示例县", region).replace("2021", &from.to_string()).replace("2025", &to.to_string());
    let text = text.replace("2020", &base);
    if args.file == "-" {
        out.result(&text);
        return Status::Fine;
    }
    // A file that is there already is somebody's work.
    let made = OpenOptions::new().write(true).create_new(true).open(&args.file);
    match made.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            out.message(&match out.lang {
                Lang::Zh => format!("已写好 `{0}`；用 `dabiao check {0}` 检查，用 `dabiao test {0}` 试算", args.file),
                Lang::En => format!("wrote `{0}`; try `dabiao check {0}` and `dabiao test {0}`", args.file),
            });
            Status::Fine
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => out.fail(&Both::of(
            format!("`{}` 已经存在，不覆盖", args.file),
            format!("`{}` is there already and is not overwritten", args.file),
        )),
        Err(error) => out.fail(&Both::of(
            format!("写不了 `{}`：{error}", args.file),
            format!("cannot write `{}`: {error}", args.file),
        )),
    }
}
