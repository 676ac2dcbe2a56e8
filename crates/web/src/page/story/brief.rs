//! The brief as an annotated edition: its standing before each sentence, its voices and updates in the margin.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use maud::{Markup, html};
use newsreel_story::record::kind::Kind;
use newsreel_story::record::kind::change::Change;
use newsreel_story::tell::english::counted;
use newsreel_story::tell::realise::capitalised;
use newsreel_story::tell::span::Role;
use newsreel_story::views::brief::{CORRECTIONS, DISPUTED, LATEST, NEXT, NOTES, Sentence, UNKNOWN, WHY, more_open};
use newsreel_story::views::updates::UpdateLine;

use super::changes::{Moving, moving};
use super::{Edition, Lines, StoryPage};
use crate::page::marks::Mark;
use crate::page::{moments, numbers};

/// The most voices that open at a mark.
const MOST_VOICES: usize = 8;
/// How much of what came in after the latest, and is told further down, is told there too.
const MOST_NEWER: usize = 2;

/// The brief with its key.
pub(super) fn edition(story: &StoryPage, edition: &Edition<'_>, lines: &Lines<'_>) -> Markup {
    html! {
        div #b {
            @if edition.sections.is_empty() { p.lead { "Nothing was on file then." } }
            @for (number, (heading, entries)) in edition.sections.iter().enumerate() {
                section.brief.sec[number > 0] aria-labelledby=(id(number, heading)) {
                    h2 id=(id(number, heading)) { (heading)
                        @if number == 0 { @if let Some(head) = &story.brief.head { " " small { (head.text) } } }
                    }
                    @if number == 0 && *heading == LATEST { (newer(story, edition, lines)) }
                    @for (entry, sentences) in entries {
                        @let rows: Vec<(&Sentence, Vec<String>)> = entry.rows().collect();
                        @let before = if rows.is_empty() { sentences.len() } else { 1 };
                        ul { @for sentence in sentences.iter().take(before) {
                            (told(story, lines, heading, &entry.item, sentence))
                        } }
                        @if let Some(table) = &entry.table {
                            (many(story, lines, (heading, &table.columns, &entry.item), &rows))
                            ul { @for sentence in sentences.iter().skip(before + rows.len()) {
                                (told(story, lines, heading, &entry.item, sentence))
                            } }
                        }
                    }
                    @if let Some(section) = story.brief.sections.iter().find(|of| of.heading == *heading && of.more > 0) {
                        p.lead { (more_open(section.more)) }
                    }
                }
            }
            @if story.brief.more > 0 {
                p.lead.sec { (counted(story.brief.more, "sentence")) " more: "
                    a href=(story.more("brief=full")) { "the whole brief" }
                }
            }
            (key())
        }
    }
}

/// What came in after all that is told as the latest and is told further down, where it belongs: what has become disputed, and
/// what is planned.
fn newer(story: &StoryPage, edition: &Edition<'_>, lines: &Lines<'_>) -> Markup {
    let newest = |sentences: &[Sentence]| {
        let sequences = sentences.iter().flat_map(|sentence| &sentence.sequences);
        sequences
            .filter_map(|sequence| lines.get(sequence))
            .max_by_key(|line| (story.chosen.by.of(line), line.sequence))
            .copied()
    };
    let of_section = |wanted: &'static str| {
        let sections = edition.sections.iter().filter(move |(heading, _)| *heading == wanted);
        sections.flat_map(|(_, entries)| entries)
    };
    let latest = of_section(LATEST).filter_map(|(_, told)| Some(story.chosen.by.of(newest(told)?))).max();
    let further_down =
        [DISPUTED, NEXT].into_iter().flat_map(|heading| of_section(heading).map(move |entry| (heading, entry)));
    let mut newer: Vec<_> =
        further_down.filter_map(|(heading, (entry, told))| Some((newest(told)?, heading, entry, *told))).collect();
    newer.retain(|(line, ..)| Some(story.chosen.by.of(line)) > latest);
    newer.sort_by_key(|(line, ..)| std::cmp::Reverse(line.sequence));
    html! {
        @for (line, heading, entry, sentences) in newer.iter().take(MOST_NEWER) {
            ul { @for (place, sentence) in sentences.iter().enumerate() {
                // What it is, and what has come in.
                @if place == 0 || sentence.sequences.contains(&line.sequence) { (told(story, lines, heading, &entry.item, sentence)) }
            } }
        }
    }
}

