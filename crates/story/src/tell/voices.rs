//! Who says it: an attribution as an editor writes one. A source is named once, and so is every link to it.

use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Link, Origin};
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{MAKER, MEDIUM};
use crate::record::name::{EntitySlug, ItemKey, own_name};
use crate::record::path::Path;
use crate::record::recorded::Sequence;
use crate::state::entity::Entity;
use crate::tell::clause::{bracketed, does, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::realise::{has_day, report_at, source_of};
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::written::has_word;

const SAID: VerbForm = VerbForm::active(Tense::Past);

/// Somebody's word, to be attributed.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    /// The testimony it is.
    pub source: Source,
    /// Who says it.
    pub attribution: &'a Attribution,
    /// The outlet whose account the whole text is unless it says otherwise: it is not named again.
    pub known: Option<&'a EntitySlug>,
    /// Whether the day it was said is told.
    pub dated: bool,
}

/// Words that tell a document from a person.
const DOCUMENTS: &[&str] = &[
    "email",
    "emails",
    "memo",
    "memos",
    "letter",
    "letters",
    "document",
    "documents",
    "filing",
    "filings",
    "record",
    "records",
    "minutes",
    "report",
    "reports",
    "transcript",
    "transcripts",
    "post",
    "posts",
    "text",
    "statement",
    "page",
    "footage",
    "video",
];

/// Words that tell a place to publish, where something is said *on* it.
const CHANNELS: &[&str] = &[
    "website",
    "site",
    "page",
    "blog",
    "podcast",
    "television",
    "tv",
    "radio",
    "channel",
    "media",
    "account",
    "network",
    "twitter",
    "x",
    "facebook",
    "instagram",
    "telegram",
    "youtube",
    "tiktok",
    "weibo",
    "linkedin",
    "bluesky",
    "mastodon",
    "social",
];

/// Words that tell somebody one can talk to.
pub(crate) const LISTENERS: &[&str] = &[
    "media",
    "reporters",
    "journalists",
    "newspaper",
    "agency",
    "agencies",
    "outlet",
    "outlets",
    "broadcaster",
    "broadcasters",
    "station",
    "stations",
    "magazine",
    "daily",
    "weekly",
];

/// Words that tell where people come together, where something is said *at* it.
const GATHERINGS: &[&str] = &["briefing", "ceremony", "conference", "hearing", "rally", "session", "summit"];

/// The preposition with which something is said in a place that was not talked to.
fn preposition(described: &str) -> &'static str {
    match () {
        () if has_word(described, CHANNELS) => "on",
        () if has_word(described, GATHERINGS) && !has_word(described, DOCUMENTS) => "at",
        () => "in",
    }
}

/// Who says it, with what they did: “Kremlin spokesman Dmitry Peskov told TASS”, “Newsweek reported, naming no source”.
pub fn teller(view: &View<'_>, speech: Speech<'_>) -> Phrase {
    let Speech { source, attribution, known, .. } = speech;
    // “In a letter of 2018” has a day of its own.
    let has_date =
        |link: &Link| link.described.as_deref().is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
    let dated = speech.dated && !attribution.via.iter().any(has_date);
    let speech = Speech { dated, ..speech };
    let mut links: Vec<(usize, &Link)> = attribution.via.iter().enumerate().collect();
    if links.last().is_some_and(|(_, link)| link.outlet.is_some() && link.outlet.as_ref() == known) {
        links.pop();
    }
    let mut phrase = origin(view, speech, true);
    let is_outlet = entity_of(view, attribution).is_some_and(|entity| entity.is == EntityType::Outlet);
    let is_document = matches!(&attribution.origin, Origin::Evidence(_))
        || entity_of(view, attribution).is_some_and(|entity| has_word(entity.name(), DOCUMENTS));
    let links = match links.split_first() {
        None => {
            let verb = if attribution.basis == Basis::Unattributed && is_outlet { "report" } else { "say" };
            phrase.push(does(source, verb, SAID));
            links
        }
        Some((first, rest)) if is_document => {
            phrase.push(Piece::Plain("cited by"));
            phrase.extend(link(view, &speech, *first));
            phrase.push(does(
                source,
                if matches!(attribution.origin, Origin::Evidence(_)) { "show" } else { "say" },
                SAID,
            ));
            rest.to_vec()
        }
        // Whoever rules tells nobody of it: it is passed on.
        Some(((_, first), _)) if first.outlet.is_some() && is_court(view, attribution) => {
            phrase.push(does(source, "say", SAID));
            links
        }
        Some(((place, first), rest)) => {
            phrase.extend(heard_by(view, &speech, (*place, first)));
            rest.to_vec()
        }
    };
    let day = on_day(view, source.sequence);
    let by_outlet = !links.is_empty() && is_day_of_outlet(view, &speech);
    if dated && !by_outlet {
        phrase.extend(day.clone());
    }
    if attribution.basis == Basis::Unattributed && known.is_none_or(|known| *known != attribution.holder) {
        phrase.extend([Piece::Mark(","), Piece::Plain("naming no source")]);
    }
    phrase.extend(reported(view, &speech, &links, if dated && by_outlet { day } else { Phrase::new() }));
    phrase
}

