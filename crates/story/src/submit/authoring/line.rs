//! `line:`, the author's own sentence for a brief.
//!
//! A sentence is shown with the grade of what its update reports, so it says no more than that: every number, date and
//! name in it stands in the update as well, or in what its item and its story are called, which says nothing of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::record::name::{AttributeName, ElementKey, EntitySlug};
use crate::record::time::calendar::{self, MONTHS, WEEKDAYS};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::entity::Entity;
use crate::submit::authoring::reader::UpdateReader;
use crate::submit::authoring::world::World;
use crate::submit::node::Node;
use crate::submit::refusal::Code;
use crate::submit::refusals::Since;

/// The longest line, in characters.
const MAX_LINE: usize = 400;

/// Days that are others tomorrow.
const RELATIVE: [&str; 4] = ["today", "tomorrow", "yesterday", "tonight"];
const NUMBERS: [&str; 11] =
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

impl UpdateReader<'_> {
    pub(super) fn read_line(&mut self, node: &Node<'_>, since: Since) -> Option<()> {
        let line = node.words()?;
        if line.chars().count() > MAX_LINE || line.contains('\n') {
            return node.refuse(Code::BadValue, format!("a line is one sentence of at most {MAX_LINE} characters"));
        }
        // Of an update that is refused it is not known what it reports.
        if !self.world.refusals.any(since) {
            let reported = Reported::of(&self.update, self.world);
            if let Some(more) = reported.more_in(&line).or_else(|| self.stranger_in(&line, &reported)) {
                let message = format!(
                    "the line says `{more}`, which this update does not report; report it in an attribute as well, or leave it out of the line"
                );
                return node.refuse(Code::BadValue, message);
            }
        }
        self.update.line = Some(line);
        Some(())
    }

    /// Somebody in the directory whom the line names and the update does not, not even within its words.
    fn stranger_in(&self, line: &str, reported: &Reported) -> Option<String> {
        let mut line = format!(" {} ", plain(line).join(" "));
        // Who says “the Tokyo District Court” names no Tokyo.
        let mut own: Vec<String> =
            self.own_names().into_iter().map(|name| format!(" {} ", plain(&name).join(" "))).collect();
        own.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in own.iter().filter(|name| name.len() > 2) {
            line = line.replace(name.as_str(), " ");
        }
        let named = |name: &str| name.len() > 3 && line.contains(&format!(" {} ", plain(name).join(" ")));
        let in_words = |name: &str| {
            let name = format!(" {} ", plain(name).join(" "));
            reported.texts.iter().any(|text| text.contains(&name))
        };
        let strangers = self.world.directory().iter().flat_map(Entity::spellings);
        let pending = self.world.pending_entities.values().flat_map(|entry| &entry.names).map(|name| &*name.text);
        strangers.chain(pending).find(|name| named(name) && !in_words(name)).map(ToOwned::to_owned)
    }

    /// What those are called whom the update names, with whom they speak for and where they lie.
    fn own_names(&self) -> Vec<String> {
        let known = surroundings(&self.update, self.world);
        let known =
            known.iter().flat_map(|entity| entity.spellings().chain(entity.title.as_deref())).map(ToOwned::to_owned);
        let pending = self.update.entities().filter_map(|slug| self.world.pending_entities.get(slug));
        let pending = pending.flat_map(|entry| {
            entry.names.iter().map(|name| name.text.to_string()).chain(entry.title.iter().map(ToString::to_string))
        });
        known.chain(pending).collect()
    }
}

/// The entries an update names, with whom they speak for and where they lie.
fn surroundings<'w>(update: &Update, world: &'w World<'_>) -> Vec<&'w Entity> {
    let of = |slug: &EntitySlug| {
        let entity = world.directory().get(slug);
        entity.map(|entity| world.directory().surroundings(&entity.slug)).unwrap_or_default()
    };
    update.entities().flat_map(of).collect()
}

/// What an update reports, word by word.
struct Reported {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// The texts of its values, in plain words.
    texts: Vec<String>,
}

