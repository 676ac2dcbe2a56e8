//! What holds for every kind of the table, whatever it is called: a new kind is tested here from the moment it is in it.

use jiff::Timestamp;
use newsreel_story::judge::grade::Grade;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::{Change, Family};
use newsreel_story::record::kind::spec::{AttributeSpec, KindRole, PhaseRole, Rank, Section, ValueType};
use newsreel_story::record::stance::Stance;
use newsreel_story::tell::attributes::called;
use newsreel_story::views::brief::{self, Form};
use newsreel_story::views::expected::{Expectation, Fate, Firmness};

use crate::kit::{Told, expectations, given, reads};

/// Before the day of everything planned here, on which [`DAY`] it is, and after it.
const BEFORE: &str = "2025-04-19T12:00:00Z";
const DAY: &str = "2025-04-20";
const AFTER: &str = "2025-04-22T12:00:00Z";

/// Every kind of item.
fn items() -> impl Iterator<Item = Kind> {
    Kind::all().filter(|kind| kind.role() != KindRole::Story)
}

/// Every change of the kind that files a phase, with what the phase means.
fn life(kind: Kind) -> impl Iterator<Item = (Change, PhaseRole)> {
    let role = move |(change, phase): &(Change, &str)| Some((*change, kind.phase_role(phase)?));
    kind.spec().life.iter().filter_map(role)
}

/// Every kind with each change that files a phase of this role.
fn filing(role: PhaseRole) -> Vec<(Kind, Change)> {
    let of_role = |kind| life(kind).filter(move |(_, filed)| *filed == role).map(move |(change, _)| (kind, change));
    let found: Vec<_> = items().flat_map(of_role).collect();
    assert!(!found.is_empty(), "no kind has a phase {role:?}");
    found
}

/// One update of the item `x` by a party's own act on the record, dated.
fn update(kind: Kind, change: Change, members: &str) -> String {
    format!("\n- {kind}.{change}: x\n  source: us-says\n{members}")
}

/// One update of the item `x` that gives its day and whatever its sentences need.
fn dated(kind: Kind, change: Change) -> String {
    let needed = kind
        .spec()
        .attributes
        .iter()
        .filter(|attribute| !matches!(attribute.value, ValueType::When | ValueType::Item | ValueType::Ordinal));
    let members: String = needed.map(|attribute| format!("  {}\n", giving(attribute))).collect();
    update(kind, change, &format!("{members}  when: {DAY}\n"))
}

/// Everything expected of the item `x` at a moment.
fn expected(told: &Told, now: &str) -> Vec<Expectation> {
    expectations(&told.view_at(moment(now), Bounds::default()))
}

/// The section of the brief that tells of the item `x` at a moment: the first that does.
fn section(told: &Told, now: &str) -> String {
    let brief = brief::of(&told.view_at(moment(now), Bounds::default()), Form::Full);
    let tells = |section: &&newsreel_story::views::brief::BriefSection| section.entries.iter().any(|e| e.item == "x");
    brief.sections.iter().find(tells).map_or_else(String::new, |section| section.heading.clone())
}

fn moment(now: &str) -> Timestamp {
    now.parse().unwrap()
}

// ---- what lies ahead ----

#[test]
fn what_a_kind_plans_lies_ahead_until_its_day_and_is_overdue_after_it() {
    let ahead = filing(PhaseRole::Planned).into_iter().map(|plan| (plan, Firmness::Planned));
    let mooted = filing(PhaseRole::Mooted).into_iter().map(|plan| (plan, Firmness::SpokenOf));
    for ((kind, change), firmness) in ahead.chain(mooted) {
        let told = given(&dated(kind, change));
        let [before, after] = [BEFORE, AFTER].map(|now| {
            let [ref expected] = expected(&told, now)[..] else { panic!("{kind}.{change} is expected once") };
            assert_eq!((expected.item.as_str(), expected.firmness), ("x", firmness), "{kind}.{change}");
            assert!(expected.fate.is_ahead() && !expected.nobody_named, "{kind}.{change}");
            assert_eq!(expected.by[0].voice.slug.as_str(), "us", "{kind}.{change}");
            expected.fate
        });
        assert_eq!((before, after), (Fate::Open, Fate::Overdue), "{kind}.{change}");
        assert_eq!(section(&told, BEFORE), "What happens next", "{kind}.{change}");
        assert_eq!(section(&told, AFTER), "What we don't know", "{kind}.{change}");
    }
}