/// Who passed a word on, behind it, with the day on which they did: “, Reuters reported on 3 May, citing TASS”.
fn reported(view: &View<'_>, speech: &Speech<'_>, links: &[(usize, &Link)], day: Phrase) -> Phrase {
    let Some((last, between)) = links.split_last() else { return Phrase::new() };
    let reports = vec![does(speech.source, "report", SAID)];
    let mut phrase = [vec![Piece::Mark(",")], link(view, speech, *last), reports, day].concat();
    if !between.is_empty() {
        phrase.extend([Piece::Mark(","), Piece::Plain("citing")]);
        let between = between.iter().rev().map(|between| link(view, speech, *between));
        phrase.extend(crate::tell::clause::list(between.collect()));
    }
    phrase
}

/// The day on which a word was said, behind it; in brackets where it is only known by that day, “(by 3 May)”, which is not the
/// day of what it tells.
pub fn on_day(view: &View<'_>, sequence: Sequence) -> Phrase {
    let day = vec![Piece::Said(Role::Said { sequence, year: None }, Vec::new())];
    let known_by = report_at(view, sequence).is_some_and(|report| !has_day(&report.record));
    if known_by { bracketed(day) } else { day }
}

/// Who tells of something, with what it is: “The Herald reported a review of the merger, naming no source”, “A and B told
/// The Verge of a meeting (by 18 November 2023)”.
pub fn teller_of(view: &View<'_>, speech: Speech<'_>, what: Phrase) -> Phrase {
    let undated = Speech { dated: false, ..speech };
    let mut phrase = teller(view, undated);
    // Behind a comma stand those who passed it on, and that no source is named.
    let rest = phrase.iter().position(|piece| *piece == Piece::Mark(",")).map(|at| phrase.split_off(at));
    let Speech { source, .. } = speech;
    let said = phrase.iter().rposition(|piece| matches!(piece, Piece::Said(Role::Verb { .. }, _)));
    match said.map(|at| (at, at + 1 == phrase.len())) {
        // “Said” nothing follows but what was said.
        Some((at, true)) => {
            let reports = matches!(&phrase[at], Piece::Said(Role::Verb { lemma, .. }, _) if **lemma == *"report");
            phrase[at] = does(source, if reports { "report" } else { "speak of" }, SAID);
        }
        Some((at, false)) => {
            let says = matches!(&phrase[at], Piece::Said(Role::Verb { lemma, .. }, _) if **lemma == *"say");
            if says {
                phrase[at] = does(source, "speak", SAID);
            }
            phrase.push(Piece::Plain("of"));
        }
        None => phrase.push(Piece::Plain("of")),
    }
    phrase.extend(what);
    if speech.dated {
        let day = Piece::Said(Role::Said { sequence: source.sequence, year: None }, Vec::new());
        phrase.extend(bracketed(vec![day]));
    }
    phrase.extend(rest.unwrap_or_default());
    phrase
}

/// What a speaker did, seen from the first who passed it on: “told TASS”, “said on OpenAI's website”, “said in a letter”.
fn heard_by(view: &View<'_>, speech: &Speech<'_>, (place, first): (usize, &Link)) -> Phrase {
    let Speech { source, attribution, .. } = *speech;
    if rules(view, source, attribution) {
        return vec![does(source, "rule", SAID)];
    }
    let words = link(view, speech, (place, first));
    let lead: Phrase = match (&first.outlet, &first.described) {
        (Some(_), _) if attribution.basis == Basis::Document => {
            vec![does(source, "say", SAID), Piece::Plain("in a document cited by")]
        }
        (None, Some(described)) if !has_word(described, LISTENERS) => {
            vec![does(source, "say", SAID), Piece::Plain(preposition(described))]
        }
        _ => vec![does(source, "tell", SAID)],
    };
    lead.into_iter().chain(words).collect()
}

