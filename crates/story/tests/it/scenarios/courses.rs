//! The days on which something began, arrived and ended: days of several moments are no rivals, two of one moment are.

use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::{matrix, timeline};

use crate::kit::{Told, given};

fn told(updates: &[(&str, &str, &str)], kind: &str, head: &str) -> Told {
    let updates = updates.iter().enumerate().map(|(at, (change, source, when))| {
        let head = if at == 0 { format!(", {head}") } else { String::new() };
        let when = if when.is_empty() { String::new() } else { format!(", when: {when}") };
        format!("- {{{kind}.{change}: it, source: {source}{head}{when}}}\n")
    });
    given(&updates.collect::<String>())
}

fn sentences(told: &Told) -> String {
    let brief = brief::checked(&told.view(), Form::Full);
    assert!(brief.left_out.is_empty(), "{:#?}", brief.left_out);
    let sentences = brief.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    sentences.map(|sentence| &*sentence.text).collect::<Vec<_>>().join("\n")
}

const STRIKE: (&str, &str) = ("occurrence", "type: a strike");
const TRIP: (&str, &str) = ("trip", "traveller: witkoff, destination: london");

#[test]
fn the_days_of_two_moments_are_no_rivals_whoever_gives_them() {
    for ((kind, head), updates, says) in [
        (
            TRIP,
            &[("departed", "herald", "2025-03-01"), ("arrived", "herald", "2025-03-02")][..],
            ["on 2 March 2025", "began on 1 March"],
        ),
        (
            TRIP,
            &[("departed", "herald", "2025-03-01"), ("arrived", "tass", "2025-03-02")],
            ["on 2 March 2025", "began on 1 March"],
        ),
        // Told in the other order it is the same.
        (
            TRIP,
            &[("arrived", "herald", "2025-03-02"), ("departed", "herald", "2025-03-01")],
            ["on 2 March 2025", "began on 1 March"],
        ),
        (
            TRIP,
            &[("arrived", "herald", "2025-03-02"), ("departed", "tass", "2025-03-01")],
            ["on 2 March 2025", "began on 1 March"],
        ),
        (
            TRIP,
            &[
                ("departed", "herald", "2025-03-01"),
                ("arrived", "tass", "2025-03-02"),
                ("completed", "newsweek", "2025-03-08"),
            ],
            ["ended on 8 March 2025", "reached its destination on 2 March"],
        ),
        (
            STRIKE,
            &[("began", "herald", "2025-03"), ("completed", "tass", "2025-03-09")],
            ["ended on 9 March 2025", "began in March"],
        ),
        (
            STRIKE,
            &[("began", "herald", "2025-03-01"), ("broke_off", "tass", "2025-03-09")],
            ["9 March 2025", "began on 1 March"],
        ),
    ] {
        let told = told(updates, kind, head);
        let brief = sentences(&told);
        assert!(says.iter().all(|says| brief.contains(says)), "{updates:?}: {brief}");
        assert!(
            !brief.contains("disputed") && !brief.contains("differ") && !brief.contains("and then as"),
            "{updates:?}: {brief}"
        );
        let row = timeline::of(&told.view()).moments.remove(0);
        assert!(!row.disputed && row.or.is_empty(), "{updates:?}: {row:?}");
    }
}

#[test]
fn two_days_of_one_moment_are_rivals_and_the_other_moment_is_told() {
    for (updates, says, sides) in [
        (
            &[
                ("began", "herald", "2025-03-01"),
                ("began", "tass", "2025-03-02"),
                ("completed", "newsweek", "2025-03-09"),
            ][..],
            &["The strike ended on 9 March 2025", "hen the strike began"][..],
            ["began on 1 March", "began on 2 March"],
        ),
        (
            &[
                ("began", "herald", "2025-03-01"),
                ("completed", "tass", "2025-03-08"),
                ("completed", "newsweek", "2025-03-09"),
            ],
            &["The strike ended", "it began on 1 March", "when the strike ended"],
            ["ended on 8 March", "ended on 9 March"],
        ),
        (
            &[
                ("began", "herald", "2025-03-01"),
                ("began", "tass", "2025-03-01"),
                ("completed", "herald", "2025-03-08"),
                ("completed", "tass", "2025-03-09"),
            ],
            &["it began on 1 March", "when the strike ended"],
            ["ended on 8 March", "ended on 9 March"],
        ),
        (
            &[
                ("began", "herald", "2025-03-01"),
                ("began", "tass", "2025-03-02"),
                ("completed", "herald", "2025-03-08"),
                ("completed", "tass", "2025-03-09"),
            ],
            &["When the strike began is disputed", "hen the strike ended", "ended on 8 March", "ended on 9 March"],
            ["began on 1 March", "began on 2 March"],
        ),
        // Two days of what is over, and of nothing else: no beginning and no end.
        (
            &[("completed", "herald", "2025-03-08"), ("completed", "tass", "2025-03-09")],
            &["The date of the strike is disputed"],
            ["on 8 March", "on 9 March"],
        ),
    ] {
        let told = told(updates, STRIKE.0, STRIKE.1);
        let brief = sentences(&told);
        assert!(says.iter().chain(&sides).all(|says| brief.contains(says)), "{updates:?}: {brief}");
        let row = &matrix::of(&told.view(), None, None).rows[0].what;
        assert!(!row.contains("took place from"), "{row}");
    }
}

#[test]
fn a_day_is_told_in_the_voice_of_whoever_gave_it() {
    for (updates, by) in [
        (
            &[("began", "herald", "2025-03-01"), ("completed", "tass", "2025-03-09")][..],
            &[("ended on 9 March 2025", "TASS"), ("began on 1 March", "The Herald")][..],
        ),
        (
            &[("began", "herald", "2025-03-01"), ("completed", "tass", "2025-03-09"), ("completed", "newsweek", "")],
            &[("9 March 2025", "TASS"), ("began on 1 March", "The Herald")],
        ),
        (&[("began", "herald", "2025-03-01"), ("completed", "tass", "")], &[("began on 1 March", "The Herald")]),
        (
            &[
                ("began", "herald", "2025-03-01"),
                ("completed", "herald", "2025-03-09"),
                ("completed", "tass", "2025-03-09"),
            ],
            &[("1 March 2025", "The Herald")],
        ),
    ] {
        let brief = sentences(&told(updates, STRIKE.0, STRIKE.1));
        for (day, teller) in by {
            let line = brief
                .split('\n')
                .find(|line| line.contains(day))
                .unwrap_or_else(|| panic!("{updates:?}: {day}: {brief}"));
            assert!(line.contains(teller), "{updates:?}: {line}\n{brief}");
            let others = ["The Herald", "TASS", "Newsweek"].into_iter().filter(|other| other != teller);
            let also = ["said so too", "also reported it"].iter().any(|also| line.contains(also));
            assert!(also || others.into_iter().all(|other| !line.contains(other)), "{updates:?}: {line}");
        }
    }
}
