//! Replays: the same from wherever they are read, filtered, gone on with, imported again, and played for a person.

use std::io::Write as _;
use std::process::{Output, Stdio};

use futures::TryStreamExt as _;
use newsreel_log::{FollowOptions, Raw};
use newsreel_projector::Store;
use newsreel_story::record::recorded::Recorded;
use newsreel_tests::Server;
use serde_json::Value;

use crate::program::{Services, data_of, example, json, program, run, stderr, stdout};

const STORY: &str = "envoy-russia-trips";

/// The example story, and one more, on a server with all services.
struct Newsroom {
    _services: Services,
    server: Server,
}

impl Newsroom {
    async fn open() -> Self {
        let server = Server::start().await;
        let newsroom = Self { _services: Services::start_with_notary(&server), server };
        stdout(&newsroom.run(&["import", &example(newsroom.server.store())]));
        let other = newsroom.file("other.yaml", OTHER);
        stdout(&newsroom.run(&["import", &other, "--actor", "anna"]));
        newsroom
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let data = data_of(&self.server);
        program(&self.server.url(), &[arguments, &["--data", &data]].concat()).output().expect("the program runs")
    }

    fn file(&self, name: &str, content: &str) -> String {
        let file = self.server.store().join(name);
        std::fs::write(&file, content).expect("written");
        file.to_str().expect("a path").to_owned()
    }

    /// What a replay prints. One with a record that cannot be read says so at its end.
    fn replay(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["replay"], arguments].concat());
        if output.status.code() != Some(1) {
            return stdout(&output);
        }
        assert!(stderr(&output, 1).contains("1 record could not be read; "), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// The lines of a replay, as JSON.
    fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        values(&self.replay(&[arguments, &["--as", "ndjson"]].concat()))
    }

    /// What a story that is played shows to whoever writes these lines.
    fn played(&self, arguments: &[&str], lines: &str) -> String {
        let data = data_of(&self.server);
        let arguments = [&["replay", STORY, "--step"], arguments, &["--data", &data]].concat();
        let mut playing = program(&self.server.url(), &arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        playing.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("written");
        stdout(&playing.wait_with_output().expect("ended"))
    }
}

const OTHER: &str = "\
story: harbour-strike
title: The harbour strike
directory:
  union: {organisation: Dockers' Union}
  gazette: {outlet: The Gazette}
updates:
- claim.reported: wage-offer
  key: offer
  source: {origin: union, via: [gazette], basis: on_record}
  text: 'the offer, \"final\", was three per cent'
- claim.confirmed: wage-offer
  key: same-again
  source: {origin: union, via: [gazette], basis: on_record}
";

fn values(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("json")).collect()
}

