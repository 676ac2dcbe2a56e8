//! What somebody said: in sum, in their own words, or both.

use crate::record::value::Value;
use crate::tell::clause::value;
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};

impl<'s> Telling<'_, 's> {
    pub(crate) fn is_paraphrase(&self, words: &Fact<'s>) -> bool {
        let (report, said) = self.view.state.filed(words.value_in);
        report.record.paraphrases(said)
    }

    /// What was said: the gist with the words in it, or beside it.
    pub(crate) fn said(&self, gist: Option<&Fact<'s>>, words: Option<&Fact<'s>>) -> Phrase {
        let text = |fact: &Fact<'s>| fact.value.and_then(Value::text).map(plain_text).unwrap_or_default();
        let quote = |fact: &Fact<'s>| vec![Piece::Mark(":"), value(self.source(fact.filing), ValueForm::Quoted)];
        // What is only given in other words is what was said, and not how.
        let (gist, words) = match (gist, words) {
            (None, Some(words)) if self.is_paraphrase(words) => (Some(words), None),
            both => both,
        };
        match (gist, words) {
            (Some(gist), Some(words)) => {
                let (gist_text, words_text) = (text(gist).to_lowercase(), text(words).to_lowercase());
                if words_text.contains(&gist_text) {
                    return quote(words);
                }
                if mostly_in(&words_text, &gist_text) {
                    return [vec![Piece::Plain("that")], self.words(gist)].concat();
                }
                let mut phrase = vec![Piece::Plain("that")];
                if gist_text.contains(words_text.trim_matches(['“', '”'])) {
                    let also = vec![self.sequence(words.filing)];
                    // The words are in it already: they are only set in quotation marks.
                    phrase.push(Piece::Said(
                        Role::Quoting { gist: self.source(gist.filing), words: self.source(words.filing) },
                        also,
                    ));
                    return phrase;
                }
                phrase.extend(self.words(gist));
                phrase.extend(quote(words));
                phrase
            }
            (Some(gist), None) => {
                let mut phrase = vec![Piece::Plain("that")];
                phrase.extend(self.words(gist));
                phrase
            }
            (None, Some(words)) => quote(words),
            (None, None) => Phrase::new(),
        }
    }
}

/// Whether nearly all words of a quotation are in the sum of it: it would only say the same twice. “My” is “his” there, and
/// what only joins words counts for nothing.
fn mostly_in(words: &str, gist: &str) -> bool {
    const JOINING: [&str; 14] =
        ["a", "an", "and", "as", "at", "in", "is", "it", "of", "on", "that", "the", "this", "to"];
    let plain = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && !['\'', '’', '-'].contains(&letter));
        words
            .filter(|word| !word.is_empty() && !JOINING.contains(word))
            .map(|word| in_third_person(word).to_owned())
            .collect()
    };
    let (gist, words) = (plain(gist), plain(words));
    let known = words.iter().filter(|word| gist.contains(word)).count();
    words.len() >= 3 && known * 10 >= words.len() * 8
}

/// A word as it stands in the sum of what somebody said of themselves.
fn in_third_person(word: &str) -> &str {
    match word {
        "i" | "we" | "he" | "she" => "they",
        "me" | "us" | "him" | "her" => "them",
        "my" | "our" | "his" => "their",
        "am" | "are" => "is",
        word => word,
    }
}
