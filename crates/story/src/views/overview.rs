//! The current state of a story as a reader gets it: item by item, path by path, every value with its standing and by whom.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Candidate, Disagreement};
use crate::judge::grade::Grade;
use crate::judge::phase::{Outlook, Phase};
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{ACTUAL_SPEAKER, AUTHENTIC, SPEAKER, WHEN};
use crate::record::name::{EntitySlug, UpdateId, own_name};
use crate::record::path::phase_name;
use crate::record::path::{Path, Subject};
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::wording::{date_text, list_text};
use crate::views::brief::{fill, needed};
use crate::views::series::SeriesOverview;

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
    /// What sources count, beside what is on file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesOverview>,
    /// What its updates say of people, organisations and places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<PathOverview>,
}

/// The state of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOverview {
    /// Its key.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// Where in its life it is.
    pub phase: Phase,
    /// How likely each party makes what lies ahead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlook: Vec<Outlook>,
    /// The item it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The items found to be this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<String>,
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
    /// Holders whose own words do not agree: a changed account, or speakers who differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discords: Vec<DiscordOverview>,
}

/// A holder whose own words do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscordOverview {
    /// The holder.
    pub holder: EntitySlug,
    /// In which way.
    pub how: Disagreement,
    /// The updates.
    pub updates: Vec<UpdateId>,
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
    /// Who says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<Voice>,
}

/// Somebody's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// In whose name.
    pub holder: String,
    /// The holder's slug.
    pub slug: EntitySlug,
    /// From the origin to us.
    pub chain: Vec<String>,
    /// On what footing.
    pub basis: Basis,
    /// How firmly, where it is hedged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hedge: Option<Hedge>,
    /// What it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
    /// The exact words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// When it was said, where that is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// When the newsroom learned it.
    pub learned_at: Timestamp,
    /// What it says itself, where that is narrower than the value it supports: 505 is at least 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Whether it was a plan that has been overtaken by what happened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plan: bool,
    /// What is doubted of what it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
}

