//! Work that computes for long, on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::{ErrorCode, ServiceError};

/// Runs what computes for long, or waits for a disk, on a thread of its own, where it keeps nobody waiting. The work is handed
/// a flag that is set when nobody waits for its result any more.
///
/// # Errors
/// That it has died; the reason is in the log. `who` is named as the one who failed.
pub async fn apart<T: Send + 'static>(
    who: &'static str,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Result<T, ServiceError> {
    let wanted = Wanted::default();
    let given_up = Arc::clone(&wanted.given_up);
    tokio::task::spawn_blocking(move || work(&given_up)).await.map_err(|died| {
        tracing::error!("a question could not be answered: {died}");
        ServiceError::new(ErrorCode::Internal, format_args!("{who} failed at this question; its log has the reason"))
    })
}

/// Says that work is given up when whoever waits for it is gone.
#[derive(Default)]
struct Wanted {
    given_up: Arc<AtomicBool>,
}

impl Drop for Wanted {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}
