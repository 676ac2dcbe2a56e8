//! How somebody's word came, and when: who passed it on in a dispute, where and on what occasion it was said, what a court did by
//! an order, and the day on which what a line tells was said.

use crate::scenarios::editors::{each, each_with, standard_of};

const CLAIM: &str = "
- {claim.reported: c, source: mayor-says, text: the firm hid the leak, about: [firm], said: 2025-03-04}
";

#[test]
fn in_a_dispute_whoever_passed_a_word_on_stands_behind_it() {
    let denied = |how: &str| format!("{CLAIM}- {{claim.denied: c, {how}, said: 2025-03-06}}");
    let says = "Port City's mayor Ana Holm said so on 4 March 2025, BBC News reported; ";
    each(&[
        (
            &denied("source: firm-itself, reason: there was no leak"),
            &[&format!("{says}Northline denied it on 6 March, saying that there was no leak.")],
            &["quoted by"],
        ),
        (
            &denied("source: {origin: firm, via: [reuters]}, reason: there was no leak"),
            &[&format!("{says}Northline denied it on 6 March, saying that there was no leak, Reuters reported.")],
            &["quoted by"],
        ),
        // One that passed on both is named once.
        (
            &denied("source: {origin: firm, via: [bbc]}"),
            &["Ana Holm said so on 4 March 2025; Northline denied it on 6 March, BBC News reported."],
            &["quoted by"],
        ),
        (
            &denied("source: {origin: {document: a court filing, author: firm}, via: [reuters]}"),
            &[&format!("{says}Northline denied it in a court filing on 6 March, Reuters reported.")],
            &["(in a court filing"],
        ),
        (
            &denied("source: {origin: firm, via: [reuters, bbc]}"),
            &["Northline denied it on 6 March, BBC News reported, citing Reuters."],
            &["quoted by"],
        ),
    ]);
    let place = |second: &str| {
        format!(
            "- {{meeting.held: m, source: mayor-says, participants: [mayor, firm], place: port, said: 2025-03-04}}
- {{meeting.held: m, source: {second}, place: road, said: 2025-03-06}}"
        )
    };
    each(&[(
        &place("{origin: firm, via: [reuters]}"),
        &["said on 4 March 2025 that it was in Port City, BBC News reported; Northline said on 6 March that it was"],
        &["quoted by"],
    )]);
}

#[test]
fn a_title_that_cannot_stand_in_front_stands_behind_between_commas() {
    let people = "  vice: {person: Carl Dorn, title: the bank's vice-chair for supervision}
  father: {person: Emil Roth, title: father of a victim of the fire}
";
    let claim = |origin: &str, via: &str| {
        format!("- {{claim.reported: c, source: {{origin: {origin}{via}}}, text: the dam will hold, said: 2025-03-04}}")
    };
    each_with(
        people,
        &[
            (
                &claim("vice", ""),
                &["The dam will hold, Carl Dorn, the bank's vice-chair for supervision, said on 4 March 2025."],
                &["("],
            ),
            (
                &claim("father", ", via: [bbc]"),
                &["Emil Roth, father of a victim of the fire, told BBC News on 4 March 2025."],
                &["("],
            ),
            // In a list it would be one more of it.
            (
                "- {meeting.held: m, source: council-itself, participants: [mayor, vice], when: 2025-03-04}",
                &["Carl Dorn (the bank's vice-chair for supervision)"],
                &[],
            ),
        ],
    );
}

#[test]
fn what_was_said_before_others_is_told_to_no_outlet() {
    let said = |occasion: &str| {
        format!(
            "- {{statement.recorded: s, source: mayor-says, speaker: mayor, gist: the dam is safe, occasion: {occasion}, said: 2025-03-04}}"
        )
    };
    each(&[
        (
            &said("a call with investors"),
            &["Ana Holm said on a call with investors on 4 March 2025, BBC News reported, that the dam is safe."],
            &["told"],
        ),
        (
            &said("a conversation with voters"),
            &["Ana Holm said at a conversation with voters on 4 March 2025, BBC News reported,"],
            &["told"],
        ),
        (&said("a hearing of the committee"), &["said at a hearing of the committee on 4 March 2025"], &["told"]),
        (&said("a phone call"), &["told BBC News on a phone call"], &["reported"]),
        (&said("a call with reporters"), &["told BBC News on a call with reporters"], &["reported"]),
        (&said("an interview at the motor show"), &["told BBC News in an interview at the motor show"], &["reported"]),
        // With a line that does not say so.
        (
            &said("a hearing of the committee").replace("said:", "line: Ana Holm said that she was sorry., said:"),
            &[
                "At a hearing of the committee on 4 March 2025, Port City's mayor Ana Holm said that she was sorry, BBC News reported.",
            ],
            &["dam"],
        ),
        (
            &said("a hearing of the committee")
                .replace("said:", "line: Ana Holm told the committee that she was sorry., said:"),
            &["On 4 March 2025, Port City's mayor Ana Holm told the committee that she was sorry"],
            &["hearing"],
        ),
    ]);
}

