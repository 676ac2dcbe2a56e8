//! Moments and dates as they stand on a page. All of them are in UTC, and the page says so.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use newsreel_story::record::time::When;
use newsreel_story::tell::dates::{Dates, adverbial};

fn civil(instant: Timestamp) -> DateTime {
    Offset::UTC.to_datetime(instant)
}

/// As short as it can be told beside another moment: "16:52" on the same day, "12 April, 16:52" in the same year.
pub(crate) fn short(instant: Timestamp, beside: Timestamp) -> String {
    let (moment, beside) = (civil(instant), civil(beside));
    let clock = moment.strftime("%H:%M");
    if moment.date() == beside.date() {
        clock.to_string()
    } else if moment.year() == beside.year() {
        format!("{}, {clock}", moment.strftime("%-d %B"))
    } else {
        format!("{}, {clock}", moment.strftime("%-d %B %Y"))
    }
}

/// In a column of a list: the time on the same day, else the day.
pub(crate) fn listed(instant: Timestamp, beside: Timestamp) -> String {
    let (moment, beside) = (civil(instant), civil(beside));
    if moment.date() == beside.date() {
        moment.strftime("%H:%M").to_string()
    } else if moment.year() == beside.year() {
        moment.strftime("%-d %B").to_string()
    } else {
        moment.strftime("%-d %b %Y").to_string()
    }
}

/// In full: "12 April 2025, 16:52".
pub(crate) fn full(instant: Timestamp) -> String {
    civil(instant).strftime("%-d %B %Y, %H:%M").to_string()
}

/// The day: "Saturday, 12 April 2025".
pub(crate) fn day(instant: Timestamp) -> String {
    civil(instant).strftime("%A, %-d %B %Y").to_string()
}

/// Whether two moments are of one day.
pub(crate) fn same_day(one: Timestamp, other: Timestamp) -> bool {
    civil(one).date() == civil(other).date()
}

/// A date as a source writes it, in words; none where it is only told in relation to something else.
pub(crate) fn said(written: &str) -> Option<String> {
    let when = When::parse(written).ok()?;
    adverbial(&when, Dates::default()).or_else(|| when.relative_to().is_none().then(|| written.to_owned()))
}
