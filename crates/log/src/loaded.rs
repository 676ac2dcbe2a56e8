//! Where records were loaded from a bundle, as the settings of the stream say. Why only that counts stands in `restore`.

use std::ops::RangeInclusive;

use newsreel_story::record::recorded::Sequence;
use serde_json::Value;

/// The metadata of the stream that names what was loaded: `1-5000,5201-6000`.
pub(crate) const LOADED: &str = "newsreel-loaded";

/// The positions at which records were loaded from a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Loaded(Vec<RangeInclusive<Sequence>>);

impl Loaded {
    /// Those that the settings of a stream name.
    pub(crate) fn of(config: &Value) -> Self {
        let named = config["metadata"][LOADED].as_str().unwrap_or_default();
        let range = |range: &str| {
            let (from, to) = range.split_once('-')?;
            Some(from.parse().ok()?..=to.parse().ok()?)
        };
        Self(named.split(',').filter_map(range).collect())
    }

    /// Whether the record at this position was loaded.
    pub(crate) fn contains(&self, sequence: Sequence) -> bool {
        self.0.iter().any(|range| range.contains(&sequence))
    }

    /// These, and those at further positions.
    pub(crate) fn with(mut self, range: RangeInclusive<Sequence>) -> Self {
        self.0.push(range);
        self
    }

    /// As the settings of the stream have them.
    pub(crate) fn text(&self) -> String {
        let ranges = self.0.iter().map(|range| format!("{}-{}", range.start(), range.end()));
        ranges.collect::<Vec<_>>().join(",")
    }
}
