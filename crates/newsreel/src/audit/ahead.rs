//! The records of a bundle, read on a thread of their own while those before them are used.

use std::path::PathBuf;
use std::vec;

use newsreel_log::Raw;
use newsreel_notary::Wrong;
use newsreel_story::record::recorded::Recorded;
use tokio::sync::mpsc;

use super::bundle;

/// How many records are handed over at a time, and of how many bytes.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 4 << 20;
/// How many such batches are read ahead.
const AHEAD: usize = 2;

/// Records of a bundle, in order.
pub(crate) struct Ahead {
    batches: mpsc::Receiver<Result<Vec<Recorded<Raw>>, Wrong>>,
    batch: vec::IntoIter<Recorded<Raw>>,
}

impl Ahead {
    /// Begins to read those records of a bundle that are wanted.
    pub(crate) fn open(file: PathBuf, wanted: impl Fn(&Recorded<Raw>) -> bool + Send + 'static) -> Self {
        let (send, batches) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let read = || -> anyhow::Result<()> {
                let (mut batch, mut bytes) = (Vec::new(), 0);
                // Nobody receives any more where enough has been read.
                let hand_over =
                    |batch| send.blocking_send(Ok(batch)).map_err(|_| Wrong::Bundle("nobody reads on".to_owned()));
                bundle::open(&file)?.records(|stored| {
                    if wanted(&stored) {
                        bytes += stored.record.payload.len();
                        batch.push(stored);
                    }
                    if batch.len() < BATCH && bytes < BATCH_BYTES {
                        return Ok(());
                    }
                    bytes = 0;
                    hand_over(std::mem::take(&mut batch))
                })?;
                Ok(hand_over(batch)?)
            };
            if let Err(error) = read() {
                let wrong = error.downcast().unwrap_or_else(|error| Wrong::Bundle(format!("{error:#}")));
                // As above.
                let _ = send.blocking_send(Err(wrong));
            }
        });
        Self { batches, batch: Vec::new().into_iter() }
    }

    /// The next records; none at the end.
    ///
    /// # Errors
    /// When the bundle cannot be read.
    pub(crate) async fn next_batch(&mut self) -> Result<Option<Vec<Recorded<Raw>>>, Wrong> {
        self.batches.recv().await.transpose()
    }

    /// The next record; none at the end.
    ///
    /// # Errors
    /// When the bundle cannot be read.
    pub(crate) async fn next(&mut self) -> Result<Option<Recorded<Raw>>, Wrong> {
        loop {
            if let Some(stored) = self.batch.next() {
                return Ok(Some(stored));
            }
            match self.next_batch().await? {
                Some(batch) => self.batch = batch.into_iter(),
                None => return Ok(None),
            }
        }
    }
}
