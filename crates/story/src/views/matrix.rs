//! The matrix: item by item, who confirms, denies, declines or is silent; by whom it is told, when, in which words.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::account::Word;
use crate::judge::dates;
use crate::judge::view::View;
use crate::record::kind::attribute::{ASKED, PHASE, PLACE};
use crate::record::kind::spec::{KindRole, Section};
use crate::record::name::{EntitySlug, UpdateId, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::{items, names, values};
use crate::views::voice;
use crate::views::voice::Voice;

/// One item and where everybody with a part in it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// When it was or is to be, as far as it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Where, as far as it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who has a part in it.
    pub participants: Vec<EntitySlug>,
    /// Where each of its parties stands.
    pub parties: Vec<PartyCell>,
    /// What everybody else says: outlets, witnesses, documents.
    pub others: Vec<Said>,
}

/// Where one party stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyCell {
    /// The party: the institution its people speak for, else the one who has a part.
    pub party: EntitySlug,
    /// Its name.
    pub name: String,
    /// What it says, or is said to say; empty when it is silent: nothing is on file.
    pub says: Vec<Said>,
}

/// One word of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The stance, or the phase it says.
    pub says: String,
    /// What the same report says of the item where others say something else, or where it is hedged otherwise; and all it says where
    /// it says nothing of the whole: `when 2023-06-18 (possibly)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<String>,
    /// Whose word, and through whom.
    #[serde(flatten)]
    pub voice: Voice,
}

/// A value that a report gives of an item.
struct Told<'s> {
    update: UpdateId,
    holder: &'s EntitySlug,
    /// Whether others say something else.
    differs: bool,
    hedge: Option<Hedge>,
    text: String,
}

/// The matrix of the story: of what takes place, or of the items of this kind; and of all kinds where it is about
/// one participant: the items that name it, and those it speaks of.
pub fn of(view: &View<'_>, kind: Option<&str>, participant: Option<&EntitySlug>) -> Vec<MatrixRow> {
    let takes_place = |item: &Item| {
        participant.is_some()
            || item.kind.spec().section == Section::WhatWeKnow && item.kind.role() != KindRole::Evidence
    };
    let shown = |item: &&Item| {
        kind.map_or_else(|| takes_place(item), |kind| item.kind.as_str() == kind)
            && participant.is_none_or(|wanted| {
                let is = |entity: &EntitySlug| view.lineage(entity).contains(&wanted);
                view.participants(&item.key).iter().any(|entity| is(entity))
                    || !parts_naming(view, item, &is).is_empty()
                    || !said_by(view, item, &is).is_empty()
            })
    };
    view.items().filter(shown).map(|item| matrix_row(view, item)).collect()
}

/// What somebody says of an item and of its parts, or is said to say.
pub(crate) fn said_by(view: &View<'_>, item: &Item, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<Said> {
    let told = told_of(view, item);
    let whole = words_on(view, item);
    let whole = whole.iter().filter(|word| is(word.holder)).filter_map(|word| a_word(view, word, &told));
    let parts = words_on_parts(view, item);
    let parts = parts.iter().filter(|(_, word)| is(word.holder)).filter_map(|(part, word)| said_of(view, part, word));
    let said: Vec<Said> = whole.chain(parts).collect();
    if !said.is_empty() {
        return said;
    }
    reporters(view, item, &[], &told).into_iter().filter(|said| is(&said.voice.slug)).collect()
}

/// A word on a part of an item.
fn said_of(view: &View<'_>, part: &str, word: &Word<'_>) -> Option<Said> {
    let said = a_word(view, word, &[])?;
    let value = word.value.filter(|value| value.entity().is_none()).map(|value| values::text(view, value));
    let value = value.map(|value| format!(" {value}")).unwrap_or_default();
    let hedge = view.state.filed(word.filing).1.hedge.map_or("", Hedge::aside);
    Some(Said { says: format!("{} {part}{value}{hedge}", word.stance.as_str().replace('_', " ")), ..said })
}

