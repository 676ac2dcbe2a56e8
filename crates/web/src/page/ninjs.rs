//! The state of a story in ninjs 3.1 (IPTC), for systems that take in news objects.

use std::collections::BTreeSet;

use jiff::Timestamp;
use newsreel_story::tell::english::list;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::brief::Brief;
use newsreel_story::views::cast::{Cast, CastEntity};
use newsreel_story::views::expected::Expected;
use newsreel_story::views::glance::Glance;
use newsreel_story::views::updates::Updates;
use serde_json::{Map, Value, json};

use crate::page::without_grade;

/// What a news object is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The whole brief.
    pub brief: Brief,
    /// What needs an eye.
    pub glance: Glance,
    /// Who is spoken of.
    pub cast: Cast,
    /// What is expected.
    pub expected: Expected,
    /// The updates.
    pub updates: Updates,
}

fn moment(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The story as a news object. `site` is where the page is, without a slash at its end.
pub fn object(parts: &Parts, site: &str, language: &str) -> Value {
    let Parts { brief, glance, cast, expected, updates } = parts;
    let text = text(brief);
    let address = format!("{site}/stories/{}", brief.story);
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.as_array().is_some_and(Vec::is_empty) {
            object.insert(name.to_owned(), value);
        }
    };
    put("uri", json!(address));
    put(
        "standard",
        json!({
            "name": "ninjs",
            "version": "3.1",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        }),
    );
    put("type", json!("text"));
    put("representationType", json!("full"));
    put("version", json!(brief.sequence.to_string()));
    if let (Some(first), Some(last)) = (updates.list.first(), updates.list.last()) {
        put("firstCreated", json!(moment(first.recorded_at)));
        put("versionCreated", json!(moment(last.recorded_at)));
    }
    put("pubStatus", json!(if brief.status == "killed" { "canceled" } else { "usable" }));
    put("language", json!(language));
    put("title", json!(brief.title));
    put("slugline", json!(brief.story));
    put("headlines", json!([{ "role": "main", "value": brief.title }]));
    put(
        "bodies",
        json!([{
            "role": "main",
            "contentType": "text/plain",
            "charCount": text.chars().count(),
            "wordCount": text.split_whitespace().count(),
            "value": text,
        }]),
    );
    put("genres", json!([{ "name": "Background" }]));
    put("people", named(cast, site, |is| is == "person"));
    put("organisations", named(cast, site, |is| !matches!(is, "person" | "place")));
    put("places", named(cast, site, |is| is == "place"));
    let sources: BTreeSet<&str> = updates
        .list
        .iter()
        .filter(|line| !line.withdrawn)
        .filter_map(|line| line.chain.first())
        .map(String::as_str)
        .collect();
    put(
        "infoSources",
        sources.into_iter().map(|name| json!({ "name": capitalised(name), "role": "origin" })).collect(),
    );
    let ahead = expected.expectations.iter().filter(|expected| expected.fate.is_ahead());
    let events = ahead.map(|event| {
        let when = event.when.as_ref().map(|when| format!(", {when}")).unwrap_or_default();
        json!({
            "name": format!("{}{when}", capitalised(without_grade(&event.what).0)),
            "rel": "expected",
            "uri": format!("{address}#i-{}", event.item),
        })
    });
    put("events", events.collect());
    put("altIds", json!([{ "role": "newsreel", "value": brief.story }]));
    if let Some(note) = note(glance) {
        put("edNote", json!(note));
    }
    Value::Object(object)
}

/// The brief as text, section by section.
fn text(brief: &Brief) -> String {
    let sections = brief.sections.iter().map(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        let sentences: Vec<&str> = sentences.map(|sentence| sentence.text.as_str()).collect();
        format!("{}\n{}", section.heading, sentences.join("\n"))
    });
    sections.collect::<Vec<_>>().join("\n\n")
}

fn named(cast: &Cast, site: &str, is: impl Fn(&str) -> bool) -> Value {
    let of_it = cast.entities.iter().filter(|entity| is(&entity.is));
    let object = |entity: &CastEntity| json!({ "name": capitalised(&entity.name), "rel": "mentioned", "uri": format!("{site}/who/{}", entity.slug) });
    of_it.map(object).collect()
}

/// What whoever prints it is to know, for which there is no property.
fn note(glance: &Glance) -> Option<String> {
    let contested: Vec<String> =
        glance.disputed.iter().map(|dispute| without_grade(&dispute.what).0.to_owned()).collect();
    let review: Vec<&str> = glance.review.iter().map(|needs| needs.reason.as_str()).collect();
    let contested = (!contested.is_empty()).then(|| format!("Contested: {}.", list(&contested)));
    let review = (!review.is_empty()).then(|| format!("Published work needs a look: {}.", review.join("; ")));
    let notes: Vec<String> = contested.into_iter().chain(review).collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}
