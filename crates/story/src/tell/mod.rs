//! English, and only here.

pub mod wording;
