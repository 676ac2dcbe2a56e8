//! The days that a time can be.
//!
//! An expression is a list of pieces: one for a date or an interval, one for each member of a set. A piece is a run of
//! days, or, where digits in the middle are not specified (`2020-XX-11`), the days of a pattern.

use edtf_core::{
    Bound, BoundDate, Date, DateField, Edtf, IntervalEndpoint, Precision, SetElement, SetKind, Year, YearKind,
};

use crate::record::time::span::bounds;

/// The days that an expression can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    pub pieces: Vec<Piece>,
    /// Whether it covers all of them, as an interval does, and not one of them.
    pub extent: bool,
    /// Whether the source is not sure of it (`?`, `%`).
    pub uncertain: bool,
}

/// A run of days, counted from 1 January 1970; `None` on a side that is open or unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub first: Option<i64>,
    pub last: Option<i64>,
    /// By how many days each end may be off, where it is approximate.
    pub slack: (i64, i64),
    /// For a season: by how many days people may disagree about its start and its end.
    season: Option<(i64, i64)>,
    /// The digits its days must have, where not every day of the run qualifies.
    pattern: Option<Pattern>,
}

impl Days {
    pub(super) fn of(edtf: &Edtf, window: bool) -> Self {
        let (pieces, extent) = match edtf {
            Edtf::Date(date) => (vec![Piece::of_date(date)], false),
            Edtf::DateTime(time) => (vec![Piece::of_date(&time.date)], false),
            Edtf::Interval(interval) => {
                let dated = |end: &IntervalEndpoint| !matches!(end, IntervalEndpoint::Open);
                let extent = dated(&interval.start) && dated(&interval.end);
                (vec![Piece::of_ends(&interval.start, &interval.end)], extent && !window)
            }
            Edtf::Set(set) => {
                (set.elements.iter().map(Piece::of_element).collect(), set.kind == SetKind::AllMembers && !window)
            }
        };
        Self { pieces, extent, uncertain: edtf.is_uncertain() }
    }

    /// Whether an end of it may be off.
    pub(super) fn is_approximate(&self) -> bool {
        self.pieces.iter().any(|piece| piece.slack != (0, 0))
    }

    /// Whether no day can be both.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        self.pieces.iter().all(|mine| other.pieces.iter().all(|theirs| mine.is_apart(theirs)))
    }

    /// Whether each of its days is one of the other's.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.pieces.iter().all(|mine| other.pieces.iter().any(|theirs| mine.is_within(theirs)))
    }
}

impl Piece {
    /// The days from the first to the last.
    pub(super) fn run(first: i64, last: i64) -> Self {
        Self { first: Some(first), last: Some(last), slack: (0, 0), season: None, pattern: None }
    }

    fn of_date(date: &Date) -> Self {
        let bounds = bounds(&Edtf::Date(*date));
        let off = approximate_days(date);
        let pattern = if off == 0 { Pattern::of(date) } else { None };
        Self {
            first: day_of(bounds.earliest),
            last: day_of(bounds.latest),
            slack: (off, off),
            season: season_slack(date),
            pattern,
        }
    }

