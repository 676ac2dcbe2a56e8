//! Times, numbers and other small pieces that need no story.

use crate::record::attribution::Quote;
use crate::record::stance::Hedge;
use crate::record::time::When;
use crate::record::update::Embargo;
use crate::submit::node::{Members, Node, Read};
use crate::submit::refusal::Code;

pub(super) fn read_hedge(node: &Node<'_>) -> Read<Hedge> {
    node.parse(Code::BadValue)
}

/// `2025-02`, `before meeting-april`, or `{date, phrase, anchor, window: true}` for a date resolved from a source's phrase.
pub(super) fn read_when(node: &Node<'_>) -> Read<When> {
    if !node.json.is_object() {
        let text = node.loose_text()?;
        return When::parse(&text).map_err(|error| node.refuse(Code::BadDate, error.to_string()));
    }
    let mut members = Members::of(node)?;
    let date = members.require("date")?;
    let mut when = When::parse(&date.loose_text()?).map_err(|error| date.refuse(Code::BadDate, error.to_string()))?;
    if members.take_flag("window")? {
        when = when.window();
    }
    let (phrase, anchor) = (members.take_text("phrase")?, members.take_text("anchor")?);
    members.finish()?;
    Ok(match phrase {
        Some(phrase) => when.resolved(&phrase, anchor.as_deref()),
        None => when,
    })
}

pub(super) fn read_quote(node: &Node<'_>) -> Read<Quote> {
    if let Some(exact) = node.json.as_str() {
        return Ok(Quote { exact: exact.into(), prefix: None, suffix: None });
    }
    let mut members = Members::of(node)?;
    let exact = members.require("exact")?.text()?.into();
    let (prefix, suffix) = (members.take_text("prefix")?, members.take_text("suffix")?);
    members.finish()?;
    Ok(Quote { exact, prefix, suffix })
}

pub(super) fn read_embargo(node: &Node<'_>) -> Read<Embargo> {
    let mut members = Members::of(node)?;
    let until = members.take("until").map(|until| until.parse(Code::BadDate)).transpose()?;
    let event = members.take_text("event")?;
    let set_by = members.take("set_by").map(|by| by.parse(Code::BadName)).transpose()?;
    members.finish()?;
    if until.is_none() && event.is_none() {
        return Err(node.refuse(Code::Missing, "an embargo holds `until` a time or an `event`"));
    }
    Ok(Embargo { until, event, set_by })
}
