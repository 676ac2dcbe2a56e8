//! Tests against a real nats-server, each with a server of its own.
#![allow(missing_docs, reason = "tests are sentences")]

mod answers;
mod asked;
mod audit;
mod browser;
mod bundles;
mod case;
mod contract;
mod digests;
mod embargo;
mod exports;
mod fixtures;
mod log_append;
mod log_envelope;
mod log_follow;
mod log_set_up;
mod memory;
mod outside;
mod page;
mod program;
mod replays;
mod schema;
mod service;
mod services;
mod stories;
mod unreadable;
mod waiting;
mod writing;
