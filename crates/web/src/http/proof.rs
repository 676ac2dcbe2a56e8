//! Proofs that records are in the log as they were signed, for programs.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::updates::{Part, Updates};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Shared, answered, conditional, not_found};
use super::problem::Problem;

/// The most records that are proven at a time.
pub(super) const MOST: usize = 500;

/// Which updates of a story are proven.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    /// Only those after this position.
    after: Option<u64>,
    limit: Option<usize>,
}

pub(super) async fn of_update(
    State(web): Shared,
    Path(update): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let update = web.update(&update, &Bounds::default(), 0).await?;
    let proven = web.services.proof_of(vec![update.line.sequence]).await?;
    Ok(conditional(&answered(&proven)?, &headers))
}

pub(super) async fn of_story(
    State(web): Shared,
    Path(story): Path<String>,
    Query(Which { after, limit }): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let part =
        Part { after: Some(after.unwrap_or(0)), limit: Some(limit.unwrap_or(MOST).min(MOST)), ..Part::default() };
    let ask = json!({ "updates": { "story": story, "part": part } });
    let updates: Updates = web.services.ask(ask, &Bounds::default(), 0).await?;
    let positions: Vec<u64> = updates.list.iter().map(|line| line.sequence).collect();
    if positions.is_empty() {
        return Err(not_found(&format!("`{story}` has no update after this position")).into());
    }
    let proven = web.services.proof_of(positions).await?;
    Ok(conditional(&answered(&proven)?, &headers))
}
