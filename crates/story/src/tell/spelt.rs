//! How words are written in a story where no sentence starts: what is a name there, and what is not.

use std::collections::BTreeMap;

use crate::judge::view::View;
use crate::record::value::Value;

/// The words of a story, in small letters, and whether they are written with a small letter, a capital, or both.
#[derive(Debug, Default)]
pub(crate) struct Spelt {
    words: BTreeMap<String, Letters>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Letters {
    small: bool,
    capital: bool,
}

impl Spelt {
    /// As the reports of a story have them, in their texts and their lines, and the directory in names and titles.
    pub(crate) fn of(view: &View<'_>) -> Self {
        let mut spelt = Self::default();
        for (_, report) in view.reports() {
            let update = &report.record;
            let texts = update.testimonies.iter().filter_map(|said| said.value.as_ref().and_then(Value::text));
            for text in texts.chain(update.label.as_deref()).chain(update.line.as_deref()) {
                spelt.read_sentences(text);
            }
            for slug in update.entities() {
                let Some(known) = view.directory.get(view.directory.canonical(slug)) else { continue };
                known.spellings().chain(known.title.as_deref()).for_each(|name| spelt.read(name.split(' ')));
            }
        }
        spelt
    }

    /// Whether the first word of a text is written with a small letter where no sentence starts; none where nobody writes it
    /// there. What is written either way is part of a name before another capital: “Federal Aviation Administration”.
    pub(crate) fn is_small(&self, text: &str) -> Option<bool> {
        let mut words = text.split(' ');
        let letters = self.words.get(&bare(words.next()?).to_lowercase())?;
        let mut in_name = || words.next().is_none_or(|next| next == "of" || next.starts_with(char::is_uppercase));
        Some(letters.small && !(letters.capital && in_name()))
    }

    /// Every word but those that a sentence or a quotation starts with.
    fn read_sentences(&mut self, text: &str) {
        let mut starts = true;
        for word in text.split_whitespace() {
            if !std::mem::replace(&mut starts, word.ends_with(['.', '?', '!', ':', '”'])) && !word.starts_with('“')
            {
                self.read([word]);
            }
        }
    }

    fn read<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        for word in words.into_iter().map(bare).filter(|word| !word.is_empty()) {
            let letters = self.words.entry(word.to_lowercase()).or_default();
            letters.small |= word.starts_with(char::is_lowercase);
            letters.capital |= word.starts_with(char::is_uppercase);
        }
    }
}

/// A word without the marks around it.
pub(crate) fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}
