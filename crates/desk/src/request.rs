//! What the desk is asked to record or to check, and what it answers to a check.

use newsreel_log::{ErrorCode, ServiceError};
use newsreel_story::record::characters::one_line;
use newsreel_story::submit::decide::{Answer, EntryAnswer};
use newsreel_story::submit::doubts::Doubt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::reading::Reading;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A submission as it is sent: a document of the authoring format, and who sends it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The document.
    pub submission: serde_json::Value,
    /// Who submits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Whether it is a part of a document: entries of the directory that it does not name are left to the other parts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// What the desk would decide, and what would move.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// It would be recorded.
    Accepted {
        /// One answer for each update.
        updates: Vec<Answer>,
        /// What it would change in the directory.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        directory: Vec<EntryAnswer>,
        /// What would move.
        differences: Vec<Difference>,
        /// What is likely a mistake, although it would be accepted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        doubts: Vec<Doubt>,
        /// How each update would read in the brief, with what would read better otherwise.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        readings: Vec<Reading>,
    },
    /// Nothing of it would be recorded.
    Refused(Vec<Refusal>),
}

/// In whose name something is recorded is shown to people as it is.
pub(crate) fn check_actor(request: &Request) -> Result<(), ServiceError> {
    let wrong =
        |wrong| ServiceError::new(ErrorCode::BadRequest, format_args!("nothing is recorded: the actor {wrong}"));
    request.actor.as_deref().map(one_line).transpose().map(drop).map_err(wrong)
}
