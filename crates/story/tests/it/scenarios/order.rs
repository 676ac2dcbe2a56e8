//! In which order a brief tells things, and where the days of an author's lines stand.

use newsreel_story::views::brief::Form;
use newsreel_story::views::timeline;

use crate::kit::given;
use crate::scenarios::editors::{brief_in, each};

/// These updates and four newer events, which are what is the latest.
fn older(updates: &str) -> String {
    let later = |n: u32| {
        format!(
            "\n- {{occurrence.completed: e{n}, source: council-says, learned: 2025-04-0{n}T12:00:00Z, type: hearing number {n}, when: 2025-04-0{n}}}"
        )
    };
    format!("{updates}{}", (1..=4).map(later).collect::<String>())
}

#[test]
fn a_thread_is_told_as_it_came_about_and_the_latest_leads_with_what_it_came_to() {
    let dues = "
- {proposal.made: p, source: council-says, subject: higher dues, proposer: council, deadline: 2025-03-10, when: 2025-03-01, learned: 2025-03-01T12:00:00Z, line: The council gave the firms until 10 March 2025 to answer its plan for higher dues.}
- {proposal.rejected: p, source: firm-itself, positions: {firm: {answer: rejects}}, when: 2025-03-09, learned: 2025-03-09T12:00:00Z, line: Northline turned down the higher dues.}";
    let order = "The council gave the firms until 10 March 2025 to answer its plan for higher dues, the Harbour Council told \
                 Reuters (1 March 2025). On 9 March, Northline turned down the higher dues, it said.";
    let plan = |line: &str| {
        format!(
            "
- {{occurrence.announced: o, source: mayor-says, type: an inquiry into the dues, when: 2025-06, learned: 2025-03-01T12:00:00Z, said: 2025-03-01, line: {line:?}}}
- {{occurrence.began: o, source: council-says, when: 2025-03-20, learned: 2025-03-20T12:00:00Z, line: Cato Berg took over the inquiry., who: [spokesman]}}"
        )
    };
    let search = "
- {occurrence.began: s, source: council-says, label: the search of the old quay, type: the search of the old quay, when: 2025-03-01, learned: 2025-03-01T12:00:00Z, line: Divers began to search the quay.}
- {occurrence.suspended: s, source: council-says, reason: a storm broke the pier, when: 2025-03-03, learned: 2025-03-03T12:00:00Z}
- {occurrence.resumed: s, source: council-says, when: 2025-03-05, learned: 2025-03-05T12:00:00Z, line: The search was resumed.}";
    each(&[
        (&older(dues), &[order], &[]),
        // A plan that was one in words of the past is told as such, with the day on which it was made.
        (
            &older(&plan("Ana Holm ordered an inquiry into the dues, to be held in the town hall.")),
            &["On 1 March 2025, Port City's mayor Ana Holm ordered an inquiry into the dues"],
            &["June 2025"],
        ),
        (&older(&plan("Ana Holm will hold an inquiry into the dues.")), &["took over the inquiry"], &["will hold"]),
        // What had become of something is told among its lines, by what it is called.
        (
            &older(search),
            &[
                "On 1 March 2025, divers began to search the quay, the Harbour Council told Reuters. The search was interrupted on 3 March because a storm broke the pier, the Harbour Council told Reuters. On 5 March, the search was resumed, the Harbour Council told Reuters.",
            ],
            &["had been interrupted"],
        ),
    ]);
    let led = brief_in(Form::Full, "", dues);
    assert!(led.starts_with("On 9 March 2025, Northline turned down the higher dues"), "{led}");
}

#[test]
fn the_day_of_what_a_line_tells_stands_in_front_of_it_where_the_line_goes_on_behind_it() {
    for (more, line, told) in [
        ("", "The quay was closed.", "On 8 March 2025, the quay was closed,"),
        ("", "Nobody was hurt when the quay broke.", "On 8 March 2025, nobody was hurt when the quay broke,"),
        ("", "Northline closed the quay.", "On 8 March 2025, Northline closed the quay,"),
        ("", "Prosecutors closed the quay.", "On 8 March 2025, prosecutors closed the quay,"),
        (", count: 12", "12 crews closed the quay.", "On 8 March 2025, 12 crews closed the quay,"),
        // Whether its first word is a name cannot be told.
        ("", "Crows closed the quay.", "Crows closed the quay (8 March 2025),"),
        ("", "Crowds broke the quay by night.", "On 8 March 2025, crowds broke the quay by night,"),
        // Of a part of the story that writes it small, it can.
        (", cause: angry crowds", "Crowds broke the quay.", "On 8 March 2025, crowds broke the quay,"),
        // What is so now is not told of a day.
        ("", "The crews strike.", "The crews strike (8 March 2025),"),
        ("", "The quay was closed on Saturday, 8 March 2025.", "The quay was closed on Saturday, 8 March 2025,"),
        (
            ", outcome: it opens on 1 May 2025",
            "The quay was closed until 1 May 2025.",
            "On 8 March 2025, the quay was closed until 1 May 2025,",
        ),
    ] {
        let update = format!(
            "- {{occurrence.completed: o, source: firm-itself, type: the closing of the quay, when: 2025-03-08{more}, line: {line:?}}}"
        );
        let brief = brief_in(Form::Full, "", &update);
        assert!(brief.contains(told), "“{told}” is missing: {brief}");
    }
}

