//! Why a later account replaced what an earlier one said, where no other sentence tells it.

use std::collections::HashSet;

use crate::record::kind::attribute::{PLACE, WHEN};
use crate::record::kind::spec::KindRole;
use crate::record::name::{EntitySlug, ItemKey, UpdateId};
use crate::record::path::Path;
use crate::record::recorded::Sequence;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::attributes;
use crate::tell::clause::{self, does, list};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::nouns::is_several;
use crate::tell::realise::{filing_of, origin_entity, plain_text, report_at};
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::{origin, speaker};
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

/// A value that a later account of the same item changed, and why.
struct Changed {
    path: Path,
    /// Where it was on file.
    filing: Filing,
    reason: Role,
    /// The reason as it is told.
    text: String,
    /// Who gave the later one, and in which update.
    by: (EntitySlug, Sequence),
    rests_on: Vec<u64>,
}

impl<'v, 's: 'v> Telling<'v, 's> {
    /// Reports that gave way to a later account, each with its item, where whoever gives that says why and no sentence tells
    /// it yet.
    pub(super) fn replacements_untold(&self, told: &[EntryDraft]) -> Vec<(String, Draft)> {
        let mut found: Vec<(String, Draft)> = Vec::new();
        // Of several reports that gave way to one, it is told once.
        let mut heard: HashSet<(&ItemKey, UpdateId, Option<&Path>)> = HashSet::new();
        let mut changed: Vec<(&Item, Vec<Changed>)> = Vec::new();
        let reason_in = |piece: &Piece| match piece {
            Piece::Said(Role::Reason { sequence, relation }, _) => Some((*sequence, *relation)),
            _ => None,
        };
        let drafts = told.iter().flat_map(|entry| &entry.drafts);
        let told: HashSet<(u64, usize)> = drafts.flat_map(|draft| draft.phrase.iter().filter_map(reason_in)).collect();
        for (place, report) in self.view.reports().filter(|(_, report)| report.record.note_code().is_none()) {
            let item = report.record.item.as_ref().and_then(|item| self.view.state.item(item));
            let Some(item) = item.filter(|item| self.view.was_there(item)) else { continue };
            let losses = self.view.withdrawals().of(place);
            let withdrawn = |loss: &Withdrawal| {
                let same = |other: &Withdrawal| other.path.is_none() || other.path == loss.path;
                losses.iter().any(|other| other.how != Loss::Superseded && same(other))
            };
            for loss in losses.iter().filter(|loss| loss.how == Loss::Superseded && !withdrawn(loss)) {
                // What was put in its place is told with its item, and where a plan was moved to with the plan.
                let moved = loss.path.as_ref().is_some_and(|path| path.is_of(WHEN))
                    && self.moves(item).is_some_and(|moves| moves.dates.iter().any(|date| date.report == place));
                if moved || self.replaced_through(place, loss).is_some() {
                    continue;
                }
                let reason = self.reason_of(place, loss);
                let Some(given) = reason.iter().find_map(reason_in) else { continue };
                if !heard.insert((&item.key, loss.through, loss.path.as_ref())) || told.contains(&given) {
                    continue;
                }
                match self.change_of(place, item, loss, given) {
                    Some(one) => match changed.iter_mut().find(|(known, _)| known.key == item.key) {
                        Some((_, all)) => all.push(one),
                        None => changed.push((item, vec![one])),
                    },
                    None => found.extend(self.gave_way(place, item, loss).map(|draft| (item.key.to_string(), draft))),
                }
            }
        }
        let why = changed.into_iter().flat_map(|(item, all)| {
            self.why_changed(&all).into_iter().map(|draft| (item.key.to_string(), draft)).collect::<Vec<_>>()
        });
        found.extend(why);
        found
    }

    /// A value of an item that a later account of it changed, and why: what is there now is told with the item.
    fn change_of(
        &self,
        place: usize,
        item: &Item,
        loss: &Withdrawal,
        (sequence, relation): (u64, usize),
    ) -> Option<Changed> {
        let reports = self.view.state.reports();
        let (report, through) = (&reports[place], self.view.state.report(loss.through)?);
        let lost = loss.path.as_ref().filter(|_| through.record.item.as_ref() == Some(&item.key))?;
        let testimony = report.record.testimonies.iter().position(|said| said.path.is_within(lost))?;
        let filing = Filing { report: place, testimony };
        let given = report_at(self.view, sequence)?.record.relations.get(relation)?.reason.as_deref()?;
        let rests_on = vec![report.sequence, through.sequence];
        let said = through.record.attributions.first()?;
        let by = (origin_entity(&said.origin).unwrap_or(&said.holder).clone(), through.sequence);
        Some(Changed {
            by,
            path: lost.clone(),
            filing,
            reason: Role::Reason { sequence, relation },
            text: plain_text(given),
            rests_on,
        })
    }

    /// “Najib Razak had said that it was at 08:11; Hishammuddin Hussein gave the one that stands (a further partial signal was
    /// found).”: each value that was changed with who gave it, and with the reasons, each reason once.
    fn why_changed(&self, all: &[Changed]) -> Vec<Draft> {
        let mut paths: Vec<&Path> = Vec::new();
        for one in all {
            if !paths.contains(&&one.path) {
                paths.push(&one.path);
            }
        }
        let of_path = |path: &Path| all.iter().filter(|one| one.path == *path).collect::<Vec<_>>();
        paths.into_iter().filter_map(|path| self.changed_value(path, &of_path(path))).collect()
    }

    fn changed_value(&self, path: &Path, all: &[&Changed]) -> Option<Draft> {
        let first = all.first()?;
        let spec = attributes::spec_at(self.view, path);
        let rests_on = all.iter().flat_map(|one| one.rests_on.iter().copied());
        if path.element.is_none() && spec.is_some_and(|spec| spec.elements.is_some()) {
            return Some(Draft::new(self.changed_list(path, first)?, None, Weight::Detail).resting_on(rests_on));
        }
        let mut phrase = speaker(self.view, self.speech(first.filing, false)?);
        phrase.extend(self.had_given(path, first.filing));
        let mut steps: Vec<Phrase> = Vec::new();
        let holder = self.view.attribution(first.filing).map(|voice| &voice.holder);
        let (mut before, mut named, mut by_one) = (first.filing, holder, true);
        let mut later: Vec<u64> = Vec::new();
        while let Some((after, loss)) = self.replaced_by(before) {
            let voice = self.view.attribution(after)?;
            by_one &= holder == Some(&voice.holder);
            let again = named.replace(&voice.holder) == Some(&voice.holder);
            let by = if again { Phrase::new() } else { origin(self.view, self.speech(after, false)?, true) };
            let mut step = [by, self.gave_instead(path, after, again)].concat();
            step.extend(self.reason_of(before.report, loss));
            let item = path.of_item().and_then(|item| self.view.state.item(item));
            step.extend(item.map(|item| self.saying_why(item, after)).unwrap_or_default());
            steps.push(step);
            later.push(self.sequence(after));
            before = after;
        }
        if steps.is_empty() {
            by_one = false;
            let (entity, sequence) = first.by.clone();
            let name = Piece::Name { entity, sequence, possessive: false, titled: true };
            steps.push(vec![name, Piece::Plain("later set that aside")]);
        }
        phrase.push(Piece::Mark(if by_one { "," } else { ";" }));
        phrase.extend(list(steps));
        // Others gave the same before, and their reports gave way for reasons of their own.
        let told = |one: &Changed| phrase.contains(&Piece::Said(one.reason.clone(), Vec::new()));
        let mut texts: Vec<&str> = all.iter().filter(|one| told(one)).map(|one| one.text.as_str()).collect();
        let mut reasons: Vec<Phrase> = Vec::new();
        for one in all.iter().filter(|one| !told(one)) {
            if !texts.contains(&one.text.as_str()) {
                texts.push(&one.text);
                reasons.push(vec![Piece::Said(one.reason.clone(), Vec::new())]);
            }
        }
        if !reasons.is_empty() {
            phrase.extend(clause::bracketed(clause::beside(reasons)));
        }
        Some(Draft::new(phrase, None, Weight::Detail).resting_on(rests_on.chain(later)))
    }

    /// What a later report of the same item gave in the place of a value, and the loss of that.
    fn replaced_by(&self, old: Filing) -> Option<(Filing, &'v Withdrawal)> {
        let reports = self.view.state.reports();
        let path = &reports[old.report].record.testimonies[old.testimony].path;
        self.view.withdrawals().of(old.report).iter().find_map(|loss| {
            let of_it = loss.how == Loss::Superseded && loss.path.as_ref().is_none_or(|lost| path.is_within(lost));
            let through = self.view.state.place_of(loss.through).filter(|_| of_it)?;
            let testimony = reports[through].record.gives(path)?;
            Some((Filing { report: through, testimony }, loss))
        })
    }

    /// “said on 12 March that it was at 08:19”, “gave them as 600 million dollars in all on 8 May”; of whoever has given another
    /// one before (`again`) “then as 550 million dollars in all on 25 May”.
    fn gave_instead(&self, path: &Path, filing: Filing, again: bool) -> Phrase {
        let source = self.source(filing);
        let fact = self.filed(&self.view.account(path), filing, None);
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        let past = VerbForm::active(Tense::Past);
        // A number as of a day needs no other.
        let day = (self.has_day(filing) && !self.says_when_it_holds(filing)).then(|| self.day(filing));
        let then = Piece::Plain(if again { "then" } else { "later" });
        let then = if again || day.is_none() { vec![then] } else { Phrase::new() };
        if [WHEN, PLACE].contains(&name) && matches!(fact.value, Some(Value::When(_) | Value::Place(_))) {
            let said = [does(source, "say", past)].into_iter().chain(day).chain([Piece::Plain("that")]);
            return [then, said.collect(), self.it_was(path, &fact)].concat();
        }
        let called = attributes::called(attributes::spec_at(self.view, path), name);
        let several = is_several(&called) && !matches!(fact.value, Some(Value::Count(_)));
        let gave = match again {
            true => vec![Piece::Plain("as")],
            false => vec![does(source, "give", past), Piece::Plain(if several { "them as" } else { "it as" })],
        };
        let given = match fact.value {
            Some(Value::Count(_)) => self.what_is_counted(path, &fact).1,
            _ => self.words(&fact),
        };
        [then, gave, given, day.into_iter().collect()].concat()
    }

    /// “The committee had also named A and B among the candidates; by 12 November 2015, it no longer did (…)”: of a list who was
    /// left out of it and who was added.
    fn changed_list(&self, path: &Path, changed: &Changed) -> Option<Phrase> {
        let item = path.of_item().and_then(|item| self.view.state.item(item))?;
        let through = self
            .view
            .reports()
            .map(|(place, _)| place)
            .find(|place| self.view.state.reports()[*place].sequence == changed.by.1)?;
        let named = |report: usize| {
            let said = self.view.state.reports()[report].record.testimonies.iter().enumerate();
            let elements = said.filter(|(_, said)| {
                said.path.is_within(path) && said.path.element.is_some() && said.path.detail.is_none()
            });
            let given = elements.filter(|(_, said)| said.value.is_some() && said.stance.supports());
            given.map(|(testimony, said)| (&said.path, Filing { report, testimony })).collect::<Vec<_>>()
        };
        let (before, after) = (named(changed.filing.report), named(through));
        let missing = |of: &[(&'v Path, Filing)], from: &[(&'v Path, Filing)]| -> Vec<Filing> {
            let gone = of.iter().filter(|(path, _)| !from.iter().any(|(other, _)| other == path));
            gone.map(|(_, filing)| *filing).collect()
        };
        let (dropped, added) = (missing(&before, &after), missing(&after, &before));
        let names = |filings: &[Filing]| {
            let facts = filings.iter().map(|filing| {
                let path = &self.view.state.filed(*filing).1.path;
                self.filed(&self.view.account(path), *filing, None)
            });
            list(facts.map(|fact| self.plain(&fact)).collect())
        };
        let label = |filing: Filing| Piece::Said(Role::Attribute { source: self.source(filing) }, Vec::new());
        let (by, sequence) = changed.by.clone();
        let by = Piece::Name { entity: by, sequence, possessive: false, titled: true };
        let new = after.first().map(|(_, filing)| *filing);
        let mut phrase = Phrase::new();
        if let Some(first) = dropped.first() {
            let gone = names(&dropped);
            phrase.extend(speaker(self.view, self.speech(*first, false)?));
            let had = VerbForm::active(Tense::PastPerfect);
            phrase.extend([does(self.source(*first), "name", had)]);
            phrase.extend([gone, vec![Piece::Plain("among the"), label(*first), Piece::Mark(";")]].concat());
            phrase.extend(new.map(|new| self.day(new)));
            phrase.extend([Piece::Mark(","), by]);
            phrase.push(Piece::Plain(if added.is_empty() { "no longer did" } else { "named" }));
        } else {
            phrase.extend([by, Piece::Plain("later added")]);
        }
        if let Some(first) = added.first() {
            phrase.extend(names(&added));
            phrase.extend(match dropped.is_empty() {
                true => vec![Piece::Plain("to the"), label(*first)],
                false => vec![Piece::Plain("instead")],
            });
        } else if dropped.is_empty() {
            return None;
        }
        phrase.extend(clause::bracketed(vec![Piece::Said(changed.reason.clone(), Vec::new())]));
        phrase.extend(new.map(|new| self.saying_why(item, new)).unwrap_or_default());
        Some(phrase)
    }

    /// “had said that it was at 08:11”, “had put the number of dead at 12”.
    fn had_given(&self, path: &Path, filing: Filing) -> Phrase {
        let source = self.source(filing);
        let fact = self.filed(&self.view.account(path), filing, None);
        let form = VerbForm::active(Tense::PastPerfect);
        let label = Piece::Said(Role::Attribute { source }, Vec::new());
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        match fact.value {
            Some(Value::When(_) | Value::Place(_)) if [WHEN, PLACE].contains(&name) => {
                [vec![does(source, "say", form), Piece::Plain("that")], self.it_was(path, &fact)].concat()
            }
            Some(Value::Count(_)) => {
                let (what, figure) = self.what_is_counted(path, &fact);
                [vec![does(source, "give", form)], what, vec![Piece::Plain("as")], figure].concat()
            }
            _ => {
                let given = vec![does(source, "give", form), Piece::Plain("the"), label, Piece::Plain("as")];
                [given, self.words(&fact)].concat()
            }
        }
    }

    /// “The Herald's report, put out by 10 March 2025, on the recall gave way as to the number to a later account of the
    /// commission (others were added).”
    fn gave_way(&self, place: usize, item: &Item, loss: &Withdrawal) -> Option<Draft> {
        let reports = self.view.state.reports();
        let (report, through) = (&reports[place], self.view.state.report(loss.through)?);
        let of_path = loss.path.as_ref();
        let lost = of_path.and_then(|lost| report.record.testimonies.iter().position(|said| said.path.is_within(lost)));
        let label = lost.map(|testimony| {
            let source = Source { sequence: report.sequence, testimony };
            Piece::Said(Role::Attribute { source }, Vec::new())
        });
        let rests_on = [report.sequence, through.sequence];
        // Whoever spoke has spoken again, which is no fault of who passed it on.
        if let Some(said) = self.said_in(item, place, loss)
            && let Some(filing) = filing_of(self.view, said)
            && let Some(speech) = self.speech(filing, false)
        {
            let mut phrase = speaker(self.view, speech);
            let (past, day) = (self.past_from_day(filing), self.day(filing));
            phrase.extend([
                does(said, "say", VerbForm { tense: Tense::PastPerfect, ..past }),
                day,
                Piece::Plain("that"),
            ]);
            let path = &self.view.state.filed(filing).1.path;
            let fact = self.filed(&self.view.account(path), filing, None);
            let hedged = self.view.state.filed(filing).1.hedge.is_some();
            phrase.extend(if hedged { self.hedged_clause(&fact) } else { self.plain(&fact) });
            phrase.extend(self.reason_of(place, loss));
            return Some(Draft::new(phrase, None, Weight::Detail).resting_on(rests_on));
        }
        let mut phrase = self.whose(place, false, item.kind.role() == KindRole::OwnText);
        match self.said_in(item, place, loss) {
            Some(said) => phrase.extend([Piece::Plain("that"), clause::value(said, ValueForm::Plain)]),
            None => phrase.extend([vec![Piece::Plain("on")], self.noun_in(item, place)].concat()),
        }
        phrase.extend([Piece::Mark(","), Piece::Plain("gave way")]);
        if let Some(label) = label {
            phrase.extend([Piece::Plain("as to the"), label]);
        }
        phrase.push(Piece::Plain("to a later account"));
        if let Some(holder) = through.record.attributions.first().map(|said| &said.holder) {
            let name =
                Piece::Name { entity: holder.clone(), sequence: through.sequence, possessive: false, titled: false };
            phrase.extend([Piece::Plain("of"), name]);
        }
        phrase.extend(self.reason_of(place, loss));
        Some(Draft::new(phrase, None, Weight::Detail).resting_on(rests_on))
    }
}
