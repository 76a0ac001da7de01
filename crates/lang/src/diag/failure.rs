//! Why the machine could not read or write, in both languages: the texts of systems and libraries are English only.

use std::fmt;
use std::io;

use super::Both;

/// A failure that brings its words in both languages along.
#[derive(Debug)]
struct Told(Both);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Told {}

/// Returns a failure of the machine with words in both languages, which [`failure`] gives back.
pub fn told(words: Both) -> io::Error {
    io::Error::other(Told(words))
}

/// Returns why the machine failed.
pub fn failure(error: &io::Error) -> Both {
    if let Some(told) = error.get_ref().and_then(|e| e.downcast_ref::<Told>()) {
        return told.0.clone();
    }
    match error.kind() {
        io::ErrorKind::NotFound => Both::new("没有这个文件或文件夹", "no such file or folder"),
        io::ErrorKind::PermissionDenied => Both::new("没有权限", "permission denied"),
        io::ErrorKind::IsADirectory => Both::new("它是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => Both::new("路径中有一段不是文件夹", "a part of the path is no folder"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Both::new("磁盘空间不足", "there is no space left on the disk")
        }
        io::ErrorKind::FileTooLarge => Both::new("超过了允许的文件大小", "the file would be larger than is allowed"),
        io::ErrorKind::ReadOnlyFilesystem => Both::new("磁盘是只读的", "the disk is read-only"),
        io::ErrorKind::AlreadyExists => Both::new("文件已经存在", "the file is there already"),
        io::ErrorKind::UnexpectedEof => Both::new("文件没有写完整", "the file ends too early"),
        io::ErrorKind::InvalidData => Both::new("内容不成格式", "its content is malformed"),
        _ => match error.raw_os_error() {
            Some(code) => Both::of(format!("系统错误 {code}"), error.to_string()),
            None => Both::of("读取时出错", error.to_string()),
        },
    }
}
