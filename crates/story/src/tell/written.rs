//! What can be told of an author's words by their forms: whether they are a sentence, and of which time.
//!
//! English does not show all of it. Where its forms leave it open, the words are taken to be in order.

use crate::tell::english::{at_verb, is_clause, is_irregular_preterite};

/// Past tenses that the table of irregular verbs does not have: of auxiliaries, those with two forms, and one that ends as a
/// regular one does not.
const FURTHER_PASTS: &str = "agreed burnt did lay was were";

/// Regular verbs that take no object: “collapsed on 25 January” is what it did, and not what was done to it.
const INTRANSITIVE: &str = "agreed appeared arrived collapsed continued crashed declined departed died disappeared doubled emerged ended \
    erupted escaped expired exploded failed halved happened lapsed occurred opened remained resigned returned \
    stayed stepped stopped surfaced survived travelled tripled vanished voted walked";

/// Words behind which “-ed” is what was done to somebody: “killed by”, “recalled in”.
const BEHIND_PARTICIPLE: &[&str] =
    &["after", "at", "by", "during", "for", "from", "in", "near", "of", "off", "on", "over", "to", "under", "with"];

/// Words before which “-ed” is no past tense: “to be recalled”, “the recalled cars”.
const BEFORE_PARTICIPLE: &[&str] = &["a", "an", "be", "been", "being", "get", "not", "of", "the", "to", "yet"];

/// Verbs of what has not happened yet.
const AHEAD: &[&str] =
    &["expect", "expects", "hope", "hopes", "intend", "intends", "shall", "tomorrow", "will", "won't"];

/// Whether a word is one of a list, which is written as a sentence is.
pub(crate) fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Whether a text has one of these words, in small letters, whatever the case it has them in.
pub(crate) fn has_word(text: &str, words: &[&str]) -> bool {
    text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
}

/// The words of a text that are longer than most words of grammar.
pub(crate) fn long_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 3)
}

/// Whether a clause says that something is not so: “he did not pull the trigger”, and not “he was afraid and did not
/// want to go”.
pub(crate) fn is_negative(clause: &str) -> bool {
    const AUXILIARIES: &str = "\
        are can could did do does had has have is may might must shall should was were will would";
    let words = words(clause);
    let first = words.iter().position(|word| word == "cannot" || is_one_of(word, AUXILIARIES));
    first.is_some_and(|first| words[first] == "cannot" || words.get(first + 1).is_some_and(|next| next == "not"))
}

/// Whether a word is the past of a verb that is not made with “-ed”.
pub(crate) fn is_irregular(word: &str) -> bool {
    is_irregular_preterite(word) || is_one_of(word, FURTHER_PASTS)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '-');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a text has something that happened in it: a verb in the past.
fn has_past(words: &[String]) -> bool {
    let done = |place: usize| {
        let (before, next) = (words[..place].last(), words.get(place + 1));
        let is = |word: Option<&String>, of: &[&str]| word.is_some_and(|word| of.contains(&word.as_str()));
        let regular = words[place].len() > 4 && words[place].ends_with("ed") && !words[place].ends_with("eed");
        let acted = next.is_some() && !is(next, BEHIND_PARTICIPLE) || is_one_of(&words[place], INTRANSITIVE);
        is_irregular(&words[place]) || regular && acted && !is(before, BEFORE_PARTICIPLE)
    };
    (1..words.len()).any(done)
}

/// Whether a text is the name of a thing and no sentence: “people killed by the flood”, “cars to be recalled”.
pub fn is_no_sentence(text: &str) -> bool {
    let words = words(text);
    const PRESENT: &str = "allow allows blames cause causes costs depend depends follows knows lack owes own plans \
        remain remains says seek seeks want wants";
    let present = |word: &String| is_one_of(word, PRESENT);
    !is_clause(text) && at_verb(text).is_none() && !has_past(&words) && !words.iter().skip(1).any(present)
}

/// Whether a sentence tells of the present, and nothing in it of the past: “Takata files for bankruptcy”.
pub fn is_of_the_present(text: &str) -> bool {
    let words = words(text);
    const BEFORE_STATE: [&str; 6] = ["a", "an", "are", "be", "is", "the"];
    let past = (1..words.len()).any(|place| {
        let regular = words[place].len() > 3 && words[place].ends_with("ed") && !words[place].ends_with("eed");
        regular && !BEFORE_STATE.contains(&words[place - 1].as_str()) || is_irregular(&words[place])
    });
    !past
}

