//! The law of hedges: a sentence that tells what somebody hedges has the hedge.

use newsreel_story::judge::view::View;
use newsreel_story::record::kind::spec::KindRole;
use newsreel_story::record::stance::Hedge;
use newsreel_story::tell::realise::filing_of;
use newsreel_story::tell::span::{Role, Source};
use newsreel_story::views::brief::{self, Form, Sentence};

use crate::briefs::{all_stories, invented_stories, long_after, plausible_stories};

/// How firmly the testimony of a source is said, unless it was a plan that what happened has overtaken.
fn hedge_of(view: &View<'_>, source: Source) -> Option<Hedge> {
    let filing = filing_of(view, source)?;
    let testimony = view.state.filed(filing).1;
    let account = view.account(&testimony.path);
    let plan = account.words.iter().any(|word| word.filing == filing && word.plan);
    testimony.hedge.filter(|_| !plan)
}

/// Whether a value only names its item: what is called so is not said to be so by that.
fn is_name(view: &View<'_>, source: Source, text: &str) -> bool {
    let Some(filing) = filing_of(view, source) else { return false };
    let path = &view.state.filed(filing).1.path;
    let Some(item) = path.of_item().and_then(|key| view.state.item(key)) else { return false };
    let names = item
        .kind
        .frame()
        .named_by()
        .into_iter()
        .any(|name| path.attribute.as_ref().is_some_and(|own| own.as_str() == name));
    // What gave way to a later account is named, too.
    if text.contains("gave way to a later account") {
        return true;
    }
    // What a claim or a statement says is its name only where it is called one.
    match item.kind.role() {
        KindRole::Claim => names && text.contains("the claim that"),
        KindRole::Statement => ["the statement of", "the words of"].iter().any(|noun| text.contains(noun)),
        _ => names,
    }
}

/// A value that a sentence tells without the hedge it was said with.
fn told_too_firmly(view: &View<'_>, sentence: &Sentence) -> Option<String> {
    let hedges: Vec<(u64, Hedge)> = sentence
        .spans
        .iter()
        .filter_map(|span| match &span.role {
            Role::Hedge { source } => Some((source.sequence, hedge_of(view, *source)?)),
            _ => None,
        })
        .collect();
    sentence.spans.iter().find_map(|span| {
        let source = match &span.role {
            Role::Value { source, .. } | Role::Date { source, .. } | Role::Quoting { gist: source, .. } => *source,
            _ => return None,
        };
        let hedge = hedge_of(view, source).filter(|_| !is_name(view, source, &sentence.text))?;
        let said = hedges.iter().any(|(sequence, said)| *sequence == source.sequence && *said == hedge);
        (!said).then(|| format!("“{}” is told without “{}”: {}", span.text, hedge.adverb(), sentence.text))
    })
}

fn all_told_too_firmly(view: &View<'_>) -> Vec<String> {
    let brief = brief::of(view, Form::Full);
    // What is disputed, asked or put right is named there, and not said.
    let naming = ["Corrections", brief::DISPUTED, brief::UNKNOWN];
    let told = brief.sections.iter().filter(|section| !naming.contains(&section.heading.as_str()));
    let sentences = told.flat_map(|section| &section.entries).flat_map(|entry| &entry.sentences);
    sentences.filter_map(|sentence| told_too_firmly(view, sentence)).collect()
}

#[test]
fn what_is_hedged_is_told_with_its_hedge() {
    let mut faults: Vec<String> = Vec::new();
    for story in all_stories().into_iter().chain(plausible_stories(100)).chain(invented_stories(300, 16)) {
        faults.extend(all_told_too_firmly(&long_after(&story)));
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}
