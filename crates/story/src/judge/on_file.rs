//! What is on file of an item or a path, as a reader sees it: items found to be one are taken together.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use crate::judge::account::Word;
use crate::judge::links::Links;
use crate::judge::seen::Seen;
use crate::judge::words::Start;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::Rank;
use crate::record::name::{ElementKey, EntitySlug, ItemKey, own_name};
use crate::record::path::{Path, Subject};
use crate::record::stance::Stance;
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};

/// What is seen of a story, and what connects it.
pub(super) struct OnFile<'s> {
    pub(super) seen: Seen<'s>,
    pub(super) links: Links<'s>,
}

impl<'s> OnFile<'s> {
    pub(super) fn of(seen: Seen<'s>) -> Self {
        Self { links: Links::of(&seen), seen }
    }

    /// The items some report within the bounds is about, in the order they first came up. One found to be another is not
    /// given beside it.
    pub(super) fn items(&self) -> impl Iterator<Item = &'s Item> + '_ {
        self.seen.state.items().iter().filter(|item| self.shows(item))
    }

    /// The places of the reports about an item, and about those found to be it.
    pub(super) fn reports_about(&self, item: &Item) -> Vec<usize> {
        let merged = self.links.merged_into(&item.key).iter().flat_map(|same| &same.reports);
        let reports = item.reports.iter().chain(merged).copied();
        reports.filter(|place| self.seen.admits[*place]).collect()
    }

    /// Whether an item is among them.
    pub(super) fn shows(&self, item: &Item) -> bool {
        let shown = |place: &usize| self.seen.admits[*place] && !self.seen.withdrawals.is_struck(*place);
        !self.links.is_merged_away(&item.key) && item.reports.iter().any(shown) && self.seen.was_there(item)
    }

    /// Takes in more reports, each at the moment when it came. Answers the places of the reports that may stand otherwise now.
    pub(super) fn admit(&mut self, reports: impl IntoIterator<Item = (usize, Timestamp)>) -> BTreeSet<usize> {
        let mut affected = BTreeSet::new();
        for (place, now) in reports {
            affected.append(&mut self.seen.admit(place, now));
        }
        self.links.follow(&self.seen, &affected);
        affected
    }

