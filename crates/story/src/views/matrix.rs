//! The matrix: item by item, who confirms, denies, declines or is silent; by whom it is told, when, in which words.
//!
//! A party's row holds what that party says. Where a part of an item is one party's own (its answer to a proposal), what
//! others say of it stands in that party's row too, behind its own word.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::account::Word;
use crate::judge::dates;
use crate::judge::links::Tie;
use crate::judge::view::View;
use crate::record::attribution::Origin;
use crate::record::kind::attribute::{ASKED, PHASE, PLACE, REASON, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{KindRole, Section};
use crate::record::name::{EntitySlug, UpdateId, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::tell::dates::Dates;
use crate::tell::{items, names, parts, realise, stances, values};
use crate::views::asked::Asked;
use crate::views::relations;
use crate::views::voice::{self, Voice};

/// Where everybody stands, item by item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Matrix {
    /// The story and the bounds.
    #[serde(flatten)]
    pub asked: Asked,
    /// The items.
    pub rows: Vec<MatrixRow>,
}

/// One item and where everybody with a part in it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatrixRow {
    /// The item.
    pub item: String,
    /// Its kind.
    pub kind: String,
    /// What it is, in words.
    pub what: String,
    /// When it occurred or is to occur, as far as that is stated and undisputed, as its source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<String>,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyCell {
    /// The party: the institution its people speak for, else the one who has a part.
    pub party: EntitySlug,
    /// Its name.
    pub name: String,
    /// What it does or did in it, as that is reported, where this is more than having a part: “released Ksenia Karelina”,
    /// “mediator”.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<String>,
    /// What it says, or is said to say; empty when it is silent: nothing is on file.
    pub says: Vec<Said>,
}

/// One word of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// The stance, or the phase it says.
    pub says: String,
    /// What the same report says of the item where others say something else, or where it is hedged otherwise; and all it
    /// says where it says nothing of the whole: `date: on 18 June 2023 (possibly)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<String>,
    /// Whether somebody else says it of the party in whose row it stands, of what is that party's own: its answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_it: bool,
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
    limits: Option<String>,
    /// Whether it is why something was done or said, which is told wherever that is.
    reason: bool,
    text: String,
}

/// A word on a part of an item.
struct OnPart<'s> {
    path: Path,
    /// The party whose own it is: of its answer, its part.
    owner: Option<&'s EntitySlug>,
    word: Word<'s>,
}

/// Everything said of an item, before it is put into rows.
struct Heard<'s> {
    whole: Vec<Word<'s>>,
    parts: Vec<OnPart<'s>>,
    told: Vec<Told<'s>>,
}

/// The matrix of the story: of what takes place, and of what is said where somebody takes a stance on it; or of the items
/// of this kind; and of all kinds where it is about one participant: the items that name it, and those it speaks of.
pub fn of(view: &View<'_>, kind: Option<&str>, participant: Option<&EntitySlug>) -> Matrix {
    let takes_place = |item: &Item| {
        participant.is_some()
            || item.kind.spec().section == Section::WhatWeKnow && item.kind.role() != KindRole::Evidence
            || item.kind.spec().section == Section::WhatPeopleSay && is_answered(view, item)
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
    Matrix { asked: Asked::of(view), rows: view.items().filter(shown).map(|item| row(view, item)).collect() }
}

/// Whether somebody confirms, denies or doubts what is said, will not speak of it, or reports what contradicts it.
fn is_answered(view: &View<'_>, item: &Item) -> bool {
    let answered = |path: Path| view.account(&path).current().any(|word| word.stance.is_told());
    item.reports.iter().any(|place| view.ties_of(*place).any(Tie::is_open_contradiction))
        || view.paths_of(&item.key).any(answered)
}

/// What somebody says of an item and of its parts, or is said to say.
pub(crate) fn said_by(view: &View<'_>, item: &Item, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<Said> {
    let heard = hear(view, item);
    // What somebody says in the name of another is said by him too.
    let speaks = |word: &Word<'_>| match &word.attribution.origin {
        Origin::Entity(origin) => is(word.holder) || is(origin) && !word.secondhand,
        Origin::Evidence(_) => is(word.holder),
    };
    let whole = heard.whole.iter().filter(|word| speaks(word)).filter_map(|word| on_whole(view, word, &heard.told));
    let parts = heard.parts.iter().filter(|on| speaks(&on.word)).filter_map(|on| on_part(view, on));
    let mut said: Vec<Said> = whole.chain(parts).collect();
    if !said.is_empty() {
        let earlier = earlier_with_relations(view, item, &speaks, &said);
        said.extend(earlier);
        return said;
    }
    reporters(view, item, &[], &heard).into_iter().filter(|said| is(&said.voice.slug)).collect()
}

