//! The rows that several answers share: what stands on a path, and what somebody says.

use newsreel_story::judge::account::Disagreement;
use newsreel_story::judge::grade::Grade;
use newsreel_story::record::stance::Hedge;
use newsreel_story::record::time::When;
use newsreel_story::tell::dates::{Dates, adverbial};
use newsreel_story::views::matrix::Said;
use newsreel_story::views::overview::PathOverview;
use newsreel_story::views::relations::Related;
use newsreel_story::views::who::Says;

/// What stands on a path, a row for each value and stance; named from the item on, where it is of one.
pub(super) fn path_rows(path: &PathOverview, item: &str) -> Vec<Vec<String>> {
    let name = path.path.strip_prefix(item).map_or(path.path.as_str(), |rest| rest.trim_start_matches('/'));
    let name = if name.is_empty() { "it is so" } else { name };
    let mut rows = Vec::new();
    for value in path.values.iter().filter(|value| !value.by.is_empty()) {
        let mut standing = match value.opposition {
            Grade::None => value.support.as_str().to_owned(),
            opposed if value.contested => {
                format!("disputed (for: {}, against: {})", value.support.as_str(), opposed.as_str())
            }
            opposed => format!("{} (opposed: {})", value.support.as_str(), opposed.as_str()),
        };
        for (said, word) in [(value.preferred, "the desk's choice"), (value.doubted, "doubted")] {
            if said {
                standing = format!("{standing}, {word}");
            }
        }
        let mut by: Vec<String> = value
            .by
            .iter()
            .map(|voice| {
                let marks: Vec<&str> = voice.marks.iter().map(|mark| mark.why.as_str()).collect();
                let marks = if marks.is_empty() { String::new() } else { format!(" (but {})", marks.join("; ")) };
                let plan = if voice.plan { " (a plan)" } else { "" };
                let hedge = voice.hedge.map_or("", Hedge::aside);
                let limits = voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
                let says = voice.says.as_ref().map(|says| format!(" ({says})")).unwrap_or_default();
                let embargo = voice.embargo.as_ref().map(|embargo| format!(" ({embargo})")).unwrap_or_default();
                let related = related_text(&voice.related);
                format!("{}{says}{hedge}{limits}{plan}{embargo}{marks}{related}", voice.chain.join(" → "))
            })
            .collect();
        by.dedup();
        let mut updates: Vec<String> = Vec::new();
        for voice in &value.by {
            if !updates.contains(&voice.name) {
                updates.push(voice.name.clone());
            }
        }
        rows.push(vec![name.to_owned(), value.text.clone(), standing, by.join("; "), updates.join(", ")]);
    }
    for stance in &path.stances {
        let chain = stance.voice.chain.join(" → ");
        // Who speaks in their own name is not told by themselves.
        let speaks = stance.voice.chain.first().is_some_and(|origin| *origin == stance.voice.holder);
        let by = if speaks { chain } else { format!("{}, told by {chain}", stance.voice.holder) };
        let value = stance.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
        let limits = stance.voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
        let hedge = stance.voice.hedge.map_or("", Hedge::aside);
        let says = match stance.says.as_deref() {
            Some(says) => format!("{says}{hedge}{limits}"),
            None => format!("{}{value}{hedge}{limits}", stance.stance.as_str().replace('_', " ")),
        };
        let related = related_text(&stance.voice.related);
        rows.push(vec![name.to_owned(), says, String::new(), format!("{by}{related}"), stance.voice.name.clone()]);
    }
    for discord in &path.discords {
        let how = match discord.how {
            Disagreement::ChangedAccount => "has changed its account",
            Disagreement::Divided => "is divided",
            Disagreement::ChangedPosition => "has changed its position",
        };
        rows.push(vec![
            name.to_owned(),
            format!("{} {how}", discord.called),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    rows
}

/// What contradicts a word, or otherwise bears on it, and why.
pub(super) fn related_text(related: &[Related]) -> String {
    related.iter().map(|related| format!("; {}", related.text())).collect()
}

/// A date as it is written, in words.
fn in_words(date: &str) -> String {
    let words = When::parse(date).ok().and_then(|when| adverbial(&when, Dates::default()));
    words.unwrap_or_else(|| date.to_owned())
}

pub(super) fn says_row(says: &Says) -> Vec<String> {
    said_row(&format!("{} ({})", says.what, says.item), &says.said)
}

pub(super) fn said_row(party: &str, said: &Said) -> Vec<String> {
    let quote = said.voice.quote.as_ref().map(|quote| format!(" “{quote}”")).unwrap_or_default();
    let limits = said.voice.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
    let tells = if said.tells.is_empty() { String::new() } else { format!(": {}", said.tells.join(", ")) };
    let when = match &said.voice.said {
        Some(said) => format!("said {}", in_words(said)),
        None => format!("learned {}", said.voice.learned_at),
    };
    let embargo = said.voice.embargo.as_ref().map(|embargo| format!(" ({embargo})")).unwrap_or_default();
    let of_it = if said.of_it { "said of it: " } else { "" };
    vec![
        party.to_owned(),
        format!("{of_it}{}{limits}{tells}{quote}{embargo}{}", said.says, related_text(&said.voice.related)),
        said.voice.chain.join(" → "),
        when,
        said.voice.name.clone(),
    ]
}