fn id(number: usize, heading: &str) -> String {
    if heading == DISPUTED { "disputed".to_owned() } else { format!("b{number}") }
}

/// The mark of a sentence, under its heading.
pub(in crate::page) fn mark(section: &str, sentence: &Sentence) -> Mark {
    match (section, sentence.standing) {
        (DISPUTED, _) => Mark::Contested,
        (NEXT, _) => Mark::Plan,
        (NOTES | WHY, _) => Mark::Desk,
        (CORRECTIONS, _) => Mark::Corrected,
        (_, Some(grade)) => Mark::of(grade),
        (UNKNOWN, None) => Mark::Gap,
        (_, None) => Mark::OnFile,
    }
}

fn told(story: &StoryPage, lines: &Lines<'_>, heading: &str, item: &str, sentence: &Sentence) -> Markup {
    let mark = mark(heading, sentence);
    let moving = moving(story, lines, item, &sentence.sequences);
    let class = match moving {
        Some(Moving { moved: true, .. }) => "s moved",
        Some(_) => "s fresh",
        None => "s",
    };
    html! {
        li class=(class) {
            button.mark popovertarget=(voice_id(lines, item, sentence)) aria-label={ (mark.word()) ", voices" } { (mark) }
            p.q { (spans(sentence)) }
            p.note { (margin(story, lines, mark, sentence)) " " (numbers(&sentence.sequences))
                @if let Some(Moving { word, when, .. }) = &moving { " " b { (word) " " (when) } }
            }
        }
    }
}

/// Many of a kind as a table, each row with its mark and its updates.
fn many(
    story: &StoryPage,
    lines: &Lines<'_>,
    (heading, columns, item): (&str, &[String], &str),
    rows: &[(&Sentence, Vec<String>)],
) -> Markup {
    html! {
        table.fold role="table" aria-label=(columns.join(", ")) {
            thead role="rowgroup" { tr role="row" {
                @for column in columns { th role="columnheader" { (column) } }
                th role="columnheader" { "standing" }
            } }
            tbody role="rowgroup" { @for (sentence, cells) in rows {
                @let mark = mark(heading, sentence);
                tr role="row" {
                    @for (place, cell) in cells.iter().enumerate() {
                        @let column = columns.get(place).map(String::as_str).unwrap_or_default();
                        @match place {
                            0 => th role="rowheader" { span.t { (capitalised(cell)) } },
                            _ => td role="cell" data-th=(column) { span.in { (cell) } },
                        }
                    }
                    td role="cell" data-th="standing" { span.in {
                        button.mark popovertarget=(voice_id(lines, item, sentence)) aria-label={ (mark.word()) ", voices" } { (mark) }
                        " " (margin(story, lines, mark, sentence)) " " (numbers(&sentence.sequences))
                    } }
                }
            } }
        }
    }
}

/// The words of a sentence, names as links.
fn spans(sentence: &Sentence) -> Markup {
    html! {
        @for span in &sentence.spans {
            @match &span.role {
                Role::Name { entity, .. } => {
                    @let words = span.text.trim_start();
                    @if words.len() < span.text.len() { " " }
                    a href={ "/who/" (entity) } { (words) }
                }
                _ => (span.text),
            }
        }
    }
}

/// What stands in the margin: the standing in a word, and by whom where that is not whose account it is anyway.
fn margin(story: &StoryPage, lines: &Lines<'_>, mark: Mark, sentence: &Sentence) -> Markup {
    let main = story.brief.head.as_ref().map(|head| head.text.as_str()).unwrap_or_default();
    let mut by: Vec<&str> = Vec::new();
    for line in sentence.sequences.iter().filter_map(|sequence| lines.get(sequence)) {
        if let Some(first) = line.chain.first()
            && !by.contains(&first.as_str())
            && !main.contains(first.as_str())
        {
            by.push(first);
        }
    }
    html! {
        (mark.word())
        @if let [first] = by.as_slice() { @if matches!(mark, Mark::Confirmed | Mark::Corroborated | Mark::Reported) { " by " (first) } }
    }
}

