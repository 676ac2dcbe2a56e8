//! Long files, which go to the desk in parts: what is wrong anywhere in one is told at once, and what of it is recorded.

use newsreel_tests::{Server, submission};
use serde_json::Value;

use crate::program::{Services, run, stderr, write_file};

/// A file of so many updates, of which each third from the `from`th on has a date that is none; how many have.
fn with_mistakes(story: &str, updates: usize, from: usize) -> (Value, usize) {
    let mut file = submission(story, "a", updates);
    let wrong: Vec<usize> = (from..updates).step_by(3).collect();
    for update in &wrong {
        file["updates"][update]["when"] = "soon".into();
    }
    // One that names an update which is refused has no mistake of its own, in whichever part it is.
    file["updates"][updates - 1] = serde_json::json!({
        "meeting.corrected": format!("a-{}", from % 7), "key": "mended", "place": "moscow", "corrects": format!("a-{from}"), "by": "desk",
    });
    (file, wrong.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_of_a_long_file_is_told_at_once() {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let log = server.log().await;
    for (story, from, recorded) in [("wrong-later", 450, 401), ("wrong-from-the-start", 0, 0)] {
        let (file, mistakes) = with_mistakes(story, 1500, from);
        let file = write_file(server.store(), "long.json", file.to_string());
        for check in [&["--check"][..], &[]] {
            let before = log.last_sequence().await.expect("asked");
            let import = |format| run(&server.url(), &[&["import", &file, "--format", format], check].concat());
            let told: Value = serde_json::from_slice(&import("json").stdout).expect("JSON");
            let refused = told["refused"].as_array().expect("refusals");
            assert_eq!(refused.len(), mistakes, "{story} {check:?}");
            let places = refused.iter().filter_map(|refused| refused["at"].as_str());
            let expected = (from..1500).step_by(3).map(|update| format!("/updates/{update}/when"));
            assert!(places.eq(expected), "{story} {check:?}");
            let told = stderr(&import("table"), 1);
            let more = format!("and {} more mistakes; `--format json` lists all of them", mistakes - 200);
            assert!(told.contains(&more) && told.matches("[bad-date]").count() == 200, "{told}");
            if check.is_empty() {
                let (part, kept) = match recorded {
                    0 => ("it", String::new()),
                    _ => {
                        ("it from entry 401 on", format!("; before it: 0 updates recorded, {recorded} on file already"))
                    }
                };
                assert!(told.contains(&format!("refused; nothing of {part} is recorded{kept}\n")), "{told}");
            }
            let new = log.last_sequence().await.expect("asked") - before;
            // The entries of the directory are recorded with the first part.
            let expected = if check.is_empty() && recorded > 0 { recorded + 4 } else { 0 };
            assert_eq!(new, expected, "{story} {check:?}");
        }
    }
}
