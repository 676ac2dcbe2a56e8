//! The one realiser: puts phrases in words, span by span.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::judge::view::View;
use crate::record::attribution::Origin;
use crate::record::name::EntitySlug;
use crate::record::path::Subject;
use crate::record::recorded::Sequence;
use crate::record::relation::Reviser;
use crate::record::style::Style;
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::time::meaning::{Meaning, Relative};
use crate::record::update::Update;
use crate::record::value::Value;
use crate::record::value::absence::Absence;
use crate::state::fold::{Filing, Report};
use crate::tell::dates::{Dates, adverbial, bare, by_day, only_year, set_for};
use crate::tell::english::{Tense, VerbForm, at_verb, definite, list, ordinal, plural, told_in_past, verb};
use crate::tell::introduced::{
    Introduction, NamedInLine, first_by_surname, first_named, named_in_line, people_with_titles,
};
use crate::tell::mentions::{Mentions, NamePlace, name, name_in};
use crate::tell::nominals::nominal;
use crate::tell::nouns::{headed, indefinite, kind_of_thing};
use crate::tell::rulings::{of_parties, ruling};
use crate::tell::span::{NameForm, Named, Phrase, Piece, Role, Source, Span, ValueForm, text};
use crate::tell::{attributes, embargoes, names, numbers};

mod limits;

/// Puts one text in words, from its start to its end.
#[derive(Clone)]
pub struct Realiser<'v, 's> {
    view: &'v View<'s>,
    style: Style,
    mentions: Mentions,
    /// Those whom a line can tell with who they are: found where the first line is told.
    people: Rc<OnceCell<BTreeSet<EntitySlug>>>,
    year: Option<i64>,
    /// What values are limited to, as far as it was told: of which update, in which words.
    limits: BTreeSet<(Sequence, String)>,
}

impl<'v, 's> Realiser<'v, 's> {
    /// At the start of a text.
    pub fn new(view: &'v View<'s>, style: Style) -> Self {
        let updates = view.reports().map(|(_, report)| &report.record);
        let mentions = Mentions::among(view, updates.flat_map(Update::entities));
        Self { view, style, mentions, people: Rc::default(), year: None, limits: BTreeSet::new() }
    }

    /// One line by itself: everybody is named in full.
    pub fn line(view: &'v View<'s>) -> Self {
        let (style, mentions) = (view.style(), Mentions::in_full());
        Self { view, style, mentions, people: Rc::new(BTreeSet::new().into()), year: None, limits: BTreeSet::new() }
    }

    /// At the start of a paragraph: no year goes without saying.
    pub fn paragraph(&mut self) {
        self.year = None;
    }

    /// A sentence: it starts with a capital and ends with a full stop.
    pub fn sentence(&mut self, phrase: &Phrase) -> Vec<Span> {
        let mut spans = self.words(phrase);
        let quoted_start = spans.first().is_some_and(|span| span.text.starts_with('“'));
        if let Some(first) = spans.first_mut().filter(|_| !quoted_start) {
            first.text = capitalised(&first.text);
        }
        let ends = ['.', '?', '!'];
        let last = spans.last().map(|span| span.text.trim_end_matches('”')).unwrap_or_default();
        if !last.ends_with(ends) {
            push_mark(&mut spans, ".");
        }
        spans
    }