#[test]
fn a_law_has_the_day_on_which_it_takes_effect() {
    let law = "- {proposal.entered_into_force: p, source: council-says, subject: higher dues, in_force: 2025-03-15, learned: 2025-03-20T12:00:00Z, line: The higher dues became law.}";
    each(&[(law, &["On 15 March 2025, the higher dues became law, the Harbour Council told Reuters."], &["20 March"])]);
    let told = given(
        "
- {proposal.entered_into_force: p, source: us-says, subject: a toll, in_force: 2025-03-15, learned: 2025-03-20T12:00:00Z}
",
    );
    let moments = timeline::of(&told.view()).moments;
    assert!(moments.iter().any(|moment| moment.when.as_deref() == Some("2025-03-15")), "{moments:#?}");
}

#[test]
fn a_line_keeps_the_day_on_which_it_was_said_beside_a_date_of_something_else() {
    each(&[
        (
            "- {occurrence.announced: o, source: firm-itself, type: the departure of its chief, when: 2025-09, said: 2025-03-08, line: Northline announced that its chief would leave in September 2025.}",
            &["On 8 March 2025, Northline announced that its chief would leave in September 2025"],
            &[],
        ),
        (
            "- {claim.reported: c, source: council-says, text: the quay was unsafe in 2023, said: 2025-03-08, line: The quay was unsafe in 2023.}",
            &["The quay was unsafe in 2023, the Harbour Council told Reuters on 8 March 2025."],
            &[],
        ),
        (
            "- {claim.reported: c, source: council-says, text: the quay was unsafe on 8 March 2025, said: 2025-03-08, line: The quay was unsafe on 8 March 2025.}",
            &["The quay was unsafe on 8 March 2025, the Harbour Council told Reuters."],
            &["Reuters on 8 March"],
        ),
        // By itself it would be the day of what is told.
        (
            "- {claim.reported: c, source: mayor-itself, text: she would stay until a new mayor was chosen, learned: 2025-03-08T12:00:00Z, line: Ana Holm said that she would stay until a new mayor was chosen.}",
            &["until a new mayor was chosen (reported by 8 March 2025)."],
            &[],
        ),
    ]);
}

#[test]
fn who_somebody_is_stands_in_front_of_the_line_that_they_first_come_up_in() {
    let line = |line: &str| {
        format!(
            "- {{occurrence.completed: o, source: reuters, type: the resignation of Ben Lund, who: [chief], when: 2025-03-08, line: {line:?}}}"
        )
    };
    each(&[
        (
            &line("Ben Lund resigned on 8 March 2025."),
            &["Chief of defence staff Ben Lund resigned on 8 March 2025"],
            &[],
        ),
        (&line("Ben Lund resigned."), &["On 8 March 2025, chief of defence staff Ben Lund resigned"], &[]),
        (
            &line("Ben Lund resigned as chief of staff."),
            &["On 8 March 2025, Ben Lund resigned as chief of"],
            &["defence"],
        ),
        (&line("Ben Lund, the chief of staff, resigned."), &["On 8 March 2025, Ben Lund, the chief"], &["defence"]),
    ]);
}

#[test]
fn sides_are_told_in_the_order_of_their_days_and_so_is_nothing_that_was_denied() {
    let claim = "
- {claim.denied: c, source: firm-itself, text: the quay is unsafe, said: 2025-03-04, learned: 2025-03-04T12:00:00Z, reason: nobody has shown that}
- {claim.reported: c, source: mayor-says, text: the quay is unsafe, said: 2025-03-06, learned: 2025-03-06T12:00:00Z}";
    each(&[(
        claim,
        &[
            "Northline denied it on 4 March 2025, saying that nobody had shown that; Port City's mayor Ana Holm said on 6 March that it was so, BBC News reported",
        ],
        &["said so"],
    )]);
    for form in [Form::Standard, Form::Short] {
        let brief = brief_in(form, "", claim);
        assert!(brief.contains("Northline") && brief.contains("Ana Holm"), "a dispute without its sides: {brief}");
    }
}

