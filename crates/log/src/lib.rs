//! The log of updates: the only crate that knows JetStream.
//!
//! It knows how records are named on the wire ([`subject`]) and written ([`envelope`]), how they are appended under an
//! expected sequence ([`append`], [`appender`]) and read again ([`read`]). It knows nothing of what they mean: deciding,
//! folding and showing are others' work. It reads no configuration and never prints.

pub mod append;
pub mod appender;
pub mod connection;
pub mod envelope;
pub mod log;
pub mod read;
pub mod subject;

pub use append::{AppendError, Encoded, Proposal, Write};
pub use appender::Appender;
pub use connection::{ConnectError, Credentials, RequestError};
pub use envelope::{Context, DecodeError, EncodeError, decode, encode};
pub use log::{Log, SetUpError, Settings};
pub use read::{Delivered, Follow, ReadError, Stored};
pub use subject::{Subject, Unit};
