//! The log of updates.
