//! Nothing accepted is dropped: every word of an accepted entry is in the record.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::{KindRole, ValueType};
use newsreel_story::record::name::{EntitySlug, StorySlug};
use newsreel_story::record::stance::Stance;
use newsreel_story::record::time::When;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::tell::dates::{Dates, adverbial};
use newsreel_story::tell::{english, numbers};
use newsreel_story::views::{overview, who};

use crate::kit::{HEAD, document, recorded};
use crate::submitting::{accepted, decided, each_refused};

#[test]
fn words_that_have_no_place_are_refused() {
    each_refused(&[
        ("\n- {note.noted: n, text: look again, reason: it is odd}", "write the reason there"),
        ("\n- {claim.reported: c, source: tass}", "says nothing here; give what is reported, for example `text`"),
        ("\n- {statement.recorded: s, source: tass, url: example.org/1}", "says nothing here"),
        ("\n- {occurrence.reported: o, source: tass, said: 2025-04-01}", "says nothing here"),
        ("\n- {meeting.reported: m, source: tass, key: k}", "says nothing here"),
        ("\n- {evidence.recorded: e, source: tass}", "says nothing here"),
        ("\n- {note.noted: n, text: look again, url: example.org}", "an address is where a report was found"),
        (
            "\n- {claim.reported: c, text: one, url: example.org/1, source: {origin: tass, url: example.org/2}}",
            "a `url` of its own",
        ),
        ("\n- {occurrence.confirmed: vote, value: thirteen}", "give `of`, its path, as well"),
        ("\n- {occurrence.postponed: vote, type: a vote, value: thirteen}", "`value` belongs to"),
        ("\n- {occurrence.postponed: vote, type: a vote, of: type}", "`of` belongs to"),
        ("\n- {occurrence.reported: vote, of: type}", "`of` belongs to"),
        ("\n- {note.noted: n, text: look again, source: tass}", "is an act of the desk, which has no source"),
        ("\n- {note.noted: n, text: look again, quote: its words}", "a quotation is somebody's words"),
        ("\n- {meeting.retracted: m, by: desk, retracts: k, hedge: possible}\n", "`k` is neither on file"),
        ("\n- {meeting.held: m, participants: []}", "this list is empty"),
        ("\n- {meeting.held: m, entities: {}}", "this mapping is empty"),
        ("\n- {meeting.held: m, participants: {putin: {is: putin, described: a man}}}", "not both"),
        ("\n- {meeting.held: m, complete: participants}", "does not give the list \"participants\""),
        ("\n- {meeting.held: m, when: {date: 2025, anchor: 2025-04-11}}", "give the `phrase` as well"),
        ("\n- {meeting.held: m, stances: {kremlin: {stance: denies, value: x}}}", "give `of`, its path, as well"),
        ("\n- {meeting.held: m, agenda: [\"a b\", \"a, b\"]}", "gets the same key as another element"),
        (
            "\n- {claim.reported: c, text: one, total: {count: 3, unt: people}}",
            "`unt` has no meaning here (did you mean `unit`?)",
        ),
    ]);
}

#[test]
fn who_reports_a_claim_that_is_on_file_says_that_it_is_so() {
    for more in ["", ", hedge: possible", ", limits: as far as he knows", ", quote: so it is", ", said: 2025-04-01"] {
        let updates = accepted(&format!(
            "\n- {{claim.reported: c, source: tass, text: the quay is shut}}\n- {{claim.reported: c, source: waiter-saw{more}}}"
        ));
        let said = &updates[1].testimonies[0];
        assert_eq!((said.path.to_string().as_str(), said.stance), ("c", Stance::Asserts), "{more}");
    }
}

const FLOWERS: &[&str] =
    &["anemone", "begonia", "camellia", "dahlia", "edelweiss", "foxglove", "gentian", "hyacinth", "iris", "jasmine"];

/// A value of a type, and the words in it that the record must have.
fn value(of: ValueType, n: usize) -> Json {
    let word = format!("{} {n}", FLOWERS[n % FLOWERS.len()]);
    match of {
        ValueType::Text => json!(word),
        ValueType::Entity => json!(["putin", "witkoff", "court"][n % 3]),
        ValueType::Place => json!(["moscow", "london"][n % 2]),
        _ if n.is_multiple_of(7) && of != ValueType::Choice => {
            let missing = ["not_set", "does_not_exist", "not_disclosed", "unknown", "not_stated"][n % 5];
            json!({ "none": missing })
        }
        ValueType::When => match n % 2 {
            0 => json!("2025-04-11"),
            _ => json!({ "date": "2025-04", "phrase": word, "anchor": "2025-05-01" }),
        },
        ValueType::Count => match n % 2 {
            0 => json!(n),
            _ => {
                json!({ "count": n, "unit": word, "scope": format!("scope {n}"), "as_of": "2025-04-02", "parts": { "tulips": n } })
            }
        },
        ValueType::Duration => json!("PT3H30M"),
        ValueType::Choice => json!("fragrant"),
        ValueType::Item => json!("rain"),
        ValueType::Ordinal => json!({ "position": n + 1, "of": { "label": word, "kind": "trip" } }),
    }
}

