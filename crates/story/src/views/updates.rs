//! The updates of a story as a list: what each is, whose report it is and when it was learned and recorded.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::relation::RelationKind;
use crate::record::stance::{Hedge, Stance};
use crate::record::time::When;
use crate::record::update::Update;
use crate::state::fold::{Item, Report};
use crate::tell::{called, items, names, reports, said, sources, values};
use crate::views::asked::Asked;
use crate::views::references;
use crate::views::relations::{self, Related};

/// A part of the updates of a story, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Updates {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// How many updates there are in all.
    pub total: usize,
    /// How many of these come before this part; those that one of its updates ended stand in the list as well, if asked for.
    pub before: usize,
    /// The updates of the whole story that are for the desk and not for readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub for_the_desk: Vec<UpdateId>,
    /// The updates.
    pub list: Vec<UpdateLine>,
}

/// One update in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateLine {
    /// Its position.
    pub sequence: u64,
    /// Its identity.
    pub update: UpdateId,
    /// How a person names it: its key, or its position.
    pub name: String,
    /// Its type.
    pub type_name: String,
    /// Whether what somebody does by it is done to details of its item alone: who denies the number of dead does not deny the
    /// event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_details: bool,
    /// Its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What that is now, in words; the story's title where it is about none.
    pub what: String,
    /// What it said, in words, whatever came of it since.
    #[serde(default)]
    pub says: String,
    /// Its author's own sentence, as long as nothing of it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_line: Option<String>,
    /// What a note of the desk is filed under: such a note is for the desk, and not for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// From the origin to us; empty for an act of the desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<String>,
    /// The exact words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// When it was said, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// When it was published, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// When the log took it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub recorded_at: Timestamp,
    /// Whether it no longer counts, in whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// What ended it, where it was withdrawn or replaced in whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// The end of a report that no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended {
    /// The position of the update that ended it.
    pub by: u64,
    /// When that was recorded.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub at: Timestamp,
    /// Whether the desk struck it as entered in error, so that nobody is shown what it said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub struck: bool,
}

/// One update in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateInFull {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// It in a line.
    pub line: UpdateLine,
    /// It as it is recorded; none where it was struck out as entered in error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Update>,
    /// What it says, in words.
    #[serde(default)]
    pub says: Vec<SaysLine>,
    /// Its attributions, in words.
    #[serde(default)]
    pub sources: Vec<SourceLine>,
    /// How it stands to other updates.
    #[serde(default)]
    pub related: Vec<Related>,
    /// The position of the update before it in the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// The position of the update after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

/// One thing an update says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SaysLine {
    /// The path it is about.
    pub path: String,
    /// The stance.
    pub stance: Stance,
    /// The value, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How firmly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    /// What it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
    /// Whose stance it is, by name, where that is another's than the source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// One attribution of an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceLine {
    /// In whose name, by name.
    pub holder: String,
    /// The holder's slug.
    pub slug: EntitySlug,
    /// From the origin to us.
    pub chain: Vec<String>,
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Only those after this position: then the first of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// Only those up to this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    /// At most so many; without `after`, the last ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// As well as those before them that one of these ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_ended: bool,
}

/// The updates within the bounds of the view, or a part of them.
pub fn of(view: &View<'_>, part: Part) -> Updates {
    let admitted: Vec<(usize, &Report)> = view.reports().collect();
    let from = admitted.partition_point(|(_, report)| part.after.is_some_and(|after| report.sequence <= after));
    let to = admitted.partition_point(|(_, report)| part.up_to.is_none_or(|last| report.sequence <= last)).max(from);
    let most = part.limit.unwrap_or(usize::MAX).min(to - from);
    let (from, to) = if part.after.is_some() { (from, from + most) } else { (to - most, to) };
    let mut called = Called::default();
    let first = admitted.get(from).map_or(u64::MAX, |(_, report)| report.sequence);
    let last = admitted[..to].last().map_or(0, |(_, report)| report.sequence);
    let ended_by_these = |place: usize| ended(view, place).is_some_and(|ended| (first..=last).contains(&ended.by));
    let also = admitted[..from].iter().filter(|(place, _)| part.with_ended && ended_by_these(*place));
    let list = also.chain(&admitted[from..to]).map(|(place, report)| line(view, *place, report, &mut called)).collect();
    let for_the_desk = admitted.iter().filter(|(_, report)| view.state.is_for_the_desk(report));
    let for_the_desk = for_the_desk.map(|(_, report)| report.record.id).collect();
    Updates { asked: Asked::of(view), total: admitted.len(), before: from, for_the_desk, list }
}

/// What an update said, in words: its author's own sentence as long as nothing of it was withdrawn; none where it is not within
/// the bounds of the view.
pub fn says(view: &View<'_>, id: UpdateId) -> Option<String> {
    let place = view.state.place_of(id).filter(|place| view.admits(*place))?;
    let line = line(view, place, &view.state.reports()[place], &mut Called::default());
    Some(line.own_line.unwrap_or(line.says))
}

