//! Requests for comment, and what came of them.

use crate::judge::account::Word;
use crate::record::kind::attribute::{ABOUT, ANSWER, ASKED, ASKER, CHANNEL, NATURE, ON, PHASE, TEXT};
use crate::record::kind::choices::ALLEGATION;
use crate::record::kind::frame::Reply;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::EntitySlug;
use crate::record::path::phase_name;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{does, list, value};
use crate::tell::english::{self, Tense, VerbForm};
use crate::tell::span::{Phrase, Piece, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::telling::requests::{Request, by_means, question_of};
use crate::tell::voices::teller;
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};

/// How many requests are told one by one.
const MOST_REQUESTS: usize = 2;

/// How many of those who have not answered are named in a sentence that tells of them together.
const MOST_NAMED: usize = 4;

/// Who was asked, and the word that says what came of it.
type NoAnswer<'s> = (Fact<'s>, Filing);

/// What came of a request, or of several that came to the same.
pub(super) struct Asked<'v> {
    pub(super) item: String,
    pub(super) draft: Draft,
    /// Whether those who were asked have answered: then it is what people say.
    pub(super) answered: bool,
    items: Vec<&'v Item>,
}

impl<'v, 's: 'v> Telling<'v, 's> {
    /// Requests for comment that came to the same are told together: “Newsweek asked the White House and the State
    /// Department for comment by email; no reply is reported.”
    pub(super) fn requests(&self, items: &[&'v Item]) -> Vec<Asked<'v>> {
        let mut groups: Vec<(RequestKey<'s>, Vec<&'v Item>)> = Vec::new();
        for item in items {
            let Some(key) = self.request_key(item) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => all.push(item),
                None => groups.push((key, vec![item])),
            }
        }
        groups
            .into_iter()
            .filter_map(|(key, items)| {
                let draft = self.request(&key, &items)?;
                let answered = items.iter().all(|item| self.is_answered(item, &key));
                Some(Asked { item: items[0].key.to_string(), draft, answered, items })
            })
            .collect()
    }

    /// Of many requests that nobody has answered the newest as it is, and the others in one sentence: “The European Commission
    /// by 3 February 2023 and Sony by 8 March had given no answer either.”
    pub(super) fn old_requests_together(&self, asked: Vec<Asked<'v>>) -> Vec<Asked<'v>> {
        let (mut open, settled): (Vec<Asked<'v>>, Vec<Asked<'v>>) =
            asked.into_iter().partition(|asked| asked.draft.weight <= Weight::Open);
        if open.len() <= MOST_REQUESTS {
            return open.into_iter().chain(settled).collect();
        }
        let newest = |asked: &Asked<'v>| asked.items.iter().filter_map(|item| self.came_to(item)).max();
        open.sort_by_key(|asked| std::cmp::Reverse(newest(asked)));
        let mut old = open.split_off(1);
        // In the order of their days.
        old.reverse();
        let items: Vec<&Item> = old.iter().flat_map(|asked| asked.items.iter().copied()).collect();
        match self.no_answers(&items) {
            Some(draft) => open.push(Asked { item: old[0].item.clone(), draft, answered: false, items: Vec::new() }),
            None => open.extend(old),
        }
        open.into_iter().chain(settled).collect()
    }

    /// Who of those who were asked has given no answer, those together of whom the same is told: each once, with the day of
    /// the last time.
    fn no_answers(&self, items: &[&Item]) -> Option<Draft> {
        let mut heard: Vec<(Fact<'s>, Filing, Option<Reply>)> = Vec::new();
        for item in items {
            let (asked, came_to) = (self.leading(&self.at(item, ASKED))?, self.came_to(item)?);
            let reply = self.phase_told(item).and_then(|phase| item.kind.phase(&phase)?.reply);
            heard.retain(|(known, ..)| known.value != asked.value);
            heard.push((asked, came_to, reply));
        }
        let mut groups: Vec<(Option<Reply>, Vec<NoAnswer<'s>>)> = Vec::new();
        for (asked, came_to, reply) in heard {
            let reply = reply.filter(|reply| matches!(reply, Reply::ByAsked { .. }));
            match groups.iter_mut().find(|(known, _)| *known == reply) {
                Some((_, all)) => all.push((asked, came_to)),
                None => groups.push((reply, vec![(asked, came_to)])),
            }
        }
        let grades = groups.iter().flat_map(|(_, all)| all).map(|(_, came_to)| self.grade_of(*came_to));
        let grade = grades.min();
        let phrase = list(groups.iter().map(|(reply, all)| self.no_answer_of(*reply, all)).collect());
        let rests_on = items.iter().filter_map(|item| self.came_to(item)).map(|base| self.sequence(base));
        Some(Draft::new(phrase, grade, Weight::Open).resting_on(rests_on))
    }

    /// “The European Commission by 3 February 2023 and the Federal Trade Commission by 9 February 2024 had declined to
    /// comment”.
    fn no_answer_of(&self, reply: Option<Reply>, all: &[NoAnswer<'s>]) -> Phrase {
        let left_out = all.len().saturating_sub(MOST_NAMED);
        let mut names: Vec<Phrase> = Vec::new();
        for (asked, came_to) in all.iter().skip(left_out) {
            let mut name = self.plain(asked);
            if self.is_past(*came_to) {
                name.push(self.day(*came_to));
            }
            names.push(name);
        }
        if left_out > 0 {
            names.insert(0, vec![Piece::Plain("others who were asked")]);
        }
        let mut phrase = list(names);
        match (reply, all.last()) {
            (Some(Reply::ByAsked { verb, negative, words, .. }), Some((_, came_to))) => {
                let past = all.iter().find(|(_, came_to)| self.is_past(*came_to));
                let past = past.map(|(_, came_to)| self.past_from_day(*came_to));
                let form = VerbForm { negative, ..past.unwrap_or(VerbForm::active(Tense::Past)) };
                phrase.extend([does(self.source(*came_to), verb, form), Piece::Plain(words)]);
            }
            _ => phrase.push(Piece::Plain("gave no answer that is on file")),
        }
        phrase
    }

    fn request_key(&self, item: &Item) -> Option<RequestKey<'s>> {
        let base = self.came_to(item)?;
        let value = |name: &str| self.leading(&self.at(item, name)).and_then(|fact| fact.value);
        Some(RequestKey {
            asker: value(ASKER).and_then(Value::entity),
            phase: self.phase_told(item),
            channel: value(CHANNEL).and_then(Value::text),
            on: value(ON),
            voice: self.view.attribution(base).map(|voice| &voice.holder),
            reason: self.reason_given(item, base).and_then(|reason| reason.value),
        })
    }

    /// The word that says what came of a request: where several tell otherwise of it, the last.
    pub(super) fn came_to(&self, item: &Item) -> Option<Filing> {
        if self.view.phase(item).agreed().is_some() {
            return self.base(item);
        }
        let account = self.view.account(&self.path(item).attribute(phase_name()));
        let last = account.current().filter(|word| word.stance.supports()).last().map(|word| word.filing);
        last.or_else(|| self.base(item))
    }

    pub(super) fn phase_told(&self, item: &Item) -> Option<String> {
        let agreed = self.view.phase(item).agreed().map(str::to_owned);
        agreed.or_else(|| {
            let testimony = self.view.state.filed(self.came_to(item)?).1;
            testimony.value.as_ref().filter(|_| testimony.path.is_of(PHASE))?.text().map(str::to_owned)
        })
    }

    fn request(&self, key: &RequestKey<'s>, items: &[&Item]) -> Option<Draft> {
        let base = self.came_to(items[0])?;
        let source = self.source(base);
        let part =
            |name: &str| self.leading(&self.at(items[0], name)).map(|fact| self.words(&fact)).unwrap_or_default();
        let asked = list(
            items.iter().filter_map(|item| self.leading(&self.at(item, ASKED))).map(|fact| self.words(&fact)).collect(),
        );
        let asker = part(ASKER);
        let question = question_of(self.asked_on(items[0], key).unwrap_or_else(|| part(ON)), part(ABOUT));
        // Said as of its day: what came later can be another thing.
        let dated = self.is_past(base) && !self.is_main_outlet(key.asker);
        let day = if dated { vec![self.day(base)] } else { Phrase::new() };
        let day_of_answer = day.clone();
        // Behind a clause the day would be taken for its own.
        let (about, day) = match key.on {
            Some(_) if self.has_day(base) => ([day, question.clone()].concat(), Phrase::new()),
            _ => (question.clone(), day),
        };
        let reply = key.phase.as_deref().and_then(|phase| items[0].kind.phase(phase)?.reply);
        let past = if dated { self.past_from_day(base) } else { VerbForm::active(Tense::Past) };
        let mut after = self.saying_why(items[0], base);
        if key.voice != key.asker && key.voice != self.known() {
            let mut told_by = self.speech(base, false).map(|speech| teller(self.view, speech))?;
            // That it was asked is no more than its own word.
            if let Some(at) = told_by.iter().position(|piece| *piece == Piece::Plain("naming no source")) {
                told_by.truncate(at.saturating_sub(1));
            }
            after.push(Piece::Mark(","));
            after.extend(told_by);
        }
        let with = |about: Phrase, day: Phrase, with_day: bool| {
            let (asked, asker) = (asked.clone(), asker.clone());
            let past = if with_day { past } else { VerbForm::active(Tense::Past) };
            let by = by_means(key.channel.unwrap_or_default(), part(CHANNEL));
            let several = items.len() > 1;
            let request = Request { source, asked, several, asker, by, about, day, past };
            [request.phrase(reply), after.clone()].concat()
        };
        let mut phrase = with(about, day, true);
        if self.length(&phrase) > MOST_IN_A_SENTENCE {
            phrase = with(question, Phrase::new(), false);
        }
        if self.length(&phrase) > MOST_IN_A_SENTENCE {
            phrase = with(question_of(part(ON), part(ABOUT)), Phrase::new(), false);
        }
        if let [item] = items
            && let Some(answer) = self.leading(&self.at(item, ANSWER)).filter(|_| self.is_answered(item, key))
        {
            // “Asked about the claim that the dam leaks, Northline told Reuters that it knew of no leak.”
            let about = match (self.asked_on(item, key).unwrap_or_else(|| part(ON)), part(ABOUT)) {
                (on, _) if !on.is_empty() => on,
                (_, about) => about,
            };
            let verb = if asker.is_empty() { "say" } else { "tell" };
            let said = [asked.clone(), vec![does(source, verb, past)], asker.clone()].concat();
            let clause = answer.value.and_then(Value::text).is_some_and(english::is_clause);
            let before = if clause { Piece::Plain("that") } else { Piece::Mark(":") };
            let said = [said, day_of_answer, vec![before], self.words(&answer), after.clone()].concat();
            let asked =
                [vec![Piece::Plain("asked about")], about.clone(), vec![Piece::Mark(",")], said.clone()].concat();
            let long = about.is_empty() || self.length(&asked) > MOST_IN_A_SENTENCE;
            phrase = if long { said } else { asked };
        }
        let grade = items.iter().filter_map(|item| self.came_to(item)).map(|base| self.grade_of(base)).min();
        let also = items.iter().filter_map(|item| self.came_to(item)).map(|base| self.sequence(base));
        // Whoever has spoken since has answered: then it is history.
        let settled = items.iter().all(|item| self.is_answered(item, key) || self.has_spoken_since(item));
        Some(Draft::new(phrase, grade, if settled { Weight::Detail } else { Weight::Open }).resting_on(also))
    }

    fn is_answered(&self, item: &Item, key: &RequestKey<'s>) -> bool {
        let role = key.phase.as_deref().and_then(|phase| item.kind.phase_role(phase));
        role == Some(PhaseRole::Answered)
    }

    /// “the claim that three million was paid”: of a claim that was told in several wordings by then, the one that the asker
    /// had passed on, else the last; and not one that came up later.
    fn asked_on(&self, request: &Item, key: &RequestKey<'s>) -> Option<Phrase> {
        let Some(Value::Item(on)) = key.on else { return None };
        let claim = self.view.state.item(on).filter(|item| item.kind.role() == KindRole::Claim)?;
        let texts = self.view.account(&self.at(claim, TEXT));
        let by_then = self.came_to(request)?.report;
        if let Some(then) = self.wording_then(claim, by_then) {
            return Some(vec![Piece::Plain("the claim that"), value(then, self.form_of_asked(request))]);
        }
        let said = texts.current().filter(|word| word.stance.supports() && word.filing.report < by_then);
        let said: Vec<&Word<'s>> = said.collect();
        // By its label an allegation would read as a fact.
        if texts.candidates.len() < 2 && self.label(claim).is_none() {
            return None;
        }
        let nature = self.leading(&self.at(claim, NATURE));
        let alleged = nature.and_then(|nature| nature.value?.text()).is_some_and(|nature| nature == ALLEGATION);
        let passed_on = |word: &&&Word<'s>| {
            let mut links = word.attribution.via.iter().filter_map(|link| link.outlet.as_ref());
            key.asker.is_some_and(|asker| links.any(|outlet| outlet == asker) || word.holder == asker)
        };
        let chosen = said.iter().rev().find(passed_on).or_else(|| said.last())?;
        let text = self.filed(&texts, chosen.filing, chosen.value);
        // What an outlet has put out is a report, whoever said it.
        let reported = chosen.attribution.via.iter().any(|link| link.outlet.is_some());
        let what = match (alleged, reported) {
            (true, _) => "the allegation that",
            (false, true) => "the report that",
            (false, false) => "the claim that",
        };
        Some(vec![Piece::Plain(what), value(self.source(text.value_in), self.form_of_asked(request))])
    }

    /// What was asked about then is told in the past, of what has a day.
    fn form_of_asked(&self, request: &Item) -> ValueForm {
        let past = self.came_to(request).is_some_and(|base| self.is_past(base));
        if past { ValueForm::InPast } else { ValueForm::Plain }
    }

    /// Whether those who were asked have committed themselves since on what they were asked about.
    fn has_spoken_since(&self, request: &Item) -> bool {
        let value = |name: &str| self.leading(&self.at(request, name)).and_then(|fact| fact.value);
        let (Some(asked), Some(Value::Item(on)), Some(base)) =
            (value(ASKED).and_then(Value::entity), value(ON), self.came_to(request))
        else {
            return false;
        };
        let canonical = |slug| self.view.directory.canonical(slug);
        let later = |word: &Word<'s>| word.filing.report > base.report && word.stance.is_committal();
        self.view.paths_of(on).any(|path| {
            let account = self.view.account(&path);
            account.current().any(|word| canonical(word.holder) == canonical(asked) && !word.secondhand && later(word))
        })
    }

    fn is_main_outlet(&self, asker: Option<&EntitySlug>) -> bool {
        asker.is_some() && asker == self.known()
    }
}

/// What requests have in common that are told together.
#[derive(PartialEq)]
struct RequestKey<'s> {
    asker: Option<&'s EntitySlug>,
    phase: Option<String>,
    channel: Option<&'s str>,
    on: Option<&'s Value>,
    voice: Option<&'s EntitySlug>,
    reason: Option<&'s Value>,
}
