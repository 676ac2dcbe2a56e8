//! The timeline: what happened and is to happen, in the order of its own time as far as that is known.
//!
//! A row stands where its event is known to begin; of what is only known to be over by a day, at that day. What spans more
//! comes first, so that a day holds its hours. A proposal or a publication has a row for each turn of its life.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Word};
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::kind::attribute::{IN_FORCE, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::{KindRole, PhaseRole, Section};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::{Path, phase_name};
use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::{items, labels, reports, values};
use crate::views::asked::Asked;
use crate::views::references::{self, References};

/// A story in the order of its own time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeline {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// What happened and is to happen, the first first; what has no date comes last.
    pub moments: Vec<Moment>,
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    /// When, as it is on file; none where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The same as it reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<String>,
    /// Other dates on file, where they cannot all be true, as they read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or: Vec<String>,
    /// The same as they are on file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or_when: Vec<String>,
    /// Whether its date is disputed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What happened then, in words.
    pub what: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// The same as it reads.
    #[serde(default)]
    pub phase_reads: String,
    /// How well its date is supported.
    pub standing: Grade,
    /// The updates behind its date, or, without one, behind its phase.
    pub updates: Vec<UpdateId>,
    /// How a person names them.
    #[serde(default)]
    pub names: Vec<String>,
}

/// Where an entry stands: first what has a date, then by when it is known to begin, what spans more before what lies
/// within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    undated: bool,
    at: Timestamp,
    span: std::cmp::Reverse<i64>,
}

/// The items with a time of their own, by that time; those without a date last.
pub fn of(view: &View<'_>) -> Timeline {
    let shown = view.items().filter(|item| item.kind.spec().section != Section::WhyItMatters);
    let mut moments: Vec<(Place, Moment)> = shown.flat_map(|item| moments_of(view, item)).collect();
    moments.sort_by_key(|(place, _)| *place);
    Timeline { asked: Asked::of(view), moments: moments.into_iter().map(|(_, moment)| moment).collect() }
}

fn moments_of(view: &View<'_>, item: &Item) -> Vec<(Place, Moment)> {
    let turns = turns_of(view, item);
    let main = main_moment(view, item).filter(|_| !is_date_of_turn(view, item, &turns));
    // A request without a day of its own is no event of the story.
    let shown = item.kind.role() != KindRole::Request || main.is_some();
    let told = turns.iter().filter(|_| shown).map(|turn| moment_of_turn(view, item, turn));
    main.into_iter().chain(told).collect()
}

/// When the item itself was, is or will be.
fn main_moment(view: &View<'_>, item: &Item) -> Option<(Place, Moment)> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    let leading = account.leading().filter(|leading| matches!(leading.value, Some(Value::When(_))));
    if leading.is_none() && !item.kind.takes_place() {
        return None;
    }
    let disputed = account.is_contested();
    let when = match leading.and_then(|leading| leading.value) {
        Some(Value::When(when)) => dates::of(view, item).or(Some(when)),
        _ => dates::of(view, item),
    };
    let supporters = leading.map(|leading| leading.standing.supporters.iter().map(|filing| view.id(*filing)).collect());
    let phase = view.phase(item);
    let References { updates, names, .. } = references::to(view, supporters.unwrap_or_else(|| phase.updates()));
    let finer = leading.and_then(|leading| items::finer(view, &account, leading)).filter(|_| !disputed);
    let sides = if disputed { sides(view, &account) } else { Vec::new() };
    let first = || sides.first().map(|value| values::text(view, value));
    // What was called off or put off did not happen then.
    let off = matches!(phase.role(item.kind), Some(PhaseRole::CalledOff | PhaseRole::Postponed));
    let reads = if disputed { first() } else { items::date(view, item) };
    let marked = |date: String| if off { format!("{date} (planned)") } else { date };
    let reads = reads.map(marked);
    let moment = Moment {
        when: when.map(|when| when.as_str().to_owned()),
        reads: reads.map(|reads| finer.map_or(reads.clone(), |finer| format!("{reads} ({finer})"))),
        or: sides.iter().skip(1).map(|value| values::text(view, value)).map(marked).collect(),
        or_when: sides
            .iter()
            .skip(1)
            .filter_map(|value| if let Value::When(when) = value { Some(when.as_str().to_owned()) } else { None })
            .collect(),
        disputed,
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: what_came_up(view, item),
        standing: leading.map_or(Grade::None, |leading| leading.standing.shown()),
        updates,
        names,
        phase_reads: labels::phase(view, &phase),
        phase,
    };
    Some((place_of(view, when, 0), moment))
}

