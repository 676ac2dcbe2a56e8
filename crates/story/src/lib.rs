//! What a running story is made of.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod judge;
pub mod plausible;
pub mod record;
pub mod state;
pub mod submit;
pub mod tell;
pub mod views;

#[cfg(test)]
mod briefs;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod truth_table;
