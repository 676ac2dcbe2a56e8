//! The model against its public interface: scenarios in newsroom words, the table of grades row by row, the laws as
//! properties, and real stories judged whole.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests are sentences, and fail by panicking")]

mod asked;
mod briefs;
mod edtf;
mod english;
mod every_kind;
mod finding;
mod hedges;
mod invented;
mod judging;
mod kit;
mod laws;
mod ledger;
mod scenarios;
mod submitting;
mod table;
mod truth_table;
mod views;
