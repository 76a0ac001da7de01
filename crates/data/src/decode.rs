//! Bytes to UTF-8, in pieces: the encoding is found out from the start of a file and every bad byte is reported.
//!
//! Order: a byte order mark; else valid UTF-8, even where another encoding was asked for; else GB18030 without an error;
//! else the one of the two that is broken in a few places only; else UTF-16 without a mark; else nobody's guess. The
//! decision rests on the first `HEAD` bytes. While those and all since are ASCII, a later piece may still decide for GB18030.
//! INVARIANT: whatever `Text::fill` appends is valid UTF-8.

use std::io::{self, Read};

use dabiao_lang::diag::Both;
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// How many bytes decide on the encoding.
const HEAD: u64 = 1 << 20;
/// How many bytes are read at a time after that.
const PIECE: u64 = 1 << 18;

/// The encoding of a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl Encoding {
    /// Reads the name of an encoding: `utf-8`, `gb18030`, `gbk`, `gb2312`, `utf-16le`, `utf-16be`.
    pub fn parse(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" => Some(Encoding::Gb18030),
            "utf-16le" | "utf-16" | "utf16" | "utf16le" => Some(Encoding::Utf16Le),
            "utf-16be" | "utf16be" => Some(Encoding::Utf16Be),
            _ => None,
        }
    }

    /// Returns the usual name.
    pub fn as_str(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }
}

/// Why the text of a file could not be opened.
pub(crate) enum TextError {
    /// The machine failed.
    Io(io::Error),
    /// Neither UTF-8 nor GB18030: line and byte within it of the first byte that is no UTF-8, both from 1.
    Unknown { line: u32, byte: u64 },
    /// NUL bytes where text should be.
    NotText,
}

/// A file as a stream of UTF-8.
pub(crate) struct Text<'a> {
    input: Box<dyn Read + 'a>,
    encoding: Encoding,
    /// Set while everything so far was ASCII and nobody forced an encoding.
    is_open: bool,
    decoder: Option<Decoder>,
    /// What was read but not handed out: the head, or the start of a character cut by the end of a piece.
    carry: Vec<u8>,
    is_head_pending: bool,
    raw: Vec<u8>,
    is_at_end: bool,
}

impl<'a> Text<'a> {
    /// Reads the head and finds the encoding.
    pub(super) fn open(mut input: Box<dyn Read + 'a>, forced: Option<Encoding>) -> Result<Self, TextError> {
        let mut head = Vec::new();
        let read = input.by_ref().take(HEAD).read_to_end(&mut head).map_err(TextError::Io)?;
        let is_whole = (read as u64) < HEAD;
        let (encoding, skip) = match (byte_order_mark(&head), forced) {
            // What a file says of itself goes before what is said of all files.
            (Some((found, len)), _) => (found, len),
            (None, Some(_)) if is_surely_utf8(&head) => (Encoding::Utf8, 0),
            (None, Some(forced)) => (forced, 0),
            (None, None) => (detect(&head, is_whole)?, 0),
        };
        head.drain(..skip);
        let is_open = forced.is_none() && skip == 0 && head.is_ascii();
        Ok(Self {
            input,
            encoding,
            is_open,
            decoder: decoder_of(encoding),
            carry: head,
            is_head_pending: true,
            raw: Vec::new(),
            is_at_end: is_whole,
        })
    }

    /// Returns the encoding.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Reads the rest of the input and drops it.
    pub(super) fn exhaust(&mut self) -> io::Result<()> {
        io::copy(&mut self.input, &mut io::sink()).map(|_| ())
    }

