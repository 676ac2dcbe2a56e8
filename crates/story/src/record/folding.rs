//! Words as people look for them: without case, accents and punctuation, so that what was written in one way is found when
//! it is typed in another. `O'Hearn-Vale`, `O’Hearn Vale` and `ohearnvale` are found by each other, as are `9.30` and `930`.

use std::borrow::Cow;
use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// Of so many parts each run is a word; what has more is an address of a page.
const MOST_JOINED: usize = 4;

/// What stands between two spaces of a text, as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Where in the text it is.
    pub at: Range<usize>,
    /// What stands between its hyphens, apostrophes, points and other signs.
    pub parts: Vec<String>,
}

impl Chunk {
    /// Parts that follow each other, in one: of `O'Hearn-Vale` *ohearn*, *hearnvale* and *ohearnvale*.
    pub fn joins(&self) -> impl Iterator<Item = String> + '_ {
        let count = self.parts.len();
        let several = (0..count).flat_map(move |first| (first + 2..=count).map(move |end| (first, end)));
        let all = several.filter(move |(first, end)| count <= MOST_JOINED || (*first, *end) == (0, count));
        all.map(|(first, end)| self.parts[first..end].concat())
    }

    /// The parts in one.
    pub fn joined(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [one] => Cow::Borrowed(one),
            several => Cow::Owned(several.concat()),
        }
    }
}

/// The words of a text, chunk by chunk; what has neither letters nor digits is left out.
pub fn chunks(text: &str) -> impl Iterator<Item = Chunk> + '_ {
    text.split_whitespace().filter_map(|chunk| {
        let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
        let parts = parts_of(chunk);
        (!parts.is_empty()).then_some(Chunk { at: start..start + chunk.len(), parts })
    })
}

/// The words of a name or a text, in order.
pub fn words(text: &str) -> Vec<String> {
    chunks(text).flat_map(|chunk| chunk.parts).collect()
}

fn parts_of(chunk: &str) -> Vec<String> {
    let folded = folded(chunk);
    let mut parts: Vec<String> = Vec::new();
    let mut after_apostrophe = false;
    for part in folded.split_inclusive(|char: char| !char.is_alphanumeric()) {
        let word = part.trim_end_matches(|char: char| !char.is_alphanumeric());
        // The ending of a possessive is no word of its own: who looks for the council finds what is the council's.
        let ending = after_apostrophe && word == "s";
        if !ending && !word.is_empty() {
            parts.push(word.to_owned());
        }
        after_apostrophe = part.ends_with(['\'', '\u{2019}', '\u{2bc}']);
    }
    parts
}

/// A text in lower case and without accents.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) };
    }
    let combining = CanonicalCombiningClassMapBorrowed::new();
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text).to_lowercase();
    let mut folded = String::with_capacity(decomposed.len());
    // What is lower case may have an accent again: that of the Turkish capital.
    for char in decomposed.chars().filter(|char| combining.get_u8(*char) == 0) {
        match char {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_different_ways_comes_to_the_same_words() {
        let same = [
            ("O'Hearn-Vale", "o’hearn vale"),
            ("Gürtel", "gurtel"),
            ("Łódź", "lodz"),
            ("Øresund", "oresund"),
            ("Straße", "STRASSE"),
            ("Ælfric", "aelfric"),
            ("İstanbul", "istanbul"),
            ("Việt", "viet"),
            ("ﬁsh", "fish"),
            ("Пётр", "петр"),
            ("the council's", "the council"),
            ("«roll‑on»", "roll-on"),
            ("９.３０", "9.30"),
        ];
        for (written, typed) in same {
            assert_eq!(words(written), words(typed), "{written}");
        }
    }

    #[test]
    fn a_chunk_knows_its_place_and_its_parts_in_one() {
        let text = "at 9.30,  the roll-on – ramp";
        let chunks: Vec<Chunk> = chunks(text).collect();
        let told: Vec<(&str, String)> =
            chunks.iter().map(|chunk| (&text[chunk.at.clone()], chunk.joined().into_owned())).collect();
        let expected = [("at", "at"), ("9.30,", "930"), ("the", "the"), ("roll-on", "rollon"), ("ramp", "ramp")];
        assert_eq!(told, expected.map(|(at, joined)| (at, joined.to_owned())));
    }
}
