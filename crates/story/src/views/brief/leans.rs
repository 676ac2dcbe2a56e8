//! What a sentence leans on: the things it speaks of as known.
//!
//! “A judge quashed the cancellation” needs the sentence in which a visa was cancelled. Words are compared by how they start, as
//! far as that can be told from their letters: what is found too much costs a line, what is not found is left to the reader.

use std::collections::HashMap;

use crate::record::kind::spec::KindRole;
use crate::state::fold::Item;
use crate::tell::telling::facts::Telling;
use crate::views::brief::plan::EntryDraft;
use crate::views::brief::sentence::SAYING;

/// How many letters of a word tell that it is of the same thing.
const STEM: usize = 5;

/// Words behind “the” that say which of several is meant, and not what it is.
const WHICH: [&str; 14] = [
    "entire", "final", "first", "former", "full", "last", "latest", "new", "next", "only", "other", "same", "second",
    "whole",
];

/// Words that are known by themselves, or stand for no thing that a story tells of.
const KNOWN: [&str; 24] = [
    "city",
    "country",
    "day",
    "days",
    "end",
    "evening",
    "government",
    "hours",
    "law",
    "month",
    "morning",
    "night",
    "number",
    "people",
    "police",
    "president",
    "public",
    "rest",
    "state",
    "time",
    "week",
    "world",
    "year",
    "years",
];

/// The start of a word by which it is known again: “cance” of “cancellation” and “cancelled”.
fn stem(word: &str) -> &str {
    word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end])
}

/// Whether a word is of the same thing: “cancelled” of “cance”, “banned” of “ban”, and not “bankers”.
fn is_of(word: &str, thing: &str) -> bool {
    if thing.chars().count() == STEM {
        return stem(word) == thing;
    }
    let doubled = thing.chars().next_back().filter(|last| !"aeiou".contains(*last));
    word.strip_prefix(thing).is_some_and(|ending| {
        let ending = doubled.and_then(|last| ending.strip_prefix(last)).unwrap_or(ending);
        ["", "d", "ed", "ing", "s"].contains(&ending)
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The things that a text speaks of as known: “the ban”, “the second cancellation”.
pub(super) fn leans_on(text: &str) -> Vec<&str> {
    let words = words(text);
    let mut known: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = words[at + 1..].iter().find(|word| !WHICH.contains(word));
        let Some(thing) = behind.filter(|_| word.eq_ignore_ascii_case("the")) else { continue };
        let plain = thing.chars().all(char::is_lowercase) && thing.len() > 2;
        if plain && !KNOWN.contains(thing) && !known.contains(&stem(thing)) {
            known.push(stem(thing));
        }
    }
    known
}

/// Whether a text tells of a thing anew, and not as of what is known: “his visa was cancelled”, “a ban of three years”.
pub(super) fn introduces(text: &str, thing: &str) -> bool {
    let words = words(text);
    words.iter().enumerate().any(|(at, word)| {
        let of_it = is_of(&word.to_lowercase(), thing);
        let mut before = words[..at].iter().rev().skip_while(|word| WHICH.contains(word));
        of_it && !before.next().is_some_and(|word| word.eq_ignore_ascii_case("the"))
    })
}

impl Telling<'_, '_> {
    /// What people say of something by the name that its author gave it is told where that is: “the sum of the settlement is
    /// not disclosed” says nothing to whoever knows of none.
    pub(super) fn with_what_they_speak_of(&self, entries: &mut [EntryDraft]) {
        let named = self.view.items().filter(|item| item.kind.takes_place() || item.kind.role() == KindRole::Proposal);
        // By the word behind “the”: there can be thousands of them.
        let mut by_word: HashMap<String, Vec<(usize, &Item, String)>> = HashMap::new();
        for (place, item) in named.enumerate() {
            let label = self.label_text(item).map(|label| label.to_lowercase()).unwrap_or_default();
            if let Some(word) = label.strip_prefix("the ").map(first_word) {
                by_word.entry(word.to_owned()).or_default().push((place, item, label));
            }
        }
        for entry in entries.iter_mut().filter(|entry| entry.section == SAYING) {
            let said = entry.drafts.first().map(|first| self.texts_of(&first.phrase).collect::<Vec<_>>().join(" "));
            let said = said.unwrap_or_default().to_lowercase();
            let said = said.as_str();
            let ends = |rest: &str| rest.chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '-');
            let here = said.match_indices("the ").flat_map(|(start, the)| {
                let labels = by_word.get(first_word(&said[start + the.len()..])).into_iter().flatten();
                labels.filter(move |(.., label)| said[start..].strip_prefix(label.as_str()).is_some_and(ends))
            });
            entry.speaks_of = here.min_by_key(|(place, ..)| *place).map(|(_, item, _)| item.key.to_string());
        }
    }
}

/// The word that a text starts with; empty where it starts with a mark.
fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_leans_on_what_it_speaks_of_as_known() {
        for (text, leans) in [
            ("A judge quashed the cancellation and ordered his release", vec!["cance"]),
            ("The minister lifted the ban", vec!["minis", "ban"]),
            ("Hawke cancelled his visa a second time", vec![]),
            ("The second cancellation stood", vec!["cance"]),
            ("The Kremlin said so at the end of the day", vec![]),
        ] {
            assert_eq!(leans_on(text), leans, "{text}");
        }
    }

    #[test]
    fn what_is_told_anew_introduces_what_is_spoken_of_as_known() {
        for (text, thing, does) in [
            ("Border officers cancelled his visa", "cance", true),
            ("The cancellation was quashed", "cance", false),
            ("The second cancellation came on 14 January", "cance", false),
            ("A ban of three years goes with it", "ban", true),
            ("The firm was banned", "ban", true),
            ("Bankers met", "ban", false),
        ] {
            assert_eq!(introduces(text, thing), does, "{text}");
        }
    }
}
