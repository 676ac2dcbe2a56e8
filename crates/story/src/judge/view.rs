//! What a reader may see of a story, judged: the one place where judging a path may ask for another.
//!
//! Each step of judging is a function of plain data in a file of its own; this file fetches the data. What it fetches may
//! itself have to be judged first, and that this ends is seen from the table: each row asks only for rows above it, and for
//! what is filed, which is not judged. No row asks for itself, whatever the items of a story say of each other.
//!
//! | to judge | it is asked |
//! | --- | --- |
//! | `request/asked`, `claim/nature`, `item/phase`, `item/outlook`, `item/list/element/part_of` | nothing that is judged |
//! | an item itself | its phase, or the nature of a claim; and of each request for comment about it, who was asked |
//! | anything else of a claim | its nature, and the claim itself |
//! | whether an item has begun ([`View::begun`]) | the item, and its phase |
//! | any other attribute | the item itself, and whether it has begun |
//! | any other detail of an element | also which group the element is part of |
//!
//! Who has a part in an item ([`View::participants`]), the order of words (also of those said *before* an item), which items
//! were found to be one, and what contradicts a report from elsewhere are read from what is filed.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;

use crate::judge::account::{Account, Word};
use crate::judge::grade::Grade;
use crate::judge::hearing::{self, Hearing};
use crate::judge::links::Tie;
use crate::judge::merge_rule::merge_rule;
use crate::judge::on_file::OnFile;
use crate::judge::parties::{Parties, lineage, mark_outside, mark_own};
use crate::judge::phase::{Outlook, Phase};
use crate::judge::seen::Seen;
use crate::judge::words::Course;
use crate::judge::{discord, phase, replaced, words};
use crate::record::attribution::Attribution;
use crate::record::bounds::Bounds;
use crate::record::kind::attribute::{ASKED, COMPLETE, NATURE, OUTLOOK, PART_OF, PHASE, TEXT, WORDS};
use crate::record::kind::spec::{KindRole, MergeRule};
use crate::record::name::{AttributeName, ElementKey, EntitySlug, ItemKey, UpdateId, own_name};
use crate::record::path::{Path, Subject, phase_name};
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::status::Status;
use crate::record::style::Style;
use crate::record::update::Head;
use crate::record::value::Value;
use crate::state::directory::{Directory, StoryDirectory};
use crate::state::fold::{Filing, Item, Report, State};
use crate::state::order::Order;
use crate::state::withdrawal::{Supposition, Withdrawals};

/// A story as one reader sees it: bounded, with what was withdrawn known, and judged as far as somebody has asked.
pub struct View<'s> {
    /// The state behind it.
    pub state: &'s State,
    /// The directory under the same bounds, as it is in this story.
    pub directory: StoryDirectory<'s>,
    on_file: OnFile<'s>,
    judged: Judged<'s>,
    /// How whoever asked wants answers written: nothing here depends on it.
    style: Style,
    /// How many records of the story could not be read, so that nothing here knows of them.
    unreadable: usize,
}

/// What was judged and put into words so far.
#[derive(Default)]
struct Judged<'s> {
    accounts: RefCell<HashMap<Subject, HashMap<Path, Rc<Account<'s>>>>>,
    begun: RefCell<HashMap<ItemKey, Option<Order>>>,
    contested_items: RefCell<HashMap<ItemKey, bool>>,
    phases: RefCell<HashMap<ItemKey, Phase>>,
    parties: RefCell<HashMap<ItemKey, Rc<Parties<'s>>>>,
    /// Whether a path was contested when the report at a place was the last one, and how many reports were seen then.
    contested: RefCell<HashMap<(usize, Path), (usize, bool)>>,
    /// What was put into words of each item, by what it is: thousands of reports can name one.
    worded: RefCell<HashMap<&'static str, HashMap<ItemKey, String>>>,
}

/// What a thread unwinds with when nobody waits for its answer any more.
#[derive(Debug)]
pub struct GivenUp;

