//! Answers one question through the Rust interface: `driver REQUEST FILE…`, the files of the working folder.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use dabiao_border::{Limits, Session};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let request = arguments.next().ok_or("driver REQUEST FILE…")?;
    let mut session = Session::new(Limits::default());
    for path in arguments {
        let content = std::fs::read(&path)?;
        session.put(&path, content)?;
    }
    let answer = session.ask_json(request.as_bytes());
    std::io::stdout().write_all(&answer.document)?;
    Ok(ExitCode::from(answer.status as u8))
}
