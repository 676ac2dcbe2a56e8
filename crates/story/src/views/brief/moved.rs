//! What a plan was first set for, and where it was moved to: in the order in which it was moved, each time with its reason.
//! What somebody only spoke of, or expected, is theirs: it is told with who said it when, and never as what was set.

use crate::judge::{dates, plans};
use crate::record::attribution::{Attribution, Basis, Knowledge, Origin};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{REASON, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::PhaseRole;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::clause::{beside, bracketed, does, list};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::{speaker, teller};
use crate::views::brief::plan::{Draft, Weight};

/// The dates a plan had, one after the other.
pub(super) struct Moves {
    pub(super) drafts: Vec<Draft>,
    /// Where these dates are on file.
    pub(super) dates: Vec<Filing>,
}

impl<'s> Telling<'_, 's> {
    /// “It was first set for 17 August 2012, then put off to 20 August and to 21 August because some miners were still in
    /// mourning.”
    pub(super) fn moves(&self, item: &Item) -> Option<Moves> {
        let dates = self.dates_of_plan(item);
        if dates.is_empty() {
            return None;
        }
        // What was set one after the other, up to the date it has now; all else is what somebody said.
        let (mut set, mut said): (Vec<&Fact<'s>>, Vec<&Fact<'s>>) =
            dates.iter().partition(|date| self.is_set(item, date));
        if let Some(last) = set.pop() {
            let mut moved = vec![last];
            // Whoever moved it moved their own date, where they had set one, and else that of whoever set it last.
            while let Some(before) = self.moved_from(&set, moved[0]) {
                said.extend(set.drain(before + 1..));
                moved.splice(0..0, set.pop());
            }
            said.append(&mut set);
            set = moved;
        }
        let now = plans::planned_date(&self.view.account(&self.at(item, WHEN)), self.view.begun(&item.key).is_some());
        if set.len() == 1 && (!said.is_empty() || now.is_some_and(|(filing, _)| filing == set[0].filing)) {
            said.append(&mut set);
        }
        // The date it has, or the day on which it took place, is told with it.
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let happened = self.view.begun(&item.key).and_then(|_| dates::of(self.view, item)).and_then(When::days);
        let met = |date: &Fact<'s>| happened.is_some() && date_of(date).and_then(When::days) == happened;
        said.retain(|date| !met(date) && (!ahead || now.is_none_or(|(filing, _)| filing != date.filing)));
        said.sort_by_key(|date| self.said_in_order(date.filing));
        let mut drafts: Vec<Draft> = self.set_and_moved(item, &set, ahead).into_iter().collect();
        let (planned, said): (Vec<&Fact<'s>>, Vec<&Fact<'s>>) =
            said.into_iter().partition(|date| self.is_set(item, date) && !has_words(date));
        drafts.extend(planned.into_iter().filter_map(|date| self.had_been_planned(item, date)));
        let sides = said.iter().filter_map(|date| self.said_of_when(date)).collect();
        drafts.extend(self.pairs(sides).into_iter().map(|pair| Draft::new(beside(pair), None, Weight::Beside)));
        Some(Moves { drafts, dates: dates.iter().map(|fact| fact.filing).collect() })
    }

    /// The dates for which a plan was set, from the first to the last, each by whom where that is another than who tells of it.
    fn set_and_moved(&self, item: &Item, dates: &[&Fact<'s>], ahead: bool) -> Option<Draft> {
        let (first, moved_to) = dates.split_first()?;
        let mut phrase = vec![Piece::Plain(if self.noun(item, true).plural {
            "they were first set for"
        } else {
            "it was first set for"
        })];
        let base = self.base(item).and_then(|base| self.view.attribution(base));
        let last = dates.last()?.filing;
        // Who set an earlier date is named with it, where neither the sentence before nor the end of this one names them.
        let named = [base, self.view.attribution(last)].map(|voice| voice.map(|voice| &voice.holder));
        let by = |date: &Fact<'s>| {
            let voice = self.view.attribution(date.filing);
            let another = voice.filter(|voice| !self.is_main(voice) && !named.contains(&Some(&voice.holder)));
            another.map(|voice| bracketed(vec![self.untitled_holder(voice, date.filing)])).unwrap_or_default()
        };
        phrase.extend([self.bare_date(first), by(first)].concat());
        let mut before = *first;
        let mut verb = "";
        let steps = moved_to.iter().map(|fact| {
            let how = moved(before, fact);
            let lead = if how == verb { Piece::Plain("to") } else { Piece::Plain(how) };
            verb = how;
            let why = self.why_moved(item, before.filing, fact.filing);
            before = fact;
            [vec![lead], self.bare_date(fact), by(fact), why].concat()
        });
        let steps: Vec<Phrase> = steps.collect();
        if !steps.is_empty() {
            phrase.extend([Piece::Mark(","), Piece::Plain("then")]);
            phrase.extend(list(steps));
        }
        let by_another = base.zip(self.view.attribution(last));
        if by_another.is_some_and(|(told, other)| !same_voice(told, other) && !self.is_main(other)) {
            phrase = self.attributed(phrase, vec![teller(self.view, self.speech(last, false)?)]);
        }
        let draft = Draft::new(phrase, None, if ahead { Weight::Open } else { Weight::Main });
        Some(draft.resting_on(dates.iter().map(|fact| self.sequence(fact.filing))))
    }

    /// “It had been planned for March 2018, Takata told Reuters (by 26 June 2017).”
    fn had_been_planned(&self, item: &Item, date: &Fact<'s>) -> Option<Draft> {
        let plural = self.noun(item, true).plural;
        let mut phrase =
            vec![Piece::Plain(if plural { "they had been planned for" } else { "it had been planned for" })];
        phrase.extend(self.bare_date(date));
        let voice = self.view.attribution(date.filing).filter(|voice| !self.is_main(voice));
        if voice.is_some() {
            phrase =
                self.attributed(phrase, vec![teller(self.view, self.speech(date.filing, self.is_past(date.filing))?)]);
        }
        Some(Draft::new(phrase, None, Weight::Beside).resting_on([self.sequence(date.filing)]))
    }

    fn untitled_holder(&self, voice: &Attribution, filing: Filing) -> Piece {
        let (entity, sequence) = (voice.holder.clone(), self.sequence(filing));
        Piece::Name { entity, sequence, possessive: false, titled: false }
    }

    /// “FIFA insiders had told the BBC by 10 June 2015 that it would probably be on 16 December 2015”: what somebody said of
    /// when, in their own words where the date was worked out from these.
    fn said_of_when(&self, date: &Fact<'s>) -> Option<Phrase> {
        let source = self.source(date.filing);
        let (_, testimony) = self.view.state.filed(date.filing);
        let voice = self.view.attribution(date.filing)?;
        let mut phrase = speaker(self.view, self.speech(date.filing, false)?);
        phrase.extend([does(source, "say", self.past_from_day(date.filing)), self.day(date.filing)]);
        if voice.basis == Basis::Unattributed && !self.is_main(voice) {
            phrase.extend([Piece::Mark(","), Piece::Plain("naming no source"), Piece::Mark(",")]);
        }
        let words = date_of(date).and_then(When::phrase);
        let quoted = voice.quote.as_ref().zip(words).is_some_and(|(quote, words)| quote.exact.contains(words));
        if quoted {
            phrase.extend([Piece::Mark(":"), Piece::Said(Role::Quotation { source }, Vec::new())]);
            return Some(phrase);
        }
        let hedge = testimony.hedge.map(|_| Piece::Said(Role::Hedge { source }, Vec::new()));
        let (modal, be) = match (self.phase_filed_in(date.filing), hedge.is_some()) {
            (Some(PhaseRole::Mooted), _) => ("that it might", "be"),
            (Some(PhaseRole::Planned), false) => ("that it was to", "be"),
            _ => ("that it would", "be"),
        };
        phrase.push(Piece::Plain(modal));
        phrase.extend(hedge);
        phrase.push(Piece::Plain(be));
        phrase.extend(if words.is_some() { self.as_it_was_put(date) } else { self.plain(date) });
        Some(phrase)
    }

    /// Whether a date is one that was set, by somebody who could: no leak, forecast or talk of it.
    fn is_set(&self, item: &Item, date: &Fact<'s>) -> bool {
        let (_, testimony) = self.view.state.filed(date.filing);
        let Some(voice) = self.view.attribution(date.filing) else { return false };
        let own_act = voice.knowledge == Knowledge::OwnAct;
        let anonymous = matches!(voice.basis, Basis::OnBackground | Basis::Anonymous) && !own_act;
        let passed_on = testimony.holder.as_ref().is_some_and(|holder| *holder != voice.holder);
        // Who tells of a new date that another set tells that it was set.
        let moves = self.view.state.filed(date.filing).0.record.change == Change::Rescheduled;
        let guesses = matches!(voice.knowledge, Knowledge::Told | Knowledge::Inferred) && !moves;
        let of_group = match &voice.origin {
            Origin::Entity(slug) if *slug == voice.holder && !own_act && !moves => {
                let known = self.view.directory.get(self.view.directory.canonical(slug));
                known.is_some_and(|known| known.is == EntityType::Group) && !self.view.is_party(&item.key, slug)
            }
            _ => false,
        };
        let planned = self.phase_filed_in(date.filing) == Some(PhaseRole::Planned);
        planned && testimony.hedge.is_none() && !(anonymous || guesses || passed_on || of_group)
    }

    /// Which of these dates another was put in the place of: the last that its own teller had set, else that which its report
    /// replaces, else, where it was moved expressly, the last of all.
    fn moved_from(&self, before: &[&Fact<'s>], after: &Fact<'s>) -> Option<usize> {
        let reports = self.view.state.reports();
        let through = &reports[after.filing.report].record;
        let replaced = |before: &&Fact<'s>| {
            let mut losses = self.view.withdrawals().of(before.filing.report).iter();
            losses.any(|loss| loss.how == Loss::Superseded && loss.through == through.id)
        };
        let holder = |fact: &Fact<'s>| self.view.attribution(fact.filing).map(|voice| &voice.holder);
        let own = |before: &&Fact<'s>| holder(before) == holder(after);
        let moves = matches!(through.change, Change::Rescheduled | Change::Extended | Change::Reinstated);
        let last = before.len().checked_sub(1).filter(|_| moves);
        before.iter().rposition(own).or_else(|| before.iter().rposition(replaced)).or(last)
    }

    fn said_in_order(&self, filing: Filing) -> (jiff::Timestamp, usize) {
        (self.view.state.said_at(filing.report).order.learned, filing.report)
    }

    /// The dates a plan had, in the order in which they were said, the one it has last; none where it was never moved. That a
    /// day is named within a year that was named before moves nothing.
    fn dates_of_plan(&self, item: &Item) -> Vec<Fact<'s>> {
        let account = self.view.account(&self.at(item, WHEN));
        let begun = self.view.begun(&item.key).is_some();
        // Of what has begun every date that was planned is told; of what lies ahead those that are so no longer.
        let old = account
            .words
            .iter()
            .filter(|word| word.stance.supports() && (begun && word.plan || !begun && word.replaced));
        let replaced = old.map(|word| word.filing);
        let superseded = plans::superseded_dates(self.view, item).into_iter().map(|(filing, _)| filing);
        let mut before: Vec<Filing> = replaced.chain(superseded).collect();
        before.sort_by_key(|filing| self.said_in_order(*filing));
        before.dedup();
        let now = plans::planned_date(&account, begun).map(|(filing, _)| filing);
        before.retain(|filing| now.is_none_or(|now| self.said_in_order(*filing) < self.said_in_order(now)));
        let mut dates: Vec<Fact<'s>> = Vec::new();
        for filing in before.into_iter().chain(now) {
            let fact = self.filed(&account, filing, None);
            let Some(when) = date_of(&fact).filter(|when| when.relative_to().is_none()) else { continue };
            let same = |known: &Fact<'s>| {
                date_of(known).is_some_and(|known| match when.compare(known) {
                    Comparison::Same => true,
                    // “In November” is a new date after “by December”.
                    Comparison::Narrows => !known.as_str().contains('/'),
                    _ => false,
                })
            };
            // Where it was moved back to a date it had, it has that one again.
            dates.retain(|known| !same(known));
            dates.push(fact);
        }
        let missed = |only: &Fact<'s>| {
            let happened = if begun { dates::of(self.view, item) } else { None };
            happened.zip(date_of(only)).is_some_and(|(happened, planned)| !is_within(happened, planned))
        };
        let is_moved = dates.len() > 1 || dates.first().is_some_and(|only| Some(only.filing) != now || missed(only));
        if is_moved { dates } else { Vec::new() }
    }

    /// Why a plan was moved, as whoever moved it says; else as the reason is on file with the date it had.
    fn why_moved(&self, item: &Item, before: Filing, after: Filing) -> Phrase {
        let account = self.view.account(&self.at(item, REASON));
        let given = account.words.iter().find(|word| word.filing.report == after.report && word.stance.supports());
        if let Some(given) = given {
            return self.as_reason_then(&self.filed(&account, given.filing, given.value));
        }
        let through = self.view.state.reports()[after.report].record.id;
        let mut losses = self.view.withdrawals().of(before.report).iter();
        let loss = losses.find(|loss| loss.how == Loss::Superseded && loss.through == through);
        loss.map(|loss| self.reason_of(before.report, loss)).unwrap_or_default()
    }
}

/// Whether a date was worked out from the words of whoever gave it.
fn has_words(date: &Fact<'_>) -> bool {
    date_of(date).and_then(When::phrase).is_some()
}

fn date_of<'s>(fact: &Fact<'s>) -> Option<&'s When> {
    match fact.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}

/// What was done with a plan that had one date and has another.
fn moved(before: &Fact<'_>, after: &Fact<'_>) -> &'static str {
    let Some((before, after)) = date_of(before).zip(date_of(after)) else { return "moved to" };
    match before.span().latest.zip(after.span().latest) {
        // A day within the time that was named first moves nothing.
        _ if before.span().earliest.is_some() && is_within(after, before) && before != after => "set for",
        Some((before, after)) if after > before => "put off to",
        Some((before, after)) if after < before => "brought forward to",
        _ => "moved to",
    }
}

/// Whether a time lies within another one that has an end.
fn is_within(time: &When, other: &When) -> bool {
    let (time, other) = (time.span(), other.span());
    other.earliest.is_none_or(|first| time.earliest.is_some_and(|from| first <= from))
        && other.latest.zip(time.latest).is_some_and(|(last, to)| to <= last)
}
