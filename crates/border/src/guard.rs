//! Where a request is worked on: on a thread with a stack of its own, so that a fault of ours, or a host with a small stack,
//! ends as an answer and not as the end of the host.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use dabiao_lang::diag::Both;

use crate::answer::{Answer, Failure, FailureKind};
use crate::limits::Limits;

/// Bytes of stack. Rules may be nested as deep as the language allows; whoever calls may be a thread with little.
const STACK: usize = 64 << 20;

/// Lets `work` make an answer, and waits for it no longer than the limits allow.
pub(crate) fn run(
    limits: Limits,
    is_stopped: &Arc<AtomicBool>,
    work: impl FnOnce() -> Answer + Send + 'static,
) -> Answer {
    let (sender, receiver) = mpsc::sync_channel(1);
    let begun = thread::Builder::new().name("dabiao".to_owned()).stack_size(STACK).spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(work());
    });
    if let Err(error) = begun {
        let message = Both::of(format!("开不了线程：{error}"), format!("no thread could be begun: {error}"));
        return Failure::new(FailureKind::Limit, message).answer();
    }
    // A thread that panics drops its end: the channel is then closed without an answer.
    let received = match limits.time {
        Some(time) => receiver.recv_timeout(time),
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    received.unwrap_or_else(|why| {
        is_stopped.store(true, Ordering::Relaxed);
        unanswered(why).answer()
    })
}

fn unanswered(why: RecvTimeoutError) -> Failure {
    match why {
        RecvTimeoutError::Timeout => Failure::new(
            FailureKind::Limit,
            Both::new("没有在会话规定的时间内答出", "there was no answer within the time that the session allows"),
        ),
        RecvTimeoutError::Disconnected => Failure::new(
            FailureKind::Fault,
            Both::new(
                "达标自身出了错，请带上输入报告；会话可以继续使用",
                "dabiao itself failed: please report it with the input; the session can go on being used",
            ),
        ),
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a fault is what is tried")]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::answer::Status;

    #[test]
    fn a_panic_is_an_answer() {
        let answer = run(Limits::default(), &Arc::default(), || panic!("a fault"));
        assert_eq!(answer.status, Status::Failed);
        assert!(String::from_utf8_lossy(&answer.document).contains(r#""kind":"fault""#));
    }

    #[test]
    fn nobody_waits_longer_than_allowed() {
        let limits = Limits { time: Some(Duration::from_millis(20)), ..Limits::default() };
        let is_stopped = Arc::default();
        let answer = run(limits, &is_stopped, || {
            thread::sleep(Duration::from_secs(5));
            Answer::text(Status::Fine, String::new())
        });
        assert!(String::from_utf8_lossy(&answer.document).contains(r#""kind":"limit""#));
        assert!(is_stopped.load(Ordering::Relaxed));
    }
}
