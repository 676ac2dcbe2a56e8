//! What a form of the brief has room for.
//!
//! A standard brief is read in three minutes. The outcome leads, everything that is open is in it, at least in short, and each
//! section has its share: many disputes do not keep out what happened, nor long lists what is next. What is left goes to
//! what weighs most, of equals to the newer thread.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::judge::grade::Grade;
use crate::tell::realise::Realiser;
use crate::tell::span::text;
use crate::tell::written::long_words;
use crate::views::brief::leans::{introduces, leans_on};
use crate::views::brief::plan::{Draft, EntryDraft, Weight, limited_once, words};
use crate::views::brief::sentence::{
    CORRECTIONS, DISPUTED, KNOW, LATEST, MOST_SENTENCES, MOST_WORDS, NEXT, NOTES, PEOPLE, SAYING, UNKNOWN, WHY,
};

/// A section of what is open, and its room.
struct Open {
    section: &'static str,
    /// The words it may take beyond saying each thing in short.
    sides: usize,
    /// The words it may take where all that is open is too much for a brief, even in short: then the newest of each section is
    /// told, and how much more there is.
    of_much: usize,
    /// Whether what is open in it is left out, rather than any dispute, anything to come or any correction, where there is too
    /// little room: what became of nothing on file, and the desk's notes.
    may_be_left_out: bool,
}

/// The sections of what is open, in the order in which they get their room.
const OPEN: [Open; 5] = [
    Open { section: DISPUTED, sides: 70, of_much: 190, may_be_left_out: false },
    Open { section: NEXT, sides: 70, of_much: 70, may_be_left_out: false },
    Open { section: UNKNOWN, sides: 70, of_much: 60, may_be_left_out: true },
    Open { section: CORRECTIONS, sides: 35, of_much: 60, may_be_left_out: false },
    Open { section: NOTES, sides: 40, of_much: 20, may_be_left_out: true },
];

/// The words up to which the outcome is told with what belongs to it.
const OF_OUTCOME: usize = 140;

/// The words that a section may take in short which may be left out.
const OF_NOTHING: usize = 90;

/// The words that are kept for what happened, a line each.
const OF_LINES: usize = 200;

/// The words that may be taken for what those lines speak of as known.
const OF_LEANED_ON: usize = 90;

/// How many drafts are asked at most whether they tell of that.
const MOST_ASKED: usize = 200;

/// The words that are kept for what was found to be so.
const OF_FINDINGS: usize = 90;

/// The words that are kept for what people say.
const OF_SAYING: usize = 130;

/// The words that are kept for who the people are whom the brief names.
const OF_PEOPLE: usize = 40;

/// After how many sentences in a row that do not fit nothing shorter is looked for.
const MOST_MISSES: usize = 40;

/// One draft: of which entry, and which of its drafts.
type Place = (usize, usize);

/// The entries of a short brief: ten sentences, the weightiest.
pub(super) fn shortest(entries: Vec<EntryDraft>) -> Vec<EntryDraft> {
    let mut kept: BTreeSet<Place> = BTreeSet::new();
    for (entry, draft) in by_weight(&entries) {
        // What stands for a whole entry is its first sentence, and the number that goes with what happened.
        let of_event = entries[entry].section == KNOW && entries[entry].drafts[draft].weight < Weight::Main;
        let only_first = entries[entry].in_short.is_some() && !of_event || !entries[entry].columns.is_empty();
        if only_first && draft > 0 {
            continue;
        }
        let needed: BTreeSet<Place> = [(entry, 0), (entry, draft)].into();
        let more = needed.iter().filter(|place| !kept.contains(place)).count();
        if kept.len() + more <= MOST_SENTENCES {
            kept.extend(needed);
        }
    }
    let in_short = (0..entries.len()).collect();
    left(&entries, &kept, &in_short)
}

