//! The pages of an update, and of a person, organisation or place.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::change::Change;
use newsreel_story::views::listing::Page;
use newsreel_story::views::reach::Reach;
use newsreel_story::views::updates::{UpdateInFull, UpdateLine, Updates};
use newsreel_story::views::who::Who as Found;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answered, Html, InAddress, Shared, answered, conditional, not_found};
use super::problem::Problem;
use super::who::Who;
use crate::Web;
use crate::page::update::{self, UpdatePage};
use crate::page::who;
use crate::questions::NoAnswer;

pub(super) async fn page(
    State(web): Shared,
    who: Who,
    Path(name): Path<String>,
    Query(asked): Query<InAddress>,
) -> Answered {
    let bounds = asked.bounds();
    let update = web.update(&name, &bounds, asked.fresh).await?;
    let recorded_at = update.line.recorded_at;
    let before = recorded_at.checked_sub(SignedDuration::from_nanos(1)).ok();
    let moved = json!({ "difference": {
        "story": update.asked.story, "from": before, "to": recorded_at, "recorded": true,
    } });
    let reach = json!({ "reach": { "update": update.line.update } });
    let then = Bounds { at_sequence: Some(update.line.sequence), ..Bounds::default() };
    let (moved, reach, proof) = tokio::join!(
        web.services.ask(moved, &then, asked.fresh),
        web.services.ask::<Reach>(reach, &bounds, asked.fresh),
        web.services.prove(update.line.sequence),
    );
    let reader = who.reader(&web.options);
    let page = UpdatePage { update, moved: moved?, reach: reach.ok(), proof, reader };
    Ok(Html(update::page(&page)).into_response())
}

/// The proof of an update as a file (C2SP `tlog-proof`).
pub(super) async fn proof(State(web): Shared, Path(name): Path<String>) -> Answered {
    let update = web.update(&name, &Bounds::default(), 0).await?;
    let sequence = update.line.sequence;
    let proof = web.services.prove(sequence).await.and_then(|proven| update::proof_file(&proven, sequence));
    let proof = proof.ok_or_else(|| not_found(&format!("no proof of update {sequence} is to be had at the moment")))?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], proof).into_response())
}

/// Leads to the form of a change of the item an update is about.
pub(super) async fn on_it(State(web): Shared, Path((name, change)): Path<(String, String)>) -> Answered {
    let update = web.update(&name, &Bounds::default(), 0).await?;
    let of = update.record.as_ref().and_then(|record| Some((record.kind, record.item.as_ref()?)));
    let change = Change::ALL.iter().find(|known| known.as_str() == change);
    let form = change.zip(of).filter(|(change, (kind, _))| kind.has(**change)).map(|(change, (kind, item))| {
        let on = update.line.sequence;
        format!("/new?story={}&kind={kind}&change={}&item={item}&on={on}", update.asked.story, change.as_str())
    });
    let form =
        form.ok_or_else(|| not_found(&format!("nothing is at this address of update {}", update.line.sequence)))?;
    Ok(Redirect::to(&form).into_response())
}

/// The most reports of an item whose reach is told at a time.
const MOST_REPORTS: usize = 50;

/// Where the reach of an item goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AfterReport {
    /// Only that of reports after this position.
    after: Option<u64>,
}

/// What would be lost if a report about an item were taken back: of each that counts, in the order of the log.
pub(super) async fn reach_of_item(
    State(web): Shared,
    Path((story, item)): Path<(String, String)>,
    Query(AfterReport { after }): Query<AfterReport>,
    Query(asked): Query<InAddress>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (bounds, fresh) = (asked.bounds(), asked.fresh);
    let updates: Updates = web.services.ask(json!({ "updates": { "story": story } }), &bounds, fresh).await?;
    let of_item = |line: &&UpdateLine| line.item.as_deref() == Some(&*item);
    if !updates.list.iter().any(|line| of_item(&line)) {
        return Err(not_found(&format!("`{story}` has no item `{item}`")).into());
    }
    let reports = updates.list.iter().filter(of_item).filter(|line| !line.withdrawn);
    let mut reports: Vec<&UpdateLine> =
        reports.filter(|line| after.is_none_or(|after| line.sequence > after)).collect();
    let next = (reports.len() > MOST_REPORTS).then(|| reports[MOST_REPORTS - 1].sequence.to_string());
    reports.truncate(MOST_REPORTS);
    let mut list: Vec<Reach> = Vec::new();
    for report in reports {
        let ask = json!({ "reach": { "update": report.update } });
        match web.services.ask(ask, &bounds, fresh).await {
            Ok(reach) => list.push(reach),
            // On some nothing can rest.
            Err(why) if why.status < 500 => {}
            Err(why) => return Err(why.into()),
        }
    }
    Ok(conditional(&answered(&Page { list, next })?, &headers))
}

/// Where the page of somebody goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    after: Option<String>,
}

pub(super) async fn who(
    State(web): Shared,
    who: Who,
    Path(name): Path<String>,
    Query(asked): Query<After>,
    Query(bounds): Query<InAddress>,
) -> Answered {
    let ask = json!({ "who": { "name": name, "after": asked.after } });
    let found: Page<Found> = web.services.ask(ask, &bounds.bounds(), bounds.fresh).await?;
    Ok(Html(who::page(&found, bounds.bounds(), &who.reader(&web.options))).into_response())
}

impl Web {
    /// An update in full, by its position, its identity or its name.
    pub(super) async fn update(&self, name: &str, bounds: &Bounds, fresh: u64) -> Result<UpdateInFull, NoAnswer> {
        self.services.ask(json!({ "update": { "update": name } }), bounds, fresh).await
    }
}