fn held(value: Json, n: usize) -> Json {
    match n % 4 {
        0 if value.get("none").is_none() => {
            json!({ "value": value, "limits": format!("limit {n}"), "hedge": "possible", "from": "2025-01", "until": "2025-02" })
        }
        1 if value.get("none").is_none() => json!({ "value": value, "source": "waiter-saw", "stance": "denies" }),
        _ => value,
    }
}

/// A word that only some kinds of item have, with what it says.
fn of_its_kind(kind: Kind) -> (&'static str, Json) {
    match kind.role() {
        KindRole::Publication => ("relies_on", json!(["rain-1"])),
        _ if kind.takes_place() => ("outlook", json!("firm")),
        _ => ("limits", json!("for the time being")),
    }
}

/// An entry of any kind, with any of its attributes and any of the words that go with it.
fn entry() -> impl Strategy<Value = Json> {
    let kinds: Vec<Kind> = Kind::all().filter(|kind| kind.as_str() != "story").collect();
    (prop::sample::select(kinds), prop::collection::vec((any::<bool>(), 0usize..60), 20), 0usize..60, prop::collection::vec(any::<bool>(), 17))
        .prop_map(|(kind, given, n, words)| {
            let changes: Vec<_> = kind.changes();
            let mut entry = Map::new();
            entry.insert(format!("{kind}.{}", changes[n % changes.len()]), json!("subject"));
            for (attribute, (given, n)) in kind.spec().attributes.iter().zip(given) {
                let choice = attribute.choices().get(n % attribute.choices().len().max(1)).map(|choice| json!(choice.token));
                let one = choice.unwrap_or_else(|| value(attribute.value, n));
                let written = match attribute.elements {
                    Some(details) if n % 2 == 0 => {
                        let mut element = Map::from_iter([("described".to_owned(), json!(format!("described {n}")))]);
                        for detail in details {
                            let choice = detail.choices().first().map(|choice| json!(choice.token));
                            element.insert(detail.name.to_owned(), held(choice.unwrap_or_else(|| value(detail.value, n)), n));
                        }
                        json!({ "element": element })
                    }
                    Some(_) => json!([one]),
                    None => held(one, n),
                };
                if given {
                    entry.insert(attribute.name.to_owned(), written);
                }
            }
            let also = [
                ("key", json!("a-key")),
                ("source", json!({ "origin": ["peskov", "driver"], "via": ["tass", { "described": "state media" }], "knowledge": "told", "translated_from": "ru" })),
                ("quote", json!({ "exact": "exact words", "prefix": "before them", "suffix": "after them" })),
                ("hedge", json!("probable")),
                ("limits", json!("as far as is known")),
                ("said", json!("2025-03-31")),
                ("published", json!("2025-04-01")),
                ("stances", json!({ "kremlin": { "stance": "declines", "source": "herald", "limits": "officially" } })),
                ("entities", json!({ "waiter": { "occupation": "a waiter at sea", "age": 44 } })),
                ("part_of", json!("rain")),
                ("contradicts", json!({ "update": "rain-1", "path": "text", "reason": "it was dry" })),
                ("label", json!("the subject of it all")),
                ("reason", json!("the gardener was ill")),
                ("url", json!("example.org/1")),
                ("declares", json!({ "petals": { "type": "count", "holds": "successive" }, "scent": "text" })),
                ("embargo", json!({ "until": "2025-05-01T00:00:00Z", "set_by": "court" })),
                of_its_kind(kind),
            ];
            for ((word, value), given) in also.into_iter().zip(words) {
                if given {
                    entry.insert(word.to_owned(), value);
                }
            }
            if entry.contains_key("declares") {
                entry.insert("petals".to_owned(), held(value(ValueType::Count, n), n));
                entry.insert("scent".to_owned(), held(value(ValueType::Text, n), n));
            }
            Json::Object(entry)
        })
}

