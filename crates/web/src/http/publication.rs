//! The page of a publication.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::UpdateId;
use newsreel_story::record::relation::RelationKind;
use newsreel_story::views::difference::Difference;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::updates::{UpdateLine, Updates};
use serde_json::json;

use super::answer::{Answered, Html, InAddress, Shared, not_found};
use super::who::Who;
use crate::page::publication::{self, PublicationPage, Rested};

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
    let mut relied_on = BTreeSet::new();
    let mut last = None;
    // What the last version relied on that says so; a withdrawal says nothing of it.
    for version in versions.iter().rev() {
        let update = web.update(&version.sequence.to_string(), &bounds, fresh).await?;
        let relations = update.record.iter().flat_map(|record| &record.relations);
        let relations =
            relations.filter(|relation| matches!(relation.relation, RelationKind::ReliesOn | RelationKind::RestsOn));
        relied_on = relations.map(|relation| relation.update).collect::<BTreeSet<UpdateId>>();
        last = Some(update);
        if !relied_on.is_empty() {
            break;
        }
    }
    let none = || not_found(&format!("`{story}` has no publication `{item}`"));
    let published = last.ok_or_else(none)?;
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
        reader: who.reader(web.options.style),
    };
    Ok(Html(publication::page(&page)).into_response())
}
