//! What is disputed: the proposition first, then each side with its own words, and no winner.

use crate::judge::account::{Account, Disagreement, Word};
use crate::judge::grade::Grade;
use crate::judge::phase::{DENIED, Phase};
use crate::record::kind::attribute::PHASE;
use crate::record::kind::spec::KindRole;
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::{beside, does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::voices::teller;
use crate::views::brief::facts::{Telling, is_opposed};
use crate::views::brief::plan::{Draft, Weight};

impl<'s> Telling<'_, 's> {
    /// Every open dispute about an item.
    pub(super) fn disputes(&self, item: &Item) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = self.phase_by_party(item).into_iter().collect();
        for path in self.view.paths_of(&item.key) {
            if path.is_of(PHASE) {
                continue;
            }
            let account = self.view.account(&path);
            if is_opposed(&account) {
                drafts.extend(self.dispute(item, &path, &account));
            }
        }
        drafts
    }

    /// One dispute: what is disputed, and the sides; in sentences of their own where there are many.
    fn dispute(&self, item: &Item, path: &Path, account: &Account<'s>) -> Vec<Draft> {
        let mut phrase = self.proposition(item, path, account);
        phrase.push(Piece::Plain(match account.is_contested() {
            true => "is disputed",
            false => "is told differently",
        }));
        let growing = self.is_growing(account);
        let committal =
            account.current().filter(|word| word.stance.is_committal() && !word.plan && word.grade > Grade::Conjecture);
        let words: Vec<&Word<'s>> = committal.collect();
        let sequences: Vec<u64> = words.iter().map(|word| self.sequence(word.filing)).collect();
        let sides = self.sides(&words, growing || words.iter().any(|word| self.is_late(word, &words)));
        let reason = words.iter().find_map(|word| self.reason(word)).map(|(sequence, relation)| {
            // Whoever contradicts gives it: it is no fact by that.
            vec![
                Piece::Open("("),
                Piece::Plain("the reason given:"),
                Piece::Said(Role::Reason { sequence, relation }, Vec::new()),
                Piece::Mark(")"),
            ]
        });
        let long = path.attribute.is_none() || sides.len() > 2 || reason.is_some();
        if !long {
            phrase.push(Piece::Mark(":"));
            phrase.extend(beside(sides));
            phrase.extend(reason.unwrap_or_default());
            return vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences)];
        }
        phrase.extend(reason.unwrap_or_default());
        let mut drafts = vec![Draft::new(phrase, None, Weight::Open).resting_on(sequences)];
        let pairs: Vec<Vec<Phrase>> = sides.chunks(2).map(<[Phrase]>::to_vec).collect();
        drafts.extend(pairs.into_iter().map(|pair| Draft::new(beside(pair), None, Weight::Open)));
        drafts
    }

    /// The sides of a dispute, those who say the same together, nobody twice.
    fn sides(&self, words: &[&Word<'s>], dated: bool) -> Vec<Phrase> {
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
        let named =
            !(word.secondhand || not_held) && word.attribution.basis != crate::record::attribution::Basis::Unattributed;
        named && testimony.hedge.is_none() && testimony.limits.is_none()
    }

    /// Why two reports cannot both be true, where somebody said so.
    fn reason(&self, word: &Word<'s>) -> Option<(u64, usize)> {
        let report = &self.view.state.reports()[word.filing.report];
        let relations = report.record.relations.iter().enumerate();
        relations
            .filter(|(_, relation)| relation.relation == RelationKind::Contradicts && relation.reason.is_some())
            .map(|(place, _)| (report.sequence, place))
            .next()
    }

    /// Whether its sides are numbers of different days: without its day one would be read against the others.
    fn is_growing(&self, account: &Account<'s>) -> bool {
        let mut days: Vec<_> = account.current().map(|word| word.order.said).collect();
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
                KindRole::Claim => match self.leading(&self.at(item, "text")) {
                    Some(text) => vec![Piece::Plain("whether"), value(self.source(text.filing), ValueForm::Plain)],
                    None => vec![Piece::Plain("whether the claim is right")],
                },
                KindRole::Statement | KindRole::Evidence | KindRole::Publication => [vec![], noun()].concat(),
                KindRole::Proposal => {
                    [vec![Piece::Plain("whether")], noun(), vec![Piece::Plain("was put forward")]].concat()
                }
                _ => [vec![Piece::Plain("whether")], noun(), vec![Piece::Plain("took place")]].concat(),
            };
        };
        if attribute.as_str() == "place" && item.kind.takes_place() {
            return [vec![Piece::Plain("where")], noun(), vec![Piece::Plain("took place")]].concat();
        }
        if attribute.as_str() == "when" {
            let clock = account
                .candidates
                .iter()
                .all(|candidate| matches!(candidate.value, Some(Value::When(when)) if when.as_str().contains('T')));
            return [vec![Piece::Plain(if clock { "the time of" } else { "the date of" })], noun()].concat();
        }
        if account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_)))) {
            let label = account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new()));
            return [
                vec![Piece::Plain("the number of")],
                label.into_iter().collect(),
                vec![Piece::Plain("given with")],
                noun(),
            ]
            .concat();
        }
        if attribute.as_str() == "asked_by" {
            return [vec![Piece::Plain("who asked for")], noun()].concat();
        }
        if attribute.as_str() == "text" {
            return vec![Piece::Plain("what is so")];
        }
        if path.element.is_some() && path.detail.is_none() {
            let element = account.candidates.iter().find_map(|candidate| {
                let filing = candidate.standing.supporters.first().or(candidate.standing.opponents.first())?;
                candidate.value.map(|_| self.filed(account, *filing, candidate.value))
            });
            if let Some(element) = element {
                let mut phrase = vec![Piece::Plain("whether")];
                phrase.extend(self.plain(&element));
                phrase.extend([Piece::Plain("had a part in")]);
                phrase.extend(noun());
                return phrase;
            }
        }
        let mut phrase = vec![Piece::Plain("the")];
        phrase.extend(
            account
                .words
                .first()
                .map(|word| Piece::Said(Role::Attribute { source: self.source(word.filing) }, Vec::new())),
        );
        phrase.push(Piece::Plain("of"));
        phrase.extend(noun());
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
        let past = VerbForm::active(Tense::Past);
        let verb = match word.stance {
            // That it was not held is a word of its own, not a denial of another's.
            Stance::Denies if self.is_of_phase(word) => "say",
            Stance::Denies => "deny",
            Stance::Disputes => "dispute",
            _ => "say",
        };
        phrase.push(does(source, verb, past));
        let mut day_told = false;
        match word.value {
            Some(_) => {
                let account = self.view.account(&self.view.state.filed(word.filing).1.path);
                let fact = self.filed(&account, word.filing, word.value);
                let number = verb == "say" && matches!(fact.value, Some(Value::When(_) | Value::Count(_)));
                // The day it was said goes before a day or a number that it could be taken for.
                if number && dated {
                    phrase.push(self.day(word.filing));
                    phrase.push(Piece::Plain("that"));
                }
                day_told = number && dated;
                let says_text = verb == "say" && matches!(fact.value, Some(Value::Text(_))) && self.is_clause(word);
                if says_text {
                    phrase.push(Piece::Plain("that"));
                }
                if number {
                    phrase.push(Piece::Plain("it was"));
                }
                phrase.extend(self.words(&fact));
            }
            None if verb == "say" && word.stance == Stance::Denies => {
                phrase.push(Piece::Plain("that it did not take place"))
            }
            None if verb == "say" => phrase.push(Piece::Plain("so")),
            None => phrase.push(Piece::Plain("it")),
        }
        if dated && !day_told {
            phrase.push(self.day(word.filing));
        }
        if word.secondhand {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, speech));
        } else if word.attribution.basis == crate::record::attribution::Basis::Unattributed
            && !self.is_main(word.attribution)
        {
            phrase.extend([Piece::Mark(","), Piece::Plain("naming no source")]);
        }
        phrase
    }

    fn is_of_phase(&self, word: &Word<'s>) -> bool {
        self.view.state.filed(word.filing).1.path.is_of(PHASE)
    }

    /// Whether a text is a proposition of its own, as that of a claim is.
    fn is_clause(&self, word: &Word<'s>) -> bool {
        let path = &self.view.state.filed(word.filing).1.path;
        path.is_of("text") || path.is_of("gist")
    }

    /// What each party says of where an item is in its life, where they do not agree.
    fn phase_by_party(&self, item: &Item) -> Option<Draft> {
        let Phase::ByParty(words) = self.view.phase(item) else { return None };
        let phases = self.view.account(&self.at(item, PHASE));
        let whole = self.view.account(&self.path(item));
        let mut phrase = vec![Piece::Plain("what became of")];
        phrase.extend(self.noun(item, true).phrase);
        phrase.extend([Piece::Plain("is told differently"), Piece::Mark(":")]);
        let mut also = Vec::new();
        let mut heard: Vec<(&crate::record::name::EntitySlug, &str)> = Vec::new();
        let sides = words.iter().filter_map(|(holder, token, update)| {
            if heard.contains(&(holder, &**token)) {
                return None;
            }
            heard.push((holder, token));
            let fits = |word: &&Word<'s>| word.holder == holder && word.update == *update;
            let account = if &**token == DENIED { &whole } else { &phases };
            let word = account.current().find(fits).or_else(|| account.words.iter().find(fits))?;
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
        phrase.extend(beside(sides));
        Some(Draft::new(phrase, None, Weight::Open).resting_on(also))
    }

    /// Where a holder's own words on a part of an item do not agree.
    pub(super) fn discords(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some() && !path.is_of(PHASE)) {
            let account = self.view.account(&path);
            for discord in account.discords.iter().filter(|discord| discord.how != Disagreement::ChangedPosition) {
                let facts = discord.filings.iter().filter_map(|filing| {
                    let word = account.word(*filing)?;
                    Some((self.filed(&account, *filing, word.value), *filing))
                });
                let facts: Vec<_> = facts.collect();
                let [(older, first), (newer, last)] = facts.as_slice() else { continue };
                let source = self.source(*first);
                let mut phrase = vec![crate::tell::voices::name_of(discord.holder, source)];
                phrase.push(does(source, "give", VerbForm::active(Tense::PastPerfect)));
                phrase.extend([
                    Piece::Plain("the"),
                    Piece::Said(Role::Attribute { source }, Vec::new()),
                    Piece::Plain("of"),
                ]);
                phrase.extend(self.noun(item, true).phrase);
                phrase.push(Piece::Plain("as"));
                phrase.extend(self.words(older));
                phrase.push(Piece::Plain("and then as"));
                phrase.extend(self.words(newer));
                drafts.push(Draft::new(phrase, None, Weight::Open).resting_on([self.sequence(*last)]));
            }
        }
        drafts
    }
}
