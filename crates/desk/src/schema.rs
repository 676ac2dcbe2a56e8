//! JSON Schemas of what is submitted to the desk and what it answers.

use newsreel_story::schema::{self, Named, nested};
use newsreel_story::submit::refusal::Refusal;
use serde_json::json;

use crate::{Checked, EmbargoRequest, Embargoed, Request, Response};

/// The schemas of a submission, of the desk's answer, and of a refusal.
pub fn schemas() -> Vec<Named> {
    vec![
        submission(),
        Named::written::<Response>("receipt", "what the desk answers: what is recorded, or why nothing is"),
        Named::read::<EmbargoRequest>("embargo", "what is to be done about embargoes"),
        Named::written::<Vec<Embargoed>>("embargoed", "the records under an embargo that a request concerns"),
        Named::written::<Checked>("checked", "what the desk would decide, and what would move"),
        Named::written::<Refusal>("refusal", "one reason why a submission is refused"),
    ]
}

/// A submission holds a document of the authoring format.
fn submission() -> Named {
    let mut submission = Named::read::<Request>("submission", "what is sent to the desk: a document and who sends it");
    submission.schema["$defs"]["story"] = nested(&schema::story().schema, "/$defs/story");
    submission.schema["properties"]["submission"]["$ref"] = json!("#/$defs/story");
    submission
}