/// The natures of a claim that is so or not so, whatever anybody thinks of it.
const MATTERS_OF_FACT: &[&str] = &["fact", "total"];

// ---- judging ----

impl<'s> View<'s> {
    /// The view of a state under bounds, at `now`.
    pub fn new(state: &'s State, directory: &'s Directory, bounds: Bounds, now: Timestamp) -> Self {
        Self::of(Seen::new(state, directory, bounds, now), Style::default())
    }

    /// The same view, for an answer that may be given up: once that is set, whoever asks for a judgement unwinds with
    /// [`GivenUp`].
    #[must_use]
    pub fn until(mut self, given_up: &'s AtomicBool) -> Self {
        self.on_file.seen.given_up = Some(given_up);
        self
    }

    /// The same view for a reader of this house style.
    pub fn written_in(self, style: Style) -> Self {
        Self { style, judged: Judged { worded: RefCell::default(), ..self.judged }, ..self }
    }

    /// The same view, of a story of which so many records could not be read.
    pub fn without(self, unreadable: usize) -> Self {
        Self { unreadable, ..self }
    }

    /// How many records of the story could not be read.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The house style of its reader.
    pub fn style(&self) -> Style {
        self.style
    }

    fn of(seen: Seen<'s>, style: Style) -> Self {
        Self {
            state: seen.state,
            directory: seen.directory,
            on_file: OnFile::of(seen),
            judged: Judged::default(),
            style,
            unreadable: 0,
        }
    }

