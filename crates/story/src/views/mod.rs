//! The answers: each a function over a view, `matrix::of(&view, …)`, and the plain data it gives.
//!
//! Whose word it is ([`voice`]) and what nobody has stated ([`gaps`]) are used by all. Beside these no view knows another but
//! where one is made of others on purpose: [`overview`] ends with the series, [`who`] shows rows of the matrix and of the
//! overview, [`reach`] the publications that would need review, [`findings`] what is overdue, miscounted or to be reviewed,
//! [`glance`] what is overdue or to be reviewed, [`reading`] the sentences of the brief, [`difference`] what moved in findings, expectations and series, and [`brief`] the expectations and series it tells of.

pub mod asked;
pub mod brief;
pub mod cast;
pub mod difference;
pub mod digest;
pub mod expected;
pub mod findings;
pub mod gaps;
pub mod glance;
pub mod listing;
pub mod matrix;
pub mod overview;
pub mod provenance;
pub mod publications;
pub mod reach;
pub mod reading;
pub mod references;
pub mod relations;
pub mod search;
pub mod series;
pub mod timeline;
pub mod updates;
pub mod voice;
pub mod who;
