//! What contradicts what, and what does not: plans and what happened, beginnings and ends, the two sides of a contradiction.

use newsreel_story::views::brief::{self, Form};

use crate::kit::{Told, expectations, given};

/// A plan, a beginning and an end of each kind that has them: the change that ends it, and how.
const COURSES: [(&str, &str, &str, &str); 8] = [
    ("occurrence", "type: a strike", "began", "completed"),
    ("occurrence", "type: a sit-in", "began", "broke_off"),
    ("meeting", "participants: [putin, witkoff]", "began", "held"),
    ("meeting", "participants: [putin, witkoff]", "began", "broke_off"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "completed"),
    ("trip", "traveller: witkoff, destination: moscow", "departed", "broke_off"),
    ("exchange", "releases: [driver]", "began", "completed"),
    ("vote", "question: the dues, body: court", "began", "completed"),
];

#[test]
fn a_plan_for_the_day_something_began_makes_its_end_no_rival() {
    let days = [
        ("2025-03-05", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-05T10:00:00Z", "2025-03-09T08:00:00Z"),
        ("2025-03-05T10:00:00Z", "2025-03-05", "2025-03-09"),
        ("2025-03", "2025-03-05", "2025-03-09"),
        ("2025-03-05", "2025-03-06", "2025-03-09"),
        ("2025-03-09", "2025-03-05", "2025-03-09"),
        ("2025-03-05/2025-03-09", "2025-03-05", "2025-03-09"),
    ];
    for (kind, what, begins, ends) in COURSES {
        for (planned, began, ended) in days {
            for (first, second) in [("herald", "tass"), ("kremlin-says", "kremlin-says")] {
                let told = given(&format!(
                    "
- {{{kind}.announced: one, source: kremlin-says, {what}, when: {planned}}}
- {{{kind}.{begins}: one, source: {first}, when: {began}}}
- {{{kind}.{ends}: one, source: {second}, when: {ended}}}"
                ));
                let of = format!("{kind}.{ends} {planned} {began} {ended}");
                let view = told.view();
                let account = view.account(&"one/when".parse().unwrap());
                let contested: Vec<_> =
                    account.candidates.iter().filter(|candidate| candidate.standing.is_contested()).collect();
                assert!(contested.is_empty(), "{of}: {contested:?}");
                assert!(account.discords.is_empty(), "{of}: {:?}", account.discords);
                let brief = told.brief();
                assert!(!brief.contains("disputed"), "{of}: {brief}");
                assert!(brief.contains("began") && brief.contains("9 March"), "{of}: {brief}");
            }
        }
    }
}

/// The headings of the brief under which there is a sentence with these words.
fn headings(told: &Told, words: &str) -> Vec<String> {
    let sections = brief::of(&told.view(), Form::Full).sections.into_iter();
    let of = sections.filter(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        sentences.map(|sentence| &sentence.text).any(|text| text.contains(words))
    });
    of.map(|section| section.heading).collect()
}

#[test]
fn of_two_items_that_contradict_each_other_neither_is_what_we_know() {
    let items = [
        ("occurrence.completed", "type: a storm, when: 2025-03-09", "storm"),
        ("meeting.held", "participants: [putin, witkoff], when: 2025-03-09", "met"),
        ("trip.completed", "traveller: witkoff, destination: moscow, when: 2025-03-09", "travelled"),
        ("release.completed", "releases: [driver], released_by: russia", "released"),
        ("proposal.made", "subject: a truce, proposer: us", "truce"),
        ("evidence.recorded", "medium: photograph, shows: the dry quay", "dry quay"),
    ];
    for (one, of_one, words) in items {
        for (other, of_other, against) in items.iter().filter(|(other, ..)| *other != one) {
            for turned in [false, true] {
                let first = format!("- {{{one}: one, key: first, source: herald, {of_one}");
                let second = format!("- {{{other}: other, key: second, source: tass, {of_other}");
                let told = match turned {
                    false => given(&format!("{first}}}\n{second}, contradicts: first}}")),
                    true => given(&format!("{second}}}\n{first}, contradicts: second}}")),
                };
                for words in [words, against] {
                    let under = headings(&told, words);
                    assert_eq!(under, ["What is disputed"], "{one} {other} {turned}: {words}\n{}", told.brief());
                }
            }
        }
    }
}

