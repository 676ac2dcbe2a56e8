//! Tamper evidence: a Merkle tree over the log, and what is proven with it.
mod base64;
pub mod checkpoint;
pub mod keys;
pub mod leaf;
pub mod store;
pub mod stories;
pub mod tree;