    /// Everything said on one path, judged: once, however often a view asks.
    pub fn account(&self, path: &Path) -> Rc<Account<'s>> {
        if let Some(known) = self.judged.accounts.borrow().get(&path.subject).and_then(|known| known.get(path)) {
            return Rc::clone(known);
        }
        self.check_wanted();
        let account = Rc::new(self.judge(path));
        let mut accounts = self.judged.accounts.borrow_mut();
        accounts.entry(path.subject.clone()).or_default().insert(path.clone(), Rc::clone(&account));
        account
    }

    /// Ends the work on an answer that nobody waits for any more: by unwinding, without a message, as nothing is wrong.
    fn check_wanted(&self) {
        if self.on_file.seen.given_up.is_some_and(|given_up| given_up.load(Ordering::Relaxed)) {
            std::panic::resume_unwind(Box::new(GivenUp));
        }
    }

    fn judge(&self, path: &Path) -> Account<'s> {
        let mut words = self.words_about(path);
        let rule = self.mark(path, &mut words);
        let discords = discord::discords(&words, rule, self.directory);
        let hearing = Hearing {
            whole: path.attribute.is_none(),
            ties: self.on_file.links.ties_on(path, &words),
            absences: self.absences(path),
            contradicted: self.contradicted(path),
            preferred: self.on_file.preferred(path),
            directory: self.directory,
            words: &words,
            opinion: self.is_opinion(path),
        };
        let (candidates, groups) = hearing.judged();
        Account { words, candidates, groups, discords, rule }
    }

    /// Marks which words were about a plan, which no longer count, and what they are worth at most here. Answers how the
    /// values of the path live together now.
    fn mark(&self, path: &Path, words: &mut [Word<'s>]) -> MergeRule {
        let rule = merge_rule(self.state, path);
        let item = path.of_item().and_then(|key| self.state.item(key));
        // What an item adds to its kind is planned with it: how long a stay is to be is not how long it was.
        let declared = rule == MergeRule::Fixed && item.is_some_and(|item| is_declared(item, path));
        let begun = item.filter(|_| declared || rule == MergeRule::Planned).and_then(|item| self.begun(&item.key));
        let rule = match (declared, begun) {
            (true, Some(_)) => words::mark_plans(words, MergeRule::Planned, begun),
            (true, None) => rule,
            (false, _) => words::mark_plans(words, rule, begun),
        };
        let itself = item.filter(|item| path.attribute.is_none() && item.kind.takes_place());
        let phases = itself.map(|item| (item, self.account(&path.attribute(phase_name()))));
        if let Some((item, phases)) = &phases {
            let course = phase::course(item.kind, phases);
            words::mark_said_of_plan(words, &Course { start: self.on_file.happened_from(&item.key), ..course });
        }
        replaced::mark_replaced(words, rule, self.directory);
        replaced::mark_moved(words, self.directory);
        if let Some((item, phases)) = &phases {
            words::mark_ended(words, &phases.words, item.kind);
        }
        if let Some(item) = item.filter(|item| path.is_of(PHASE) && item.kind.takes_place()) {
            words::mark_earlier_phases(words, item.kind);
        }
        if item.is_some_and(|item| self.cannot_be_confirmed(item, path, words)) {
            words::cap(words, Grade::Reported);
        }
        rule
    }

    /// Whether what is said on a path cannot be confirmed, whoever says it: what belongs to a claim that is no matter of fact,
    /// or to what is contested as a whole; the wording of an utterance that its relays give differently.
    fn cannot_be_confirmed(&self, item: &Item, path: &Path, words: &[Word<'_>]) -> bool {
        match item.kind.role() {
            KindRole::Claim if path.is_of(NATURE) => {
                let is_fact = |word: &Word<'_>| word.value.and_then(Value::text).is_none_or(is_matter_of_fact);
                !words.iter().all(is_fact)
            }
            KindRole::Claim => self.is_beyond_proof(item) || (path.attribute.is_some() && self.is_contested(&item.key)),
            KindRole::Statement => path.is_of(WORDS) && words::are_variants(words),
            KindRole::TakesPlace => {
                let of_it = path.attribute.is_some() && !path.is_of(PHASE) && !path.is_of(OUTLOOK);
                let of_group = path.detail.as_ref().is_some_and(|detail| detail.as_str() == PART_OF);
                of_it && !of_group && self.is_contested(&item.key)
            }
            _ => false,
        }
    }

    /// Whether an item is a claim that is said to be something else than a matter of fact.
    fn is_beyond_proof(&self, item: &Item) -> bool {
        let nature =
            Some(item).filter(|item| item.kind.role() == KindRole::Claim).and_then(|item| self.nature_of(item));
        nature.is_some_and(|nature| !is_matter_of_fact(nature))
    }

    /// Whether it is contested that an item is so: a claim, that something took place.
    fn is_contested(&self, item: &ItemKey) -> bool {
        if let Some(known) = self.judged.contested_items.borrow().get(item) {
            return *known;
        }
        let contested = self.account(&Path::item(item.clone())).is_contested();
        self.judged.contested_items.borrow_mut().insert(item.clone(), contested);
        contested
    }

    /// What sort of claim an item is, as far as anybody says so.
    fn nature_of(&self, item: &Item) -> Option<&'s str> {
        self.value_of(&Path::item(item.key.clone()).attribute(own_name(NATURE))).and_then(Value::text)
    }

    /// Whether what is said on a path is what somebody thinks: those who think the same do not bear each other out.
    fn is_opinion(&self, path: &Path) -> bool {
        let item = path.of_item().and_then(|key| self.state.item(key));
        let of_claim = |item: &&Item| item.kind.role() == KindRole::Claim;
        let item = item.filter(of_claim).filter(|_| path.attribute.is_none() || path.is_of(TEXT));
        let sorts = item.and_then(|item| item.kind.attribute(NATURE)).map_or(&[][..], |spec| spec.choices());
        let nature = item.and_then(|item| self.nature_of(item));
        sorts.iter().any(|known| known.judgement && Some(known.token) == nature)
    }

    /// The words on a path, in the order they were said: those filed under it, and those filed elsewhere that are about it
    /// too.
    fn words_about(&self, path: &Path) -> Vec<Word<'s>> {
        let mut words = self.on_file.words_at(path);
        if let Some(item) = path.of_item().and_then(|key| self.state.item(key)) {
            match (&path.attribute, &path.detail) {
                (None, _) => self.add_words_about_item(item, path, &mut words),
                (Some(_), Some(detail)) if detail.as_str() != PART_OF => words.extend(self.words_of_group(path)),
                (Some(_), Some(_)) => {}
                (Some(_), None) => words.extend(self.denials_by_name(path, &words)),
            }
            self.mark_parties(item, &mut words);
            mark_own(&mut words, item, path, &self.on_file);
        }
        words.sort_by_key(Word::place);
        words
    }

    fn mark_parties(&self, item: &Item, words: &mut [Word<'_>]) {
        let parties = self.parties(&item.key);
        for word in &mut *words {
            word.by_party =
                parties.as_ref().is_some_and(|parties| parties.include(word.holder) || parties.are_told_of_by(word));
        }
        mark_outside(words, item);
    }

    fn add_words_about_item(&self, item: &'s Item, path: &Path, words: &mut Vec<Word<'s>>) {
        words.extend(words::of_phases(item.kind, self.on_file.words_at(&path.attribute(phase_name()))));
        if item.kind.spec().phases.is_empty() {
            let merged = self.merged_into(&item.key).iter().copied();
            let places = std::iter::once(item).chain(merged).flat_map(|item| item.reports.iter().copied());
            words.extend(places.flat_map(|place| {
                words::of_report(self.on_file.words_of_report(place), self.contradicts_the_same(item, place))
            }));
        }
        for request in self.on_file.links.requests_about(&item.key) {
            let request_path = Path::item(request.key.clone());
            let asked = self.value_of(&request_path.attribute(own_name(ASKED))).and_then(Value::entity);
            let phases = self.on_file.words_at(&request_path.attribute(phase_name()));
            words.extend(asked.into_iter().flat_map(|asked| words::of_request(request.kind, asked, phases.clone())));
        }
    }

    /// Whether a report contradicts what an earlier report of the same item says it is.
    fn contradicts_the_same(&self, item: &Item, place: usize) -> bool {
        let proposition = |path: &Path| path.attribute.is_none() || path.is_of(TEXT);
        self.on_file.links.ties_of(place).any(|tie| {
            tie.from == place
                && tie.relation == RelationKind::Contradicts
                && !tie.settled
                && item.reports.contains(&tie.to)
                && tie.path.as_ref().is_none_or(proposition)
        })
    }

    /// The reports on a path that a report of something else contradicts, each with the best word of that.
    fn contradicted(&self, path: &Path) -> Vec<(usize, Word<'s>)> {
        let contradictions = self.on_file.links.contradictions_of(path);
        let against = contradictions.filter_map(|found| {
            let mut words = self.on_file.words_of_report(found.by_report);
            words.retain(|word| {
                let here = Path { subject: found.by.subject.clone(), ..word.testimony.path.clone() };
                word.stance.supports() && here.is_within(&found.by)
            });
            if let Some(item) = found.by.of_item().and_then(|key| self.state.item(key)) {
                self.mark_parties(item, &mut words);
                if self.is_beyond_proof(item) {
                    words::cap(&mut words, Grade::Reported);
                }
            }
            Some((found.report, words.into_iter().max_by_key(|word| word.grade)?))
        });
        against.collect()
    }

    /// The denials that somebody is in a list who stands in it under another key: “the pilot”, found to be Anna Berg.
    fn denials_by_name(&self, path: &Path, words: &[Word<'s>]) -> Vec<Word<'s>> {
        let Some(key) = &path.element else { return Vec::new() };
        let identified = words.iter().filter(|word| word.stance.supports()).filter_map(|word| word.value?.entity());
        let named: BTreeSet<&EntitySlug> = identified.filter(|entity| entity.as_str() != key.as_str()).collect();
        let under = |entity: &EntitySlug| Path { element: Some(ElementKey::from(entity)), ..path.clone() };
        let said = named.into_iter().flat_map(|entity| self.on_file.words_at(&under(entity)));
        said.filter(|word| word.stance == Stance::Denies).collect()
    }

    /// What is said of the group an element is part of.
    fn words_of_group(&self, path: &Path) -> Vec<Word<'s>> {
        let element = Path { detail: None, ..path.clone() };
        let membership = self.account(&element.detail(own_name(PART_OF)));
        let Some(leading) = membership.leading() else { return Vec::new() };
        let group = leading.value.and_then(Value::text).and_then(|key| ElementKey::new(key).ok());
        let words = group.map(|group| self.on_file.words_at(&Path { element: Some(group), ..path.clone() }));
        words::of_group(leading, words.unwrap_or_default()).collect()
    }

    /// Lists said to be complete that do not name this element.
    fn absences(&self, path: &Path) -> Vec<Word<'s>> {
        if path.element.is_none() || path.detail.is_some() {
            return Vec::new();
        }
        let lists = self.on_file.words_at(&Path { element: None, ..path.clone() });
        let here = |said: &Path| said == path || self.on_file.of_same(said) == *path;
        let complete = lists.into_iter().filter(|word| word.value.and_then(Value::text) == Some(COMPLETE));
        let names =
            |word: &Word<'_>| word.record.testimonies.iter().any(|said| here(&said.path) && said.stance.supports());
        complete.filter(|word| !names(word)).collect()
    }

    /// The value to lead with on a path.
    pub fn value_of(&self, path: &Path) -> Option<&'s Value> {
        self.account(path).leading()?.value
    }

    /// What a testimony is worth on its path, of a plan as a plan; nothing where the newsroom itself files it.
    pub(crate) fn worth(&self, filing: Filing) -> Grade {
        let account = self.account(&self.state.filed(filing).1.path);
        let judged = account.word_said(self.on_file.seen.order(filing), filing).filter(|word| !word.plan);
        let judged = judged.map(|word| word.grade);
        judged.or_else(|| Some(self.on_file.seen.word(filing)?.grade)).unwrap_or(Grade::None)
    }

    /// Whether the holder of a testimony has said otherwise on its path since.
    pub(crate) fn is_replaced(&self, filing: Filing) -> bool {
        let account = self.account(&self.state.filed(filing).1.path);
        account.word_said(self.on_file.seen.order(filing), filing).is_some_and(|word| word.replaced)
    }

    /// The overall phase of an item.
    pub fn phase(&self, item: &Item) -> Phase {
        if let Some(known) = self.judged.phases.borrow().get(&item.key) {
            return known.clone();
        }
        let path = Path::item(item.key.clone());
        let phase = phase::overall(item.kind, &self.account(&path.attribute(phase_name())), &self.account(&path));
        self.judged.phases.borrow_mut().insert(item.key.clone(), phase.clone());
        phase
    }

    /// When an occurrence was first said to be under way or over, if what counts says that it has begun.
    pub(crate) fn begun(&self, item: &ItemKey) -> Option<Order> {
        if let Some(known) = self.judged.begun.borrow().get(item) {
            return *known;
        }
        let path = Path::item(item.clone());
        let begun = self.state.item(item).and_then(|item| {
            phase::begun(item.kind, &self.account(&path.attribute(phase_name())), &self.account(&path))
        });
        self.judged.begun.borrow_mut().insert(item.clone(), begun);
        begun
    }

    /// How likely each party makes what lies ahead; a later word of the same party on the phase clears it.
    pub fn outlook(&self, item: &Item) -> Vec<Outlook> {
        let path = Path::item(item.key.clone());
        let (outlooks, phases) =
            (self.account(&path.attribute(own_name(OUTLOOK))), self.account(&path.attribute(phase_name())));
        phase::outlook(&outlooks, &phases, self.directory)
    }
}

