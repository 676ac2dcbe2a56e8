//! What the services on a server say of themselves: every NATS micro service answers `$SRV.STATS`.

use std::time::Duration;

use futures::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;

use crate::connection::{RequestError, text};
use crate::log::Log;

/// Where services are asked for their statistics.
const STATS: &str = "$SRV.STATS";
/// How long is waited for the next answer: nobody knows how many services there are.
const SILENCE: Duration = Duration::from_millis(200);
/// The most answers that are read.
const MOST: usize = 256;

/// One instance of a service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ServiceStats {
    /// What it is.
    pub name: String,
    /// Which instance.
    pub id: String,
    /// Of which version.
    pub version: String,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<EndpointStats>,
}

/// What has come to one endpoint since its service began.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EndpointStats {
    /// Its name.
    pub name: String,
    /// The requests.
    pub num_requests: u64,
    /// Those that were answered with an error.
    pub num_errors: u64,
    /// How long all of them took, in nanoseconds.
    pub processing_time: u64,
}

impl Log {
    /// The services of Newsreel that answer, by name and instance.
    ///
    /// # Errors
    /// When the server does not let us ask.
    pub async fn services(&self) -> Result<Vec<ServiceStats>, RequestError> {
        let connection = self.connection();
        let client = connection.client();
        let no_answer = |reason| RequestError::NoAnswer { subject: STATS.into(), reason };
        let mut refusals = connection.refusals(STATS);
        let inbox = client.new_inbox();
        let mut replies = client.subscribe(inbox.clone()).await.map_err(|error| no_answer(text(&error)))?;
        let sent = client.publish_with_reply(STATS, inbox, bytes::Bytes::new()).await;
        sent.map_err(|error| no_answer(text(&error)))?;
        let mut found: Vec<ServiceStats> = Vec::new();
        while found.len() < MOST {
            let reply = tokio::select! {
                biased;
                reply = timeout(SILENCE, replies.next()) => reply,
                denied = refusals.next() => return Err(denied),
            };
            let Ok(Some(reply)) = reply else { break };
            // Other programs may have services on the same server, of whatever form.
            let stats = serde_json::from_slice::<ServiceStats>(&reply.payload).ok();
            found.extend(stats.filter(|stats| stats.name.starts_with("newsreel-")));
        }
        found.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(found)
    }
}
