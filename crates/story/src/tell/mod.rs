//! English, and only here.

pub mod items;
pub mod names;
pub mod reports;
pub mod sources;
pub mod stances;
pub(crate) mod template;
pub mod values;
pub mod wording;
