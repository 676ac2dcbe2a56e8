//! Loading records from a bundle, at the positions and with the times that they had.
//!
//! A record that was loaded carries in a header the time at which it was first taken. Anybody who may publish can write that
//! header, and a record that claims to be older than it is would change answers for the past. So it counts only at the
//! positions that were loaded: the stream's settings name them, which only those can change who may change the stream itself.

use std::ops::RangeInclusive;

use async_nats::{HeaderMap, header};
use newsreel_story::record::recorded::{Recorded, Sequence};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::append::{BATCH_COMMIT, set_batch_place};
use crate::connection::{RequestError, text};
use crate::envelope;
use crate::loaded::LOADED;
use crate::log::Log;
use crate::raw::{RECORDED_AT, Raw};

impl Log {
    /// Says that the records at these positions are about to be loaded: of them the time counts that they carry.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn begin_restore(&self, positions: RangeInclusive<Sequence>) -> Result<(), RequestError> {
        let info = self.stream_info().await?;
        let loaded = info.loaded();
        if positions.is_empty() || (loaded.contains(*positions.start()) && loaded.contains(*positions.end())) {
            return Ok(());
        }
        let mut config = info.config;
        config["metadata"][LOADED] = json!(loaded.with(positions).text());
        let operation = format!("STREAM.UPDATE.{}", self.settings().stream);
        self.connection().ask_api::<IgnoredAny>(&operation, &config).await.map(drop)
    }

    /// Loads the records that come next, a thousand at most, all or none. The first follows directly on what is there, and each
    /// keeps its position, its bytes, and in a header its time, which counts where [`Self::begin_restore`] has said so. Refused
    /// when the log does not end just before them.
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
