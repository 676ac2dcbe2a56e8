//! What a voice did that gave a value: said that it was in Geneva, put the total at 40, called it a strike.

use jiff::Timestamp;

use crate::record::kind::attribute::{PHASE, PLACE, WHEN};
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{KindRole, MergeRule, PhaseRole, Rank};
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::value::Value;
use crate::state::fold::Filing;
use crate::tell::attributes;
use crate::tell::clause::{does, list};
use crate::tell::english::{self, Tense, VerbForm};
use crate::tell::frames;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::adjuncts::{is_foreseen, is_surely_reason};
use crate::tell::telling::facts::{Fact, Telling};

pub(super) const PAST: VerbForm = VerbForm::active(Tense::Past);

/// What one voice gave of one number, from day to day.
pub(super) struct Numbers {
    pub(super) of: Path,
    /// What it did: “put the total”.
    pub(super) lead: Phrase,
    /// What it gave, with the time of each.
    pub(super) given: Vec<(Timestamp, Phrase)>,
}

impl Numbers {
    pub(super) fn verb(&self) -> Option<&str> {
        match self.lead.first() {
            Some(Piece::Said(Role::Verb { lemma, .. }, _)) => Some(lemma),
            _ => None,
        }
    }

    /// The oldest first, as a series is told.
    pub(super) fn told(mut self) -> Phrase {
        self.given.sort_by_key(|(at, _)| *at);
        [self.lead, list(self.given.into_iter().map(|(_, given)| given).collect())].concat()
    }
}

/// What a value is told as.
pub(super) enum ToldAs {
    /// Said of the item: “was held in Vienna”.
    OfIt(Phrase),
    /// Said of others: “A and B were detained”.
    Clause(Phrase),
    Act(Phrase),
    Number(Numbers),
    Beforehand(Phrase),
}

