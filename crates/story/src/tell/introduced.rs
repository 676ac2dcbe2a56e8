//! Who an author's own sentence brings up, and where in it they can be told with who they are: “charged investigating judge
//! Tarek Bitar with overstepping his powers”.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::judge::view::View;
use crate::record::entry::EntityType;
use crate::record::name::EntitySlug;
use crate::record::recorded::Sequence;
use crate::state::entity::Entity;
use crate::tell::mentions::{name, name_in, short_name};
use crate::tell::span::NameForm;
use crate::tell::written::{has_word, is_irregular};

/// Somebody a line names who is on file with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedInLine {
    pub(crate) entity: EntitySlug,
    /// Where the line names them first.
    pub(crate) at: Range<usize>,
    /// How they are told with who they are in front of their name.
    pub(crate) how: Introduction,
}

/// Whether a line leaves it open who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Introduction {
    /// The line says it itself: “the prosecutor general, Ghassan Oueidat,”.
    ByLine,
    /// The title on file fits in front of the name.
    Fits,
    /// Neither: as it stands nobody is told who that is.
    Missing,
}

/// Words behind which a name can have a title, beside verbs in the past.
const BEFORE_A_TITLE: [&str; 48] = [
    "about", "after", "against", "and", "as", "at", "before", "behind", "between", "but", "by", "for", "from", "has",
    "have", "how", "if", "in", "into", "is", "like", "of", "on", "or", "over", "since", "than", "that", "through",
    "to", "toward", "towards", "under", "until", "upon", "via", "was", "what", "when", "where", "whether", "which",
    "while", "who", "whom", "why", "with", "without",
];

/// Words behind which a verb stands as such: “to question”.
const BEFORE_A_VERB: [&str; 11] =
    ["can", "cannot", "could", "may", "might", "must", "not", "shall", "should", "to", "would"];

/// The people that the reports of a story name who are on file with a title, under the slugs that all of theirs lead to.
pub(crate) fn people_with_titles(view: &View<'_>) -> BTreeSet<EntitySlug> {
    let named = view.reports().flat_map(|(_, report)| report.record.entities());
    let known = named.filter_map(|slug| view.directory.get(view.directory.canonical(slug)));
    let titled = known.filter(|known| known.is == EntityType::Person && known.title.is_some());
    titled.map(|known| known.slug.clone()).collect()
}

/// Those of these people whom a line names in full, or by a family name that is `clear`, in its order.
pub(crate) fn named_in_line(
    view: &View<'_>,
    people: &BTreeSet<EntitySlug>,
    (line, sequence): (&str, Sequence),
    clear: impl Fn(&str) -> bool,
) -> Vec<NamedInLine> {
    let known = people.iter().filter_map(|slug| view.directory.get(slug));
    let place = |known: &Entity| {
        let by_surname = || first_by_surname(view, line, known).filter(|at| clear(&line[at.clone()]));
        first_named(line, known).or_else(by_surname)
    };
    let mut named: Vec<(Range<usize>, &Entity)> = known.filter_map(|known| Some((place(known)?, known))).collect();
    named.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    // Of two who have one name nobody can tell who is meant.
    let several = |at: &Range<usize>| named.iter().filter(|(other, _)| other == at).count() > 1;
    let named: Vec<(Range<usize>, &Entity)> = named.iter().filter(|(at, _)| !several(at)).cloned().collect();
    let mut all: Vec<NamedInLine> = Vec::new();
    for (place, (at, known)) in named.iter().enumerate() {
        let (at, known) = (at.clone(), *known);
        // “A, B and C”: who comes behind another is told as that one is.
        let listed = all.last().filter(|last| joins(line, last.at.end, at.start));
        let next = named.get(place + 1).map(|(next, _)| next.start);
        let how = match listed {
            Some(before) => before.how,
            None => introduction(line, &at, next),
        };
        let how = if says_who_that_is(line, known) || is_explained(&line[at.end..]) {
            Introduction::ByLine
        } else if how == Introduction::Fits && !takes_title(view, (known, sequence), &line[at.end..]) {
            Introduction::Missing
        } else {
            how
        };
        all.push(NamedInLine { entity: known.slug.clone(), at, how });
    }
    // “A and B, two journalists,” says it of both.
    for next in (1..all.len()).rev() {
        let (before, behind) = (all[next - 1].at.end, all[next].at.clone());
        if joins(line, before, behind.start) && is_explained(&line[behind.end..]) {
            all[next - 1].how = Introduction::ByLine;
        }
    }
    all
}