/// One update in full; none where it is not within the bounds of the view.
pub fn one(view: &View<'_>, id: UpdateId) -> Option<UpdateInFull> {
    let place = view.state.place_of(id).filter(|place| view.admits(*place))?;
    let report = &view.state.reports()[place];
    let struck = view.withdrawals().is_struck(place);
    let record = Some(&report.record).filter(|_| !struck);
    let says = record.into_iter().flat_map(|update| &update.testimonies).map(|said| SaysLine {
        path: said.path.to_string(),
        stance: said.stance,
        value: said.value.as_ref().map(|value| values::text(view, value)),
        hedge: said.hedge,
        limits: said.limits.as_ref().map(ToString::to_string),
        holder: said.holder.as_ref().map(|holder| names::of(view, holder)),
    });
    let sources = record.into_iter().flat_map(|update| &update.attributions).map(|attribution| SourceLine {
        holder: names::of(view, &attribution.holder),
        slug: attribution.holder.clone(),
        chain: sources::chain(view, attribution),
    });
    let neighbour = |report: (usize, &Report)| report.1.sequence;
    Some(UpdateInFull {
        asked: Asked::of(view),
        line: line(view, place, report, &mut Called::default()),
        says: says.collect(),
        sources: sources.collect(),
        related: relations::of(view, place, None),
        before: view.reports().take_while(|(other, _)| *other < place).last().map(neighbour),
        after: view.reports().find(|(other, _)| *other > place).map(neighbour),
        record: record.cloned(),
    })
}

/// The first that ended a report in whole.
fn ended(view: &View<'_>, place: usize) -> Option<Ended> {
    let whole = view.withdrawals().of(place).iter().filter(|loss| loss.is_of_whole());
    let through = whole.filter_map(|loss| view.state.place_of(loss.through)).min()?;
    let through = &view.state.reports()[through];
    Some(Ended { by: through.sequence, at: through.recorded_at, struck: view.withdrawals().is_struck(place) })
}

/// What items are called, each worked out once.
#[derive(Default)]
struct Called<'s>(HashMap<&'s ItemKey, (String, String)>);

impl<'s> Called<'s> {
    /// What an item is now, and its noun.
    fn of(&mut self, view: &View<'s>, item: &'s Item) -> &(String, String) {
        self.0.entry(&item.key).or_insert_with(|| (items::headline(view, item), called::short_noun(view, item)))
    }
}

fn line<'s>(view: &View<'s>, place: usize, report: &Report, called: &mut Called<'s>) -> UpdateLine {
    let update = &report.record;
    // What was entered in error is named, and says nothing.
    let struck = view.withdrawals().is_struck(place);
    let first = update.attributions.first().filter(|_| !struck);
    let item = update.item.as_ref().and_then(|item| view.state.item(item));
    let written = |when: &When| when.as_str().to_owned();
    let (what, says) = match item {
        _ if struck => ("entered in error".to_owned(), "entered in error".to_owned()),
        Some(item) => {
            let (what, noun) = called.of(view, item);
            (what.clone(), said::in_a_line(view, update, &reports::about_as(view, update, &|_| noun.clone())))
        }
        None => {
            let title = update.head.as_ref().and_then(|head| head.title.as_deref());
            let about = title.map_or_else(|| reports::about(view, update), |title| format!("“{title}”"));
            (about.clone(), said::in_a_line(view, update, &about))
        }
    };
    let stands = view.withdrawals().of(place).is_empty();
    UpdateLine {
        sequence: report.sequence,
        update: update.id,
        name: references::name_of(report),
        type_name: update.type_name(),
        on_details: update.is_on_details(),
        item: update.item.as_ref().map(ToString::to_string),
        what,
        says: if struck { says } else { says + &revises(view, update) },
        own_line: update.line.as_ref().filter(|_| stands).map(ToString::to_string),
        code: update.note_code().map(str::to_owned),
        chain: first.map(|first| sources::chain(view, first)).unwrap_or_default(),
        quote: first.and_then(|first| first.quote.as_ref()).map(|quote| quote.exact.to_string()),
        said: update.said_at.as_ref().map(written),
        published: update.published_at.as_ref().map(written),
        learned_at: update.learned_at.min(report.recorded_at),
        recorded_at: report.recorded_at,
        withdrawn: view.withdrawals().is_withdrawn(place),
        ended: ended(view, place),
    }
}

/// Which earlier updates it takes back, corrects or replaces, and why.
fn revises(view: &View<'_>, update: &Update) -> String {
    let revised = update.relations.iter().filter_map(|relation| {
        let how = match relation.relation {
            RelationKind::Corrects => "corrects",
            RelationKind::Retracts => "takes back",
            RelationKind::Supersedes => "replaces",
            RelationKind::Contradicts | RelationKind::Reconciles | RelationKind::RestsOn | RelationKind::ReliesOn => {
                return None;
            }
        };
        let place = view.state.place_of(relation.update).filter(|place| view.admits(*place))?;
        let earlier = &view.state.reports()[place];
        let reason = relation.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        Some(format!("; {how} update {}{reason}", earlier.sequence))
    });
    revised.collect()
}
