//! Codes: meanings as bytes that can be told apart, whatever names people choose.
//!
//! A code is a sequence of fields, each with its length before it, so that no name can look like a field, an operator or
//! the end of something. INVARIANT: two values with one code are the same value (for each kind of value that a caller
//! writes in one fixed order of fields), which no text joined by separators can promise.

use sha2::{Digest, Sha256};

use super::{Base, Dim, Exact, Measure, Period, Unit, Window};

/// The form of the codes; goes into every digest, so that digests of another form are never taken for the same.
pub const FORM: &str = "dabiao-core/1";

/// Codes of expressions longer than this stand for themselves by their digest; nearly none of a real plan is.
const MAX_BYTES: usize = 4_096;

/// Bytes under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Vec<u8>);

impl Code {
    /// Returns a code that starts with the word of what it is.
    pub fn of(word: &str) -> Self {
        let mut code = Self::default();
        code.text(word);
        code
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the code itself, or the digest of one that is long: what is nested deeply must not be written out at every
    /// depth again.
    #[must_use]
    pub fn bounded(self) -> Self {
        if self.0.len() <= MAX_BYTES {
            return self;
        }
        let mut short = Self::of("digest");
        short.put(&Sha256::digest(&self.0));
        short
    }

    /// Returns the SHA-256 digest in hexadecimal of the form of the codes and this one.
    pub fn digest(&self) -> String {
        let mut whole = Self::of(FORM);
        whole.code(self);
        hex(&whole.0, 32)
    }

    /// Writes bytes with their length.
    pub fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.put(text.as_bytes());
    }

    /// Writes another code as one field.
    pub fn code(&mut self, code: &Code) {
        self.put(&code.0);
    }

    /// Writes a number.
    pub fn number(&mut self, x: &Exact) {
        // One number has one decimal text, or one reduced fraction.
        self.text(&x.to_fraction().unwrap_or_else(|| x.to_text()));
    }

    /// Writes a whole number.
    pub fn whole(&mut self, n: u64) {
        self.put(&n.to_be_bytes());
    }

    /// Writes yes or no.
    pub fn flag(&mut self, flag: bool) {
        self.text(if flag { "yes" } else { "no" });
    }

    /// Writes what may be absent; nothing is another thing than an empty text.
    pub fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        let mut inner = Self::default();
        match value {
            Some(value) => {
                inner.text("some");
                write(&mut inner, value);
            }
            None => inner.text("none"),
        }
        self.code(&inner);
    }

    /// Writes a list whose order counts.
    pub fn list<T>(&mut self, all: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        let each = all.into_iter().map(|one| {
            let mut code = Self::default();
            write(&mut code, one);
            code
        });
        self.codes(each.collect());
    }

    /// Writes a list whose order and repetitions do not count.
    pub fn set<T>(&mut self, all: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        let each = all.into_iter().map(|one| {
            let mut code = Self::default();
            write(&mut code, one);
            code
        });
        let mut each: Vec<Code> = each.collect();
        each.sort();
        each.dedup();
        self.codes(each);
    }

    fn codes(&mut self, all: Vec<Code>) {
        let mut inner = Self::default();
        all.iter().for_each(|c| inner.code(c));
        self.code(&inner);
    }

    /// Writes texts whose order does not count.
    pub fn texts<'t>(&mut self, all: impl IntoIterator<Item = &'t str>) {
        self.set(all, Self::text);
    }

    /// Writes a period.
    pub fn period(&mut self, period: Period) {
        self.text(&period.to_string());
    }

    /// Writes a window.
    pub fn window(&mut self, window: Window) {
        self.period(window.from);
        self.period(window.to);
    }

    /// Writes a dimension.
    pub fn dim(&mut self, dim: &Dim) {
        self.list(&dim.0, |code, (base, exponent)| {
            let (word, own) = base_words(base);
            code.text(word);
            code.text(own);
            code.text(&exponent.to_string());
        });
    }

    /// Writes a unit: its symbol, its dimension and how much of the base unit it is.
    pub fn unit(&mut self, unit: &Unit) {
        self.text(&unit.symbol);
        self.dim(&unit.dim);
        self.number(&unit.factor);
    }
}

/// A stable word for a base dimension, and the symbol of one that only its symbol tells.
fn base_words(base: &Base) -> (&'static str, &str) {
    let word = match base {
        Base::Money => "money",
        Base::Area => "area",
        Base::Mass => "mass",
        Base::Length => "length",
        Base::Volume => "volume",
        Base::Power => "power",
        Base::Years => "years",
        Base::Days => "days",
        Base::Point => "point",
        Base::Count(measure) => measure_word(*measure),
        Base::Own(symbol) => return ("own", symbol),
    };
    (word, "")
}

fn measure_word(measure: Measure) -> &'static str {
    match measure {
        Measure::Any => "any",
        Measure::Person => "person",
        Measure::PersonTime => "person-time",
        Measure::Event => "event",
        Measure::Household => "household",
        Measure::Head => "head",
        Measure::Bird => "bird",
        Measure::Item => "item",
        Measure::Bag => "bag",
        Measure::Box => "box",
        Measure::Place => "place",
        Measure::Grade => "grade",
        Measure::Age => "age",
        Measure::Lesson => "lesson",
        Measure::Copy => "copy",
        Measure::Bed => "bed",
        Measure::Fish => "fish",
    }
}

/// Returns the first bytes of the SHA-256 digest in hexadecimal.
pub fn hex(bytes: &[u8], n_bytes: usize) -> String {
    let mut out = String::with_capacity(n_bytes * 2);
    for byte in Sha256::digest(bytes).iter().take(n_bytes) {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    out
}