/// What somebody said of an item in reports that say how they bear on others, and of which nothing else is told: what an
/// article relied on stays so when the article is amended.
fn earlier_with_relations(
    view: &View<'_>,
    item: &Item,
    speaks: &dyn Fn(&Word<'_>) -> bool,
    said: &[Said],
) -> Vec<Said> {
    let stands = |place: &usize| view.admits(*place) && !view.withdrawals().is_withdrawn(*place);
    let untold = item.reports.iter().copied().filter(stands).filter(|place| {
        let record = &view.state.reports()[*place].record;
        !record.relations.is_empty() && !said.iter().any(|known| known.voice.update == record.id)
    });
    let said = untold.filter_map(|place| {
        let words = view.words_of_report(place);
        let phase = words.iter().find(|word| word.testimony.path.is_of(PHASE) && speaks(word));
        let word = phase.or_else(|| words.iter().find(|word| speaks(word)))?;
        on_whole(view, word, &[])
    });
    said.collect()
}

/// What others say of a part of an item that is somebody's own.
pub(crate) fn said_of_own(view: &View<'_>, item: &Item, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<Said> {
    let parts = hear(view, item).parts;
    let of_others = parts.iter().filter(|on| on.owner.is_some_and(is) && !is(on.word.holder));
    of_others.filter_map(|on| on_part(view, on)).collect()
}

/// The parts of an item that name somebody.
pub(crate) fn parts_naming(view: &View<'_>, item: &Item, is: &dyn Fn(&EntitySlug) -> bool) -> Vec<String> {
    let named = view.paths_of(&item.key).filter_map(|path| {
        let account = view.account(&path);
        let candidates =
            || account.candidates.iter().filter(|candidate| candidate.value.and_then(Value::entity).is_some_and(is));
        let supporters: Vec<_> = candidates().flat_map(|candidate| &candidate.standing.supporters).collect();
        let planned = !supporters.is_empty() && supporters.iter().all(|filing| account.was_plan(**filing));
        let mark = if planned { items::PLANNED } else { "" };
        candidates().next().map(|_| format!("{}{mark}", parts::label(view, &path)))
    });
    named.collect()
}

fn row(view: &View<'_>, item: &Item) -> MatrixRow {
    let participants = view.participants(&item.key);
    let parties: BTreeSet<&EntitySlug> = participants.iter().map(|entity| speaks_as(view, entity)).collect();
    let heard = hear(view, item);
    let reporters = reporters(view, item, &heard.whole, &heard);
    let cells = parties.iter().map(|party| cell(view, item, party, &heard, &reporters)).collect();
    MatrixRow {
        item: item.key.to_string(),
        kind: item.kind.to_string(),
        what: items::headline(view, item),
        when: dates::of(view, item).map(|when| when.as_str().to_owned()),
        occurred: occurred(view, item),
        place: place(view, item),
        participants: participants.iter().map(|entity| (*entity).clone()).collect(),
        parties: cells,
        others: others(view, &parties, &heard, &reporters),
    }
}

fn occurred(view: &View<'_>, item: &Item) -> Option<String> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(WHEN)));
    if !account.is_contested() {
        let date = items::date(view, item)?;
        let finer = account.leading().and_then(|leading| items::finer(view, &account, leading));
        return Some(finer.map_or(date.clone(), |finer| format!("{date} ({finer})")));
    }
    let sides: Vec<String> = account
        .sides(view.directory)
        .into_iter()
        .filter_map(|side| match side.value? {
            Value::When(when) => Some(values::date(view, when)),
            value => Some(values::text(view, value)),
        })
        .collect();
    Some(format!("{}{}", sides.join(" or "), items::DISPUTED))
}

fn place(view: &View<'_>, item: &Item) -> Option<String> {
    let account = view.account(&Path::item(item.key.clone()).attribute(own_name(PLACE)));
    let leading = account.leading()?;
    let mark = match (account.is_contested(), items::was_planned(view, item, PLACE)) {
        (true, _) => items::DISPUTED,
        (false, true) => items::PLANNED,
        (false, false) => "",
    };
    Some(format!("{}{mark}", values::text(view, leading.value?)))
}

/// A party's own words, then what others say of what is its own.
fn cell<'s>(view: &View<'s>, item: &Item, party: &EntitySlug, heard: &Heard<'s>, reporters: &[Said]) -> PartyCell {
    let whole = heard.whole.iter().filter(|word| speaks_for(view, word.holder, party));
    let whole = whole.filter_map(|word| on_whole(view, word, &heard.told).map(|said| of_one(view, word, party, said)));
    let own =
        heard.parts.iter().filter(|on| speaks_for(view, on.word.holder, party) && !is_of_another(view, on, party));
    let of_others = heard.parts.iter().filter(|on| is_told_of(view, on, party));
    // What others say of what is its own stands beside its own word, and is marked as theirs.
    let of_others = in_row(view, of_others).into_iter().map(|said| Said { of_it: true, ..said });
    let parts = in_row(view, own).into_iter().chain(of_others);
    let reported = reporters.iter().filter(|said| speaks_for(view, &said.voice.slug, party)).cloned();
    let says = whole.chain(parts).chain(reported).collect();
    PartyCell { party: party.clone(), name: names::of(view, party), acts: acts(view, item, party), says }
}

