//! Who says what of what is disputed: each side with its own words, nobody twice.

use crate::judge::account::{Account, Disagreement, Word};
use crate::record::attribution::Basis;
use crate::record::kind::attribute::{GIST, PHASE, PLACE, TEXT, WHEN};
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::Moment;
use crate::record::path::Path;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{beside, does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::realise::filing_of;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::voices::{Passed, Speech, is_day_of_outlet, name_of, origin, speaker, teller};
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};
use crate::views::brief::told_as::ends_in_preposition;

/// How much is told of the sides of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    /// Who said what, when, through whom, and why.
    Whole,
    /// The same without why they deny it.
    WithoutReasons,
    /// Who says so and who denies it, and no more.
    Named,
}

/// Sides in one sentence; an outlet that passed on several in a row is named behind the last of them.
pub(super) fn side_by_side(mut sides: Vec<Phrase>) -> Phrase {
    let relay = |side: &Phrase| match side.as_slice() {
        [.., Piece::Mark(","), Piece::Name { entity, .. }, Piece::Said(Role::Verb { lemma, .. }, _)]
            if **lemma == *"report" =>
        {
            Some(entity.clone())
        }
        _ => None,
    };
    for next in 1..sides.len() {
        if relay(&sides[next]).is_some() && relay(&sides[next]) == relay(&sides[next - 1]) {
            let behind = sides[next - 1].len() - 3;
            sides[next - 1].truncate(behind);
        }
    }
    beside(sides)
}

