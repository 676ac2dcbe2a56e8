//! The current state of a story as a reader gets it: item by item, path by path, every value with its standing and by whom.

use serde::{Deserialize, Serialize};

use crate::name::UpdateId;
use crate::phase::Phase;
use crate::standing::{Account, Grade};
use crate::state::{Filing, Item};
use crate::testimony::Stance;
use crate::value::Value;
use crate::view::View;

/// The state of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Its slug.
    pub story: String,
    /// Its working title.
    pub title: String,
    /// The desk that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// Whether it takes updates.
    pub status: String,
    /// The position of the last update considered.
    pub sequence: u64,
    /// Its items.
    pub items: Vec<ItemOverview>,
}

/// The state of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOverview {
    /// Its key.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// What is said on each of its paths.
    pub paths: Vec<PathOverview>,
}

/// What is said on one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathOverview {
    /// The path.
    pub path: String,
    /// Whether its best-supported value is contested.
    pub contested: bool,
    /// Every value on file, the leading one first.
    pub values: Vec<ValueOverview>,
    /// Stances beside asserting: who confirms, denies, declines, has not confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stances: Vec<StanceOverview>,
}

/// One value with its standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueOverview {
    /// The value; absent on an item's own path, where it is *it is so*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The value as it stands in a sentence.
    pub text: String,
    /// How well it is supported.
    pub support: Grade,
    /// How well it is opposed.
    pub opposition: Grade,
    /// Whether somebody doubts it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubted: bool,
    /// Whether the desk leads with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preferred: bool,
    /// Who says so.
    pub by: Vec<Voice>,
}

/// Somebody's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// In whose name.
    pub holder: String,
    /// From the origin to us.
    pub chain: Vec<String>,
    /// The update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
}

/// A stance beside asserting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StanceOverview {
    /// The stance.
    pub stance: Stance,
    /// Who takes it, and who says so.
    #[serde(flatten)]
    pub voice: Voice,
}

impl View<'_> {
    /// The state of the story; of one item, where one is named.
    pub fn overview(&self, only: Option<&str>) -> Overview {
        let (head, status) = self.head();
        let items = self.items().filter(|item| only.is_none_or(|only| item.key.as_str() == only));
        Overview {
            story: self.state.slug().to_string(),
            title: head.title.as_deref().unwrap_or(self.state.slug().as_str()).to_owned(),
            desk: head.desk.map(Into::into),
            status: status.as_str().to_owned(),
            sequence: self.sequence(),
            items: items.map(|item| self.item_overview(item)).collect(),
        }
    }

    fn item_overview(&self, item: &Item) -> ItemOverview {
        let paths = self.paths_of(&item.key).map(|path| self.path_overview(path.to_string(), &self.account(&path)));
        ItemOverview {
            item: item.key.to_string(),
            kind: item.kind.to_string(),
            phase: self.phase(item),
            paths: paths.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect(),
        }
    }

    fn path_overview(&self, path: String, account: &Account<'_>) -> PathOverview {
        let values = account.candidates.iter().map(|candidate| ValueOverview {
            value: candidate.value.cloned(),
            text: candidate.value.map_or_else(|| "it is so".to_owned(), |value| self.value_text(value)),
            support: candidate.standing.support,
            opposition: candidate.standing.opposition,
            doubted: candidate.standing.doubted,
            preferred: candidate.preferred,
            by: candidate.standing.supporters.iter().filter_map(|filing| self.voice_of(*filing)).collect(),
        });
        let stances = account
            .current()
            .filter(|word| word.stance != Stance::Asserts)
            .filter_map(|word| Some(StanceOverview { stance: word.stance, voice: self.voice_of(word.filing)? }));
        PathOverview { path, contested: account.is_contested(), values: values.collect(), stances: stances.collect() }
    }

    fn voice_of(&self, filing: Filing) -> Option<Voice> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.attribution(filing)?;
        let holder = testimony.holder.as_ref().unwrap_or(&attribution.holder);
        Some(Voice {
            holder: self.name_of(holder),
            chain: self.chain(attribution),
            update: report.record.id,
            sequence: report.sequence,
        })
    }
}