#[test]
fn what_lies_ahead_is_not_past_because_its_date_is_disputed_or_denied() {
    let kinds = [
        ("occurrence", "type: a ball"),
        ("meeting", "participants: [putin, witkoff]"),
        ("trip", "traveller: witkoff, destination: moscow"),
        ("vote", "question: the dues, body: court"),
        ("verdict", "court: court, case: the quay"),
    ];
    let dates = [
        ("2027-07-01", "announced: one, source: tass, when: 2027-07-09", "is to"),
        ("2027-07", "announced: one, source: us-says, when: 2027-08", "is to"),
        ("2027-07-01", "denied: one, source: kremlin-says, of: when, value: 2027-07-01", "is to"),
        ("2025-04-12", "announced: one, source: tass, when: 2027-07-09", "is to"),
        ("2027-07-09", "announced: one, source: tass, when: 2025-04-12", "is to"),
        ("2025-04-12", "announced: one, source: tass, when: 2025-04-13", "was to"),
        ("2025-04-12", "denied: one, source: kremlin-says, of: when, value: 2025-04-12", "was to"),
    ];
    for (kind, what) in kinds {
        for (first, second, ahead) in dates {
            let told = given(&format!("\n- {{{kind}.announced: one, {what}, when: {first}}}\n- {{{kind}.{second}}}"));
            let overdue = expectations(&told.view())[0].fate == newsreel_story::views::expected::Fate::Overdue;
            assert_eq!(overdue, ahead == "was to", "{kind} {first} {second}");
            let not_reported = told.brief().contains("Whether that happened is not reported");
            assert_eq!(not_reported, ahead == "was to", "{kind} {first} {second}: {}", told.brief());
        }
    }
}

#[test]
fn who_expects_something_is_credited_with_the_date_it_gave_itself() {
    let plan =
        |source: &str, when: &str| format!("\n- {{occurrence.announced: o, source: {source}, type: a ball{when}}}");
    let moved = |source: &str| format!("\n- {{occurrence.rescheduled: o, source: {source}, when: 2027-05-12}}");
    let (ninth, sixth) = (", when: 2027-05-09", ", when: 2027-05-06");
    let cases: [(Vec<String>, &[&str]); 8] = [
        (vec![plan("kremlin-says", ninth)], &["the Kremlin on 9 May 2027"]),
        (vec![plan("kremlin-says", ninth), moved("tass")], &["the Kremlin on 9 May 2027", "TASS on 12 May 2027"]),
        (vec![plan("kremlin-says", ninth), moved("kremlin-says")], &["the Kremlin on 12 May 2027"]),
        (
            vec![plan("kremlin-says", ninth), moved("us-says")],
            &["the Kremlin on 9 May 2027", "the United States on 12 May 2027"],
        ),
        (vec![plan("herald", ninth), plan("tass", sixth)], &["The Herald on 9 May 2027", "TASS on 6 May 2027"]),
        (vec![plan("herald", ninth), plan("tass", ninth)], &[]),
        (vec![plan("kremlin-says", ""), plan("tass", sixth)], &["the Kremlin", "TASS on 6 May 2027"]),
        (
            vec![plan("kremlin-says", sixth), plan("herald", ninth)],
            &["the Kremlin on 6 May 2027", "The Herald on 9 May 2027"],
        ),
    ];
    for (updates, by) in cases {
        let told = given(&updates.concat());
        let expected = expectations(&told.view()).remove(0);
        let credited = expected.by.iter().chain(&expected.also).map(|one| match &one.when {
            Some(when) => format!("{} {when}", one.voice.holder),
            None => one.voice.holder.clone(),
        });
        let mut credited: Vec<String> = credited.collect();
        credited.dedup();
        assert_eq!(credited, by, "{updates:?}");
    }
}

#[test]
fn a_denied_value_is_told_once_whatever_else_is_denied() {
    let items = [
        ("meeting.held", "participants: [putin, witkoff]"),
        ("trip.completed", "traveller: witkoff"),
        ("occurrence.completed", "type: a fire"),
        ("occurrence.completed", "type: a fire, who: [putin]"),
        ("release.completed", "releases: [driver], released_by: russia"),
        ("exchange.completed", "releases: {driver: {by: us}, waiter: {by: russia}}"),
    ];
    let denied =
        [("place", "london", "London"), ("when", "2025-03-04", "4 March"), ("duration", "5 hours", "five hours")];
    let whole = [
        "",
        "source: kremlin-says",
        "source: us-says",
        "source: waiter-saw",
        "of: participants/putin, source: kremlin-says",
    ];
    for (change, of_it) in items {
        let kind = change.split('.').next().unwrap();
        let spec = newsreel_story::record::kind::Kind::named(kind).unwrap();
        for (path, value, words) in denied.iter().filter(|(path, ..)| spec.attribute(path).is_some()) {
            for whole in whole.iter().filter(|whole| kind == "meeting" || !whole.contains("participants")) {
                let whole =
                    if whole.is_empty() { String::new() } else { format!("\n- {{{kind}.denied: one, {whole}}}") };
                let told = given(&format!(
                    "\n- {{{change}: one, source: herald, {of_it}}}{whole}\n- {{{kind}.denied: one, source: driver-saw, of: {path}, value: {value}}}"
                ));
                let brief = told.brief();
                assert_eq!(brief.matches(words).count(), 1, "{change} {path} {whole}: {brief}");
            }
        }
    }
}

