//! How well a value is supported and opposed right now: one total function, with its reasons.
//!
//! # The grade of one word
//!
//! The first row that fits decides ([`grade`]):
//!
//! | the word | grade |
//! | --- | --- |
//! | is hedged as *possible* | conjecture |
//! | is an outlet's own voice, naming nobody | unattributed |
//! | is hearsay, an observation about another, inferred, or hedged as *probable* | reported |
//! | is anonymous or on background | reported |
//! | is our own observation | confirmed |
//! | is a document whose holder acted, or that shows it | confirmed |
//! | is on record and about its holder's own act | confirmed |
//! | is anything else with an origin | reported |
//!
//! # The support of a value
//!
//! The best grade of the words for it and for values that narrow it; *corroborated* where it would be *reported* and as
//! many independent origins as the desk asks (two), each of a different holder, state how they know.
//!
//! # Opposition
//!
//! The best of these; *contested* is opposition above conjecture and at least equal to support, where there is support.
//!
//! | what opposes a value | grade |
//! | --- | --- |
//! | a denial of it, of a wider form of it, or of the whole path | as the denier's assertion would be |
//! | the same, by a party to the item, on record and in its own name | the same, and at least the support |
//! | a denial limited in words to a part | nothing: it is shown beside it |
//! | another value that conflicts with it | that value's support |
//! | a conflicting value of the same single holder | nothing: that is its changed account, or it is divided |
//! | a conflicting value that loses to a wider form of this one | nothing |
//! | what was only planned, or denied before its time, once it has begun | nothing |
//! | a list said to be complete without this element | the grade of that list |
//!
//! Values conflict as their types say ([`Value::compare`]), or where an update says that one `contradicts` the other; not
//! where one `reconciles` them, and not the day something began and the day it ended. A word without a value is for every
//! value of its path that nothing on file conflicts with.
//!
//! The same table decides support and opposition, so no holder is believed more for saying no.

use std::collections::HashSet;
use std::rc::Rc;

use jiff::Timestamp;

