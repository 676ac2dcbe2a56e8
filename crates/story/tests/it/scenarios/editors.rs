//! What outside editors mended in the briefs of stories nobody had seen, kind by kind.

use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::State;
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::views::brief::{self, Brief, Form};

use crate::kit::{document, recorded};

pub(super) const HEAD: &str = "
story: desk
title: The desk
directory:
  council: {organisation: the Harbour Council}
  second: {organisation: the Old Town Council}
  firm: {organisation: Northline}
  court: {organisation: the High Court in Port City}
  committee: {group: the crew members}
  boats: {group: the fishing boats}
  mayor: {person: Ana Holm, title: mayor of Port City}
  chief: {person: Ben Lund, title: chief of defence staff}
  army: {organisation: the coastal army}
  spokesman: {person: Cato Berg, title: army spokesman, speaks_for: army}
  sour: {person: al-Sediq al-Sour, title: attorney general}
  head: {person: Dina Falk, title: head of the association of parents in the north}
  port: {place: Port City}
  road: {place: the road to the dam}
  reuters: {outlet: Reuters}
  bbc: {outlet: BBC News}
sources:
  council-says: {origin: council, via: [reuters], knowledge: own_act}
  council-itself: {origin: council, knowledge: own_act}
  firm-itself: {origin: firm, knowledge: own_act}
  court-says: {origin: court, via: [reuters], knowledge: own_act}
  mayor-says: {origin: mayor, via: [bbc], knowledge: own_act}
  mayor-itself: {origin: mayor, knowledge: own_act}
  sour-says: {origin: sour, via: [reuters], knowledge: own_act}
  head-says: {origin: head, via: [bbc], knowledge: own_act}
  berg-says: {origin: spokesman, via: [reuters], knowledge: own_act}
defaults: {source: reuters, learned: 2025-03-12T12:00:00Z}
updates:
";

pub(super) fn brief_of(updates: &str) -> String {
    brief_with("", updates)
}

/// The same with one more entry in the directory.
fn brief_with(entry: &str, updates: &str) -> String {
    brief_in(Form::Full, entry, updates)
}

/// The brief in one of its forms, an item a line.
pub(super) fn brief_in(form: Form, entry: &str, updates: &str) -> String {
    in_lines(&told_in(form, entry, updates))
}

/// The standard brief of a story with a title of its own, an item a line.
pub(super) fn standard_of(title: &str, updates: &str) -> String {
    in_lines(&told(&HEAD.replace("The desk", title), Form::Standard, updates))
}

fn in_lines(brief: &Brief) -> String {
    let entries = brief.sections.iter().flat_map(|section| &section.entries);
    let told = entries.map(|entry| entry.sentences.iter().map(|told| &*told.text).collect::<Vec<_>>().join(" "));
    told.collect::<Vec<_>>().join("\n")
}

/// The same, section by section.
pub(super) fn told_in(form: Form, entry: &str, updates: &str) -> Brief {
    told(&HEAD.replace("sources:\n", &format!("{entry}sources:\n")), form, updates)
}

fn told(head: &str, form: Form, updates: &str) -> Brief {
    let document = document(&format!("{head}{updates}"));
    let mut directory = Directory::default();
    let reports = recorded(&document, &mut StoryIndex::default(), &mut directory);
    let state = State::fold(StorySlug::new("desk").unwrap(), reports);
    let view = View::new(&state, &directory, Bounds::default(), "2025-06-01T00:00:00Z".parse().unwrap());
    let brief = brief::checked(&view, form);
    assert!(brief.left_out.is_empty(), "{:?}", brief.left_out);
    brief
}

/// Updates, what their brief says, and what it does not.
pub(super) fn each(cases: &[(&str, &[&str], &[&str])]) {
    each_with("", cases);
}

/// The same with one more entry in the directory.
pub(super) fn each_with(entry: &str, cases: &[(&str, &[&str], &[&str])]) {
    for (updates, says, never) in cases {
        let brief = brief_with(entry, updates);
        for said in *says {
            assert!(brief.contains(said), "“{said}” is missing of {updates}:\n{brief}");
        }
        for said in *never {
            assert!(!brief.contains(said), "“{said}” is in the brief of {updates}:\n{brief}");
        }
    }
}