#[test]
fn a_finer_date_leads_the_dispute_on_the_day_it_is_of() {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (fine, reads) in [
        ("2025-03-08T23:30:00-04:00", "at 23:30 on 8 March 2025 (03:30 UTC on 9 March)"),
        ("2025-03-08T10:00:00Z", "at 10:00 UTC on 8 March 2025"),
    ] {
        for order in orders {
            let dates = [("herald", fine), ("tass", "2025-03-08"), ("newsweek", "2025-03-09")];
            let updates = order.map(|place| {
                let (source, when) = dates[place];
                format!("\n- {{occurrence.completed: o, source: {source}, type: an outage, when: {when}}}")
            });
            let told = given(&updates.concat());
            let moment = newsreel_story::views::timeline::of(&told.view()).moments.remove(0);
            let dates: Vec<String> = moment.reads.into_iter().chain(moment.or).collect();
            assert!(dates.len() == 2 && dates.iter().any(|date| date == reads), "{order:?}: {dates:?}");
            assert!(dates.iter().any(|date| date == "on 9 March 2025"), "{order:?}: {dates:?}");
            let sides = told.brief();
            let sides: Vec<&str> = sides.lines().filter(|line| line.contains("had said by")).collect();
            let sides = sides.join(" ");
            assert!(sides.contains("8 March") && sides.contains("9 March"), "{order:?}: {sides}");
        }
    }
}

#[test]
fn counts_of_other_days_are_no_sides_of_a_dispute_on_one() {
    let counts: [&[(&str, i64, &str)]; 6] = [
        &[("herald", 3, "2025-03-06"), ("tass", 7, "2025-03-09"), ("newsweek", 5, "2025-03-09")],
        &[("tass", 7, "2025-03-09"), ("newsweek", 5, "2025-03-09"), ("herald", 3, "2025-03-06")],
        &[("herald", 7, "2025-03-09"), ("herald", 3, "2025-03-06"), ("newsweek", 5, "2025-03-09")],
        &[("kremlin-says", 3, "2025-03-06"), ("tass", 7, "2025-03-09"), ("newsweek", 5, "2025-03-09")],
        &[("waiter-saw", 7, "2025-03-09"), ("driver-saw", 5, "2025-03-09"), ("herald", 3, "2025-03-05")],
        &[("herald", 3, "2025-03-06"), ("tass", 7, "2025-03-09"), ("newsweek", 5, "2025-03-07")],
    ];
    for (kind, first) in [("occurrence", "type: a storm"), ("claim", "text: boats wait")] {
        for counts in counts {
            let attribute = if kind == "claim" { "total" } else { "dead" };
            let updates = counts.iter().enumerate().map(|(place, (source, count, day))| {
                let change = if place == 0 && kind == "occurrence" { "completed" } else { "reported" };
                let of_it = if place == 0 { format!("{first}, ") } else { String::new() };
                format!(
                    "\n- {{{kind}.{change}: o, source: {source}, {of_it}{attribute}: {{count: {count}, as_of: {day}}}}}"
                )
            });
            let told = given(&updates.collect::<String>());
            let sections = brief::of(&told.view(), Form::Full).sections.into_iter();
            let disputed = sections.filter(|section| section.heading == "What is disputed");
            let sentences = disputed.flat_map(|section| section.entries).flat_map(|entry| entry.sentences);
            let text = sentences.map(|sentence| sentence.text).collect::<Vec<_>>().join(" ");
            let rivals = counts.iter().filter(|(_, _, day)| *day == "2025-03-09").count() == 2;
            assert_eq!(text.contains("seven") && text.contains("five"), rivals, "{kind} {counts:?}: {text}");
            assert!(!text.contains("three"), "{kind} {counts:?}: {text}");
        }
    }
}