/// The drafts in the order of their weight, of equals the newer thread first.
fn by_weight(entries: &[EntryDraft]) -> Vec<Place> {
    let places =
        entries.iter().enumerate().flat_map(|(entry, of)| (0..of.drafts.len()).map(move |draft| (entry, draft)));
    let mut places: Vec<Place> = places.collect();
    // Of the lines of an item that which leads, then the newest.
    let of_lines = |entry: usize, draft: usize| (draft > 0, Reverse(entries[entry].drafts[draft].said));
    places.sort_by_key(|(entry, draft)| {
        let weight = entries[*entry].drafts[*draft].weight;
        (weight, newest(&entries[*entry]), *entry, of_lines(*entry, *draft))
    });
    places
}

/// Puts the thread first in which something changed last, of those in which nothing did that of which something was said last.
/// Of what people say, what an outlet says in its own voice comes after what somebody said.
fn newest(entry: &EntryDraft) -> impl Ord + use<> {
    let standing = entry.drafts.first().and_then(|first| first.standing);
    let unattributed = entry.section == SAYING && standing.is_some_and(|standing| standing < Grade::Reported);
    (unattributed, Reverse(entry.moved), Reverse(entry.reports))
}

/// What is left of the entries: the drafts that are kept, and what stands for an entry in short.
fn left(entries: &[EntryDraft], kept: &BTreeSet<Place>, in_short: &BTreeSet<usize>) -> Vec<EntryDraft> {
    let mut left: Vec<(usize, EntryDraft)> = Vec::new();
    for (entry, draft) in kept {
        let of = &entries[*entry];
        if left.last().is_none_or(|(last, _)| last != entry) {
            left.push((*entry, of.without_drafts()));
        }
        let stands_in = of.in_short.as_ref().filter(|_| in_short.contains(entry) && kept.contains(&(*entry, 0)));
        if let Some((_, told)) = left.last_mut() {
            match stands_in {
                Some(stands_in) if told.drafts.is_empty() => told.drafts.push(stands_in.clone()),
                Some(_) if of.section != KNOW => {}
                Some(stands_in) if stands_in.turn && of.drafts[*draft].turn => {}
                _ => told.drafts.push(of.drafts[*draft].clone()),
            }
        }
    }
    left.into_iter().map(|(_, entry)| entry).collect()
}

/// Chooses the entries of a standard brief.
pub(super) struct Chooser<'v, 's> {
    entries: Vec<EntryDraft>,
    realiser: Realiser<'v, 's>,
    /// How many words a draft has, of those that were asked about: most of a long story never are.
    lengths: BTreeMap<Place, usize>,
    lengths_in_short: BTreeMap<usize, usize>,
    kept: BTreeSet<Place>,
    /// Which entries are told in short.
    in_short: BTreeSet<usize>,
    /// What could be left out again, the last first.
    optional: Vec<Place>,
    used: usize,
}

impl<'v, 's> Chooser<'v, 's> {
    pub(super) fn new(entries: Vec<EntryDraft>, realiser: Realiser<'v, 's>, used: usize) -> Self {
        Self {
            entries,
            realiser,
            lengths: BTreeMap::new(),
            lengths_in_short: BTreeMap::new(),
            kept: BTreeSet::new(),
            in_short: BTreeSet::new(),
            optional: Vec::new(),
            used,
        }
    }

    /// Chooses what a reader is to know in three minutes.
    pub(super) fn choose(&mut self, title: &str) {
        self.outcome();
        self.most_told();
        let all_open = self.open_in_short();
        self.how_it_began();
        self.of_title(title);
        self.lines();
        self.leaned_on();
        // Where what is open takes all that it may in short, the rest of the room is for what happened.
        if all_open {
            OPEN.iter().for_each(|Open { section, sides, .. }| self.with_all_sides(section, *sides));
        }
        // What was found is as good as what happened.
        self.take_first_of(SAYING, MOST_WORDS.min(self.used + OF_FINDINGS), |entry| entry.established);
        let saying = self.of_section(SAYING).next().map_or(0, |_| OF_SAYING);
        self.take_first(KNOW, MOST_WORDS.saturating_sub(saying));
        // How large something is comes before what was said of it last.
        self.take_first_of(SAYING, MOST_WORDS.min(self.used + OF_SAYING / 2), |entry| entry.counts);
        self.take_first(SAYING, MOST_WORDS.min(self.used + OF_SAYING / 2));
        self.people();
        self.fill();
        self.whole_again();
    }

