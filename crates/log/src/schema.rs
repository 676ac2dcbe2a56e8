//! JSON Schemas of what the log and the bucket hold.

use newsreel_story::record::entry::Entry;
use newsreel_story::record::update::Update;
use newsreel_story::schema::{self, Named};

use crate::envelope::Written;

/// The schemas of the log's records, of what they hold, and of the values of the bucket of digests.
pub fn schemas() -> Vec<Named> {
    vec![
        Named::written::<Written<'_>>("record", "a message of the log: a CloudEvents event with an update or an entry"),
        Named::written::<Update>("update", "an update of a story, the data of a record"),
        Named::written::<Entry>("entry", "a change to the directory, the data of a record"),
        schema::digest(),
    ]
}
