//! How each update reads in the full brief, for its author: the sentences that tell of it, and what would read better.
//!
//! What would read better is a hint and never a reason to refuse anything. English does not show all of it by its forms, so
//! the author decides; what is always right is a `line`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::kind::attribute::{GIST, TEXT};
use crate::record::kind::change::Family;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::recorded::Sequence;
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::tell::introduced::{Introduction, NamedInLine, named_in_line, people_with_titles};
use crate::tell::realise::{has_day, line_of, report_at};
use crate::tell::span::Role;
use crate::tell::written::{is_no_sentence, is_of_the_present, passing, stray_pronoun};
use crate::views::brief::{self, Form, Sentence};

/// How old what a line says in the present tense is before its author is asked.
const NEWS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How an update reads in the full brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// The update: its key, or its type and item.
    pub update: String,
    /// The sentences that tell of it first of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Told>,
    /// Where it has none of its own: the update in whose sentence it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_with: Option<String>,
    /// That sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_in: Option<String>,
    /// What would read better otherwise, and how to write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// A sentence of the brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told {
    /// The sentence.
    pub text: String,
    /// Whether it is its author's own line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub line: bool,
}

/// How these updates read in the full brief of their story, in their order. What is not to be seen yet, and what is about the
/// story itself, is left out.
pub fn of(view: &View<'_>, updates: &[UpdateId]) -> Vec<Reading> {
    let brief = brief::checked(view, Form::Full);
    let sentences = || brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    let mut told: BTreeMap<Sequence, Vec<&Sentence>> = BTreeMap::new();
    let mut told_with: BTreeMap<Sequence, (Sequence, &str)> = BTreeMap::new();
    for sentence in sentences() {
        let Some(owner) = teller_of(sentence) else { continue };
        told.entry(owner).or_default().push(sentence);
        for sequence in &sentence.sequences {
            told_with.entry(*sequence).or_insert((owner, &sentence.text));
        }
    }
    let reports = view.state.reports();
    let people = people_with_titles(view);
    let places = updates.iter().filter_map(|update| view.state.place_of(*update)).filter(|place| view.admits(*place));
    let of_items = places.filter(|place| reports[*place].record.item.is_some());
    let mut by_day: Vec<usize> = Vec::new();
    let read = of_items.enumerate().map(|(at, place)| {
        let (sequence, update) = (reports[place].sequence, &reports[place].record);
        let own = told.get(&sequence).map(Vec::as_slice).unwrap_or_default();
        by_day.extend(own.iter().any(|sentence| is_told_by_day(view, sentence)).then_some(at));
        let with = told_with.get(&sequence).filter(|_| own.is_empty());
        let told_in = with.map(|(_, text)| (*text).to_owned());
        let with = with.and_then(|(with, _)| view.state.place_at(*with));
        Reading {
            update: name_of(update),
            sentences: own
                .iter()
                .map(|sentence| Told { text: sentence.text.clone(), line: has_line(sentence) })
                .collect(),
            told_in,
            told_with: with.map(|with| name_of(&reports[with].record)),
            hints: hints(view, &people, place, own, with.is_some()),
        }
    });
    let mut read: Vec<Reading> = read.collect();
    // Asked for once: of most updates of a file it is the same.
    if let Some(first) = by_day.first() {
        let others = if by_day.len() > 1 { format!(" (this and {} more)", by_day.len() - 1) } else { String::new() };
        read[*first].hints.push(format!(
            "“by” that day is all that is on file: with `said`, the day on which it was said, the brief tells “on”{others}"
        ));
    }
    read
}

/// Whether a sentence can only tell by which day something was known, and not on which it was said.
fn is_told_by_day(view: &View<'_>, sentence: &Sentence) -> bool {
    sentence.spans.iter().any(|span| match span.role {
        Role::Said { sequence, .. } => report_at(view, sequence).is_some_and(|report| !has_day(&report.record)),
        _ => false,
    })
}

