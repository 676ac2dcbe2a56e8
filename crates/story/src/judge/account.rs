//! Everything said on one path, judged: plain data.

use serde::{Deserialize, Serialize};

use crate::judge::grade::Grade;
use crate::record::attribution::Attribution;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::PHASE;
use crate::record::kind::spec::{MergeRule, Moment};
use crate::record::name::{EntitySlug, UpdateId};
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::directory::StoryDirectory;
use crate::state::fold::Filing;
use crate::state::order::Order;

/// One holder's word on a path, as a view counts it.
#[derive(Debug, Clone)]
pub struct Word<'s> {
    /// Where it is filed.
    pub filing: Filing,
    /// As it is filed: with its hedge, its limits, its own path.
    pub testimony: &'s Testimony,
    /// The update it is in.
    pub record: &'s Update,
    /// The identity of that update.
    pub update: UpdateId,
    /// When it was said, in the order of words.
    pub order: Order,
    /// In whose name.
    pub holder: &'s EntitySlug,
    /// The stance it takes on this path: what it files elsewhere may imply another here.
    pub stance: Stance,
    /// The value it takes it on; none for the whole path.
    pub value: Option<&'s Value>,
    /// Who says it.
    pub attribution: &'s Attribution,
    /// Whether it is said of the holder by somebody else.
    pub secondhand: bool,
    /// What it is worth.
    pub grade: Grade,
    /// Whether its holder has a part in the item, or speaks for one who has.
    pub by_party: bool,
    /// Whether its source speaks of an own act that the holder cannot have in a claim, which is about others.
    pub outside: bool,
    /// Whether it is, on the record, its holder's word on its own position, promise or part.
    pub own: bool,
    /// Whether it follows from what was said of something else, where it is told: that it took place from its having been
    /// held, that it did not from its not having been held.
    pub implied: bool,
    /// Whether the holder has said otherwise since, or what it said was moved.
    pub replaced: bool,
    /// Whether it was a plan, and what was planned has begun since: it gives at most *reported* and opposes nothing.
    pub plan: bool,
}

impl<'s> Word<'s> {
    /// Of a word on a phase the day that its update gives: of two phases this tells as well which is the later one.
    pub(crate) fn day_of_phase(&self) -> Option<&'s When> {
        let given = self.record.date_given().filter(|_| self.testimony.path.is_of(PHASE));
        given.map(|(_, when)| when)
    }
}

impl Word<'_> {
    /// What part of it the word is limited to, in words: "as far as the clerk knows".
    pub fn limits(&self) -> Option<&str> {
        self.testimony.limits.as_deref()
    }

    /// How firmly it is said.
    pub fn hedge(&self) -> Option<Hedge> {
        self.testimony.hedge
    }

    /// Its place in the order of words: by when it was said; within one holder the log breaks ties.
    pub fn place(&self) -> (Order, Filing) {
        (self.order, self.filing)
    }
}

/// A holder whose own words on one path do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discord<'s> {
    /// The holder.
    pub holder: &'s EntitySlug,
    /// In which way.
    pub how: Disagreement,
    /// The words.
    pub filings: Vec<Filing>,
}

/// The ways one holder's words can disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// One speaker has said different things of what can only be one.
    ChangedAccount,
    /// Its speakers differ.
    Divided,
    /// It now says what it denied, or denies what it said.
    ChangedPosition,
}

/// How well one value of a path is supported and opposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How well it is supported.
    pub support: Grade,
    /// How well it is opposed.
    pub opposition: Grade,
    /// Whether somebody denies it.
    pub denied: bool,
    /// Whether somebody doubts it.
    pub doubted: bool,
    /// The words for it, the best first.
    pub supporters: Vec<Filing>,
    /// The words against it, the best first.
    pub opponents: Vec<Filing>,
    /// Words against it that weigh nothing and are to be told all the same: a denial limited to a part, or of the plan
    /// before it happened, or what others say of somebody's own position.
    pub beside: Vec<Filing>,
}

