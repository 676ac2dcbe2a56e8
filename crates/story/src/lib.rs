//! What a running story is made of.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod judge;
#[cfg(feature = "plausible")]
pub mod plausible;
pub mod record;
#[cfg(feature = "schema")]
pub mod schema;
pub mod state;
pub mod submit;
pub mod tell;
pub mod views;