    fn of_ends(start: &IntervalEndpoint, end: &IntervalEndpoint) -> Self {
        let at = |end: &IntervalEndpoint| match end {
            IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) | IntervalEndpoint::OnOrAfter(date) => {
                Some(Self::of_date(date))
            }
            IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        };
        let (from, to) = (at(start), at(end));
        let first = from.as_ref().filter(|_| !matches!(start, IntervalEndpoint::OnOrBefore(_)));
        let last = to.as_ref().filter(|_| !matches!(end, IntervalEndpoint::OnOrAfter(_)));
        Self {
            first: first.and_then(|piece| piece.first),
            last: last.and_then(|piece| piece.last),
            slack: (from.map_or(0, |piece| piece.slack.0), to.map_or(0, |piece| piece.slack.1)),
            season: None,
            pattern: None,
        }
    }

    fn of_element(element: &SetElement) -> Self {
        match element {
            SetElement::Date(date) => Self::of_date(date),
            SetElement::OnOrBefore(date) => Self { first: None, season: None, pattern: None, ..Self::of_date(date) },
            SetElement::OnOrAfter(date) => Self { last: None, season: None, pattern: None, ..Self::of_date(date) },
            SetElement::Range(start, end) => {
                Self::of_ends(&IntervalEndpoint::Date(*start), &IntervalEndpoint::Date(*end))
            }
        }
    }

    fn is_apart(&self, other: &Self) -> bool {
        if self.is_before(other) || other.is_before(self) {
            return true;
        }
        match (&self.pattern, &other.pattern) {
            (Some(mine), Some(theirs)) => mine.met(theirs).is_none_or(|both| !both.has_day(self.first, self.last)),
            (Some(pattern), None) => !pattern.has_day(other.opened().0, other.opened().1),
            (None, Some(pattern)) => !pattern.has_day(self.opened().0, self.opened().1),
            (None, None) => false,
        }
    }

    /// Whether its last day is before the other's first, allowing for how far each may be off.
    fn is_before(&self, other: &Self) -> bool {
        let seasons = match (self.season, other.season) {
            (Some((_, mine)), None) => mine,
            (None, Some((theirs, _))) => theirs,
            (Some(_), Some(_)) | (None, None) => 0,
        };
        let off = self.slack.1.max(other.slack.0).max(seasons);
        self.last.zip(other.first).is_some_and(|(last, first)| last.saturating_add(off) < first)
    }

    /// Its ends, extended by how far they may be off.
    fn opened(&self) -> (Option<i64>, Option<i64>) {
        let first = self.first.map(|first| first.saturating_sub(self.slack.0));
        (first, self.last.map(|last| last.saturating_add(self.slack.1)))
    }

    fn is_within(&self, other: &Self) -> bool {
        let low = |end: Option<i64>| end.unwrap_or(i64::MIN);
        let high = |end: Option<i64>| end.unwrap_or(i64::MAX);
        let in_run = low(self.first) >= low(other.first) && high(self.last) <= high(other.last);
        in_run
            && match (&self.pattern, &other.pattern) {
                (_, None) => true,
                (Some(mine), Some(theirs)) => mine.met(theirs).as_ref() == Some(mine),
                (None, Some(theirs)) => self.first.zip(self.last).is_some_and(|(a, b)| theirs.has_every_day(a, b)),
            }
    }
}

/// How many days an approximate date may be off: one unit of its finest approximate part.
fn approximate_days(date: &Date) -> i64 {
    let whole = Date { year: date.year, month: None, day: None };
    let parts = [
        (date.day.is_some_and(|day| day.qualifier.approximate), *date),
        (date.month.is_some_and(|month| month.qualifier.approximate), Date { day: None, ..*date }),
        (date.year.qualifier.approximate, whole),
    ];
    let unit = parts.into_iter().find(|(approximate, _)| *approximate).map(|(_, unit)| bounds(&Edtf::Date(unit)));
    let length = unit.and_then(|unit| Some(day_of(unit.latest)?.saturating_sub(day_of(unit.earliest)?)));
    length.map_or(0, |length| length.saturating_add(1))
}

/// The start and end of a season are a matter of custom: they may differ by a month, and a winter may be named for the year
/// it ends in. Quarters, thirds and halves of a year are exact.
fn season_slack(date: &Date) -> Option<(i64, i64)> {
    const MONTH: i64 = 31;
    /// From 1 January to the December that this winter, or southern summer, starts in.
    const FROM_NEW_YEAR: i64 = 335;
    if date.precision() != Precision::Season {
        return None;
    }
    match date.month.and_then(DateField::value)? {
        24 | 28 | 30 => Some((FROM_NEW_YEAR, MONTH)),
        21..=32 => Some((MONTH, MONTH)),
        _ => None,
    }
}

/// A bound as a day counted from 1 January 1970.
fn day_of(bound: Bound) -> Option<i64> {
    match bound {
        Bound::Date(date) => Some(day_number(date)),
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => None,
    }
}