/// What opens at a mark: whose word it is through whom, in which words, and when. Sentences that rest on the same updates open
/// the same.
pub(super) fn voices(story: &StoryPage, edition: &Edition<'_>, lines: &Lines<'_>) -> Markup {
    let entries = edition.sections.iter().flat_map(|(_, entries)| entries);
    let sentences =
        entries.flat_map(|(entry, sentences)| sentences.iter().map(move |sentence| (entry.item.as_str(), sentence)));
    let ids = sentences.map(|(item, sentence)| (voice_id(lines, item, sentence), item, sentence));
    let mut opened = HashSet::new();
    html! {
        @for (id, item, sentence) in ids.filter(|(id, ..)| opened.insert(id.clone())) {
            div.voice popover id=(id) {
                @let (earlier, last) = last_of(&sentence.sequences);
                @if earlier > 0 { p { (counted(earlier, "earlier update")) } }
                @for line in last.iter().filter_map(|sequence| lines.get(sequence)) { (voice(story, line)) }
                (story.reader.offered(acts(lines, item, sentence)))
            }
        }
    }
}

/// How many of these come before the last of them, and those.
fn last_of(sequences: &[u64]) -> (usize, &[u64]) {
    let earlier = sequences.len().saturating_sub(MOST_VOICES);
    (earlier, &sequences[earlier..])
}

/// Which voices a mark opens: those of its updates, and what can be said of the one that is about its item.
fn voice_id(lines: &Lines<'_>, item: &str, sentence: &Sentence) -> String {
    let about = of_item(lines, item, sentence).map_or(0, |line| line.sequence);
    let of = match sentence.sequences.as_slice() {
        few if few.len() <= MOST_VOICES => few.iter().map(|sequence| format!("v{sequence}")).collect::<String>(),
        many => format!("v{:x}", BuildHasherDefault::<DefaultHasher>::default().hash_one(many)),
    };
    if sentence.sequences.first() == Some(&about) { of } else { format!("{of}-{about}") }
}

fn of_item<'l>(lines: &Lines<'l>, item: &str, sentence: &Sentence) -> Option<&'l UpdateLine> {
    let mut of = sentence.sequences.iter().filter_map(|sequence| lines.get(sequence));
    of.find(|line| line.item.as_deref() == Some(item)).copied()
}

/// What can be said of it next: a word on its item; and a revision of its updates, whose pages show the reach first.
fn acts(lines: &Lines<'_>, item: &str, sentence: &Sentence) -> Markup {
    let line = of_item(lines, item, sentence);
    let kind = line.and_then(|line| line.type_name.split('.').next()).and_then(Kind::named);
    html! {
        p.acts {
            @if let Some((line, kind)) = line.zip(kind) {
                @for (change, word) in [(Change::Confirmed, "Confirm"), (Change::Denied, "Deny"), (Change::Disputed, "Doubt")] {
                    @if kind.has(change) {
                        a href={ "/updates/" (line.sequence) "/" (change.as_str()) } { (word) }
                    }
                }
            }
            @match last_of(&sentence.sequences).1 {
                [one] => a href={ "/updates/" (one) "#reach" } { "Correct, retract" },
                several => @for sequence in several { a href={ "/updates/" (sequence) "#reach" } { "Correct, retract " (sequence) } },
            }
        }
    }
}

fn voice(story: &StoryPage, line: &UpdateLine) -> Markup {
    let written = |written: &Option<String>| moments::said(story.style(), written.as_deref()?);
    let moment = |moment| moments::short(story.style(), moment, story.beside());
    html! {
        p { b { (line.sequence) } " " @if line.chain.is_empty() { "the desk" } @else { (line.chain.join(" → ")) }
            @if let Some(quote) = &line.quote { ": “" (quote) "”" }
            br;
            @if let Some(said) = written(&line.said) { "said " (said) ", " }
            @if let Some(published) = written(&line.published) { "published " (published) ", " }
            "learned " (moment(line.learned_at)) ", recorded " (moment(line.recorded_at))
        }
    }
}

fn key() -> Markup {
    let words = [
        (Mark::Confirmed, "confirmed: by the party itself, a document or our own eyes"),
        (Mark::Corroborated, "corroborated: independent sources"),
        (Mark::Reported, "reported: one source"),
        (Mark::Unattributed, "unattributed: an outlet’s own voice"),
        (Mark::Conjecture, "conjecture"),
        (Mark::Contested, "contested"),
        (Mark::Plan, "planned or spoken of"),
        (Mark::Gap, "not known"),
        (Mark::Desk, "the desk’s own words"),
    ];
    html! {
        p.key {
            @for (mark, words) in words { span { (mark) (words) } }
            span { "in the margin, since the chosen moment: a thick bar, its standing moved; a thin one, it is new" }
        }
    }
}