/// Whether whoever speaks did what is reported by an order of theirs: a court rules, and does not only say so in it.
pub(crate) fn rules(view: &View<'_>, source: Source, attribution: &Attribution) -> bool {
    const ORDERS: [&str; 5] = ["a court order", "a decision", "a ruling", "an order", "an order of the court"];
    let by_order = attribution.via.first().is_some_and(|link| {
        link.outlet.is_none() && link.described.as_deref().is_some_and(|described| ORDERS.contains(&described))
    });
    let phase = report_at(view, source.sequence).and_then(|report| report.record.phase_filed());
    by_order && phase.is_some_and(|role| !role.lies_ahead()) && is_court(view, attribution)
}

/// One who passed it on, by name or as described, with those who did so beside it.
fn link(view: &View<'_>, speech: &Speech<'_>, (place, link): (usize, &Link)) -> Phrase {
    let source = speech.source;
    match &link.outlet {
        Some(outlet) => relays(view, speech, place, outlet),
        None if link.described.is_some() => vec![Piece::Said(Role::Link { source, link: place }, Vec::new())],
        None => vec![Piece::Plain("an unnamed outlet")],
    }
}

/// The outlet that passed a word on at one place of its chain, and those that the same report names side by side with it:
/// “the North Wire and the South Wire”.
pub fn relays(view: &View<'_>, speech: &Speech<'_>, place: usize, outlet: &EntitySlug) -> Phrase {
    let Speech { source, attribution, .. } = *speech;
    let same_but_here = |other: &&Attribution| {
        let links = other.via.iter().zip(&attribution.via).enumerate();
        (&other.origin, other.basis, other.via.len()) == (&attribution.origin, attribution.basis, attribution.via.len())
            && links.into_iter().all(|(at, (theirs, ours))| at == place || theirs == ours)
    };
    let report = report_at(view, source.sequence);
    let all = report.into_iter().flat_map(|report| &report.record.attributions).filter(same_but_here);
    let mut outlets: Vec<&EntitySlug> = vec![outlet];
    for beside in all.filter_map(|other| other.via.get(place)?.outlet.as_ref()) {
        if !outlets.contains(&beside) {
            outlets.push(beside);
        }
    }
    crate::tell::clause::list(outlets.into_iter().map(|outlet| vec![name_of(outlet, source)]).collect())
}

/// Whether the only day on file of a word is that on which an outlet put out what it quotes: a document is of another.
pub fn is_day_of_outlet(view: &View<'_>, speech: &Speech<'_>) -> bool {
    let of_document = matches!(&speech.attribution.origin, Origin::Evidence(_))
        || speech.attribution.via.iter().any(|link| link.described.is_some());
    let outlet = speech.attribution.via.iter().any(|link| link.outlet.is_some());
    let record = report_at(view, speech.source.sequence).map(|report| &report.record);
    let put_out = record.is_some_and(|record| record.said_at.is_none() && record.published_at.is_some());
    of_document && outlet && put_out
}

/// Whether whoever speaks is a court or sits on one.
pub(crate) fn is_court(view: &View<'_>, attribution: &Attribution) -> bool {
    entity_of(view, attribution)
        .is_some_and(|entity| is_judge(entity) || has_word(entity.name(), &["court", "jury", "tribunal"]))
}

/// Whether somebody sits on a court.
pub(crate) fn is_judge(entity: &Entity) -> bool {
    let title = entity.title.as_deref().unwrap_or_default();
    // A minister of justice does not rule.
    let sits = has_word(title, &["judge", "magistrate"])
        || title.to_lowercase().ends_with("justice") && !title.contains("of justice");
    sits && entity.is == EntityType::Person
}

fn entity_of<'v>(view: &'v View<'_>, attribution: &Attribution) -> Option<&'v Entity> {
    match &attribution.origin {
        Origin::Entity(slug) => view.directory.get(view.directory.canonical(slug)),
        Origin::Evidence(_) => None,
    }
}

/// Who really speaks: by name, or the photograph or document that does.
pub fn origin(view: &View<'_>, speech: Speech<'_>, titled: bool) -> Phrase {
    match &speech.attribution.origin {
        Origin::Entity(slug) => {
            vec![Piece::Name { entity: slug.clone(), sequence: speech.source.sequence, possessive: false, titled }]
        }
        Origin::Evidence(item) => {
            let medium = view.account(&Path::item(item.clone()).attribute(own_name(MEDIUM)));
            let leading = medium.leading().and_then(|leading| leading.standing.supporters.first().copied());
            match leading {
                Some(filing) => {
                    [vec![value(source_of(view, filing), ValueForm::Indefinite)], made_by(view, item)].concat()
                }
                None => vec![Piece::Plain("a piece of evidence")],
            }
        }
    }
}