/// Whether a sentence tells of a plan as of one that was made then, and may have been met or given up since: “Macron announced
/// the reopening for 8 December”, “the trial was to open in June”.
pub fn is_of_a_past_plan(text: &str) -> bool {
    const OF_PLANS: [&str; 13] = [
        "announced",
        "called",
        "due",
        "expected",
        "intended",
        "invited",
        "ordered",
        "promised",
        "proposed",
        "scheduled",
        "set",
        "to",
        "would",
    ];
    let of_plan = words(text).iter().any(|word| OF_PLANS.contains(&word.as_str()) || word.starts_with("plan"));
    of_plan && !is_of_the_present(text) && passing(text).is_none()
}

/// The word in a sentence by which it will be out of date: “will”, “expects”.
pub fn passing(text: &str) -> Option<String> {
    words(text).into_iter().find(|word| AHEAD.contains(&word.as_str()))
}

/// A word for somebody or something of which nothing is said before it: “its plants” of “stored at its plants”.
pub fn stray_pronoun(text: &str) -> Option<&str> {
    const PRONOUNS: [&str; 8] = ["he", "her", "his", "its", "she", "their", "them", "they"];
    let own: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at = own.iter().position(|word| PRONOUNS.contains(&word.to_lowercase().as_str()))?;
    let pronoun = own[at].to_lowercase();
    let several = ["their", "them", "they"].contains(&pronoun.as_str());
    let person = ["he", "her", "his", "she"].contains(&pronoun.as_str());
    const PERSONS: [&str; 12] = [
        "boy",
        "chief",
        "director",
        "girl",
        "judge",
        "leader",
        "man",
        "minister",
        "officer",
        "president",
        "suspect",
        "woman",
    ];
    let stands_for = |word: &&str| {
        let named = word.starts_with(char::is_uppercase) || word.chars().all(|letter| letter.is_ascii_digit());
        named
            || several && word.len() > 3 && word.ends_with('s')
            || several && ["all", "both", "people", "those"].contains(word)
            || person && PERSONS.contains(word)
    };
    (!own[..at].iter().any(stands_for)).then(|| own[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_told_from_a_sentence() {
        for thing in [
            "people killed by Takata airbags in the United States",
            "cars to be recalled over the airbags",
            "recalled inflators in the United States not yet replaced",
            "people missing after the flood",
            "a consent order under which the firm pays",
            "the number of dead",
        ] {
            assert!(is_no_sentence(thing), "{thing}");
        }
        for sentence in [
            "the storm killed nine people",
            "the dam collapsed on 25 January",
            "consumer prices rose by 50.6 per cent",
            "owners should have the airbags replaced",
            "Takata misrepresented and manipulated test data",
            "ammonium nitrate and heat together are the cause",
            "the part is from the ship",
        ] {
            assert!(!is_no_sentence(sentence), "{sentence}");
        }
    }

    #[test]
    fn a_sentence_of_the_present_is_told_from_one_of_the_past() {
        for present in [
            "Takata files for bankruptcy in Tokyo.",
            "Four carmakers recall 3.4 million cars worldwide.",
            "The council wants higher dues.",
            "The search is over.",
            "The court more than doubles the fine, in stages to the end of 2019.",
        ] {
            assert!(is_of_the_present(present), "{present}");
        }
        for past in [
            "Takata filed for bankruptcy in Tokyo.",
            "A woman died in Malaysia when her airbag burst.",
            "Ana Holm left the quay on 29 December.",
            "Ana Holm has sued the port.",
            "All 26 ministers resigned on 3 April.",
            "The ships were released on bail.",
        ] {
            assert!(!is_of_the_present(past), "{past}");
        }
        assert_eq!(passing("The firm expects to close the quay.").as_deref(), Some("expects"));
        assert_eq!(passing("The firm closed the quay."), None);
    }

    #[test]
    fn a_pronoun_needs_somebody_before_it() {
        for (text, pronoun) in [
            ("the propellant was badly stored at its plants", Some("its")),
            ("a fine on those who keep their boats here", None),
            ("a fine of his", Some("his")),
            ("the resignation of Takata's president, replaced by its chairman", None),
            ("the woman and her son drowned", None),
            ("the quay is unsafe", None),
        ] {
            assert_eq!(stray_pronoun(text), pronoun, "{text}");
        }
    }
}
