//! What a bundle says of itself.

use jiff::Timestamp;
use newsreel_story::record::name::StoryId;
use serde::{Deserialize, Serialize};

/// What `format` of the manifest is.
pub const FORMAT: &str = "newsreel-bundle/2";

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the bundle.
    pub format: String,
    /// The story it is of; none where it is the whole log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryName>,
    /// It holds what had been recorded at this time; none for everything that was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// The name of the log.
    pub origin: String,
    /// The size of the checkpoint.
    pub size: u64,
    /// How many records are in it.
    pub records: u64,
    /// How many records of the story are not shown: under an embargo, or later than `as_of`.
    #[serde(default)]
    pub not_shown: u64,
    /// How many records of the directory are in a bundle of a story.
    #[serde(default)]
    pub directory: u64,
}

/// A story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoryName {
    /// Its slug.
    pub slug: String,
    /// Its id, which stands in its chain.
    pub id: StoryId,
}