/// The dates that cannot all be true.
fn sides<'s>(view: &View<'s>, account: &Account<'s>) -> Vec<&'s Value> {
    account.sides(view.directory).into_iter().filter_map(|side| side.value).collect()
}

/// What happened at the date of the item: of a proposal that it was made, whatever became of it since.
fn what_came_up(view: &View<'_>, item: &Item) -> String {
    let phases = view.account(&Path::item(item.key.clone()).attribute(phase_name()));
    let first = phases.words.iter().find_map(|word| {
        let role = turned(item, word).filter(|role| came_up(*role))?;
        Some((role, word.filing))
    });
    match first.filter(|_| !item.kind.takes_place()) {
        Some((role, filing)) => items::at_turn(view, item, role, filing),
        None => match began_before(view, item) {
            Some(filing) => items::at_turn(view, item, PhaseRole::UnderWay, filing),
            None => items::headline(view, item),
        },
    }
}

/// Where the date of something that was interrupted or broken off since is that of its beginning: what happened then.
fn began_before(view: &View<'_>, item: &Item) -> Option<Filing> {
    let turned = view.phase(item).role(item.kind);
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    let leading = account.leading()?;
    let began = |filing: &Filing| matches!(view.state.filed(*filing).0.record.change, Change::Began | Change::Departed);
    let all = leading.standing.supporters.iter().all(began);
    let since = matches!(turned, Some(PhaseRole::Suspended | PhaseRole::BrokenOff | PhaseRole::Failed));
    leading.standing.supporters.first().copied().filter(|_| since && all)
}

fn came_up(role: PhaseRole) -> bool {
    matches!(role, PhaseRole::Proposed | PhaseRole::Published | PhaseRole::Asked)
}

/// What a word says has become of an item, where it says that it has.
fn turned(item: &Item, word: &Word<'_>) -> Option<PhaseRole> {
    item.kind.phase_role(word.value.and_then(Value::text)?).filter(|_| word.stance.supports())
}

/// A later turn in the life of what was proposed, put out or asked.
struct Turn<'s> {
    role: PhaseRole,
    filing: Filing,
    /// The day its own report gives for it; none where it gives none.
    when: Option<&'s When>,
    standing: Grade,
}

/// The later turns in the life of what was proposed, put out or asked, in the order they were said: each once, however many
/// tell of it, and again where another day is given for it.
fn turns_of<'s>(view: &View<'s>, item: &Item) -> Vec<Turn<'s>> {
    if !matches!(item.kind.role(), KindRole::Proposal | KindRole::Publication | KindRole::Request) {
        return Vec::new();
    }
    let path = Path::item(item.key.clone());
    let phases = view.account(&path.attribute(phase_name()));
    let dates = view.account(&path.attribute(own_name(WHEN)));
    let in_force = view.account(&path.attribute(own_name(IN_FORCE)));
    let mut turns: Vec<Turn<'s>> = Vec::new();
    for word in &phases.words {
        let Some(role) = turned(item, word).filter(|role| !came_up(*role)) else { continue };
        let of_report = |date: &&Word<'s>| date.update == word.update && date.stance.supports();
        // A law has a day of its own on which it takes effect.
        let in_force = in_force.words.iter().find(of_report).filter(|_| role == PhaseRole::InForce);
        let when = in_force.or_else(|| dates.words.iter().find(of_report)).and_then(|date| match date.value? {
            Value::When(when) => Some(when),
            _ => None,
        });
        let told = word.value.and_then(Value::text).and_then(|phase| phases.saying(phase));
        let standing = told.map_or(word.grade, |told| told.standing.shown());
        match turns
            .iter_mut()
            .find(|turn| turn.role == role && (turn.when.is_none() || when.is_none() || turn.when == when))
        {
            Some(turn) => turn.when = turn.when.or(when),
            None => turns.push(Turn { role, filing: word.filing, when, standing }),
        }
    }
    turns
}

