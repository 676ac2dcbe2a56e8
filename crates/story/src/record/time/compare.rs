//! How two times stand to each other.

use edtf_core::BoundDate;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::record::comparison::Comparison;
use crate::record::time::When;
use crate::record::time::days::{Days, Piece, day_number};
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::time::span::{FIRST_ZONE_HOURS, LAST_ZONE_HOURS};

impl When {
    /// Whether it covers all the days it names, as an interval with both ends does unless it is a window.
    pub(crate) fn is_extent(&self) -> bool {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => Days::of(&edtf, self.window).extent,
            Ok(Meaning::Instants(start, end)) => Clock::of(self, start, end).extent,
            Ok(Meaning::Relative(..)) | Err(_) => false,
        }
    }

    /// How the time compares with another as a date of the same thing. Defined for every two times, and its converse when
    /// they change places.
    pub fn compare(&self, other: &Self) -> Comparison {
        if let (Some(mine), Some(theirs)) = (self.plain_day(), other.plain_day()) {
            return if mine == theirs { Comparison::Same } else { Comparison::Conflicting };
        }
        if (&self.text, self.window) == (&other.text, other.window) {
            return Comparison::Same;
        }
        let (Ok(mine), Ok(theirs)) = (self.meaning(), other.meaning()) else { return Comparison::Compatible };
        if mine == theirs && self.window == other.window {
            return Comparison::Same;
        }
        match (&mine, &theirs) {
            (Meaning::Edtf(a), Meaning::Edtf(b)) => days(&Days::of(a, self.window), &Days::of(b, other.window)),
            (Meaning::Instants(start, end), Meaning::Edtf(edtf)) => {
                clock_and_days(&Clock::of(self, *start, *end), &Days::of(edtf, other.window))
            }
            (Meaning::Edtf(edtf), Meaning::Instants(start, end)) => {
                clock_and_days(&Clock::of(other, *start, *end), &Days::of(edtf, self.window)).converse()
            }
            (Meaning::Instants(a, b), Meaning::Instants(c, d)) => {
                clocks(&Clock::of(self, *a, *b), &Clock::of(other, *c, *d))
            }
            (Meaning::Relative(a, item), Meaning::Relative(b, other)) if item == other => relatives(*a, *b),
            (Meaning::Relative(..), _) | (_, Meaning::Relative(..)) => Comparison::Compatible,
        }
    }
}

impl When {
    /// The day, where it is one day and nothing more is to be read of it, as most dates are.
    fn plain_day(&self) -> Option<Date> {
        let is_day = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        let plain = !self.window && self.as_str().len() == 10 && self.as_str().bytes().enumerate().all(is_day);
        plain.then(|| self.as_str().parse().ok())?
    }
}

/// Before, during and after one thing are three times.
fn relatives(a: Relative, b: Relative) -> Comparison {
    if a == b { Comparison::Same } else { Comparison::Conflicting }
}

fn days(a: &Days, b: &Days) -> Comparison {
    use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
    if a.is_apart(b) {
        return Conflicting;
    }
    if a.is_approximate() || b.is_approximate() || a.extent != b.extent {
        return Compatible;
    }
    match (a.is_within(b), b.is_within(a)) {
        // The same days: who is sure of them says more.
        (true, true) if a.uncertain == b.uncertain => Same,
        (true, true) if a.uncertain => Widens,
        (true, true) => Narrows,
        (true, false) if !a.extent && (b.uncertain || !a.uncertain) => Narrows,
        (false, true) if !a.extent && (a.uncertain || !b.uncertain) => Widens,
        (true, false) | (false, true) | (false, false) => Compatible,
    }
}

/// A moment, or an interval of two.
struct Clock {
    start: Timestamp,
    end: Timestamp,
    /// Whether it covers all the time from its start to its end.
    extent: bool,
    /// Its days as the source counts them.
    own_days: Days,
    /// Its days in any zone.
    any_days: Days,
}

