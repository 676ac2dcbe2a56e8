//! A request for comment, and what came of it, as one clause.

use crate::record::kind::frame::Reply;
use crate::tell::clause::does;
use crate::tell::english::{Tense, VerbForm, Voice};
use crate::tell::span::{Phrase, Piece, Source};

/// A request for comment; what is not known of it is empty.
pub(crate) struct Request {
    /// The testimony that says what came of it.
    pub(crate) source: Source,
    /// Who was asked.
    pub(crate) asked: Phrase,
    /// Whether these are several.
    pub(crate) several: bool,
    /// Who asked.
    pub(crate) asker: Phrase,
    /// By what means, with its preposition: [`by_means`].
    pub(crate) by: Phrase,
    /// What it is about, with the word before it.
    pub(crate) about: Phrase,
    /// When.
    pub(crate) day: Phrase,
    /// The past in which it is told, by whether it has a day.
    pub(crate) past: VerbForm,
}

/// What a request is about: an item, or something in words.
pub(crate) fn question_of(on: Phrase, about: Phrase) -> Phrase {
    match (on, about) {
        // Who declines to say what was paid does not decline to speak of the settlement.
        (on, about) if !on.is_empty() && !about.is_empty() => {
            [vec![Piece::Plain("on")], on, vec![Piece::Mark(","), Piece::Plain("about")], about, vec![Piece::Mark(",")]]
                .concat()
        }
        (on, _) if !on.is_empty() => [vec![Piece::Plain("on")], on].concat(),
        (_, about) if !about.is_empty() => [vec![Piece::Plain("about")], about].concat(),
        _ => Phrase::new(),
    }
}

impl Request {
    /// “A declined to comment to B”, “A asked B for comment by email; no reply is reported”.
    pub(crate) fn phrase(self, reply: Option<Reply>) -> Phrase {
        let Self { source, asked, several, asker, by, about, day, past } = self;
        let to_asker = |before: &'static str| match asker.is_empty() {
            true => Phrase::new(),
            false => [vec![Piece::Plain(before)], asker.clone()].concat(),
        };
        let verb = |lemma: &str, form: VerbForm| vec![does(source, lemma, form)];
        let asks = || -> Phrase {
            match asker.is_empty() {
                true => [asked.clone(), verb("ask", VerbForm { voice: Voice::Passive, ..past }.of(several))].concat(),
                false => [asker.clone(), verb("ask", past), asked.clone()].concat(),
            }
        };
        let plain = |words: &'static str| vec![Piece::Plain(words)];
        // What is only known by a day starts with it: behind other times and means it would be lost.
        let (lead, day) = match past.tense {
            Tense::PastPerfect if !day.is_empty() => ([day, vec![Piece::Mark(",")]].concat(), Phrase::new()),
            _ => (Phrase::new(), day),
        };
        let told = match reply {
            Some(Reply::ByAsked { verb: lemma, negative, words, asker, channel }) => {
                let does = verb(lemma, VerbForm { negative, ..past }.of(several));
                let words = if words.is_empty() { Phrase::new() } else { plain(words) };
                let by = if channel { by } else { Phrase::new() };
                [asked, does, words, to_asker(asker), by, about, day].concat()
            }
            Some(Reply::NotByAsker { verb: lemma }) if !asker.is_empty() => {
                [asker.clone(), verb(lemma, past.not()), asked, plain("for comment"), by, about, day].concat()
            }
            Some(Reply::Asked { after }) => {
                [asks(), plain("for comment"), by, about, day, vec![Piece::Mark(";")], plain(after)].concat()
            }
            Some(Reply::NotByAsker { .. }) | None => [asks(), plain("for comment"), by, about, day].concat(),
        };
        [lead, told].concat()
    }
}

/// A means as it stands in a clause: “by email”; “through his lawyer” has its own preposition.
pub(crate) fn by_means(channel: &str, words: Phrase) -> Phrase {
    let first = channel.split(' ').next().unwrap_or_default();
    match words.is_empty() || ["at", "by", "in", "on", "over", "through", "via"].contains(&first) {
        true => words,
        false => [vec![Piece::Plain("by")], words].concat(),
    }
}
