//! Counting along: what a source counts ("third trip this year") beside what is on file.
//!
//! A claimed position or total is testimony like any other. Newsreel counts what it has and shows where the two differ; it
//! never invents what is missing. Where claim and file agree and the dates order what is on file, positions are computed.

use serde::{Deserialize, Serialize};

use crate::judge::dates;
use crate::judge::grade::Grade;
use crate::judge::series::members_of;
use crate::judge::view::View;
use crate::record::name::UpdateId;
use crate::record::value::Value;
use crate::record::value::series::Series;
use crate::state::fold::Item;
use crate::tell::items;

/// A series with what is claimed of it and what is on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeriesOverview {
    /// How a reader names it.
    pub label: String,
    /// What sources claim: a position of one item, or a total.
    pub claims: Vec<Claim>,
    /// The most that is claimed, where the claim is uncontested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<u32>,
    /// What is on file, in order where the dates give one.
    pub on_file: Vec<Member>,
    /// Items that would belong to it and are contested: not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<String>,
    /// How many are claimed and not on file.
    pub missing: u32,
}

/// What a source claims of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// The item that says so.
    pub item: String,
    /// Its position, or the total.
    pub count: u32,
    /// The updates behind it.
    pub updates: Vec<UpdateId>,
}

/// One item of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// The item.
    pub item: String,
    /// When it was, as far as it is known, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<String>,
    /// Its position: as claimed, or computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Whether the position was computed, not claimed.
    pub computed: bool,
    /// The updates behind it.
    pub updates: Vec<UpdateId>,
}

/// Every series somebody counts in, with what is claimed and what is on file.
pub fn of(view: &View<'_>) -> Vec<SeriesOverview> {
    let mut all: Vec<(&Series, Vec<Claim>)> = Vec::new();
    for (series, claim) in claims(view) {
        match all.iter_mut().find(|(known, _)| *known == series) {
            Some((_, claims)) => claims.push(claim),
            None => all.push((series, vec![claim])),
        }
    }
    all.into_iter().map(|(series, claims)| series_overview(view, series, claims)).collect()
}

/// What sources claim of any series, where it is uncontested and more than conjecture.
fn claims<'s>(view: &View<'s>) -> Vec<(&'s Series, Claim)> {
    let mut claims = Vec::new();
    for item in view.items() {
        for path in view.paths_of(&item.key) {
            let account = view.account(&path);
            let Some(leading) = account.leading() else { continue };
            let (series, count) = match leading.value {
                Some(Value::Ordinal(ordinal)) => (&*ordinal.series, i64::from(ordinal.position)),
                Some(Value::Count(count)) => match &count.series {
                    Some(series) => (&**series, count.least()),
                    None => continue,
                },
                _ => continue,
            };
            if !leading.standing.is_contested() && leading.standing.support > Grade::Conjecture {
                let updates = leading.standing.supporters.iter().map(|filing| view.id(*filing)).collect();
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                claims.push((series, Claim { item: item.key.to_string(), count, updates }));
            }
        }
    }
    claims
}

fn series_overview(view: &View<'_>, series: &Series, claims: Vec<Claim>) -> SeriesOverview {
    let claimed = claims.iter().map(|claim| claim.count).max();
    let (members, contested) = members_of(view, series);
    let on_file = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let missing = claimed.map_or(0, |claimed| claimed.saturating_sub(on_file));
    let in_order = in_order(view, &members);
    let complete = claimed == Some(on_file) && in_order.is_some();
    let members = in_order.unwrap_or(members).into_iter().enumerate().map(|(i, item)| {
        let said = claims.iter().find(|claim| claim.item == item.key.as_str()).map(|claim| claim.count);
        let computed = u32::try_from(i + 1).ok().filter(|_| complete && said.is_none());
        Member {
            item: item.key.to_string(),
            when: dates::of(view, item).map(|when| when.as_str().to_owned()),
            occurred: items::date(view, item),
            position: said.or(computed),
            computed: computed.is_some(),
            updates: view.phase(item).updates(),
        }
    });
    SeriesOverview {
        label: series.label.to_string(),
        on_file: members.collect(),
        contested: contested.into_iter().map(|item| item.key.to_string()).collect(),
        claims,
        claimed,
        missing,
    }
}

/// The items in the order of their dates, where each is over before the next can have begun.
fn in_order<'s>(view: &View<'s>, items: &[&'s Item]) -> Option<Vec<&'s Item>> {
    let mut dated = Vec::new();
    for item in items {
        let (Some(first), Some(last)) = dates::of(view, item)?.days()? else { return None };
        dated.push((first, last, *item));
    }
    dated.sort_by_key(|(first, last, _)| (*first, *last));
    let ordered = dated.windows(2).all(|pair| pair[0].1 < pair[1].0);
    ordered.then(|| dated.into_iter().map(|(.., item)| item).collect())
}
