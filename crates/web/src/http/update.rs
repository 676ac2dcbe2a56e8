//! The pages of an update, and of a person, organisation or place.

use jiff::{SignedDuration, Timestamp};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::listing::Page;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::updates::UpdateInFull;
use newsreel_story::views::who::Who;
use serde::Deserialize;
use serde_json::json;

use super::{Answered, Html, IntoResponse, Path, Query, Shared, State};
use crate::page::update::{self, UpdatePage};
use crate::page::who;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The answer is to cover at least this position.
    #[serde(default)]
    fresh: u64,
}

pub(super) async fn page(State(web): Shared, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answered {
    let bounds = Bounds::default();
    let update = json!({ "update": { "update": name } });
    let update: UpdateInFull = web.services.ask(update, &bounds, asked.fresh).await?;
    let recorded_at = update.line.recorded_at;
    let before = recorded_at.checked_sub(SignedDuration::from_nanos(1)).ok();
    let moved = json!({ "difference": {
        "story": update.asked.story, "from": before, "to": recorded_at, "recorded": true,
    } });
    let reach = json!({ "reach": { "update": update.line.update } });
    let then = Bounds { at_sequence: Some(update.line.sequence), ..bounds };
    let (moved, reach) = tokio::join!(
        web.services.ask(moved, &then, asked.fresh),
        web.services.ask::<Reach>(reach, &bounds, asked.fresh),
    );
    let page = UpdatePage { update, moved: moved?, reach: reach.ok(), now: Timestamp::now() };
    Ok(Html(update::page(&page)).into_response())
}

/// Where the page of somebody goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    after: Option<String>,
}

pub(super) async fn who(State(web): Shared, Path(name): Path<String>, Query(asked): Query<After>) -> Answered {
    let ask = json!({ "who": { "name": name, "after": asked.after } });
    let found: Page<Who> = web.services.ask(ask, &Bounds::default(), 0).await?;
    Ok(Html(who::page(&found, Timestamp::now())).into_response())
}
