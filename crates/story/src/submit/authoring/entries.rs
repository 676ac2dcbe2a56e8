//! Entries of `directory:`.

use jiff::Timestamp;

use crate::record::entry::{EntityType, Entry, Name};
use crate::record::kind::change::Change;
use crate::record::name::EntitySlug;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::{Code, one_of};

/// An entry of `directory:`: `{person: Steve Witkoff, title: …, speaks_for: …, names: […], within: …, wikidata: …}`, or
/// `{group: analysts}` for people described and not named. A name is a text, or `{name: …, used_by: OUTLETS}`; `corrects: NAME`
/// says which name was wrong.
pub(crate) fn read_entry(slug: &str, node: &Node<'_>, learned_at: Timestamp) -> Read<Entry> {
    let entity = EntitySlug::new(slug).map_err(|error| node.refuse(Code::BadName, error.to_string()))?;
    let mut members = Members::of(node)?;
    let mut is = None;
    for candidate in EntityType::ALL.iter().copied() {
        if let Some(name) = members.take(candidate.as_str()) {
            is = Some((candidate, name.loose_text()?));
        }
    }
    let all = EntityType::ALL.iter().map(|is| is.as_str());
    let (is, name) = is.ok_or_else(|| node.refuse(Code::Missing, format!("say what `{slug}` is: {}", one_of(all))))?;
    let mut entry = Entry {
        corrects: members.take_text("corrects")?,
        title: members.take_text("title")?,
        speaks_for: members.take("speaks_for").map(|slug| slug.parse(Code::BadName)).transpose()?,
        within: members.take("within").map(|slug| slug.parse(Code::BadName)).transpose()?,
        wikidata: members.take_text("wikidata")?,
        ..Entry::new(entity, Change::Added, is, learned_at)
    };
    match is {
        EntityType::Group => entry.described = Some(name.into()),
        _ => entry.names.push((*name).into()),
    }
    if let Some(names) = members.take("names") {
        for (i, json) in names.list()?.iter().enumerate() {
            entry.names.push(read_name(&Node { json, at: names.at.index(i) })?);
        }
    }
    members.finish()?;
    Ok(entry)
}

pub(super) fn read_name(node: &Node<'_>) -> Read<Name> {
    if !node.json.is_object() {
        return Ok(node.text()?.into());
    }
    let mut members = Members::of(node)?;
    let text = members.require("name")?.text()?.into();
    let outlets = members.require("used_by")?;
    let used_by = outlets.one_or_several().iter().map(|outlet| outlet.parse(Code::BadName)).collect::<Read<_>>()?;
    members.finish()?;
    Ok(Name { text, used_by })
}
