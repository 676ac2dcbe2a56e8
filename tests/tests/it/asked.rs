//! A story on a running Newsreel, and what it is asked, through the program.

use std::path::{Path, PathBuf};

use newsreel_tests::Server;
use serde_json::Value;

use crate::program::{self, Services, example, run, stdout};

/// A story, kept by services of its own.
pub(crate) struct Asked {
    /// Stopped before their server is.
    _services: Services,
    pub(crate) server: Server,
    pub(crate) story: &'static str,
}

/// A story among the fixtures.
fn fixture(story: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/stories/{story}.yaml"))
}

impl Asked {
    /// The example story.
    pub(crate) async fn example() -> Self {
        let asked = Self::start("envoy-russia-trips").await;
        asked.import(Path::new(&example(asked.server.store())));
        asked
    }

    /// A story of the fixtures.
    pub(crate) async fn fixture(story: &'static str) -> Self {
        let asked = Self::start(story).await;
        asked.import(&fixture(story));
        asked
    }

    async fn start(story: &'static str) -> Self {
        let server = Server::start().await;
        let services = Services::start(&server);
        Self { _services: services, server, story }
    }

    fn import(&self, file: &Path) {
        stdout(&run(&self.server.url(), &["import", file.to_str().expect("a path")]));
    }

    /// Imports what became known later.
    pub(crate) fn later(&self, story: &str) {
        self.import(&fixture(story));
    }

    /// The answer of a verb about the story, with what was known at a moment.
    pub(crate) fn ask(&self, view: &[&str], known_at: &str) -> Value {
        let all = [&view[..1], &[self.story], &view[1..], &["--known-at", known_at, "--format", "json"]].concat();
        program::json(&run(&self.server.url(), &all))
    }

    /// The list that a verb answers with, or that its answer holds under this name.
    pub(crate) fn list(&self, view: &[&str], name: Option<&str>, known_at: &str) -> Vec<Value> {
        let answer = self.ask(view, known_at);
        name.map_or(&answer, |name| &answer[name]).as_array().expect("a list").clone()
    }

    pub(crate) fn item(&self, key: &str, known_at: &str) -> Value {
        self.ask(&["story", key], known_at)["items"][0].clone()
    }

    /// The texts on a path, the leading one first.
    pub(crate) fn texts(&self, path: &str, known_at: &str) -> Vec<String> {
        let item = path.split('/').next().expect("an item");
        let paths = self.item(item, known_at)["paths"].as_array().cloned().unwrap_or_default();
        let found = paths.into_iter().find(|found| found["path"] == path);
        let values = found.and_then(|found| found["values"].as_array().cloned()).unwrap_or_default();
        values.iter().map(|value| value["text"].as_str().expect("text").to_owned()).collect()
    }

    /// What a section of the full brief says, as one text.
    pub(crate) fn brief(&self, heading: &str, known_at: &str) -> String {
        let brief = self.ask(&["brief", "--full"], known_at);
        let sections = brief["sections"].as_array().expect("sections").clone();
        // What changed last is told first, before the rest of what is known.
        let latest = |section: &Value| heading == "What we know" && section["heading"] == "The latest";
        let of = sections.iter().filter(|section| section["heading"] == heading || latest(section));
        let entries = of.flat_map(|section| section["entries"].as_array().expect("entries").clone());
        let sentences = entries.flat_map(|entry| entry["sentences"].as_array().expect("sentences").clone());
        sentences.map(|sentence| sentence["text"].as_str().expect("text").to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// What is expected of an item, and what became of it.
    pub(crate) fn expected(&self, item: &str, known_at: &str) -> Option<Value> {
        self.list(&["expected"], Some("expectations"), known_at).into_iter().find(|expected| expected["item"] == item)
    }

    pub(crate) fn findings(&self, code: &str, known_at: &str) -> Vec<Value> {
        self.list(&["check"], None, known_at).into_iter().filter(|finding| finding["code"] == code).collect()
    }

    /// The row of an item in the matrix, narrowed as asked.
    pub(crate) fn matrix(&self, item: &str, narrowed: &[&str], known_at: &str) -> Value {
        let rows = self.list(&[&["matrix"], narrowed].concat(), Some("rows"), known_at);
        rows.into_iter().find(|row| row["item"] == item).expect("a row")
    }

    /// The items whose reports would count no more if this update were taken back.
    pub(crate) fn reach(&self, update: &str) -> Vec<String> {
        let update = format!("{}/{update}", self.story);
        let reach = program::json(&run(&self.server.url(), &["reach", &update, "--format", "json"]));
        let lost = reach["lost"].as_array().expect("lost").clone();
        lost.iter().filter_map(|lost| lost["item"].as_str().map(str::to_owned)).collect()
    }
}

/// What a party says in a row of the matrix.
pub(crate) fn says(row: &Value, party: &str) -> Vec<String> {
    let cell = row["parties"].as_array().expect("parties").iter().find(|cell| cell["party"] == party);
    let said = cell.unwrap_or_else(|| panic!("{party} is no party of {row}"))["says"].as_array().expect("says").clone();
    said.iter().map(|said| said["says"].as_str().expect("text").to_owned()).collect()
}