/// The day counted from 1 January 1970, in the proleptic Gregorian calendar. Days too far away to count saturate.
pub(super) fn day_number(BoundDate { year, month, day }: BoundDate) -> i64 {
    const ERA_DAYS: i128 = 146_097;
    const ERA_YEARS: i128 = 400;
    // Years are counted from March, so that the leap day is their last.
    let (month, year) = (i128::from(month), i128::from(year) - i128::from(month <= 2));
    let (era, of_era) = (year.div_euclid(ERA_YEARS), year.rem_euclid(ERA_YEARS));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i128::from(day) - 1;
    let days = era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    i64::try_from(days).unwrap_or(if days < 0 { i64::MIN } else { i64::MAX })
}

/// The date of a day counted from 1 January 1970, for years of four digits.
fn date_of(day: i64) -> (i64, u8, u8) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0))
}

/// The digits of a date, year, month and day, with those that are not specified left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pattern([Option<u8>; 8]);

/// The longest run of days that a pattern with gaps can cover: October to December.
const LONGEST_RUN: i64 = 92;

/// The first day of the year 0 and the last of the year 9999: the years a pattern can have.
const FIRST_DAY: i64 = -719_528;
const LAST_DAY: i64 = 2_932_896;

impl Pattern {
    /// The digits of a date, unless they fit every day between its first and its last.
    fn of(date: &Date) -> Option<Self> {
        let Year {
            kind: YearKind::Standard { negative: false, digits: [a, b, c, d] }, significant_digits: None, ..
        } = date.year
        else {
            return None;
        };
        if date.precision() == Precision::Season {
            return None;
        }
        let [month, day] = [date.month, date.day].map(|field| field.map_or([None, None], |field| field.digits));
        let digits = [a, b, c, d, month[0], month[1], day[0], day[1]];
        let runs = digits.iter().skip_while(|digit| digit.is_some()).all(Option::is_none);
        (!runs).then_some(Self(digits))
    }

    /// The pattern of the days that have both.
    fn met(&self, other: &Self) -> Option<Self> {
        let mut both = *self;
        for (mine, theirs) in both.0.iter_mut().zip(other.0) {
            match (*mine, theirs) {
                (Some(a), Some(b)) if a != b => return None,
                (None, theirs) => *mine = theirs,
                (Some(_), _) => {}
            }
        }
        Some(both)
    }

    /// Whether a day from the first to the last has its digits.
    fn has_day(&self, first: Option<i64>, last: Option<i64>) -> bool {
        let (first, last) = (first.unwrap_or(FIRST_DAY).max(FIRST_DAY), last.unwrap_or(LAST_DAY).min(LAST_DAY));
        if first > last {
            return false;
        }
        let years = (date_of(first).0..=date_of(last).0).filter(|year| self.has_year(*year)).map(|year| {
            let start = day_number(BoundDate { year, month: 1, day: 1 });
            let end = day_number(BoundDate { year, month: 12, day: 31 });
            (start.max(first), end.min(last))
        });
        // Years differ only in their leap day, and any twelve years that a pattern allows include a leap year if any do.
        years.take(12).any(|(start, end)| (start..=end).any(|day| self.has(day)))
    }

    fn has_every_day(&self, first: i64, last: i64) -> bool {
        last.saturating_sub(first) < LONGEST_RUN && (first..=last).all(|day| self.has(day))
    }

    fn has(&self, day: i64) -> bool {
        let (year, month, day) = date_of(day);
        let fits = |value: u8, digits: &[Option<u8>]| {
            digits[0].is_none_or(|digit| digit == value / 10) && digits[1].is_none_or(|digit| digit == value % 10)
        };
        self.has_year(year) && fits(month, &self.0[4..6]) && fits(day, &self.0[6..8])
    }

    fn has_year(&self, year: i64) -> bool {
        let places = [1000, 100, 10, 1];
        self.0.iter().zip(places).all(|(digit, place)| digit.is_none_or(|digit| year / place % 10 == i64::from(digit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let days = [
            ((1970, 1, 1), 0),
            ((2000, 3, 1), 11_017),
            ((1969, 12, 31), -1),
            ((0, 1, 1), FIRST_DAY),
            ((9999, 12, 31), LAST_DAY),
        ];
        for ((year, month, day), number) in days {
            assert_eq!(day_number(BoundDate { year, month, day }), number);
            assert_eq!(date_of(number), (year, month, day));
        }
        assert_eq!(day_number(BoundDate { year: i64::MAX, month: 1, day: 1 }), i64::MAX);
    }
}