impl Clock {
    fn of(when: &When, start: Timestamp, end: Timestamp) -> Self {
        let (first, last) = when.local_days();
        let shifted = |instant: Timestamp, hours| {
            let there = instant.checked_add(SignedDuration::from_hours(hours)).unwrap_or(instant);
            number(Offset::UTC.to_datetime(there).date())
        };
        let any = (shifted(start, -LAST_ZONE_HOURS), shifted(end, FIRST_ZONE_HOURS));
        let own = (first.map_or(any.0, number), last.map_or(any.1, number));
        let run = |(first, last)| Days { pieces: vec![Piece::run(first, last)], extent: false, uncertain: false };
        Self { start, end, extent: start != end && !when.window, own_days: run(own), any_days: run(any) }
    }
}

fn number(date: Date) -> i64 {
    let part = |value: i8| value.unsigned_abs();
    day_number(BoundDate { year: date.year().into(), month: part(date.month()), day: part(date.day()) })
}

/// A clock time conflicts with days that it is on in no zone, and narrows those that it is on as its source counts them.
fn clock_and_days(clock: &Clock, days: &Days) -> Comparison {
    if clock.any_days.is_apart(days) {
        return Comparison::Conflicting;
    }
    let within = clock.own_days.is_within(days);
    let plain = !clock.extent && !days.extent && !days.is_approximate();
    if within && plain { Comparison::Narrows } else { Comparison::Compatible }
}