/// What a party does or did in an item, as it leads, where that is more than having a part.
fn acts(view: &View<'_>, item: &Item, party: &EntitySlug) -> Vec<String> {
    let acts = view.paths_of(&item.key).filter_map(|path| {
        let account = view.account(&path);
        let leading = account.leading()?;
        leading.value.and_then(Value::entity).filter(|entity| speaks_for(view, entity, party))?;
        let mark = match account.is_contested() {
            true => items::DISPUTED,
            false if leading.planned => items::PLANNED,
            false => "",
        };
        Some(format!("{}{mark}", parts::act(view, &path)?))
    });
    acts.collect()
}

/// Words on what is a party's own, as they stand in its row, where it goes without saying whose they are: what one report
/// says of it is one word.
fn in_row<'o, 's: 'o>(view: &View<'s>, words: impl Iterator<Item = &'o OnPart<'s>>) -> Vec<Said> {
    let mut said: Vec<(Option<(&EntitySlug, UpdateId)>, Said)> = Vec::new();
    for on in words {
        let value = on.word.value.filter(|_| on.owner.is_some() && on.word.stance == Stance::Asserts);
        let Some(value) = value else {
            said.extend(on_part(view, on).map(|said| (None, said)));
            continue;
        };
        let whose = Some((on.word.holder, on.word.update));
        let hedge = on.word.testimony.hedge.map_or("", Hedge::aside);
        let text = format!("{}: {}{hedge}", parts::detail(view, &on.path), values::text(view, value));
        match said.iter_mut().find(|(known, _)| *known == whose) {
            Some((_, said)) => said.tells.push(text),
            None => said.extend(on_part(view, on).map(|said| (whose, Said { says: text, ..said }))),
        }
    }
    said.into_iter().map(|(_, said)| said).collect()
}

/// What is observed of one who speaks for a party is that one's, and is told by name: the chain does not tell whose it is.
fn of_one(view: &View<'_>, word: &Word<'_>, party: &EntitySlug, said: Said) -> Said {
    let holder = view.directory.canonical(word.holder);
    let observed = word.attribution.holder != *word.holder && holder != view.directory.canonical(party);
    if observed { Said { says: format!("{}: {}", names::of(view, holder), said.says), ..said } } else { said }
}

