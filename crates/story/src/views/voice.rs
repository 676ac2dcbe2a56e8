//! Whose word it is, through whom it came, when and how firmly, and how its report stands to others.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::judge::account::Word;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::kind::attribute::{ACTUAL_SPEAKER, AUTHENTIC, SPEAKER};
use crate::record::name::{EntitySlug, UpdateId, own_name};
use crate::record::path::{Path, Subject};
use crate::record::stance::{Hedge, Stance};
use crate::state::fold::Filing;
use crate::tell::{embargoes, names, sources, values};
use crate::views::references;
use crate::views::relations::{self, Related};

/// Somebody's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::time::schema::Moment"))]
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
    /// That another put an embargo on its report, and until when. It hides nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<String>,
    /// How its report stands to others: what contradicts it, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The update.
    pub update: UpdateId,
    /// Its position.
    pub sequence: u64,
    /// How a person names it: its key, or its position.
    pub name: String,
}

/// A doubt about what a word rests on. It never changes what the word is worth; only a correction does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark {
    /// What is doubted, and by whom.
    pub why: String,
    /// The update that says so.
    pub update: UpdateId,
}

/// The voice of a testimony; none for what the newsroom itself files.
pub(crate) fn of(view: &View<'_>, filing: Filing) -> Option<Voice> {
    let (report, testimony) = view.state.filed(filing);
    let attribution = view.attribution(filing)?;
    let holder = testimony.holder.as_ref().unwrap_or(&attribution.holder);
    let update = &report.record;
    Some(Voice {
        holder: names::of(view, holder),
        slug: holder.clone(),
        chain: sources::chain(view, attribution),
        basis: attribution.basis,
        hedge: testimony.hedge,
        limits: testimony.limits.as_ref().map(ToString::to_string),
        quote: attribution.quote.as_ref().map(|quote| quote.exact.to_string()),
        said: update.said_at.as_ref().or(update.published_at.as_ref()).map(|when| when.as_str().to_owned()),
        learned_at: update.learned_at.min(report.recorded_at),
        says: None,
        plan: false,
        marks: marks(view, update.id, attribution),
        embargo: update.others_embargo.as_ref().map(|embargo| embargoes::of_another(view, embargo)),
        related: relations::of(view, filing.report, Some(&testimony.path)),
        update: update.id,
        sequence: report.sequence,
        name: references::name_of(report),
    })
}

/// Who denies or disputes something, by name, the first first: “Boris Johnson for Downing Street” where all that is said in
/// somebody's name is said by one other on the record. They are one voice however many times they say so.
pub(crate) fn denied_by<'s>(view: &View<'s>, words: impl IntoIterator<Item = Word<'s>>) -> Vec<String> {
    let mut voices: Vec<(&EntitySlug, BTreeSet<&EntitySlug>)> = Vec::new();
    for word in words.into_iter().filter(|word| matches!(word.stance, Stance::Denies | Stance::Disputes)) {
        let holder = view.directory.canonical(word.holder);
        let speaker = match &word.attribution.origin {
            Origin::Entity(speaker) if word.attribution.basis == Basis::OnRecord && !word.secondhand => speaker,
            Origin::Entity(_) | Origin::Evidence(_) => holder,
        };
        let speaker = view.directory.canonical(speaker);
        match voices.iter_mut().find(|(known, _)| *known == holder) {
            Some((_, speakers)) => drop(speakers.insert(speaker)),
            None => voices.push((holder, BTreeSet::from([speaker]))),
        }
    }
    let named = voices.into_iter().map(|(holder, speakers)| match speakers.first() {
        Some(speaker) if speakers.len() == 1 && *speaker != holder => {
            format!("{} for {}", names::of(view, speaker), names::of(view, holder))
        }
        _ => names::of(view, holder),
    });
    named.collect()
}

/// What is doubted of what an attribution rests on: that it said so at all, that its evidence is genuine, that the
/// words it relays are the speaker's.
pub(crate) fn marks(view: &View<'_>, update: UpdateId, attribution: &Attribution) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut doubts = |path: &Path, what: &str| {
        for word in view.account(path).current().filter(|word| matches!(word.stance, Stance::Denies | Stance::Disputes))
        {
            let verb = if word.stance == Stance::Denies { "denies" } else { "doubts" };
            marks.push(Mark { why: format!("{} {verb} {what}", names::of(view, word.holder)), update: word.update });
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
        let actual = view.account(&path.attribute(own_name(ACTUAL_SPEAKER)));
        if let Some(leading) = actual.leading()
            && leading.value != view.value_of(&speaker)
            && let (Some(value), Some(filing)) = (leading.value, leading.standing.supporters.first())
        {
            let why = format!("the words are said to be those of {}", values::text(view, value));
            marks.push(Mark { why, update: view.id(*filing) });
        }
    }
    marks
}
