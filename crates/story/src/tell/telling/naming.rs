//! What an item is called in a sentence: by what is on file of it, never by its key.

use crate::record::attribution::Attribution;
use crate::record::kind::attribute::{GIST, PLACE, SPEAKER, WHEN, WORDS};
use crate::record::kind::frame::{Frame, Naming};
use crate::record::kind::spec::KindRole;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item, Report};
use crate::tell::clause::{Subject, list, value};
use crate::tell::english::{self, article};
use crate::tell::mentions;
use crate::tell::nouns::{head_noun, is_called_the_same, is_several, kind_of_thing, place_preposition};
use crate::tell::span::{NameForm, Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};

/// How many of those who take part in something its name names.
const MOST_IN_A_NAME: usize = 3;

impl<'s> Telling<'_, 's> {
    /// An item as a noun: “the meeting of Putin and Witkoff”, “a search for the Titan”.
    pub(crate) fn noun(&self, item: &Item, definite: bool) -> Subject {
        self.noun_by(item, definite, None)
    }

    /// What names an item: as this voice calls it where it does, else by what leads.
    fn naming(&self, item: &Item, attribute: &str, voice: Option<&Attribution>) -> Option<Fact<'s>> {
        let path = self.at(item, attribute);
        let named = voice.and_then(|voice| self.fact(&path, voice)).or_else(|| self.leading(&path));
        // What is only possible is named all the same: nothing is said of it by that.
        let named = named.or_else(|| {
            let account = self.view.account(&path);
            let only = account.candidates.first().filter(|_| account.candidates.len() == 1)?;
            let filing = *only.standing.supporters.first()?;
            only.value.map(|_| self.filed(&account, filing, only.value))
        });
        named.or_else(|| self.called_before(item, &path))
    }

    /// What an item was called before a later account of another item replaced that: “the charging”, which a court has set
    /// aside since.
    pub(crate) fn called_before(&self, item: &Item, path: &Path) -> Option<Fact<'s>> {
        let reports = self.view.state.reports();
        let admitted = item.reports.iter().rev().copied().filter(|place| self.view.admits(*place));
        let kept = |place: &usize| {
            let withdrawals = self.view.withdrawals();
            !withdrawals.is_withdrawn(*place) && !withdrawals.is_lost_at(*place, path)
        };
        let given = admitted.filter(kept).find_map(|report| {
            let said = &reports[report].record.testimonies;
            let testimony = said.iter().position(|said| said.path == *path && said.stance.supports())?;
            Some((Filing { report, testimony }, said[testimony].value.as_ref()?))
        });
        given.map(|(filing, value)| self.filed(&self.view.account(path), filing, Some(value)))
    }

    /// Whether anything on file says this of an item, if only in order to name what it denies.
    pub(crate) fn is_named(&self, item: &Item, attribute: &str) -> bool {
        let list = item.kind.attribute(attribute).filter(|spec| spec.elements.is_some());
        let path = self.at(item, attribute);
        self.leading(&path).is_some()
            || self.called_before(item, &path).is_some()
            || list.is_some_and(|list| !self.all_elements(item, list).is_empty())
    }

    /// An item as one voice calls it: nobody is said to have heard banging who spoke of noises.
    pub(crate) fn noun_by(&self, item: &Item, definite: bool, voice: Option<&Attribution>) -> Subject {
        if let Some(label) = self.label(item).filter(|_| !self.is_named_in_full(item, voice)) {
            let text = self.label_text(item).unwrap_or_default();
            return Subject { phrase: closed(label, text), plural: is_several(text) };
        }
        let frame = item.kind.frame();
        // Only what takes place is told as one of several: “a meeting”.
        let article = if definite || !item.kind.takes_place() { "the" } else { article(frame.noun) };
        let bare = vec![Piece::Plain(article), Piece::Plain(frame.noun)];
        match frame.naming {
            Naming::Noun => Subject { phrase: bare, plural: false },
            Naming::Possessive { to } => self.possessive(item, &frame, to, article),
            Naming::Of => self.group(item, bare, frame.subject),
            Naming::Followed { by, attribute } => self.followed(item, bare, (by, attribute), voice),
            Naming::Event(attribute) => {
                let form = if definite { ValueForm::Definite } else { ValueForm::Plain };
                let mut subject = self.by_text(item, attribute, form, bare, voice);
                let text = self.naming(item, attribute, voice).and_then(|fact| fact.value?.text());
                if definite && text.is_some_and(english::is_bare_noun) {
                    subject.phrase.insert(0, Piece::Plain("the"));
                }
                subject
            }
            Naming::Thing(attribute) => {
                let form = if definite { ValueForm::Definite } else { ValueForm::Indefinite };
                let named = self.naming(item, attribute, voice).and_then(|fact| fact.value?.text());
                let mut subject = self.by_text(item, attribute, form, bare, voice);
                // “A photograph” is the photograph, and so is “photograph”.
                if definite && named.is_some_and(english::is_bare_noun) {
                    subject.phrase.insert(0, Piece::Plain("the"));
                }
                subject
            }
            Naming::Text(attribute) => {
                let form = if definite { ValueForm::Definite } else { ValueForm::Plain };
                self.by_text(item, attribute, form, bare, voice)
            }
            Naming::Quoted(attribute) => self.by_text(item, attribute, ValueForm::Quoted, bare, voice),
            Naming::Words => self.statement_noun(item),
        }
    }

    /// Whether what a proposal is for says all that its name says, and more: “a settlement of the canal authority's claim” of
    /// “the settlement”.
    pub(crate) fn is_named_in_full(&self, item: &Item, voice: Option<&Attribution>) -> bool {
        let Naming::Text(attribute) = item.kind.frame().naming else { return false };
        let named = self.label_text(item).zip(self.naming(item, attribute, voice).and_then(|fact| fact.value?.text()));
        named.is_some_and(|(label, text)| {
            let more = text.split(' ').count() > label.split(' ').count().max(2);
            more && head_noun(label) == head_noun(text) && is_called_the_same(label, text)
        })
    }

    /// What the last author who gave it a name calls an item.
    pub(crate) fn label(&self, item: &Item) -> Option<Piece> {
        let sequence = self.labelled(item)?.sequence;
        Some(Piece::Said(Role::Label { sequence, head: false }, Vec::new()))
    }

    /// “the search”, of “the search for the team”: an item by the noun of what its author calls it.
    pub(crate) fn label_head(&self, item: &Item) -> Option<Phrase> {
        let report = self.labelled(item)?;
        kind_of_thing(report.record.label.as_deref()?)?;
        let head = Role::Label { sequence: report.sequence, head: true };
        Some(vec![Piece::Plain("the"), Piece::Said(head, Vec::new())])
    }

    /// The report with the latest label, of those that stand where one of these has one: a label says nothing, and where all
    /// that is left of something is that it is denied, it is still called by it.
    fn labelled(&self, item: &Item) -> Option<&'s Report> {
        let reports = self.view.state.reports();
        let labels = |place: &usize| self.view.admits(*place) && reports[*place].record.label.is_some();
        let mut labelled = item.reports.iter().rev().copied().filter(labels);
        let last = labelled.clone().next();
        let standing = labelled.find(|place| !self.view.withdrawals().is_withdrawn(*place));
        standing.or(last).map(|place| &reports[place])
    }

    /// The same as it was written.
    pub(crate) fn label_text(&self, item: &Item) -> Option<&'s str> {
        let named = self.labelled(item)?;
        named.record.label.as_deref()
    }

    fn by_text(
        &self,
        item: &Item,
        attribute: &str,
        form: ValueForm,
        otherwise: Phrase,
        voice: Option<&Attribution>,
    ) -> Subject {
        match self.naming(item, attribute, voice) {
            Some(fact) => Subject {
                plural: fact.value.and_then(Value::text).is_some_and(is_several) && form != ValueForm::Quoted,
                phrase: match form {
                    ValueForm::Quoted => vec![value(self.source(fact.value_in), form)],
                    _ => closed(
                        value(self.source(fact.value_in), form),
                        fact.value.and_then(Value::text).unwrap_or_default(),
                    ),
                },
            },
            None => Subject { phrase: otherwise, plural: false },
        }
    }

    /// “the vote on the budget”.
    fn followed(
        &self,
        item: &Item,
        mut phrase: Phrase,
        (by, attribute): (&'static str, &'static str),
        voice: Option<&Attribution>,
    ) -> Subject {
        if let Some(fact) = self.naming(item, attribute, voice) {
            // A ruling is made in a case, “Bush v. Gore”, and on anything else.
            let is_case =
                fact.value.and_then(Value::text).is_some_and(|text| text.contains(" v. ") || text.contains(" v "));
            phrase.push(Piece::Plain(if by == "in" && !is_case { "on" } else { by }));
            phrase.extend(self.plain(&fact));
        }
        Subject { phrase, plural: false }
    }

    /// “Witkoff's trip to Moscow”.
    fn possessive(&self, item: &Item, frame: &Frame, to: &str, article: &'static str) -> Subject {
        let whose = self.leading(&self.at(item, frame.subject));
        let mut phrase = match whose.as_ref().and_then(|fact| Some((fact.value?.entity()?, fact.filing))) {
            Some((entity, filing)) => vec![Piece::Name {
                entity: entity.clone(),
                sequence: self.sequence(filing),
                possessive: true,
                titled: false,
            }],
            None => vec![Piece::Plain(article)],
        };
        phrase.push(Piece::Plain(frame.noun));
        phrase.extend(self.where_to(item, to));
        Subject { phrase, plural: false }
    }

    /// “to Moscow”.
    fn where_to(&self, item: &Item, attribute: &str) -> Phrase {
        let to = self.leading(&self.at(item, attribute));
        to.map(|to| [vec![Piece::Plain("to")], self.plain(&to)].concat()).unwrap_or_default()
    }

    /// “the meeting of A and B”.
    fn group(&self, item: &Item, mut phrase: Phrase, attribute: &str) -> Subject {
        let facts: Vec<Fact<'s>> = match item.kind.attribute(attribute) {
            Some(spec) if spec.elements.is_some() => {
                self.reported_elements(item, spec).into_iter().map(|(_, fact)| fact).collect()
            }
            Some(spec) => self.leading(&self.at(item, spec.name)).into_iter().filter(|fact| !fact.planned).collect(),
            None => Vec::new(),
        };
        let facts = match facts.is_empty() {
            true => self.planned_in(item, attribute),
            false => facts,
        };
        // Who was to take part names what took place: that they did is not said by that.
        if facts.iter().any(|fact| fact.planned) {
            phrase = vec![Piece::Plain("the planned"), Piece::Plain(item.kind.frame().noun)];
        }
        if !facts.is_empty() {
            phrase.push(Piece::Plain("of"));
            // Enough of them to tell it from others.
            let mut names: Vec<Phrase> = facts.iter().take(MOST_IN_A_NAME).map(|fact| self.untitled(fact)).collect();
            if facts.len() > MOST_IN_A_NAME {
                names.pop();
                names.push(vec![Piece::Plain("others")]);
            }
            phrase.extend(list(names));
        }
        Subject { phrase, plural: false }
    }

    /// Whether an item is named by those of whom it was only planned: “the planned meeting of Putin and Witkoff”.
    pub(crate) fn is_named_by_plan(&self, item: &Item) -> bool {
        let frame = item.kind.frame();
        let spec = item.kind.attribute(frame.subject).filter(|spec| spec.elements.is_some());
        let reported = spec.is_some_and(|spec| !self.reported_elements(item, spec).is_empty());
        self.label(item).is_none() && !reported && !self.planned_in(item, frame.subject).is_empty()
    }

    /// Those of whom it was only planned, where nobody reports any others.
    fn planned_in(&self, item: &Item, attribute: &str) -> Vec<Fact<'s>> {
        let spec = item.kind.attribute(attribute).filter(|spec| spec.elements.is_some());
        let all = spec.map(|spec| self.all_elements(item, spec)).unwrap_or_default();
        all.into_iter().map(|(_, fact)| fact).filter(|fact| fact.planned).collect()
    }

    /// The same with where it is, where that tells it from others of the kind.
    pub(crate) fn placed_noun(&self, item: &Item) -> Subject {
        let mut subject = self.noun(item, true);
        let told = matches!(item.kind.frame().naming, Naming::Possessive { .. } | Naming::Event(_));
        if item.kind.takes_place() && !told && self.label(item).is_none() && !self.is_named_by_plan(item) {
            subject.phrase.extend(self.place(item));
        }
        // A noun that names nobody and no place is told from others by its day.
        let named = subject.phrase.iter().any(|piece| matches!(piece, Piece::Said(..) | Piece::Name { .. }));
        if !named && let Some(when) = self.leading(&self.at(item, WHEN)).filter(|when| !when.planned) {
            subject.phrase.extend(self.plain(&when));
        }
        subject
    }

    /// An item that another one of the same people is told against: “the trip to St. Petersburg”.
    pub(crate) fn other_noun(&self, item: &Item) -> Phrase {
        let frame = item.kind.frame();
        let Naming::Possessive { to } = frame.naming else { return self.noun(item, true).phrase };
        [vec![Piece::Plain("the"), Piece::Plain(frame.noun)], self.where_to(item, to)].concat()
    }

    /// “in Moscow”, “at the wreck of the Titanic”.
    fn place(&self, item: &Item) -> Phrase {
        let place = self.leading(&self.at(item, PLACE)).filter(|fact| matches!(fact.value, Some(Value::Place(_))));
        let reported = place.filter(|fact| !fact.planned);
        reported.map(|fact| self.located(&fact)).unwrap_or_default()
    }

    pub(crate) fn located(&self, fact: &Fact<'s>) -> Phrase {
        let name = fact.value.and_then(Value::entity).map(|slug| mentions::name(self.view, slug, NameForm::default()));
        let mut phrase = Phrase::new();
        if self.is_hedged(fact) {
            phrase.push(Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new()));
        }
        phrase.push(Piece::Plain(name.as_deref().map_or("in", place_preposition)));
        phrase.extend(self.unhedged(fact));
        phrase
    }

    pub(crate) fn untitled(&self, fact: &Fact<'s>) -> Phrase {
        let mut phrase = self.plain(fact);
        for piece in &mut phrase {
            if let Piece::Name { titled, .. } = piece {
                *titled = false;
            }
        }
        phrase
    }

    /// “the statement of Peskov that …”, or, without a gist, “the words of Peskov “…””; of words that are given in other words
    /// only “the statement of Peskov”.
    fn statement_noun(&self, item: &Item) -> Subject {
        let gist = self.leading(&self.at(item, GIST));
        let words = self.leading(&self.at(item, WORDS)).filter(|words| !self.is_paraphrase(words));
        let of_words = gist.is_none() && words.is_some();
        let mut phrase = self.statement_of(item, if of_words { "the words" } else { "the statement" });
        match (gist, words) {
            (Some(gist), _) => {
                let source = self.source(gist.filing);
                phrase.push(Piece::Plain("that"));
                phrase.extend(self.is_hedged(&gist).then(|| Piece::Said(Role::Hedge { source }, Vec::new())));
                phrase.push(value(source, ValueForm::Plain));
            }
            (None, Some(words)) => phrase.push(value(self.source(words.filing), ValueForm::Quoted)),
            (None, None) => {}
        }
        Subject { phrase, plural: of_words }
    }

    /// “the statement of Peskov”.
    fn statement_of(&self, item: &Item, noun: &'static str) -> Phrase {
        let mut phrase = vec![Piece::Plain(noun)];
        if let Some(speaker) = self.leading(&self.at(item, SPEAKER)) {
            phrase.push(Piece::Plain("of"));
            phrase.extend(self.untitled(&speaker));
        }
        phrase
    }

    /// An item by a noun without its words, where what is told is a part of it.
    pub(crate) fn short_noun(&self, item: &Item) -> Phrase {
        match item.kind.role() {
            KindRole::Statement => match self.label(item) {
                Some(label) => vec![label],
                None => self.statement_of(item, "the statement"),
            },
            KindRole::Claim => vec![Piece::Plain("the claim")],
            _ => self.noun(item, true).phrase,
        }
    }
}

/// Words with the comma that closes what their only comma opens: “a merger of A and B, with C as chief,”.
pub(super) fn closed(words: Piece, text: &str) -> Phrase {
    const OPENS: [&str; 20] = [
        "a",
        "an",
        "besides",
        "called",
        "for",
        "headed",
        "in",
        "including",
        "known",
        "led",
        "near",
        "on",
        "over",
        "the",
        "where",
        "which",
        "who",
        "whose",
        "with",
        "worth",
    ];
    let added = ["and up to ", "and at ", "possibly ", "probably ", "replaced ", "these ", "those "];
    if text.rsplit_once(", ").is_some_and(|(_, behind)| added.iter().any(|start| behind.starts_with(start))) {
        return vec![words, Piece::Mark(",")];
    }
    let behind = text.split_once(", ").map(|(_, behind)| behind);
    let only = behind.filter(|behind| !behind.contains(", ") && !behind.contains(" and the "));
    let opens = only.and_then(|behind| behind.split(' ').next()).is_some_and(|first| OPENS.contains(&first));
    if opens { vec![words, Piece::Mark(",")] } else { vec![words] }
}