#[test]
fn a_court_rules_by_its_order_and_says_what_is_in_it() {
    let source = "{origin: {document: an order, author: court}, via: [reuters]}";
    each(&[
        (
            &format!(
                "- {{occurrence.cancelled: o, source: {source}, type: the trial of the mayor, reason: a settlement, said: 2025-03-04}}"
            ),
            &["the High Court in Port City ruled on 4 March 2025, Reuters reported"],
            &["order"],
        ),
        (
            &format!("- {{claim.reported: c, source: {source}, text: the firm hid the leak, said: 2025-03-04}}"),
            &["the High Court in Port City said in an order on 4 March 2025, Reuters reported"],
            &["ruled"],
        ),
        (
            &format!(
                "- {{occurrence.announced: o, source: {source}, type: the trial of the mayor, when: 2025-07, said: 2025-03-04}}"
            ),
            &["the High Court in Port City said in an order"],
            &["ruled"],
        ),
        (
            "- {occurrence.cancelled: o, source: {origin: {document: an order, author: firm}}, type: the trial of the valves, said: 2025-03-04}",
            &["Northline said in an order"],
            &["ruled"],
        ),
    ]);
}

#[test]
fn a_line_has_the_day_of_saying_where_its_own_is_no_more_than_that() {
    each(&[
        (
            "- {occurrence.began: o, source: council-says, type: the search, when: ../2025-03-04, said: 2025-03-04, line: The crew was searching the quay.}",
            &["The crew was searching the quay, the Harbour Council told Reuters on 4 March 2025."],
            &["By 4 March"],
        ),
        (
            "- {occurrence.began: o, source: council-says, type: the search, when: ../2025-03-02, said: 2025-03-04, line: The crew had begun to search the quay.}",
            &["By 2 March 2025, the crew had begun to search the quay"],
            &["4 March"],
        ),
        (
            "- {claim.reported: c, source: council-itself, text: the dam cost two million, when: 2025-03-04, said: 2025-03-04, line: The Harbour Council put the cost of the dam at two million.}",
            &["The Harbour Council put the cost of the dam at two million, it said on 4 March 2025."],
            &["("],
        ),
        (
            "- {occurrence.announced: o, source: council-itself, type: the reopening, when: 2025-03-20, said: 2025-03-04, line: The quay was to open again on 20 March 2025.}\n- {occurrence.completed: o, source: council-itself, when: 2025-03-20, said: 2025-03-20, learned: 2025-03-20T12:00:00Z}",
            &["The quay was to open again on 20 March 2025, the Harbour Council said on 4 March 2025."],
            &["(4 March"],
        ),
        (
            "- {claim.reported: c, source: council-itself, text: the dam leaked, said: 2025-03-04, line: The dam leaked in March 2025.}",
            &["The dam leaked in March 2025, the Harbour Council said."],
            &["4 March"],
        ),
        // Whose name the line begins with has said it.
        (
            "- {claim.reported: c, source: council-itself, text: the dam leaked, said: 2025-03-04, line: The Harbour said that the dam leaked.}",
            &["On 4 March 2025, the Harbour said that the dam leaked."],
            &["council said", "it said"],
        ),
    ]);
}

#[test]
fn who_comes_up_in_a_line_is_told_where_only_others_are_explained() {
    let people = "  dorn: {person: Carl Dorn, title: chief executive of Northline}
  wren: {person: Ida Wren, title: reporter}
";
    let line = |line: &str| {
        format!(
            "- {{occurrence.completed: o, source: council-itself, type: the suit, who: [council, dorn, wren], when: 2025-03-04, line: \"{line}\"}}"
        )
    };
    each_with(
        people,
        &[
            (
                &line("The Harbour Council sued Carl Dorn and others, former executives."),
                &["sued Northline's chief executive Carl Dorn and others, former executives"],
                &[],
            ),
            (
                &line("The Harbour Council sued Carl Dorn and Ida Wren, reporters of the paper."),
                &["sued Carl Dorn and Ida Wren, reporters of the paper"],
                &["chief executive"],
            ),
        ],
    );
}

