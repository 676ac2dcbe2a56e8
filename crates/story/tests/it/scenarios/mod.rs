//! The model in newsroom words: given these updates, this is what is known.

mod beside;
mod briefs;
mod checks;
mod corrections;
mod courses;
mod directory;
mod disputes;
mod editors;
mod further;
mod goes_on;
mod kept_apart;
mod kinds;
mod lines;
mod marked;
mod misled;
mod moments;
mod namesakes;
mod neighbours;
mod news;
mod order;
mod planning;

mod printed;
mod publications;
mod reading;
mod reasons;
mod requests;
mod series;
mod shown;
mod sources;
mod telling;