// ---- words ----

impl View<'_> {
    /// What is said of an item in words, found once for all reports that name it. `what` tells the ways apart in which it is
    /// named.
    pub(crate) fn worded(&self, item: &Item, what: &'static str, find: impl FnOnce() -> String) -> String {
        if let Some(known) = self.judged.worded.borrow().get(what).and_then(|known| known.get(&item.key)) {
            return known.clone();
        }
        let words = find();
        self.judged.worded.borrow_mut().entry(what).or_default().insert(item.key.clone(), words.clone());
        words
    }
}

// ---- parties ----

impl<'s> View<'s> {
    /// Whether `holder` speaks for somebody with a part in the item, or for what they belong to.
    pub fn is_party(&self, item: &ItemKey, holder: &EntitySlug) -> bool {
        self.parties(item).is_some_and(|parties| parties.include(holder))
    }

    /// The entities that have a part in the item, whoever reports it and however it is disputed.
    pub fn participants(&self, item: &ItemKey) -> Rc<[&'s EntitySlug]> {
        self.parties(item).map_or_else(|| Rc::from([]), |parties| Rc::clone(&parties.participants))
    }

    fn parties(&self, item: &ItemKey) -> Option<Rc<Parties<'s>>> {
        if let Some(known) = self.judged.parties.borrow().get(item) {
            return Some(Rc::clone(known));
        }
        let parties = Rc::new(Parties::of(self.state.item(item)?, &self.on_file, self.directory));
        self.judged.parties.borrow_mut().insert(item.clone(), Rc::clone(&parties));
        Some(parties)
    }

    /// An entity, whom it speaks for, and what that lies within.
    pub fn lineage<'a>(&'a self, slug: &'a EntitySlug) -> Vec<&'a EntitySlug> {
        lineage(self.directory, slug).collect()
    }
}

