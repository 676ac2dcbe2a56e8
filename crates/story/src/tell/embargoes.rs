//! How an embargo reads.

use crate::judge::view::View;
use crate::record::update::Embargo;
use crate::tell::dates::{self, Dates};
use crate::tell::names;

/// The embargo of another on its report, which hides nothing here: “the port authority asks that it be held until 06:00 UTC
/// on 12 March 2028”.
pub fn of_another(view: &View<'_>, embargo: &Embargo) -> String {
    let by = embargo.set_by.as_ref().map_or_else(|| "somebody".to_owned(), |by| names::of(view, by));
    let until = embargo.until.map(|until| format!(" until {}", dates::instant(until, Dates::of(view))));
    let event = embargo.event.as_ref().map(|event| format!(" until {event}"));
    let until: String = [until, event].into_iter().flatten().collect();
    let asks = embargo.set_by.as_ref().map_or("asks", |by| names::verb(view, by, "asks", "ask"));
    format!("{by} {asks} that it be held{until}")
}
