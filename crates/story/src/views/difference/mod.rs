//! The difference in facts between two moments: every move in order, through which update, those later undone marked; and
//! the same in short, a line for each event.
//!
//! The story is walked through once. After each update only what it may have moved is looked at again, so that a difference
//! costs what moved in it, not what is on file.

mod facts;
mod kept;
mod moves;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::plans::{self, Fate, Plan};
use crate::judge::touched::{Moved, Stepped, Walk};
use crate::judge::view::View;
use crate::record::entry::Entry;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::path::{Path, Subject};
use crate::record::recorded::Recorded;
use crate::state::directory::Directory;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::{called, items, parts};
use crate::views::difference::facts::Facts;
use crate::views::difference::kept::{Changed, Kept, Step};
use crate::views::references;

pub use moves::{Move, Sort};

/// Two moments and what moved between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The story.
    pub story: String,
    /// After this moment; none for the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::record::time::schema::Moment>"))]
    pub from: Option<Timestamp>,
    /// Up to this one.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub to: Timestamp,
    /// Whether the moments are of the log's own time, not of when the newsroom learned it.
    pub recorded: bool,
    /// What moved, in order.
    pub moves: Vec<Move>,
    /// What the items are that anything moved of, in words, as they are at the end.
    #[serde(default)]
    pub items: BTreeMap<String, String>,
    /// The same in short: a line for each update and each change of the directory, in order.
    #[serde(default)]
    pub events: Vec<Event>,
}

/// What one update, one change of the directory, or time alone moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// When it was learned, or recorded.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
    pub at: Timestamp,
    /// The item most of it is about; empty for the story.
    pub item: String,
    /// What that is, in words.
    pub what: String,
    /// What moved, in words.
    pub text: String,
    /// How a person names the update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
}

/// The most moves that an event names.
const NAMED: usize = 3;

/// Which moments are compared.
#[derive(Debug, Clone, Copy)]
pub struct Interval {
    /// After this moment; none for the beginning.
    pub from: Option<Timestamp>,
    /// Up to this one.
    pub to: Timestamp,
    /// Whether by when the log took it, not by when the newsroom learned it.
    pub recorded: bool,
}

/// What moved in an interval. The bounds of the view hold for both its ends; `changes` are those of the directory, in the
/// order of the log.
pub fn between(view: &View<'_>, interval: Interval, changes: &[Arc<Recorded<Entry>>]) -> Difference {
    let Interval { from, to, recorded } = interval;
    let after = from.unwrap_or(Timestamp::MIN);
    let time = |place: usize| {
        let report = &view.state.reports()[place];
        if recorded { report.recorded_at } else { report.record.learned_at.min(report.recorded_at) }
    };
    let mut steps: Vec<(Timestamp, usize)> = view.reports().map(|(place, _)| (time(place), place)).collect();
    steps.retain(|(at, _)| *at > after && *at <= to);
    steps.sort_unstable();
    let known = (0..view.state.reports().len()).map(|place| view.admits(place) && time(place) <= after);
    let mut walked = Walked::from(view.among(known.collect(), after));
    for (at, place) in steps {
        walked.step(place, at);
    }
    walked.end(to);
    let mut moves = std::mem::take(&mut walked.moves);
    moves.extend(changes_of_directory(view, interval, changes));
    moves.sort_by_key(|step| step.at);
    for step in &mut moves {
        let key = (step.sort, step.about.clone(), step.what.clone());
        let last = walked.facts.get(kept_under(step)).and_then(|facts| facts.get(&key));
        step.undone = step.sort != Sort::Directory && step.before.as_ref() == last && step.after.as_ref() != last;
    }
    let view = &walked.walk.view;
    for step in &mut moves {
        step.what = facts::worded(view, &step.what);
        for fact in [&mut step.before, &mut step.after].into_iter().flatten() {
            *fact = facts::worded(view, fact);
        }
    }
    let items = walked.walk.view.state.items().iter();
    let moved: BTreeSet<&str> = moves.iter().map(|step| step.item.as_str()).collect();
    let items = items.filter(|item| moved.contains(item.key.as_str()));
    let items: BTreeMap<String, String> =
        items.map(|item| (item.key.to_string(), items::headline(&walked.walk.view, item))).collect();
    let nouns: BTreeMap<&str, String> =
        items.keys().map(|key| (key.as_str(), called::by_key(&walked.walk.view, key))).collect();
    let events = events(&moves, &items, &nouns, &walked.came_up);
    Difference { story: view.state.slug().to_string(), from, to, recorded, moves, items, events }
}