impl<'s> Telling<'_, 's> {
    /// How something was to be, of which nobody has reported how it was: “that it was to be at the town hall”.
    pub(super) fn told_beforehand(&self, path: &Path, name: &str, fact: &Fact<'s>) -> ToldAs {
        let source = self.source(fact.filing);
        let item = path.of_item().and_then(|key| self.view.state.item(key));
        let event = match item {
            Some(_) => vec![Piece::Plain("it was to be")],
            None => vec![Piece::Plain("the event was to be")],
        };
        let value = match fact.value {
            Some(Value::Place(_)) if name == PLACE => self.located(fact),
            _ => self.plain(fact),
        };
        let spec = attributes::spec_at(self.view, path);
        let predicate = spec.and_then(|spec| spec.predicate);
        let how = || spec?.choice(fact.value?.text()?)?.adverbial;
        let told = match (predicate, fact.value) {
            // “By video link”.
            _ if how().is_some() => {
                let by = crate::tell::clause::value(self.source(fact.value_in), ValueForm::Adverbial);
                return ToldAs::Beforehand([vec![Piece::Plain("that")], event, vec![by]].concat());
            }
            (_, Some(Value::When(_) | Value::Place(_))) if [PLACE, WHEN].contains(&name) => event,
            (Some(lemma), Some(Value::Place(_))) => {
                vec![Piece::Plain("it"), does(source, lemma, VerbForm::active(Tense::PastPlan))]
            }
            _ if predicate.is_none() && ends_in_preposition(name) => {
                vec![Piece::Plain("it was to be"), Piece::Said(Role::Attribute { source }, Vec::new())]
            }
            _ => vec![
                Piece::Plain("the"),
                Piece::Said(Role::Attribute { source }, Vec::new()),
                Piece::Plain("was to be"),
            ],
        };
        ToldAs::Beforehand([vec![Piece::Plain("that")], told, value].concat())
    }

    /// What a voice did that gave a value: “put signatories at 505”, “gave the distance as about 1,600 feet”.
    pub(super) fn told_as(&self, path: &Path, name: &str, fact: &Fact<'s>, plural: bool) -> ToldAs {
        let spec = attributes::spec_at(self.view, path);
        let source = self.source(fact.filing);
        let (was, them) = if plural { ("were", "them") } else { ("was", "it") };
        // What somebody gave before it took place was no report of it.
        let of_cause = spec.is_some_and(|spec| spec.plays(AttributeRole::Cause));
        let before = !of_cause && self.was_said_before(path, fact.filing);
        let past = if before { VerbForm { tense: Tense::PastPerfect, ..PAST } } else { PAST };
        let does = |verb: &'static str| does(source, verb, past);
        let label = || Piece::Said(Role::Attribute { source }, Vec::new());
        let words = || self.words(fact);
        let of_it = |before: Phrase| ToldAs::OfIt([before, words()].concat());
        let act = |before: Phrase| ToldAs::Act([before, words()].concat());
        let plain = |text: &'static str| vec![Piece::Plain(text)];
        let plays = |role| spec.is_some_and(|spec| spec.plays(role));
        let predicate = spec.and_then(|spec| spec.predicate);
        let told = match (name, fact.value) {
            (PLACE, _) if self.was_to_be(fact.filing) => {
                ToldAs::OfIt([plain("was to take place"), self.located(fact)].concat())
            }
            (PLACE, _) => ToldAs::OfIt([plain("took place"), self.located(fact)].concat()),
            (WHEN, Some(Value::When(_))) if self.was_to_be(fact.filing) => {
                of_it(vec![Piece::Plain(was), Piece::Plain("to be")])
            }
            (WHEN, Some(Value::When(_))) => of_it(self.happened(fact.filing, plural)),
            // “Gave as the reason that it would raise prices”, and not “said that it was because it would”.
            (_, Some(Value::Text(text))) if plays(AttributeRole::Cause) && english::is_clause(text) => {
                act(vec![does("give"), Piece::Plain("as the reason that")])
            }
            (_, Some(Value::Text(text))) if plays(AttributeRole::Cause) && is_short_noun(text) => {
                ToldAs::Act([vec![does("give")], words(), plain("as the cause")].concat())
            }
            (_, Some(Value::Text(text))) if plays(AttributeRole::Cause) && is_surely_reason(text) => {
                ToldAs::OfIt([plain(was), self.cause(fact)].concat())
            }
            // What could be read wrong behind “because” is told in its own words.
            (_, Some(Value::Text(_))) if plays(AttributeRole::Cause) => {
                let mut told = vec![does("give"), Piece::Plain("as the cause")];
                if self.is_hedged(fact) {
                    told.push(Piece::Said(Role::Hedge { source }, Vec::new()));
                }
                told.push(crate::tell::clause::value(self.source(fact.value_in), ValueForm::Quoted));
                ToldAs::Act(told)
            }
            _ if plays(AttributeRole::Sort) || spec.is_none() && name.ends_with("_as") => {
                act(vec![does("call"), Piece::Plain(them)])
            }
            _ if predicate.is_some() => {
                let lemma = predicate.unwrap_or_default();
                // What it was to be about is told of beforehand; what it was about, of itself.
                if let Some(was) = lemma.strip_prefix("be to ").filter(|_| fact.value.and_then(Value::text).is_some()) {
                    return match self.was_to_be(fact.filing) {
                        true => {
                            let was = crate::tell::clause::does(source, lemma, PAST.of(plural));
                            let it = Piece::Plain(if plural { "that they" } else { "that it" });
                            ToldAs::Beforehand([vec![it, was], words()].concat())
                        }
                        false => of_it(vec![crate::tell::clause::does(source, was, PAST.of(plural))]),
                    };
                }
                // A demand is for a wage, and is none.
                let text = fact.value.and_then(Value::text).unwrap_or_default();
                let clause = ["if ", "that ", "to ", "whether "].iter().any(|start| text.starts_with(start));
                if plays(AttributeRole::Proposed) && !clause {
                    let is = crate::tell::clause::does(source, lemma, PAST.of(plural));
                    return of_it(vec![is, Piece::Plain("for")]);
                }
                // What was to happen and did not is no act.
                let due = spec.is_some_and(|spec| spec.due) && !self.has_passed(fact);
                let foreseen = is_foreseen(fact) && self.phase_filed_in(fact.filing) == Some(PhaseRole::UnderWay);
                let ahead = due || foreseen || self.was_to_be(fact.filing);
                // “It was to sign the lease” is said of what was and of what was to be.
                let is_purpose = lemma == "be" && text.starts_with("to ");
                let tense = if ahead && !is_purpose { Tense::PastPlan } else { Tense::Past };
                let verb = crate::tell::clause::does(source, lemma, VerbForm::active(tense).of(plural));
                // “Reached the second reading”, but “reached the stage “agreed in principle””.
                let noun = ["the ", "a ", "an ", "its "].iter().any(|article| text.starts_with(article));
                let told = match plays(AttributeRole::Stage) && !noun {
                    true => {
                        let stage = self.in_form(fact, ValueForm::Quoted);
                        ToldAs::OfIt([vec![verb, Piece::Plain("the stage")], stage].concat())
                    }
                    false => of_it(vec![verb]),
                };
                // How far something had come is so as of a day.
                let passing = spec.is_some_and(|spec| spec.holds == MergeRule::Successive && !spec.due) && !ahead;
                match told {
                    ToldAs::OfIt(phrase) if passing && self.is_past(fact.filing) => {
                        ToldAs::OfIt([phrase, self.on_day(fact.filing)].concat())
                    }
                    told => told,
                }
            }
            _ if ends_in_preposition(name) => of_it(vec![Piece::Plain(was), label()]),
            // How many it was to be is no number of how many it was.
            (_, Some(Value::Count(_))) if self.was_to_be(fact.filing) => {
                let (what, figure) = self.what_is_counted(path, fact);
                let day = if self.is_of_its_day(path, fact) { self.on_day(fact.filing) } else { Phrase::new() };
                ToldAs::Clause([what, vec![Piece::Plain("was to be")], figure, day].concat())
            }
            (_, Some(Value::Count(count))) => {
                let exact = count.high == Some(count.low) && !count.about;
                let (verb, as_) = if exact { ("put", "at") } else { ("give", "as") };
                let gave = crate::tell::clause::does(source, verb, PAST);
                let (what, figure) = self.what_is_counted(path, fact);
                let mut given = [vec![Piece::Plain(as_)], figure].concat();
                if self.is_of_its_day(path, fact) {
                    given.extend(self.on_day(fact.filing));
                }
                let (report, said) = self.view.state.filed(fact.filing);
                let of_day = report.record.as_of(said).and_then(When::start_in_utc);
                let at = of_day.unwrap_or(self.view.state.said_at(fact.filing.report).order.learned);
                let (of, lead) = (path.clone(), [vec![gave], what].concat());
                ToldAs::Number(Numbers { of, lead, given: vec![(at, given)] })
            }
            (_, Some(Value::When(_) | Value::Duration(_))) => {
                let was = if self.is_not_over(fact.filing) { "was to be" } else { "was" };
                ToldAs::Clause([vec![Piece::Plain("the"), label(), Piece::Plain(was)], words()].concat())
            }
            (_, Some(Value::Entity(_))) => {
                let among = if name.ends_with('s') { "among the" } else { "as the" };
                ToldAs::Act([vec![does("name")], words(), vec![Piece::Plain(among), label()]].concat())
            }
            (_, Some(Value::Ordinal(_))) => {
                let mut told = vec![does("call"), Piece::Plain("it")];
                if self.is_hedged(fact) {
                    told.push(Piece::Said(Role::Hedge { source }, Vec::new()));
                }
                told.extend([
                    Piece::Plain("the"),
                    crate::tell::clause::value(source, ValueForm::Position),
                    Piece::Plain("of"),
                    crate::tell::clause::value(source, ValueForm::Series),
                ]);
                ToldAs::Act(told)
            }
            // “Said that the capsule was Fénix 2”, but “gave the frequency as “every 30 minutes””.
            (_, Some(Value::Text(text))) if is_short_noun(text) => {
                ToldAs::Clause([vec![Piece::Plain("the"), label(), Piece::Plain("was")], words()].concat())
            }
            (_, Some(Value::Text(_))) => {
                let mut told = vec![does("give"), Piece::Plain("the"), label(), Piece::Plain("as")];
                if self.is_hedged(fact) {
                    told.push(Piece::Said(Role::Hedge { source }, Vec::new()));
                }
                told.push(crate::tell::clause::value(self.source(fact.value_in), ValueForm::Quoted));
                ToldAs::Act(told)
            }
            _ => act(vec![does("give"), Piece::Plain("the"), label(), Piece::Plain("as")]),
        };
        match told {
            ToldAs::Act(phrase) if before => ToldAs::Act([phrase, vec![self.day(fact.filing)]].concat()),
            told => told,
        }
    }

    /// Whether a number is told with the day it was given: of numbers that differ from day to day each is of its own.
    fn is_of_its_day(&self, path: &Path, fact: &Fact<'s>) -> bool {
        let base = path.of_item().and_then(|item| self.base(self.view.state.item(item)?));
        let day = |report: usize| self.view.state.said_at(report).order.day();
        let of_another_day = base.is_some_and(|base| day(base.report) != day(fact.filing.report));
        (of_another_day || self.is_growing(&self.view.account(path))) && !self.says_when_it_holds(fact.filing)
    }

    /// Whether a word on an item is from before that began.
    fn was_said_before(&self, path: &Path, filing: Filing) -> bool {
        let begun = path.of_item().and_then(|item| self.view.begun(item));
        begun.is_some_and(|begun| self.view.state.said_at(filing.report).order < begun)
    }

    /// Whether what a filing gives was said before the end of what it speaks of: a stay of eight days was yet to be that long.
    fn is_not_over(&self, filing: Filing) -> bool {
        let update = &self.view.state.filed(filing).0.record;
        self.phase_filed_in(filing).is_some_and(|role| update.kind.takes_place() && role.rank() != Rank::Outcome)
    }

    /// What happened on the date of an item: it “was put forward” or “was agreed” on it, or, of what takes place, “was” on it.
    fn happened(&self, filing: Filing, plural: bool) -> Phrase {
        let was = Piece::Plain(if plural { "were" } else { "was" });
        let update = &self.view.state.filed(filing).0.record;
        let of_phase = update.testimonies.iter().position(|said| said.path.is_of(PHASE));
        match (update.kind.role(), self.phase_filed_in(filing).zip(of_phase)) {
            (KindRole::Proposal, Some((role, testimony))) if role != PhaseRole::Proposed => {
                let (lemma, form) = frames::of_noun(role, update.change);
                let source = self.source(Filing { testimony, ..filing });
                vec![does(source, lemma, VerbForm { tense: Tense::Past, ..form }.of(plural))]
            }
            (KindRole::Proposal, _) => vec![was, Piece::Plain("put forward")],
            (KindRole::Publication, _) => vec![was, Piece::Plain("put out")],
            _ => vec![was],
        }
    }
}

/// Whether a text reads on behind “was”: it is short, and has no verb and no preposition in front.
pub(super) fn is_short_noun(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    let starts = ["because", "every", "in", "of", "on", "that", "to", "with", "for", "from", "by", "if"];
    text.split_whitespace().count() <= 5 && !english::is_clause(text) && !starts.contains(&first.as_str())
}

/// Whether what an attribute is called ends with a preposition, and reads on into its value: “detected by”.
pub(super) fn ends_in_preposition(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or_default();
    name.contains('_') && ["at", "by", "for", "from", "in", "of", "on", "to", "with"].contains(&last)
}
