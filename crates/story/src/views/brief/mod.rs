//! The brief: what we know, every sentence tied to the updates behind it.
//!
//! What is on file is looked up as facts ([`crate::tell::telling`]), said in sentences ([`items`], [`statements`], [`disputes`] …) and put in
//! words by the one realiser. A sentence is made of spans only, each with what it rests on, and can be checked against
//! what is on file ([`check`]).

mod ahead;
pub mod check;
mod corrections;
mod denials;
mod details;
mod disputes;
mod gaps;
mod gathered;
mod items;
mod lists;
mod people;
mod plan;
mod positions;
mod replaced;
mod requests;
mod sentence;
mod stances;
mod statements;

pub use check::unsupported;
pub use sentence::{Brief, BriefEntry, BriefSection, CORRECTIONS, Form, MOST_SENTENCES, MOST_WORDS, Sentence};

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::judge::dates;
use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Origin};
use crate::record::kind::attribute::{
    ABOUT, ACTUAL_SPEAKER, AUTHENTIC, CODE, FLAGS, FORM, GIST, ISSUER, MEDIUM, OCCASION, PLACE, PLATFORM, SPEAKER,
    TEXT, WHEN, WORDS,
};
use crate::record::kind::spec::{KindRole, PhaseRole, ValueType};
use crate::record::recorded::Sequence;
use crate::record::style::Style;
use crate::record::time::When;
use crate::record::update::Embargo;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::fold::Item;
use crate::tell::mentions::name;
use crate::tell::realise::{Realiser, report_at, text_of};
use crate::tell::span::{NameForm, Phrase, Piece, Role, text};
use crate::tell::telling::facts::Telling;
use crate::tell::values;
use crate::tell::voices::name_of;
use crate::views::brief::details::Known;
use crate::views::brief::items::{is_move, weighs};
use crate::views::brief::plan::{Draft, EntryDraft, Moved, Weight};
use crate::views::brief::stances::Of;

/// How many things are the latest.
const LATEST_THINGS: usize = 3;

/// The heading of the section that tells what changed last and matters.
pub const LATEST: &str = "The latest";
/// The heading of the section that tells the desk's own words on why it matters.
pub const WHY: &str = "Why it matters";
/// The heading of the section that tells what is known.
pub const KNOW: &str = "What we know";
/// The heading of the section that tells what is disputed.
pub const DISPUTED: &str = "What is disputed";
/// The heading of the section that tells what is not known.
pub const UNKNOWN: &str = "What we don't know";
/// The heading of the section that tells what comes next.
pub const NEXT: &str = "What happens next";
/// The heading of the section that tells what people say.
pub const SAYING: &str = "What people are saying";
/// The heading of the section that tells facts about people, organisations and places.
pub const PEOPLE: &str = "Who is who";
/// The heading of the section that tells notes of the desk.
pub const NOTES: &str = "Notes of the desk";
const HEADINGS: [&str; 10] = [LATEST, WHY, KNOW, DISPUTED, UNKNOWN, NEXT, SAYING, PEOPLE, CORRECTIONS, NOTES];

/// The brief of the story.
pub fn of(view: &View<'_>, form: Form) -> Brief {
    let style = view.style();
    let telling = Telling::new(view);
    let (mut entries, gathered) = telling.entries(form);
    let mut sections = realised(view, style, &telling, &entries);
    let all = gathered + entries.iter().map(|entry| entry.drafts.len()).sum::<usize>();
    // Who first comes up in what is left is named in full there, so that it can be too long again.
    while shorten(form, &mut entries, &sections.1) {
        sections = realised(view, style, &telling, &entries);
    }
    let (head, status) = view.head();
    Brief {
        story: view.state.slug().to_string(),
        title: head.title.as_deref().unwrap_or(view.state.slug().as_str()).to_owned(),
        status: status.as_str().to_owned(),
        sequence: view.sequence(),
        moment: view.moment(),
        head: sections.0,
        sections: sections.1,
        more: all - entries.iter().map(|entry| entry.drafts.len()).sum::<usize>(),
        left_out: Vec::new(),
        unreadable: view.unreadable(),
    }
}