#[test]
fn what_was_called_off_or_put_off_is_not_listed_as_if_it_were_on_its_day() {
    for (kind, what) in [
        ("occurrence", "type: a fair"),
        ("meeting", "participants: [putin, witkoff]"),
        ("trip", "traveller: witkoff, destination: moscow"),
        ("vote", "question: the dues, body: court"),
        ("exchange", "releases: [driver]"),
    ] {
        for (change, planned) in [("cancelled", true), ("postponed", true), ("reinstated", false)] {
            let told = given(&format!(
                "\n- {{{kind}.announced: one, source: kremlin-says, {what}, when: 2027-07-01}}\n- {{{kind}.{change}: one, source: kremlin-says}}"
            ));
            let moment = newsreel_story::views::timeline::of(&told.view()).moments.remove(0);
            let reads = moment.reads.unwrap_or_default();
            assert_eq!(reads == "on 1 July 2027 (planned)", planned, "{kind} {change}: {reads}");
        }
    }
}

#[test]
fn what_rests_on_a_publication_says_so_unless_its_own_outlet_put_it_out() {
    let publications = [("herald", "waiter-saw"), ("tass", "kremlin-says"), ("newsweek", "us-says")];
    for (outlet, _) in publications {
        for (_, source) in publications {
            let told = given(&format!(
                "\n- {{publication.published: lead, key: lead1, source: {outlet}, outlet: {outlet}, title: The slip, when: 2025-03-02}}\n- {{claim.reported: c, source: {source}, text: the quay is sound, rests_on: lead1}}"
            ));
            let own = publications.contains(&(outlet, source));
            let says = told.brief().contains("This rests on “The slip”.");
            assert_eq!(says, !own, "{outlet} {source}: {}", told.brief());
        }
    }
}

#[test]
fn a_report_that_is_taken_back_takes_what_was_corrected_of_it_along() {
    let first = "- {occurrence.completed: s, key: first, source: herald, type: a landslip, place: moscow, when: 2025-02-28, dead: 3}";
    let corrections =
        [("dead", "dead: 2"), ("when", "when: 2025-03-01"), ("place", "place: london"), ("type", "type: a collapse")];
    for (path, now) in corrections {
        let correction = format!(
            "- {{occurrence.corrected: s, key: second, source: herald, by: herald, corrects: {{update: first, path: {path}}}, {now}}}"
        );
        for by in ["herald", "desk"] {
            let taken_back = format!(
                "- {{occurrence.retracted: s, key: third, source: herald, by: {by}, retracts: {{update: first, reason: it never fell}}}}"
            );
            let gone = given(&format!("\n{first}\n{correction}\n{taken_back}"));
            gone.nothing_stands(&format!("s/{path}"));
            assert!(!gone.brief().contains("an event"), "{path} {by}: {}", gone.brief());
            // Taking the withdrawal back brings back both.
            let again = format!(
                "- {{occurrence.retracted: s, source: herald, by: {by}, retracts: {{update: third, reason: it did fall}}}}"
            );
            let back = given(&format!("\n{first}\n{correction}\n{taken_back}\n{again}"));
            let kept = given(&format!("\n{first}\n{correction}"));
            let leads = |told: &Told| {
                let view = told.view();
                let account = view.account(&format!("s/{path}").parse().unwrap());
                account.leading().map(|leading| crate::kit::reads(&view, leading.value))
            };
            assert!(leads(&kept).is_some() && leads(&back) == leads(&kept), "{path} {by}: {:?}", leads(&back));
        }
    }
}

#[test]
fn of_a_path_that_is_taken_back_only_what_rests_on_it_is_lost() {
    let told = given(
        "
- {occurrence.completed: fire, key: fire1, source: herald, type: a fire, place: moscow, when: 2025-03-09, dead: 3}
- {claim.reported: welder, key: welder1, source: waiter-saw, text: a welder caused it, rests_on: {update: fire1, path: place}}
- {claim.reported: wide, key: wide1, source: waiter-saw, text: it burnt for long, rests_on: fire1}
- {note.noted: insurer, key: note1, text: The insurer waits., rests_on: welder1}",
    );
    for (path, lost) in [
        (None, &["fire1", "welder1", "wide1", "note1"][..]),
        (Some("place"), &["welder1", "note1"]),
        (Some("when"), &[]),
        (Some("dead"), &[]),
        (Some("type"), &[]),
    ] {
        let view = told.view();
        let path = path.map(|path| path.parse().unwrap());
        let fire = view.state.reports()[1].record.id;
        let reach = newsreel_story::views::reach::of(&view, fire, path.as_ref()).unwrap();
        let names: Vec<&str> = reach.lost.iter().map(|lost| lost.name.as_str()).collect();
        assert_eq!(names, lost, "{path:?}");
    }
}

