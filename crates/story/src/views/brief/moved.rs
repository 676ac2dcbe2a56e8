//! What a plan was first set for, and where it was moved to: in the order in which it was moved, each time with its reason.

use crate::judge::plans;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{REASON, WHEN};
use crate::record::kind::spec::PhaseRole;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::clause::list;
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::teller;
use crate::views::brief::plan::{Draft, Weight};

/// The dates a plan had, one after the other.
pub(super) struct Moves {
    pub(super) draft: Draft,
    /// Where these dates are on file.
    pub(super) dates: Vec<Filing>,
}

impl<'s> Telling<'_, 's> {
    /// “It was first set for 17 August 2012, then put off to 20 August and to 21 August because some miners were still in
    /// mourning.”
    pub(super) fn moves(&self, item: &Item) -> Option<Moves> {
        let dates = self.dates_of_plan(item);
        let (first, moved_to) = dates.split_first()?;
        let mut phrase = vec![Piece::Plain(if self.noun(item, true).plural {
            "they were first set for"
        } else {
            "it was first set for"
        })];
        phrase.extend(self.bare_date(first));
        let mut before = first;
        let mut verb = "";
        let steps = moved_to.iter().map(|fact| {
            let how = moved(before, fact);
            let lead = if how == verb { Piece::Plain("to") } else { Piece::Plain(how) };
            verb = how;
            let why = self.why_moved(item, before.filing, fact.filing);
            before = fact;
            [vec![lead], self.bare_date(fact), why].concat()
        });
        let steps: Vec<Phrase> = steps.collect();
        if !steps.is_empty() {
            phrase.extend([Piece::Mark(","), Piece::Plain("then")]);
            phrase.extend(list(steps));
        }
        let last = dates.last()?.filing;
        let by_another = self.base(item).and_then(|base| self.view.attribution(base)).zip(self.view.attribution(last));
        if by_another.is_some_and(|(told, other)| !same_voice(told, other) && !self.is_main(other)) {
            phrase = self.attributed(phrase, vec![teller(self.view, self.speech(last, false)?)]);
        }
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let draft = Draft::new(phrase, None, if ahead { Weight::Open } else { Weight::Main });
        let sequences = dates.iter().map(|fact| self.sequence(fact.filing));
        Some(Moves { draft: draft.resting_on(sequences), dates: dates.iter().map(|fact| fact.filing).collect() })
    }

    /// The dates a plan had, in the order in which they were said, the one it has last; none where it was never moved. That a
    /// day is named within a year that was named before moves nothing.
    fn dates_of_plan(&self, item: &Item) -> Vec<Fact<'s>> {
        let account = self.view.account(&self.at(item, WHEN));
        let begun = self.view.begun(&item.key).is_some();
        let replaced =
            account.words.iter().filter(|word| word.replaced && word.stance.supports() && (word.plan || !begun));
        let replaced = replaced.map(|word| word.filing);
        let superseded = plans::superseded_dates(self.view, item).into_iter().map(|(filing, _)| filing);
        let mut before: Vec<Filing> = replaced.chain(superseded).collect();
        let said = |filing: &Filing| (self.view.state.said_at(filing.report).order.learned, filing.report);
        before.sort_by_key(said);
        before.dedup();
        let now = plans::planned_date(&account, begun).map(|(filing, _)| filing);
        before.retain(|filing| now.is_none_or(|now| said(filing) < said(&now)));
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
        let is_moved = dates.len() > 1 || dates.first().is_some_and(|only| Some(only.filing) != now);
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

    /// A date without the preposition it has by itself.
    pub(super) fn bare_date(&self, fact: &Fact<'s>) -> Phrase {
        let source = self.source(fact.filing);
        let hedge = self.is_hedged(fact).then(|| Piece::Said(Role::Hedge { source }, Vec::new()));
        hedge.into_iter().chain([Piece::Said(Role::Date { source, year: None, bare: true }, Vec::new())]).collect()
    }
}

fn date_of<'s>(fact: &Fact<'s>) -> Option<&'s When> {
    match fact.value {
        Some(Value::When(when)) => Some(when),
        _ => None,
    }
}

/// What was done with a plan that had one date and has another.
fn moved(before: &Fact<'_>, after: &Fact<'_>) -> &'static str {
    let latest = |fact: &Fact<'_>| date_of(fact).and_then(|when| when.span().latest);
    match latest(before).zip(latest(after)) {
        Some((before, after)) if after > before => "put off to",
        Some((before, after)) if after < before => "brought forward to",
        _ => "moved to",
    }
}
