//! Where the reasoning stops: how much is looked at together, and what is told where more hangs together.
//!
//! "Nothing found" must not mean "not looked at": every stop ends as a [`Limited`], which a lint tells. The numbers keep a
//! check of a hostile file within seconds; plans of counties stay far below them.

/// In a group of more obligations than this, implication is looked for only among those of one figure.
pub const GROUP: usize = 256;

/// As [`GROUP`], where nothing but members of populations are counted: bands of one number line, of which each touches few.
pub const LINE: usize = 1024;

/// In a group of more obligations than this, contradictions too are looked for only among those of one figure.
pub const SOLVED: usize = 1024;

/// In a group with more relations between figures than this (thousands of formulas in a chain), they are left aside: what is
/// found without them holds with them too.
pub const RELATIONS: usize = 512;

/// A number line with more thresholds than this is not reasoned about.
pub const CUTS: usize = 2048;

/// The longest window that is unfolded period by period: thirty years of months.
pub const PERIODS: i32 = 360;

/// Statements with more exceptions than this are left aside: the rest of their population nests one level for each.
pub const EXCEPTIONS: usize = 32;

/// What was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Targets that hang together were compared in pairs only where one follows from others.
    Pairs,
    /// … and where they contradict each other, too.
    Bounds,
    /// Formulas, parts and ranges were left aside.
    Relations,
    /// A number line was cut too often.
    Cuts,
    /// A window was too long.
    Periods,
    /// A statement has too many exceptions.
    Exceptions,
}

/// One stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limited {
    /// Positions of the rule, the statement and the target at which it is told.
    pub at: (usize, usize, usize),
    /// What was not looked at.
    pub stop: Stop,
    /// How many there are.
    pub n: usize,
}
