//! Many of a kind, told together: they are counted in a sentence, “Six approvals were given”, and a table has by whom, when
//! and who says so.

use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::PhaseRole;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{does, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames;
use crate::tell::nouns::{done, headed};
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

/// How many events of a kind are told together; fewer are told one by one.
const FEWEST: usize = 4;

/// What the table of them tells of each.
const COLUMNS: [&str; 3] = ["which", "when", "source"];

/// One of many: what it is called, and when it was.
struct OneOfMany<'v, 's> {
    item: &'v Item,
    /// The place of its entry.
    entry: usize,
    kind: Fact<'s>,
    when: Option<Fact<'s>>,
    base: Source,
    grade: Grade,
}

impl<'v, 's: 'v> Telling<'v, 's> {
    /// Puts entries together that tell of one event each of the same kind.
    pub(super) fn gather(&self, entries: &mut Vec<EntryDraft>, section: &'static str) {
        let mut groups: Vec<(String, Vec<OneOfMany<'v, 's>>)> = Vec::new();
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.section == section) {
            let Some((head, one)) = self.one_of_many(place, entry) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == head) {
                Some((_, all)) => all.push(one),
                None => groups.push((head, vec![one])),
            }
        }
        for (_, mut group) in groups.into_iter().filter(|(_, group)| group.len() >= FEWEST) {
            // In the order in which they happened.
            group.sort_by_key(|one| (day_of(one), one.base));
            let Some(drafts) = self.told_together(&group) else { continue };
            // They stand where the newest of them stood.
            let Some(newest) = group.iter().map(|one| one.entry).max_by_key(|place| entries[*place].moved) else {
                continue;
            };
            for one in &group {
                entries[one.entry].drafts.clear();
            }
            let with_sources = drafts.iter().any(|draft| draft.cells.len() == COLUMNS.len());
            entries[newest].columns = COLUMNS[..if with_sources { 3 } else { 2 }].to_vec();
            entries[newest].drafts = drafts;
        }
        entries.retain(|entry| !entry.drafts.is_empty());
    }

    /// An entry with one sentence on something that took place, as one of those with its noun.
    fn one_of_many(&self, place: usize, entry: &EntryDraft) -> Option<(String, OneOfMany<'v, 's>)> {
        let [_] = entry.drafts.as_slice() else { return None };
        let item = self.view.shown_by_key(&entry.item)?;
        let Naming::Event(attribute) = item.kind.frame().naming else { return None };
        let told_again = item.reports.iter().filter(|place| self.view.admits(**place)).count() > 1;
        if self.view.phase(item).role(item.kind) != Some(PhaseRole::Done) || told_again {
            return None;
        }
        let base = self.base(item)?;
        // What has a line of its own is told by it.
        if self.view.state.filed(base).0.record.line.is_some() {
            return None;
        }
        let kind = self.leading(&self.at(item, attribute))?;
        let text = plain_text(kind.value?.text()?);
        let (head, _) = headed(&text)?;
        let testimony = self.view.state.filed(base).1;
        let grade = self.grade_of(base);
        let plain = testimony.hedge.is_none() && testimony.limits.is_none() && grade >= Grade::Unattributed;
        let when = self
            .leading(&self.at(item, WHEN))
            .filter(|when| !when.planned && matches!(when.value, Some(Value::When(_))));
        let one = OneOfMany { item, entry: place, kind, when, base: self.source(base), grade };
        plain.then(|| (head.to_owned(), one))
    }

    /// The sentence that counts them, and the rows.
    fn told_together(&self, group: &[OneOfMany<'v, 's>]) -> Option<Vec<Draft>> {
        let first = group.first()?;
        let text = plain_text(first.kind.value?.text()?);
        let change = self.view.state.filed(first.kind.filing).0.record.change;
        let (lemma, form) = match done(&text) {
            Some(lemma) => (lemma, VerbForm::passive(Tense::Past)),
            None => frames::of_noun(PhaseRole::Done, change),
        };
        let mut counted = vec![
            Piece::Said(Role::Tally { of: group.iter().map(|one| one.base).collect() }, Vec::new()),
            value(self.source(first.kind.value_in), ValueForm::Heads),
            does(first.base, lemma, form.of(true)),
        ];
        // In the order of their days: what has none comes first.
        if let [Some(first), .., Some(last)] = group.iter().map(|one| one.when.as_ref()).collect::<Vec<_>>().as_slice()
        {
            counted.extend([Piece::Mark(","), Piece::Plain("the first")]);
            counted.extend(self.words(first));
            counted.push(Piece::Plain("and the last"));
            counted.extend(self.words(last));
        }
        let grade = group.iter().map(|one| one.grade).min();
        let all = group.iter().map(|one| one.base.sequence);
        let sentence = Draft::new(counted, grade, Weight::Main).resting_on(all);
        let voices = group.iter().map(|one| self.view.attribution(self.base(one.item)?));
        let voices = voices.collect::<Option<Vec<_>>>()?;
        let in_main_voice = voices.iter().all(|voice| self.is_main(voice));
        let rows = group.iter().zip(voices).map(|(one, voice)| {
            let mut cells = vec![vec![value(self.source(one.kind.value_in), ValueForm::Tail)]];
            cells.push(one.when.as_ref().map(|when| self.words(when)).unwrap_or_default());
            if !in_main_voice {
                cells.push(self.source_cell(voice, one.base));
            }
            Draft::row(cells, Some(one.grade), Weight::Main).resting_on([one.base.sequence])
        });
        Some(std::iter::once(sentence).chain(rows).collect())
    }

    /// Who says so: the outlet that passed it on, else the holder.
    fn source_cell(&self, voice: &Attribution, base: Source) -> Phrase {
        let outlet = voice.via.iter().rev().find_map(|link| link.outlet.as_ref());
        vec![crate::tell::voices::name_of(outlet.unwrap_or(&voice.holder), base)]
    }
}

fn day_of(one: &OneOfMany<'_, '_>) -> Option<jiff::Timestamp> {
    match one.when.as_ref()?.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    }
}