/// Where a line names somebody first, in full.
pub(crate) fn first_named(line: &str, known: &Entity) -> Option<Range<usize>> {
    let whole = |at: &Range<usize>| {
        let joins = |letter: char| letter.is_alphanumeric() || letter == '-';
        !line[..at.start].ends_with(joins) && !line[at.end..].starts_with(joins)
    };
    let places = known
        .spellings()
        .flat_map(|name| line.match_indices(name).map(|(at, name)| at..at + name.len()).find(|at| whole(at)));
    places.min_by_key(|at| (at.start, std::cmp::Reverse(at.end)))
}

/// Where a line names somebody first, by the family name alone: not behind a given name or a title.
pub(crate) fn first_by_surname(view: &View<'_>, line: &str, known: &Entity) -> Option<Range<usize>> {
    let surname = short_name(view, known).filter(|_| known.is == EntityType::Person)?;
    let alone = |at: &usize| {
        let joins = |letter: char| letter.is_alphanumeric() || letter == '-';
        let before = line[..*at].trim_end().rsplit(' ').next().unwrap_or_default();
        let whole = !line[..*at].ends_with(joins) && !line[at + surname.len()..].starts_with(joins);
        whole && !before.trim_start_matches(['“', '(']).starts_with(char::is_uppercase)
    };
    let at = line.match_indices(&surname).map(|(at, _)| at).find(alone)?;
    Some(at..at + surname.len())
}

/// Whether the words before a name let a title stand in front of it.
fn introduction(line: &str, at: &Range<usize>, next: Option<usize>) -> Introduction {
    let (before, behind) = (&line[..at.start], &line[at.end..]);
    let word = behind.strip_prefix(' ').and_then(|rest| rest.split(' ').next());
    let fits = if before.is_empty() {
        let alone = word.is_some_and(|word| word.starts_with(char::is_lowercase) && word != "and" && word != "of");
        alone || next.is_some_and(|next| joins(line, at.end, next))
    } else {
        let mut words = before.strip_suffix(' ').unwrap_or_default().rsplit(' ');
        let last = words.next().unwrap_or_default();
        let plain = !last.is_empty() && last.chars().all(|letter| letter.is_lowercase() && letter.is_alphabetic());
        let mut verb = || {
            last.ends_with("ed")
                || last.ends_with("ing")
                || is_irregular(last)
                || words.next().is_some_and(|before| BEFORE_A_VERB.contains(&before))
        };
        plain && (BEFORE_A_TITLE.contains(&last) || verb())
    };
    if fits { Introduction::Fits } else { Introduction::Missing }
}

/// Whether what stands between two names makes a list of them.
fn joins(line: &str, from: usize, to: usize) -> bool {
    matches!(line.get(from..to), Some(", " | " and " | ", and "))
}

/// Whether a line has a word of somebody's title: “removed as chairman” says who the former chairman is.
fn says_who_that_is(line: &str, known: &Entity) -> bool {
    let words = known.title.as_deref().unwrap_or_default().split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.len() > 4 && *word != "former").any(|word| has_word(line, &[&word.to_lowercase()]))
}

/// Whether the words behind a name say who that is: “, a retired judge,”.
fn is_explained(behind: &str) -> bool {
    const GOES_ON: [&str; 6] = ["and", "but", "nor", "or", "so", "then"];
    let next = behind.strip_prefix(", ").and_then(|rest| rest.split([' ', ',']).next());
    behind.starts_with(" (")
        || next.is_some_and(|next| next.starts_with(char::is_lowercase) && !GOES_ON.contains(&next))
}

/// Whether somebody's title can stand with their name here: before “'s” only in front of it.
fn takes_title(view: &View<'_>, (known, sequence): (&Entity, Sequence), behind: &str) -> bool {
    let form = NameForm { introduced: true, ..NameForm::default() };
    let plain = name(view, &known.slug, NameForm::default());
    let possessive = behind.starts_with(['\'', '’']);
    !possessive || name_in(view, &known.slug, form, sequence).ends_with(&plain)
}
