//! English, and only here: dates, numbers, names, verbs, and how they make a sentence.
//!
//! What is to be said is a [`span::Phrase`]: words of ours, and pieces that say where their words come from. One realiser
//! ([`realise`]) puts them in words. Nothing here knows which view asks.

pub mod clause;
pub mod dates;
pub mod english;
pub mod frames;
pub mod items;
pub mod mentions;
pub mod names;
pub mod nouns;
pub mod numbers;
pub mod realise;
pub mod reports;
pub mod sources;
pub mod span;
pub mod stances;
pub(crate) mod telling;
pub(crate) mod template;
pub mod values;
pub mod voices;
