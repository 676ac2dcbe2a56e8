//! The brief: what we know, every sentence tied to the updates behind it.
//!
//! A sentence states only what one attribution covers, and says whose it is. Values with another attribution, or with
//! several, get sentences of their own; a path that is contested is shown with all its sides and no winner.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::judge::account::{Account, Candidate, Disagreement, Discord, Standing, Word};
use crate::judge::grade::Grade;
use crate::judge::phase::{Outlook, Phase};
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Origin};
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{CODE, PHASE, WHEN};
use crate::record::kind::spec::{AttributeSpec, KindRole, KindSpec, PhaseRole, Rank, Section, ValueType};
use crate::record::name::{AttributeName, ElementKey, UpdateId, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::template::{fill, needed};
use crate::tell::wording;
use crate::tell::wording::{date_text, day_text, list_text, ordinal_text};
use crate::tell::{items, names, sources, stances, values};
use crate::views::expected::Fate;
use crate::views::references::{self, References};
use crate::views::{expected, gaps, series};

/// What we know about a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The story's slug.
    pub story: String,
    /// Its working title.
    pub title: String,
    /// Whether it takes updates.
    pub status: String,
    /// The position of the last update considered.
    pub sequence: u64,
    /// The moment it is for.
    pub moment: Timestamp,
    /// Its sections, in reading order; those with nothing to say are left out.
    pub sections: Vec<BriefSection>,
    /// Sentences that were left out because they would have said more than their updates: of which item, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// One section of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefSection {
    /// Its heading.
    pub heading: String,
    /// What is said, item by item.
    pub entries: Vec<BriefEntry>,
}

/// What a brief says of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefEntry {
    /// The item.
    pub item: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// A sentence and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// How well what it states is supported; none for a sentence about the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Grade>,
    /// The updates it rests on.
    pub updates: Vec<UpdateId>,
    /// Their positions in the log, in the same order.
    pub sequences: Vec<u64>,
    /// How a person names them, in the same order.
    #[serde(default)]
    pub names: Vec<String>,
}

/// How many items a sentence names that something is not stated of.
const MOST_SUBJECTS: usize = 4;

/// Said of a value that was a plan when what it is of has happened.
const AS_PLANNED: &str = " (as planned)";

const WHY: &str = "Why it matters";
const KNOW: &str = "What we know";
const DISPUTED: &str = "What is disputed";
const UNKNOWN: &str = "What we don't know";
const SAYING: &str = "What people are saying";
const NEXT: &str = "What happens next";
const CORRECTIONS: &str = "Corrections";
const NOTES: &str = "Notes of the desk";
const HEADINGS: [&str; 8] = [WHY, KNOW, DISPUTED, UNKNOWN, SAYING, NEXT, CORRECTIONS, NOTES];

/// The brief of the story.
pub fn of(view: &View<'_>) -> Brief {
    let (head, status) = view.head();
    let mut entries: Vec<(&str, BriefEntry)> = Vec::new();
    for item in view.items() {
        entries.extend(brief_item(view, item));
    }
    entries.extend(gaps(view).map(|entry| (UNKNOWN, entry)));
    entries.extend(corrections(view).into_iter().map(|entry| (CORRECTIONS, entry)));
    let sections = HEADINGS.iter().filter_map(|heading| {
        let of_section: Vec<BriefEntry> =
            entries.iter().filter(|(section, _)| section == heading).map(|(_, entry)| entry.clone()).collect();
        (!of_section.is_empty()).then(|| BriefSection { heading: (*heading).to_owned(), entries: of_section })
    });
    Brief {
        story: view.state.slug().to_string(),
        title: head.title.as_deref().unwrap_or(view.state.slug().as_str()).to_owned(),
        status: status.as_str().to_owned(),
        sequence: view.sequence(),
        moment: view.moment(),
        sections: sections.collect(),
        left_out: Vec::new(),
    }
}

/// The brief as it may be read: without any sentence that says more than its updates, which is said.
pub fn checked(view: &View<'_>) -> Brief {
    let mut brief = of(view);
    for section in &mut brief.sections {
        let tells_of_withdrawal = section.heading == CORRECTIONS;
        for BriefEntry { item, sentences } in &mut section.entries {
            sentences.retain(|sentence| {
                let Some(problem) = problem_with(view, sentence, tells_of_withdrawal) else { return true };
                brief.left_out.push(format!("a sentence on {item} that {problem}, of {:?}", sentence.sequences));
                false
            });
        }
        section.entries.retain(|entry| !entry.sentences.is_empty());
    }
    brief.sections.retain(|section| !section.entries.is_empty());
    brief
}

/// The first sentence of a brief that says more than its updates, and in which way; none when every sentence names
/// updates that are to be seen and still stand (those that tell of a withdrawal apart), is graded no better than the
/// best of them, and gives no number and names nobody that they do not.
pub fn unsupported(view: &View<'_>, brief: &Brief) -> Option<String> {
    brief.sections.iter().find_map(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        sentences.into_iter().find_map(|sentence| {
            let problem = problem_with(view, sentence, section.heading == CORRECTIONS)?;
            Some(format!("“{}” {problem}", sentence.text))
        })
    })
}