/// The words an author wrote: every text and number, and the names of mappings that are the author's own.
fn words(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::String(text) => found.push(text.clone()),
        Json::Number(number) => found.push(number.to_string()),
        Json::Array(elements) => elements.iter().for_each(|element| words(element, found)),
        Json::Object(members) => members.values().for_each(|member| words(member, found)),
        Json::Null | Json::Bool(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn every_word_of_an_accepted_entry_is_in_the_record(entry in entry()) {
        let mut submission = document(&format!("{HEAD}- {{claim.reported: rain, key: rain-1, text: it rained}}"));
        submission["updates"].as_array_mut().unwrap().push(entry.clone());
        let decision = decided(&submission);
        prop_assume!(decision.is_ok());
        let decision = decision.unwrap();
        let update = decision.updates.last().unwrap();
        let mut record = serde_json::to_string(update).unwrap();
        for relation in &update.relations {
            prop_assert_eq!(relation.update, decision.updates[1].id);
            record += "rain-1 text";
        }
        for attribution in &update.attributions {
            record += &format!(" {} waiter-saw herald", attribution.holder);
        }
        let mut written = Vec::new();
        words(&entry, &mut written);
        for word in &written {
            prop_assert!(record.contains(word), "`{}` of\n{:#}\nis not in\n{}", word, entry, record);
        }
        let shown = answers_about_the_subject(&submission);
        for word in &written {
            let forms = forms_of(word, &submission);
            let found = forms.iter().any(|form| shown.contains(form));
            prop_assert!(found, "`{:?}` of\n{:#}\nis in no view:\n{}", forms, entry, shown);
        }
    }
}

/// What a reader gets who asks for the story and for the item alone.
fn answers_about_the_subject(submission: &Json) -> String {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let reports = recorded(submission, &mut index, &mut directory);
    let state = State::fold(StorySlug::new("talks").unwrap(), reports);
    let now = "2026-01-02T00:00:00Z".parse().unwrap();
    let view = View::new(&state, &directory, Bounds::default(), now);
    let answers = [overview::of(&view, None), overview::of(&view, Some("subject"))];
    serde_json::to_string(&answers).unwrap()
}

/// The ways in which a word may be told: somebody by name, a date in words, a token without underscores.
fn forms_of(word: &str, submission: &Json) -> Vec<String> {
    // What is counted is shown by the series itself; the rest of a source is in its chain.
    if word == "trip" {
        return vec![String::new()];
    }
    let slug = submission["sources"][word]["origin"].as_str().unwrap_or(word);
    let entry = submission["directory"][slug].as_object();
    let name = entry.and_then(|entry| entry.values().next()).and_then(Json::as_str);
    let date = When::parse(word).ok().and_then(|when| adverbial(&when, Dates::default()));
    let date =
        date.map(|date| date.trim_start_matches("on ").trim_start_matches("in ").trim_start_matches("at ").to_owned());
    let told = match word {
        "possible" => Some("possibly"),
        "probable" => Some("probably"),
        "rain" => Some("it rained"),
        _ => None,
    };
    let length = numbers::length(word).map(|length| length.replace('"', ""));
    let position = word.parse().ok().map(english::ordinal);
    let given = [position, Some(word.to_owned()), name.map(str::to_owned), date, told.map(str::to_owned), length];
    let plain = word.replace('_', " ");
    given.into_iter().flatten().chain([plain]).collect()
}

/// A source with any of the words that a source has.
fn source() -> impl Strategy<Value = Json> {
    let origins = vec![
        json!("peskov"),
        json!("aides"),
        json!("tass"),
        json!(["driver", "waiter"]),
        json!({ "document": "the minutes of spring", "author": "court", "title": "On Gardens" }),
        json!({ "photograph": "a photograph of a garden", "author": "driver" }),
    ];
    let chains = vec![
        json!(["herald"]),
        json!([["tass", "newsweek"], "herald"]),
        json!([{ "described": "state television" }, "tass"]),
        json!([{ "recording": "a tape of the night", "author": "driver", "title": "Night" }, "herald"]),
        json!([{ "outlet": "herald", "report": "rain-1" }]),
    ];
    let also = vec![
        ("holder", json!("us")),
        ("basis", json!("on_background")),
        ("basis", json!("observed")),
        ("knowledge", json!("inferred")),
        ("knowledge", json!("witnessed")),
        ("quote", json!({ "exact": "tulips, of all things", "prefix": "he grew", "suffix": "he added" })),
        ("url", json!("example.org/garden")),
        ("translated_from", json!("ru")),
        ("statement", json!("speech")),
        ("distinct", json!(true)),
    ];
    let also = prop::sample::subsequence(also, 0..=6);
    (prop::sample::select(origins), prop::option::of(prop::sample::select(chains)), also).prop_map(
        |(origin, via, also)| {
            let mut source = Map::from_iter([("origin".to_owned(), origin)]);
            via.into_iter().for_each(|via| drop(source.insert("via".to_owned(), via)));
            source.extend(also.into_iter().map(|(word, value)| (word.to_owned(), value)));
            Json::Object(source)
        },
    )
}

/// An entry of the directory with any of the words that an entry has.
fn person() -> impl Strategy<Value = Json> {
    let what = prop::sample::select(vec!["person", "organisation", "outlet", "place", "group"]);
    let also = vec![
        ("names", json!(["J. Gardener", { "name": "Iohannes Hortulanus", "used_by": ["herald", "tass"] }])),
        ("title", json!("keeper of the tulips")),
        ("speaks_for", json!("court")),
        ("within", json!("london")),
        ("wikidata", json!("Q42")),
    ];
    (what, prop::sample::subsequence(also, 0..=5)).prop_map(|(what, also)| {
        let mut entry = Map::from_iter([(what.to_owned(), json!("John Gardener"))]);
        entry.extend(also.into_iter().map(|(word, value)| (word.to_owned(), value)));
        Json::Object(entry)
    })
}

/// A claim with this source, among what a source can name.
fn with_source(source: &Json) -> Json {
    let mut submission = document(&format!(
        "{HEAD}- {{claim.reported: rain, key: rain-1, source: herald, text: it rained}}\n- {{statement.recorded: speech, source: tass, speaker: putin, gist: spring is here}}"
    ));
    submission["sources"]["gardener"] = source.clone();
    let claim = json!({ "claim.reported": "subject", "source": "gardener", "text": "tulips grow" });
    submission["updates"].as_array_mut().unwrap().push(claim);
    submission
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_word_of_a_source_is_in_the_record_and_in_an_answer(source in source()) {
        let submission = with_source(&source);
        let decision = decided(&submission);
        prop_assume!(decision.is_ok());
        let decision = decision.unwrap();
        let record = serde_json::to_string(&decision.updates.last().unwrap().attributions).unwrap();
        let shown = answers_about_the_subject(&submission);
        let mut written = Vec::new();
        words(&source, &mut written);
        for word in &written {
            // The report that is passed on is named by its id.
            prop_assert!(word == "rain-1" || record.contains(word), "`{}` of\n{:#}\nis not in\n{}", word, source, record);
            let forms = forms_of(word, &submission);
            prop_assert!(forms.iter().any(|form| shown.contains(form)), "`{}` of\n{:#}\nis in no view:\n{}", word, source, shown);
        }
        // Two who are described alike are told apart only where the source says so.
        let distinct = source.get("distinct").is_some();
        prop_assert_eq!(distinct, record.contains("distinct"));
    }

    #[test]
    fn every_word_of_an_entry_of_the_directory_is_in_the_record_and_in_an_answer(person in person()) {
        let mut submission = document(&format!("{HEAD}- {{claim.reported: subject, source: gardener, text: tulips grow}}"));
        submission["directory"]["gardener"] = person.clone();
        let decision = decided(&submission);
        prop_assume!(decision.is_ok());
        let decision = decision.unwrap();
        let slug = EntitySlug::new("gardener").unwrap();
        let recorded_entry = decision.entries.iter().map(|(entry, _)| entry).find(|entry| entry.entity == slug).unwrap();
        let record = serde_json::to_string(recorded_entry).unwrap();
        let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
        let state = State::fold(StorySlug::new("talks").unwrap(), recorded(&submission, &mut index, &mut directory));
        let view = View::new(&state, &directory, Bounds::default(), "2026-01-02T00:00:00Z".parse().unwrap());
        let entity = directory.get(&slug).unwrap().clone();
        let stories = who::of(&view, &slug).into_iter().collect();
        let shown = serde_json::to_string(&who::Who::new(entity, Vec::new(), stories, &directory)).unwrap();
        let mut written = Vec::new();
        words(&person, &mut written);
        written.extend(person.as_object().unwrap().keys().next().cloned());
        for word in &written {
            prop_assert!(record.contains(word), "`{}` of\n{:#}\nis not in\n{}", word, person, record);
            prop_assert!(shown.contains(word), "`{}` of\n{:#}\nis in no answer:\n{}", word, person, shown);
        }
    }
}
