//! What an editor asks of a file while it is written, as documents: `dabiao.editor/1`.
//!
//! `dabiao_ide` answers; here its answers become lines and columns as the host counts them. Every question stands for
//! itself: the files of the session are read anew, so that nothing has to be told when one of them changes.
//! A place that the file has not is refused, never moved to one that it has.

#[cfg(feature = "editor")]
mod desk;
#[cfg(feature = "editor")]
mod place;
#[cfg(feature = "editor")]
mod told;

use crate::answer::{Answer, Failure};
use crate::inputs::Host;
use crate::request::Request;

/// Answers what an editor asks; any other request is none of its.
#[cfg(feature = "editor")]
pub(crate) fn answer(host: &mut Host<'_>, request: &Request) -> Result<Answer, Failure> {
    match request {
        Request::Findings(asked) => desk::findings(host, asked),
        Request::Complete(asked) => desk::complete(host, asked),
        Request::Hover(asked) => desk::hover(host, asked),
        Request::Definition(asked) => desk::definition(host, asked),
        Request::References(asked) => desk::references(host, asked),
        Request::Rename(asked) => desk::rename(host, asked),
        Request::Outline(asked) => desk::outline(host, asked),
        Request::Layout(asked) => desk::layout(host, asked),
        Request::Actions(asked) => desk::actions(host, asked),
        _ => Err(crate::forms::no_form()),
    }
}

#[cfg(not(feature = "editor"))]
pub(crate) fn answer(_: &mut Host<'_>, _: &Request) -> Result<Answer, Failure> {
    Err(crate::forms::no_form())
}
