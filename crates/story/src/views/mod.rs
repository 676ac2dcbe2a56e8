//! The answers.

pub mod brief;
pub mod difference;
pub mod digest;
pub mod expected;
pub mod findings;
pub mod matrix;
pub mod overview;
pub mod publications;
pub mod reach;
pub mod series;
pub mod timeline;
pub mod who;
