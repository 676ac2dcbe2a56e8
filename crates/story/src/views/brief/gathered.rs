//! Many of a kind, told together: “Six approvals were given: by Brazil on 5 October 2022, by Chile on 29 December …”

use crate::judge::grade::Grade;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::PhaseRole;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames;
use crate::tell::nouns::{done, headed};
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

/// How many events of a kind are told together; fewer are told one by one.
const FEWEST: usize = 4;

/// How many of them a sentence tells.
const A_SENTENCE: usize = 4;

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
    /// Puts entries together that tell of one event each of the same kind, in one voice or each the act of who tells it. How
    /// many sentences it saves.
    pub(super) fn gather(&self, entries: &mut Vec<EntryDraft>, section: &'static str) -> usize {
        let mut groups: Vec<(String, Vec<OneOfMany<'v, 's>>)> = Vec::new();
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.section == section) {
            let Some((head, one)) = self.one_of_many(place, entry) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == head) {
                Some((_, all)) => all.push(one),
                None => groups.push((head, vec![one])),
            }
        }
        let mut saved = 0;
        for (_, mut group) in groups.into_iter().filter(|(_, group)| group.len() >= FEWEST) {
            // In the order in which they happened.
            group.sort_by_key(|one| (day_of(one), one.base));
            let Some(drafts) = self.told_together(&group) else { continue };
            // They stand where the newest of them stood.
            let Some(newest) = group.iter().map(|one| one.entry).max_by_key(|place| entries[*place].moved) else {
                continue;
            };
            saved += group.len() - drafts.len();
            for one in &group {
                entries[one.entry].drafts.clear();
            }
            entries[newest].drafts = drafts;
        }
        entries.retain(|entry| !entry.drafts.is_empty());
        saved
    }

    /// An entry with one sentence on something that took place, as one of those with its noun.
    fn one_of_many(&self, place: usize, entry: &EntryDraft) -> Option<(String, OneOfMany<'v, 's>)> {
        let [_] = entry.drafts.as_slice() else { return None };
        let item = self.view.items().find(|item| item.key.as_str() == entry.item)?;
        let Naming::Event(attribute) = item.kind.frame().naming else { return None };
        if self.view.phase(item).role(item.kind) != Some(PhaseRole::Done) || item.reports.len() > 1 {
            return None;
        }
        let base = self.base(item)?;
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

    fn told_together(&self, group: &[OneOfMany<'v, 's>]) -> Option<Vec<Draft>> {
        let first = group.first()?;
        let reporting = self.reported_by_one(group)?;
        let grade = group.iter().map(|one| one.grade).min();
        let text = plain_text(first.kind.value?.text()?);
        let change = self.view.state.filed(first.kind.filing).0.record.change;
        let (lemma, form) = match done(&text) {
            Some(lemma) => (lemma, VerbForm::passive(Tense::Past)),
            None => frames::of_noun(PhaseRole::Done, change),
        };
        let verb = |of: Source| does(of, lemma, form.of(true));
        let mut drafts: Vec<Draft> = Vec::new();
        for (place, rows) in group.chunks(A_SENTENCE).enumerate() {
            let mut phrase = match place {
                0 => {
                    let of = group.iter().map(|one| one.base).collect();
                    vec![
                        Piece::Said(Role::Tally { of }, Vec::new()),
                        value(self.source(first.kind.value_in), ValueForm::Heads),
                        verb(first.base),
                    ]
                }
                _ => vec![Piece::Plain("the others"), verb(rows[0].base)],
            };
            phrase.push(Piece::Mark(":"));
            phrase.extend(list(rows.iter().map(|one| self.row(one)).collect()));
            phrase.extend(reporting.clone());
            drafts.push(Draft::new(phrase, grade, Weight::Main).resting_on(rows.iter().map(|one| one.base.sequence)));
        }
        Some(drafts)
    }

    fn row(&self, one: &OneOfMany<'v, 's>) -> Phrase {
        let mut phrase = vec![value(self.source(one.kind.value_in), ValueForm::Tail)];
        phrase.extend(one.when.iter().flat_map(|when| self.words(when)));
        phrase
    }

    /// Who reported all of them; nobody, where all are the main voice's, or each is the act of whoever tells it. None where
    /// they cannot be told in one voice.
    fn reported_by_one(&self, group: &[OneOfMany<'v, 's>]) -> Option<Phrase> {
        let voices = group.iter().map(|one| self.view.attribution(self.base(one.item)?));
        let voices = voices.collect::<Option<Vec<_>>>()?;
        if voices.iter().all(|voice| self.is_main(voice)) || group.iter().all(|one| one.grade == Grade::Confirmed) {
            return Some(Phrase::new());
        }
        let last = |voice: &crate::record::attribution::Attribution| match voice.via.last() {
            Some(link) => link.outlet.clone(),
            None => Some(voice.holder.clone()),
        };
        let outlet = last(voices.first()?)?;
        let source = group.first()?.base;
        let reported = does(source, "report", VerbForm::active(Tense::Past));
        voices
            .iter()
            .all(|voice| last(voice).as_ref() == Some(&outlet))
            .then(|| vec![Piece::Mark(","), crate::tell::voices::name_of(&outlet, source), reported])
    }
}

fn day_of(one: &OneOfMany<'_, '_>) -> Option<jiff::Timestamp> {
    match one.when.as_ref()?.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    }
}