impl Reported {
    fn of(update: &Update, world: &World<'_>) -> Self {
        let mut told = vec![update.label.as_deref().unwrap_or_default().to_owned()];
        told.extend(update.testimonies.iter().map(|said| serde_json::to_string(said).unwrap_or_default()));
        let values = || update.testimonies.iter().filter_map(|said| said.value.as_ref());
        // “2.8 billion” of 2,800,000,000.
        told.extend(values().filter_map(|value| match value {
            Value::Count(count) => Some(in_millions(count)),
            _ => None,
        }));
        told.extend(update.attributions.iter().map(|said| serde_json::to_string(said).unwrap_or_default()));
        told.extend([&update.said_at, &update.published_at].into_iter().flatten().map(|when| when.as_str().to_owned()));
        let pending = update.entities().filter_map(|slug| world.pending_entities.get(slug));
        told.extend(pending.flat_map(|entry| {
            let names = entry.names.iter().map(|name| name.text.to_string());
            names
                .chain(entry.title.iter().map(ToString::to_string))
                .chain(entry.described.iter().map(ToString::to_string))
        }));
        let on_file = surroundings(update, world);
        told.extend(on_file.iter().flat_map(|entity| {
            entity.spellings().map(ToOwned::to_owned).chain(entity.title.iter().map(ToString::to_string))
        }));
        let called: Vec<&str> = update.item.iter().flat_map(|item| world.called(item)).collect();
        told.extend(called.iter().map(|name| (*name).to_owned()));
        let texts = values().filter_map(Value::text).chain(called);
        let texts = texts.map(|text| format!(" {} ", plain(text).join(" "))).collect();
        let mut reported = Self { words: BTreeSet::new(), numbers: list_lengths(update).collect(), texts };
        for text in &told {
            reported.words.extend(plain(text));
            reported.numbers.extend(numbers_in(text));
            reported.words.extend(
                dates(text).flat_map(|date| [calendar::month(date), calendar::weekday(date)].map(str::to_lowercase)),
            );
            reported.words.extend(months(text));
        }
        reported
    }

    /// The first thing in a line that is not reported.
    fn more_in(&self, line: &str) -> Option<String> {
        if let Some(number) = numbers_in(line).find(|number| !self.numbers.contains(number)) {
            return Some(number);
        }
        let sentence_starts =
            line.split(". ").filter_map(|sentence| sentence.split_whitespace().next()).collect::<Vec<_>>();
        let more = |word: &&str| {
            let (bare, starts) = (plain(word).concat(), sentence_starts.contains(word));
            let named = word.chars().next().is_some_and(char::is_uppercase) && !starts && bare.len() > 1;
            let dated = MONTHS.iter().chain(&WEEKDAYS).chain(&RELATIVE).any(|date| date.eq_ignore_ascii_case(&bare))
                && (named || bare != "may" && bare != "march");
            let counted = NUMBERS.iter().position(|number| *number == bare).map(|at| (at + 2).to_string());
            let known = plain(word).iter().all(|part| self.words.contains(part));
            match counted {
                Some(number) => !known && !self.numbers.contains(&number),
                None => (named || dated) && !known,
            }
        };
        line.split_whitespace().find(more).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
    }
}

/// How many elements each list of an update has.
fn list_lengths(update: &Update) -> impl Iterator<Item = String> {
    let elements = update.testimonies.iter().map(|said| &said.path).filter(|path| path.element.is_some());
    let mut lists: BTreeMap<&AttributeName, BTreeSet<&ElementKey>> = BTreeMap::new();
    for path in elements {
        if let (Some(list), Some(element)) = (&path.attribute, &path.element) {
            lists.entry(list).or_default().insert(element);
        }
    }
    lists.into_values().map(|elements| elements.len().to_string())
}

/// The words of a text in lower case, without what stands around them.
fn plain(text: &str) -> Vec<String> {
    let text = text.replace("’s", "").replace("'s", "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The numbers in a text, without the marks between thousands and without zeros in front.
fn numbers_in(text: &str) -> impl Iterator<Item = String> {
    let joined = text.replace(',', "");
    let runs: Vec<String> =
        joined.split(|c: char| !c.is_ascii_digit()).map(|run| run.trim_start_matches('0').to_owned()).collect();
    runs.into_iter().filter(|run| !run.is_empty())
}

/// The days that stand in a text as ISO 8601 writes them.
fn dates(text: &str) -> impl Iterator<Item = Date> + '_ {
    let days = (0..text.len()).filter_map(|at| text.get(at..at + 10));
    days.filter(|day| day.as_bytes()[4] == b'-').filter_map(|day| day.parse().ok())
}

/// The months that stand in a text as ISO 8601 writes them, by name.
fn months(text: &str) -> impl Iterator<Item = String> + '_ {
    let months = (0..text.len()).filter_map(|at| text.get(at..at + 7)).filter(|month| month.as_bytes()[4] == b'-');
    let number = months
        .filter(|month| month[..4].bytes().all(|digit| digit.is_ascii_digit()))
        .filter_map(|month| month[5..].parse().ok());
    number.filter_map(|month: usize| MONTHS.get(month.checked_sub(1)?)).map(|month| month.to_lowercase())
}

/// A number as it is written in millions, billions or trillions, where it is that large.
fn in_millions(count: &Count) -> String {
    let whole = [Some(count.low), count.high].into_iter().flatten().filter(|_| count.decimals == 0);
    let scaled = whole.flat_map(|number| {
        [1_000_000, 1_000_000_000, 1_000_000_000_000].map(|unit: i64| {
            let (before, behind) = (number / unit, format!("{:018}", number % unit));
            let digits = unit.ilog10() as usize;
            format!("{before}.{}", behind[18 - digits..].trim_end_matches('0'))
        })
    });
    scaled.filter(|number| !number.starts_with('0')).collect::<Vec<_>>().join(" ")
}
