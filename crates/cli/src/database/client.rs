//! A program that runs as long as we do and hands tables over through files that it alone and we can read.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use dabiao_lang::diag::{Both, told};

use super::address::{Address, Engine, Table};

/// What the program says when a table is there whole.
const DONE: &str = "dabiao-done";

/// How many names are tried for a folder of our own.
const MOST_NAMES: usize = 100;

/// A program with a database open, in one transaction.
#[derive(Debug)]
pub(super) struct Client {
    engine: Engine,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    folder: Folder,
}

/// A folder that goes away with its owner.
#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // It is ours; what is gone already is fine.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // The end of its input ends the program, and its transaction.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

impl Client {
    /// Begins the program, and with it the snapshot.
    pub(super) fn begin(address: &Address) -> io::Result<Self> {
        let on_disk = match (&address.table, address.engine) {
            (Table::File(path), _) => Some(path),
            (_, Engine::Sqlite | Engine::DuckDb) => Some(&address.place),
            _ => None,
        };
        on_disk.map(fs::metadata).transpose()?;
        let folder = folder()?;
        let mut command = Command::new(address.engine.program());
        command.args(address.engine.arguments(&address.place));
        if std::env::var_os("PGCONNECT_TIMEOUT").is_none() {
            command.env("PGCONNECT_TIMEOUT", "15");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(folder.0.join("said"))?);
        let mut child = command.spawn().map_err(|e| not_begun(address.engine, &e))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        };
        let output = BufReader::new(output);
        let mut client = Self { engine: address.engine, child, input: Some(input), output, folder };
        client.say(address.engine.begin())?;
        Ok(client)
    }

    /// Returns what a statement gives, as the program writes it, once all of it is there.
    pub(super) fn select(&mut self, select: &str) -> io::Result<Vec<u8>> {
        let file = self.folder.0.join("rows.csv");
        let name = file.to_string_lossy().into_owned();
        self.say(&self.engine.into_file(select, &name, DONE))?;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(self.why());
            }
            if line.trim() == DONE {
                break;
            }
        }
        let rows = fs::read(&file);
        let _ = fs::remove_file(&file);
        match rows {
            // A statement without rows may leave no file.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            rows => rows,
        }
    }

    fn say(&mut self, words: &str) -> io::Result<()> {
        let said = self.input.as_mut().map(|input| input.write_all(words.as_bytes()).and_then(|()| input.flush()));
        match said {
            Some(Ok(())) => Ok(()),
            _ => Err(self.why()),
        }
    }

    /// Returns why the program ended.
    fn why(&mut self) -> io::Error {
        drop(self.input.take());
        let _ = self.child.wait();
        let said = fs::read(self.folder.0.join("said")).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|l| !l.is_empty()).take(3).collect();
        let (program, lines) = (self.engine.program(), lines.join("; "));
        told(Both::of(format!("{program} 没有读完：{lines}"), format!("{program} did not read to the end: {lines}")))
    }
}

fn not_begun(engine: Engine, error: &io::Error) -> io::Error {
    let program = engine.program();
    if error.kind() != io::ErrorKind::NotFound {
        return told(Both::of(format!("启动不了 {program}：{error}"), format!("{program} does not start: {error}")));
    }
    told(Both::of(
        format!("读它要用 {program}，这台机器上没有：请先安装"),
        format!("it is read through {program}, which is not on this machine: install it first"),
    ))
}

/// Makes a folder that nobody else may look into.
fn folder() -> io::Result<Folder> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    let mut tried = Err(io::Error::from(io::ErrorKind::AlreadyExists));
    for _ in 0..MOST_NAMES {
        let own = format!("dabiao-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(own);
        // A folder of that name that is there already may be somebody else's: that of a process which was killed.
        tried = builder.create(&path).map(|()| Folder(path));
        if !matches!(&tried, Err(e) if e.kind() == io::ErrorKind::AlreadyExists) {
            break;
        }
    }
    tried
}
