//! What stands around a verb: where, when, how and why, with whom, with what result.

use crate::judge::account::Word;
use crate::record::attribution::Attribution;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{PLACE, REASON, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::frame::{AttributeRole, Slot};
use crate::record::kind::spec::{AttributeSpec, KindRole, PhaseRole, Rank, ValueType};
use crate::record::name::EntitySlug;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, list, value};
use crate::tell::english;
use crate::tell::mentions::name;
use crate::tell::realise::text_of;
use crate::tell::span::{NameForm, Phrase, Piece, Role, ValueForm};
use crate::tell::telling::clauses::{Named, Slots, Told};
use crate::tell::telling::facts::{Fact, Telling, same_voice};

impl<'s> Telling<'_, 's> {
    /// What one voice gives of where, when, how and why, each in its place.
    pub(crate) fn adjuncts(&self, item: &Item, role: PhaseRole, told: &mut Told<'s>) -> Vec<(Slot, Phrase)> {
        let mut complements = Vec::new();
        for spec in item.kind.spec().attributes {
            let Some(adjunct) = spec.adjunct().filter(|_| !told.attributes.contains(&spec.name)) else { continue };
            let facts: Vec<Fact<'s>> = match (spec.elements, told.slots) {
                (Some(_), _) => self.given_elements(item, spec, told.voice).into_iter().map(|(_, fact)| fact).collect(),
                (None, Slots::Planned) if spec.name == WHEN => told.planned_for.clone().into_iter().collect(),
                (None, Slots::Planned) => self.as_planned(item, spec),
                (None, _) => self.facts_of(item, spec, told),
            };
            let wanted = match told.slots {
                Slots::All => true,
                Slots::Core => matches!(adjunct.slot, Slot::Object | Slot::Place | Slot::Time),
                // The day on which something was broken off is told with that.
                Slots::Why => adjunct.slot == Slot::Cause || role == PhaseRole::BrokenOff && adjunct.slot == Slot::Time,
                Slots::Line | Slots::Planned => fits_in_line(spec, adjunct.slot),
                Slots::Who => spec.agent,
                Slots::None => false,
            };
            // What is called off, put off or taken up again has another reason than what was planned or begun.
            let turns = self.moves_a_plan(told.base) || role == PhaseRole::Suspended;
            let own_reason = told.slots == Slots::Why || turns && adjunct.slot == Slot::Cause;
            let of_it = |fact: &Fact<'s>| !own_reason || fact.filing.report == told.base.report;
            let as_planned =
                |fact: &Fact<'s>| told.slots == Slots::Planned && !matches!(fact.value, None | Some(Value::None(_)));
            let fits =
                |fact: &Fact<'s>| wanted && (as_planned(fact) || self.fits(fact, spec, role, told.base)) && of_it(fact);
            let facts: Vec<Fact<'s>> = facts.into_iter().filter(fits).collect();
            if facts.is_empty() || facts.iter().any(|fact| self.is_said_already(fact, &told.text)) {
                // Whose name has its day is told with that.
                let in_name = !facts.is_empty() && adjunct.slot == Slot::Time;
                told.attributes.extend(in_name.then_some(spec.name));
                continue;
            }
            for fact in &facts {
                told.take(fact);
            }
            told.attributes.push(spec.name);
            let sets_out = matches!(role, PhaseRole::Departed | PhaseRole::UnderWay);
            let phrase = match (spec.role, facts.as_slice()) {
                (Some(AttributeRole::Start), _) if role == PhaseRole::Arrived => continue,
                (Some(AttributeRole::Departure), _) if !sets_out => continue,
                (_, [fact]) if adjunct.slot == Slot::Time || spec.name == PLACE => self.adverbial(spec, fact),
                (Some(AttributeRole::Destination), [fact]) if role == PhaseRole::Arrived => self.located(fact),
                (Some(AttributeRole::Destination), [fact]) if sets_out => {
                    [vec![Piece::Plain("for")], self.words(fact)].concat()
                }
                (Some(AttributeRole::Cause), [fact, ..]) => self.cause(fact),
                // “To see the talks”, but “for a private visit”.
                (Some(AttributeRole::Purpose), [fact]) if is_thing(fact) => {
                    [vec![Piece::Plain("for")], self.words(fact)].concat()
                }
                (_, [fact]) if is_adverbial(spec, fact) => self.in_form(fact, ValueForm::Adverbial),
                // What has only begun is yet to last that long.
                (_, [fact]) if is_foreseen(fact) && role == PhaseRole::UnderWay => {
                    [vec![Piece::Mark(","), Piece::Plain("to last")], self.words(fact)].concat()
                }
                // “By five to four”, but “unanimously”.
                (_, [fact]) if adjunct.slot == Slot::Manner && is_manner(fact) => self.words(fact),
                (_, [fact]) if adjunct.slot == Slot::Manner && is_unanimous(fact) => {
                    [vec![Piece::Plain("in a decision that was")], self.words(fact)].concat()
                }
                _ => {
                    let mut phrase = match adjunct.slot {
                        Slot::Others if !spec.agent => vec![Piece::Mark(","), Piece::Plain(adjunct.before)],
                        // Who proposed it did not reject it.
                        Slot::Others if item.kind.role() == KindRole::Proposal && role != PhaseRole::Proposed => {
                            vec![Piece::Mark(","), Piece::Plain("proposed"), Piece::Plain(adjunct.before)]
                        }
                        _ => vec![Piece::Plain(adjunct.before)],
                    };
                    let words = facts.iter().map(|fact| self.words(fact)).collect();
                    phrase.extend(self.names(&facts.iter().collect::<Vec<_>>(), words));
                    phrase
                }
            };
            complements.push((adjunct.slot, phrase));
        }
        let because = |(slot, _): &(Slot, Phrase)| *slot == Slot::Cause;
        if told.slots != Slots::None
            && !complements.iter().any(because)
            && !self.moves_a_plan(told.base)
            && let Some(reason) = self.reason_given(item, told.base)
        {
            let over = role.rank() != Rank::Plans || matches!(role, PhaseRole::Postponed | PhaseRole::CalledOff);
            let why = match over && self.is_past(told.base) {
                true => self.as_reason_then(&reason),
                false => self.as_reason(&reason),
            };
            complements.push((Slot::Cause, why));
            told.take(&reason);
            told.attributes.push(REASON);
        }
        complements
    }

    /// What was planned, and not how it was, where both are on file.
    fn as_planned(&self, item: &Item, spec: &AttributeSpec) -> Vec<Fact<'s>> {
        let path = self.at(item, spec.name);
        if self.view.begun(&item.key).is_none() {
            return self.given(&path, None).into_iter().collect();
        }
        let account = self.view.account(&path);
        let planned =
            account.words.iter().rev().find(|word| word.plan && word.stance.supports() && word.value.is_some());
        planned.map(|word| self.filed(&account, word.filing, word.value)).into_iter().collect()
    }

    /// Whether a word moves what was planned, or plans again what was off: its reason is why, and not why it is to be.
    pub(crate) fn moves_a_plan(&self, word: Filing) -> bool {
        let change = self.view.state.filed(word).0.record.change;
        matches!(change, Change::Rescheduled | Change::Reinstated | Change::Resumed | Change::Extended)
    }

    /// Why something was done or said, as the very word that says it was gives it.
    pub(crate) fn reason_given(&self, item: &Item, word: Filing) -> Option<Fact<'s>> {
        let account = self.view.account(&self.at(item, REASON));
        let voice = self.view.attribution(word)?;
        let own = |given: &&Word<'s>| {
            given.filing.report == word.report && given.stance.supports() && same_voice(given.attribution, voice)
        };
        let given = account.current().find(own)?;
        Some(self.filed(&account, given.filing, given.value))
    }

    /// Why somebody denies something, has no word to say or does not confirm it, as they say themselves: “, saying that nobody
    /// was there”, “, citing a pending lawsuit”. In their own words where these are on file.
    pub(crate) fn saying_why(&self, item: &Item, word: Filing) -> Phrase {
        let quoted = self.view.attribution(word).is_some_and(|voice| voice.quote.is_some());
        let denies = matches!(self.view.state.filed(word).1.stance, Stance::Denies | Stance::Disputes);
        if quoted && denies {
            let quote = Piece::Said(Role::Quotation { source: self.source(word) }, Vec::new());
            return vec![Piece::Mark(","), Piece::Plain("saying"), Piece::Mark(":"), quote];
        }
        let Some(reason) = self.reason_given(item, word) else { return Phrase::new() };
        let text = reason.value.and_then(Value::text).unwrap_or_default();
        let lead: Phrase = match (english::is_clause(text), before_reason(text)) {
            (true, "because") => vec![Piece::Plain("saying that")],
            (_, "") => vec![Piece::Plain("saying that it was")],
            (false, _) if is_surely_reason(text) => vec![Piece::Plain("citing")],
            _ => vec![Piece::Plain("giving this reason"), Piece::Mark(":")],
        };
        [vec![Piece::Mark(",")], lead, self.in_past(&reason)].concat()
    }

    /// A reason as it is told of the past, where it is a clause. What a whole report is limited to is told of what it says, and
    /// not of why.
    fn in_past(&self, reason: &Fact<'s>) -> Phrase {
        let clause = reason.value.and_then(Value::text).is_some_and(english::is_clause);
        let (report, testimony) = self.view.state.filed(reason.filing);
        let of_whole = report.record.testimonies.iter().all(|said| said.limits == testimony.limits);
        let form = if clause { ValueForm::InPast } else { ValueForm::Plain };
        let limits = if of_whole { Phrase::new() } else { self.qualified(reason.filing) };
        [self.in_form(reason, form), limits].concat()
    }

    /// “because of strong tides and winds”, where the word that says so gives the reason.
    pub(crate) fn because(&self, item: &Item, word: Filing) -> Phrase {
        self.reason_given(item, word).map(|reason| self.as_reason_then(&reason)).unwrap_or_default()
    }

    fn facts_of(&self, item: &Item, spec: &AttributeSpec, told: &Told<'s>) -> Vec<Fact<'s>> {
        let path = self.at(item, spec.name);
        // Each change of state has its own day: that of the update that tells of it.
        let own_day = || {
            let account = self.view.account(&path);
            let mut current = account.current().filter(|word| word.stance.supports() && !account.is_contested());
            let own = current.find(|word| word.filing.report == told.base.report)?;
            // Whoever named a month and then a day in it has named the day.
            let exact = current.filter(|word| self.has_made_exact(own, word)).last();
            let given = exact.unwrap_or(own);
            Some(self.filed(&account, given.filing, given.value))
        };
        let own_day = (spec.name == WHEN && told.voice.is_some()).then(own_day).flatten();
        own_day.or_else(|| self.given(&path, told.voice)).into_iter().collect()
    }

    /// Whether a later word of the same voice on the same step of an item names a time more exactly.
    fn has_made_exact(&self, before: &Word<'s>, after: &Word<'s>) -> bool {
        let narrows = before
            .value
            .zip(after.value)
            .is_some_and(|(before, after)| after.compare(before, &self.view.directory) == Comparison::Narrows);
        let same_step = self.rank_of(before.filing) == self.rank_of(after.filing);
        narrows && same_step && same_voice(before.attribution, after.attribution)
    }

    fn adverbial(&self, spec: &AttributeSpec, fact: &Fact<'s>) -> Phrase {
        match spec.value {
            ValueType::Place => self.located(fact),
            _ => self.words(fact),
        }
    }

    /// “because he was not candid”, “because of high winds”, “to save money”.
    pub(crate) fn cause(&self, fact: &Fact<'s>) -> Phrase {
        // “Probably because of a gust”, and not “because of probably a gust”.
        let hedge = Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new());
        self.is_hedged(fact).then_some(hedge).into_iter().chain(self.cause_unhedged(fact)).collect()
    }

    /// The same where it is said already how firmly that is said.
    pub(crate) fn cause_unhedged(&self, fact: &Fact<'s>) -> Phrase {
        let before = before_reason(fact.value.and_then(Value::text).unwrap_or_default());
        (!before.is_empty()).then_some(Piece::Plain(before)).into_iter().chain(self.unhedged(fact)).collect()
    }

    /// The same of a reason, in brackets where it may be a clause that would read wrong: “(the reason given: the money ran
    /// out)”.
    pub(crate) fn as_reason(&self, fact: &Fact<'s>) -> Phrase {
        let text = fact.value.and_then(Value::text).unwrap_or_default();
        if is_surely_reason(text) {
            return self.cause(fact);
        }
        bracketed([vec![Piece::Plain("the reason given:")], self.words(fact)].concat())
    }

    /// The same of what is told of the past: “because it was not the season”.
    pub(crate) fn as_reason_then(&self, fact: &Fact<'s>) -> Phrase {
        let text = fact.value.and_then(Value::text).unwrap_or_default();
        match before_reason(text) {
            "because" if is_surely_reason(text) => [vec![Piece::Plain("because")], self.in_past(fact)].concat(),
            _ => self.as_reason(fact),
        }
    }

    /// Whether a fact belongs in a clause of this phase. Each change of state has its own date: the day of a plan is not
    /// told of what happened, nor the day something was put forward of its being turned down.
    fn fits(&self, fact: &Fact<'s>, spec: &AttributeSpec, role: PhaseRole, base: Filing) -> bool {
        if fact.planned || matches!(fact.value, None | Some(Value::None(_))) {
            return false;
        }
        let same_update = fact.filing.report == base.report;
        match (spec.name, self.rank_of(fact.filing)) {
            // The day of an interruption is not that of the beginning, nor the other way round.
            (WHEN, Some(rank)) => same_update || rank == role.rank() && role.rank() != Rank::UnderWay,
            // What has run out by now is no part of what holds.
            _ if spec.due && role.rank() != Rank::Plans => !self.has_passed(fact),
            (WHEN, None) => {
                same_update || !matches!(role, PhaseRole::Agreed | PhaseRole::Rejected | PhaseRole::Withdrawn)
            }
            _ => true,
        }
    }

    pub(crate) fn has_passed(&self, fact: &Fact<'s>) -> bool {
        let latest = match fact.value {
            Some(Value::When(when)) => when.span().latest,
            _ => None,
        };
        latest.is_some_and(|latest| latest < self.view.instant())
    }

    /// Whether the event's name says it already: “the search of the island” need not be on the island.
    pub(crate) fn is_said_already(&self, fact: &Fact<'s>, text: &str) -> bool {
        let entity = fact.value.and_then(Value::entity);
        let name = entity.map(|slug| name(self.view, slug, NameForm::default()));
        let place = matches!(fact.value, Some(Value::Place(_)));
        // “The violence of 9 May 2022” need not be told to have been on 9 May 2022.
        let day =
            matches!(fact.value, Some(Value::When(_))).then(|| self.texts_of(&self.bare_date(fact)).next()).flatten();
        let names_day = day.is_some_and(|day| text.contains(&day) && day.contains(' '));
        names_day
            || name.is_some_and(|name| {
                // “Near the Titanic” is at the wreck of the Titanic.
                let proper = name.rsplit(' ').next().filter(|word| place && word.starts_with(char::is_uppercase));
                // “The ruling of the Ninth Circuit” is that of the Ninth Circuit Court of Appeals.
                let words: Vec<&str> = name.split(' ').filter(|word| !["the", "a", "an"].contains(word)).collect();
                let begins = words.len() > 2 && text.contains(&words[..2].join(" "));
                text.contains(&name) || begins || proper.is_some_and(|word| text.contains(word))
            })
    }

    /// Those with a part in it that its name does not name: “, involving the US Coast Guard”, “, with Putin as host”.
    pub(crate) fn cast(&self, item: &Item, told: &mut Told<'s>) -> Vec<(Slot, Phrase)> {
        // Those who take part in what its author gave a name are not in that.
        let labelled = item.kind.frame().mutual && self.label(item).is_some();
        let wanted = matches!(told.slots, Slots::All | Slots::Line | Slots::Planned);
        let cast = item.kind.attribute_in(AttributeRole::Cast);
        // Those who are the subject of its verb are told with it.
        let cast = cast.filter(|cast| wanted && (labelled || cast.name != item.kind.frame().subject));
        let Some(spec) = cast else { return Vec::new() };
        let mut plain: Vec<Named> = Vec::new();
        let mut facts: Vec<Fact<'s>> = Vec::new();
        let mut with_roles: Vec<(Fact<'s>, Vec<Phrase>, bool)> = Vec::new();
        let mut by_part: Vec<Phrase> = Vec::new();
        let mut before: Vec<Phrase> = Vec::new();
        // Those who tell of it together are named as its tellers.
        let together = &self.view.state.filed(told.base).0.record.attributions;
        for (path, fact) in self.given_elements(item, spec, told.voice) {
            let teller = |slug: &EntitySlug| {
                !labelled && told.voice.is_some() && together.iter().any(|voice| *slug == voice.holder)
            };
            if self.is_said_already(&fact, &told.text)
                || fact.planned && told.slots != Slots::Planned
                || fact.value.and_then(Value::entity).is_some_and(teller)
            {
                continue;
            }
            told.take(&fact);
            let office = spec.detail_in(AttributeRole::Office);
            let role = office.and_then(|office| self.given(&self.detail(&path, office.name), told.voice));
            let part = |role: &Fact<'s>| role.value.and_then(Value::text).unwrap_or_default().to_owned();
            // Before which court something is heard is where it is.
            if role.as_ref().is_some_and(|role| ["court", "tribunal"].contains(&&*part(role))) {
                match self.is_named_by_voice(&fact, told.voice) {
                    true => told.attributes.push(spec.name),
                    false => before.push(self.words(&fact)),
                }
                told.facts.extend(role);
                continue;
            }
            let told_of =
                |part: &str| is_office(part) || is_clause_of(part) || is_done_in(part) || is_thing_done_to(part);
            match role.filter(|role| told_of(&part(role))) {
                // “In which the police were those who fired and the strikers were those fired at”.
                Some(role) if is_clause_of(&part(&role)) || is_done_in(&part(&role)) => {
                    told.facts.push(role.clone());
                    let were = match (told.slots, part(&role).starts_with("those ") || self.is_plural(&fact)) {
                        (Slots::Planned, true) => "were to be",
                        (Slots::Planned, false) => "was to be",
                        (_, true) => "were",
                        (_, false) => "was",
                    };
                    let words = [self.words(&fact), vec![Piece::Plain(were)], self.words(&role)].concat();
                    by_part.push(words);
                }
                Some(role) => {
                    told.facts.push(role.clone());
                    let words = self.words(&fact);
                    let same = |known: &Fact<'s>| {
                        known.value == role.value && ![known, &role].into_iter().any(|one| self.is_qualified(one))
                    };
                    match with_roles.iter_mut().find(|(known, ..)| same(known)) {
                        Some((_, names, several)) => {
                            names.push(words);
                            *several = true;
                        }
                        None => with_roles.push((role, vec![words], self.is_plural(&fact))),
                    }
                }
                None => {
                    plain.push((self.words(&fact), self.source(fact.filing)));
                    facts.push(fact);
                }
            }
        }
        if !plain.is_empty() || !with_roles.is_empty() || !by_part.is_empty() || !before.is_empty() {
            told.attributes.push(spec.name);
        }
        let mut cast = Vec::new();
        if !before.is_empty() {
            cast.push((Slot::Place, [vec![Piece::Plain("before")], list(before)].concat()));
        }
        if !plain.is_empty() {
            let mut phrase = vec![Piece::Mark(","), Piece::Plain(if labelled { "with" } else { "involving" })];
            phrase.extend(self.named_in(&facts, plain, told.slots));
            cast.push((Slot::Others, phrase));
        }
        if !with_roles.is_empty() {
            let mut phrase = vec![Piece::Mark(","), Piece::Plain("with")];
            let parts = with_roles.into_iter().map(|(role, names, several)| self.in_role(&role, names, several));
            phrase.extend(list(parts.collect()));
            cast.push((Slot::Others, phrase));
        }
        if !by_part.is_empty() {
            cast.push((Slot::Others, [vec![Piece::Mark(","), Piece::Plain("in which")], list(by_part)].concat()));
        }
        cast
    }

    /// “A and B as mission specialists”, “C probably as pilot”.
    fn in_role(&self, role: &Fact<'s>, names: Vec<Phrase>, several: bool) -> Phrase {
        let source = self.source(role.filing);
        let mut phrase = list(names);
        if self.is_hedged(role) {
            phrase.push(Piece::Said(Role::Hedge { source }, Vec::new()));
        }
        phrase.push(Piece::Plain("as"));
        if role.value.and_then(Value::text).is_some_and(is_thing_done_to) {
            phrase.push(Piece::Plain("the"));
        }
        match several {
            true => phrase.push(value(self.source(role.value_in), ValueForm::Several)),
            false => phrase.extend(self.unhedged(role)),
        }
        phrase
    }

    /// Whether whoever tells of something is this one, or says so in a paper that names this one: “in a filing at the High
    /// Court”.
    fn is_named_by_voice(&self, fact: &Fact<'s>, voice: Option<&Attribution>) -> bool {
        let Some((voice, entity)) = voice.zip(fact.value.and_then(Value::entity)) else { return false };
        let name = name(self.view, entity, NameForm::default());
        let described = voice.via.iter().filter_map(|link| link.described.as_deref());
        voice.holder == *entity || described.into_iter().any(|described| described.contains(&name))
    }

    /// Whether a fact is hedged, or limited to a part.
    fn is_qualified(&self, fact: &Fact<'s>) -> bool {
        self.is_hedged(fact) || self.view.state.filed(fact.filing).1.limits.is_some()
    }

    /// Everybody who has a part, as one phrase, where one voice names them all; whether they are several.
    pub(crate) fn whole_cast(&self, item: &Item, told: &mut Told<'s>) -> Option<(bool, Phrase)> {
        let spec = item.kind.attribute_in(AttributeRole::Cast)?;
        let facts = self.given_elements(item, spec, told.voice);
        if facts.is_empty() {
            return None;
        }
        told.attributes.push(spec.name);
        for (_, fact) in &facts {
            told.take(fact);
        }
        Some((facts.len() > 1, list(facts.iter().map(|(_, fact)| self.words(fact)).collect())))
    }

    /// What a phrase says that is on file, piece by piece.
    pub(crate) fn texts_of(&self, phrase: &Phrase) -> impl Iterator<Item = String> {
        phrase.iter().filter_map(|piece| match piece {
            Piece::Said(role, _) => text_of(self.view, self.view.style(), role),
            Piece::Plain(_) | Piece::Mark(_) | Piece::Open(_) | Piece::Name { .. } => None,
        })
    }
}