/// What nobody with a part in the item says, and is of nobody who has one.
fn others(view: &View<'_>, parties: &BTreeSet<&EntitySlug>, heard: &Heard<'_>, reporters: &[Said]) -> Vec<Said> {
    let is_party = |holder: &EntitySlug| parties.iter().any(|party| speaks_for(view, holder, party));
    let whole = heard.whole.iter().filter(|word| !is_party(word.holder));
    let whole = whole.filter_map(|word| on_whole(view, word, &heard.told));
    let parts = heard.parts.iter().filter(|on| !is_party(on.word.holder) && !on.owner.is_some_and(&is_party));
    let parts = parts.filter_map(|on| on_part(view, on));
    let reported = reporters.iter().filter(|said| !is_party(&said.voice.slug)).cloned();
    whole.chain(parts).chain(reported).collect()
}

/// Whoever speaks for a part speaks for the whole, as the Kremlin for Russia; not the other way.
fn speaks_for(view: &View<'_>, holder: &EntitySlug, party: &EntitySlug) -> bool {
    view.lineage(holder).contains(&party)
}

/// Whether a word on a part is of what is another party's own.
fn is_of_another(view: &View<'_>, on: &OnPart<'_>, party: &EntitySlug) -> bool {
    on.owner.is_some_and(|owner| !speaks_for(view, owner, party))
}

/// Whether somebody else says it of what is this party's own.
fn is_told_of(view: &View<'_>, on: &OnPart<'_>, party: &EntitySlug) -> bool {
    on.owner.is_some_and(|owner| speaks_for(view, owner, party)) && !speaks_for(view, on.word.holder, party)
}

/// The institution somebody speaks for, else himself.
fn speaks_as<'v>(view: &'v View<'_>, entity: &'v EntitySlug) -> &'v EntitySlug {
    view.directory.get(entity).and_then(|entry| entry.speaks_for.as_ref()).unwrap_or(entity)
}

fn hear<'s>(view: &View<'s>, item: &Item) -> Heard<'s> {
    Heard { whole: words_on(view, item), parts: words_on_parts(view, item), told: told_of(view, item) }
}

/// The current words on an item and on its phase, each update once.
fn words_on<'s>(view: &View<'s>, item: &Item) -> Vec<Word<'s>> {
    let path = Path::item(item.key.clone());
    let mut words: Vec<Word<'s>> = view.account(&path.attribute(phase_name())).current().cloned().collect();
    // What a phase says of the item is said by the phase.
    let of_phase = |word: &Word<'_>| word.testimony.path.is_of(PHASE) && word.record.kind == item.kind;
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
        let of = parts::label(view, &path);
        let asserting = account.current().filter(|word| word.stance == Stance::Asserts && word.value.is_some());
        let each = asserting.map(|word| {
            let hedge = word.testimony.hedge;
            let value = word.value.map(|value| values::with_parts(view, value)).unwrap_or_default();
            let limits = word.limits().map(str::to_owned);
            let limited = limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
            let holds = realise::holds_when(word.record, word.testimony, Dates::of(view));
            let holds = holds.map(|when| format!(" {when}")).unwrap_or_default();
            let text = format!("{of}: {value}{holds}{}{limited}", hedge.map_or("", Hedge::aside));
            let reason = path.is_of(REASON);
            Told { update: word.update, holder: word.holder, differs, hedge, limits, reason, text }
        });
        each.collect::<Vec<_>>()
    });
    told.collect()
}

/// What is told of where somebody stands on parts of an item: that it confirms the place, denies a date; and what is said
/// of a party's own answer.
fn words_on_parts<'s>(view: &View<'s>, item: &Item) -> Vec<OnPart<'s>> {
    let parts = view.paths_of(&item.key).filter(|path| path.attribute.is_some() && !path.is_of(PHASE));
    let told = parts.flat_map(|path| {
        let owner = owner(view, &path);
        let account = view.account(&path);
        let words = account.current().filter(|word| word.stance.is_told() || owner.is_some() && word.value.is_some());
        words.map(|word| OnPart { path: path.clone(), owner, word: word.clone() }).collect::<Vec<_>>()
    });
    told.collect()
}

/// Whose own a detail is: what a party of a proposal answers or advises is its own.
fn owner<'s>(view: &View<'s>, path: &Path) -> Option<&'s EntitySlug> {
    let of_positions = || {
        let item = view.state.item(path.of_item()?)?;
        item.kind.attribute_in(AttributeRole::Positions).filter(|spec| path.is_of(spec.name))
    };
    if path.detail.is_none() || of_positions().is_none() {
        return None;
    }
    view.value_of(&Path { detail: None, ..path.clone() }).and_then(Value::entity)
}