impl Standing {
    /// Opposition above conjecture and at least equal to support, where there is any: what only its denial speaks of is
    /// denied, not contested.
    pub fn is_contested(&self) -> bool {
        self.support > Grade::None && self.opposition > Grade::Conjecture && self.opposition >= self.support
    }

    /// The grade to show it with: its support, but never *confirmed* while it is contested.
    pub fn shown(&self) -> Grade {
        if self.support == Grade::Confirmed && self.is_contested() { Grade::Reported } else { self.support }
    }
}

/// One value of a path with its standing.
#[derive(Debug, Clone)]
pub struct Candidate<'s> {
    /// The value; none on the path of an item itself, where it is *it is so*.
    pub value: Option<&'s Value>,
    /// How it stands.
    pub standing: Standing,
    /// Whether somebody gives exactly it, and not only something finer: what nobody gives is on file because it is denied.
    pub given: bool,
    /// Whether the desk leads with it.
    pub preferred: bool,
    /// Whether only what was planned speaks for it, and what was planned has begun since: it is not thereby reported to have
    /// happened so.
    pub planned: bool,
    /// Whether it is, on the record, the word of the one whose own position, promise or part it is.
    pub own: bool,
    /// The moment in the course of its item that it is the day of, by all who say exactly it.
    pub moment: Option<Moment>,
    /// Whether it gives the day that something ended, of which another value gives the day it began.
    pub ends: bool,
}

impl Candidate<'_> {
    /// Whether it says more than another does, which it fits.
    fn narrows(&self, other: &Self, directory: StoryDirectory<'_>) -> bool {
        let pair = self.value.zip(other.value);
        pair.is_some_and(|(own, other)| own.compare(other, &directory) == Comparison::Narrows)
    }

    /// Whether somebody denies it and nobody says it.
    pub fn is_only_denied(&self) -> bool {
        self.standing.support == Grade::None && self.standing.denied
    }
}

/// Everything said on one path: the words, and each value with its standing, the leading one first.
#[derive(Debug, Clone)]
pub struct Account<'s> {
    /// The words, in the order they were said.
    pub words: Vec<Word<'s>>,
    /// Every value on file. First somebody's word on its own position; then what was reported before what was only planned,
    /// a beginning before its end, an arrival before the departure and the days of later changes, of counts as of different days the latest; then the best supported, of equals the
    /// uncontested, then the one that says more, then the one of the nearest record, then the one that came up first.
    pub candidates: Vec<Candidate<'s>>,
    /// The values that fit each other and are one account of the same thing told with different precision, as places among
    /// the candidates: each group in their order, and the groups in the order of their first.
    pub groups: Vec<Vec<usize>>,
    /// The holders whose own words do not agree.
    pub discords: Vec<Discord<'s>>,
    /// How the values of the path live together now.
    pub(crate) rule: MergeRule,
}