fn problem_with(view: &View<'_>, sentence: &Sentence, tells_of_withdrawal: bool) -> Option<String> {
    let places: Vec<usize> = sentence.updates.iter().filter_map(|id| view.state.place_of(*id)).collect();
    if sentence.updates.is_empty() {
        return Some("names no update".to_owned());
    }
    if places.len() < sentence.updates.len() || places.iter().any(|place| !view.admits(*place)) {
        return Some("names an update that is not to be seen".to_owned());
    }
    if !tells_of_withdrawal && places.iter().all(|place| view.withdrawals().is_withdrawn(*place)) {
        return Some("rests on what was taken back".to_owned());
    }
    let grades = places.iter().flat_map(|place| {
        let update = &view.state.reports()[*place].record;
        let words = update.testimonies.iter();
        words.filter_map(|word| {
            Some(crate::judge::grade::grade(word, update.attributions.get(usize::from(word.attribution))?))
        })
    });
    if sentence.standing > grades.max() {
        return Some("claims a better standing than its updates give".to_owned());
    }
    let sources: String = places
        .iter()
        .map(|place| &view.state.reports()[*place].record)
        .map(|update| {
            let said = (&update.testimonies, &update.attributions, &update.head, &update.relations);
            let times = (&update.said_at, &update.published_at, update.learned_at);
            serde_json::to_string(&(said, times)).unwrap_or_default()
        })
        .collect();
    let known: BTreeSet<u64> = numbers(&sources).chain(0..=places.len() as u64).collect();
    let names: String = places
        .iter()
        .flat_map(|place| view.state.reports()[*place].record.entities())
        .flat_map(|slug| view.lineage(slug))
        .filter_map(|slug| view.directory.get(slug))
        .flat_map(|entity| entity.spellings().chain(entity.title.as_deref()))
        .collect::<Vec<_>>()
        .join(" ");
    let in_names: BTreeSet<u64> = numbers(&names).collect();
    let unknown = numbers(&sentence.text).find(|number| !known.contains(number) && !in_names.contains(number))?;
    Some(format!("gives the number {unknown}, which its updates do not"))
}

fn brief_item<'s>(view: &View<'s>, item: &Item) -> Vec<(&'static str, BriefEntry)> {
    let teller = Teller { view, item, kind: item.kind.spec(), phase: view.phase(item) };
    let entry = |sentences: Vec<Sentence>| BriefEntry { item: item.key.to_string(), sentences };
    let mut entries = vec![(teller.heading(), entry(teller.account_of_item()))];
    entries.push((DISPUTED, entry(teller.disputes())));
    entries.push((UNKNOWN, entry(teller.count_gap().into_iter().collect())));
    entries.retain(|(_, entry)| !entry.sentences.is_empty());
    entries
}

fn sentence(
    view: &View<'_>,
    text: &str,
    standing: Option<Grade>,
    updates: impl IntoIterator<Item = UpdateId>,
) -> Sentence {
    let References { updates, sequences, names } = references::to(view, updates);
    Sentence { text: wording::sentence(text), standing, updates, sequences, names }
}

fn corrections(view: &View<'_>) -> Vec<BriefEntry> {
    let mut entries = Vec::new();
    for (place, report) in view.reports().filter(|(place, _)| !view.withdrawals().is_struck(*place)) {
        let of = report.record.item.as_ref().and_then(|item| view.state.item(item));
        if of.is_some_and(|item| !view.was_there(item)) {
            continue;
        }
        for loss in view.withdrawals().of(place) {
            let what = match &loss.how {
                Loss::Corrected(by) => format!("was corrected by {}", names::reviser(view, by)),
                Loss::Retracted(by) => format!("was taken back by {}", names::reviser(view, by)),
                Loss::Superseded => "was replaced by a later account".to_owned(),
                Loss::BasisWithdrawn => "has lost what it rested on".to_owned(),
            };
            let update = &report.record;
            let part = loss.path.as_ref().map(|path| mended(view, path, place, loss.through)).unwrap_or_default();
            let reason = loss.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let item = update.item.as_ref().map_or_else(|| update.story.to_string(), ToString::to_string);
            let (subject, named_in) = of.map_or_else(|| (item.clone(), Vec::new()), |item| values::subject(view, item));
            let text = format!("the report {} of {subject}{part} {what}{reason}", update.type_name());
            let named_in = named_in.into_iter().map(|filing| view.id(filing));
            let sentence = sentence(view, &text, None, named_in.chain([update.id, loss.through]));
            entries.push(BriefEntry { item, sentences: vec![sentence] });
        }
    }
    entries
}

