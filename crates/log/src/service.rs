//! What it takes to be a service, and to ask one.
//!
//! A service names its endpoints and gives each of them a handler. Everything else is here and the same for all: limits on
//! how many requests are in work and for how long, errors with a stable code, answers larger than one message, panics, and
//! the end of an endpoint as an error that ends the process. [`Log::ask`](crate::Log::ask) is the other side of it.
//!
//! Services are NATS micro services (ADR-32): `nats micro ls` lists them, and any client can ask them. An answer that fits
//! into a message is one plain reply. A larger one comes as several replies, numbered by the header `Newsreel-Part` from 1
//! on, and ends with an empty reply whose header `Newsreel-Parts` says how many there were: what clients call request-many
//! with a sentinel (ADR-47), for instance `nats request --wait-for-empty`.

mod apart;
mod ask;
mod endpoint;
mod error;
mod parts;
mod stats;

pub use apart::apart;
pub use ask::{AskError, Timeouts};
pub use endpoint::{Audience, Endpoint, Limits, Service, ServiceEnded, in_json};
pub use error::{ErrorCode, ServiceError};
pub use stats::{EndpointStats, ServiceStats};

/// The interval, in milliseconds, at which the client wants to hear that its request is still in work.
const KEEP_ALIVE: &str = "Newsreel-Keep-Alive";
/// Marks a reply that only says that the request is still in work.
const WORKING: &str = "Newsreel-Working";
/// What the headers of a reply take of the server's limit of a message, at most.
const HEADER_ROOM: usize = 4096;
