//! What is disputed: the proposition first, then each side with its own words, and no winner.

use std::collections::BTreeSet;

use crate::judge::account::{Account, Candidate, Disagreement, Word};
use crate::judge::grade::Grade;
use crate::judge::links::Tie;
use crate::judge::phase::{DENIED, Phase};
use crate::record::attribution::Basis;
use crate::record::kind::attribute::{ASKED_BY, COUNT, GIST, PHASE, PLACE, TEXT, TOTAL, WHEN};
use crate::record::kind::frame::{AttributeRole, Naming};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{beside, does, joined, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling, is_opposed};
use crate::tell::voices::teller;
use crate::views::brief::details::{counted, ends_in_preposition};
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};

/// One dispute: what is disputed, and the sentences that tell it with its sides.
pub(super) struct Dispute {
    what: Phrase,
    verdict: &'static str,
    rests_on: Vec<u64>,
    pub(super) drafts: Vec<Draft>,
    /// The numbers that are told, where these are what is disputed.
    numbers: Vec<Phrase>,
}

impl Dispute {
    /// Whether a report is one of its sides.
    pub(super) fn rests_on(&self, sequence: u64) -> bool {
        self.rests_on.contains(&sequence)
    }

    /// “Whether they met is disputed”, “accounts differ on where they met”.
    fn said(&self) -> Phrase {
        said(&[&self.what], self.verdict)
    }
}

/// That some things are disputed, or told differently.
fn said(what: &[&Phrase], verdict: &'static str) -> Phrase {
    let subject = list(what.iter().map(|what| (*what).clone()).collect());
    match verdict {
        DISPUTED => [subject, vec![Piece::Plain(if what.len() > 1 { "are disputed" } else { "is disputed" })]].concat(),
        _ => [vec![Piece::Plain(verdict)], subject].concat(),
    }
}

/// The most numbers that are told of a dispute in short.
const MOST_NUMBERS: usize = 4;

/// That the tellers cannot all be right.
const DISPUTED: &str = "is disputed";

/// That they do not say the same.
const TOLD_DIFFERENTLY: &str = "accounts differ on";