// ---- other views of the same story ----

impl<'s> View<'s> {
    /// The same view of only some of its reports, at the moment when no more were known.
    pub(crate) fn among(&self, admits: Vec<bool>, now: Timestamp) -> Self {
        Self::of(self.on_file.seen.but(admits, now, None), self.style)
    }

    /// The same view as it was when the report at this place was the last one.
    pub(crate) fn up_to(&self, place: usize) -> Self {
        let admits =
            self.on_file.seen.admits.iter().enumerate().map(|(other, admitted)| *admitted && other <= place).collect();
        self.among(admits, self.state.reports()[place].recorded_at)
    }

    /// Whether a path was contested when the report at a place was the last one, as `then` finds it. Kept until one more of
    /// the reports up to there comes to be seen.
    pub(crate) fn was_contested(&self, path: &Path, place: usize, then: impl FnOnce() -> bool) -> bool {
        let seen = self.on_file.seen.admits[..=place].iter().filter(|admitted| **admitted).count();
        let key = (place, path.clone());
        if let Some((_, contested)) = self.judged.contested.borrow().get(&key).filter(|(known, _)| *known == seen) {
            return *contested;
        }
        let contested = then();
        self.judged.contested.borrow_mut().insert(key, (seen, contested));
        contested
    }

    /// The same view, supposing that a report, or one path of it, were taken back.
    pub(crate) fn supposing_withdrawn(&self, place: usize, path: Option<Path>) -> Self {
        self.supposing(Supposition::TakenBack(place, path))
    }

