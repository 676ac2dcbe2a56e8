//! What happens next: who expects it, by when, what it was moved from, and what became of what was expected.

use crate::judge::account::{Account, Word};
use crate::judge::dates;
use crate::judge::phase::Phase;
use crate::record::kind::attribute::{PHASE, PLACE, TEXT, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{KindRole, PhaseRole, Rank, ValueType};
use crate::record::name::UpdateId;
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::state::fold::Item;
use crate::tell::clause::{does, list};
use crate::tell::english::{Tense, VerbForm, Voice};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::teller;
use crate::tell::written::long_words;
use crate::views::brief::plan::{Draft, Weight};

impl<'s> Telling<'_, 's> {
    /// What goes with an item that lies ahead: that its time has passed.
    pub(super) fn expectation(&self, item: &Item) -> Vec<Draft> {
        let phase = self.view.phase(item);
        let mut drafts = Vec::new();
        if phase.role(item.kind) != Some(PhaseRole::Planned) {
            return drafts;
        }
        let Some(base) = self.base(item) else { return drafts };
        let updates = [self.sequence(base)];
        let told = self.view.account(&self.path(item));
        let day = dates::of(self.view, item).and_then(|when| when.span().earliest);
        let speaks_of_it = |word: &Word<'s>| word.implied || day.is_some_and(|day| word.order.said >= day);
        let nobody_says = !told.current().any(|word| word.stance.is_committal() && speaks_of_it(word));
        if self.is_overdue(item) && nobody_says && !self.is_in_a_note(item) {
            let phrase = vec![Piece::Plain("whether that happened is not reported")];
            drafts.push(Draft::new(phrase, None, Weight::Open).resting_on(updates));
        }
        drafts
    }

    /// Whether a note of the desk speaks of an item by all that it is called: then it says how that stands.
    fn is_in_a_note(&self, item: &Item) -> bool {
        let texts = || {
            let notes = self.view.items().filter(|item| item.kind.role() == KindRole::OwnText);
            let said = notes.filter_map(|note| self.view.testimonies(&self.at(note, TEXT)).last());
            let texts = said.filter_map(|said| self.view.state.filed(said).1.value.as_ref()?.text());
            texts.map(str::to_lowercase).collect::<Vec<_>>()
        };
        let notes = self.notes.get_or_init(texts);
        if notes.is_empty() {
            return false;
        }
        let noun = self.noun(item, true).phrase;
        let called = self.texts_of(&noun).collect::<Vec<_>>().join(" ").to_lowercase();
        let words: Vec<&str> = long_words(&called).collect();
        words.len() > 1 && notes.iter().any(|note| words.iter().all(|word| note.contains(word)))
    }

    /// Whoever has set out has not arrived by that.
    pub(super) fn no_arrival(&self, item: &Item) -> Option<Draft> {
        let role = self.view.phase(item).role(item.kind)?;
        let arrives = item.kind.spec().phases.iter().any(|phase| phase.role == PhaseRole::Arrived);
        let base = self.base(item).filter(|_| arrives && matches!(role, PhaseRole::Departed | PhaseRole::UnderWay))?;
        let phases = self.view.account(&self.at(item, PHASE));
        let there = |word: &&Word<'s>| {
            let role = word.value.and_then(Value::text).and_then(|phase| item.kind.phase_role(phase));
            let there = role.is_some_and(|role| role == PhaseRole::Arrived || role.rank() == Rank::Outcome);
            there && word.stance.supports()
        };
        if phases.current().any(|word| there(&word)) {
            return None;
        }
        let phrase = vec![Piece::Plain("no arrival is reported")];
        Some(Draft::new(phrase, None, Weight::Gap).resting_on([self.sequence(base)]))
    }

    /// What was said before of where it is in its life, where that was otherwise, in the order in which it was, each change
    /// with its own day: “It had been planned, Satya Nadella said by 20 November 2023.” Reinstatement does not erase the
    /// cancellation.
    pub(super) fn history(&self, item: &Item) -> Vec<Draft> {
        let account = self.view.account(&self.at(item, PHASE));
        // One voice that tells of several changes is named once.
        let mut runs: Vec<Vec<&Word<'s>>> = Vec::new();
        for word in self.earlier_phases(item, &account) {
            match runs.last_mut().filter(|run| same_voice(run[0].attribution, word.attribution)) {
                Some(run) => run.push(word),
                None => runs.push(vec![word]),
            }
        }
        let mut drafts: Vec<Draft> = runs.iter().filter_map(|run| self.changes_before(item, run)).collect();
        let beside = self.said_beside(item);
        drafts.extend(beside.iter().filter_map(|(phase, update)| {
            let word = account.current().find(|word| word.update == *update)?;
            self.another_phase(item, word, phase)
        }));
        drafts
    }

    /// The words that gave an item another phase before the one it is in, as far as a reader is to know of them.
    fn earlier_phases<'a>(&self, item: &Item, account: &'a Account<'s>) -> Vec<&'a Word<'s>> {
        let Some(base) = self.base(item) else { return Vec::new() };
        let now = self.view.phase(item).role(item.kind);
        let beside = self.said_beside(item);
        let off = |role: PhaseRole| matches!(role, PhaseRole::CalledOff | PhaseRole::Postponed);
        let is_off = now.is_some_and(off);
        let matters = |word: &Word<'s>, role: PhaseRole| match item.kind.role() {
            // What was planned and took place was a plan that was met, and what is over has begun.
            KindRole::TakesPlace => match role {
                PhaseRole::CalledOff | PhaseRole::Postponed => !is_off,
                PhaseRole::Planned => is_off && self.moves(item).is_none(),
                PhaseRole::Suspended => true,
                PhaseRole::UnderWay => word.record.change == Change::Resumed,
                _ => false,
            },
            KindRole::Proposal => !self.answers_itself(item, word),
            _ => false,
        };
        let lines = self.lines(item);
        let mut told: Vec<(PhaseRole, Change)> = Vec::new();
        if let Some(now) = now {
            told.push((now, self.view.state.filed(base).0.record.change));
        }
        let mut earlier: Vec<&Word<'s>> = Vec::new();
        for word in account.words.iter().rev() {
            let token = word.value.and_then(Value::text).unwrap_or_default();
            let Some(role) = item.kind.phase_role(token) else { continue };
            let again = told.iter().any(|(known, change)| {
                *known == role && (role != PhaseRole::UnderWay || *change == word.record.change)
            });
            let elsewhere = beside.iter().any(|(_, update)| *update == word.update);
            if !word.stance.supports() || word.filing == base || again || elsewhere || !matters(word, role) {
                continue;
            }
            told.push((role, word.record.change));
            // What has a line is told by it.
            if !lines.contains(&word.filing.report) {
                earlier.push(word);
            }
        }
        earlier.reverse();
        earlier
    }

    /// Whether a word that turns a proposal down, or agrees to it, is told as the answer of a party.
    fn answers_itself(&self, item: &Item, word: &Word<'s>) -> bool {
        self.gives_answers(item, word) && word.record.change != Change::Made
    }

    /// Whether the report of a word gives what parties to a proposal answer.
    fn gives_answers(&self, item: &Item, word: &Word<'s>) -> bool {
        let Some(positions) = item.kind.attribute_in(AttributeRole::Positions) else { return false };
        let positions = self.at(item, positions.name);
        word.record.testimonies.iter().any(|said| said.path.is_within(&positions) && said.path.detail.is_some())
    }

    /// “It had been interrupted on 9 September 2010 because of a broken drill and resumed on 14 September, an engineer said.”
    fn changes_before(&self, item: &Item, run: &[&Word<'s>]) -> Option<Draft> {
        let first = run.first()?;
        let mut changes: Vec<Before> = run.iter().filter_map(|word| self.change_before(item, word)).collect();
        // That it had been proposed, and no more, is told with what the parties answered to it.
        if let [Before { by: None, rest, dated: false, .. }] = changes.as_slice()
            && rest.is_empty()
            && self.gives_answers(item, first)
        {
            return None;
        }
        let dated = changes.iter().any(|change| change.dated);
        let plural = self.noun(item, true).plural;
        let (it, acted_on) = if plural { ("they", "them") } else { ("it", "it") };
        let mut phrase = match changes.as_mut_slice() {
            // “Boeing had proposed it on 18 December”, and not “it had been proposed by Boeing”.
            [Before { verb, by, rest, .. }] if by.is_some() => {
                let mut phrase = by.take().unwrap_or_default();
                if let Piece::Said(Role::Verb { form, .. }, _) = verb {
                    form.voice = Voice::Active;
                }
                phrase.extend([verb.clone(), Piece::Plain(acted_on)]);
                phrase.append(rest);
                phrase
            }
            _ => {
                let told = changes.into_iter().map(|Before { verb, by, rest, .. }| {
                    let by = by.map(|by| [vec![Piece::Plain("by")], by].concat()).unwrap_or_default();
                    [vec![verb], by, rest].concat()
                });
                [vec![Piece::Plain(it)], list(told.collect())].concat()
            }
        };
        if let Some(speech) = self.speech(first.filing, !dated)
            && !(dated && self.is_main(first.attribution))
        {
            phrase = self.attributed(phrase, vec![teller(self.view, speech)]);
        }
        let grade = run.iter().map(|word| word.grade).min();
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let weight = if ahead { Weight::Open } else { Weight::Main };
        let last = run.last().map(|word| (word.order, word.filing.report));
        let draft = Draft { said: last, ..Draft::new(phrase, grade, weight) };
        Some(draft.resting_on(run.iter().map(|word| self.sequence(word.filing))))
    }

    /// What happened to an item before, with its own day and reason.
    fn change_before(&self, item: &Item, word: &Word<'s>) -> Option<Before> {
        let role = item.kind.phase_role(word.value.and_then(Value::text)?)?;
        let (lemma, form) = crate::tell::frames::of_noun(role, word.record.change);
        let form = VerbForm { tense: Tense::PastPerfect, ..form };
        let source = self.source(word.filing);
        let (mut phrase, mut by) = (Phrase::new(), None);
        if word.hedge().is_some() {
            phrase.push(Piece::Said(Role::Hedge { source }, Vec::new()));
        }
        let when = self.given_with(item, word, WHEN).filter(|when| matches!(when.value, Some(Value::When(_))));
        let mut dated = false;
        match role {
            PhaseRole::Planned => phrase.extend(self.planned_for(item, word)),
            PhaseRole::Postponed | PhaseRole::CalledOff => {}
            _ => {
                let voice = self.base(item).and_then(|base| self.view.attribution(base));
                // The main sentence has by whom, where its voice says so.
                let told = |name: &str| voice.is_some_and(|voice| self.fact(&self.at(item, name), voice).is_some());
                if role == PhaseRole::Proposed
                    && let Some(proposer) = item.kind.attribute_in(AttributeRole::Proposer)
                    && let Some(proposer) = self.given_with(item, word, proposer.name).filter(|_| !told(proposer.name))
                {
                    by = Some(self.plain(&proposer));
                }
                dated = when.is_some();
                phrase.extend(when.map(|when| self.plain(&when)).unwrap_or_default());
            }
        }
        if role != PhaseRole::Planned
            && let Some(cause) = item.kind.attribute_in(AttributeRole::Cause)
            && let Some(cause) = self.given_with(item, word, cause.name)
        {
            phrase.extend(if word.hedge().is_some() { self.cause_unhedged(&cause) } else { self.cause(&cause) });
        }
        phrase.extend(self.because(item, word.filing));
        Some(Before { verb: does(source, lemma, form), by, rest: phrase, dated })
    }

    /// What the report of a word gives under an attribute of the item.
    fn given_with(&self, item: &Item, word: &Word<'s>, name: &str) -> Option<Fact<'s>> {
        let account = self.view.account(&self.at(item, name));
        let same =
            account.words.iter().find(|other| other.filing.report == word.filing.report && other.stance.supports())?;
        Some(self.filed(&account, same.filing, same.value))
    }

    /// The reports that gave an item another phase before, with which their reasons are told.
    pub(super) fn reports_of_history(&self, item: &Item) -> Vec<usize> {
        let account = self.view.account(&self.at(item, PHASE));
        let earlier = self.earlier_phases(item, &account).into_iter().map(|word| word.filing.report);
        let beside = self.said_beside(item).into_iter().filter_map(|(_, update)| self.view.state.place_of(update));
        earlier.chain(beside).collect()
    }

    /// The report that planned what was called off or put off since: what it gives is told with that.
    pub(super) fn plan_given_up(&self, item: &Item) -> Option<usize> {
        let off = |role: PhaseRole| matches!(role, PhaseRole::CalledOff | PhaseRole::Postponed);
        let base = self.base(item).filter(|_| self.view.phase(item).role(item.kind).is_some_and(off))?;
        let account = self.view.account(&self.at(item, PHASE));
        let planned = |word: &&Word<'s>| {
            let token = word.value.and_then(Value::text).unwrap_or_default();
            word.stance.supports() && word.filing != base && item.kind.phase_role(token) == Some(PhaseRole::Planned)
        };
        account.words.iter().rev().find(planned).map(|word| word.filing.report)
    }

    /// When and where a plan was to take place, as the word that planned it says; one of several that are disputed is told
    /// only with the others.
    fn planned_for(&self, item: &Item, word: &Word<'s>) -> Phrase {
        let given = |name: &str| {
            let account = self.view.account(&self.at(item, name));
            let disputed = |fact: &Fact<'s>| {
                let of = account.candidates.iter().find(|candidate| candidate.value == fact.value);
                of.is_some_and(|candidate| candidate.standing.is_contested())
            };
            self.given_with(item, word, name).filter(|fact| !disputed(fact))
        };
        let when = given(WHEN).filter(|when| matches!(when.value, Some(Value::When(_))));
        let place = given(PLACE).filter(|place| matches!(place.value, Some(Value::Place(_))));
        let place = place.map(|place| self.located(&place));
        match (when, place) {
            (None, None) => Phrase::new(),
            (None, Some(place)) => [vec![Piece::Plain("to take place")], place].concat(),
            (Some(when), place) => {
                [vec![Piece::Plain("for")], self.bare_date(&when), place.unwrap_or_default()].concat()
            }
        }
    }

    /// The phases that somebody gives an item beside the one it is in, each with the update that does.
    pub(super) fn said_beside(&self, item: &Item) -> Vec<(Box<str>, UpdateId)> {
        match self.view.phase(item) {
            Phase::Agreed { beside, .. } => beside.into_iter().map(|(_, phase, update)| (phase, update)).collect(),
            Phase::NotStated | Phase::ByParty(_) => Vec::new(),
        }
    }

    /// “The Gazette reported by 2 March 2025, naming no source, that it was called off.”
    fn another_phase(&self, item: &Item, word: &Word<'s>, phase: &str) -> Option<Draft> {
        let role = item.kind.phase_role(phase)?;
        let (lemma, form) = crate::tell::frames::of_noun(role, word.record.change);
        let mut phrase = teller(self.view, self.speech(word.filing, true)?);
        if phrase.contains(&Piece::Mark(",")) {
            phrase.push(Piece::Mark(","));
        }
        let it = if self.noun(item, true).plural { "they" } else { "it" };
        phrase.push(Piece::Plain("that"));
        if let Some(hedge) = word.hedge().map(|_| Role::Hedge { source: self.source(word.filing) }) {
            phrase.push(Piece::Said(hedge, Vec::new()));
        }
        match lemma {
            "be talk of" => {
                phrase.extend([Piece::Plain("there"), does(self.source(word.filing), lemma, form), Piece::Plain("it")])
            }
            _ => phrase.extend([Piece::Plain(it), does(self.source(word.filing), lemma, form.of(it == "they"))]),
        }
        let when = self.given_with(item, word, WHEN).filter(|when| matches!(when.value, Some(Value::When(_))));
        phrase.extend(when.filter(|_| role.rank() != Rank::Plans).map(|when| self.plain(&when)).unwrap_or_default());
        let cause = item.kind.attribute_in(AttributeRole::Cause);
        let cause = cause.and_then(|cause| self.given_with(item, word, cause.name)).map(|cause| self.cause(&cause));
        phrase.extend(cause.filter(|_| role != PhaseRole::Planned).unwrap_or_default());
        phrase.extend(self.because(item, word.filing));
        Some(Draft::new(phrase, Some(word.grade), Weight::Main))
    }

    /// Whether an item is not over, so that what is due of it is still to come.
    pub(super) fn is_open(&self, item: &Item) -> bool {
        let over = |phase: &str| item.kind.phase(phase).is_some_and(|spec| spec.rank() == Rank::Outcome);
        !self.view.phase(item).agreed().is_some_and(over)
    }

    /// Whether somebody gave a date there.
    fn was_dated(&self, item: &Item, name: &str) -> bool {
        let path = self.at(item, name);
        let said = self.view.reports().flat_map(|(_, report)| &report.record.testimonies);
        let mut dates = said.filter(|said| said.path == path);
        dates.any(|said| matches!(said.value, Some(Value::When(_))))
    }

    /// The deadlines and expiries of an item that is not over: “An answer is due by 9 May 2027.”
    ///
    /// What has passed is not told again where its replaced values are (`before`).
    pub(super) fn due(&self, item: &Item, told: &[&'static str], before: &[&str]) -> Vec<Draft> {
        if !self.is_open(item) {
            return Vec::new();
        }
        let due = item.kind.spec().attributes.iter().filter(|spec| spec.due && spec.value == ValueType::When);
        due.filter(|spec| !told.contains(&spec.name))
            .filter_map(|spec| {
                let fact = self.leading(&self.at(item, spec.name))?;
                let source = self.source(fact.filing);
                let label = Piece::Said(Role::Attribute { source }, Vec::new());
                let absent = match fact.value {
                    Some(Value::None(absence)) => Some(*absence),
                    _ => None,
                };
                let latest = match fact.value {
                    Some(Value::When(when)) => when.span().latest,
                    _ => None,
                };
                let passed = latest.is_some_and(|latest| latest < self.view.instant());
                if passed && before.contains(&spec.name) {
                    return None;
                }
                let weight = if passed { Weight::Detail } else { Weight::Open };
                // “The contract expires on 1 May”, and not “the date of expiry for the contract is on 1 May”.
                if let Some(lemma) = spec.predicate.filter(|lemma| absent.is_none() && !lemma.starts_with("have ")) {
                    let noun = self.noun(item, true);
                    let tense = if passed { Tense::PastPlan } else { Tense::Present };
                    let verb = does(source, lemma, VerbForm::active(tense).of(noun.plural));
                    return Some(Draft::new(
                        [noun.phrase, vec![verb], self.words(&fact)].concat(),
                        Some(fact.grade),
                        weight,
                    ));
                }
                let before = match absent {
                    Some(Absence::NotSet) => "no",
                    Some(Absence::DoesNotExist) => "there is no",
                    _ => "the",
                };
                let mut phrase: Phrase = vec![Piece::Plain(before), label, Piece::Plain("for")];
                phrase.extend(self.noun(item, true).phrase);
                let any_longer = || self.was_dated(item, spec.name);
                match absent {
                    Some(Absence::NotSet) if any_longer() => phrase.push(Piece::Plain("is set any longer")),
                    Some(Absence::NotSet) => phrase.push(Piece::Plain("is set")),
                    Some(Absence::DoesNotExist) => phrase.extend(any_longer().then_some(Piece::Plain("any longer"))),
                    Some(Absence::NotDisclosed) => phrase.push(Piece::Plain("is not disclosed")),
                    Some(Absence::Unknown) => phrase.push(Piece::Plain("is not known")),
                    Some(Absence::NotStated) => phrase.push(Piece::Plain("is not stated")),
                    None => {
                        phrase.push(Piece::Plain(if passed { "was" } else { "is" }));
                        phrase.extend(self.words(&fact));
                    }
                }
                Some(Draft::new(phrase, Some(fact.grade), weight))
            })
            .collect()
    }
}

/// What happened to an item before it came to where it is.
struct Before {
    verb: Piece,
    /// Who did it, where that is told here.
    by: Option<Phrase>,
    rest: Phrase,
    /// Whether it has a day of its own.
    dated: bool,
}