impl<'s> Telling<'_, 's> {
    /// What a report on something else says, as the other side of a dispute, with why: “the council said that nobody has touched
    /// it (a repair touches it), Reuters reported”.
    pub(super) fn told_elsewhere(&self, place: usize, why: Phrase) -> Option<Phrase> {
        let filing = Filing { report: place, testimony: 0 };
        let thesis = self.thesis(place)?;
        let speech = self.speech(filing, false)?;
        let Passed { in_place, reported } = Passed::of(self.view, speech);
        let mut phrase = origin(self.view, speech, true);
        let (past, day) = self.past_and_day(filing, self.is_past(filing));
        phrase.push(does(self.source(filing), "say", past));
        phrase.extend([in_place, day.into_iter().collect(), thesis, why].concat());
        phrase.extend(reported);
        Some(phrase)
    }

    /// The sides of a dispute, those who say the same together, nobody twice.
    pub(super) fn sides(&self, words: &[&Word<'s>], dated: bool, told: Sides) -> Vec<Phrase> {
        let dated = dated && told != Sides::Named;
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
                    && (!dated || group[0].order.day() == word.order.day())
                    && self.is_short(group[0])
                    && self.is_short(word)
            };
            match groups.iter_mut().find(|group| alike(group)) {
                Some(group) => group.push(word),
                None => groups.push(vec![word]),
            }
        }
        // “So” behind a denial could be what that says.
        let denied = groups.iter().position(|group| !group[0].stance.supports()).unwrap_or(groups.len());
        groups.iter().enumerate().map(|(at, group)| self.side(group, dated, told, at > denied)).collect()
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

    /// Whether its sides are numbers of different days: without its day one would be read against the others.
    pub(super) fn is_growing(&self, account: &Account<'s>) -> bool {
        let mut days: Vec<_> = account.current().map(|word| word.order.day()).collect();
        days.dedup();
        account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_)))) && days.len() > 1
    }

    /// One side: “the United States says Moscow”, “Christine Dawood denied it to BBC News by 26 June 2023”.
    fn side(&self, words: &[&Word<'s>], dated: bool, told: Sides, denied: bool) -> Phrase {
        let word = words[0];
        let source = self.source(word.filing);
        let Some(speech) = self.speech(word.filing, false) else { return Phrase::new() };
        let by_outlet = dated && !word.secondhand && is_day_of_outlet(self.view, &speech);
        // Of one who speaks for themselves how their word came goes with what they said.
        let alone = words.len() == 1 && !word.secondhand && told != Sides::Named;
        let passed =
            if alone { Passed::of(self.view, Speech { dated: by_outlet, ..speech }) } else { Passed::default() };
        let mut phrase = match told {
            _ if word.secondhand => vec![name_of(word.holder, source)],
            _ if alone => origin(self.view, speech, true),
            Sides::Named => {
                let speeches = words.iter().filter_map(|word| self.speech(word.filing, false));
                list(speeches.map(|speech| origin(self.view, speech, true)).collect())
            }
            Sides::Whole | Sides::WithoutReasons => {
                let speeches = words.iter().filter_map(|word| self.speech(word.filing, by_outlet));
                list(speeches.map(|speech| speaker(self.view, speech)).collect())
            }
        };
        let dated = dated && !by_outlet;
        let past = if dated { self.past_from_day(word.filing) } else { VerbForm::active(Tense::Past) };
        let verb = match word.stance {
            // That it was not held is a word of its own, not a denial of another's.
            Stance::Denies if self.is_of_phase(word) => "say",
            Stance::Denies => "deny",
            Stance::Disputes => "dispute",
            _ => "say",
        };
        let unnamed =
            !word.secondhand && word.attribution.basis == Basis::Unattributed && !self.is_main(word.attribution);
        // The day it was said goes before anything it could be taken for, and so does that no source is named.
        let says_what = verb == "say" && word.value.is_some();
        let hedged = word.stance.supports() && word.value.is_none() && word.hedge().is_some();
        let of_element = word.testimony.path.element.is_some() && word.testimony.path.detail.is_none();
        let says_so = verb == "say" && self.is_proposition(word);
        let of_its_own = word.limits().is_some() || self.in_own_words(word).is_some();
        let says_it_was = denied && verb == "say" && word.stance.supports() && !of_its_own;
        let content = says_what && !of_element && !says_so || hedged || says_it_was;
        let so = || Piece::Plain(if says_it_was { "that it was so" } else { "so" });
        phrase.push(does(source, verb, past));
        if content {
            phrase.extend(passed.in_place.clone());
        }
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
            Some(_) if of_element && verb == "say" => phrase.push(so()),
            Some(_) if says_so => phrase.push(so()),
            Some(_) if word.stance == Stance::Denies && (of_element || others_say_it(word)) => {
                phrase.push(Piece::Plain("it"));
            }
            Some(_) if word.stance == Stance::Denies => {
                let fact = self.filed(&self.view.account(path), word.filing, word.value);
                phrase.push(Piece::Plain("that"));
                phrase.extend(self.it_was(path, &fact));
            }
            None if verb == "say" && word.stance == Stance::Denies => {
                phrase.push(Piece::Plain("that it did not take place"))
            }
            // What contradicts it in words of its own denies nothing.
            None if word.testimony.stance.supports() && !word.stance.supports() => {
                phrase.pop();
                phrase.push(Piece::Plain("said otherwise"));
                return self.told_elsewhere(word.filing.report, Phrase::new()).unwrap_or(phrase);
            }
            Some(_) => {
                let fact = self.filed(&self.view.account(path), word.filing, word.value);
                phrase.push(Piece::Plain("that"));
                phrase.extend(match self.is_clause(word) {
                    true => self.words(&fact),
                    false => self.it_was(path, &fact),
                });
            }
            None if hedged => {
                phrase.extend([Piece::Plain("that it was"), Piece::Said(Role::Hedge { source }, Vec::new())]);
                phrase.push(Piece::Plain("so"));
            }
            None if verb == "say" => match self.in_own_words(word) {
                Some(own) => phrase.extend(own),
                // “Said that it had not declared one” says what it said.
                None if word.limits().is_some_and(|limits| limits.starts_with("that ")) => {}
                None => phrase.push(so()),
            },
            None => phrase.push(Piece::Plain("it")),
        }
        if !content {
            phrase.extend(passed.in_place);
        }
        // What a denial is limited to is part of it.
        if !content && word.value.is_none() && word.limits().is_some() {
            phrase.extend(self.limited(word.filing));
        }
        if dated && !content {
            phrase.push(self.day(word.filing));
        }
        let item = word.record.item.as_ref().and_then(|item| self.view.state.item(item));
        if let [_] = words
            && told == Sides::Whole
            && let Some(item) = item.filter(|_| !word.stance.supports())
        {
            phrase.extend(self.saying_why(item, word.filing));
        }
        if word.secondhand {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, speech));
        } else if unnamed && !content {
            phrase.extend([Piece::Mark(","), Piece::Plain("naming no source")]);
        }
        phrase.extend(passed.reported);
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
    pub(super) fn leading_text(&self, path: &Path) -> Option<Fact<'s>> {
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
        let spec = attributes::spec_at(self.view, path);
        let of_cause = spec.is_some_and(|spec| spec.plays(AttributeRole::Cause));
        // “That the union rejected it”, and not that its answer “was rejects”.
        let verb = fact.value.and_then(|value| spec?.choice(value.text()?)?.verb);
        let party = || self.leading(&Path { detail: None, ..path.clone() });
        if let Some((verb, party)) = verb.filter(|_| path.detail.is_some()).and_then(|verb| Some((verb, party()?))) {
            let form = VerbForm::active(Tense::Past).of(self.is_plural(&party));
            let verb = does(self.source(fact.filing), verb, form);
            return [self.plain(&party), vec![verb], self.qualified(fact.filing)].concat();
        }
        match fact.value {
            Some(Value::Duration(_)) if path.detail.is_none() => [it("lasted"), self.words(fact)].concat(),
            Some(Value::Place(_)) if name == PLACE => [it(was), self.located(fact)].concat(),
            Some(Value::Text(_)) if of_cause => [it(was), self.cause(fact)].concat(),
            Some(Value::When(_)) if name == WHEN && self.has_days_of_several_moments(&self.view.account(path)) => {
                let came = match self.view.state.filed(fact.filing).0.record.moment_filed() {
                    Some(Moment::Began) => "began",
                    Some(Moment::Arrived) => "reached its destination",
                    Some(Moment::Over) => "ended",
                    None => was,
                };
                [it(came), self.words(fact)].concat()
            }
            _ => [it(was), self.words(fact)].concat(),
        }
    }

    /// Whether there are days of several moments in the course of something: one on which it began, one on which it ended.
    pub(super) fn has_days_of_several_moments(&self, account: &Account<'s>) -> bool {
        let mut moments = account.candidates.iter().filter_map(|candidate| candidate.moment);
        let first = moments.next();
        moments.any(|moment| Some(moment) != first)
    }

    /// Where the days are on file that sentences tell of something that has days of several moments.
    pub(super) fn days_told(&self, item: &Item, drafts: &[Draft]) -> Vec<Filing> {
        if !self.has_days_of_several_moments(&self.view.account(&self.at(item, WHEN))) {
            return Vec::new();
        }
        let pieces = drafts.iter().flat_map(|draft| &draft.phrase);
        let sources = pieces.filter_map(|piece| match piece {
            Piece::Said(role @ Role::Date { .. }, _) => role.source(),
            _ => None,
        });
        sources.filter_map(|source| filing_of(self.view, source)).collect()
    }

    pub(super) fn is_of_phase(&self, word: &Word<'s>) -> bool {
        self.view.state.filed(word.filing).1.path.is_of(PHASE)
    }

    /// Whether a text is a proposition of its own, as that of a claim is.
    fn is_clause(&self, word: &Word<'s>) -> bool {
        let path = &self.view.state.filed(word.filing).1.path;
        path.is_of(TEXT) || path.is_of(GIST)
    }

    /// Sides in pairs, as far as a pair can be read in one sentence.
    pub(super) fn pairs(&self, sides: Vec<Phrase>) -> Vec<Vec<Phrase>> {
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
                let mut phrase = vec![name_of(discord.holder, source)];
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
