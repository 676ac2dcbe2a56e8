//! What the log holds: names, times, values, testimony, updates, directory entries.

pub mod attribution;
pub mod bounds;
pub mod characters;
pub mod comparison;
pub mod entry;
pub mod folding;
pub mod kind;
pub mod name;
pub mod path;
pub mod recorded;
pub mod relation;
pub mod stance;
pub mod status;
pub mod style;
pub mod testimony;
pub mod time;
pub mod token;
pub mod update;
pub mod value;
