//! JSON Schemas of what is submitted to the desk and what it answers.

use newsreel_story::schema::Named;
use newsreel_story::submit::refusal::Refusal;

use crate::{Request, Response};

/// The schemas of a submission, of the desk's answer, and of a refusal.
pub fn schemas() -> Vec<Named> {
    vec![
        Named::read::<Request>("submission", "what is sent to the desk: a document of the authoring format"),
        Named::written::<Response>("receipt", "what the desk answers: what is recorded, or why nothing is"),
        Named::written::<Refusal>("refusal", "one reason why a submission is refused"),
    ]
}