    /// The entries that are left.
    pub(super) fn left(&self) -> Vec<EntryDraft> {
        left(&self.entries, &self.kept, &self.in_short)
    }

    /// Leaves out what was taken last of all that need not be told, about as many words as there are too many. Whether there
    /// was any.
    pub(super) fn drop_last(&mut self, too_many: usize) -> bool {
        let before = self.kept.len();
        let mut dropped = 0;
        while dropped < too_many {
            let Some((entry, draft)) = self.optional.pop() else { break };
            let gone: Vec<Place> = self.kept.range((entry, draft)..(entry + 1, 0)).copied().collect();
            for place in gone {
                self.kept.remove(&place);
                dropped += self.length(place).max(1);
            }
        }
        self.kept.len() < before
    }

    fn of_section<'a>(&'a self, section: &'a str) -> impl Iterator<Item = usize> + 'a {
        let of = self.entries.iter().enumerate().filter(move |(_, entry)| entry.section == section);
        of.filter(|(_, entry)| !entry.drafts.is_empty()).map(|(at, _)| at)
    }

    /// What changed last, and the newest of the desk's words on why it matters.
    fn outcome(&mut self) {
        let newest_note = self.of_section(WHY).last();
        let latest: Vec<usize> = self.of_section(LATEST).chain(newest_note).collect();
        for entry in latest {
            self.take((entry, 0));
            let drafts = &self.entries[entry].drafts;
            let rest: Vec<usize> = (1..drafts.len()).filter(|at| drafts[*at].weight <= Weight::Main).collect();
            for draft in rest {
                self.take_if_it_fits((entry, draft), OF_OUTCOME);
            }
        }
    }

    /// What most tell of, with its newest numbers.
    fn most_told(&mut self) {
        let entries: Vec<usize> = self.of_section(KNOW).chain(self.of_section(SAYING)).collect();
        for entry in entries {
            let drafts = &self.entries[entry].drafts;
            let first_leads = drafts.first().is_some_and(|first| first.weight == Weight::Latest);
            let leads = |at: &usize| first_leads && drafts[*at].weight == Weight::Latest;
            let leading: Vec<usize> = (0..drafts.len()).filter(leads).collect();
            for draft in leading {
                self.take_if_it_fits((entry, draft), MOST_WORDS);
            }
        }
    }

    /// How many disputes, corrections or things to come of a section there is no room for.
    pub(super) fn open_untold(&self, section: &str) -> usize {
        if !OPEN.iter().any(|open| open.section == section && !open.may_be_left_out) {
            return 0;
        }
        self.open_entries(section).filter(|entry| !self.kept.contains(&(*entry, 0))).count()
    }

    /// Everything that is open, in short; where that alone is too much for a brief, the newest of each section. Whether there
    /// is room for all of it.
    fn open_in_short(&mut self) -> bool {
        let needed = OPEN.iter().filter(|open| !open.may_be_left_out);
        let needed: Vec<usize> = needed.flat_map(|open| self.open_entries(open.section)).collect();
        let mut words: usize = needed.iter().map(|entry| self.length_in_short(*entry)).sum();
        if self.used + words > MOST_WORDS {
            for entry in &needed {
                let of = &mut self.entries[*entry];
                of.in_short = of.barest.take().or(of.in_short.take());
            }
            self.lengths_in_short.clear();
            words = needed.iter().map(|entry| self.length_in_short(*entry)).sum();
        }
        let too_much = self.used + words > MOST_WORDS;
        for open in &OPEN {
            let mut entries: Vec<usize> = self.open_entries(open.section).collect();
            if open.may_be_left_out {
                // Who has not answered comes before what is overdue.
                entries.sort_by_key(|entry| (self.entries[*entry].reports.is_some(), newest(&self.entries[*entry])));
            }
            if too_much {
                entries.sort_by_key(|entry| newest(&self.entries[*entry]));
            }
            // What became of nothing on file leaves room for what happened.
            let most = match (too_much, open.may_be_left_out) {
                (true, _) => open.of_much,
                (false, true) => OF_NOTHING,
                (false, false) => usize::MAX,
            };
            let mut words = 0;
            entries.retain(|entry| {
                words += self.length_in_short(*entry);
                words <= most
            });
            self.tell_in_short(open, &entries);
        }
        !too_much
    }