#[test]
fn whoever_tells_of_their_own_act_is_not_named_again() {
    each(&[
        (
            "- {verdict.completed: v, source: court-says, court: court, case: the lease, ruling: the lease ends, when: 2025-03-10}",
            &["On 10 March 2025, the High Court in Port City ruled on the lease: the lease ends, Reuters reported."],
            &["told Reuters", "it said"],
        ),
        (
            "- {verdict.completed: v, source: council-itself, court: council, case: the lease, ruling: the lease ends, when: 2025-03-10}",
            &["On 10 March 2025, the Harbour Council ruled on the lease: the lease ends, it said."],
            &["the council said"],
        ),
        (
            "- {occurrence.completed: o, source: mayor-says, type: the resignation of Ana Holm, when: 2025-03-10}",
            &["Ana Holm resigned on 10 March 2025, BBC News reported."],
            &["Holm told"],
        ),
        (
            "- {occurrence.completed: o, source: mayor-itself, type: the resignation of Ana Holm, when: 2025-03-10}",
            &["Ana Holm resigned on 10 March 2025."],
            &["Holm said"],
        ),
        // Named elsewhere in the clause it is no “it”.
        (
            "- {occurrence.completed: o, source: council-itself, type: the closure of the quay by the Harbour Council, when: 2025-03-10}",
            &["The quay was closed by the Harbour Council on 10 March 2025, the council said."],
            &["it said"],
        ),
        // Of two councils “the council” could be either.
        (
            "- {occurrence.completed: o, source: council-itself, type: a talk of the Harbour Council and the Old Town Council, when: 2025-03-10}",
            &["the Harbour Council said."],
            &["the council said", "it said"],
        ),
    ]);
}

#[test]
fn a_ruling_is_told_by_what_was_done() {
    each(&[
        (
            "- {verdict.completed: v, source: court-says, court: court, case: the request for a stay, ruling: denied, when: 2025-03-10}",
            &["The High Court in Port City denied the request for a stay on 10 March 2025, Reuters reported."],
            &["ruled on", ": denied"],
        ),
        (
            "- {verdict.completed: v, source: council-itself, court: council, case: the purchase, ruling: 'blocked, because of its effect on fares', when: 2025-03-10}",
            &["The Harbour Council blocked the purchase on 10 March 2025, because of its effect on fares, it said."],
            &[": blocked"],
        ),
        (
            "- {verdict.completed: v, source: court-says, court: court, case: a stay, ruling: granted until the appeal is heard, when: 2025-03-10}",
            &["granted a stay on 10 March 2025, until the appeal is heard"],
            &[],
        ),
        // What was done to something else, and a question, are told as they are.
        (
            "- {verdict.completed: v, source: court-says, court: court, case: the lease, ruling: allowed the firm a month, when: 2025-03-10}",
            &["On 10 March 2025, the High Court in Port City ruled on the lease: allowed the firm a month"],
            &["allowed the lease"],
        ),
        (
            "- {verdict.completed: v, source: court-says, court: court, case: whether the firm may appeal, ruling: denied, when: 2025-03-10}",
            &["ruled on 10 March 2025 on whether the firm may appeal, and denied that"],
            &["denied whether"],
        ),
        (
            "- {verdict.completed: v, source: court-says, court: court, case: the lease, ruling: the lease ends, majority: unanimously, when: 2025-03-10}",
            &["On 10 March 2025, the High Court in Port City ruled on the lease unanimously: the lease ends"],
            &["by unanimously"],
        ),
        (
            "- {verdict.completed: v, source: court-says, court: court, case: the lease, ruling: the lease ends, majority: five to four, when: 2025-03-10}",
            &["by five to four: the lease ends"],
            &[],
        ),
    ]);
}

