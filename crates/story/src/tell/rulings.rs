//! What a court or an authority did, as it is on file in words: “blocked, because of its effect on prices”.

use crate::tell::english::{Tense, VerbForm, verb};
use crate::tell::nouns::head_noun;

/// A ruling that says what was done to what was put to whoever ruled, or to those whose case it was, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling<'t> {
    /// What it says that was done to, where it names that: “appeal” of “the appeal was rejected”.
    pub of: &'t str,
    /// What was done.
    pub verb: &'static str,
    /// On what conditions, and why, or the rest of what was done; or nothing.
    pub grounds: &'t str,
}

impl Ruling<'_> {
    /// Whether it is what was done to this.
    pub fn is_of(&self, put: &str) -> bool {
        self.of.is_empty() || head_noun(put) == self.of
    }
}

/// What is done to what was asked for, or is ruled on: a ruling starts with how that was done.
const VERBS: &[&str] = &[
    "affirm", "allow", "annul", "approve", "block", "clear", "confirm", "deny", "dismiss", "grant", "lift", "overturn",
    "prohibit", "quash", "refuse", "reject", "reverse", "suspend", "uphold", "vacate",
];

/// What is done to those whose case it is.
const TO_PARTIES: &[&str] = &[
    "acquit",
    "ban",
    "bar",
    "censure",
    "clear",
    "convict",
    "disqualify",
    "exonerate",
    "expel",
    "fine",
    "order",
    "reprimand",
    "sentence",
];

/// What somebody is found to be, with the verb for that.
const FOUND: [&str; 5] = ["guilty", "in breach", "liable", "not guilty", "not liable"];

fn is_done(text: &str, lemma: &str) -> bool {
    verb(lemma, VerbForm::active(Tense::Past)).eq_ignore_ascii_case(text)
}

/// Takes a ruling apart that says what was done to what was put to the court: “rejected, because it came too late”, “the
/// appeal was rejected”; none where what follows could be what it was done to.
pub fn ruling(text: &str) -> Option<Ruling<'_>> {
    const JOINS: [&str; 17] = [
        "after", "as", "because", "by", "for", "if", "in", "on", "pending", "subject", "to", "under", "unless",
        "until", "with", "without", "while",
    ];
    let (of, text) = done_to(text.trim()).unwrap_or(("", text.trim()));
    let end = text.find([' ', ',', ';']).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let verb = VERBS.iter().find(|lemma| is_done(first, lemma))?;
    let grounds = rest.trim_start_matches([',', ';']).trim();
    // “Rejected on costs and allowed on the merits” does two things, and neither to all of it.
    let words: Vec<&str> = grounds.split(' ').collect();
    let does_more = words.windows(2).any(|pair| {
        ["and", "but", "then", "yet"].contains(&pair[0])
            && VERBS.iter().any(|lemma| is_done(pair[1].trim_end_matches([',', ';', '.']), lemma))
    });
    if does_more {
        return None;
    }
    let stopped = rest.starts_with([',', ';']);
    let joined = grounds.split(' ').next().is_some_and(|word| JOINS.contains(&word));
    (grounds.is_empty() || stopped || joined).then_some(Ruling { of, verb, grounds })
}

/// “The appeal was rejected, because …”: what it was done to, and what was done.
fn done_to(text: &str) -> Option<(&str, &str)> {
    let (article, rest) = text.split_once(' ')?;
    let named = ["the", "her", "his", "its", "their"].contains(&article.to_lowercase().as_str());
    let (of, done) = rest.split_once(' ')?;
    let (be, done) = done.split_once(' ')?;
    (named && ["are", "is", "was", "were"].contains(&be)).then_some((of, done))
}

/// Takes a ruling apart that says what was done to those whose case it is: “barred from all football for 90 days”, “guilty of
/// fraud”.
pub fn of_parties(text: &str) -> Option<Ruling<'_>> {
    let text = text.trim();
    let found = FOUND.iter().filter_map(|what| text.strip_prefix(what));
    if found.into_iter().any(|rest| rest.is_empty() || rest.starts_with([' ', ','])) {
        return Some(Ruling { of: "", verb: "find", grounds: text });
    }
    let (first, rest) = text.split_at(text.find([' ', ',']).unwrap_or(text.len()));
    let verb = TO_PARTIES.iter().find(|lemma| is_done(first, lemma))?;
    // Whoever “ordered a new trial” did so to nobody.
    let joins = ["by", "for", "from", "in", "of", "on", "to", "until", "with"];
    let grounds = rest.trim();
    let joined = grounds.is_empty() || grounds.split(' ').next().is_some_and(|word| joins.contains(&word));
    let amount = *verb == "fine" && grounds.starts_with(|letter: char| letter.is_ascii_digit());
    (joined || amount).then_some(Ruling { of: "", verb, grounds })
}

/// Whether a noun is of something that is put to a court, so that one speaks of what was ruled *in* it.
pub fn is_put_to_courts(noun: &str) -> bool {
    const NOUNS: [&str; 19] = [
        "action",
        "appeal",
        "appeals",
        "application",
        "bid",
        "case",
        "cases",
        "challenge",
        "complaint",
        "lawsuit",
        "motion",
        "petition",
        "plea",
        "proceedings",
        "request",
        "requests",
        "retrial",
        "suit",
        "trial",
    ];
    NOUNS.contains(&noun) || noun == "v." || noun == "v"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_starts_with_what_was_done() {
        let of = |text| ruling(text).map(|ruling| (ruling.of, ruling.verb, ruling.grounds));
        for (text, expected) in [
            ("denied", ("", "deny", "")),
            ("blocked, because of its effect on prices", ("", "block", "because of its effect on prices")),
            ("granted until the request is decided", ("", "grant", "until the request is decided")),
            ("Upheld on all counts.", ("", "uphold", "on all counts.")),
            ("dismissed; costs to the owners", ("", "dismiss", "costs to the owners")),
            ("the appeal was rejected", ("appeal", "reject", "")),
            ("The seizure is lifted, as the sum was paid", ("seizure", "lift", "as the sum was paid")),
        ] {
            assert_eq!(of(text), Some(expected), "{text}");
        }
        for text in [
            "murder",
            "denied the owners a stay",
            "not approved",
            "a manual recount",
            "approved most of it",
            "the bans are upheld and shortened",
            "the bans of both are upheld",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_ruling_says_what_was_done_to_those_whose_case_it_is() {
        let of = |text| of_parties(text).map(|ruling| (ruling.verb, ruling.grounds));
        for (text, expected) in [
            ("guilty of a conflict of interest", ("find", "guilty of a conflict of interest")),
            ("not guilty", ("find", "not guilty")),
            ("barred from all football for 90 days", ("bar", "from all football for 90 days")),
            ("acquitted", ("acquit", "")),
            ("sentenced to 12 years", ("sentence", "to 12 years")),
            ("fined 80,000 francs", ("fine", "80,000 francs")),
            ("ordered to pay the costs", ("order", "to pay the costs")),
        ] {
            assert_eq!(of(text), Some(expected), "{text}");
        }
        for text in ["murder", "ordered a new trial", "guiltless", "barred the door", "it stands"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
