//! What comes before everything: the desk's own line where it still stands, and what changed last.

use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::KindRole;
use crate::record::name::ItemKey;
use crate::record::recorded::Sequence;
use crate::record::testimony::Testimony;
use crate::record::time::calendar::{MONTHS, WEEKDAYS};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::clause::bracketed;
use crate::tell::realise::report_at;
use crate::tell::span::{Phrase, Piece, Role};
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
    /// What changed last, at most three things, comes before everything; of these the desk's own line is one, where it is as new.
    pub(super) fn lead_with_the_latest(&self, entries: &mut Vec<EntryDraft>) {
        let known = entries.iter().filter(|entry| entry.section == KNOW).count();
        let line = self.line();
        let led = line.is_some_and(|(item, line)| self.lead_with_the_line(entries, &item, line, known > LATEST_THINGS));
        if known <= LATEST_THINGS {
            return;
        }
        // What was due and of which nothing has been heard since comes behind what happened, where nothing newer has.
        let happened = entries.iter().filter(|entry| entry.section == KNOW).filter_map(|entry| entry.moved).max();
        let newer = |moved: &Moved| happened.is_none_or(|happened| moved.learned > happened.learned);
        let overdue =
            entries.iter().position(|entry| entry.section == UNKNOWN && entry.moved.as_ref().is_some_and(newer));
        let room = LATEST_THINGS - usize::from(led) - usize::from(overdue.is_some());
        let newest = |entry: &&mut EntryDraft| entry.section == KNOW && entry.moved.is_some();
        entries.iter_mut().filter(newest).take(room).for_each(leads);
        if let Some(place) = overdue {
            let mut entry = entries.remove(place);
            leads(&mut entry);
            let behind = entries.iter().rposition(|entry| entry.section == LATEST).map_or(0, |last| last + 1);
            entries.insert(behind, entry);
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
        let line = Draft::new(vec![Piece::Said(role, Vec::new())], None, Weight::Latest);
        Some((item, line.resting_on([report.sequence])))
    }

    /// The words of the line that the brief leads with, where it is of this item.
    pub(super) fn line_of(&self, item: &Item) -> Option<String> {
        let reports = self.view.state.reports();
        item.reports.iter().find(|place| reports[**place].record.line.is_some())?;
        let (_, line) = self.line().filter(|(key, _)| *key == item.key.as_str())?;
        self.texts_of(&line.phrase).next()
    }

    /// Puts the line first of what is told of its item, with the rest behind it: not again what it says itself, but on whose word and
    /// of when. Of `many` things the line of an older one leads only what is told of that. Whether it leads all.
    fn lead_with_the_line(&self, entries: &mut Vec<EntryDraft>, key: &str, line: Draft, many: bool) -> bool {
        let learned =
            line.also.first().and_then(|sequence| report_at(self.view, *sequence)).map(|of| of.record.learned_at);
        let is_newer = |entry: &EntryDraft| {
            entry.section == KNOW && entry.item != key && entry.moved.is_some_and(|moved| Some(moved.learned) > learned)
        };
        let leads = !many || entries.iter().filter(|entry| is_newer(entry)).count() < LATEST_THINGS;
        let Some(place) = entries.iter().position(|entry| entry.section == KNOW && entry.item == key) else {
            if leads {
                let place = entries.iter().rposition(is_newer).map_or(0, |last| last + 1);
                entries.insert(place, EntryDraft::new(LATEST, key, None, vec![line]));
            }
            return leads;
        };
        let mut entry = entries.remove(place);
        let item = self.view.items().find(|item| item.key.as_str() == key);
        let mut line = line;
        if let Some(item) = item.filter(|item| self.adds_nothing_to_line(item, &entry.drafts[0])) {
            let main = entry.drafts.remove(0);
            entry.drafts.splice(0..0, self.on_whose_word(item, &mut line, main.standing));
        }
        entry.drafts.insert(0, line);
        if leads {
            entry.section = LATEST;
        }
        entries.insert(place, entry);
        leads
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

    /// The day of what a line tells, as its update gives it, where the line names none.
    fn day_of_line(&self, item: &Item, line: &Draft, text: &str) -> Option<Phrase> {
        let path = self.at(item, WHEN);
        let report = self.view.state.reports().iter().position(|report| line.also.contains(&report.sequence))?;
        let dated = |said: &Testimony| matches!(&said.value, Some(Value::When(when)) if when.relative_to().is_none());
        let said = &self.view.state.reports()[report].record.testimonies;
        let testimony = said.iter().position(|said| said.path == path && dated(said))?;
        let fact = self.filed(&self.view.account(&path), Filing { report, testimony }, None);
        (!names_a_date(text)).then(|| self.bare_date(&fact))
    }

    /// On whose word a line is told: behind it, “Microsoft completed the purchase, it said”; behind several sentences, or a
    /// question, in one of its own: “Microsoft said so.”
    fn on_whose_word(&self, item: &Item, line: &mut Draft, standing: Option<Grade>) -> Option<Draft> {
        let base = self.base(item)?;
        let text = self.line_of(item).unwrap_or_default();
        let when = self.day_of_line(item, line, &text);
        let several = text.contains(". ") || text.ends_with(['?', '!', '”']);
        let has_day = when.is_some();
        if !several {
            line.phrase.extend(when.map(bracketed).unwrap_or_default());
        }
        if self.view.attribution(base).is_some_and(|voice| self.is_main(voice)) {
            return None;
        }
        // Among several sentences there is no place for the day.
        let dated = (several || !has_day) && !names_a_date(&text) && self.is_past(base);
        let mut told_by = teller(self.view, self.speech(base, dated)?);
        if several {
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

/// What is the latest comes in every brief.
fn leads(entry: &mut EntryDraft) {
    entry.section = LATEST;
    if let Some(first) = entry.drafts.first_mut() {
        first.weight = Weight::Latest;
    }
}

/// Whether a text names a day, a month or a year.
pub(super) fn names_a_date(text: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.chars().all(|letter| letter.is_ascii_digit());
    let named = |word: &str| MONTHS.iter().chain(&WEEKDAYS).any(|name| *name == word);
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| is_year(word) || named(word))
}