#[test]
fn a_reason_of_somebody_is_told_as_theirs() {
    let claim = "- {claim.reported: c, text: the quay sinks, source: mayor-says}\n";
    let with = |update: &str| brief_of(&format!("{claim}- {{{update}}}"));
    for (update, told) in [
        (
            "claim.denied: c, source: council-says, reason: its own survey was hijacked",
            "denied it by 12 March, saying that its own survey was hijacked",
        ),
        (
            "claim.denied: c, source: council-says, reason: a lack of proof",
            "denied it by 12 March, citing a lack of proof",
        ),
        (
            "claim.declined: c, source: council-says, reason: because it is before a court",
            "saying that it was because it was before a court",
        ),
        (
            "claim.disputed: c, source: council-says, reason: soldiers warned people to leave",
            "giving this reason: soldiers warned people to leave",
        ),
        (
            "claim.denied: c, source: {origin: council, via: [reuters], knowledge: own_act, quote: We are astonished.}, reason: it is dry",
            "denied it by 12 March, saying: “We are astonished.”",
        ),
        ("claim.denied: c, source: council-says, limits: as to the north", "denied it as to the north"),
        ("claim.denied: c, source: council-says, limits: in the strongest terms", "denied it in the strongest terms"),
        ("claim.denied: c, source: council-says, limits: the north", "denied it, limited to the north"),
    ] {
        let brief = with(update);
        assert!(brief.contains(told), "{update}: {told}\n{brief}");
        assert!(
            !brief.contains("it because") && !brief.contains(" (in ") && !brief.contains(" (as "),
            "{update}\n{brief}"
        );
    }
}

#[test]
fn a_hedge_stands_in_its_sentence() {
    each(&[
        (
            "- {claim.reported: c, source: mayor-says, hedge: probable, text: 87 boats are held}",
            &["told BBC News (by 12 March 2025) that 87 boats are probably held."],
            &["(probably)"],
        ),
        (
            "- {claim.reported: c, source: mayor-says, text: the quay will close, nature: assessment}",
            &["The quay will close, Port City's mayor Ana Holm told BBC News (by 12 March 2025)."],
            &["judgement"],
        ),
    ]);
}

#[test]
fn a_part_is_told_as_what_it_is() {
    each(&[
        (
            "- {occurrence.completed: o, source: sour-says, type: the detention of eight officials, when: 2025-03-10, who: {mayor: {role: detained}}}",
            &["Reuters. Port City's mayor Ana Holm was detained."],
            &["involved"],
        ),
        (
            "- {occurrence.completed: o, source: reuters, type: the shooting of a guard, when: 2025-03-10, who: {mayor: {role: who fired}}}",
            &["was the one who fired"],
            &["involved"],
        ),
        (
            "- {occurrence.completed: o, source: reuters, type: the shooting of a guard, when: 2025-03-10, who: {mayor: {role: gunman}}}",
            &["was the gunman"],
            &["named", "involved"],
        ),
        (
            "- {occurrence.completed: o, source: sour-says, type: the appointment of an interim chief, when: 2025-03-10, who: [mayor]}",
            &["was appointed interim chief on 10 March 2025"],
            &["an interim"],
        ),
        // A part that is no office is not told as one.
        (
            "- {occurrence.completed: o, source: sour-says, type: a search of a house, when: 2025-03-10, who: {army: {role: searching}}}",
            &["involving the coastal army"],
            &["as searching"],
        ),
    ]);
}

#[test]
fn several_are_told_as_several() {
    each(&[
        (
            "- {release.announced: r, source: mayor-says, releases: [boats], when: 2025-05-02}",
            &["The fishing boats were to be released"],
            &["boats was to be released"],
        ),
        (
            "- {occurrence.completed: o, source: sour-says, type: the detention of officials responsible for dams, when: 2025-03-10}",
            &["Officials responsible for dams were detained"],
            &["dams was"],
        ),
        (
            "- {claim.reported: c, source: {origin: committee, knowledge: own_act}, text: the pay is late}",
            &["the crew members said"],
            &[],
        ),
    ]);
}

