//! What a brief is planned of: sentences to be, each with its weight, in entries and sections.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::recorded::Sequence;
use crate::state::order::Order;
use crate::tell::english::Tense;
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};

/// The most words of a sentence.
pub(super) const MOST_IN_A_SENTENCE: usize = 45;

/// What a sentence is for: what comes first in a short brief has the least weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// What changed last and matters.
    Latest,
    /// What is disputed, next, unanswered or was corrected: a reader of the brief alone sees all of it.
    Open,
    /// The number that matters most of what happened: the toll, the votes.
    Number,
    /// What happened.
    Main,
    /// What goes with it: what was replaced, who confirms it, where the parties stand.
    Beside,
    /// What somebody says.
    Words,
    /// What is not known.
    Gap,
    /// More of what happened.
    Detail,
    /// Who else tells of it.
    Aside,
}

/// When something changed last, in the order in which a brief tells of it: the greatest first.
///
/// What one file brought in was learned in one moment; then the day the thing itself happened counts, and after that the
/// order in which its author wrote it down, who put first what matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moved {
    pub(super) learned: Timestamp,
    pub(super) happened: Option<Date>,
    pub(super) place: Reverse<usize>,
}

/// A sentence to be.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) phrase: Phrase,
    /// Of a row of a table its cells, and no phrase; none of a sentence.
    pub(super) cells: Vec<Phrase>,
    /// How well what it says stands; none for what is about the file itself, and for what can be neither true nor false.
    pub(super) standing: Option<Grade>,
    pub(super) weight: Weight,
    /// Further updates it rests on.
    pub(super) also: Vec<Sequence>,
    /// Whether it says what became of what the sentence before tells, which is not to be told without it.
    pub(super) turn: bool,
    /// When what it tells was said, of an author's line and of what is told beside lines of what came before or after them.
    pub(super) said: Option<(Order, usize)>,
}

impl Draft {
    pub(super) fn new(phrase: Phrase, standing: Option<Grade>, weight: Weight) -> Self {
        Self { phrase, cells: Vec::new(), standing, weight, also: Vec::new(), turn: false, said: None }
    }

    /// A row of a table.
    pub(super) fn row(cells: Vec<Phrase>, standing: Option<Grade>, weight: Weight) -> Self {
        Self { cells, ..Self::new(Phrase::new(), standing, weight) }
    }

    pub(super) fn turning(self) -> Self {
        Self { turn: true, ..self }
    }

    /// Where the values and days are on file that it tells.
    pub(super) fn sources(&self) -> impl Iterator<Item = Source> {
        self.phrase.iter().filter_map(|piece| match piece {
            Piece::Said(role @ (Role::Value { .. } | Role::Date { .. }), _) => role.source(),
            _ => None,
        })
    }

    /// The updates that its words come from.
    pub(super) fn sequences(&self) -> Vec<Sequence> {
        let of = |piece: &Piece| match piece {
            Piece::Said(role, _) => role.sequences(),
            _ => Vec::new(),
        };
        self.phrase.iter().flat_map(of).collect()
    }

    /// As it is told in the order of time, among the lines of its item: in the simple past, and behind the first of the item that
    /// is known.
    fn in_its_place(&mut self, first: bool) {
        // “Had said by 3 May” is of no day.
        let known_by = |next: Option<&Piece>| matches!(next, Some(Piece::Said(Role::Said { .. }, _)));
        for place in 0..self.phrase.len() {
            let known_by = known_by(self.phrase.get(place + 1));
            if let Piece::Said(Role::Verb { form, .. }, _) = &mut self.phrase[place]
                && form.tense == Tense::PastPerfect
                && !known_by
            {
                form.tense = Tense::Past;
            }
        }
        if let Some(Piece::Said(Role::Value { form, .. }, _)) = self.phrase.first_mut()
            && *form == ValueForm::Indefinite
            && !first
        {
            *form = ValueForm::Definite;
        }
    }

    /// Whether it is its author's own line.
    pub(super) fn is_line(&self) -> bool {
        self.phrase.iter().any(|piece| matches!(piece, Piece::Said(Role::Line { .. }, _)))
    }

    /// Whether it names somebody, by the slug.
    pub(super) fn names(&self, slug: &str) -> bool {
        self.phrase
            .iter()
            .chain(self.cells.iter().flatten())
            .any(|piece| matches!(piece, Piece::Name { entity, .. } if entity.as_str() == slug))
    }