#[test]
fn what_became_of_a_plan_is_told_and_lies_ahead_no_more() {
    for (kind, plan) in filing(PhaseRole::Planned) {
        for (change, role) in life(kind).filter(|(_, role)| !role.lies_ahead()) {
            let told = given(&format!("{}{}", dated(kind, plan), update(kind, change, "")));
            let fate = match role {
                PhaseRole::Postponed => Fate::Moved,
                PhaseRole::CalledOff => Fate::Dropped,
                PhaseRole::NotHeld => Fate::Overtaken,
                _ => Fate::Met,
            };
            for now in [BEFORE, AFTER] {
                let fates: Vec<Fate> = expected(&told, now).iter().map(|expected| expected.fate).collect();
                assert_eq!(fates, [fate], "{kind}.{plan}, then {change}");
                assert_eq!(section(&told, now), "What we know", "{kind}.{plan}, then {change}");
            }
        }
    }
}

#[test]
fn a_deadline_of_a_kind_is_a_step_ahead_until_the_item_is_over() {
    let mut deadlines = 0;
    for kind in items() {
        for due in kind.spec().attributes.iter().filter(|attribute| attribute.due) {
            deadlines += 1;
            for (change, role) in life(kind) {
                let told = given(&update(kind, change, &format!("  {}: {DAY}\n", due.name)));
                let fates = |now| -> Vec<(Option<String>, Fate)> {
                    expected(&told, now).into_iter().map(|expected| (expected.step, expected.fate)).collect()
                };
                if role.rank() == Rank::Outcome {
                    assert_eq!(fates(BEFORE), [], "{kind}.{change}, {}", due.name);
                } else {
                    let step = || Some(called(Some(due), due.name));
                    assert_eq!(fates(BEFORE), [(step(), Fate::Open)], "{kind}.{change}");
                    assert_eq!(fates(AFTER), [(step(), Fate::Overdue)], "{kind}.{change}");
                }
            }
        }
    }
    assert!(deadlines > 0);
}

// ---- phases ----

#[test]
fn a_change_files_the_phase_that_the_table_gives_it() {
    for kind in items() {
        for (change, _) in life(kind) {
            let phase = kind.phase_filed_by(change).and_then(|phase| kind.phase(phase)).unwrap();
            let told = given(&update(kind, change, ""));
            assert_eq!(told.phase("x").agreed(), Some(phase.name), "{kind}.{change}");
            let view = told.view();
            let account = view.account(&"x".parse().unwrap());
            let [support, opposition] = match phase.asserts {
                Some(true) => [Grade::Confirmed, Grade::None],
                Some(false) => [Grade::None, Grade::Confirmed],
                None => [Grade::None, Grade::None],
            };
            let standing = account.candidates.first().map(|found| (found.standing.support, found.standing.opposition));
            assert_eq!(standing.unwrap_or((Grade::None, Grade::None)), (support, opposition), "{kind}.{change}");
        }
    }
}

#[test]
fn a_partys_own_act_told_by_nobody_in_particular_ends_only_what_the_same_voice_had_said() {
    let mut own_acts = 0;
    for kind in items() {
        let phase_of = |change| kind.phase_filed_by(change).and_then(|phase| kind.phase(phase)).unwrap();
        let Some((first, _)) = life(kind).find(|(change, _)| !phase_of(*change).own_act) else { continue };
        for change in life(kind).map(|(change, _)| change).filter(|change| phase_of(*change).own_act) {
            own_acts += 1;
            let unattributed = format!("\n- {kind}.{change}: x\n  source: newsweek\n");
            assert_eq!(given(&unattributed).phase("x").agreed(), None, "{kind}.{change}");
            let own_plan = format!("\n- {kind}.{first}: x\n  source: newsweek\n{unattributed}");
            assert_eq!(
                given(&own_plan).phase("x").agreed(),
                Some(phase_of(change).name),
                "it said so before: {own_plan}"
            );
            let after = |then: &str| given(&format!("{}{then}", update(kind, first, ""))).phase("x");
            assert_eq!(after(&unattributed).agreed(), Some(phase_of(first).name), "{kind}.{first}, then {change}");
            let attributed = update(kind, change, "");
            assert_eq!(after(&attributed).agreed(), Some(phase_of(change).name), "{kind}.{first}, then {change}");
        }
    }
    assert!(own_acts > 0);
}

