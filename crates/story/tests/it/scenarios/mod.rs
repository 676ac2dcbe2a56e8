//! The model in newsroom words: given these updates, this is what is known.

mod corrections;
mod directory;
mod disputes;
mod kinds;
mod moments;
mod planning;
mod reading;
mod requests;
mod sources;
