//! The values of one path: each once, how they stand to each other there, and which of them are one account.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::judge::account::Word;
use crate::judge::compare::{
    DaysGiven, TimeSaid, are_days_of_claims, are_of_different_changes, compare, is_of_later_change,
};
use crate::judge::links::Tie;
use crate::record::comparison::Comparison;
use crate::record::kind::spec::Moment;
use crate::record::name::EntitySlug;
use crate::record::relation::RelationKind;
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;

/// The values of a path, in the order they first came up.
pub(super) struct Values<'h, 's> {
    pub(super) all: Vec<Option<&'s Value>>,
    /// The value of each word; none for a word on the whole path.
    of_word: Vec<Option<usize>>,
    /// The current words that say exactly each value; of what was planned as well as what happened, those of what happened.
    saying: Vec<Vec<&'h Word<'s>>>,
    /// Of each, whether it is said only of the plan, which what happened cannot contradict.
    planned: Vec<bool>,
    /// Of which time each is said, by these or, of a value that nobody says any more, by all words that name it.
    times: Vec<TimeSaid>,
    /// The days that each gives for a beginning or an end.
    days: Vec<DaysGiven>,
    /// Who says exactly each value.
    holders: Vec<Vec<&'s EntitySlug>>,
    /// How each stands to each other.
    compared: Vec<Vec<Comparison>>,
    /// Of each, whether it gives the day that something ended which began on the day of another.
    pub(super) ends: Vec<bool>,
    /// The day as of which each is given, where it is one of a series of counts in time.
    pub(super) as_of: Vec<Option<Timestamp>>,
}

