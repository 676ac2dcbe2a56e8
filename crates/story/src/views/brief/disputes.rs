//! What is disputed: the proposition first, then each side with its own words, and no winner.

use crate::judge::account::{Account, Candidate, Word};
use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::links::Tie;
use crate::judge::phase::{DENIED, Phase};
use crate::record::kind::attribute::{PHASE, PLACE, TEXT, WHEN};
use crate::record::kind::spec::{KindRole, Moment};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{bracketed, does, joined, list};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::{Passed, name_of, origin};
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};
use crate::views::brief::sides::{Sides, side_by_side};

/// One dispute: what is disputed, and the sentences that tell it with its sides.
pub(super) struct Dispute {
    what: Phrase,
    verdict: Verdict,
    rests_on: Vec<u64>,
    pub(super) drafts: Vec<Draft>,
    /// The numbers that are told, where these are what is disputed.
    numbers: Vec<Phrase>,
    /// Who says what of it, where that takes one sentence with it: whole, and with less and less of it.
    sides: Vec<Vec<Phrase>>,
}

impl Dispute {
    /// Whether a report is one of its sides.
    pub(super) fn rests_on(&self, sequence: u64) -> bool {
        self.rests_on.contains(&sequence)
    }
}

/// The most numbers that are told of a dispute in short.
const MOST_NUMBERS: usize = 4;

/// The longest sentence that tells a dispute in short with its sides.
const MOST_IN_SHORT: usize = 45;

/// How the tellers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They cannot all be right.
    Disputed,
    /// They do not say the same.
    ToldDifferently,
}

impl Verdict {
    /// “The date of the meeting is disputed”, “accounts differ on the date of the meeting”.
    pub(super) fn of(self, what: Phrase, several: bool) -> Phrase {
        match self {
            Self::Disputed => [what, vec![Piece::Plain(if several { "are disputed" } else { "is disputed" })]].concat(),
            Self::ToldDifferently => match what.split_first() {
                Some((Piece::Plain("that"), what)) => [&[Piece::Plain("accounts differ on whether")], what].concat(),
                _ => [vec![Piece::Plain("accounts differ on")], what].concat(),
            },
        }
    }
}