impl<'s> Account<'s> {
    /// The value to lead with: the desk's choice while anything supports it, else the first.
    pub fn leading(&self) -> Option<&Candidate<'s>> {
        let supported = |candidate: &&Candidate<'s>| candidate.standing.support > Grade::None;
        self.candidates
            .iter()
            .find(|candidate| candidate.preferred && supported(candidate))
            .or_else(|| self.candidates.iter().find(supported))
    }

    /// Whether the path is contested: its first value is, or one that is supported as well. What others say of somebody's own
    /// position, and what was only planned, does not make it so.
    pub fn is_contested(&self) -> bool {
        let Some(first) = self.candidates.first() else { return false };
        // An end that is disputed leaves the beginning as it is.
        let peer = |other: &&Candidate<'s>| {
            let as_well = other.standing.support == first.standing.support && other.ends == first.ends;
            as_well && !first.own && (first.planned || !other.planned)
        };
        let mut peers = self.candidates.iter().skip(1).filter(peer);
        first.standing.is_contested() || peers.any(|other| other.standing.is_contested())
    }

    /// The values that are disputed, as somebody gives them: that a wider one is denied does not make that another side, and
    /// where the hour is given within a disputed day, that is the side.
    pub(crate) fn sides(&self, directory: StoryDirectory<'_>) -> Vec<&Candidate<'s>> {
        let disputed = |side: &&Candidate<'s>| side.given && side.standing.is_contested();
        let finer = |of: &Candidate<'s>| {
            let firm = |other: &&Candidate<'s>| other.given && other.standing.support > Grade::Conjecture;
            let undisputed = self.candidates.iter().filter(firm).filter(|other| !other.standing.is_contested());
            undisputed.filter(|other| other.narrows(of, directory)).collect::<Vec<_>>()
        };
        let mut sides: Vec<&Candidate<'s>> = Vec::new();
        for side in self.candidates.iter().filter(disputed) {
            let finer = finer(side);
            sides.extend(if finer.is_empty() { vec![side] } else { finer });
        }
        // In the order of all values.
        sides.sort_by_key(|side| self.candidates.iter().position(|candidate| std::ptr::eq(candidate, *side)));
        sides
    }

    /// The values that fit the leading one and are disputed among themselves: the day, where all agree on the month.
    pub fn disputed_within(&self) -> Vec<&Candidate<'s>> {
        let Some(first) = self.groups.first().filter(|_| !self.is_contested()) else { return Vec::new() };
        let others = first.iter().skip(1).map(|place| &self.candidates[*place]);
        others.filter(|other| other.standing.is_contested()).collect()
    }

    /// The values that nobody opposes and within which the disputed ones lie: the country, where the town is disputed. A finer
    /// form of what is disputed is part of the dispute.
    pub fn agreed_around(&self, directory: StoryDirectory<'_>) -> Vec<&Candidate<'s>> {
        let mut agreed = Vec::new();
        for group in &self.groups {
            let group = || group.iter().map(|place| &self.candidates[*place]);
            let disputed = || group().filter(|other| other.standing.is_contested());
            let is_finer = |one: &Candidate<'s>| disputed().any(|other| one.narrows(other, directory));
            if disputed().next().is_none() {
                continue;
            }
            agreed.extend(group().filter(|around| {
                let standing = &around.standing;
                let nobody_opposes = standing.opponents.is_empty() && !standing.denied;
                standing.support > Grade::Conjecture && nobody_opposes && !is_finer(around)
            }));
        }
        agreed
    }

    /// The counts that their tellers divide into parts, each with the word that does.
    pub fn divided_counts(&self) -> impl Iterator<Item = (&Word<'s>, &'s Count)> {
        self.current().filter(|word| word.stance.supports()).filter_map(|word| match word.value {
            Some(Value::Count(count)) if !count.parts.is_empty() => Some((word, count)),
            _ => None,
        })
    }

    /// The words that still count, the holder not having said otherwise since.
    pub fn current(&self) -> impl Iterator<Item = &Word<'s>> {
        self.words.iter().filter(|word| !word.replaced)
    }

    /// The candidate whose value is this text.
    pub fn saying(&self, text: &str) -> Option<&Candidate<'s>> {
        self.candidates.iter().find(|candidate| candidate.value.and_then(Value::text) == Some(text))
    }

    /// The word of a filing that was said then, without a look at every word.
    pub(crate) fn word_said(&self, order: Order, filing: Filing) -> Option<&Word<'s>> {
        let place = self.words.partition_point(|word| word.place() < (order, filing));
        self.words.get(place).filter(|word| word.filing == filing)
    }

    /// The word of a filing.
    pub fn word(&self, filing: Filing) -> Option<&Word<'s>> {
        self.words.iter().find(|word| word.filing == filing)
    }

    /// Whether the word of this filing was a plan that what happened has overtaken.
    pub(crate) fn was_plan(&self, filing: Filing) -> bool {
        self.word(filing).is_some_and(|word| word.plan)
    }
}
