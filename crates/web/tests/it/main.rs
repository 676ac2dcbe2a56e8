//! Pages rendered from real answers, without a server.

mod feeds;
mod kit;
mod lists;
mod moments;
mod story;
mod updates;
mod writing;
