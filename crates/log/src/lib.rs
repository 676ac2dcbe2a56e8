//! The log of updates: the only crate that knows JetStream.
//!
//! It knows how records are named on the wire ([`subject`]) and written ([`envelope`]), how they are appended under an
//! expected sequence ([`append`], [`appender`]) and read again ([`tail`], [`follow`]). It knows nothing of what they mean:
//! deciding, folding and showing are others' work. It reads no configuration, has no clock of its own, and never prints.

pub mod append;
pub mod appender;
pub mod connection;
pub mod digest;
pub mod envelope;
pub mod follow;
pub mod log;
mod pace;
pub mod quarantine;
pub mod raw;
pub mod schema;
pub mod set_up;
pub mod subject;
pub mod tail;

pub use append::{AppendError, Appended, Encoded, Proposal, Write};
pub use appender::Appender;
pub use connection::{ConnectError, Credentials, RequestError};
pub use digest::{DigestError, DigestPut};
pub use envelope::{Context, DecodeError, EncodeError, Envelope};
pub use follow::{Delivered, Follow, FollowError, FollowOptions};
pub use log::{Log, Settings};
pub use raw::{Raw, decoded};
pub use set_up::SetUpError;
pub use subject::{Subject, Unit};
