//! Plausible histories: what a newsroom could have written down, from choices somebody else makes. The laws are checked on
//! them (proptest chooses, and shrinks what fails to a readable story), and benchmarks measure with them.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::submit::decide::MAX_UPDATES;

/// One thing a newsroom writes down of some meetings. An earlier update is named by its number, taken modulo the place of
/// the entry; items come in pairs (0 and 1, 2 and 3, …).
#[derive(Debug, Clone)]
pub enum Entry {
    /// Somebody says how a meeting stands, perhaps where it is.
    Says {
        /// The meeting.
        item: u16,
        /// What it says of it.
        change: &'static str,
        /// Whose word, of [`SOURCES`].
        source: &'static str,
        /// Where it is.
        place: Option<&'static str>,
    },
    /// An outlet says where a party stands.
    Observes {
        /// The meeting.
        item: u16,
        /// The party.
        holder: &'static str,
        /// How it stands.
        stance: &'static str,
    },
    /// The desk takes an update back.
    Retracts(usize),
    /// The desk mends the place of an update.
    Corrects(usize, &'static str),
    /// A report that rests on another.
    RestsOn(usize),
    /// An outlet puts out a piece that relies on a report.
    Publishes(usize),
    /// A report that may not be shown yet.
    Embargoed(&'static str),
    /// A report that cannot be true together with another.
    Contradicts(usize),
    /// The desk finds that two reports are both right.
    Reconciles(usize, usize),
    /// Something said of the other meeting of the pair before this one.
    SaidBefore(u16),
    /// An outlet asks about a meeting.
    Asks {
        /// The meeting.
        item: u16,
        /// What came of it.
        outcome: &'static str,
    },
    /// The second meeting of a pair is found to be the first.
    Merges(u16),
    /// That is taken back.
    Splits(u16),
}

/// Who speaks: two relays of one spokesman, another side, a group, a witness, an outlet's own voice.
pub const SOURCES: &[&str] = &["newsweek", "peskov-tass", "peskov-newsweek", "rubio-said", "analysts-say", "witness"];
/// Where meetings are, one within another.
pub const PLACES: &[&str] = &["moscow", "st-petersburg", "russia"];
/// What is said of meetings.
pub const CHANGES: &[&str] =
    &["mooted", "announced", "postponed", "cancelled", "held", "not_held", "confirmed", "denied", "disputed"];
/// Where parties stand.
pub const STANCES: &[&str] = &["not_confirmed", "no_answer", "declines", "denies", "confirms"];
/// What comes of requests for comment.
pub const OUTCOMES: &[&str] = &[
    "declined",
    "unanswered",
    "none_reported",
    "sent",
    "acknowledged",
    "answered",
    "unreachable",
    "did_not_immediately_respond",
    "did_not_respond",
    "did_not_comment",
];

impl Entry {
    /// An entry, from numbers that `choose` picks below the one it is given.
    pub fn choose(items: u16, choose: &mut impl FnMut(usize) -> usize) -> Self {
        let item = u16::try_from(choose(usize::from(items))).unwrap_or_default();
        let any = |choose: &mut dyn FnMut(usize) -> usize, of: &[&'static str]| of[choose(of.len())];
        let earlier = |choose: &mut dyn FnMut(usize) -> usize| choose(MAX_UPDATES);
        match choose(18) {
            0..6 => Self::Says {
                item,
                change: any(choose, CHANGES),
                source: any(choose, SOURCES),
                place: (choose(2) == 0).then(|| any(choose, PLACES)),
            },
            6 | 7 => Self::Observes { item, holder: any(choose, &["kremlin", "us"]), stance: any(choose, STANCES) },
            8 => Self::Retracts(earlier(choose)),
            9 => Self::Corrects(earlier(choose), any(choose, PLACES)),
            10 => match earlier(choose) {
                which if which % 3 == 0 => Self::Publishes(which),
                which => Self::RestsOn(which),
            },
            11 => Self::Embargoed(any(choose, PLACES)),
            12 => Self::Contradicts(earlier(choose)),
            13 => Self::Reconciles(earlier(choose), earlier(choose)),
            14 => Self::SaidBefore(item),
            15 => Self::Asks { item, outcome: any(choose, OUTCOMES) },
            16 => Self::Merges(item & !1),
            _ => Self::Splits(item & !1),
        }
    }
}

/// When the first thing was learned.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_744_329_600).unwrap_or_default()
}

/// The history of one story as submissions of at most `part` updates, in order. Each of the `items` meetings is mooted
/// first, so that every entry can speak of any.
pub fn documents(history: &[Entry], items: u16, part: usize, learned: impl Fn(usize) -> Timestamp) -> Vec<Json> {
    let mooted = (0..items).map(|item| json!({ "meeting.mooted": format!("m{item}"), "source": "newsweek" }));
    let entries = history.iter().enumerate().map(|(i, entry)| written(history, i, entry, items, learned(i)));
    let updates: Vec<Json> = mooted.chain(entries).collect();
    updates.chunks(part.min(updates.len()).max(1)).map(document).collect()
}

fn document(updates: &[Json]) -> Json {
    json!({
        "story": "trips", "title": "Trips",
        "directory": {
            "us": {"organisation": "the United States"}, "russia": {"organisation": "Russia"},
            "kremlin": {"organisation": "the Kremlin", "within": "russia"},
            "peskov": {"person": "Dmitry Peskov", "speaks_for": "kremlin"}, "putin": {"person": "Vladimir Putin", "speaks_for": "kremlin"},
            "rubio": {"person": "Marco Rubio", "speaks_for": "us"}, "witkoff": {"person": "Steve Witkoff", "speaks_for": "us"},
            "analysts": {"group": "analysts"}, "bystander": {"person": "A Bystander"},
            "newsweek": {"outlet": "Newsweek"}, "tass": {"outlet": "TASS"},
            "moscow": {"place": "Moscow", "within": "russia"}, "st-petersburg": {"place": "St. Petersburg", "within": "russia"},
        },
        "sources": {
            "peskov-tass": {"origin": "peskov", "via": ["tass"], "knowledge": "own_act"},
            "peskov-newsweek": {"origin": "peskov", "via": ["tass", "newsweek"], "knowledge": "own_act"},
            "rubio-said": {"origin": "rubio", "via": ["newsweek"]},
            "analysts-say": {"origin": "analysts", "via": ["newsweek"], "knowledge": "told"},
            "witness": {"origin": "bystander", "via": ["tass"], "knowledge": "witnessed"},
        },
        "defaults": {"learned": start().to_string()},
        "updates": updates,
    })
}

/// The entry before `i` that is meant by a number, or the nearest one that a relation can name: not every entry reports
/// something, or speaks of a place.
fn earlier(history: &[Entry], i: usize, which: usize, fits: fn(&Entry) -> bool) -> Option<String> {
    let from = which % i.max(1);
    let named = (0..i).map(|n| (from + n) % i).find(|n| history.get(*n).is_some_and(fits));
    named.map(|named| format!("u{named}"))
}

/// Reports before `i` that can be reconciled: two that speak of the place of one meeting, or one that contradicts another,
/// alone or with it.
fn at_odds(history: &[Entry], i: usize, one: usize, other: usize) -> Option<Vec<String>> {
    let nearest =
        |which: usize, fits: &dyn Fn(usize) -> bool| (0..i).map(|n| (which % i + n) % i).find(|place| fits(*place));
    let placed = |place: usize| match history.get(place) {
        Some(Entry::Says { item, place: Some(_), .. }) => Some(*item),
        _ => None,
    };
    let pair = nearest(one, &|place| placed(place).is_some()).and_then(|first| {
        let second = nearest(other, &|place| place != first && placed(place) == placed(first))?;
        Some(vec![format!("u{first}"), format!("u{second}")])
    });
    let contradicts = |place: usize| place > 0 && matches!(history.get(place), Some(Entry::Contradicts(_)));
    let contradicted = nearest(one, &contradicts).and_then(|from| {
        let Some(Entry::Contradicts(which)) = history.get(from) else { return None };
        let named = earlier(history, from, *which, reports)?;
        Some([format!("u{from}"), named].into_iter().take(1 + other % 2).collect())
    });
    if one.is_multiple_of(3) { pair.or(contradicted) } else { contradicted.or(pair) }
}

fn reports(entry: &Entry) -> bool {
    !matches!(entry, Entry::Retracts(_) | Entry::Splits(_) | Entry::Embargoed(_))
}

fn speaks_of_a_place(entry: &Entry) -> bool {
    matches!(entry, Entry::Says { place: Some(_), .. } | Entry::SaidBefore(_))
}

fn written(history: &[Entry], i: usize, entry: &Entry, items: u16, learned: Timestamp) -> Json {
    let earlier = |which: usize, fits| earlier(history, i, which, fits);
    // What is under an embargo cannot be named by what is not: the nearest before it is.
    let any = |which: usize| {
        let from = which.checked_rem(i)?;
        let named = (0..=from).rev().find(|n| !matches!(history.get(*n), Some(Entry::Embargoed(_)) | None))?;
        Some(format!("u{named}"))
    };
    let meeting = |which: usize| format!("m{}", which % usize::from(items));
    let mut update = match entry {
        Entry::Says { item, change, source, place } => {
            let mut update = json!({ format!("meeting.{change}"): format!("m{item}"), "source": source, "participants": ["putin", "witkoff"] });
            if let Some(place) = place {
                update["place"] = json!(place);
            }
            if item % 2 == 1 {
                update["label"] = json!("the talks between the two");
            }
            update
        }
        Entry::Observes { item, holder, stance } => {
            json!({ "meeting.reported": format!("m{item}"), "source": "newsweek", "participants": ["putin", "witkoff"], "stances": { *holder: stance } })
        }
        Entry::Retracts(which) if any(*which).is_some() => {
            json!({ "meeting.retracted": meeting(*which), "by": "desk", "retracts": { "update": any(*which), "reason": "disproved" } })
        }
        Entry::Corrects(which, place) if any(*which).is_some() => {
            let mut corrects = json!({ "update": any(*which), "reason": "misread" });
            if let Some(named) = earlier(*which, speaks_of_a_place) {
                corrects = json!({ "update": named, "path": "place", "reason": "misread" });
            }
            json!({ "meeting.corrected": meeting(*which), "by": "desk", "source": "newsweek", "place": place, "corrects": corrects })
        }
        Entry::RestsOn(which) if any(*which).is_some() => {
            json!({ "meeting.held": meeting(which + 1), "source": "rubio-said", "rests_on": any(*which) })
        }
        Entry::Embargoed(place) => {
            json!({ "meeting.reported": "m0", "source": "newsweek", "place": place, "embargo": { "until": "2099-01-01T00:00:00Z" } })
        }
        Entry::Publishes(which) if any(*which).is_some() => {
            json!({ "publication.published": format!("p{i}"), "source": "newsweek", "outlet": "newsweek", "title": "What is known", "relies_on": any(*which) })
        }
        Entry::Contradicts(which) if i > 0 => {
            json!({ "meeting.held": meeting(*which), "source": "rubio-said", "place": "moscow", "contradicts": earlier(*which, reports) })
        }
        Entry::Reconciles(one, other) if i > 0 => {
            json!({ "note.noted": format!("n{i}"), "text": "both are right", "reconciles": at_odds(history, i, *one, *other) })
        }
        Entry::SaidBefore(item) => {
            json!({ "meeting.announced": format!("m{}", item ^ 1), "source": "peskov-tass", "said": format!("before m{item}"), "place": "moscow" })
        }
        Entry::Asks { item, outcome } => {
            json!({ format!("query.{outcome}"): format!("q{item}"), "source": "newsweek", "asker": "newsweek", "asked": "kremlin", "on": format!("m{item}") })
        }
        Entry::Merges(item) => json!({ "meeting.merged": format!("m{}", item + 1), "same_as": format!("m{item}") }),
        Entry::Splits(item) => json!({ "meeting.split": format!("m{}", item + 1) }),
        Entry::Retracts(_)
        | Entry::Corrects(..)
        | Entry::RestsOn(_)
        | Entry::Publishes(_)
        | Entry::Contradicts(_)
        | Entry::Reconciles(..) => {
            json!({ "meeting.mooted": "m0", "source": "newsweek" })
        }
    };
    update["key"] = json!(format!("u{i}"));
    update["learned"] = json!(learned.to_string());
    update
}
