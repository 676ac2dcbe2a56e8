//! From an entry of `updates` to an update: its type, its times, and acts on the story itself.

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::name::{ItemKey, StorySlug};
use crate::record::path::Path;
use crate::record::update::{Head, Update};
use crate::submit::authoring::reader::{Shared, UpdateReader, is_type};
use crate::submit::authoring::scalars::{read_learned, read_when};
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, a, closest, likely, one_of};
use crate::submit::refusals::Sort;

/// Reads one entry of `updates` into an update, as far as it can be read. Its id is still nil.
pub(crate) fn read_update(node: &Node<'_>, shared: &Shared<'_>) -> Option<Update> {
    let world = shared.world;
    let (kind, change, target) = read_type(node, world)?;
    let mut members = Members::of(node)?;
    let (change, meant) = change;
    let mut update = Update::new(world.story.clone(), kind, change.or(meant).unwrap_or(Change::Reported), world.now);
    update.key = members.parse(words::update::KEY, Code::BadName);
    read_times(&mut update, &mut members, shared);
    shared.read_embargo(&mut update, &mut members);
    if kind == Kind::story() {
        read_story_act(&mut update, members, &target, node);
        return change.map(|_| update);
    }
    let item: ItemKey = target.parse(Code::BadName)?;
    if let Some(other) = world.kind_of(&item).filter(|other| *other != kind) {
        return target.refuse(
            Code::KindConflict,
            format!(
                "`{item}` is {}, not {}; write `{other}.…`, or give the new item a key of its own",
                a(other),
                a(kind)
            ),
        );
    }
    update.item = Some(item.clone());
    // Under a change that is misspelt the rest can be read; under one that says nothing, nothing else is known.
    if change.or(meant).is_none() {
        return Some(update);
    }
    let mut reader = UpdateReader { world, update, item: Path::item(item) };
    reader.read(&mut members, node, shared);
    Some(reader.update)
}

/// The change of an update, and, where what is written is not one of its kind, the change that was probably meant.
type ReadChange = (Option<Change>, Option<Change>);

/// The first key of an entry is its type, and what stands there its item.
fn read_type<'n>(node: &'n Node<'n>, world: &World<'_>) -> Option<(Kind, ReadChange, Node<'n>)> {
    let map = node.mapping()?;
    let mut typed = map.iter().filter(|(key, _)| is_type(key));
    let Some((word, json)) = typed.next() else {
        let message = "an update starts with its type and item: `meeting.held: meeting-april`";
        return node.refuse(Code::Missing, message);
    };
    let target = node.key(word, json);
    if let Some((second, json)) = typed.next() {
        let message = format!("an update has one type; write `{second}` as an update of its own");
        node.key(second, json).refuse::<()>(Code::UnknownKey, message);
    }
    let (named, change) = word.split_once('.').unwrap_or((word, ""));
    let Some(kind) = Kind::named(named) else {
        let since = world.refusals.now();
        let kinds = || Kind::all().map(Kind::as_str);
        let message = format!("`{named}` is not a kind{}; write {}", likely(named, kinds()), one_of(kinds()));
        target.refuse::<()>(Code::UnknownKind, message);
        world.refusals.mark(Sort::Item, json.as_str().unwrap_or_default(), since);
        return None;
    };
    Some((kind, read_change(kind, change, &target), target))
}

fn read_change(kind: Kind, word: &str, target: &Node<'_>) -> ReadChange {
    let known = Change::named(word);
    // Nearly every change is written right, and what else may be meant is slow to find.
    if let Some(change) = known.filter(|change| kind.has(*change)) {
        return (Some(change), Some(change));
    }
    let changes = kind.changes();
    let names = || changes.iter().map(|change| change.as_str());
    let closest = kind.change_meant_by(word).or_else(|| closest(word, names()).and_then(Change::named));
    let meant = closest.map_or_else(String::new, |meant| format!(" (did you mean `{meant}`?)"));
    let change = match known {
        Some(_) => target.refuse(
            Code::ChangeNotOfKind,
            format!("{} cannot be `{word}`{meant}; it has {}", a(kind), one_of(&changes)),
        ),
        None => target.refuse(
            Code::UnknownChange,
            format!("`{word}` is not a change{meant}; {} has {}", a(kind), one_of(&changes)),
        ),
    };
    (change, closest)
}

fn read_times(update: &mut Update, members: &mut Members<'_>, shared: &Shared<'_>) {
    if let Some((learned, _)) = shared.find(members, words::shared::LEARNED) {
        update.learned_at = read_learned(&learned, shared.world.now).unwrap_or(update.learned_at);
        update.live = false;
    }
    let learned = update.learned_at;
    let mut when = |word: words::Word| {
        let (node, _) = shared.find(members, word)?;
        let when = read_when(&node)?;
        if when.is_beyond_calendar() {
            return node.refuse(Code::BadDate, format!("nothing can have been {} in the year `{when}`", word.name));
        }
        // What is put out later than it is learned is under an embargo; nobody learns what is yet to be said.
        if word.name == words::shared::SAID.name && when.span().earliest.is_some_and(|first| first > learned) {
            let message = format!(
                "it was learned ({learned}) before it was said (`{when}`); give the later `learned`, or the day on which it was said"
            );
            return node.refuse(Code::BadDate, message);
        }
        Some(when)
    };
    update.said_at = when(words::shared::SAID);
    update.published_at = when(words::shared::PUBLISHED);
}

fn read_story_act(update: &mut Update, mut members: Members<'_>, target: &Node<'_>, node: &Node<'_>) {
    let slug: Option<StorySlug> = target.parse(Code::BadName);
    if slug.is_some_and(|slug| slug != update.story) {
        let message = format!("this submission is for `{}`; a submission has one story", update.story);
        target.refuse::<()>(Code::NotAllowed, message);
    }
    let (title, desk) = (members.words(words::update::TITLE), members.words(words::update::DESK));
    if update.change == Change::Retitled && title.is_none() {
        node.refuse::<()>(Code::Missing, "`title` is missing: what is the story called now?");
    }
    update.head = Some(Head { title, desk });
    update.reason = members.words(words::update::REASON);
    let own_type = update.type_name();
    for (key, place) in members.rest().filter(|(key, _)| *key != own_type) {
        let message = format!("`{key}` has no meaning in {own_type}; write `title`, `desk` or `reason`");
        place.refuse::<()>(Code::UnknownKey, message);
    }
}
