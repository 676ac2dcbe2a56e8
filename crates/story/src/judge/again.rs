//! Which reports only say again what those who speak in them say already: they move nothing, and need no judging.
//!
//! Where thousands of updates are of a few items, most are such. A report is one if each of its words
//!
//! - is alike to one that still counts and that nothing contradicts, of the same holder, in all that judging looks at but
//!   when it was said;
//! - was said after every other word on its path;
//! - ends nothing that this holder has said since; and
//! - is of no date or phase of which somebody else has spoken otherwise since.
//!
//! What does not hold to the letter is judged: that costs time, and nothing else.

use std::collections::HashMap;
use std::rc::Rc;

use crate::judge::account::{Account, Word};
use crate::judge::replaced::replaces;
use crate::judge::view::View;
use crate::judge::words;
use crate::record::attribution::Attribution;
use crate::record::kind::attribute::{COMPLETE, PART_OF, PHASE, SAME_AS, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::KindRole;
use crate::record::name::EntitySlug;
use crate::record::path::{Path, phase_name};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::state::order::Order;

/// What is said on the paths of a story, by whom: looked up for each report, and taken in once for each judgement.
#[derive(Default)]
pub(super) struct Said<'s> {
    paths: HashMap<Path, OnPath<'s>>,
}

/// What is said on one path.
struct OnPath<'s> {
    account: Rc<Account<'s>>,
    /// The places of the words of each holder, in the order they were said.
    of: HashMap<&'s EntitySlug, Vec<usize>>,
    /// When the last word was said, those apart that were said again, and the last place in the state of any.
    last: Option<(Order, usize)>,
    /// From which word on those that count give one value.
    of_one_value: usize,
    /// Whether somebody says that the item lies ahead: on the path of a phase.
    lies_ahead: bool,
}

impl<'s> Said<'s> {
    /// Whether the report at a place, which the view has taken in, only says again what is said of its item already.
    pub(super) fn is_said_again(&mut self, view: &View<'s>, item: &Item, place: usize) -> bool {
        let update = &view.state.reports()[place].record;
        let said = view.words_of_report(place);
        let of_group = |path: &Path| path.detail.as_ref().is_some_and(|detail| detail.as_str() == PART_OF);
        // What is said of a group is said of each that is part of it.
        let grouped =
            || item.paths.iter().any(of_group) && said.iter().any(|word| word.testimony.path.detail.is_some());
        if said.len() != update.testimonies.len()
            || said.is_empty()
            || !is_testimony_only(update)
            || grouped()
            || !is_called_so(view, item, place)
        {
            return false;
        }
        let whole = Path::item(item.key.clone());
        let phases = whole.attribute(phase_name());
        let (implied, spoken): (Vec<Word<'_>>, Vec<Word<'_>>) = match item.kind.spec().phases.is_empty() {
            true => (words::of_report(said.clone(), false), said),
            false => {
                let of_phase = said.iter().filter(|word| word.testimony.path == phases).cloned().collect();
                (words::of_phases(item.kind, of_phase).collect(), said)
            }
        };
        // What ends by a phase are words on the item itself.
        if spoken.iter().any(|word| word.testimony.path == phases) {
            let account = view.account(&whole);
            let own = |word: &Word<'_>| !word.implied && spoken.iter().any(|said| said.holder == word.holder);
            if account.words.iter().any(own) {
                return false;
            }
        }
        let last_phase = self.on(view, &phases, place).last;
        let planned = self.on(view, &phases, place).lies_ahead;
        let after_phases = |word: &Word<'_>| last_phase.is_none_or(|(last, _)| word.order >= last);
        let all =
            || implied.iter().map(|word| (&whole, word)).chain(spoken.iter().map(|word| (&word.testimony.path, word)));
        for (path, word) in all() {
            let dated = planned && path.is_of(WHEN);
            if !self.on(view, path, place).has(view, word, path.is_of(PHASE) || dated)
                || *path == whole && !after_phases(word)
            {
                return false;
            }
        }
        for (path, word) in all() {
            if let Some(on_path) = self.paths.get_mut(path) {
                on_path.last = on_path.last.max(Some((word.order, place)));
            }
        }
        true
    }

    /// What is said on a path, but for the report at a place.
    fn on(&mut self, view: &View<'s>, path: &Path, place: usize) -> &OnPath<'s> {
        let account = view.account(path);
        if !self.paths.get(path).is_some_and(|known| Rc::ptr_eq(&known.account, &account)) {
            self.paths.insert(path.clone(), OnPath::of(account, place));
        }
        &self.paths[path]
    }
}

impl<'s> OnPath<'s> {
    fn of(account: Rc<Account<'s>>, place: usize) -> Self {
        let mut of: HashMap<&'s EntitySlug, Vec<usize>> = HashMap::new();
        let others = || account.words.iter().enumerate().filter(|(_, word)| word.filing.report != place);
        for (number, word) in others() {
            of.entry(word.holder).or_default().push(number);
        }
        let order = others().map(|(_, word)| word.order).max();
        let last = order.zip(others().map(|(_, word)| word.filing.report).max());
        let mut current = others().filter(|(_, word)| !word.replaced).rev().peekable();
        let value = current.peek().and_then(|(_, word)| word.value);
        let of_one_value = current.find(|(_, word)| word.value != value).map_or(0, |(number, _)| number + 1);
        let ahead = |word: &Word<'_>| {
            let role = word.value.and_then(Value::text).and_then(|phase| word.record.kind.phase_role(phase));
            word.stance.supports() && role.is_some_and(|role| role.lies_ahead())
        };
        let lies_ahead = others().any(|(_, word)| ahead(word));
        Self { of, last, of_one_value, lies_ahead, account }
    }