#[test]
fn what_came_of_a_request_is_the_stance_of_who_was_asked_on_what_it_was_about() {
    let mut filed = 0;
    for kind in items().filter(|kind| kind.role() == KindRole::Request) {
        for (change, _) in life(kind) {
            let phase = kind.phase_filed_by(change).and_then(|phase| kind.phase(phase)).unwrap();
            let asked = "  asker: newsweek\n  asked: kremlin\n  on: m\n";
            let told = given(&format!("\n- meeting.held: m\n{}", update(kind, change, asked)));
            let view = told.view();
            let stances: Vec<Stance> = view
                .account(&"m".parse().unwrap())
                .words
                .iter()
                .filter(|word| word.holder.as_str() == "kremlin")
                .map(|word| word.stance)
                .collect();
            assert_eq!(stances, Vec::from_iter(phase.stance), "{kind}.{change}");
            filed += stances.len();
        }
    }
    assert!(filed > 0);
}

// ---- attributes ----

/// An item that others can name.
const RAIN: &str = "\n- claim.reported: y\n  source: waiter-saw\n  text: it rained\n";

/// A value of an attribute's type as an author writes it, and as it reads.
fn value(attribute: &AttributeSpec) -> (&'static str, String) {
    let (written, reads) = match attribute.value {
        ValueType::Text => ("something said", "something said"),
        ValueType::Entity => ("kremlin", "the Kremlin"),
        ValueType::Place => ("moscow", "Moscow"),
        ValueType::When => ("2025-04-20", "on 20 April 2025"),
        ValueType::Count => ("at least 20", "at least 20"),
        ValueType::Duration => ("PT3H30M", "three hours and 30 minutes"),
        ValueType::Choice => {
            let token = attribute.choices().first().map_or("in_part", |choice| choice.token);
            return (token, token.replace('_', " "));
        }
        ValueType::Item => ("y", "the claim that it rained"),
        ValueType::Ordinal => ("{position: 3, of: {label: the trips, kind: trip}}", "the third of the trips"),
    };
    (written, reads.to_owned())
}

/// An attribute as an author writes it; a list has one element, the Kremlin or `e`.
fn giving(attribute: &AttributeSpec) -> String {
    let AttributeSpec { name, elements, value: of, .. } = attribute;
    let (written, _) = value(attribute);
    match (elements, of) {
        (None, _) => format!("{name}: {written}"),
        (Some(_), ValueType::Entity) => format!("{name}: [{written}]"),
        (Some(_), _) => format!("{name}: {{e: {{described: {written}}}}}"),
    }
}

/// Where [`giving`] files the value.
fn given_at(attribute: &AttributeSpec) -> String {
    match (attribute.elements, attribute.value) {
        (None, _) => format!("x/{}", attribute.name),
        (Some(_), ValueType::Entity) => format!("x/{}/{}", attribute.name, value(attribute).0),
        (Some(_), _) => format!("x/{}/e", attribute.name),
    }
}

/// An update of `x` that gives one attribute of its kind, beside the item that [`value`] names.
fn giving_one(kind: Kind, attribute: &AttributeSpec) -> String {
    format!("{RAIN}{}", update(kind, Change::Reported, &format!("  {}\n", giving(attribute))))
}

#[test]
fn every_attribute_of_every_kind_takes_a_value_and_stands_and_reads() {
    for kind in items() {
        for attribute in kind.spec().attributes {
            let path = given_at(attribute);
            let told = given(&giving_one(kind, attribute));
            let view = told.view();
            let account = view.account(&path.parse().unwrap());
            let leading = account.leading().unwrap_or_else(|| panic!("{kind}: nothing stands on {path}"));
            assert!(leading.standing.support >= Grade::Reported, "{kind}: {path}");
            assert_eq!(reads(&view, leading.value), value(attribute).1, "{kind}: {path}");
        }
    }
}

#[test]
fn what_a_kind_expects_and_nobody_states_is_a_gap_until_it_is_stated() {
    for kind in items().filter(|kind| kind.spec().section == Section::WhatWeKnow) {
        for attribute in kind.spec().attributes.iter().filter(|attribute| attribute.expected) {
            let missing = |updates: &str| {
                let asks = attribute.question().map_or(attribute.name, |(asks, _)| asks);
                let gap = |line: &str| line.contains("not reported") && line.to_lowercase().contains(asks);
                given(updates).brief().lines().any(gap)
            };
            assert!(missing(&update(kind, Change::Reported, "  label: that one\n")), "{kind}: {}", attribute.name);
            assert!(!missing(&giving_one(kind, attribute)), "{kind}: {}", attribute.name);
        }
    }
}

