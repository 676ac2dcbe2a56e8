//! What could not be read: brought from the store into the stream where everybody sees it, and tried again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use newsreel_log::{Backoff, ErrorCode, Fate, RequestError, ServiceError, Topic, decoded};
use newsreel_story::record::characters::one_line;
use newsreel_story::record::recorded::Sequence;
use serde_json::json;

use crate::answer::failed;
use crate::ask::{PutAside, Settle, Settled};
use crate::snapshots::locked;
use crate::{Projector, ProjectorError, Store, why_unreadable};

/// How many records are brought into the stream before the store is asked again.
const AT_ONCE: usize = 100;
/// The pauses between two tries to put what the server did not take.
const BETWEEN_TRIES: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));

impl Projector {
    /// Brings what the store has put aside into the stream of the quarantine. The store is where it is written down first,
    /// with the position: whatever ends this process, the entry follows.
    pub(crate) async fn publish_put_aside(self: Arc<Self>) -> Result<Infallible, ProjectorError> {
        let mut backoff = BETWEEN_TRIES;
        loop {
            let waiting = self.readers.get()?.not_published(AT_ONCE)?;
            if waiting.is_empty() {
                self.put_aside.notified().await;
                continue;
            }
            for put_aside in waiting {
                match self.publish_one(&put_aside).await {
                    Ok(()) => backoff.reset(),
                    Err(ProjectorError::Request(RequestError::Denied { subject, reason })) => {
                        return Err(RequestError::Denied { subject, reason }.into());
                    }
                    Err(ProjectorError::Request(error)) => {
                        let reason = format!("position {} is not in quarantine yet: {error}", put_aside.sequence);
                        backoff.wait_because(&reason).await;
                        break;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn publish_one(self: &Arc<Self>, put_aside: &PutAside) -> Result<(), ProjectorError> {
        let sequence = put_aside.sequence;
        let fate = match self.log.at(sequence).await? {
            Some(stored) => self.log.quarantine(&stored, &put_aside.reason).await?,
            // Lost from the log: the follower raises that alarm.
            None => Fate::Waiting,
        };
        self.write_off_thread(move |store| store.published(sequence, fate == Fate::Dismissed)).await
    }

    async fn write_off_thread<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&mut Store) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, ProjectorError> {
        let projector = Arc::clone(self);
        let written = tokio::task::spawn_blocking(move || write(&mut locked(&projector.writer))).await;
        Ok(written.map_err(ProjectorError::died)??)
    }

    /// Does as somebody says about records that could not be read.
    pub async fn settle(self: Arc<Self>, settle: Settle) -> Result<Settled, ServiceError> {
        let (Settle::Retry { actor, .. } | Settle::Dismiss { actor, .. }) = &settle;
        let wrong = |wrong| ServiceError::new(ErrorCode::BadRequest, format_args!("the actor {wrong}"));
        actor.as_deref().map(one_line).transpose().map_err(wrong)?;
        match settle {
            Settle::Retry { sequence, actor } => self.retry(sequence, actor.as_deref()).await,
            Settle::Dismiss { sequence, reason, actor } => self.dismiss(sequence, &reason, actor.as_deref()).await,
        }
    }

    async fn dismiss(
        self: &Arc<Self>,
        sequence: Sequence,
        reason: &str,
        actor: Option<&str>,
    ) -> Result<Settled, ServiceError> {
        let wrong = |wrong| ServiceError::new(ErrorCode::BadRequest, format_args!("the reason {wrong}"));
        let reason = one_line(reason).map_err(wrong)?;
        if !self.write_off_thread(move |store| store.dismiss(sequence)).await.map_err(internal)? {
            return Err(not_in_quarantine(sequence));
        }
        self.in_work.begin_anew();
        if self.log.settle_quarantine(sequence, Fate::Dismissed, reason).await.map_err(unavailable)? {
            self.note_decision(actor, "dismissed", &[sequence], reason).await?;
        }
        Ok(Settled { dismissed: vec![sequence], ..Settled::default() })
    }

    /// Writes on the trail what somebody decided, whatever program asked for it. Of several projectors the one does whose
    /// decision was the first.
    async fn note_decision(
        &self,
        actor: Option<&str>,
        did: &str,
        records: &[Sequence],
        reason: &str,
    ) -> Result<(), ServiceError> {
        let entry = json!({ "actor": actor, "did": did, "records": records, "reason": reason });
        self.log.note(Topic::Quarantine, entry.to_string()).await.map(drop).map_err(unavailable)
    }

    /// Reads what is in quarantine again, all of it or one record, and takes in what can be read now.
    pub(crate) async fn retry(
        self: &Arc<Self>,
        only: Option<Sequence>,
        actor: Option<&str>,
    ) -> Result<Settled, ServiceError> {
        let all = self.readers.get().and_then(|store| store.put_aside(0, None, true)).map_err(failed)?;
        let tried: Vec<PutAside> =
            all.into_iter().filter(|put_aside| only.is_none_or(|only| put_aside.sequence == only)).collect();
        if let (Some(sequence), true) = (only, tried.is_empty()) {
            return Err(not_in_quarantine(sequence));
        }
        let mut settled = Settled::default();
        let mut noted = Vec::new();
        for mut put_aside in tried {
            match self.retry_one(put_aside.sequence).await? {
                Retried::Read { first } => {
                    settled.read.push(put_aside.sequence);
                    noted.extend(first.then_some(put_aside.sequence));
                }
                Retried::Unreadable(reason) => {
                    put_aside.reason = reason;
                    settled.waiting.push(put_aside);
                }
            }
        }
        if !noted.is_empty() {
            self.note_decision(actor, "had read again", &noted, "").await?;
        }
        Ok(settled)
    }

    /// Reads one record again.
    async fn retry_one(self: &Arc<Self>, sequence: Sequence) -> Result<Retried, ServiceError> {
        let Some(stored) = self.log.at(sequence).await.map_err(unavailable)? else {
            return Ok(Retried::Unreadable("the log has no record at this position".to_owned()));
        };
        let record = match decoded(&stored) {
            Ok(recorded) => recorded.record,
            Err(error) => return Ok(Retried::Unreadable(why_unreadable(&stored, &error))),
        };
        let taken_in = self.write_off_thread(move |store| store.take_in_late(&stored, &record)).await;
        let taken_in = taken_in.map_err(internal)?;
        for story in &taken_in.stories {
            self.folded.forget(story);
        }
        self.directory.forget();
        self.digests.forget();
        self.in_work.begin_anew();
        self.changes.add(taken_in);
        tracing::info!(sequence, "a record from quarantine can be read now");
        let first =
            self.log.settle_quarantine(sequence, Fate::Read, "it can be read now").await.map_err(unavailable)?;
        Ok(Retried::Read { first })
    }
}

/// What came of reading a record again.
enum Retried {
    /// It could be read; by this projector first, or by another before it.
    Read { first: bool },
    /// Why it still cannot be read.
    Unreadable(String),
}

fn unavailable(error: RequestError) -> ServiceError {
    ServiceError::new(ErrorCode::Unavailable, error)
}

fn internal(error: ProjectorError) -> ServiceError {
    ServiceError::new(ErrorCode::Internal, error)
}

fn not_in_quarantine(sequence: Sequence) -> ServiceError {
    let message =
        format_args!("nothing is in quarantine at position {sequence}; `newsreel quarantine list` shows what is");
    ServiceError::new(ErrorCode::NotFound, message)
}
