//! What is on file of an item, as sentences ask for it: facts by voice, each with its standing.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use crate::judge::account::{Account, Candidate, Word};
use crate::judge::grade::Grade;
use crate::judge::plans;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis};
use crate::record::comparison::Comparison;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::change::Change;
use crate::record::kind::frame::Naming;
use crate::record::kind::spec::{AttributeSpec, PhaseRole, Rank};
use crate::record::name::{AttributeName, ElementKey, EntitySlug, own_name};
use crate::record::path::{Path, phase_name};
use crate::record::recorded::Sequence;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::nouns::is_several;
use crate::tell::realise::source_of;
use crate::tell::span::Source;
use crate::tell::spelt::Spelt;
use crate::tell::voices::Speech;

/// How long nothing is heard of what has no date before it is told as what lay ahead then, and of what is disputed before that
/// is told as it was then.
const LONG_AGO: jiff::SignedDuration = jiff::SignedDuration::from_hours(60 * 24);

/// Tells a story: what every sentence of it knows.
pub(crate) struct Telling<'v, 's> {
    pub(crate) view: &'v View<'s>,
    /// The voice the whole text is in unless it says otherwise.
    pub(crate) main: Option<&'s Attribution>,
    /// Whether the sentence that is being made says how firmly its whole report is said.
    pub(crate) says_hedge: Cell<bool>,
    /// What is a name in the story: read once, where somebody asks.
    pub(crate) spelt: OnceCell<Spelt>,
    /// What the desk's notes say, in lower case.
    pub(crate) notes: OnceCell<Vec<String>>,
}

/// One value on file, as one voice gives it.
#[derive(Debug, Clone)]
pub(crate) struct Fact<'s> {
    /// Where it is filed.
    pub(crate) filing: Filing,
    /// Where its value is on file: somebody can confirm what another has said, and say no value.
    pub(crate) value_in: Filing,
    /// The value; none for an item by itself.
    pub(crate) value: Option<&'s Value>,
    /// How well it stands, as far as this voice gives it.
    pub(crate) grade: Grade,
    /// Whether it was a plan that what happened has overtaken.
    pub(crate) planned: bool,
    /// Where it is disputed and told in nobody's voice: what others say instead.
    pub(crate) rivals: Option<Vec<Fact<'s>>>,
    /// What others say more exactly, where all of it is one account and it is told in nobody's voice.
    pub(crate) finer: Option<Finer<'s>>,
}

/// What others say more exactly than what leads: the day of the month that is sure, or the days that are disputed within it.
#[derive(Debug, Clone)]
pub(crate) struct Finer<'s> {
    pub(crate) facts: Vec<Fact<'s>>,
    pub(crate) disputed: bool,
}

/// Whether two attributions are one voice: the same origin through the same chain.
pub(crate) fn same_voice(a: &Attribution, b: &Attribution) -> bool {
    (&a.origin, &a.via, a.basis) == (&b.origin, &b.via, b.basis)
}

/// Whether sides differ on a path, however well one of them is supported.
pub(crate) fn is_opposed(account: &Account<'_>) -> bool {
    let opposed = |leading: &Candidate<'_>| leading.standing.opposition > Grade::Conjecture;
    let end = |candidate: &Candidate<'_>| candidate.ends && candidate.standing.is_contested();
    account.is_contested() || account.leading().is_some_and(opposed) || account.candidates.iter().any(end)
}

impl<'v, 's> Telling<'v, 's> {
    /// Tells in nobody's voice in particular: what leads, without who says so. How firmly it is said stands behind each line.
    pub(crate) fn in_no_voice(view: &'v View<'s>) -> Self {
        Self { view, main: None, says_hedge: Cell::new(true), spelt: OnceCell::new(), notes: OnceCell::new() }
    }

    pub(crate) fn new(view: &'v View<'s>) -> Self {
        let mut telling = Self { says_hedge: Cell::new(false), ..Self::in_no_voice(view) };
        telling.main = telling.main_voice();
        telling
    }

