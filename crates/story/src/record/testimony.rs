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
    /// What it is about.
    pub path: Path,
    /// Whose stance it is, where that is not the holder of the attribution: hearsay, or an observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<EntitySlug>,
    /// The stance.
    pub stance: Stance,
    /// The value it is about; none for the whole path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How firmly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    /// What it is limited to: "for this year", "officially".
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