    /// Appends the next piece to `out` and the places of replaced bytes to `bad`; `false` means the file has ended.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>, bad: &mut Vec<usize>) -> io::Result<bool> {
        if self.is_at_end && !self.is_head_pending && self.carry.is_empty() {
            return Ok(false);
        }
        if self.decoder.is_some() {
            self.fill_decoded(out, bad)?;
        } else {
            self.fill_utf8(out, bad)?;
        }
        Ok(true)
    }

    /// Reads one piece behind what `into` holds, unless the head is still to be handed out.
    fn read_piece(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        if self.is_head_pending {
            self.is_head_pending = false;
        } else if !self.is_at_end {
            let n = self.input.by_ref().take(PIECE).read_to_end(into)?;
            self.is_at_end = (n as u64) < PIECE;
        }
        Ok(())
    }

    fn fill_utf8(&mut self, out: &mut Vec<u8>, bad: &mut Vec<usize>) -> io::Result<()> {
        let from = out.len();
        out.append(&mut self.carry);
        self.read_piece(out)?;
        let rest = out.get(from..).unwrap_or_default();
        let valid = encoding_rs::Encoding::utf8_valid_up_to(rest);
        let (good, tail) = rest.split_at_checked(valid).unwrap_or_default();
        self.is_open &= good.is_ascii();
        if tail.is_empty() {
            return Ok(());
        }
        let is_cut = std::str::from_utf8(tail).is_err_and(|e| e.error_len().is_none()) && !self.is_at_end;
        if is_cut {
            self.carry = out.split_off(from + valid);
        } else if self.is_open {
            // ASCII so far, and what follows is no UTF-8: the rest of the file is GB18030.
            self.carry = out.split_off(from + valid);
            self.encoding = Encoding::Gb18030;
            self.decoder = decoder_of(self.encoding);
            self.is_head_pending = true;
        } else {
            let rest = out.split_off(from + valid);
            replace_bad(&rest, self.is_at_end, out, bad, &mut self.carry);
        }
        Ok(())
    }

    fn fill_decoded(&mut self, out: &mut Vec<u8>, bad: &mut Vec<usize>) -> io::Result<()> {
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        raw.append(&mut self.carry);
        self.read_piece(&mut raw)?;
        if let Some(decoder) = &mut self.decoder {
            let mut text = String::new();
            let mut rest = raw.as_slice();
            loop {
                text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 4));
                let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, self.is_at_end);
                rest = rest.get(read..).unwrap_or_default();
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => {
                        bad.push(out.len() + text.len());
                        text.push('\u{FFFD}');
                    }
                }
            }
            out.extend_from_slice(text.as_bytes());
        }
        self.raw = raw;
        Ok(())
    }
}

/// Copies `bytes` behind `out`, each bad run replaced; a character cut by the end of the piece goes to `carry`.
fn replace_bad(bytes: &[u8], is_at_end: bool, out: &mut Vec<u8>, bad: &mut Vec<usize>, carry: &mut Vec<u8>) {
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        out.extend_from_slice(chunk.valid().as_bytes());
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let is_cut = chunks.peek().is_none()
            && !is_at_end
            && std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
        if is_cut {
            carry.extend_from_slice(invalid);
        } else {
            bad.push(out.len());
            out.extend_from_slice("\u{FFFD}".as_bytes());
        }
    }
}

fn decoder_of(encoding: Encoding) -> Option<Decoder> {
    match encoding {
        Encoding::Utf8 => None,
        Encoding::Gb18030 => Some(GB18030.new_decoder_without_bom_handling()),
        Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
        Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
    }
}

