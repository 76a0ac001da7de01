//! The border to other languages: documents in, documents out, and nothing that can hurt the host.
//!
//! A [`Session`] holds files in memory and answers [`Request`]s with the very bytes that the command line prints. Python, C
//! and JavaScript are thin shells around [`Session::ask_json`]; a Rust program may use [`Session::ask`].
//!
//! | file | for |
//! |---|---|
//! | `session` | the files of a host, and the one door |
//! | `request` | what can be asked, as Rust types and as JSON |
//! | `answer` | what comes back: a status and a document; what kept a request from being answered |
//! | `limits`, `bounded` | how much may be read, and for how long somebody waits |
//! | `guard` | a thread with a stack of its own, where a fault of ours ends as an answer |
//! | `inputs` | rules and data out of the files of a session |
//! | `rules`, `facts`, `compare` | the answers: about rules alone, about rules and data, about two versions |
//! | `receipt`, `draft`, `attempt` | about data alone, about a document, about a few figures |
//! | `editor` | what an editor asks of a file while it is written: findings with fixes, completion, cards, names, edits |
//! | `forms` | an answer as Markdown, page, workbook or document |
//!
//! INVARIANT: no file, clock or environment is touched, and no input makes a caller see a panic.
//!
//! ```
//! use dabiao_border::{Limits, Session};
//!
//! let mut session = Session::new(Limits::default());
//! session.put("plan.rules", "指标 收入 { 计量单位 万元; 层级 村 }\n规则 甲 { 每个 村: 收入 >= 5万元 截至 2025 }\n")?;
//! session.put("2025.csv", "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n收入,西村,2025,43000,元\n")?;
//! let request = r#"{"do":"eval","rules":["plan.rules"],"on":{"data":["2025.csv"],"as_of":"2025-12-31"}}"#;
//! let answer = session.ask_json(request.as_bytes());
//! let report = String::from_utf8_lossy(&answer.document);
//! assert!(report.starts_with(r#"{"schema":"dabiao.report/1""#) && report.contains(r#""verdict":"unmet""#));
//! # Ok::<(), dabiao_border::Failure>(())
//! ```

mod answer;
mod attempt;
mod bounded;
mod compare;
mod draft;
mod editor;
mod facts;
mod forms;
mod guard;
mod inputs;
mod limits;
mod receipt;
mod request;
mod rules;
mod session;

pub use answer::{Answer, Failure, FailureKind, Status};
pub use limits::Limits;
pub use request::{
    At, CheckRequest, Columns, DetailWord, DiffRequest, DraftRequest, EvalRequest, ExplainRequest, FileRequest,
    FmtRequest, Form, LangWord, LayoutRequest, NeedsRequest, On, PageRequest, PlaceRequest, Range, RangeRequest,
    ReadRequest, RenameRequest, Request, RulesRequest, TestRequest, TryRequest, VersionRequest,
};
pub use session::{Session, answer_here};

// The examples of the page are tests.
#[cfg(all(doctest, feature = "editor"))]
#[doc = include_str!("../../../docs/embedding.md")]
struct PageOfDoors;