    /// The words of a phrase, without capital or full stop.
    pub fn words(&mut self, phrase: &Phrase) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut glue = true;
        let mut brackets = 0_usize;
        // Behind a bracket another would open: what it has stands between commas, and a reason behind a dash.
        let mut commas: Vec<&'static str> = Vec::new();
        let phrase = self.with_limits(phrase);
        for (at, piece) in phrase.iter().enumerate() {
            let space = if glue { "" } else { " " };
            glue = false;
            match piece {
                Piece::Plain("") => glue = space.is_empty(),
                Piece::Plain(words) => push_plain(&mut spans, &format!("{space}{words}")),
                Piece::Mark(")") if let Some(mark) = commas.pop().filter(|mark| *mark != ")") => {
                    let ends = phrase[at + 1..].iter().all(|piece| *piece == Piece::Mark(")"));
                    if !(ends && mark == " –") {
                        push_mark(&mut spans, mark);
                    }
                }
                Piece::Mark(mark) => {
                    brackets = brackets.saturating_sub(usize::from(*mark == ")"));
                    push_mark(&mut spans, mark);
                }
                Piece::Open("(") if spans.last().is_some_and(|last| last.text.ends_with(')')) => {
                    let reason = matches!(phrase.get(at + 1), Some(Piece::Said(Role::Reason { .. }, _)));
                    let mark = if reason { " –" } else { "," };
                    commas.push(mark);
                    push_mark(&mut spans, mark);
                }
                Piece::Open(mark) => {
                    if *mark == "(" {
                        commas.push(")");
                    }
                    brackets += usize::from(*mark == "(");
                    if let Some(last) =
                        spans.last_mut().filter(|last| last.role == Role::Plain && last.text.ends_with(','))
                    {
                        last.text.pop();
                    }
                    push_plain(&mut spans, &format!("{space}{mark}"));
                    glue = true;
                }
                Piece::Said(role, also) => {
                    if !space.is_empty() {
                        push_plain(&mut spans, space);
                    }
                    let mut role = self.in_context(role);
                    if matches!(role, Role::Line { .. }) {
                        role = self.line_in_parts(&role, &mut spans);
                        self.push_part(role, &mut spans);
                        continue;
                    }
                    let text = text_of(self.view, self.style, &role).unwrap_or_default();
                    let mut sequences: Vec<Sequence> = role.sequences();
                    sequences.extend(also);
                    sequences.sort_unstable();
                    sequences.dedup();
                    self.meet_those_named_in(&text, &role);
                    spans.push(Span { text, role, sequences });
                }
                Piece::Name { entity, sequence, possessive, titled } => {
                    if !space.is_empty() {
                        push_plain(&mut spans, space);
                    }
                    let place = NamePlace { possessive: *possessive, bracketed: brackets > 0 };
                    let mut form = self.mentions.form(self.view, (entity, *sequence), *titled, place);
                    form.noun = !form.short && self.mentions.by_noun(self.view, entity, &spans);
                    let listed = at.checked_sub(1).is_some_and(|before| phrase[before] == Piece::Plain("and"));
                    let verb = matches!(phrase.get(at + 1), Some(Piece::Said(Role::Verb { .. }, _)));
                    let entity = self.view.directory.canonical(entity).clone();
                    let name = |form| name_in(self.view, &entity, form, *sequence);
                    let apposed = NameForm { apposed: true, ..form };
                    let fits = form.introduced && verb && !listed && brackets == 0;
                    form.apposed = fits && name(apposed) != name(form);
                    let text = name(form);
                    match where_named(self.view, &entity, *sequence) {
                        Some(named) => {
                            let role = Role::Name { entity, form, named };
                            spans.push(Span { text, role, sequences: vec![*sequence] });
                        }
                        // The check finds a name that nothing on file gives.
                        None => push_plain(&mut spans, &text),
                    }
                    if form.apposed {
                        push_mark(&mut spans, ",");
                    }
                }
            }
        }
        spans
    }

    /// An author's line, cut where somebody comes up in it for the first time, who is told there with who that is, as the
    /// report has it: “Cabinet Secretary Simon Case stepped aside”.
    fn line_in_parts(&mut self, role: &Role, spans: &mut Vec<Span>) -> Role {
        let Role::Line { sequence, goes_on, behind: None, before: None } = role else { return role.clone() };
        let (sequence, mut goes_on, mut behind) = (*sequence, *goes_on, None);
        let line = line_of(self.view, sequence).unwrap_or_default();
        let people = Rc::clone(&self.people);
        let people = people.get_or_init(|| people_with_titles(self.view));
        for NamedInLine { entity, at, how } in self.named_in(people, (&line, sequence)) {
            let new = how == Introduction::Fits && self.mentions.is_new(&entity);
            let Some(named) = new.then(|| where_named(self.view, &entity, sequence)).flatten() else {
                if how == Introduction::ByLine {
                    self.mentions.meet(&entity);
                }
                continue;
            };
            if at.start > 0 {
                let part = Role::Line { sequence, goes_on, behind: behind.take(), before: Some(entity.clone()) };
                self.push_part(part, spans);
                push_plain(spans, " ");
            }
            let form = self.mentions.form(self.view, (&entity, sequence), true, NamePlace::default());
            let text = name_in(self.view, &entity, form, sequence);
            let role = Role::Name { entity: entity.clone(), form, named };
            spans.push(Span { text, role, sequences: vec![sequence] });
            (goes_on, behind) = (false, Some(entity));
        }
        Role::Line { sequence, goes_on, behind, before: None }
    }

    /// Whom a line names, in full or by a family name that nobody else of the story has.
    fn named_in(&self, people: &BTreeSet<EntitySlug>, line: (&str, Sequence)) -> Vec<NamedInLine> {
        named_in_line(self.view, people, line, |surname| self.mentions.is_clear(surname))
    }

    /// A part of a line; what stands behind a name stands apart from it, unless a mark comes next.
    fn push_part(&self, role: Role, spans: &mut Vec<Span>) {
        let text = text_of(self.view, self.style, &role).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        if matches!(role, Role::Line { behind: Some(_), .. }) && text.starts_with(char::is_alphanumeric) {
            push_plain(spans, " ");
        }
        let sequences = role.sequences();
        spans.push(Span { text, role, sequences });
    }

    /// Those whom a text of an author names have come up with it.
    fn meet_those_named_in(&mut self, text: &str, role: &Role) {
        let (Role::Value { .. } | Role::Quoting { .. }, Some(source)) = (role, role.source()) else { return };
        let Some(report) = report_at(self.view, source.sequence) else { return };
        for entity in report.record.entities() {
            self.mentions.meet_in(self.view, entity, text);
        }
    }

    /// A date as it is told here: without the year that was just named.
    fn in_context(&mut self, role: &Role) -> Role {
        let said = |view: &View<'_>, sequence: Sequence| {
            report_at(view, sequence).and_then(|report| said_year(&report.record))
        };
        let year = match role {
            Role::Date { source, .. } => when_of(self.view, *source).and_then(only_year),
            Role::Said { sequence, .. } => said(self.view, *sequence),
            _ => return role.clone(),
        };
        // “In April” alone could be of any year: the one that was named may have been said of something else.
        let names_a_day = |year: i64| match role {
            Role::Date { source, .. } => {
                let dates = Dates { style: self.style, year: Some(year) };
                let text = when_of(self.view, *source).and_then(|when| adverbial(when, dates));
                text.is_some_and(|text| text.contains(|letter: char| letter.is_ascii_digit()))
            }
            _ => true,
        };
        let known = self.year.filter(|known| year == Some(*known) && names_a_day(*known));
        self.year = year.or(self.year);
        match role {
            Role::Date { source, bare, .. } => Role::Date { source: *source, year: known, bare: *bare },
            Role::Said { sequence, .. } => Role::Said { sequence: *sequence, year: known },
            role => role.clone(),
        }
    }
}

