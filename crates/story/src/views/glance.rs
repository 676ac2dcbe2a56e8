//! A story at a glance: what is in dispute, who has not answered, what is overdue and which publications need review.

use serde::{Deserialize, Serialize};

use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::kind::attribute::ASKED;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::state::fold::Item;
use crate::tell::dates::Dates;
use crate::tell::realise::said_on;
use crate::tell::{items, labels, parts, values};
use crate::views::asked::Asked;
use crate::views::expected::{self, Fate};
use crate::views::publications::{self, NeedsReview};
use crate::views::references::{self, References};
use crate::views::voice;

/// What needs an eye.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Glance {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// The desk that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// What is contested.
    #[serde(default)]
    pub disputed: Vec<Disputed>,
    /// What was to have happened by now, and nothing is on file.
    #[serde(default)]
    pub overdue: Vec<Overdue>,
    /// The requests for comment.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// The publications that need review.
    #[serde(default)]
    pub review: Vec<NeedsReview>,
}

/// A path whose best-supported value is contested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disputed {
    /// The item.
    pub item: String,
    /// What it is, in words.
    pub what: String,
    /// The part of it that is contested; none for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Who denies or disputes it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied_by: Vec<String>,
    /// The positions of the updates on both sides.
    pub sequences: Vec<u64>,
}

/// Something whose time has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Overdue {
    /// The item.
    pub item: String,
    /// What was expected, in words.
    pub what: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The positions of the updates behind it.
    pub sequences: Vec<u64>,
}

/// A request for comment, ours or another outlet's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// The item.
    pub item: String,
    /// It in words.
    pub what: String,
    /// Who was asked, by name.
    pub asked: Vec<String>,
    /// What came of it, as the kind calls it: `answered`, `declined`.
    pub phase: String,
    /// Whether nothing has come of it yet: no answer, and nobody declined.
    pub open: bool,
    /// When the last update about it was said, or by when: `on 3 May 2025`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The positions of the updates behind it.
    pub sequences: Vec<u64>,
}

/// The story at a glance.
pub fn of(view: &View<'_>) -> Glance {
    let overdue = expected::all(view).into_iter().filter(|expected| expected.fate == Fate::Overdue);
    let overdue = overdue.map(|expected| Overdue {
        sequences: sequences(view, expected.updates),
        item: expected.item,
        what: expected.what,
        when: expected.when,
    });
    Glance {
        asked: Asked::of(view),
        desk: view.called().desk.map(Into::into),
        disputed: view.items().flat_map(|item| disputed(view, item)).collect(),
        overdue: overdue.collect(),
        requests: view
            .items()
            .filter(|item| item.kind.role() == KindRole::Request)
            .map(|item| request(view, item))
            .collect(),
        review: publications::needing_review(view),
    }
}

fn sequences(view: &View<'_>, updates: impl IntoIterator<Item = UpdateId>) -> Vec<u64> {
    let References { sequences, .. } = references::to(view, updates);
    sequences
}

fn disputed(view: &View<'_>, item: &Item) -> Vec<Disputed> {
    let contested = view.paths_of(&item.key).filter_map(|path| {
        let account = view.account(&path);
        if !account.is_contested() {
            return None;
        }
        let sides = account.candidates.iter().flat_map(|candidate| {
            candidate.standing.supporters.iter().chain(&candidate.standing.opponents).map(|filing| view.id(*filing))
        });
        let part = path.attribute.is_some().then(|| parts::label(view, &path));
        let denied_by = voice::denied_by(view, account.current().cloned());
        Some(Disputed {
            item: item.key.to_string(),
            what: items::headline(view, item),
            part,
            denied_by,
            sequences: sequences(view, sides.collect::<Vec<_>>()),
        })
    });
    contested.collect()
}

fn request(view: &View<'_>, item: &Item) -> Request {
    let path = Path::item(item.key.clone());
    let asked = view.account(&path.attribute(own_name(ASKED)));
    let asked = asked.leading().and_then(|leading| leading.value).map(|value| values::text(view, value));
    let phase = view.phase(item);
    // Where several tell otherwise of it, one who has an answer or a refusal is enough.
    let came_to = |token: &str| {
        let spec = item.kind.phase(token);
        spec.is_some_and(|spec| spec.stance == Some(Stance::Declines) || spec.role == PhaseRole::Answered)
    };
    let open = match &phase {
        Phase::NotStated => true,
        Phase::Agreed { phase, .. } => !came_to(phase),
        Phase::ByParty(by) => !by.iter().any(|(_, phase, _)| came_to(phase)),
    };
    let reports = item.reports.iter().filter(|place| view.admits(**place)).map(|place| &view.state.reports()[*place]);
    Request {
        item: item.key.to_string(),
        what: items::description(view, item),
        asked: asked.into_iter().collect(),
        phase: labels::phase(view, &phase),
        open,
        when: reports.clone().last().and_then(|report| said_on(&report.record, Dates::of(view))),
        sequences: reports.map(|report| report.sequence).collect(),
    }
}
