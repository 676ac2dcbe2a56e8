//! What is likely a mistake in updates that are in order: a key typed wrong begins a new item, a date typed wrong puts what
//! happened after the day it was learned. Nothing here is refused; whoever checks a file before it is recorded is asked.

use std::collections::{HashMap, HashSet};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::record::kind::Kind;
use crate::record::kind::change::{Change, Family};
use crate::record::kind::spec::{PhaseRole, Rank};
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::alike::alike;
use crate::state::directory::Directory;
use crate::submit::decide::{Answer, EntryAnswer};
use crate::submit::index::StoryIndex;

/// What is taken for news: older than this, it was hardly learned now.
const NEWS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Something that is likely a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Doubt {
    /// The update it is in: its key, or its type and item; none where it is about an entry of the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// What is odd, and what may be meant.
    pub message: String,
}

/// What is odd about updates that a submission brings, given what was on file before it. `answers` says which of them were
/// on file already.
pub fn of_updates(known: &StoryIndex, updates: &[Update], answers: &[Answer]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let new: HashSet<_> = answers.iter().filter(|answer| !answer.already).map(|answer| answer.id).collect();
    let updates: Vec<&Update> = updates.iter().filter(|update| new.contains(&update.id)).collect();
    let mut spoken_of: HashMap<&ItemKey, Vec<&Update>> = HashMap::new();
    for update in &updates {
        if let Some(item) = &update.item {
            spoken_of.entry(item).or_default().push(update);
        }
    }
    let others = Keys::of(known, &spoken_of);
    let mut asked: HashSet<&ItemKey> = HashSet::new();
    for update in &updates {
        doubts.extend(times(update).into_iter().map(|message| Doubt { update: Some(name_of(update)), message }));
        let Some(item) = &update.item else { continue };
        if known.items.contains_key(item) || !asked.insert(item) {
            continue;
        }
        let often = spoken_of.get(item).map_or(0, Vec::len);
        let message = others.resembling(item, update.kind, often).or_else(|| only_answered(&spoken_of, item));
        doubts.extend(message.map(|message| Doubt { update: Some(name_of(update)), message }));
    }
    doubts
}

/// What is odd about new entries of the directory: that no update of the stories names them, that another has the same
/// name, or that the slug seems to be somebody else's.
pub fn of_entries(added: &[EntryAnswer], named: &HashSet<EntitySlug>, directory: &Directory) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut unused: Vec<&str> = Vec::new();
    let of_named = named.iter().filter_map(|slug| directory.get(slug));
    let led_to: HashSet<&EntitySlug> =
        of_named.flat_map(|entity| [&entity.speaks_for, &entity.within]).flatten().collect();
    for EntryAnswer { entity: slug, on_file, also, .. } in added {
        let Some(entity) = directory.get(slug) else { continue };
        if let Some(on_file) = on_file {
            doubts.extend(another(slug, on_file, also).map(|message| Doubt { update: None, message }));
        }
        let same = directory.named(entity.name()).into_iter().find(|other| {
            other.slug != *slug
                && other.is == entity.is
                && directory.canonical(&other.slug) != directory.canonical(slug)
        });
        if let Some(other) = same {
            doubts.push(Doubt {
                update: None,
                message: format!(
                    "`{slug}` and `{}` are both “{}”; if they are one, write `{slug}: {{same_as: {}}}`",
                    other.slug,
                    entity.name(),
                    other.slug
                ),
            });
        }
        if !named.contains(slug) && !led_to.contains(slug) {
            unused.push(slug.as_str());
        }
    }
    if !unused.is_empty() {
        let message = format!("no update names these entries of the directory: {}", unused.join(", "));
        doubts.push(Doubt { update: None, message });
    }
    doubts
}

/// A slug that stands for somebody else in the directory, as it seems from the names: none of the new ones is like the one
/// on file.
fn another(slug: &EntitySlug, on_file: &str, also: &[Box<str>]) -> Option<String> {
    let new = also.iter().find(|name| also.iter().all(|name| !alike(on_file, name)) && !name.is_empty())?;
    Some(format!(
        "`{slug}` is “{on_file}” in the directory; is “{new}” the same? If it is another, choose another slug for it"
    ))
}

fn name_of(update: &Update) -> String {
    let item = update.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
    update.key.as_ref().map_or_else(|| format!("{}{item}", update.type_name()), ToString::to_string)
}

/// The items that a new one may be meant as, by the numbers in their keys: numbers tell things apart, `toll-1` is not
/// `toll-2`. So a key is compared with few others, however many there are.
struct Keys<'k>(HashMap<String, Vec<Key<'k>>>);

struct Key<'k> {
    item: &'k ItemKey,
    kind: Kind,
    /// How many updates of the submission speak of it; none where it is on file.
    often: Option<usize>,
    /// Which letters it has, a bit each.
    letters: u32,
}