/// A phrase as one line by itself, without capital or full stop.
pub fn one_line(view: &View<'_>, phrase: &Phrase) -> String {
    text(&Realiser::line(view).words(phrase))
}

/// Adds words of ours, to the ones before where there are any.
fn push_plain(spans: &mut Vec<Span>, words: &str) {
    match spans.last_mut().filter(|last| last.role == Role::Plain) {
        Some(last) => last.text.push_str(words),
        None => spans.push(Span { text: words.to_owned(), role: Role::Plain, sequences: Vec::new() }),
    }
}

/// Adds a mark. One comma is enough, and before another mark none is needed.
fn push_mark(spans: &mut Vec<Span>, mark: &str) {
    let ends = spans.last().is_some_and(|last| last.text.ends_with(','));
    if ends && mark == "," {
        return;
    }
    if ends && let Some(last) = spans.last_mut().filter(|last| last.role == Role::Plain) {
        last.text.pop();
        last.text.push_str(mark);
        if last.text.is_empty() {
            spans.pop();
        }
        return;
    }
    push_plain(spans, mark);
}

/// Words with a capital at their start.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// The same words without the capital a sentence starts with.
pub fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// The report at a position of the log.
pub fn report_at<'v>(view: &'v View<'_>, sequence: Sequence) -> Option<&'v Report> {
    view.state.reports().get(view.state.place_at(sequence)?)
}

