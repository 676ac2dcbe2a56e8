//! Where each side stands on an item, beside what it says happened.

use crate::judge::account::{Disagreement, Discord, Word};
use crate::judge::grade::Grade;
use crate::judge::phase::{DENIED, Phase};
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::kind::attribute::{TEXT, WHEN};
use crate::record::kind::spec::{KindRole, PhaseRole, Rank};
use crate::record::name::EntitySlug;
use crate::record::path::phase_name;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::{origin, relays, teller, without_no_source};
use crate::views::brief::days::names_a_date;
use crate::views::brief::plan::{Draft, Weight};

const PAST: VerbForm = VerbForm::active(Tense::Past);

/// How a sentence speaks of its item: by name, or as “it” where it was just named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    It,
    Named,
}

impl<'s> Telling<'_, 's> {
    fn of(&self, item: &Item, of: Of) -> Phrase {
        match of {
            Of::It => vec![Piece::Plain("it")],
            Of::Named => self.noun(item, true).phrase,
        }
    }

    /// What each holder says of an item beside asserting it, those together who say the same.
    pub(super) fn stances(&self, item: &Item, of: Of) -> Vec<Draft> {
        let account = self.view.account(&self.path(item));
        let own = |word: &&Word<'s>| {
            let same_kind = self.view.state.filed(word.filing).0.record.kind == item.kind;
            // What it says in words of its own says that it is so.
            let in_words = word.stance == Stance::Confirms && self.tells_in_words(item, word);
            // That something was not held is told as what became of it.
            let own_word =
                self.view.state.filed(word.filing).1.path.attribute.is_none() || word.stance != Stance::Denies;
            same_kind && !in_words && own_word
        };
        let words: Vec<&Word<'s>> = account.current().filter(|word| word.stance.is_told()).filter(own).collect();
        // What is denied and said by nobody, not even as a plan.
        let planned = || self.view.account(&self.path(item).attribute(phase_name())).leading().is_some();
        let denied = words.iter().any(|word| word.stance == Stance::Denies);
        // Of a proposition others may speak in other words; and who said it once has said it.
        let ever = |word: &Word<'s>| word.stance.supports();
        let unsaid = item.kind.takes_place()
            && account.leading().is_none()
            && denied
            && !planned()
            && !account.words.iter().any(ever)
            && !self.was_ever_said(item);
        let disputed = self.is_disputed(item, &account);
        let by_text = self.is_told_of_text(item, &self.path(item));
        let mut drafts = Vec::new();
        let mut told: Vec<Filing> = Vec::new();
        for word in &words {
            // Who denies what others say is told with the dispute, and so is who confirms it.
            let with_sides =
                !by_text && word.stance == Stance::Confirms && !word.plan && word.grade > Grade::Conjecture;
            let earlier = self.wording_then(item, word.filing.report).is_some();
            let in_dispute =
                disputed && !earlier && (with_sides || matches!(word.stance, Stance::Denies | Stance::Disputes))
                    || self.denies_by_party(item, word);
            if told.contains(&word.filing) || in_dispute {
                continue;
            }
            let alike = |other: &&&Word<'s>| {
                other.stance == word.stance && self.is_plain_stance(item, other) && self.is_plain_stance(item, word)
            };
            let together: Vec<&Word<'s>> = match self.is_plain_stance(item, word) {
                true => words.iter().filter(alike).copied().collect(),
                false => vec![word],
            };
            told.extend(together.iter().map(|word| word.filing));
            if unsaid && word.stance == Stance::Denies && drafts.is_empty() {
                drafts.push(self.unsaid(item, &together));
            }
            let mut of = if drafts.is_empty() { of } else { Of::It };
            for some in once_each(&together).chunks(2) {
                drafts.push(self.stance(item, some, of));
                of = Of::It;
            }
        }
        if !disputed && let Some(denied) = words.iter().find(|word| self.is_against_earlier(item, word)) {
            let phrase = vec![Piece::Plain("no denial of the corrected wording is on file")];
            drafts.push(Draft::new(phrase, None, Weight::Beside).resting_on([self.sequence(denied.filing)]));
        }
        if disputed {
            return drafts;
        }
        for Discord { holder, filings, .. } in
            account.discords.iter().filter(|discord| discord.how == Disagreement::ChangedPosition)
        {
            drafts.extend(self.changed(item, holder, filings));
        }
        drafts
    }

    /// Whether a word is one of those by which the parties tell differently what became of an item.
    fn denies_by_party(&self, item: &Item, word: &Word<'s>) -> bool {
        let Phase::ByParty(words) = self.view.phase(item) else { return false };
        word.stance == Stance::Denies
            && words.iter().any(|(_, phase, update)| &**phase == DENIED && *update == word.update)
    }

    /// Whether any report said that an item is, was or is to be so, one that was taken back since included.
    fn was_ever_said(&self, item: &Item) -> bool {
        let path = self.path(item);
        let phase = path.attribute(phase_name());
        let says = |place: &usize| {
            let said = &self.view.state.reports()[*place].record.testimonies;
            said.iter().any(|said| (said.path == path || said.path == phase) && said.stance.supports())
        };
        item.reports.iter().filter(|place| self.view.admits(**place)).any(says)
    }

    /// “that journalists were asked to leave”: what a claim says, one that was taken back since included.
    fn that_it_is_so(&self, item: &Item) -> Option<Phrase> {
        let text = self.leading(&self.at(item, TEXT)).map(|text| self.source(text.filing));
        let taken_back = || {
            let path = self.at(item, TEXT);
            let reports = item.reports.iter().copied().filter(|place| self.view.admits(*place));
            let standing = reports.filter(|place| !self.view.withdrawals().is_struck(*place));
            standing.into_iter().find_map(|report| {
                let testimony = self.view.state.reports()[report].record.gives(&path)?;
                Some(self.source(Filing { report, testimony }))
            })
        };
        let source = text.or_else(taken_back)?;
        Some(vec![Piece::Plain("that"), value(source, ValueForm::Plain)])
    }

    /// Whether a voice that confirms a claim is told with a wording of its own.
    fn tells_in_words(&self, item: &Item, word: &Word<'s>) -> bool {
        let texts = self.view.account(&self.at(item, TEXT));
        let own = |filing: &Filing| {
            let by_voice = self.view.attribution(*filing).is_some_and(|other| same_voice(other, word.attribution));
            by_voice && filing.report == word.filing.report
        };
        texts.candidates.iter().any(|candidate| candidate.standing.supporters.first().is_some_and(own))
    }

    /// Whether a stance is one word of its holder, to be told with others like it.
    fn is_plain_stance(&self, item: &Item, word: &Word<'s>) -> bool {
        let testimony = self.view.state.filed(word.filing).1;
        self.reason_given(item, word.filing).is_none()
            && testimony.limits.is_none()
            && testimony.hedge.is_none()
            && !word.secondhand
            && !word.plan
            && matches!(word.attribution.origin, Origin::Entity(_))
            && matches!(word.stance, Stance::Confirms | Stance::Denies)
            && self.wording_then(item, word.filing.report).is_none()
    }

    /// “Nobody on file says that the meeting of Putin and Witkoff is planned or took place.”
    fn unsaid(&self, item: &Item, words: &[&Word<'s>]) -> Draft {
        let noun = self.noun(item, true);
        let mut phrase = vec![Piece::Plain("nobody on file says that")];
        phrase.extend(noun.phrase);
        phrase.push(Piece::Plain(match noun.plural {
            true => "are planned or took place",
            false => "is planned or took place",
        }));
        Draft::new(phrase, None, Weight::Main).resting_on(words.iter().map(|word| self.sequence(word.filing)))
    }

    fn stance(&self, item: &Item, words: &[&Word<'s>], of: Of) -> Draft {
        let word = words[0];
        let source = self.source(word.filing);
        let testimony = self.view.state.filed(word.filing).1;
        let denied_claim = of == Of::Named && word.stance == Stance::Denies && item.kind.role() == KindRole::Claim;
        let told_in_clause = matches!(word.stance, Stance::Confirms | Stance::Denies | Stance::Disputes);
        let earlier = self.wording_then(item, word.filing.report).map(|said| {
            vec![Piece::Plain(if told_in_clause { "that" } else { "the claim that" }), value(said, ValueForm::Plain)]
        });
        let of_earlier = earlier.is_some();
        let as_claim = self.that_it_is_so(item).filter(|_| denied_claim);
        let named = earlier.or(as_claim).unwrap_or_else(|| self.of(item, of));
        let grade = words.iter().map(|word| word.grade).min();
        if matches!(&word.attribution.origin, Origin::Evidence(_)) {
            return self.borne_out(word, named);
        }
        let several = self.holder_is_plural(word.holder);
        let (lemma, negative) = frames::stance(word.stance);
        let dated = word.stance != Stance::Confirms && word.stance != Stance::NotConfirmed && self.is_past(word.filing)
            || word.plan
            || word.stance == Stance::Confirms && self.has_day(word.filing) && self.is_past(word.filing);
        let tense = match word.stance {
            Stance::NotConfirmed => Tense::Perfect,
            // What was said before it happened was said of the plan.
            _ if word.plan => Tense::PastPerfect,
            // “By 11 March, it was unable to corroborate it.”
            Stance::DeniesKnowledge | Stance::CannotCorroborate => Tense::Past,
            _ if dated => self.past_from_day(word.filing).tense,
            _ => Tense::Past,
        };
        let together = words.len() > 1 && words.iter().all(|word| word.attribution.via.is_empty()) && !dated;
        let form = VerbForm { negative, ..VerbForm::active(tense) }.of(several || together);
        // What is only known by a day starts with it: behind what it is about it would be taken for a part of that.
        let known_by = dated && !word.plan && !self.has_day(word.filing);
        let mut phrase = if known_by { vec![self.day(word.filing), Piece::Mark(",")] } else { Phrase::new() };
        phrase.extend(match together {
            true => list(words.iter().map(|word| self.who(word)).collect()),
            false => self.who(word),
        });
        match testimony.limits {
            // “has not officially confirmed it”
            Some(_) if word.stance == Stance::NotConfirmed => {
                phrase.extend([
                    Piece::Plain(if several { "have not" } else { "has not" }),
                    Piece::Said(Role::Limits { source }, Vec::new()),
                    Piece::Plain("confirmed"),
                ]);
            }
            _ => {
                if testimony.hedge.is_some() {
                    phrase.push(Piece::Said(Role::Hedge { source }, Vec::new()));
                }
                phrase.push(does(source, lemma, form));
            }
        }
        // What was confirmed or denied before it happened was the plan.
        let of_plan = word.plan && matches!(word.stance, Stance::Confirms | Stance::Denies | Stance::Disputes);
        if of_plan {
            phrase.push(self.day(word.filing));
            phrase.push(Piece::Plain("that"));
        }
        // Behind what is denied, or what has a day in its name, its day would be taken for a part of that.
        let named_by_day = of == Of::Named && self.label_text(item).is_some_and(names_a_date);
        let day_first =
            (named_by_day || denied_claim || of_earlier && told_in_clause) && dated && !of_plan && !known_by;
        if day_first {
            phrase.push(self.day(word.filing));
        }
        phrase.extend(named);
        if of_plan {
            phrase.push(Piece::Plain(if self.noun(item, true).plural { "were planned" } else { "was planned" }));
            phrase.extend(self.day_meant(item, word));
        }
        if dated && !of_plan && !known_by && !day_first {
            phrase.push(self.day(word.filing));
        }
        if testimony.limits.is_some() && word.stance != Stance::NotConfirmed {
            phrase.extend(self.limited(word.filing));
        }
        phrase.extend(self.saying_why(item, word.filing));
        phrase.extend(self.relayed(word));
        for other in words.iter().skip(1).filter(|_| !together) {
            // The same of another, each as of its own day.
            phrase.push(Piece::Mark(";"));
            phrase.extend(self.who(other));
            phrase.push(does(self.source(other.filing), lemma, form.of(self.holder_is_plural(other.holder))));
            phrase.push(Piece::Plain("it, too,"));
            if dated {
                phrase.push(self.day(other.filing));
            }
            phrase.extend(self.relayed(other));
        }
        let account = self.view.account(&self.path(item));
        let denied = account.current().any(|other| other.holder == word.holder && other.stance == Stance::Denies);
        let mut also = Vec::new();
        if word.stance == Stance::NotConfirmed && !denied {
            phrase.extend([Piece::Mark(";"), Piece::Plain("no denial from it is on file")]);
        }
        also.extend(words.iter().map(|word| self.sequence(word.filing)));
        // Who does not bear it out belongs to what it is, and so does a party that bears out what is told on a lesser word; who
        // else does, or spoke of the plan, is told where there is room.
        let lesser = self.base(item).is_some_and(|base| self.grade_of(base) < word.grade);
        let beside = word.stance == Stance::Confirms && !lesser || of_plan;
        let weight = if beside { Weight::Beside } else { Weight::Main };
        Draft::new(phrase, grade, weight).resting_on(also)
    }

    /// “for January 2020”: the day of the plan that a denial means.
    fn day_meant(&self, item: &Item, word: &Word<'s>) -> Phrase {
        let path = self.at(item, WHEN);
        let meant = word.record.testimonies.iter().position(|said| {
            said.path == path && !said.stance.supports() && matches!(said.value, Some(Value::When(_)))
        });
        let Some(testimony) = meant else { return Phrase::new() };
        let filing = Filing { report: word.filing.report, testimony };
        let fact = self.filed(&self.view.account(&path), filing, self.view.state.filed(filing).1.value.as_ref());
        [vec![Piece::Plain("for")], self.bare_date(&fact)].concat()
    }

    /// “A photograph by Gavriil Grigorov, distributed by AP, bears it out.”
    fn borne_out(&self, word: &Word<'s>, named: Phrase) -> Draft {
        let source = self.source(word.filing);
        let mut phrase = match self.speech(word.filing, false) {
            Some(speech) => origin(self.view, speech, true),
            None => vec![Piece::Plain("a piece of evidence")],
        };
        let links = word.attribution.via.iter().filter_map(|link| link.outlet.as_ref());
        let relays: Vec<Phrase> = links
            .filter(|outlet| Some(*outlet) != self.known())
            .map(|outlet| vec![crate::tell::voices::name_of(outlet, source)])
            .collect();
        if !relays.is_empty() {
            phrase.extend([Piece::Mark(","), Piece::Plain("carried by")]);
            phrase.extend(list(relays));
            phrase.push(Piece::Mark(","));
        }
        let form = VerbForm::active(Tense::Present);
        let it = named == [Piece::Plain("it")];
        let lemma = match (word.stance.supports(), word.grade >= Grade::Confirmed, it) {
            (true, true, _) => "confirm",
            (true, false, true) => "bear it out",
            (true, false, false) => "bear out",
            (false, ..) => "contradict",
        };
        phrase.push(does(source, lemma, form));
        if lemma != "bear it out" {
            phrase.extend(named);
        }
        Draft::new(phrase, Some(word.grade), Weight::Beside)
    }

    /// Whose word it is: the holder itself, or the spokesman who speaks for it.
    pub(super) fn who(&self, word: &Word<'s>) -> Phrase {
        let source = self.source(word.filing);
        let speaker = match &word.attribution.origin {
            Origin::Entity(origin) if !word.secondhand && !word.stance.is_observation() => origin,
            _ => word.holder,
        };
        vec![Piece::Name { entity: speaker.clone(), sequence: source.sequence, possessive: false, titled: true }]
    }

    fn holder_is_plural(&self, holder: &EntitySlug) -> bool {
        self.view.directory.get(holder).is_some_and(crate::state::entity::Entity::is_plural)
    }

    /// Through whom a stance came: “, TASS reported”, or who says it of another.
    pub(super) fn relayed(&self, word: &Word<'s>) -> Phrase {
        if word.secondhand {
            if self.is_main(word.attribution) {
                return Phrase::new();
            }
            let Some(speech) = self.speech(word.filing, false) else { return Phrase::new() };
            return [vec![Piece::Mark(",")], without_no_source(teller(self.view, speech))].concat();
        }
        self.passed_on(word.attribution, word.filing)
    }

    /// Who passed on a word of somebody who is named already: “, TASS reported”.
    pub(super) fn passed_on(&self, voice: &Attribution, filing: Filing) -> Phrase {
        let links = &voice.via;
        let source = self.source(filing);
        let Some((place, link)) = links.iter().enumerate().next_back() else {
            return match voice.basis {
                Basis::Unattributed if !self.is_main(voice) => {
                    vec![Piece::Mark(","), Piece::Plain("naming no source")]
                }
                _ => Phrase::new(),
            };
        };
        match (&link.outlet, &link.described) {
            (Some(outlet), _) if Some(outlet) == self.known() && links.len() == 1 => Phrase::new(),
            (Some(outlet), _) => {
                let relays = match self.speech(filing, false) {
                    Some(speech) => relays(self.view, &speech, place, outlet),
                    None => vec![crate::tell::voices::name_of(outlet, source)],
                };
                [vec![Piece::Mark(",")], relays, vec![does(source, "report", PAST)]].concat()
            }
            (None, Some(_)) => vec![
                Piece::Mark(","),
                Piece::Plain("by way of"),
                Piece::Said(Role::Link { source, link: place }, Vec::new()),
            ],
            (None, None) => Phrase::new(),
        }
    }

    /// “By 3 April, the Kremlin had denied it.”; of what an outlet passed on: “By 11 March, Berita Harian had quoted Rodzali Daud
    /// as saying that it was so.” Whoever denies a claim now may deny having said it.
    fn changed(&self, item: &Item, holder: &EntitySlug, filings: &[Filing]) -> Option<Draft> {
        let account = self.view.account(&self.path(item));
        let before = *filings.first()?;
        let supported = account.word(before).is_some_and(|word| word.stance.supports());
        let source = self.source(before);
        let of_phase = self.view.state.filed(before).1.path.is_of(crate::record::kind::attribute::PHASE);
        let form = VerbForm::active(Tense::PastPerfect);
        let mut phrase = vec![self.day(before), Piece::Mark(",")];
        let relay =
            self.view.attribution(before).and_then(|said| said.via.iter().rev().find_map(|link| link.outlet.as_ref()));
        if let Some((outlet, word)) = relay.zip(account.word(before)).filter(|_| supported) {
            phrase.extend([crate::tell::voices::name_of(outlet, source), does(source, "quote", form)]);
            phrase.extend(self.who(word));
            // “It” would be what the denial before says.
            phrase.extend(match self.text_given(item, before) {
                Some(text) => [vec![Piece::Plain("as saying that")], self.words(&text)].concat(),
                None => vec![Piece::Plain("as saying that it was so")],
            });
            let also = filings.iter().map(|filing| self.sequence(*filing));
            return Some(Draft::new(phrase, None, Weight::Beside).resting_on(also));
        }
        phrase.push(crate::tell::voices::name_of(holder, source));
        phrase.extend(match supported {
            true => vec![does(source, "say", form), Piece::Plain("that it was so")],
            false if of_phase => vec![does(source, "say", form), Piece::Plain("that it did not take place")],
            false => vec![does(source, "deny", form), Piece::Plain("it")],
        });
        let also = filings.iter().map(|filing| self.sequence(*filing));
        Some(Draft::new(phrase, None, Weight::Beside).resting_on(also))
    }

    /// The text of a claim, as the report of a word gives it.
    fn text_given(&self, item: &Item, word: Filing) -> Option<Fact<'s>> {
        let path = self.at(item, TEXT);
        let update = &self.view.state.filed(word).0.record;
        let testimony = update.gives(&path)?;
        let value = update.testimonies[testimony].value.as_ref();
        let claim = item.kind.role() == KindRole::Claim;
        claim.then(|| self.filed(&self.view.account(&path), Filing { testimony, ..word }, value))
    }

    /// Who says how likely something is that lies ahead.
    pub(super) fn likelihood(&self, item: &Item) -> Vec<Draft> {
        // How likely it was is of no use once it has come about.
        let role = self.view.phase(item).role(item.kind);
        if role.is_some_and(|role| role != PhaseRole::Agreed && role.rank() == Rank::Outcome) {
            return Vec::new();
        }
        let account = self.view.account(&self.at(item, crate::record::kind::attribute::OUTLOOK));
        let outlooks = self.view.outlook(item).into_iter();
        let told = outlooks.filter_map(|outlook| {
            let word = account.current().find(|word| word.update == outlook.update)?;
            let source = self.source(word.filing);
            let mut phrase = self.who(word);
            phrase.extend([does(source, "call", PAST), Piece::Plain("it"), value(source, ValueForm::Plain)]);
            phrase.extend(self.relayed(word));
            Some(Draft::new(phrase, None, Weight::Detail))
        });
        told.collect()
    }
}

/// One word of each holder.
fn once_each<'w, 's>(words: &[&'w Word<'s>]) -> Vec<&'w Word<'s>> {
    let mut known: Vec<&Word<'s>> = Vec::new();
    for word in words {
        if !known.iter().any(|known| known.holder == word.holder) {
            known.push(word);
        }
    }
    known
}
