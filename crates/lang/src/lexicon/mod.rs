//! The words of Chinese statistics that mean the same wherever they stand: a table in a file each.
//!
//! Rules, tables of figures, rosters and reports read them here, so that what is yes in one is yes in all.

pub mod flag;
pub mod level;
pub mod name;
pub mod numeral;