    /// Whether a word that is said after all others is said already, so that it moves nothing. What is said of a phase or of a
    /// planned date, `in_turn`, also stands by what others have said since.
    fn has(&self, view: &View<'_>, word: &Word<'_>, in_turn: bool) -> bool {
        if self.last.is_some_and(|(order, report)| word.order < order || word.filing.report <= report) {
            return false;
        }
        let words = &self.account.words;
        for number in self.of.get(word.holder).into_iter().flatten().rev().copied() {
            let said = &words[number];
            if is_alike(said, word) {
                // Whoever is contradicted is not by what he says again.
                let tied = view.ties_of(said.filing.report).next().is_some();
                return !said.replaced && !said.plan && !tied && (!in_turn || self.is_last_of(number));
            }
            let stands_beside = !said.replaced
                && said.attribution.origin == word.attribution.origin
                && said.stance.supports() == word.stance.supports()
                && !(said.stance.is_told() && word.stance.is_told())
                && !replaces(word, said, self.account.rule, view.directory);
            if !stands_beside {
                return false;
            }
        }
        false
    }

    /// Whether nobody has given another value since a word, nor at the same time.
    fn is_last_of(&self, number: usize) -> bool {
        let words = &self.account.words;
        let other = self.of_one_value.checked_sub(1).map(|other| words[other].order);
        number >= self.of_one_value && other.is_none_or(|other| other < words[number].order)
    }
}

/// Whether a report calls its item nothing, or what the last one that named it calls it.
fn is_called_so(view: &View<'_>, item: &Item, place: usize) -> bool {
    let label = |place: usize| view.state.reports()[place].record.label.as_ref();
    let earlier = || item.reports.iter().rev().copied().filter(|other| *other != place && view.admits(*other));
    label(place).is_none_or(|called| earlier().find_map(label) == Some(called))
}

/// Whether an update only brings testimony, and nothing that reaches beyond it.
fn is_testimony_only(update: &Update) -> bool {
    let of_list = |value: &Value| value.text() == Some(COMPLETE);
    update.relations.is_empty()
        && update.declares.is_empty()
        && update.head.is_none()
        && update.by.is_none()
        && update.part_of.is_none()
        && update.reason.is_none()
        && update.others_embargo.is_none()
        && !matches!(update.change, Change::Split | Change::Rescheduled | Change::Extended)
        && !matches!(
            update.kind.role(),
            KindRole::Story | KindRole::OwnText | KindRole::Request | KindRole::Publication | KindRole::Evidence
        )
        && update.attributions.iter().all(|said| said.via.iter().all(|link| link.report.is_none()))
        && update.testimonies.iter().all(|said| !said.path.is_of(SAME_AS) && !said.value.as_ref().is_some_and(of_list))
}

/// Whether two words of one holder are the same in all that is judged of them, but for when they were said.
fn is_alike(one: &Word<'_>, other: &Word<'_>) -> bool {
    let stance = |word: &Word<'_>| (word.stance, word.secondhand, word.implied, word.testimony.hedge);
    let update = |word: &Word<'_>| {
        let record = word.record;
        (record.change, record.phase_filed(), record.rank_filed(), record.said_at.is_some())
    };
    let (said, again) = (one.testimony, other.testimony);
    // A number that grows is as of the day on which it was given.
    let of_day = |word: &Word<'_>| matches!(word.value, Some(Value::Count(_))).then(|| word.order.day());
    stance(one) == stance(other)
        && one.value == other.value
        && update(one) == update(other)
        && (&said.path, &said.holder, &said.limits) == (&again.path, &again.holder, &again.limits)
        && (&said.from, &said.until) == (&again.from, &again.until)
        && one.record.as_of(said) == other.record.as_of(again)
        && of_day(one) == of_day(other)
        && one.day_of_phase() == other.day_of_phase()
        && is_same_source(one.attribution, other.attribution)
}

/// Whether two attributions are the same but for the words that they rest on, and where these were found.
fn is_same_source(one: &Attribution, other: &Attribution) -> bool {
    (&one.origin, &one.holder, &one.via) == (&other.origin, &other.holder, &other.via)
        && (one.basis, one.knowledge, one.distinct) == (other.basis, other.knowledge, other.distinct)
        && one.statement == other.statement
}