fn name_of(update: &Update) -> String {
    let item = update.item.as_ref().map(|item| format!(" {item}")).unwrap_or_default();
    update.key.as_ref().map_or_else(|| format!("{}{item}", update.type_name()), ToString::to_string)
}

fn has_line(sentence: &Sentence) -> bool {
    sentence.spans.iter().any(|span| matches!(span.role, Role::Line { .. }))
}

/// Which update a sentence tells of first of all: that of its line, else that of most of its words, of equals the newest.
fn teller_of(sentence: &Sentence) -> Option<Sequence> {
    let line = sentence.spans.iter().find_map(|span| match span.role {
        Role::Line { sequence, .. } => Some(sequence),
        _ => None,
    });
    let mut words: BTreeMap<Sequence, usize> = BTreeMap::new();
    for span in sentence.spans.iter().filter(|span| span.role != Role::Plain) {
        for sequence in &span.sequences {
            *words.entry(*sequence).or_default() += 1;
        }
    }
    let most = words.into_iter().max_by_key(|(_, count)| *count).map(|(sequence, _)| sequence);
    line.or(most).or(sentence.sequences.last().copied())
}

/// What would read better of an update that these sentences tell of.
fn hints(
    view: &View<'_>,
    people: &BTreeSet<EntitySlug>,
    place: usize,
    told: &[&Sentence],
    told_with: bool,
) -> Vec<String> {
    let update = &view.state.reports()[place].record;
    let mut hints = Vec::new();
    if view.withdrawals().is_withdrawn(place) {
        return hints;
    }
    let line = update.line.as_deref();
    let line_told = told.iter().any(|sentence| has_line(sentence));
    hints.extend(done_or_planned(update));
    match line {
        Some(_) if !line_told => {
            let why = brief::why_untold(view, update.id).unwrap_or("the brief has no sentence for it");
            hints.push(format!("its line is not told: {why}"));
        }
        Some(line) => {
            hints.extend(of_line(update, line, view.moment()));
            hints.extend(without_title(view, people, place));
        }
        None => {
            hints.extend(told.iter().find_map(|sentence| without_verb(view, place, sentence)));
            hints.extend(no_sentence(update));
            hints.extend(without_referent(update));
            // What was planned and then took place is told by that.
            let says = matches!(update.change.family(), Family::Life | Family::Word);
            if says && told.is_empty() && !told_with && brief::why_untold(view, update.id).is_none() {
                hints.push("no sentence of the full brief tells it: write a `line`".to_owned());
            }
        }
    }
    hints
}

/// Who is on file with a title that neither a line tells nor can be told in it, where no line before has named them.
fn without_title(view: &View<'_>, people: &BTreeSet<EntitySlug>, place: usize) -> Option<String> {
    let named = |place: usize| {
        let sequence = view.state.reports()[place].sequence;
        let line = line_of(view, sequence).unwrap_or_default();
        named_in_line(view, people, (&line, sequence), |_| false).into_iter()
    };
    let by_earlier_line = |one: &NamedInLine| (0..place).flat_map(named).any(|other| other.entity == one.entity);
    let missing = |one: &NamedInLine| one.how == Introduction::Missing && !by_earlier_line(one);
    let entity = named(place).find(missing)?.entity;
    let known = view.directory.get(&entity)?;
    let (name, title) = (known.name(), known.title.as_deref()?);
    Some(format!("the line names {name} without saying who that is: on file is “{title}”"))
}

/// The name of an event with which no verb goes, so that it only “took place”.
fn without_verb(view: &View<'_>, place: usize, sentence: &Sentence) -> Option<String> {
    let update = &view.state.reports()[place].record;
    let Naming::Event(name) = update.kind.frame().naming else { return None };
    let takes_place = |role: &Role| matches!(role, Role::Verb { lemma, .. } if &**lemma == "take place");
    sentence.spans.iter().find(|span| takes_place(&span.role))?;
    let item = update.item.as_ref()?;
    let reports = view.reports().filter(|(_, report)| report.record.item.as_ref() == Some(item));
    let text = reports.flat_map(|(_, report)| texts(&report.record, &[name])).last()?;
    Some(format!("no verb goes with “{text}”, so it “took place”: write a `line` that says who did what"))
}