    /// The item itself and every path of it that somebody has spoken of within the bounds, in the order they came up.
    pub(super) fn paths_of(&self, item: &ItemKey) -> impl Iterator<Item = Path> + '_ {
        let own = self.seen.state.item(item).into_iter();
        let mut spoken_of: Vec<Path> = Vec::new();
        let mut known: HashSet<Path> = HashSet::new();
        let merged = self.links.merged_into(item);
        for same in own.chain(merged.iter().copied()) {
            for path in same.paths.iter().filter(|path| path.attribute.is_some()) {
                let admitted = self.seen.state.filings(path).iter().any(|filing| self.seen.admits[filing.report]);
                if !admitted || self.is_only_denied_by_name(same, path) {
                    continue;
                }
                let here = Path { subject: Subject::Item(item.clone()), ..path.clone() };
                if merged.is_empty() && !self.seen.directory.has_merged() {
                    spoken_of.push(here);
                    continue;
                }
                let here = self.of_same(&here);
                if known.insert(here.clone()) {
                    spoken_of.push(here);
                }
            }
        }
        std::iter::once(Path::item(item.clone())).chain(spoken_of)
    }

    /// Whether a path only says that somebody is not in a list who stands in it under another key: it is told of that one.
    fn is_only_denied_by_name(&self, item: &Item, path: &Path) -> bool {
        let filed = |path: &Path| {
            let filings = self.seen.state.filings(path).iter().filter(|filing| self.seen.admits[filing.report]);
            filings.map(|filing| self.seen.state.filed(*filing).1).collect::<Vec<_>>()
        };
        let Some(key) = path.element.as_ref().filter(|_| path.detail.is_none()) else { return false };
        let only_denied = || filed(path).iter().all(|said| said.stance == Stance::Denies);
        let another = |other: &&Path| other.attribute == path.attribute && other.element.is_some() && *other != path;
        let names = |said: &Testimony| {
            let entity = said.value.as_ref().and_then(Value::entity).filter(|_| said.stance.supports());
            entity.is_some_and(|entity| entity.as_str() == key.as_str())
        };
        let by_another_key = |other: &Path| other.detail.is_none() && filed(other).into_iter().any(names);
        only_denied() && item.paths.iter().filter(another).any(by_another_key)
    }

    /// What counts on a path: within the bounds, not withdrawn, not superseded, its chain intact.
    pub(super) fn testimonies(&self, path: &Path) -> impl Iterator<Item = Filing> + '_ {
        let merged = path.of_item().map_or(&[][..], |item| self.links.merged_into(item));
        let mut filings: Vec<Filing> = self.seen.filings_at(path).collect();
        filings.extend(self.elements_of_same(path).flat_map(|other| self.seen.filings_at(other)));
        for item in merged {
            let there = Path { subject: Subject::Item(item.key.clone()), ..path.clone() };
            filings.extend(self.seen.filings_at(&there));
            filings.extend(self.elements_of_same(&there).flat_map(|other| self.seen.filings_at(other)));
        }
        filings.into_iter()
    }

    /// The path that stands for an element of a list: that of the entry it was found to be, where it is somebody.
    pub(super) fn of_same(&self, path: &Path) -> Path {
        let slug = path.element.as_ref().and_then(|key| EntitySlug::new(key.as_str()).ok());
        match slug.as_ref().map(|slug| (slug, self.seen.directory.canonical(slug))) {
            Some((slug, same)) if slug != same => Path { element: Some(ElementKey::from(same)), ..path.clone() },
            _ => path.clone(),
        }
    }

    /// The other paths of an item that are of the same element: somebody who is in a list under two entries is in it once.
    fn elements_of_same(&self, path: &Path) -> impl Iterator<Item = &'s Path> + '_ {
        let somebody = path.element.as_ref().filter(|_| self.seen.directory.has_merged());
        let item = somebody.and_then(|_| self.seen.state.item(path.of_item()?));
        let here = if item.is_some() { self.of_same(path) } else { path.clone() };
        let of = path.clone();
        item.into_iter().flat_map(|item| &item.paths).filter(move |other| {
            other.attribute == of.attribute
                && other.detail == of.detail
                && other.element.is_some()
                && **other != of
                && self.of_same(other) == here
        })
    }

    /// The words filed under a path, each by itself.
    pub(super) fn words_at(&self, path: &Path) -> Vec<Word<'s>> {
        self.testimonies(path).filter_map(|filing| self.seen.word(filing)).collect()
    }

    /// The words of one report, whatever they are on.
    pub(super) fn words_of_report(&self, place: usize) -> Vec<Word<'s>> {
        let filings = (0..self.seen.state.reports()[place].record.testimonies.len())
            .map(|testimony| Filing { report: place, testimony })
            .filter(|filing| self.seen.counts(*filing));
        filings.filter_map(|filing| self.seen.word(filing)).collect()
    }

    /// The desk's last choice on a path.
    pub(super) fn preferred(&self, path: &Path) -> Option<&'s Value> {
        let choices = self.testimonies(path).filter(|filing| self.seen.state.attribution(*filing).is_none());
        choices.last().and_then(|filing| self.seen.state.filed(filing).1.value.as_ref())
    }

    /// The earliest instant at which an occurrence that is said to have begun can have begun; the day it was, where somebody
    /// gives that, and not only the month or the year.
    pub(super) fn happened_from(&self, item: &ItemKey) -> Option<Start> {
        let when = Path::item(item.clone()).attribute(own_name(WHEN));
        let given = self.testimonies(&when).filter_map(|filing| {
            let (report, testimony) = self.seen.state.filed(filing);
            let begun = report.record.rank_filed() > Some(Rank::Plans) && testimony.stance.supports();
            match testimony.value.as_ref().filter(|_| begun) {
                Some(Value::When(when)) => Some(when),
                _ => None,
            }
        });
        // Dates are slow to read, and most reports give the same.
        let given: HashSet<&When> = given.collect();
        let starts = given.into_iter().filter_map(|when| {
            let one_day = when.days().is_some_and(|(first, last)| first == last);
            Some(Start { earliest: when.span().earliest?, exact: one_day || when.is_extent() })
        });
        starts.min_by_key(|start| (!start.exact, start.earliest))
    }
}
