//! What is shown of an earlier moment stays as it is, whatever is recorded later.

use crate::kit::*;
use jiff::SignedDuration;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::brief::Form;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::updates::Part;
use newsreel_story::views::{brief, cast, difference, expected, glance, matrix, updates};
use newsreel_web::page::ninjs::{self, Parts};
use newsreel_web::page::story::{By, Chosen};
use newsreel_web::page::update::{self, UpdatePage};
use newsreel_web::page::{Reader, embed, feeds};

/// How many moments of a story are looked at, in each way.
const MOMENTS: usize = 4;
const SITE: &str = "https://page.example";

/// Every way in which a story goes out at a moment, by name.
fn everything(told: &Told, chosen: &Chosen) -> Vec<(&'static str, String)> {
    let view = told.view(chosen.bounds);
    let all = updates::of(&view, Part::default());
    let parts = Parts {
        brief: brief::checked(&view, Form::Full),
        glance: glance::of(&view),
        cast: cast::of(&view),
        expected: expected::of(&view),
        updates: all.clone(),
    };
    let page = told.page(chosen.clone());
    let (before, ruler) = page.split_once("<form class=\"ruler\"").unwrap_or((&page, ""));
    let after = ruler.split_once("</form>").map_or("", |(_, after)| after);
    vec![
        ("page", format!("{before}{after}")),
        ("feed", feeds::atom(&all, SITE)),
        ("calendar", feeds::calendar(&parts.expected, &matrix::of(&view, None, None), &all, SITE)),
        ("box", embed::page(&brief::checked(&view, Form::Short), &Reader::at(told.now))),
        ("news object", ninjs::object(&parts, SITE, "en").to_string()),
    ]
}

/// The first place at which two texts differ, with what stands around it.
fn difference(one: &str, other: &str) -> Option<String> {
    let place = one.bytes().zip(other.bytes()).position(|(one, other)| one != other);
    let place = place.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))?;
    let around = |text: &str| {
        let bytes = &text.as_bytes()[place.saturating_sub(200)..text.len().min(place + 200)];
        String::from_utf8_lossy(bytes).into_owned()
    };
    Some(format!("{}\n--- and then ---\n{}", around(one), around(other)))
}

#[test]
fn what_is_recorded_later_changes_nothing_that_an_earlier_moment_shows() {
    let plan_moves = format!(
        "{VOTE}- occurrence.rescheduled: vote-may\n  when: 2026-05-11\n- note.noted: why\n  text: The vote matters.\n\
         - occurrence.confirmed: vote-may\n- occurrence.denied: vote-may\n  source: {{origin: herald}}\n\
         - occurrence.cancelled: vote-may\n"
    );
    for yaml in [ENVOY, DUES, &plan_moves, HOSTILE] {
        let told = told(yaml);
        let reports: Vec<_> = told.state.reports().to_vec();
        // Not each of them: a page is made many times here.
        for (place, last) in reports.iter().enumerate().skip(1).step_by(reports.len().div_ceil(MOMENTS)) {
            let (at, learned) = (last.sequence, last.record.learned_at.min(last.recorded_at));
            let recorded = Bounds { at_sequence: Some(at), as_of: Some(last.recorded_at), ..Bounds::default() };
            let chosen = Chosen { at: Some(at), bounds: recorded, ..Chosen::default() };
            let since = at.saturating_sub(3);
            let moments = [
                ("position", chosen.clone()),
                ("time", Chosen { at: None, bounds: Bounds { at_sequence: None, ..recorded }, ..chosen.clone() }),
                ("only the position", Chosen { bounds: Bounds { as_of: None, ..recorded }, ..chosen.clone() }),
                ("since", Chosen { since, since_chosen: true, ..chosen.clone() }),
                (
                    "known",
                    Chosen { by: By::Known, bounds: Bounds { known_at: Some(learned), ..recorded }, ..chosen.clone() },
                ),
                ("true", Chosen { bounds: Bounds { true_at: Some(learned), ..recorded }, ..chosen }),
            ];
            let before = told.first(place + 1);
            for (moment, chosen) in moments {
                for ((what, then), (_, later)) in everything(&before, &chosen).iter().zip(everything(&told, &chosen)) {
                    if let Some(difference) = difference(then, &later) {
                        panic!("{}: the {what} by {moment}, at {at}:\n{difference}", told.state.slug());
                    }
                }
            }
        }
    }
}

#[test]
fn every_link_of_a_page_of_an_earlier_moment_leads_to_the_same_moment() {
    let then = start() + SignedDuration::from_hours(30);
    let told = told(ENVOY);
    let recorded = Bounds { as_of: Some(then), ..Bounds::default() };
    for bounds in [
        recorded,
        Bounds { known_at: Some(then), ..Bounds::default() },
        Bounds { true_at: Some(then), ..recorded },
        Bounds { at_sequence: Some(30), ..Bounds::default() },
    ] {
        let chosen = Chosen { bounds, at: bounds.at_sequence, ..Chosen::default() };
        let view = told.view(bounds);
        let all = updates::of(&view, Part::default());
        let whole = updates::one(&view, all.list[all.list.len() / 2].update).expect("an update");
        let moved = difference::between(&view, Interval { from: None, to: view.moment(), recorded: true }, &[]);
        let reader = Reader::at(told.now);
        let update = UpdatePage { update: whole, moved, reach: None, proof: None, reader: reader.clone() };
        for page in [told.page(chosen), update::page(&update)] {
            let main = &page[page.find("<main").expect("content")..];
            let links = main
                .split("<a ")
                .skip(1)
                .filter_map(|tag| Some((tag, tag.split_once("href=\"")?.1.split('"').next()?)));
            let mut views = 0;
            for (tag, link) in links {
                // What writes, and a proof, is of now.
                let is_view = ["/updates/", "/stories/", "/who/", "/?", "?"].iter().any(|of| link.starts_with(of));
                if !is_view
                    || tag.split('>').next().is_some_and(|tag| tag.contains("data-now"))
                    || link.strip_prefix("/updates/").is_some_and(|rest| rest.contains('/'))
                {
                    continue;
                }
                views += 1;
                let says = |names: &[&str]| {
                    names
                        .iter()
                        .any(|name| [format!("?{name}="), format!(";{name}=")].iter().any(|of| link.contains(of)))
                };
                let of_record =
                    bounds.as_of.is_none() && bounds.at_sequence.is_none() || says(&["as_of", "at", "at_sequence"]);
                let known = bounds.known_at.is_none() || says(&["known_at"]);
                let so = bounds.true_at.is_none() || says(&["true_at"]);
                assert!(of_record && known && so, "{bounds:?}: {link}");
            }
            assert!(views > 5, "{views}");
            assert!(!page.contains("Back to now") || page.contains("data-now"), "there is a way back");
        }
    }
}
