//! Tamper evidence: a Merkle tree over the log, signed checkpoints of it, and what is proven with them to somebody who does
//! not trust us.
//!
//! The tree is that of RFC 6962, over every record of the log in the log's order ([`leaf`] says what a leaf commits to, to the
//! byte). The service ([`notary`]) keeps it as tiles in a folder of static files ([`store`]), as C2SP `tlog-tiles` says, and
//! signs how large it is and what its root is ([`checkpoint`]: C2SP `tlog-checkpoint`, `signed-note`, `tlog-cosignature`). A
//! checkpoint also commits to how many records each story has ([`stories`]), so that none can be left out of a bundle
//! ([`bundle`]) unseen.
//!
//! A [`witness`] cosigns checkpoints for others; the notary asks those it is told of ([`cosigners`]).
//!
//! It knows nothing of what records mean, and asks no other service.

pub mod bundle;
pub mod checkpoint;
pub mod cosigners;
pub mod keys;
pub mod leaf;
pub mod notary;
pub mod proof;
pub mod question;
pub mod schema;
pub mod store;
pub mod stories;
pub mod tree;
pub mod verify;
pub mod witness;

mod base64;
mod manifest;
mod readme;

pub use checkpoint::{Checkpoint, CheckpointError, Head, Verified};
pub use cosigners::Cosigners;
pub use keys::{KeyError, KeyPair, NotaryKeys, Trusted, WitnessKey};
pub use notary::{Notary, NotaryError, endpoints};
pub use question::{PROVE, Prove, Proven};
pub use store::Folder;
pub use verify::{Check, CheckTrail, Wrong, two_heads};
pub use witness::Witness;
