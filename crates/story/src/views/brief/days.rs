//! The day of an author's line: in front of it, where that is the day of what it tells, “On 13 May 2024, the channel was
//! reopened”; else behind it, with who says so.

use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::relation::RelationKind;
use crate::record::time::When;
use crate::record::time::calendar::{MONTHS, WEEKDAYS, month};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::entity::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::bracketed;
use crate::tell::span::{Phrase, Piece, Role};
use crate::tell::spelt::{Spelt, bare};
use crate::tell::telling::facts::Telling;
use crate::tell::written::{has_word, is_of_the_present, is_one_of};

/// The day that goes with a line and is not in front of it.
pub(super) enum Day {
    /// Of what it tells, in front of which it cannot stand.
    Of(Phrase),
    /// On which what it tells was put to others: that of whoever says so.
    Given(Phrase),
    /// On which it was said, or by which it was known.
    Said(Piece),
}

/// Words that start a sentence, and no name.
const STARTS: &str = "\
    a about after all almost amid among an another any at because before both by despite dozens during each \
    eight either eleven every few fewer five for four from half he her his hundreds in it its later less many \
    millions more most nearly neither nine no nobody none nothing one only over scores seven several she shortly \
    six some soon speaking ten tens that the their then there these they thousands three twelve two under \
    visiting when while with";

/// Those of whom, and what, news is told without an article.
const BARE: &str = "\
    activists agents airlines bodies campaigners children councillors counting crowds customers debris delegates \
    deputies detectives diplomats divers doctors drones engineers experts families farmers fighters fire \
    firefighters fishers flames flights forces guards gunfire gunmen hackers hostages inspectors investigators \
    judges jurors lawmakers lawyers leaders mediators members men militants miners ministers missiles mourners \
    negotiators neighbours nurses officers officials parents parts passengers patients people pieces pilots \
    police polls power prisoners production prosecutors protesters protests rebels regulators relatives rescuers \
    researchers residents results rioters sailors sales scientists searchers senators shareholders shots smoke \
    soldiers staff students survivors teachers tests thieves trading traffic trains troops turnout unions \
    victims villagers volunteers voters voting water witnesses women workers wreckage";

impl Day {
    /// In brackets, behind what it is the day of.
    pub(super) fn in_brackets(self) -> Phrase {
        match self {
            Self::Of(day) | Self::Given(day) => bracketed(day),
            Self::Said(day) => bracketed(vec![day]),
        }
    }
}