    /// The same view, supposing that nobody had revised a report: what to compare with, to tell what rests on a report
    /// that has been revised.
    pub(crate) fn supposing_never_revised(&self, place: usize) -> Self {
        self.supposing(Supposition::NeverRevised(place))
    }

    fn supposing(&self, supposed: Supposition) -> Self {
        let seen = &self.on_file.seen;
        Self::of(seen.but(seen.admits.clone(), seen.now, Some(supposed)), self.style)
    }
}

// ---- one report after the other ----

impl<'s> View<'s> {
    /// Takes in one more report, at the moment when it came. Answers the places of the reports that may stand otherwise now;
    /// whoever takes in reports forgets what was judged of the things they speak of.
    pub(crate) fn admit(&mut self, place: usize, now: Timestamp) -> BTreeSet<usize> {
        self.judged.worded.get_mut().clear();
        self.on_file.admit([(place, now)])
    }

    /// Takes in reports in the order of the log, each when it was recorded, and forgets all that was judged before.
    pub(crate) fn admit_all(&mut self, places: &[usize]) {
        let recorded = places.iter().map(|place| (*place, self.state.reports()[*place].recorded_at));
        self.on_file.admit(recorded);
        self.judged = Judged::default();
    }

    /// Lets time pass up to a moment.
    pub(crate) fn wait_until(&mut self, now: Timestamp) {
        self.judged.worded.get_mut().clear();
        self.on_file.seen.now = now;
    }