#[test]
fn two_numbers_for_one_day_are_both_told_when_a_later_one_has_come() {
    let counts = |first: &str, tie: &str| {
        format!(
            "
- {{claim.reported: c, key: six, source: {first}, text: boats had been brought in, total: {{count: 6, unit: boats, as_of: 2025-03-08}}, learned: 2025-03-08T10:00:00Z}}
- {{claim.reported: c, key: four, source: council-says, text: boats had been brought in, total: {{count: 4, unit: boats, as_of: 2025-03-08}}, learned: 2025-03-08T12:00:00Z{tie}}}
- {{claim.reported: c, source: council-says, total: {{count: 8, unit: boats, as_of: 2025-03-09}}, learned: 2025-03-09T12:00:00Z}}"
        )
    };
    let others = "{origin: boats, via: [reuters], basis: on_record}";
    let series = |who: &str| {
        format!(
            "at six as of 8 March 2025 ({who}), at four as of 8 March 2025 (the Harbour Council) and at eight as of 9 March 2025"
        )
    };
    let contradicts = ", contradicts: {update: six, path: total}";
    each(&[
        (&counts("firm-itself", ""), &[&series("Northline")], &[]),
        (&counts(others, ""), &[&series("the fishing boats")], &[]),
        // Whoever says that they contradict each other has not been answered by the later number.
        (
            &counts(others, contradicts),
            &["ccounts differ", "it was six boats as of 8 March 2025", "it was four boats"],
            &[],
        ),
    ]);
}

#[test]
fn what_the_desk_had_wrong_is_told_as_what_the_report_gave_and_what_was_recorded() {
    each(
        &[
            (
                "
- {claim.reported: c, key: first, source: council-says, text: Northline will give 100 million crowns, total: {count: 100000000, unit: crowns}, learned: 2025-03-01T12:00:00Z}
- {claim.corrected: c, by: desk, source: council-says, corrects: {update: first, path: total, reason: misheard}, text: Northline will give 200 million crowns, total: {count: 200000000, unit: crowns}, learned: 2025-03-02T12:00:00Z}",
                &["said that Northline will give 200 million crowns; the desk first recorded 100 million crowns (misheard)."],
                &["Northline will give 100 million"],
            ),
            (
                "
- {claim.reported: c, key: first, source: council-says, text: the firms had paid the dues, total: {count: 184, unit: crowns}, learned: 2025-03-01T12:00:00Z}
- {claim.corrected: c, by: desk, source: council-says, corrects: {update: first, path: total, reason: a slip}, total: {count: 148, unit: crowns}, learned: 2025-03-02T12:00:00Z}",
                &["that the firms had paid the dues, gave the sum as 148 crowns; the desk first recorded 184 crowns (a slip)."],
                &[],
            ),
            (
                "
- {statement.recorded: s, key: said, source: {origin: mayor, via: [bbc], knowledge: own_act}, speaker: mayor, gist: the diver was drunk, said: 2025-03-01, learned: 2025-03-01T12:00:00Z}
- {statement.retracted: s, by: mayor, source: {origin: mayor, via: [bbc], knowledge: own_act}, retracts: {update: said, reason: she had been angry}, said: 2025-03-04, learned: 2025-03-04T12:00:00Z}",
                &["took back on 4 March 2025 an earlier statement, put out on 1 March, that the diver was drunk (she had been angry)."],
                &[],
            ),
        ],
    );
}

#[test]
fn what_only_began_is_to_last_and_an_answer_stands_with_what_it_answers() {
    each(&[
        (
            "- {occurrence.began: o, source: council-says, type: the clearing of the quay, when: 2025-03-01, duration: at most 4 days}",
            &["began on 1 March 2025, to last at most four days"],
            &["for at most", "lasted"],
        ),
        (
            "- {occurrence.began: o, source: council-says, type: the clearing of the quay, when: 2025-03-01, duration: more than 4 days}",
            &["for more than four days"],
            &["to last"],
        ),
        (
            "
- {claim.reported: c, source: council-says, text: Northline owes the council ten crowns, learned: 2025-03-01T12:00:00Z}
- {claim.reported: d, source: mayor-says, text: the quay is safe, learned: 2025-03-02T12:00:00Z}
- {query.answered: q, source: firm-itself, asker: reuters, asked: firm, on: c, answer: it looked forward to its day in court, learned: 2025-03-03T12:00:00Z, line: Northline looked forward to its day in court.}",
            &["told Reuters (by 1 March 2025). Northline looked forward to its day in court"],
            &[],
        ),
        (
            "- {claim.reported: c, source: {origin: {document: a letter, author: mayor}, via: [reuters]}, text: the quay is unsafe, learned: 2025-03-02T12:00:00Z}",
            &["said in a letter (by 2 March 2025), Reuters reported."],
            &[],
        ),
    ]);
}

