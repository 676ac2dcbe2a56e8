//! The check: no sentence says more than its updates.
//!
//! A sentence is its spans, so they are what is checked: each must say what is on file where it says it comes from, what it
//! comes from must still stand, and the sentence must stand no better than that.

use std::collections::BTreeSet;

use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::comparison::Comparison;
use crate::record::kind::Kind;
use crate::record::recorded::Sequence;
use crate::record::value::Value;
use crate::state::fold::Filing;
use crate::tell::attributes;
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames::{of_noun, stance, verbs_of, verbs_of_request, verbs_of_stance};
use crate::tell::realise::{capitalised, filing_of, plain_text, report_at, text_of, uncapitalised};
use crate::tell::rulings::{of_parties, ruling};
use crate::tell::span::{Role, Source, Span, text};
use crate::tell::voices::rules;
use crate::views::brief::sentence::{Brief, CORRECTIONS, Sentence};

/// The first sentence of a brief that says more than its updates, and in which way.
pub fn unsupported(view: &View<'_>, brief: &Brief) -> Option<String> {
    let of_sections = brief.sections.iter().flat_map(|section| {
        let sentences = section.entries.iter().flat_map(|entry| &entry.sentences);
        sentences.map(|sentence| (section.heading.as_str(), sentence))
    });
    let head = brief.head.iter().map(|sentence| ("", sentence));
    head.chain(of_sections).find_map(|(heading, sentence)| {
        let problem = problem_with(view, sentence, heading)?;
        Some(format!("“{}” {problem}", sentence.text))
    })
}

/// In which way a sentence says more than its updates; none where it does not.
pub fn problem_with(view: &View<'_>, sentence: &Sentence, heading: &str) -> Option<String> {
    let spans = &sentence.spans;
    if sentence.text != text(spans) {
        return Some("is not the words of its spans".to_owned());
    }
    let derived: BTreeSet<Sequence> = spans.iter().flat_map(|span| span.sequences.iter().copied()).collect();
    if derived.is_empty() {
        return Some("names no update".to_owned());
    }
    let reports: Vec<_> = derived.iter().filter_map(|sequence| report_at(view, *sequence)).collect();
    let ids: Vec<_> = reports.iter().map(|report| report.record.id).collect();
    if reports.len() != derived.len() || ids != sentence.updates || derived.iter().ne(&sentence.sequences) {
        return Some("does not name the updates of its spans".to_owned());
    }
    let places: Vec<usize> = ids.iter().filter_map(|id| view.state.place_of(*id)).collect();
    if places.iter().any(|place| !view.admits(*place)) {
        return Some("names an update that is not to be seen".to_owned());
    }
    let tells_of_withdrawal = heading == CORRECTIONS;
    if !tells_of_withdrawal && places.iter().all(|place| view.withdrawals().is_withdrawn(*place)) {
        return Some("rests on what was taken back".to_owned());
    }
    for (place, span) in spans.iter().enumerate() {
        if let Some(problem) = problem_with_span(view, span, place == 0) {
            return Some(format!("{problem} (“{}”)", span.text.trim()));
        }
    }
    let best = best_standing(view, spans);
    if sentence.standing.is_some_and(|standing| best.is_none_or(|best| standing > best)) {
        return Some("claims a better standing than what it tells has".to_owned());
    }
    None
}

fn problem_with_span(view: &View<'_>, span: &Span, first: bool) -> Option<String> {
    if span.role == Role::Plain {
        let words = if first { uncapitalised(&span.text) } else { span.text.clone() };
        let ours = !words.chars().any(|letter| letter.is_ascii_digit() || letter.is_uppercase());
        return (!ours).then(|| "has a name or a number of nobody's".to_owned());
    }
    if !span.role.sequences().iter().all(|sequence| span.sequences.contains(sequence)) {
        return Some("does not name the update it comes from".to_owned());
    }
    let Some(given) = text_of(view, view.style(), &span.role) else {
        return Some("says what nothing on file gives".to_owned());
    };
    let as_given = span.text == given || first && span.text == capitalised(&given);
    if !as_given {
        return Some(format!("says something else than is on file, {given}"));
    }
    match &span.role {
        Role::Verb { source, lemma, form } => problem_with_verb(view, *source, lemma, *form, &span.sequences),
        _ => None,
    }
}