impl<'k> Keys<'k> {
    /// Those on file and those of the submission, as far as they have the numbers of one that is new.
    fn of(known: &'k StoryIndex, spoken_of: &HashMap<&'k ItemKey, Vec<&Update>>) -> Self {
        let new = spoken_of.keys().filter(|item| !known.items.contains_key(**item));
        let mut keys: HashMap<String, Vec<Key<'k>>> = new.map(|item| (numbers(item), Vec::new())).collect();
        let on_file = known.items.iter().map(|(item, index)| (item, index.kind, None));
        let of_file = spoken_of.iter().map(|(item, all)| (*item, all[0].kind, Some(all.len())));
        for (item, kind, often) in on_file.chain(of_file) {
            if let Some(same) = keys.get_mut(&numbers(item)) {
                same.push(Key { item, kind, often, letters: letters(item) });
            }
        }
        Self(keys)
    }

    /// A new item whose key is nearly that of another of its kind. The one that is spoken of more, or was there before, is
    /// right.
    fn resembling(&self, item: &ItemKey, kind: Kind, often: usize) -> Option<String> {
        let is_right = |other: &&Key<'_>| other.kind == kind && other.often.is_none_or(|others| others > often);
        let letters = letters(item);
        let near = self.0.get(&numbers(item))?.iter().filter(is_right).filter(|other| is_slip(item, letters, other));
        let meant = near.map(|other| other.item).min()?;
        Some(format!("`{item}` is a new item, and `{meant}` is another {kind}; is it the same?"))
    }
}

/// Whether one key with these letters may be the other typed wrong.
fn is_slip(item: &ItemKey, letters: u32, other: &Key<'_>) -> bool {
    let (word, of) = (item.as_str(), other.item.as_str());
    let shorter = word.len().min(of.len());
    let slips = 1 + shorter / 12;
    // A slip changes one letter into another at most: that tells most keys apart.
    let may_be = (letters ^ other.letters).count_ones() as usize <= 2 * slips && word.len().abs_diff(of.len()) <= slips;
    may_be && word != of && shorter >= 5 && strsim::osa_distance(word, of) <= slips
}

fn numbers(item: &ItemKey) -> String {
    item.as_str().chars().filter(char::is_ascii_digit).collect()
}

fn letters(item: &ItemKey) -> u32 {
    item.as_str().bytes().fold(0, |found, byte| found | 1 << (byte % 32))
}

/// A new item of which it is only said that somebody confirms it, denies it, or takes it back.
fn only_answered(spoken_of: &HashMap<&ItemKey, Vec<&Update>>, item: &ItemKey) -> Option<String> {
    let all = spoken_of.get(item)?;
    let answers = |update: &&Update| {
        let stance = update.change.stance().is_some() && update.kind.phase_filed_by(update.change).is_none();
        stance && update.change.family() == Family::Word
    };
    let first = all.first()?;
    (first.kind.takes_place() && all.iter().all(answers)).then(|| {
        format!("`{item}` is a new item, and nobody says that it is planned or took place; is another item meant?")
    })
}

/// Times that do not go together.
fn times(update: &Update) -> Vec<String> {
    let mut odd = Vec::new();
    let learned = update.learned_at;
    let is_later = |when: &When| when.span().earliest.is_some_and(|first| first > learned);
    if let Some(when) = update.published_at.as_ref().filter(|when| is_later(when)) {
        odd.push(format!("it was published {when}, after it was learned ({learned})"));
    }
    let old = |when: &When| when.span().latest.is_some_and(|last| last + NEWS < learned);
    if let Some(said) = update.said_at.as_ref().or(update.published_at.as_ref()).filter(|said| update.live && old(said))
    {
        odd.push(format!("it was said {said} and gives no `learned`, so it counts as learned now"));
    }
    let phase = update.phase_filed();
    let own = |said: &&crate::record::testimony::Testimony| {
        said.path.is_of(crate::record::kind::attribute::WHEN) && said.path.of_item() == update.item.as_ref()
    };
    let when = update.testimonies.iter().filter(own).find_map(|said| match &said.value {
        Some(Value::When(when)) if when.relative_to().is_none() => Some(when),
        _ => None,
    });
    if let Some(when) = when.filter(|when| when.is_beyond_calendar()) {
        odd.push(format!("its date, {when}, is more than eight thousand years away"));
    }
    let (Some(role), Some(when)) = (phase.filter(|_| update.kind.takes_place()), when) else { return odd };
    if role.rank() > Rank::Plans && is_later(when) {
        odd.push(format!(
            "`{}` says that it has begun or is over, and its date, {when}, is after it was learned ({learned})",
            update.change
        ));
    }
    if role == PhaseRole::Postponed {
        odd.push(format!(
            "`{}` says that it is put off without a new date, and gives one, {when}; for the new date, write `{}`",
            update.change,
            Change::Rescheduled
        ));
    }
    let planned = matches!(role, PhaseRole::Planned | PhaseRole::Mooted);
    let said_on = update.said_at.as_ref().and_then(|said| said.span().earliest).unwrap_or(learned);
    if planned && when.span().latest.is_some_and(|last| last < said_on) {
        odd.push(format!(
            "`{}` says that it lies ahead, and its date, {when}, was past when that was said",
            update.change
        ));
    }
    odd
}
