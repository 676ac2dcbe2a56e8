//! What rests on an update: what would stand otherwise if it were taken back.

use maud::{Markup, html};
use newsreel_story::judge::grade::Grade;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::views::reach::{LostReport, Reach};

use crate::page::marks::Mark;
use crate::page::{each_once, numbers, sort_of};

/// What an item is, in words, where that is known.
pub(crate) type Called<'c> = dyn Fn(&str) -> Option<String> + 'c;

/// What a path is of, in words where these are known, else by its key; and which part of it.
fn stands(called: &Called<'_>, path: &str) -> (String, Option<String>) {
    let (item, part) = path.split_once('/').map_or((path, None), |(item, part)| (item, Some(part)));
    let what = called(item).unwrap_or_else(|| item.replace(['_', '-'], " "));
    (capitalised(&what), part.map(|part| part.replace(['/', '_'], " ")))
}

fn grades((now, then): (Grade, Grade)) -> Markup {
    html! { (Mark::of(now)) " " (now.as_str()) @if now != then { " → " ins { (Mark::of(then)) " " (then.as_str()) } } }
}

/// All that rests on an update, as a table under this heading.
pub(crate) fn table(reach: &Reach, heading: &str, sequence: u64, called: &Called<'_>) -> Markup {
    let others: Vec<&LostReport> = reach.lost.iter().filter(|lost| lost.sequence != sequence).collect();
    html! {
        table.fold role="table" aria-labelledby=(heading) {
            thead role="rowgroup" { tr role="row" {
                @for column in ["what would stand otherwise", "value", "support", "opposition"] { th scope="col" role="columnheader" { (column) } }
            } }
            tbody role="rowgroup" {
                @if reach.values.is_empty() && reach.phases.is_empty() { tr role="row" { td.soft colspan="4" role="cell" { "No value and no phase." } } }
                @for (anew, change) in each_once(reach.values.iter(), |change| stands(called, &change.path).0) {
                    tr role="row" {
                        @let (what, part) = stands(called, &change.path);
                        th scope="row" role="rowheader" { span.t.vh[!anew] { (what) } @if let Some(part) = part { span.src { (part) } } }
                        td role="cell" data-th="value" { span.in { (change.value) } }
                        td role="cell" data-th="support" { span.in { (grades(change.support)) } }
                        td role="cell" data-th="opposition" { span.in { (grades(change.opposition)) } }
                    }
                }
                @for change in &reach.phases {
                    tr role="row" {
                        @let (what, _) = stands(called, &change.item);
                        th scope="row" role="rowheader" { span.t { (what) } span.src { "its phase" } }
                        td role="cell" data-th="value" { span.in { del { (change.phase.0) } " → " ins { (change.phase.1) } } }
                        td.nil role="cell" {} td.nil role="cell" {}
                    }
                }
            }
            tbody role="rowgroup" {
                tr.group role="row" { th colspan="4" scope="rowgroup" role="rowheader" { "Reports that rest on it: " (others.len()) } }
                @for lost in others {
                    tr role="row" {
                        th scope="row" role="rowheader" { span.t { (capitalised(&lost.what)) } " " (numbers(&[lost.sequence])) }
                        td role="cell" data-th="what" { span.in { (sort_of(&lost.type_name, lost.on_details)) } }
                        td role="cell" data-th="then" colspan="2" { span.in { (Mark::Gone) " would count no more" } }
                    }
                }
                tr.group role="row" { th colspan="4" scope="rowgroup" role="rowheader" { "Publications that would need a look: " (reach.publications.len()) } }
                @for needs in &reach.publications {
                    tr role="row" {
                        th scope="row" role="rowheader" { span.t { (Mark::Doubted) " " (needs.title.as_deref().unwrap_or(&needs.publication)) } }
                        td role="cell" data-th="class" { span.in { (needs.class.as_str()) } }
                        td role="cell" data-th="why" colspan="2" { span.in { (needs.reason) } }
                    }
                }
            }
        }
    }
}

/// What rests on the update that a form is about, before it is sent.
pub(crate) fn before_sending(reach: &Reach, sequence: u64, called: &Called<'_>) -> Markup {
    let rests = reach.lost.iter().any(|lost| lost.sequence != sequence)
        || !(reach.values.is_empty() && reach.phases.is_empty() && reach.publications.is_empty());
    html! {
        section.sec aria-labelledby="ro" {
            h2 #ro { "What rests on " (numbers(&[sequence])) " " small {
                @if reach.withdrawn_by.is_empty() { "what would stand otherwise if it were taken back" }
                @else { "it is withdrawn already, by " (reach.withdrawn_by.join(", ")) }
            } }
            @if rests { (table(reach, "ro", sequence, called)) } @else { p.lead { "Nothing." } }
        }
    }
}
