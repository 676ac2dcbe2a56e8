//! The page has types of its own for what it sends to the other services and reads from them, since services do not know
//! each other. This holds them to be the same.

use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::style::Style;
use newsreel_web::questions;
use serde_json::{Value, json};

#[test]
fn the_page_asks_where_the_services_answer() {
    assert_eq!(questions::QUERY, newsreel_projector::QUERY);
    assert_eq!((questions::SUBMIT, questions::CHECK), (newsreel_desk::SUBMIT, newsreel_desk::CHECK));
    assert_eq!(questions::PROVE, newsreel_notary::PROVE);
    assert_eq!(questions::EMBARGO, newsreel_desk::EMBARGO);
}

#[test]
fn the_services_read_all_that_the_page_sends() {
    let at = "2026-03-02T08:00:00Z".parse().expect("an instant");
    let bounds =
        Bounds { as_of: Some(at), at_sequence: Some(7), known_at: Some(at), true_at: Some(at), for_readers: true };
    let ask = json!({ "brief": { "story": "trips", "form": "full" } });
    let query = questions::Query { ask: &ask, bounds: &bounds, style: Style::American, at_least: 9 };
    let read: newsreel_projector::Query =
        serde_json::from_value(serde_json::to_value(&query).expect("JSON")).expect("a question");
    assert_eq!((read.bounds, read.style, read.at_least), (bounds, Style::American, 9));

    let document = json!({ "story": "trips" });
    let submission = questions::Submission { submission: &document, actor: Some("rita") };
    let read: newsreel_desk::Request =
        serde_json::from_value(serde_json::to_value(&submission).expect("JSON")).expect("a submission");
    assert_eq!((read.submission, read.actor.as_deref(), read.partial), (document, Some("rita"), false));

    let prove = questions::Prove { positions: vec![7], at_least: 8 };
    let read: newsreel_notary::Prove =
        serde_json::from_value(serde_json::to_value(&prove).expect("JSON")).expect("a question");
    assert_eq!((read.positions, read.at_least, read.story), (vec![7], 8, None));
}

#[test]
fn the_desk_reads_what_the_page_sends_about_embargoes() {
    let story = "trips".parse::<newsreel_story::record::name::StorySlug>().expect("a slug");
    let of = questions::UnderEmbargo::Update { story, update: "sealed".to_owned() };
    let until = "2026-03-02T08:00:00Z".parse().expect("an instant");
    for request in [
        questions::EmbargoRequest::List { story: None },
        questions::EmbargoRequest::List { story: Some("trips") },
        questions::EmbargoRequest::Lift { of: &of, actor: "rita", reason: Some("it is out") },
        questions::EmbargoRequest::Extend { of: &of, until, actor: "rita", reason: None },
    ] {
        let sent = serde_json::to_value(&request).expect("JSON");
        let read: newsreel_desk::EmbargoRequest = serde_json::from_value(sent.clone()).expect("a request");
        assert_eq!(serde_json::to_value(read).expect("JSON"), sent);
    }
}

#[test]
fn what_is_under_an_embargo_or_set_aside_is_read_whole_and_passed_on_whole() {
    let of_desk = schemars::schema_for!(newsreel_desk::Embargoed);
    assert_eq!(shape(of_desk.as_value()), shape(schemars::schema_for!(questions::Embargoed).as_value()));
    let of_projector = schemars::schema_for!(newsreel_projector::PutAside);
    assert_eq!(shape(of_projector.as_value()), shape(schemars::schema_for!(questions::PutAside).as_value()));
}

/// The schema of a type, without what only its name and its words say.
fn shape(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .filter(|(name, value)| !(matches!(name.as_str(), "title" | "description" | "$id") && value.is_string()))
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
        Value::Array(elements) => elements.iter().map(shape).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_the_desk_says_of_a_check_is_read_whole_and_passed_on_whole() {
    let of_desk = schemars::schema_for!(newsreel_desk::Checked);
    let of_page = schemars::schema_for!(questions::Checked);
    assert_eq!(shape(of_desk.as_value()), shape(of_page.as_value()));
}

#[test]
fn what_the_notary_says_of_a_record_is_read() {
    let proven = newsreel_notary::Proven {
        checkpoint: "a note".to_owned(),
        records: vec![newsreel_notary::question::ProvenRecord {
            sequence: 7,
            proof: vec![serde_json::from_value(json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")).expect("a hash")],
        }],
        ..newsreel_notary::Proven::default()
    };
    let read: questions::Proven =
        serde_json::from_value(serde_json::to_value(&proven).expect("JSON")).expect("a proof");
    assert_eq!((&*read.checkpoint, read.records[0].sequence, read.records[0].proof.len()), ("a note", 7, 1));
}
