//! What comes before everything: what changed last, the newest of the authors' own lines among it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::record::kind::spec::KindRole;
use crate::record::name::ItemKey;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::telling::facts::Telling;
use crate::views::brief::plan::{EntryDraft, Moved, Weight};
use crate::views::brief::sentence::{DISPUTED, KNOW, LATEST, SAYING, UNKNOWN};

/// How many things are the latest.
const LATEST_THINGS: usize = 3;

/// How many tell of what a story is about, at least.
const MANY_TELLERS: usize = 4;

/// How many turns of the story are told in every brief.
const MOST_TURNS: usize = 2;

impl<'s> Telling<'_, 's> {
    /// What changed last, at most three things, comes before everything; of these the desk's own line is one, where it is as new.
    pub(super) fn lead_with_the_latest(&self, entries: &mut Vec<EntryDraft>) {
        let known = entries.iter().filter(|entry| entry.section == KNOW).count();
        let led = leads_with_line(entries, known > LATEST_THINGS);
        if known <= LATEST_THINGS {
            return;
        }
        // What was due and of which nothing has been heard since comes behind what happened, where nothing newer has.
        let happened = entries.iter().filter(|entry| entry.section == KNOW).filter_map(|entry| entry.moved).max();
        let newer = |moved: &Moved| happened.is_none_or(|happened| moved.learned > happened.learned);
        let overdue =
            entries.iter().position(|entry| entry.section == UNKNOWN && entry.moved.as_ref().is_some_and(newer));
        let said = self.said_last(entries);
        let room = LATEST_THINGS - usize::from(led) - usize::from(overdue.is_some()) - usize::from(said.is_some());
        let newest = |entry: &&mut EntryDraft| entry.section == KNOW && entry.moved.is_some();
        entries.iter_mut().filter(newest).take(room).for_each(leads);
        if let Some(place) = said {
            let mut entry = entries.remove(place);
            leads(&mut entry);
            entries.insert(0, entry);
        }
        if let Some(place) = overdue {
            let mut entry = entries.remove(place);
            leads(&mut entry);
            let behind = entries.iter().rposition(|entry| entry.section == LATEST).map_or(0, |last| last + 1);
            entries.insert(behind, entry);
        }
    }

    /// What was told in an author's line, or by an outlet in its own voice, after everything that happened: how things stand.
    fn said_last(&self, entries: &[EntryDraft]) -> Option<usize> {
        let day = |entry: &EntryDraft| {
            let place = self.view.state.place_at(entry.reports?.0)?;
            Some(self.view.state.said_at(place).order.day())
        };
        let happened = entries.iter().filter(|entry| [KNOW, LATEST].contains(&entry.section)).filter_map(day).max();
        let is_claim = |entry: &EntryDraft| {
            self.view.shown_by_key(&entry.item).is_some_and(|item| item.kind.role() == KindRole::Claim)
        };
        let told = entries.iter().enumerate().filter(|(_, entry)| entry.section == SAYING);
        let by_outlet = |entry: &EntryDraft| entry.drafts[0].standing == Some(Grade::Unattributed) && is_claim(entry);
        let told = told.filter(|(_, entry)| entry.starts_with_line() || by_outlet(entry));
        // Of those of one day that which its author put first.
        let newest = told.max_by_key(|(_, entry)| (day(entry), Reverse(entry.reports)));
        newest.filter(|(_, entry)| day(entry) > happened).map(|(place, _)| place)
    }

    /// What most tell of, of what happened and of what people say, is told in every brief, with the numbers and disputes that
    /// go with it.
    pub(super) fn with_the_most_told(&self, entries: &mut [EntryDraft]) {
        let of_claims = |item: &Item| item.kind.role() == KindRole::Claim;
        for claims in [false, true] {
            let shown = entries.iter().filter(|entry| [KNOW, LATEST, SAYING, DISPUTED].contains(&entry.section));
            let items = shown.filter_map(|entry| self.view.shown_by_key(&entry.item));
            let told = items.filter(|item| of_claims(item) == claims).map(|item| (self.tellers_of(item), item));
            let most = told.max_by_key(|(tellers, _)| *tellers).filter(|(tellers, _)| *tellers >= MANY_TELLERS);
            let Some((_, most)) = most else { continue };
            let leads = [KNOW, SAYING, DISPUTED];
            for entry in entries.iter_mut().filter(|entry| entry.item == most.key.as_str()) {
                let leads = leads.contains(&entry.section);
                let first = entry.drafts.iter_mut().enumerate().filter(|(place, draft)| {
                    leads && (*place == 0 && draft.weight <= Weight::Words || draft.weight == Weight::Number)
                });
                first.for_each(|(_, draft)| draft.weight = Weight::Latest);
            }
        }
    }

    /// What put something else in the place of what another item had come to is a turn of the story, and told in every brief:
    /// the ruling on appeal, the annulment. The newest of them.
    pub(super) fn with_the_turns(&self, entries: &mut [EntryDraft]) {
        let turned: BTreeSet<&ItemKey> = self
            .view
            .reports()
            .flat_map(|(place, report)| {
                let losses = self.view.withdrawals().of(place).iter().filter(|loss| loss.how == Loss::Superseded);
                let through = losses.filter_map(|loss| self.view.state.place_of(loss.through));
                let items = through.filter_map(|place| self.view.state.reports()[place].record.item.as_ref());
                items.filter(|item| Some(*item) != report.record.item.as_ref()).collect::<Vec<_>>()
            })
            .collect();
        let is_turn = |entry: &EntryDraft| turned.iter().any(|item| item.as_str() == entry.item);
        let turns = entries.iter_mut().filter(|entry| entry.section == KNOW && is_turn(entry)).take(MOST_TURNS);
        turns.filter_map(|entry| entry.drafts.first_mut()).for_each(|draft| draft.weight = Weight::Latest);
    }

    /// How many say something of an item.
    fn tellers_of(&self, item: &Item) -> usize {
        let reports = item.reports.iter().copied().filter(|place| self.view.admits(*place));
        let standing = reports.filter(|place| !self.view.withdrawals().is_withdrawn(*place));
        let said = standing.flat_map(|place| &self.view.state.reports()[place].record.attributions);
        said.map(|said| &said.holder).collect::<BTreeSet<_>>().len()
    }
}

/// Whether the newest of what starts with a line is one of what is the latest, and puts it there: of `many` things not
/// where enough others changed, or happened, since.
fn leads_with_line(entries: &mut [EntryDraft], many: bool) -> bool {
    let when = |entry: &EntryDraft| entry.moved.map(|moved| (moved.learned, moved.happened));
    let of_lines = entries.iter().filter(|entry| entry.section == KNOW && entry.starts_with_line());
    let Some(newest) = of_lines.map(when).max() else { return false };
    let newer = entries.iter().filter(|entry| entry.section == KNOW && when(entry) > newest).count();
    let is_newest =
        |entry: &&mut EntryDraft| entry.section == KNOW && entry.starts_with_line() && when(entry) == newest;
    let entry = entries.iter_mut().find(is_newest).filter(|_| !many || newer < LATEST_THINGS);
    entry.map(leads).is_some()
}

/// What is the latest comes in every brief.
fn leads(entry: &mut EntryDraft) {
    entry.section = LATEST;
    entry.in_short = None;
    if let Some(first) = entry.drafts.first_mut() {
        first.weight = Weight::Latest;
    }
}