/// A story on its way from one moment to another.
struct Walked<'s> {
    walk: Walk<'s>,
    /// The facts as they are, item by item; of the story under the empty key, of somebody in the directory under `@` and its
    /// slug.
    facts: BTreeMap<String, Kept<'s>>,
    moves: Vec<Move>,
    /// Of each item, how many steps had moved anything beyond items when it was looked at: what is found of its reports can
    /// rest on that.
    looked_at: BTreeMap<ItemKey, usize>,
    /// The paths of those in the directory that somebody has spoken of.
    entities: BTreeMap<Subject, Vec<Path>>,
    /// Whether anything in the story is counted in a series.
    counted: bool,
    /// What each item that is new was when it came up, in words.
    came_up: BTreeMap<String, String>,
}

/// The update that something moved through: its identity, its position, its name.
type Through = (UpdateId, u64, String);

const STORY: &str = "";
const SERIES: &str = "#";

impl<'s> Walked<'s> {
    fn from(view: View<'s>) -> Self {
        let counted = view.state.reports().iter().any(|report| facts::counts(&report.record));
        let mut entities: BTreeMap<Subject, Vec<Path>> = BTreeMap::new();
        for path in view.state.entity_paths() {
            entities.entry(path.subject.clone()).or_default().push(path.clone());
        }
        let mut all: BTreeMap<String, Kept<'s>> = BTreeMap::new();
        let mut put = |of: String, facts: Facts| drop(all.entry(of).or_default().replace(facts));
        put(STORY.to_owned(), facts::of_head(&view));
        for (item, into) in view.merged() {
            put(item.key.to_string(), facts::merged_into(&item.key, into));
        }
        for (subject, paths) in &entities {
            put(named(subject), facts::of_entity(&view, paths));
        }
        if counted {
            put(SERIES.to_owned(), facts::of_series(&view));
        }
        for item in view.items() {
            let step = Step { place: None, moved: &Moved::All };
            all.entry(item.key.to_string()).or_default().follow(&view, item, step);
        }
        let (moves, looked_at, came_up) = Default::default();
        Self { walk: Walk::from(view), facts: all, entities, moves, counted, looked_at, came_up }
    }

