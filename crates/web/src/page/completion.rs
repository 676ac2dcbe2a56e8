//! What is offered while somebody writes a story as text: what can stand where the cursor is. The text need not be readable
//! yet, and mostly is not: what is needed of it is found line by line.

use newsreel_story::record::attribution::{Basis, Knowledge};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::spec::{AttributeSpec, KindRole, ValueType};
use newsreel_story::record::relation::RelationKind;
use newsreel_story::record::stance::Hedge;
use newsreel_story::submit::authoring::words::{self, Word};
use newsreel_story::views::cast::Cast;
use newsreel_story::views::updates::UpdateLine;
use serde::Serialize;

use crate::page::without_grade;

/// How many are offered.
const MOST: usize = 8;

/// A word that can stand there, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Offer {
    /// The word.
    pub word: String,
    /// What it says.
    pub says: String,
}

/// What is offered at the end of a text that goes on behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// How many characters of the text the word takes the place of.
    pub replaces: usize,
    /// The words that fit, those that begin as it is typed first.
    pub offers: Vec<Offer>,
}

/// What is on file of the story.
#[derive(Debug, Clone, Copy)]
pub struct OnFile<'f> {
    /// Who and what it speaks of; none where it is not on file.
    pub cast: Option<&'f Cast>,
    /// Its last updates.
    pub updates: &'f [UpdateLine],
}

/// What fits at the end of a text. Lines at its beginning may be left out: then it is taken to be among the updates.
pub fn offered(before: &str, on_file: OnFile<'_>) -> Offered {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let left = line.trim_end_matches(is_of_word);
    let typed = &line[left.len()..];
    let fit = fitting(before, left, on_file);
    let mut offers: Vec<(bool, Offer)> = fit
        .into_iter()
        .filter_map(|offer| {
            let (typed, word) = (typed.to_lowercase(), offer.word.to_lowercase());
            let starts = word.starts_with(&typed);
            let is_meant = starts || offer.says.to_lowercase().split_whitespace().any(|says| says.starts_with(&typed));
            (is_meant && word.trim_end_matches(':') != typed).then_some((!starts, offer))
        })
        .collect();
    offers.sort();
    offers.dedup_by(|one, other| one.1.word == other.1.word);
    let offers = offers.into_iter().map(|(_, offer)| offer).take(MOST);
    Offered { replaces: typed.chars().count(), offers: offers.collect() }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.')
}

/// Everything that can stand behind what is left of the word on its line.
fn fitting(before: &str, left: &str, on_file: OnFile<'_>) -> Vec<Offer> {
    let written = Written(before);
    let flow = left.rfind(['{', '[', ',']).map(|at| &left[at + 1..]);
    let key = left.trim_end().trim_start_matches([' ', '-']).split_once(':').map(|(key, _)| key.trim());
    let in_mapping = left.contains('{') && flow.is_some_and(|flow| !flow.contains(':'));
    let inner = flow.and_then(|flow| flow.split_once(':')).map(|(key, _)| key.trim());
    match key {
        None => keys(&written, left),
        Some("source" | "defaults") if in_mapping => all(words::source::ALL),
        Some(key) if in_mapping && RelationKind::ALL.iter().any(|relation| relation.as_str() == key) => {
            ["update:", "path:", "reason:"].map(|word| offer(word, "")).into()
        }
        Some(key) => values(&written, inner.filter(|_| left.contains('{')).unwrap_or(key), on_file),
    }
}

fn offer(word: impl Into<String>, says: impl Into<String>) -> Offer {
    Offer { word: word.into(), says: says.into() }
}

/// Words of the format, with the colon that each is followed by.
fn all(words: &[Word]) -> Vec<Offer> {
    words.iter().map(|word| offer(format!("{}:", word.name), word.meaning)).collect()
}