/// The brief as it may be read: without any sentence that says more than its updates, which is said.
pub fn checked(view: &View<'_>, form: Form) -> Brief {
    let mut brief = of(view, form);
    for section in &mut brief.sections {
        for BriefEntry { item, sentences } in &mut section.entries {
            sentences.retain(|sentence| {
                let Some(problem) = check::problem_with(view, sentence, &section.heading) else { return true };
                brief.left_out.push(format!("a sentence on {item} that {problem}, of {:?}", sentence.sequences));
                false
            });
        }
        section.entries.retain(|entry| !entry.sentences.is_empty());
    }
    brief.sections.retain(|section| !section.entries.is_empty());
    brief
}

fn realised(
    view: &View<'_>,
    style: Style,
    telling: &Telling<'_, '_>,
    entries: &[EntryDraft],
) -> (Option<Sentence>, Vec<BriefSection>) {
    let mut realiser = Realiser::new(view, style);
    let head = telling.head().map(|draft| sentence(view, &mut realiser, &draft));
    let mut sections = Vec::new();
    for heading in HEADINGS {
        let mut told = Vec::new();
        for entry in entries.iter().filter(|entry| entry.section == heading && !entry.drafts.is_empty()) {
            realiser.paragraph();
            let sentences = entry.drafts.iter().map(|draft| sentence(view, &mut realiser, draft)).collect();
            told.push(BriefEntry { item: entry.item.clone(), sentences });
        }
        if !told.is_empty() {
            sections.push(BriefSection { heading: heading.to_owned(), entries: told });
        }
    }
    (head, sections)
}

fn sentence(view: &View<'_>, realiser: &mut Realiser<'_, '_>, draft: &Draft) -> Sentence {
    let mut spans = realiser.sentence(&limited_once(&draft.phrase));
    let said: BTreeSet<Sequence> = spans.iter().flat_map(|span| span.sequences.iter().copied()).collect();
    let also: Vec<Sequence> = draft.also.iter().copied().filter(|sequence| !said.contains(sequence)).collect();
    if !also.is_empty() {
        // What the whole sentence rests on beside what its words do is with words of ours.
        let place = spans.iter().position(|span| span.role == Role::Plain).unwrap_or(0);
        if let Some(span) = spans.get_mut(place) {
            span.sequences.extend(also);
            span.sequences.sort_unstable();
            span.sequences.dedup();
        }
    }
    let sequences: BTreeSet<Sequence> = spans.iter().flat_map(|span| span.sequences.iter().copied()).collect();
    let known = sequences.into_iter().filter_map(|sequence| Some((report_at(view, sequence)?.record.id, sequence)));
    let (updates, sequences) = known.unzip();
    Sentence { text: text(&spans), spans, standing: draft.standing, updates, sequences }
}

/// What a whole report is limited to, told once in a sentence: behind the last of what it gives.
fn limited_once(phrase: &Phrase) -> Phrase {
    let limits = |at: usize| match phrase.get(at..at + 3) {
        Some([Piece::Open("("), Piece::Said(Role::Limits { source }, _), Piece::Mark(")")]) => Some(source.sequence),
        _ => None,
    };
    let mut told = Phrase::new();
    let mut at = 0;
    while at < phrase.len() {
        let again = limits(at).is_some_and(|of| (at + 3..phrase.len()).any(|later| limits(later) == Some(of)));
        if again {
            at += 3;
            continue;
        }
        told.push(phrase[at].clone());
        at += 1;
    }
    told
}

