//! What a court or an authority did, as it is on file in words: “blocked, because of its effect on prices”.

use crate::tell::english::{Tense, VerbForm, verb};

/// A ruling that starts with what was done to what was put to whoever ruled, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling<'t> {
    /// What was done.
    pub verb: &'static str,
    /// On what conditions, and why; or nothing.
    pub grounds: &'t str,
}

/// What is done to what was asked for, or is ruled on: a ruling starts with how that was done.
const VERBS: &[&str] = &[
    "affirm", "allow", "annul", "approve", "block", "clear", "confirm", "deny", "dismiss", "grant", "lift", "overturn",
    "prohibit", "quash", "refuse", "reject", "reverse", "suspend", "uphold", "vacate",
];

/// Takes a ruling apart that starts with what was done; none where what follows could be what it was done to.
pub fn ruling(text: &str) -> Option<Ruling<'_>> {
    const JOINS: [&str; 17] = [
        "after", "as", "because", "by", "for", "if", "in", "on", "pending", "subject", "to", "under", "unless",
        "until", "with", "without", "while",
    ];
    let text = text.trim();
    let end = text.find([' ', ',', ';']).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let done = |lemma: &&&str| verb(lemma, VerbForm::active(Tense::Past)).eq_ignore_ascii_case(first);
    let verb = VERBS.iter().find(done)?;
    let grounds = rest.trim_start_matches([',', ';']).trim();
    let stopped = rest.starts_with([',', ';']);
    let joined = grounds.split(' ').next().is_some_and(|word| JOINS.contains(&word));
    (grounds.is_empty() || stopped || joined).then_some(Ruling { verb, grounds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_starts_with_what_was_done() {
        let of = |text| ruling(text).map(|ruling| (ruling.verb, ruling.grounds));
        for (text, expected) in [
            ("denied", ("deny", "")),
            ("blocked, because of its effect on prices", ("block", "because of its effect on prices")),
            ("granted until the request is decided", ("grant", "until the request is decided")),
            ("Upheld on all counts.", ("uphold", "on all counts.")),
            ("dismissed; costs to the owners", ("dismiss", "costs to the owners")),
        ] {
            assert_eq!(of(text), Some(expected), "{text}");
        }
        for text in ["murder", "denied the owners a stay", "not approved", "a manual recount", "approved most of it"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