    /// The outlet that gives most of what is on file in its own voice.
    fn main_voice(&self) -> Option<&'s Attribution> {
        let mut voices: Vec<(&'s Attribution, usize)> = Vec::new();
        for item in self.view.items() {
            let Some(voice) = self.base(item).and_then(|base| self.view.attribution(base)) else { continue };
            match voices.iter_mut().find(|(known, _)| same_voice(known, voice)) {
                Some((_, times)) => *times += 1,
                None => voices.push((voice, 1)),
            }
        }
        let all: usize = voices.iter().map(|(_, times)| times).sum();
        let most = voices.into_iter().max_by_key(|(_, times)| *times);
        let own = |voice: &Attribution| voice.basis == Basis::Unattributed && voice.via.is_empty();
        most.filter(|(voice, times)| own(voice) && *times >= 3 && times * 2 > all).map(|(voice, _)| voice)
    }

    /// The outlet of the main voice.
    pub(crate) fn known(&self) -> Option<&'s EntitySlug> {
        self.main.map(|main| &main.holder)
    }

    pub(crate) fn is_main(&self, voice: &Attribution) -> bool {
        self.main.is_some_and(|main| same_voice(main, voice))
    }

    pub(crate) fn path(&self, item: &Item) -> Path {
        Path::item(item.key.clone())
    }

    pub(crate) fn at(&self, item: &Item, name: &str) -> Path {
        self.path(item).attribute(own_name(name))
    }

    pub(crate) fn source(&self, filing: Filing) -> Source {
        source_of(self.view, filing)
    }

    pub(crate) fn sequence(&self, filing: Filing) -> Sequence {
        self.source(filing).sequence
    }

    /// What is said, to be attributed.
    pub(crate) fn speech(&self, filing: Filing, dated: bool) -> Option<Speech<'s>> {
        let attribution = self.view.attribution(filing)?;
        Some(Speech { source: self.source(filing), attribution, known: self.known(), dated })
    }

    pub(crate) fn grade_of(&self, filing: Filing) -> Grade {
        self.view.worth(filing)
    }

    /// The word an item's main sentence stands on: the best one on its phase, else its first value.
    pub(crate) fn base(&self, item: &Item) -> Option<Filing> {
        let account = self.view.account(&self.path(item).attribute(phase_name()));
        let phase = self.view.phase(item);
        let best = phase.agreed().and_then(|phase| account.saying(phase));
        let of_phase = best.and_then(|best| self.fullest(item, &best.standing.supporters));
        of_phase.or_else(|| self.first_value(item))
    }

    /// Of the words that stand as well as the first of these, one whose voice gives the date that leads, where one does.
    fn fullest(&self, item: &Item, supporters: &[Filing]) -> Option<Filing> {
        let first = *supporters.first()?;
        let account = self.view.account(&self.at(item, WHEN));
        let dates = account.leading().filter(|leading| !leading.standing.is_contested() && !leading.planned);
        let worth = |filing: Filing| (self.grade_of(filing), self.view.state.filed(filing).1.hedge);
        let gives_date = |filing: &Filing| {
            let voice = self.view.attribution(*filing);
            let given = dates.zip(voice).and_then(|(date, voice)| self.fact_of(&account, date, voice));
            given.is_some_and(|given| Some(given.value) == dates.map(|date| date.value))
        };
        let same = supporters.iter().copied().filter(|filing| worth(*filing) == worth(first));
        Some(same.into_iter().find(gives_date).unwrap_or(first))
    }

    /// The first that gives anything of an item. Why somebody denies it tells nothing of it.
    fn first_value(&self, item: &Item) -> Option<Filing> {
        let whole = self.path(item);
        let denies = |filing: &Filing| {
            let said = &self.view.state.filed(*filing).0.record.testimonies;
            said.iter().any(|said| said.path == whole && said.stance == Stance::Denies)
        };
        let own = self.view.paths_of(&item.key).filter(|path| path.attribute.is_some());
        own.flat_map(|path| self.view.testimonies(&path).collect::<Vec<_>>()).find(|filing| {
            let supports = self.view.state.filed(*filing).1.stance.supports();
            self.view.attribution(*filing).is_some() && supports && !denies(filing)
        })
    }

    // ---- facts ----

    /// What one voice gives on a path, where that leads and nobody contests it.
    pub(crate) fn fact(&self, path: &Path, voice: &Attribution) -> Option<Fact<'s>> {
        let account = self.view.account(path);
        let known = account.leading().filter(|_| !account.is_contested())?;
        let shown = |candidate: &&Candidate<'s>| !candidate.standing.is_contested();
        // Where others say it more exactly, what this voice says of it is still true.
        let candidates = std::iter::once(known).chain(account.candidates.iter().filter(shown));
        // But of what is disputed within what all agree on no voice is told without the others.
        let contested = |fact: &Fact<'s>| {
            account.candidates.iter().any(|other| other.value == fact.value && other.standing.is_contested())
        };
        let given = candidates.into_iter().find_map(|candidate| self.fact_of(&account, candidate, voice));
        given.filter(|fact| !contested(fact))
    }

    /// What a clause tells on a path: what its voice gives, or, where it is in nobody's, what leads.
    pub(crate) fn given(&self, path: &Path, voice: Option<&Attribution>) -> Option<Fact<'s>> {
        match voice {
            Some(voice) => self.fact(path, voice),
            None => self.shown(path),
        }
    }

    /// What leads on a path above conjecture, with its rivals where it is disputed.
    fn shown(&self, path: &Path) -> Option<Fact<'s>> {
        let account = self.view.account(path);
        if account.is_contested() {
            let mut sides =
                account.sides(self.view.directory).into_iter().filter_map(|side| self.of_candidate(&account, side));
            let first = sides.next()?;
            return Some(Fact { rivals: Some(sides.collect()), ..first });
        }
        let leading = account.leading().filter(|leading| leading.standing.support > Grade::Conjecture)?;
        let fact = self.of_candidate(&account, leading)?;
        let finer = self.finer(&account, leading).filter(|_| !fact.planned);
        Some(Fact { finer, ..fact })
    }

    /// What others say more exactly than what leads.
    pub(crate) fn finer(&self, account: &Account<'s>, leading: &Candidate<'s>) -> Option<Finer<'s>> {
        let all = &account.candidates;
        let led = all.iter().position(|candidate| std::ptr::eq(candidate, leading))?;
        let group = account.groups.iter().find(|group| group.contains(&led))?;
        let narrows = |candidate: &&Candidate<'s>| {
            let told = candidate.standing.support > Grade::Conjecture && !candidate.planned && !candidate.ends;
            let pair = candidate.value.zip(leading.value).filter(|_| told);
            pair.is_some_and(|(own, wide)| own.compare(wide, &self.view.directory) == Comparison::Narrows)
        };
        let finer: Vec<&Candidate<'s>> = group.iter().map(|place| &all[*place]).filter(narrows).collect();
        let contested: Vec<&Candidate<'s>> =
            finer.iter().copied().filter(|candidate| candidate.standing.is_contested()).collect();
        let disputed = !contested.is_empty();
        let shown = if disputed { contested } else { finer.into_iter().take(1).collect() };
        let facts: Vec<Fact<'s>> = shown.into_iter().filter_map(|one| self.of_candidate(account, one)).collect();
        (!facts.is_empty()).then_some(Finer { facts, disputed })
    }

    /// A value as whoever gives it best gives it: exactly, and not as a plan where anybody reports it.
    fn of_candidate(&self, account: &Account<'s>, candidate: &Candidate<'s>) -> Option<Fact<'s>> {
        let supporters = || candidate.standing.supporters.iter().copied();
        let exact = |filing: &Filing| self.says_exactly(*filing, candidate.value);
        let reported = supporters().filter(exact).find(|filing| !account.was_plan(*filing));
        let filing = reported.or_else(|| supporters().find(exact)).or_else(|| supporters().next())?;
        candidate.value.map(|_| self.filed(account, filing, candidate.value))
    }

    /// What one voice gives for a value, in its own terms.
    pub(crate) fn fact_of(&self, account: &Account<'s>, of: &Candidate<'s>, voice: &Attribution) -> Option<Fact<'s>> {
        let by_voice = |filing: &Filing| self.view.attribution(*filing).is_some_and(|other| same_voice(other, voice));
        let mut by_voice = of.standing.supporters.iter().copied().filter(by_voice);
        // Whoever named a month and then a day in it has named the day.
        let filing = match of.value {
            Some(Value::When(_)) => by_voice.max_by_key(|filing| self.view.state.said_at(filing.report).order.learned),
            _ => by_voice.next(),
        };
        filing.map(|filing| self.filed(account, filing, of.value))
    }

    /// A filing as a fact.
    pub(crate) fn filed(&self, account: &Account<'s>, filing: Filing, value: Option<&'s Value>) -> Fact<'s> {
        let own = self.view.state.filed(filing).1.value.as_ref();
        let gives = |word: &&Word<'s>| word.value.is_some() && word.value == value;
        let elsewhere = || account.words.iter().find(gives).map(|word| word.filing);
        let value_in = if own.is_some() { Some(filing) } else { elsewhere() };
        Fact {
            filing,
            value_in: value_in.unwrap_or(filing),
            value: own.or(value),
            grade: self.grade_of(filing),
            planned: account.was_plan(filing),
            rivals: None,
            finer: None,
        }
    }

    /// What leads on a path, whoever gives it; where nobody says it, what it is named by.
    pub(crate) fn leading(&self, path: &Path) -> Option<Fact<'s>> {
        let account = self.view.account(path);
        let firm =
            |leading: &&Candidate<'s>| !leading.standing.is_contested() && leading.standing.support > Grade::Conjecture;
        let known = account.leading().filter(firm);
        let known = known.or_else(|| account.candidates.first().filter(|_| account.leading().is_none()))?;
        // What is denied itself is nobody's name for it; what a denial of the whole names it by is.
        let names = |word: &&Word<'s>| word.stance == Stance::Names || path.attribute.is_none();
        let named = || account.words.iter().find(|word| !word.stance.supports() && names(word)).map(|word| word.filing);
        let exact = known.standing.supporters.iter().copied().find(|filing| self.says_exactly(*filing, known.value));
        let filing = exact.or_else(|| known.standing.supporters.first().copied()).or_else(named)?;
        known.value.map(|_| self.filed(&account, filing, known.value))
    }

    pub(crate) fn says_exactly(&self, filing: Filing, value: Option<&Value>) -> bool {
        match (&self.view.state.filed(filing).1.value, value) {
            (Some(own), Some(value)) => own.compare(value, &self.view.directory) == Comparison::Same,
            _ => true,
        }
    }

    /// The elements of a list that somebody has spoken of.
    pub(crate) fn elements(&self, item: &Item, spec: &AttributeSpec) -> Vec<Path> {
        let list = self.at(item, spec.name);
        let mut keys: Vec<ElementKey> = Vec::new();
        for path in self.view.paths_of(&item.key) {
            if path.is_of(spec.name)
                && let Some(key) = &path.element
                && !keys.contains(key)
            {
                keys.push(key.clone());
            }
        }
        keys.into_iter().map(|key| list.element(key)).collect()
    }

    /// The elements of a list one voice gives, each uncontested.
    pub(crate) fn elements_by(&self, item: &Item, spec: &AttributeSpec, voice: &Attribution) -> Vec<(Path, Fact<'s>)> {
        let elements = self.elements(item, spec).into_iter();
        elements.filter_map(|path| self.fact(&path, voice).map(|fact| (path, fact))).collect()
    }

    /// The elements of a list that a clause tells.
    pub(crate) fn given_elements(
        &self,
        item: &Item,
        spec: &AttributeSpec,
        voice: Option<&Attribution>,
    ) -> Vec<(Path, Fact<'s>)> {
        let elements = self.elements(item, spec).into_iter();
        let mut given: Vec<(Path, Fact<'s>)> =
            elements.filter_map(|path| self.given(&path, voice).map(|fact| (path, fact))).collect();
        // Who stands in it under two keys is in it once.
        let mut named: HashSet<&EntitySlug> = HashSet::new();
        given.retain(|(_, fact)| fact.value.and_then(Value::entity).is_none_or(|entity| named.insert(entity)));
        if voice.is_some() { given } else { self.as_firm_as_the_first(item, given) }
    }

    /// Of a list that is told in nobody's voice, those whom the one names who tells of the item, and others who are as well
    /// supported: whom only an anonymous source adds is not told under another's name.
    fn as_firm_as_the_first(&self, item: &Item, given: Vec<(Path, Fact<'s>)>) -> Vec<(Path, Fact<'s>)> {
        let Some(voice) = self.base(item).and_then(|base| self.view.attribution(base)) else { return given };
        let by_it = |path: &Path| self.fact(path, voice).is_some();
        let support = |path: &Path| self.view.account(path).leading().map(|leading| leading.standing.support);
        let own: Vec<&Path> = given.iter().map(|(path, _)| path).filter(|path| by_it(path)).collect();
        let least = own.iter().filter_map(|path| support(path)).min();
        let enough = if item.kind.frame().mutual { 2 } else { 1 };
        if own.len() < enough {
            return given;
        }
        given.into_iter().filter(|(path, _)| by_it(path) || support(path) >= least).collect()
    }

    /// The elements of a list, whoever gives them.
    pub(crate) fn all_elements(&self, item: &Item, spec: &AttributeSpec) -> Vec<(Path, Fact<'s>)> {
        let elements = self.elements(item, spec).into_iter();
        elements.filter_map(|path| self.leading(&path).map(|fact| (path, fact))).collect()
    }

    pub(crate) fn detail(&self, element: &Path, name: &str) -> Path {
        element.detail(own_name(name))
    }

    /// The elements of a list that somebody reports, and not only planned.
    pub(crate) fn reported_elements(&self, item: &Item, spec: &AttributeSpec) -> Vec<(Path, Fact<'s>)> {
        let mut elements = self.all_elements(item, spec);
        elements.retain(|(_, fact)| !fact.planned);
        elements
    }

    /// Whether what a filing gives is how something was to be: in a plan, or of what did not come about.
    pub(crate) fn was_to_be(&self, filing: Filing) -> bool {
        let update = &self.view.state.filed(filing).0.record;
        let item = update.item.as_ref().and_then(|item| self.view.state.item(item));
        let Some(item) = item.filter(|item| item.kind.takes_place()) else { return false };
        let off = |role: Option<PhaseRole>| {
            matches!(role, Some(PhaseRole::CalledOff | PhaseRole::Postponed | PhaseRole::NotHeld))
        };
        let filed = self.phase_filed_in(filing);
        filed.is_some_and(PhaseRole::lies_ahead)
            || off(filed)
            || filed.is_none() && off(self.view.phase(item).role(item.kind))
    }

    /// Where in its life the update of a filing puts its item, where it does; a correction leaves it where what it corrects
    /// put it.
    pub(crate) fn phase_filed_in(&self, filing: Filing) -> Option<PhaseRole> {
        let update = &self.view.state.filed(filing).0.record;
        let corrects = || update.relations.iter().find(|relation| relation.relation == RelationKind::Corrects);
        update.phase_filed().or_else(|| self.view.state.report(corrects()?.update)?.record.phase_filed())
    }

    /// Whether the update of a filing says that the item is under way or over, or neither.
    pub(crate) fn rank_of(&self, filing: Filing) -> Option<Rank> {
        self.view.state.filed(filing).0.record.rank_filed()
    }

    pub(crate) fn attribute_of(&self, item: &Item, name: &AttributeName) -> Path {
        self.path(item).attribute(name.clone())
    }

    // ---- time, and who is several ----

    /// Whether a word is from another day than the moment the brief is for.
    pub(crate) fn is_past(&self, filing: Filing) -> bool {
        let day = |at: jiff::Timestamp| jiff::tz::Offset::UTC.to_datetime(at).date();
        day(self.view.state.filed(filing).0.record.learned_at) != day(self.view.moment())
    }

    /// Whether what lies ahead should have happened by now: its time has passed, or it has none and nothing was heard of it
    /// for long.
    pub(crate) fn is_overdue(&self, item: &Item) -> bool {
        !self.was_announced_on_its_day(item) && (plans::is_overdue(self.view, item) || self.is_stale(item))
    }

    /// Whether something was announced for the day on which that was said. It was announced then, and whether it was to be done
    /// on the same day cannot be told from that: a recall is announced, and a meeting is not held by being announced.
    pub(crate) fn was_announced_on_its_day(&self, item: &Item) -> bool {
        let Some(base) = self.base(item) else { return false };
        let record = &self.view.state.filed(base).0.record;
        let planned = self.view.phase(item).role(item.kind) == Some(PhaseRole::Planned);
        let event = matches!(item.kind.frame().naming, Naming::Event(_));
        if !planned || !event || record.change != Change::Announced {
            return false;
        }
        let when = self.leading(&self.at(item, WHEN)).filter(|when| when.filing.report == base.report);
        let day = self.view.state.said_at(base.report).order.day();
        let days = when.and_then(|when| match when.value? {
            Value::When(when) => when.days(),
            _ => None,
        });
        days.is_some_and(|(first, last)| first == last && first == Some(day))
    }

    pub(crate) fn is_stale(&self, item: &Item) -> bool {
        let ahead = self.view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let dated = |candidate: &Candidate<'s>| match candidate.value {
            // “After the trip” says nothing of when.
            Some(Value::When(when)) => when.relative_to().is_none(),
            // Where no date is set nothing is overdue.
            Some(Value::None(_)) => true,
            _ => false,
        };
        let account = self.view.account(&self.at(item, WHEN));
        // A date that is disputed is one all the same.
        let given = |candidate: &&Candidate<'s>| candidate.standing.support > Grade::None;
        ahead && self.is_of_long_ago(item) && !account.candidates.iter().filter(given).any(dated)
    }

    /// Whether nothing has been heard of an item for long.
    pub(crate) fn is_of_long_ago(&self, item: &Item) -> bool {
        let heard = item.reports.iter().filter(|place| self.view.admits(**place)).max();
        let heard = heard.map(|place| self.view.state.said_at(*place).order.learned);
        heard.is_some_and(|heard| heard + LONG_AGO < self.view.instant())
    }

    pub(crate) fn is_person(&self, fact: &Fact<'s>) -> bool {
        let entity = fact.value.and_then(Value::entity);
        let entity = entity.and_then(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        entity.is_some_and(|entity| entity.is == EntityType::Person)
    }

    pub(crate) fn is_plural(&self, fact: &Fact<'s>) -> bool {
        if let Some(Value::Text(text)) = fact.value {
            return is_several(text);
        }
        let entity = fact.value.and_then(Value::entity);
        let entity = entity.and_then(|slug| self.view.directory.get(self.view.directory.canonical(slug)));
        entity.is_some_and(crate::state::entity::Entity::is_plural)
    }
}
