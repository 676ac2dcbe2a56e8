//! What the notary is asked, and what it answers.

use newsreel_story::record::name::StoryId;
use newsreel_story::record::recorded::Sequence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::stories::{Base64Hash, ProvenChain};

/// The subject of questions for proofs.
pub const PROVE: &str = "newsreel.notary.prove";
/// The most positions one question may name.
pub const MOST_POSITIONS: usize = 10_000;

/// A question for proofs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// The positions of the records that are to be proven.
    #[serde(default)]
    pub positions: Vec<Sequence>,
    /// The story of which all records are to be accounted for, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryId>,
    /// The sizes of earlier checkpoints with which the present one is to be proven consistent.
    #[serde(default)]
    pub consistent_with: Vec<u64>,
    /// The tile of level 0 whose leaves are wanted, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<u64>,
    /// The same of the tree over the trail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail_leaves: Option<u64>,
    /// Answer with a checkpoint that has at least so many records.
    #[serde(default)]
    pub at_least: Sequence,
}

/// A checkpoint, and what is proven by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proven {
    /// The checkpoint, a signed note.
    pub checkpoint: String,
    /// For each position asked for, that the record is in the tree.
    pub records: Vec<ProvenRecord>,
    /// What the records of the story come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<ProvenChain>,
    /// For each size asked for, that its tree is the beginning of this one.
    pub consistency: Vec<Vec<Base64Hash>>,
    /// The leaves of the tile asked for.
    pub leaves: Vec<Base64Hash>,
    /// The leaves of the tile of the trail asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail_leaves: Vec<Base64Hash>,
}

/// That a record is in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProvenRecord {
    /// Its position.
    pub sequence: Sequence,
    /// The inclusion proof of its leaf.
    pub proof: Vec<Base64Hash>,
}
