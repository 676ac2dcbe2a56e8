//! What a running story is made of.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod authoring;
pub mod brief;
pub mod decide;
pub mod difference;
pub mod digest;
pub mod directory;
pub mod expected;
pub mod findings;
pub mod index;
pub mod kind;
pub mod matrix;
pub mod name;
mod node;
pub mod overview;
pub mod phase;
pub mod plausible;
pub mod publications;
pub mod reach;
pub mod refusal;
pub mod series;
pub mod standing;
pub mod state;
pub mod testimony;
pub mod time;
pub mod timeline;
mod touched;
pub mod update;
pub mod value;
pub mod view;
pub mod who;
pub mod withdrawal;
pub mod wording;
pub mod yaml;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod ledger;

#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod truth_table;