fn matrix_row(view: &View<'_>, item: &Item) -> MatrixRow {
    let path = Path::item(item.key.clone());
    let participants = view.participants(&item.key);
    let parties: BTreeSet<&EntitySlug> = participants.iter().map(|entity| speaks_as(view, entity)).collect();
    let words = words_on(view, item);
    // Whoever speaks for a part speaks for the whole, as the Kremlin for Russia; not the other way.
    let of = |party: &EntitySlug, word: &Word<'_>| view.lineage(word.holder).contains(&party);
    let on_parts = words_on_parts(view, item);
    let told = told_of(view, item);
    let cells = parties.iter().map(|party| {
        let whole = words.iter().filter(|word| of(party, word)).filter_map(|word| a_word(view, word, &told));
        let parts = on_parts.iter().filter(|(_, word)| of(party, word));
        let parts = parts.filter_map(|(part, word)| said_of(view, part, word));
        PartyCell { party: (*party).clone(), name: names::of(view, party), says: whole.chain(parts).collect() }
    });
    let others = words.iter().filter(|word| !parties.iter().any(|party| of(party, word)));
    let of_parts = on_parts.iter().filter(|(_, word)| !parties.iter().any(|party| of(party, word)));
    let others = others.filter_map(|word| a_word(view, word, &told));
    let others = others.chain(of_parts.filter_map(|(part, word)| said_of(view, part, word)));
    let others = others.chain(reporters(view, item, &words, &told));
    MatrixRow {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::headline(view, item),
        when: dates::of(view, item).map(|when| when.as_str().to_owned()),
        place: view.value_of(&path.attribute(own_name(PLACE))).map(|place| values::text(view, place)),
        participants: participants.iter().map(|entity| (*entity).clone()).collect(),
        parties: cells.collect(),
        others: others.collect(),
    }
}

/// The institution somebody speaks for, else himself.
fn speaks_as<'v>(view: &'v View<'_>, entity: &'v EntitySlug) -> &'v EntitySlug {
    view.directory.get(entity).and_then(|entry| entry.speaks_for.as_ref()).unwrap_or(entity)
}

/// The current words on an item and on its phase, each update once.
fn words_on<'s>(view: &View<'s>, item: &Item) -> Vec<Word<'s>> {
    let path = Path::item(item.key.clone());
    let mut words: Vec<Word<'s>> = view.account(&path.attribute(phase_name())).current().cloned().collect();
    // What a phase says of the item is said by the phase.
    let of_phase = |word: &Word<'_>| {
        let (report, testimony) = view.state.filed(word.filing);
        testimony.path.is_of(PHASE) && report.record.kind == item.kind
    };
    for word in view.account(&path).current() {
        if !words.iter().any(|known| known.filing == word.filing) && !of_phase(word) {
            words.push(word.clone());
        }
    }
    // What came of a request for comment is where the one who was asked stands, told by who asked.
    if item.kind.role() == KindRole::Request
        && let Some(asked) = view.value_of(&path.attribute(own_name(ASKED))).and_then(Value::entity)
    {
        words.iter_mut().for_each(|word| word.holder = asked);
    }
    words
}

/// Every value that a report gives of an item.
fn told_of<'s>(view: &View<'s>, item: &Item) -> Vec<Told<'s>> {
    let parts = view.paths_of(&item.key).filter(|path| path.attribute.is_some() && !path.is_of(PHASE));
    let told = parts.flat_map(|path| {
        let account = view.account(&path);
        let differs = account.candidates.len() > 1;
        let attribute = path.attribute.as_ref().map(|attribute| attribute.as_str().replace('_', " "));
        let of = [attribute.unwrap_or_default()].into_iter().chain(path.detail.map(|detail| detail.to_string()));
        let of = of.collect::<Vec<_>>().join(" ");
        let asserting = account.current().filter(|word| word.stance == Stance::Asserts && word.value.is_some());
        let each = asserting.map(|word| {
            let hedge = view.state.filed(word.filing).1.hedge;
            Told {
                update: word.update,
                holder: word.holder,
                differs,
                hedge,
                text: format!("{of} {}{}", values::candidate(view, word.value), hedge.map_or("", Hedge::aside)),
            }
        });
        each.collect::<Vec<_>>()
    });
    told.collect()
}

