//! Where each party to a proposal stands.

use crate::judge::grade::Grade;
use crate::record::attribution::{Attribution, Origin};
use crate::record::kind::spec::AttributeSpec;
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, does, list};
use crate::tell::english::Tense;
use crate::tell::english::VerbForm;
use crate::tell::frames;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Telling, same_voice};
use crate::tell::voices::teller;
use crate::views::brief::details::MOST_ADDED;
use crate::views::brief::plan::{Draft, Weight};

impl<'s> Telling<'_, 's> {
    /// Where each party to a proposal stands, by one account: “Russia made it conditional on the easing of sanctions and the
    /// United States sought it.”
    ///
    /// What the main sentence has told of it (`answered`) is not told again.
    pub(super) fn positions(&self, item: &Item, main: &[&'s Attribution], answered: bool) -> Vec<Draft> {
        let Some(spec) = item.kind.attribute("positions") else { return Vec::new() };
        let mut by_voice: Vec<(&'s Attribution, Vec<Position>)> = Vec::new();
        for path in self.elements(item, spec) {
            let account = self.view.account(&path);
            for filing in account.candidates.iter().flat_map(|candidate| candidate.standing.supporters.clone()) {
                let Some(voice) = self.view.attribution(filing) else { continue };
                let Some(position) = self.position(spec, &path, voice) else { continue };
                let mut told = by_voice.iter().filter(|(known, _)| !same_voice(known, voice)).flat_map(|(_, all)| all);
                let again = told.any(|known| known.path == position.path && known.answer == position.answer);
                // The main sentence is in the words of its first voice, and the others are named with it.
                let in_main = answered
                    && main.iter().any(|main| same_voice(main, voice))
                    && main.first().is_some_and(|first| {
                        let of_first = self.position(spec, &path, first);
                        same_voice(first, voice) || of_first.is_some_and(|first| first.answer == position.answer)
                    });
                // What one voice has told of a party another need not tell again.
                if again && !position.rival || in_main {
                    continue;
                }
                match by_voice.iter_mut().find(|(known, _)| same_voice(known, voice)) {
                    Some((_, all)) if all.iter().any(|known| known.path == position.path) => {}
                    Some((_, all)) => all.push(position),
                    None => by_voice.push((voice, vec![position])),
                }
            }
        }
        // What a party says of itself comes before what others say of it.
        by_voice.sort_by_key(|(_, positions)| positions.iter().any(|position| position.rival));
        let by_voice = by_voice.into_iter().flat_map(|(voice, positions)| {
            let length = |position: &Position| self.length(&position.phrase) + self.length(&position.words);
            // Of many, or of many words, each has a sentence of its own.
            let long = positions.iter().map(length).sum::<usize>() > MOST_ADDED;
            let all = if long { positions.into_iter().map(|one| vec![one]).collect() } else { vec![positions] };
            all.into_iter().map(move |positions| (voice, positions))
        });
        by_voice.filter_map(|(voice, positions)| self.positions_of(voice, positions, main)).collect()
    }

    /// Where the parties stand by one voice, as the second half of what it says of the proposal: “and Ubisoft agreed to it”.
    pub(super) fn answers_by(&self, item: &Item, voice: &'s Attribution) -> Option<(Phrase, Grade)> {
        let spec = item.kind.attribute("positions")?;
        let elements = self.elements(item, spec);
        let positions: Vec<Position> = elements.iter().filter_map(|path| self.position(spec, path, voice)).collect();
        let plain = positions.iter().all(|position| !position.rival && !position.hedged);
        let grade = positions.iter().map(|position| position.grade).min().filter(|_| plain)?;
        let answers = positions.into_iter().map(|position| [position.phrase, position.words].concat());
        Some(([vec![Piece::Mark(","), Piece::Plain("and")], list(answers.collect())].concat(), grade))
    }

    fn positions_of(
        &self,
        voice: &'s Attribution,
        positions: Vec<Position>,
        main: &[&'s Attribution],
    ) -> Option<Draft> {
        let first = positions.first()?.filing;
        let grade = positions.iter().map(|position| position.grade).min();
        let speaks = |party: &EntitySlug| {
            let origin = matches!(&voice.origin, Origin::Entity(origin) if origin == party);
            origin || *party == voice.holder
        };
        let own = positions.iter().all(|position| speaks(&position.party));
        let rival = positions.iter().any(|position| position.rival);
        let hedged = positions.iter().any(|position| position.hedged);
        let again = main.first().is_some_and(|main| same_voice(main, voice)) && !rival;
        let dated = own && !again && self.is_past(first);
        let alone = positions.len() == 1;
        let mut words = Phrase::new();
        let stances = positions.into_iter().map(|position| match alone && dated {
            true => {
                words = position.words;
                position.phrase
            }
            false => [position.phrase, position.words].concat(),
        });
        let stances = list(stances.collect());
        let mut phrase = Phrase::new();
        if again && !self.is_main(voice) {
            phrase.extend([Piece::Plain("by the same account"), Piece::Mark(",")]);
        }
        phrase.extend(stances);
        if dated {
            phrase.push(self.day(first));
            phrase.extend(words);
            phrase.extend(self.passed_on(voice, first));
        }
        // Beside what the party itself says, what others say of it is theirs even in their own brief.
        let rival = !own && rival;
        if !again && !own && (!self.is_main(voice) || rival) || hedged && !again {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, self.speech(first, self.is_past(first))?));
        }
        Some(Draft::new(phrase, grade, Weight::Main))
    }

    fn position(&self, spec: &AttributeSpec, path: &Path, voice: &'s Attribution) -> Option<Position> {
        let account = self.view.account(path);
        let leading = account.leading().filter(|_| !account.is_contested())?;
        let party = self.fact_of(&account, leading, voice)?;
        let mut facts = vec![party.clone()];
        let told = |name: &str| {
            spec.elements?.iter().find(|detail| detail.name == name)?;
            let account = self.view.account(&self.detail(path, name));
            // What others say of a party's own position is told beside its own word, as theirs.
            let given = account.candidates.iter().filter(|given| !account.is_contested() || given.own);
            given.filter_map(|given| self.fact_of(&account, given, voice)).next()
        };
        let answer = told("answer");
        let advice = told("advice");
        let plural =
            self.view.directory.get(party.value?.entity()?).is_some_and(crate::state::directory::Entity::is_plural);
        let hedge = self.view.state.filed(party.filing).1.hedge.is_some();
        let mut phrase = self.plain(&party);
        if hedge {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(party.filing) }, Vec::new()));
        }
        let tense = VerbForm::active(if self.is_past(party.filing) { Tense::Past } else { Tense::Present }).of(plural);
        let mut verbs = Vec::new();
        for (fact, advises) in answer.iter().map(|fact| (fact, false)).chain(advice.iter().map(|fact| (fact, true))) {
            facts.push((*fact).clone());
            let source = self.source(fact.filing);
            let token = fact.value.and_then(Value::text).unwrap_or_default();
            let known = frames::answer(token).or_else(|| frames::answer(&format!("{token}s")));
            verbs.push(match (known, advises) {
                (Some(verb), true) => vec![does(source, &format!("advise to {verb}"), tense)],
                (Some(verb), false) => vec![does(source, verb, tense)],
                (None, _) => {
                    let mut phrase = vec![does(source, "answer", tense)];
                    phrase.push(crate::tell::clause::value(source, ValueForm::Quoted));
                    phrase
                }
            });
        }
        // That it has taken a position, and nothing of which, tells nobody anything.
        if verbs.is_empty() {
            return None;
        }
        phrase.extend(list(verbs));
        let mut said = Phrase::new();
        if let Some(words) = told("words") {
            let text = words.value.and_then(Value::text).unwrap_or_default();
            let source = self.source(words.filing);
            said.extend(match reads_on(text) {
                true => vec![crate::tell::clause::value(source, ValueForm::Plain)],
                false => bracketed(vec![crate::tell::clause::value(source, ValueForm::Quoted)]),
            });
            facts.push(words);
        }
        if let Some(version) = told("version") {
            phrase.push(Piece::Plain("in its"));
            phrase.extend(self.words(&version));
            phrase.push(Piece::Plain("version"));
            facts.push(version);
        }
        let grade = facts.iter().map(|fact| fact.grade).min().unwrap_or(Grade::None);
        let party_slug = party.value?.entity()?.clone();
        let rival = facts.iter().any(|fact| {
            let account = self.view.account(&self.view.state.filed(fact.filing).1.path);
            account.leading().is_some_and(|leading| leading.own && leading.value != fact.value)
        });
        Some(Position {
            path: path.clone(),
            filing: party.filing,
            party: party_slug,
            phrase,
            words: said,
            grade,
            hedged: hedge,
            rival,
            answer: answer.and_then(|answer| answer.value?.text().map(str::to_owned)),
        })
    }
}

/// Where one party stands, by one account.
struct Position {
    path: Path,
    filing: Filing,
    party: EntitySlug,
    phrase: Phrase,
    /// In which words.
    words: Phrase,
    grade: Grade,
    hedged: bool,
    /// What it answers, as on file.
    answer: Option<String>,
    /// Whether the party itself says otherwise.
    rival: bool,
}

/// Whether words go on in the sentence before them: “if Russia agrees to the same”.
fn reads_on(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default().to_lowercase();
    let joins = [
        "after", "as", "at", "because", "before", "but", "by", "for", "if", "in", "on", "once", "provided", "subject",
        "to", "unless", "until", "when", "with", "without",
    ];
    joins.contains(&first.as_str())
}
