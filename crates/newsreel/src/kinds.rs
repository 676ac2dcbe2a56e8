//! `kinds`: what can be written, from the table the desk itself decides by.

use std::process::ExitCode;

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::kind::spec::{AttributeSpec, Rank};
use newsreel_story::record::stance::Stance;

use crate::config::Config;
use crate::page::Page;
use crate::print;

/// Prints every kind, or one in full.
pub(crate) fn run(config: &Config, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let page = match name {
        None => every_kind(),
        Some(name) => match Kind::named(name) {
            Some(kind) => one_kind(kind),
            None => {
                print::note(&unknown(name));
                return Ok(ExitCode::from(1));
            }
        },
    };
    print::out(&page.render(config.format));
    Ok(ExitCode::SUCCESS)
}

/// What to say of a name that is no kind.
pub(crate) fn unknown(name: &str) -> String {
    let known: Vec<&str> = Kind::all().map(Kind::as_str).collect();
    format!("`{name}` is not a kind; there are {}", known.join(", "))
}

fn every_kind() -> Page {
    let mut page = Page::default();
    let rows = Kind::all().map(|kind| {
        let life: Vec<&str> = kind
            .spec()
            .life
            .iter()
            .map(|(change, _)| *change)
            .filter(|change| kind.has(*change))
            .map(Change::as_str)
            .collect();
        vec![kind.to_string(), kind.spec().about.to_owned(), life.join(" ")]
    });
    page.table(&["kind", "what it is", "its own changes"], rows.collect());
    let shared =
        Change::ALL.iter().filter(|change| matches!(change.family(), Family::Word | Family::Revision | Family::Desk));
    let rows = shared.map(|change| vec![change.to_string(), about(*change)]);
    page.subheading("changes every item has");
    page.table(&["change", "what it says"], rows.collect());
    page.subheading("stances");
    page.line(Stance::ALL.iter().map(|stance| stance.as_str()).collect::<Vec<_>>().join(", "));
    page.line("\n`newsreel kinds KIND` shows the attributes of one and what its changes mean.");
    page
}

fn one_kind(kind: Kind) -> Page {
    let mut page = Page::default();
    page.line(format!("{kind}: {}", kind.spec().about));
    page.subheading("attributes");
    page.table(
        &["attribute", "value", "several values", "a reader expects it"],
        kind.spec().attributes.iter().flat_map(attribute_rows).collect(),
    );
    let rows = kind.spec().life.iter().filter(|(change, _)| kind.has(*change)).map(|(change, phase)| {
        let rank = kind.phase(phase).map_or("", |phase| match phase.rank() {
            Rank::Plans => "lies ahead",
            Rank::UnderWay => "under way",
            Rank::Outcome => "over",
        });
        vec![change.to_string(), phase.replace('_', " "), rank.to_owned()]
    });
    page.subheading("changes of its own");
    page.table(&["change", "phase", "which is"], rows.collect());
    page
}

fn attribute_rows(spec: &AttributeSpec) -> Vec<Vec<String>> {
    let row = |name: String, spec: &AttributeSpec| {
        let value = if spec.elements.is_some() { format!("list of {}", spec.value) } else { spec.value.to_string() };
        vec![name, value, spec.holds.to_string(), if spec.expected { "yes" } else { "" }.to_owned()]
    };
    let details = spec.elements.unwrap_or_default().iter();
    std::iter::once(row(spec.name.to_owned(), spec))
        .chain(details.map(|detail| row(format!("{}/KEY/{}", spec.name, detail.name), detail)))
        .collect()
}

fn about(change: Change) -> String {
    let stance = change.stance().map(|stance| format!("files the stance `{}`", stance.as_str()));
    stance.unwrap_or_else(|| {
        match change.family() {
            Family::Word => "brings somebody's word: new or more detailed values",
            Family::Revision => "takes back or mends an earlier update",
            _ => "an act of the desk itself",
        }
        .to_owned()
    })
}
