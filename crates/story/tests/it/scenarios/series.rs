//! What sources count, beside what is on file.

use newsreel_story::views::findings;
use newsreel_story::views::series::{self, SeriesOverview};

use crate::kit::given;

/// A trip of Putin to Moscow on a day; more members, each on a line of its own.
fn trip(key: &str, day: &str, more: &str) -> String {
    format!(
        "\n- trip.completed: {key}\n  source: us-says\n  traveller: putin\n  destination: moscow\n  when: {day}\n{more}"
    )
}

/// A claim of a position in the series of the trips of 2025.
fn called(position: u32) -> String {
    let series = "{label: the trips, kind: trip, traveller: russia, during: 2025}";
    format!("  ordinal: {{position: {position}, of: {series}}}\n")
}

fn counted(updates: &str) -> SeriesOverview {
    series::of(&given(updates).view()).remove(0)
}

/// The trips on file, each with its position where there is one, in order.
fn positions(series: &SeriesOverview) -> Vec<(&str, Option<u32>, bool)> {
    series.on_file.iter().map(|member| (member.item.as_str(), member.position, member.computed)).collect()
}

#[test]
fn positions_are_computed_where_claim_and_file_agree_and_the_dates_order_them() {
    let others = trip("b", "2025-04-02", "") + &trip("a", "2025-04-01", "");
    let third = counted(&(others.clone() + &trip("c", "2025-04-03", &called(3))));
    assert_eq!(positions(&third), [("a", Some(1), true), ("b", Some(2), true), ("c", Some(3), false)]);
    assert_eq!((third.claimed, third.missing), (Some(3), 0));

    let fourth = counted(&(others.clone() + &trip("c", "2025-04-03", &called(4))));
    assert_eq!(positions(&fourth), [("a", None, false), ("b", None, false), ("c", Some(4), false)]);
    assert_eq!((fourth.claimed, fourth.missing), (Some(4), 1));

    let same_day = counted(&(others + &trip("c", "2025-04-02", &called(3))));
    assert_eq!(positions(&same_day), [("b", None, false), ("a", None, false), ("c", Some(3), false)]);
}

#[test]
fn what_is_counted_has_begun_and_is_of_the_window_and_the_party() {
    let elsewhere = "\n- trip.completed: of-another\n  source: us-says\n  traveller: rubio\n  when: 2025-04-01\n";
    let ahead = "\n- trip.announced: ahead\n  source: us-says\n  traveller: putin\n  when: 2025-05-01\n";
    let earlier = trip("earlier", "2024-12-30", "");
    let second = counted(&format!("{elsewhere}{ahead}{earlier}{}", trip("c", "2025-04-03", &called(2))));
    assert_eq!(positions(&second), [("c", Some(2), false)]);
    assert_eq!(second.missing, 1);
}

#[test]
fn what_sides_count_differently_is_claimed_by_nobody() {
    let denied = format!("\n- trip.reported: c\n  source: kremlin-says\n{}", called(5));
    let told = given(&(trip("c", "2025-04-03", &called(3)) + &denied));
    assert_eq!(series::of(&told.view()), []);
}

/// What is said of numbers that change from day to day: by whom they are disputed, and what the standards check finds.
fn numbers(updates: &str) -> (bool, Vec<&'static str>, String) {
    let story = given(updates);
    let contested = story.view().account(&"waiting/total".parse().unwrap()).is_contested();
    let found = findings::of(&story.view());
    let of_numbers = ["divided-holder", "changed-account"];
    let codes = of_numbers.into_iter().filter(|code| found.iter().any(|found| found.code.as_str() == *code));
    (contested, codes.collect(), story.brief())
}

#[test]
fn a_count_is_of_its_day_and_is_no_rival_of_another_days() {
    let claim = |source: &str, rest: &str| {
        format!("\n- {{claim.reported: waiting, source: {source}, text: ships wait outside the canal, {rest}}}")
    };
    let first = claim("kremlin-says", "total: {count: 237, as_of: 2021-03-25}");
    let later = [
        // Whoever says which day it is of, in whichever way.
        claim("us-says", "total: {count: 321, as_of: 2021-03-27}"),
        claim("waiter-saw", "total: {value: 321, from: 2021-03-27}"),
        claim("waiter-saw", "total: {value: {count: 321, as_of: 2021-03-27}, hedge: probable}"),
        claim("driver-saw", "total: 321, when: 2021-03-27"),
        claim("{origin: putin, via: [tass]}", "total: {count: 321, as_of: 2021-03-27}"),
    ];
    for later in later {
        let (contested, codes, brief) = numbers(&format!("{first}{later}"));
        assert!(!contested && codes.is_empty(), "{later}: {codes:?}\n{brief}");
        assert!(brief.contains("237") && brief.contains("321"), "{later}\n{brief}");
    }
    // Of one and the same day there is one.
    let (contested, ..) = numbers(&format!("{first}{}", claim("us-says", "total: {count: 321, as_of: 2021-03-25}")));
    assert!(contested);
}

#[test]
fn whoever_counts_again_later_is_not_divided() {
    let said = |source: &str, day: &str, total: u32| {
        format!("\n- {{claim.reported: waiting, source: {source}, said: {day}, text: ships wait, total: {total}}}")
    };
    let putin = "{origin: putin, via: [tass]}";
    let again = format!("{}{}", said("kremlin-says", "2021-03-25", 237), said(putin, "2021-03-27", 321));
    assert_eq!(numbers(&again).1, ["changed-account"]);
    // On one day they are.
    let same_day = format!("{}{}", said("kremlin-says", "2021-03-25", 237), said(putin, "2021-03-25", 321));
    assert_eq!(numbers(&same_day).1, ["divided-holder"]);
}