#[test]
fn names_are_told_as_a_desk_writes_them() {
    each(&[
        (
            "- {claim.reported: c, source: berg-says, text: the pass is shut}",
            &["army spokesman Cato Berg told Reuters"],
            &["army's army"],
        ),
        (
            "- {claim.reported: c, source: {origin: chief, via: [reuters], knowledge: own_act}, text: the pass is shut}",
            &["chief of defence staff Ben Lund told Reuters"],
            &["staff's chief"],
        ),
        (
            "- {claim.reported: c, source: sour-says, said: 2025-03-09, text: the pass is shut}\n- {claim.reported: d, source: sour-says, said: 2025-03-10, text: the dam holds}",
            &["attorney general al-Sediq al-Sour told Reuters", "al-Sour told Reuters"],
            &["al-Sediq al-Sour told Reuters on 9 March 2025.\nThe dam holds, al-Sediq"],
        ),
        (
            "- {claim.reported: c, source: mayor-says, text: the pass is shut}\n- {claim.denied: c, source: head-says}",
            &[
                "Dina Falk, head of the association of parents in the north, had denied it by 12 March, BBC News reported",
            ],
            &[") ("],
        ),
        (
            "- {occurrence.completed: o, source: reuters, type: a crash, place: road, when: 2025-03-10}",
            &["on the road to the dam"],
            &["in the road"],
        ),
    ]);
}

#[test]
fn words_are_said_where_they_were_said() {
    each(&[
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, occasion: the opening of the port, when: 2025-03-10, gist: the port is open}",
            &["said at the opening of the port on 10 March 2025, BBC News reported, that the port is open"],
            &["told BBC News"],
        ),
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, medium: video, when: 2025-03-10, gist: the port is open}",
            &["said in a video on 10 March 2025, BBC News reported, that"],
            &["told BBC News"],
        ),
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, occasion: an interview, when: 2025-03-10, gist: the port is open}",
            &["told BBC News in an interview on 10 March 2025 that the port is open"],
            &[],
        ),
        (
            "- {statement.recorded: s, source: mayor-says, speaker: mayor, medium: photograph, when: 2025-03-10, gist: the port is open}",
            &["in words on a photograph"],
            &["said in a photograph"],
        ),
    ]);
}

#[test]
fn whoever_takes_back_its_own_word_corrects_no_outlet() {
    each(&[
        (
            "
- {claim.reported: c, key: first, source: council-says, text: all are free}
- {claim.retracted: c, source: council-says, by: council, retracts: {update: first, reason: it relied on the school}}",
            &["The Harbour Council took back an earlier statement, known by 12 March 2025, that all are free (it relied on the school)."],
            &["Reuters' report"],
        ),
        (
            "
- {occurrence.completed: o, key: first, source: council-says, type: the finding of Mia Lind, when: 2025-03-10}
- {occurrence.corrected: o, source: council-says, by: council, corrects: {update: first, path: type, reason: the name was wrong}, type: the finding of Eva Lind}",
            &["it was “the finding of Eva Lind”, not “the finding of Mia Lind” (the name was wrong)"],
            &["the kind of event", "Reuters' report"],
        ),
    ]);
}

#[test]
fn what_was_not_held_is_told_as_it_was_to_be() {
    each(&[
        (
            "- {trip.not_held: t, source: mayor-says, traveller: mayor, destination: port, from: port, when: 2025-03-10}",
            &["did not take place"],
            &["it started from"],
        ),
        (
            "
- {occurrence.announced: l, source: mayor-says, type: a lawsuit of the crews, when: 2025-03-20}
- {claim.reported: c, source: council-says, text: the port is open}",
            &[],
            &["lawsuit of the crews took place"],
        ),
    ]);
}

#[test]
fn an_age_is_that_of_its_day() {
    each(&[(
        "- {occurrence.completed: o, source: mayor-says, type: a race, who: [mayor], when: 2025-03-10, entities: {mayor: {age: {count: 44}}}}",
        &["was 44 years old (by 12 March)"],
        &["is 44 years old"],
    )]);
}