/// The texts that an update gives for these attributes of its item.
fn texts<'u>(update: &'u Update, names: &[&str]) -> Vec<&'u str> {
    let named = |said: &&Testimony| names.iter().any(|name| said.path.is_of(name));
    let own = update.testimonies.iter().filter(|said| said.path.of_item() == update.item.as_ref());
    own.filter(named).filter_map(|said| said.value.as_ref()?.text()).collect()
}

/// What somebody is to have said that is no sentence.
fn no_sentence(update: &Update) -> Option<String> {
    let name = match update.kind.role() {
        KindRole::Claim => TEXT,
        KindRole::Statement => GIST,
        _ => return None,
    };
    let text = texts(update, &[name]).into_iter().find(|text| is_no_sentence(text))?;
    Some(format!("“{text}” is no sentence: give `{name}` a verb, or write a `line`"))
}

/// What stands for somebody or something that is not named. Whoever speaks is named before what they say.
fn without_referent(update: &Update) -> Option<String> {
    let names: Vec<&str> = match update.kind.role() {
        KindRole::Claim => vec![TEXT],
        KindRole::TakesPlace | KindRole::Proposal => update.kind.frame().named_by(),
        _ => return None,
    };
    texts(update, &names).into_iter().find_map(|text| {
        let pronoun = stray_pronoun(text)?;
        // “He told the board so”: who says it is told first.
        let speaks = update.kind.role() == KindRole::Claim && text.starts_with(pronoun);
        (!speaks).then(|| format!("nothing in “{text}” says whom or what “{pronoun}” stands for: name it"))
    })
}

/// What is said to lie ahead on the very day on which it is said.
fn done_or_planned(update: &Update) -> Option<String> {
    let when =
        update.date_given().map(|(_, when)| when).filter(|_| update.phase_filed() == Some(PhaseRole::Planned))?;
    let (first, last) = when.days()?;
    let first = first.filter(|first| *first == said_on(update))?;
    let becomes = if last == Some(first) { PhaseRole::Done } else { PhaseRole::UnderWay };
    let files = |phase: &str| update.kind.phase_role(phase) == Some(becomes);
    let (change, _) = update.kind.spec().life.iter().find(|(_, phase)| files(phase))?;
    let (change, own) = (change.as_str(), update.change.as_str());
    Some(format!(
        "`{own}` plans it for the very day on which it was said: if it was done that day, write `{change}`; a plan of which nothing more is heard reads “whether that happened is not reported”"
    ))
}

/// The day on which an update was said, as far as it says itself.
fn said_on(update: &Update) -> Date {
    let said = update.said_at.as_ref().or(update.published_at.as_ref()).and_then(When::days);
    let said = said.and_then(|(first, last)| first.filter(|first| last == Some(*first)));
    said.unwrap_or_else(|| Offset::UTC.to_datetime(update.learned_at).date())
}

/// What a line says that is not so for long, or was so long ago.
fn of_line(update: &Update, line: &str, now: Timestamp) -> Option<String> {
    // A plan's line is told as long as it is one.
    if update.phase_filed().is_some_and(PhaseRole::lies_ahead) {
        return None;
    }
    if let Some(word) = passing(line) {
        return Some(format!(
            "the line says “{word}”, which will be out of date: write what was said or done, in the past"
        ));
    }
    let today = Offset::UTC.to_datetime(now - NEWS).date();
    let day = update.date_given().and_then(|(_, when)| when.days()).and_then(|(first, last)| last.or(first));
    let old = day.unwrap_or_else(|| said_on(update)) < today;
    (old && is_of_the_present(line))
        .then(|| "the line tells in the present tense of a day long past: write it in the past".to_owned())
}