fn byte_order_mark(head: &[u8]) -> Option<(Encoding, usize)> {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Some((Encoding::Utf8, 3)),
        // GB18030 has a mark of its own, rarely used.
        [0x84, 0x31, 0x95, 0x33, ..] => Some((Encoding::Gb18030, 4)),
        [0xFF, 0xFE, ..] => Some((Encoding::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// Returns whether a text is UTF-8 whatever was said: text of another encoding hardly ever looks like it.
fn is_surely_utf8(head: &[u8]) -> bool {
    let is_whole = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none() && head.len() as u64 >= HEAD,
    };
    is_whole && memchr::memchr(0, head).is_none()
}

/// Returns whether the start of a file is no text in any encoding that is known here.
#[cfg(feature = "excel")]
pub(super) fn is_binary(head: &[u8]) -> bool {
    byte_order_mark(head).is_none() && detect(head, false).is_err()
}

/// How many sound characters must stand beside each bad one before a text is taken for damaged rather than foreign.
///
/// Chinese text of the one encoding is broken in nearly every character of the other, so that a few are telling.
const SOUND_PER_BAD: usize = 4;

fn detect(head: &[u8], is_whole: bool) -> Result<Encoding, TextError> {
    if memchr::memchr(0, head).is_some() {
        return utf16(head).ok_or(TextError::NotText);
    }
    let first_bad = match std::str::from_utf8(head) {
        Ok(_) => return Ok(Encoding::Utf8),
        Err(e) if e.error_len().is_none() && !is_whole => return Ok(Encoding::Utf8),
        Err(e) => e.valid_up_to(),
    };
    let (utf8, gb18030) = (soundness_in_utf8(head), soundness_in_gb18030(head, is_whole));
    if gb18030.n_bad == 0 && !utf8.is_damaged() {
        return Ok(Encoding::Gb18030);
    }
    match (utf8.is_damaged(), gb18030.is_damaged()) {
        (true, _) => return Ok(Encoding::Utf8),
        (false, true) => return Ok(Encoding::Gb18030),
        (false, false) => {}
    }
    let before = head.get(..first_bad).unwrap_or_default();
    let ends = if memchr::memchr(b'\n', head).is_some() { b'\n' } else { b'\r' };
    let line_start = memchr::memrchr(ends, before).map_or(0, |i| i + 1);
    let line = memchr::memchr_iter(ends, before).count() as u32 + 1;
    Err(TextError::Unknown { line, byte: (first_bad - line_start) as u64 + 1 })
}

/// How well a text fits an encoding: characters beyond ASCII, and places that are none.
struct Soundness {
    n_sound: usize,
    n_bad: usize,
}

impl Soundness {
    /// Returns whether the text is of this encoding, with a few bytes lost.
    fn is_damaged(&self) -> bool {
        self.n_bad > 0 && self.n_sound >= self.n_bad.saturating_mul(SOUND_PER_BAD)
    }
}

fn soundness_in_utf8(head: &[u8]) -> Soundness {
    let mut found = Soundness { n_sound: 0, n_bad: 0 };
    for chunk in head.utf8_chunks() {
        found.n_sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        found.n_bad += usize::from(!chunk.invalid().is_empty());
    }
    found
}

fn soundness_in_gb18030(head: &[u8], is_whole: bool) -> Soundness {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut found = Soundness { n_sound: 0, n_bad: 0 };
    let mut rest = head;
    let mut text = String::with_capacity(1 << 14);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, is_whole);
        rest = rest.get(read..).unwrap_or_default();
        found.n_sound += text.chars().filter(|c| !c.is_ascii()).count();
        text.clear();
        match result {
            DecoderResult::InputEmpty => return found,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => found.n_bad += 1,
        }
    }
}

/// Finds UTF-16 without a mark: the upper bytes of separators and digits are zero, and the whole decodes.
fn utf16(head: &[u8]) -> Option<Encoding> {
    let is_zero_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (is_zero_at(0), is_zero_at(1));
    let encoding = match (even, odd) {
        (0, 1..) => Encoding::Utf16Le,
        (1.., 0) => Encoding::Utf16Be,
        _ => return None,
    };
    let mut decoder = decoder_of(encoding)?;
    let mut text = String::with_capacity(head.len() * 2 + 16);
    let (result, _) = decoder.decode_to_string_without_replacement(head, &mut text, false);
    let is_text = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    (matches!(result, DecoderResult::InputEmpty) && is_text && text.contains(['\n', '\r'])).then_some(encoding)
}

/// Returns how many bytes a text takes in an encoding.
pub(super) fn length_in(text: &str, encoding: Encoding) -> u64 {
    match encoding {
        Encoding::Utf8 => text.len() as u64,
        Encoding::Gb18030 => GB18030.encode(text).0.len() as u64,
        Encoding::Utf16Le | Encoding::Utf16Be => text.encode_utf16().count() as u64 * 2,
    }
}

/// Decodes a whole text, its encoding found out as for data files; bad bytes are replaced.
///
/// # Errors
/// The bytes are no text, or in an encoding that is neither UTF-8, UTF-16 nor GB18030.
pub fn text(bytes: &[u8]) -> Result<String, Both> {
    let mut text = Text::open(Box::new(bytes), None).map_err(|e| match e {
        TextError::Io(e) => Both::of(format!("读不了：{e}"), format!("cannot be read: {e}")),
        TextError::NotText => Both::new("不是文字文件", "this is no text"),
        TextError::Unknown { line, .. } => Both::of(
            format!("第 {line} 行既不是 UTF-8 也不是 GB18030"),
            format!("line {line} is neither UTF-8 nor GB18030"),
        ),
    })?;
    let (mut out, mut bad) = (Vec::new(), Vec::new());
    while text.fill(&mut out, &mut bad).map_err(|e| Both::of(format!("读不了：{e}"), format!("cannot be read: {e}")))?
    {
    }
    Ok(String::from_utf8(out).unwrap_or_default())
}
