//! The elements of a list, voice by voice.

use crate::judge::grade::Grade;
use crate::record::attribution::{Attribution, Origin};
use crate::record::kind::attribute::{COMPLETE, PART_OF, PARTIES};
use crate::record::kind::frame::{AttributeRole, Naming};
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Rank, ValueType};
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{bracketed, does, list};
use crate::tell::english::{self, Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::adjuncts::{is_office, is_thing_done_to};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::telling::wording::{FIRST_NAMES, MOST_NAMES};
use crate::views::brief::details::{Added, Known, MOST_ADDED, is_off};
use crate::views::brief::plan::{Draft, Weight};
use crate::views::brief::told_as::{PAST, ToldAs};

impl<'s> Telling<'_, 's> {
    /// The elements of a list, voice by voice.
    pub(super) fn add_elements(
        &self,
        item: &Item,
        spec: &AttributeSpec,
        known: &Known<'_, 's>,
        added: &mut Vec<Added<'s>>,
    ) {
        let told = known.attributes.contains(&spec.name);
        let mut heard: Vec<&Attribution> = known.voices.iter().copied().take(usize::from(told)).collect();
        for path in self.elements(item, spec) {
            let account = self.view.account(&path);
            let supporters = account.candidates.iter().flat_map(|candidate| &candidate.standing.supporters);
            for filing in supporters.copied().collect::<Vec<_>>() {
                let Some(voice) = self.view.attribution(filing) else { continue };
                if heard.iter().any(|known| same_voice(known, voice)) {
                    continue;
                }
                heard.push(voice);
                let mut facts = self.elements_by(item, spec, voice);
                // Of what one voice gave differently from day to day the last is what it offers.
                if spec.plays(AttributeRole::Terms) {
                    facts
                        .iter_mut()
                        .for_each(|(path, fact)| *fact = self.last_word(path, voice).unwrap_or(fact.clone()));
                }
                let together = &self.view.state.filed(filing).0.record.attributions;
                let own = |fact: &Fact<'s>| {
                    let speaks = |entity: &EntitySlug| {
                        together.iter().any(|said| {
                            said.holder == *entity || matches!(&said.origin, Origin::Entity(origin) if origin == entity)
                        })
                    };
                    fact.value.and_then(Value::entity).is_some_and(speaks)
                };
                facts.retain(|(_, fact)| !self.is_said_already(fact, known.text));
                let planned = facts.iter().all(|(_, fact)| fact.planned);
                let speaks_of_itself = |fact: &Fact<'s>| !planned && own(fact);
                facts.retain(|(_, fact)| !speaks_of_itself(fact));
                // What was said of it beforehand is told as a plan; what a plan had beside what happened is not.
                if !planned {
                    facts.retain(|(_, fact)| !fact.planned);
                }
                let again = told && facts.iter().all(|(path, _)| self.is_told_by(path, known.voices));
                if again || facts.is_empty() {
                    continue;
                }
                // Nobody had a part in what was called off.
                let off = self.view.phase(item).role(item.kind).is_some_and(is_off);
                let was_to_be = off && facts.iter().all(|(_, fact)| self.was_to_be(fact.filing));
                let of_people = spec.party || spec.value == ValueType::Entity;
                if (planned || was_to_be) && of_people {
                    self.add_planned(item, spec, &facts, added);
                    continue;
                }
                let grade = facts.iter().map(|(_, fact)| fact.grade).min().unwrap_or(Grade::None);
                let mut names = self.named_elements(spec, &facts, voice);
                let words = names.iter().map(|name| self.length(name)).sum::<usize>();
                if facts.len() > MOST_NAMES || words > MOST_ADDED {
                    names = facts.iter().map(|(_, fact)| self.plain(fact)).collect();
                }
                let all = self.names(&facts.iter().map(|(_, fact)| fact).collect::<Vec<_>>(), names);
                let first = self.source(facts[0].1.filing);
                // Where all of it is hedged the hedge is said once, and never left out.
                let hedged = facts.iter().all(|(_, fact)| self.is_hedged(fact));
                let hedge = || match hedged {
                    true => vec![Piece::Said(Role::Hedge { source: first }, Vec::new())],
                    false => Phrase::new(),
                };
                let in_brackets = || if hedged { bracketed(hedge()) } else { Phrase::new() };
                let by_part = self.by_what_was_done(spec, &facts, voice);
                let has_parts = by_part.iter().any(|(part, _)| part.is_some());
                // That somebody is involved in what lies ahead says nothing.
                let ahead = self.was_to_be(facts[0].1.filing);
                if spec.plays(AttributeRole::Cast) && spec.predicate.is_some() && ahead && !has_parts {
                    continue;
                }
                let told_as = match spec.predicate {
                    // What each was in it: “the board was the organiser”.
                    Some(_) if spec.plays(AttributeRole::Cast) && has_parts => {
                        ToldAs::Clause(self.parts_of(by_part, ahead, &hedge()))
                    }
                    // The people of several deaths are not involved in them.
                    Some(_) if known.plural && spec.plays(AttributeRole::Cast) && hedged => {
                        let were = Piece::Plain(if facts.len() > 1 { "were" } else { "was" });
                        ToldAs::Clause([all.clone(), vec![were], hedge(), vec![Piece::Plain("among them")]].concat())
                    }
                    // Of several things somebody is none.
                    Some(_)
                        if known.plural
                            && spec.plays(AttributeRole::Cast)
                            && !facts.iter().all(|(_, fact)| self.is_person(fact)) =>
                    {
                        ToldAs::Clause(self.parts_of(by_part, ahead, &hedge()))
                    }
                    Some(_) if known.plural && spec.plays(AttributeRole::Cast) => {
                        let named = [vec![does(first, "name", PAST)], all.clone(), vec![Piece::Plain("among them")]];
                        ToldAs::Act([named.concat(), in_brackets()].concat())
                    }
                    // “It” is no word for that somebody was arrested, and nobody is involved yet in what lies ahead.
                    Some(_) if spec.plays(AttributeRole::Cast) && (ahead || self.has_verb_of_its_own(item)) => {
                        ToldAs::Clause(self.parts_of(by_part, ahead, &hedge()))
                    }
                    // What was to come of it has not come of it.
                    Some(_)
                        if spec.plays(AttributeRole::Outcome)
                            && ahead
                            && facts.iter().any(|(_, fact)| is_clause(fact)) =>
                    {
                        ToldAs::Beforehand([vec![Piece::Plain("that")], all.clone(), in_brackets()].concat())
                    }
                    // What came of it is told in a clause, or as a thing.
                    Some(_) if spec.plays(AttributeRole::Outcome) && facts.iter().any(|(_, fact)| is_clause(fact)) => {
                        ToldAs::Clause([all.clone(), in_brackets()].concat())
                    }
                    Some(_) if spec.plays(AttributeRole::Terms) && facts.iter().any(|(_, fact)| is_clause(fact)) => {
                        ToldAs::OfIt([hedge(), vec![Piece::Plain("had these terms:")], all.clone()].concat())
                    }
                    Some(lemma) => {
                        // “Was to discuss” is said of what was and of what was to be.
                        let tense = if ahead && !lemma.starts_with("be ") { Tense::PastPlan } else { Tense::Past };
                        let verb = does(first, lemma, VerbForm::active(tense).of(known.plural));
                        ToldAs::OfIt([hedge(), vec![verb], all.clone()].concat())
                    }
                    // Who the parties are is no news where nothing more is said of them.
                    None if spec.name == PARTIES => continue,
                    None => {
                        let label = Piece::Said(Role::Attribute { source: first }, Vec::new());
                        // Of a list that is complete there is nobody else.
                        let all_of_it = facts.len() <= MOST_NAMES && self.is_complete(item, spec);
                        let among = vec![Piece::Plain(if all_of_it { "as the" } else { "among the" }), label];
                        ToldAs::Act([vec![does(first, "name", PAST)], all.clone(), among, in_brackets()].concat())
                    }
                };
                self.add(added, facts[0].1.filing, grade, told_as);
            }
        }
    }

    /// “A and B were detained and C was the gunman”: who has which part; of whom none is on file, that they were involved.
    fn parts_of(&self, by_part: Vec<(Option<Fact<'s>>, Vec<&Fact<'s>>)>, ahead: bool, hedge: &Phrase) -> Phrase {
        let groups = by_part.into_iter().map(|(part, some)| {
            let those =
                part.as_ref().and_then(|part| part.value?.text()).is_some_and(|text| text.starts_with("those "));
            let several = some.len() > 1 || self.is_plural(some[0]) || those;
            let names = some.iter().map(|fact| self.plain(fact)).collect();
            let had = match part {
                Some(part) => {
                    let was = Piece::Plain(match (ahead, several) {
                        (true, true) => "were to be",
                        (true, false) => "was to be",
                        (false, true) => "were",
                        (false, false) => "was",
                    });
                    [vec![was], hedge.clone(), self.part_as_told(&part, several)].concat()
                }
                None => [vec![Piece::Plain(involved(ahead, several))], hedge.clone()].concat(),
            };
            [self.names(&some, names), had].concat()
        });
        list(groups.collect())
    }

    /// Those who have a part in something, by what was done with them, where their part is said so: “detained”.
    fn by_what_was_done<'f>(
        &self,
        spec: &AttributeSpec,
        facts: &'f [(Path, Fact<'s>)],
        voice: &Attribution,
    ) -> Vec<(Option<Fact<'s>>, Vec<&'f Fact<'s>>)> {
        let mut groups: Vec<(Option<Fact<'s>>, Vec<&'f Fact<'s>>)> = Vec::new();
        for (path, fact) in facts {
            let role = spec
                .detail_in(AttributeRole::Office)
                .and_then(|office| self.fact(&self.detail(path, office.name), voice));
            let done = role.filter(|role| role.value.and_then(Value::text).is_some_and(|text| !text.ends_with("ing")));
            let text = |role: &Option<Fact<'s>>| role.as_ref().and_then(|role| role.value);
            match groups.iter_mut().find(|(known, _)| text(known) == text(&done)) {
                Some((_, all)) => all.push(fact),
                None => groups.push((done, vec![fact])),
            }
        }
        groups
    }

    /// What somebody was in something: “detained”, “the gunman”, “the one who fired”, “mission specialists”.
    fn part_as_told(&self, part: &Fact<'s>, several: bool) -> Phrase {
        let text = part.value.and_then(Value::text).unwrap_or_default();
        let reads_on = ["at", "in", "on", "said", "the", "those", "a", "an", "under", "with"]
            .contains(&text.split(' ').next().unwrap_or_default());
        match (text.starts_with("who "), reads_on || !is_office(text) && !is_thing_done_to(text), several) {
            (true, _, true) => [vec![Piece::Plain("those")], self.unhedged(part)].concat(),
            (true, _, false) => [vec![Piece::Plain("the one")], self.unhedged(part)].concat(),
            (_, true, _) => self.unhedged(part),
            (_, false, true) => vec![crate::tell::clause::value(self.source(part.filing), ValueForm::Several)],
            (_, false, false) => [vec![Piece::Plain("the")], self.unhedged(part)].concat(),
        }
    }

    /// Those who were to have a part in what has happened: that they had is not said.
    fn add_planned(&self, item: &Item, spec: &AttributeSpec, facts: &[(Path, Fact<'s>)], added: &mut Vec<Added<'s>>) {
        let over = self.view.phase(item).role(item.kind).is_some_and(|role| role.rank() == Rank::Outcome);
        let Some((_, first)) = facts.first().filter(|_| !(over && spec.name == PARTIES)) else { return };
        // Whom there was only talk of was not to have a part; and who was to be released is in the name of a release that was.
        let named = item.kind.frame().undergone.is_some() && over && self.label(item).is_some();
        if named || self.phase_filed_in(first.filing) == Some(PhaseRole::Mooted) {
            return;
        }
        let grade = facts.iter().map(|(_, fact)| fact.grade.min(Grade::Reported)).min().unwrap_or(Grade::None);
        let own = |fact: &Fact<'s>| {
            let teller = self.view.attribution(fact.filing).map(|said| &said.holder);
            teller.is_some() && fact.value.and_then(Value::entity) == teller
        };
        let speaks_itself = |fact: &Fact<'s>| {
            let origin = self.view.attribution(fact.filing).map(|said| &said.origin);
            matches!((origin, fact.value.and_then(Value::entity)), (Some(Origin::Entity(who)), Some(it)) if who == it)
        };
        if facts.iter().all(|(_, fact)| speaks_itself(fact)) && spec.plays(AttributeRole::Cast) {
            // Whoever announces its own act is named with that; what a person had planned is told.
            if self.is_person(first) {
                let planned = does(self.source(first.filing), "plan", VerbForm::active(Tense::PastPerfect));
                let act = vec![planned, Piece::Plain("to take part")];
                self.add(added, first.filing, grade, ToldAs::Act(act));
            }
            return;
        }
        let others: Vec<_> = facts.iter().filter(|(_, fact)| !own(fact) || self.is_person(fact)).cloned().collect();
        let of_event = spec.plays(AttributeRole::Cast) && item.kind.frame().subject != spec.name;
        // Whoever announces its own act is named with that.
        let facts = if of_event { others.as_slice() } else { facts };
        if facts.is_empty() {
            return;
        }
        let names = facts.iter().map(|(_, fact)| match own(fact) {
            // A person has a name where an organisation is “it”.
            true if !self.is_person(fact) => vec![Piece::Plain(if self.is_plural(fact) { "they" } else { "it" })],
            _ => self.plain(fact),
        });
        let names = self.names(&facts.iter().map(|(_, fact)| fact).collect::<Vec<_>>(), names.collect());
        let mut told = [vec![Piece::Plain("that")], names.clone()].concat();
        let several = facts.len() > 1 || self.is_plural(first);
        let frame = item.kind.frame();
        // The name of what took place has them already.
        if frame.naming == Naming::Of && frame.subject == spec.name && self.is_named_by_plan(item) {
            return;
        }
        match spec.role {
            Some(AttributeRole::Cast) if frame.subject == spec.name => {
                told.push(Piece::Plain(if several { "were to take part" } else { "was to take part" }));
            }
            // “It” is no word for that somebody was appointed.
            Some(AttributeRole::Cast) if self.has_verb_of_its_own(item) => {
                told.push(Piece::Plain(involved(true, several)));
            }
            // Nobody takes part in a parade or an inquiry.
            Some(AttributeRole::Cast) => {
                let voice = self.view.attribution(first.filing);
                let parts = voice.map(|voice| self.by_what_was_done(spec, facts, voice)).unwrap_or_default();
                if parts.iter().any(|(part, _)| part.is_some()) {
                    let told = [vec![Piece::Plain("that")], self.parts_of(parts, true, &Phrase::new())].concat();
                    self.add(added, first.filing, grade, ToldAs::Beforehand(told));
                    return;
                }
                let involved = does(self.source(first.filing), "involve", VerbForm::active(Tense::PastPlan));
                told = [vec![Piece::Plain("that it"), involved], names].concat();
            }
            _ if frame.undergone.is_some() && frame.subject == spec.name => {
                told.push(Piece::Plain(if several { "were to be released" } else { "was to be released" }));
            }
            _ => {
                // Of a list that is complete there is nobody else.
                let whole = several && self.is_complete(item, spec);
                told.push(Piece::Plain(match (whole, several) {
                    (true, _) => "were to be the",
                    (false, true) => "were to be among the",
                    (false, false) => "was to be among the",
                }));
                told.push(Piece::Said(Role::Attribute { source: self.source(first.filing) }, Vec::new()));
            }
        }
        self.add(added, first.filing, grade, ToldAs::Beforehand(told));
    }

    /// What one voice gave last on a path.
    fn last_word(&self, path: &Path, voice: &Attribution) -> Option<Fact<'s>> {
        let account = self.view.account(path);
        let own = account.current().filter(|word| word.stance.supports() && same_voice(word.attribution, voice));
        let last = own.filter(|word| word.value.is_some()).max_by_key(|word| word.order)?;
        Some(self.filed(&account, last.filing, last.value))
    }

    /// Whether somebody said that a list is complete.
    fn is_complete(&self, item: &Item, spec: &AttributeSpec) -> bool {
        let list = self.view.account(&self.at(item, spec.name));
        list.words.iter().any(|word| word.value.and_then(Value::text) == Some(COMPLETE))
    }

    /// Those of a long list whom the sentence that counts them does not name.
    pub(super) fn rest_of_lists(&self, item: &Item, voices: &[&'s Attribution]) -> Vec<Draft> {
        let Some(voice) = voices.first() else { return Vec::new() };
        let lists = item
            .kind
            .spec()
            .attributes
            .iter()
            .filter(|spec| spec.elements.is_some() && spec.value == ValueType::Entity);
        let mut drafts = Vec::new();
        for spec in lists.filter(|spec| !spec.plays(AttributeRole::Positions)) {
            let mut facts = self.elements_by(item, spec, voice);
            facts.retain(|(_, fact)| !fact.planned);
            if facts.len() <= MOST_NAMES {
                continue;
            }
            let words = facts.iter().map(|one| {
                let named = self.named_elements(spec, std::slice::from_ref(one), voice).concat();
                let hedge = || vec![Piece::Said(Role::Hedge { source: self.source(one.1.filing) }, Vec::new())];
                if self.is_hedged(&one.1) { [named, bracketed(hedge())].concat() } else { named }
            });
            let mut sentences: Vec<(Vec<Phrase>, usize, Grade)> = Vec::new();
            for (words, (_, fact)) in words.zip(&facts).skip(FIRST_NAMES) {
                let length = self.length(&words);
                match sentences.last_mut().filter(|(_, before, _)| before + length <= MOST_ADDED) {
                    Some((names, before, grade)) => {
                        names.push(words);
                        *before += length;
                        *grade = fact.grade.min(*grade);
                    }
                    None => sentences.push((vec![words], length, fact.grade)),
                }
            }
            drafts.extend(sentences.into_iter().map(|(names, _, grade)| {
                let include =
                    Piece::Plain(if names.len() > 1 { "among the others are" } else { "among the others is" });
                Draft::new([vec![include], list(names)].concat(), Some(grade), Weight::Detail)
            }));
        }
        drafts
    }

    fn is_told_by(&self, path: &Path, main: &[&'s Attribution]) -> bool {
        main.first().is_some_and(|main| self.fact(path, main).is_some())
    }

    /// The elements of a list by name, those of one role together: “A and B as mission specialists”.
    fn named_elements(&self, spec: &AttributeSpec, facts: &[(Path, Fact<'s>)], voice: &Attribution) -> Vec<Phrase> {
        let all_hedged = facts.iter().all(|(_, fact)| self.is_hedged(fact));
        let mut by_role: Vec<(Option<Fact<'s>>, Vec<Phrase>)> = Vec::new();
        for (path, fact) in facts {
            let office = |role: &Fact<'s>| role.value.and_then(Value::text).is_some_and(is_office);
            let given = spec.detail_in(AttributeRole::Office);
            let role = given.and_then(|given| self.fact(&self.detail(path, given.name), voice)).filter(office);
            let mut words = if all_hedged { self.plain(fact) } else { self.words(fact) };
            let told = |detail: &&AttributeSpec| !detail.plays(AttributeRole::Office) && detail.name != PART_OF;
            for detail in spec.elements.unwrap_or_default().iter().filter(told) {
                if let Some(fact) = self.fact(&self.detail(path, detail.name), voice) {
                    words.extend(bracketed(match detail.plays(AttributeRole::Version) {
                        true => {
                            [vec![Piece::Plain("in the")], self.words(&fact), vec![Piece::Plain("version")]].concat()
                        }
                        false => self.words(&fact),
                    }));
                }
            }
            let same = |known: &Option<Fact<'s>>| {
                known.as_ref().and_then(|known| known.value) == role.as_ref().and_then(|role| role.value)
            };
            match by_role.iter_mut().find(|(known, _)| same(known)) {
                Some((_, names)) => names.push(words),
                None => by_role.push((role, vec![words])),
            }
        }
        let told = by_role.into_iter().flat_map(|(role, names)| {
            let several = names.len() > 1;
            match role {
                Some(role) => {
                    let form = if several { ValueForm::Several } else { ValueForm::Plain };
                    let office = crate::tell::clause::value(self.source(role.filing), form);
                    vec![[list(names), vec![Piece::Plain("as"), office]].concat()]
                }
                None => names,
            }
        });
        told.collect()
    }
}

/// Whether a text has a verb of its own: “the talks were adjourned”.
fn is_clause(fact: &Fact<'_>) -> bool {
    english::is_clause(fact.value.and_then(Value::text).unwrap_or_default())
}

/// That somebody had, or was to have, a part in what has no word for it.
fn involved(ahead: bool, several: bool) -> &'static str {
    match (ahead, several) {
        (true, true) => "were to be involved",
        (true, false) => "was to be involved",
        (false, true) => "were involved",
        (false, false) => "was involved",
    }
}
