//! The brief: what we know, every sentence tied to the updates behind it.
//!
//! What is on file is looked up as facts ([`crate::tell::telling`]), said in sentences ([`items`], [`statements`], [`disputes`] …) and put in
//! words by the one realiser. A sentence is made of spans only, each with what it rests on, and can be checked against
//! what is on file ([`check`]).

mod account;
mod ahead;
pub mod check;
mod choose;
mod claims;
mod corrections;
mod counted;
mod days;
mod denials;
mod details;
mod disputes;
mod gaps;
mod gathered;
mod grounds;
mod items;
mod latest;
mod leans;
mod lines;
mod lists;
mod moved;
mod notes;
mod numbers;
mod people;
mod plan;
mod positions;
mod propositions;
mod replaced;
mod requests;
mod sentence;
mod sides;
mod stances;
mod statements;
mod superseded;
mod told_as;
mod wordings;

pub use check::unsupported;
pub use sentence::{
    Brief, BriefEntry, BriefSection, CORRECTIONS, DISPUTED, Form, KNOW, LATEST, MOST_SENTENCES, MOST_WORDS, NEXT,
    NOTES, PEOPLE, SAYING, Sentence, Table, UNKNOWN, WHY, more_open,
};

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::judge::phase::Phase;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Origin};
use crate::record::kind::attribute::{
    ABOUT, ACTUAL_SPEAKER, AUTHENTIC, CODE, FLAGS, FORM, GIST, ISSUER, MEDIUM, OCCASION, ON, PLACE, PLATFORM, SPEAKER,
    TEXT, TOTAL, WHEN, WORDS,
};
use crate::record::kind::spec::{KindRole, PhaseRole, ValueType};
use crate::record::name::UpdateId;
use crate::record::recorded::Sequence;
use crate::record::update::Embargo;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::fold::{Filing, Item};
use crate::tell::mentions::name;
use crate::tell::realise::{Realiser, capitalised, filing_of, report_at, text_of, value_text};
use crate::tell::span::{NameForm, Phrase, Piece, Role, Source, Span, ValueForm, text};
use crate::tell::telling::facts::Telling;
use crate::tell::voices::name_of;
use crate::views::brief::choose::Chooser;
use crate::views::brief::details::Known;
use crate::views::brief::numbers::Series;
use crate::views::brief::plan::{Draft, EntryDraft, Weight, limited_once, words};
use crate::views::brief::stances::Of;

const HEADINGS: [&str; 10] = [LATEST, WHY, KNOW, DISPUTED, UNKNOWN, NEXT, SAYING, PEOPLE, CORRECTIONS, NOTES];

/// The brief of the story.
pub fn of(view: &View<'_>, form: Form) -> Brief {
    let telling = Telling::new(view);
    let (entries, together) = telling.entries(form);
    let all = together + entries.iter().map(|entry| entry.drafts.len()).sum::<usize>();
    let realiser = Realiser::new(view, view.style());
    let head = telling.head().map(|draft| sentence(view, &mut realiser.clone(), &draft).0);
    let (entries, sections) = match form {
        Form::Full => told(view, &realiser, entries),
        Form::Short => told(view, &realiser, choose::shortest(entries)),
        Form::Standard => {
            let of_head = head.as_ref().map_or(0, |head| words(&head.text));
            let mut chooser = Chooser::new(entries, realiser.clone(), of_head);
            chooser.choose(&view.called().title.unwrap_or_default());
            let mut chosen = told(view, &realiser, chooser.left());
            // Who comes up first in another sentence than it was counted in is named in full there.
            while let too_many @ 1.. = (of_head + length(&chosen.1)).saturating_sub(MOST_WORDS)
                && chooser.drop_last(too_many)
            {
                chosen = told(view, &realiser, chooser.left());
            }
            for section in &mut chosen.1 {
                section.more = chooser.open_untold(&section.heading);
            }
            chosen
        }
    };
    let (_, status) = view.head();
    Brief {
        story: view.state.slug().to_string(),
        title: view.called().title.map_or_else(|| view.state.slug().to_string(), Into::into),
        status: status.as_str().to_owned(),
        sequence: view.sequence(),
        moment: view.moment(),
        head,
        sections,
        more: all.saturating_sub(entries.iter().map(|entry| entry.drafts.len()).sum::<usize>()),
        left_out: Vec::new(),
        unreadable: view.unreadable(),
    }
}