    /// Takes in one report.
    fn step(&mut self, place: usize, at: Timestamp) {
        let report = &self.walk.view.state.reports()[place];
        let through = Some((report.record.id, report.sequence, references::name_of(report)));
        let (facts, looked_at, beyond_items) = (&self.facts, &self.looked_at, self.walk.beyond_items);
        let settled = |view: &View<'s>, item: &Item| {
            let known = facts.get(item.key.as_str()).is_some_and(|kept| kept.is_settled_until(at));
            known && looked_at.get(&item.key) == Some(&beyond_items) && view.shows(item)
        };
        match self.walk.step(place, at, settled) {
            Stepped::Items(touched) => {
                for (item, moved) in &touched {
                    self.look_at(item, Step { place: Some(place), moved }, at, through.as_ref());
                }
            }
            Stepped::Again(item) => {
                let kept = self.facts.entry(item.key.to_string()).or_default();
                let changed = kept.say_again(&self.walk.view, item, place);
                self.tell(item.key.as_str(), changed, false, at, through.as_ref());
            }
        }
        if report.record.item.is_none() {
            self.replace(STORY, facts::of_head(&self.walk.view), at, through.as_ref());
        }
        let subjects: BTreeSet<&Subject> = report.record.testimonies.iter().map(|said| &said.path.subject).collect();
        for subject in subjects {
            if let Some(paths) = self.entities.get(subject) {
                let now = facts::of_entity(&self.walk.view, paths);
                self.replace(&named(subject), now, at, through.as_ref());
            }
        }
        if self.counted {
            self.replace(SERIES, facts::of_series(&self.walk.view), at, through.as_ref());
        }
    }

    /// The end of the interval: what was expected may be overdue by then.
    fn end(&mut self, to: Timestamp) {
        self.walk.end(to);
        let expecting = |facts: &Kept<'_>| facts.all().any(|((sort, ..), _)| *sort == Sort::Expectation);
        let waiting = self.facts.iter().filter(|(_, facts)| expecting(facts));
        let waiting: Vec<ItemKey> = waiting.filter_map(|(item, _)| ItemKey::new(item).ok()).collect();
        for item in &waiting {
            let at = self.fell_due(item).unwrap_or(to).min(to);
            self.look_at(item, Step { place: None, moved: &Moved::All }, at, None);
        }
    }

    /// When the last of what was expected of an item fell due.
    fn fell_due(&self, item: &ItemKey) -> Option<Timestamp> {
        let view = &self.walk.view;
        let plans = plans::of(view, view.state.item(item)?);
        plans.iter().filter(|plan| plan.fate == Fate::Overdue).filter_map(Plan::latest).max()
    }

    fn look_at(&mut self, key: &ItemKey, step: Step<'_>, at: Timestamp, through: Option<&Through>) {
        let view = &self.walk.view;
        let shown = view.state.item(key).filter(|item| view.shows(item));
        let kept = self.facts.entry(key.to_string()).or_default();
        let new = kept.is_empty();
        let looked_at = self.looked_at.insert(key.clone(), self.walk.beyond_items);
        let all = new || looked_at != Some(self.walk.beyond_items);
        let step = if all { Step { moved: &Moved::All, ..step } } else { step };
        let changed = match (shown, view.merged_to(key)) {
            (Some(item), _) => kept.follow(view, item, step),
            (None, Some(other)) => kept.replace(facts::merged_into(key, other)),
            (None, None) => kept.replace(Facts::new()),
        };
        if let Some(item) = shown.filter(|_| new) {
            self.came_up.insert(key.to_string(), items::headline(view, item));
        }
        self.tell(key.as_str(), changed, new, at, through);
    }

    /// Puts new facts in place of the old ones, and keeps what moved.
    fn replace(&mut self, of: &str, now: Facts, at: Timestamp, through: Option<&Through>) {
        let kept = self.facts.entry(of.to_owned()).or_default();
        let new = kept.is_empty();
        let changed = kept.replace(now);
        self.tell(of, changed, new, at, through);
    }

    /// Keeps what moved, as the facts have changed of something that is `new` or was there before.
    fn tell(&mut self, of: &str, changed: Changed, new: bool, at: Timestamp, through: Option<&Through>) {
        let now = &self.facts[of];
        // Somebody who comes up by name has not been identified since, and who brings up an item is not told again.
        let news = changed.iter().filter(|((sort, ..), _)| !(new && *sort == Sort::Voice));
        let news = news.filter(|(key, before)| key.0 != Sort::Identified || before.is_some());
        // Of what is shown no more nothing else moves.
        let phase_gone = |(key, before): (&facts::Key, &Option<String>)| {
            key.0 == Sort::Phase && before.is_some() && now.get(key).is_none()
        };
        let gone = changed.iter().any(phase_gone);
        let news = news.filter(|((sort, ..), _)| !gone || *sort == Sort::Item);
        let owner = if of == SERIES || of.starts_with('@') { STORY } else { of };
        let moves = news.map(|(key, before)| Move {
            at,
            sort: key.0,
            item: owner.to_owned(),
            part: part(&self.walk.view, key),
            about: key.1.clone(),
            what: key.2.clone(),
            before: before.clone(),
            after: now.get(key).cloned(),
            undone: false,
            through: through.map(|(id, ..)| *id),
            sequence: through.map(|(_, sequence, _)| *sequence),
            name: through.map(|(.., name)| name.clone()),
        });
        let moves = with_replaced_values(moves.collect());
        self.moves.extend(moves);
    }
}

/// What a fact is about, in words: what stands before a value, and the noun of anything else.
fn part(view: &View<'_>, (sort, about, what): &facts::Key) -> String {
    match (sort, about.parse::<Path>()) {
        (Sort::Gap, Ok(path)) => {
            let item = path.of_item().and_then(|item| view.state.item(item));
            item.map(|item| parts::missing(view, item, what)).unwrap_or_default()
        }
        (Sort::Value, Ok(path)) => parts::label(view, &path),
        (Sort::Identified, Ok(path)) => parts::element(view, &path),
        (Sort::Contested | Sort::Stance, Ok(path)) => parts::noun(view, &path),
        _ => String::new(),
    }
}

/// Under which key the facts are kept that a move is of.
fn kept_under(step: &Move) -> &str {
    match (step.sort, step.about.split('/').next()) {
        (Sort::Count, _) => SERIES,
        (_, Some(somebody)) if step.item.is_empty() && somebody.starts_with('@') => somebody,
        _ => &step.item,
    }
}

