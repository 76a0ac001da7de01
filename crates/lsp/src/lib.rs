//! The language server: the questions of `dabiao_ide`, asked over the Language Server Protocol.
//!
//! | module | does |
//! |---|---|
//! | [`serve`] | the loop: messages in order, cancelled ones answered, a panic answered and survived |
//! | `documents` | the texts that are open, changed piece by piece |
//! | `workspace` | which files are one rule set, and its snapshot until something changes |
//! | `settings` | what a user can set; a change counts at once |
//! | `answer` | a request to an answer |
//! | `proto` | from bytes and spans to the types of the protocol |
//!
//! Synchronous on purpose: the largest plan is checked whole in tens of milliseconds, so that every answer is given on the
//! newest text and nothing has to be merged. INVARIANT: only this crate knows types of the protocol; it reads files through
//! `Files` alone, and no clock.

mod answer;
mod capabilities;
mod documents;
mod proto;
mod serve;
mod settings;
mod uri;
mod workspace;

pub use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
pub use serve::{ServeError, SteppedServer, serve};