use crate::judge::account::{Account, Candidate, Disagreement, Discord, Standing, Word};
use crate::judge::grade::{Grade, grade};
use crate::judge::view::{Tie, View};
use crate::record::attribution::{Attribution, Basis, Knowledge, Origin};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{ASKED, COMPLETE, OUTLOOK, PART_OF, PHASE, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::spec::{MergeRule, Rank};
use crate::record::name::{ElementKey, EntitySlug, ItemKey, own_name};
use crate::record::path::Path;
use crate::record::path::phase_name;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::testimony::Testimony;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::state::order::Order;

/// How many independent origins corroborate.
pub const CORROBORATING_ORIGINS: usize = 2;

/// Whether a word can corroborate another: an origin that states how it knows, speaking for itself and without a hedge.
fn corroborates(word: &Word<'_>, testimony: &Testimony) -> bool {
    !word.secondhand
        && testimony.hedge.is_none()
        && word.attribution.basis != Basis::Unattributed
        && word.attribution.knowledge != Knowledge::NotStated
}

impl<'s> View<'s> {
    /// Everything said on one path, judged: once, however often a view asks.
    pub fn account(&self, path: &Path) -> Rc<Account<'s>> {
        if let Some(known) = self.accounts.borrow().get(path) {
            return Rc::clone(known);
        }
        let account = Rc::new(self.judge(path));
        self.accounts.borrow_mut().insert(path.clone(), Rc::clone(&account));
        account
    }

    fn judge(&self, path: &Path) -> Account<'s> {
        let mut words = self.words(path);
        let holds = self.mark_plans(path, &mut words);
        self.mark_denied_before(path, &mut words);
        self.mark_replaced(&mut words, holds);
        self.mark_moved(&mut words);
        let mut discords = self.discords(&words, holds);
        discords.extend(self.changes_of_position(&words));
        let candidates = Hearing { view: self, path, words: &words, ties: self.ties_on(path, &words) }.candidates();
        Account { words, candidates, discords }
    }

    /// How the values of a path live together.
    pub fn holds(&self, path: &Path) -> MergeRule {
        let (Some(item), Some(name)) = (path.of_item().and_then(|key| self.state.item(key)), &path.attribute) else {
            return match &path.attribute {
                None => MergeRule::Fixed,
                Some(name) => entity_holds(name.as_str()),
            };
        };
        if name.as_str() == PHASE || name.as_str() == OUTLOOK {
            return MergeRule::Successive;
        }
        let declared = || item.declares.iter().find(|declared| declared.name == *name).map(|declared| declared.holds);
        let Some(spec) = item.kind.attribute(name.as_str()) else { return declared().unwrap_or(MergeRule::Fixed) };
        match (&path.element, &path.detail) {
            (_, Some(detail)) => {
                let details = spec.elements.unwrap_or_default();
                details.iter().find(|spec| spec.name == detail.as_str()).map_or(MergeRule::Fixed, |spec| spec.holds)
            }
            (Some(_), None) if spec.party && item.kind.takes_place() => MergeRule::Planned,
            (Some(_), None) => MergeRule::Fixed,
            (None, None) => spec.holds,
        }
    }

    // ---- the words ----

    /// The words on a path in the order they were said. On the path of an item itself a word of a phase that is under way
    /// or over also says that it is so, or, for `not_held`, that it is not; of what does not take place (a claim, a
    /// statement) whoever reports it says that it is so; and a request for comment about the item files what came of it.
    /// What is said of a group reaches the elements that are part of it, no better than their membership.
    fn words(&self, path: &Path) -> Vec<Word<'s>> {
        let mut words: Vec<Word<'s>> = self.testimonies(path).filter_map(|filing| self.word(filing)).collect();
        match (path.of_item().and_then(|key| self.state.item(key)), &path.attribute) {
            (Some(item), None) => {
                words.extend(self.words_of_phases(item, path));
                words.extend(self.words_of_reports(item));
                words.extend(self.words_of_queries(&item.key));
            }
            (Some(_), Some(_)) if path.detail.is_some() => words.extend(self.words_of_the_group(path)),
            _ => {}
        }
        words.sort_by_key(Word::place);
        words
    }

    fn word(&self, filing: Filing) -> Option<Word<'s>> {
        let (report, testimony) = self.state.filed(filing);
        let attribution = self.attribution(filing)?;
        let holder = self.directory.canonical(testimony.holder.as_ref().unwrap_or(&attribution.holder));
        Some(Word {
            filing,
            update: report.record.id,
            order: self.order(filing),
            holder,
            stance: testimony.stance,
            value: testimony.value.as_ref(),
            attribution,
            secondhand: holder != self.directory.canonical(&attribution.holder),
            grade: grade(testimony, attribution),
            replaced: false,
            plan: false,
        })
    }

    fn words_of_phases(&self, item: &'s Item, path: &Path) -> Vec<Word<'s>> {
        let phases = self.testimonies(&path.attribute(phase_name()));
        phases
            .filter_map(|filing| {
                let word = self.word(filing)?;
                let Some(Value::Choice(phase)) = word.value else { return None };
                let stance = implied_stance(item.kind.phase(phase)?.asserts?, word.stance)?;
                Some(Word { stance, value: None, ..word })
            })
            .collect()
    }

    fn words_of_reports(&self, item: &'s Item) -> Vec<Word<'s>> {
        if !item.kind.spec().phases.is_empty() {
            return Vec::new();
        }
        let merged = self.merged_into(&item.key).iter().copied();
        let places = std::iter::once(item).chain(merged).flat_map(|item| item.reports.iter().copied());
        let mut words: Vec<Word<'s>> = Vec::new();
        for place in places {
            let update = &self.state.reports()[place].record;
            if !matches!(update.change, Change::Reported | Change::Recorded | Change::Corrected) {
                continue;
            }
            let first = words.len();
            for (testimony, said) in update.testimonies.iter().enumerate() {
                let filing = Filing { report: place, testimony };
                let own =
                    said.stance.supports() && said.holder.is_none() && said.path.of_item() == update.item.as_ref();
                let counts = self.counts(filing) && own;
                let known =
                    words[first..].iter().any(|word| self.state.filed(word.filing).1.attribution == said.attribution);
                if let (true, false, Some(word)) = (counts, known, self.word(filing)) {
                    words.push(Word { stance: Stance::Asserts, value: None, ..word });
                }
            }
        }
        words
    }

    fn words_of_queries(&self, about: &ItemKey) -> Vec<Word<'s>> {
        let outcomes = self.queries_on(about).flat_map(|query| {
            let item = Path::item(query.key.clone());
            let asked = self.value_of(&item.attribute(own_name(ASKED))).and_then(Value::entity);
            let phases = self.testimonies(&item.attribute(phase_name())).collect::<Vec<_>>();
            phases.into_iter().filter_map(move |filing| {
                let word = self.word(filing)?;
                let Some(Value::Choice(phase)) = word.value else { return None };
                let (holder, stance) = (asked?, query.kind.phase(phase)?.stance?);
                Some(Word { holder, stance, value: None, secondhand: word.attribution.holder != *holder, ..word })
            })
        });
        outcomes.collect()
    }

    fn words_of_the_group(&self, path: &Path) -> Vec<Word<'s>> {
        let own = path.detail.as_ref().is_some_and(|detail| detail.as_str() == PART_OF);
        let element = Path { detail: None, ..path.clone() };
        let membership = || self.account(&element.detail(own_name(PART_OF)));
        let Some(membership) = (!own).then(membership) else { return Vec::new() };
        let Some(leading) = membership.leading() else { return Vec::new() };
        let Some(group) = leading.value.and_then(Value::text).and_then(|key| ElementKey::new(key).ok()) else {
            return Vec::new();
        };
        let of_group = Path { element: Some(group), ..path.clone() };
        let most = leading.standing.support;
        let words = self.testimonies(&of_group).filter_map(|filing| self.word(filing));
        words.map(|word| Word { grade: word.grade.min(most), ..word }).collect()
    }

    /// Marks what was said of the date, place and participants of an occurrence before it began: a plan, which stays on
    /// file beside what happened. Answers how the values of the path live together now.
    fn mark_plans(&self, path: &Path, words: &mut [Word<'s>]) -> MergeRule {
        let holds = self.holds(path);
        if holds != MergeRule::Planned {
            return holds;
        }
        let Some(begun) = path.of_item().and_then(|key| self.begun(key)) else { return MergeRule::Successive };
        for word in words {
            let rank = self.state.filed(word.filing).0.record.rank_filed();
            word.plan = rank.map_or(word.order < begun, |rank| rank == Rank::Plans);
            if word.plan {
                word.grade = word.grade.min(Grade::Reported);
            }
        }
        MergeRule::Planned
    }

    /// Marks what was denied of an occurrence before its day came: that was about the plan, and says nothing of what
    /// happened.
    fn mark_denied_before(&self, path: &Path, words: &mut [Word<'s>]) {
        let item = path.of_item().filter(|_| path.attribute.is_none());
        let Some(start) = item.and_then(|item| self.happened_from(item)) else { return };
        for word in words.iter_mut().filter(|word| word.stance == Stance::Denies) {
            word.plan = word.order.0 < start;
        }
    }

    /// The earliest instant at which an occurrence that is said to have begun can have begun.
    fn happened_from(&self, item: &ItemKey) -> Option<Timestamp> {
        let when = Path::item(item.clone()).attribute(own_name(WHEN));
        let starts = self.testimonies(&when).filter_map(|filing| {
            let (report, testimony) = self.state.filed(filing);
            let begun = report.record.rank_filed() > Some(Rank::Plans) && testimony.stance.supports();
            match &testimony.value {
                Some(Value::When(when)) if begun => when.span().earliest,
                _ => None,
            }
        });
        starts.min()
    }

    /// Marks the words whose holder has said otherwise since.
    fn mark_replaced(&self, words: &mut [Word<'s>], holds: MergeRule) {
        for later in 1..words.len() {
            let (earlier, rest) = words.split_at_mut(later);
            let newer = &rest[0];
            for older in earlier.iter_mut().filter(|older| older.holder == newer.holder) {
                older.replaced |= self.replaces(newer, older, holds);
            }
        }
    }

    fn replaces(&self, newer: &Word<'_>, older: &Word<'_>, holds: MergeRule) -> bool {
        if [newer.stance, older.stance].contains(&Stance::Names) {
            return false;
        }
        if newer.secondhand && !older.secondhand {
            return false;
        }
        if older.secondhand && older.stance.is_observation() {
            return !newer.secondhand || newer.attribution.origin == older.attribution.origin;
        }
        if !newer.stance.is_committal() {
            return newer.attribution.origin == older.attribution.origin && newer.stance != older.stance;
        }
        if !older.stance.is_committal() {
            return true;
        }
        let comparison = match (newer.value, older.value) {
            (Some(new), Some(old)) => new.compare(old, self.directory),
            _ => Comparison::Same,
        };
        let says_same = newer.stance.supports() == older.stance.supports();
        let successive = match holds {
            MergeRule::Successive => true,
            MergeRule::Planned => newer.plan && older.plan,
            MergeRule::Fixed | MergeRule::Several => false,
        };
        match comparison {
            Comparison::Same => !says_same && newer.plan == older.plan,
            Comparison::Narrows => false,
            _ => successive && says_same && newer.stance.supports(),
        }
    }

    /// A date that was moved (`rescheduled`, `extended`) is moved for everybody who has not repeated the old one since.
    fn mark_moved(&self, words: &mut [Word<'s>]) {
        let moves = |word: &Word<'_>| {
            let update = &self.state.filed(word.filing).0.record;
            matches!(update.change, Change::Rescheduled | Change::Extended)
                && matches!(word.value, Some(Value::When(_)))
                && word.stance.supports()
                && word.grade > Grade::Conjecture
        };
        let moved: Vec<(Order, Option<&Value>)> =
            words.iter().filter(|word| moves(word)).map(|word| (word.order, word.value)).collect();
        for (at, to) in moved {
            for older in words.iter_mut().filter(|word| word.stance.supports() && word.order < at) {
                let comparison = compare(self, older.value, to);
                older.replaced |= !matches!(comparison, Comparison::Same | Comparison::Narrows);
            }
        }
    }

    /// Holders whose own words do not agree: one speaker's changed account, or speakers of one holder who differ.
    fn discords(&self, words: &[Word<'s>], holds: MergeRule) -> Vec<Discord<'s>> {
        let mut discords: Vec<Discord<'s>> = Vec::new();
        let own = |word: &&Word<'s>| word.stance.supports() && !word.secondhand && word.value.is_some();
        for (later, newer) in words.iter().enumerate().filter(|(_, word)| own(word)) {
            for older in words[..later].iter().filter(own).filter(|older| older.holder == newer.holder) {
                let differ = compare(self, newer.value, older.value) == Comparison::Conflicting
                    && !self.are_two_ends(&[older], &[newer]);
                let same_speaker = newer.attribution.origin == older.attribution.origin;
                let said_before = || {
                    words[..later].iter().filter(own).any(|word| {
                        word.attribution.origin == newer.attribution.origin
                            && compare(self, word.value, newer.value) == Comparison::Same
                            && older.place() > word.place()
                    })
                };
                let stands =
                    !older.replaced && !newer.replaced && newer.plan == older.plan && holds != MergeRule::Several;
                let how = match same_speaker {
                    true if stands => Disagreement::ChangedAccount,
                    false if stands || said_before() => Disagreement::Divided,
                    _ => continue,
                };
                if differ && !discords.iter().any(|known| known.holder == newer.holder && known.how == how) {
                    discords.push(Discord { holder: newer.holder, how, filings: vec![older.filing, newer.filing] });
                }
            }
        }
        discords
    }

    /// Holders who now say what they denied, or deny what they said, each with the last word of either kind.
    fn changes_of_position(&self, words: &[Word<'s>]) -> Vec<Discord<'s>> {
        let mut changes: Vec<Discord<'s>> = Vec::new();
        let own = |word: &&Word<'s>| word.stance.is_committal() && !word.secondhand;
        for newer in words.iter().rev().filter(own).filter(|word| !word.replaced) {
            let mut before = words.iter().rev().filter(own).filter(|word| word.place() < newer.place());
            let turned = before.find(|older| {
                older.holder == newer.holder
                    && older.replaced
                    && older.stance.supports() != newer.stance.supports()
                    && compare(self, older.value, newer.value) == Comparison::Same
            });
            if let Some(older) = turned
                && !changes.iter().any(|known| known.holder == newer.holder)
            {
                let filings = vec![older.filing, newer.filing];
                changes.push(Discord { holder: newer.holder, how: Disagreement::ChangedPosition, filings });
            }
        }
        changes
    }

    /// Whether some words give the day something began and the others the day it ended, whichever they are.
    fn are_two_ends(&self, some: &[&Word<'s>], others: &[&Word<'s>]) -> bool {
        self.begin_and_end(some, others) || self.begin_and_end(others, some)
    }

    /// Whether some words give the day something began, and others the day it ended.
    fn begin_and_end(&self, began: &[&Word<'s>], ended: &[&Word<'s>]) -> bool {
        let day = |word: &Word<'_>| match word.value {
            Some(Value::When(when)) => when.start_in_utc(),
            _ => None,
        };
        let of_rank = |word: &&&Word<'s>, rank| {
            let (report, testimony) = self.state.filed(word.filing);
            testimony.path.is_of(WHEN) && report.record.rank_filed() == Some(rank)
        };
        let all = |words: &[&Word<'s>], rank| !words.is_empty() && words.iter().all(|word| of_rank(&word, rank));
        let in_order = began.iter().all(|began| ended.iter().all(|ended| day(began) <= day(ended)));
        all(began, Rank::UnderWay) && all(ended, Rank::Outcome) && in_order
    }

    fn ties_on(&self, path: &Path, words: &[Word<'_>]) -> Vec<&Tie> {
        if self.ties().is_empty() {
            return Vec::new();
        }
        let reports: HashSet<usize> = words.iter().map(|word| word.filing.report).collect();
        let here = |tie: &&Tie| {
            reports.contains(&tie.from)
                && reports.contains(&tie.to)
                && tie.path.as_ref().is_none_or(|tied| path.is_within(tied))
        };
        self.ties().iter().filter(here).collect()
    }

    /// The desk's last choice on the path.
    fn preferred(&self, path: &Path) -> Option<&'s Value> {
        let choices = self.testimonies(path).filter(|filing| self.attribution(*filing).is_none());
        choices.last().and_then(|filing| self.state.filed(filing).1.value.as_ref())
    }

    /// What tells one origin from another: who it is. Origins that are described and not named may all be one, unless a
    /// source says, or the desk knows, that this one is another.
    pub(crate) fn voice(&self, attribution: &Attribution) -> String {
        let slug = match &attribution.origin {
            Origin::Entity(slug) => self.directory.canonical(slug),
            Origin::Evidence(item) => return format!("evidence/{item}"),
        };
        let described = self.directory.get(slug).is_some_and(|entity| entity.is == EntityType::Group);
        match attribution.basis {
            Basis::Anonymous | Basis::OnBackground if described && !attribution.distinct => "unnamed".to_owned(),
            _ => format!("entity/{slug}"),
        }
    }

    /// The value to lead with on a path.
    pub fn value_of(&self, path: &Path) -> Option<&'s Value> {
        self.account(path).leading()?.value
    }
}

fn compare(view: &View<'_>, a: Option<&Value>, b: Option<&Value>) -> Comparison {
    match (a, b) {
        (Some(a), Some(b)) => a.compare(b, view.directory),
        (None, None) => Comparison::Same,
        _ => Comparison::Compatible,
    }
}

/// One path under judgement: its words, and which values they are for and against.
struct Hearing<'h, 's> {
    view: &'h View<'s>,
    path: &'h Path,
    words: &'h [Word<'s>],
    /// The updates that say how two reports on this path stand to each other.
    ties: Vec<&'h Tie>,
}

/// A value with its grade of support and the words for it, the best first.
struct Supported<'s> {
    value: Option<&'s Value>,
    grade: Grade,
    /// What it would be without what was only planned: a plan opposes nothing.
    without_plans: Grade,
    filings: Vec<Filing>,
}

impl<'s> Hearing<'_, 's> {
    fn candidates(&self) -> Vec<Candidate<'s>> {
        let values = self.values();
        let supported: Vec<Supported<'s>> = values.iter().map(|value| self.support(*value, &values)).collect();
        let preferred = self.view.preferred(self.path);
        let mut candidates: Vec<Candidate<'s>> = supported
            .iter()
            .map(|this| {
                let (opposition, opponents) = self.opposition(this, &supported);
                let doubted =
                    self.current().any(|word| word.stance == Stance::Disputes && self.addresses(word, this.value));
                let standing =
                    Standing { support: this.grade, opposition, doubted, supporters: this.filings.clone(), opponents };
                let preferred =
                    preferred.is_some_and(|chosen| self.compare(Some(chosen), this.value) == Comparison::Same);
                Candidate { value: this.value, standing, preferred }
            })
            .collect();
        candidates.sort_by_key(|candidate| self.rank(candidate, &supported));
        candidates
    }

    /// The best supported first; of equals the uncontested, then the one that says more, then the nearer record.
    fn rank(&self, candidate: &Candidate<'s>, supported: &[Supported<'s>]) -> impl Ord + use<'s> {
        let narrows =
            supported.iter().filter(|other| self.compare(candidate.value, other.value) == Comparison::Narrows);
        let links = |filing: &Filing| self.view.attribution(*filing).map_or(0, |attribution| attribution.via.len());
        let nearest = candidate.standing.supporters.iter().map(links).min().unwrap_or(usize::MAX);
        let contested = candidate.standing.is_contested();
        (std::cmp::Reverse(candidate.standing.support), contested, std::cmp::Reverse(narrows.count()), nearest)
    }

    /// Every value on file, in the order they first came up.
    fn values(&self) -> Vec<Option<&'s Value>> {
        let mut said: Vec<&Word<'s>> = self.words.iter().collect();
        said.sort_by_key(|word| (word.filing.report, word.filing.testimony));
        let mut values: Vec<Option<&'s Value>> = Vec::new();
        for word in said.into_iter().filter(|word| word.value.is_some() || self.path.attribute.is_none()) {
            if !values.iter().any(|value| compare(self.view, *value, word.value) == Comparison::Same) {
                values.push(word.value);
            }
        }
        values
    }

    fn current(&self) -> impl Iterator<Item = &Word<'s>> {
        self.words.iter().filter(|word| !word.replaced)
    }

    /// How two values stand to each other here: as their types say, unless an update says that they contradict each other
    /// where types cannot see it, or in which sense both are right.
    fn compare(&self, a: Option<&Value>, b: Option<&Value>) -> Comparison {
        let by_type = compare(self.view, a, b);
        let said_by = |value: Option<&Value>, report: usize| {
            let mut words = self.words.iter();
            words.any(|word| word.filing.report == report && compare(self.view, word.value, value) == Comparison::Same)
        };
        let tied = |relation: RelationKind| {
            self.ties.iter().any(|tie| {
                tie.relation == relation
                    && (said_by(a, tie.from) && said_by(b, tie.to) || said_by(b, tie.from) && said_by(a, tie.to))
            })
        };
        match by_type {
            Comparison::Compatible if tied(RelationKind::Contradicts) => Comparison::Conflicting,
            Comparison::Conflicting if tied(RelationKind::Reconciles) => Comparison::Compatible,
            Comparison::Conflicting if self.are_two_ends(a, b) => Comparison::Compatible,
            by_type => by_type,
        }
    }

    fn are_two_ends(&self, a: Option<&Value>, b: Option<&Value>) -> bool {
        if !self.path.is_of(WHEN) {
            return false;
        }
        let saying = |value: Option<&Value>| -> Vec<&Word<'s>> {
            let supporting = self.current().filter(|word| word.stance.supports());
            supporting.filter(|word| compare(self.view, word.value, value) == Comparison::Same).collect()
        };
        self.view.are_two_ends(&saying(a), &saying(b))
    }

    fn addresses(&self, word: &Word<'_>, value: Option<&Value>) -> bool {
        word.value.is_none() || matches!(self.compare(value, word.value), Comparison::Same | Comparison::Narrows)
    }

    fn support(&self, value: Option<&'s Value>, values: &[Option<&'s Value>]) -> Supported<'s> {
        let alone = || !values.iter().any(|other| self.compare(*other, value) == Comparison::Conflicting);
        let mut supporters: Vec<&Word<'s>> = self
            .current()
            .filter(|word| word.stance.supports())
            .filter(|word| match (value, word.value) {
                (Some(_), None) => alone(),
                _ => matches!(self.compare(word.value, value), Comparison::Same | Comparison::Narrows),
            })
            .collect();
        supporters.sort_by_key(|word| std::cmp::Reverse(word.grade));
        let grade = self.grade_of_all(&supporters);
        let firm: Vec<&Word<'s>> = supporters.iter().copied().filter(|word| !word.plan).collect();
        let without_plans = self.grade_of_all(&firm);
        Supported { value, grade, without_plans, filings: supporters.into_iter().map(|word| word.filing).collect() }
    }

    /// The grade of several words together, the best of them first.
    fn grade_of_all(&self, words: &[&Word<'s>]) -> Grade {
        match words.first().map_or(Grade::None, |word| word.grade) {
            Grade::Reported if self.independent_origins(words) >= CORROBORATING_ORIGINS => Grade::Corroborated,
            best => best,
        }
    }

    /// How many of the words come from origins independent of each other, each of another holder.
    fn independent_origins(&self, words: &[&Word<'s>]) -> usize {
        let mut voices: Vec<(&EntitySlug, String)> = Vec::new();
        for word in words {
            let testimony = self.view.state.filed(word.filing).1;
            let voice = self.view.voice(word.attribution);
            let known = voices.iter().any(|(holder, known)| *holder == word.holder || *known == voice);
            if !known && !word.plan && corroborates(word, testimony) {
                voices.push((word.holder, voice));
            }
        }
        voices.len()
    }

    fn opposition(&self, this: &Supported<'s>, supported: &[Supported<'s>]) -> (Grade, Vec<Filing>) {
        let mut against = self.denials(this);
        against.extend(self.absences(this));
        let holders_for = self.holders_for(this.value);
        for rival in supported.iter().filter(|rival| self.compare(rival.value, this.value) == Comparison::Conflicting) {
            let holders_against = self.holders_for(rival.value);
            let alone = holders_against.len() == 1 && holders_against == holders_for;
            if !alone && rival.without_plans > Grade::None && !self.loses_to_wider(rival, this, supported) {
                against.extend(rival.filings.iter().map(|filing| (rival.without_plans, *filing)));
            }
        }
        against.sort_by(|(a, _), (b, _)| b.cmp(a));
        let best = against.first().map_or(Grade::None, |(grade, _)| *grade);
        (best, against.into_iter().map(|(_, filing)| filing).collect())
    }

    /// The denials of a value. One that is limited to a part, in words, opposes only that part, and is shown beside it.
    fn denials(&self, this: &Supported<'s>) -> Vec<(Grade, Filing)> {
        let denials = self.current().filter(|word| word.stance == Stance::Denies && !word.plan);
        let whole = denials.filter(|word| self.view.state.filed(word.filing).1.limits.is_none());
        whole
            .filter(|word| self.addresses(word, this.value))
            .map(|word| {
                let by_party = self.path.of_item().is_some_and(|item| self.view.is_party(item, word.holder));
                let on_record = word.attribution.basis == Basis::OnRecord && !word.secondhand;
                let grade = if by_party && on_record { word.grade.max(this.grade) } else { word.grade };
                (grade, word.filing)
            })
            .collect()
    }

    /// Lists said to be complete that do not have this element.
    fn absences(&self, this: &Supported<'s>) -> Vec<(Grade, Filing)> {
        if self.path.element.is_none() || self.path.detail.is_some() {
            return Vec::new();
        }
        let list = Path { element: None, ..self.path.clone() };
        let complete = self.view.testimonies(&list).filter_map(|filing| self.view.word(filing));
        let complete = complete.filter(|word| word.value.and_then(Value::text) == Some(COMPLETE));
        let holders_for = self.holders_for(this.value);
        complete
            .filter(|word| {
                let report = &self.view.state.reports()[word.filing.report].record;
                let named = report.testimonies.iter().any(|said| said.path == *self.path && said.stance.supports());
                !named && holders_for.as_slice() != [word.holder]
            })
            .map(|word| (word.grade, word.filing))
            .collect()
    }

    /// Whether a rival already loses to a wider form of the value.
    fn loses_to_wider(&self, rival: &Supported<'s>, this: &Supported<'s>, supported: &[Supported<'s>]) -> bool {
        supported.iter().any(|wider| {
            self.compare(this.value, wider.value) == Comparison::Narrows
                && self.compare(rival.value, wider.value) == Comparison::Conflicting
                && wider.grade > rival.without_plans
        })
    }

    fn holders_for(&self, value: Option<&Value>) -> Vec<&'s EntitySlug> {
        let supporters = self.current().filter(|word| word.stance.supports());
        let mut holders: Vec<&EntitySlug> = supporters
            .filter(|word| self.compare(word.value, value) == Comparison::Same)
            .map(|word| word.holder)
            .collect();
        holders.sort();
        holders.dedup();
        holders
    }
}

fn implied_stance(so: bool, stance: Stance) -> Option<Stance> {
    match (so, stance) {
        (true, stance) => Some(stance),
        (false, Stance::Asserts | Stance::Confirms) => Some(Stance::Denies),
        (false, _) => None,
    }
}

fn entity_holds(name: &str) -> MergeRule {
    crate::record::kind::entities::ENTITY_ATTRIBUTES
        .iter()
        .find(|spec| spec.name == name)
        .map_or(MergeRule::Fixed, |spec| spec.holds)
}
