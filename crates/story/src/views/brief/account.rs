//! What is told of something that takes place or is put to others: all of it, or in one line.

use std::cmp::Reverse;

use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::record::attribution::Basis;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::value;
use crate::tell::nouns::kind_of_thing;
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, ValueForm};
use crate::tell::telling::clauses::Slots;
use crate::tell::telling::facts::{Telling, is_opposed};
use crate::views::brief::details::Known;
use crate::views::brief::items::{is_move, weighs};
use crate::views::brief::moved::Moves;
use crate::views::brief::numbers::{Latest, Series};
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Moved, Weight};
use crate::views::brief::replaced::Replaced;
use crate::views::brief::sentence::{KNOW, NEXT, UNKNOWN};
use crate::views::brief::stances::Of;

/// How many words what happened has at most, to be told whole in a line.
const MOST_IN_A_LINE: usize = 24;

/// How many words what an item is called has at most where it has been named before.
const MOST_IN_A_NAME: usize = 4;

impl<'s> Telling<'_, 's> {
    /// What is told of something that takes place or is put to others, and where.
    pub(super) fn account_of(&self, item: &Item) -> (&'static str, Vec<Draft>) {
        let phase = self.view.phase(item);
        let ahead = phase.role(item.kind).is_some_and(PhaseRole::lies_ahead) && !self.was_announced_on_its_day(item);
        let section = match ahead {
            true if self.is_overdue(item) => UNKNOWN,
            true => NEXT,
            false => KNOW,
        };
        let main = self.main(item);
        let by_party = matches!(phase, Phase::ByParty(_));
        let mut drafts = Vec::new();
        let (mut attributes, voices, text, plural, answered) = match main {
            Some(mut main) => {
                if ahead {
                    main.draft.weight = Weight::Open;
                }
                drafts.push(main.draft);
                (main.attributes, main.voices, main.text, main.plural, main.answered)
            }
            // Where what became of it is told by its parties, that names it.
            None if by_party => {
                let label = self.label_text(item).unwrap_or_default().to_owned();
                (item.kind.frame().named_by(), Vec::new(), label, false, false)
            }
            None => (Vec::new(), Vec::new(), String::new(), false, false),
        };
        let (mut told_before, mut values) = (Vec::new(), self.days_told(item, &drafts));
        if !drafts.is_empty() {
            for Latest { draft, value } in self.latest_numbers(item) {
                drafts.push(draft);
                values.push(value);
            }
            if let Some((standings, list)) = self.standings(item, &voices) {
                drafts.extend(standings);
                attributes.push(list);
            }
            for Series { drafts: series, values: of_series } in self.numbers_by_day(item, &values, &[]) {
                drafts.extend(series);
                values.extend(of_series);
            }
            drafts.extend(self.history(item));
            if let Some(Moves { drafts: moved, dates }) = self.moves(item) {
                drafts.extend(moved);
                values.extend(dates);
            }
            drafts.extend(self.replaced_elsewhere(item).into_iter().map(Draft::turning));
            for Replaced { draft, attribute, values: told } in self.replaced(item, &attributes) {
                drafts.push(draft);
                told_before.push(attribute);
                values.extend(told);
            }
        }
        let positions = self.positions(item, &voices, (answered, drafts.len() == 1));
        // Who agreed to what holds is no turn; who accepted what had been turned down is.
        let is_settled = matches!(phase.role(item.kind), Some(PhaseRole::Agreed | PhaseRole::InForce));
        let positions: Vec<Draft> =
            positions.into_iter().map(|draft| if is_settled { draft } else { draft.turning() }).collect();
        let lines = self.lines(item);
        let called = self.called(item, drafts.first(), plural, !lines.is_empty());
        // Behind a sentence on its numbers or its parties “it” would be these.
        let it_is_clear = positions.is_empty() && drafts.last().is_some_and(|last| last.weight != Weight::Number);
        drafts.extend(positions);
        let of = if it_is_clear { Of::It } else { Of::Named };
        drafts.extend(self.stances(item, of));
        // What is told behind what another said is not told as the account going on.
        let follows = voices.first().copied().filter(|_| drafts.len() == 1 && voices.len() == 1);
        if !drafts.is_empty() || by_party {
            let earlier = self.reports_of_history(item);
            let text = [text, self.words_of_lines(&lines)].join(" ");
            let known = Known {
                attributes: &attributes,
                earlier: &earlier,
                never: &[],
                values: &values,
                voices: &voices,
                follows: follows.filter(|_| lines.is_empty()),
                called,
                text: &text,
                plural,
            };
            let (details, named) = self.details(item, &known);
            drafts.extend(details);
            drafts.extend(self.rest_of_lists(item, &voices));
            drafts.extend(self.divided_counts(item));
            drafts.extend(self.denials_of_parts(item));
            drafts.extend(self.others(item, &[self.heard(item, &voices), named].concat()));
        } else if self.is_told_as_dispute(item) {
            drafts.extend(self.denials_of_parts(item));
        } else {
            drafts.extend(self.only_denials_of_parts(item));
        }
        drafts.extend(self.likelihood(item));
        if !drafts.is_empty() {
            drafts.extend(self.expectation(item));
            drafts.extend(self.no_arrival(item));
            drafts.extend(self.due(item, &attributes, &told_before));
        }
        (section, drafts)
    }

    /// What an item is called behind the sentence that tells it: “it” where that starts with it, “the order” where “it” would be
    /// who gave it, or where its author's line stands there.
    fn called(&self, item: &Item, main: Option<&Draft>, plural: bool, by_line: bool) -> Phrase {
        let it = vec![Piece::Plain(if plural { "they" } else { "it" })];
        let starts_otherwise = main.is_none_or(|main| matches!(main.phrase.first(), Some(Piece::Name { .. })));
        if plural || !starts_otherwise && !by_line {
            return it;
        }
        self.called_shortly(item).unwrap_or(it)
    }

    /// What an item that has been named is called: by its name where that is short, else by the noun of that, “the order”.
    pub(super) fn called_shortly(&self, item: &Item) -> Option<Phrase> {
        let noun = self.noun(item, true).phrase;
        if self.length(&noun) <= MOST_IN_A_NAME {
            return Some(noun);
        }
        let frame = item.kind.frame();
        let by_label = matches!(frame.naming, Naming::Event(_)).then(|| self.label_head(item)).flatten();
        if by_label.is_some() {
            return by_label;
        }
        // What its author gave a name may not have been called by what it is for.
        if let Naming::Event(attribute) | Naming::Text(attribute) = frame.naming
            && self.label(item).is_none()
            && let Some(fact) = self.leading(&self.at(item, attribute))
            && fact.value.and_then(Value::text).is_some_and(|text| kind_of_thing(&plain_text(text)).is_some())
        {
            return Some(vec![Piece::Plain("the"), value(self.source(fact.value_in), ValueForm::Head)]);
        }
        match frame.naming {
            Naming::Event(_) => None,
            _ => Some(vec![Piece::Plain("the"), Piece::Plain(frame.noun)]),
        }
    }

    /// What happened in one line, without who says so, where somebody who is named says so firmly and nobody says otherwise:
    /// how well it stands is said behind it.
    pub(super) fn in_one_line(&self, item: &Item, drafts: &[Draft]) -> Option<Draft> {
        let main = drafts.first().filter(|main| main.weight == Weight::Main)?;
        let base = self.base(item)?;
        let voice = self.view.attribution(base).filter(|voice| voice.basis == Basis::OnRecord)?;
        let sure = main.standing >= Some(Grade::Reported) && self.view.state.filed(base).1.hedge.is_none();
        if !sure || is_opposed(&self.view.account(&self.path(item))) {
            return None;
        }
        let role = self.view.phase(item).role(item.kind);
        let told = |slots| {
            let mut told = self.begin(item, base, Some(voice), slots);
            told.grade = Some(self.grade_of(base));
            let mut phrase = self.clause(item, role, &mut told)?;
            if self.wants_day(&told) {
                phrase.extend(self.on_day(base));
            }
            Some((phrase, told.grade))
        };
        let whole = told(Slots::All).filter(|(phrase, _)| self.length(phrase) <= MOST_IN_A_LINE);
        let (phrase, grade) = whole.or_else(|| told(Slots::Core))?;
        let shorter = self.length(&phrase) < self.length(&main.phrase);
        let line = Draft::new(phrase, grade.min(main.standing), Weight::Main).resting_on(main.also.clone());
        // What became of it is told in the same line: a ruling that was set aside, an offer that was accepted after all.
        let mut with_turns = line.clone();
        for turn in drafts.iter().filter(|draft| draft.turn) {
            with_turns.phrase.push(Piece::Mark(";"));
            with_turns.phrase.extend(turn.phrase.clone());
            with_turns = with_turns.resting_on(turn.also.clone()).turning();
        }
        let fits = with_turns.turn && self.length(&with_turns.phrase) <= MOST_IN_A_SENTENCE;
        if fits { Some(with_turns) } else { shorter.then_some(line) }
    }

    /// The voices that some sentence about an item names.
    fn heard(
        &self,
        item: &Item,
        main: &[&'s crate::record::attribution::Attribution],
    ) -> Vec<&'s crate::record::attribution::Attribution> {
        let mut heard = main.to_vec();
        let account = self.view.account(&self.path(item));
        heard.extend(account.current().filter(|word| word.stance.is_told()).map(|word| word.attribution));
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some()) {
            let account = self.view.account(&path);
            let shown = account.candidates.iter().filter_map(|candidate| candidate.standing.supporters.first());
            heard.extend(shown.filter_map(|filing| self.view.attribution(*filing)));
        }
        heard
    }

    /// When something of an item changed last: its phase, or where a side stands. What something was read or seen in is
    /// told after what it tells.
    pub(super) fn moved_last(&self, item: &Item) -> Option<Moved> {
        let phase = self.view.phase(item).role(item.kind);
        // That something was put out is no news by itself; that it was withdrawn or amended is.
        let changed = matches!(phase, Some(PhaseRole::Withdrawn | PhaseRole::Amended));
        if item.kind.role() == KindRole::Evidence || item.kind.role() == KindRole::Publication && !changed {
            return None;
        }
        let places = item.reports.iter().copied();
        let moves = places.filter(|place| {
            let update = &self.view.state.reports()[*place].record;
            let stance = update.testimonies.iter().any(|said| {
                said.path.attribute.is_none()
                    && weighs(said.stance)
                    && said.stance != crate::record::stance::Stance::Asserts
            });
            let counts = self.view.admits(*place) && !self.view.withdrawals().is_withdrawn(*place);
            counts && (is_move(update.change) || stance)
        });
        let happened = dates::of(self.view, item).and_then(When::days).and_then(|(first, last)| last.or(first));
        let moved =
            |place| Moved { learned: self.view.state.said_at(place).order.learned, happened, place: Reverse(place) };
        moves.map(moved).max()
    }
}