#[test]
fn a_standard_brief_tells_what_gave_the_story_its_name() {
    const AND: &str =
        "after a long and hard debate of all who live at the harbour and of those who work there day by day";
    let day = |number: usize| {
        let (kind, line) = match number {
            5 => ("the closure of the Old Quay", "The harbour board closed the Old Quay"),
            _ => ("a walk along the wall", "Crews walked along the wall"),
        };
        format!(
            "- {{occurrence.completed: o{number}, source: council-itself, type: {kind}, when: 2025-02-{number:02}, line: {line} {AND}.}}\n"
        )
    };
    let updates: String = (1..=28).map(day).collect();
    let closed = "On 5 February 2025, the harbour board closed the Old Quay";
    assert!(standard_of("The harbour quay affair", &updates).contains(closed));
    assert!(!standard_of("The desk", &updates).contains(closed), "there is room for all");
}

#[test]
fn whoever_did_what_a_line_tells_is_not_named_again() {
    let people = "  judge: {person: Ida Wren, title: judge, speaks_for: court}
  jury: {organisation: a jury in Port City}
  dorn: {person: Carl Dorn, title: chief executive of Northline}
";
    let done = |origin: &str, line: &str| {
        format!(
            "- {{occurrence.completed: o, source: {{origin: {origin}, via: [reuters], knowledge: own_act}}, type: the case, who: [{origin}, mayor], when: 2025-03-04, line: {line}}}"
        )
    };
    each_with(
        people,
        &[
            (
                &done("judge", "Judge Wren dismissed the case."),
                &["On 4 March 2025, judge Wren dismissed the case, Reuters reported."],
                &["Wren said", "Wren told"],
            ),
            (
                &done("jury", "A jury in Port City found against the mayor."),
                &["On 4 March 2025, a jury in Port City found against the mayor, Reuters reported."],
                &["told Reuters"],
            ),
            (
                &done("court", "The mayor was cleared."),
                &["On 4 March 2025, the mayor was cleared, Reuters reported."],
                &["court said"],
            ),
            (
                &done("council", "The Harbour Council left the mayor alone."),
                &["On 4 March 2025, the Harbour Council left the mayor alone, it told Reuters."],
                &[],
            ),
            (
                "- {claim.denied: c, source: {origin: dorn, via: [reuters], knowledge: own_act}, text: Carl Dorn is guilty, said: 2025-03-04, line: Dorn pleaded not guilty.}",
                &["On 4 March 2025, Northline's chief executive Carl Dorn pleaded not guilty, Reuters reported."],
                &["told Reuters"],
            ),
            // What somebody had done was on an earlier day than that on which they said so.
            (
                "- {claim.reported: c, source: {origin: dorn, via: [reuters], knowledge: own_act}, text: he drew back the lever, said: 2025-03-04, line: Dorn had drawn back the lever.}",
                &["Northline's chief executive Carl Dorn had drawn back the lever, Reuters reported on 4 March 2025."],
                &["On 4 March"],
            ),
        ],
    );
}

#[test]
fn whoever_a_line_brings_up_by_family_name_is_told_with_who_that_is() {
    let people = "  dorn: {person: Carl Dorn, title: chief executive of Northline}
  dorn2: {person: Emil Dorn, title: lawyer}
  wren: {person: Ida Wren, title: engineer}
";
    let line = |who: &str, line: &str| {
        format!(
            "- {{occurrence.completed: o, source: council-itself, type: the walk, who: [{who}], when: 2025-03-04, line: {line}}}"
        )
    };
    each_with(
        people,
        &[
            (&line("wren", "Wren left the dam."), &["On 4 March 2025, engineer Ida Wren left the dam"], &[]),
            (&line("wren", "The crew saw Wren at the dam."), &["the crew saw engineer Ida Wren at the dam"], &[]),
            (&line("wren", "The crew heard what Wren said."), &["what engineer Ida Wren said"], &[]),
            (&line("wren", "The crew knew Engineer Wren."), &["knew Engineer Wren"], &["Ida"]),
            // Two of one name: nobody can tell who is meant.
            (&line("dorn, dorn2", "Dorn left the dam."), &["On 4 March 2025, Dorn left the dam"], &["Carl", "Emil"]),
        ],
    );
}