/// The words that join a reason to what it is the reason of; none where it has them itself.
pub(crate) fn before_reason(text: &str) -> &'static str {
    match text.split(' ').next() {
        Some("to" | "because" | "due" | "owing" | "after" | "for" | "so") => "",
        // “On suspicion of bribery”.
        Some("suspicion") => "on",
        _ if english::is_clause(text) => "because",
        _ => "because of",
    }
}

/// Whether a value is how long something is to last, and not how long it has gone on so far.
pub(crate) fn is_foreseen(fact: &Fact<'_>) -> bool {
    matches!(fact.value, Some(Value::Duration(length)) if !length.is_so_far())
}

/// Whether a reason reads on behind what it is the reason of, as far as its words tell.
pub(crate) fn is_surely_reason(text: &str) -> bool {
    let plain = ["a ", "an ", "no ", "to ", "because ", "due ", "owing ", "after ", "for ", "so "];
    // “Shockingly lenient”, “overturned on appeal”: no thing, and no sentence.
    let first = text.split(' ').next().unwrap_or_default();
    // And “a valve in the second stage leaked” may be one.
    let last = text.rsplit(' ').next().unwrap_or_default();
    let of_manner =
        first.ends_with("ly") || [first, last].iter().any(|word| word.ends_with("ed")) && !english::is_clause(text);
    // “The deaths at the mine”, and not “the money ran out”.
    let words: Vec<&str> = text.split(' ').collect();
    let short = matches!(
        words.as_slice(),
        ["the", _, "after" | "at" | "for" | "in" | "of" | "on", _]
            | ["the", _, "after" | "at" | "for" | "in" | "of" | "on", "a" | "an" | "the", _]
            | [_, "and", "a" | "an" | "the", _]
            | ["a" | "an" | "the", _, "and", _]
            | ["a" | "an" | "the", _, "and", "a" | "an" | "the", _]
    );
    let starts = short || plain.iter().any(|start| text.starts_with(start));
    english::is_clause(text) || !of_manner && (starts || !english::may_be_clause(text))
}

