//! Given these updates, this is what is known: the words that every test of the model is written in.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use newsreel_story::judge::grade::Grade;
use newsreel_story::judge::phase::Phase;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{ItemKey, StorySlug};
use newsreel_story::record::path::Path;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::record::value::Value;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::{Item, Report, State};
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::tell::{items, values};
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::expected::{self, Expectation};
use serde_json::Value as Json;

/// The people and sources of every scenario.
pub(crate) const HEAD: &str = "
story: talks
title: The talks
directory:
  us: {organisation: the United States}
  russia: {organisation: Russia}
  kremlin: {organisation: the Kremlin, within: russia}
  peskov: {person: Dmitry Peskov, speaks_for: kremlin}
  putin: {person: Vladimir Putin, speaks_for: kremlin}
  rubio: {person: Marco Rubio, speaks_for: us}
  witkoff: {person: Steve Witkoff, speaks_for: us}
  waiter: {person: A Waiter}
  driver: {person: A Driver}
  aides: {group: aides}
  officials: {group: officials}
  newsweek: {outlet: Newsweek}
  tass: {outlet: TASS}
  herald: {outlet: The Herald}
  court: {organisation: the court}
  moscow: {place: Moscow, within: russia}
  petersburg: {place: St. Petersburg, within: russia}
  london: {place: London}
sources:
  kremlin-says: {origin: peskov, via: [tass], knowledge: own_act}
  us-says: {origin: rubio, via: [newsweek], knowledge: own_act}
  waiter-saw: {origin: waiter, via: [herald], knowledge: witnessed}
  driver-saw: {origin: driver, via: [tass], knowledge: witnessed}
  aides-say: {origin: aides, via: [herald], knowledge: told}
defaults: {source: newsweek}
updates:
";

/// A story as far as it has been told, each update learned a minute after the one before.
pub(crate) struct Told {
    pub(crate) state: State,
    pub(crate) directory: Directory,
    /// What was recorded under an embargo.
    pub(crate) held: Vec<Report>,
}

/// One document of the authoring format.
pub(crate) fn document(yaml: &str) -> Json {
    Source::parse(yaml).unwrap_or_else(|error| panic!("{error:?}")).remove(0).value
}

/// A story of these updates, with the people and sources of [`HEAD`].
pub(crate) fn given(updates: &str) -> Told {
    let mut document = document(&format!("{HEAD}{updates}"));
    for (minute, update) in document["updates"].as_array_mut().unwrap().iter_mut().enumerate() {
        update["learned"] = minute_of(minute).to_string().into();
    }
    let mut directory = Directory::default();
    let reports = recorded(&document, &mut StoryIndex::default(), &mut directory);
    let held = reports.iter().filter(|report| report.record.is_held()).cloned().collect();
    Told { state: State::fold(StorySlug::new("talks").unwrap(), reports), directory, held }
}

/// Decides a document and takes it in as the log would hold it: each update at the next position, recorded long after.
pub(crate) fn recorded(document: &Json, index: &mut StoryIndex, directory: &mut Directory) -> Vec<Report> {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let decision =
        decide(document, Some(index), directory, None, now).unwrap_or_else(|refusals| panic!("{refusals:?}"));
    for (entry, expected) in &decision.entries {
        directory.apply(expected + 1, entry);
    }
    let next = |record| {
        let report = Recorded { sequence: index.last + 1, recorded_at: now, record };
        index.apply(report.sequence, &report.record);
        Arc::new(report)
    };
    decision.updates.into_iter().map(next).collect()
}

/// When the update of this number was learned.
pub(crate) fn minute_of(n: usize) -> Timestamp {
    "2025-04-11T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(n as i64)
}

/// How a value reads; none is an item's or an element's own: it is so.
pub(crate) fn reads(view: &View<'_>, value: Option<&Value>) -> String {
    value.map_or_else(|| "it is so".to_owned(), |value| values::text(view, value))
}

/// Everything expected, what lies ahead first.
pub(crate) fn expectations(view: &View<'_>) -> Vec<Expectation> {
    expected::of(view).expectations
}

impl Told {
    /// What is known long after everything was learned.
    pub(crate) fn view(&self) -> View<'_> {
        self.view_at(minute_of(20_000), Bounds::default())
    }

    /// What is known at a moment, which decides what is overdue.
    pub(crate) fn view_at(&self, now: Timestamp, bounds: Bounds) -> View<'_> {
        View::new(&self.state, &self.directory, bounds, now)
    }

    /// What was so at an instant.
    pub(crate) fn true_at(&self, instant: &str) -> View<'_> {
        self.view_at(minute_of(20_000), Bounds { true_at: Some(instant.parse().unwrap()), ..Bounds::default() })
    }

    /// An item by its key.
    #[track_caller]
    pub(crate) fn item(&self, key: &str) -> &Item {
        self.state.item(&ItemKey::new(key).unwrap()).unwrap()
    }

    /// The leading value of a path, how it is supported and opposed, and whether that makes it contested.
    #[track_caller]
    pub(crate) fn stands(&self, path: &str, leading: &str, support: Grade, opposition: Grade) {
        let view = self.view();
        let account = view.account(&path.parse::<Path>().unwrap());
        let found = account.leading().map(|candidate| {
            let value = reads(&view, candidate.value);
            (value, candidate.standing.support, candidate.standing.opposition)
        });
        assert_eq!(found, Some((leading.to_owned(), support, opposition)), "{path}");
    }

    /// Nothing on the path has any support.
    #[track_caller]
    pub(crate) fn nothing_stands(&self, path: &str) {
        let view = self.view();
        let account = view.account(&path.parse::<Path>().unwrap());
        assert!(account.leading().is_none(), "{:?}", account.candidates);
    }

    /// The overall phase of an item.
    pub(crate) fn phase(&self, item: &str) -> Phase {
        self.view().phase(self.item(item))
    }

    /// An item in one line.
    pub(crate) fn headline(&self, item: &str) -> String {
        items::headline(&self.view(), self.item(item))
    }

    /// The sentences of the brief, a line each.
    pub(crate) fn brief(&self) -> String {
        let brief = brief::of(&self.view(), Form::Full);
        brief
            .sections
            .into_iter()
            .flat_map(|section| section.entries)
            .flat_map(|entry| entry.sentences)
            .map(|sentence| sentence.text + "\n")
            .collect()
    }
}