/// Where one value of a path gave way to another, that is one move: a date that was lifted, an answer that was changed.
fn with_replaced_values(mut moves: Vec<Move>) -> Vec<Move> {
    let abouts: BTreeSet<String> = moves.iter().map(|step| step.about.clone()).collect();
    for about in abouts {
        let of_path = |step: &Move| step.sort == Sort::Value && step.about == about;
        let gone: Vec<usize> = places(&moves, |step| of_path(step) && step.after.is_none());
        let come: Vec<usize> = places(&moves, |step| of_path(step) && step.before.is_none());
        let ([gone], [come]) = (gone.as_slice(), come.as_slice()) else { continue };
        let with_grade = |step: &Move| {
            let grade = step.before.as_ref().or(step.after.as_ref());
            grade.map(|grade| format!("{} ({grade})", step.what))
        };
        let (before, after) = (with_grade(&moves[*gone]), with_grade(&moves[*come]));
        moves[*come] = Move { before, after, what: String::new(), ..moves[*come].clone() };
        moves.remove(*gone);
    }
    moves
}

fn places(moves: &[Move], which: impl Fn(&Move) -> bool) -> Vec<usize> {
    moves.iter().enumerate().filter(|(_, step)| which(step)).map(|(place, _)| place).collect()
}

fn named(subject: &Subject) -> String {
    match subject {
        Subject::Entity(slug) => format!("@{slug}"),
        Subject::Item(item) => item.to_string(),
        Subject::Attribution(update) => update.to_string(),
    }
}

/// What was learned in the interval of those the story names: a name, whose name it is, who somebody was found to be.
fn changes_of_directory(view: &View<'_>, interval: Interval, changes: &[Arc<Recorded<Entry>>]) -> Vec<Move> {
    let Interval { from, to, recorded } = interval;
    let named: BTreeSet<&EntitySlug> = view.reports().flat_map(|(_, report)| report.record.entities()).collect();
    let time = |change: &Recorded<Entry>| {
        if recorded { change.recorded_at } else { change.record.learned_at.min(change.recorded_at) }
    };
    let mut steps: Vec<&Recorded<Entry>> =
        changes.iter().map(|change| &**change).filter(|change| time(change) <= to).collect();
    steps.sort_by_key(|change| time(change));
    let (story, mut directory) = (view.state.slug(), Directory::default());
    let mut moves = Vec::new();
    for change in steps {
        let slug = &change.record.entity;
        // How the story writes somebody is no news where its file is the first to say so.
        let known = directory.get(slug).filter(|_| !directory.is_first_of_story(&change.record));
        let before = known.map(|_| directory.in_story(story).name(slug).to_owned());
        directory.apply(change.sequence, &change.record);
        let after = directory.in_story(story).name(slug).to_owned();
        let counts = from.is_none_or(|from| time(change) > from) && named.contains(slug);
        // One who comes up for the first time is told where the story first names them.
        if let Some(before) = before.filter(|before| counts && *before != after) {
            moves.push(Move {
                at: time(change),
                sort: Sort::Directory,
                item: STORY.to_owned(),
                part: before.clone(),
                about: format!("@{slug}"),
                what: String::new(),
                before: Some(before),
                after: Some(after),
                undone: false,
                through: Some(change.record.id),
                sequence: Some(change.sequence),
                name: Some(change.sequence.to_string()),
            });
        }
    }
    moves
}

/// The moves in short: those of one update together, the weightiest of its items first.
fn events(
    moves: &[Move],
    items: &BTreeMap<String, String>,
    nouns: &BTreeMap<&str, String>,
    came_up: &BTreeMap<String, String>,
) -> Vec<Event> {
    let mut events: Vec<Vec<&Move>> = Vec::new();
    for step in moves {
        let same =
            |other: &&Move| other.through == step.through && other.at == step.at && other.sequence == step.sequence;
        match events.last_mut().filter(|event| event.first().is_some_and(same)) {
            Some(event) => event.push(step),
            None => events.push(vec![step]),
        }
    }
    events.into_iter().filter_map(|event| in_short(event, items, nouns, came_up)).collect()
}

