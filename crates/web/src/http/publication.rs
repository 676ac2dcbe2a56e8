//! The page of a publication, and the publications of a story for programs.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::UpdateId;
use newsreel_story::record::relation::RelationKind;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::publications::NeedsReview;
use newsreel_story::views::updates::{UpdateInFull, UpdateLine, Updates};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::answer::{Answered, Html, InAddress, Shared, answered, conditional, not_found};
use super::problem::Problem;
use super::who::Who;
use crate::Web;
use crate::page::publication::{self, PublicationPage, Rested};
use crate::questions::NoAnswer;

/// A publication, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Published {
    /// Its item.
    item: String,
    /// What was put out, and what became of it, in order.
    versions: Vec<UpdateLine>,
    /// The updates that the last version relied on which says so.
    relied_on: BTreeSet<UpdateId>,
    /// Why it needs review; empty where nothing it relied on has changed.
    needs_review: Vec<NeedsReview>,
}

pub(super) async fn list(
    State(web): Shared,
    Path(story): Path<String>,
    Query(asked): Query<InAddress>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (bounds, fresh) = (asked.bounds(), asked.fresh);
    let (now, glance) = tokio::try_join!(
        web.services.ask::<Updates>(json!({ "updates": { "story": story } }), &bounds, fresh),
        web.services.ask::<Glance>(json!({ "glance": { "story": story } }), &bounds, fresh),
    )?;
    let mut versions: BTreeMap<String, Vec<UpdateLine>> = BTreeMap::new();
    for line in now.list.into_iter().filter(|line| publication::is_one(&line.type_name)) {
        if let Some(item) = line.item.clone() {
            versions.entry(item).or_default().push(line);
        }
    }
    let mut published = Vec::new();
    for (item, versions) in versions {
        let relied_on = web.last_that_relied(&versions, &bounds, fresh).await?;
        let relied_on = relied_on.map(|(_, relied_on)| relied_on).unwrap_or_default();
        let needs_review = glance.review.iter().filter(|needs| needs.publication == item).cloned().collect();
        published.push(Published { item, versions, relied_on, needs_review });
    }
    Ok(conditional(&answered(&published)?, &headers))
}

impl Web {
    /// The last version that says what it relied on, else the first, with that; a withdrawal says nothing of it.
    async fn last_that_relied(
        &self,
        versions: &[UpdateLine],
        bounds: &Bounds,
        fresh: u64,
    ) -> Result<Option<(UpdateInFull, BTreeSet<UpdateId>)>, NoAnswer> {
        let mut last = None;
        for version in versions.iter().rev() {
            let update = self.update(&version.sequence.to_string(), bounds, fresh).await?;
            let relations = update.record.iter().flat_map(|record| &record.relations);
            let relations = relations
                .filter(|relation| matches!(relation.relation, RelationKind::ReliesOn | RelationKind::RestsOn));
            let relied_on: BTreeSet<UpdateId> = relations.map(|relation| relation.update).collect();
            let says_so = !relied_on.is_empty();
            last = Some((update, relied_on));
            if says_so {
                break;
            }
        }
        Ok(last)
    }
}

pub(super) async fn page(
    State(web): Shared,
    who: Who,
    Path((story, item)): Path<(String, String)>,
    Query(asked): Query<InAddress>,
) -> Answered {
    let (bounds, fresh) = (asked.bounds(), asked.fresh);
    let all = json!({ "updates": { "story": story } });
    let now: Updates = web.services.ask(all.clone(), &bounds, fresh).await?;
    let of_it = |line: &&UpdateLine| line.item.as_deref() == Some(&*item) && publication::is_one(&line.type_name);
    let versions: Vec<UpdateLine> = now.list.iter().filter(of_it).cloned().collect();
    let none = || not_found(&format!("`{story}` has no publication `{item}`"));
    let (published, relied_on) = web.last_that_relied(&versions, &bounds, fresh).await?.ok_or_else(none)?;
    let put_out = Bounds { at_sequence: Some(published.line.sequence), ..Bounds::default() };
    let since = json!({ "difference": { "story": story, "from": published.line.recorded_at, "recorded": true } });
    let (then, since, glance) = tokio::try_join!(
        web.services.ask::<Updates>(all, &put_out, fresh),
        web.services.ask::<Difference>(since, &bounds, fresh),
        web.services.ask::<Glance>(json!({ "glance": { "story": story } }), &bounds, fresh),
    )?;
    let rested = now.list.iter().filter(|line| relied_on.contains(&line.update)).map(|line| Rested {
        then: then.list.iter().find(|then| then.update == line.update).cloned(),
        now: line.clone(),
    });
    let rested: Vec<Rested> = rested.collect();
    let page = PublicationPage {
        published,
        versions,
        needs: glance.review.into_iter().filter(|needs| needs.publication == item).collect(),
        rested,
        since,
        reader: who.reader(&web.options),
    };
    Ok(Html(publication::page(&page)).into_response())
}