/// Who reports parts of an item and says nothing of the whole.
fn reporters<'s>(view: &View<'s>, item: &Item, words: &[Word<'s>], told: &[Told<'s>]) -> Vec<Said> {
    if item.kind.role() == KindRole::Request {
        // Who asked tells where the other stands, and nothing else.
        return Vec::new();
    }
    let mut said: Vec<(UpdateId, Said)> = Vec::new();
    for path in view.paths_of(&item.key).filter(|path| path.attribute.is_some()) {
        for word in view.account(&path).current().filter(|word| word.stance == Stance::Asserts) {
            let reported = said.iter().any(|(update, _)| *update == word.update);
            if reported || words.iter().any(|known| known.holder == word.holder) {
                continue;
            }
            let own = told.iter().filter(|told| told.update == word.update && told.holder == word.holder);
            let tells = own.map(|told| told.text.clone()).collect();
            let reports = a_word(view, word, &[]).map(|said| Said { says: "reports of it".to_owned(), tells, ..said });
            said.extend(reports.map(|reports| (word.update, reports)));
        }
    }
    said.into_iter().map(|(_, said)| said).collect()
}

/// What is told of where somebody stands on parts of an item: that it confirms the place, denies a date.
fn words_on_parts<'s>(view: &View<'s>, item: &Item) -> Vec<(String, Word<'s>)> {
    let parts = view.paths_of(&item.key).filter(|path| path.attribute.is_some() && !path.is_of(PHASE));
    let told = parts.flat_map(|path| {
        let part = path.part().replace('/', " ");
        let account = view.account(&path);
        let words = account.current().filter(|word| word.stance.is_told());
        words.map(|word| (part.clone(), word.clone())).collect::<Vec<_>>()
    });
    told.collect()
}

/// A word, with what of `told` its report says where others say something else.
fn a_word(view: &View<'_>, word: &Word<'_>, told: &[Told<'_>]) -> Option<Said> {
    let says = match word.value.and_then(Value::text) {
        Some(phase) if word.stance.supports() => phase.replace('_', " "),
        _ => word.stance.as_str().replace('_', " "),
    };
    let hedge = view.state.filed(word.filing).1.hedge;
    // Of a report that was mended in part the rest still stands.
    let losses = view.withdrawals().of(word.filing.report).iter();
    let mended = losses.map(|loss| &loss.how).any(|how| matches!(how, Loss::Corrected(_) | Loss::Retracted(_)));
    let mended = if mended { ", corrected in part since" } else { "" };
    let says = format!("{says}{}{mended}", hedge.map_or("", Hedge::aside));
    let own = told.iter().filter(|told| {
        let apart = told.differs || (told.hedge.is_some() && told.hedge != hedge);
        apart && told.update == word.update && told.holder == word.holder
    });
    Some(Said {
        says,
        tells: own.map(|told| told.text.clone()).collect(),
        voice: Voice {
            holder: names::of(view, word.holder),
            slug: word.holder.clone(),
            ..voice::of(view, word.filing)?
        },
    })
}

/// The parts of an item that name somebody.
pub(crate) fn parts_naming(view: &View<'_>, item: &Item, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<String> {
    let named = view.paths_of(&item.key).filter(|path| {
        let account = view.account(path);
        let mut named = account.candidates.iter().filter_map(|candidate| candidate.value?.entity());
        named.any(is)
    });
    named.map(|path| path.part()).collect()
}
