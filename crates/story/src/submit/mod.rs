//! From what people write to updates, or to refusals with their place.

pub mod authoring;
pub mod decide;
pub mod doubts;
pub mod index;
mod node;
pub mod refusal;
mod refusals;
#[cfg(feature = "schema")]
pub mod schema;
pub mod yaml;