    /// What of a section is open.
    fn open_entries<'a>(&'a self, section: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is_open =
            |entry: &usize| self.entries[*entry].drafts.first().is_some_and(|first| first.weight <= Weight::Open);
        self.of_section(section).filter(is_open)
    }

    fn tell_in_short(&mut self, open: &Open, entries: &[usize]) {
        for entry in entries.iter().copied() {
            self.used += self.length_in_short(entry);
            if self.entries[entry].in_short.is_some() {
                self.in_short.insert(entry);
            }
            self.kept.insert((entry, 0));
            if open.may_be_left_out {
                self.optional.push((entry, 0));
            }
        }
    }

    fn length_in_short(&mut self, entry: usize) -> usize {
        let Some(short) = &self.entries[entry].in_short else { return self.length((entry, 0)) };
        *self.lengths_in_short.entry(entry).or_insert_with(|| count(&mut self.realiser, short))
    }

    /// What was told in a line is told in full, what is open before what happened and the newest first, where there is room
    /// left.
    fn whole_again(&mut self) {
        let mut entries: Vec<usize> = self.in_short.iter().copied().collect();
        entries.sort_by_key(|entry| (self.entries[*entry].section == KNOW, newest(&self.entries[*entry])));
        for entry in entries {
            let drafts = &self.entries[entry].drafts;
            let whole: Vec<Place> =
                (0..drafts.len()).filter(|at| drafts[*at].weight <= Weight::Main).map(|at| (entry, at)).collect();
            let all: usize = whole.iter().map(|place| self.length(*place)).sum();
            let more = all.saturating_sub(self.length_in_short(entry));
            if self.used + more <= MOST_WORDS {
                self.used += more;
                self.in_short.remove(&entry);
                self.optional.extend(whole.iter().skip(1).copied());
                self.kept.extend(whole);
            }
        }
    }

    /// What is open with all that belongs to it, the newest first, as far as the share of its section goes.
    fn with_all_sides(&mut self, section: &str, share: usize) {
        let mut spent = 0;
        let entries: Vec<usize> = self.of_section(section).filter(|entry| self.kept.contains(&(*entry, 0))).collect();
        for entry in entries {
            let drafts = &self.entries[entry].drafts;
            let open: Vec<Place> =
                (0..drafts.len()).filter(|at| drafts[*at].weight <= Weight::Open).map(|at| (entry, at)).collect();
            let before = match self.in_short.contains(&entry) {
                true => self.length_in_short(entry),
                false => self.length((entry, 0)),
            };
            let all: usize = open.iter().map(|place| self.length(*place)).sum();
            let more = all.saturating_sub(before);
            if spent + more > share || self.used + more > MOST_WORDS {
                continue;
            }
            spent += more;
            self.used += more;
            self.in_short.remove(&entry);
            self.kept.extend(open);
        }
    }

    /// The first thing the story was about, with what its first report gives: a newcomer is to know how it began.
    fn how_it_began(&mut self) {
        let began = self
            .of_section(KNOW)
            .chain(self.of_section(LATEST))
            .filter(|entry| self.entries[*entry].moved.is_some())
            .min_by_key(|entry| self.entries[*entry].reports.map_or(u64::MAX, |(_, first)| first));
        let Some(entry) = began else { return };
        self.take_if_it_fits((entry, 0), MOST_WORDS);
        let Some((_, first)) = self.entries[entry].reports else { return };
        let of_first = |draft: &Draft| draft.weight > Weight::Main && draft.tells_of(first);
        let more = self.entries[entry].drafts.iter().skip(1).position(of_first);
        if let Some(draft) = more.filter(|_| self.kept.contains(&(entry, 0))) {
            self.take_if_it_fits((entry, draft + 1), MOST_WORDS);
        }
    }

    /// What the title names, as the first that happened tells it: a story is told with what gave it its name.
    fn of_title(&mut self, title: &str) {
        let named: BTreeSet<String> = telling_words(title).collect();
        let mut entries: Vec<usize> = self.of_section(KNOW).chain(self.of_section(LATEST)).collect();
        entries.sort_by_key(|entry| self.entries[*entry].reports.map_or(u64::MAX, |(_, first)| first));
        let mut asking = self.realiser.clone();
        let mut in_title = |entry: usize| {
            let text = text_of(&mut asking, told_at(&self.entries, (entry, 0)));
            telling_words(&text).filter(|word| named.contains(word)).collect::<BTreeSet<_>>().len()
        };
        let asked = entries.into_iter().take(MOST_ASKED).map(|entry| (in_title(entry), entry)).rev();
        let Some((shared, entry)) = asked.max_by_key(|(shared, _)| *shared) else { return };
        if shared >= 2 && shared * 2 >= named.len() && !self.take_line(entry, MOST_WORDS) {
            self.take_if_it_fits((entry, 0), MOST_WORDS);
        }
    }

    /// What happened, a line each: half of the room for what is newest, half for what most is on file of.
    fn lines(&mut self) {
        let of_each = OF_LINES / 2;
        self.take_first(KNOW, MOST_WORDS.min(self.used + of_each));
        let mut entries: Vec<usize> = self.of_section(KNOW).collect();
        entries.sort_by_key(|entry| (Reverse(self.entries[*entry].drafts.len()), newest(&self.entries[*entry])));
        let most = MOST_WORDS.min(self.used + of_each);
        for entry in entries {
            self.take_line(entry, most);
        }
    }

    /// What the lines told so far speak of as known: of each thing the first line that tells of it, if it is not from a later
    /// day.
    fn leaned_on(&mut self) {
        // Who is met while it is asked is not met in the brief.
        let mut asking = self.realiser.clone();
        let in_words = |place: &Place| (*place, text_of(&mut asking, told_at(&self.entries, *place)));
        let mut told: Vec<(Place, String)> = self.kept.iter().map(in_words).collect();
        // Most lines lean on nothing that is untold: only where one does are the others put in words.
        let mut untold: Option<Vec<(Place, String)>> = None;
        let most = MOST_WORDS.min(self.used + OF_LEANED_ON);
        for at in 0..told.len() {
            let (leaning, text) = told[at].clone();
            let things = if self.is_line_of_event(leaning) { leans_on(&text) } else { Vec::new() };
            for thing in things {
                let day = told_at(&self.entries, leaning).said;
                let tells = |entries: &[EntryDraft], (place, text): &(Place, String)| {
                    let before = told_at(entries, *place).said.zip(day).is_none_or(|(before, day)| before <= day);
                    before && introduces(text, thing)
                };
                if told.iter().any(|one| tells(&self.entries, one)) {
                    continue;
                }
                let untold = untold.get_or_insert_with(|| self.untold_lines(&mut asking));
                let Some(first) = untold.iter().find(|one| tells(&self.entries, one)).cloned() else { continue };
                let (entry, draft) = first.0;
                let taken = match draft {
                    0 => self.take_line(entry, most) || self.take_if_it_fits(first.0, most),
                    _ => self.kept.contains(&(entry, 0)) && self.take_if_it_fits(first.0, most),
                };
                if taken {
                    told.push(first);
                }
            }
        }
    }

    /// The lines on what happened that are not told, those that weigh most, in the order in which they were said.
    fn untold_lines(&self, asking: &mut Realiser<'v, 's>) -> Vec<(Place, String)> {
        let others = by_weight(&self.entries).into_iter().filter(|place| !self.kept.contains(place));
        let mut lines: Vec<Place> = others.filter(|place| self.is_line_of_event(*place)).take(MOST_ASKED).collect();
        lines.sort_by_key(|place| told_at(&self.entries, *place).said);
        lines.into_iter().map(|place| (place, text_of(asking, told_at(&self.entries, place)))).collect()
    }

    /// Whether a draft is its author's own line on something that happened.
    fn is_line_of_event(&self, place: Place) -> bool {
        [KNOW, LATEST].contains(&self.entries[place.0].section) && told_at(&self.entries, place).is_line()
    }

    /// Tells something in a line, if there is one and it fits.
    fn take_line(&mut self, entry: usize, most: usize) -> bool {
        let has_line = self.entries[entry].in_short.is_some() && !self.kept.contains(&(entry, 0));
        let fits = has_line && self.used + self.length_in_short(entry) <= most;
        if fits {
            self.used += self.length_in_short(entry);
            self.in_short.insert(entry);
            self.kept.insert((entry, 0));
            self.optional.push((entry, 0));
            let drafts = &self.entries[entry].drafts;
            // The number that matters most goes with it, and of several lines the first, without which the last may say nothing,
            // or the last, where the first leads.
            let number = (1..drafts.len()).find(|at| drafts[*at].weight == Weight::Number);
            let mut lines: Vec<usize> = (1..drafts.len()).filter(|at| drafts[*at].is_line()).collect();
            lines.sort_by_key(|at| drafts[*at].said);
            let first_leads = lines.first().is_some_and(|first| drafts[0].said < drafts[*first].said);
            let other = if first_leads { lines.last() } else { lines.first() };
            let other = other.copied().filter(|_| drafts[0].said.is_some());
            for draft in number.into_iter().chain(other) {
                self.take_if_it_fits((entry, draft), most);
            }
        }
        fits
    }

    /// What happened in each thread, and what happened to it before, the newest first.
    fn take_first(&mut self, section: &str, most: usize) {
        self.take_first_of(section, most, |_| true);
    }

    /// The same of those of a section that are of one sort.
    fn take_first_of(&mut self, section: &str, most: usize, is_of: impl Fn(&EntryDraft) -> bool) {
        let mut misses = 0;
        // What a correction tells need not be told again.
        let corrected = |entry: &usize| {
            let same = |other: usize| self.entries[other].item == self.entries[*entry].item;
            self.of_section(CORRECTIONS).any(|other| same(other) && self.entries[other].in_short.is_some())
        };
        let mut entries: Vec<usize> =
            self.of_section(section).filter(|entry| section != SAYING || !corrected(entry)).collect();
        entries.retain(|entry| is_of(&self.entries[*entry]));
        // Of what people say, what an author wrote a line for comes first.
        let unwritten = |entry: usize| section == SAYING && !self.entries[entry].starts_with_line();
        entries.sort_by_key(|entry| (unwritten(*entry), newest(&self.entries[*entry])));
        for entry in entries {
            if misses > MOST_MISSES || self.entries[entry].drafts[0].weight > Weight::Words {
                continue;
            }
            // Each change of state is a line of its own: more of them are told that way.
            if section == KNOW && self.entries[entry].in_short.is_some() && !self.kept.contains(&(entry, 0)) {
                misses = if self.take_line(entry, most) { 0 } else { misses + 1 };
                continue;
            }
            let drafts = &self.entries[entry].drafts;
            let rest = match self.entries[entry].columns.is_empty() {
                // With what became of it before, and who does not bear it out.
                true => (1..drafts.len()).filter(|at| drafts[*at].weight <= Weight::Main).collect(),
                false => Vec::new(),
            };
            let all =
                self.needed_by(entry).into_iter().chain(std::iter::once(0).chain(rest).map(|draft| (entry, draft)));
            let all: Vec<Place> = all.collect();
            let missing: Vec<Place> = all.iter().filter(|place| !self.kept.contains(place)).copied().collect();
            let words: usize = missing.iter().map(|place| self.length(*place)).sum();
            if self.used + words > most {
                misses += 1;
                continue;
            }
            misses = 0;
            for place in missing {
                self.take_if_it_fits(place, most);
            }
            if !self.entries[entry].columns.is_empty() {
                self.take_table(entry, most);
            }
        }
    }

    /// All rows of a table, or none: some of them would pass for all.
    fn take_table(&mut self, entry: usize, most: usize) {
        let rows: Vec<Place> = (1..self.entries[entry].drafts.len()).map(|row| (entry, row)).collect();
        let words: usize = rows.iter().map(|row| self.length(*row)).sum();
        if self.kept.contains(&(entry, 0)) && self.used + words <= most {
            rows.into_iter().for_each(|row| self.take(row));
        }
    }

    /// Who they are whom the brief names.
    fn people(&mut self) {
        let most = MOST_WORDS.min(self.used + OF_PEOPLE);
        let people: Vec<usize> = self.of_section(PEOPLE).collect();
        for entry in people {
            let named = self
                .kept
                .iter()
                .any(|(other, draft)| self.entries[*other].drafts[*draft].names(&self.entries[entry].item));
            if named {
                self.take_if_it_fits((entry, 0), most);
            }
        }
    }

    /// What weighs most of the rest, as far as there is room.
    fn fill(&mut self) {
        let mut misses = 0;
        for (entry, draft) in by_weight(&self.entries) {
            let in_short = self.in_short.contains(&entry) || !self.entries[entry].columns.is_empty();
            if misses > MOST_MISSES || in_short || self.kept.contains(&(entry, draft)) {
                continue;
            }
            // What is said of an item by “it” needs the sentence that names it, and of another item one that tells of that.
            let first = (entry, 0);
            if let Some(needed) = self.needed_by(entry) {
                let most = MOST_WORDS.saturating_sub(self.length((entry, draft)));
                if !self.take_if_it_fits(needed, most) {
                    misses += 1;
                    continue;
                }
            }
            let fits = match self.kept.contains(&first) || draft == 0 {
                true => self.take_if_it_fits((entry, draft), MOST_WORDS),
                false => {
                    self.used + self.length(first) + self.length((entry, draft)) <= MOST_WORDS
                        && self.take_if_it_fits(first, MOST_WORDS)
                        && self.take_if_it_fits((entry, draft), MOST_WORDS)
                }
            };
            misses = if fits { 0 } else { misses + 1 };
        }
    }

    /// What tells of the item that an entry speaks of, where that is not told yet.
    fn needed_by(&self, entry: usize) -> Option<Place> {
        let item = self.entries[entry].speaks_of.as_ref()?;
        let of_it =
            self.entries.iter().enumerate().filter(|(_, other)| other.item == *item && !other.drafts.is_empty());
        let of_it: Vec<usize> = of_it.map(|(at, _)| at).collect();
        let told = of_it.iter().any(|at| self.kept.contains(&(*at, 0)));
        of_it.first().filter(|_| !told).map(|at| (*at, 0))
    }

    fn take_if_it_fits(&mut self, place: Place, most: usize) -> bool {
        let fits = !self.kept.contains(&place) && self.used + self.length(place) <= most;
        if fits {
            self.take(place);
            self.optional.push(place);
        }
        fits
    }

    fn take(&mut self, place: Place) {
        self.used += self.length(place);
        self.kept.insert(place);
    }

    fn length(&mut self, place: Place) -> usize {
        let (entry, draft) = place;
        *self.lengths.entry(place).or_insert_with(|| count(&mut self.realiser, &self.entries[entry].drafts[draft]))
    }
}

/// The words of a text that are not only of grammar, in lower case.
fn telling_words(text: &str) -> impl Iterator<Item = String> {
    const OF_GRAMMAR: [&str; 9] = ["after", "from", "into", "over", "that", "their", "this", "what", "with"];
    long_words(text).map(str::to_lowercase).filter(|word| !OF_GRAMMAR.contains(&word.as_str()))
}

/// A draft, or what stands for its entry in short.
fn told_at(entries: &[EntryDraft], (entry, draft): Place) -> &Draft {
    let of = &entries[entry];
    match &of.in_short {
        Some(in_short) if draft == 0 => in_short,
        _ => &of.drafts[draft],
    }
}

/// The words of a draft in a paragraph of its own.
fn text_of(realiser: &mut Realiser<'_, '_>, draft: &Draft) -> String {
    realiser.paragraph();
    text(&realiser.sentence(&limited_once(&draft.phrase)))
}

/// How many these are.
fn count(realiser: &mut Realiser<'_, '_>, draft: &Draft) -> usize {
    if draft.cells.is_empty() {
        return words(&text_of(realiser, draft));
    }
    realiser.paragraph();
    draft.cells.iter().map(|cell| words(&text(&realiser.words(cell)))).sum()
}