/// Leaves in what a form has room for: the weightier first, of equals the newer thread. What is open is never left out of a standard brief. Whether anything was left out.
fn shorten(form: Form, entries: &mut [EntryDraft], realised: &[BriefSection]) -> bool {
    if form == Form::Full {
        return false;
    }
    let words = |text: &str| text.split_whitespace().count();
    // The drafts in reading order, as they were realised.
    let mut order: Vec<(usize, usize)> = Vec::new();
    for heading in HEADINGS {
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.section == heading) {
            order.extend((0..entry.drafts.len()).map(|draft| (at, draft)));
        }
    }
    let told = realised.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    let lengths: Vec<usize> = told.map(|sentence| words(&sentence.text)).collect();
    let mut length = vec![Vec::new(); entries.len()];
    for ((entry, _), words) in order.iter().zip(&lengths) {
        length[*entry].push(*words);
    }
    let most = match form {
        Form::Short => usize::MAX,
        Form::Standard | Form::Full => MOST_WORDS,
    };
    let most_sentences = if form == Form::Short { MOST_SENTENCES } else { usize::MAX };
    let mut wanted = order.clone();
    wanted.sort_by_key(|(entry, draft)| {
        let weight = entries[*entry].drafts[*draft].weight;
        (weight, Reverse(entries[*entry].moved), *entry, *draft)
    });
    let mut kept: BTreeSet<(usize, usize)> = BTreeSet::new();
    let (mut used, mut sentences) = (0, 0);
    for (entry, draft) in wanted {
        // What is said of an item by “it” needs the sentence that names it.
        let needed: Vec<(usize, usize)> = [(entry, 0), (entry, draft)]
            .into_iter()
            .filter(|one| !kept.contains(one))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let more: usize = needed.iter().map(|(entry, draft)| length[*entry].get(*draft).copied().unwrap_or(0)).sum();
        let open = form == Form::Standard && entries[entry].drafts[draft].weight <= Weight::Open;
        if used + more > most && !open || sentences + needed.len() > most_sentences {
            continue;
        }
        used += more;
        sentences += needed.len();
        kept.extend(needed);
    }
    let all = order.len();
    for (at, entry) in entries.iter_mut().enumerate() {
        let mut place = 0;
        entry.drafts.retain(|_| {
            place += 1;
            kept.contains(&(at, place - 1))
        });
    }
    kept.len() < all
}

