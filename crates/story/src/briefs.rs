//! The briefs of real stories, read as an editor would; and what no brief may say, of whatever story.

use crate::judge::view::View;
use crate::ledger::told;
use crate::record::bounds::Bounds;
use crate::views::brief::check::unsupported;
use crate::views::brief::editorial::{Brief, Form, of};

const ENVOY: &[&str] = &[
    include_str!("../../newsreel/demo/envoy-russia-trips.yaml"),
    include_str!("../../../tests/fixtures/stories/envoy-later.yaml"),
];
const TITAN: &[&str] = &[include_str!("../../../tests/fixtures/stories/titan-submersible.yaml")];
const OPENAI: &[&str] = &[include_str!("../../../tests/fixtures/stories/openai-ceo.yaml")];

/// The brief of a real story, long after.
fn brief(documents: &[&str], form: Form) -> Brief {
    let (state, directory) = told(documents);
    let now = "2030-01-01T00:00:00Z".parse().unwrap();
    let view = View::new(&state, &directory, Bounds::default(), now, false);
    let brief = of(&view, form);
    if let Some(problem) = unsupported(&view, &brief) { println!("!!! {problem}"); }
    brief
}

fn printed(brief: &Brief) -> String {
    let mut text = format!("{}\n", brief.title);
    for sentence in &brief.head {
        text += &format!("{}\n", sentence.text);
    }
    for section in &brief.sections {
        text += &format!("\n## {}\n", section.heading);
        for entry in &section.entries {
            let sentences: Vec<String> = entry.sentences.iter().map(|sentence| {
                let refs: Vec<String> = sentence.sequences.iter().map(ToString::to_string).collect();
                let standing = sentence.standing.map(|grade| format!("{} · ", grade.as_str())).unwrap_or_default();
                format!("{} [{standing}{}]", sentence.text, refs.join(" · "))
            }).collect();
            text += &format!("- {}\n", sentences.join(" "));
        }
    }
    text
}

#[test]
fn print_them() {
    for documents in [&ENVOY[..1], ENVOY, TITAN, OPENAI] {
        for form in [Form::Full] {
            println!("{}", printed(&brief(documents, form)));
        }
    }
}
