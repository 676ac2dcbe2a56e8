//! Entries of `directory:`.

use jiff::Timestamp;

use crate::record::characters::{is_unseen, is_zero_width};
use crate::record::entry::{EntityType, Entry, Name};
use crate::record::kind::change::Change;
use crate::record::name::EntitySlug;
use crate::submit::authoring::scalars::read_learned;
use crate::submit::authoring::words;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, closest, code_point, one_of};

/// The longest name, in characters.
const MAX_NAME: usize = 200;

/// An entry as it was written, and whether it is to change what is on file.
pub(crate) struct Written {
    pub(crate) entry: Entry,
    pub(crate) amends: bool,
}

/// When what a file says of somebody was learned, if an entry does not say so itself.
#[derive(Clone, Copy)]
pub(crate) struct Learned {
    /// When the last report of the file was.
    pub(crate) usual: Timestamp,
    pub(crate) now: Timestamp,
}

impl Learned {
    pub(crate) fn read(self, members: &mut Members<'_>) -> Timestamp {
        let own = members.take(words::entry::LEARNED).and_then(|learned| read_learned(&learned, self.now));
        own.unwrap_or(self.usual)
    }
}

/// An entry of `directory:`: `{person: Steve Witkoff, title: …, speaks_for: …, names: […], within: …, wikidata: …}`, or
/// `{group: analysts}` for people described and not named. A name is a text, or `{name: …, used_by: OUTLETS}`; `corrects: NAME`
/// says which name was wrong.
pub(crate) fn read_entry(slug: &str, node: &Node<'_>, learned: Learned) -> Option<Written> {
    let entity: Option<EntitySlug> = node.parse_key(slug);
    let mut members = Members::of(node)?;
    let types: Vec<_> = EntityType::ALL.iter().filter_map(|is| Some((*is, members.take((*is).into())?))).collect();
    let is = read_is(slug, &types, node);
    let corrects = members.words(words::entry::CORRECTS);
    let title = read_name_at(&mut members, words::entry::TITLE);
    let speaks_for = members.parse(words::entry::SPEAKS_FOR, Code::BadName);
    let within = members.parse(words::entry::WITHIN, Code::BadName);
    let wikidata = members.words(words::entry::WIKIDATA);
    let names = members.take(words::entry::NAMES).map(|names| read_names(&names)).unwrap_or_default();
    let amends = members.flag(words::entry::AMENDS);
    let learned_at = learned.read(&mut members);
    members.finish();
    let (is, name) = is?;
    let mut entry =
        Entry { corrects, title, speaks_for, within, wikidata, ..Entry::new(entity?, Change::Added, is, learned_at) };
    match is {
        EntityType::Group => entry.described = Some(name?),
        _ => entry.names.push(Name { text: name?, used_by: Vec::new() }),
    }
    entry.names.extend(names);
    Some(Written { entry, amends })
}

/// What an entry is, and its name where that can be read.
fn read_is(slug: &str, types: &[(EntityType, Node<'_>)], node: &Node<'_>) -> Option<(EntityType, Option<Box<str>>)> {
    let all = || EntityType::ALL.iter().map(|is| is.as_str());
    if let [(is, name)] = types {
        return Some((*is, read_name(name)));
    }
    if let [(first, _), (_, second), ..] = types {
        let message = format!("`{slug}` is one thing only; leave out `{first}`, or this");
        return second.refuse(Code::NotAllowed, message);
    }
    let typed = node.json.as_object().into_iter().flatten().find_map(|(key, _)| Some((key, closest(key, all())?)));
    match typed {
        // The misspelt key is refused as such.
        Some(_) => None,
        None => node.refuse(Code::Missing, format!("say what `{slug}` is: {}", one_of(all()))),
    }
}

fn read_names(node: &Node<'_>) -> Vec<Name> {
    node.one_or_several().iter().filter_map(read_spelling).collect()
}

fn read_spelling(node: &Node<'_>) -> Option<Name> {
    if !node.json.is_object() {
        return Some(Name { text: read_name(node)?, used_by: Vec::new() });
    }
    let mut members = Members::of(node)?;
    let text = members.require(words::name::NAME).and_then(|name| read_name(&name));
    let outlets = members.require(words::name::USED_BY);
    members.finish();
    let outlets = outlets?;
    let used_by = outlets.one_or_several().iter().map(|outlet| outlet.parse(Code::BadName)).collect::<Option<_>>();
    Some(Name { text: text?, used_by: used_by? })
}

fn read_name_at(members: &mut Members<'_>, word: words::Word) -> Option<Box<str>> {
    members.take(word).and_then(|name| read_name(&name))
}

/// What somebody or something is called: words on one line, of characters that all can be seen.
pub(crate) fn read_name(node: &Node<'_>) -> Option<Box<str>> {
    let name = node.words()?;
    let unseen = |c: char| is_unseen(c) || is_zero_width(c) || matches!(c, '\n' | '\t');
    if let Some(c) = name.chars().find(|c| unseen(*c)) {
        let message =
            format!("the character {} cannot be seen and is not accepted in a name; remove it", code_point(c));
        return node.refuse(Code::BadValue, message);
    }
    if name.chars().count() > MAX_NAME {
        let message = format!("this name has {} characters, and one has at most {MAX_NAME}", name.chars().count());
        return node.refuse(Code::BadValue, message);
    }
    Some(name)
}
