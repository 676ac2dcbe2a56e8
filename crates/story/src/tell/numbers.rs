//! Numbers as people write them.

use crate::record::style::{Spelling, Style};
use crate::record::value::count::{Count, grouped};
use crate::record::value::duration::Duration;

/// A whole number: in words below ten, with its thousands set apart from there on.
pub fn number(n: i64) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    match usize::try_from(n).ok().filter(|n| *n > 0).and_then(|n| WORDS.get(n)) {
        Some(word) => (*word).to_owned(),
        None => large(n).unwrap_or_else(|| digits(n)),
    }
}

/// A large round number: “1.8 million”, “16 billion”; none where it is not round, so that nothing is rounded.
fn large(n: i64) -> Option<String> {
    let (name, one) = match n.unsigned_abs() {
        size if size >= 1_000_000_000 && size.is_multiple_of(10_000_000) => ("billion", 1_000_000_000),
        size if size >= 1_000_000 && size.is_multiple_of(10_000) => ("million", 1_000_000),
        _ => return None,
    };
    let (whole, hundredths) = (n / one, n.unsigned_abs() % one.unsigned_abs() / (one.unsigned_abs() / 100));
    let rest = format!("{hundredths:02}");
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{}{point}{rest} {name}", digits(whole)))
}

/// A whole number in digits: 12,500.
pub fn digits(n: i64) -> String {
    let grouped = grouped(&n.unsigned_abs().to_string());
    if n < 0 { format!("−{grouped}") } else { grouped }
}

/// A count with what is counted: “more than 500 people”, “about 1,300”, “61 per cent”.
pub fn count(count: &Count, style: Style) -> String {
    let mut text = figure(count);
    for word in [&count.unit, &count.scope].into_iter().flatten() {
        text.push(' ');
        text.push_str(&unit(word, style));
    }
    if let Some(series) = &count.series {
        text.push_str(" of ");
        text.push_str(&series.label);
    }
    text
}

/// The same without what is counted: “about 1,300”.
pub fn figure(count: &Count) -> String {
    // “five pieces”, but “from 5 to 12” and “about 5”: exact small numbers alone are written out.
    let figure = match count.exactly() {
        Some(0) if count.unit.is_none() => "zero".to_owned(),
        exactly => exactly.map_or_else(|| bounds(count), number),
    };
    let about = if count.about { "about " } else { "" };
    format!("{about}{figure}")
}

fn bounds(count: &Count) -> String {
    // “At least nine”, but “5 to 12”: of two numbers neither is written out.
    let one = count.high.is_none_or(|high| count.low == 0 || count.low == high || count.beyond) && !count.about;
    let figure = |n: i64| if one && count.decimals == 0 { number(n) } else { decimal(n, count.decimals) };
    match count.high {
        Some(high) if count.beyond => format!("fewer than {}", figure(high)),
        Some(high) if high == count.low => figure(high),
        Some(high) if count.low == 0 => format!("at most {}", figure(high)),
        Some(high) => format!("{} to {}", figure(count.low), figure(high)),
        None if count.beyond => format!("more than {}", figure(count.low)),
        None => format!("at least {}", figure(count.low)),
    }
}

/// A number whose last digits stand behind the decimal point: 61.5.
fn decimal(n: i64, decimals: u8) -> String {
    let Some(unit) = 10_u64.checked_pow(u32::from(decimals)).filter(|_| decimals > 0) else {
        return large(n).unwrap_or_else(|| digits(n));
    };
    let sign = if n < 0 { "−" } else { "" };
    let (whole, rest) = (n.unsigned_abs() / unit, n.unsigned_abs() % unit);
    let whole = digits(i64::try_from(whole).unwrap_or(i64::MAX));
    format!("{sign}{whole}.{rest:0width$}", width = usize::from(decimals))
}

fn unit(word: &str, style: Style) -> String {
    match (word, style.spelling()) {
        ("%" | "percent" | "per cent", Spelling::British) => "per cent".to_owned(),
        ("%" | "percent" | "per cent", Spelling::American) => "percent".to_owned(),
        _ => word.to_owned(),
    }
}

/// How long: “about three hours and 30 minutes”.
pub fn duration(duration: &Duration) -> String {
    format!("{}{}", duration.qualifier(), length(duration.as_str()).unwrap_or_else(|| duration.to_string()))
}

/// How long, from ISO 8601. None for what is not a duration.
pub fn length(iso: &str) -> Option<String> {
    let span = iso.parse::<jiff::Span>().ok()?;
    let units = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_weeks()), "week"),
        (i64::from(span.get_days()), "day"),
        (i64::from(span.get_hours()), "hour"),
        (span.get_minutes(), "minute"),
        (span.get_seconds(), "second"),
    ];
    let said: Vec<String> = units
        .iter()
        .filter(|(n, _)| *n != 0)
        .map(|(n, unit)| format!("{} {unit}{}", number(*n), if *n == 1 { "" } else { "s" }))
        .collect();
    (!said.is_empty()).then(|| crate::tell::english::list(&said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_people_write_them() {
        let reads = |text: &str, unit: Option<&str>| {
            let parsed: Count = text.parse().unwrap();
            count(&Count { unit: unit.map(Into::into), ..parsed }, Style::default())
        };
        for (text, unit, expected) in [
            ("5", Some("pieces"), "five pieces"),
            ("12500", Some("people"), "12,500 people"),
            ("at least 500", None, "at least 500"),
            ("more than 500", None, "more than 500"),
            ("fewer than 20", None, "fewer than 20"),
            ("at most 20", None, "at most 20"),
            ("12 to 15", None, "12 to 15"),
            ("about 1300", None, "about 1,300"),
            ("61", Some("%"), "61 per cent"),
            ("61.5%", Some("%"), "61.5 per cent"),
            ("at least 12.05", None, "at least 12.05"),
            ("1234.5", Some("crowns"), "1,234.5 crowns"),
            ("1800000", Some("dollars"), "1.8 million dollars"),
            ("about 16 billion", Some("francs"), "about 16 billion francs"),
            ("1234567", None, "1,234,567"),
            ("2000000 to 2250000", None, "2 million to 2.25 million"),
        ] {
            assert_eq!(reads(text, unit), expected);
        }
        assert_eq!(digits(-1_234_567), "−1,234,567");
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(length("PT3H30M").as_deref(), Some("three hours and 30 minutes"));
        assert_eq!(length("P12Y").as_deref(), Some("12 years"));
        assert_eq!(length("P1Y6M").as_deref(), Some("one year and six months"));
        assert_eq!(length("soon"), None);
    }
}
