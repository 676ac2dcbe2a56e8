//! What counts and how it stands.

pub mod account;
pub(crate) mod dates;
pub mod grade;
pub mod phase;
pub mod standing;
pub mod touched;
pub mod view;