/// Why a line of this update would be told in no form of the brief; none where it would be.
pub fn why_untold(view: &View<'_>, update: UpdateId) -> Option<&'static str> {
    let place = view.state.place_of(update).filter(|place| view.admits(*place))?;
    let record = &view.state.reports()[place].record;
    let key = record.item.as_ref()?;
    let item = view.shown_by_key(view.merged_to(key).unwrap_or(key).as_str())?;
    Telling::new(view).why_untold(item, place)
}

fn length(sections: &[BriefSection]) -> usize {
    let entries = sections.iter().flat_map(|section| &section.entries);
    entries.flat_map(|entry| &entry.sentences).map(|sentence| words(&sentence.text)).sum()
}

/// The brief as it may be read: without any sentence that says more than its updates, which is said.
pub fn checked(view: &View<'_>, form: Form) -> Brief {
    let mut brief = of(view, form);
    for section in &mut brief.sections {
        for BriefEntry { item, sentences, table } in &mut section.entries {
            let all = sentences.len();
            sentences.retain(|sentence| {
                let Some(problem) = check::problem_with(view, sentence, &section.heading) else { return true };
                brief.left_out.push(format!("a sentence on {item} that {problem}, of {:?}", sentence.sequences));
                false
            });
            // What is left of a table is told in sentences: its cells would be those of other rows.
            if sentences.len() < all {
                *table = None;
            }
        }
        section.entries.retain(|entry| !entry.sentences.is_empty());
    }
    brief.sections.retain(|section| !section.entries.is_empty());
    brief
}

/// The entries in words, section by section; facts about people stand where they are first named.
fn told(
    view: &View<'_>,
    realiser: &Realiser<'_, '_>,
    entries: Vec<EntryDraft>,
) -> (Vec<EntryDraft>, Vec<BriefSection>) {
    let mut entries = entries;
    // A finding stands among what is known.
    entries
        .iter_mut()
        .filter(|entry| entry.established && entry.section == SAYING)
        .for_each(|entry| entry.section = KNOW);
    // The latest leads, the newest first; what led to it is told from its beginning, so that each thing can lean on what was
    // told before it.
    entries.sort_by_key(|entry| (entry.section == KNOW).then(|| entry.began(view)));
    let mut entries = people::at_first_mention(entries, &HEADINGS, PEOPLE);
    entries.iter_mut().filter(|entry| [KNOW, SAYING].contains(&entry.section)).for_each(EntryDraft::in_order);
    let mut realiser = realiser.clone();
    let mut sections = Vec::new();
    for heading in HEADINGS {
        let mut told = Vec::new();
        for entry in entries.iter().filter(|entry| entry.section == heading && !entry.drafts.is_empty()) {
            realiser.paragraph();
            let mut entry_told = BriefEntry { item: entry.item.clone(), sentences: Vec::new(), table: None };
            let mut rows = Vec::new();
            for draft in &entry.drafts {
                let (sentence, cells) = sentence(view, &mut realiser, draft);
                entry_told.sentences.push(sentence);
                rows.extend((!cells.is_empty()).then_some(cells));
            }
            if !rows.is_empty() {
                let columns = entry.columns.iter().map(ToString::to_string).collect();
                entry_told.table = Some(Table { columns, rows });
            }
            told.push(entry_told);
        }
        if !told.is_empty() {
            sections.push(BriefSection { heading: heading.to_owned(), entries: told, more: 0 });
        }
    }
    (entries, sections)
}

/// A draft in words; of a row of a table also where its cells are among the spans.
fn sentence(view: &View<'_>, realiser: &mut Realiser<'_, '_>, draft: &Draft) -> (Sentence, Vec<(usize, usize)>) {
    let (mut spans, cells) = match draft.cells.as_slice() {
        [] => (realiser.sentence(&limited_once(&draft.phrase)), Vec::new()),
        cells => row(realiser, cells),
    };
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
    (Sentence { text: text(&spans), spans, standing: draft.standing, updates, sequences }, cells)
}

/// A row of a table as a sentence of its own, which can be read without the table: “By Japan's Fair Trade Commission, on
/// 28 March 2023, Reuters.”
fn row(realiser: &mut Realiser<'_, '_>, cells: &[Phrase]) -> (Vec<Span>, Vec<(usize, usize)>) {
    let plain = |words: &str| Span { text: words.to_owned(), role: Role::Plain, sequences: Vec::new() };
    realiser.paragraph();
    let (mut spans, mut places) = (Vec::new(), Vec::new());
    for cell in cells {
        if !spans.is_empty() && !cell.is_empty() {
            spans.push(plain(", "));
        }
        let first = spans.len();
        spans.extend(realiser.words(cell));
        places.push((first, spans.len()));
    }
    if let Some(first) = spans.first_mut() {
        first.text = capitalised(&first.text);
    }
    spans.push(plain("."));
    (spans, places)
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

    /// What is to be said, in reading order; and how many sentences it saves that like things are told together.
    fn entries(&self, form: Form) -> (Vec<EntryDraft>, usize) {
        let mut entries: Vec<EntryDraft> = Vec::new();
        for item in self.view.items() {
            entries.extend(self.entries_of(item, form));
        }
        let mut requests: Vec<&Item> = self.view.items().filter(|item| item.kind.role() == KindRole::Request).collect();
        let mut together = 0;
        // What has a line of its own is not told with the others.
        requests.retain(|item| {
            let (lines, told) = self.lines_of_request(item);
            if !lines.is_empty() {
                // What was answered is what somebody says.
                let answered = self.view.phase(item).role(item.kind) == Some(PhaseRole::Answered);
                let section = if answered { SAYING } else { UNKNOWN };
                // What was asked about a claim is told with that.
                let on = self.leading(&self.at(item, ON)).and_then(|on| on.value);
                let about = |entry: &&mut EntryDraft| {
                    entry.section == section && matches!(on, Some(Value::Item(on)) if entry.item == on.as_str())
                };
                match entries.iter_mut().find(about) {
                    Some(entry) => entry.drafts.extend(lines),
                    None => entries.push(EntryDraft::new(section, item.key.to_string(), None, lines)),
                }
            }
            !told
        });
        let asked = self.requests(&requests);
        let all_asked = asked.len();
        let asked = if form == Form::Full { asked } else { self.old_requests_together(asked) };
        together += all_asked - asked.len();
        for told in asked {
            let section = if told.answered { SAYING } else { UNKNOWN };
            entries.push(EntryDraft::new(section, told.item, None, vec![told.draft]));
        }
        for draft in self.gaps() {
            entries.push(EntryDraft::new(UNKNOWN, self.view.state.slug().to_string(), None, vec![draft]));
        }
        entries.extend(self.people(PEOPLE, DISPUTED));
        entries.extend(self.corrections(CORRECTIONS));
        for (item, mut draft) in self.replacements_untold(&entries) {
            match entries.iter_mut().find(|entry| entry.item == item && entry.section != CORRECTIONS) {
                Some(entry) => entry.drafts.push(draft),
                None => {
                    // Nothing else is told of it any more.
                    draft.weight = Weight::Open;
                    entries.push(EntryDraft::new(CORRECTIONS, item, None, vec![draft]));
                }
            }
        }
        self.with_reasons(&mut entries);
        // The newest thread first; what has no day of its own stays where it came up.
        entries.sort_by_key(|entry| Reverse(entry.moved));
        self.gather(&mut entries, KNOW);
        self.lead_with_the_latest(&mut entries);
        self.with_the_most_told(&mut entries);
        self.with_the_turns(&mut entries);
        if form == Form::Standard {
            self.with_what_they_speak_of(&mut entries);
        }
        (entries, together)
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

    fn entries_of(&self, item: &Item, form: Form) -> Vec<EntryDraft> {
        let moved = self.moved_last(item);
        let at = |place: &usize| self.view.state.reports()[*place].sequence;
        let mut admitted = item.reports.iter().filter(|place| self.view.admits(**place)).map(at);
        let reports = admitted.next().map(|first| (admitted.next_back().unwrap_or(first), first));
        let entry =
            |section, drafts| EntryDraft { reports, ..EntryDraft::new(section, item.key.to_string(), moved, drafts) };
        let mut entries = match item.kind.role() {
            KindRole::Request => Vec::new(),
            KindRole::OwnText => {
                vec![entry(if self.has_code(item) { NOTES } else { WHY }, self.own_text(item).into_iter().collect())]
            }
            KindRole::Statement => vec![entry(SAYING, self.with_stances(item, self.statements(item)))],
            KindRole::Claim => {
                let counts = self.leading(&self.at(item, TOTAL)).is_some();
                let established = self.is_established(item);
                let drafts = self.with_stances(item, self.with_numbers(item, self.claims(item)));
                vec![EntryDraft { counts, established, ..entry(SAYING, drafts) }]
            }
            KindRole::Evidence if self.is_only_rested_on(item) => vec![entry(KNOW, Vec::new())],
            KindRole::Evidence => vec![entry(KNOW, self.with_stances(item, self.evidence(item).into_iter().collect()))],
            KindRole::Publication => {
                let told = self.publication(item).into_iter().collect::<Vec<_>>();
                let reviews = if told.is_empty() { Vec::new() } else { self.reviews(item) };
                vec![entry(KNOW, self.with_stances(item, [told, reviews].concat()))]
            }
            KindRole::TakesPlace | KindRole::Proposal | KindRole::Story => {
                let (section, drafts) = self.account_of(item);
                let has_lines = section == KNOW && form != Form::Full;
                let in_short = has_lines.then(|| self.in_one_line(item, &drafts)).flatten();
                vec![EntryDraft { in_short, ..entry(section, drafts) }]
            }
        };
        if let Some(entry) = entries.first_mut() {
            entry.drafts.extend(self.reconciliations(item));
        }
        if let Some(first) = entries.first_mut() {
            self.with_lines(item, first);
        }
        let mut against_notes = self.against_notes(item);
        if let Some(told) = entries.first_mut().filter(|entry| !entry.drafts.is_empty()) {
            told.drafts.append(&mut against_notes);
        }
        let disputed = self.disputes(item);
        let (in_short, barest) = self.in_short(&disputed);
        let mut disputes: Vec<Draft> = disputed.into_iter().flat_map(|dispute| dispute.drafts).collect();
        disputes.extend(self.discords(item));
        disputes.append(&mut against_notes);
        // The numbers that go with a claim are told where that is.
        let only_disputed = entries.iter().all(|entry| entry.drafts.is_empty());
        if only_disputed && !disputes.is_empty() && item.kind.role() == KindRole::Claim {
            disputes = self.with_numbers(item, disputes);
        }
        // Where nothing is told of it but that it is disputed, all else that is said of it stands behind that.
        if !disputes.is_empty() && self.is_told_as_dispute(item) && !matches!(self.view.phase(item), Phase::ByParty(_))
        {
            let subject = [item.kind.frame().subject];
            let text = self.label_text(item).unwrap_or_default();
            let known = Known { attributes: &subject, never: &subject, text, ..Known::default() };
            disputes.extend(self.details(item, &known).0);
        }
        // What may not have been so at all is told behind that, and not as what is known; also where the dispute is told with
        // the other side of it, which another item is.
        if self.is_in_doubt(item) {
            let told_here = !disputes.is_empty();
            let of_it = |entry: &&mut EntryDraft| entry.section == KNOW || told_here && entry.section == SAYING;
            for known in entries.iter_mut().filter(of_it) {
                let mut told = std::mem::take(&mut known.drafts);
                // That there is word of it at all its sides have told.
                if told_here && self.view.phase(item).role(item.kind).is_none() && known.section == KNOW {
                    let said: Vec<Source> = disputes.iter().flat_map(Draft::sources).collect();
                    let of: Vec<Sequence> = disputes.iter().flat_map(Draft::sequences).collect();
                    let of_sides = |draft: &Draft| {
                        draft.sources().all(|value| said.contains(&value))
                            && draft.sequences().iter().all(|sequence| of.contains(sequence))
                    };
                    told.retain(|draft| draft.weight != Weight::Main || !of_sides(draft));
                }
                disputes
                    .extend(told.into_iter().map(|draft| Draft { weight: draft.weight.max(Weight::Detail), ..draft }));
            }
        }
        entries.push(EntryDraft { in_short, barest, ..entry(DISPUTED, disputes) });
        entries.push(entry(UNKNOWN, self.count_gap(item).into_iter().collect()));
        let embargoes = self.embargoes(item);
        match entries.iter_mut().find(|entry| !entry.drafts.is_empty()) {
            Some(entry) => entry.drafts.extend(embargoes),
            None => entries.push(entry(SAYING, embargoes)),
        }
        entries.retain(|entry| !entry.drafts.is_empty());
        entries
    }

    /// Adds to what is told of each item the reasons on file for it that no sentence tells, and what it rests on. Requests are told together, with
    /// the reasons that were given.
    fn with_reasons(&self, entries: &mut Vec<EntryDraft>) {
        let mut of_items: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, entry) in entries.iter().enumerate() {
            of_items.entry(entry.item.clone()).or_default().push(place);
        }
        for item in self.view.items().filter(|item| item.kind.role() != KindRole::Request) {
            let places = of_items.get(item.key.as_str()).map(Vec::as_slice).unwrap_or_default();
            let told: Vec<&EntryDraft> = places.iter().map(|place| &entries[*place]).collect();
            let mut reasons = self.reasons_untold(item, &told);
            let first = places.iter().find(|place| entries[**place].section != CORRECTIONS);
            reasons.extend(first.and_then(|_| self.grounds(item)));
            let lines = self.lines(item);
            reasons.retain(|reason| lines.is_empty() || !self.is_told_by_lines(&lines, reason));
            match first.filter(|_| !reasons.is_empty()) {
                Some(place) => entries[*place].drafts.extend(reasons),
                None if reasons.is_empty() => {}
                None => entries.push(EntryDraft::new(SAYING, item.key.to_string(), self.moved_last(item), reasons)),
            }
        }
    }

    /// Whether it is disputed that an item is so, or what became of it: not only its date, its place or another part.
    fn is_in_doubt(&self, item: &Item) -> bool {
        let whole = || self.is_disputed(item, &self.view.account(&self.path(item)));
        matches!(self.view.phase(item), Phase::ByParty(_)) || whole() || self.is_told_as_dispute(item)
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
            let counts: Vec<&Count> = counts.collect();
            // What is counted on file is told with the gap between the two.
            let mut told = counts.iter().filter(|count| count.series.is_none());
            !counts.is_empty() && told.all(|count| said.iter().any(|text| self.has_number(text, count)))
        };
        let never: Vec<&'static str> = attributes()
            .filter(|spec| spec.value != ValueType::Count || in_words(spec.name))
            .map(|spec| spec.name)
            .collect();
        // A claim may be of a number alone.
        if !drafts.is_empty() || texts.candidates.is_empty() {
            let voices = self.voices_of(item);
            let mut values = self.values_told(&drafts);
            let in_words: Vec<&str> = attributes().map(|spec| spec.name).filter(|name| in_words(name)).collect();
            for Series { drafts: series, values: of_series } in self.numbers_by_day(item, &values, &in_words) {
                drafts.extend(series);
                values.extend(of_series);
            }
            let text = self.words_of_lines(&self.lines(item));
            let known = Known {
                attributes: &[],
                never: &never,
                values: &values,
                voices: &voices,
                text: &text,
                ..Known::default()
            };
            drafts.extend(self.details(item, &known).0);
            drafts.extend(self.divided_counts(item));
        }
        drafts
    }

    /// Where the values are on file that sentences tell.
    fn values_told(&self, drafts: &[Draft]) -> Vec<Filing> {
        let pieces = drafts.iter().flat_map(|draft| &draft.phrase);
        let sources = pieces.filter_map(|piece| match piece {
            Piece::Said(role @ Role::Value { .. }, _) => role.source(),
            _ => None,
        });
        sources.filter_map(|source| filing_of(self.view, source)).collect()
    }

    /// Whether words have a number, in words or in digits.
    pub(super) fn has_number(&self, text: &str, count: &Count) -> bool {
        let bare = Count { unit: None, scope: None, parts: Vec::new(), about: false, ..count.clone() };
        let digits = bare.to_string();
        let words = value_text(self.view, self.view.style(), &Value::Count(bare), ValueForm::Plain).unwrap_or_default();
        let plain = |text: &str| text.replace(',', "");
        const SPELLED: [&str; 10] = [
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ];
        let spelled = count.exactly().and_then(|number| SPELLED.get(usize::try_from(number - 11).ok()?));
        let lower = text.to_lowercase();
        if spelled.is_some_and(|spelled| lower.split(' ').any(|word| word == *spelled)) {
            return true;
        }
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
            // Who told of words with a name of their own told nothing around them.
            let around = self.label(item).is_none();
            let given = |name: &&str| {
                around && voices.first().is_some_and(|voice| self.fact(&self.at(item, name), voice).is_some())
            };
            let told: Vec<&str> = [MEDIUM, PLATFORM, OCCASION].into_iter().filter(given).collect();
            let known = Known { attributes: &told, never: &TOLD_OF_STATEMENTS, voices: &voices, ..Known::default() };
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

    /// Whether it is a note with a standards code: a finding, not background.
    fn has_code(&self, item: &Item) -> bool {
        self.view.paths_of(&item.key).any(|path| path.is_of(CODE))
    }
}

/// What the sentence about a statement tells, or is no news by itself.
const TOLD_OF_STATEMENTS: [&str; 10] = [WORDS, GIST, FORM, FLAGS, PLACE, WHEN, SPEAKER, ISSUER, ACTUAL_SPEAKER, ABOUT];