fn keys(written: &Written<'_>, left: &str) -> Vec<Offer> {
    if left.is_empty() {
        return all(words::document::ALL);
    }
    match (written.section(), left.trim_start().starts_with('-')) {
        ("updates", true) => {
            let kinds = Kind::all().filter(|kind| kind.role() != KindRole::Story);
            kinds
                .flat_map(|kind| kind.changes().into_iter().map(move |change| (kind, change)))
                .map(|(kind, change)| offer(format!("{kind}.{}:", change.as_str()), change.meaning()))
                .collect()
        }
        ("updates", false) => {
            let attributes = written.kind().into_iter().flat_map(|kind| kind.spec().attributes);
            let attributes = attributes.map(|spec| offer(format!("{}:", spec.name), spec.meaning));
            let relations = RelationKind::ALL.iter().map(|of| offer(format!("{}:", of.as_str()), of.meaning()));
            let others = [words::update::ALL, words::shared::ALL].into_iter().flat_map(all);
            attributes.chain(relations).chain(others).collect()
        }
        ("defaults", _) => all(words::shared::ALL),
        ("sources", _) => all(words::source::ALL),
        _ => Vec::new(),
    }
}

fn values(written: &Written<'_>, key: &str, on_file: OnFile<'_>) -> Vec<Offer> {
    let relation = RelationKind::ALL.iter().any(|relation| relation.as_str() == key) || key == "update";
    match key {
        _ if relation => keys_of_updates(written, on_file),
        "source" => {
            written.below("sources").map(|name| offer(name, "a source")).chain(people(written, on_file)).collect()
        }
        "origin" | "via" | "holder" | "by" | "outlet" | "speaks_for" | "within" => people(written, on_file).collect(),
        "basis" => Basis::ALL.iter().map(|one| offer(one.as_str(), one.meaning())).collect(),
        "knowledge" => Knowledge::ALL.iter().map(|one| offer(one.as_str(), one.meaning())).collect(),
        "hedge" => Hedge::ALL.iter().map(|one| offer(one.as_str(), one.meaning())).collect(),
        "part_of" | "same_as" => items(written, None, on_file).collect(),
        _ => match (key.split_once('.'), written.kind().and_then(|kind| kind.attribute(key))) {
            (Some((kind, _)), _) => items(written, Kind::named(kind), on_file).collect(),
            (None, Some(attribute)) => of_attribute(written, attribute, on_file),
            (None, None) => Vec::new(),
        },
    }
}

fn of_attribute(written: &Written<'_>, attribute: &AttributeSpec, on_file: OnFile<'_>) -> Vec<Offer> {
    match attribute.value {
        ValueType::Choice => attribute.choices().iter().map(|choice| offer(choice.token, choice.meaning)).collect(),
        ValueType::Entity | ValueType::Place => people(written, on_file).collect(),
        ValueType::Item => items(written, None, on_file).collect(),
        ValueType::Text | ValueType::When | ValueType::Count | ValueType::Duration | ValueType::Ordinal => Vec::new(),
    }
}

/// Whom the directory has, and whom the text enters in it.
fn people<'w>(written: &'w Written<'w>, on_file: OnFile<'w>) -> impl Iterator<Item = Offer> + use<'w> {
    let known = on_file.cast.into_iter().flat_map(|cast| &cast.entities);
    let known = known.map(|entity| offer(entity.slug.as_str(), entity.name.as_str()));
    known.chain(written.below("directory").map(|slug| offer(slug, "entered above")))
}

/// The items of a kind, or all.
fn items<'w>(
    written: &'w Written<'w>,
    kind: Option<Kind>,
    on_file: OnFile<'w>,
) -> impl Iterator<Item = Offer> + use<'w> {
    let fits = move |of: &str| kind.is_none_or(|kind| kind.as_str() == of);
    let known = on_file.cast.into_iter().flat_map(|cast| &cast.items).filter(move |item| fits(&item.kind));
    let known = known.map(|item| offer(item.item.as_str(), without_grade(&item.what).0));
    known.chain(written.items().filter(move |(of, _)| fits(of)).map(|(_, item)| offer(item, "begun above")))
}

fn keys_of_updates(written: &Written<'_>, on_file: OnFile<'_>) -> Vec<Offer> {
    let known = on_file.updates.iter().rev();
    let known = known.map(|line| offer(&*line.name, format!("{}: {}", line.type_name, without_grade(&line.what).0)));
    known.chain(written.keys().map(|key| offer(key, "an update above"))).collect()
}

