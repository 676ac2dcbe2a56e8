//! The filed reports of a story, and the directory: nothing judged.

pub(crate) mod alike;
pub mod directory;
pub mod entity;
pub mod fold;
pub mod order;
mod slot;
pub mod withdrawal;