fn clocks(a: &Clock, b: &Clock) -> Comparison {
    use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
    if a.end < b.start || b.end < a.start {
        return Conflicting;
    }
    if a.extent != b.extent {
        return Compatible;
    }
    let within = |a: &Clock, b: &Clock| a.start >= b.start && a.end <= b.end;
    match (within(a, b), within(b, a)) {
        (true, true) => Same,
        (true, false) if !a.extent => Narrows,
        (false, true) if !a.extent => Widens,
        (true, false) | (false, true) | (false, false) => Compatible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        When::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// An expression of every form of EDTF, levels 0 to 2, and of the other forms a time can have.
    const FORMS: &[&str] = &[
        // Dates, years and times of day.
        "1975-07-01",
        "1975-07",
        "1975",
        "0042",
        "-1234",
        "0000",
        "-0044",
        "1985-04-12T23:20:30Z",
        "1985-04-12T23:20:30+04",
        "1985-04-12T23:20:30-04:30",
        "1985-04-12T01:02:03Z",
        // Years of more than four digits, and of few that are certain.
        "Y170000002",
        "Y-17E7",
        "1950S2",
        "Y171010000S3",
        // Seasons, quarters, thirds and halves of a year.
        "1975-21",
        "1975-22",
        "1975-23",
        "1975-24",
        "1975-26",
        "1975-30",
        "1975-33",
        "1975-34",
        "1975-38",
        "1975-41",
        // Uncertain, approximate, or both: of the whole, or of a part.
        "1984?",
        "2004-06~",
        "2004-06-11%",
        "1985-04-12?",
        "2019-04-01~",
        "2004?-06-11",
        "2004-06~-11",
        "2023-?01-14",
        "~1985-%12-?01",
        "16XX~",
        // Digits that are not specified.
        "201X",
        "20XX",
        "19XX",
        "-01XX",
        "2004-XX",
        "1985-04-XX",
        "1985-XX-XX",
        "156X-12-25",
        "1XXX-12",
        "1984-1X",
        "XXXX-12-XX",
        "XXXX-XX-12",
        "XXXX-12-11",
        "2020-XX-11",
        "1560-XX-25",
        // Intervals, with ends that are open, unknown or in doubt.
        "1964/2008",
        "2004-02-01/2005",
        "2004-06/2006-08",
        "2019/..",
        "../2021",
        "2019/",
        "/2021",
        "1985-04-12/..",
        "1985-04-12/",
        "../1985-04-12",
        "/1985-04",
        "1984?/2004%",
        "1984~/..",
        "../1985-04-12?",
        "1985-04-12~/",
        "1984/2004-06~",
        "1984-06-02?/2004-08-08~",
        "2004-06-~01/2004-06-~20",
        "2004-06-XX/2004-07-03",
        "1985-04-12T23:20:30Z/1985-04-13T01:00:00Z",
        // Sets: one of them, or all.
        "[1667,1668,1670..1672]",
        "[..1760-12-03]",
        "[1760-12..]",
        "[2020, 2021]",
        "[2020-03..2022-01]",
        "[..1990-23]",
        "{1960,1961-12}",
        "{2020, 2021}",
        "{ ..1983}",
        "{ 1983.. }",
        "{2020-01..2020-03}",
        "{2005-22..}",
        // Relative to another item.
        "before meeting-april",
        "during meeting-april",
        "after meeting-april",
        "after trip",
    ];

    #[test]
    fn every_two_times_compare_and_the_other_way_round_conversely() {
        // Whatever has words is compared too.
        let worded = include_str!("../../tell/edtf.tsv").lines().filter_map(|line| line.split('\t').next());
        let forms: Vec<&str> = FORMS.iter().copied().chain(worded).collect();
        let windows = forms.iter().filter(|text| text.contains('/')).map(|text| when(text).window());
        let times: Vec<When> = forms.iter().map(|text| when(text)).chain(windows).collect();
        for a in &times {
            assert_eq!(a.compare(a), Comparison::Same, "{a} against itself");
            for b in &times {
                assert_eq!(a.compare(b), b.compare(a).converse(), "{a} against {b}");
            }
        }
    }

    #[test]
    fn what_narrows_a_time_conflicts_with_what_conflicts_with_it() {
        let times: Vec<When> = FORMS.iter().map(|text| when(text)).collect();
        let exact = |time: &&When| !time.as_str().contains(['~', '%', '?', 'T']) && !time.as_str().contains("-2");
        let times: Vec<&When> = times.iter().filter(exact).collect();
        let compared: Vec<Vec<Comparison>> =
            times.iter().map(|a| times.iter().map(|b| a.compare(b)).collect()).collect();
        let those = |a: usize, comparison| {
            let row = &compared[a];
            (0..row.len()).filter(move |b| row[*b] == comparison)
        };
        for a in 0..times.len() {
            for b in those(a, Comparison::Narrows) {
                for c in those(b, Comparison::Conflicting) {
                    let found = compared[a][c];
                    assert_eq!(found, Comparison::Conflicting, "{} is within {}, not {}", times[a], times[b], times[c]);
                }
            }
        }
    }

    #[test]
    fn dates_compare_by_what_both_can_mean() {
        use Comparison::{Compatible, Conflicting, Narrows, Same, Widens};
        let cases = [
            // Days and coarser.
            ("2025-02", "2025-02", Same),
            ("2025-02-11", "2025-02", Narrows),
            ("2025-02", "2025-02-11", Widens),
            ("2025-02-11", "2025-02-12", Conflicting),
            ("Y170000002", "2025", Conflicting),
            ("-0044", "0044", Conflicting),
            ("-0150", "-01XX", Narrows),
            ("-0150", "-0099", Conflicting),
            // Approximate: within one unit of the precision.
            ("2025-02-11~", "2025-02-12", Compatible),
            ("2025-02-11~", "2025-02-13", Conflicting),
            ("2004-06~-11", "2004-07-01", Compatible),
            ("2004-06~-11", "2004-09-01", Conflicting),
            ("1984~/2004-06", "1983-05", Compatible),
            ("1984/2004-06~", "1983-05", Conflicting),
            ("1984/2004-06~", "2004-07-15", Compatible),
            ("1984/2004-06~", "2004-09-01", Conflicting),
            // Uncertain: who is sure of the same day says more.
            ("2019-04-01", "2019-04-01?", Narrows),
            ("2019-04-01?", "2019-04", Compatible),
            ("2019-04-01?", "2019-04?", Narrows),
            ("2019-04-01?", "2019-04-02", Conflicting),
            ("?2019-?04-?01", "2019-04-01?", Same),
            // Intervals are extents, and windows where they are said to be.
            ("2025-04-11", "2025-04-10/2025-04-12", Compatible),
            ("2025-04-13", "2025-04-10/2025-04-12", Conflicting),
            ("2004-06/2006-08", "2004-06-01/2006-08-31", Same),
            ("2019/2021", "2019/2020", Compatible),
            ("../2025-04-11", "2025-04-11", Widens),
            ("2026", "2019/..", Narrows),
            ("2018", "2019/..", Conflicting),
            ("1985/..", "1985/", Compatible),
            ("1984", "1985/", Conflicting),
            // Seasons: their edges are a matter of custom. Quarters are not.
            ("2025-04-12", "2025-21", Narrows),
            ("2025-06-15", "2025-21", Compatible),
            ("2025-08-01", "2025-21", Conflicting),
            ("2025-21", "2025-22", Conflicting),
            ("2025-01-15", "2025-24", Compatible),
            ("2026-01-15", "2025-24", Narrows),
            ("2024-11-01", "2025-24", Conflicting),
            ("2025-04", "2025-34", Narrows),
            ("2025-07-01", "2025-34", Conflicting),
            // Digits that are not specified.
            ("2025-03-12", "2025-03-XX", Narrows),
            ("2025-03", "2025-03-XX", Same),
            ("2025-03-11", "2025-XX-11", Narrows),
            ("2025-03-12", "2025-XX-11", Conflicting),
            ("2025-03", "2025-XX-11", Compatible),
            ("2025-12", "XXXX-12-XX", Narrows),
            ("2025-11", "XXXX-12-XX", Conflicting),
            ("2020-XX-11", "XXXX-12-11", Compatible),
            ("2020-XX-11", "XXXX-12-12", Conflicting),
            ("XXXX-12-11", "XXXX-12-XX", Narrows),
            ("XXXX-02-29", "2023", Conflicting),
            ("XXXX-02-29", "2023/2024", Compatible),
            // Sets: one of them, or all.
            ("2025-03-06", "[2025-03-06,2025-03-08]", Narrows),
            ("2025-03-07", "[2025-03-06,2025-03-08]", Conflicting),
            ("[2025-03-06,2025-03-08]", "2025-03", Narrows),
            ("2020", "[2020, 2021]", Narrows),
            ("2025-03-06", "{2025-03-06,2025-03-08}", Compatible),
            ("{2019..2021}", "2019/2021", Same),
            // Times of day.
            ("2023-06-18T21:40:00Z", "2023-06-18T23:43:00Z", Conflicting),
            ("2023-06-18T21:40:00Z", "2023-06-18T17:40:00-04:00", Same),
            ("2023-06-18T21:40:00Z", "2023-06-18", Narrows),
            ("2023-06-18T23:40:00-04:00", "2023-06-18", Narrows),
            ("2023-06", "2023-06-18T21:40:00Z", Widens),
            ("2023-06-19T05:00:00Z", "2023-06-18", Compatible),
            ("2023-06-20T21:40:00Z", "2023-06-18", Conflicting),
            ("2023-06-19T21:40:00Z", "2023-06-18~", Compatible),
            ("2023-06-20T21:40:00Z", "2023-06-18~", Conflicting),
            ("2023-06-18T10:00:00Z/2023-06-18T12:00:00Z", "2023-06-18T11:00:00Z", Compatible),
            ("2023-06-18T10:00:00Z/2023-06-18T12:00:00Z", "2023-06-18", Compatible),
            // Relative to another item.
            ("before meeting-april", "2025-04-11", Compatible),
            ("before meeting-april", "after meeting-april", Conflicting),
            ("before meeting-april", "after trip", Compatible),
        ];
        for (a, b, expected) in cases {
            assert_eq!(when(a).compare(&when(b)), expected, "{a} against {b}");
        }
    }

    #[test]
    fn a_window_holds_one_day_and_an_extent_all() {
        let week = || when("2025-03-31/2025-04-06");
        assert_eq!(when("2025-04-01").compare(&week().window()), Comparison::Narrows);
        assert_eq!(when("2025-04-01").compare(&week()), Comparison::Compatible);
        assert_eq!(week().compare(&week().window()), Comparison::Compatible);
        assert_eq!(week().window().compare(&when("2025")), Comparison::Narrows);
        let hours = when("2023-06-18T10:00:00Z/2023-06-18T12:00:00Z").window();
        assert_eq!(when("2023-06-18T11:00:00Z").compare(&hours), Comparison::Narrows);
    }
}