/// The text up to the cursor.
struct Written<'t>(&'t str);

impl<'t> Written<'t> {
    /// Its lines, without the one that is being typed.
    fn lines(&self) -> impl DoubleEndedIterator<Item = &'t str> + use<'t> {
        self.0.rsplit_once('\n').map_or("", |(lines, _)| lines).lines()
    }

    /// The part of the document that is being written.
    fn section(&self) -> &'t str {
        let top = |line: &&str| line.starts_with(|character: char| character.is_ascii_alphabetic());
        let last = self.lines().rfind(top);
        last.and_then(|line| line.split_once(':')).map_or("updates", |(section, _)| section)
    }

    /// The kind of the update that is being written.
    fn kind(&self) -> Option<Kind> {
        let line = self.0.rsplit('\n').next().unwrap_or_default();
        std::iter::once(line).chain(self.lines().rev()).find_map(|line| Some(typed_item(line)?.0)).and_then(Kind::named)
    }

    /// The items that updates above speak of, each with its kind.
    fn items(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        self.lines().filter_map(typed_item).filter(|(_, item)| !item.is_empty())
    }

    fn keys(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.lines().filter_map(|line| line.trim_start().strip_prefix("key:")).map(str::trim)
    }

    /// The names that a part of the document gives, each on a line of its own.
    fn below(&self, section: &'static str) -> impl Iterator<Item = &'t str> + use<'t> {
        let mut within = false;
        self.lines().filter_map(move |line| {
            let top = line.starts_with(|character: char| character.is_ascii_alphabetic());
            within = if top { line.split_once(':').is_some_and(|(name, _)| name == section) } else { within };
            let name = line.strip_prefix("  ").filter(|line| !line.starts_with([' ', '-', '#']))?;
            name.split_once(':').filter(|_| within && !top).map(|(name, _)| name)
        })
    }
}

/// The kind and the item of the line an update begins with.
fn typed_item(line: &str) -> Option<(&str, &str)> {
    let (type_name, item) = line.trim_start().strip_prefix("- ")?.trim_start_matches(['{', ' ']).split_once(':')?;
    let (kind, _) = type_name.split_once('.')?;
    Some((kind, item.split([',', '}']).next().unwrap_or_default().trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "story: trips\ndirectory:\n  an-nguyen: {person: An Nguyen}\nsources:\n  by-phone: {origin: an-nguyen}\nupdates:\n\
                          - meeting.held: talks\n  key: first\n";

    fn offers(line: &str) -> Vec<String> {
        let nothing = OnFile { cast: None, updates: &[] };
        let offered = offered(&format!("{BEFORE}{line}"), nothing);
        offered.offers.into_iter().map(|offer| offer.word).collect()
    }

    #[test]
    fn what_fits_where_the_cursor_is_is_offered() {
        for (line, expected) in [
            ("- meeting.h", "meeting.held:"),
            ("- meeting.confirmed: ta", "talks"),
            ("  parti", "participants:"),
            ("  participants: [an-", "an-nguyen"),
            ("  source: by-", "by-phone"),
            ("  source: {ori", "origin:"),
            ("  source: {origin: an", "an-nguyen"),
            ("  source: {origin: an-nguyen, basis: on_r", "on_record"),
            ("  hedge: pro", "probable"),
            ("  corrects: fir", "first"),
            ("  corrects: {up", "update:"),
            ("  corrects: {update: fi", "first"),
            ("upd", "updates:"),
        ] {
            assert!(offers(line).iter().any(|offer| offer == expected), "{line}: {:?}", offers(line));
        }
        let nothing = OnFile { cast: None, updates: &[] };
        let cut = offered("  participants: [x]\n- meeting.held: talks\n  pla", nothing);
        assert_eq!(cut.offers[0].word, "place:", "the text need not be whole");
        assert_eq!(offers("- trip.planned: ta"), [""; 0], "an item of another kind is not offered");
        assert_eq!(offers("  when: 20"), [""; 0]);
        assert_eq!(offers("  quote: Zu viel über"), [""; 0]);
    }
}
