//! What each report about an item says, whole: who says it and how we have it, when, each of its values, and how it stands to
//! others. Also of a report that counts no more. Nothing that was accepted is missing here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::testimony::Testimony;
use crate::record::update::Update;
use crate::state::fold::{Item, Report};
use crate::tell::{called, embargoes, filed, labels, names, parts};
use crate::views::references;

/// One report about an item, or act of the desk on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filed {
    /// Its type, `meeting.confirmed`.
    pub what: String,
    /// When the newsroom learned it.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub learned_at: Timestamp,
    /// What has happened to it since: *corrected*, *retracted*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<String>,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// The update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// How a person names it: its key, or its position.
    pub name: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// What it is: `source`, `said`, a path.
    pub part: String,
    /// What it says there.
    pub says: String,
}

/// Everything filed about an item, in the order of the log; what the desk struck as its own mistake is not among it.
pub(crate) fn of(view: &View<'_>, item: &Item) -> Vec<Filed> {
    let places = item.reports.iter().copied();
    let seen = places.filter(|place| view.admits(*place) && !view.withdrawals().is_struck(*place));
    seen.map(|place| report(view, place)).collect()
}

fn report(view: &View<'_>, place: usize) -> Filed {
    let report = &view.state.reports()[place];
    let update = &report.record;
    Filed {
        what: update.type_name(),
        learned_at: update.learned_at.min(report.recorded_at),
        withdrawn: view.withdrawals().of(place).iter().map(|mark| labels::withdrawal(view, mark)).collect(),
        parts: parts(view, report),
        update: update.id,
        sequence: report.sequence,
        name: references::name_of(report),
    }
}

fn parts(view: &View<'_>, report: &Report) -> Vec<Part> {
    let update = &report.record;
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |part: &str, says: String| parts.push(Part { part: part.to_owned(), says });
    for attribution in &update.attributions {
        add("source", filed::source(view, attribution));
    }
    for (part, when) in [("said", &update.said_at), ("put out", &update.published_at)] {
        when.iter().for_each(|when| add(part, filed::when_of(view, when)));
    }
    let several = update.attributions.len() > 1;
    for said in &update.testimonies {
        add(&part_of(said, update), filed::testimony(view, update, said, several));
    }
    let own =
        [("line", &update.line), ("called", &update.label), ("reason", &update.reason), ("sent by", &update.actor)];
    for (part, text) in own {
        text.iter().for_each(|text| add(part, text.to_string()));
    }
    update.part_of.iter().for_each(|item| add("part of", called::by_key(view, item.as_str())));
    for declared in &update.declares {
        let list = if declared.list { "list of " } else { "" };
        add("declares", format!("{}: {list}{}, {}", declared.name, declared.value, declared.holds));
    }
    update.by.iter().for_each(|by| add("revised by", names::reviser(view, by)));
    for relation in &update.relations {
        let named = view.state.report(relation.update);
        let named = named.map_or_else(|| relation.update.to_string(), references::name_of);
        let path = relation.path.as_ref().map(|path| format!(" in {}", parts::noun(view, path))).unwrap_or_default();
        let reason = relation.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        add(&relation.relation.as_str().replace('_', " "), format!("{named}{path}{reason}"));
    }
    update.others_embargo.iter().for_each(|embargo| add("embargo", embargoes::of_another(view, embargo)));
    parts
}

fn part_of(said: &Testimony, update: &Update) -> String {
    match (said.path.of_item() == update.item.as_ref(), said.path.part()) {
        (true, part) if part.is_empty() => "it is so".to_owned(),
        (true, part) => part,
        (false, _) => said.path.to_string(),
    }
}