/// Who reports parts of an item and says nothing of the whole, or mends what was reported of it.
fn reporters(view: &View<'_>, item: &Item, words: &[Word<'_>], heard: &Heard<'_>) -> Vec<Said> {
    if item.kind.role() == KindRole::Request {
        // Who asked tells where the other stands, and nothing else.
        return Vec::new();
    }
    let mut said: Vec<(UpdateId, Said)> = Vec::new();
    for path in view.paths_of(&item.key).filter(|path| path.attribute.is_some() && owner(view, path).is_none()) {
        for word in view.account(&path).current().filter(|word| word.stance == Stance::Asserts) {
            let told_of_party = heard.parts.iter().any(|on| on.owner.is_some() && on.word.update == word.update);
            let reported = told_of_party || said.iter().any(|(update, _)| *update == word.update);
            // Who has spoken of the whole is told again only for what it mended.
            let corrects = word.record.change == Change::Corrected;
            if reported || !corrects && words.iter().any(|known| known.holder == word.holder) {
                continue;
            }
            let own = heard.told.iter().filter(|told| told.update == word.update && told.holder == word.holder);
            let tells = own.map(|told| told.text.clone()).collect();
            let says = if corrects { "corrects what was reported of it" } else { "reports of it" };
            let reports = on_whole(view, word, &[]).map(|said| Said { says: says.to_owned(), tells, ..said });
            said.extend(reports.map(|reports| (word.update, reports)));
        }
    }
    said.into_iter().map(|(_, said)| said).collect()
}

/// A word, with what of `told` its report says where others say something else.
fn on_whole(view: &View<'_>, word: &Word<'_>, told: &[Told<'_>]) -> Option<Said> {
    let says = match word.value.and_then(Value::text) {
        Some(phase) if word.stance.supports() => phase.replace('_', " "),
        _ => word.stance.as_str().replace('_', " "),
    };
    // What was confirmed or denied before it happened was the plan.
    let of_plan = if word.plan && word.stance != Stance::Asserts { " (of the plan)" } else { "" };
    let hedge = word.testimony.hedge;
    let own = told.iter().filter(|told| {
        let held_otherwise = told.hedge.is_some() && told.hedge != hedge
            || told.limits.is_some() && told.limits.as_deref() != word.limits();
        let apart = told.differs || held_otherwise || told.reason;
        apart && told.update == word.update && told.holder == word.holder
    });
    Some(Said {
        says: format!("{says}{of_plan}{}{}", hedge.map_or("", Hedge::aside), mended(view, word)),
        tells: own.map(|told| told.text.clone()).collect(),
        of_it: false,
        voice: Voice {
            holder: names::of(view, word.holder),
            slug: word.holder.clone(),
            plan: word.plan,
            // It stands for all its report says of the item.
            related: relations::of(view, word.filing.report, None),
            ..voice::of(view, word.filing)?
        },
    })
}

/// Of a report that was mended in part the rest still stands.
fn mended(view: &View<'_>, word: &Word<'_>) -> &'static str {
    let mut losses = view.withdrawals().of(word.filing.report).iter().map(|loss| &loss.how);
    let mended = losses.any(|how| matches!(how, Loss::Corrected(_) | Loss::Retracted(_)));
    if mended { ", corrected in part since" } else { "" }
}

/// A word on a part of an item, with the value it is about.
fn on_part(view: &View<'_>, on: &OnPart<'_>) -> Option<Said> {
    let OnPart { path, owner, word } = on;
    let said = on_whole(view, word, &[])?;
    let hedge = word.testimony.hedge.map_or("", Hedge::aside);
    let says = match (owner, word.stance, word.value) {
        (Some(_), Stance::Asserts, Some(value)) => {
            format!("{}: {}{hedge}", parts::label(view, path), values::text(view, value))
        }
        (_, stance, value) => format!("{}{hedge}", stances::of_holder(view, word.holder, stance, path, value)),
    };
    let related = relations::of(view, word.filing.report, Some(&word.testimony.path));
    Some(Said { says, voice: Voice { related, ..said.voice }, ..said })
}
