//! What each report about an item says, whole: who says it and how we have it, when, each of its values, and how it stands to
//! others. Also of a report that counts no more. Nothing that was accepted is missing here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::attribution::{Attribution, Quote};
use crate::record::name::UpdateId;
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::{Item, Report};
use crate::tell::{names, sources, values};
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
    seen.map(|place| filed(view, place)).collect()
}

fn filed(view: &View<'_>, place: usize) -> Filed {
    let report = &view.state.reports()[place];
    let update = &report.record;
    Filed {
        what: update.type_name(),
        learned_at: update.learned_at.min(report.recorded_at),
        withdrawn: view.withdrawals().of(place).iter().map(|mark| mark.text()).collect(),
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
        add("source", source(view, attribution));
    }
    for (part, when) in [("said", &update.said_at), ("put out", &update.published_at)] {
        when.iter().for_each(|when| add(part, when_of(view, when)));
    }
    let several = update.attributions.len() > 1;
    for said in &update.testimonies {
        add(&part_of(said, update), testimony(view, update, said, several));
    }
    let own =
        [("line", &update.line), ("called", &update.label), ("reason", &update.reason), ("sent by", &update.actor)];
    for (part, text) in own {
        text.iter().for_each(|text| add(part, text.to_string()));
    }
    update.part_of.iter().for_each(|item| add("part of", item.to_string()));
    for declared in &update.declares {
        let list = if declared.list { "list of " } else { "" };
        add("declares", format!("{}: {list}{}, {}", declared.name, declared.value, declared.holds));
    }
    update.by.iter().for_each(|by| add("revised by", names::reviser(view, by)));
    for relation in &update.relations {
        let named = view.state.place_of(relation.update).map(|place| &view.state.reports()[place]);
        let named = named.map_or_else(|| relation.update.to_string(), references::name_of);
        let path = relation.path.as_ref().map(|path| format!(" in {}", path.part())).unwrap_or_default();
        let reason = relation.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        add(&relation.relation.as_str().replace('_', " "), format!("{named}{path}{reason}"));
    }
    update.others_embargo.iter().for_each(|embargo| add("embargo", sources::embargoed(view, embargo)));
    parts
}

fn part_of(said: &Testimony, update: &Update) -> String {
    match (said.path.of_item() == update.item.as_ref(), said.path.part()) {
        (true, part) if part.is_empty() => "it is so".to_owned(),
        (true, part) => part,
        (false, _) => said.path.to_string(),
    }
}

/// Who says it, through whom, on what footing, in which words, and where that was found.
fn source(view: &View<'_>, attribution: &Attribution) -> String {
    let mut how = vec![attribution.basis.as_str().replace('_', " ")];
    let holder = names::of(view, &attribution.holder);
    if sources::chain(view, attribution).first().is_none_or(|origin| !origin.ends_with(&holder)) {
        how.push(format!("in the name of {holder}"));
    }
    if attribution.knowledge != Default::default() {
        how.push(attribution.knowledge.as_str().replace('_', " "));
    }
    if attribution.distinct {
        how.push("known to be another than other such sources".to_owned());
    }
    how.extend(attribution.translated_from.iter().map(|from| format!("translated from {from}")));
    how.extend(attribution.statement.iter().map(|item| format!("relays {item}")));
    how.extend(attribution.url.iter().map(ToString::to_string));
    let quote = attribution.quote.as_ref().map(quoted).unwrap_or_default();
    format!("{} ({}){quote}", sources::chain(view, attribution).join(" → "), how.join("; "))
}

fn quoted(Quote { exact, prefix, suffix }: &Quote) -> String {
    let around = |text: &Option<Box<str>>| text.as_ref().map(|text| format!("{text} ")).unwrap_or_default();
    format!(": {}“{exact}” {}", around(prefix), around(suffix)).trim_end().to_owned()
}

/// What is said on one path, and how firmly.
fn testimony(view: &View<'_>, update: &Update, said: &Testimony, several: bool) -> String {
    let stance = match said.stance {
        Stance::Asserts => String::new(),
        other => format!("{} ", other.as_str().replace('_', " ")),
    };
    let value = match &said.value {
        Some(Value::When(when)) => when_of(view, when),
        Some(value) => values::with_parts(view, value),
        None => String::new(),
    };
    let mut how: Vec<String> = said.hedge.map(|hedge: Hedge| hedge.adverb().to_owned()).into_iter().collect();
    how.extend(said.limits.iter().map(ToString::to_string));
    how.extend(said.from.iter().map(|from| format!("from {}", when_of(view, from))));
    how.extend(said.until.iter().map(|until| format!("until {}", when_of(view, until))));
    how.extend(said.holder.iter().map(|holder| format!("said of {}", names::of(view, holder))));
    if let Some(attribution) = update.attributions.get(usize::from(said.attribution)).filter(|_| several) {
        how.push(format!("says {}", sources::chain(view, attribution).join(" → ")));
    }
    let how = if how.is_empty() { String::new() } else { format!(" ({})", how.join("; ")) };
    format!("{}{how}", format!("{stance}{value}").trim_end()).trim_start().to_owned()
}

/// A date with the source's words for it, and the day these were written.
fn when_of(view: &View<'_>, when: &When) -> String {
    let anchor = when.anchor().map(|anchor| match When::parse(anchor) {
        Ok(day) => format!(", written {}", values::date(view, &day)),
        Err(_) => format!(", written {anchor}"),
    });
    format!("{}{}", values::when(view, when), anchor.unwrap_or_default())
}
