//! What the desk says it recorded, or would, in words.

use newsreel_story::record::kind::change::Change;
use newsreel_story::submit::decide::{self, EntryAnswer};

/// What was changed in the directory, in words: mergers one by one, since two entries are one for every story, and names that
/// gather under a slug, which may have been meant for somebody else.
pub(crate) fn changed(directory: &[EntryAnswer]) -> String {
    let count = |change: Change| directory.iter().filter(|entry| entry.change == change).count();
    let counts = [(Change::Added, "added"), (Change::Amended, "amended")].map(|(change, word)| (count(change), word));
    let counts = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let counts = counts.collect::<Vec<_>>().join(" and ");
    let entries = (!counts.is_empty()).then(|| format!("directory: {counts}"));
    let others = directory.iter().filter_map(|answer| {
        let EntryAnswer { entity, change, same_as, on_file, also, .. } = answer;
        match (change, same_as, on_file) {
            (Change::Merged, Some(same), _) => Some(format!("`{entity}` and `{same}` are now one entry")),
            (Change::Split, ..) => Some(format!("`{entity}` is an entry of its own again")),
            (_, _, Some(on_file)) => {
                let also: Vec<String> = also.iter().map(|name| format!("“{name}”")).collect();
                Some(format!("`{entity}`, “{on_file}”, is on file and is now called {} too", also.join(", ")))
            }
            _ => None,
        }
    });
    entries.into_iter().chain(others).collect::<Vec<_>>().join("; ")
}

/// That an update is under an embargo of our own, and until when.
pub(crate) fn hidden(answer: &decide::Answer) -> Option<String> {
    let embargo = answer.embargo.as_ref()?;
    let name = answer.key.as_ref().map_or_else(|| answer.update.clone(), ToString::to_string);
    Some(format!("{name} is under embargo and hidden {embargo}"))
}

/// The same of a change to the directory.
pub(crate) fn hidden_entry(answer: &EntryAnswer) -> Option<String> {
    Some(format!("`{}` of the directory is under embargo and hidden {}", answer.entity, answer.embargo.as_ref()?))
}
