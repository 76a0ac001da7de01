//! The language of dabiao: rule text to sound rules.
//!
//! | stage | module | takes | gives |
//! |---|---|---|---|
//! | – | [`inside`] | what any stage holds | indented words, for people |
//! | text | [`source`] | paths, through [`source::Files`] | sources and spans |
//! | words | [`diag`] | – | findings: code, place, arguments; the sentence in Chinese and English |
//! | words of the domain | [`lexicon`] | a text | what it means wherever it stands: a name folded, yes and no, levels |
//! | parse, format | [`syntax`] | a source | a tree and findings; a tree to text in one layout |
//! | lower | [`model`] | trees | names, units, dates and shared fields resolved |
//! | means | [`core`] | a sound model | every meaning with an identity, codes and digests |
//! | check | [`check`] | a model | sound rules; a rule with an error carries it |
//!
//! INVARIANT: no clock, no environment, no files but through [`source::Files`], no binary floating point.

pub mod check;
pub mod core;
pub mod diag;
pub mod inside;
pub mod lexicon;
pub mod model;
pub mod source;
pub mod syntax;
