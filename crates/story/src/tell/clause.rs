//! Clauses: a subject, a verb, and what stands around it, each in its place.

use crate::record::kind::frame::Slot;
use crate::record::recorded::Sequence;
use crate::tell::english::VerbForm;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};

/// The verbs by which somebody tells of something.
pub(crate) const TELLS: [&str; 5] = ["report", "say", "speak", "speak of", "tell"];

/// Who or what a clause is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// Its words.
    pub phrase: Phrase,
    /// Whether it is several.
    pub plural: bool,
}

/// A subject, a verb, and what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Who or what.
    pub subject: Subject,
    /// Words between subject and verb: a hedge.
    pub adverb: Phrase,
    /// What it does, or what is done to it.
    pub verb: Verb,
    /// The rest, each with its place.
    pub complements: Vec<(Slot, Phrase)>,
}

/// What the subject does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// The verb.
    pub lemma: String,
    /// Its form; number comes from the subject.
    pub form: VerbForm,
    /// The testimony that says so.
    pub source: Source,
    /// Further updates it rests on.
    pub also: Vec<Sequence>,
}

impl Clause {
    /// Its words in order.
    pub fn phrase(self) -> Phrase {
        let Self { subject, adverb, verb, mut complements } = self;
        let form = verb.form.of(subject.plural);
        let mut phrase = subject.phrase;
        phrase.extend(adverb);
        phrase.push(Piece::Said(Role::Verb { source: verb.source, lemma: verb.lemma.into(), form }, verb.also));
        complements.sort_by_key(|(slot, _)| *slot);
        for (_, complement) in complements {
            phrase.extend(complement);
        }
        phrase
    }
}

/// A value of a testimony, in one of its forms.
pub fn value(source: Source, form: ValueForm) -> Piece {
    Piece::Said(Role::Value { source, form }, Vec::new())
}

/// A verb that a testimony gives.
pub fn does(source: Source, lemma: &str, form: VerbForm) -> Piece {
    Piece::Said(Role::Verb { source, lemma: lemma.into(), form }, Vec::new())
}

/// “A”, “A and B”, “A, B and C”, of phrases.
pub fn list(parts: Vec<Phrase>) -> Phrase {
    joined(parts, "and")
}

/// The same with another word before the last.
pub fn joined(parts: Vec<Phrase>, word: &'static str) -> Phrase {
    let count = parts.len();
    let mut all = Phrase::new();
    for (place, part) in parts.into_iter().enumerate() {
        // A part with a comma of its own needs one after it, too.
        let own_comma = part.contains(&Piece::Mark(","));
        match place {
            0 => {}
            _ if place + 1 == count && word != "," => all.push(Piece::Plain(word)),
            _ => all.push(Piece::Mark(",")),
        }
        let last = place + 1 == count;
        all.extend(part);
        if own_comma && !last && count == 2 {
            all.push(Piece::Mark(","));
        }
    }
    all
}

/// Phrases side by side, with a semicolon between them.
pub fn beside(parts: Vec<Phrase>) -> Phrase {
    let mut all = Phrase::new();
    for (place, part) in parts.into_iter().enumerate() {
        if place > 0 {
            all.push(Piece::Mark(";"));
        }
        all.extend(part);
    }
    all
}

/// A phrase in brackets.
pub fn bracketed(phrase: Phrase) -> Phrase {
    let mut all = vec![Piece::Open("(")];
    all.extend(phrase);
    all.push(Piece::Mark(")"));
    all
}
