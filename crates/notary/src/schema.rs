//! JSON Schemas of what the notary is asked and what it answers.

use newsreel_story::schema::Named;

use crate::question::{Prove, Proven};

/// The schemas of a question for proofs and of the answer.
pub fn schemas() -> Vec<Named> {
    vec![
        Named::read::<Prove>("prove", "what the notary is asked: which records, story or checkpoints are to be proven"),
        Named::written::<Proven>("proven", "what the notary answers: a checkpoint, and what is proven by it"),
    ]
}
