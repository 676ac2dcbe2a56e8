//! The first step of an update: which story, which kind, which change; in a few words, or one after the other.

use maud::{Markup, html};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::tell::realise::capitalised;

use crate::page::form::FormPage;
use crate::page::harmless::in_query;
use crate::page::without_grade;

/// The form of the first step.
pub(crate) fn form(page: &FormPage) -> Markup {
    let filled = &page.filled;
    let kind = Kind::named(filled.get("kind"));
    let kept = |names: &[&'static str]| {
        html! { @for name in names { @if !filled.get(name).is_empty() { input type="hidden" name=(name) value=(filled.get(name)); } } }
    };
    let story = html! {
        @if page.cast.is_some() { (kept(&["story"])) }
        @else { div.field { label for="story" { "story" } input #story name="story" list="stories" value=(filled.get("story")) required autocomplete="off"; p.back { "its slug" } } }
    };
    html! {
        @if page.cast.is_some() {
            form method="get" action="/new" aria-label="In a few words" {
                (kept(&["story", "captured", "relation", "of"]))
                @let why = not_read(page);
                div.field.bad[why.is_some()] {
                    label for="short" { "in a few words" }
                    input #short name="short" value=(filled.get("short")) required autofocus autocomplete="off" aria-describedby="short-b" aria-invalid=[why.map(|_| "true")];
                    @match why {
                        Some(why) => p.why #short-b { (why) },
                        None => p.back #short-b { "who, through whom, what happened, to what: nguyen via herald denied june strike “No.”" },
                    }
                }
                @if !page.meant.is_empty() { (which(page)) }
                div.field { span.lab {} p.acts { button { "Fill in the form" } } }
            }
            h3.sec { "Or one after the other" }
        }
        form method="get" action="/new" aria-label="What happened" {
            (story)
            fieldset.field { legend.lab { "kind" }
                p.words.rest { @for one in Kind::all().filter(|kind| kind.role() != KindRole::Story) {
                    label title=(one.spec().about) { input type="radio" name="kind" value=(one.as_str()) checked[Some(one) == kind] required; (one.as_str().replace('_', " ")) }
                } }
            }
            @if let Some(kind) = kind { (changes(kind, filled.get("change"))) p.back { (capitalised(kind.spec().about)) "." } }
            (kept(&["item", "relation", "of", "captured", "origin", "via", "quote"]))
            p.acts.sec { button { @if kind.is_some() { "Its fields" } @else { "What can happen to it" } } }
        }
    }
}

/// Why a few words do not fill in the form.
fn not_read(page: &FormPage) -> Option<&'static str> {
    let filled = &page.filled;
    match (filled.get("short"), filled.get("change")) {
        ("", _) => None,
        _ if !page.meant.is_empty() => Some("Several things on file fit; choose the one that is meant."),
        (_, "") => Some("These words do not say what happened: announced, held, confirmed, denied, …"),
        _ => Some("Nothing on file fits. Say of which kind it is, as in: meeting announced june."),
    }
}

/// Which item is meant, where the words fit several.
fn which(page: &FormPage) -> Markup {
    let of_item = |name: &str| matches!(name, "kind" | "item" | "short" | "fresh");
    let others = page.filled.0.iter().filter(|(name, _)| !of_item(name));
    let others: String = others.map(|(name, value)| format!("&{name}={}", in_query(value))).collect();
    html! {
        div.field { span.lab { "which?" }
            ul.rest { @for item in &page.meant {
                li { a href={ "/new?kind=" (item.kind) "&item=" (in_query(&item.item)) (others) } { (capitalised(without_grade(&item.what).0)) } }
            } }
        }
    }
}

fn changes(kind: Kind, chosen: &str) -> Markup {
    let (of_life, others): (Vec<Change>, Vec<Change>) =
        kind.changes().into_iter().partition(|change| kind.phase_filed_by(*change).is_some());
    html! {
        fieldset.field { legend.lab { "change" }
            div.rest {
                @for (words, changes) in [("its life", of_life), ("word of it", others)] {
                    @if !changes.is_empty() {
                        p.words { span.soft { (words) }
                            @for change in changes {
                                label title=(change.meaning()) { input type="radio" name="change" value=(change.as_str()) checked[change.as_str() == chosen]; (change.as_str().replace('_', " ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