impl<'s> Telling<'_, 's> {
    /// A line from its day on, where that is the day of what it tells and the line can go on behind it; else the line, and the
    /// day it does not name itself.
    pub(super) fn line_from_day(&self, item: &Item, place: usize) -> (Phrase, Option<Day>) {
        let report = &self.view.state.reports()[place];
        let sequence = report.sequence;
        let text = report.record.line.as_deref().unwrap_or_default();
        let line = |goes_on| Piece::Said(Role::Line { sequence, goes_on, behind: None, before: None }, Vec::new());
        let now = jiff::tz::Offset::UTC.to_datetime(self.view.moment()).date();
        // Of a plan whose day the line names, or that is none any more, it is the day on which it was made.
        let role = report.record.phase_filed();
        let ahead = role.is_some_and(PhaseRole::lies_ahead);
        // The day of an offer that was told of on another is told with who put it to others.
        let put = item.kind.role() == KindRole::Proposal && role == Some(PhaseRole::Proposed);
        let told_later = put && report.record.said_at.is_some();
        // A state that was seen on the day it was told of, and a claim as of its day, are told with who said so on that day.
        let of_saying = |when: &When| {
            let said = report.record.said_at.as_ref();
            // What broke off did so on the last of its days.
            let over = matches!(role, Some(PhaseRole::BrokenOff | PhaseRole::Failed));
            let up_to = |said: &When| match (when.days(), said.days()) {
                (Some((from, Some(last))), Some((Some(first), Some(end)))) => {
                    first == end && first == last && from.is_none_or(|from| over && from < last)
                }
                _ => false,
            };
            let claimed = |said: &When| item.kind.role() == KindRole::Claim && when.compare(said) == Comparison::Same;
            said.is_some_and(|said| up_to(said) || claimed(said))
        };
        let passed = |when: &When| {
            told_later || self.is_passed_plan(item, place) || ahead && names_day(text, when, now) || of_saying(when)
        };
        let given = self.date_given(place).filter(|(_, when)| !passed(when));
        let Some((filing, when)) = given else {
            let said = Piece::Said(Role::Said { sequence, year: None }, Vec::new());
            let first = Filing { report: place, testimony: 0 };
            // “On 3 May, Ann Lee said that …”: of a line that starts with whoever says it, the day is that of what it tells.
            // A date of something else is not the day on which it was said.
            let day = report.record.said_at.as_ref().or(report.record.published_at.as_ref());
            let names_it = match day {
                Some(day) => names_day(text, day, now) || names_month(text, day),
                None => names_a_date(text),
            };
            // “Lee had left” tells of an earlier day than that on which she said so.
            let opening = text.split_once(" had ").map(|(opening, _)| opening);
            let earlier = opening.is_some_and(|opening| {
                opening.split(' ').count() < 5 && !has_word(opening, &["admitted", "announced", "said", "told"])
            });
            let front = !names_it
                && !earlier
                && self.has_day(first)
                && (self.starts_with_speaker(text, first) || day.is_some_and(|day| self.is_day_of(item, place, day)));
            if let Some(goes_on) = self.can_go_on(item, place, text).filter(|_| front) {
                let occasion = self.occasion_beside(item, first, text);
                return ([occasion, vec![said, Piece::Mark(","), line(goes_on)]].concat(), None);
            }
            return (vec![line(false)], (!names_it).then_some(Day::Said(said)));
        };
        let path = &self.view.state.filed(filing).1.path;
        let fact = self.filed(&self.view.account(path), filing, None);
        let bare = self.bare_date(&fact);
        let in_words = || self.texts_of(&bare).any(|date| text.to_lowercase().contains(&date.to_lowercase()));
        if names_day(text, when, now) || in_words() {
            return (vec![line(false)], None);
        }
        // “On 3 May the search is over” would be told of now.
        let of_act = !put && !ahead && !is_of_the_present(text) && item.kind.role() != KindRole::Claim;
        match self.can_go_on(item, place, text).filter(|_| of_act) {
            Some(goes_on) => {
                let occasion = self.occasion_beside(item, Filing { report: place, testimony: 0 }, text);
                let front = [occasion, self.words(&fact), vec![Piece::Mark(","), line(goes_on)]].concat();
                (front, None)
            }
            None if put => (vec![line(false)], Some(Day::Given(bare))),
            None => (vec![line(false)], Some(Day::Of(bare))),
        }
    }

    /// Whether a day on which a report of what became of an item was said is also, by all who give one, that of the item.
    fn is_day_of(&self, item: &Item, place: usize, day: &When) -> bool {
        let update = &self.view.state.reports()[place].record;
        let revised = update.relations.iter().filter(|relation| relation.relation == RelationKind::Corrects);
        let revised =
            revised.filter_map(|relation| self.view.state.report(relation.update)).map(|report| &report.record);
        let filed = std::iter::once(update).chain(revised).find_map(Update::phase_filed);
        let account = self.view.account(&self.at(item, WHEN));
        let given = account.candidates.iter().filter_map(|candidate| match candidate.value {
            Some(Value::When(when)) => Some(when),
            _ => None,
        });
        let mut given = given.peekable();
        filed.is_some_and(|role| !role.lies_ahead())
            && given.peek().is_some()
            && given.all(|when| when.compare(day) == Comparison::Same)
    }

    /// The day an update gives for its item.
    pub(super) fn date_given(&self, place: usize) -> Option<(Filing, &'s When)> {
        let (testimony, when) = self.view.state.reports()[place].record.date_given()?;
        Some((Filing { report: place, testimony }, when))
    }

    /// Whether a line goes on behind other words with a small letter; none where it cannot be told whether its first word is a
    /// name.
    fn can_go_on(&self, item: &Item, place: usize, text: &str) -> Option<bool> {
        let first = text.split(' ').next()?;
        let word = bare(first);
        if [STARTS, BARE].iter().any(|list| is_one_of(&word.to_lowercase(), list)) {
            return Some(true);
        }
        let not_small = |letter: char| letter.is_uppercase() || letter.is_ascii_digit();
        if word.chars().skip(1).any(not_small) || first.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Some(false);
        }
        let update = &self.view.state.reports()[place].record;
        let words = text.to_lowercase();
        let named = |name: &&str| words.starts_with(&name.to_lowercase());
        let entities =
            update.entities().filter_map(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        if let Some(name) = entities.flat_map(Entity::spellings).find(named) {
            return Some(name.starts_with(char::is_lowercase));
        }
        // As it is written where no sentence starts.
        let texts = update.testimonies.iter().filter_map(|said| said.value.as_ref().and_then(Value::text));
        let texts = texts.chain(update.label.as_deref()).chain(self.label_text(item));
        let inside = texts.flat_map(|text| text.split(' ').skip(1));
        let here = inside.map(bare).find(|inside| inside.to_lowercase() == word.to_lowercase());
        here.map(|word| !word.starts_with(char::is_uppercase))
            .or_else(|| self.spelt.get_or_init(|| Spelt::of(self.view)).is_small(text))
    }
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

/// Whether a text names the month of a day, and neither another day of it nor another year.
fn names_month(text: &str, when: &When) -> bool {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let Some((Some(day), _)) = when.days() else { return false };
    let year = words.iter().find(|word| is_year(word));
    let named = words.iter().position(|word| *word == month(day));
    let number = |place: Option<usize>| {
        let word = place.and_then(|place| words.get(place));
        word.is_some_and(|word| word.len() < 3 && word.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    named.is_some_and(|named| !number(named.checked_sub(1)) && !number(Some(named + 1)))
        && year.is_none_or(|year| *year == day.year().to_string())
}

/// Whether a text names a day, a month or a year.
pub(super) fn names_a_date(text: &str) -> bool {
    let named = |word: &str| MONTHS.iter().chain(&WEEKDAYS).any(|name| *name == word);
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| is_year(word) || named(word))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.chars().all(|letter| letter.is_ascii_digit())
}