    /// Whether it tells a value that an update gives.
    pub(super) fn tells_of(&self, update: Sequence) -> bool {
        let of_it = |role: &Role| role.source().is_some_and(|source| source.sequence == update);
        self.phrase.iter().any(|piece| matches!(piece, Piece::Said(role @ Role::Value { .. }, _) if of_it(role)))
    }

    pub(super) fn resting_on(mut self, also: impl IntoIterator<Item = Sequence>) -> Self {
        self.also.extend(also);
        self
    }
}

/// What is to be said of one item in one section.
#[derive(Debug, Clone)]
pub(super) struct EntryDraft {
    pub(super) section: &'static str,
    pub(super) item: String,
    /// When what it tells changed last.
    pub(super) moved: Option<Moved>,
    /// The position of the newest report on it, and of the first.
    pub(super) reports: Option<(Sequence, Sequence)>,
    pub(super) drafts: Vec<Draft>,
    /// What stands for all of it where there is no room: that it is disputed, without the sides.
    pub(super) in_short: Option<Draft>,
    /// The same where that is still too much: a dispute without its sides.
    pub(super) barest: Option<Draft>,
    /// Whether what people say is a number: how large something is.
    pub(super) counts: bool,
    /// Whether what somebody says is a finding: of what is so, by whoever can know it, and against nobody.
    pub(super) established: bool,
    /// Another item that it speaks of by name, which is to be told where this is.
    pub(super) speaks_of: Option<String>,
    /// What the cells of its rows are, where all but its first draft are rows of a table.
    pub(super) columns: Vec<&'static str>,
}

impl EntryDraft {
    pub(super) fn new(
        section: &'static str,
        item: impl Into<String>,
        moved: Option<Moved>,
        drafts: Vec<Draft>,
    ) -> Self {
        let (reports, in_short, barest, speaks_of, columns) = (None, None, None, None, Vec::new());
        let (counts, established, item) = (false, false, item.into());
        Self { section, item, moved, reports, drafts, in_short, barest, counts, established, speaks_of, columns }
    }

    /// Whether it starts with its author's own line.
    pub(super) fn starts_with_line(&self) -> bool {
        self.drafts.first().is_some_and(Draft::is_line)
    }

    /// When what it tells happened, else when it was first told of.
    pub(super) fn began(&self, view: &View<'_>) -> (Option<Date>, Option<Sequence>) {
        let first = self.reports.map(|(_, first)| first);
        let told =
            first.and_then(|first| view.state.place_at(first)).map(|place| view.state.said_at(place).order.day());
        (self.moved.and_then(|moved| moved.happened).or(told), first)
    }

    /// Tells what is told in lines in the order in which it was said: each of them can lean on the one before, which no sentence of
    /// an author's can on one behind it.
    pub(super) fn in_order(&mut self) {
        let told = self.drafts.iter().take_while(|draft| draft.said.is_some()).count();
        if !self.drafts[..told].iter().any(Draft::is_line) {
            return;
        }
        // “Northline proposed it” is no beginning: it leans on what leads.
        let leans = |draft: &Draft| draft.phrase.iter().any(|piece| matches!(piece, Piece::Plain("it" | "them")));
        if self.drafts[..told]
            .iter()
            .min_by_key(|draft| draft.said)
            .is_some_and(|first| !first.is_line() && leans(first))
        {
            return;
        }
        self.drafts[..told].sort_by_key(|draft| draft.said);
        for (place, draft) in self.drafts[..told].iter_mut().enumerate().filter(|(_, draft)| !draft.is_line()) {
            draft.in_its_place(place == 0);
        }
    }

    /// The same, of which nothing is told yet.
    pub(super) fn without_drafts(&self) -> Self {
        let Self { section, item, moved, reports, columns, established, .. } = self;
        Self {
            reports: *reports,
            columns: columns.clone(),
            established: *established,
            ..Self::new(section, item.clone(), *moved, Vec::new())
        }
    }
}

/// How many words a text has.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// What a whole report is limited to, told once in a sentence: behind the last of what it gives.
pub(super) fn limited_once(phrase: &Phrase) -> Phrase {
    let limits = |at: usize| match phrase.get(at) {
        Some(Piece::Said(Role::Limits { source }, _)) => Some(source.sequence),
        _ => None,
    };
    let mut told = Phrase::new();
    for (at, piece) in phrase.iter().enumerate() {
        let again = limits(at).is_some_and(|of| (at + 1..phrase.len()).any(|later| limits(later) == Some(of)));
        match again {
            // With the words that lead to it.
            true if told.last() == Some(&Piece::Plain("limited to")) => {
                told.pop();
            }
            true => {}
            false => told.push(piece.clone()),
        }
    }
    told
}