/// Which part of a report was mended, from what to what: " (place: from Moscow to St. Petersburg)". What was wrongly
/// claimed in words is not told again.
fn mended(view: &View<'_>, path: &Path, place: usize, through: UpdateId) -> String {
    let values = |place: usize| -> Vec<String> {
        let said = &view.state.reports()[place].record.testimonies;
        let values = said.iter().filter(|said| said.path.is_within(path)).filter_map(|said| said.value.as_ref());
        values.filter(|value| !matches!(value, Value::Text(_))).map(|value| values::text(view, value)).collect()
    };
    let part = path.part().replace(['/', '_'], " ");
    let mended = view.state.place_of(through).map(values).unwrap_or_default();
    match (list_text(&values(place)), list_text(&mended)) {
        (from, to) if from.is_empty() => format!(" ({part}{})", if to.is_empty() { to } else { format!(": {to}") }),
        (from, to) if to.is_empty() => format!(" ({part}: not {from})"),
        (from, to) => format!(" ({part}: from {from} to {to})"),
    }
}

/// What a reader expects and nobody has stated, attribute by attribute, each of all the items it is missing from.
fn gaps(view: &View<'_>) -> Option<BriefEntry> {
    let mut missing: Vec<(String, Vec<String>, Vec<UpdateId>)> = Vec::new();
    for item in view.items() {
        let standing = item.reports.iter().filter(|p| view.admits(**p) && !view.withdrawals().is_withdrawn(**p));
        let reports: Vec<UpdateId> = standing.map(|place| view.state.reports()[*place].record.id).collect();
        let names = gaps::of(view, item);
        if reports.is_empty() || names.is_empty() {
            continue;
        }
        let (subject, named_in) = values::subject(view, item);
        let updates: Vec<UpdateId> = named_in.into_iter().map(|filing| view.id(filing)).chain(reports).collect();
        for name in names {
            let conjectured = view.account(&Path::item(item.key.clone()).attribute(own_name(name))).leading().is_some();
            let beyond = if conjectured { ", beyond conjecture" } else { "" };
            let name = format!("{}{beyond}", name.replace('_', " "));
            match missing.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, subjects, all)) => {
                    subjects.push(subject.clone());
                    all.extend(&updates);
                }
                None => missing.push((name, vec![subject.clone()], updates.clone())),
            }
        }
    }
    let sentences = missing.into_iter().map(|(name, subjects, updates)| {
        let more = subjects.len().saturating_sub(MOST_SUBJECTS);
        let mut subjects: Vec<String> = subjects.into_iter().take(MOST_SUBJECTS).collect();
        subjects.extend((more > 0).then(|| format!("{more} more")));
        let text = format!("not stated of {}: {name}", list_text(&subjects));
        sentence(view, &text, None, updates)
    });
    let entry = BriefEntry { item: view.state.slug().to_string(), sentences: sentences.collect() };
    (!entry.sentences.is_empty()).then_some(entry)
}

/// Tells what is on file about one item.
struct Teller<'v, 's> {
    view: &'v View<'s>,
    item: &'v Item,
    kind: &'static KindSpec,
    phase: Phase,
}

/// A text and the filings it rests on.
struct Told {
    text: String,
    rests_on: Vec<Filing>,
    grade: Grade,
}