/// Whether a role is what somebody is, and not what somebody does: “host”, not “decides”.
pub(crate) fn is_office(role: &str) -> bool {
    let (first, last) = (role.split(' ').next().unwrap_or_default(), role.split(' ').next_back().unwrap_or_default());
    // “Decides”, “detained”, “searching”, “said to have set it on fire”, “who fired”.
    let does =
        |word: &str| word.ends_with("ed") || word.ends_with("ing") || word.ends_with('s') && !word.ends_with("ss");
    !does(last) && !does(first) && !["believed", "said", "who", "to"].contains(&first)
}

/// Whether a part is what was done with somebody: “heard as a witness”, “searched”.
fn is_done_in(part: &str) -> bool {
    let first = part.split(' ').next().unwrap_or_default();
    const NOUNS: [&str; 4] = ["accused", "convicted", "deceased", "injured"];
    let done = first.len() > 4 && first.ends_with("ed") || ["heard", "held", "hurt", "shot"].contains(&first);
    let other = NOUNS.contains(&part) || ["believed", "named", "said"].contains(&first);
    done && !other
}

/// Whether a part is a thing that something was done to: “ship seized”.
pub(crate) fn is_thing_done_to(part: &str) -> bool {
    part.split_once(' ').is_some_and(|(first, rest)| {
        rest.ends_with("ed")
            && !rest.contains(' ')
            && !first.ends_with("ed")
            && !["who", "those", "to"].contains(&first)
    })
}

