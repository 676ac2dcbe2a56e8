//! What an update said, in a line, whatever came of it since: of what, and then each thing that it says.

use crate::judge::view::View;
use crate::record::path::phase_name;
use crate::record::stance::Stance;
use crate::record::testimony::Testimony;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::tell::dates::bare;
use crate::tell::{names, own_words, parts, stances, values};

/// The most things that a line names.
const NAMED: usize = 5;

/// What an update said of what is called so: “the vote; date: 4 May 2026; place: Geneva”, “the meeting in Moscow; the Kremlin
/// denies it”. Whom it is called by is not named again.
pub fn in_a_line(view: &View<'_>, update: &Update, called: &str) -> String {
    let own = own_words::plain(update);
    let is_named_by = |said: &Testimony| {
        said.value
            .as_ref()
            .and_then(Value::text)
            .is_some_and(|text| own.as_deref() == Some(text.trim_matches(['“', '”'])))
    };
    // Values of one list stand together.
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for said in update.testimonies.iter().filter(|said| !is_named_by(said)) {
        let Some((label, value)) = part(view, update, said) else { continue };
        let is_somebody = said.value.as_ref().is_some_and(|value| value.entity().is_some());
        if is_somebody && !label.is_empty() && has_words(called, &value) {
            continue;
        }
        match told.iter_mut().find(|(known, _)| !label.is_empty() && *known == label) {
            // Several sources of one update can say the same.
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => told.push((label, vec![value])),
        }
    }
    let more = told.len().saturating_sub(NAMED);
    told.truncate(NAMED);
    let told = told.into_iter().map(|(label, values)| match label.as_str() {
        "" => values.join(", "),
        label => format!("{label}: {}", values.join(", ")),
    });
    let more = (more > 0).then(|| format!("and {more} more"));
    std::iter::once(called.to_owned()).chain(told).chain(more).collect::<Vec<_>>().join("; ")
}

/// Whether words stand in a text, as words of their own.
fn has_words(text: &str, words: &str) -> bool {
    let is_within = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, _)| {
        !is_within(text[..at].chars().next_back()) && !is_within(text[at + words.len()..].chars().next())
    })
}

/// One thing an update says: of which part, and what. None where its type says it already.
fn part(view: &View<'_>, update: &Update, said: &Testimony) -> Option<(String, String)> {
    let hedge = said.hedge.map(|hedge| hedge.aside()).unwrap_or_default();
    if said.stance != Stance::Asserts {
        let holder =
            said.holder.as_ref().or_else(|| Some(&update.attributions.get(usize::from(said.attribution))?.holder));
        let who = holder.map_or_else(|| "the desk".to_owned(), |holder| names::of(view, holder));
        let does = match holder {
            Some(holder) => stances::of_holder(view, holder, said.stance, &said.path, said.value.as_ref()),
            None => said.stance.as_str().replace('_', " "),
        };
        return Some((String::new(), format!("{who} {does}{hedge}")));
    }
    let attribute = said.path.attribute.as_ref().filter(|attribute| **attribute != phase_name())?;
    // That a list is whole is no news beside who is in it.
    let is_list = update.kind.attribute(attribute.as_str()).is_some_and(|spec| spec.elements.is_some());
    if is_list && said.path.element.is_none() {
        return None;
    }
    let value = match said.value.as_ref()? {
        Value::When(when) => bare(&values::date(view, when)).to_owned(),
        value => values::with_parts(view, value),
    };
    let label = match said.path.of_item() == update.item.as_ref() {
        true => parts::label(view, &said.path),
        false => parts::noun(view, &said.path),
    };
    let label = if label.is_empty() { attribute.as_str().replace('_', " ") } else { label };
    Some((label, format!("{value}{hedge}")))
}