impl<'s> Telling<'_, 's> {
    /// Whose account it is where it does not say otherwise.
    fn head(&self) -> Option<Draft> {
        let main = self.main?;
        let base = self
            .view
            .items()
            .filter_map(|item| self.base(item))
            .find(|base| self.view.attribution(*base).is_some_and(|voice| self.is_main(voice)))?;
        let source = self.source(base);
        let mut phrase =
            vec![Piece::Plain("unless said otherwise this is the account of"), name_of(&main.holder, source)];
        phrase.extend([Piece::Mark(","), Piece::Plain("which names no source")]);
        Some(Draft::new(phrase, None, Weight::Latest))
    }

    /// What is to be said, in reading order; and how many sentences it saves that many of a kind are told together.
    fn entries(&self, form: Form) -> (Vec<EntryDraft>, usize) {
        let mut entries: Vec<EntryDraft> = Vec::new();
        for item in self.view.items() {
            entries.extend(self.entries_of(item));
        }
        let requests: Vec<&Item> = self.view.items().filter(|item| item.kind.role() == KindRole::Request).collect();
        for (item, draft) in self.requests(&requests) {
            entries.push(EntryDraft { section: UNKNOWN, item, moved: None, drafts: vec![draft] });
        }
        for draft in self.gaps() {
            entries.push(EntryDraft {
                section: UNKNOWN,
                item: self.view.state.slug().to_string(),
                moved: None,
                drafts: vec![draft],
            });
        }
        entries.extend(self.people(PEOPLE, DISPUTED));
        entries.extend(self.corrections(CORRECTIONS));
        for (item, mut draft) in self.replacements_untold(&entries) {
            match entries.iter_mut().find(|entry| entry.item == item && entry.section != CORRECTIONS) {
                Some(entry) => entry.drafts.push(draft),
                None => {
                    // Nothing else is told of it any more.
                    draft.weight = Weight::Open;
                    entries.push(EntryDraft { section: CORRECTIONS, item, moved: None, drafts: vec![draft] });
                }
            }
        }
        // The newest thread first; what has no day of its own stays where it came up.
        entries.sort_by_key(|entry| Reverse(entry.moved));
        let gathered = if form == Form::Full { 0 } else { self.gather(&mut entries, KNOW) };
        self.lead_with_the_latest(&mut entries);
        if let Some(line) = self.line() {
            entries.insert(0, line);
        }
        (entries, gathered)
    }

    /// How many words a phrase has at most: with every name in full.
    pub(super) fn length(&self, phrase: &[Piece]) -> usize {
        let words = |text: &str| text.split_whitespace().count();
        let of = |piece: &Piece| match piece {
            Piece::Plain(text) => words(text),
            Piece::Mark(_) | Piece::Open(_) => 0,
            Piece::Said(role, _) => text_of(self.view, self.view.style(), role).map_or(0, |text| words(&text)),
            Piece::Name { entity, titled, .. } => {
                let form = NameForm { introduced: *titled, ..NameForm::default() };
                words(&name(self.view, entity, form))
            }
        };
        phrase.iter().map(of).sum()
    }

    /// The newest of the authors' own sentences that still stands whole: nothing its update says is withdrawn, replaced or
    /// contested.
    fn line(&self) -> Option<EntryDraft> {
        let stands = |place: usize| {
            let update = &self.view.state.reports()[place].record;
            let whole = self.view.withdrawals().of(place).is_empty();
            whole && update.testimonies.iter().all(|said| !self.view.account(&said.path).is_contested())
        };
        let (_, report) =
            self.view.reports().rev().find(|(place, report)| report.record.line.is_some() && stands(*place))?;
        let role = Role::Line { sequence: report.sequence };
        let item = report.record.item.as_ref().map_or_else(|| report.record.story.to_string(), ToString::to_string);
        let drafts = vec![Draft::new(vec![Piece::Said(role, Vec::new())], None, Weight::Latest)];
        Some(EntryDraft { section: LATEST, item, moved: None, drafts })
    }

    /// What changed last, at most three things, comes before everything.
    fn lead_with_the_latest(&self, entries: &mut [EntryDraft]) {
        let known = entries.iter().filter(|entry| entry.section == KNOW).count();
        if known <= LATEST_THINGS {
            return;
        }
        let newest = entries.iter_mut().filter(|entry| entry.section == KNOW && entry.moved.is_some());
        for entry in newest.take(LATEST_THINGS) {
            entry.section = LATEST;
            if let Some(first) = entry.drafts.first_mut() {
                first.weight = Weight::Latest;
            }
        }
    }

    fn entries_of(&self, item: &Item) -> Vec<EntryDraft> {
        let moved = self.moved_last(item);
        let entry = |section, drafts| EntryDraft { section, item: item.key.to_string(), moved, drafts };
        let mut entries = match item.kind.role() {
            KindRole::Request => Vec::new(),
            KindRole::OwnText => {
                vec![entry(if self.has_code(item) { NOTES } else { WHY }, self.own_text(item).into_iter().collect())]
            }
            KindRole::Statement => vec![entry(SAYING, self.with_stances(item, self.statements(item)))],
            KindRole::Claim => vec![entry(SAYING, self.with_stances(item, self.with_numbers(item, self.claims(item))))],
            KindRole::Evidence if self.is_only_rested_on(item) => Vec::new(),
            KindRole::Evidence => vec![entry(KNOW, self.with_stances(item, self.evidence(item).into_iter().collect()))],
            KindRole::Publication => {
                let told = self.publication(item).into_iter().collect::<Vec<_>>();
                let reviews = if told.is_empty() { Vec::new() } else { self.reviews(item) };
                vec![entry(KNOW, self.with_stances(item, [told, reviews].concat()))]
            }
            KindRole::TakesPlace | KindRole::Proposal | KindRole::Story => {
                let (section, drafts) = self.account_of(item);
                vec![entry(section, drafts)]
            }
        };
        if let Some(entry) = entries.first_mut() {
            entry.drafts.extend(self.reconciliations(item));
        }
        let mut disputes: Vec<Draft> = self.disputes(item).into_iter().chain(self.discords(item)).collect();
        // Where nothing is told of it but that it is disputed, all else that is said of it stands behind that.
        if !disputes.is_empty() && self.is_told_as_dispute(item) && !matches!(self.view.phase(item), Phase::ByParty(_))
        {
            let subject = [item.kind.frame().subject];
            let known =
                Known { attributes: &subject, earlier: &[], never: &subject, voices: &[], text: "", plural: false };
            disputes.extend(self.details(item, &known).0);
            disputes.extend(self.denials_of_parts(item));
        }
        entries.push(entry(DISPUTED, disputes));
        entries.push(entry(UNKNOWN, self.count_gap(item).into_iter().collect()));
        // Requests are told together, with the reasons that were given.
        let request = item.kind.role() == KindRole::Request;
        let mut reasons = if request { Vec::new() } else { self.reasons_untold(item, &entries) };
        reasons.extend(self.embargoes(item));
        match entries.iter_mut().find(|entry| !entry.drafts.is_empty()) {
            Some(entry) => entry.drafts.extend(reasons),
            None => entries.push(entry(SAYING, reasons)),
        }
        entries.retain(|entry| !entry.drafts.is_empty());
        entries
    }

    /// Until when others ask that their reports be held: nothing is hidden by that, and whoever publishes should know.
    fn embargoes(&self, item: &Item) -> Vec<Draft> {
        let mut told: Vec<&Embargo> = Vec::new();
        let mut drafts = Vec::new();
        for place in item.reports.iter().copied().filter(|place| self.view.admits(*place)) {
            let report = &self.view.state.reports()[place];
            let gone = self.view.withdrawals().is_withdrawn(place);
            let Some(embargo) =
                report.record.others_embargo.as_ref().filter(|embargo| !gone && !told.contains(embargo))
            else {
                continue;
            };
            told.push(embargo);
            let phrase = vec![Piece::Said(Role::Embargo { sequence: report.sequence }, Vec::new())];
            drafts.push(Draft::new(phrase, None, Weight::Detail));
        }
        drafts
    }

    /// A claim with the numbers that are claimed in it, where its words do not have them.
    fn with_numbers(&self, item: &Item, mut drafts: Vec<Draft>) -> Vec<Draft> {
        let attributes = || item.kind.spec().attributes.iter();
        let texts = self.view.account(&self.at(item, TEXT));
        let said: Vec<&str> = texts.candidates.iter().filter_map(|text| text.value?.text()).collect();
        let in_words = |name: &str| {
            let account = self.view.account(&self.at(item, name));
            let counts = account.candidates.iter().filter_map(|given| match given.value? {
                Value::Count(count) => Some(count),
                _ => None,
            });
            // What is counted on file is told with the gap between the two.
            let mut counts = counts.filter(|count| count.series.is_none());
            counts.all(|count| said.iter().any(|text| self.has_number(text, count)))
        };
        let never: Vec<&'static str> = attributes()
            .filter(|spec| spec.value != ValueType::Count || in_words(spec.name))
            .map(|spec| spec.name)
            .collect();
        if !drafts.is_empty() {
            let voices = self.voices_of(item);
            let known =
                Known { attributes: &[], earlier: &[], never: &never, voices: &voices, text: "", plural: false };
            drafts.extend(self.details(item, &known).0);
            drafts.extend(self.divided_counts(item));
        }
        drafts
    }

    /// Whether words have a number, in words or in digits.
    fn has_number(&self, text: &str, count: &Count) -> bool {
        let bare = Count { unit: None, scope: None, parts: Vec::new(), about: false, ..count.clone() };
        let digits = bare.to_string();
        let words = values::text(self.view, &Value::Count(bare));
        let plain = |text: &str| text.replace(',', "");
        text.contains(&words) || plain(text).contains(&plain(&digits))
    }

    /// Whether others rest on a piece of evidence and nobody says anything of it itself: it is no news by that, and is named
    /// where they are told.
    pub(super) fn is_only_rested_on(&self, item: &Item) -> bool {
        let rests = |attribution: &Attribution| matches!(&attribution.origin, Origin::Evidence(on) if *on == item.key);
        let rested_on = self.view.reports().any(|(_, report)| report.record.attributions.iter().any(rests));
        let authentic = self.view.account(&self.at(item, AUTHENTIC));
        let spoken_of = self.view.account(&self.path(item)).current().any(|word| word.stance.is_told());
        rested_on && !spoken_of && authentic.words.is_empty()
    }

    fn with_stances(&self, item: &Item, mut drafts: Vec<Draft>) -> Vec<Draft> {
        let of = if drafts.is_empty() { Of::Named } else { Of::It };
        drafts.extend(self.stances(item, of));
        if !drafts.is_empty() && item.kind.role() == KindRole::Statement {
            let voices = self.voices_of(item);
            let known = Known {
                attributes: &[MEDIUM, PLATFORM, OCCASION],
                earlier: &[],
                never: &TOLD_OF_STATEMENTS,
                voices: &voices,
                text: "",
                plural: false,
            };
            drafts.extend(self.details(item, &known).0);
        }
        if !drafts.is_empty() {
            drafts.extend(self.denials_of_parts(item));
        }
        drafts
    }

    fn voices_of(&self, item: &Item) -> Vec<&'s crate::record::attribution::Attribution> {
        let account = self.view.account(&self.path(item));
        account.current().map(|word| word.attribution).take(1).collect()
    }

    /// What is told of something that takes place or is put to others, and where.
    fn account_of(&self, item: &Item) -> (&'static str, Vec<Draft>) {
        let phase = self.view.phase(item);
        let ahead = phase.role(item.kind).is_some_and(PhaseRole::lies_ahead);
        let section = match ahead {
            true if self.is_overdue(item) => UNKNOWN,
            true => NEXT,
            false => KNOW,
        };
        let main = self.main(item);
        let by_party = matches!(phase, Phase::ByParty(_));
        let mut drafts = Vec::new();
        let (mut attributes, voices, text, plural, answered) = match main {
            Some(mut main) => {
                if ahead {
                    main.draft.weight = Weight::Open;
                }
                drafts.push(main.draft);
                (main.attributes, main.voices, main.text, main.plural, main.answered)
            }
            None => (Vec::new(), Vec::new(), String::new(), false, false),
        };
        if !drafts.is_empty() {
            drafts.extend(self.history(item));
            let (replaced, told) = self.replaced(item);
            drafts.extend(replaced);
            attributes.extend(told);
        }
        drafts.extend(self.positions(item, &voices, answered));
        let of = if drafts.is_empty() { Of::Named } else { Of::It };
        drafts.extend(self.stances(item, of));
        if !drafts.is_empty() || by_party {
            let earlier = self.reports_of_history(item);
            let known =
                Known { attributes: &attributes, earlier: &earlier, never: &[], voices: &voices, text: &text, plural };
            let (details, named) = self.details(item, &known);
            drafts.extend(details);
            drafts.extend(self.rest_of_lists(item, &voices));
            drafts.extend(self.divided_counts(item));
            drafts.extend(self.denials_of_parts(item));
            drafts.extend(self.others(item, &[self.heard(item, &voices), named].concat()));
        }
        drafts.extend(self.likelihood(item));
        if !drafts.is_empty() {
            drafts.extend(self.expectation(item));
            drafts.extend(self.no_arrival(item));
            drafts.extend(self.due(item, &attributes));
        }
        (section, drafts)
    }

    /// The voices that some sentence about an item names.
    fn heard(
        &self,
        item: &Item,
        main: &[&'s crate::record::attribution::Attribution],
    ) -> Vec<&'s crate::record::attribution::Attribution> {
        let mut heard = main.to_vec();
        let account = self.view.account(&self.path(item));
        heard.extend(account.current().filter(|word| word.stance.is_told()).map(|word| word.attribution));
        for path in self.view.paths_of(&item.key).filter(|path| path.attribute.is_some()) {
            let account = self.view.account(&path);
            let shown = account.candidates.iter().filter_map(|candidate| candidate.standing.supporters.first());
            heard.extend(shown.filter_map(|filing| self.view.attribution(*filing)));
        }
        heard
    }

    /// When something of an item changed last: its phase, or where a side stands. What something was read or seen in is
    /// told after what it tells.
    fn moved_last(&self, item: &Item) -> Option<Moved> {
        let phase = self.view.phase(item).role(item.kind);
        // That something was put out is no news by itself; that it was withdrawn or amended is.
        let changed = matches!(phase, Some(PhaseRole::Withdrawn | PhaseRole::Amended));
        if item.kind.role() == KindRole::Evidence || item.kind.role() == KindRole::Publication && !changed {
            return None;
        }
        let places = item.reports.iter().copied();
        let moves = places.filter(|place| {
            let update = &self.view.state.reports()[*place].record;
            let stance = update.testimonies.iter().any(|said| {
                said.path.attribute.is_none()
                    && weighs(said.stance)
                    && said.stance != crate::record::stance::Stance::Asserts
            });
            let counts = self.view.admits(*place) && !self.view.withdrawals().is_withdrawn(*place);
            counts && (is_move(update.change) || stance)
        });
        let happened = dates::of(self.view, item).and_then(When::days).and_then(|(first, last)| last.or(first));
        let moved =
            |place| Moved { learned: self.view.state.said_at(place).order.learned, happened, place: Reverse(place) };
        moves.map(moved).max()
    }

    /// Whether it is a note with a standards code: a finding, not background.
    fn has_code(&self, item: &Item) -> bool {
        self.view.paths_of(&item.key).any(|path| path.is_of(CODE))
    }
}

/// What the sentence about a statement tells, or is no news by itself.
const TOLD_OF_STATEMENTS: [&str; 10] = [WORDS, GIST, FORM, FLAGS, PLACE, WHEN, SPEAKER, ISSUER, ACTUAL_SPEAKER, ABOUT];