#[test]
fn what_is_not_so_is_disputed_as_it_is_said() {
    let claim = |text: &str| {
        format!("- {{claim.reported: c, source: mayor-says, text: {text}}}\n- {{claim.denied: c, source: firm-itself}}")
    };
    each(&[
        (&claim("the dam did not leak"), &["That the dam did not leak is disputed."], &["Whether"]),
        (&claim("the dam could not have held"), &["That the dam could not have held is disputed."], &["Whether"]),
        (&claim("the crew has no part in it"), &["Whether the crew had no part in it is disputed."], &["That"]),
        (&claim("the crew was afraid and did not want to go"), &["Whether the crew was afraid"], &["That"]),
        (&claim("the dam leaked"), &["Whether the dam leaked is disputed."], &["That"]),
    ]);
}

#[test]
fn what_was_answered_is_told_and_is_what_people_say() {
    let asked = |rest: &str| {
        format!("- {{query.answered: q, source: reuters, asker: reuters, asked: firm, said: 2025-03-04, {rest}}}")
    };
    each(&[
        (
            &asked("about: the leak, answer: it knew of no leak"),
            &["Asked about the leak, Northline told Reuters on 4 March 2025 that it knew of no leak."],
            &["answered"],
        ),
        (
            &asked("answer: it knew of no leak"),
            &["Northline told Reuters on 4 March 2025 that it knew of no leak."],
            &["sked"],
        ),
        (
            &asked("about: the leak"),
            &["Northline answered a request for comment from Reuters about the leak on 4 March 2025."],
            &[],
        ),
    ]);
}

#[test]
fn what_is_known_of_somebody_is_told_with_what_it_was_reported_with() {
    each(&[
        (
            "
- {claim.reported: a, source: council-itself, text: Ana Holm was at the dam, about: [mayor], said: 2025-03-03}
- {occurrence.completed: o, source: council-itself, type: the trial, who: [mayor], when: 2025-03-04, said: 2025-03-04, entities: {mayor: {custody: in prison}}}",
            &["the Harbour Council said. Holm was in prison"],
            &[],
        ),
        (
            "
- {occurrence.completed: o, source: council-itself, type: the trial, who: [mayor], when: 2025-03-04, said: 2025-03-04, line: Holm was sent to prison for a year., entities: {mayor: {custody: prison}}}",
            &["Port City's mayor Ana Holm was sent to prison for a year"],
            &["Holm was in prison"],
        ),
    ]);
}

#[test]
fn nobody_is_said_to_be_unknown_who_tells_of_their_own_act() {
    let release = |source: &str| {
        format!(
            "- {{release.completed: r, source: {source}, releases: {{mayor: {{}}}}, when: 2025-03-04, said: 2025-03-04}}"
        )
    };
    each(&[(&release("council-itself"), &["released"], &["by whom"]), (&release("reuters"), &["by whom"], &[])]);
    let planned = "- {occurrence.planned: o, source: council-itself, type: an appeal by Ana Holm, said: 2024-03-04, learned: 2024-03-04T12:00:00Z}";
    each(&[
        (planned, &["Whether that happened is not reported."], &["when"]),
        (
            &format!("{planned}\n- {{note.noted: n, text: the appeal of Ana Holm is still open}}"),
            &["An appeal by Ana Holm"],
            &["Whether that happened", "when"],
        ),
    ]);
}

#[test]
fn evidence_is_named_with_one_article() {
    let shown = |medium: &str| {
        format!(
            "- {{evidence.recorded: e, source: mayor-says, medium: {medium}, shows: a dry street}}\n- {{evidence.denied: e, source: firm-itself}}"
        )
    };
    for medium in ["photograph", "a photograph", "the photograph"] {
        each(&[(&shown(medium), &["he photograph"], &["the a ", "The a ", "the the", "The the"])]);
    }
}

#[test]
fn what_everybody_could_see_needs_no_source() {
    each(&[
        (
            "- {occurrence.reported: o, type: a fall of the shares, when: 2025-03-04, line: Northline's shares fell by half., who: [firm]}",
            &["On 4 March 2025, Northline's shares fell by half, Reuters reported."],
            &["naming no source"],
        ),
        (
            "- {claim.reported: c, text: the firm hid the leak, said: 2025-03-04, line: The firm hid the leak.}",
            &["Reuters reported on 4 March 2025, naming no source."],
            &[],
        ),
    ]);
}