/// The author's own sentence for the update at a position of the log, on one line.
pub(crate) fn line_of(view: &View<'_>, sequence: Sequence) -> Option<String> {
    report_at(view, sequence)?.record.line.as_deref().map(plain_text)
}

/// Where a testimony is filed.
pub fn filing_of(view: &View<'_>, source: Source) -> Option<Filing> {
    let report = view.state.place_at(source.sequence)?;
    let known = source.testimony < view.state.reports()[report].record.testimonies.len();
    known.then_some(Filing { report, testimony: source.testimony })
}

/// Where a filing comes from, for a span.
pub fn source_of(view: &View<'_>, filing: Filing) -> Source {
    Source { sequence: view.state.reports()[filing.report].sequence, testimony: filing.testimony }
}

/// What a role says, from what is on file alone; none where there is nothing on file to say.
pub fn text_of(view: &View<'_>, style: Style, role: &Role) -> Option<String> {
    match role {
        Role::Plain => None,
        Role::Value { source, form: ValueForm::Adverbial } => {
            let (token, path) = (value_at(view, *source)?.text()?, &view.state.filed(filing_of(view, *source)?).1.path);
            attributes::spec_at(view, path)?.choice(token)?.adverbial.map(str::to_owned)
        }
        Role::Value { source, form } => {
            let (report, said) = view.state.filed(filing_of(view, *source)?);
            let in_other_words = *form == ValueForm::Quoted && report.record.paraphrases(said);
            let form = if in_other_words { ValueForm::Plain } else { *form };
            value_text(view, style, said.value.as_ref()?, form)
        }
        Role::Quoting { gist, words } => {
            let gist = value_text(view, style, value_at(view, *gist)?, ValueForm::Plain)?;
            let words = value_text(view, style, value_at(view, *words)?, ValueForm::Plain)?;
            let words = words.trim_matches(['“', '”', '"']);
            // Lower case can be longer or shorter than upper, in letters that few names have.
            let at =
                gist.to_lowercase().find(&words.to_lowercase()).filter(|_| gist.to_lowercase().len() == gist.len())?;
            let end = at + words.len();
            (gist.is_char_boundary(at) && gist.is_char_boundary(end))
                .then(|| format!("{}“{}”{}", &gist[..at], &gist[at..end], &gist[end..]))
        }
        Role::Date { source, year, bare } => {
            let date = adverbial(when_of(view, *source)?, Dates { style, year: *year })?;
            Some(if *bare { set_for(&date) } else { date })
        }
        Role::Name { entity, form, named } => {
            names(view, *named, entity).then(|| name_in(view, entity, *form, named.sequence()))
        }
        Role::Verb { source, lemma, form } => filing_of(view, *source).map(|_| verb(lemma, *form)),
        Role::Attribute { source } => {
            let path = &view.state.filed(filing_of(view, *source)?).1.path;
            let name = path.detail.as_ref().or(path.attribute.as_ref())?;
            Some(attributes::called(attributes::spec_at(view, path), name.as_str()))
        }
        Role::Hedge { source } => {
            let hedge = view.state.filed(filing_of(view, *source)?).1.hedge?;
            Some(hedge.adverb().to_owned())
        }
        Role::Limits { source } => {
            view.state.filed(filing_of(view, *source)?).1.limits.as_ref().map(|limits| plain_text(limits))
        }
        Role::HoldsWhen { source } => {
            let (report, said) = view.state.filed(filing_of(view, *source)?);
            holds_when(&report.record, said, Dates { style, year: None })
        }
        Role::Quotation { source } => {
            let attribution = view.attribution(filing_of(view, *source)?)?;
            attribution.quote.as_ref().map(|quote| quoted(&quote.exact))
        }
        Role::Link { source, link } => {
            let attribution = view.attribution(filing_of(view, *source)?)?;
            let link = attribution.via.get(*link)?;
            let described = plain_text(link.described.as_ref()?);
            // Who speaks through it is named as the one who speaks.
            let author = link.author.as_ref().filter(|author| Origin::Entity((*author).clone()) != attribution.origin);
            Some(names::cited(view, described, link.title.as_deref(), author))
        }
        Role::Said { sequence, year } => said_on(&report_at(view, *sequence)?.record, Dates { style, year: *year }),
        Role::Reason { sequence, relation } => {
            let relation = report_at(view, *sequence)?.record.relations.get(*relation)?;
            relation.reason.as_ref().map(|reason| plain_text(reason))
        }
        Role::Embargo { sequence } => {
            let report = report_at(view, *sequence)?;
            report.record.others_embargo.as_ref().map(|embargo| embargoes::of_another(view, embargo))
        }
        Role::Line { sequence, goes_on, behind, before } => {
            let line = line_of(view, *sequence)?;
            let place = |entity: &EntitySlug| {
                let known = view.directory.get(view.directory.canonical(entity))?;
                first_named(&line, known).or_else(|| first_by_surname(view, &line, known))
            };
            let from = behind.as_ref().map_or(Some(0), |entity| Some(place(entity)?.end))?;
            let to = before.as_ref().map_or(Some(line.len()), |entity| Some(place(entity)?.start))?;
            let part = line.get(from..to)?.trim();
            Some(if *goes_on { uncapitalised(part) } else { part.to_owned() })
        }
        Role::Label { sequence, head } => {
            let label = plain_text(report_at(view, *sequence)?.record.label.as_ref()?);
            if *head { kind_of_thing(&label).map(str::to_owned) } else { Some(label) }
        }
        Role::Tally { of } => Some(numbers::number(i64::try_from(of.len()).ok()?)),
    }
}

