//! What comes before everything: the desk's own line where it still stands, and what changed last.

use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::record::entry::EntityType;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::KindRole;
use crate::record::name::ItemKey;
use crate::record::recorded::Sequence;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::span::{Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::teller;
use crate::views::brief::plan::{Draft, EntryDraft, Moved, Weight};
use crate::views::brief::sentence::{DISPUTED, KNOW, LATEST, SAYING, UNKNOWN};

/// How many things are the latest.
const LATEST_THINGS: usize = 3;

/// How many tell of what a story is about, at least.
const MANY_TELLERS: usize = 4;

/// How many turns of the story are told in every brief.
const MOST_TURNS: usize = 2;

impl<'s> Telling<'_, 's> {
    /// What changed last, at most three things, comes before everything; of these the desk's own line is one.
    pub(super) fn lead_with_the_latest(&self, entries: &mut Vec<EntryDraft>) {
        let line = self.line();
        let led = line.is_some();
        let known = entries.iter().filter(|entry| entry.section == KNOW).count();
        if let Some((item, line)) = line {
            self.lead_with_the_line(entries, &item, line);
        }
        if known <= LATEST_THINGS {
            return;
        }
        // What was due and of which nothing has been heard since leads where nothing newer has happened.
        let happened = entries.iter().filter(|entry| entry.section == KNOW).filter_map(|entry| entry.moved).max();
        let newer = |moved: &Moved| happened.is_none_or(|happened| moved.learned > happened.learned);
        let shown = |entry: &&mut EntryDraft| match entry.section {
            KNOW => entry.moved.is_some(),
            UNKNOWN => entry.moved.as_ref().is_some_and(newer),
            _ => false,
        };
        let newest = entries.iter_mut().filter(shown);
        for entry in newest.take(LATEST_THINGS - usize::from(led)) {
            entry.section = LATEST;
            if let Some(first) = entry.drafts.first_mut() {
                first.weight = Weight::Latest;
            }
        }
    }

    /// What most tell of, of what happened and of what people say, is told in every brief, with the numbers and disputes that
    /// go with it.
    pub(super) fn with_the_most_told(&self, entries: &mut [EntryDraft]) {
        let of_claims = |item: &Item| item.kind.role() == KindRole::Claim;
        for claims in [false, true] {
            let shown = entries.iter().filter(|entry| [KNOW, LATEST, SAYING, DISPUTED].contains(&entry.section));
            let items = shown.filter_map(|entry| self.view.items().find(|item| item.key.as_str() == entry.item));
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

    /// The newest of the authors' own sentences that still stands whole, with its item: nothing its update says is withdrawn,
    /// replaced or contested.
    pub(super) fn line(&self) -> Option<(String, Draft)> {
        let stands = |place: usize| {
            let update = &self.view.state.reports()[place].record;
            let whole = self.view.withdrawals().of(place).is_empty();
            whole && update.testimonies.iter().all(|said| !self.view.account(&said.path).is_contested())
        };
        let (_, report) =
            self.view.reports().rev().find(|(place, report)| report.record.line.is_some() && stands(*place))?;
        let role = Role::Line { sequence: report.sequence };
        let item = report.record.item.as_ref().map_or_else(|| report.record.story.to_string(), ToString::to_string);
        Some((item, Draft::new(vec![Piece::Said(role, Vec::new())], None, Weight::Latest)))
    }

    /// The words of the line that the brief leads with, where it is of this item.
    pub(super) fn line_of(&self, item: &Item) -> Option<String> {
        let reports = self.view.state.reports();
        item.reports.iter().find(|place| reports[**place].record.line.is_some())?;
        let (_, line) = self.line().filter(|(key, _)| *key == item.key.as_str())?;
        self.texts_of(&line.phrase).next()
    }

    /// Puts the line first, with what else is told of its item behind it: not again what it says itself, but on whose word.
    fn lead_with_the_line(&self, entries: &mut Vec<EntryDraft>, key: &str, line: Draft) {
        let place = entries.iter().position(|entry| entry.section == KNOW && entry.item == key);
        let Some(mut entry) = place.map(|place| entries.remove(place)) else {
            entries.insert(0, EntryDraft::new(LATEST, key, None, vec![line]));
            return;
        };
        let item = self.view.items().find(|item| item.key.as_str() == key);
        let mut line = line;
        if let Some(item) = item.filter(|item| self.adds_nothing_to_line(item, &entry.drafts[0])) {
            let main = entry.drafts.remove(0);
            entry.drafts.splice(0..0, self.on_whose_word(item, &mut line, main.standing));
        }
        entry.drafts.insert(0, line);
        entry.section = LATEST;
        entries.insert(0, entry);
    }

    /// Whether all that a sentence says of an item is from the update its line belongs to, beside what the item is called.
    fn adds_nothing_to_line(&self, item: &Item, draft: &Draft) -> bool {
        let Some(base) = self.base(item).map(|base| self.sequence(base)) else { return false };
        let of_line = |sequence: Sequence| sequence == base;
        let has_line = item.reports.iter().any(|place| {
            let report = &self.view.state.reports()[*place];
            of_line(report.sequence) && report.record.line.is_some()
        });
        let name = match item.kind.frame().naming {
            Naming::Event(name) => Some(name),
            _ => None,
        };
        let from_line = |piece: &Piece| match piece {
            Piece::Said(role, _) => role.source().is_none_or(|source| {
                let reports = self.view.state.reports();
                let place = reports.binary_search_by_key(&source.sequence, |report| report.sequence);
                let path = place.ok().and_then(|place| reports[place].record.testimonies.get(source.testimony));
                of_line(source.sequence) || path.is_some_and(|said| name.is_some_and(|name| said.path.is_of(name)))
            }),
            _ => true,
        };
        has_line && draft.phrase.iter().all(from_line)
    }

    /// On whose word a line is told: behind it, “Microsoft completed the purchase, it said”; behind several sentences, or a
    /// question, in one of its own: “Microsoft said so.”
    fn on_whose_word(&self, item: &Item, line: &mut Draft, standing: Option<Grade>) -> Option<Draft> {
        let base = self.base(item)?;
        if self.view.attribution(base).is_some_and(|voice| self.is_main(voice)) {
            return None;
        }
        let mut told_by = teller(self.view, self.speech(base, false)?);
        let text = self.line_of(item).unwrap_or_default();
        if text.contains(". ") || text.ends_with(['?', '!', '”']) {
            let reports =
                |piece: &Piece| matches!(piece, Piece::Said(Role::Verb { lemma, .. }, _) if &**lemma == "report");
            let so = Piece::Plain(if told_by.iter().any(reports) { "it" } else { "so" });
            let end = told_by.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(told_by.len());
            told_by.insert(end, so);
            return Some(Draft::new(told_by, standing, Weight::Latest).resting_on([self.sequence(base)]));
        }
        if let Some(Piece::Name { entity, .. }) = told_by.first()
            && let Some(known) = self.view.directory.get(self.view.directory.canonical(entity))
            && known.is != EntityType::Person
            && text.to_lowercase().starts_with(&known.name().to_lowercase())
        {
            told_by[0] = Piece::Plain(if known.is_plural() { "they" } else { "it" });
        }
        line.phrase.push(Piece::Mark(","));
        line.phrase.extend(told_by);
        line.standing = standing;
        line.also.push(self.sequence(base));
        None
    }
}
