//! Who is who: facts about people, organisations and places, each person in one sentence a voice.

use std::collections::BTreeSet;

use crate::judge::account::{Account, Word};
use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{ENDED, TITLE};
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::path::{Path, Subject};
use crate::record::value::Value;
use crate::state::fold::Filing;
use crate::tell::clause::{list, value};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling, is_opposed, same_voice};
use crate::tell::voices::{on_day, teller};
use crate::views::brief::disputes::Verdict;
use crate::views::brief::plan::{Draft, EntryDraft, Weight};
use crate::views::brief::sides::Sides;

/// What one voice says of somebody.
struct Facts<'s> {
    voice: &'s Attribution,
    filing: Filing,
    grade: Grade,
    /// Attribute by attribute.
    told: Vec<(&'s str, Vec<Fact<'s>>)>,
}

impl<'s> Telling<'_, 's> {
    /// Facts about everybody of whom there are any, and, in the other section, what is disputed of them.
    pub(super) fn people(&self, section: &'static str, disputed: &'static str) -> Vec<EntryDraft> {
        let mut entries = Vec::new();
        for (entity, paths) in self.spoken_of() {
            let entry = |section, drafts| EntryDraft::new(section, entity.to_string(), None, drafts);
            let mut facts = self.facts_about(entity, &paths);
            facts.retain(|fact| !self.is_told_by_lines(&self.lines_beside(fact), fact));
            entries.push(entry(section, facts));
            entries.push(entry(disputed, paths.iter().filter_map(|path| self.dispute_about(entity, path)).collect()));
        }
        entries.retain(|entry| !entry.drafts.is_empty());
        entries
    }

    /// Everybody of whom there are facts, with their paths.
    fn spoken_of(&self) -> Vec<(&'s EntitySlug, Vec<&'s Path>)> {
        let mut all: Vec<(&'s EntitySlug, Vec<&'s Path>)> = Vec::new();
        for path in self.view.state.entity_paths() {
            let Subject::Entity(slug) = &path.subject else { continue };
            match all
                .iter_mut()
                .find(|(known, _)| self.view.directory.canonical(known) == self.view.directory.canonical(slug))
            {
                Some((_, paths)) => paths.push(path),
                None => all.push((slug, vec![path])),
            }
        }
        all
    }

    /// The lines that are told of the items whose reports a sentence rests on.
    fn lines_beside(&self, draft: &Draft) -> Vec<usize> {
        let places = draft.also.iter().filter_map(|sequence| self.view.state.place_at(*sequence));
        let items = places.filter_map(|place| self.view.state.reports()[place].record.item.as_ref());
        let items: BTreeSet<&ItemKey> = items.collect();
        items.into_iter().filter_map(|key| self.view.state.item(key)).flat_map(|item| self.lines(item)).collect()
    }

    fn facts_about(&self, entity: &'s EntitySlug, paths: &[&'s Path]) -> Vec<Draft> {
        let mut voices: Vec<Facts<'s>> = Vec::new();
        for path in paths {
            // A title introduces whoever has it, and is no report of its own.
            let Some(name) = path.attribute.as_ref().map(|name| name.as_str()).filter(|name| *name != TITLE) else {
                continue;
            };
            let account = self.view.account(path);
            if is_opposed(&account) {
                continue;
            }
            let shown = account.candidates.iter().filter(|candidate| candidate.standing.support > Grade::Conjecture);
            for candidate in shown {
                let Some(filing) = candidate.standing.supporters.first().copied() else { continue };
                let Some(voice) = self.view.attribution(filing) else { continue };
                let fact = self.filed(&account, filing, candidate.value);
                if matches!(fact.value, None | Some(Value::None(_))) {
                    continue;
                }
                let known = match voices.iter().position(|known| same_voice(known.voice, voice)) {
                    Some(place) => &mut voices[place],
                    None => {
                        voices.push(Facts { voice, filing, grade: fact.grade, told: Vec::new() });
                        let last = voices.len() - 1;
                        &mut voices[last]
                    }
                };
                known.grade = known.grade.min(fact.grade);
                match known.told.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, facts)) => facts.push(fact),
                    None => known.told.push((name, vec![fact])),
                }
            }
        }
        voices.iter().filter_map(|facts| self.told_about(entity, facts)).collect()
    }

    /// “Ksenia Karelina has American and Russian citizenship.”
    fn told_about(&self, entity: &'s EntitySlug, facts: &Facts<'s>) -> Option<Draft> {
        let source = self.source(facts.filing);
        let plural =
            self.view.directory.get(self.view.directory.canonical(entity)).is_some_and(|known| known.is_plural());
        let parts: Vec<Phrase> =
            facts.told.iter().map(|(name, facts)| self.predicate(entity, name, facts, plural)).collect();
        let mut phrase =
            vec![Piece::Name { entity: entity.clone(), sequence: source.sequence, possessive: false, titled: true }];
        phrase.extend(list(parts));
        let tellers = match self.is_main(facts.voice) {
            true => Vec::new(),
            false => vec![teller(self.view, self.speech(facts.filing, false)?)],
        };
        let also: Vec<u64> =
            facts.told.iter().flat_map(|(_, facts)| facts).map(|fact| self.sequence(fact.filing)).collect();
        Some(Draft::new(self.attributed(phrase, tellers), Some(facts.grade), Weight::Detail).resting_on(also))
    }

    /// What is said of somebody under one attribute: “is 33 years old”, “has American and Russian citizenship”.
    fn predicate(&self, entity: &EntitySlug, name: &str, facts: &[Fact<'s>], plural: bool) -> Phrase {
        let (is, was, has) = if plural { ("are", "were", "have") } else { ("is", "was", "has") };
        let source = self.source(facts[0].filing);
        let words = || list(facts.iter().map(|fact| self.words(fact)).collect());
        let plain = |words: &'static str| vec![Piece::Plain(words)];
        match name {
            // An age is that of its day.
            "age" if self.is_past(facts[0].filing) => {
                [plain(was), words(), plain("years old"), on_day(self.view, source.sequence)].concat()
            }
            "age" => [plain(is), words(), plain("years old")].concat(),
            "citizenship" => [plain(has), words(), plain("citizenship")].concat(),
            "occupation" => {
                let occupations = facts.iter().map(|fact| {
                    // There is one chief executive of a company.
                    let office = fact.value.and_then(Value::text).is_some_and(|text| text.contains(" of "));
                    let form = if office { ValueForm::Plain } else { ValueForm::Indefinite };
                    [vec![value(self.source(fact.value_in), form)], self.qualified(fact.filing)].concat()
                });
                [plain(is), list(occupations.collect())].concat()
            }
            "description" => {
                let parts = facts.iter().map(|fact| [plain("as"), self.words(fact)].concat());
                [plain(is), plain("described"), list(parts.collect())].concat()
            }
            "member_of" => [plain(if plural { "belong to" } else { "belongs to" }), words()].concat(),
            // Where somebody is held changes: it is told as of its day.
            "custody" => {
                let text = facts[0].value.and_then(Value::text).unwrap_or_default();
                let mut phrase = plain(was);
                if !reads_on_from_was(text) {
                    phrase.push(Piece::Plain("in"));
                }
                phrase.extend(words());
                if !self.says_when_it_holds(facts[0].filing) {
                    phrase.push(self.day(facts[0].filing));
                }
                phrase
            }
            ENDED => {
                let person = self.view.directory.get(self.view.directory.canonical(entity));
                let person = person.is_some_and(|known| known.is == EntityType::Person);
                [plain(if person { "died" } else { "ceased to exist" }), words()].concat()
            }
            _ => {
                let label = Piece::Said(Role::Attribute { source }, Vec::new());
                [plain(has), vec![Piece::Plain("as"), label], words()].concat()
            }
        }
    }

    /// “The age of Ksenia Karelina is disputed: …”
    fn dispute_about(&self, entity: &EntitySlug, path: &Path) -> Option<Draft> {
        let account: std::rc::Rc<Account<'s>> = self.view.account(path);
        if !is_opposed(&account) {
            return None;
        }
        let counts = |word: &&Word<'s>| word.stance.is_committal() && word.grade > Grade::Conjecture;
        let words: Vec<&Word<'s>> = account.current().filter(counts).collect();
        let first = self.source(words.first()?.filing);
        let mut phrase =
            vec![Piece::Plain("the"), Piece::Said(Role::Attribute { source: first }, Vec::new()), Piece::Plain("of")];
        phrase.push(Piece::Name { entity: entity.clone(), sequence: first.sequence, possessive: false, titled: true });
        let verdict = if account.is_contested() { Verdict::Disputed } else { Verdict::ToldDifferently };
        let mut phrase = verdict.of(phrase, false);
        phrase.push(Piece::Mark(":"));
        phrase.extend(crate::tell::clause::beside(self.sides(&words, false, Sides::Whole)));
        let also: Vec<u64> = words.iter().map(|word| self.sequence(word.filing)).collect();
        Some(Draft::new(phrase, None, Weight::Open).resting_on(also))
    }
}

