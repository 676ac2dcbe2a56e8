//! What could not be decoded or folded is put aside with the reason, visible and replayable, and the rest goes on.

use async_nats::HeaderMap;
use async_nats::header::{self, HeaderValue};
use newsreel_story::record::recorded::Recorded;
use serde::de::IgnoredAny;

use crate::connection::RequestError;
use crate::log::Log;
use crate::raw::Raw;

/// JetStream's number for "there is one already" under an expectation of none.
const WRONG_LAST_SEQUENCE: u64 = 10071;

/// The header that says why a record is in quarantine.
pub const REASON: &str = "Newsreel-Reason";
/// The header with the subject on which the record was published.
pub const SUBJECT: &str = "Newsreel-Subject";
/// The header with the position of the record in the log.
pub const SEQUENCE: &str = "Newsreel-Sequence";

impl Log {
    /// Puts a record aside on `newsreel.quarantine.<sequence>` with the reason; a second time does nothing.
    pub async fn quarantine(&self, put_aside: &Recorded<Raw>, reason: &str) -> Result<(), RequestError> {
        let subject = format!("newsreel.quarantine.{}", put_aside.sequence);
        let mut headers = HeaderMap::new();
        headers.insert(REASON, header_text(reason));
        headers.insert(SUBJECT, header_text(&put_aside.record.subject));
        headers.insert(SEQUENCE, put_aside.sequence.to_string());
        headers.insert(header::NATS_MESSAGE_ID, put_aside.sequence.to_string());
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
        let payload = put_aside.record.payload.clone();
        match self.connection().ask::<IgnoredAny>(&subject, headers, payload).await {
            Err(error) if error.code() != Some(WRONG_LAST_SEQUENCE) => Err(error),
            _ => Ok(()),
        }
    }
}

/// The text on one line: a line break would end the header.
fn header_text(text: &str) -> HeaderValue {
    text.replace(['\r', '\n'], " ").parse().unwrap_or_default()
}
