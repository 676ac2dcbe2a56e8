//! The authors' own sentences: each is told for what its update says, with its day and on whose word, in place of what would
//! be made of that update.

use std::collections::BTreeSet;

use crate::judge::plans;
use crate::record::attribution::{Basis, Knowledge, Origin};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{PHASE, WHEN};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::EntitySlug;
use crate::record::path::{Path, Subject};
use crate::record::recorded::Sequence;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::entity::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, list};
use crate::tell::mentions::short_name;
use crate::tell::realise::filing_of;
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::{Speech, is_court, without_no_source};
use crate::tell::written::{has_word, is_of_a_past_plan, long_words};
use crate::views::brief::check::standing_of_line;
use crate::views::brief::days::Day;
use crate::views::brief::items::is_move;
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

/// How many words what an item is called has at most, to be named by it again.
const MOST_IN_A_NAME: usize = 12;

/// How many of those are named on whose word a line is told.
const MOST_VOICES: usize = 4;

impl<'s> Telling<'_, 's> {
    /// The reports whose lines are told of an item: first the newest that says where the item is now, then the others in the
    /// order in which they were said. None of what may not have been so at all: that is told with its sides.
    pub(super) fn lines(&self, item: &Item) -> Vec<usize> {
        let mut lines = self.view.reports_about(item);
        lines.retain(|place| self.update(*place).line.is_some());
        lines.retain(|place| self.why_untold(item, *place).is_none());
        lines.sort_by_key(|place| self.view.state.said_at(*place).order);
        // Of what takes place, what more was reported of it comes behind the line that says that it did.
        let says_so = |place: &usize| self.update(*place).phase_filed().is_some() && self.is_current(item, *place);
        let current = lines.iter().rposition(says_so);
        if let Some(current) = current.or_else(|| lines.iter().rposition(|place| self.is_current(item, *place))) {
            lines[..=current].rotate_right(1);
        }
        lines
    }

    fn update(&self, place: usize) -> &'s Update {
        &self.view.state.reports()[place].record
    }

    /// Why the line of an update is not told; none where all that the update says stands: nothing of it is withdrawn, replaced
    /// or contested, and of a plan, that it is still one.
    pub(super) fn why_untold(&self, item: &Item, place: usize) -> Option<&'static str> {
        let update = self.update(place);
        // Where it is in its life is judged by all that is said of that, step by step.
        let mut said = update.testimonies.iter().map(|said| &said.path).filter(|path| !path.is_of(PHASE));
        // What is said of an item that was found to be another is said of that.
        let here = |path: &Path| match &path.subject {
            Subject::Item(_) => Path { subject: Subject::Item(item.key.clone()), ..path.clone() },
            _ => path.clone(),
        };
        let beside = || self.said_beside(item).iter().any(|(_, other)| *other == update.id);
        if !self.view.withdrawals().of(place).is_empty() {
            Some("what it says, or a part of that, was corrected, taken back or replaced since")
        } else if said.any(|path| self.view.account(&here(path)).is_contested()) {
            Some("what it says is contested, and is told with its sides")
        } else if self.is_in_doubt(item) || beside() {
            Some("it is disputed what became of this, which is told with its sides")
        } else if self.is_passed_plan(item, place) && !update.line.as_deref().is_some_and(is_of_a_past_plan) {
            Some(
                "it is of a plan that was met, given up or moved since, or that was due with nothing heard of it; what was planned then can be told in the past: “was to open”, “announced”",
            )
        } else {
            None
        }
    }

    /// Whether an update tells of a plan that was met, given up or moved since, or of which nothing was heard when it was due.
    pub(super) fn is_passed_plan(&self, item: &Item, place: usize) -> bool {
        let role = self.update(place).phase_filed();
        if !role.is_some_and(PhaseRole::lies_ahead) {
            return false;
        }
        let moved = || {
            let now = plans::planned_date(&self.view.account(&self.at(item, WHEN)), false);
            let own = self.date_given(place).map(|(_, when)| when);
            own.zip(now).is_some_and(|(own, (_, now))| now.compare(own) == Comparison::Conflicting)
        };
        self.view.phase(item).role(item.kind) != role || self.is_overdue(item) || moved()
    }

    /// Whether an update says where its item is now; of words, that nobody has said more of them since.
    fn is_current(&self, item: &Item, place: usize) -> bool {
        let order = |place: usize| self.view.state.said_at(place).order;
        let later = self.view.reports_about(item).into_iter();
        let mut later =
            later.filter(|other| order(*other) > order(place) && !self.view.withdrawals().is_withdrawn(*other));
        if item.kind.role() == KindRole::Request {
            return self.came_to(item).is_some_and(|word| word.report == place);
        }
        match self.update(place).phase_filed() {
            Some(role) => self.view.phase(item).role(item.kind) == Some(role),
            None if item.kind.takes_place() => !later.any(|other| is_move(self.update(other).change)),
            None => !later.any(|other| self.update(other).testimonies.iter().any(|said| said.value.is_some())),
        }
    }

    /// All that the lines of an item say: nothing of it needs to be told again.
    pub(super) fn words_of_lines(&self, lines: &[usize]) -> String {
        let words = lines.iter().filter_map(|place| self.update(*place).line.as_deref());
        words.collect::<Vec<_>>().join(" ")
    }

    /// Puts the lines of an item in the place of what is told of their updates.
    pub(super) fn with_lines(&self, item: &Item, entry: &mut EntryDraft) {
        let lines = self.lines(item);
        let Some(first) = lines.first().copied() else { return };
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let leads = self.is_current(item, first);
        let main = entry.drafts.first().map_or(Weight::Main, |first| first.weight);
        let is_main_told = entry.drafts.first().is_some_and(|main| self.is_main_told(item, &lines, main));
        let told: Vec<bool> = entry.drafts.iter().map(|draft| self.is_told_by_lines(&lines, draft)).collect();
        let is_first_told = is_main_told || told.first().is_some_and(|told| *told);
        // The line that tells the number that matters most weighs as much as that.
        let numbers = entry.drafts.iter().zip(&told).filter(|(draft, told)| **told && draft.weight == Weight::Number);
        let numbers: Vec<Sequence> = numbers.flat_map(|(draft, _)| draft.sequences()).collect();
        let mut place = 0;
        entry.drafts.retain(|_| {
            place += 1;
            !(told[place - 1] || place == 1 && is_first_told)
        });
        let told = lines.iter().enumerate().flat_map(|(at, place)| {
            let weight = match (at, ahead) {
                (0, _) => main,
                (_, true) => Weight::Open,
                _ if numbers.contains(&self.view.state.reports()[*place].sequence) => Weight::Number,
                (_, false) => Weight::Main,
            };
            self.line_told(item, *place, weight)
        });
        let told: Vec<Draft> = told.collect();
        let of_base = self.base(item).map(|base| (self.view.state.said_at(base.report).order, base.report));
        if !is_first_told {
            entry.drafts.first_mut().into_iter().chain(&mut entry.in_short).for_each(|made| made.said = of_base);
        }
        // In short its first line stands for all of it; with who said so, where the day is that of saying it.
        if leads && entry.in_short.is_some() {
            entry.in_short = match self.line_from_day(item, first) {
                (_, Some(Day::Said(_))) => told.first().map(|told| Draft { weight: Weight::Main, ..told.clone() }),
                (phrase, day) => {
                    let behind = day.map(Day::in_brackets).unwrap_or_default();
                    Some(self.of_line(first, [phrase, behind].concat(), Weight::Main))
                }
            };
        }
        let behind = usize::from(!leads && !is_first_told).min(entry.drafts.len());
        // What had become of it before stands among its lines.
        entry.drafts[behind..].sort_by_key(|draft| draft.said.is_none());
        // Behind a line “it” would be whatever that ends with.
        let next = entry.drafts.iter().skip(behind).take_while(|draft| draft.said.is_some()).count() + 1;
        // What was said before all lines stands before them, where nothing has named it yet.
        let first_said = told.iter().filter_map(|line| line.said).min();
        for draft in entry.drafts.iter_mut().skip(behind).take(next) {
            let in_full = draft.said.is_some() && draft.said < first_said;
            self.by_its_name(item, draft, in_full);
        }
        entry.drafts.splice(behind..behind, told);
    }

    /// Names an item in a sentence that starts with “it”; in full where that is not too long.
    fn by_its_name(&self, item: &Item, draft: &mut Draft, in_full: bool) {
        let long = || Some(self.noun(item, true).phrase).filter(|noun| self.length(noun) <= MOST_IN_A_NAME);
        let short = || self.called_shortly(item);
        let Some(name) = (if in_full { long().or_else(short) } else { short().or_else(long) }) else { return };
        let Some(Piece::Plain(words)) = draft.phrase.first() else { return };
        let words: &'static str = words;
        let Some(rest) = ["it", "they"].iter().find_map(|it| words.strip_prefix(it)) else { return };
        if rest.is_empty() || rest.starts_with(' ') {
            draft.phrase.splice(..1, name.into_iter().chain([Piece::Plain(rest.trim_start())]));
        }
    }

    /// What the lines of a request for comment tell of it, and whether they say what came of it.
    pub(super) fn lines_of_request(&self, item: &Item) -> (Vec<Draft>, bool) {
        let lines = self.lines(item);
        let settled = self.view.phase(item).role(item.kind) == Some(PhaseRole::Answered);
        let weight = if settled { Weight::Detail } else { Weight::Open };
        let current = lines.first().is_some_and(|first| self.is_current(item, *first));
        (lines.into_iter().flat_map(|place| self.line_told(item, place, weight)).collect(), current)
    }

    /// A sentence with the line of a report in it.
    fn of_line(&self, place: usize, phrase: Phrase, weight: Weight) -> Draft {
        let said = Some((self.view.state.said_at(place).order, place));
        let standing = standing_of_line(self.view, self.view.state.reports()[place].sequence);
        Draft { said, ..Draft::new(phrase, standing, weight) }
    }

    /// A line with its day and on whose word it is told: behind it, “Microsoft completed the purchase, it said”; behind several
    /// sentences, or a question, in one of its own: “Microsoft said so.”
    fn line_told(&self, item: &Item, place: usize, weight: Weight) -> Vec<Draft> {
        let (mut phrase, mut day) = self.line_from_day(item, place);
        // The day of what it tells stands before who says so.
        phrase.extend(day.take_if(|day| matches!(day, Day::Of(_))).map(Day::in_brackets).unwrap_or_default());
        let mut line = self.of_line(place, phrase, weight);
        let text = self.update(place).line.as_deref().unwrap_or_default();
        let several = text.contains(". ") || text.ends_with(['?', '!', '”']);
        let voices = self.voices_of_report(place);
        // Whoever is told as speaking is not told to have said so, but who passed it on.
        let speaks = |voice: &Filing| {
            let of_court = || self.is_public(item, place) && self.is_act_of_court(*voice);
            item.kind.role() == KindRole::Statement || self.starts_with_speaker(text, *voice) || of_court()
        };
        if let Some(own) = voices.first().copied().filter(speaks) {
            let said = self.view.attribution(own).filter(|_| !several);
            let passed_on = said.map(|said| self.passed_on(said, own)).unwrap_or_default();
            let alone = line.phrase.len() == 1 && passed_on.is_empty();
            line.phrase.extend(passed_on);
            line.phrase.extend(match day {
                Some(Day::Said(day)) => self.day_by_itself(own, day, alone),
                day => day.map(Day::in_brackets).unwrap_or_default(),
            });
            return vec![line];
        }
        // “It told Reuters on 3 May” has the day of the line, where that has no other.
        let dated = !several && matches!((&day, voices.as_slice()), (Some(Day::Said(_)), [_]));
        let mut told_by = self.tellers_of_line(item, place, &voices, dated);
        let told_with_it = dated && !told_by.is_empty();
        let said_last =
            matches!(told_by.as_slice(), [only] if matches!(only.last(), Some(Piece::Said(Role::Verb { .. }, _))));
        let behind = match day.filter(|_| !told_with_it) {
            Some(Day::Said(day)) if said_last && !several && voices.iter().all(|voice| self.has_day(*voice)) => {
                vec![day]
            }
            day => day.map(Day::in_brackets).unwrap_or_default(),
        };
        if several || told_by.is_empty() {
            line.phrase.extend(behind);
            let so = (!told_by.is_empty()).then(|| self.said_so(told_by, &voices, &line));
            return std::iter::once(line).chain(so).collect();
        }
        if let [only] = told_by.as_mut_slice() {
            self.named_by_line(place, only);
        }
        line.phrase.push(Piece::Mark(","));
        line.phrase.extend([list(told_by), behind].concat());
        vec![line]
    }

    /// Who is told to say what a line tells: nobody of what an outlet put out itself.
    fn tellers_of_line(&self, item: &Item, place: usize, voices: &[Filing], dated: bool) -> Vec<Phrase> {
        let text = self.update(place).line.as_deref().unwrap_or_default();
        if let [only] = voices
            && let Some(said) = self.view.attribution(*only).filter(|said| said.basis == Basis::Unattributed)
            && let Some(outlet) = self.view.directory.get(self.view.directory.canonical(&said.holder))
            && self.starts_alone_with(text, outlet)
        {
            return Vec::new();
        }
        let speeches: Vec<Speech<'s>> = voices.iter().filter_map(|voice| self.speech(*voice, dated)).collect();
        let told_by = self.told_by(&speeches).into_iter();
        let public = self.is_public(item, place);
        told_by.map(|teller| if public { without_no_source(teller) } else { teller }).collect()
    }

    /// The day of what somebody said, behind a line that tells that they said it: “the BBC reported on 7 July”; and where nothing
    /// stands between, never as that of what it tells.
    fn day_by_itself(&self, said: Filing, day: Piece, alone: bool) -> Phrase {
        match (alone, self.has_day(said)) {
            (true, false) => bracketed(vec![Piece::Plain("reported"), day]),
            (true, true) | (false, false) => bracketed(vec![day]),
            (false, true) => vec![day],
        }
    }

    /// “Microsoft said so”, behind a line that nobody can be named behind.
    fn said_so(&self, told_by: Vec<Phrase>, voices: &[Filing], line: &Draft) -> Draft {
        let so = |mut teller: Phrase| {
            let reports =
                |piece: &Piece| matches!(piece, Piece::Said(Role::Verb { lemma, .. }, _) if &**lemma == "report");
            let so = Piece::Plain(if teller.iter().any(reports) { "it" } else { "so" });
            let end = teller.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(teller.len());
            teller.insert(end, so);
            teller
        };
        let phrase = list(told_by.into_iter().map(so).collect());
        let so = Draft { said: line.said, ..Draft::new(phrase, line.standing, line.weight.max(Weight::Main)) };
        so.resting_on(voices.iter().map(|voice| self.sequence(*voice)))
    }

    /// Whether a report is of what everybody could see: something that took place, a law, an offer made in public; also what an
    /// outlet only reports of a day that is past, like the fall of a share.
    fn is_public(&self, item: &Item, place: usize) -> bool {
        let happens = item.kind.takes_place() || item.kind.role() == KindRole::Proposal;
        let update = self.update(place);
        let seen = match update.phase_filed() {
            Some(role) => !role.lies_ahead(),
            None => update
                .date_given()
                .and_then(|(_, when)| when.span().latest)
                .is_some_and(|end| end <= self.view.moment()),
        };
        happens && seen || self.has_happened(item)
    }

    /// Whether a court, or somebody who sits on one, tells through others of what they did themselves: they tell nobody of it.
    fn is_act_of_court(&self, voice: Filing) -> bool {
        self.view.attribution(voice).is_some_and(|said| {
            let relayed = said.via.last().is_some_and(|link| link.outlet.is_some());
            relayed && said.knowledge == Knowledge::OwnAct && is_court(self.view, said)
        })
    }

    /// Those who say so are not named again where a line starts with them: “A and B met, they told Reuters”.
    fn named_by_line(&self, place: usize, told_by: &mut Phrase) {
        let text = self.update(place).line.as_deref().unwrap_or_default();
        let verb = told_by.iter().position(|piece| matches!(piece, Piece::Said(Role::Verb { .. }, _)));
        let speakers = told_by[..verb.unwrap_or(0)].iter().filter_map(|piece| match piece {
            Piece::Name { entity, .. } => self.view.directory.get(self.view.directory.canonical(entity)),
            _ => None,
        });
        let speakers: Vec<&Entity> = speakers.collect();
        let words = text.to_lowercase();
        // “The board cut Northline off because it had told the press, it said”: which of the two would not be clear.
        let known = |slug| self.view.directory.get(self.view.directory.canonical(slug));
        let bodies = self.update(place).entities().filter_map(known);
        let bodies = bodies.filter(|other| !matches!(other.is, EntityType::Person | EntityType::Place));
        let others = bodies.filter(|other| speakers.iter().all(|known| known.slug != other.slug));
        let named =
            |name: &str| words.contains(name) && has_word(&words, &["it"]) || words.contains(&format!(", and {name}"));
        let unclear = others.flat_map(Entity::spellings).any(|name| named(&name.to_lowercase()));
        let starts = |known: &Entity| known.spellings().any(|name| words.starts_with(&name.to_lowercase()));
        let named = |known: &Entity| known.spellings().any(|name| words.contains(&name.to_lowercase()));
        let it = match speakers.as_slice() {
            [only] if self.starts_alone_with(text, only) && !unclear => {
                if only.is_plural() {
                    "they"
                } else {
                    "it"
                }
            }
            [_, _, ..] if speakers.iter().any(|known| starts(known)) && speakers.iter().all(|known| named(known)) => {
                "they"
            }
            _ => return,
        };
        told_by.splice(..verb.unwrap_or(0), [Piece::Plain(it)]);
    }

    /// Who says what a report says, one filing each; not the voice that all of the brief is in.
    fn voices_of_report(&self, place: usize) -> Vec<Filing> {
        let update = self.update(place);
        let mut heard: BTreeSet<u8> = BTreeSet::new();
        let first = |(testimony, said): (usize, &crate::record::testimony::Testimony)| {
            heard.insert(said.attribution).then_some(Filing { report: place, testimony })
        };
        let voices = update.testimonies.iter().enumerate().filter_map(first);
        let others = voices.filter(|voice| self.view.attribution(*voice).is_some_and(|voice| !self.is_main(voice)));
        others.take(MOST_VOICES).collect()
    }

    /// Whether a line starts with the person who says it, or tells that whoever says it said so.
    pub(super) fn starts_with_speaker(&self, text: &str, voice: Filing) -> bool {
        let known = self.view.attribution(voice).and_then(|voice| match &voice.origin {
            Origin::Entity(slug) => self.view.directory.get(self.view.directory.canonical(slug)),
            Origin::Evidence(_) => None,
        });
        known.is_some_and(|known| {
            self.starts_alone_with(text, known) && known.is == EntityType::Person || self.says_itself(text, known)
        })
    }

    /// Whether the main sentence of an item says what the update of a line says, and no more than that or than the lines do,
    /// beside what the item is called.
    fn is_main_told(&self, item: &Item, lines: &[usize], main: &Draft) -> bool {
        let by_phase = item.kind.takes_place() || item.kind.role() == KindRole::Proposal;
        let Some(base) = self.base(item).filter(|base| by_phase && lines.contains(&base.report)) else { return false };
        let names: Vec<&str> = item.kind.frame().named_by();
        let words = self.words_of_lines(lines).to_lowercase();
        let told = |piece: &Piece| match piece {
            Piece::Said(role, _) => role.source().is_none_or(|source| {
                let place = self.view.state.place_at(source.sequence);
                let said = place.and_then(|place| self.update(place).testimonies.get(source.testimony));
                let named = said.is_some_and(|said| names.iter().any(|name| said.path.is_of(name)));
                let by_line = place.is_some_and(|place| lines.contains(&place));
                by_line || named || matches!(role, Role::Verb { .. }) || self.is_in_words(piece, &words)
            }),
            _ => true,
        };
        self.phase_filed_in(base).is_some() && main.cells.is_empty() && main.phrase.iter().all(told)
    }

    /// Whether a sentence tells nothing but what updates say that have lines: of what goes with an item only what the lines
    /// say as well.
    pub(super) fn is_told_by_lines(&self, lines: &[usize], draft: &Draft) -> bool {
        let of_line =
            |sequence: Sequence| self.view.state.place_at(sequence).is_some_and(|place| lines.contains(&place));
        let words = self.words_of_lines(lines).to_lowercase();
        // What an item is called is told by its line.
        let names_it = |role: &Role| {
            let said = role
                .source()
                .and_then(|source| filing_of(self.view, source))
                .map(|filing| self.view.state.filed(filing));
            said.is_some_and(|(report, said)| {
                report.record.kind.frame().named_by().iter().any(|name| said.path.is_of(name))
            })
        };
        let whole = matches!(draft.weight, Weight::Latest | Weight::Main | Weight::Words | Weight::Beside);
        let mut sourced = false;
        let mut told = |piece: &Piece| match piece {
            Piece::Said(Role::Line { .. }, _) => false,
            Piece::Said(role, _) => {
                let by_line = role.sequences().iter().all(|sequence| of_line(*sequence));
                let value = matches!(role, Role::Value { .. } | Role::Quoting { .. } | Role::Date { .. });
                sourced |= role.source().is_some();
                by_line && (whole || !value || names_it(role) || self.is_in_words(piece, &words))
            }
            Piece::Name { entity, sequence, .. } => {
                let known = self.view.directory.get(self.view.directory.canonical(entity));
                let by_surname = || {
                    known.is_some_and(|known| self.spellings(known).any(|name| words.contains(&name.to_lowercase())))
                };
                let named = || self.says_it(*sequence, entity) || self.is_in_words(piece, &words) || by_surname();
                of_line(*sequence) && (whole || named())
            }
            _ => true,
        };
        draft.cells.is_empty() && draft.phrase.iter().all(&mut told) && sourced
    }

    /// Whether somebody says what an update reports, or passes it on.
    fn says_it(&self, sequence: Sequence, entity: &EntitySlug) -> bool {
        let said = self.view.state.place_at(sequence).map(|place| &self.update(place).attributions);
        said.into_iter().flatten().any(|said| {
            let origin = matches!(&said.origin, Origin::Entity(origin) if origin == entity);
            origin || said.holder == *entity || said.via.iter().any(|link| link.outlet.as_ref() == Some(entity))
        })
    }

    /// Whether words, in lower case, say what a piece says.
    fn is_in_words(&self, piece: &Piece, words: &str) -> bool {
        if let Piece::Said(role, _) = piece
            && let Some(source) = role.source()
            && let Some(place) = self.view.state.place_at(source.sequence)
            && let Some(Value::Count(count)) =
                self.update(place).testimonies.get(source.testimony).and_then(|said| said.value.as_ref())
        {
            // Of one it is enough that the line tells of them.
            let one = count.exactly() == Some(1) && count.unit.is_none();
            return one || self.has_number(words, count);
        }
        let one = vec![piece.clone()];
        let mut texts = self.texts_of(&one).peekable();
        let in_words = |text: String| {
            let text = text.to_lowercase();
            let mut telling = long_words(&text).peekable();
            words.contains(&text) || telling.peek().is_some() && telling.all(|word| words.contains(word))
        };
        texts.peek().is_some() && texts.all(in_words)
    }

    /// All that somebody is called by, a person also by the family name.
    fn spellings(&self, known: &'s Entity) -> impl Iterator<Item = String> {
        let short = (known.is == EntityType::Person).then(|| short_name(self.view, known)).flatten();
        known.spellings().map(str::to_owned).chain(short)
    }

    /// Whether a text tells what somebody said who is named in it: “Boeing announced that it would stop”.
    fn says_itself(&self, text: &str, known: &'s Entity) -> bool {
        const SAID: [&str; 11] = [
            "admitted",
            "announced",
            "apologised",
            "apologized",
            "conceded",
            "confirmed",
            "denied",
            "promised",
            "said",
            "told",
            "warned",
        ];
        let text = text.to_lowercase();
        // “Alaska said” of Alaska Airlines: by how its name begins.
        let begins = |name: &str| {
            let words: Vec<&str> = name.split(' ').collect();
            (1..words.len()).any(|end| {
                let rest =
                    text.strip_prefix(&words[..end].join(" ").to_lowercase()).and_then(|rest| rest.strip_prefix(' '));
                rest.and_then(|rest| rest.split(' ').next()).is_some_and(|verb| SAID.contains(&verb))
            })
        };
        let says = |name: String| {
            // “The plant's operator, TEPCO, said so”.
            let name = name.to_lowercase();
            let mut behind = text.match_indices(&name).map(|(at, name)| &text[at + name.len()..]);
            behind.any(|rest| {
                let verb = rest.trim_start_matches([',', ' ']);
                let verb = verb.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
                verb.len() < rest.len() && SAID.contains(&verb)
            })
        };
        known.spellings().any(begins) || self.spellings(known).any(says)
    }

    /// Whether a text starts with a name, with or without a title in front, and not with several: “A and B”.
    fn starts_alone_with(&self, text: &str, known: &'s Entity) -> bool {
        let (text, title) = (text.to_lowercase(), known.title.as_deref().unwrap_or_default().to_lowercase());
        let starts = |name: String| {
            let Some((before, rest)) = text.split_once(&name.to_lowercase()) else { return false };
            let of_title = before.split_whitespace().all(|word| word == "the" || has_word(&title, &[word]));
            of_title && ![" and ", ",", "'s ", "’s "].iter().any(|goes_on| rest.starts_with(goes_on))
        };
        self.spellings(known).any(starts)
    }
}
