//! What is not known: what a reader expects and nobody has stated, and where a source counts more than are on file.

use crate::record::attribution::Knowledge;
use crate::record::kind::Kind;
use crate::record::kind::attribute::{OUTCOME, PHASE, PLACE, WHEN};
use crate::record::kind::frame::{Naming, Slot};
use crate::record::kind::spec::{AttributeSpec, KindRole, PhaseRole, Section, TOOK_PLACE, ValueType};
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{Subject, does, joined, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::nouns::done;
use crate::tell::realise::report_at;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::{Telling, is_opposed};
use crate::views::brief::plan::{Draft, Weight};

/// How many items a sentence names that something is not reported of.
const MOST: usize = 3;

/// What is missing, and of which items, each with the updates that tell of it.
type Missing<'s> = (Vec<&'static str>, Vec<(&'s Item, Subject, Vec<u64>)>);

/// A question, as the words before and after what it is asked of.
type Question = (Vec<&'static str>, &'static str);

/// What is asked, when and where together and first.
fn questions(kind: &Kind, names: &[&'static str]) -> Vec<Question> {
    let question = |name: &&'static str| match kind.attribute(name).and_then(AttributeSpec::question) {
        Some((before, after)) => (vec![before], after),
        None => {
            let called = kind.attribute(name).map(|spec| spec.called).filter(|called| !called.is_empty());
            (vec!["the", called.unwrap_or(*name), "of"], "")
        }
    };
    let together = [WHEN, PLACE].iter().all(|name| names.contains(name) && question(name).1 == TOOK_PLACE);
    let first = together.then_some((vec!["when and where"], TOOK_PLACE));
    let others = names.iter().filter(|name| !together || ![WHEN, PLACE].contains(name)).map(question);
    let mut all: Vec<Question> = first.into_iter().chain(others).collect();
    all.sort_by_key(|(_, after)| *after != TOOK_PLACE);
    all
}

impl<'s> Telling<'_, 's> {
    /// “It is not reported when and where Putin and Witkoff met.”: items that lack the same are told of together.
    pub(super) fn gaps(&self) -> Vec<Draft> {
        let mut missing: Vec<Missing<'s>> = Vec::new();
        for item in self.view.items() {
            let names = self.gaps_of(item);
            let updates: Vec<u64> = self.standing_reports(item);
            // Of what may not have been nobody asks how it was.
            let account = self.view.account(&self.path(item));
            let has = |is: fn(Stance) -> bool| account.current().any(|word| is(word.stance));
            let only_denied = has(|stance| stance == Stance::Denies) && !has(Stance::supports);
            let disputed = is_opposed(&account) || only_denied;
            if names.is_empty() || updates.is_empty() || disputed {
                continue;
            }
            let placed = self.placed_noun(item);
            // A noun that names nothing on file could be any of several: “a meeting”.
            let named = placed.phrase.iter().any(|piece| matches!(piece, Piece::Said(..) | Piece::Name { .. }));
            let subject = if named { placed } else { self.noun(item, false) };
            let ahead = |item: &Item| self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
            let alike = |other: &Item| other.kind == item.kind && ahead(other) == ahead(item);
            match missing.iter_mut().find(|(known, items)| *known == names && alike(items[0].0)) {
                Some((_, items)) => items.push((item, subject, updates)),
                None => missing.push((names, vec![(item, subject, updates)])),
            }
        }
        missing
            .into_iter()
            .flat_map(|(names, items)| {
                let chunks: Vec<_> = items.chunks(MOST).map(|chunk| self.gap(&names, chunk)).collect();
                chunks
            })
            .collect()
    }

    fn gap(&self, names: &[&'static str], items: &[(&'s Item, Subject, Vec<u64>)]) -> Draft {
        let several = items.len() > 1 || items.iter().any(|(_, subject, _)| subject.plural);
        let ahead = self.view.phase(items[0].0).role(items[0].0.kind).is_some_and(PhaseRole::lies_ahead);
        // Of several what is asked is asked of each: “A or B”.
        let nouns = joined(items.iter().map(|(_, subject, _)| subject.phrase.clone()).collect(), "or");
        let plural = items.iter().any(|(_, subject, _)| subject.plural);
        let again = if several { "them" } else { "it" };
        let again_as_subject = if several { "they" } else { "it" };
        let overdue = items.iter().all(|(item, ..)| self.is_overdue(item));
        let all = questions(&items[0].0.kind, names);
        // “When and where Putin and Witkoff met”, where one item has a verb of its own.
        let clause = match items {
            [(item, ..)] if !ahead && item.kind.frame().undergone.is_none() => self.bare_clause(item),
            _ => None,
        };
        let done = self.done_with(items.iter().map(|(item, ..)| *item));
        let mut asked: Vec<Phrase> = Vec::new();
        for (before, after) in all {
            let takes_place = after == TOOK_PLACE;
            let begun = items.iter().all(|(item, ..)| {
                self.view.phase(item).role(item.kind).is_some_and(|role| role == PhaseRole::UnderWay)
            });
            // What has been named is spoken of as one or as several, however it was named: “A or B …, and what they were”.
            let plural = plural || several && !asked.is_empty();
            let after = match (after, ahead, plural) {
                ("was", _, true) => "were",
                (TOOK_PLACE, false, _) if begun => "began",
                (TOOK_PLACE, true, false) if overdue => "was to take place",
                (TOOK_PLACE, true, true) if overdue => "were to take place",
                (TOOK_PLACE, true, false) => "is to take place",
                (TOOK_PLACE, true, true) => "are to take place",
                ("was proposed", _, true) => "were proposed",
                ("was made", true, false) if overdue => "was to be made",
                ("was made", true, true) if overdue => "were to be made",
                ("was made", true, false) => "is to be made",
                ("was made", true, true) => "are to be made",
                ("was made", false, true) => "were made",
                (after, ..) => after,
            };
            let mut phrase: Phrase = before.into_iter().map(Piece::Plain).collect();
            match (&clause, asked.is_empty()) {
                (Some(clause), true) if takes_place => {
                    phrase.extend(clause.clone());
                    asked.push(phrase);
                    continue;
                }
                (_, true) => phrase.extend(nouns.clone()),
                (_, false) if after.is_empty() => phrase.push(Piece::Plain(again)),
                (_, false) => phrase.push(Piece::Plain(again_as_subject)),
            }
            // A lawsuit is filed, a hearing held.
            phrase.push(match done.filter(|_| takes_place && !begun) {
                Some((source, lemma)) => {
                    let tense = match (ahead, overdue) {
                        (true, true) => Tense::PastPlan,
                        (true, false) => Tense::Plan,
                        (false, _) => Tense::Past,
                    };
                    let form = VerbForm::passive(tense).of(plural);
                    does(source, lemma, form)
                }
                None => Piece::Plain(after),
            });
            asked.push(phrase);
        }
        let are = asked.len() > 1;
        let conjectured = items.iter().any(|(item, ..)| names.iter().any(|name| self.is_conjectured(item, name)));
        // “It is not reported when they met”, but “the question of the vote is not reported”.
        let named = asked.iter().any(|question| question.first() == Some(&Piece::Plain("the")));
        let asked = list(asked);
        let phrase = match (named, conjectured) {
            (true, _) => [asked, vec![Piece::Plain(if are { "are not reported" } else { "is not reported" })]].concat(),
            (false, true) => {
                [vec![Piece::Plain("beyond conjecture"), Piece::Mark(","), Piece::Plain("it is not reported")], asked]
                    .concat()
            }
            (false, false) => [vec![Piece::Plain("it is not reported")], asked].concat(),
        };
        Draft::new(phrase, None, Weight::Gap).resting_on(items.iter().flat_map(|(_, _, updates)| updates.clone()))
    }

    /// What is done with all of these, where their nouns have one verb for it: “file” of lawsuits.
    fn done_with(&self, mut items: impl Iterator<Item = &'s Item>) -> Option<(Source, &'static str)> {
        let of = |item: &'s Item| {
            let Naming::Event(attribute) = item.kind.frame().naming else { return None };
            let named = self.leading(&self.at(item, attribute));
            let text = self.label_text(item).or_else(|| named.as_ref()?.value?.text())?;
            let base = self.base(item).filter(|base| self.view.state.filed(*base).1.path.is_of(PHASE))?;
            let plain = self.view.attribution(base).is_some() && self.view.state.filed(base).1.hedge.is_none();
            // What has only begun was not made, held or filed by that.
            let role = self.view.phase(item).role(item.kind);
            let done_or_ahead = role.is_some_and(|role| role.lies_ahead() || role == PhaseRole::Done);
            Some((self.source(base), done(text).filter(|_| plain && done_or_ahead)?))
        };
        let first = of(items.next()?)?;
        items.all(|item| of(item).is_some_and(|(_, lemma)| lemma == first.1)).then_some(first)
    }

    fn is_conjectured(&self, item: &Item, name: &str) -> bool {
        self.view.account(&self.at(item, name)).leading().is_some_and(|leading| !leading.planned)
    }

    fn standing_reports(&self, item: &Item) -> Vec<u64> {
        let standing =
            item.reports.iter().filter(|place| self.view.admits(**place) && self.view.withdrawals().stands(**place));
        standing.map(|place| self.view.state.reports()[*place].sequence).collect()
    }

    /// The attributes a reader expects of an item of which nothing above conjecture is on file.
    fn gaps_of(&self, item: &Item) -> Vec<&'static str> {
        // What its author told of a recording in a line is what there is to tell.
        let of_evidence = item.kind.role() == KindRole::Evidence;
        let unasked = of_evidence && (self.is_only_rested_on(item) || !self.lines(item).is_empty());
        if item.kind.spec().section != Section::WhatWeKnow || unasked {
            return Vec::new();
        }
        // Of what was called off or put off nothing is missing.
        let off = self.view.phase(item).role(item.kind);
        if matches!(off, Some(PhaseRole::CalledOff | PhaseRole::Postponed | PhaseRole::NotHeld | PhaseRole::Withdrawn))
        {
            return Vec::new();
        }
        // What lies ahead has no outcome yet, and that something broke off or failed is one.
        let open = |role: PhaseRole| role.lies_ahead() || matches!(role, PhaseRole::BrokenOff | PhaseRole::Failed);
        let over = !self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let has_outcome = !self.view.phase(item).role(item.kind).is_some_and(open);
        let named = |name: &str| item.kind.frame().subject == name && self.leading(&self.at(item, name)).is_some();
        // Whose departure is known, of that it is not asked when.
        let left = || {
            let times =
                item.kind.spec().attributes.iter().filter(|spec| spec.value == ValueType::When && spec.name != WHEN);
            let times = times.filter(|spec| spec.adjunct().is_some_and(|adjunct| adjunct.slot == Slot::Time));
            times.into_iter().any(|spec| self.leading(&self.at(item, spec.name)).is_some())
        };
        let missing = crate::views::gaps::of(self.view, item).into_iter();
        // Who votes or rules is no question yet.
        let yet = |name: &str| over || item.kind.frame().subject != name || item.kind.frame().object.is_none();
        let missing = missing.filter(|name| (*name != OUTCOME || has_outcome) && !named(name) && yet(name));
        // Whoever tells of their own act did it, and who first proposed what was agreed is no question any more.
        let base = self.base(item).filter(|_| has_outcome).and_then(|base| self.view.attribution(base));
        let own_act = base.is_some_and(|said| said.knowledge == Knowledge::OwnAct);
        let agreed = matches!(off, Some(PhaseRole::Agreed | PhaseRole::InForce));
        let by_whom = |name: &str| {
            let question = item.kind.attribute(name).and_then(AttributeSpec::question);
            question.is_some_and(|(before, _)| before == "by whom")
        };
        let missing = missing.filter(|name| !by_whom(name) || !own_act && !agreed);
        // Whether it was at all comes before when.
        let overdue = self.is_overdue(item);
        let missing = missing.filter(|name| *name != WHEN || !overdue);
        // What goes on again after it was broken off is told with those days.
        let resumed = || {
            let account = self.view.account(&self.at(item, PHASE));
            let phases = account.words.iter().filter_map(|word| item.kind.phase_role(word.value?.text()?));
            phases.into_iter().any(|role| role == PhaseRole::Suspended)
        };
        missing.filter(|name| *name != WHEN || !left() && !resumed()).collect()
    }

    /// “Which was the third of Steve Witkoff's trips to Russia in 2025 is not known: three are claimed, two are on file.”
    pub(super) fn count_gap(&self, item: &Item) -> Option<Draft> {
        let path = self.ordinal_path(item)?;
        let account = self.view.account(&path);
        let leading = account.leading().filter(|leading| !leading.standing.is_contested())?;
        let Some(Value::Ordinal(claimed)) = leading.value else { return None };
        let filing = *leading.standing.supporters.first()?;
        let (members, _) = crate::judge::series::members_of(self.view, &claimed.series);
        let on_file = u32::try_from(members.len()).unwrap_or(u32::MAX);
        if on_file >= claimed.position {
            return None;
        }
        let source = self.source(filing);
        let of: Vec<Source> =
            members.iter().filter_map(|member| self.member(member)).map(|filing| self.source(filing)).collect();
        if of.len() != members.len() {
            return None;
        }
        let mut phrase = vec![Piece::Plain("of"), value(source, ValueForm::Series), Piece::Mark(",")];
        phrase.extend([value(source, ValueForm::Claimed), Piece::Plain("are claimed")]);
        let verb = if of.len() == 1 { "is on file" } else { "are on file" };
        phrase.push(Piece::Plain("and"));
        match of.is_empty() {
            true => phrase.push(Piece::Plain("none is on file")),
            false => phrase.extend([Piece::Said(Role::Tally { of }, Vec::new()), Piece::Plain(verb)]),
        }
        let rest = if claimed.position - on_file == 1 { "the other" } else { "the others" };
        phrase.extend([Piece::Mark(";"), Piece::Plain("nothing is known of"), Piece::Plain(rest)]);
        Some(Draft::new(phrase, None, Weight::Open))
    }

    /// The filing an item counts by: of its phase.
    fn member(&self, item: &Item) -> Option<Filing> {
        self.base(item).filter(|base| report_at(self.view, self.sequence(*base)).is_some())
    }
}
