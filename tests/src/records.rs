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
    let meeting = Kind::named("meeting").expect("meetings are in the table of kinds");
    let blank = Update::new(story, meeting, Change::Mooted, Timestamp::UNIX_EPOCH);
    Record::Story(Box::new(Update {
        id: UpdateId::of_key(blank.story_id(), &key),
        key: Some(key),
        item: ItemKey::new("meeting").ok(),
        live: false,
        actor: Some("test \"desk\"".into()),
        ..blank
    }))
}

/// An entry of the directory, added.
///
/// # Panics
/// When `slug` is not a slug.
pub fn entry(slug: &str) -> Record {
    let entity = EntitySlug::new(slug).expect("a test names its entries well");
    let blank = Entry::new(entity, Change::Added, EntityType::Person, Timestamp::UNIX_EPOCH);
    Record::Directory(Box::new(Entry {
        id: UpdateId::of_content(blank.entity_id().uuid(), slug.as_bytes()),
        names: vec!["Somebody".into()],
        ..blank
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
