//! Tests against a real nats-server, each with a server of its own.
#![allow(missing_docs, reason = "tests are sentences")]

mod answers;
mod asked;
mod audit;
mod browser;
mod bundles;
mod case;
mod clock;
mod contract;
mod digests;
mod doors;
mod embargo;
mod exports;
mod fixtures;
mod full;
mod inputs;
mod log_append;
mod log_envelope;
mod log_follow;
mod log_set_up;
mod memory;
mod outside;
mod page;
mod program;
mod replaced;
mod replays;
mod schema;
mod service;
mod services;
mod sign_in;
mod stories;
mod traces;
mod unreadable;
mod upgrade;
mod waiting;
mod writing;
