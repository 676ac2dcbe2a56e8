//! Records to put into a log, where it does not matter what they say.

use jiff::Timestamp;
use newsreel_log::envelope::encode;
use newsreel_log::{Context, Encoded, Proposal, Unit, Write};
use newsreel_story::record::entry::{EntityType, Entry};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::name::{EntitySlug, ItemKey, StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::recorded::{Record, Sequence};
use newsreel_story::record::update::Update;

/// The update `number` of the story `slug`: a meeting that somebody speaks of.
///
/// # Panics
/// When `slug` is not a slug.
pub fn update(slug: &str, number: usize) -> Record {
    let story = StorySlug::new(slug).expect("a test names its stories well");
    let key = UpdateKey::new(&format!("update-{number}")).expect("a number makes a good key");
    Record::Story(Box::new(Update {
        id: UpdateId::of_key(StoryId::of(&story), &key),
        key: Some(key),
        story,
        item: ItemKey::new("meeting").ok(),
        kind: Kind::named("meeting").expect("meetings are in the table of kinds"),
        change: Change::Mooted,
        attributions: Vec::new(),
        testimonies: Vec::new(),
        relations: Vec::new(),
        by: None,
        head: None,
        declares: Vec::new(),
        part_of: None,
        said_at: None,
        published_at: None,
        learned_at: Timestamp::UNIX_EPOCH,
        live: false,
        embargo: None,
        actor: Some("test \"desk\"".into()),
    }))
}

/// An entry of the directory, added.
///
/// # Panics
/// When `slug` is not a slug.
pub fn entry(slug: &str) -> Record {
    let entity = EntitySlug::new(slug).expect("a test names its entries well");
    let scope = newsreel_story::record::name::EntityId::of(&entity).uuid();
    Record::Directory(Box::new(Entry {
        id: UpdateId::of_content(scope, slug.as_bytes()),
        entity,
        change: Change::Added,
        is: EntityType::Person,
        names: vec!["Somebody".into()],
        corrects: None,
        described: None,
        title: None,
        speaks_for: None,
        within: None,
        wikidata: None,
        same_as: None,
        learned_at: Timestamp::UNIX_EPOCH,
        actor: None,
    }))
}

/// The record as it is stored, decided at the epoch.
///
/// # Panics
/// When it cannot be written as JSON.
pub fn encoded(record: &Record) -> Encoded {
    encode(record, Timestamp::UNIX_EPOCH, &Context::default()).expect("a record is JSON")
}

/// The unit of a story.
///
/// # Panics
/// When `slug` is not a slug.
pub fn story(slug: &str) -> Unit {
    Unit::Story(StoryId::of(&StorySlug::new(slug).expect("a test names its stories well")))
}

/// The updates of these numbers, for the story `slug` whose last is expected at `expected`.
pub fn write(slug: &str, expected: Sequence, numbers: impl IntoIterator<Item = usize>) -> Write {
    let records = numbers.into_iter().map(|number| encoded(&update(slug, number))).collect();
    Write { unit: story(slug), expected, records }
}

/// The same as a proposal of its own.
pub fn proposal(slug: &str, expected: Sequence, numbers: impl IntoIterator<Item = usize>) -> Proposal {
    Proposal { writes: vec![write(slug, expected, numbers)] }
}
