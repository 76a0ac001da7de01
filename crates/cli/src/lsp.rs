//! `lsp`: serves one editor on standard input and output until it says goodbye.

use super::Status;
use super::disk::Disk;
use super::output::Output;
use dabiao_lang::diag::Both;
use dabiao_lsp::{Connection, serve};

/// Bytes of stack of the serving thread: twice what the deepest nesting that is read needs, whatever the system gives.
const STACK: usize = 64 << 20;

/// Serves.
pub(crate) fn run(out: &Output) -> Status {
    let serving = std::thread::Builder::new().stack_size(STACK).spawn(|| {
        let (connection, threads) = Connection::stdio();
        let served = serve(&connection, &Disk).map_err(|e| e.to_string());
        // The writing thread ends when nobody can send any more.
        drop(connection);
        served.and_then(|()| threads.join().map_err(|e| e.to_string()))
    });
    let ended = match serving.map(std::thread::JoinHandle::join) {
        Ok(Ok(ended)) => ended,
        Ok(Err(_)) => Err("the serving thread ended by a panic".to_owned()),
        Err(e) => Err(e.to_string()),
    };
    match ended {
        Ok(()) => Status::Fine,
        Err(why) => {
            out.fail(&Both::of(format!("编辑器连接中断：{why}"), format!("the editor's connection broke: {why}")))
        }
    }
}
