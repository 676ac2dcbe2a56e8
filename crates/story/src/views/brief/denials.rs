//! What is said against parts of an item: what is denied and said by nobody, denials that weigh nothing and are told all the
//! same, counts that their tellers divide otherwise, and contradictions that were reconciled.

use crate::judge::account::{Account, Candidate, Word};
use crate::judge::links::Tie;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{ANSWER, ASKED, GIST, MEDIUM, PLACE, SHOWS, TEXT, WHEN, WORDS};
use crate::record::kind::frame::{AttributeRole, Reply};
use crate::record::kind::spec::{AttributeSpec, KindRole, PhaseRole, TOOK_PLACE};
use crate::record::path::Path;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::nouns::is_several;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Telling, is_opposed};
use crate::tell::voices::{speaker, teller};
use crate::views::brief::plan::{Draft, Weight};

const PAST: VerbForm = VerbForm::active(Tense::Past);

impl<'s> Telling<'_, 's> {
    /// What is denied of the parts of an item and is told with no dispute: what nobody says, and what a denial that weighs
    /// nothing is limited to.
    pub(super) fn denials_of_parts(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some()) {
            let account = self.view.account(&path);
            if is_opposed(&account) {
                continue;
            }
            drafts.extend(self.element_denied(&path, &account));
            let mut told: Vec<Filing> = Vec::new();
            for candidate in &account.candidates {
                let of_it = |word: &&Word<'s>| {
                    let beside = candidate.standing.beside.contains(&word.filing);
                    let only_denied = candidate.is_only_denied() && word.value == candidate.value;
                    // Who disputes a part takes nothing from it, and is told.
                    let doubts =
                        word.stance == Stance::Disputes && (word.value.is_none() || word.value == candidate.value);
                    // Whoever denies that somebody is in a list need not say more.
                    let names = word.value.is_some() || path.element.is_some() && path.detail.is_none();
                    let denies = matches!(word.stance, Stance::Denies | Stance::Disputes) && names;
                    denies && (beside || only_denied) || doubts && path.element.is_none()
                };
                for word in account.current().filter(of_it) {
                    if !told.contains(&word.filing) {
                        told.push(word.filing);
                        drafts.push(self.denial(&path, &account, word, candidate));
                    }
                }
            }
        }
        drafts
    }

    /// The same where nothing else is told of the item, which the first of them then names.
    pub(super) fn only_denials_of_parts(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = self.denials_of_parts(item);
        if let Some(phrase) = drafts.first_mut().map(|first| &mut first.phrase) {
            let noun = self.noun(item, true).phrase;
            let of_attribute = |piece: &Piece| matches!(piece, Piece::Said(Role::Attribute { .. }, _));
            if let Some(it) = phrase.iter().position(|piece| *piece == Piece::Plain("it")) {
                phrase.splice(it..=it, noun);
            } else if let Some(part) = phrase.iter().position(of_attribute) {
                phrase.splice(part + 1..part + 1, [vec![Piece::Plain("of")], noun].concat());
            }
        }
        drafts
    }

    /// “Ana Holm denied on 3 May being among the candidates any longer, saying that she was ill”: of somebody whom nobody names
    /// in a list any more.
    fn element_denied(&self, path: &Path, account: &Account<'s>) -> Vec<Draft> {
        let whole = path.element.is_some() && path.detail.is_none() && account.leading().is_none();
        let item = path.of_item().and_then(|item| self.view.state.item(item)).filter(|_| whole);
        let Some((item, spec)) = item.zip(attributes::spec_at(self.view, path)) else { return Vec::new() };
        let denied = account.current().filter(|word| word.stance == Stance::Denies && word.value.is_none());
        let told = denied.filter_map(|word| {
            let named = account.words.iter().find(|said| said.stance.supports() && said.value.is_some())?;
            let fact = self.filed(account, named.filing, named.value);
            let source = self.source(word.filing);
            let own = fact.value.and_then(Value::entity).is_some_and(|entity| entity == word.holder);
            let before = own && account.words.iter().any(|said| said.stance.supports() && said.holder == word.holder);
            let mut phrase = self.who(word);
            phrase.push(does(source, "deny", self.past_from_day(word.filing)));
            phrase.push(self.day(word.filing));
            let label = Piece::Said(Role::Attribute { source: self.source(named.filing) }, Vec::new());
            let part = spec.plays(AttributeRole::Cast);
            phrase.extend(match (own, part) {
                (true, true) => vec![Piece::Plain("having a part in it")],
                (true, false) => vec![Piece::Plain("being among the"), label],
                (false, true) => {
                    [vec![Piece::Plain("that")], self.plain(&fact), vec![Piece::Plain("had a part in it")]].concat()
                }
                (false, false) => {
                    [vec![Piece::Plain("that")], self.plain(&fact), vec![Piece::Plain("was among the"), label]].concat()
                }
            });
            phrase.extend(before.then_some(Piece::Plain("any longer")));
            phrase.extend(self.limited(word.filing));
            phrase.extend(self.saying_why(item, word.filing));
            phrase.extend(self.relayed(word));
            Some(Draft::new(phrase, Some(word.grade), Weight::Main))
        });
        told.collect()
    }

    /// “The town council denied that it lasted five hours; nobody on file says so.”
    fn denial(&self, path: &Path, account: &Account<'s>, word: &Word<'s>, of: &Candidate<'s>) -> Draft {
        let source = self.source(word.filing);
        let unsaid = of.is_only_denied();
        if word.stance == Stance::Disputes && !unsaid && word.value.is_none() {
            return self.doubted(path, word);
        }
        let denied = word.value.or(of.value);
        let fact = self.filed(account, word.filing, denied);
        let mut phrase = self.who(word);
        phrase.push(does(source, if word.stance == Stance::Denies { "deny" } else { "dispute" }, PAST));
        if self.is_past(word.filing) {
            phrase.push(self.day(word.filing));
        }
        phrase.push(Piece::Plain("that"));
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        let of_part = path.element.is_some();
        let spec = attributes::spec_at(self.view, path);
        match denied {
            Some(Value::Count(_) | Value::Entity(_)) if !of_part => {
                phrase.extend([Piece::Plain("the"), Piece::Said(Role::Attribute { source }, Vec::new())]);
                phrase.push(Piece::Plain("was"));
                phrase.extend(self.plain(&fact));
            }
            // A deadline is a day, and not the day of what has it.
            Some(Value::When(_)) if !of_part && name != WHEN => {
                phrase.extend([Piece::Plain("the"), Piece::Said(Role::Attribute { source }, Vec::new())]);
                phrase.push(Piece::Plain("was"));
                phrase.extend(self.plain(&fact));
            }
            Some(Value::Text(_))
                if of_part && path.detail.is_none() && !spec.is_some_and(|spec| spec.plays(AttributeRole::Cast)) =>
            {
                phrase.extend([Piece::Plain("it"), Piece::Plain("included")]);
                phrase.extend(self.plain(&fact));
            }
            Some(Value::Entity(_)) if path.detail.is_none() => {
                phrase.extend(self.plain(&fact));
                phrase.extend(match spec.is_some_and(|spec| spec.plays(AttributeRole::Cast)) {
                    true => vec![Piece::Plain("had a part in it")],
                    false => {
                        vec![Piece::Plain("was among the"), Piece::Said(Role::Attribute { source }, Vec::new())]
                    }
                });
            }
            Some(Value::Place(_)) if name != PLACE && spec.is_some_and(|spec| spec.predicate.is_some()) => {
                let lemma = spec.and_then(|spec| spec.predicate).unwrap_or_default();
                phrase.extend([Piece::Plain("it"), does(source, lemma, PAST)]);
                phrase.extend(self.plain(&fact));
            }
            Some(Value::Text(_)) if name == TEXT || name == GIST => {
                phrase.push(value(self.source(fact.value_in), ValueForm::Plain));
            }
            _ => phrase.extend(self.it_was(path, &fact)),
        }
        if word.limits().is_some() && !phrase.contains(&Piece::Said(Role::Limits { source }, Vec::new())) {
            phrase.extend(self.limited(word.filing));
        }
        phrase.extend(self.relayed(word));
        let said = self.view.state.reports().iter().enumerate().filter(|(place, _)| self.view.admits(*place));
        let mut said = said.flat_map(|(report, recorded)| {
            let testimonies = recorded.record.testimonies.iter().enumerate();
            let saying = testimonies.filter(|(_, said)| said.path == *path && said.stance.supports());
            let same = saying.filter(|(_, said)| self.is_same_value(said.value.as_ref(), word.value));
            same.map(move |(testimony, _)| Filing { report, testimony })
        });
        if unsaid {
            match said.next() {
                None => phrase.extend([Piece::Mark(";"), Piece::Plain("nobody on file says so")]),
                // Who said it and does not say it any more said it all the same.
                Some(before) => phrase.extend(self.had_said_so(before)),
            }
        }
        Draft::new(phrase, Some(word.grade), Weight::Main)
    }

    /// “Hishammuddin Hussein disputed what it shows, saying that the pictures were put out by mistake.”
    fn doubted(&self, path: &Path, word: &Word<'s>) -> Draft {
        let source = self.source(word.filing);
        let mut phrase = self.who(word);
        phrase.push(does(source, "dispute", PAST));
        match attributes::spec_at(self.view, path).and_then(AttributeSpec::question) {
            Some((before, TOOK_PLACE)) => phrase.extend([before, "it took place"].map(Piece::Plain)),
            Some((before, "shows")) if self.shows_several(path) => {
                phrase.extend([before, "they show"].map(Piece::Plain))
            }
            Some((before, after)) if !after.is_empty() => phrase.extend([before, "it", after].map(Piece::Plain)),
            _ => phrase.extend([Piece::Plain("the"), Piece::Said(Role::Attribute { source }, Vec::new())]),
        }
        if self.is_past(word.filing) && self.has_day(word.filing) {
            phrase.push(self.day(word.filing));
        }
        phrase.extend(self.limited(word.filing));
        let item = path.of_item().and_then(|item| self.view.state.item(item));
        phrase.extend(item.map(|item| self.saying_why(item, word.filing)).unwrap_or_default());
        phrase.extend(self.relayed(word));
        Draft::new(phrase, Some(word.grade), Weight::Main)
    }

    /// Whether what shows something is several: “satellite images”.
    fn shows_several(&self, path: &Path) -> bool {
        let item = path.of_item().and_then(|item| self.view.state.item(item));
        let medium = item.and_then(|item| self.leading(&self.at(item, MEDIUM))?.value?.text());
        medium.is_some_and(is_several)
    }

    fn is_same_value(&self, one: Option<&Value>, other: Option<&Value>) -> bool {
        one.zip(other).is_some_and(|(one, other)| {
            matches!(one.compare(other, &self.view.directory), Comparison::Same | Comparison::Narrows)
        })
    }

    /// “; its secretary had said so on 14 September”: nothing of a report that was taken back, which the corrections tell.
    fn had_said_so(&self, before: Filing) -> Phrase {
        let taken_back = !self.view.withdrawals().stands(before.report);
        let Some(speech) = self.speech(before, false).filter(|_| !taken_back) else { return Phrase::new() };
        let mut phrase = vec![Piece::Mark(";")];
        phrase.extend(speaker(self.view, speech));
        let past = VerbForm { tense: Tense::PastPerfect, ..PAST };
        phrase.extend([does(self.source(before), "say", past), Piece::Plain("so"), self.day(before)]);
        phrase
    }

    /// “The Gazette divided the 30 petitions into 12 harbour and 11 old-town, which come to 23.”
    pub(super) fn divided_counts(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some()) {
            let account = self.view.account(&path);
            let divided: Vec<(&Word<'s>, &Count)> = account.divided_counts().collect();
            drafts.extend(divided.into_iter().filter_map(|(word, count)| self.divided(word, count)));
        }
        drafts
    }

    fn divided(&self, word: &Word<'s>, count: &Count) -> Option<Draft> {
        let source = self.source(word.filing);
        let mut phrase = speaker(self.view, self.speech(word.filing, false)?);
        phrase.extend([does(source, "divide", PAST), Piece::Plain("the")]);
        phrase.extend([value(source, ValueForm::Plain), Piece::Plain("into"), value(source, ValueForm::Parts)]);
        let sum: i64 = count.parts.iter().map(|part| part.count).sum();
        if count.exactly().is_some_and(|total| total != sum) {
            phrase.extend([Piece::Mark(","), Piece::Plain("which come to"), value(source, ValueForm::PartsInAll)]);
        }
        Some(Draft::new(phrase, Some(word.grade), Weight::Detail))
    }

    /// “That the loan costs nothing and that the loan costs 20,000 crowns are both right, the gallery told The Herald: the
    /// loan is free and its transport is paid for.”
    pub(super) fn reconciliations(&self, item: &Item) -> Vec<Draft> {
        let here = |place: usize| self.view.state.reports()[place].record.item.as_ref() == Some(&item.key);
        let ties = self.view.ties_of_any(item.reports.iter().copied());
        let ties = ties.filter(|tie| tie.relation == RelationKind::Reconciles && here(tie.through));
        let mut through: Vec<usize> = Vec::new();
        ties.filter(|tie| {
            let new = !through.contains(&tie.through);
            through.push(tie.through);
            new
        })
        .filter_map(|tie| self.reconciled(tie))
        .collect()
    }

    fn reconciled(&self, by: &Tie) -> Option<Draft> {
        let reports = self.view.state.reports();
        let between = |tie: &&Tie| {
            tie.settled && tie.relation == RelationKind::Contradicts && [tie.from, tie.to].contains(&by.to)
        };
        let was = self.view.ties_of(by.to).find(|tie| between(tie))?;
        let said =
            [was.to, was.from].into_iter().filter_map(|place| self.thesis(place).or_else(|| self.reported(place)));
        let said: Vec<Phrase> = said.collect();
        if said.len() != 2 {
            return None;
        }
        let mut phrase = list(said);
        phrase.push(Piece::Plain("are both right"));
        let filing = Filing { report: by.through, testimony: 0 };
        if let Some(speech) = self.speech(filing, self.is_past(filing)) {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, speech));
        }
        let update = &reports[by.through].record;
        let relation = update
            .relations
            .iter()
            .position(|relation| relation.relation == RelationKind::Reconciles && relation.reason.is_some());
        if let Some(relation) = relation {
            phrase.push(Piece::Mark(":"));
            phrase.push(Piece::Said(Role::Reason { sequence: reports[by.through].sequence, relation }, Vec::new()));
        }
        let sequences = [was.to, was.from, by.through].map(|place| reports[place].sequence);
        Some(Draft::new(phrase, None, Weight::Open).resting_on(sequences))
    }

    /// A report by what it is on, where it comes to no clause: “what was reported of the dues of 12 crowns”.
    fn reported(&self, place: usize) -> Option<Phrase> {
        let item = self.view.state.item(self.view.state.reports()[place].record.item.as_ref()?)?;
        Some([vec![Piece::Plain("what was reported of")], self.noun(item, true).phrase].concat())
    }

    /// What a report comes to, as a noun clause: “that the loan costs nothing”, “that the parade took place”, “that a photograph
    /// shows a dry street”.
    pub(super) fn thesis(&self, place: usize) -> Option<Phrase> {
        let record = &self.view.state.reports()[place].record;
        let item = self.view.state.item(record.item.as_ref()?)?;
        let name = match item.kind.role() {
            KindRole::Claim => TEXT,
            KindRole::Statement => GIST,
            KindRole::Request if record.gives(&self.at(item, ANSWER)).is_some() => ANSWER,
            _ => return Some([vec![Piece::Plain("that")], self.event_or_evidence(item)?].concat()),
        };
        let place_of = |name: &str| record.gives(&self.at(item, name));
        let Some(testimony) = place_of(name) else {
            // Words that are news stand for themselves.
            let words = place_of(WORDS)?;
            return Some(vec![value(self.source(Filing { report: place, testimony: words }), ValueForm::Quoted)]);
        };
        let source = self.source(Filing { report: place, testimony });
        let hedge = record.testimonies[testimony].hedge.map(|_| Piece::Said(Role::Hedge { source }, Vec::new()));
        Some([Piece::Plain("that")].into_iter().chain(hedge).chain([value(source, ValueForm::Plain)]).collect())
    }

    /// What an item that has no words of its own comes to: “the parade took place”, “a photograph shows a dry street”, “the
    /// union declined to comment”; of a publication, nothing.
    fn event_or_evidence(&self, item: &Item) -> Option<Phrase> {
        match item.kind.role() {
            KindRole::Evidence => {
                let (medium, shows) = (self.leading(&self.at(item, MEDIUM))?, self.leading(&self.at(item, SHOWS))?);
                let several = medium.value.and_then(Value::text).is_some_and(is_several);
                let show = does(self.source(shows.filing), "show", VerbForm::active(Tense::Present).of(several));
                let medium = value(self.source(medium.filing), ValueForm::Indefinite);
                Some([vec![medium, show], self.words(&shows)].concat())
            }
            KindRole::TakesPlace | KindRole::Proposal => self.bare_clause(item).or_else(|| {
                let happened = self.view.phase(item).role(item.kind) == Some(PhaseRole::Done);
                let noun = |definite| self.noun(item, definite).phrase;
                Some(match happened {
                    true => [noun(true), vec![self.took_place(item)]].concat(),
                    false => [vec![Piece::Plain("there was")], noun(false)].concat(),
                })
            }),
            KindRole::Request => {
                let asked = self.words(&self.leading(&self.at(item, ASKED))?);
                let reply = self.phase_told(item).and_then(|phase| item.kind.phase(&phase)?.reply);
                let came_to = match (reply, self.came_to(item)) {
                    (Some(Reply::ByAsked { verb, negative, words, .. }), Some(base)) => {
                        vec![does(self.source(base), verb, VerbForm { negative, ..PAST }), Piece::Plain(words)]
                    }
                    _ => vec![Piece::Plain("had been asked for comment")],
                };
                Some([asked, came_to].concat())
            }
            _ => None,
        }
    }
}
