//! Every date that EDTF can write, levels 0 to 2, has words and a comparison, and what is doubtful or open of it stays so.

use newsreel_story::record::comparison::Comparison;
use newsreel_story::record::time::When;
use newsreel_story::tell::dates::{Dates, adverbial};
use proptest::prelude::*;

fn doubt() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => Just(""), 1 => Just("?"), 1 => Just("~"), 1 => Just("%")]
}

/// A year, a month of it, or a day, with doubt about the whole of it or about one of its parts.
fn date() -> impl Strategy<Value = String> {
    let year = prop::sample::select(vec!["1985", "2004", "2025", "0042", "-0044", "198X", "19XX", "1XXX", "XXXX"]);
    let month = prop::sample::select(vec!["02", "06", "12", "XX", "1X", "0X"]);
    let day = prop::sample::select(vec!["01", "11", "28", "XX", "1X", "2X"]);
    (year, month, day, 1usize..4, doubt(), 0usize..7).prop_map(|(year, month, day, parts, doubt, place)| {
        let parts = &[year, month, day][..parts];
        let mark = |(at, part): (usize, &&str)| match place {
            place if place == at => format!("{doubt}{part}"),
            place if place == at + 3 && at + 1 < parts.len() => format!("{part}{doubt}"),
            _ => (*part).to_owned(),
        };
        let text = parts.iter().enumerate().map(mark).collect::<Vec<_>>().join("-");
        if place == 6 { format!("{text}{doubt}") } else { text }
    })
}

/// Part of a year, or a year of another form.
fn other() -> impl Strategy<Value = String> {
    let season = (21u8..=41, doubt()).prop_map(|(code, doubt)| format!("2025-{code}{doubt}"));
    let year = prop::sample::select(vec!["Y170000002", "Y-17E7", "Y3388E2S3", "1950S2", "-1985", "Y-20000"]);
    prop_oneof![season, year.prop_map(str::to_owned)]
}

fn end() -> impl Strategy<Value = String> {
    prop_oneof![6 => date(), 1 => other(), 1 => Just("..".to_owned()), 1 => Just(String::new())]
}

/// An interval, or a set of which one or all are meant.
fn several() -> impl Strategy<Value = String> {
    let span = (end(), end()).prop_map(|(first, last)| format!("{first}/{last}"));
    let year = || prop::sample::select(vec!["1960", "1961-12", "2020", "2021-03-04"]);
    let element =
        prop_oneof![year().prop_map(str::to_owned), (1960..1970, 1971..1980).prop_map(|(a, b)| format!("{a}..{b}"))];
    let set = (prop::collection::vec(element, 1..4), any::<bool>(), 0u8..3).prop_map(|(elements, all, open)| {
        let elements = elements.join(",");
        let elements = match open {
            1 => format!("..{elements}"),
            2 => format!("{elements}.."),
            _ => elements,
        };
        if all { format!("{{{elements}}}") } else { format!("[{elements}]") }
    });
    prop_oneof![span, set]
}

fn any_edtf() -> impl Strategy<Value = String> {
    prop_oneof![3 => date(), 1 => other(), 4 => several()]
}

fn words(when: &When) -> String {
    adverbial(when, Dates::default()).unwrap_or_else(|| panic!("`{when}` has no words"))
}

/// Whether words say of a date that it is uncertain, or that it is approximate, as its marks do.
fn keeps_doubt(marks: &str, words: &str) -> bool {
    let uncertain = words.contains("possibly") || words.contains("uncertain");
    let approximate = words.contains("about") || words.contains("approximate");
    uncertain == marks.contains(['?', '%']) && approximate == marks.contains(['~', '%', 'S'])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_date_has_words_that_keep_what_is_doubtful(text in any_edtf()) {
        let Ok(when) = When::parse(&text) else { return Ok(()) };
        let words = words(&when);
        let raw = words.contains(['?', '~', '%', '[', '{', '/']) || words.contains("XX") || words.contains("..");
        prop_assert!(!raw, "`{}` is told as “{}”", text, words);
        prop_assert!(keeps_doubt(&text, &words), "`{}` is told as “{}”", text, words);
        if let Some((first, last)) = text.split_once('/') {
            let open = words.contains(" or later") || words.ends_with(" on") || words.contains("by ") || words.contains("any time");
            let unknown = words.contains("an unknown date");
            prop_assert_eq!(open, first == ".." || last == "..", "`{}` is told as “{}”", text, words);
            prop_assert_eq!(unknown, first.is_empty() || last.is_empty(), "`{}` is told as “{}”", text, words);
            // Each end has its own doubt.
            if let Some((before, after)) = words.strip_prefix("from ").and_then(|words| words.split_once(" to ")) {
                let whole = text.contains('X');
                prop_assert!(whole || (keeps_doubt(first, before) && keeps_doubt(last, after)), "`{}` is told as “{}”", text, words);
            }
        }
    }

    #[test]
    fn every_two_dates_compare_and_conversely(a in any_edtf(), b in any_edtf()) {
        let (Ok(a), Ok(b)) = (When::parse(&a), When::parse(&b)) else { return Ok(()) };
        prop_assert_eq!(a.compare(&a), Comparison::Same);
        prop_assert_eq!(a.compare(&b), b.compare(&a).converse(), "{} and {}", a, b);
    }

    /// Two plain days are compared without being read as expressions: as sets of one day they are read, and compare the same.
    #[test]
    fn plain_days_compare_as_they_do_when_they_are_read(year in 2019u16..2022, months in (1u8..4, 1u8..4), days in (1u8..4, 27u8..32)) {
        let written = |month: u8, day: u8| format!("{year}-{month:02}-{day:02}");
        let parse = |text: &str| When::parse(text).ok();
        for (a, b) in [(written(months.0, days.0), written(months.1, days.0)), (written(months.0, days.1), written(months.1, days.1))] {
            let (Some(one), Some(other)) = (parse(&a), parse(&b)) else { continue };
            let sets = parse(&format!("[{a}]")).zip(parse(&format!("[{b}]")));
            prop_assert_eq!(sets.map(|(one, other)| one.compare(&other)), Some(one.compare(&other)), "{} and {}", a, b);
        }
    }

    /// A date in doubt never says more than the same date without.
    #[test]
    fn doubt_makes_no_date_narrower(text in date(), doubt in prop::sample::select(vec!["?", "~", "%"])) {
        prop_assume!(!text.contains(['?', '~', '%']));
        let (Ok(sure), Ok(doubtful)) = (When::parse(&text), When::parse(&format!("{text}{doubt}"))) else { return Ok(()) };
        let found = doubtful.compare(&sure);
        prop_assert!(matches!(found, Comparison::Widens | Comparison::Compatible), "{} against {}: {:?}", doubtful, sure, found);
    }
}
