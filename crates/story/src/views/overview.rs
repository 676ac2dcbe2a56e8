//! The current state of a story as a reader gets it: item by item, path by path, every value with its standing and by whom.

use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Candidate, Disagreement};
use crate::judge::grade::Grade;
use crate::judge::phase::{Outlook, Phase};
use crate::judge::view::View;
use crate::record::comparison::Comparison;
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::entity::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::dates::Dates;
use crate::tell::{items, labels, names, realise, values};
use crate::views::asked::Asked;
use crate::views::provenance::Filed;
use crate::views::voice::Voice;
use crate::views::{provenance, references, series, voice};

use crate::record::kind::spec::KindRole;
use crate::views::relations::{self, Related};
use crate::views::series::SeriesOverview;

/// The state of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Overview {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// The desk that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// What was asked for, where that item was found to be another one, which is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_away: Option<String>,
    /// Its items.
    pub items: Vec<ItemOverview>,
    /// What sources count, beside what is on file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesOverview>,
    /// What its updates say of people, organisations and places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<PathOverview>,
}

/// The state of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemOverview {
    /// Its key.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// The same as it reads.
    #[serde(default)]
    pub phase_reads: String,
    /// How likely each party makes what lies ahead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlook: Vec<Outlook>,
    /// The item it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The items found to be this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<String>,
    /// How its reports stand to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The newsroom's own text, of a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is said on each of its paths.
    pub paths: Vec<PathOverview>,
    /// Where only this item was asked for: each report about it, whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<Filed>,
}

/// What is said on one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PathOverview {
    /// The path.
    pub path: String,
    /// Whether its best-supported value is contested.
    pub contested: bool,
    /// Every value on file, the leading one first.
    pub values: Vec<ValueOverview>,
    /// Stances beside asserting: who confirms, denies, declines, has not confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stances: Vec<StanceOverview>,
    /// Holders whose own words do not agree: a changed account, or speakers who differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discords: Vec<DiscordOverview>,
}

/// A holder whose own words do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiscordOverview {
    /// The holder.
    pub holder: EntitySlug,
    /// Its name.
    #[serde(default)]
    pub called: String,
    /// In which way.
    pub how: Disagreement,
    /// The updates.
    pub updates: Vec<UpdateId>,
    /// How a person names them.
    #[serde(default)]
    pub names: Vec<String>,
}

/// One value with its standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueOverview {
    /// The value; absent on an item's own path, where it is *it is so*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The value as it stands in a sentence.
    pub text: String,
    /// How well it is supported.
    pub support: Grade,
    /// How well it is opposed.
    pub opposition: Grade,
    /// Whether it is opposed at least as well as it is supported.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contested: bool,
    /// Whether somebody doubts it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubted: bool,
    /// Whether the desk leads with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preferred: bool,
    /// Who says so.
    pub by: Vec<Voice>,
    /// Who says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<Voice>,
}

/// A stance beside asserting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StanceOverview {
    /// The stance.
    pub stance: Stance,
    /// What it is about, where it is on one value: what is denied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was said, where the stance follows from that: that something was not held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Who takes it, and who says so.
    #[serde(flatten)]
    pub voice: Voice,
}

/// The state of the story; of one item, where one is named: by its key, or by that of an item found to be it.
pub fn of(view: &View<'_>, only: Option<&str>) -> Overview {
    let led_to = only.and_then(|only| view.merged().find(|(merged, _)| merged.key.as_str() == only));
    let shown = led_to.map(|(_, into)| into.as_str()).or(only);
    let items = view.items().filter(|item| shown.is_none_or(|shown| item.key.as_str() == shown));
    Overview {
        asked: Asked::of(view),
        desk: view.called().desk.map(Into::into),
        merged_away: led_to.map(|(merged, _)| merged.key.to_string()),
        items: items.map(|item| item_overview(view, item, only.is_some())).collect(),
        series: if only.is_none() { series::of(view) } else { Vec::new() },
        entities: if only.is_none() { entity_paths(view) } else { Vec::new() },
    }
}

fn entity_paths(view: &View<'_>) -> Vec<PathOverview> {
    let spoken_of = view.state.entity_paths().map(|path| of_path(view, path.to_string(), &view.account(path)));
    spoken_of.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect()
}

