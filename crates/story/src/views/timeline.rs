//! The timeline: what happened and is to happen, in the order of its own time.

use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::Section;
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::tell::wording::when_text;
use crate::tell::{items, values};

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When, as it is on file; none where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The same as it reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<String>,
    /// Other dates on file, where they cannot all be true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or: Vec<String>,
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// How well its date is supported.
    pub standing: Grade,
    /// The updates behind its date, or, without one, behind its phase.
    pub updates: Vec<UpdateId>,
}

/// The items with a time of their own, by that time; those without a date last.
pub fn of(view: &View<'_>) -> Vec<Moment> {
    let mut moments = Vec::new();
    for item in view.items().filter(|item| item.kind.spec().section != Section::WhyItMatters) {
        let phase = view.phase(item);
        let account = view.account(&Path::item(item.key.clone()).attribute(crate::record::name::own_name(WHEN)));
        let dated = account.leading().and_then(|leading| match leading.value {
            Some(Value::When(when)) => Some((when, &leading.standing)),
            _ => None,
        });
        if dated.is_none() && !item.kind.takes_place() {
            continue;
        }
        let rivals = account.candidates.iter().skip(1).filter(|_| account.is_contested());
        let or = rivals.filter(|rival| rival.standing.support > Grade::Conjecture);
        let moment = Moment {
            when: dated.map(|(when, _)| when.as_str().to_owned()),
            reads: dated.map(|(when, _)| items::with_end(view, item, when_text(when))),
            or: or.filter_map(|rival| Some(values::text(view, rival.value?))).collect(),
            item: item.key.to_string(),
            kind: item.kind.to_string(),
            what: items::headline(view, item),
            standing: dated.map_or(Grade::None, |(_, standing)| standing.support),
            updates: dated.map_or_else(
                || phase.updates(),
                |(_, standing)| standing.supporters.iter().map(|filing| view.id(*filing)).collect(),
            ),
            phase,
        };
        moments.push((dated.and_then(|(when, _)| when.start_in_utc()), dated.is_none(), moment));
    }
    moments.sort_by_key(|(start, undated, _)| (*undated, *start));
    moments.into_iter().map(|(.., moment)| moment).collect()
}
