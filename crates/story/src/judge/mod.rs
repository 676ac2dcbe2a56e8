//! What counts and how it stands.
//!
//! In reading order: [`grade`] is what one word is worth; [`account`] is the data a judged path is made of; [`seen`],
//! [`links`] and [`on_file`] are what the bounds let through; [`words`], [`replaced`], [`discord`] and [`hearing`] are the steps of judging one path, each
//! a function of plain data; [`phase`] sums up an item; [`view`] asks for all of it, and is the only file in which judging
//! one path asks for another.

pub mod account;
mod compare;
pub mod dates;
mod discord;
pub mod grade;
mod hearing;
pub mod links;
mod merge_rule;
mod on_file;
pub mod phase;
mod replaced;
mod seen;
pub mod touched;
mod truth_at;
pub mod view;
mod words;