/// Whether the date of an item is that of a turn, which has an entry of its own: nobody says when it came up.
fn is_date_of_turn(view: &View<'_>, item: &Item, turns: &[Turn<'_>]) -> bool {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    let Some(leading) = account.leading() else { return false };
    let of_turn = |filing: &Filing| turns.iter().any(|turn| turn.filing.report == filing.report);
    leading.standing.supporters.iter().all(of_turn)
}

/// A turn, when it was, else when it was said, else by when it was known.
fn moment_of_turn(view: &View<'_>, item: &Item, turn: &Turn<'_>) -> (Place, Moment) {
    let report = view.state.filed(turn.filing).0;
    let said = || report.record.said_at.as_ref().or(report.record.published_at.as_ref());
    let (when, reads) = match turn.when.or_else(said) {
        Some(when) => (Some(when.clone()), values::date(view, when)),
        None => (by_day_of(report.record.learned_at), reports::day(view, &report.record).replacen("on ", "by ", 1)),
    };
    let References { updates, names, .. } = references::to(view, [report.record.id]);
    let phase = view.phase(item);
    let moment = Moment {
        when: when.as_ref().map(|when| when.as_str().to_owned()),
        reads: Some(reads),
        or: Vec::new(),
        or_when: Vec::new(),
        disputed: false,
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: format!("{}{}", items::at_turn(view, item, turn.role, turn.filing), in_doubt(&phase)),
        phase_reads: labels::phase(view, &phase),
        phase,
        standing: turn.standing,
        updates,
        names,
    };
    (place_of(view, when.as_ref(), 0), moment)
}

/// Said of a turn whose item is elsewhere said to have come to something else.
fn in_doubt(phase: &Phase) -> &'static str {
    if matches!(phase, Phase::ByParty(_)) { items::DISPUTED } else { "" }
}

/// Known to have happened by the day on which it was learned.
fn by_day_of(learned: Timestamp) -> Option<When> {
    let day = Offset::UTC.to_datetime(learned).date();
    When::parse(&format!("../{day}")).ok()
}

/// How deep dates are followed that are told by another item's.
const DEEPEST: u8 = 8;

fn place_of(view: &View<'_>, when: Option<&When>, depth: u8) -> Place {
    let undated = Place { undated: true, at: Timestamp::MAX, span: std::cmp::Reverse(0) };
    let Some(when) = when else { return undated };
    match when.meaning() {
        Ok(Meaning::Relative(how, item)) if depth < DEEPEST => {
            let Some(item) = view.state.item(&item) else { return undated };
            let of_item = leading_date(view, item);
            let place = place_of(view, of_item, depth + 1);
            let span = match how {
                Relative::Before => i64::MAX,
                Relative::During | Relative::After => -1,
            };
            Place { span: std::cmp::Reverse(span), ..place }
        }
        Ok(Meaning::Relative(..)) | Err(_) => undated,
        Ok(Meaning::Instants(start, end)) => {
            Place { undated: false, at: start, span: std::cmp::Reverse(end.as_second() - start.as_second()) }
        }
        Ok(Meaning::Edtf(_)) => of_days(when).unwrap_or(undated),
    }
}

fn leading_date<'s>(view: &View<'s>, item: &Item) -> Option<&'s When> {
    match view.value_of(&Path::item(item.key.clone()).attribute(own_name(WHEN)))? {
        Value::When(when) => Some(when),
        _ => None,
    }
}

/// Where days stand: at their first, or, where that is open, at their last.
fn of_days(when: &When) -> Option<Place> {
    const DAY: i64 = 24 * 60 * 60;
    let start = |day: Date| Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let (at, span) = match when.days()? {
        (Some(first), Some(last)) => {
            let at = start(first)?;
            (at, start(last)?.as_second() - at.as_second() + DAY)
        }
        (Some(first), None) => (start(first)?, i64::MAX),
        (None, Some(last)) => (start(last)?, i64::MAX),
        (None, None) => return None,
    };
    Some(Place { undated: false, at, span: std::cmp::Reverse(span) })
}
