//! From an entry of `updates` to an update: its type, its times, and acts on the story itself.

use crate::record::kind::Kind;
use crate::record::kind::change::Change;
use crate::record::name::{ItemKey, StorySlug, UpdateKey};
use crate::record::path::Path;
use crate::record::update::{Head, Update};
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, a, one_of};

use super::reader::UpdateReader;
use super::scalars::read_when;
use super::surroundings::Surroundings;

/// Reads one entry of `updates` into an update. Its id is still nil for an entry without a key.
pub(crate) fn read_update(node: &Node<'_>, world: &dyn Surroundings) -> Read<Update> {
    let (kind, change, target) = read_type(node)?;
    let mut members = Members::of(node)?;
    let mut update = Update::new(world.story().clone(), kind, change, world.now());
    update.key = members.take("key").map(|key| key.parse::<UpdateKey>(Code::BadName)).transpose()?;
    read_times(&mut update, &mut members, world)?;
    if kind == Kind::story() {
        read_story_act(&mut update, &mut members, &target)?;
        return finish_story_act(update, &members, node);
    }
    let item: ItemKey = target.parse(Code::BadName)?;
    if let Some(other) = world.kind_of(&item).filter(|other| *other != kind) {
        return Err(target.refuse(
            Code::KindConflict,
            format!(
                "`{item}` is {}, not {}; write `{other}.…`, or give the new item a key of its own",
                a(other),
                a(kind)
            ),
        ));
    }
    update.item = Some(item.clone());
    let mut reader = UpdateReader { world, update, item: Path::item(item), declared: Vec::new() };
    reader.read(&mut members, node)?;
    Ok(reader.update)
}

/// The first key of an entry is its type, and what stands there its item.
pub(super) fn read_type<'n>(node: &'n Node<'n>) -> Read<(Kind, Change, Node<'n>)> {
    let map = node.mapping()?;
    let mut typed = map.iter().filter(|(key, _)| key.contains('.'));
    let Some((word, json)) = typed.next() else {
        return Err(
            node.refuse(Code::Missing, "an update starts with its type and item: `meeting.held: meeting-april`")
        );
    };
    let target = Node { json, at: node.at.key(word) };
    if let Some((second, json)) = typed.next() {
        let second_at = Node { json, at: node.at.key(second) };
        return Err(second_at
            .refuse(Code::UnknownKey, format!("an update has one type; write `{second}` as an update of its own")));
    }
    let (kind, change) = word.split_once('.').unwrap_or((word, ""));
    let kind = Kind::named(kind).ok_or_else(|| {
        target.refuse(
            Code::UnknownKind,
            format!("`{kind}` is not a kind; write {}", one_of(Kind::all().map(Kind::as_str))),
        )
    })?;
    let change = Change::named(change).ok_or_else(|| {
        target.refuse(
            Code::UnknownChange,
            format!("`{change}` is not a change; {} has {}", a(kind), one_of(kind.changes())),
        )
    })?;
    if !kind.has(change) {
        return Err(target.refuse(
            Code::ChangeNotOfKind,
            format!("{} cannot be `{change}`; it has {}", a(kind), one_of(kind.changes())),
        ));
    }
    Ok((kind, change, target))
}

pub(super) fn read_times(update: &mut Update, members: &mut Members<'_>, world: &dyn Surroundings) -> Read<()> {
    let mut or_default = |key: &'static str| members.take(key).or_else(|| world.default(key));
    if let Some(learned) = or_default("learned") {
        update.learned_at = learned.parse(Code::BadDate)?;
        update.live = false;
        if update.learned_at > world.now() {
            return Err(learned.refuse(
                Code::LearnedInFuture,
                format!("it says it was learned at {}, which is later than now ({})", update.learned_at, world.now()),
            ));
        }
    }
    update.said_at = or_default("said").map(|said| read_when(&said)).transpose()?;
    update.published_at = or_default("published").map(|published| read_when(&published)).transpose()?;
    Ok(())
}

pub(super) fn read_story_act(update: &mut Update, members: &mut Members<'_>, target: &Node<'_>) -> Read<()> {
    let slug: StorySlug = target.parse(Code::BadName)?;
    if slug != update.story {
        return Err(target.refuse(
            Code::NotAllowed,
            format!("this submission is for `{}`; a submission has one story", update.story),
        ));
    }
    update.head = Some(Head { title: members.take_text("title")?, desk: members.take_text("desk")? });
    Ok(())
}

pub(super) fn finish_story_act(update: Update, members: &Members<'_>, node: &Node<'_>) -> Read<Update> {
    let own_type = update.type_name();
    match members.rest().find(|(key, _)| *key != own_type) {
        Some((key, place)) => {
            Err(place
                .refuse(Code::UnknownKey, format!("`{key}` has no meaning in {own_type}; write `title` or `desk`")))
        }
        None if update.change == Change::Retitled && update.head.as_ref().is_none_or(|head| head.title.is_none()) => {
            Err(node.refuse(Code::Missing, "`title` is missing: what is the story called now?"))
        }
        None => Ok(update),
    }
}