/// Whom an update names somewhere.
fn who_is<'v>(view: &'v View<'_>, named: Named) -> Option<&'v EntitySlug> {
    let testimony = |source| Some(view.state.filed(filing_of(view, source)?).1);
    let attribution = |source| view.attribution(filing_of(view, source)?);
    match named {
        Named::Holder(source) => testimony(source)?.holder.as_ref().or(attribution(source).map(|said| &said.holder)),
        Named::Origin(source) => origin_entity(&attribution(source)?.origin),
        Named::Link { source, link } => attribution(source)?.via.get(link)?.outlet.as_ref(),
        Named::Value(source) => value_at(view, source)?.entity(),
        Named::Subject(source) => match &testimony(source)?.path.subject {
            Subject::Entity(entity) => Some(entity),
            _ => None,
        },
        Named::Reviser(sequence) => match report_at(view, sequence)?.record.by.as_ref()? {
            Reviser::Link(entity) => Some(entity),
            Reviser::Desk => None,
        },
        Named::Line(_) => None,
    }
}

/// Of which day a number is, “as of 25 March 2021”, or for how long a value holds, “from January to June 2024”.
pub(crate) fn holds_when(record: &Update, said: &Testimony, dates: Dates) -> Option<String> {
    let date = |when: &When| Some(bare(&adverbial(when, dates)?).to_owned());
    let both = || When::parse(&format!("{}/{}", said.from.as_ref()?.as_str(), said.until.as_ref()?.as_str())).ok();
    if let Some(interval) = both().and_then(|both| adverbial(&both, dates)) {
        return Some(interval);
    }
    match (said.from.as_ref().and_then(date), said.until.as_ref().and_then(date)) {
        (Some(from), Some(until)) => Some(format!("from {from} to {until}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (Some(from), None) if !matches!(said.value, Some(Value::Count(_))) => Some(format!("from {from}")),
        (_, None) => Some(format!("as of {}", date(record.as_of(said)?)?)),
    }
}

/// Where an update names somebody; none where it does not.
fn where_named(view: &View<'_>, entity: &EntitySlug, sequence: Sequence) -> Option<Named> {
    let update = &report_at(view, sequence)?.record;
    let of_testimony = |testimony: usize| {
        let source = Source { sequence, testimony };
        let said = &update.testimonies[testimony];
        let links = update.attributions.get(usize::from(said.attribution)).map_or(0, |said| said.via.len());
        let places = [Named::Value(source), Named::Holder(source), Named::Origin(source), Named::Subject(source)];
        places.into_iter().chain((0..links).map(move |link| Named::Link { source, link }))
    };
    let all = (0..update.testimonies.len()).flat_map(of_testimony);
    let mut all = all.chain([Named::Reviser(sequence), Named::Line(sequence)]);
    all.find(|named| names(view, *named, entity))
}

/// Whether an update names somebody there.
fn names(view: &View<'_>, named: Named, entity: &EntitySlug) -> bool {
    if let Named::Line(sequence) = named {
        let line = line_of(view, sequence);
        return line.zip(view.directory.get(entity)).is_some_and(|(line, known)| first_named(&line, known).is_some());
    }
    who_is(view, named).is_some_and(|other| view.directory.canonical(other) == entity)
}

fn value_at<'v>(view: &'v View<'_>, source: Source) -> Option<&'v Value> {
    view.state.filed(filing_of(view, source)?).1.value.as_ref()
}

fn when_of<'v>(view: &'v View<'_>, source: Source) -> Option<&'v When> {
    match value_at(view, source)? {
        Value::When(when) => Some(when),
        _ => None,
    }
}

/// A value in one of its forms; none where it has no such form.
pub fn value_text(view: &View<'_>, style: Style, value: &Value, form: ValueForm) -> Option<String> {
    let plain = || plain_value(view, style, value);
    Some(match form {
        ValueForm::Plain => plain(),
        ValueForm::Definite => definite(&plain()),
        ValueForm::Indefinite => indefinite(&plain()),
        ValueForm::Several => plural(&plain()),
        ValueForm::Quoted => match value {
            Value::Text(text) => quoted(text),
            _ => quoted(&plain()),
        },
        ValueForm::Position | ValueForm::Claimed | ValueForm::Series => return series_text(value, form),
        ValueForm::Undergoer => nominal(&plain())?.undergoer.to_owned(),
        ValueForm::Rest => nominal(&plain())?.rest.to_owned(),
        ValueForm::Office => {
            let text = plain();
            let office = nominal(&text)?.undergoer;
            ["a ", "an "].iter().find_map(|article| office.strip_prefix(article)).unwrap_or(office).to_owned()
        }
        ValueForm::Grounds => {
            let text = plain();
            ruling(&text).or_else(|| of_parties(&text))?.grounds.to_owned()
        }
        ValueForm::Head => kind_of_thing(&plain())?.to_owned(),
        ValueForm::Heads => plural(headed(&plain())?.0),
        ValueForm::Tail => headed(&plain())?.1.to_owned(),
        ValueForm::UpToVerb => at_verb(&plain())?.0.to_owned(),
        ValueForm::BehindVerb => at_verb(&plain())?.1.to_owned(),
        ValueForm::InPast => told_in_past(&plain()),
        ValueForm::AsPut => match value {
            Value::When(when) => quoted(when.phrase()?),
            _ => return None,
        },
        ValueForm::Figure | ValueForm::Unit => {
            let Value::Count(count) = value else { return None };
            match form {
                ValueForm::Unit => count.unit.as_deref()?.to_owned(),
                _ => numbers::figure(count),
            }
        }
        ValueForm::Parts | ValueForm::PartsInAll => return parts_text(value, form),
        // It depends on what is chosen from, which a value alone does not say.
        ValueForm::Adverbial => return None,
        ValueForm::Relation => match value {
            Value::When(when) => match when.meaning().ok()? {
                Meaning::Relative(Relative::Before, _) => "before".to_owned(),
                Meaning::Relative(Relative::During, _) => "during".to_owned(),
                Meaning::Relative(Relative::After, _) => "after".to_owned(),
                Meaning::Edtf(_) | Meaning::Instants(..) => return None,
            },
            _ => return None,
        },
    })
}

fn parts_text(value: &Value, form: ValueForm) -> Option<String> {
    let Value::Count(count) = value else { return None };
    if form == ValueForm::PartsInAll {
        return Some(numbers::number(count.parts.iter().map(|part| part.count).sum()));
    }
    let parts = count.parts.iter().map(|part| format!("{} {}", numbers::number(part.count), plain_text(&part.label)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| list(&parts))
}

fn series_text(value: &Value, form: ValueForm) -> Option<String> {
    let (claimed, series) = match value {
        Value::Ordinal(ordinal) => (ordinal.position, &ordinal.series),
        Value::Count(count) => (u32::try_from(count.least()).ok()?, count.series.as_ref()?),
        _ => return None,
    };
    Some(match form {
        ValueForm::Position => ordinal(claimed),
        ValueForm::Claimed => numbers::number(i64::from(claimed)),
        _ => plain_text(&series.label),
    })
}

fn plain_value(view: &View<'_>, style: Style, value: &Value) -> String {
    match value {
        Value::Text(text) => plain_text(text),
        Value::Choice(token) => token.replace('_', " "),
        Value::Duration(duration) => numbers::duration(duration),
        Value::Entity(slug) | Value::Place(slug) => name(view, slug, NameForm::default()),
        Value::When(when) => {
            adverbial(when, Dates { style, year: None }).unwrap_or_else(|| "at another time".to_owned())
        }
        Value::Count(count) => numbers::count(count, style),
        Value::Item(_) => "another event".to_owned(),
        Value::Ordinal(claimed) => ordinal(claimed.position),
        Value::None(Absence::NotSet) => "not set".to_owned(),
        Value::None(Absence::DoesNotExist) => "none".to_owned(),
        Value::None(Absence::NotDisclosed) => "not disclosed".to_owned(),
        Value::None(Absence::Unknown) => "unknown".to_owned(),
        Value::None(Absence::NotStated) => "not stated".to_owned(),
    }
}

/// A text on one line, without the full stop that ends it.
pub fn plain_text(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ended = line.strip_suffix('.').filter(|rest| !rest.ends_with('.') && !ends_in_abbreviation(rest));
    ended.map(str::to_owned).unwrap_or(line)
}

/// Whether the full stop after these words belongs to their last one: “a.m.”, “U.S.”.
fn ends_in_abbreviation(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    // “At 7.42.” ends with a number.
    let number = last.chars().all(|letter| letter.is_ascii_digit() || ".,:".contains(letter));
    last.contains('.') && !number || ["Mr", "Mrs", "Dr", "St", "Inc", "Ltd", "Co", "Jr"].contains(&last)
}

/// Words in quotation marks, as they are.
pub fn quoted(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("“{}”", words.trim_matches(['“', '”', '"']))
}

/// When an update was said: on the day on file, else by the day it was learned.
/// When an update was said, or by when, where it does not say so: “on 3 May 2025”, “by 3 May 2025”.
pub fn said_on(update: &Update, dates: Dates) -> Option<String> {
    let on_file = said_at(update).and_then(|when| adverbial(when, dates));
    on_file.or_else(|| {
        let learned = jiff::tz::Offset::UTC.to_datetime(update.learned_at).date();
        Some(by_day(learned, dates))
    })
}

fn said_at(update: &Update) -> Option<&When> {
    update.said_at.as_ref().or(update.published_at.as_ref()).filter(|when| when.relative_to().is_none())
}

fn said_year(update: &Update) -> Option<i64> {
    match said_at(update) {
        Some(when) => only_year(when),
        None => Some(i64::from(jiff::tz::Offset::UTC.to_datetime(update.learned_at).date().year())),
    }
}

/// The past in which a sentence starts that has the day of a word in front: what is only known by a day had been said by
/// then, “By 3 May, the port had denied it”; one that has a day of its own was said on it.
pub fn told_from_day(update: &Update) -> VerbForm {
    VerbForm::active(if has_day(update) { Tense::Past } else { Tense::PastPerfect })
}

/// Whether an update says by itself when it was said.
pub fn has_day(update: &Update) -> bool {
    said_at(update).is_some()
}

/// Who an origin is, where it is somebody.
pub fn origin_entity(origin: &Origin) -> Option<&EntitySlug> {
    match origin {
        Origin::Entity(slug) => Some(slug),
        Origin::Evidence(_) => None,
    }
}
