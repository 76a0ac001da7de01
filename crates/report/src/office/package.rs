//! Files of parts (zip), of the same bytes on every system: a seal made on one machine is verified on another.
//!
//! A zip names the system it was made on and when. INVARIANT: ours always name the same system, the same rights and the
//! first day that the format knows.

use std::io::Cursor;
use std::io::Write;

use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::OfficeError;

/// Rights of a part: a regular file that everybody reads.
const RIGHTS: u32 = 0o644;
/// The system that parts name: Unix.
const SYSTEM: u8 = 3;
/// What a record of the list of parts begins with, and how long it is without its name.
const RECORD: (&[u8], usize) = (b"PK\x01\x02", 46);
/// What the record behind the list begins with.
const END: &[u8] = b"PK\x05\x06";

/// A file of parts that is being written.
pub(crate) struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    /// Returns an empty file.
    pub(crate) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), OfficeError> {
        self.begin(name)?.write_all(bytes).map_err(failed)
    }

    /// Begins a part that is then written bit by bit.
    pub(crate) fn begin(&mut self, name: &str) -> Result<&mut dyn Write, OfficeError> {
        self.0.start_file(name, options()).map_err(failed)?;
        Ok(&mut self.0)
    }

    /// Goes on with the part that was begun last.
    pub(crate) fn more(&mut self, bytes: &[u8]) -> Result<(), OfficeError> {
        self.0.write_all(bytes).map_err(failed)
    }

    /// Takes a part over from another file, packed as it is.
    pub(crate) fn copy<R: std::io::Read>(&mut self, part: ZipFile<'_, R>) -> Result<(), OfficeError> {
        self.0.raw_copy_file(part).map_err(failed)
    }

    /// Returns the bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, OfficeError> {
        Ok(self.0.finish().map_err(failed)?.into_inner())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(4))
        .last_modified_time(DateTime::default())
        .unix_permissions(RIGHTS)
        .system(System::Unix)
}

fn failed(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Package(error.to_string())
}

/// Makes a file that another program packed name the same system and rights as ours.
pub(crate) fn settled(mut bytes: Vec<u8>) -> Vec<u8> {
    let list = bytes.windows(END.len()).rposition(|w| w == END).and_then(|end| four(&bytes, end + 16));
    let mut at = list.and_then(|n| usize::try_from(n).ok()).unwrap_or(bytes.len());
    while bytes.get(at..at + RECORD.0.len()) == Some(RECORD.0) {
        put(&mut bytes, at + 5, &[SYSTEM]);
        put(&mut bytes, at + 38, &((0o100_000 | RIGHTS) << 16).to_le_bytes());
        let lengths = [28, 30, 32].map(|n| two(&bytes, at + n).unwrap_or(0));
        at += RECORD.1 + lengths.into_iter().map(usize::from).sum::<usize>();
    }
    bytes
}

fn put(bytes: &mut [u8], at: usize, with: &[u8]) {
    if let Some(slot) = bytes.get_mut(at..at + with.len()) {
        slot.copy_from_slice(with);
    }
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn made(system: System) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a.xml", "目录/b.xml"] {
            let options = options().system(system).unix_permissions(if system == System::Dos { 0o600 } else { RIGHTS });
            zip.start_file(name, options).unwrap();
            zip.write_all(b"text").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_packed_on_another_system_becomes_the_same() {
        assert_ne!(made(System::Dos), made(System::Unix));
        assert_eq!(settled(made(System::Dos)), settled(made(System::Unix)));
        let mut package = Package::new();
        package.add("a.xml", b"text").unwrap();
        package.add("目录/b.xml", b"text").unwrap();
        assert_eq!(package.finish().unwrap(), settled(made(System::Dos)), "and the same as ours");
        let mut all = zip::ZipArchive::new(Cursor::new(settled(made(System::Dos)))).unwrap();
        assert_eq!(all.by_index(1).unwrap().name().unwrap(), "目录/b.xml");
        assert_eq!(settled(vec![1, 2, 3]), [1, 2, 3], "what is no zip is left alone");
    }
}