    /// Forgets what was judged of one thing.
    pub(crate) fn forget(&mut self, subject: &Subject) {
        self.judged.worded.get_mut().clear();
        self.judged.accounts.get_mut().remove(subject);
        if let Subject::Item(item) = subject {
            self.judged.begun.get_mut().remove(item);
            self.judged.contested_items.get_mut().remove(item);
            self.judged.phases.get_mut().remove(item);
            self.judged.parties.get_mut().remove(item);
        }
    }

    /// Forgets what was judged of some parts of an item: of these attributes, or, without one, of the item itself. Answers
    /// whether the rest stands; where it has begun, is contested or has other parties now, all of it is forgotten.
    pub(crate) fn forget_parts(&mut self, item: &ItemKey, parts: &BTreeSet<Option<AttributeName>>) -> bool {
        self.judged.worded.get_mut().clear();
        self.judged.phases.get_mut().remove(item);
        let subject = Subject::Item(item.clone());
        if let Some(known) = self.judged.accounts.get_mut().get_mut(&subject) {
            known.retain(|path, _| !parts.contains(&path.attribute));
        }
        let (begun, parties) = (self.judged.begun.get_mut().remove(item), self.judged.parties.get_mut().remove(item));
        let contested = self.judged.contested_items.get_mut().remove(item);
        let stands = begun.is_none_or(|begun| begun == self.begun(item))
            && contested.is_none_or(|contested| contested == self.is_contested(item))
            && parties.is_none_or(|parties| parties.participants == self.participants(item));
        if !stands {
            self.forget(&subject);
        }
        stands
    }

    /// The words of one report that count, each by itself.
    pub(crate) fn words_of_report(&self, place: usize) -> Vec<Word<'s>> {
        self.on_file.words_of_report(place)
    }

    /// The item that one was found to be.
    pub(crate) fn merged_to(&self, item: &ItemKey) -> Option<&ItemKey> {
        self.on_file.links.merged_to(item)
    }

    /// Whether an item is shown: some report within the bounds is about it, and it was not found to be another one.
    pub(crate) fn shows(&self, item: &Item) -> bool {
        self.on_file.shows(item)
    }
}

// ---- what is seen, before anything is judged ----

impl<'s> View<'s> {
    /// The requests for comment about an item.
    pub fn queries_on(&self, about: &ItemKey) -> impl Iterator<Item = &'s Item> + '_ {
        self.on_file.links.requests_about(about).iter().copied()
    }

    /// The items found to be another one, each with that one.
    pub(crate) fn merged(&self) -> impl Iterator<Item = (&'s Item, &ItemKey)> {
        self.on_file.links.merged()
    }

    /// Which updates say that they contradict or reconcile earlier ones.
    pub fn ties(&self) -> &[Tie] {
        &self.on_file.links.ties
    }