/// Who made a piece of evidence: “by the town clerk”.
fn made_by(view: &View<'_>, item: &ItemKey) -> Phrase {
    let maker = view.account(&Path::item(item.clone()).attribute(own_name(MAKER)));
    let leading = maker.leading().and_then(|leading| leading.standing.supporters.first().copied());
    leading.map_or(Phrase::new(), |filing| vec![Piece::Plain("by"), value(source_of(view, filing), ValueForm::Plain)])
}

/// Somebody whose word came through others, as a noun: “WilmerHale, quoted by OpenAI,”.
pub fn speaker(view: &View<'_>, speech: Speech<'_>) -> Phrase {
    let mut phrase = origin(view, speech, true);
    let (mut brackets, quoted) = places_and_relays(view, &speech);
    if !quoted.is_empty() {
        let links = quoted.into_iter().map(|quoted| link(view, &speech, quoted)).collect();
        let day = (speech.dated && is_day_of_outlet(view, &speech))
            .then(|| Piece::Said(Role::Said { sequence: speech.source.sequence, year: None }, Vec::new()));
        let quoted = [vec![Piece::Plain("quoted by")], crate::tell::clause::list(links)].concat();
        brackets.push(quoted.into_iter().chain(day).collect());
    }
    if !brackets.is_empty() {
        phrase.extend(bracketed(crate::tell::clause::joined(brackets, ",")));
    }
    phrase
}

/// Where a word was said, each with its preposition, “in a court filing”, and who passed it on.
fn places_and_relays<'a>(view: &View<'_>, speech: &Speech<'a>) -> (Vec<Phrase>, Vec<(usize, &'a Link)>) {
    let links = speech.attribution.via.iter().enumerate();
    let links = links.filter(|(_, link)| link.outlet.is_none() || link.outlet.as_ref() != speech.known);
    let (places, relays): (Vec<_>, Vec<_>) = links.partition(|(_, link)| {
        link.outlet.is_none() && link.described.as_deref().is_some_and(|text| !has_word(text, LISTENERS))
    });
    let in_place = |place: (usize, &Link)| {
        let before = preposition(place.1.described.as_deref().unwrap_or_default());
        [vec![Piece::Plain(before)], link(view, speech, place)].concat()
    };
    (places.into_iter().map(in_place).collect(), relays)
}

/// How somebody's word came, apart from what they said.
#[derive(Default)]
pub struct Passed {
    /// Where they said it, with its preposition: “in a court filing”.
    pub in_place: Phrase,
    /// Those who passed it on, behind what was said: “, Reuters reported, citing TASS”; empty where nobody did.
    pub reported: Phrase,
}

impl Passed {
    /// The way of a word. Whether it was told to an outlet or before others is not said. The day of what an outlet quotes, where
    /// it is only that, goes with the outlet.
    pub fn of(view: &View<'_>, speech: Speech<'_>) -> Self {
        let (places, relays) = places_and_relays(view, &speech);
        let by_outlet = speech.dated && is_day_of_outlet(view, &speech);
        let day = if by_outlet { on_day(view, speech.source.sequence) } else { Phrase::new() };
        Self { in_place: places.concat(), reported: reported(view, &speech, &relays, day) }
    }
}

/// Whether somebody speaks in their own name, with nobody between: several of them can be told together.
pub fn is_direct(speech: &Speech<'_>) -> bool {
    let known = |link: &Link| link.outlet.is_some() && link.outlet.as_ref() == speech.known;
    let direct = speech.attribution.via.iter().all(known) && matches!(speech.attribution.origin, Origin::Entity(_));
    direct && !speech.dated && speech.attribution.basis != Basis::Unattributed
}

/// A name, as the update of a testimony gives it.
pub fn name_of(entity: &EntitySlug, source: Source) -> Piece {
    Piece::Name { entity: entity.clone(), sequence: source.sequence, possessive: false, titled: true }
}

/// Who tells of it, without that no source is named: the sentence names whose word it is, or it is of what everybody could see,
/// and how well that stands is said beside it.
pub fn without_no_source(mut teller: Phrase) -> Phrase {
    if let Some(at) = teller.iter().position(|piece| *piece == Piece::Plain("naming no source")) {
        teller.drain(at - 1..=at);
    }
    teller
}
