//! Real stories, judged whole: every value with its standing and whose words it rests on, every finding, and what would
//! follow if any update were taken back. A change of the rules shows here in what it does to each of them.

use std::fmt::Write as _;

use crate::kit::{reads, recorded};
use newsreel_story::judge::account::{Account, Candidate};
use newsreel_story::judge::grade::Grade;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::fold::{Filing, State};
use newsreel_story::submit::index::StoryIndex;
use newsreel_story::submit::yaml::Source;
use newsreel_story::tell::labels;
use newsreel_story::views::{findings, reach};

/// The state of a story as it was at the end of these documents.
pub(crate) fn told(documents: &[&str]) -> (State, Directory) {
    let (mut index, mut directory) = (StoryIndex::default(), Directory::default());
    let mut state: Option<State> = None;
    for document in documents {
        let document = Source::parse(document).unwrap().remove(0).value;
        for report in recorded(&document, &mut index, &mut directory) {
            let state = state.get_or_insert_with(|| State::new(StorySlug::new(report.record.story.as_str()).unwrap()));
            state.apply(report);
        }
    }
    (state.unwrap(), directory)
}

/// An account: a line for each value, for each word that is more than an assertion, for each discord.
fn account(view: &View<'_>, path: &str, account: &Account<'_>) -> String {
    let by = |grade: Grade, filings: &[Filing]| {
        let mut places: Vec<String> = filings.iter().map(|filing| format!(" {}", place(view, *filing))).collect();
        places.sort();
        format!(" | {}{}", grade.as_str(), places.concat())
    };
    let mut told = String::new();
    for Candidate { value, standing, preferred, planned, own, ends, moment: _, given: _ } in &account.candidates {
        let value = reads(view, *value);
        let marks = [
            (standing.doubted, "doubted"),
            (!standing.beside.is_empty(), "with words beside"),
            (*preferred, "preferred"),
            (*planned, "planned"),
            (*own, "own word"),
            (*ends, "its end"),
        ];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| format!(" | {mark}")).collect();
        let (support, opposition) =
            (by(standing.support, &standing.supporters), by(standing.opposition, &standing.opponents));
        writeln!(told, "{path}: {value}{support}{opposition}{marks}").unwrap();
    }
    for word in &account.words {
        let marks = [
            (word.replaced, " replaced"),
            (word.plan, " plan"),
            (word.secondhand, " secondhand"),
            (word.implied && word.stance.is_told(), " implied"),
        ];
        let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
        if !marks.is_empty() || !word.stance.supports() {
            let stance = word.stance.as_str();
            writeln!(told, "{path}: {} {stance} {}{marks}", word.holder, place(view, word.filing)).unwrap();
        }
    }
    for discord in &account.discords {
        let filings: Vec<String> = discord.filings.iter().map(|filing| place(view, *filing)).collect();
        writeln!(told, "{path}: {} {:?} {}", discord.holder, discord.how, filings.join(" ")).unwrap();
    }
    told
}

fn place(view: &View<'_>, filing: Filing) -> String {
    view.state.reports()[filing.report].sequence.to_string()
}

fn ledger(documents: &[&str]) -> String {
    let (state, directory) = told(documents);
    let now = "2030-01-01T00:00:00Z".parse().unwrap();
    let view = View::new(&state, &directory, Bounds::default(), now);
    let mut told = String::new();
    for item in view.items() {
        writeln!(told, "{} {}: {}", item.kind, item.key, labels::phase(&view, &view.phase(item))).unwrap();
        for path in view.paths_of(&item.key) {
            told += &account(&view, &path.to_string(), &view.account(&path));
        }
    }
    for path in state.entity_paths() {
        told += &account(&view, &path.to_string(), &view.account(path));
    }
    for finding in findings::of(&view) {
        let item = finding.item.unwrap_or_default();
        writeln!(told, "{} {item}: {} {:?}", finding.code.as_str(), finding.message, finding.sequences).unwrap();
    }
    for report in state.reports() {
        let reach = reach::of(&view, report.record.id, None).unwrap();
        let lost: Vec<u64> = reach.lost.iter().map(|lost| lost.sequence).collect();
        let restored: Vec<u64> = reach.restored.iter().map(|restored| restored.sequence).collect();
        writeln!(told, "without {}: lost {lost:?}, restored {restored:?}", report.sequence).unwrap();
        for change in reach.values.into_iter().chain(reach.fewer) {
            let moved = |(now, then): (Grade, Grade)| {
                if now == then { now.as_str().to_owned() } else { format!("{}→{}", now.as_str(), then.as_str()) }
            };
            let (support, opposition, without) =
                (moved(change.support), moved(change.opposition), change.without.len());
            writeln!(told, "  {}: {} | {support} | {opposition} | {without}", change.path, change.value).unwrap();
        }
        for change in reach.phases {
            writeln!(told, "  {}: {} → {}", change.item, change.phase.0, change.phase.1).unwrap();
        }
        for look in reach.publications {
            writeln!(told, "  {}: {} {}", look.publication, look.class.as_str(), look.reason).unwrap();
        }
    }
    told
}

#[test]
fn an_envoys_trips() {
    let (first, later) = (
        include_str!("../../../newsreel/demo/envoy-russia-trips.yaml"),
        include_str!("../../../../tests/fixtures/stories/envoy-later.yaml"),
    );
    insta::assert_snapshot!(ledger(&[first, later]));
}

#[test]
fn the_loss_of_the_titan() {
    insta::assert_snapshot!(ledger(&[include_str!("../../../../tests/fixtures/stories/titan-submersible.yaml")]));
}

#[test]
fn five_days_at_openai() {
    insta::assert_snapshot!(ledger(&[include_str!("../../../../tests/fixtures/stories/openai-ceo.yaml")]));
}