impl<'s> Telling<'_, 's> {
    /// All that is disputed of an item in one sentence: “Whether they met and the date of the meeting are disputed.”; with the
    /// sides of one dispute, where they are short enough, and without any.
    pub(super) fn in_short(&self, disputes: &[Dispute]) -> (Option<Draft>, Option<Draft>) {
        if disputes.is_empty() {
            return (None, None);
        }
        let rests_on = disputes.iter().flat_map(|dispute| dispute.rests_on.iter().copied());
        let mut barest = None;
        let mut phrase = Phrase::new();
        match disputes {
            [only] if only.numbers.len() > 1 && only.numbers.len() <= MOST_NUMBERS => {
                phrase.extend([only.verdict.of(only.what.clone(), false), vec![Piece::Mark(":")]].concat());
                phrase.extend(joined(only.numbers.clone(), "or"));
            }
            [only] => {
                phrase.extend(only.verdict.of(only.what.clone(), false));
                // A dispute without its sides reads as an open question: there may be room for who they are.
                let fits = |sides: &&Vec<Phrase>| {
                    let words = sides.iter().map(|side| self.length(side)).sum::<usize>();
                    self.length(&phrase) + words <= MOST_IN_SHORT
                };
                if let Some(sides) = only.sides.iter().find(fits) {
                    barest = Some(Draft::new(phrase.clone(), None, Weight::Open).resting_on(rests_on.clone()));
                    phrase.push(Piece::Mark(":"));
                    phrase.extend(side_by_side(sides.clone()));
                }
            }
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
                let disputed = disputes.iter().all(|dispute| dispute.verdict == Verdict::Disputed);
                let verdict = if disputed { Verdict::Disputed } else { Verdict::ToldDifferently };
                phrase.extend(verdict.of(list(told), true));
            }
        }
        (Some(Draft::new(phrase, None, Weight::Open).resting_on(rests_on)), barest)
    }

    /// Every open dispute about an item.
    pub(super) fn disputes(&self, item: &Item) -> Vec<Dispute> {
        let by_party = self.phase_by_party(item);
        let told = by_party.as_ref().map(|dispute| dispute.rests_on.clone()).unwrap_or_default();
        let mut disputes: Vec<Dispute> = by_party.into_iter().collect();
        for path in self.view.paths_of(&item.key) {
            if path.is_of(PHASE) {
                continue;
            }
            let account = self.view.account(&path);
            // That it took place is one dispute, whether it is of the phase or of the whole.
            let mut sides = account.current().filter(|word| word.stance.is_committal() && !word.plan);
            if path == self.path(item)
                && !told.is_empty()
                && sides.all(|word| told.contains(&self.sequence(word.filing)))
            {
                continue;
            }
            match self.is_disputed(item, &account) {
                true if self.is_told_of_text(item, &path) => {}
                true => {
                    let of_moments = self.disputed_moments(item, &path, &account);
                    disputes.extend(of_moments.iter().filter_map(|of| self.dispute(item, &path, &account, *of)));
                }
                false => {
                    let within = self.dispute_within(item, &path, &account);
                    disputes.extend(within.or_else(|| self.contradicted_before(item, &path, &account)));
                }
            }
        }
        disputes
    }

    /// Whether what is disputed of a claim is what it says, so that it need not be said again of the whole.
    pub(super) fn is_told_of_text(&self, item: &Item, path: &Path) -> bool {
        let of_text = || self.is_disputed(item, &self.view.account(&self.at(item, TEXT)));
        item.kind.role() == KindRole::Claim && path.attribute.is_none() && path.of_item().is_some() && of_text()
    }

    /// One dispute: what is disputed, and the sides; in sentences of their own where there are many.
    fn dispute(&self, item: &Item, path: &Path, account: &Account<'s>, of: Option<Moment>) -> Option<Dispute> {
        let committal =
            account.current().filter(|word| word.stance.is_committal() && !word.plan && word.grade > Grade::Conjecture);
        let mut words: Vec<&Word<'s>> = committal.collect();
        words.retain(|word| of.is_none_or(|of| word.record.moment_filed() == Some(of)));
        // A number as of a day of its own, which nobody denies and no other number of that day is against, is no side.
        let growing = self.is_growing(account);
        // Of several days are also those that one file brought in.
        let of_days = |word: &&Word<'s>| word.record.as_of(word.testimony);
        let mut days: Vec<_> = words.iter().filter(|word| word.stance.supports()).map(of_days).collect();
        days.dedup();
        if growing || days.len() > 1 {
            let is_side = |word: &&Word<'s>| {
                // Whoever says 36 also supports “more than 30”: what it says is 36.
                let of = |known: &&Candidate<'s>| known.value == word.value;
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
        words.retain(|word| !self.is_against_earlier(item, word));
        // Whoever contradicts it in words of their own is one side, with these.
        let own: Vec<usize> = words.iter().filter(|word| word.value.is_some()).map(|word| word.filing.report).collect();
        words.retain(|word| word.value.is_some() || !own.contains(&word.filing.report));
        // What is denied and only held possible has two sides all the same.
        if words.iter().all(|word| !word.stance.supports()) {
            let held_possible = account.current().filter(|word| word.stance.supports() && word.hedge().is_some());
            words.splice(0..0, held_possible.collect::<Vec<_>>());
        }
        // Who gives the country takes no side where the town is disputed.
        let agreed = account.agreed_around(self.view.directory);
        let is_agreed =
            |word: &Word<'s>| word.stance.supports() && agreed.iter().any(|candidate| candidate.value == word.value);
        let exactly = words.iter().any(|word| is_agreed(word)) && words.iter().any(|word| !is_agreed(word));
        if exactly {
            words.retain(|word| !is_agreed(word));
        }
        let ties = self.contradictions(path, &words);
        // What only contradicts reports on something else is told where those are.
        let by_itself = account.candidates.len() == 1 && words.iter().all(|word| word.stance.supports());
        let place = |word: &&Word<'s>| word.filing.report;
        let here = |tie: &&Tie| words.iter().any(|word| place(word) == tie.from) && self.is_told_there(tie);
        if by_itself && !ties.is_empty() && ties.iter().all(here) {
            return None;
        }
        let of_moment = of.map(|of| self.when_it_came_to(item, of));
        let mut what = of_moment
            .or_else(|| self.whether_so_many(item, path, &words))
            .unwrap_or_else(|| self.proposition(item, path, account, &words));
        if exactly && what.first() == Some(&Piece::Plain("where")) {
            what[0] = Piece::Plain("exactly where");
        }
        let denied = words.iter().any(|word| word.stance == Stance::Denies);
        let disputed = account.is_contested() && (!growing || denied);
        let verdict = if disputed { Verdict::Disputed } else { Verdict::ToldDifferently };
        Some(self.with_sides(path, (what, verdict), (&words, &ties), growing))
    }

    /// The moments in the course of an item whose day is disputed, where it has the days of several; else only that its date
    /// is.
    fn disputed_moments(&self, item: &Item, path: &Path, account: &Account<'s>) -> Vec<Option<Moment>> {
        if !path.is_of(WHEN) || !self.has_days_of_several_moments(account) {
            return vec![None];
        }
        let moments = [Moment::Began, Moment::Arrived, Moment::Over];
        let disputed = moments.into_iter().filter(|moment| dates::is_disputed(self.view, item, *moment));
        let disputed: Vec<Option<Moment>> = disputed.map(Some).collect();
        if disputed.is_empty() { vec![None] } else { disputed }
    }

    /// “When the strike began”.
    fn when_it_came_to(&self, item: &Item, moment: Moment) -> Phrase {
        let came = match moment {
            Moment::Began => "began",
            Moment::Arrived => "reached its destination",
            Moment::Over => "ended",
        };
        [vec![Piece::Plain("when")], self.short_noun(item), vec![Piece::Plain(came)]].concat()
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
            return Some(self.with_sides(path, (what, Verdict::Disputed), (&words, &[]), true));
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
        Some(self.with_sides(path, (what, Verdict::Disputed), (&words, &[]), false))
    }

    /// Two values that somebody found to contradict each other, of which one has since been followed by another of a later day:
    /// who was right then is as open as it was.
    fn contradicted_before(&self, item: &Item, path: &Path, account: &Account<'s>) -> Option<Dispute> {
        let of_item = |place: usize| self.view.state.reports()[place].record.item.as_ref() == Some(&item.key);
        let mut ties = self.view.ties_of_any(item.reports.iter().copied()).filter(|tie| {
            let here = tie.path.as_ref() == Some(path) && of_item(tie.from) && of_item(tie.to);
            here && self.contradict_each_other(tie)
        });
        let tie = ties.next()?;
        let said = account.words.iter().filter(|word| {
            let of_tie = [tie.from, tie.to].contains(&word.filing.report);
            of_tie && word.stance.supports() && word.value.is_some() && !word.plan && word.grade > Grade::Conjecture
        });
        let words: Vec<&Word<'s>> = said.collect();
        let [one, other] = words.as_slice() else { return None };
        if one.value == other.value {
            return None;
        }
        let what = self.proposition(item, path, account, &words);
        Some(self.with_sides(path, (what, Verdict::Disputed), (&words, &[]), true))
    }

    /// The proposition with who says what of it, and why that cannot all be true where somebody gives a reason.
    fn with_sides(
        &self,
        path: &Path,
        (what, verdict): (Phrase, Verdict),
        (words, ties): (&[&Word<'s>], &[&Tie]),
        growing: bool,
    ) -> Dispute {
        let mut phrase = verdict.of(what.clone(), false);
        let numbers = self.numbers_of(words);
        let mut sequences: Vec<u64> = words.iter().map(|word| self.sequence(word.filing)).collect();
        let dated = growing || words.iter().any(|word| self.is_past(word.filing));
        let mut elsewhere: Vec<Phrase> = Vec::new();
        let here = |place: usize| words.iter().any(|word| word.filing.report == place);
        let mut reason = self.reason(words, ties);
        for tie in ties {
            let other = if here(tie.to) { tie.from } else { tie.to };
            let sequence = self.view.state.reports()[other].sequence;
            let told = sequences.contains(&sequence);
            sequences.push(sequence);
            if !told && self.thesis(other).is_some() {
                // A reason stands with the report that gives it.
                let given = reason
                    .take_if(|(given_in, _)| *given_in == sequence)
                    .map(|(_, relation)| bracketed(vec![Piece::Said(Role::Reason { sequence, relation }, Vec::new())]));
                elsewhere.extend(self.told_elsewhere(other, given.unwrap_or_default()));
            }
        }
        let reason = reason.map(|(sequence, relation)| {
            // Whoever files the contradiction gives it: it is no source's.
            let reason = Piece::Said(Role::Reason { sequence, relation }, Vec::new());
            bracketed(vec![Piece::Plain("the desk's reason:"), reason])
        });
        let told = |how| [self.sides(words, dated, how), elsewhere.clone()].concat();
        let sides = told(Sides::Whole);
        let in_short = match sides.len() {
            2 => vec![sides.clone(), told(Sides::WithoutReasons), told(Sides::Named)],
            _ => Vec::new(),
        };
        let words = self.length(&phrase) + sides.iter().map(|side| self.length(side)).sum::<usize>();
        let long = path.attribute.is_none() || sides.len() > 2 || reason.is_some() || words > MOST_IN_A_SENTENCE;
        if !long {
            phrase.push(Piece::Mark(":"));
            phrase.extend(side_by_side(sides));
            phrase.extend(reason.unwrap_or_default());
            let drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences.iter().copied())];
            return Dispute { what, verdict, rests_on: sequences, drafts, numbers, sides: in_short };
        }
        phrase.extend(reason.unwrap_or_default());
        let mut drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences.iter().copied())];
        let pairs = self.pairs(sides);
        drafts.extend(pairs.into_iter().map(|pair| Draft::new(side_by_side(pair), None, Weight::Open)));
        Dispute { what, verdict, rests_on: sequences, drafts, numbers, sides: in_short }
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

    /// Whether two reports contradict each other, and both of them stand.
    pub(super) fn contradict_each_other(&self, tie: &Tie) -> bool {
        let stands = |place: usize| self.view.withdrawals().stands(place);
        tie.is_open_contradiction() && stands(tie.from) && stands(tie.to)
    }

    /// The open contradictions on a path between one of these words and a report that says nothing on it.
    fn contradictions(&self, path: &Path, words: &[&Word<'s>]) -> Vec<&Tie> {
        let here = |place: usize| words.iter().any(|word| word.filing.report == place);
        let of_item = |place: usize| self.view.state.reports()[place].record.item.as_ref() == path.of_item();
        let ties = self.view.ties_of_any(words.iter().map(|word| word.filing.report));
        let ties = ties.filter(|tie| self.contradict_each_other(tie));
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

    /// What each party says of where an item is in its life, where they do not agree.
    fn phase_by_party(&self, item: &Item) -> Option<Dispute> {
        let Phase::ByParty(words) = self.view.phase(item) else { return None };
        let phases = self.view.account(&self.at(item, PHASE));
        let whole = self.view.account(&self.path(item));
        let what = self
            .whether_it_came_about(item, &words)
            .unwrap_or_else(|| [vec![Piece::Plain("what became of")], self.noun(item, true).phrase].concat());
        let mut phrase = Verdict::ToldDifferently.of(what.clone(), false);
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
            let (who, Passed { in_place, reported }) = match word.secondhand {
                true => (vec![name_of(word.holder, source)], Passed::default()),
                false => (origin(self.view, speech, true), Passed::of(self.view, speech)),
            };
            let (verb, what) = if &**token != DENIED {
                let role = item.kind.phase_role(token)?;
                let change = self.view.state.filed(word.filing).0.record.change;
                let (lemma, form) = crate::tell::frames::of_noun(role, change);
                let became = does(source, lemma, form);
                match lemma {
                    "be talk of" => ("say", vec![Piece::Plain("that there"), became, Piece::Plain("it")]),
                    _ => ("say", vec![Piece::Plain("that it"), became]),
                }
            } else if self.is_of_phase(word) {
                ("say", vec![Piece::Plain("that it did not take place")])
            } else if !matches!(word.testimony.stance, Stance::Denies | Stance::Disputes) {
                ("say", vec![Piece::Plain("that it was not so")])
            } else {
                ("deny", vec![])
            };
            let mut side = [who, vec![does(source, verb, VerbForm::active(Tense::Past))]].concat();
            if verb == "deny" {
                side.push(Piece::Plain("it"));
            }
            side.extend([in_place, what].concat());
            if verb == "deny" {
                side.extend(self.saying_why(item, word.filing));
            }
            side.extend(reported);
            Some(side)
        });
        let sides: Vec<Phrase> = sides.collect();
        let words = self.length(&phrase) + sides.iter().map(|side| self.length(side)).sum::<usize>();
        let in_short = if sides.len() == 2 { vec![sides.clone()] } else { Vec::new() };
        let of_all = |phrase| Draft::new(phrase, None, Weight::Open).resting_on(also.iter().copied());
        let drafts = if words <= MOST_IN_A_SENTENCE {
            phrase.push(Piece::Mark(":"));
            phrase.extend(side_by_side(sides));
            vec![of_all(phrase)]
        } else {
            let pairs = self.pairs(sides).into_iter();
            let pairs = pairs.map(|pair| Draft::new(side_by_side(pair), None, Weight::Open));
            std::iter::once(of_all(phrase)).chain(pairs).collect()
        };
        let verdict = Verdict::ToldDifferently;
        Some(Dispute { what, verdict, rests_on: also, drafts, numbers: Vec::new(), sides: in_short })
    }
}