fn item_overview(view: &View<'_>, item: &Item, alone: bool) -> ItemOverview {
    let paths = view.paths_of(&item.key).map(|path| of_path(view, path.to_string(), &view.account(&path)));
    ItemOverview {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::description(view, item),
        phase: view.phase(item),
        phase_reads: labels::phase(view, &view.phase(item)),
        outlook: view.outlook(item),
        part_of: item.part_of.as_ref().map(ToString::to_string),
        merged: view.merged_into(&item.key).iter().map(|item| item.key.to_string()).collect(),
        related: related_to(view, item),
        text: items::own_text(view, item).filter(|_| item.kind.role() == KindRole::OwnText),
        paths: paths.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect(),
        reports: if alone { all_reports(view, item) } else { Vec::new() },
    }
}

/// Everything filed about an item and about those found to be the same.
fn all_reports(view: &View<'_>, item: &Item) -> Vec<Filed> {
    let same = view.merged_into(&item.key).iter().copied();
    let mut reports: Vec<Filed> =
        std::iter::once(item).chain(same).flat_map(|item| provenance::of(view, item)).collect();
    reports.sort_by_key(|report| report.sequence);
    reports
}

pub(crate) fn of_path(view: &View<'_>, path: String, account: &Account<'_>) -> PathOverview {
    let told =
        account.candidates.iter().filter(|candidate| candidate.given || candidate.standing.support == Grade::None);
    let values = told.map(|candidate| ValueOverview {
        value: candidate.value.cloned(),
        text: reads(view, candidate),
        support: candidate.standing.support,
        opposition: candidate.standing.opposition,
        contested: candidate.standing.is_contested(),
        doubted: candidate.standing.doubted,
        preferred: candidate.preferred,
        by: voices(view, account, candidate.value, &candidate.standing.supporters),
        against: voices(view, account, None, &candidate.standing.opponents),
    });
    let stances = account.current().filter(|word| word.stance.is_told()).filter_map(|word| {
        let (holder, slug) = (names::of(view, word.holder), word.holder.clone());
        let value = word.value.map(|value| values::text(view, value));
        Some(StanceOverview {
            stance: word.stance,
            value,
            says: word.implied.then(|| word.testimony.value.as_ref().map(|said| values::text(view, said))).flatten(),
            voice: Voice { holder, slug, ..voice::of(view, word.filing)? },
        })
    });
    let discords = account.discords.iter().map(|discord| DiscordOverview {
        holder: discord.holder.clone(),
        called: names::of(view, discord.holder),
        how: discord.how,
        updates: discord.filings.iter().map(|filing| view.id(*filing)).collect(),
        names: discord.filings.iter().map(|filing| references::name_of(view.state.filed(*filing).0)).collect(),
    });
    PathOverview {
        path,
        contested: account.is_contested(),
        values: values.collect(),
        stances: stances.collect(),
        discords: discords.collect(),
    }
}

/// A value as it stands in a table: a number with the day it is of, a value with the time for which it holds, and an end as such.
fn reads(view: &View<'_>, candidate: &Candidate<'_>) -> String {
    let text = values::candidate(view, candidate.value);
    let exact = |filing: &&Filing| view.state.filed(**filing).1.value.as_ref() == candidate.value;
    let holds = candidate.standing.supporters.iter().find(exact).and_then(|filing| {
        let (report, said) = view.state.filed(*filing);
        realise::holds_when(&report.record, said, Dates::of(view))
    });
    match holds {
        Some(when) => format!("{text} {when}"),
        None if candidate.ends => format!("{text} (its end)"),
        None => text,
    }
}

/// How the reports of an item stand to others, each relation once.
fn related_to(view: &View<'_>, item: &Item) -> Vec<Related> {
    let mut found: Vec<Related> = Vec::new();
    for related in item.reports.iter().flat_map(|place| relations::of(view, *place, None)) {
        if !found.contains(&related) {
            found.push(related);
        }
    }
    found
}

/// The voices for a value, or, without one, those against it.
fn voices(view: &View<'_>, account: &Account<'_>, value: Option<&Value>, filings: &[Filing]) -> Vec<Voice> {
    let says = |filing: &Filing| {
        let own = view.state.filed(*filing).1.value.as_ref()?;
        // Found to be somebody else since: by the name it had.
        let had = own.entity().and_then(|slug| Some((slug, view.directory.get(slug).map(Entity::name)?)));
        if let Some((_, had)) = had.filter(|(slug, had)| view.directory.name(slug) != *had) {
            return Some(had.to_owned());
        }
        if let Value::Count(count) = own
            && !count.parts.is_empty()
        {
            return Some(values::with_parts(view, own));
        }
        (own.compare(value?, &view.directory) == Comparison::Narrows).then(|| values::text(view, own))
    };
    let voice = |filing: &Filing| {
        Some(Voice { plan: account.was_plan(*filing), says: says(filing), ..voice::of(view, *filing)? })
    };
    filings.iter().filter_map(voice).collect()
}