/// A doubt about what a word rests on. It never changes what the word is worth; only a correction does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What is doubted, and by whom.
    pub why: String,
    /// The update that says so.
    pub update: UpdateId,
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
            series: if only.is_none() { self.series() } else { Vec::new() },
            entities: if only.is_none() { self.entity_paths() } else { Vec::new() },
        }
    }

    fn entity_paths(&self) -> Vec<PathOverview> {
        let spoken_of = self.state.entity_paths().map(|path| self.path_overview(path.to_string(), &self.account(path)));
        spoken_of.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect()
    }

    fn item_overview(&self, item: &Item) -> ItemOverview {
        let paths = self.paths_of(&item.key).map(|path| self.path_overview(path.to_string(), &self.account(&path)));
        ItemOverview {
            item: item.key.to_string(),
            kind: item.kind.to_string(),
            what: self.description(item),
            phase: self.phase(item),
            outlook: self.outlook(item),
            part_of: item.part_of.as_ref().map(ToString::to_string),
            merged: self.merged_into(&item.key).iter().map(|item| item.key.to_string()).collect(),
            paths: paths.filter(|path| !path.values.is_empty() || !path.stances.is_empty()).collect(),
        }
    }

    pub(crate) fn path_overview(&self, path: String, account: &Account<'_>) -> PathOverview {
        let values = account.candidates.iter().map(|candidate| ValueOverview {
            value: candidate.value.cloned(),
            text: self.candidate_text(candidate.value),
            support: candidate.standing.support,
            opposition: candidate.standing.opposition,
            doubted: candidate.standing.doubted,
            preferred: candidate.preferred,
            by: self.voices(account, candidate.value, &candidate.standing.supporters),
            against: self.voices(account, None, &candidate.standing.opponents),
        });
        let stances = account.current().filter(|word| word.stance.is_told()).filter_map(|word| {
            let (holder, slug) = (self.name_of(word.holder), word.holder.clone());
            Some(StanceOverview { stance: word.stance, voice: Voice { holder, slug, ..self.voice_of(word.filing)? } })
        });
        let discords = account.discords.iter().map(|discord| DiscordOverview {
            holder: discord.holder.clone(),
            how: discord.how,
            updates: discord.filings.iter().map(|filing| self.id(*filing)).collect(),
        });
        PathOverview {
            path,
            contested: account.is_contested(),
            values: values.collect(),
            stances: stances.collect(),
            discords: discords.collect(),
        }
    }

    /// The voices for a value, or, without one, those against it.
    fn voices(&self, account: &Account<'_>, value: Option<&Value>, filings: &[Filing]) -> Vec<Voice> {
        let says = |filing: &Filing| {
            let own = self.state.filed(*filing).1.value.as_ref().filter(|own| own.entity().is_none())?;
            (own.compare(value?, self.directory) == Comparison::Narrows).then(|| self.value_text(own))
        };
        let voice = |filing: &Filing| {
            Some(Voice { plan: account.was_plan(*filing), says: says(filing), ..self.voice_of(*filing)? })
        };
        filings.iter().filter_map(voice).collect()
    }

    pub(crate) fn voice_of(&self, filing: Filing) -> Option<Voice> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.attribution(filing)?;
        let holder = testimony.holder.as_ref().unwrap_or(&attribution.holder);
        let update = &report.record;
        Some(Voice {
            holder: self.name_of(holder),
            slug: holder.clone(),
            chain: self.chain(attribution),
            basis: attribution.basis,
            hedge: testimony.hedge,
            limits: testimony.limits.as_ref().map(ToString::to_string),
            quote: attribution.quote.as_ref().map(|quote| quote.exact.to_string()),
            said: update.said_at.as_ref().or(update.published_at.as_ref()).map(|when| when.as_str().to_owned()),
            learned_at: update.learned_at.min(report.recorded_at),
            says: None,
            plan: false,
            marks: self.marks(update.id, attribution),
            update: update.id,
            sequence: report.sequence,
        })
    }

    /// What is doubted of what an attribution rests on: that it said so at all, that its evidence is genuine, that the
    /// words it relays are the speaker's.
    pub(crate) fn marks(&self, update: UpdateId, attribution: &Attribution) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut doubts = |path: &Path, what: &str| {
            for word in
                self.account(path).current().filter(|word| matches!(word.stance, Stance::Denies | Stance::Disputes))
            {
                let verb = if word.stance == Stance::Denies { "denies" } else { "doubts" };
                marks.push(Mark { why: format!("{} {verb} {what}", self.name_of(word.holder)), update: word.update });
            }
        };
        let said_so = Path { subject: Subject::Attribution(update), attribute: None, element: None, detail: None };
        doubts(&said_so, "that it said so");
        if let Origin::Evidence(item) = &attribution.origin {
            let evidence = Path::item(item.clone());
            doubts(&evidence, "the evidence");
            doubts(&evidence.attribute(own_name(AUTHENTIC)), "that the evidence is authentic");
        }
        if let Some(statement) = &attribution.statement {
            let path = Path::item(statement.clone());
            let speaker = path.attribute(own_name(SPEAKER));
            doubts(&speaker, "who spoke");
            let actual = self.account(&path.attribute(own_name(ACTUAL_SPEAKER)));
            if let Some(leading) = actual.leading()
                && leading.value != self.value_of(&speaker)
                && let (Some(value), Some(filing)) = (leading.value, leading.standing.supporters.first())
            {
                let why = format!("the words are said to be those of {}", self.value_text(value));
                marks.push(Mark { why, update: self.id(*filing) });
            }
        }
        marks
    }

    /// What an item is, in words, with how well that stands where it is not confirmed: hedged, only reported, disputed, or
    /// denied and said by nobody.
    pub fn headline(&self, item: &Item) -> String {
        let path = Path::item(item.key.clone());
        let whole = self.account(&path);
        let phases = self.account(&path.attribute(phase_name()));
        let phase = self.phase(item);
        // A phase that all agree on is not disputed by what was planned before.
        let of_phase = phase.agreed().and_then(|agreed| phases.saying(agreed));
        let denied: BTreeSet<String> = whole
            .current()
            .filter(|word| word.stance == Stance::Denies)
            .map(|word| self.name_of(word.holder))
            .collect();
        let Some(candidate) = whole.leading().or(of_phase) else {
            if denied.is_empty() {
                return self.description(item);
            }
            let denied: Vec<String> = denied.into_iter().collect();
            return format!("{} [denied by {}; nobody on file says it]", self.subject(item).0, list_text(&denied));
        };
        let how = match candidate.standing.support {
            _ if whole.leading().is_some() && whole.is_contested() => Some("disputed"),
            Grade::Confirmed => None,
            grade => Some(grade.as_str()),
        };
        let hedge = self.hedge_of(candidate);
        let how: Vec<&str> = how.into_iter().chain(hedge.map(Hedge::adverb)).collect();
        // Said once, of the whole.
        let what =
            hedge.map_or_else(|| self.description(item), |hedge| self.description(item).replace(hedge.aside(), ""));
        if how.is_empty() { what } else { format!("{what} [{}]", how.join(", ")) }
    }

    /// The date an item is known by, with the one it ended on.
    pub(crate) fn with_end(&self, item: &Item, date: String) -> String {
        match self.end_of(item) {
            Some(end) => format!("{date} (ended {})", date_text(end)),
            None => date,
        }
    }

    /// How firmly a value is said where everybody who says it hedges it: the firmest of them.
    fn hedge_of(&self, candidate: &Candidate<'_>) -> Option<Hedge> {
        let hedges = candidate.standing.supporters.iter().map(|filing| self.state.filed(*filing).1.hedge);
        // Whoever does not hedge comes before all who do.
        hedges.min().flatten()
    }

    /// What an item is, in words, from what leads on it; nothing that is contested or no more than conjecture.
    pub fn description(&self, item: &Item) -> String {
        let path = Path::item(item.key.clone());
        let spec = self.phase(item).agreed().and_then(|phase| item.kind.phase(phase));
        let reads = spec.map_or(item.kind.spec().reads, |spec| spec.reads);
        let needed = needed(reads);
        let described = fill(reads, &mut |name| {
            let list = path.attribute(own_name(name));
            let value = |path: &Path| {
                let account = self.account(path);
                let known = |leading: &&Candidate<'_>| {
                    !leading.standing.is_contested() && leading.standing.support > Grade::Conjecture
                };
                let leading = account.leading().filter(known)?;
                let text = leading.value.map(|value| match value {
                    // A phrase is one source's; this is nobody's sentence.
                    Value::When(when) if name == WHEN => self.with_end(item, date_text(when)),
                    Value::When(when) => date_text(when),
                    value => self.value_text(value),
                })?;
                // Of what has happened the hedges of the plan are nothing any more.
                let planned = leading.standing.supporters.iter().all(|filing| account.was_plan(*filing));
                let hedge = self.hedge_of(leading).filter(|_| path.element.is_some() && !planned);
                Some(format!("{text}{}", hedge.map_or("", Hedge::aside)))
            };
            if item.kind.attribute(name).is_none_or(|spec| spec.elements.is_none()) {
                let named = || self.named(item, name).map(|(text, _)| text);
                return value(&list).or_else(|| needed.contains(&name).then(named).flatten());
            }
            let elements: Vec<String> =
                self.elements_of(&item.key, &list).filter_map(|element| value(&element)).collect();
            (!elements.is_empty()).then(|| list_text(&elements))
        });
        described.unwrap_or_else(|| format!("{} {}", item.kind, item.key))
    }
}
