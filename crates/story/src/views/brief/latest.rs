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
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::teller;
use crate::views::brief::items::is_move;
use crate::views::brief::plan::{Draft, EntryDraft, Moved, Weight};
use crate::views::brief::sentence::{DISPUTED, KNOW, LATEST, NEXT, SAYING, UNKNOWN};

/// Where what is told of an item starts with its line.
const LED_BY_LINES: [&str; 3] = [KNOW, NEXT, SAYING];

/// How many things are the latest.
const LATEST_THINGS: usize = 3;

/// How many tell of what a story is about, at least.
const MANY_TELLERS: usize = 4;

/// How many turns of the story are told in every brief.
const MOST_TURNS: usize = 2;

impl<'s> Telling<'_, 's> {
    /// What changed last, at most three things, comes before everything; of these the desk's own line is one, where it is as new.
    pub(super) fn lead_with_the_latest(&self, entries: &mut Vec<EntryDraft>) {
        let newest_line = self.lead_with_lines(entries);
        let known = entries.iter().filter(|entry| entry.section == KNOW).count();
        let led = newest_line.is_some_and(|place| self.leads_with(entries, place, known > LATEST_THINGS));
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

    /// The newest of the authors' own sentences on an item that still stands whole: nothing its update says is withdrawn,
    /// replaced or contested, and the item has not changed since.
    fn line(&self, item: &Item) -> Option<usize> {
        let reports = self.view.state.reports();
        let admitted = item.reports.iter().copied().rev().filter(|place| self.view.admits(*place));
        let standing: Vec<usize> = admitted.filter(|place| !self.view.withdrawals().is_withdrawn(*place)).collect();
        let last_move = standing.iter().copied().find(|place| is_move(reports[*place].record.change));
        let stands = |place: usize| {
            let whole = self.view.withdrawals().of(place).is_empty();
            whole && reports[place].record.testimonies.iter().all(|said| !self.view.account(&said.path).is_contested())
        };
        let mut lines = standing.into_iter().filter(|place| reports[*place].record.line.is_some() && stands(*place));
        lines.next().filter(|place| last_move.is_none_or(|last| *place >= last))
    }

    /// A line as a sentence to be.
    fn line_told(&self, place: usize) -> Draft {
        let sequence = self.view.state.reports()[place].sequence;
        let line = Draft::new(vec![Piece::Said(Role::Line { sequence }, Vec::new())], None, Weight::Main);
        line.resting_on([sequence])
    }

    /// The words of the line that what is told of an item starts with.
    pub(super) fn line_of(&self, item: &Item) -> Option<String> {
        self.texts_of(&self.line_told(self.line(item)?).phrase).next()
    }

    /// Puts every line first of what is told of its item. The report that has the newest of them.
    fn lead_with_lines(&self, entries: &mut Vec<EntryDraft>) -> Option<usize> {
        let lines: Vec<(usize, &Item)> = self.view.items().filter_map(|item| Some((self.line(item)?, item))).collect();
        let newest = lines.iter().map(|(place, _)| *place).max();
        for (place, item) in lines {
            self.lead_with_the_line(entries, item, self.line_told(place));
        }
        newest
    }

    /// Whether what starts with the newest line is one of what is the latest, and puts it there: of `many` things not where
    /// enough others changed since.
    fn leads_with(&self, entries: &mut [EntryDraft], line: usize, many: bool) -> bool {
        let record = &self.view.state.reports()[line].record;
        let of_line = |entry: &EntryDraft| record.item.as_ref().is_some_and(|item| item.as_str() == entry.item);
        let newer = |entry: &&EntryDraft| {
            let moved = entry.moved.is_some_and(|moved| moved.learned > record.learned_at);
            entry.section == KNOW && !of_line(entry) && moved
        };
        let leads_all = !many || entries.iter().filter(newer).count() < LATEST_THINGS;
        let entry = entries.iter_mut().find(|entry| entry.section == KNOW && of_line(entry)).filter(|_| leads_all);
        entry.map(leads).is_some()
    }

    /// Puts the line first of what is told of its item, with the rest behind it: not again what it says itself, but on whose word
    /// and of when.
    fn lead_with_the_line(&self, entries: &mut Vec<EntryDraft>, item: &Item, mut line: Draft) {
        let told = |entry: &EntryDraft| LED_BY_LINES.contains(&entry.section) && entry.item == item.key.as_str();
        let Some(at) = entries.iter().position(told) else {
            // What is told elsewhere of it, as overdue or disputed, has passed its line.
            if entries.iter().all(|entry| entry.item != item.key.as_str()) {
                entries.push(EntryDraft::new(KNOW, item.key.as_str(), self.moved_last(item), vec![line]));
            }
            return;
        };
        let entry = &mut entries[at];
        line.weight = entry.drafts.first().map_or(Weight::Main, |first| first.weight);
        // In short it stands for all of it, with its day.
        let text = self.line_of(item).unwrap_or_default();
        let day = self.day_of_line(item, &line, &text).map(bracketed).unwrap_or_default();
        entry.in_short = entry.in_short.take().map(|short| {
            let phrase = [line.phrase.clone(), if text.contains(". ") { Phrase::new() } else { day }].concat();
            Draft { phrase, standing: short.standing, ..line.clone() }
        });
        if entry.drafts.first().is_some_and(|first| self.adds_nothing_to_line(item, &line, first)) {
            let main = entry.drafts.remove(0);
            entry.drafts.splice(0..0, self.on_whose_word(item, &mut line, main.standing));
        }
        entry.drafts.insert(0, line);
    }

    /// Whether all that a sentence says of an item stands in its line, or is from the update the line belongs to, beside what
    /// the item is called.
    fn adds_nothing_to_line(&self, item: &Item, line: &Draft, draft: &Draft) -> bool {
        let of_line = |sequence: Sequence| line.also.contains(&sequence);
        let name = match item.kind.frame().naming {
            Naming::Event(name) => Some(name),
            _ => None,
        };
        let words = self.line_of(item).unwrap_or_default().to_lowercase();
        let in_line = |piece: &Piece| {
            let one = vec![piece.clone()];
            let mut texts = self.texts_of(&one).peekable();
            texts.peek().is_some() && texts.all(|text| words.contains(&text.to_lowercase()))
        };
        let from_line = |piece: &Piece| match piece {
            Piece::Said(role, _) => role.source().is_none_or(|source| {
                let reports = self.view.state.reports();
                let place = reports.binary_search_by_key(&source.sequence, |report| report.sequence);
                let path = place.ok().and_then(|place| reports[place].record.testimonies.get(source.testimony));
                let verb = matches!(role, Role::Verb { .. });
                let named = path.is_some_and(|said| name.is_some_and(|name| said.path.is_of(name)));
                of_line(source.sequence) || verb || named || in_line(piece)
            }),
            _ => true,
        };
        self.base(item).is_some_and(|base| of_line(self.sequence(base))) && draft.phrase.iter().all(from_line)
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
            && starts_alone_with(&text.to_lowercase(), &known.name().to_lowercase())
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
    entry.in_short = None;
    if let Some(first) = entry.drafts.first_mut() {
        first.weight = Weight::Latest;
    }
}

/// Whether a text starts with a name, and not with several: “A and B”.
fn starts_alone_with(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name);
    rest.is_some_and(|rest| ![" and ", ",", "'s ", "’s "].iter().any(|goes_on| rest.starts_with(goes_on)))
}

/// Whether a text names a day, a month or a year.
pub(super) fn names_a_date(text: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.chars().all(|letter| letter.is_ascii_digit());
    let named = |word: &str| MONTHS.iter().chain(&WEEKDAYS).any(|name| *name == word);
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| is_year(word) || named(word))
}