impl<'s> Teller<'_, 's> {
    fn path(&self) -> Path {
        Path::item(self.item.key.clone())
    }

    fn heading(&self) -> &'static str {
        let ahead = self.phase.role(self.item.kind).is_some_and(PhaseRole::lies_ahead);
        match self.kind.section {
            Section::WhatWeKnow if ahead && self.is_overdue() => UNKNOWN,
            Section::WhatWeKnow if ahead => NEXT,
            Section::WhatWeKnow => KNOW,
            Section::Requests => UNKNOWN,
            Section::WhatPeopleSay => SAYING,
            Section::WhyItMatters if self.has_code() => NOTES,
            Section::WhyItMatters => WHY,
            Section::Background => "",
        }
    }

    /// Whether it is a note with a standards code: a finding, not background.
    fn has_code(&self) -> bool {
        self.view.paths_of(&self.item.key).any(|path| path.is_of(CODE))
    }

    fn account_of_item(&self) -> Vec<Sentence> {
        if self.kind.role == KindRole::OwnText {
            return self.own_text().into_iter().collect();
        }
        let mut told = Vec::new();
        let mut sentences: Vec<Sentence> = self.main_sentence(&mut told).into_iter().collect();
        let main = self.base().filter(|_| !sentences.is_empty()).and_then(|base| self.view.attribution(base));
        let by_party = self.phase_by_party();
        let just_named = main.filter(|_| by_party.is_none());
        sentences.extend(by_party);
        let (of_main, of_others) = self.other_attributes(&told, main);
        let heard: Vec<&'s Attribution> = main.into_iter().chain(of_others.iter().map(|(voice, _)| *voice)).collect();
        let more = self.more_voices(heard);
        sentences.extend(of_main.map(|told| self.voice_sentence(main, just_named, told)));
        // Before others speak of its parts, so that "it" is the item.
        let stances = self.stances(!sentences.is_empty());
        sentences.extend(stances);
        sentences.extend(of_others.into_iter().map(|(voice, told)| self.voice_sentence(Some(voice), None, told)));
        sentences.extend(more.filter(|_| !sentences.is_empty()));
        sentences.extend(self.likelihood());
        sentences.extend(self.expectation());
        sentences
    }

    /// Who else tells of the item and is named in no other sentence about it: each value is told by one voice only. Who
    /// says otherwise, or was corrected, is told of where that is told.
    fn more_voices(&self, mut heard: Vec<&'s Attribution>) -> Option<Sentence> {
        let accounts: Vec<_> = self.view.paths_of(&self.item.key).map(|path| self.view.account(&path)).collect();
        let opposed = accounts.iter().filter(|account| is_opposed(account));
        heard.extend(opposed.flat_map(|account| account.current().map(|word| word.attribution)));
        let (mut voices, mut updates) = (Vec::new(), Vec::new());
        for word in accounts.iter().flat_map(|account| account.current()).filter(|word| !word.plan) {
            if heard.iter().any(|known| same_voice(known, word.attribution)) {
                continue;
            }
            heard.push(word.attribution);
            let mended = !self.view.withdrawals().of(word.filing.report).is_empty();
            if word.stance == Stance::Asserts && !mended && word.grade > Grade::None {
                let mut chain = sources::chain(self.view, word.attribution);
                chain.reverse();
                voices.push(chain.join(", citing "));
                updates.push(word.update);
            }
        }
        let text = format!("also told, in whole or in part, by {}", voices.join("; "));
        (!voices.is_empty()).then(|| sentence(self.view, &text, None, updates))
    }

    /// The newsroom's own text, which has no source but itself.
    fn own_text(&self) -> Option<Sentence> {
        let filing = items::own_words(self.view, self.item)?;
        let text = items::own_text(self.view, self.item)?;
        Some(sentence(self.view, &text, None, [self.view.id(filing)]))
    }

    /// The attribution the item's main sentence stands on: of the best word on its phase, else of its first report.
    fn base(&self) -> Option<Filing> {
        let account = self.view.account(&self.path().attribute(phase_name()));
        let best = self.phase.agreed().and_then(|phase| account.saying(phase));
        let of_phase = best.and_then(|best| best.standing.supporters.first().copied());
        of_phase.or_else(|| self.first_value())
    }

    fn first_value(&self) -> Option<Filing> {
        let own = self.view.paths_of(&self.item.key);
        own.filter(|path| path.attribute.is_some())
            .flat_map(|path| self.view.testimonies(&path).collect::<Vec<_>>())
            .find(|filing| {
                self.view.attribution(*filing).is_some() && self.view.state.filed(*filing).1.stance.supports()
            })
    }

    fn main_sentence(&self, told: &mut Vec<&'static str>) -> Option<Sentence> {
        let base = self.base()?;
        let attribution = self.view.attribution(base)?;
        let reads = self
            .phase
            .agreed()
            .and_then(|phase| self.item.kind.phase(phase))
            .map_or(self.kind.reads, |spec| spec.reads);
        let mut rests_on = vec![base];
        let mut grade = if self.phase == Phase::NotStated { None } else { Some(self.grade_of(base)) };
        let mut used = Vec::new();
        let needed = needed(reads);
        let text = fill(reads, &mut |name| {
            let names_it = needed.contains(&name);
            if let Some(told) = self.value_under(name, attribution, names_it) {
                let planned = told.rests_on.iter().all(|filing| self.is_plan(*filing));
                rests_on.extend(told.rests_on);
                grade = Some(match grade {
                    Some(grade) if names_it || planned => grade,
                    Some(grade) => grade.min(told.grade),
                    None => told.grade,
                });
                used.push(name.to_owned());
                return Some(told.text);
            }
            // What is spoken of may have been named by others: it is not what this voice says of it.
            let (text, named_in) = names_it.then(|| values::named(self.view, self.item, name)).flatten()?;
            rests_on.extend(named_in);
            used.push(name.to_owned());
            Some(text)
        })?;
        // Said once for the whole sentence, not of each of its parts.
        let hedge = self.view.state.filed(base).1.hedge.map_or("", Hedge::aside);
        let text = if hedge.is_empty() { text } else { format!("{}{hedge}", text.replace(hedge, "")) };
        told.extend(
            self.kind.attributes.iter().map(|spec| spec.name).filter(|name| used.iter().any(|used| used == name)),
        );
        let quote = attribution.quote.as_ref().map(|quote| format!(" (“{}”)", quote.exact)).unwrap_or_default();
        let text = format!("{text}, {}{quote}", sources::according_to(self.view, attribution));
        Some(sentence(self.view, &text, grade, rests_on.into_iter().map(|filing| self.view.id(filing))))
    }

    fn grade_of(&self, filing: Filing) -> Grade {
        let (_, testimony) = self.view.state.filed(filing);
        self.view
            .attribution(filing)
            .map_or(Grade::None, |attribution| crate::judge::grade::grade(testimony, attribution))
    }

    /// What an attribution says on an attribute that is uncontested: its part in the leading value; where the attribute
    /// names the item, whatever it calls it itself.
    fn value_under(&self, name: &str, attribution: &Attribution, names_it: bool) -> Option<Told> {
        let spec = self.item.kind.attribute(name)?;
        if spec.elements.is_some() {
            return self.elements_under(spec, attribution);
        }
        let account = self.view.account(&self.path().attribute(AttributeName::new(name).ok()?));
        let candidates: Vec<&Candidate<'_>> = match names_it {
            true => account.candidates.iter().filter(|_| !account.is_contested()).collect(),
            false => account.leading().filter(|leading| !leading.standing.is_contested()).into_iter().collect(),
        };
        let (value, filing) = candidates.into_iter().find_map(|candidate| {
            let value = candidate.value.filter(|value| !matches!(value, Value::None(_)))?;
            Some((value, self.covered(candidate, attribution)?))
        })?;
        let text = match names_it {
            true => values::text(self.view, self.own_value(value, filing)),
            false => self.as_said(&account, value, filing),
        };
        let named_in = match value {
            Value::Item(item) => {
                self.view.state.item(item).map_or_else(Vec::new, |item| values::subject(self.view, item).1)
            }
            _ => Vec::new(),
        };
        let rests_on = std::iter::once(filing).chain(named_in).collect();
        Some(Told { text, rests_on, grade: self.grade_of(filing) })
    }

    /// A value as its word has it: in its own terms, how firmly, limited to what, and whether it was the plan.
    fn as_said(&self, account: &Account<'_>, value: &'s Value, filing: Filing) -> String {
        let (_, testimony) = self.view.state.filed(filing);
        let limits = testimony.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
        let planned = account.was_plan(filing);
        let firmly = if planned { AS_PLANNED } else { testimony.hedge.map_or("", Hedge::aside) };
        format!("{}{limits}{firmly}", values::text(self.view, self.own_value(value, filing)))
    }

    /// What a word itself says, where it supports a value: 505 is at least 500, and nobody who said 505 said that.
    fn own_value(&self, value: &'s Value, filing: Filing) -> &'s Value {
        self.view.state.filed(filing).1.value.as_ref().unwrap_or(value)
    }

    fn covered(&self, candidate: &Candidate<'_>, attribution: &Attribution) -> Option<Filing> {
        candidate
            .standing
            .supporters
            .iter()
            .copied()
            .find(|filing| self.view.attribution(*filing).is_some_and(|other| same_voice(other, attribution)))
    }

    // ---- lists ----

    fn element_keys(&self, spec: &AttributeSpec) -> Vec<ElementKey> {
        let mut keys: Vec<ElementKey> = Vec::new();
        for path in self.view.paths_of(&self.item.key) {
            if path.attribute.as_ref().is_some_and(|name| name.as_str() == spec.name)
                && let Some(key) = &path.element
                && !keys.contains(key)
            {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// The elements of a list that one attribution covers, grouped by who acted on them: "Russia released Ksenia Karelina".
    fn elements_under(&self, spec: &AttributeSpec, attribution: &Attribution) -> Option<Told> {
        let list = self.path().attribute(AttributeName::new(spec.name).ok()?);
        let mut rests_on = Vec::new();
        let mut groups: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for key in self.element_keys(spec) {
            let path = list.element(key);
            let account = self.view.account(&path);
            let Some(leading) = account.leading().filter(|_| !account.is_contested()) else { continue };
            let Some(filing) = self.covered(leading, attribution) else { continue };
            rests_on.push(filing);
            let (actor, details) = self.details_under(spec, &path, attribution, &mut rests_on);
            let name = leading.value.map(|value| self.as_said(&account, value, filing)).unwrap_or_default();
            let text = match details.as_slice() {
                [] => name,
                [role] if role.starts_with("as ") => format!("{name} {role}"),
                details => format!("{name} ({})", details.join("; ")),
            };
            match groups.iter_mut().find(|(known, _)| *known == actor) {
                Some((_, texts)) => texts.push(text),
                None => groups.push((actor, vec![text])),
            }
        }
        let firm = rests_on.iter().filter(|filing| !self.is_plan(**filing)).map(|filing| self.grade_of(*filing)).min();
        let grade = firm.or_else(|| rests_on.iter().map(|filing| self.grade_of(*filing)).min())?;
        let verb = spec.acted_on.map_or("", |(_, verb)| verb);
        let names: usize = groups.iter().map(|(_, texts)| texts.len()).sum();
        let grouped: Vec<String> = groups
            .into_iter()
            .map(|(actor, texts)| match actor {
                Some(actor) => format!("{actor} {verb} {}", list_text(&texts)),
                None => list_text(&texts),
            })
            .collect();
        let text = list_text(&grouped);
        // Said once where it is true of all.
        let text = match text.matches(AS_PLANNED).count() {
            several if several > 1 && several == names => format!("{} (all as planned)", text.replace(AS_PLANNED, "")),
            _ => text,
        };
        Some(Told { text, rests_on, grade })
    }

    /// Whether a word was a plan that what happened has overtaken: told as planned it makes nothing else weaker.
    fn is_plan(&self, filing: Filing) -> bool {
        let path = &self.view.state.filed(filing).1.path;
        self.view.account(path).was_plan(filing)
    }

    fn details_under(
        &self,
        spec: &AttributeSpec,
        path: &Path,
        attribution: &Attribution,
        rests_on: &mut Vec<Filing>,
    ) -> (Option<String>, Vec<String>) {
        let mut actor = None;
        let mut details = Vec::new();
        for detail in spec.elements.unwrap_or_default() {
            let Ok(name) = AttributeName::new(detail.name) else { continue };
            let account = self.view.account(&path.detail(name));
            for candidate in account.candidates.iter().filter(|_| !account.is_contested()) {
                let (Some(filing), Some(value)) = (self.covered(candidate, attribution), candidate.value) else {
                    continue;
                };
                rests_on.push(filing);
                let text = values::text(self.view, self.own_value(value, filing));
                if spec.acted_on.is_some_and(|(by, _)| by == detail.name) {
                    actor = Some(text);
                } else {
                    details.push(detail.clause.replace("{}", &text));
                }
            }
        }
        (actor, details)
    }

    // ---- what the main sentence does not carry ----

    /// What else is on file and uncontested, by the voice of the main sentence and by others.
    fn other_attributes(&self, told: &[&str], main: Option<&Attribution>) -> (Option<Vec<Told>>, Vec<Voiced<'s>>) {
        let mut voices = Voices::default();
        for spec in self.kind.attributes.iter().filter(|spec| !spec.quiet) {
            let Ok(name) = AttributeName::new(spec.name) else { continue };
            let already = told.contains(&spec.name);
            match spec.elements {
                Some(_) => self.gather_elements(spec, already, &mut voices),
                None => self.gather_values(&name, already, main, &mut voices),
            }
        }
        for declared in &self.item.declares {
            self.gather_values(&declared.name, false, main, &mut voices);
        }
        let is_main = |voice: &Attribution| main.is_some_and(|main| same_voice(main, voice));
        let (of_main, of_others): (Vec<_>, Vec<_>) = voices.0.into_iter().partition(|(voice, _)| is_main(voice));
        (of_main.into_iter().next().map(|(_, told)| told), of_others)
    }

    /// What a voice adds; the one that was just named is not named again.
    fn voice_sentence(
        &self,
        voice: Option<&Attribution>,
        just_named: Option<&Attribution>,
        told: Vec<Told>,
    ) -> Sentence {
        let said = told.iter().map(|told| told.text.clone()).collect::<Vec<_>>().join("; ");
        let text = match (just_named, voice) {
            (None, Some(voice)) => format!("{said}, {}", sources::according_to(self.view, voice)),
            _ => format!("by the same account: {said}"),
        };
        let grade = told.iter().map(|told| told.grade).min();
        let rests_on = told.into_iter().flat_map(|told| told.rests_on).map(|filing| self.view.id(filing));
        sentence(self.view, &text, grade, rests_on)
    }

    /// The values of an attribute, each with the voice that best supports it; the one the main sentence tells is left out.
    fn gather_values(&self, name: &AttributeName, told: bool, main: Option<&Attribution>, voices: &mut Voices<'s>) {
        let account = self.view.account(&self.path().attribute(name.clone()));
        if account.is_contested() {
            return;
        }
        let label = name.as_str().replace('_', " ");
        let of_main = |candidate: &Candidate<'_>| main.is_some_and(|main| self.covered(candidate, main).is_some());
        let told = told.then(|| account.candidates.iter().position(of_main).unwrap_or(0));
        let others = account.candidates.iter().enumerate().filter(|(place, _)| Some(*place) != told);
        let shown = |standing: &Standing| standing.support > Grade::None && !standing.is_contested();
        for candidate in others.map(|(_, candidate)| candidate).filter(|candidate| shown(&candidate.standing)) {
            let Some(value) = candidate.value else { continue };
            let says_it = |filing: &Filing| {
                let own = self.own_value(value, *filing);
                own.compare(value, self.view.directory) == Comparison::Same
            };
            let Some(filing) = candidate.standing.supporters.iter().copied().find(says_it) else { continue };
            let Some(voice) = self.view.attribution(filing) else { continue };
            if account.was_plan(filing) {
                continue;
            }
            let value_text = self.as_said(&account, value, filing);
            let update = &self.view.state.filed(filing).0.record;
            let text = match value {
                Value::Ordinal(_) => format!("it is called {value_text}"),
                Value::When(_) if name.as_str() == WHEN && update.rank_filed() == Some(Rank::Outcome) => {
                    format!("it ended {value_text}")
                }
                Value::When(_) if name.as_str() == WHEN && update.rank_filed() == Some(Rank::UnderWay) => {
                    format!("it began {value_text}")
                }
                _ => format!("{label}: {value_text}"),
            };
            voices.add(voice, Told { text, rests_on: vec![filing], grade: self.grade_of(filing) });
        }
    }

    /// The elements of a list, voice by voice; the voice of the main sentence is left out where it has told them.
    fn gather_elements(&self, spec: &AttributeSpec, told: bool, voices: &mut Voices<'s>) {
        let base = self.base().filter(|_| told).and_then(|base| self.view.attribution(base));
        let mut heard: Vec<&Attribution> = base.into_iter().collect();
        let Ok(name) = AttributeName::new(spec.name) else { return };
        for key in self.element_keys(spec) {
            let account = self.view.account(&self.path().attribute(name.clone()).element(key));
            for filing in account.candidates.iter().flat_map(|candidate| &candidate.standing.supporters) {
                let Some(voice) = self.view.attribution(*filing) else { continue };
                if heard.iter().any(|known| same_voice(known, voice)) {
                    continue;
                }
                heard.push(voice);
                if let Some(told) = self.elements_under(spec, voice) {
                    let text = format!("{}: {}", spec.name.replace('_', " "), told.text);
                    voices.add(voice, Told { text, ..told });
                }
            }
        }
    }

    /// What each holder says of the item beside asserting it; of which item, where nothing has been told of it.
    fn stances(&self, told: bool) -> Vec<Sentence> {
        let account = self.view.account(&self.path());
        let (of, named_in) = match (!told).then(|| values::subject(self.view, self.item)) {
            Some((subject, named_in)) => (format!("of {subject}: "), named_in),
            None => (String::new(), Vec::new()),
        };
        let mut sentences = Vec::new();
        // What came of a request for comment is told of the request.
        let own = |word: &&Word<'_>| self.view.state.filed(word.filing).0.record.kind == self.item.kind;
        for word in account.current().filter(|word| word.stance.is_told()).filter(own) {
            let (_, testimony) = self.view.state.filed(word.filing);
            let stance = match &word.attribution.origin {
                Origin::Evidence(item) if word.stance.supports() => {
                    format!("{} bears it out", sources::evidence(self.view, item))
                }
                _ => stances::text(self.view, word.holder, word.stance, testimony.limits.as_deref()),
            };
            let stance = match self.overtaken(word) {
                _ if word.plan => format!("before its day {}", stance.replace("denies", "denied")),
                Some(before) => before,
                None => stance,
            };
            let spokesman = !matches!(&word.attribution.origin, Origin::Entity(origin) if origin == word.holder);
            let said = if word.secondhand
                || !word.attribution.via.is_empty()
                || word.stance == Stance::Confirms && spokesman
            {
                format!(", {}", sources::according_to(self.view, word.attribution))
            } else {
                String::new()
            };
            let denied = account.current().any(|other| other.holder == word.holder && other.stance == Stance::Denies);
            let not_denied =
                if word.stance == Stance::NotConfirmed && !denied { "; no denial from it is on file" } else { "" };
            sentences.push(sentence(
                self.view,
                &format!("{of}{stance}{said}{not_denied}"),
                Some(word.grade),
                named_in.iter().map(|filing| self.view.id(*filing)).chain([word.update]),
            ));
        }
        let changed = account.discords.iter().filter(|discord| discord.how == Disagreement::ChangedPosition);
        for Discord { holder, filings, .. } in changed {
            let before = filings.first().and_then(|filing| account.word(*filing));
            let said =
                if before.is_some_and(|word| word.stance.supports()) { "said that it is so" } else { "denied it" };
            let text = format!("{of}{} had {said} before", names::of(self.view, holder));
            sentences.push(sentence(self.view, &text, None, filings.iter().map(|filing| self.view.id(*filing))));
        }
        sentences
    }

    /// How a denial reads that others have spoken after: with its day, since it cannot be about what they say.
    fn overtaken(&self, word: &Word<'_>) -> Option<String> {
        let verb = match word.stance {
            Stance::Denies => "denied it",
            Stance::Disputes => "doubted it",
            Stance::DeniesKnowledge => "knew nothing of it",
            _ => return None,
        };
        let accounts = [self.path(), self.path().attribute(phase_name())].map(|path| self.view.account(&path));
        let later = |other: &Word<'_>| {
            other.stance.supports()
                && other.holder != word.holder
                && !other.plan
                && other.order.said > word.order.learned
        };
        if !accounts.iter().any(|account| account.current().any(later)) {
            return None;
        }
        Some(format!("{} {verb} {}", names::of(self.view, word.holder), self.day_of(word)))
    }

    /// When it was said: the day on file, else that it was known by then.
    fn day_of(&self, word: &Word<'_>) -> String {
        let update = &self.view.state.filed(word.filing).0.record;
        let day = update.said_at.as_ref().or(update.published_at.as_ref()).map(date_text);
        day.unwrap_or_else(|| format!("by {}", day_text(Offset::UTC.to_datetime(update.learned_at).date())))
    }

    fn phase_by_party(&self) -> Option<Sentence> {
        let Phase::ByParty(words) = &self.phase else { return None };
        let said: Vec<String> = words
            .iter()
            .map(|(holder, phase, _)| format!("{} says {}", names::of(self.view, holder), phase.replace('_', " ")))
            .collect();
        let text = format!("whether it is on is told differently: {}", list_text(&said));
        Some(sentence(self.view, &text, None, self.phase.updates()))
    }

    fn is_overdue(&self) -> bool {
        expected::of_item(self.view, self.item).iter().any(|expected| expected.fate == Fate::Overdue)
    }

    /// How likely each makes what lies ahead.
    fn likelihood(&self) -> Vec<Sentence> {
        let outlooks = self.view.outlook(self.item).into_iter();
        let told = outlooks.map(|Outlook { holder, name, says, update }| {
            let verb = names::verb(self.view, &holder, "makes", "make");
            sentence(self.view, &format!("{name} {verb} it {}", says.replace('_', " ")), None, [update])
        });
        told.collect()
    }

    /// Who expects what lies ahead, or that nobody is named.
    fn expectation(&self) -> Option<Sentence> {
        if self.phase.role(self.item.kind) != Some(PhaseRole::Planned) {
            return None;
        }
        let base = self.base()?;
        let overdue = self.is_overdue();
        let unnamed = self.grade_of(base) == Grade::Unattributed;
        let text = match (unnamed, overdue) {
            (false, false) => return None,
            (true, false) => "who expects it is not stated",
            (false, true) => "its time has passed, and what became of it is not on file",
            (true, true) => "who expects it is not stated; its time has passed, and what became of it is not on file",
        };
        Some(sentence(self.view, text, None, self.phase.updates().into_iter().chain([self.view.id(base)])))
    }

    // ---- disputes and gaps ----

    fn disputes(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        for path in self.view.paths_of(&self.item.key) {
            if path.is_of(PHASE) {
                continue;
            }
            let account = self.view.account(&path);
            if is_opposed(&account) {
                sentences.push(self.dispute(&path, &account));
            }
        }
        sentences
    }

    fn dispute(&self, path: &Path, account: &Account<'_>) -> Sentence {
        // Numbers grow: without its day one would be read against the others as if all were of today.
        let days: BTreeSet<String> = account.current().map(|word| self.day_of(word)).collect();
        let counts = account.candidates.iter().all(|candidate| matches!(candidate.value, Some(Value::Count(_))));
        let growing = counts && days.len() > 1;
        let sides: Vec<String> = account
            .current()
            .filter(|word| word.stance.is_committal() && !word.plan && word.grade > Grade::Conjecture)
            .map(|word| {
                let value = word.value.map_or_else(|| "it".to_owned(), |value| values::text(self.view, value));
                let (one, several) = match word.stance {
                    Stance::Denies => ("denies", "deny"),
                    Stance::Disputes => ("doubts", "doubt"),
                    _ => ("says", "say"),
                };
                let verb = names::verb(self.view, word.holder, one, several);
                let day = if growing { format!(" {}", self.day_of(word)) } else { String::new() };
                format!(
                    "{} {verb} {value}{day}{}",
                    names::of(self.view, word.holder),
                    sources::as_told(self.view, word)
                )
            })
            .collect();
        let (subject, named_in) = values::subject(self.view, self.item);
        let said = account.current().map(|word| word.update);
        let updates: Vec<UpdateId> = named_in.iter().map(|filing| self.view.id(*filing)).chain(said).collect();
        let part = path.part();
        let part = if part.is_empty() { part } else { format!(" ({part})") };
        let how = if account.is_contested() { "disputed" } else { "told differently, one side better supported" };
        sentence(self.view, &format!("{subject}{part} is {how}: {}", sides.join("; ")), None, updates)
    }

    /// Where a source counts more than are on file.
    fn count_gap(&self) -> Option<Sentence> {
        let ordinal = self.kind.attributes.iter().find(|spec| spec.value == ValueType::Ordinal)?;
        let account = self.view.account(&self.path().attribute(AttributeName::new(ordinal.name).ok()?));
        let Some(Value::Ordinal(claimed)) = account.leading()?.value else { return None };
        let filing = *account.leading()?.standing.supporters.first()?;
        let (members, _) = series::members_of(self.view, &claimed.series);
        let on_file = u32::try_from(members.len()).unwrap_or(u32::MAX);
        let missing = claimed.position.checked_sub(on_file).filter(|missing| *missing > 0)?;
        let text = format!(
            "of {}, {} are claimed ({} is called the {}) and {on_file} are on file; nothing is known of the other{}",
            claimed.series.label,
            claimed.position,
            self.item.key,
            ordinal_text(claimed.position),
            if missing == 1 { "" } else { "s" },
        );
        let refs =
            members.iter().filter_map(|item| self.view.state.reports().get(item.first)).map(|report| report.record.id);
        Some(sentence(self.view, &text, None, refs.chain([self.view.id(filing)])))
    }
}

/// Whether sides differ on a path, however well one of them is supported.
fn is_opposed(account: &Account<'_>) -> bool {
    let opposed = |leading: &Candidate<'_>| leading.standing.opposition > Grade::Conjecture;
    account.is_contested() || account.leading().is_some_and(opposed)
}

/// A voice, and what it tells.
type Voiced<'s> = (&'s Attribution, Vec<Told>);

/// What is told, by whose voice.
#[derive(Default)]
struct Voices<'s>(Vec<Voiced<'s>>);

impl<'s> Voices<'s> {
    fn add(&mut self, voice: &'s Attribution, told: Told) {
        match self.0.iter_mut().find(|(known, _)| same_voice(known, voice)) {
            Some((_, all)) => all.push(told),
            None => self.0.push((voice, vec![told])),
        }
    }
}

/// Whether two attributions are one voice: the same origin through the same chain.
fn same_voice(a: &Attribution, b: &Attribution) -> bool {
    (&a.origin, &a.via, a.basis) == (&b.origin, &b.via, b.basis)
}

/// The whole numbers in a text, leading zeros aside.
fn numbers(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}
