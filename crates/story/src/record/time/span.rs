//! The first and last instant, and the first and last day, of a time.

use edtf_core::{Bound, BoundDate, Bounds, Edtf, YearKind};
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::record::time::When;
use crate::record::time::meaning::Meaning;

/// A day without a zone is that day somewhere on Earth: from the first zone to enter it to the last to leave it.
pub(super) const FIRST_ZONE_HOURS: i64 = 14;
pub(super) const LAST_ZONE_HOURS: i64 = 12;

/// The first and last instant something can have been; `None` on a side that is open or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The earliest possible instant.
    pub earliest: Option<Timestamp>,
    /// The latest possible instant.
    pub latest: Option<Timestamp>,
}

impl When {
    /// Its first and last possible instant. A time relative to an item spans anything: the item's own time may change.
    pub fn span(&self) -> Span {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => {
                let bounds = bounds(&edtf);
                Span {
                    earliest: day(bounds.earliest).and_then(|day| midnight(day, -FIRST_ZONE_HOURS)),
                    latest: day(bounds.latest)
                        .and_then(|day| day.tomorrow().ok())
                        .and_then(|day| midnight(day, LAST_ZONE_HOURS))
                        .and_then(|end| end.checked_sub(SignedDuration::from_nanos(1)).ok()),
                }
            }
            Ok(Meaning::Instants(start, end)) => Span { earliest: Some(start), latest: Some(end) },
            Ok(Meaning::Relative(..)) | Err(_) => Span { earliest: None, latest: None },
        }
    }

    /// The first instant it can mean, a day without a zone read in UTC.
    pub fn start_in_utc(&self) -> Option<Timestamp> {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => day(bounds(&edtf).earliest).and_then(|first| midnight(first, 0)),
            Ok(Meaning::Instants(..) | Meaning::Relative(..)) | Err(_) => self.span().earliest,
        }
    }

    /// Its first and last calendar day as the source counts them; none for a time relative to an item. `None` on a side
    /// that is open, unknown, or beyond the year 9999.
    pub fn days(&self) -> Option<(Option<Date>, Option<Date>)> {
        match self.meaning() {
            Ok(Meaning::Edtf(edtf)) => {
                let bounds = bounds(&edtf);
                Some((day(bounds.earliest), day(bounds.latest)))
            }
            Ok(Meaning::Instants(..)) => Some(self.local_days()),
            Ok(Meaning::Relative(..)) | Err(_) => None,
        }
    }

    /// Whether it is a day or a time of day, or goes from one to another: not some day of a month or of several days, about a
    /// day, or open to a side.
    pub fn is_of_known_days(&self) -> bool {
        !self.is_window() && self.as_str().split('/').all(is_known_day)
    }

    /// Whether it is known on which day it ends.
    pub fn ends_on_known_day(&self) -> bool {
        self.as_str().rsplit('/').next().is_some_and(is_known_day)
    }

    /// The days a clock time, or an interval of two, is written with.
    pub(super) fn local_days(&self) -> (Option<Date>, Option<Date>) {
        let text = self.as_str();
        let (start, end) = text.split_once('/').unwrap_or((text, text));
        let day = |part| Pieces::parse(part).ok().map(|pieces| pieces.date());
        (day(start), day(end))
    }
}

fn is_known_day(part: &str) -> bool {
    part.contains('T') || part.parse::<Date>().is_ok()
}

/// The first and last day of an expression.
pub(super) fn bounds(edtf: &Edtf) -> Bounds {
    let bounds = edtf.bounds();
    match edtf {
        Edtf::Date(date) if matches!(date.year.kind, YearKind::Standard { negative: true, .. }) => {
            // Of years before the year 0 with unspecified digits the library gives the bounds after it.
            let before = date.year.has_unspecified();
            if before { mirrored(bounds) } else { bounds }
        }
        Edtf::Date(_) | Edtf::DateTime(_) | Edtf::Interval(_) | Edtf::Set(_) => bounds,
    }
}

fn mirrored(Bounds { earliest, latest }: Bounds) -> Bounds {
    match (earliest, latest) {
        (Bound::Date(first), Bound::Date(last)) => Bounds {
            earliest: Bound::Date(BoundDate { year: -last.year, month: 1, day: 1 }),
            latest: Bound::Date(BoundDate { year: -first.year, month: 12, day: 31 }),
        },
        _ => Bounds { earliest: Bound::Unknown, latest: Bound::Unknown },
    }
}

fn day(bound: Bound) -> Option<Date> {
    match bound {
        Bound::Date(d) => {
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        }
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => None,
    }
}

fn midnight(date: Date, shift_hours: i64) -> Option<Timestamp> {
    let utc = Offset::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok()?;
    utc.checked_add(SignedDuration::from_hours(shift_hours)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        When::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_day_without_a_zone_spans_it_in_all_zones() {
        let span = when("2025-04-11").span();
        assert_eq!(span.earliest.map(|t| t.to_string()).as_deref(), Some("2025-04-10T10:00:00Z"));
        assert_eq!(span.latest.map(|t| t.to_string()).as_deref(), Some("2025-04-12T11:59:59.999999999Z"));
    }

    #[test]
    fn days_are_counted_as_the_source_counts_them() {
        let cases = [
            ("2025-04-11", "2025-04-11", "2025-04-11"),
            ("2025-02", "2025-02-01", "2025-02-28"),
            ("2025-22", "2025-06-01", "2025-08-31"),
            ("2025-24", "2025-12-01", "2026-02-28"),
            ("2025-34", "2025-04-01", "2025-06-30"),
            ("2025-03-XX", "2025-03-01", "2025-03-31"),
            ("197X", "1970-01-01", "1979-12-31"),
            ("2023-06-18T23:30:00-04:00", "2023-06-18", "2023-06-18"),
            ("2023-06-18T23:30:00-04:00/2023-06-19T04:00:00Z", "2023-06-18", "2023-06-19"),
            ("../2021", "", "2021-12-31"),
            ("2019/", "2019-01-01", ""),
            ("-01XX", "-000199-01-01", "-000100-12-31"),
        ];
        for (text, first, last) in cases {
            let (a, b) = when(text).days().expect("days");
            let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            assert_eq!((written(a), written(b)), (first.to_owned(), last.to_owned()), "{text}");
        }
        assert_eq!(when("before meeting-april").days(), None);
    }
}
