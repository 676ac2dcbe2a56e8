//! What the time that a clause tells says of it: whether it has both its ends, whether it is over, and for which day it is set.

use crate::judge::account::Candidate;
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::kind::attribute::{IN_FORCE, WHEN};
use crate::record::kind::frame::Slot;
use crate::record::kind::spec::Moment;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::realise::text_of;
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::clauses::Told;
use crate::tell::telling::facts::{Fact, Telling, same_voice};

impl<'s> Telling<'_, 's> {
    /// What is planned is planned *for* a day: “for 4 July 2021”, “for about July 2023”.
    pub(crate) fn set_for_day(&self, time: &mut Phrase) {
        let [Piece::Said(Role::Date { source, bare, .. }, _)] = time.as_mut_slice() else { return };
        let whole = Role::Date { source: *source, year: None, bare: false };
        let text = text_of(self.view, self.view.style(), &whole).unwrap_or_default();
        if !text.starts_with("possibly ") && !text.ends_with(" on") {
            *bare = true;
            time.insert(0, Piece::Plain("for"));
        }
    }

    /// Of a time that is told with both its ends, whether it is over by now.
    pub(crate) fn whole_time(&self, told: &Told<'s>) -> Option<bool> {
        let span = told.facts.iter().find_map(|fact| match fact.value {
            Some(Value::When(when)) => when.days(),
            _ => None,
        })?;
        let (Some(first), Some(last)) = span else { return None };
        let now = jiff::tz::Offset::UTC.to_datetime(self.view.instant()).date();
        (first != last).then_some(last < now)
    }

    /// Whether its time is told with both its ends: “from 1 to 5 April”, and not “between 1 and 5 April”.
    pub(crate) fn is_from_to(&self, told: &Told<'s>) -> bool {
        let times = told.facts.iter().filter(|fact| matches!(fact.value, Some(Value::When(_))));
        let texts = times.filter_map(|fact| {
            let whole = Role::Date { source: self.source(fact.filing), year: None, bare: false };
            text_of(self.view, self.view.style(), &whole)
        });
        texts.into_iter().any(|text| text.starts_with("from "))
    }

    /// Whether what is in force takes effect on a day to come.
    pub(crate) fn takes_effect_later(&self, told: &Told<'s>) -> bool {
        let of_start = |fact: &&Fact<'s>| {
            let path = &self.view.state.filed(fact.filing).1.path;
            path.is_of(IN_FORCE) || path.is_of(WHEN)
        };
        let starts = told.facts.iter().filter(of_start).filter_map(|fact| match fact.value {
            Some(Value::When(when)) => when.start_in_utc(),
            _ => None,
        });
        starts.into_iter().any(|start| start > self.view.instant())
    }

    /// When something that is over began and ended, where somebody gave both.
    pub(crate) fn begin_and_end(&self, item: &Item, told: &mut Told<'s>) -> Option<(Vec<(Slot, Phrase)>, Phrase)> {
        let (began, ended) = self.first_and_last(item).filter(|(began, ended)| {
            // Who gives only one of them is not told to have given both.
            let by_voice = |fact: &Fact<'s>| told.voice.is_none_or(|voice| self.is_by(fact.filing, voice));
            by_voice(began) && by_voice(ended)
        })?;
        told.take(&began);
        told.take(&ended);
        told.attributes.push(WHEN);
        Some((vec![(Slot::Time, self.words(&began))], self.words(&ended)))
    }

    /// Whether a filing is in this voice.
    fn is_by(&self, filing: Filing, voice: &Attribution) -> bool {
        self.view.attribution(filing).is_some_and(|other| same_voice(other, voice))
    }

    /// Of what began and is over, that it ended, and when as far as whoever says that gives the day; none where both days are
    /// told together, and where nobody gives the day it began.
    pub(crate) fn end_alone(&self, item: &Item, told: &Told<'s>) -> Option<Option<Fact<'s>>> {
        if dates::only_began(self.view, item).is_some() {
            return Some(None);
        }
        let account = self.view.account(&self.at(item, WHEN));
        let began = |candidate: &Candidate<'s>| {
            candidate.moment == Some(Moment::Began) && candidate.standing.support > Grade::Conjecture
        };
        // Who gives the time from its first day to its last has told both.
        let (filing, _) = dates::of_moment(self.view, item, Moment::Over).filter(|(_, ended)| !ended.is_extent())?;
        let ended = account.candidates.iter().find(|candidate| candidate.standing.supporters.contains(&filing))?;
        let began = ended.ends && account.candidates.iter().any(began);
        let both = || {
            let given = self.first_and_last(item);
            given.is_some_and(|(began, ended)| {
                told.voice.is_none_or(|voice| self.is_by(began.filing, voice) && self.is_by(ended.filing, voice))
            })
        };
        if !began || both() {
            return None;
        }
        Some(match told.voice {
            Some(voice) => self.fact_of(&account, ended, voice),
            None => Some(self.filed(&account, filing, ended.value)),
        })
    }

    /// The day something began and the day it ended.
    pub(crate) fn first_and_last(&self, item: &Item) -> Option<(Fact<'s>, Fact<'s>)> {
        let account = self.view.account(&self.at(item, WHEN));
        let (began, ended) = dates::first_and_last(self.view, item)?;
        let fact = |(filing, _): dates::Dated<'s>| {
            let of = account.candidates.iter().find(|candidate| candidate.standing.supporters.contains(&filing));
            self.filed(&account, filing, of.and_then(|candidate| candidate.value))
        };
        Some((fact(began), fact(ended)))
    }
}