/// Whether a part is told by what those who had it did or underwent: “those fired at”.
pub(crate) fn is_clause_of(part: &str) -> bool {
    ["those ", "the one ", "the ones "].iter().any(|start| part.starts_with(start))
}

/// Whether a text says by itself how something was done: “unanimously”.
fn is_manner(fact: &Fact<'_>) -> bool {
    let text = fact.value.and_then(Value::text).unwrap_or_default();
    text.split([' ', ',']).next().is_some_and(|first| first.ends_with("ly"))
}

/// Whether how they voted is said by what the vote was: “unanimous, five judges”.
fn is_unanimous(fact: &Fact<'_>) -> bool {
    fact.value.and_then(Value::text).is_some_and(|text| text.starts_with("unanimous"))
}

/// Whether what is chosen stands behind the verb in words of its own: “in person”.
fn is_adverbial(spec: &AttributeSpec, fact: &Fact<'_>) -> bool {
    let choice = fact.value.and_then(Value::text).and_then(|token| spec.choice(token));
    choice.is_some_and(|choice| choice.adverbial.is_some())
}

/// Whether a text is a thing by itself, which its article tells.
fn is_thing(fact: &Fact<'_>) -> bool {
    let text = fact.value.and_then(Value::text).unwrap_or_default();
    ["a ", "an ", "the ", "his ", "her ", "its ", "their "].iter().any(|article| text.starts_with(article))
}

/// Whether what an attribute gives is told where there is room for one line only.
fn fits_in_line(spec: &AttributeSpec, slot: Slot) -> bool {
    match slot {
        Slot::Object | Slot::Place | Slot::Time => true,
        Slot::Purpose => spec.elements.is_none(),
        Slot::Others => spec.agent,
        Slot::Manner | Slot::Cause => false,
    }
}
