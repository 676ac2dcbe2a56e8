//! Whether two names may be of one.

use crate::record::folding::words;

/// Whether two names may be spellings of one: the words of the shorter are words of the longer, written a little otherwise
/// or as initials, or one is an abbreviation of the other.
pub(crate) fn alike(name: &str, other: &str) -> bool {
    let spoken = |name: &str| {
        let words = words(name).into_iter().filter(|word| !["the", "of", "and", "for", "a", "an"].contains(&&**word));
        words.collect::<Vec<_>>()
    };
    let (one, other) = (spoken(name), spoken(other));
    let (shorter, longer) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let initials: String = longer.iter().filter_map(|word| word.chars().next()).collect();
    let fits = |word: &String| {
        longer.iter().any(|other| {
            let begins = other.starts_with(word.as_str()) || word.starts_with(other.as_str());
            // Two ways of writing a foreign name begin alike, and differ in half of a short one.
            let most = if word.chars().next() == other.chars().next() { 2 } else { 3 };
            begins || strsim::osa_distance(word, other) <= word.len().max(other.len()) / most
        })
    };
    shorter.concat() == initials || shorter.iter().all(fits)
}
