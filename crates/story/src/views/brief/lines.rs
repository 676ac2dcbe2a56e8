//! The authors' own sentences: each is told for what its update says, with its day and on whose word, in place of what would
//! be made of that update.

use std::collections::BTreeSet;

use crate::judge::plans;
use crate::record::attribution::Origin;
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{PHASE, WHEN};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::EntitySlug;
use crate::record::path::{Path, Subject};
use crate::record::recorded::Sequence;
use crate::record::time::When;
use crate::record::time::calendar::{MONTHS, WEEKDAYS, month};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::directory::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, list};
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::{Speech, without_no_source};
use crate::views::brief::check::standing_of_line;
use crate::views::brief::items::is_move;
use crate::views::brief::plan::{Draft, EntryDraft, Weight};

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
        } else if self.is_passed_plan(item, place) {
            Some("it is of a plan that was met, given up or moved since, or that was due with nothing heard of it")
        } else {
            None
        }
    }

    /// Whether an update tells of a plan that was met, given up or moved since, or of which nothing was heard when it was due.
    fn is_passed_plan(&self, item: &Item, place: usize) -> bool {
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

    /// The day an update gives for its item.
    fn date_given(&self, place: usize) -> Option<(Filing, &'s When)> {
        let (testimony, when) = self.update(place).date_given()?;
        Some((Filing { report: place, testimony }, when))
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
        let mut place = 0;
        entry.drafts.retain(|_| {
            place += 1;
            !(told[place - 1] || place == 1 && is_first_told)
        });
        let told = lines.iter().enumerate().flat_map(|(at, place)| {
            let weight = match (at, ahead) {
                (0, _) => main,
                (_, true) => Weight::Open,
                (_, false) => main.max(Weight::Main),
            };
            self.line_told(item, *place, weight)
        });
        let told: Vec<Draft> = told.collect();
        // In short its first line stands for all of it.
        if leads {
            let in_short = self.line_alone(item, first);
            entry.in_short = entry.in_short.take().map(|_| in_short);
        }
        let behind = usize::from(!leads && !is_first_told).min(entry.drafts.len());
        entry.drafts.splice(behind..behind, told);
    }

    /// What the lines of a request for comment tell of it, and whether they say what came of it.
    pub(super) fn lines_of_request(&self, item: &Item) -> (Vec<Draft>, bool) {
        let lines = self.lines(item);
        let settled = self.view.phase(item).role(item.kind) == Some(PhaseRole::Answered);
        let weight = if settled { Weight::Detail } else { Weight::Open };
        let current = lines.first().is_some_and(|first| self.is_current(item, *first));
        (lines.into_iter().flat_map(|place| self.line_told(item, place, weight)).collect(), current)
    }

    /// A line with its day, and no more.
    fn line_alone(&self, item: &Item, place: usize) -> Draft {
        let sequence = self.view.state.reports()[place].sequence;
        let line = Piece::Said(Role::Line { sequence }, Vec::new());
        let phrase = [vec![line], self.day_of_line(item, place)].concat();
        Draft::new(phrase, standing_of_line(self.view, sequence), Weight::Main)
    }

    /// A line with its day and on whose word it is told: behind it, “Microsoft completed the purchase, it said”; behind several
    /// sentences, or a question, in one of its own: “Microsoft said so.”
    fn line_told(&self, item: &Item, place: usize, weight: Weight) -> Vec<Draft> {
        let mut line = Draft { weight, ..self.line_alone(item, place) };
        let text = self.update(place).line.as_deref().unwrap_or_default();
        let several = text.contains(". ") || text.ends_with(['?', '!', '”']);
        let voices = self.voices_of_report(place);
        let Some(first) = voices.first() else { return vec![line] };
        // Whoever is told as speaking is not told to have said so.
        let own = item.kind.role() == KindRole::Statement || self.starts_with_person(text, *first);
        if own && let Some(voice) = self.view.attribution(*first) {
            line.phrase.extend(if several { Phrase::new() } else { self.passed_on(voice, *first) });
            return vec![line];
        }
        // “It told Reuters on 3 May” has the day of the line, where that has no other.
        let dated = matches!((&line.phrase[1..], voices.as_slice()), ([_, Piece::Said(Role::Said { .. }, _), _], [_]));
        if dated && !several {
            line.phrase.truncate(1);
        }
        let speeches: Vec<Speech<'s>> =
            voices.iter().filter_map(|voice| self.speech(*voice, dated && !several)).collect();
        let mut told_by = self.told_by(&speeches);
        if self.has_happened(item) {
            told_by = told_by.into_iter().map(without_no_source).collect();
        }
        if several {
            let so = |mut teller: Phrase| {
                let reports =
                    |piece: &Piece| matches!(piece, Piece::Said(Role::Verb { lemma, .. }, _) if &**lemma == "report");
                let so = Piece::Plain(if teller.iter().any(reports) { "it" } else { "so" });
                let end = teller.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(teller.len());
                teller.insert(end, so);
                teller
            };
            let told_by = told_by.into_iter().map(so).collect();
            let so = Draft::new(list(told_by), line.standing, weight.max(Weight::Main));
            return vec![line, so.resting_on(voices.iter().map(|voice| self.sequence(*voice)))];
        }
        if let [only] = told_by.as_mut_slice() {
            self.named_by_line(text, only);
        }
        line.phrase.push(Piece::Mark(","));
        line.phrase.extend(list(told_by));
        vec![line]
    }

    /// Those who say so are not named again where a line starts with them: “A and B met, they told Reuters”.
    fn named_by_line(&self, text: &str, told_by: &mut Phrase) {
        let verb = told_by.iter().position(|piece| matches!(piece, Piece::Said(Role::Verb { .. }, _)));
        let speakers = told_by[..verb.unwrap_or(0)].iter().filter_map(|piece| match piece {
            Piece::Name { entity, .. } => self.view.directory.get(self.view.directory.canonical(entity)),
            _ => None,
        });
        let speakers: Vec<&Entity> = speakers.collect();
        let words = text.to_lowercase();
        let starts = |known: &Entity| known.spellings().any(|name| words.starts_with(&name.to_lowercase()));
        let named = |known: &Entity| known.spellings().any(|name| words.contains(&name.to_lowercase()));
        let it = match speakers.as_slice() {
            [only] if starts_alone_with(text, only) => {
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

    /// Whether a line starts with the person who says it.
    fn starts_with_person(&self, text: &str, voice: Filing) -> bool {
        let known = self.view.attribution(voice).and_then(|voice| match &voice.origin {
            Origin::Entity(slug) => self.view.directory.get(self.view.directory.canonical(slug)),
            Origin::Evidence(_) => None,
        });
        known.is_some_and(|known| known.is == EntityType::Person && starts_alone_with(text, known))
    }

    /// The day of what a line tells, in brackets, where it does not name that itself: as its update gives it, else the one on
    /// which it was said.
    fn day_of_line(&self, item: &Item, place: usize) -> Phrase {
        let text = self.update(place).line.as_deref().unwrap_or_default();
        if let Some((filing, when)) = self.date_given(place) {
            let now = jiff::tz::Offset::UTC.to_datetime(self.view.moment()).date();
            let fact = || self.filed(&self.view.account(&self.at(item, WHEN)), filing, None);
            return if names_day(text, when, now) { Phrase::new() } else { bracketed(self.bare_date(&fact())) };
        }
        if names_a_date(text) {
            return Phrase::new();
        }
        bracketed(vec![Piece::Said(
            Role::Said { sequence: self.view.state.reports()[place].sequence, year: None },
            Vec::new(),
        )])
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
        let whole = matches!(draft.weight, Weight::Latest | Weight::Main | Weight::Words | Weight::Beside);
        let mut sourced = false;
        let mut told = |piece: &Piece| match piece {
            Piece::Said(Role::Line { .. }, _) => false,
            Piece::Said(role, _) => {
                let by_line = role.sequences().iter().all(|sequence| of_line(*sequence));
                let value = matches!(role, Role::Value { .. } | Role::Quoting { .. } | Role::Date { .. });
                sourced |= role.source().is_some();
                by_line && (whole || !value || self.is_in_words(piece, &words))
            }
            Piece::Name { entity, sequence, .. } => {
                of_line(*sequence) && (whole || self.says_it(*sequence, entity) || self.is_in_words(piece, &words))
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
            return self.has_number(words, count);
        }
        let one = vec![piece.clone()];
        let mut texts = self.texts_of(&one).peekable();
        let in_words = |text: String| {
            let text = text.to_lowercase();
            let long = |word: &&str| word.chars().count() > 3;
            let mut telling = text.split(|letter: char| !letter.is_alphanumeric()).filter(long).peekable();
            words.contains(&text) || telling.peek().is_some() && telling.all(|word| words.contains(word))
        };
        texts.peek().is_some() && texts.all(in_words)
    }
}

/// Whether a text starts with a name, and not with several: “A and B”.
fn starts_alone_with(text: &str, known: &Entity) -> bool {
    let text = text.to_lowercase();
    let starts = |name: &str| {
        let rest = text.strip_prefix(&name.to_lowercase());
        rest.is_some_and(|rest| ![" and ", ",", "'s ", "’s "].iter().any(|goes_on| rest.starts_with(goes_on)))
    };
    known.spellings().any(starts)
}

/// Whether a text names the day it is about: the first or the last of a time, with its year unless that is `now`'s.
fn names_day(text: &str, when: &When, now: jiff::civil::Date) -> bool {
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let Some((first, last)) = when.days() else { return names_a_date(text) };
    let has = |word: &str| words.contains(&word);
    let whole_year =
        first.zip(last).is_some_and(|(first, last)| first.day_of_year() == 1 && last == first.last_of_year());
    let one_day = first == last;
    let named = |day: jiff::civil::Date| {
        let year = has(&day.year().to_string());
        let in_month = has(month(day)) && (!one_day || has(&day.day().to_string()));
        (year || day.year() == now.year()) && in_month || whole_year && year
    };
    [first, last].into_iter().flatten().any(named)
}

/// Whether a text names a day, a month or a year.
pub(super) fn names_a_date(text: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.chars().all(|letter| letter.is_ascii_digit());
    let named = |word: &str| MONTHS.iter().chain(&WEEKDAYS).any(|name| *name == word);
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| is_year(word) || named(word))
}