impl<'s> Telling<'_, 's> {
    /// All that is disputed of an item in one sentence, without the sides: “Whether they met and the date of the meeting are
    /// disputed.”
    pub(super) fn in_short(&self, disputes: &[Dispute]) -> Option<Draft> {
        disputes.first()?;
        let rests_on = disputes.iter().flat_map(|dispute| dispute.rests_on.iter().copied());
        let mut phrase = Phrase::new();
        match disputes {
            [only] if only.numbers.len() > 1 && only.numbers.len() <= MOST_NUMBERS => {
                phrase.extend([only.said(), vec![Piece::Mark(":")]].concat());
                phrase.extend(joined(only.numbers.clone(), "or"));
            }
            [only] => phrase.extend(only.said()),
            _ => {
                let mut room = MOST_IN_A_SENTENCE - 5;
                let fitting = disputes.iter().take_while(|dispute| {
                    let words = self.length(&dispute.what);
                    let fits = words <= room;
                    room = room.saturating_sub(words);
                    fits
                });
                let mut told: Vec<Phrase> = fitting.map(|dispute| dispute.what.clone()).collect();
                if told.len() < disputes.len() {
                    told.push(vec![Piece::Plain("more of it")]);
                }
                let disputed = disputes.iter().all(|dispute| dispute.verdict == DISPUTED);
                let told: Vec<&Phrase> = told.iter().collect();
                phrase.extend(said(&told, if disputed { DISPUTED } else { TOLD_DIFFERENTLY }));
            }
        }
        Some(Draft::new(phrase, None, Weight::Open).resting_on(rests_on))
    }

    /// Every open dispute about an item.
    pub(super) fn disputes(&self, item: &Item) -> Vec<Dispute> {
        let mut disputes: Vec<Dispute> = self.phase_by_party(item).into_iter().collect();
        for path in self.view.paths_of(&item.key) {
            if path.is_of(PHASE) {
                continue;
            }
            let account = self.view.account(&path);
            match is_opposed(&account) {
                true if self.is_told_of_text(item, &path) => {}
                true => disputes.extend(self.dispute(item, &path, &account)),
                false => disputes.extend(self.dispute_within(item, &path, &account)),
            }
        }
        disputes
    }

    /// Whether what is disputed of a claim is what it says, so that it need not be said again of the whole.
    pub(super) fn is_told_of_text(&self, item: &Item, path: &Path) -> bool {
        let of_text = || is_opposed(&self.view.account(&self.at(item, TEXT)));
        item.kind.role() == KindRole::Claim && path.attribute.is_none() && path.of_item().is_some() && of_text()
    }

    /// One dispute: what is disputed, and the sides; in sentences of their own where there are many.
    fn dispute(&self, item: &Item, path: &Path, account: &Account<'s>) -> Option<Dispute> {
        let committal =
            account.current().filter(|word| word.stance.is_committal() && !word.plan && word.grade > Grade::Conjecture);
        let mut words: Vec<&Word<'s>> = committal.collect();
        // A number as of a day of its own, which nobody denies and no other number of that day is against, is no side.
        if self.is_growing(account) {
            let is_side = |word: &&Word<'s>| {
                let of = |known: &&Candidate<'s>| known.standing.supporters.contains(&word.filing);
                let opposed = |known: &Candidate<'s>| known.standing.opposition > Grade::Conjecture;
                !word.stance.supports() || account.candidates.iter().find(of).is_none_or(opposed)
            };
            words.retain(is_side);
        }
        // Who denies a claim denies what it says.
        let whole = self.view.account(&self.path(item));
        if path.is_of(TEXT) && item.kind.role() == KindRole::Claim {
            let denies = |word: &&Word<'s>| matches!(word.stance, Stance::Denies | Stance::Disputes) && !word.plan;
            words.extend(whole.current().filter(denies));
        }
        // What is denied and only held possible has two sides all the same.
        if words.iter().all(|word| !word.stance.supports()) {
            let held_possible = account.current().filter(|word| word.stance.supports() && word.hedge().is_some());
            words.splice(0..0, held_possible.collect::<Vec<_>>());
        }
        let ties = self.contradictions(path, &words);
        // What only contradicts reports on something else is told where those are.
        let by_itself = account.candidates.len() == 1 && words.iter().all(|word| word.stance.supports());
        let place = |word: &&Word<'s>| word.filing.report;
        let here = |tie: &&Tie| words.iter().any(|word| place(word) == tie.from) && self.is_told_there(tie);
        if by_itself && !ties.is_empty() && ties.iter().all(here) {
            return None;
        }
        let what = self.whether_so_many(item, path, &words).unwrap_or_else(|| self.proposition(item, path, account));
        let growing = self.is_growing(account);
        let denied = words.iter().any(|word| word.stance == Stance::Denies);
        let verdict = if account.is_contested() && (!growing || denied) { DISPUTED } else { TOLD_DIFFERENTLY };
        Some(self.with_sides(path, (what, verdict), (&words, &ties), growing))
    }

    /// What is disputed within what all agree on: the day, where nobody denies the month.
    fn dispute_within(&self, item: &Item, path: &Path, account: &Account<'s>) -> Option<Dispute> {
        let disputed = account.disputed_within();
        let of_them = |word: &&Word<'s>| {
            disputed.iter().any(|candidate| candidate.standing.supporters.contains(&word.filing))
                && word.grade > Grade::Conjecture
        };
        if !account.current().any(|word| of_them(&word)) {
            return None;
        }
        let denies =
            |word: &&Word<'s>| word.stance == Stance::Denies && word.value.is_some() && word.limits().is_none();
        let words: Vec<&Word<'s>> = account.current().filter(|word| of_them(word) || denies(word)).collect();
        if let Some(what) = self.whether_so_many(item, path, &words) {
            return Some(self.with_sides(path, (what, DISPUTED), (&words, &[]), true));
        }
        let asked = match words[0].value {
            Some(Value::When(_)) if path.is_of(WHEN) => Some("exactly when"),
            Some(Value::Place(_)) if path.is_of(PLACE) => Some("exactly where"),
            _ => None,
        };
        let what = match (asked.filter(|_| item.kind.takes_place()), self.bare_clause(item)) {
            (Some(asked), Some(clause)) => [vec![Piece::Plain(asked)], clause].concat(),
            (Some(asked), None) => {
                let noun = self.noun(item, true).phrase;
                [vec![Piece::Plain(asked)], noun, vec![Piece::Plain("took place")]].concat()
            }
            (None, _) => {
                let label = Piece::Said(Role::Attribute { source: self.source(words[0].filing) }, Vec::new());
                let exact = vec![Piece::Plain("the exact"), label, Piece::Plain("of")];
                [exact, self.noun(item, true).phrase].concat()
            }
        };
        Some(self.with_sides(path, (what, DISPUTED), (&words, &[]), false))
    }

    /// The proposition with who says what of it, and why that cannot all be true where somebody gives a reason.
    fn with_sides(
        &self,
        path: &Path,
        (what, verdict): (Phrase, &'static str),
        (words, ties): (&[&Word<'s>], &[&Tie]),
        growing: bool,
    ) -> Dispute {
        let mut phrase = said(&[&what], verdict);
        let numbers = self.numbers_of(words);
        let mut sequences: Vec<u64> = words.iter().map(|word| self.sequence(word.filing)).collect();
        let mut sides = self.sides(words, growing || words.iter().any(|word| self.is_late(word, words)));
        let here = |place: usize| words.iter().any(|word| word.filing.report == place);
        for tie in ties {
            let other = if here(tie.to) { tie.from } else { tie.to };
            sequences.push(self.view.state.reports()[other].sequence);
            sides.extend(self.told_elsewhere(other));
        }
        let reason = self.reason(words, ties).map(|(sequence, relation)| {
            // Whoever contradicts gives it: it is no fact by that.
            vec![
                Piece::Open("("),
                Piece::Plain("the reason given:"),
                Piece::Said(Role::Reason { sequence, relation }, Vec::new()),
                Piece::Mark(")"),
            ]
        });
        let words = self.length(&phrase) + sides.iter().map(|side| self.length(side)).sum::<usize>();
        let long = path.attribute.is_none() || sides.len() > 2 || reason.is_some() || words > MOST_IN_A_SENTENCE;
        if !long {
            phrase.push(Piece::Mark(":"));
            phrase.extend(beside(sides));
            phrase.extend(reason.unwrap_or_default());
            let drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences.iter().copied())];
            return Dispute { what, verdict, rests_on: sequences, drafts, numbers };
        }
        phrase.extend(reason.unwrap_or_default());
        let mut drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences.iter().copied())];
        let pairs = self.pairs(sides);
        drafts.extend(pairs.into_iter().map(|pair| Draft::new(beside(pair), None, Weight::Open)));
        Dispute { what, verdict, rests_on: sequences, drafts, numbers }
    }

    /// The different numbers that are said, each once.
    fn numbers_of(&self, words: &[&Word<'s>]) -> Vec<Phrase> {
        let mut values: Vec<&Value> = Vec::new();
        let mut numbers = Vec::new();
        for word in words.iter().filter(|word| word.stance.supports()) {
            let Some(value @ Value::Count(_)) = word.value.filter(|value| !values.contains(value)) else { continue };
            values.push(value);
            let account = self.view.account(&word.testimony.path);
            numbers.push(self.words(&self.filed(&account, word.filing, word.value)));
        }
        numbers
    }

    /// “whether 234 girls are missing”: of a number that goes with a claim and is denied, the claim that has it in words.
    fn whether_so_many(&self, item: &Item, path: &Path, words: &[&Word<'s>]) -> Option<Phrase> {
        let mut said = words.iter().filter(|word| word.stance.supports());
        let only = said.next().filter(|_| path.is_of(TOTAL) && item.kind.role() == KindRole::Claim)?;
        let (Some(Value::Count(count)), None) = (only.value, said.next()) else { return None };
        let texts = self.view.account(&self.at(item, TEXT));
        let text =
            texts.words.iter().find(|word| word.filing.report == only.filing.report && word.stance.supports())?;
        let text = self.filed(&texts, text.filing, text.value);
        let has = text.value.and_then(Value::text).is_some_and(|text| self.has_number(text, count));
        has.then(|| self.whether(&text))
    }

    /// The open contradictions on a path between one of these words and a report that says nothing on it.
    fn contradictions(&self, path: &Path, words: &[&Word<'s>]) -> Vec<&Tie> {
        let here = |place: usize| words.iter().any(|word| word.filing.report == place);
        let of_item = |place: usize| self.view.state.reports()[place].record.item.as_ref() == path.of_item();
        let ties = self.view.ties().iter().filter(|tie| tie.relation == RelationKind::Contradicts && !tie.settled);
        let between = ties.filter(|tie| here(tie.from) != here(tie.to) && of_item(tie.from) != of_item(tie.to));
        let on_path = |tie: &&Tie| match &tie.path {
            Some(named) if here(tie.to) => named == path,
            _ => path.attribute.is_none(),
        };
        between.filter(on_path).collect()
    }

    /// Whether what is contradicted is told as disputed where it is: a plan as a whole is nobody's word there.
    fn is_told_there(&self, tie: &Tie) -> bool {
        let Some(item) = self.view.state.reports()[tie.to].record.item.clone().filter(|_| tie.path.is_none()) else {
            return true;
        };
        let told = |word: &Word<'s>| word.stance.is_committal() && !word.plan && word.grade > Grade::Conjecture;
        self.view.account(&Path::item(item)).current().any(|word| word.filing.report == tie.to && told(word))
    }

    /// What a report on something else says, as the other side of a dispute: “the council said that nobody has touched it”.
    fn told_elsewhere(&self, place: usize) -> Option<Phrase> {
        let filing = Filing { report: place, testimony: 0 };
        let thesis = self.thesis(place)?;
        let mut phrase = crate::tell::voices::speaker(self.view, self.speech(filing, false)?);
        phrase.push(does(self.source(filing), "say", VerbForm::active(Tense::Past)));
        phrase.extend(thesis);
        Some(phrase)
    }

    /// The sides of a dispute, those who say the same together, nobody twice.
    pub(super) fn sides(&self, words: &[&Word<'s>], dated: bool) -> Vec<Phrase> {
        let mut groups: Vec<Vec<&Word<'s>>> = Vec::new();
        let mut heard: Vec<&Word<'s>> = Vec::new();
        for word in words {
            let again = |known: &&Word<'s>| {
                known.holder == word.holder
                    && known.stance.supports() == word.stance.supports()
                    && known.value == word.value
            };
            if heard.iter().any(again) {
                continue;
            }
            heard.push(word);
            let alike = |group: &Vec<&Word<'s>>| {
                group[0].stance == word.stance
                    && group[0].value == word.value
                    && self.in_own_words(group[0]) == self.in_own_words(word)
                    && !dated
                    && self.is_short(group[0])
                    && self.is_short(word)
            };
            match groups.iter_mut().find(|group| alike(group)) {
                Some(group) => group.push(word),
                None => groups.push(vec![word]),
            }
        }
        groups.iter().map(|group| self.side(group, dated)).collect()
    }

    /// Whether a side is one name and what it says.
    fn is_short(&self, word: &Word<'s>) -> bool {
        let testimony = self.view.state.filed(word.filing).1;
        let not_held = word.stance == Stance::Denies && self.is_of_phase(word);
        let named = !(word.secondhand || not_held) && word.attribution.basis != Basis::Unattributed;
        let item = word.record.item.as_ref().and_then(|item| self.view.state.item(item));
        let with_reason = item.is_some_and(|item| self.reason_given(item, word.filing).is_some());
        named && !with_reason && testimony.hedge.is_none() && testimony.limits.is_none()
    }

    /// Why these reports cannot all be true, where somebody said so.
    fn reason(&self, words: &[&Word<'s>], ties: &[&Tie]) -> Option<(u64, usize)> {
        let all: Vec<usize> =
            words.iter().map(|word| word.filing.report).chain(ties.iter().flat_map(|tie| [tie.from, tie.to])).collect();
        let among = |update| self.view.state.place_of(update).is_some_and(|place| all.contains(&place));
        all.iter().find_map(|place| {
            let report = &self.view.state.reports()[*place];
            let relation = report.record.relations.iter().position(|relation| {
                let contradicts = relation.relation == RelationKind::Contradicts;
                contradicts && relation.reason.is_some() && among(relation.update)
            })?;
            Some((report.sequence, relation))
        })
    }

    /// Whether its sides are numbers of different days: without its day one would be read against the others.
    pub(super) fn is_growing(&self, account: &Account<'s>) -> bool {
        let day = |word: &Word<'_>| jiff::tz::Offset::UTC.to_datetime(word.order.said).date();
        let mut days: Vec<_> = account.current().map(day).collect();
        days.dedup();
        account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_)))) && days.len() > 1
    }

    /// Whether a word is from a later day than others of the dispute.
    fn is_late(&self, word: &Word<'s>, words: &[&Word<'s>]) -> bool {
        let day = |word: &Word<'_>| jiff::tz::Offset::UTC.to_datetime(word.order.said).date();
        words.iter().any(|other| day(other) != day(word))
    }

    /// What is disputed, as the subject of a sentence: “whether Putin and Witkoff met”, “where they met”, “that …”.
    fn proposition(&self, item: &Item, path: &Path, account: &Account<'s>) -> Phrase {
        let noun = || match path.attribute {
            Some(_) => self.short_noun(item),
            None => self.noun(item, true).phrase,
        };
        let Some(attribute) = &path.attribute else {
            return match item.kind.role() {
                KindRole::Claim => match self.leading(&self.at(item, TEXT)) {
                    Some(text) => self.whether(&text),
                    None => vec![Piece::Plain("whether the claim is right")],
                },
                KindRole::Statement | KindRole::Evidence | KindRole::Publication => [vec![], noun()].concat(),
                KindRole::Proposal => {
                    [vec![Piece::Plain("whether")], noun(), vec![Piece::Plain("was put forward")]].concat()
                }
                _ => match self.bare_clause(item) {
                    Some(clause) => [vec![Piece::Plain("whether")], clause].concat(),
                    None => [vec![Piece::Plain("whether")], noun(), vec![self.took_place(item)]].concat(),
                },
            };
        };
        if attribute.as_str() == PLACE && item.kind.takes_place() {
            return [vec![Piece::Plain("where")], noun(), vec![self.took_place(item)]].concat();
        }
        if attribute.as_str() == WHEN {
            let clock = account
                .candidates
                .iter()
                .all(|candidate| matches!(candidate.value, Some(Value::When(when)) if when.as_str().contains('T')));
            return [vec![Piece::Plain(if clock { "the time of" } else { "the date of" })], noun()].concat();
        }
        // “The answer of Russia on the cease-fire”.
        if path.detail.is_some() {
            let label = account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new()));
            let mut phrase: Phrase = std::iter::once(Piece::Plain("the")).chain(label).collect();
            if let Some(whose) = self.leading(&Path { detail: None, ..path.clone() }) {
                phrase.push(Piece::Plain("of"));
                phrase.extend(self.untitled(&whose));
            }
            let on = if item.kind.role() == KindRole::Proposal { "on" } else { "in" };
            return [phrase, vec![Piece::Plain(on)], noun()].concat();
        }
        if account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_)))) {
            let Some(word) = account.words.first() else { return noun() };
            let label = Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new());
            let of = Piece::Plain(if item.kind.takes_place() { "in" } else { "given with" });
            let text = self.leading(&self.at(item, TEXT)).filter(|_| item.kind.role() == KindRole::Claim);
            let (number, noun) = match text {
                // “The number given with the claim that ships wait”, not “the total of the claim”.
                Some(text) => {
                    let number = vec![Piece::Plain("the number")];
                    let that = vec![Piece::Plain("the claim that"), value(self.source(text.filing), ValueForm::Plain)];
                    (if attribute.as_str() == TOTAL { number } else { counted(attribute.as_str(), label) }, that)
                }
                None if attribute.as_str() == COUNT && item.kind.takes_place() => {
                    (vec![Piece::Plain("how many there were")], noun())
                }
                None => (counted(attribute.as_str(), label), noun()),
            };
            return [number, vec![of], noun].concat();
        }
        if attribute.as_str() == ASKED_BY {
            return [vec![Piece::Plain("who asked for")], noun()].concat();
        }
        if attribute.as_str() == TEXT {
            return match self.leading_text(path) {
                Some(text) => self.whether(&text),
                None => vec![Piece::Plain("whether the claim is right")],
            };
        }
        if matches!(item.kind.frame().naming, Naming::Event(named) if named == attribute.as_str()) {
            return vec![Piece::Plain("what it was")];
        }
        if path.element.is_some() && path.detail.is_none() {
            let element = account.candidates.iter().find_map(|candidate| {
                let filing = candidate.standing.supporters.first().or(candidate.standing.opponents.first())?;
                candidate.value.map(|_| self.filed(account, *filing, candidate.value))
            });
            if let Some(element) = element {
                if self.is_told_as_dispute(item) {
                    return self.whether_they_met(item, &element);
                }
                let mut phrase = vec![Piece::Plain("whether")];
                phrase.extend(self.plain(&element));
                let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
                phrase.push(Piece::Plain(if ahead { "has a part in" } else { "had a part in" }));
                phrase.extend(noun());
                return phrase;
            }
        }
        if ends_in_preposition(attribute.as_str()) {
            let entity = account.candidates.iter().any(|candidate| matches!(candidate.value, Some(Value::Entity(_))));
            let label = account.words.first().map(|word| Role::Attribute { source: self.source(word.filing) });
            let mut phrase = [vec![Piece::Plain(if entity { "who" } else { "what" })], noun()].concat();
            phrase.push(Piece::Plain("was"));
            phrase.extend(label.map(|label| Piece::Said(label, Vec::new())));
            return phrase;
        }
        let mut phrase = vec![Piece::Plain("the")];
        phrase.extend(
            account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new())),
        );
        phrase.push(Piece::Plain("of"));
        // “The role of the town council in the meeting”.
        let whose = path.detail.as_ref().and_then(|_| self.leading(&Path { detail: None, ..path.clone() }));
        if let Some(whose) = whose {
            phrase.extend(self.plain(&whose));
            phrase.push(Piece::Plain("in"));
        }
        phrase.extend(noun());
        phrase
    }

    /// “whether the mayor ordered the evacuation”.
    fn whether(&self, text: &Fact<'s>) -> Phrase {
        let mut phrase = vec![Piece::Plain("whether"), value(self.source(text.filing), ValueForm::Plain)];
        // A proposition with a comma in it ends with one.
        if text.value.and_then(Value::text).is_some_and(|text| text.contains(',')) {
            phrase.push(Piece::Mark(","));
        }
        phrase
    }

    /// One side: “the United States says Moscow”, “Christine Dawood denied it to BBC News by 26 June 2023”.
    fn side(&self, words: &[&Word<'s>], dated: bool) -> Phrase {
        let word = words[0];
        let source = self.source(word.filing);
        let Some(speech) = self.speech(word.filing, false) else { return Phrase::new() };
        let mut phrase = match word.secondhand {
            true => vec![crate::tell::voices::name_of(word.holder, source)],
            false => {
                let speeches = words.iter().filter_map(|word| self.speech(word.filing, false));
                list(speeches.map(|speech| crate::tell::voices::speaker(self.view, speech)).collect())
            }
        };
        let past = if dated { self.past_with_day(word.filing) } else { VerbForm::active(Tense::Past) };
        let verb = match word.stance {
            // That it was not held is a word of its own, not a denial of another's.
            Stance::Denies if self.is_of_phase(word) => "say",
            Stance::Denies => "deny",
            Stance::Disputes => "dispute",
            _ => "say",
        };
        phrase.push(does(source, verb, past));
        let unnamed =
            !word.secondhand && word.attribution.basis == Basis::Unattributed && !self.is_main(word.attribution);
        // The day it was said goes before anything it could be taken for, and so does that no source is named.
        let says_what = verb == "say" && word.value.is_some();
        let hedged = word.stance.supports() && word.value.is_none() && word.hedge().is_some();
        let of_element = word.testimony.path.element.is_some() && word.testimony.path.detail.is_none();
        let content = says_what && !of_element || hedged;
        if content && dated {
            phrase.push(self.day(word.filing));
        }
        if content && unnamed {
            phrase.extend([Piece::Mark(","), Piece::Plain("naming no source"), Piece::Mark(",")]);
        }
        let path = &word.testimony.path;
        let of_element = path.element.is_some() && path.detail.is_none();
        let others_say_it = |word: &Word<'s>| {
            let account = self.view.account(path);
            account.current().any(|other| other.stance.supports() && other.value == word.value && !other.plan)
        };
        match word.value {
            // “It” is what the proposition says, or what the side before says.
            Some(_) if of_element && verb == "say" => phrase.push(Piece::Plain("so")),
            Some(_) if verb == "say" && self.is_proposition(word) => phrase.push(Piece::Plain("so")),
            Some(_) if word.stance == Stance::Denies && (of_element || others_say_it(word)) => {
                phrase.push(Piece::Plain("it"));
            }
            Some(_) if word.stance == Stance::Denies => {
                let fact = self.filed(&self.view.account(path), word.filing, word.value);
                phrase.push(Piece::Plain("that"));
                phrase.extend(self.it_was(path, &fact));
            }
            // What contradicts it in words of its own denies nothing.
            None if word.testimony.stance.supports() && !word.stance.supports() => {
                phrase.pop();
                phrase.push(Piece::Plain("said otherwise"));
                return self.told_elsewhere(word.filing.report).unwrap_or(phrase);
            }
            Some(_) => {
                let fact = self.filed(&self.view.account(path), word.filing, word.value);
                phrase.push(Piece::Plain("that"));
                phrase.extend(match self.is_clause(word) {
                    true => self.words(&fact),
                    false => self.it_was(path, &fact),
                });
            }
            None if verb == "say" && word.stance == Stance::Denies => {
                phrase.push(Piece::Plain("that it did not take place"))
            }
            None if hedged => {
                phrase.extend([Piece::Plain("that it was"), Piece::Said(Role::Hedge { source }, Vec::new())]);
                phrase.push(Piece::Plain("so"));
            }
            None if verb == "say" => match self.in_own_words(word) {
                Some(own) => phrase.extend(own),
                None => phrase.push(Piece::Plain("so")),
            },
            None => phrase.push(Piece::Plain("it")),
        }
        if dated && !content {
            phrase.push(self.day(word.filing));
        }
        let item = word.record.item.as_ref().and_then(|item| self.view.state.item(item));
        if let [_] = words
            && let Some(item) = item.filter(|_| !word.stance.supports())
        {
            phrase.extend(self.because(item, word.filing));
        }
        if word.secondhand {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, speech));
        } else if unnamed && !content {
            phrase.extend([Piece::Mark(","), Piece::Plain("naming no source")]);
        }
        phrase
    }

    /// What a word says in words of its own, where the proposition is told in those of another report: whoever spoke of three
    /// million said nothing of “millions of dollars”.
    fn in_own_words(&self, word: &Word<'s>) -> Option<Phrase> {
        let item = self.view.state.item(word.record.item.as_ref()?)?;
        let path = self.at(item, TEXT);
        let account = self.view.account(&path);
        let own =
            account.current().find(|other| other.filing.report == word.filing.report && other.stance.supports())?;
        let told = self.leading(&path)?;
        (own.value.is_some() && own.value != told.value)
            .then(|| vec![Piece::Plain("that"), value(self.source(own.filing), ValueForm::Plain)])
    }

    /// Whether a word on the text of a claim says what the proposition of the dispute is.
    fn is_proposition(&self, word: &Word<'s>) -> bool {
        let path = &word.testimony.path;
        path.is_of(TEXT)
            && path.of_item().is_some()
            && word.value.is_some()
            && self.leading_text(path).is_some_and(|text| text.value == word.value)
    }

    /// The text of a claim that a dispute about it is told by.
    fn leading_text(&self, path: &Path) -> Option<Fact<'s>> {
        self.leading(path).or_else(|| {
            let account = self.view.account(path);
            let first = account.words.iter().find(|word| !word.replaced && word.stance.supports())?;
            Some(self.filed(&account, first.filing, first.value))
        })
    }

    /// “it was in Geneva”, “it lasted five hours”, “it was because of high winds”.
    pub(super) fn it_was(&self, path: &Path, fact: &Fact<'s>) -> Phrase {
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        let it = |words: &'static str| vec![Piece::Plain("it"), Piece::Plain(words)];
        let was = if self.was_to_be(fact.filing) { "was to be" } else { "was" };
        let of_cause = attributes::spec_at(self.view, path).is_some_and(|spec| spec.plays(AttributeRole::Cause));
        match fact.value {
            Some(Value::Duration(_)) if path.detail.is_none() => [it("lasted"), self.words(fact)].concat(),
            Some(Value::Place(_)) if name == PLACE => [it(was), self.located(fact)].concat(),
            Some(Value::Text(_)) if of_cause => [it(was), self.cause(fact)].concat(),
            _ => [it(was), self.words(fact)].concat(),
        }
    }

    /// “whether the pilot and the harbour master met”.
    fn whether_they_met(&self, item: &Item, element: &Fact<'s>) -> Phrase {
        let frame = item.kind.frame();
        let sure = item.kind.attribute(frame.subject).map(|spec| self.reported_elements(item, spec));
        let mut all: Vec<Phrase> = sure.unwrap_or_default().iter().map(|(_, fact)| self.untitled(fact)).collect();
        all.push(self.untitled(element));
        let mut phrase = [vec![Piece::Plain("whether")], list(all)].concat();
        let role = self.view.phase(item).role(item.kind);
        let verb = frame.verb(PhaseRole::Done).zip(self.base(item));
        match verb.filter(|(_, base)| self.view.state.filed(*base).1.path.is_of(PHASE)) {
            Some((lemma, base)) => {
                let ahead = role.is_some_and(PhaseRole::lies_ahead);
                let tense = if ahead { self.plan_tense(item) } else { Tense::Past };
                phrase.push(does(self.source(base), lemma, VerbForm::active(tense).of(true)));
            }
            None => phrase.push(Piece::Plain("took part together")),
        }
        phrase
    }

    /// How what lies ahead is told: as it is to be, or, once its time has passed, as it was to be.
    fn plan_tense(&self, item: &Item) -> Tense {
        if self.is_overdue(item) { Tense::PastPlan } else { Tense::Plan }
    }

    /// “Took place”, of what lies ahead “is to take place”.
    fn took_place(&self, item: &Item) -> Piece {
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        Piece::Plain(match ahead.then(|| self.plan_tense(item)) {
            Some(Tense::PastPlan) => "was to take place",
            Some(_) => "is to take place",
            None => "took place",
        })
    }

    fn is_of_phase(&self, word: &Word<'s>) -> bool {
        self.view.state.filed(word.filing).1.path.is_of(PHASE)
    }

    /// Whether a text is a proposition of its own, as that of a claim is.
    fn is_clause(&self, word: &Word<'s>) -> bool {
        let path = &self.view.state.filed(word.filing).1.path;
        path.is_of(TEXT) || path.is_of(GIST)
    }

    /// What each party says of where an item is in its life, where they do not agree.
    fn phase_by_party(&self, item: &Item) -> Option<Dispute> {
        let Phase::ByParty(words) = self.view.phase(item) else { return None };
        let phases = self.view.account(&self.at(item, PHASE));
        let whole = self.view.account(&self.path(item));
        let what = self
            .whether_it_came_about(item, &words)
            .unwrap_or_else(|| [vec![Piece::Plain("what became of")], self.noun(item, true).phrase].concat());
        let mut phrase = said(&[&what], TOLD_DIFFERENTLY);
        let mut also = Vec::new();
        let mut heard: Vec<(&crate::record::name::EntitySlug, &str)> = Vec::new();
        let sides = words.iter().filter_map(|(holder, token, update)| {
            if heard.contains(&(holder, &**token)) {
                return None;
            }
            heard.push((holder, token));
            let fits = |word: &&Word<'s>| word.holder == holder && word.update == *update;
            let account = if &**token == DENIED { &whole } else { &phases };
            // One update can say several things: that it was not so is the word that says that.
            let denies = |word: &&Word<'s>| fits(word) && (&**token != DENIED || !word.stance.supports());
            let word = account.current().find(denies).or_else(|| account.words.iter().find(fits))?;
            also.push(self.sequence(word.filing));
            let source = self.source(word.filing);
            let speech = self.speech(word.filing, false)?;
            let mut side = match word.secondhand {
                true => vec![crate::tell::voices::name_of(word.holder, source)],
                false => crate::tell::voices::speaker(self.view, speech),
            };
            if &**token == DENIED && self.is_of_phase(word) {
                side.extend([
                    does(source, "say", VerbForm::active(Tense::Past)),
                    Piece::Plain("that it did not take place"),
                ]);
                return Some(side);
            }
            if &**token == DENIED && !matches!(word.testimony.stance, Stance::Denies | Stance::Disputes) {
                side.extend([does(source, "say", VerbForm::active(Tense::Past)), Piece::Plain("that it was not so")]);
                return Some(side);
            }
            if &**token == DENIED {
                side.extend([does(source, "deny", VerbForm::active(Tense::Past)), Piece::Plain("it")]);
                return Some(side);
            }
            let role = item.kind.phase_role(token)?;
            let change = self.view.state.filed(word.filing).0.record.change;
            let (lemma, form) = crate::tell::frames::of_noun(role, change);
            side.extend([does(source, "say", VerbForm::active(Tense::Past)), Piece::Plain("that")]);
            match lemma {
                "be talk of" => side.extend([Piece::Plain("there"), does(source, lemma, form), Piece::Plain("it")]),
                _ => side.extend([Piece::Plain("it"), does(source, lemma, form)]),
            }
            Some(side)
        });
        let sides: Vec<Phrase> = sides.collect();
        let words = self.length(&phrase) + sides.iter().map(|side| self.length(side)).sum::<usize>();
        if words <= MOST_IN_A_SENTENCE {
            phrase.push(Piece::Mark(":"));
            phrase.extend(beside(sides));
            let drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(also.iter().copied())];
            return Some(Dispute { what, verdict: TOLD_DIFFERENTLY, rests_on: also, drafts, numbers: Vec::new() });
        }
        let first = Draft::new(phrase, None, Weight::Open).resting_on(also.iter().copied());
        let pairs = self.pairs(sides).into_iter();
        let drafts = std::iter::once(first).chain(pairs.map(|pair| Draft::new(beside(pair), None, Weight::Open)));
        let drafts = drafts.collect();
        Some(Dispute { what, verdict: TOLD_DIFFERENTLY, rests_on: also, drafts, numbers: Vec::new() })
    }

    /// “whether the ceasefire was agreed”: where some say what came of it and the others deny just that.
    fn whether_it_came_about(&self, item: &Item, words: &[(EntitySlug, Box<str>, UpdateId)]) -> Option<Phrase> {
        let said: BTreeSet<&str> = words.iter().map(|(_, phase, _)| &**phase).collect();
        let phase = said.iter().find(|phase| **phase != DENIED).filter(|_| said.len() == 2 && said.contains(DENIED))?;
        let role = item.kind.phase_role(phase).filter(|role| !role.lies_ahead())?;
        let (_, _, update) = words.iter().find(|(_, said, _)| **said == **phase)?;
        let account = self.view.account(&self.at(item, PHASE));
        let word = account.words.iter().find(|word| word.update == *update)?;
        let noun = self.noun(item, true);
        let (lemma, form) = crate::tell::frames::of_noun(role, word.record.change);
        let verb = does(self.source(word.filing), lemma, form.of(noun.plural));
        Some([vec![Piece::Plain("whether")], noun.phrase, vec![verb]].concat())
    }

    /// Sides in pairs, as far as a pair can be read in one sentence.
    fn pairs(&self, sides: Vec<Phrase>) -> Vec<Vec<Phrase>> {
        let mut pairs: Vec<Vec<Phrase>> = Vec::new();
        for side in sides {
            let fits = |pair: &&mut Vec<Phrase>| {
                pair.len() == 1 && self.length(&pair[0]) + self.length(&side) <= MOST_IN_A_SENTENCE
            };
            match pairs.last_mut().filter(fits) {
                Some(pair) => pair.push(side),
                None => pairs.push(vec![side]),
            }
        }
        pairs
    }

    /// Where a holder's own words on a part of an item do not agree.
    pub(super) fn discords(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some() && !path.is_of(PHASE)) {
            let account = self.view.account(&path);
            // A toll that rises is no change of account.
            if self.is_growing(&account) {
                continue;
            }
            for discord in account.discords.iter().filter(|discord| discord.how != Disagreement::ChangedPosition) {
                let facts = discord.filings.iter().filter_map(|filing| {
                    let word = account.word(*filing)?;
                    Some((self.filed(&account, *filing, word.value), *filing))
                });
                let facts: Vec<_> = facts.collect();
                let [(older, first), (newer, last)] = facts.as_slice() else { continue };
                let source = self.source(*first);
                let mut phrase = vec![crate::tell::voices::name_of(discord.holder, source)];
                let label = Piece::Said(Role::Attribute { source }, Vec::new());
                let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
                let noun = self.noun(item, true).phrase;
                let then = if ends_in_preposition(name) {
                    // “Had said that it was detected by …”
                    phrase.extend([does(source, "say", VerbForm::active(Tense::PastPerfect)), Piece::Plain("that")]);
                    phrase.extend([noun, vec![Piece::Plain("was"), label]].concat());
                    "and then by"
                } else {
                    phrase.push(does(source, "give", VerbForm::active(Tense::PastPerfect)));
                    phrase.extend([Piece::Plain("the"), label, Piece::Plain("of")]);
                    phrase.extend([noun, vec![Piece::Plain("as")]].concat());
                    "and then as"
                };
                phrase.extend(self.words(older));
                phrase.push(Piece::Plain(then));
                phrase.extend(self.words(newer));
                drafts.push(Draft::new(phrase, None, Weight::Open).resting_on([self.sequence(*last)]));
            }
        }
        drafts
    }
}
