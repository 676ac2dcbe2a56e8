//! What a running story is made of.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod kind;
pub mod name;
pub mod testimony;
pub mod time;
pub mod update;
pub mod value;
