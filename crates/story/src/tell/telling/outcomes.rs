//! What came of something, and which of a series it was: “: the lease ends”, “by 102 votes to 71”, “the third of his trips”.

use crate::judge::series;
use crate::record::kind::attribute::{AGAINST, COUNT, FOR, ORDINAL, OUTCOME, RESULT};
use crate::record::kind::spec::{PhaseRole, ValueType};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item, Report};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::clause::value;
use crate::tell::span::{Phrase, Piece, ValueForm};
use crate::tell::telling::clauses::{Slots, Told};
use crate::tell::telling::facts::{Fact, Telling, same_voice};

/// The most words of a count that “in all” goes behind: “about 1.8 million dollars”.
const SHORT_COUNT: usize = 4;

impl<'s> Telling<'_, 's> {
    /// “: carried, 61.5 per cent for, 38.5 per cent against”.
    pub(crate) fn result_of(&self, item: &Item, told: &mut Told<'s>) -> Phrase {
        // What came of it was no part of the plan.
        if told.slots == Slots::Planned {
            return Phrase::new();
        }
        let mut parts = Vec::new();
        let votes = self.votes(item, told);
        for name in item.kind.frame().result {
            if told.attributes.contains(name) {
                continue;
            }
            let Some(spec) = item.kind.attribute(name) else { continue };
            let given = self.given(&self.at(item, name), told.voice);
            let Some(fact) = given.or_else(|| self.given_then(item, name, told.base)) else { continue };
            if matches!(fact.value, None | Some(Value::None(_))) {
                continue;
            }
            told.take(&fact);
            told.attributes.push(name);
            parts.push(match spec.value {
                ValueType::Duration => self.sentence_in(item, &fact),
                _ => [self.words(&fact), vec![Piece::Plain(spec.followed_by)]].concat(),
            });
        }
        let over = told.slots == Slots::All && self.view.phase(item).role(item.kind) == Some(PhaseRole::Done);
        let declared =
            |name: &&str| item.declares.iter().any(|declared| declared.name.as_str() == *name && !declared.list);
        // The result that its author gives of a kind that has none: “: closed without charges”.
        for name in [RESULT, OUTCOME].into_iter().filter(|name| over && declared(name)) {
            parts.extend(self.outcome_in(item, name, told));
        }
        parts.retain(|part| !part.is_empty());
        if parts.len() > 1
            && let Some(length) =
                parts.last_mut().filter(|part| matches!(part.first(), Some(Piece::Plain("a ban of" | "a sentence of"))))
        {
            length.insert(0, Piece::Plain("with"));
        }
        // “Rejected it by 102 votes to 71, with two abstaining.”
        let (lead, mut phrase) = match votes {
            Some(votes) => (vec![Piece::Mark(","), Piece::Plain("with")], votes),
            None => (vec![Piece::Mark(":")], Phrase::new()),
        };
        if !parts.is_empty() {
            phrase.extend(lead);
            phrase.extend(crate::tell::clause::joined(parts, ","));
        }
        // “, 33 miners in all”
        let ahead = told.slots == Slots::All && self.view.phase(item).role(item.kind) == Some(PhaseRole::Planned);
        let count = item
            .kind
            .attribute(COUNT)
            .filter(|spec| (over || ahead) && !self.is_series_of_days(item, spec.name))
            .and_then(|spec| self.outcome_in(item, spec.name, told));
        let short = self.length_in_words(&count) <= SHORT_COUNT;
        // “A case on six counts, six counts in all” says it twice.
        let said = |phrase: &Phrase| {
            let texts: Vec<String> = self.texts_of(phrase).collect();
            let (name, count) = (told.text.to_lowercase(), texts.join(" ").to_lowercase());
            let number = count.split(' ').next().unwrap_or_default();
            let again =
                number.chars().any(|letter| letter.is_ascii_digit()) && name.split(' ').any(|word| word == number);
            !count.is_empty() && (name.contains(&count) || again)
        };
        let count = count.filter(|count| !said(count));
        match count {
            Some(count) if short => {
                phrase.push(Piece::Mark(","));
                phrase.extend(count);
                phrase.push(Piece::Plain("in all"));
            }
            Some(count) => {
                phrase.push(Piece::Mark(if phrase.is_empty() { ":" } else { "," }));
                phrase.extend(count);
            }
            None => {}
        }
        phrase
    }

    /// What the voice of a word gave, where an account of something else has replaced it since: a ruling that was overturned
    /// is what was ruled then.
    pub(crate) fn given_then(&self, item: &Item, name: &'static str, base: Filing) -> Option<Fact<'s>> {
        let path = self.at(item, name);
        let voice = self.view.attribution(base)?;
        let replaced = |place: usize, loss: &Withdrawal| {
            let other = |through: &Report| through.record.item != self.view.state.reports()[place].record.item;
            loss.how == Loss::Superseded
                && loss.path.as_ref() == Some(&path)
                && self.view.state.report(loss.through).is_some_and(other)
        };
        let mut reports = item.reports.iter().copied().filter(|place| self.view.admits(*place));
        reports.find_map(|report| {
            self.view.withdrawals().of(report).iter().find(|loss| replaced(report, loss))?;
            let testimony = self.view.state.reports()[report].record.gives(&path)?;
            let filing = Filing { report, testimony };
            let own = self.view.attribution(filing).is_some_and(|other| same_voice(other, voice));
            own.then(|| self.filed(&self.view.account(&path), filing, None))
        })
    }

    /// Whether a number was given for one day after the other: none of them is that of the event.
    fn is_series_of_days(&self, item: &Item, name: &str) -> bool {
        let account = self.view.account(&self.at(item, name));
        let mut words = account.current().filter(|word| word.stance.supports());
        account.candidates.len() > 1 && words.all(|word| word.record.as_of(word.testimony).is_some())
    }

    fn length_in_words(&self, phrase: &Option<Phrase>) -> usize {
        let texts = phrase.iter().flat_map(|phrase| self.texts_of(phrase));
        texts.map(|text| text.split(' ').count()).sum()
    }

    /// “by 102 votes to 71”, of a vote whose result its verb tells.
    fn votes(&self, item: &Item, told: &mut Told<'s>) -> Option<Phrase> {
        let spec = item.kind.attribute(RESULT).filter(|_| told.attributes.contains(&RESULT))?;
        let given = |name: &str| self.given(&self.at(item, name), told.voice).filter(|fact| fact.rivals.is_none());
        let settled = spec.choice(given(RESULT)?.value?.text()?)?.settles?;
        let (votes_for, against) = (given(FOR)?, given(AGAINST)?);
        let bare = |fact: &Fact<'s>| matches!(fact.value, Some(Value::Count(count)) if count.unit.is_none() && count.exactly().is_some());
        if !bare(&votes_for) || !bare(&against) {
            return None;
        }
        let (more, fewer) = if settled == PhaseRole::Rejected { (against, votes_for) } else { (votes_for, against) };
        // Nine votes for it to four are lost where it takes two thirds.
        let number = |fact: &Fact<'s>| match fact.value {
            Some(Value::Count(count)) => count.exactly(),
            _ => None,
        };
        if number(&more) < number(&fewer) {
            return None;
        }
        told.take(&more);
        told.take(&fewer);
        told.attributes.extend([FOR, AGAINST]);
        let more =
            [vec![Piece::Plain("by")], self.in_form(&more, ValueForm::Plain), vec![Piece::Plain("votes to")]].concat();
        Some([more, self.words(&fewer)].concat())
    }

    /// What an attribute gives of what is over, where it was not only planned.
    fn outcome_in(&self, item: &Item, name: &'static str, told: &mut Told<'s>) -> Option<Phrase> {
        let fact = self.given(&self.at(item, name), told.voice).filter(|fact| !fact.planned)?;
        // How many were to come is no number of those who came.
        let over = self.view.phase(item).role(item.kind) == Some(PhaseRole::Done);
        if over && self.was_to_be(fact.filing) {
            return None;
        }
        let given = !matches!(fact.value, None | Some(Value::None(_)));
        given.then(|| {
            told.take(&fact);
            told.attributes.push(name);
            self.words(&fact)
        })
    }

    /// Where an item has its position in a series.
    pub(crate) fn ordinal_path(&self, item: &Item) -> Option<Path> {
        let own = item.kind.spec().attributes.iter().filter(|spec| spec.value == ValueType::Ordinal);
        let own = own.map(|spec| self.at(item, spec.name));
        let declared = item.declares.iter().filter(|declared| declared.value == ValueType::Ordinal);
        own.chain(declared.map(|declared| self.attribute_of(item, &declared.name))).next()
    }

    /// “, the third of Steve Witkoff's trips to Russia in 2025 by Newsweek's count; two are on file”.
    pub(crate) fn count_in_series(&self, item: &Item, told: &mut Told<'s>) -> Phrase {
        let Some(path) = self.ordinal_path(item) else { return Phrase::new() };
        let Some(fact) = self.given(&path, told.voice) else { return Phrase::new() };
        let Some(Value::Ordinal(claimed)) = fact.value else { return Phrase::new() };
        told.take(&fact);
        told.attributes.push(ORDINAL);
        let source = self.source(fact.filing);
        // “The first of the recoveries”, but “the third of Witkoff's trips”.
        let label = &claimed.series.label;
        let bare = label.starts_with(char::is_lowercase) && !label.starts_with("the ");
        let of = if bare { "of the" } else { "of" };
        let mut phrase =
            vec![Piece::Mark(","), Piece::Plain("the"), value(source, ValueForm::Position), Piece::Plain(of)];
        phrase.push(value(source, ValueForm::Series));
        let (members, _) = series::members_of(self.view, &claimed.series);
        let short = u32::try_from(members.len()).is_ok_and(|on_file| on_file < claimed.position);
        if let Some(voice) = told.voice.filter(|_| short) {
            phrase.push(Piece::Plain("by the count of"));
            phrase.push(crate::tell::voices::name_of(&voice.holder, source));
        }
        phrase
    }
}
