//! The questions a desk asks of the example story, answered through the program: at first, and as more becomes known.

use serde_json::{Value, json};

use crate::asked::{Asked, says};
use crate::program::{self, run};

/// When the explainer was all that was known.
const AT_FIRST: &str = "2025-04-11T21:00:00Z";

fn trips(desk: &Asked, known_at: &str) -> Value {
    desk.ask(&["story"], known_at)["series"][0].clone()
}

/// The row of a meeting of the envoy.
fn row(desk: &Asked, item: &str, known_at: &str) -> Value {
    desk.matrix(item, &["--participant", "witkoff"], known_at)
}

fn items_of(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|finding| finding["item"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_questions_of_the_case_are_answered_as_far_as_the_material_goes() {
    let desk = Asked::example().await;
    let at = AT_FIRST;

    // 1, 2: three trips are claimed, two are on file; the other is not invented.
    let counted = trips(&desk, at);
    assert_eq!((&counted["claimed"], &counted["missing"]), (&json!(3), &json!(1)));
    let on_file: Vec<&Value> =
        counted["on_file"].as_array().expect("on file").iter().map(|trip| &trip["item"]).collect();
    assert_eq!(on_file, ["trip-february", "trip-april"]);
    // 3: the date, how it is known, and its precision.
    let arrival = desk.item("trip-april", at);
    let when = arrival["paths"].as_array().expect("paths").iter().find(|path| path["path"] == "trip-april/when");
    assert_eq!(
        when.expect("a date")["values"][0]["value"]["when"],
        json!({ "date": "2025-04-11", "phrase": "Friday", "anchor": "2025-04-11" })
    );
    // 4, 5: the meetings with named Russians, side by side.
    let april = row(&desk, "meeting-april", at);
    assert_eq!((&april["when"], &april["place"]), (&json!("2025-04-11"), &json!("St. Petersburg")));
    assert_eq!(says(&april, "kremlin"), ["planned"], "announced, nothing afterwards");
    assert_eq!(says(&april, "us"), Vec::<String>::new());
    assert!(
        april["others"]
            .as_array()
            .expect("others")
            .iter()
            .any(|said| said["holder"] == "Newsweek" && said["says"] == "held")
    );
    let dmitriev = row(&desk, "meeting-dmitriev", at);
    assert_eq!((&dmitriev["when"], &dmitriev["place"]), (&Value::Null, &Value::Null));
    assert!(says(&dmitriev, "russia").is_empty() && says(&dmitriev, "us").is_empty());
    let february = row(&desk, "meeting-february", at);
    assert_eq!((&february["when"], &february["place"]), (&json!("2025-02"), &json!("Moscow")));
    assert_eq!(says(&february, "kremlin"), ["not confirmed"]);
    assert!(says(&february, "us").is_empty());
    // 6: no meeting of the presidents is scheduled; it has been spoken of.
    let expected = desk.list(&["expected"], Some("expectations"), at);
    let presidents = expected.iter().find(|expected| expected["item"] == "meeting-trump-putin").expect("spoken of");
    assert_eq!((&presidents["firmness"], &presidents["when"]), (&json!("spoken_of"), &Value::Null));
    // 7: a chain.
    let agenda = desk.item("meeting-april", at);
    let agenda = agenda["paths"]
        .as_array()
        .expect("paths")
        .iter()
        .find(|path| path["path"] == "meeting-april/agenda/ukrainian-settlement")
        .cloned();
    assert_eq!(
        agenda.expect("said")["values"][0]["by"][0]["chain"],
        json!(["Kremlin spokesman Dmitry Peskov", "TASS", "Newsweek"])
    );
    // 8, 9, 10: who was released by whom, and what is not stated.
    for (element, by) in [
        ("exchange-april/releases/karelina", "Russia"),
        ("exchange-april/releases/petrov", "the United States"),
        ("exchange-february/releases/fogel", "Russia"),
        ("exchange-february/releases/vinnik", "the United States"),
    ] {
        assert_eq!(desk.texts(&format!("{element}/by"), at), [by]);
    }
    assert_eq!(desk.texts("exchange-april/when", at), ["on 10 April 2025 (“one day before the trip”)"]);
    assert!(desk.texts("exchange-april/place", at).is_empty(), "Abu Dhabi was not known yet");
    assert_eq!(desk.texts("exchange-april/coordinators/intelligence-agencies", at), ["intelligence agencies"]);
    // 11: when Rubio spoke, as an interval.
    assert_eq!(desk.texts("rubio-message/when", at), ["between 31 March and 6 April 2025 (“last week”)"]);
    // 12: each side's position, and nobody proposed the thirty days.
    assert_eq!(desk.texts("ceasefire-30-days/positions/ukraine/answer", at), ["open"]);
    assert_eq!(desk.texts("ceasefire/positions/russia/words", at), ["on the easing of Western sanctions"]);
    assert_eq!(desk.texts("ceasefire/positions/us/answer", at), ["seeks"]);
    assert!(desk.texts("ceasefire-30-days/proposer", at).is_empty());
    // 13: who was asked, how, with what result; no stronger.
    for query in ["ask-white-house", "ask-state-department"] {
        assert_eq!(desk.item(query, at)["phase"]["agreed"]["phase"], "none_reported");
        assert_eq!(desk.texts(&format!("{query}/channel"), at), ["email"]);
    }
    // 14: what is expected next, and that nobody is named who expects it.
    let next = &expected[0];
    assert_eq!(
        (&next["item"], &next["firmness"], &next["nobody_named"]),
        (&json!("trip-middle-east"), &json!("planned"), &json!(true))
    );
    assert_eq!((&next["latest"], &next["by"]), (&Value::Null, &json!([])));
    // 15: assessments nobody is named for.
    let assessments = desk.findings("unattributed-assessment", at);
    assert_eq!(items_of(&assessments), ["frustration", "little-evidence", "aims"]);
    // 16: what has one source and no attribution in it.
    let single = desk.findings("single-source", at);
    let nameless: Vec<Value> = single
        .into_iter()
        .filter(|finding| finding["message"].as_str().expect("text").contains("names no source"))
        .collect();
    for item in [
        "trip-april",
        "trip-february",
        "meeting-april",
        "meeting-dmitriev",
        "meeting-february",
        "navy-event",
        "exchange-april",
        "exchange-february",
        "ceasefire",
        "ceasefire-30-days",
        "frustration",
        "little-evidence",
        "aims",
        "kursk-offensive",
        "dmitriev-background",
        "trips-total",
        "trip-middle-east",
    ] {
        assert!(items_of(&nameless).contains(&item), "{item} has one source that names none");
    }
    let photographed = nameless.iter().find(|finding| finding["item"] == "meeting-april").expect("found");
    assert!(photographed["message"].as_str().expect("text").contains("borne out by a photograph"), "{photographed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_learned_later_changes_no_answer_for_the_time_before() {
    let desk = Asked::example().await;
    let views = [&["brief"][..], &["story"], &["timeline"], &["matrix"], &["check"]];
    let recorded = jiff::Timestamp::now().to_string();
    let answers = || views.map(|view| desk.ask(&[view, &["--as-of", &recorded]].concat(), AT_FIRST));
    let before = answers();
    desk.later("envoy-later");

    assert_eq!(answers(), before, "what the log held then is what it held then");
    // By what the newsroom knew at that moment, one more report had been learned: the meeting was going on.
    let april = row(&desk, "meeting-april", AT_FIRST);
    assert_eq!(says(&april, "kremlin"), ["under way"], "its plan was said before that");
    let who = ["who", "Steve Witkoff", "--known-at", AT_FIRST, "--format", "json"];
    let who = (&["who"][..], program::json(&run(&desk.server.url(), &who)));
    for (view, answer) in views.map(|view| (view, desk.ask(view, AT_FIRST))).into_iter().chain([who]) {
        let answer = answer.to_string();
        for outside in ["Abu Dhabi", "2025-03-13", "Oman", "Brussels", "Hannity", "PT3H30M"] {
            assert!(!answer.contains(outside), "{view:?} says {outside} before it was known");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_learned_later_changes_what_it_is_about_and_nothing_else() {
    let desk = Asked::example().await;
    desk.later("envoy-later");

    // 17: two records of one remark; both wordings kept, the date and place now finer.
    let at = "2025-04-12T08:10:00Z";
    let words = desk.texts("rubio-message/words", at);
    assert!(words.len() == 2 && words.iter().any(|words| words.contains("serious or not about peace")), "{words:?}");
    assert_eq!(desk.texts("rubio-message/when", at)[0], "on 4 April 2025");
    assert_eq!(desk.texts("rubio-message/place", at), ["Brussels"]);
    assert_eq!(trips(&desk, at)["missing"], 1, "nothing else has changed");

    // 18: the empty place is filled, and the order of the dates gives every trip its position.
    let counted = trips(&desk, "2025-04-12T09:40:00Z");
    assert_eq!((&counted["claimed"], &counted["missing"]), (&json!(3), &json!(0)));
    let positions: Vec<(&Value, &Value, &Value)> = counted["on_file"]
        .as_array()
        .expect("on file")
        .iter()
        .map(|trip| (&trip["when"], &trip["position"], &trip["computed"]))
        .collect();
    assert_eq!(
        positions,
        [
            (&json!("2025-02"), &json!(1), &json!(true)),
            (&json!("2025-03-13"), &json!(2), &json!(true)),
            (&json!("2025-04-11"), &json!(3), &json!(false)),
        ]
    );
    assert!(desk.findings("count-gap", "2025-04-12T09:40:00Z").is_empty());

    // The exchange's place and who helped, by the one who negotiated it.
    let end = "2025-04-12T11:00:00Z";
    assert_eq!(desk.texts("exchange-april/place", end), ["Abu Dhabi"]);
    assert_eq!(desk.texts("exchange-april/mediators/uae", end), ["the United Arab Emirates"]);
    // The February meeting has a day, and the United States is said to have confirmed it; the Kremlin still has not.
    assert_eq!(desk.texts("meeting-february/when", end)[0], "on 11 February 2025");
    let february = row(&desk, "meeting-february", end);
    assert_eq!(
        (says(&february, "kremlin"), says(&february, "us")),
        (vec!["not confirmed".into()], vec!["confirms (probably)".into()])
    );

    // The difference between the two moments names exactly these, each with its update.
    let moved = desk.ask(&["diff", "--from", AT_FIRST, "--to", end], end);
    let moved = moved["moves"].as_array().expect("moves");
    let about = |path: &str| moved.iter().find(|step| step["about"] == path).cloned();
    assert!(
        about("exchange-april/place").is_some_and(|step| step["what"] == "Abu Dhabi" && step["through"].is_string())
    );
    assert!(moved.iter().any(|step| step["sort"] == "gap"
        && step["about"] == "exchange-april"
        && step["what"] == "place"
        && step["after"].is_null()));
    assert!(
        moved.iter().any(|step| step["sort"] == "count" && step["before"] == "1 missing" && step["after"].is_null())
    );
    assert_eq!(about("navy-event"), None);
}
