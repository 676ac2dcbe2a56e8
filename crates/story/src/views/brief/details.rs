//! What the main sentence does not carry: what else its voice gives, what others give, and who else tells of it.

use crate::judge::account::{Account, Candidate, Word};
use crate::judge::grade::Grade;
use crate::record::attribution::{Attribution, Basis};
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{ORDINAL, PLACE, REASON, TEXT, WHEN};
use crate::record::kind::change::Change;
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{Moment, PhaseRole, Rank};
use crate::record::name::EntitySlug;
use crate::record::path::{Path, phase_name};
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::state::fold::{Filing, Item};
use crate::tell::attributes;
use crate::tell::clause::{does, list};
use crate::tell::english::{self, Tense};
use crate::tell::nouns::is_called_the_same;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::adjuncts::{before_reason, is_surely_reason};
use crate::tell::telling::facts::{Fact, Telling, is_opposed, same_voice};
use crate::tell::voices::{Passed, speaker, teller};
use crate::views::brief::plan::{Draft, EntryDraft, MOST_IN_A_SENTENCE, Weight};
use crate::views::brief::told_as::{Numbers, PAST, ToldAs};

/// How many words one voice adds in a sentence, beside whose they are.
pub(super) const MOST_ADDED: usize = 28;

/// What one voice adds.
pub(super) struct Added<'s> {
    voice: &'s Attribution,
    filing: Filing,
    grade: Grade,
    /// What it said of the item, behind “that it”.
    of_it: Vec<Phrase>,
    /// What it said of others: “A and B were detained”.
    clauses: Vec<Phrase>,
    /// What else it did: “called it a strike”.
    acts: Vec<Phrase>,
    /// The numbers it gave, number by number: “put the total at 321 as of 27 March and at 422 as of 29 March”.
    numbers: Vec<Numbers>,
    /// How it was to be, by its word beforehand: “that it was to be held in Vienna”.
    beforehand: Vec<Phrase>,
}

impl<'s> Added<'s> {
    fn none(voice: &'s Attribution, filing: Filing, grade: Grade) -> Self {
        let (of_it, clauses, acts) = (Vec::new(), Vec::new(), Vec::new());
        Self { voice, filing, grade, of_it, clauses, acts, numbers: Vec::new(), beforehand: Vec::new() }
    }

    /// What it said, apart from what else it did.
    fn apart(self) -> (Self, Self) {
        let Self { voice, filing, grade, of_it, clauses, acts, numbers, beforehand } = self;
        let none = Self::none(voice, filing, grade);
        let said = Self { of_it, clauses, ..Self::none(voice, filing, grade) };
        (said, Self { acts, numbers, beforehand, ..none })
    }

    fn is_empty(&self) -> bool {
        let Self { of_it, clauses, acts, numbers, beforehand, .. } = self;
        [of_it, clauses, acts, beforehand].iter().all(|told| told.is_empty()) && numbers.is_empty()
    }

    fn of_it(&mut self) -> &mut Vec<Phrase> {
        &mut self.of_it
    }

    fn clauses(&mut self) -> &mut Vec<Phrase> {
        &mut self.clauses
    }

    fn acts(&mut self) -> &mut Vec<Phrase> {
        &mut self.acts
    }

    fn beforehand(&mut self) -> &mut Vec<Phrase> {
        &mut self.beforehand
    }
}

/// Where in what a voice adds a phrase stands.
type Part<'s> = for<'a> fn(&'a mut Added<'s>) -> &'a mut Vec<Phrase>;

