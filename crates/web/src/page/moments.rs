//! Moments and dates as they stand on a page, in the house style. All of them are in UTC, and the page says so.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::style::{Clock, Spelling, Style};
use newsreel_story::record::time::When;
use newsreel_story::tell::dates::{Dates, adverbial};

/// The moments that bound what is shown, as they stand in an address.
pub(crate) fn of_bounds(bounds: &Bounds) -> impl Iterator<Item = (&'static str, Timestamp)> + use<> {
    let moments = [("as_of", bounds.as_of), ("known_at", bounds.known_at), ("true_at", bounds.true_at)];
    moments.into_iter().filter_map(|(name, moment)| Some((name, moment?)))
}

fn civil(instant: Timestamp) -> DateTime {
    Offset::UTC.to_datetime(instant)
}

/// The time of day: "16:52", "4:52 p.m.".
pub(crate) fn clock(style: Style, instant: Timestamp) -> String {
    let moment = civil(instant);
    match style.clock() {
        Clock::TwentyFourHours => moment.strftime("%H:%M").to_string(),
        Clock::AmPm => {
            let half = if moment.hour() < 12 { "a.m." } else { "p.m." };
            format!("{} {half}", moment.strftime("%-I:%M"))
        }
    }
}

/// A day of a year that goes without saying: "12 April", "April 12".
fn day_of_year(style: Style, day: Date) -> String {
    match style.spelling() {
        Spelling::British => day.strftime("%-d %B").to_string(),
        Spelling::American => day.strftime("%B %-d").to_string(),
    }
}

/// A day: "12 April 2025", "April 12, 2025".
pub(crate) fn date(style: Style, day: Date) -> String {
    match style.spelling() {
        Spelling::British => day.strftime("%-d %B %Y").to_string(),
        Spelling::American => day.strftime("%B %-d, %Y").to_string(),
    }
}

/// A day where there is little room: "12 Apr", "Apr 12".
pub(crate) fn short_day(style: Style, day: Date) -> String {
    match style.spelling() {
        Spelling::British => day.strftime("%-d %b").to_string(),
        Spelling::American => day.strftime("%b %-d").to_string(),
    }
}

/// As short as it can be told beside another moment: "16:52" on the same day, "12 April, 16:52" in the same year.
pub(crate) fn short(style: Style, instant: Timestamp, beside: Timestamp) -> String {
    let (moment, other) = (civil(instant), civil(beside));
    let clock = clock(style, instant);
    if moment.date() == other.date() {
        clock
    } else if moment.year() == other.year() {
        format!("{}, {clock}", day_of_year(style, moment.date()))
    } else {
        format!("{}, {clock}", date(style, moment.date()))
    }
}

/// In a column of a list: the time on the same day, else the day.
pub(crate) fn listed(style: Style, instant: Timestamp, beside: Timestamp) -> String {
    let (moment, other) = (civil(instant), civil(beside));
    if moment.date() == other.date() {
        clock(style, instant)
    } else if moment.year() == other.year() {
        day_of_year(style, moment.date())
    } else {
        match style.spelling() {
            Spelling::British => moment.strftime("%-d %b %Y").to_string(),
            Spelling::American => moment.strftime("%b %-d, %Y").to_string(),
        }
    }
}

/// In full: "12 April 2025, 16:52".
pub(crate) fn full(style: Style, instant: Timestamp) -> String {
    format!("{}, {}", date(style, civil(instant).date()), clock(style, instant))
}

/// The day: "Saturday, 12 April 2025".
pub(crate) fn day(style: Style, instant: Timestamp) -> String {
    let day = civil(instant).date();
    format!("{}, {}", day.strftime("%A"), date(style, day))
}

/// Whether two moments are of one day.
pub(crate) fn same_day(one: Timestamp, other: Timestamp) -> bool {
    civil(one).date() == civil(other).date()
}

/// A date as a source writes it, in words; none where it is only told in relation to something else.
pub(crate) fn said(style: Style, written: &str) -> Option<String> {
    let when = When::parse(written).ok()?;
    let dates = Dates { style, year: None };
    adverbial(&when, dates).or_else(|| when.relative_to().is_none().then(|| written.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_the_house_style() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let (moment, beside) = (at("2025-04-12T16:52:00Z"), at("2025-12-01T00:00:00Z"));
        for (style, expected) in [
            (Style::British, ["12 April, 16:52", "Saturday, 12 April 2025", "12 April 2025, 16:52"]),
            (Style::BritishAmPm, ["12 April, 4:52 p.m.", "Saturday, 12 April 2025", "12 April 2025, 4:52 p.m."]),
            (Style::American, ["April 12, 4:52 p.m.", "Saturday, April 12, 2025", "April 12, 2025, 4:52 p.m."]),
        ] {
            assert_eq!([short(style, moment, beside), day(style, moment), full(style, moment)], expected);
        }
        assert_eq!(clock(Style::American, at("2025-04-12T00:05:00Z")), "12:05 a.m.");
    }
}