/// The entries with what is known of somebody behind the first that names them; of whom none does, that stays where it is.
pub(super) fn at_first_mention(
    entries: Vec<EntryDraft>,
    headings: &[&'static str],
    section: &'static str,
) -> Vec<EntryDraft> {
    let (people, mut entries): (Vec<EntryDraft>, Vec<EntryDraft>) =
        entries.into_iter().partition(|entry| entry.section == section);
    let mut left = Vec::new();
    for about in people {
        let place_of = |section: &str| headings.iter().position(|heading| *heading == section);
        let mut untold = about.without_drafts();
        for fact in about.drafts {
            let names = |draft: &Draft| draft.names(&about.item);
            // What was reported with something else that names them is told with that.
            let beside = |draft: &Draft| {
                (names(draft) || draft.is_line())
                    && draft.sequences().iter().any(|sequence| fact.also.contains(sequence))
            };
            // The first of those that come first.
            let first = |is: &dyn Fn(&Draft) -> bool| {
                let found = (0..entries.len()).filter(|at| entries[*at].drafts.iter().any(is));
                found.min_by_key(|at| place_of(entries[*at].section))
            };
            match first(&beside).or_else(|| first(&names)) {
                Some(at) => entries[at].drafts.push(fact),
                None => untold.drafts.push(fact),
            }
        }
        left.extend((!untold.drafts.is_empty()).then_some(untold));
    }
    entries.extend(left);
    entries
}

/// Whether a text goes on after “was”: “held in Moscow”, “in custody”.
fn reads_on_from_was(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    let words = ["at", "free", "held", "in", "not", "on", "out", "sentenced", "under", "with", "without"];
    words.contains(&first.as_str()) || first.ends_with("ed")
}
