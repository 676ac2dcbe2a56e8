//! The log of updates: the only crate that knows JetStream.
//!
//! It knows how records are named on the wire ([`subject`]) and written ([`envelope`]), how they are appended under an
//! expected sequence ([`append`], [`appender`]) and read again ([`tail`], [`follow`]), the trail of what was done ([`audit`]), and what it takes to be a service
//! ([`service`]). It knows nothing of what records mean: deciding, folding and showing are others' work. It reads no configuration, has no clock of its own, and never prints.

pub mod append;
pub mod appender;
pub mod audit;
pub mod backoff;
pub mod connection;
pub mod digest;
pub mod envelope;
pub mod follow;
mod loaded;
pub mod log;
pub mod mark;
pub mod misread;
mod pace;
pub mod quarantine;
pub mod raw;
mod restore;
pub mod schema;
pub mod service;
pub mod set_up;
pub mod subject;
pub mod tail;
pub mod trace;

pub use append::{AppendError, Appended, Encoded, Proposal, Write};
pub use appender::Appender;
pub use audit::{Topic, TrailWriter};
pub use backoff::Backoff;
pub use connection::{ConnectError, Credentials, RequestError, Wait};
pub use digest::{DigestError, DigestPut, DigestWatch};
pub use envelope::{Context, DecodeError, EncodeError, Envelope};
pub use follow::{Delivered, Follow, FollowError, FollowOptions};
pub use log::{Log, Settings};
pub use mark::Mark;
pub use misread::Misread;
pub use quarantine::Fate;
pub use raw::{Raw, decoded};
pub use service::{AskError, ErrorCode, Service, ServiceError, Timeouts};
pub use set_up::SetUpError;
pub use subject::{Subject, Unit};
