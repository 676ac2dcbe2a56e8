//! Where each party to a proposal stands.

use crate::judge::grade::Grade;
use crate::record::attribution::{Attribution, Origin};
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{ADVICE, ANSWER, PHASE, WORDS};
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{AttributeSpec, PhaseRole};
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::recorded::Sequence;
use crate::record::value::Value;
use crate::state::entity::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{bracketed, does, list};
use crate::tell::english::Tense;
use crate::tell::english::VerbForm;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::teller;
use crate::views::brief::details::MOST_ADDED;
use crate::views::brief::plan::{Draft, Weight};

impl<'s> Telling<'_, 's> {
    /// Where each party to a proposal stands, by one account: “Russia made it conditional on the easing of sanctions and the
    /// United States sought it.”
    ///
    /// What the main sentence has told of it (`answered`) is not told again; it is “the same account” only right behind that
    /// (`follows`).
    pub(super) fn positions(
        &self,
        item: &Item,
        main: &[&'s Attribution],
        (answered, follows): (bool, bool),
    ) -> Vec<Draft> {
        let Some(spec) = item.kind.attribute_in(AttributeRole::Positions) else { return Vec::new() };
        let base = self.base(item);
        let role = self.view.phase(item).role(item.kind);
        let settled_by = base.zip(role).map(|(base, role)| self.settled_by(item, role, base)).unwrap_or_default();
        // What the main sentence has told.
        let mut in_main: Vec<(Path, Option<String>)> = Vec::new();
        let mut by_voice: Vec<(&'s Attribution, Vec<Position>)> = Vec::new();
        for path in self.elements(item, spec) {
            let account = self.view.account(&path);
            for filing in account.candidates.iter().flat_map(|candidate| candidate.standing.supporters.clone()) {
                let Some(voice) = self.view.attribution(filing) else { continue };
                let Some(position) = self.position(spec, &path, voice) else { continue };
                let mut told = by_voice.iter().filter(|(known, _)| !same_voice(known, voice)).flat_map(|(_, all)| all);
                let known = (position.path.clone(), position.answer.clone());
                let again = told.any(|told| told.path == known.0 && told.answer == known.1) || in_main.contains(&known);
                let with_it = base.is_some_and(|base| position.answered_in == base.report);
                let party = Some(&position.party);
                let by_them = settled_by.iter().any(|settled| settled.value.and_then(Value::entity) == party);
                let of_main = main.first().is_some_and(|main| same_voice(main, voice));
                if with_it && of_main && (answered || by_them) {
                    in_main.push(known);
                    continue;
                }
                // What one voice has told of a party another need not tell again.
                if again && !position.rival {
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
        let main = if follows { main } else { &[] };
        by_voice.filter_map(|(voice, positions)| self.positions_of(voice, positions, main)).collect()
    }

    /// Where the parties stand by one voice, as the second half of what it says of the proposal: “and Ubisoft agreed to it”.
    ///
    /// Only what the very report says is told with it: an answer of another day has a sentence of its own.
    pub(super) fn answers_by(&self, item: &Item, role: Option<PhaseRole>, base: Filing) -> Option<(Phrase, Grade)> {
        let voice = self.view.attribution(base)?;
        let spec = item.kind.attribute_in(AttributeRole::Positions)?;
        let elements = self.elements(item, spec);
        let settled_by = role.map(|role| self.settled_by(item, role, base)).unwrap_or_default();
        let named = |position: &Position| {
            settled_by.iter().any(|party| party.value.and_then(Value::entity) == Some(&position.party))
        };
        let positions = elements.iter().filter_map(|path| self.position(spec, path, voice));
        let positions: Vec<Position> =
            positions.filter(|position| position.answered_in == base.report && !named(position)).collect();
        let plain = positions.iter().all(|position| !position.rival && !position.hedged);
        let grade = positions.iter().map(|position| position.grade).min().filter(|_| plain)?;
        let answers = alike_together(positions).into_iter().map(|position| [position.phrase, position.words].concat());
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
            let Origin::Entity(origin) = &voice.origin else { return *party == voice.holder };
            // Of people who are no body nobody speaks for all: their lawyer is told by name.
            let of_group = |known: &Entity| known.is == EntityType::Group || known.is_plural();
            let known = self.view.directory.get(self.view.directory.canonical(party));
            origin == party || *party == voice.holder && !known.is_some_and(of_group)
        };
        let own = positions.iter().all(|position| speaks(&position.party));
        let rival = positions.iter().any(|position| position.rival);
        let hedged = positions.iter().any(|position| position.hedged);
        let again = main.first().is_some_and(|main| same_voice(main, voice)) && !rival && self.is_of_main_day(first);
        let dated = own && !again && self.is_past(first);
        let alone = positions.len() == 1;
        let mut words = Phrase::new();
        let stances = alike_together(positions).into_iter().map(|position| match alone && dated {
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
            phrase.extend(self.on_day(first));
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

    /// Whether a word came with what is told of its item's life: only then is it of the same account.
    fn is_of_main_day(&self, filing: Filing) -> bool {
        let (report, said) = self.view.state.filed(filing);
        let Some(item) = said.path.of_item().and_then(|item| self.view.state.item(item)) else { return true };
        let turns = self.view.account(&self.at(item, PHASE));
        turns.words.iter().any(|word| word.record.learned_at == report.record.learned_at)
    }

    /// Where a party stands by one account.
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
        let answer = told(ANSWER);
        let advice = told(ADVICE);
        let plural = self.view.directory.get(party.value?.entity()?).is_some_and(Entity::is_plural);
        let hedge = self.view.state.filed(party.filing).1.hedge.is_some();
        let mut phrase = self.plain(&party);
        if hedge {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(party.filing) }, Vec::new()));
        }
        let tense = match self.is_past(party.filing) {
            true => VerbForm::active(Tense::Past),
            false => VerbForm::active(Tense::Present),
        };
        let tense = tense.of(plural);
        let mut verbs = Vec::new();
        for (fact, advises) in answer.iter().map(|fact| (fact, false)).chain(advice.iter().map(|fact| (fact, true))) {
            facts.push((*fact).clone());
            let source = self.source(fact.filing);
            let token = fact.value.and_then(Value::text).unwrap_or_default();
            let path = &self.view.state.filed(fact.filing).1.path;
            let known = attributes::spec_at(self.view, path).and_then(|spec| spec.choice(token)?.verb);
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
        let verb_at = (verbs.len() == 1).then_some(phrase.len());
        phrase.extend(list(verbs));
        let limits = answer.as_ref().map(|answer| self.qualified(answer.filing)).unwrap_or_default();
        let is_limited = !limits.is_empty();
        phrase.extend(limits);
        let mut said = Phrase::new();
        // Words in which it turned the first offer down are not those in which it takes the last.
        let of_answer =
            |words: &Fact<'s>| answer.as_ref().is_none_or(|answer| answer.filing.report == words.filing.report);
        if let Some(words) = told(WORDS).filter(of_answer) {
            let text = words.value.and_then(Value::text).unwrap_or_default();
            let source = self.source(words.filing);
            said.extend(match reads_on(text) {
                true => vec![crate::tell::clause::value(source, ValueForm::Plain)],
                false => bracketed(vec![crate::tell::clause::value(source, ValueForm::Quoted)]),
            });
            facts.push(words);
        }
        let told_version = spec.detail_in(AttributeRole::Version).and_then(|version| told(version.name));
        if let Some(version) = told_version.clone() {
            phrase.push(Piece::Plain("in its"));
            phrase.extend(self.words(&version));
            phrase.push(Piece::Plain("version"));
            facts.push(version);
        }
        let grade = facts.iter().map(|fact| fact.grade).min().unwrap_or(Grade::None);
        let sequences = facts.iter().map(|fact| self.sequence(fact.filing)).collect();
        let party_slug = party.value?.entity()?.clone();
        let rival = facts.iter().any(|fact| {
            let account = self.view.account(&self.view.state.filed(fact.filing).1.path);
            account.leading().is_some_and(|leading| leading.own && leading.value != fact.value)
        });
        Some(Position {
            path: path.clone(),
            filing: party.filing,
            party: party_slug,
            verb_at: verb_at.filter(|_| told_version.is_none() && !is_limited),
            sequences,
            phrase,
            words: said,
            grade,
            hedged: hedge,
            answered_in: answer.as_ref().map_or(party.filing.report, |answer| answer.filing.report),
            rival,
            answer: answer.and_then(|answer| answer.value?.text().map(str::to_owned)),
        })
    }
}

/// Those who answer the same in no words of their own, as one: “A and B agreed to it”. Whoever has words of its own beside them
/// “also” does.
fn alike_together(positions: Vec<Position>) -> Vec<Position> {
    let plain = |position: &Position| position.words.is_empty() && !position.hedged && position.verb_at.is_some();
    let mut groups: Vec<Vec<Position>> = Vec::new();
    for position in positions {
        let alike =
            |group: &&mut Vec<Position>| group[0].answer == position.answer && plain(&group[0]) && plain(&position);
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(position),
            None => groups.push(vec![position]),
        }
    }
    let mut answered: Vec<String> = Vec::new();
    groups.into_iter().map(|group| together(group, &mut answered)).collect()
}

fn together(mut group: Vec<Position>, answered: &mut Vec<String>) -> Position {
    let names: Vec<Phrase> = group.iter().map(Position::who).collect();
    let others: Vec<Sequence> = group.iter().skip(1).flat_map(|position| position.sequences.clone()).collect();
    let several = group.len() > 1;
    let mut first = group.swap_remove(0);
    let Some(at) = first.verb_at else { return first };
    let mut verb = first.phrase.split_off(at);
    if several && let Some(Piece::Said(Role::Verb { form, .. }, also)) = verb.first_mut() {
        *form = form.of(true);
        also.extend(others);
    }
    let again = first.answer.as_ref().is_some_and(|answer| answered.contains(answer));
    answered.extend(first.answer.clone());
    let also = again.then_some(Piece::Plain("also"));
    first.phrase = list(names).into_iter().chain(also).chain(verb).collect();
    first.verb_at = None;
    first
}

/// Where one party stands, by one account.
struct Position {
    path: Path,
    filing: Filing,
    party: EntitySlug,
    phrase: Phrase,
    /// Where in that its one verb is, where it has one.
    verb_at: Option<usize>,
    /// The updates that it rests on.
    sequences: Vec<Sequence>,
    /// In which words.
    words: Phrase,
    grade: Grade,
    hedged: bool,
    /// What it answers, as on file.
    answer: Option<String>,
    /// In which report.
    answered_in: usize,
    /// Whether the party itself says otherwise.
    rival: bool,
}

impl Position {
    /// The party, without its verb.
    fn who(&self) -> Phrase {
        self.phrase[..self.verb_at.unwrap_or(self.phrase.len())].to_vec()
    }
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