/// Whether a verb is one that the testimony it comes from gives.
fn problem_with_verb(
    view: &View<'_>,
    source: Source,
    lemma: &str,
    form: VerbForm,
    sequences: &[Sequence],
) -> Option<String> {
    let filing = filing_of(view, source)?;
    let (report, testimony) = view.state.filed(filing);
    let update = &report.record;
    let mut allowed: Vec<String> = verbs_of_stance(testimony.stance).into_iter().map(str::to_owned).collect();
    let spec = attributes::spec_at(view, &testimony.path);
    if let Some(token) = testimony.value.as_ref().and_then(Value::text) {
        let answered = spec.and_then(|spec| spec.choice(token)?.verb);
        allowed.extend(answered.map(str::to_owned));
        allowed.extend(answered.map(|verb| format!("advise to {verb}")));
        let text = plain_text(token);
        allowed.extend([ruling(&text), of_parties(&text)].into_iter().flatten().map(|ruling| ruling.verb.to_owned()));
    }
    allowed.extend(view.attribution(filing).filter(|said| rules(view, source, said)).map(|_| "rule".to_owned()));
    let said_of_it = spec.and_then(|spec| spec.predicate);
    allowed.extend(said_of_it.map(str::to_owned));
    allowed.extend(said_of_it.and_then(|verb| verb.strip_prefix("be to ")).map(str::to_owned));
    allowed.extend(verbs_of_request(update.kind).into_iter().map(str::to_owned));
    allowed.extend(["answer", "take a position on it", "publish", "withdraw", "amend"].map(str::to_owned));
    let phase = testimony.value.as_ref().and_then(Value::text).and_then(|token| update.kind.phase(token));
    if let Some(phase) = phase.filter(|_| testimony.path.is_of(crate::record::kind::attribute::PHASE)) {
        allowed.extend(verbs_of(update.kind, phase.role, update.change).into_iter().map(str::to_owned));
        allowed.extend(verbs_of_noun(view, sequences));
        let ahead = phase.role.lies_ahead();
        let of_phase = !verbs_of_stance(testimony.stance).contains(&lemma);
        if ahead && of_phase && form.tense == Tense::Past && !["announce", "plan", "expect"].contains(&lemma) {
            return Some("tells a plan as what happened".to_owned());
        }
        if of_phase
            && form.negative != of_noun(phase.role, update.change).1.negative
            && update.kind != Kind::story()
            && lemma == of_noun(phase.role, update.change).0
        {
            return Some("turns what is on file into its opposite".to_owned());
        }
    }
    let not = stance(testimony.stance);
    if lemma == not.0 && not.1 && !form.negative {
        return Some("turns a stance into its opposite".to_owned());
    }
    (!allowed.iter().any(|verb| verb == lemma)).then(|| format!("does what no testimony says, {lemma}"))
}

/// The verbs that the nouns of the events these updates name have.
fn verbs_of_noun(view: &View<'_>, sequences: &[Sequence]) -> Vec<String> {
    let reports = sequences.iter().filter_map(|sequence| report_at(view, *sequence));
    let texts =
        reports.flat_map(|report| report.record.testimonies.iter().filter_map(|said| said.value.as_ref()?.text()));
    texts.filter_map(|text| crate::tell::nominals::nominal(text).map(|parts| parts.verb.to_owned())).collect()
}

/// The standing of the best-supported thing a sentence tells: of that value on its path, whoever supports it.
fn best_standing(view: &View<'_>, spans: &[Span]) -> Option<Grade> {
    let sources =
        spans.iter().filter(|span| !matches!(span.role, Role::Tally { .. })).filter_map(|span| span.role.source());
    let of_lines = spans.iter().filter_map(|span| match span.role {
        Role::Line { sequence, .. } => standing_of_line(view, sequence),
        _ => None,
    });
    sources.filter_map(|source| standing_of(view, filing_of(view, source)?)).chain(of_lines).max()
}

/// The standing of an author's own sentence: that of the least supported thing its update reports.
pub(super) fn standing_of_line(view: &View<'_>, sequence: Sequence) -> Option<Grade> {
    let report = view.state.place_at(sequence)?;
    let testimonies = 0..view.state.reports()[report].record.testimonies.len();
    testimonies.filter_map(|testimony| standing_of(view, Filing { report, testimony })).min()
}

fn standing_of(view: &View<'_>, filing: Filing) -> Option<Grade> {
    let (_, testimony) = view.state.filed(filing);
    let account = view.account(&testimony.path);
    let of_value = account.candidates.iter().find(|candidate| match (candidate.value, testimony.value.as_ref()) {
        (Some(known), Some(own)) => known.compare(own, &view.directory) == Comparison::Same,
        (None, None) => true,
        _ => false,
    });
    let support = of_value.filter(|_| testimony.stance.supports()).map(|candidate| candidate.standing.support);
    support.into_iter().chain(view.attribution(filing).map(|_| view.worth(filing))).max()
}
