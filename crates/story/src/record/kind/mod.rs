//! The kinds of item ([`table`]), the parts of a kind ([`spec`]), and what an update can do ([`change`]). Each theme has a
//! file of its own.

pub mod attribute;
pub mod change;
pub mod choices;
mod desk;
pub mod entities;
pub mod frame;
mod occurrences;
mod phase_role;
mod proposals;
mod publications;
pub mod spec;
pub mod table;
mod utterances;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::kind::change::{Change, Family, MEANT};
use crate::record::kind::desk::STORY;
use crate::record::kind::frame::{AttributeRole, Frame};
use crate::record::kind::spec::{AttributeSpec, KindRole, KindSpec, PhaseRole, PhaseSpec};
use crate::record::kind::table::KINDS;

/// A kind of item: an entry of [`KINDS`].
#[derive(Clone, Copy)]
pub struct Kind(&'static KindSpec);

#[cfg(not(feature = "older"))]
fn is_known(_: &KindSpec) -> bool {
    true
}

#[cfg(feature = "older")]
use older::is_known;

/// What stands for a version of this program that is older than a kind.
#[cfg(feature = "older")]
pub mod older {
    use std::sync::OnceLock;

    use crate::record::kind::spec::KindSpec;

    static UNKNOWN: OnceLock<String> = OnceLock::new();

    /// From here on this process is one that has never heard of this kind.
    pub fn forget(kind: &str) {
        UNKNOWN.get_or_init(|| kind.to_owned());
    }

    pub(super) fn is_known(spec: &KindSpec) -> bool {
        UNKNOWN.get().is_none_or(|unknown| unknown != spec.name)
    }
}

impl Kind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == name)
    }

    /// The kind of the story itself.
    pub fn story() -> Self {
        Self(&STORY)
    }

    /// All kinds, the story itself first.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().filter(|spec| is_known(spec)).map(|spec| Self(spec))
    }

    /// Its entry in the table.
    pub fn spec(self) -> &'static KindSpec {
        self.0
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// The attribute of this name that the kind expects.
    pub fn attribute(self, name: &str) -> Option<&'static AttributeSpec> {
        self.0.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The attribute that has a role in it.
    pub fn attribute_in(self, role: AttributeRole) -> Option<&'static AttributeSpec> {
        self.0.attributes.iter().find(|attribute| attribute.plays(role))
    }

    /// What sort of thing it is.
    pub fn role(self) -> KindRole {
        self.0.role
    }

    /// How sentences about its items are made.
    pub fn frame(self) -> Frame {
        self.0.frame()
    }

    /// What the phase of this name means.
    pub fn phase_role(self, name: &str) -> Option<PhaseRole> {
        self.phase(name).map(|phase| phase.role)
    }

    /// The phase of this name.
    pub fn phase(self, name: &str) -> Option<&'static PhaseSpec> {
        self.0.phases.iter().find(|phase| phase.name == name)
    }

    /// Whether it is something that takes place, so that what is said about it beforehand is a plan.
    pub fn takes_place(self) -> bool {
        self.role() == KindRole::TakesPlace
    }

    /// The phase a change files for this kind, if it is one of its life changes.
    pub fn phase_filed_by(self, change: Change) -> Option<&'static str> {
        self.0.life.iter().find(|(life, _)| *life == change).map(|(_, phase)| *phase)
    }

    /// Whether the kind has this change: a change of its own life, or one that all items have.
    pub fn has(self, change: Change) -> bool {
        self.phase_filed_by(change).is_some()
            || (self.role() != KindRole::Story && !matches!(change.family(), Family::Life | Family::Story))
    }

    /// The change of this kind that people mean by another word: to concede is to confirm.
    pub fn change_meant_by(self, word: &str) -> Option<Change> {
        let (_, meant) = MEANT.iter().find(|(written, _)| *written == word)?;
        // Words and what is to be seen are recorded; whatever else is said of an item is reported.
        let fits = |change: &&Change| match change {
            Change::Recorded => matches!(self.role(), KindRole::Statement | KindRole::Evidence),
            change => self.has(**change),
        };
        meant.iter().find(fits).copied()
    }

    /// Every change the kind has.
    pub fn changes(self) -> Vec<Change> {
        Change::ALL.iter().copied().filter(|change| self.has(*change)).collect()
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Kind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Kind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let kinds = Self::all().map(|kind| (kind.as_str(), kind.spec().about));
        crate::record::token::schema("A kind of item.", kinds)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom(format!("`{name}` is not a kind")))
    }
}