fn positions(lines: &[Value]) -> Vec<u64> {
    lines.iter().map(|line| line["sequence"].as_u64().expect("a position")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_the_same_to_the_byte_from_the_log_the_projector_and_a_bundle() {
    let newsroom = Newsroom::open().await;
    let all = newsroom.server.store().join("all.zip").to_str().expect("a path").to_owned();
    let one = newsroom.server.store().join("one.zip").to_str().expect("a path").to_owned();
    stdout(&newsroom.run(&["audit", "bundle", "--all", "-o", &all]));
    stdout(&newsroom.run(&["audit", "bundle", STORY, "-o", &one]));
    // A record that nobody can read is in its place in each.
    let unreadable = newsreel_tests::records::story("no-story").open_filter().replace("*.*", "meeting.held");
    let log = newsroom.server.log().await;
    let jetstream = async_nats::jetstream::new(log.client().clone());
    jetstream.publish(unreadable, "{}".into()).await.expect("sent").await.expect("stored");
    // What is under an embargo is in none.
    let held = "story: harbour-strike\nupdates:\n- claim.reported: second-offer\n  text: not before noon\n  \
                source: {origin: union, via: [gazette], basis: on_record}\n  embargo: {until: 2099-01-01T12:00:00Z}\n";
    stdout(&newsroom.run(&["submit", &newsroom.file("held.yaml", held), "--actor", "anna"]));
    let first = newsroom.lines(&["--limit", "1"])[0]["recorded_at"].as_str().expect("a time").to_owned();
    for form in [&["--as", "ndjson"][..], &["--as", "cloudevents"], &["--as", "csv"], &[], &["--format", "markdown"]] {
        for of in [
            &[][..],
            &[STORY],
            &[STORY, "--from", "40", "--to", "50"],
            &[STORY, "--with-directory"],
            &[STORY, "--moved"],
            &["--type", "meeting", "--origin", "peskov", "--since", &first],
            &["--party", "witkoff", "--from", "30", "--until", "2025-04-12T00:00:00Z", "--learned"],
            &["--by", "anna"],
        ] {
            let of = [of, form].concat();
            let from_log = newsroom.replay(&of);
            assert!(!from_log.contains("second-offer"), "{of:?}: {from_log}");
            assert!(from_log.lines().count() > 1, "{of:?}: {from_log}");
            assert_eq!(from_log, newsroom.replay(&of), "{of:?} twice");
            assert_eq!(from_log, newsroom.replay(&[&of[..], &["--projector"]].concat()), "{of:?} from the projector");
            // The bundle was made before the last record.
            let before = if of.contains(&"--to") { of.clone() } else { [&of[..], &["--to", "69"]].concat() };
            let expected = newsroom.replay(&before);
            assert_eq!(expected, newsroom.replay(&[&before[..], &["--bundle", &all]].concat()), "{of:?} from a bundle");
        }
        let of = [&[STORY], form].concat();
        assert_eq!(newsroom.replay(&of), newsroom.replay(&[&of[..], &["--bundle", &one]].concat()), "of one story");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_shows_what_is_asked_for_and_says_where_to_go_on() {
    let newsroom = Newsroom::open().await;
    let all = newsroom.lines(&[]);
    let count = |arguments: &[&str]| newsroom.lines(arguments).len();
    let by_hand = |takes: &dyn Fn(&Value) -> bool| all.iter().filter(|line| takes(line)).count();
    let is = |line: &Value, member: &str, wanted: &str| line["event"][member] == wanted;
    assert_eq!(count(&["--type", "meeting.held"]), by_hand(&|line| is(line, "type", "meeting.held")));
    let meetings = by_hand(&|line| line["event"]["type"].as_str().is_some_and(|name| name.starts_with("meeting.")));
    assert!(meetings > 3);
    assert_eq!(count(&["--type", "meeting"]), meetings);
    assert_eq!(
        count(&["--type", "claim.reported", "--type", "meeting"]),
        meetings + count(&["--type", "claim.reported"])
    );
    assert_eq!(count(&["--by", "anna"]), by_hand(&|line| is(line, "actor", "anna")));
    assert!(count(&["--by", "anna"]) >= 2);
    let origin = |line: &Value| {
        line["event"]["data"]["attributions"]
            .as_array()
            .is_some_and(|all| all.iter().any(|attribution| attribution["origin"]["entity"] == "peskov"))
    };
    assert!(by_hand(&origin) > 2);
    assert_eq!(count(&["--origin", "peskov"]), by_hand(&origin));
    assert!(count(&["--party", "union"]) == 3, "the entry, and two updates that name it");
    assert_eq!(count(&["--party", "union", "--type", "claim.confirmed"]), 1);
    let third = all[2]["recorded_at"].as_str().expect("a time");
    assert_eq!(count(&["--until", third]), by_hand(&|line| line["recorded_at"].as_str() <= Some(third)));
    assert_eq!(count(&["--since", third, "--until", third]), by_hand(&|line| line["recorded_at"] == third));
    let learned = |line: &Value| line["event"]["learnedat"].as_str().is_some_and(|time| time <= "2025-04-11T18:00:00Z");
    assert_eq!(count(&["--until", "2025-04-11T18:00:00Z", "--learned"]), by_hand(&learned));

    // The same word of the same voice moves nothing; what moves something is all else.
    let moved = newsroom.lines(&["harbour-strike", "--moved"]);
    let moved: Vec<&str> = moved.iter().filter_map(|line| line["event"]["data"]["key"].as_str()).collect();
    assert_eq!(moved, ["offer"]);

    let mut gathered = Vec::new();
    let mut from = "1".to_owned();
    while gathered.len() < all.len() {
        let part = newsroom.run(&["replay", "--as", "ndjson", "--limit", "25", "--from", &from]);
        gathered.extend(values(&stdout(&part)));
        let told = String::from_utf8_lossy(&part.stderr).into_owned();
        from = told.split("`--from ").nth(1).and_then(|rest| rest.split('`').next()).expect("a position").to_owned();
    }
    assert_eq!(gathered, all);

    let refused = |arguments: &[&str]| stderr(&newsroom.run(&[&["replay"], arguments].concat()), 1);
    assert!(refused(&["--type", "meeting.hold"]).contains("`meeting` has no change `hold`"));
    assert!(refused(&["--type", "picnic"]).contains("`picnic` is not a kind"));
    assert!(
        refused(&["--by", "ana"]).contains("nothing here was submitted by `ana` (did you mean `anna`?); it was by")
    );
    assert!(refused(&["--party", "onion"]).contains("the directory has no entry `onion` (did you mean `union`?)"));
    let backwards = refused(&["--since", "2025-01-02T00:00:00Z", "--until", "2025-01-01T00:00:00Z"]);
    assert!(backwards.contains("give the earlier moment first"), "{backwards}");
    assert!(refused(&["--bundle", "/nowhere.zip"]).contains("cannot read /nowhere.zip"));
    stderr(&newsroom.run(&["replay", "--moved"]), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_cloudevents_or_a_spreadsheet_where_that_is_asked_for() {
    let newsroom = Newsroom::open().await;
    let lines = newsroom.lines(&[STORY]);
    let events = values(&newsroom.replay(&[STORY, "--as", "cloudevents"]));
    for (line, event) in lines.iter().zip(&events) {
        assert_eq!((&event["specversion"], &event["recordedtime"]), (&"1.0".into(), &line["recorded_at"]));
        assert_eq!(event["sequence"], line["sequence"].to_string());
        assert_eq!(event["data"], line["event"]["data"]);
    }
    assert_eq!(events.len(), lines.len());
    let csv = newsroom.replay(&["harbour-strike", "--as", "csv"]);
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("position,recorded_at,learned_at,type,story,item,key,origin,via,actor,id,unreadable"));
    let offer = rows.find(|row| row.contains("claim.reported")).expect("a row");
    assert!(offer.contains(",claim.reported,harbour-strike,wage-offer,offer,union,gazette,anna,"), "{offer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_replayed_is_imported_again_to_the_byte_and_only_where_it_fits() {
    let newsroom = Newsroom::open().await;
    let whole = newsroom.replay(&[STORY, "--with-directory", "--as", "ndjson"]);
    let events = newsroom.replay(&[STORY, "--with-directory", "--as", "cloudevents"]);
    let (whole, events) = (newsroom.file("whole.ndjson", &whole), newsroom.file("events.ndjson", &events));
    let of = |lines: &[Value]| lines.iter().map(|line| line["event"].clone()).collect::<Vec<_>>();
    let original = newsroom.lines(&[STORY]);
    for file in [&whole, &events] {
        let empty = Server::start().await;
        let _services = Services::start(&empty);
        let at_empty = |arguments: &[&str]| run(&empty.url(), arguments);
        assert_eq!(json(&at_empty(&["import", "--check", file, "--format", "json"]))["only_checked"], true);
        assert_eq!(stdout(&at_empty(&["replay"])), "", "checking records nothing");
        let imported = json(&at_empty(&["import", file, "--format", "json", "--actor", "berta"]));
        assert_eq!(imported["stories"], serde_json::json!([STORY]), "{imported}");
        let again = values(&stdout(&at_empty(&["replay", STORY, "--as", "ndjson"])));
        assert_eq!(of(&again), of(&original));
        let brief = |url: &str| stdout(&run(url, &["brief", STORY, "--full", "--known-at", "2025-05-01T00:00:00Z"]));
        let told = |brief: String| brief.lines().filter(|line| line.starts_with('-')).count();
        assert_eq!(told(brief(&empty.url())), told(brief(&newsroom.server.url())));
        // Once more it is all on file; and the log's trail says who brought it.
        let once_more = json(&at_empty(&["import", file, "--format", "json"]));
        assert_eq!((&once_more["recorded"], &once_more["already"]), (&0.into(), &imported["recorded"]));
        assert!(stdout(&at_empty(&["audit", "trail"])).contains("berta"));
        // The desk goes on with it as with any story.
        let note =
            newsroom.file("note.yaml", "story: envoy-russia-trips\nupdates:\n- note.noted: remark\n  text: more\n");
        stdout(&at_empty(&["submit", &note]));
        stdout(&at_empty(&["import", file]));
    }

    let refused = |lines: String, at: &Server| {
        let file = newsroom.file("refused.ndjson", &lines);
        let told = stderr(&run(&at.url(), &["import", &file]), 1);
        assert!(told.contains("nothing is recorded"), "{told}");
        told
    };
    let empty = Server::start().await;
    let text = std::fs::read_to_string(&whole).expect("read");
    assert!(refused(newsroom.replay(&[STORY, "--as", "ndjson"]), &empty).contains("--with-directory"));
    let retracted = "story: harbour-strike\nupdates:\n- claim.retracted: wage-offer\n  by: gazette\n  \
                     source: {origin: gazette, basis: on_record, knowledge: own_act}\n  \
                     retracts: {update: offer, reason: a mistake}\n";
    stdout(&newsroom.run(&["submit", &newsroom.file("retracted.yaml", retracted)]));
    let other = newsroom.replay(&["harbour-strike", "--with-directory", "--as", "ndjson"]);
    let kept: Vec<&str> = other.lines().filter(|line| !line.contains("\"key\":\"offer\"")).collect();
    let told = refused(kept.join("\n"), &empty);
    assert!(told.contains("neither on file nor before it in the file"), "{told}");
    assert!(
        refused(text.replacen("\"learnedat\":\"2025", "\"learnedat\":\"2024", 1), &empty).contains("tampered with")
    );
    assert!(
        refused(text.replacen("\"event\":", "\"unreadable\":\"x\",\"e\":", 1), &empty).contains("could not be read")
    );
    let mut lines: Vec<&str> = text.lines().collect();
    lines.retain(|line| !line.contains("\"envoy-russia-trips\"") || !line.contains("note."));
    let first_update = lines.iter().position(|line| !line.contains("\"entity\":")).expect("an update");
    let second = lines.remove(first_update + 1);
    lines.insert(first_update, second);
    assert!(refused(lines.join("\n"), &newsroom.server).contains("has other updates here"));
    assert_eq!(stdout(&run(&empty.url(), &["replay"])), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_history_keeps_its_own_names_where_another_story_shares_a_slug() {
    let story = |slug: &str, entries: &[&str]| {
        let directory: String = (0..).zip(entries).map(|(n, entry)| format!("  e{n}: {{{entry}}}\n")).collect();
        let updates: String = (0..entries.len())
            .map(|n| {
                format!(
                    "- {{claim.reported: c{n}, source: {{origin: e{n}, via: [herald]}}, text: it rained {n} times}}\n"
                )
            })
            .collect();
        format!(
            "story: {slug}\ntitle: {slug}\ndirectory:\n  herald: {{outlet: The Herald}}\n{directory}updates:\n{updates}"
        )
    };
    let here = [
        "organisation: the Harbour Council",
        "organisation: the Fire Department",
        "person: Anna Berg, title: mayor",
        "person: Jon Vik",
        "group: two dockers",
        "organisation: the Court",
        "organisation: the Union",
    ];
    let there = [
        "organisation: the Port Board",
        "organisation: the Fire Brigade of Nordby, names: [the Fire Department]",
        "person: Anna Berg, title: harbour pilot",
        "person: Per Lund",
        "group: three sailors",
        "organisation: the Court",
        "organisation: the Dockers' Union, names: [the Union]",
    ];
    let told = |url: &str, slug: &str| -> Vec<String> {
        let brief = stdout(&run(url, &["brief", slug, "--full", "--known-at", "2099-01-01T00:00:00Z"]));
        let lines = brief.lines().skip(4).map(|line| line.split(" [").next().unwrap_or_default().to_owned());
        lines.filter(|line| line.contains("rained")).collect()
    };
    let origin = Server::start().await;
    let _services = Services::start(&origin);
    let file = |name: &str, content: &str| {
        let file = origin.store().join(name);
        std::fs::write(&file, content).expect("written");
        file.to_str().expect("a path").to_owned()
    };
    stdout(&run(&origin.url(), &["import", &file("there.yaml", &story("there", &there))]));
    let history = stdout(&run(&origin.url(), &["replay", "there", "--with-directory", "--as", "ndjson"]));
    let history = file("there.ndjson", &history);

    let target = Server::start().await;
    let _services = Services::start(&target);
    stdout(&run(&target.url(), &["import", &file("here.yaml", &story("here", &here))]));
    let before = told(&target.url(), "here");
    stdout(&run(&target.url(), &["import", &history]));
    let expected = told(&origin.url(), "there");
    assert_eq!(expected.len(), there.len(), "{expected:?}");
    assert_eq!(told(&target.url(), "there"), expected);
    assert_eq!(told(&target.url(), "here"), before);
    let again = json(&run(&target.url(), &["import", &history, "--format", "json"]));
    assert_eq!(again["recorded"], 0, "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_played_step_by_step_forwards_and_back() {
    let newsroom = Newsroom::open().await;
    let shown = newsroom.played(&[], "\n\nb\n3\nlast\nn\nfirst\nk\nwhat\nq\n");
    let steps: Vec<&str> = shown.lines().filter(|line| line.contains(": step ")).collect();
    let numbers: Vec<&str> = steps.iter().filter_map(|line| line.split(": step ").nth(1)?.split(' ').next()).collect();
    let last = steps[0].split(" of ").nth(1).and_then(|rest| rest.split(',').next()).expect("how many");
    assert_eq!(numbers, ["1", "2", "3", "2", "3", last, "1"], "{shown}");
    assert!(shown.contains("There is no step there.") && shown.contains("k: what was known then"), "{shown}");
    assert!(shown.contains("It said:") && shown.contains("It moved:"), "{shown}");
    // As data: in the order in which it was learned, each update once, with what it moved.
    let all = "n\n".repeat(last.parse().expect("a number"));
    let steps = values(&newsroom.played(&["--format", "json"], &all));
    let steps: Vec<&Value> = steps.iter().filter(|step| step["step"].is_u64()).collect();
    assert_eq!(steps.len().to_string(), last);
    let times: Vec<&str> = steps.iter().filter_map(|step| step["at"].as_str()).collect();
    assert!(times.is_sorted());
    let mut played: Vec<u64> = steps.iter().filter_map(|step| step["updates"][0]["position"].as_u64()).collect();
    played.sort_unstable();
    assert_eq!(played, positions(&newsroom.lines(&[STORY])));
    assert!(steps.iter().any(|step| step["updates"][0]["moved"].to_string().contains("before, now")));
    // A day at a time the same updates are shown in fewer steps.
    let days = values(&newsroom.played(&["day", "--format", "json"], &all));
    let updates = days.iter().filter_map(|step| step["updates"].as_array()).map(Vec::len).sum::<usize>();
    assert_eq!(updates, played.len());
    assert!(days[0]["of"].as_u64() < Some(played.len() as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_program_makes_of_the_log_is_compared_with_what_the_running_projector_holds() {
    let newsroom = Newsroom::open().await;
    let same = json(&newsroom.run(&["audit", "schemas", "--format", "json"]));
    assert_eq!(
        (&same["same"], &same["different"], &same["unreadable"]),
        (&2.into(), &serde_json::json!({}), &serde_json::json!([]))
    );
    let text = stdout(&newsroom.run(&["audit", "schemas", STORY]));
    assert!(text.contains("1 story: the same as in the running projector."), "{text}");

    // A projector that made something else of one update, as one of another version might have.
    let server = Server::start().await;
    let _desk = Services::start_only(&server, &["desk"]);
    stdout(&run(&server.url(), &["import", &example(server.store())]));
    let log = server.log().await;
    let records: Vec<Recorded<Raw>> =
        log.replay(1, u64::MAX, FollowOptions::default()).try_collect().await.expect("read");
    let folder = server.store().join("data");
    std::fs::create_dir_all(&folder).expect("made");
    let mut store = Store::open(&folder.join("projector.sqlite")).expect("a store");
    let arrivals: Vec<_> = records.into_iter().map(otherwise).collect();
    store.take_in(&arrivals).expect("taken in");
    drop(store);
    let _projector = Services::start_only(&server, &["projector"]);
    let output = run(&server.url(), &["audit", "schemas", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let compared: Value = serde_json::from_slice(&output.stdout).expect("json");
    let found = compared["different"][STORY].as_array().expect("differences");
    let what = found.iter().find(|difference| difference["rule"] == "what").expect("what the item is");
    assert_eq!(what["at"], "trip-april", "{compared}");
    assert!(what["theirs"].as_str().is_some_and(|told| told.contains("10 April")), "{compared}");
    assert!(compared["rules"]["values"].is_u64(), "{compared}");
    assert!(stderr(&run(&server.url(), &["audit", "schemas"]), 1).contains("running projector"));
}

/// A record as a program might have kept it that took one arrival to be on another day.
fn otherwise(stored: Recorded<Raw>) -> newsreel_projector::Arrival {
    let mut stored = stored;
    let payload = String::from_utf8(stored.record.payload.to_vec()).expect("text");
    if payload.contains("\"key\":\"arrival\"") {
        stored.record.payload = payload.replace("2025-04-11\"", "2025-04-10\"").into();
    }
    let read = newsreel_log::decoded(&stored).map_err(|error| error.to_string());
    (stored, read)
}
