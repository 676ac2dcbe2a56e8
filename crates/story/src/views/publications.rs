//! Publications: what was put out, what it relied on, and which need review since.

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::kind::attribute::TITLE;
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::{names, values};

/// Why a publication needs review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsReview {
    /// The publication, an item.
    pub publication: String,
    /// Its title, where it is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How much it matters, in the trade's classes.
    pub class: ReviewClass,
    /// What has happened since.
    pub reason: String,
    /// What the publication relied on.
    pub update: UpdateId,
    /// The updates through which that changed.
    pub through: Vec<UpdateId>,
}

/// The trade's classes of a later change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewClass {
    /// What it relied on is gone or was mended: a substantive correction.
    Correction,
    /// What it relied on is contested since: it may need the other side.
    Review,
    /// What it relied on was replaced by a later account that does not call it wrong: a refile.
    Refile,
}

impl ReviewClass {
    /// The token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Review => "review",
            Self::Refile => "refile",
        }
    }
}

/// The publications of which something they relied on has lost support, was mended or became contested since.
pub fn needing_review(view: &View<'_>) -> Vec<NeedsReview> {
    let publications = view.items().filter(|item| item.kind.role() == KindRole::Publication);
    publications.flat_map(|item| reviews_of(view, item)).collect()
}

fn reviews_of(view: &View<'_>, publication: &Item) -> Vec<NeedsReview> {
    let gone = view.phase(publication).role(publication.kind) == Some(PhaseRole::Withdrawn);
    let Some((put_out, relied_on)) = relied_on(view, publication).filter(|_| !gone) else { return Vec::new() };
    let then = view.up_to(put_out);
    let title = view.value_of(&Path::item(publication.key.clone()).attribute(own_name(TITLE)));
    let review = |class, reason, update, through| NeedsReview {
        publication: publication.key.to_string(),
        title: title.map(|title| values::text(view, title)),
        class,
        reason,
        update,
        through,
    };
    let mut reviews = Vec::new();
    for update in relied_on {
        let Some(place) = view.state.place_of(update) else { continue };
        let report = &view.state.reports()[place].record;
        let item = report.item.as_ref().map_or_else(|| report.story.to_string(), ToString::to_string);
        for loss in view.withdrawals().of(place) {
            let (class, what) = match &loss.how {
                Loss::Corrected(by) => {
                    (ReviewClass::Correction, format!("was corrected by {}", names::reviser(view, by)))
                }
                Loss::Retracted(by) => {
                    (ReviewClass::Correction, format!("was taken back by {}", names::reviser(view, by)))
                }
                Loss::BasisWithdrawn => (ReviewClass::Correction, "has lost what it rested on".to_owned()),
                Loss::Superseded => (ReviewClass::Refile, "was replaced by a later account".to_owned()),
            };
            let part = loss.path.as_ref().map(|path| format!(" ({path})")).unwrap_or_default();
            let why = loss.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let reason = format!("{} of {item}{part} {what}{why}", report.type_name());
            reviews.push(review(class, reason, update, vec![loss.through]));
        }
        let mut paths: Vec<&Path> = report.testimonies.iter().map(|said| &said.path).collect();
        let whole = report.item.clone().map(Path::item);
        paths.extend(&whole);
        paths.dedup();
        for path in paths {
            let now = view.account(path);
            if now.is_contested() && !then.account(path).is_contested() {
                let against = now.candidates.iter().flat_map(|candidate| &candidate.standing.opponents);
                let mut through: Vec<UpdateId> =
                    against.filter(|filing| filing.report > put_out).map(|filing| view.id(*filing)).collect();
                through.sort();
                through.dedup();
                reviews.push(review(ReviewClass::Review, format!("{path} is contested since"), update, through));
            }
        }
    }
    reviews.sort_by_key(|review| review.class);
    reviews
}

/// What the last version of a publication relied on, and the place of the report that put it out.
fn relied_on(view: &View<'_>, publication: &Item) -> Option<(usize, Vec<UpdateId>)> {
    let versions = publication.reports.iter().rev().filter(|place| {
        let change = view.state.reports()[**place].record.change;
        view.admits(**place) && matches!(change, Change::Published | Change::Amended | Change::Reported)
    });
    versions
        .map(|place| {
            let relations = view.state.reports()[*place].record.relations.iter();
            let relied_on = relations.filter(|relation| relation.relation == RelationKind::ReliesOn);
            (*place, relied_on.map(|relation| relation.update).collect::<Vec<_>>())
        })
        .find(|(_, relied_on)| !relied_on.is_empty())
}