// ---- words and sentences ----

#[test]
fn every_change_of_every_kind_reads_as_a_sentence_whatever_is_on_file() {
    let of_another =
        |change: &Change| matches!(change, Change::Corrected | Change::Retracted | Change::Preferred | Change::Merged);
    for kind in items() {
        let members = |attribute| format!("  {}\n", giving(attribute));
        let everything: String = kind.spec().attributes.iter().map(members).collect();
        for change in kind.changes().into_iter().filter(|change| !of_another(change)) {
            // A report says something.
            let says = if matches!(change, Change::Reported | Change::Recorded) { "  label: that one\n" } else { "" };
            let bare = format!("{RAIN}\n- {kind}.{change}: x\n{says}");
            let ways = match (kind.role(), change.family()) {
                (KindRole::OwnText, _) => vec![format!("{bare}{everything}"), bare],
                // An act of the desk brings nobody's word.
                (_, Family::Desk) => vec![bare],
                _ => ["us-says", "newsweek"]
                    .iter()
                    .map(|source| format!("{bare}  source: {source}\n"))
                    .flat_map(|sourced| [format!("{sourced}{everything}"), sourced])
                    .collect(),
            };
            for told in ways.iter().map(|updates| given(updates)) {
                let read = told.brief() + &told.headline("x");
                assert!(!read.contains(['{', '}', '_']), "{kind}.{change}: {read}");
                assert!(!told.headline("x").is_empty(), "{kind}.{change}");
                assert_eq!(brief::checked(&told.view(), Form::Full).left_out, [""; 0], "{kind}.{change}");
            }
        }
    }
}

/// What an attribute gives with words of its own beside the value.
fn giving_with(attribute: &AttributeSpec, beside: &str) -> String {
    let AttributeSpec { name, elements, value: of, .. } = attribute;
    let (written, _) = value(attribute);
    match (elements, of) {
        (None, _) => format!("{name}: {{value: {written}, {beside}}}"),
        (Some(_), ValueType::Entity) => format!("{name}: {{{written}: {{{beside}}}}}"),
        (Some(_), _) => format!("{name}: {{e: {{is: {written}, {beside}}}}}"),
    }
}

#[test]
fn what_a_value_is_limited_to_and_how_long_it_holds_is_told_wherever_the_value_is() {
    let ways = [
        ("limits: in the east of it", "in the east of it"),
        ("from: 2024-01, until: 2024-06", "from January to June 2024"),
        ("from: 2024-01", "January 2024"),
        ("until: 2024-06", "until June 2024"),
    ];
    let mut lost = Vec::new();
    for kind in items().filter(|kind| kind.role() != KindRole::OwnText) {
        for attribute in kind.spec().attributes {
            for (change, _) in life(kind).chain([(Change::Reported, PhaseRole::Done)]) {
                let others = kind.spec().attributes.iter().filter(|other| other.name != attribute.name);
                let members: String = others.map(|other| format!("  {}\n", giving(other))).collect();
                // None of them says the same, so that what is told is told of this one.
                let members = members
                    .replace("kremlin", "witkoff")
                    .replace("moscow", "london")
                    .replace("something said", "other words")
                    .replace(DAY, "2025-04-19");
                let plain = format!("  {}\n", giving(attribute));
                let brief = |members: &str| given(&format!("{RAIN}{}", update(kind, change, members))).brief();
                for alone in ["", &members] {
                    let without = brief(&format!("{alone}{plain}"));
                    if !without.contains(&value(attribute).1) {
                        continue;
                    }
                    for (beside, says) in ways {
                        let of_a_day =
                            matches!(attribute.value, ValueType::When | ValueType::Ordinal | ValueType::Item);
                        if of_a_day && !beside.starts_with("limits") {
                            continue;
                        }
                        let told = brief(&format!("{alone}  {}\n", giving_with(attribute, beside)));
                        if !told.contains(says) {
                            lost.push(format!("{kind}.{change} {} {beside}: {without} ---> {told}", attribute.name));
                        }
                    }
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} lost:\n{}", lost.len(), lost.join("\n"));
}
