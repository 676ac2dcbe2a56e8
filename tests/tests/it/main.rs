//! Every test that needs a server, in one binary. Each has its own server, port and store.

mod log;
mod program;
mod services;
