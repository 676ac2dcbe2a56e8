//! English, and only here: dates, numbers, names, verbs, and how they make a sentence.
//!
//! What is to be said is a [`span::Phrase`]: words of ours, and pieces that say where their words come from. One realiser
//! ([`realise`]) puts them in words. Nothing here knows which view asks.

pub mod attributes;
pub mod called;
pub mod clause;
pub mod dates;
pub mod embargoes;
pub mod english;
pub mod filed;
pub mod frames;
pub(crate) mod introduced;
pub mod items;
pub mod labels;
pub mod mentions;
mod months;
pub mod names;
pub mod nominals;
pub mod nouns;
pub mod numbers;
pub(crate) mod own_words;
pub mod parts;
pub mod realise;
pub mod reports;
pub mod rulings;
pub mod said;
pub mod sources;
pub mod span;
pub(crate) mod spelt;
pub mod stances;
pub(crate) mod telling;
pub mod values;
pub mod voices;
pub mod written;
