//! What counts and how it stands.
//!
//! In reading order:
//!
//! 1. [`grade`] is what one word is worth; [`account`] is the data a judged path is made of.
//! 2. [`seen`] is what the bounds let through, [`truth_at`] what was so at an instant, [`links`] what connects reports and
//!    items, [`on_file`] what is on file of a path, [`parties`] who has a part in an item.
//! 3. [`words`], [`replaced`], [`discord`], [`values`] and [`hearing`] are the steps of judging one path, and [`phase`] sums up
//!    an item: functions of plain data.
//! 4. [`view`] asks for all of it, and is the only file in which judging one path may ask for another.
//! 5. [`dates`], [`plans`] and [`series`] ask a view what follows for an item: when it was, what became of its plan, whether
//!    it counts in a series.
//! 6. [`touched`] finds what one more report may have moved, and [`again`] which reports move nothing.

pub mod account;
mod again;
mod compare;
pub mod dates;
mod discord;
pub mod grade;
mod hearing;
pub mod links;
mod merge_rule;
mod on_file;
mod parties;
pub mod phase;
pub mod plans;
mod replaced;
mod seen;
pub mod series;
pub mod touched;
mod truth_at;
mod values;
pub mod view;
mod words;