#[test]
fn a_note_that_has_lost_its_basis_is_told_with_its_words() {
    for text in
        ["The insurer waits for the report.", "Ask the harbour.", "Nothing is settled", "No “third man”.", "Call again"]
    {
        let told = given(&format!(
            "\n- {{claim.reported: c, key: c1, source: waiter-saw, text: a welder caused it}}\n- {{note.noted: n, text: \"{text}\", rests_on: c1}}\n- {{claim.retracted: c, by: waiter, source: waiter-saw, retracts: c1}}"
        ));
        let brief = told.brief();
        let line = brief.lines().find(|line| line.contains("rested on what has been withdrawn")).unwrap_or_default();
        let words: String = text.chars().filter(|letter| letter.is_alphanumeric() || *letter == ' ').collect();
        let plain: String = line.chars().filter(|letter| letter.is_alphanumeric() || *letter == ' ').collect();
        assert!(line.starts_with("The desk's note") && plain.contains(words.trim()), "{brief}");
    }
}

#[test]
fn an_end_that_is_not_set_does_not_exist_or_is_not_known_reads_so() {
    for (absence, says) in [
        ("not_set", "No date of expiry for the truce is set"),
        ("does_not_exist", "There is no date of expiry for the truce"),
        ("not_disclosed", "The date of expiry for the truce is not disclosed"),
        ("unknown", "The date of expiry for the truce is not known"),
        ("not_stated", "The date of expiry for the truce is not stated"),
    ] {
        let told = given(&format!(
            "\n- {{proposal.made: p, source: us-says, subject: a truce, proposer: us, expires: {{none: {absence}}}}}"
        ));
        assert!(told.brief().contains(says), "{absence}: {}", told.brief());
    }
}

#[test]
fn of_the_disputed_dates_of_what_was_called_off_none_is_told_alone() {
    for off in ["cancelled", "postponed"] {
        for dates in [["2027-04-21", "2027-04-23"], ["2027-04-23", "2027-04-21"]] {
            for whole in ["2027-04", "2027", "2027-04-20/2027-04-24"] {
                let told = given(&format!(
                    "\n- {{occurrence.announced: f, source: herald, type: a concert, when: {whole}}}\n- {{occurrence.announced: f, source: newsweek, when: {}}}\n- {{occurrence.announced: f, source: tass, when: {}}}\n- {{occurrence.{off}: f, source: waiter-saw}}",
                    dates[0], dates[1]
                ));
                let brief = told.brief();
                for date in ["21 April", "23 April"] {
                    assert_eq!(brief.matches(date).count(), 1, "{off} {whole} {dates:?}: {brief}");
                }
            }
        }
    }
}

#[test]
fn what_a_first_report_rested_on_stays_with_who_said_it_when_it_is_followed_by_another() {
    let follow = [
        ("publication", "published: p, key: p1, outlet: tass, title: The slip", "amended: p"),
        ("occurrence", "announced: p, key: p1, type: a sale", "completed: p"),
        ("meeting", "announced: p, key: p1, participants: [putin, witkoff]", "held: p"),
        ("proposal", "made: p, key: p1, subject: a truce, proposer: us", "rejected: p"),
        ("trip", "departed: p, key: p1, traveller: witkoff", "arrived: p"),
    ];
    for (kind, first, then) in follow {
        for relation in ["rests_on", "contradicts"] {
            let told = given(&format!(
                "\n- {{occurrence.completed: slip, key: slip1, source: herald, type: a landslip}}\n- {{{kind}.{first}, source: tass, {relation}: {{update: slip1, reason: it has the place}}}}\n- {{{kind}.{then}, source: tass}}"
            ));
            let tass = newsreel_story::record::name::EntitySlug::new("tass").unwrap();
            let who = newsreel_story::views::who::of(&told.view(), &tass).unwrap();
            let related = who.says.iter().flat_map(|says| &says.said.voice.related);
            let related: Vec<String> = related.map(|related| related.text()).collect();
            assert_eq!(
                related.iter().filter(|text| text.contains("it has the place")).count(),
                1,
                "{kind} {relation}: {related:?}"
            );
        }
    }
}