    /// The ties of any of the reports at these places, each once, in the order of the log.
    pub fn ties_of_any(&self, places: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Tie> {
        self.on_file.links.ties_of_any(places)
    }

    /// The ties of the report at a place, and those that it says are between others, in the order of the log.
    pub fn ties_of(&self, place: usize) -> impl Iterator<Item = &Tie> {
        self.on_file.links.ties_of(place)
    }

    /// The items found to be this one.
    pub fn merged_into(&self, item: &ItemKey) -> &[&'s Item] {
        self.on_file.links.merged_into(item)
    }

    /// The moment the view is for: a given `now`, or the earlier moment it is bounded by.
    pub fn moment(&self) -> Timestamp {
        self.on_file.seen.moment()
    }

    /// The instant that what lies ahead is measured from: the one the view asks the truth at, else its moment.
    pub(crate) fn instant(&self) -> Timestamp {
        self.on_file.seen.bounds.true_at.map_or_else(|| self.moment(), |instant| instant.min(self.moment()))
    }

    /// The bounds.
    pub fn bounds(&self) -> &Bounds {
        &self.on_file.seen.bounds
    }

    /// What the story is called and whether it takes updates.
    pub fn head(&self) -> (Head, Status) {
        self.on_file.seen.head()
    }

    /// What the story is called, and which desk keeps it, also before the newsroom had learned that.
    pub fn called(&self) -> Head {
        self.on_file.seen.called()
    }

    /// What was withdrawn.
    pub fn withdrawals(&self) -> &Withdrawals {
        &self.on_file.seen.withdrawals
    }

    /// Whether a report is within the bounds.
    pub fn admits(&self, place: usize) -> bool {
        self.on_file.seen.admits[place]
    }

    /// The reports within the bounds, in the order of the log.
    pub fn reports(&self) -> impl DoubleEndedIterator<Item = (usize, &'s Report)> + '_ {
        self.on_file.seen.reports()
    }

    /// The position of the last report within the bounds.
    pub fn sequence(&self) -> u64 {
        self.reports().next_back().map_or(0, |(_, report)| report.sequence)
    }

    /// The items some report within the bounds is about, in the order they first came up. One found to be another is not
    /// given beside it.
    pub fn items(&self) -> impl Iterator<Item = &'s Item> + '_ {
        self.on_file.items()
    }

    /// The item of this key, where it is among them.
    pub(crate) fn shown_by_key(&self, key: &str) -> Option<&'s Item> {
        let item = self.state.item(&ItemKey::new(key).ok()?)?;
        self.shows(item).then_some(item)
    }

    /// The places of the reports within the bounds that are about an item, or about one that was found to be it.
    pub(crate) fn reports_about(&self, item: &Item) -> Vec<usize> {
        self.on_file.reports_about(item)
    }

    /// Whether an item had come about at the moment asked for.
    pub(crate) fn was_there(&self, item: &Item) -> bool {
        self.on_file.seen.was_there(item)
    }

    /// The item itself and every path of it that somebody has spoken of within the bounds, in the order they came up.
    pub fn paths_of(&self, item: &ItemKey) -> impl Iterator<Item = Path> + '_ {
        self.on_file.paths_of(item)
    }

    /// The elements of a list of an item that somebody has spoken of, not what is said of each.
    pub(crate) fn elements_of(&self, item: &ItemKey, list: &Path) -> impl Iterator<Item = Path> + '_ {
        let attribute = list.attribute.clone();
        let is_element =
            move |path: &Path| path.attribute == attribute && path.element.is_some() && path.detail.is_none();
        self.paths_of(item).filter(is_element)
    }

    /// What counts on a path: within the bounds, not withdrawn, not superseded, its chain intact.
    pub fn testimonies(&self, path: &Path) -> impl Iterator<Item = Filing> + '_ {
        self.on_file.testimonies(path)
    }

    /// Who says a testimony.
    pub fn attribution(&self, filing: Filing) -> Option<&'s Attribution> {
        self.state.attribution(filing)
    }

    /// The identity of the report of a filing.
    pub fn id(&self, filing: Filing) -> UpdateId {
        self.state.filed(filing).0.record.id
    }

    /// What tells one origin from another.
    pub(crate) fn voice(&self, attribution: &Attribution) -> String {
        hearing::voice(attribution, self.directory)
    }
}

/// Whether a claim of this nature is so or not so, whatever anybody thinks of it.
pub(crate) fn is_matter_of_fact(nature: &str) -> bool {
    MATTERS_OF_FACT.contains(&nature)
}

/// Whether a path is of an attribute that an item that takes place adds to those of its kind.
fn is_declared(item: &Item, path: &Path) -> bool {
    let own = |name: &AttributeName| item.declares.iter().any(|declared| declared.name == *name);
    item.kind.takes_place() && path.element.is_none() && path.attribute.as_ref().is_some_and(own)
}