fn in_short(
    mut event: Vec<&Move>,
    items: &BTreeMap<String, String>,
    nouns: &BTreeMap<&str, String>,
    came_up: &BTreeMap<String, String>,
) -> Option<Event> {
    event.sort_by_key(|step| weight(step));
    let first = *event.first()?;
    let new = |step: &&Move| step.sort == Sort::Item && step.before.is_none();
    let fresh: BTreeSet<&str> = event.iter().copied().filter(new).map(|step| step.item.as_str()).collect();
    let withdrawn: BTreeSet<&str> =
        event.iter().filter(|step| step.sort == Sort::Withdrawal).map(|step| step.item.as_str()).collect();
    // What an item is when it comes up is told by naming it, and what is lost with a report by naming the report; all else
    // of these is told in full only.
    let told = event.iter().copied().filter(|step| match step.item.as_str() {
        item if fresh.contains(item) => tells_of_new(step.sort),
        item if withdrawn.contains(item) => !is_lost_with_report(step),
        _ => match step.sort {
            Sort::Gap => step.after.is_none(),
            Sort::Expectation => step.after.is_some(),
            _ => true,
        },
    });
    let mut told: Vec<&Move> = told.collect();
    let about = *told.first().unwrap_or(&first);
    // How two reports stand to each other is told once, of the one the update is about.
    let own = told.iter().any(|step| step.sort == Sort::Relation && step.item == about.item);
    told.retain(|step| !own || step.sort != Sort::Relation || step.item == about.item);
    let mut parts: Vec<String> = Vec::new();
    for step in &told {
        let of = nouns.get(step.item.as_str()).filter(|_| step.item != about.item);
        let of = of.map(|noun| format!("{noun}: ")).unwrap_or_default();
        let part = format!("{of}{}", step.text());
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    // What came up is told as it came up, and not as what it became.
    let as_new = came_up.get(&about.item).filter(|_| fresh.contains(about.item.as_str()));
    Some(Event {
        at: first.at,
        item: about.item.clone(),
        what: as_new.or_else(|| items.get(&about.item)).cloned().unwrap_or_else(|| about.subject()),
        text: parts.join("; "),
        name: first.name.clone(),
        sequence: first.sequence,
    })
}

/// Which moves are told first: a report that was taken back before those that rested on it, a finding that was closed
/// before the values that closed it.
fn weight(step: &Move) -> (Sort, bool) {
    match (step.sort, step.after.as_deref()) {
        (Sort::Finding, None) => (Sort::Voice, true),
        (Sort::Withdrawal, Some(how)) => (Sort::Withdrawal, how == Loss::BasisWithdrawn.label()),
        (sort, _) => (sort, false),
    }
}

/// Whether a move only follows from the withdrawal of a report.
fn is_lost_with_report(step: &Move) -> bool {
    match step.sort {
        Sort::Value | Sort::Voice => step.after.is_none(),
        Sort::Relation | Sort::Gap | Sort::Finding | Sort::Expectation | Sort::Contested => true,
        Sort::Story
        | Sort::Directory
        | Sort::Item
        | Sort::Withdrawal
        | Sort::Phase
        | Sort::Stance
        | Sort::Identified
        | Sort::Count => false,
    }
}

/// Whether a move of an item that has just come up says more than that it has.
fn tells_of_new(sort: Sort) -> bool {
    matches!(sort, Sort::Item | Sort::Relation | Sort::Withdrawal | Sort::Story | Sort::Directory)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;
    use crate::plausible::{self, Entry as Written};
    use crate::record::bounds::Bounds;
    use crate::record::name::StorySlug;
    use crate::state::fold::{Filing, State};
    use crate::submit::decide::decide;
    use crate::submit::index::StoryIndex;
    use crate::views::findings::heard::Heard;

    fn minutes(n: usize) -> Timestamp {
        plausible::start() + SignedDuration::from_mins(i64::try_from(n).unwrap())
    }

    /// A history of two meetings, each choice taken from a list of numbers; much in it is said `again`.
    fn story(choices: &[usize], again: bool) -> (State, Directory) {
        let mut chosen = choices.iter().cycle();
        let mut choose = |below: usize| chosen.next().copied().unwrap_or_default() % below;
        let mut history: Vec<Written> = Vec::new();
        for _ in 0..choices.len() / 4 + 1 {
            history.push(match history.len() {
                said if again && said > 0 && choose(2) == 0 => history[choose(said)].clone(),
                _ => Written::choose(4, &mut choose),
            });
        }
        written(&history)
    }

    fn written(history: &[Written]) -> (State, Directory) {
        let document = plausible::documents(history, 4, usize::MAX, minutes).remove(0);
        let now = "2025-05-01T00:00:00Z".parse().unwrap();
        let decided = decide(&document, Some(&StoryIndex::default()), &Directory::default(), None, now).unwrap();
        let mut directory = Directory::default();
        for (place, (entry, _)) in decided.entries.iter().enumerate() {
            directory.apply(place as u64 + 1, entry);
        }
        let reports = decided.updates.into_iter().enumerate();
        let reports = reports
            .map(|(place, record)| Arc::new(Recorded { sequence: place as u64 + 1000, recorded_at: now, record }));
        (State::fold(StorySlug::new("trips").unwrap(), reports), directory)
    }

    /// A story that runs for long costs what is new in it: whoever says again what he says already is not judged again.
    #[test]
    fn what_is_said_again_moves_nothing() {
        const ROUNDS: usize = 40;
        let sources = plausible::SOURCES.iter().enumerate();
        let round: Vec<Written> = sources
            .flat_map(|(number, source)| {
                let place = Some(plausible::PLACES[number % plausible::PLACES.len()]);
                (0..4).map(move |item| Written::Says { item, change: "held", source, place })
            })
            .collect();
        let history: Vec<Written> = std::iter::repeat_n(&round, ROUNDS).flatten().cloned().collect();
        let (state, directory) = written(&history);
        let now = "2025-06-01T00:00:00Z".parse().unwrap();
        let view = View::new(&state, &directory, Bounds::default(), now);
        let mut walk = Walk::from(view.among(vec![false; state.reports().len()], now));
        let moving = (0..state.reports().len()).filter(|place| {
            let stepped = walk.step(*place, minutes(*place), |_, _| true);
            matches!(stepped, Stepped::Items(_))
        });
        assert_eq!(moving.count(), state.reports().len() - (ROUNDS - 1) * round.len());
    }

    fn knows_what_a_view_made_anew_knows(
        (state, directory): &(State, Directory),
        backwards: bool,
    ) -> Result<(), TestCaseError> {
        let now = "2025-06-01T00:00:00Z".parse().unwrap();
        let view = View::new(state, directory, Bounds::default(), now);
        let mut admits = vec![false; state.reports().len()];
        let mut walked = Walked::from(view.among(admits.clone(), now));
        // The log's order, or another: reports can be learned in any.
        let mut places: Vec<usize> = (0..admits.len()).collect();
        if backwards {
            places.reverse();
        }
        for place in places {
            admits[place] = true;
            walked.step(place, now);
            let anew = Walked::from(view.among(admits.clone(), now));
            let known = |walked: &Walked<'_>| -> Vec<(String, Facts)> {
                let all = walked.facts.iter().filter(|(_, kept)| !kept.is_empty());
                let facts = |kept: &Kept<'_>| kept.all().map(|(key, fact)| (key.clone(), fact.clone())).collect();
                all.map(|(of, kept)| (of.clone(), facts(kept))).collect()
            };
            prop_assert_eq!(known(&walked), known(&anew));
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// After every step what is known is what a view of the same reports, made anew, knows: nothing that moved is kept.
        #[test]
        fn a_walk_knows_what_a_view_made_anew_knows(choices in prop::collection::vec(0..10_000usize, 8..120), backwards in any::<bool>()) {
            knows_what_a_view_made_anew_knows(&story(&choices, false), backwards)?;
        }

        /// The same where most is said more than once.
        #[test]
        fn what_is_said_again_is_known(choices in prop::collection::vec(0..10_000usize, 8..120), backwards in any::<bool>()) {
            knows_what_a_view_made_anew_knows(&story(&choices, true), backwards)?;
        }

        /// Who is heard is worked out once for all reports of an item: each of them would find the same by itself.
        #[test]
        fn each_report_hears_whom_all_of_them_hear(choices in prop::collection::vec(0..10_000usize, 8..120)) {
            let (state, directory) = story(&choices, false);
            let view = View::new(&state, &directory, Bounds::default(), "2025-06-01T00:00:00Z".parse().unwrap());
            let (mut shared, nobody) = (Heard::default(), BTreeSet::new());
            for (report, told) in view.reports() {
                for (testimony, said) in told.record.testimonies.iter().enumerate() {
                    let (path, value, filing) = (&said.path, said.value.as_ref(), Filing { report, testimony });
                    let alone = Heard::default().bearing_out(&view, path, value, &nobody);
                    prop_assert_eq!(shared.bearing_out(&view, path, value, &nobody), alone);
                    let replaced = view.account(path).word(filing).is_some_and(|word| word.replaced);
                    prop_assert_eq!(view.is_replaced(filing), replaced);
                }
            }
        }
    }
}