impl<'h, 's> Values<'h, 's> {
    /// The values of these words; on the path of an item itself, `whole`, what has no value says *it is so*. The ties say
    /// where reports on the path contradict each other, and in which sense both are right.
    pub(super) fn of(words: &'h [Word<'s>], whole: bool, ties: &[&Tie], directory: StoryDirectory<'_>) -> Self {
        let (all, of_word) = distinct(words, whole, directory);
        let mut values = Self {
            all,
            of_word,
            saying: Vec::new(),
            planned: Vec::new(),
            times: Vec::new(),
            days: Vec::new(),
            holders: Vec::new(),
            compared: Vec::new(),
            ends: Vec::new(),
            as_of: Vec::new(),
        };
        let count = values.all.len();
        values.saying = vec![Vec::new(); count];
        let mut naming = vec![Vec::new(); count];
        let whole_path = values.all.iter().position(Option::is_none);
        for (word, value) in words.iter().zip(&values.of_word) {
            let Some(value) = value.or(whole_path) else { continue };
            naming[value].push(word);
            if !word.replaced && word.stance.supports() {
                values.saying[value].push(word);
            }
        }
        values.holders = values.saying.iter().map(|saying| holders_of(saying)).collect();
        values.planned = values.saying.iter_mut().map(|saying| leave_what_happened(saying)).collect();
        let telling =
            |value: usize| if values.saying[value].is_empty() { &naming[value] } else { &values.saying[value] };
        values.times = (0..count).map(|value| TimeSaid::of(telling(value))).collect();
        values.days = values.saying.iter().map(|saying| DaysGiven::of(saying)).collect();
        values.as_of = values.times.iter().map(TimeSaid::as_of).collect();
        let ends = |end: usize| values.days[end].moment() == Some(Moment::Over);
        let ends = |end: usize| ends(end) && (0..count).any(|start| values.come_in_order(start, end));
        values.ends = (0..count).map(ends).collect();
        values.compared = vec![vec![Comparison::Same; count]; count];
        for a in 0..count {
            for b in a + 1..count {
                let comparison = values.compare(a, b, words, ties, directory);
                values.compared[a][b] = comparison;
                values.compared[b][a] = comparison.converse();
            }
        }
        values
    }

    /// How two values stand to each other here: as their types say, unless an update says that they contradict each other
    /// where types cannot see it, or in which sense both are right, or they are said of different times, or one of the plan
    /// and the other of what happened.
    fn compare(
        &self,
        a: usize,
        b: usize,
        words: &[Word<'_>],
        ties: &[&Tie],
        directory: StoryDirectory<'_>,
    ) -> Comparison {
        let said_by = |value: usize, report: usize| {
            let mut words = words.iter().enumerate();
            words.any(|(place, word)| word.filing.report == report && self.gives(place, value))
        };
        let tied = |relation: RelationKind| {
            ties.iter().any(|tie| {
                tie.relation == relation
                    && (said_by(a, tie.from) && said_by(b, tie.to) || said_by(b, tie.from) && said_by(a, tie.to))
            })
        };
        let of_different_times = || self.times[a].differs(&self.times[b]);
        let of_two_moments = || self.come_in_order(a, b) || self.come_in_order(b, a);
        let both_true = || {
            tied(RelationKind::Reconciles)
                || self.planned[a] != self.planned[b]
                || of_two_moments()
                || are_of_different_changes(&self.saying[a], &self.saying[b])
                || are_days_of_claims(&self.saying[a], &self.saying[b])
                || of_different_times()
        };
        match compare(self.all[a], self.all[b], directory) {
            Comparison::Compatible if tied(RelationKind::Contradicts) => Comparison::Conflicting,
            Comparison::Conflicting if both_true() => Comparison::Compatible,
            // “At least 80 in May” says nothing for the 234 of the year before, and the day it ended nothing for the month it
            // began in.
            Comparison::Narrows | Comparison::Widens if of_different_times() || of_two_moments() => {
                Comparison::Compatible
            }
            by_type => by_type,
        }
    }

    /// Whether two are the days of two moments, one after the other.
    fn come_in_order(&self, start: usize, end: usize) -> bool {
        let is_date = |value: usize| matches!(self.all[value], Some(Value::When(_)));
        start != end && is_date(start) && is_date(end) && self.days[start].come_before(&self.days[end])
    }

    /// The moment in the course of the item that a value is the day of, by all who say exactly it.
    pub(super) fn moment(&self, this: usize) -> Option<Moment> {
        self.days[this].moment()
    }

    /// Whether it is the day of a later change of the item's life, which does not lead as the date of the item.
    pub(super) fn is_of_later_change(&self, this: usize) -> bool {
        is_of_later_change(&self.saying[this])
    }

    /// How one value stands to another.
    pub(super) fn compared(&self, this: usize, other: usize) -> Comparison {
        self.compared[this][other]
    }

    /// Whether some value conflicts with this one.
    pub(super) fn has_rival(&self, this: usize) -> bool {
        self.compared[this].contains(&Comparison::Conflicting)
    }

    /// The values that are a wider form of this one.
    pub(super) fn wider(&self, this: usize) -> impl Iterator<Item = usize> {
        let compared = self.compared[this].iter().enumerate();
        compared.filter(|(_, comparison)| **comparison == Comparison::Narrows).map(|(wider, _)| wider)
    }

    /// How many values this one narrows.
    pub(super) fn narrows(&self, this: usize) -> usize {
        self.wider(this).count()
    }

    /// Whether a word gives exactly this value.
    pub(super) fn gives(&self, word: usize, value: usize) -> bool {
        self.of_word[word].map_or(self.all[value].is_none(), |of| of == value)
    }

    /// Whether a word for its own value is for this one too; one on the whole path is, where nothing on file conflicts.
    pub(super) fn bears_out(&self, word: usize, this: usize) -> bool {
        match self.of_word[word] {
            Some(other) => matches!(self.compared[other][this], Comparison::Same | Comparison::Narrows),
            None => self.all[this].is_none() || !self.has_rival(this),
        }
    }

    /// Whether what is said of the value of a word, or of the whole path, is said of this value too.
    pub(super) fn addresses(&self, word: usize, this: usize) -> bool {
        self.of_word[word]
            .is_none_or(|value| matches!(self.compared[this][value], Comparison::Same | Comparison::Narrows))
    }

    /// Whether anybody says exactly this value.
    pub(super) fn is_given(&self, this: usize) -> bool {
        !self.saying[this].is_empty()
    }

    /// Who says exactly this value.
    pub(super) fn holders_for(&self, this: usize) -> &[&'s EntitySlug] {
        &self.holders[this]
    }

    /// The values that fit each other, as places in this order.
    pub(super) fn groups(&self, order: &[usize]) -> Vec<Vec<usize>> {
        if order.len() == 1 {
            return vec![vec![0]];
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (place, this) in order.iter().enumerate() {
            let fits = |group: &&mut Vec<usize>| group.iter().any(|other| self.fit(*this, order[*other]));
            let mut joined = vec![place];
            let mut fitting: Vec<&mut Vec<usize>> = groups.iter_mut().filter(fits).collect();
            fitting.iter_mut().for_each(|group| joined.append(group));
            joined.sort_unstable();
            match fitting.into_iter().next() {
                Some(group) => *group = joined,
                None => groups.push(joined),
            }
            groups.retain(|group| !group.is_empty());
        }
        groups
    }

    /// Whether two values are one account of the same thing, told with different precision.
    fn fit(&self, a: usize, b: usize) -> bool {
        match (self.all[a], self.all[b], self.compared[a][b]) {
            (_, _, Comparison::Same | Comparison::Narrows | Comparison::Widens) => true,
            _ if self.planned[a] != self.planned[b] => false,
            (Some(Value::When(_)), Some(Value::When(_)), Comparison::Compatible) => {
                let of_two_moments = self.come_in_order(a, b) || self.come_in_order(b, a);
                !of_two_moments && ![a, b].into_iter().any(|value| self.ends[value] || self.is_of_later_change(value))
            }
            (Some(Value::Count(one)), Some(Value::Count(other)), Comparison::Compatible) => {
                let same_day = self.as_of[a] == self.as_of[b];
                same_day && (&one.scope, &one.unit, &one.series) == (&other.scope, &other.unit, &other.series)
            }
            _ => false,
        }
    }
}

/// Of words for one value leaves those of what happened, if there are any. Answers whether all are of the plan.
fn leave_what_happened(saying: &mut Vec<&Word<'_>>) -> bool {
    if saying.iter().any(|word| !word.plan) {
        saying.retain(|word| !word.plan);
    }
    saying.first().is_some_and(|word| word.plan)
}

fn holders_of<'s>(words: &[&Word<'s>]) -> Vec<&'s EntitySlug> {
    let mut holders: Vec<&EntitySlug> = words.iter().map(|word| word.holder).collect();
    holders.sort();
    holders.dedup();
    holders
}

/// The distinct values of words, and which of them each word gives.
fn distinct<'s>(
    words: &[Word<'s>],
    whole: bool,
    directory: StoryDirectory<'_>,
) -> (Vec<Option<&'s Value>>, Vec<Option<usize>>) {
    let mut in_order: Vec<usize> = (0..words.len()).collect();
    in_order.sort_by_key(|word| (words[*word].filing.report, words[*word].filing.testimony));
    let mut values: Vec<Option<&'s Value>> = Vec::new();
    let mut known: HashMap<Option<&Value>, usize> = HashMap::new();
    let mut of_word = vec![None; words.len()];
    for word in in_order {
        let value = words[word].value;
        if value.is_none() && !whole {
            continue;
        }
        // Most say a value in the very words of another.
        let place = *known.entry(value).or_insert_with(|| {
            let same = |known: &Option<&Value>| compare(*known, value, directory) == Comparison::Same;
            values.iter().position(same).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            })
        });
        of_word[word] = value.map(|_| place);
    }
    (values, of_word)
}
