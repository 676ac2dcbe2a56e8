//! How a fact stands in a sentence: its value, how firmly it is said, and what it is limited to.

use crate::record::entry::EntityType;
use crate::record::kind::spec::PhaseRole;
use crate::record::name::EntitySlug;
use crate::record::time::meaning::Meaning;
use crate::record::value::Value;
use crate::state::fold::Filing;
use crate::tell::clause::{bracketed, joined, list, value};
use crate::tell::dates::Dates;
use crate::tell::english::{Tense, VerbForm};
use crate::tell::realise::{has_day, holds_when, text_of, told_from_day};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Finer, Telling};
use crate::tell::voices::on_day;

/// How many names a list has at most.
pub(crate) const MOST_NAMES: usize = 5;

/// How many are named of more.
pub(crate) const FIRST_NAMES: usize = 3;

impl<'s> Telling<'_, 's> {
    /// The value of a fact, how firmly it is said, and what it is limited to.
    pub(crate) fn words(&self, fact: &Fact<'s>) -> Phrase {
        let mut phrase = Phrase::new();
        if self.is_hedged(fact) {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new()));
        }
        phrase.extend(self.unhedged(fact));
        phrase
    }

    /// The value of a fact in one of its forms, and how firmly it is said.
    pub(crate) fn in_form(&self, fact: &Fact<'s>, form: ValueForm) -> Phrase {
        let mut phrase = Phrase::new();
        if self.is_hedged(fact) {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new()));
        }
        phrase.push(value(self.source(fact.value_in), form));
        phrase
    }

    /// The value of a fact and what it is limited to.
    pub(crate) fn unhedged(&self, fact: &Fact<'s>) -> Phrase {
        let testimony = self.view.state.filed(fact.filing).1;
        let source = self.source(fact.filing);
        let mut phrase = Phrase::new();
        let limits = testimony.limits.as_deref();
        let bound = limits.is_some_and(is_bound);
        if bound {
            phrase.push(Piece::Said(Role::Limits { source }, Vec::new()));
        }
        phrase.extend(self.plain(fact));
        phrase.extend(self.when_it_holds(fact.filing));
        if !bound {
            phrase.extend(self.limited(fact.filing));
        }
        phrase
    }

    /// Of which day a number is, or for how long a value holds, where its report says it.
    fn when_it_holds(&self, filing: Filing) -> Option<Piece> {
        let said = Piece::Said(Role::HoldsWhen { source: self.source(filing) }, Vec::new());
        let (report, testimony) = self.view.state.filed(filing);
        holds_when(&report.record, testimony, Dates::of(self.view)).map(|_| said)
    }

    /// Whether what a filing gives says by itself of which day it is or for how long it holds.
    pub(crate) fn says_when_it_holds(&self, filing: Filing) -> bool {
        let (report, testimony) = self.view.state.filed(filing);
        report.record.is_of_a_time(testimony)
    }

    /// For how long what a filing gives holds and what it is limited to, behind what is made of its value.
    pub(crate) fn qualified(&self, filing: Filing) -> Phrase {
        self.when_it_holds(filing).into_iter().chain(self.limited(filing)).collect()
    }

    /// Whether a fact is hedged in a way that nothing else says.
    pub(crate) fn is_hedged(&self, fact: &Fact<'s>) -> bool {
        let testimony = self.view.state.filed(fact.filing).1;
        testimony.hedge.is_some() && !fact.planned && !self.is_hedged_as_a_whole(fact.filing)
    }

    /// Whether the hedge of a testimony is that of its whole report, on which the sentence stands that is being made and says
    /// so.
    fn is_hedged_as_a_whole(&self, filing: Filing) -> bool {
        let (report, testimony) = self.view.state.filed(filing);
        let all = self.says_hedge.get() && report.record.testimonies.iter().all(|said| said.hedge == testimony.hedge);
        let item = report.record.item.as_ref().and_then(|key| self.view.state.item(key));
        all && item.and_then(|item| self.base(item)).is_some_and(|base| base.report == filing.report)
    }

    /// Names in a list; of many how many they are, and the first of them: “18 people, among them A, B and C,”.
    pub(crate) fn names(&self, facts: &[&Fact<'s>], words: Vec<Phrase>) -> Phrase {
        let entities: Vec<_> = facts.iter().filter_map(|fact| fact.value?.entity()).collect();
        if words.len() <= MOST_NAMES || entities.len() < facts.len() || facts.len() != words.len() {
            return list(words);
        }
        let is = |kind: EntityType| {
            let known = |slug: &&EntitySlug| self.view.directory.get(self.view.directory.canonical(slug));
            entities.iter().all(|slug| known(slug).is_some_and(|known| known.is == kind))
        };
        let what = match (is(EntityType::Person), is(EntityType::Organisation)) {
            (true, _) => "people",
            (_, true) => "organisations",
            _ => "parties",
        };
        let of = facts.iter().map(|fact| self.source(fact.filing)).collect();
        let mut phrase = vec![Piece::Said(Role::Tally { of }, Vec::new()), Piece::Plain(what)];
        phrase.extend([Piece::Mark(","), Piece::Plain("among them")]);
        phrase.extend(list(words.into_iter().take(FIRST_NAMES).collect()));
        phrase.push(Piece::Mark(","));
        phrase
    }

    /// The day on which what a filing gives was said.
    pub(crate) fn day(&self, filing: Filing) -> Piece {
        Piece::Said(Role::Said { sequence: self.sequence(filing), year: None }, Vec::new())
    }

    /// The same behind what was said.
    pub(crate) fn on_day(&self, filing: Filing) -> Phrase {
        on_day(self.view, self.sequence(filing))
    }

    /// A date without the preposition it has by itself.
    pub(crate) fn bare_date(&self, fact: &Fact<'s>) -> Phrase {
        let source = self.source(fact.filing);
        let hedge = self.is_hedged(fact).then(|| Piece::Said(Role::Hedge { source }, Vec::new()));
        hedge.into_iter().chain([Piece::Said(Role::Date { source, year: None, bare: true }, Vec::new())]).collect()
    }

    /// Whether a word has a day of its own, and not only one by which it was known.
    pub(crate) fn has_day(&self, filing: Filing) -> bool {
        has_day(&self.view.state.filed(filing).0.record)
    }

    /// The past in which a word is told that has its day in front of it.
    pub(crate) fn past_from_day(&self, filing: Filing) -> VerbForm {
        told_from_day(&self.view.state.filed(filing).0.record)
    }

    /// The past in which a word is told, and its day where that is told with it.
    pub(crate) fn past_and_day(&self, filing: Filing, dated: bool) -> (VerbForm, Option<Piece>) {
        let past = if dated { self.past_from_day(filing) } else { VerbForm::active(Tense::Past) };
        (past, dated.then(|| self.day(filing)))
    }

    /// What a testimony is limited to, behind what it says: “denied it as to an election”, “put it at 40, limited to the
    /// harbour”.
    pub(crate) fn limited(&self, filing: Filing) -> Phrase {
        if self.view.state.filed(filing).1.limits.is_none() {
            return Phrase::new();
        }
        let limits = Role::Limits { source: self.source(filing) };
        let text = text_of(self.view, self.view.style(), &limits).unwrap_or_default();
        let said = Piece::Said(limits, Vec::new());
        match (reads_on(&text), text.starts_with("as far ")) {
            (_, true) => vec![Piece::Mark(","), said, Piece::Mark(",")],
            (true, _) => vec![said],
            (false, _) => vec![Piece::Mark(","), Piece::Plain("limited to"), said, Piece::Mark(",")],
        }
    }

    /// The value of a fact alone; where it is disputed, with what others say instead.
    pub(crate) fn plain(&self, fact: &Fact<'s>) -> Phrase {
        let own = self.undisputed(fact);
        if let Some(finer) = &fact.finer {
            return [own, bracketed(self.finer_words(finer))].concat();
        }
        let Some(rivals) = &fact.rivals else { return own };
        let sides = std::iter::once(own).chain(rivals.iter().map(|rival| self.undisputed(rival)));
        [joined(sides.collect(), "or"), bracketed(vec![Piece::Plain("disputed")])].concat()
    }

    /// “on 2 or on 3 April 2025: disputed”, “on 3 April 2025 \[reported\]”.
    pub(crate) fn finer_words(&self, finer: &Finer<'s>) -> Phrase {
        let sides = finer.facts.iter().map(|fact| self.undisputed(fact)).collect();
        let how = match (finer.disputed, finer.facts.first()) {
            (false, Some(only)) => vec![Piece::Open("["), Piece::Plain(only.grade.as_str()), Piece::Mark("]")],
            _ => vec![Piece::Mark(":"), Piece::Plain("disputed")],
        };
        [joined(sides, "or"), how].concat()
    }

    /// “early next week” (between 29 and 31 March): a date that was worked out from its source's words, these first where they
    /// are a time and no length of it.
    pub(crate) fn as_it_was_put(&self, fact: &Fact<'s>) -> Phrase {
        const NUMBERS: [&str; 13] =
            ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several"];
        let source = self.source(fact.value_in);
        let words = value(source, ValueForm::AsPut);
        let date = Piece::Said(Role::Date { source, year: None, bare: false }, Vec::new());
        let phrase = match fact.value {
            Some(Value::When(when)) => when.phrase().unwrap_or_default(),
            _ => "",
        };
        let first = phrase.split(' ').next().unwrap_or_default();
        let length = first.starts_with(|letter: char| letter.is_ascii_digit()) || NUMBERS.contains(&first);
        let (first, second) = if length { (date, words) } else { (words, date) };
        std::iter::once(first).chain(bracketed(vec![second])).collect()
    }

    fn undisputed(&self, fact: &Fact<'s>) -> Phrase {
        let source = self.source(fact.value_in);
        match fact.value {
            Some(Value::Entity(entity)) => {
                vec![Piece::Name { entity: entity.clone(), sequence: source.sequence, possessive: false, titled: true }]
            }
            Some(Value::Place(entity)) => {
                vec![Piece::Name {
                    entity: entity.clone(),
                    sequence: source.sequence,
                    possessive: false,
                    titled: false,
                }]
            }
            Some(Value::When(when)) => match when.meaning() {
                Ok(Meaning::Relative(_, key)) => {
                    let mut phrase = vec![value(source, ValueForm::Relation)];
                    phrase.extend(match self.view.state.item(&key) {
                        Some(item) => self.other_noun(item),
                        None => vec![Piece::Plain("another event")],
                    });
                    phrase
                }
                _ => {
                    let date = vec![Piece::Said(Role::Date { source, year: None, bare: false }, Vec::new())];
                    // What is said of the days to come is told in its own words before what these come to.
                    let ahead = || self.phase_filed_in(fact.value_in).is_some_and(PhaseRole::lies_ahead);
                    let as_put = when.phrase().filter(|_| when.is_window() && ahead());
                    if as_put.is_some() { self.as_it_was_put(fact) } else { date }
                }
            },
            Some(Value::Item(key)) => match self.view.state.item(key) {
                Some(item) => {
                    let mut phrase = self.noun(item, true).phrase;
                    if let Some(Piece::Said(_, also)) = phrase.iter_mut().find(|piece| matches!(piece, Piece::Said(..)))
                    {
                        also.push(source.sequence);
                    }
                    phrase
                }
                None => vec![value(source, ValueForm::Plain)],
            },
            _ => vec![value(source, ValueForm::Plain)],
        }
    }
}

/// Whether limits are the bound of a number or a time, and go before it: “more than”.
fn is_bound(limits: &str) -> bool {
    [
        "more than",
        "at least",
        "about",
        "almost",
        "nearly",
        "up to",
        "at most",
        "less than",
        "fewer than",
        "over",
        "under",
    ]
    .contains(&limits)
}

/// Whether limits go on in the sentence before them: “in the north”, “officially”.
fn reads_on(limits: &str) -> bool {
    const JOINS: [&str; 38] = [
        "about",
        "after",
        "alone",
        "among",
        "apart",
        "as",
        "at",
        "because",
        "before",
        "between",
        "by",
        "during",
        "except",
        "excluding",
        "for",
        "from",
        "if",
        "in",
        "including",
        "not",
        "of",
        "on",
        "only",
        "outside",
        "since",
        "so",
        "that",
        "through",
        "to",
        "under",
        "unless",
        "until",
        "when",
        "where",
        "which",
        "while",
        "with",
        "within",
    ];
    let first = limits.split([' ', ',']).next().unwrap_or_default().to_lowercase();
    JOINS.contains(&first.as_str()) || first == "without" || first.ends_with("ly") && !limits.contains(' ')
}
