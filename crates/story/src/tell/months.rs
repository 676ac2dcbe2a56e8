//! The words for parts of a year, and for those that the digits of a date leave open.

use jiff::civil::Date as Day;

use crate::record::style::{Spelling, Style};
use crate::record::time::calendar::MONTHS;
use crate::tell::english::numbered;

/// The numbers from 1 that a field with unspecified digits can be.
pub(super) fn possible(digits: [Option<u8>; 2], most: u8) -> Vec<u8> {
    let fits = |digit: Option<u8>, is: u8| digit.is_none_or(|digit| digit == is);
    (1..=most).filter(|number| fits(digits[0], number / 10) && fits(digits[1], number % 10)).collect()
}

/// “1st, 11th or 21st”.
pub(super) fn either(days: &[u8]) -> String {
    let days: Vec<String> = days.iter().map(|day| numbered(u32::from(*day))).collect();
    one_or_other(&days)
}

pub(super) fn one_or_other(these: &[String]) -> String {
    match these {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// “One of the months October to December”, “February or December”.
pub(super) fn one_of_months(digits: [Option<u8>; 2]) -> String {
    let months = possible(digits, 12);
    match months.as_slice() {
        [first, _, .., last] => format!("one of the months {} to {}", month_name(*first), month_name(*last)),
        months => one_or_other(&months.iter().map(|month| month_name(*month).to_owned()).collect::<Vec<_>>()),
    }
}

pub(super) fn month_days(year: i64, month: u8) -> u8 {
    let first = i16::try_from(year).ok().and_then(|year| Day::new(year, i8::try_from(month).ok()?, 1).ok());
    first.map_or(31, |first| first.days_in_month().unsigned_abs())
}

pub(super) fn month_name(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|index| MONTHS.get(index)).copied().unwrap_or("an unknown month")
}

/// The seasons and other parts of a year that EDTF numbers like months.
pub(super) fn season(code: u8, style: Style) -> String {
    let autumn = match style.spelling() {
        Spelling::British => "autumn",
        Spelling::American => "fall",
    };
    let seasons = ["spring", "summer", autumn, "winter"];
    let of = |first: u8| seasons[usize::from(code - first)];
    match code {
        21..=24 => of(21).to_owned(),
        25..=28 => format!("the northern {}", of(25)),
        29..=32 => format!("the southern {}", of(29)),
        33..=36 => format!("the {} quarter of", crate::tell::english::ordinal(u32::from(code) - 32)),
        37..=39 => format!("the {} third of", crate::tell::english::ordinal(u32::from(code) - 36)),
        40 => "the first half of".to_owned(),
        41 => "the second half of".to_owned(),
        _ => "some part of".to_owned(),
    }
}
