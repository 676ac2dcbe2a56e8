//! Stories that nobody wrote, of every kind in the table: each update is made from the attributes and changes of its kind,
//! so that a new kind, change or attribute is told in briefs, and read by their tests, from the moment it is in the table.

use std::sync::Arc;

use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::kind::spec::{AttributeSpec, KindRole, ValueType};
use newsreel_story::record::name::StorySlug;
use newsreel_story::record::recorded::Recorded;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::decide::decide;
use newsreel_story::submit::index::StoryIndex;
use serde_json::{Map, Value as Json, json};

use crate::kit::document;

/// The people, places and outlets of every story.
const HEAD: &str = "
story: invented
title: The harbour
directory:
  council: {organisation: the town council}
  clerk: {person: Ida Holm, title: town clerk, speaks_for: council}
  union: {organisation: the ferry crews' union}
  steward: {person: Per Lund, title: union steward, speaks_for: union}
  port: {organisation: the port authority}
  line: {organisation: Nordic Lines}
  owner: {person: Karl Axelsen, title: chief executive of Nordic Lines, speaks_for: line}
  pilot: {person: Anna Berg, title: harbour pilot}
  judge: {person: Judge Ruth Bell}
  court: {organisation: the Labour Court}
  crews: {group: the crews of three ferries}
  officials: {group: two people at the port authority}
  herald: {outlet: The Herald}
  gazette: {outlet: The Gazette}
  town: {place: Skagby}
  hall: {place: the town hall, within: town}
  island: {place: the island of Lyng}
updates: []
";

const PEOPLE: &[&str] =
    &["council", "clerk", "union", "steward", "port", "line", "owner", "pilot", "judge", "court", "crews"];
const PLACES: &[&str] = &["town", "hall", "island"];
const DATES: &[&str] = &[
    "2025-03-09",
    "2025-03-12",
    "2025-03",
    "2025-03-12T09:30Z",
    "2025-03-10/2025-03-14",
    "2025-04-02",
    "2025~",
    "../2025-05-01",
    "2025-03-12~",
    "{2025-03-11,2025-03-12}",
    "2025-21",
];
const COUNTS: &[&str] = &["3", "12", "about 40", "at least 1200", "20 to 30", "61.5%"];
const TEXTS: &[&str] = &[
    "the ferries are to run at night",
    "three boats",
    "dues of 12 crowns a tonne",
    "half the traffic moves to another port",
    "an agreement on wages",
    "because the ice has come early",
];
const EVENTS: &[&str] = &[
    "a strike of the ferry crews",
    "the arrest of Karl Axelsen",
    "the closure of the northern quay",
    "an inquiry into the grounding",
    "the resignation of the harbour master",
    "protests at the quay",
    "a hearing of the appeal",
    "the rescue of the crew",
];
const CAUSES: &[&str] = &["high winds", "the pilot was ill", "a broken mast"];

/// Numbers that look like chance and are the same every time.
struct Choices(u64);

impl Choices {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A story of so many updates, from a number of its own.
pub(crate) fn story(seed: u64, updates: usize) -> (State, Directory) {
    let mut choices = Choices(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let kinds: Vec<Kind> = Kind::all().filter(|kind| kind.role() != KindRole::Story).collect();
    let items: Vec<Kind> = (0..2 + updates / 3).map(|_| choices.of(&kinds)).collect();
    let mut written: Vec<usize> = Vec::new();
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state = State::new(StorySlug::new("invented").unwrap());
    let clock = "2026-01-01T00:00:00Z".parse().unwrap();
    while written.len() < updates {
        let item = choices.below(items.len());
        let update = update(&mut choices, (item, items[item]), &written);
        let mut submission = document(HEAD);
        submission["updates"] = json!([update]);
        // What no author could write is written otherwise.
        let Ok(decision) = decide(&submission, Some(&index), &directory, None, clock) else { continue };
        for (entry, expected) in &decision.entries {
            directory.apply(expected + 1, entry);
        }
        for record in decision.updates {
            let report = Arc::new(Recorded { sequence: index.last + 1, recorded_at: clock, record });
            index.apply(report.sequence, &report.record);
            state.apply(report);
        }
        written.push(item);
    }
    (state, directory)
}

/// One update of an item, where each update so far was of one of these.
fn update(choices: &mut Choices, (item, kind): (usize, Kind), written: &[usize]) -> Json {
    let changes = kind.changes();
    let usual = |change: &&Change| {
        matches!(change.family(), Family::Life | Family::Word | Family::Revision) || kind.role() == KindRole::OwnText
    };
    let changes: Vec<Change> = changes.iter().filter(usual).copied().collect();
    let change = choices.of(&changes);
    let mut update = Map::new();
    update.insert(format!("{kind}.{change}"), format!("item{item}").into());
    update.insert("key".to_owned(), format!("u{}", written.len()).into());
    let learned = 1_741_500_000 + 25_000 * written.len() as i64;
    update.insert("learned".to_owned(), jiff::Timestamp::from_second(learned).unwrap().to_string().into());
    if kind.role() != KindRole::OwnText {
        update.insert("source".to_owned(), source(choices));
    }
    if choices.once_in(4) {
        update.insert("said".to_owned(), "2025-03-09".into());
    }
    if choices.once_in(8) {
        update.insert("hedge".to_owned(), choices.of(&["possible", "probable"]).into());
    }
    if choices.once_in(12) {
        update.insert("limits".to_owned(), choices.of(&["officially", "as far as we know"]).into());
    }
    if choices.once_in(10) {
        update.insert("label".to_owned(), "the harbour affair".into());
    }
    if choices.once_in(8) {
        let stance = choices.of(&["not_confirmed", "no_answer", "denies", "declines", "confirms"]);
        update.insert("stances".to_owned(), json!({ choices.of(PEOPLE): { "stance": stance, "source": "herald" } }));
    }
    let earlier: Vec<usize> = (0..written.len()).filter(|place| written[*place] == item).collect();
    if !earlier.is_empty() && (change.family() == Family::Revision || choices.once_in(10)) {
        let relation = match change {
            Change::Corrected => "corrects",
            Change::Retracted => "retracts",
            _ => choices.of(&["contradicts", "supersedes", "rests_on"]),
        };
        let named = format!("u{}", choices.of(&earlier));
        update.insert(relation.to_owned(), json!({ "update": named, "reason": "the council gives another account" }));
        if change.family() == Family::Revision {
            update.insert("by".to_owned(), choices.of(&["desk", "herald", "gazette"]).into());
        }
    }
    for attribute in kind.spec().attributes {
        if choices.below(10) < if attribute.expected { 6 } else { 2 } {
            let value = giving(choices, attribute);
            update.insert(attribute.name.to_owned(), value);
        }
    }
    Json::Object(update)
}

fn source(choices: &mut Choices) -> Json {
    let outlet = choices.of(&["herald", "gazette"]);
    match choices.below(6) {
        0 => json!(outlet),
        1 => json!({ "origin": "officials", "via": [outlet], "knowledge": "told" }),
        2 => json!({ "origin": { "document": "the minutes of the sitting", "author": "clerk" }, "via": [outlet] }),
        3 => json!({ "origin": choices.of(PEOPLE), "knowledge": "own_act" }),
        _ => {
            json!({ "origin": choices.of(PEOPLE), "via": [outlet], "knowledge": choices.of(&["own_act", "witnessed", "told"]) })
        }
    }
}

fn giving(choices: &mut Choices, attribute: &AttributeSpec) -> Json {
    match (attribute.elements, attribute.value) {
        (None, _) => value(choices, attribute),
        (Some(details), ValueType::Entity) => {
            let most = if choices.once_in(7) { 9 } else { 3 };
            let several = 1 + choices.below(most);
            let mut elements = Map::new();
            for _ in 0..several {
                let mut given = Map::new();
                for detail in details.iter().filter(|detail| detail.name != "part_of") {
                    if choices.once_in(4) {
                        given.insert(detail.name.to_owned(), value(choices, detail));
                    }
                }
                elements.insert(choices.of(PEOPLE).to_owned(), Json::Object(given));
            }
            Json::Object(elements)
        }
        (Some(_), _) => json!({ "e": { "described": choices.of(TEXTS) } }),
    }
}

fn value(choices: &mut Choices, attribute: &AttributeSpec) -> Json {
    match attribute.value {
        ValueType::Text => match attribute.name {
            "type" | "subject" | "question" | "case" => choices.of(EVENTS).into(),
            "cause" => choices.of(CAUSES).into(),
            "role" => choices.of(&["host", "speaker"]).into(),
            "medium" => choices.of(&["photograph", "recording"]).into(),
            _ => choices.of(TEXTS).into(),
        },
        ValueType::Entity => choices.of(PEOPLE).into(),
        ValueType::Place => choices.of(PLACES).into(),
        ValueType::When => choices.of(DATES).into(),
        ValueType::Count => choices.of(COUNTS).into(),
        ValueType::Duration => choices.of(&["PT3H30M", "P2D", "about PT1H"]).into(),
        ValueType::Choice => match attribute.choices() {
            [] => "in_part".into(),
            all => all[choices.below(all.len())].token.into(),
        },
        ValueType::Item => format!("item{}", choices.below(3)).into(),
        ValueType::Ordinal => {
            json!({ "position": 1 + choices.below(4), "of": { "label": "the sittings", "kind": "meeting" } })
        }
    }
}