impl<'s> Telling<'_, 's> {
    /// What else is on file of an item, voice by voice, and these voices; what the main sentence tells is left out.
    pub(super) fn details(&self, item: &Item, told: &Known<'_, 's>) -> (Vec<Draft>, Vec<&'s Attribution>) {
        let mut added: Vec<Added<'s>> = Vec::new();
        for spec in
            item.kind.spec().attributes.iter().filter(|spec| !spec.quiet && !spec.plays(AttributeRole::Positions))
        {
            // When something is due, is told of what is not over by itself.
            if told.never.contains(&spec.name) || spec.due && self.is_open(item) {
                continue;
            }
            // Who was to do what to what is in the name of what was called off, where its author gave it one.
            let frame = item.kind.frame();
            let named = frame.object.is_some() && (spec.name == frame.subject || Some(spec.name) == frame.object);
            if named && self.label(item).is_some() && self.view.phase(item).role(item.kind).is_some_and(is_off) {
                continue;
            }
            match spec.elements {
                Some(_) => self.add_elements(item, spec, told, &mut added),
                None => self.add_values(&self.at(item, spec.name), spec.name, told, &mut added),
            }
        }
        for declared in item.declares.iter().filter(|declared| !declared.list) {
            self.add_values(&self.attribute_of(item, &declared.name), declared.name.as_str(), told, &mut added);
        }
        let voices = added.iter().map(|added| added.voice).collect();
        let mut follows = told.follows;
        let mut drafts = Vec::new();
        for added in added {
            let voice = added.voice;
            let parts = match self.goes_on(&added, told) {
                true => {
                    let (said, rest) = added.apart();
                    vec![(said, true), (rest, false)]
                }
                false => vec![(added, false)],
            };
            for (part, goes_on) in parts.into_iter().filter(|(part, _)| !part.is_empty()) {
                drafts.extend(self.added(part, told, (goes_on, follows)));
                follows = Some(voice);
            }
        }
        (drafts, voices)
    }

    /// Whether what a voice adds is told as its own account goes on, and not once more as what it said: it is named right
    /// before, has a name, and says so itself.
    fn goes_on(&self, added: &Added<'s>, told: &Known<'_, 's>) -> bool {
        let named = told.voices.iter().any(|known| same_voice(known, added.voice));
        let firmly = matches!(added.voice.basis, Basis::OnRecord | Basis::Document) && added.grade >= Grade::Reported;
        // What is hedged is always somebody's.
        let hedges = |piece: &Piece| matches!(piece, Piece::Said(Role::Hedge { .. } | Role::Limits { .. }, _));
        let hedged = added.of_it.iter().chain(&added.clauses).flatten().any(hedges);
        named && firmly && !hedged && self.mended_by_outlet(added.filing).is_none()
    }

    /// What one voice adds, in as many sentences as can be read.
    fn added(
        &self,
        added: Added<'s>,
        known: &Known<'_, 's>,
        (goes_on, follows): (bool, Option<&Attribution>),
    ) -> Vec<Draft> {
        let Added { voice, filing, grade, of_it, clauses, acts, numbers, beforehand } = added;
        let none = || Added::none(voice, filing, grade);
        let acts = acts.into_iter().chain(numbers.into_iter().map(Numbers::told));
        let told = of_it.into_iter().map(|phrase| (phrase, Added::of_it as Part<'s>));
        let told = told.chain(clauses.into_iter().map(|phrase| (phrase, Added::clauses as Part<'s>)));
        let told = told.chain(acts.map(|phrase| (phrase, Added::acts as Part<'s>)));
        let told = told.chain(beforehand.into_iter().map(|phrase| (phrase, Added::beforehand as Part<'s>)));
        let who = self.speech(filing, false).map(|speech| self.length(&speaker(self.view, speech)));
        let most = MOST_ADDED.min(MOST_IN_A_SENTENCE.saturating_sub(who.unwrap_or_default() + 7));
        let mut sentences: Vec<(Added<'s>, usize)> = vec![(none(), 0)];
        for (phrase, part) in told {
            let words = self.length(&phrase);
            if sentences.last().is_some_and(|(_, before)| *before > 0 && before + words > most) {
                sentences.push((none(), 0));
            }
            let Some((sentence, length)) = sentences.last_mut() else { continue };
            *length += words;
            part(sentence).push(phrase);
        }
        let known_before = known.voices.iter().any(|known| same_voice(known, voice));
        let follows = follows.is_some_and(|follows| same_voice(follows, voice));
        let sentences = sentences.into_iter().enumerate();
        let told = sentences.map(|(place, (sentence, _))| match goes_on {
            true => self.gone_on(sentence, known, follows || place > 0),
            false => self.added_in_one(sentence, known, known_before || place > 0),
        });
        told.collect()
    }

    /// “The order provides for a fine of 40,000.”, and where another was named in between: “…, the council said.”
    fn gone_on(&self, added: Added<'s>, of: &Known<'_, 's>, follows: bool) -> Draft {
        let Added { filing, grade, of_it, clauses, .. } = added;
        let mut parts = Vec::new();
        if !of_it.is_empty() {
            let it = || vec![Piece::Plain(if of.plural { "they" } else { "it" })];
            let called = if of.called.is_empty() { it() } else { of.called.clone() };
            parts.push([called, list(of_it)].concat());
        }
        parts.extend(clauses);
        let mut phrase = list(parts);
        if let Some(speech) = self.speech(filing, false).filter(|_| !follows) {
            phrase.push(Piece::Mark(","));
            phrase.extend(crate::tell::voices::origin(self.view, speech, true));
            phrase.push(does(self.source(filing), "say", PAST));
        }
        Draft::new(phrase, Some(grade), Weight::Detail).resting_on([self.sequence(filing)])
    }

    fn added_in_one(&self, added: Added<'s>, of: &Known<'_, 's>, known: bool) -> Draft {
        let Added { voice, filing, grade, of_it, clauses, mut acts, beforehand, .. } = added;
        let plural = of.plural;
        let source = self.source(filing);
        let mut clauses: Vec<Phrase> =
            clauses.into_iter().map(|clause| [vec![Piece::Plain("that")], clause].concat()).collect();
        if of_it.is_empty() && !clauses.is_empty() {
            acts.insert(0, [vec![does(source, "say", PAST)], list(std::mem::take(&mut clauses))].concat());
        }
        if !beforehand.is_empty() {
            let said = vec![does(source, "say", PAST), Piece::Plain("beforehand")];
            acts.push([said, list(beforehand)].concat());
        }
        let mut parts = Vec::new();
        let mut phrase = Phrase::new();
        let mut passed = Passed::default();
        if let Some(speech) = self.speech(filing, false) {
            phrase = match (known, acts.is_empty()) {
                // Named in the sentence before, with how its word came to us.
                (true, _) => crate::tell::voices::origin(self.view, speech, true),
                (false, true) => teller(self.view, speech),
                (false, false) => {
                    passed = Passed::of(self.view, speech);
                    crate::tell::voices::origin(self.view, speech, true)
                }
            };
        }
        // A number that its outlet put right is the outlet's, in place of the one it had from somebody.
        let mended = self.mended_by_outlet(filing);
        if let Some((first, outlet)) = mended
            && let Some(speech) = self.speech(first, false)
        {
            let correcting = [Piece::Mark(","), Piece::Plain("correcting its report of what")];
            phrase = vec![crate::tell::voices::name_of(outlet, source)];
            phrase.extend(correcting);
            phrase.extend(crate::tell::voices::origin(self.view, speech, true));
            phrase.extend([Piece::Plain("had said"), Piece::Mark(",")]);
        }
        let planned = |act: &Phrase| matches!(act.first(), Some(Piece::Said(Role::Verb { form, .. }, _)) if form.tense == Tense::PastPerfect);
        if known && mended.is_none() && !self.is_main(voice) && !acts.first().is_some_and(planned) {
            phrase.push(Piece::Plain("also"));
        }
        // “The Gazette reported, naming no source, that it …”
        if !known && acts.is_empty() && phrase.contains(&Piece::Mark(",")) {
            phrase.push(Piece::Mark(","));
        }
        if !of_it.is_empty() {
            let mut said = if !known && acts.is_empty() { Phrase::new() } else { vec![does(source, "say", PAST)] };
            let it = vec![Piece::Plain(if plural { "that they" } else { "that it" })];
            clauses.insert(0, [it, list(of_it)].concat());
            said.extend(list(clauses));
            parts.push(said);
        }
        parts.extend(acts);
        phrase.extend([list(parts), passed.in_place].concat());
        phrase.extend(passed.reported);
        Draft::new(phrase, Some(grade), Weight::Detail)
    }

    /// Whose word an outlet that passed it on has corrected in its own name, and that outlet.
    fn mended_by_outlet(&self, filing: Filing) -> Option<(Filing, &'s EntitySlug)> {
        let (report, said) = self.view.state.filed(filing);
        let Some(Reviser::Link(outlet)) = &report.record.by else { return None };
        let corrects = |relation: &&Relation| relation.relation == RelationKind::Corrects;
        let before = self.view.state.place_of(report.record.relations.iter().find(corrects)?.update)?;
        let testimonies = &self.view.state.reports()[before].record.testimonies;
        let first = Filing { report: before, testimony: testimonies.iter().position(|other| other.path == said.path)? };
        let passed_on = self.view.attribution(first)?.via.iter().any(|link| link.outlet.as_ref() == Some(outlet));
        (passed_on && self.view.attribution(filing)?.holder == *outlet).then_some((first, outlet))
    }

    /// The values of an attribute that nothing has told, each with the voice that best supports it.
    fn add_values(&self, path: &Path, name: &str, known: &Known<'_, 's>, added: &mut Vec<Added<'s>>) {
        let account = self.view.account(path);
        // Where it is disputed within something that nobody disputes, that is told.
        let agreed = account.agreed_around(self.view.directory);
        if account.is_contested() && agreed.is_empty() {
            return;
        }
        let told = known.attributes.contains(&name);
        let of_main = |candidate: &Candidate<'s>| {
            known.voices.iter().any(|main| self.fact_of(&account, candidate, main).is_some())
        };
        let role = path.of_item().and_then(|item| self.view.state.item(item));
        let role = role.and_then(|item| self.view.phase(item).role(item.kind));
        // What broke off is told with the day it did, and when it began is told by itself.
        let broke_off =
            name == WHEN && role.is_some_and(|role| role.rank() == Rank::Outcome && role != PhaseRole::Done);
        let end = || account.candidates.iter().position(|candidate| candidate.ends && of_main(candidate));
        let end = if broke_off { end() } else { None };
        let told_before = |candidate: &Candidate<'s>| {
            // That it was to be then does not tell that it was.
            let said = |filing: &&Filing| candidate.planned || !account.was_plan(**filing);
            candidate.standing.supporters.iter().filter(said).any(|filing| known.values.contains(filing))
        };
        let of_told = || account.candidates.iter().position(told_before);
        let of_voice = || account.candidates.iter().position(of_main);
        let told = told.then(|| end.or_else(of_told).or_else(of_voice).unwrap_or(0));
        // A coarser date of a weaker source says nothing that the leading one does not.
        let support = account.leading().map(|leading| leading.standing.support);
        let fits = |place: &usize| name == WHEN && account.groups.first().is_some_and(|first| first.contains(place));
        for (place, candidate) in account.candidates.iter().enumerate() {
            let narrows = |told: usize| {
                let pair = candidate.value.zip(account.candidates[told].value);
                pair.is_some_and(|(own, wide)| own.compare(wide, &self.view.directory) == Comparison::Narrows)
            };
            let coarser = told.is_some_and(|told| !narrows(told));
            if coarser && fits(&place) && Some(candidate.standing.support) < support {
                continue;
            }
            if account.is_contested() && !agreed.iter().any(|agreed| agreed.value == candidate.value) {
                continue;
            }
            let shown = candidate.standing.support > Grade::None && !candidate.standing.is_contested();
            if Some(place) == told || !shown || told_before(candidate) {
                continue;
            }
            let exact = candidate.standing.supporters.iter().copied();
            let mut exact = exact.filter(|filing| self.says_exactly(*filing, candidate.value));
            let happened = exact.clone().find(|filing| !account.was_plan(*filing));
            let Some(filing) = happened.or_else(|| exact.next()) else { continue };
            let fact = self.filed(&account, filing, candidate.value);
            // Whoever has named the day is not told to have named the month.
            let voice = self.view.attribution(filing);
            let by_main = || voice.is_some_and(|voice| known.voices.iter().any(|main| same_voice(main, voice)));
            let exact = told.and_then(|told| account.candidates[told].value).zip(candidate.value);
            if exact.is_some_and(|(told, wide)| told.compare(wide, &self.view.directory) == Comparison::Narrows)
                && name == WHEN
                && by_main()
            {
                continue;
            }
            let ordinal = matches!(fact.value, Some(Value::Ordinal(_))) && known.attributes.contains(&ORDINAL);
            let nothing = matches!(fact.value, None | Some(Value::None(_)));
            // Where anybody reports how it was, how it was to be is of no use.
            let overtaken = fact.planned && !candidate.planned;
            if let (Some(Value::None(absence)), false) = (fact.value, told.is_some()) {
                self.add_absence(path, name, (filing, &fact, *absence), added);
            }
            if overtaken || nothing || ordinal || self.is_said_already(&fact, known.text) {
                continue;
            }
            if fact.planned && told.is_some() {
                continue;
            }
            // What it was to be is what it is called by now.
            let sort = attributes::spec_at(self.view, path).is_some_and(|spec| spec.plays(AttributeRole::Sort));
            if sort && self.was_to_be(filing) {
                continue;
            }
            let item = path.of_item().and_then(|item| self.view.state.item(item));
            let label = item.and_then(|item| self.label_text(item));
            let text = fact.value.and_then(Value::text);
            let proposed = attributes::spec_at(self.view, path).is_some_and(|spec| spec.plays(AttributeRole::Proposed));
            if (sort || proposed) && label.zip(text).is_some_and(|(label, text)| is_called_the_same(label, text)) {
                continue;
            }
            // Where and by whom what is over was to be is of no use by itself.
            let over = item.is_some_and(|item| {
                self.view.phase(item).role(item.kind).is_some_and(|role| role.rank() == Rank::Outcome)
            });
            // Who was to do it is of no use where others did, and is told as it was planned where nobody says who.
            let by_itself = matches!(fact.value, Some(Value::Entity(_)));
            if fact.planned && over && by_itself {
                continue;
            }
            if fact.planned {
                let told_as = self.told_beforehand(path, name, &fact);
                self.add(added, filing, fact.grade.min(Grade::Reported), told_as);
                continue;
            }
            let given_up = || self.view.state.item(path.of_item()?).and_then(|item| self.plan_given_up(item));
            if [PLACE, WHEN].contains(&name) && given_up() == Some(filing.report) {
                continue;
            }
            // What is told with an earlier change is not told again.
            let of_change = attributes::spec_at(self.view, path)
                .is_some_and(|spec| spec.plays(AttributeRole::Cause) || spec.plays(AttributeRole::Proposer));
            let change = self.view.state.filed(filing).0.record.change;
            let of_change = of_change || name == WHEN && !matches!(change, Change::Postponed | Change::Cancelled);
            if of_change && known.earlier.contains(&filing.report) {
                continue;
            }
            if name == WHEN && matches!(change, Change::Suspended | Change::Resumed) {
                continue;
            }
            let begun = name == WHEN && self.is_of_the_beginning(&account, filing);
            // A date of another change of the item is told with that change; the beginning and the end are not told with
            // each other where two give them.
            let arrived = name == WHEN
                && candidate.moment == Some(Moment::Arrived)
                && role.is_some_and(|role| role.rank() == Rank::Outcome);
            let untold = begun || arrived || candidate.ends;
            if name == WHEN && told.is_some() && !untold && self.is_end_or_begin(&account, filing) {
                continue;
            }
            let told_as = match (begun, candidate.ends) {
                (true, _) => ToldAs::OfIt([vec![Piece::Plain("began")], self.words(&fact)].concat()),
                (_, true) => ToldAs::OfIt([vec![Piece::Plain("ended")], self.words(&fact)].concat()),
                _ if arrived => {
                    ToldAs::OfIt([vec![Piece::Plain("reached its destination")], self.words(&fact)].concat())
                }
                _ => self.told_as(path, name, &fact, known.plural),
            };
            self.add(added, filing, fact.grade, told_as);
        }
    }

    /// That something is missing, in the way in which a voice says so. That a deadline is not set is told where it is due.
    fn add_absence(
        &self,
        path: &Path,
        name: &str,
        (filing, fact, absence): (Filing, &Fact<'s>, Absence),
        added: &mut Vec<Added<'s>>,
    ) {
        let item = path.of_item().and_then(|item| self.view.state.item(item));
        let spec = item.and_then(|item| item.kind.attribute(name));
        // “The sum is under a non-disclosure agreement” says so.
        let claimed = item.and_then(|item| self.leading(&self.at(item, TEXT))?.value?.text()).unwrap_or_default();
        let said = absence == Absence::NotDisclosed
            && ["disclos", "confidential", "secret"].iter().any(|word| claimed.contains(word));
        if said || spec.is_some_and(|spec| spec.due) {
            return;
        }
        let source = self.source(filing);
        let label = match spec.map(|spec| spec.called).filter(|called| !called.is_empty()) {
            Some(called) => Piece::Plain(called),
            None if name == WHEN => Piece::Plain("date"),
            None => Piece::Said(Role::Attribute { source }, Vec::new()),
        };
        // What is missing is missing as of a day: it may well have been set since.
        let (past, day) = self.past_and_day(filing, self.is_past(filing));
        let said = |what: [Piece; 2]| [does(source, "say", past)].into_iter().chain(day.clone()).chain(what);
        let says = |words: &'static str| {
            said([Piece::Plain("that the"), label.clone()]).chain([Piece::Plain(words)]).collect::<Phrase>()
        };
        let phrase = match absence {
            Absence::NotSet => says("was not set"),
            Absence::NotDisclosed => says("was not disclosed"),
            Absence::Unknown => says("was not known"),
            Absence::DoesNotExist => said([Piece::Plain("that there was no"), label]).collect(),
            Absence::NotStated => vec![does(source, "give", PAST.not()), Piece::Plain("the"), label],
        };
        self.add(added, filing, fact.grade, ToldAs::Act(phrase));
    }

    /// Whether a date is of the beginning of what is over: the day it began is not the day of the whole.
    fn is_of_the_beginning(&self, account: &Account<'s>, filing: Filing) -> bool {
        let (update, filed) = (&self.view.state.filed(filing).0.record, self.phase_filed_in(filing));
        let item = update.item.as_ref().and_then(|item| self.view.state.item(item));
        let role = item.and_then(|item| self.view.phase(item).role(item.kind));
        let off = |role: PhaseRole| matches!(role, PhaseRole::CalledOff | PhaseRole::Postponed);
        let over = role.is_some_and(|role| role.rank() == Rank::Outcome || off(role) || role == PhaseRole::Suspended);
        let began = matches!(filed, Some(PhaseRole::UnderWay | PhaseRole::Departed));
        let since = over || role == Some(PhaseRole::Arrived);
        began && since && account.word(filing).is_some()
    }

    fn is_end_or_begin(&self, account: &Account<'s>, filing: Filing) -> bool {
        let ranks: Vec<_> = account.current().map(|word| self.rank_of(word.filing)).collect();
        ranks.iter().flatten().any(|rank| Some(*rank) != self.rank_of(filing)) && self.rank_of(filing).is_some()
    }

    pub(super) fn add(&self, added: &mut Vec<Added<'s>>, filing: Filing, grade: Grade, told: ToldAs) {
        let Some(voice) = self.view.attribution(filing) else { return };
        let place = match added.iter().position(|known| same_voice(known.voice, voice)) {
            Some(place) => place,
            None => {
                added.push(Added::none(voice, filing, grade));
                added.len() - 1
            }
        };
        let Some(known) = added.get_mut(place) else { return };
        known.grade = known.grade.min(grade);
        match told {
            ToldAs::OfIt(phrase) => known.of_it.push(phrase),
            ToldAs::Clause(phrase) => known.clauses.push(phrase),
            ToldAs::Act(phrase) => known.acts.push(phrase),
            ToldAs::Number(numbers) => {
                match known.numbers.iter_mut().find(|known| known.of == numbers.of && known.verb() == numbers.verb()) {
                    Some(known) => known.given.extend(numbers.given),
                    None => known.numbers.push(numbers),
                }
            }
            ToldAs::Beforehand(phrase) => known.beforehand.push(phrase),
        }
    }

    /// The reasons that somebody gives for what was done or said, where no sentence tells them yet.
    pub(super) fn reasons_untold(&self, item: &Item, told: &[&EntryDraft]) -> Vec<Draft> {
        let account = self.view.account(&self.at(item, REASON));
        let mut drafts: Vec<Draft> = Vec::new();
        for word in account.current().filter(|word| word.stance.supports() && word.value.is_some()) {
            let source = self.source(word.filing);
            let is_told = |piece: &Piece| matches!(piece, Piece::Said(role, _) if role.source() == Some(source));
            let entries = told.iter().flat_map(|entry| &entry.drafts);
            if entries.chain(&drafts).any(|draft| draft.phrase.iter().any(is_told)) {
                continue;
            }
            let Some(speech) = self.speech(word.filing, self.is_past(word.filing)) else { continue };
            let mut phrase = speaker(self.view, speech);
            let (reason, this_reason) = match word.record.change {
                Change::Postponed => ("as the reason for putting it off", "this reason for putting it off"),
                Change::Suspended => ("as the reason for interrupting it", "this reason for interrupting it"),
                Change::Rescheduled => ("as the reason for the new date", "this reason for the new date"),
                Change::Reinstated => ("as the reason for planning it again", "this reason for planning it again"),
                Change::Resumed => ("as the reason for going on", "this reason for going on"),
                Change::Extended => ("as the reason for extending it", "this reason for extending it"),
                _ => ("as the reason", "this reason"),
            };
            // It is told in sum: quotation marks would make it their words.
            let text = word.value.and_then(Value::text).unwrap_or_default();
            let given = crate::tell::clause::value(source, ValueForm::Plain);
            let (past, day) = self.past_and_day(word.filing, self.is_past(word.filing));
            // A reason for not confirming something is none for that.
            if let Some((filing, stance)) = self.stance_beside(item, word) {
                let (lemma, negative) = crate::tell::frames::stance(stance);
                let form = if negative { past.not() } else { past };
                phrase.extend([does(self.source(filing), lemma, form), Piece::Plain("it")]);
                phrase.extend(day);
                let clause = english::is_clause(text);
                phrase.extend([
                    Piece::Mark(","),
                    Piece::Plain(if clause { "saying that" } else { "giving this reason:" }),
                ]);
                phrase.push(given);
                drafts.push(Draft::new(phrase, Some(word.grade), Weight::Detail));
                continue;
            }
            phrase.push(does(source, "give", past));
            // Of what was put off or interrupted several times, each has its own.
            phrase.extend(day);
            // “Gave to make room as the reason” is no English.
            let reads_on = !is_surely_reason(text) || before_reason(text).is_empty();
            phrase.extend(match (english::is_clause(text), reads_on) {
                (true, _) => vec![Piece::Plain(reason), Piece::Plain("that"), given],
                (false, true) => vec![Piece::Plain(this_reason), Piece::Mark(":"), given],
                (false, false) => vec![given, Piece::Plain(reason)],
            });
            drafts.push(Draft::new(phrase, Some(word.grade), Weight::Detail));
        }
        drafts
    }

    /// The word of the same report that says nothing for or against an item, or against it.
    fn stance_beside(&self, item: &Item, word: &Word<'s>) -> Option<(Filing, Stance)> {
        let path = self.path(item);
        let said = word.record.testimonies.iter().enumerate();
        let mut stances = said.filter(|(_, said)| said.path == path && !said.stance.supports());
        let (testimony, said) = stances.next()?;
        Some((Filing { testimony, ..word.filing }, said.stance))
    }

    /// Whether the report of a word puts its item on another day than the one that is told: it does not say the same.
    fn gives_another_day(&self, item: &Item, word: &Word<'s>) -> bool {
        let path = self.at(item, WHEN);
        let told = self.leading(&path).and_then(|fact| fact.value);
        let own = word.record.gives(&path).and_then(|testimony| word.record.testimonies[testimony].value.as_ref());
        own.zip(told).is_some_and(|(own, told)| own.compare(told, &self.view.directory) == Comparison::Conflicting)
    }

    /// Who else tells of an item and is named in no other sentence about it.
    pub(super) fn others(&self, item: &Item, heard: &[&'s Attribution]) -> Option<Draft> {
        let mut heard: Vec<&Attribution> = heard.to_vec();
        let paths: Vec<Path> = self.view.paths_of(&item.key).collect();
        let accounts: Vec<_> = paths.iter().map(|path| self.view.account(path)).collect();
        let divided = accounts.iter().flat_map(|account| account.divided_counts());
        heard.extend(divided.map(|(word, _)| word.attribution));
        let opposed = accounts.iter().filter(|account| is_opposed(account));
        heard.extend(opposed.flat_map(|account| account.current().map(|word| word.attribution)));
        let (mut outlets, mut speakers) = (Vec::new(), Vec::new());
        // Who gave a part of it that is told already bears out nothing by that; who says that it was so does.
        let phase = self.path(item).attribute(phase_name());
        let has_phase = self.view.phase(item).role(item.kind).is_some();
        let whole = |word: &&Word<'s>| !has_phase || [&self.path(item), &phase].contains(&&word.testimony.path);
        for word in accounts.iter().flat_map(|account| account.current()).filter(|word| !word.plan && whole(word)) {
            if heard.iter().any(|known| same_voice(known, word.attribution)) {
                continue;
            }
            // What came through relays side by side is one word of whoever said it.
            let of_report = &self.view.state.reports()[word.filing.report].record.attributions;
            let beside = |known: &&Attribution| known.origin == word.attribution.origin && of_report.contains(known);
            let known = heard.iter().any(beside);
            heard.push(word.attribution);
            if known {
                continue;
            }
            let mended = !self.view.withdrawals().of(word.filing.report).is_empty();
            let otherwise = self.gives_another_day(item, word);
            if word.stance == Stance::Asserts && !mended && !otherwise && word.grade > Grade::None {
                let own = word.attribution.basis == Basis::Unattributed;
                let voices = if own { &mut outlets } else { &mut speakers };
                voices.extend(self.speech(word.filing, false).map(|speech| speaker(self.view, speech)));
            }
        }
        let plural = self.noun(item, true).plural;
        let of_it = [("also reported it", "also reported them"), ("said so too", "said so too")];
        let told = [outlets, speakers].into_iter().zip(of_it).filter(|(voices, _)| !voices.is_empty());
        let told = told
            .map(|(voices, (it, them))| [list(voices), vec![Piece::Plain(if plural { them } else { it })]].concat());
        let phrase = list(told.collect());
        (!phrase.is_empty()).then(|| Draft::new(phrase, None, Weight::Aside))
    }
}

/// Whether what was to happen has not.
pub(super) fn is_off(role: PhaseRole) -> bool {
    matches!(role, PhaseRole::CalledOff | PhaseRole::Postponed | PhaseRole::NotHeld)
}

/// What the sentences before tell of an item.
#[derive(Default)]
pub(super) struct Known<'a, 's> {
    /// The attributes they tell.
    pub(super) attributes: &'a [&'static str],
    /// The reports of earlier changes, which are told with what they give.
    pub(super) earlier: &'a [usize],
    /// Attributes that are told nowhere else, whatever they hold.
    pub(super) never: &'a [&'a str],
    /// Where the values are on file that sentences before tell by themselves.
    pub(super) values: &'a [Filing],
    /// The voices they are in.
    pub(super) voices: &'a [&'s Attribution],
    /// The only voice of the sentence right before.
    pub(super) follows: Option<&'s Attribution>,
    /// What the item is called behind them: “it”, or “the order”.
    pub(super) called: Phrase,
    /// What the event is called.
    pub(super) text: &'a str,
    /// Whether it is several.
    pub(super) plural: bool,
}
