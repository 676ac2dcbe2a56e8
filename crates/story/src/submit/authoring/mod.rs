//! The format people write, and how one entry of it becomes an update.
//!
//! A submission is one document (YAML, JSON, a line of NDJSON):
//!
//! ```yaml
//! story: envoy-russia-trips        # the slug; with a title the story is opened if it is new
//! title: Envoy's Russia trips
//! directory: {witkoff: {person: Steve Witkoff}}
//! sources: {nw: {origin: newsweek}}
//! defaults: {source: nw, learned: 2025-04-11T21:00:00Z}
//! updates:
//! - meeting.held: meeting-april    # <kind>.<change>: <item>
//!   participants: [witkoff, putin]
//! ```
//!
//! In an update some words are the update's own; every other key is an attribute of its kind, or one the
//! item declares. The README lists every form, and the example story (`newsreel example`) shows them in use.

mod attributes;
mod declarations;
mod elements;
pub(crate) mod entries;
mod line;
pub(crate) mod reader;
mod relations;
pub(crate) mod scalars;
pub(crate) mod sources;
mod stances;
pub(crate) mod update;
mod values;
pub mod words;
pub(crate) mod world;