#[test]
fn a_standard_brief_tells_first_what_its_lines_speak_of_as_known() {
    // Far more than a standard brief has room for, each with a line of its own.
    let filler = |n: u32| {
        let (month, day) = (n / 28 + 4, n % 28 + 1);
        let when = format!("2025-{month:02}-{day:02}");
        format!(
            "
- {{occurrence.completed: f{n}, source: council-says, type: \"inspection {n} of a pier\", when: {when}, learned: {when}T20:00:00Z, line: Inspectors walked along a pier of the harbour and wrote down every board that was loose or gone.}}"
        )
    };
    let filler: String = (0..80).map(filler).collect();
    let entry = |key: &str, at: &str, line: &str| {
        format!("
- {{occurrence.completed: {key}, source: council-says, type: \"event {key}\", when: {at}, learned: {at}T20:00:00Z, line: {line:?}}}")
    };
    let told = |first: &str, last: &str| {
        let updates = [entry("first", "2025-03-02", "Workers began to clear a quay of snow, as they do every year.")];
        let [beginning] = updates;
        let updates =
            format!("{beginning}{}{filler}{}", entry("known", "2025-04-05", first), entry("last", "2025-09-20", last));
        brief_in(Form::Standard, "", &updates)
    };
    let banned = "The firm was banned from all quays for a year.";
    for (first, last) in [
        (banned, "A judge lifted the ban."),
        ("The firm had its licence cancelled.", "The court quashed the cancellation."),
        ("Divers found a crack in a wall.", "The council mended the crack."),
    ] {
        let brief = told(first, last);
        let start = &first[1..first.len() - 1];
        assert!(brief.contains(start), "{last}: “{first}” is missing of {brief}");
    }
    // What nothing leans on has no such right.
    let brief = told(banned, "A judge went home.");
    assert!(!brief.contains("banned"), "{brief}");
}

#[test]
fn what_was_disputed_long_ago_is_told_as_it_was_then() {
    let disputed = |text: &str, month: u32| {
        format!(
            "
- {{claim.reported: c, source: mayor-says, text: {text}, learned: 2025-0{month}-20T12:00:00Z}}
- {{claim.denied: c, source: council-says, learned: 2025-0{month}-21T12:00:00Z}}"
        )
    };
    for (text, now, then) in [
        (
            "the council is holding boats",
            "whether the council is holding boats",
            "whether the council was holding boats",
        ),
        ("the quay has a crack", "whether the quay has a crack", "whether the quay had a crack"),
        ("the firm will go", "whether the firm will go", "whether the firm would go"),
        ("the mayor left", "whether the mayor left", "whether the mayor left"),
    ] {
        let says = |updates: &str, what: &str| {
            let brief = brief_in(Form::Full, "", updates);
            assert!(brief.to_lowercase().contains(what), "{what}: {brief}");
        };
        // Briefs are read on 1 June here.
        says(&disputed(text, 5), now);
        says(&disputed(text, 2), then);
    }
}

#[test]
fn what_is_told_after_everything_that_happened_is_among_the_latest() {
    let happened = |n: u32| {
        format!("
- {{occurrence.completed: e{n}, source: council-says, learned: 2025-04-0{n}T12:00:00Z, type: hearing number {n}, when: 2025-04-0{n}}}")
    };
    let happened: String = (1..=5).map(happened).collect();
    for (later, leads) in [
        ("claim.reported: c, source: reuters, text: nobody has been tried", true),
        (
            "claim.reported: c, source: mayor-says, text: nobody has been tried, line: Nobody has been tried so far.",
            true,
        ),
        ("claim.reported: c, source: mayor-says, text: nobody has been tried", false),
    ] {
        let brief = brief_in(Form::Full, "", &format!("{happened}\n- {{{later}, learned: 2025-05-01T12:00:00Z}}"));
        assert_eq!(brief.starts_with("Nobody has been tried"), leads, "{later}: {brief}");
        // What was told before what happened is no news.
        let brief = brief_in(Form::Full, "", &format!("\n- {{{later}, learned: 2025-03-01T12:00:00Z}}{happened}"));
        assert!(!brief.starts_with("Nobody has been tried"), "{later}: {brief}");
    }
}
