//! Loading records into an empty log, at the positions and with the times that they had.

use async_nats::{HeaderMap, header};
use newsreel_story::record::recorded::Recorded;
use serde::Deserialize;

use crate::append::{BATCH_COMMIT, set_batch_place};
use crate::connection::{RequestError, text};
use crate::envelope;
use crate::log::Log;
use crate::raw::{RECORDED_AT, Raw};

impl Log {
    /// Loads the records that come next, a thousand at most, all or none. The first follows directly on what is there, and each
    /// keeps its position, its bytes, and in a header its time. Refused when the log does not end just before them.
    ///
    /// # Errors
    /// When the server refuses or does not answer. What is there then are all records or none.
    pub async fn restore(&self, records: &[Recorded<Raw>]) -> Result<(), RequestError> {
        let Some((last, before)) = records.split_last() else { return Ok(()) };
        let batch = uuid::Uuid::now_v7().to_string();
        let headers = |place: u64, stored: &Recorded<Raw>| {
            let mut headers = HeaderMap::new();
            headers.insert(RECORDED_AT, stored.recorded_at.to_string());
            if let Some(id) = envelope::id_of(&stored.record.payload) {
                headers.insert(header::NATS_MESSAGE_ID, id.to_string());
            }
            if place == 1 {
                headers.insert(header::NATS_EXPECTED_LAST_SEQUENCE, (stored.sequence - 1).to_string());
            }
            if !before.is_empty() {
                set_batch_place(&mut headers, &batch, place);
            }
            headers
        };
        for (place, stored) in (1..).zip(before) {
            let Raw { subject, payload } = &stored.record;
            let sent =
                self.client().publish_with_headers(subject.clone(), headers(place, stored), payload.clone()).await;
            sent.map_err(|error| RequestError::NoAnswer { subject: subject.as_str().into(), reason: text(&error) })?;
        }
        let mut headers = headers(records.len() as u64, last);
        if !before.is_empty() {
            headers.insert(BATCH_COMMIT, "1");
        }
        let Raw { subject, payload } = &last.record;
        let stored: Stored = self.connection().ask(subject, headers, payload.clone()).await?;
        if stored.seq == last.sequence {
            return Ok(());
        }
        let reason = format!("the last record is at position {} and belongs at {}", stored.seq, last.sequence);
        Err(RequestError::Unreadable { subject: subject.as_str().into(), reason: reason.into() })
    }
}

#[derive(Deserialize)]
struct Stored {
    seq: u64,
}
