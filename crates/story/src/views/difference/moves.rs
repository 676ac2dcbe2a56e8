//! A move, and how it reads.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::name::UpdateId;
use crate::record::token::tokens;
use crate::tell::labels::UNSETTLED;
use crate::tell::realise::uncapitalised;
use crate::views::findings::FindingCode;

/// One move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Move {
    /// When it was learned, or recorded.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub at: Timestamp,
    /// What sort of move.
    pub sort: Sort,
    /// The item it belongs to; empty for the story.
    #[serde(default)]
    pub item: String,
    /// The item or path it is about.
    pub about: String,
    /// The same in words, where that is a part of an item, or somebody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The value, holder or attribute it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// What it was; none for something new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is; none for something gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether it is back where it was at the end of the interval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
    /// The update through which it moved; none where only time passed, or where an entry of the directory changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<UpdateId>,
    /// That update's position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// How a person names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// How the value of an item itself reads.
const SO: &str = "it is so";

impl Move {
    /// What it is about where that is no item: somebody, or the story.
    pub(super) fn subject(&self) -> String {
        if self.part.is_empty() { "the story".to_owned() } else { self.part.clone() }
    }

    /// It in words, for somebody who knows which item it is about.
    pub fn text(&self) -> String {
        let what = &self.what;
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        let undone = if self.undone { " (undone later)" } else { "" };
        let text = match (self.sort, before, after) {
            (Sort::Item, None, _) => "new".to_owned(),
            (Sort::Item, _, Some(found)) => found.to_owned(),
            (Sort::Item, Some(_), _) => "no longer shown".to_owned(),
            (Sort::Voice, None, _) => format!("also told by {what}"),
            (Sort::Voice, Some(_), _) => format!("no longer told by {what}"),
            (Sort::Value, Some(before), Some(after)) if what == SO => format!("it is so: {before} before, now {after}"),
            (Sort::Value, None, Some(grade)) if what == SO => format!("it is so ({grade})"),
            (Sort::Value, Some(_), None) if what == SO => "it is no longer so".to_owned(),
            (Sort::Value, None, Some(grade)) => format!("{}: {what} ({grade})", self.part),
            (Sort::Value, Some(_), None) => format!("{}: no longer {what}", self.part),
            (Sort::Value, Some(before), Some(after)) if what.is_empty() => {
                format!("{}: {before}, now {after}", self.part)
            }
            (Sort::Value, Some(before), Some(after)) => {
                format!("{}: {what}, {before} before, now {after}", self.part)
            }
            (Sort::Contested, None, _) => format!("{} is contested", self.part),
            (Sort::Contested, Some(_), _) => format!("{} is no longer contested", self.part),
            (Sort::Stance, None, Some(stance)) => format!("{what} {stance}"),
            (Sort::Stance, Some(stance), None) => format!("no longer on file: {what} {stance}"),
            (Sort::Stance, Some(before), Some(after)) => format!("{what}: {before}, now {after}"),
            (Sort::Gap, None, _) => format!("{} is not stated", self.part),
            (Sort::Gap, Some(_), _) => format!("{} is stated", self.part),
            (Sort::Identified, ..) => format!("{} is identified", self.part),
            (Sort::Withdrawal, None, Some(how)) => format!("{what}: {how}"),
            (Sort::Withdrawal, Some(_), None) => format!("{what} stands again"),
            (Sort::Relation, None, _) => what.clone(),
            (Sort::Relation, Some(_), _) => format!("no longer: {what}"),
            (Sort::Finding, None, Some(code)) => format!("{}: {what}", finding(code)),
            (Sort::Finding, Some(code), None) => format!("no longer: {}: {what}", finding(code)),
            (Sort::Count, _, after) => format!("{}: {}", self.about, after.unwrap_or("none missing")),
            (Sort::Phase, Some(before), Some(UNSETTLED)) => format!("no longer told as {before}"),
            (Sort::Phase, Some(UNSETTLED), Some(after)) => format!("now {after}"),
            (_, Some(before), Some(after)) => format!("{}{before}, now {after}", named(what)),
            (_, None, Some(after)) => format!("{}{after}", named(what)),
            (_, Some(before), None) => format!("{}no longer {before}", named(what)),
            (_, None, None) => what.clone(),
        };
        format!("{text}{undone}")
    }
}

/// What a finding is, in words.
fn finding(code: &str) -> String {
    uncapitalised(&FindingCode::named(code).heading())
}

fn named(what: &str) -> String {
    if what.is_empty() { String::new() } else { format!("{what}: ") }
}

tokens! {
    /// The sorts of moves, those that weigh most first.
    pub enum Sort: "a sort of move" {
        /// The story's title or status.
        Story = "story",
        /// An entry of the directory: a name, or who somebody was found to be.
        Directory = "directory",
        /// An item came up, or was merged away.
        Item = "item",
        /// A report was withdrawn, or stands again.
        Withdrawal = "withdrawal",
        /// A phase moved.
        Phase = "phase",
        /// A report contradicts, reconciles or replaces another, or no longer does.
        Relation = "relation",
        /// A holder took or changed a stance.
        Stance = "stance",
        /// A path became contested, or is no longer.
        Contested = "contested",
        /// Somebody tells of it too, or no longer does.
        Voice = "voice",
        /// What became of an expectation.
        Expectation = "expectation",
        /// Somebody described was identified.
        Identified = "identified",
        /// A value was gained or lost, or its standing raised or lowered.
        Value = "value",
        /// Something expected is not stated, or is now.
        Gap = "gap",
        /// A source's count and the file differ, or no longer.
        Count = "count",
        /// A finding of the standards check was raised or closed.
        Finding = "finding",
    }
}
