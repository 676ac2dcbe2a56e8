//! The filed reports of a story, and the directory: nothing judged.

pub mod directory;
pub mod fold;
pub mod order;
pub mod withdrawal;
