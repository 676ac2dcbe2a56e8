//! One stance of one holder on one path.

use serde::{Deserialize, Serialize};

use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::stance::{Hedge, Stance};
use crate::record::time::When;
use crate::record::value::Value;

/// One stance of one holder on one path, mostly on one value of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Testimony {
    /// What is spoken of.
    pub path: Path,
    /// In whose name it is said, where that is not the holder of the attribution: hearsay, or an observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<EntitySlug>,
    /// The stance.
    pub stance: Stance,
    /// The value spoken of; without one, the whole path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How firmly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    /// What part of it the word is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Box<str>>,
    /// Since when the value holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Until when the value holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// Which of the update's attributions it rests on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attribution: u8,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}
