//! Why input is refused: a stable code, a sentence, and the place in the input.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::characters::is_unseen;
pub(crate) use crate::record::token::one_of;
use crate::record::token::tokens;

tokens! {
    /// What is wrong, as a token that never changes its meaning.
    pub enum Code: "a refusal code" {
        /// The text is not YAML or JSON.
        Syntax = "syntax",
        /// Something else is expected here: a text, a list, a mapping.
        Shape = "shape",
        /// Something required is not given.
        Missing = "missing",
        /// No kind has this name.
        UnknownKind = "unknown-kind",
        /// No change has this name.
        UnknownChange = "unknown-change",
        /// The kind does not have this change.
        ChangeNotOfKind = "change-not-of-kind",
        /// The kind does not have this attribute and the item does not declare it.
        UnknownAttribute = "unknown-attribute",
        /// This word has no meaning here.
        UnknownKey = "unknown-key",
        /// The directory has no such entry.
        UnknownEntity = "unknown-entity",
        /// The story has no such item.
        UnknownItem = "unknown-item",
        /// No source of this name is defined.
        UnknownSource = "unknown-source",
        /// The update referred to is neither on file nor earlier in this submission.
        UnknownUpdate = "unknown-update",
        /// No such story is on file.
        UnknownStory = "unknown-story",
        /// Not a name of its sort.
        BadName = "bad-name",
        /// Not a date or time.
        BadDate = "bad-date",
        /// Not a value of the attribute's type.
        BadValue = "bad-value",
        /// It says it was learned later than now.
        LearnedInFuture = "learned-in-future",
        /// The directory says something else of this entry.
        DirectoryConflict = "directory-conflict",
        /// The same key or id stands for different content.
        IdConflict = "id-conflict",
        /// The item is of another kind.
        KindConflict = "kind-conflict",
        /// Another story has this slug.
        SlugTaken = "slug-taken",
        /// The story takes no more updates.
        StoryClosed = "story-closed",
        /// What it names is under an embargo, and would be seen before that ends.
        UnderEmbargo = "under-embargo",
        /// The model does not allow this.
        NotAllowed = "not-allowed",
        /// More updates than one submission can hold.
        TooManyUpdates = "too-many-updates",
        /// The update is larger than one can be.
        UpdateTooLarge = "update-too-large",
        /// The submission is larger than one can be.
        SubmissionTooLarge = "submission-too-large",
        /// Somebody else wrote to the story meanwhile, again and again.
        Conflict = "conflict",
        /// The log cannot be reached; nothing is known to be recorded.
        Unavailable = "unavailable",
    }
}

/// One reason why a submission is refused. Nothing of a refused submission is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// What is wrong.
    pub code: Code,
    /// What is wrong, where, and what to do, as a sentence.
    pub message: String,
    /// The place in the input: a JSON pointer (RFC 6901).
    pub at: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        if self.at.is_empty() { Ok(()) } else { write!(f, " at {}", self.at) }
    }
}

impl std::error::Error for Refusal {}

/// Where in the input a reader is: a JSON pointer that costs nothing until it is printed.
#[derive(Debug, Clone, Copy)]
pub enum At<'p> {
    /// The whole input.
    Root,
    /// A member of a mapping.
    Key(&'p At<'p>, &'p str),
    /// An element of a list.
    Index(&'p At<'p>, usize),
}

impl<'p> At<'p> {
    /// The place of a member of the mapping here.
    pub fn key(&'p self, key: &'p str) -> Self {
        Self::Key(self, key)
    }

    /// The place of an element of the list here.
    pub fn index(&'p self, index: usize) -> Self {
        Self::Index(self, index)
    }

    /// A refusal of what is here. Whatever it quotes is made harmless: it is printed where people read it.
    pub fn refuse(&self, code: Code, message: impl Into<String>) -> Refusal {
        let harmless = |text: String| match harmless(&text) {
            Cow::Owned(harmless) => harmless,
            Cow::Borrowed(_) => text,
        };
        Refusal { code, message: harmless(message.into()), at: harmless(self.to_string()) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1")),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

/// A noun with its article: "a meeting", "an occurrence".
pub(crate) fn a(noun: impl fmt::Display) -> String {
    let noun = noun.to_string();
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// How a character that cannot be seen is named: `U+001B`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A text with every character that cannot be seen written as its code point.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if is_unseen(c) { format!("<{}>", code_point(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

/// What was probably meant by a word that is not one of these: " (did you mean `place`?)". Empty where none is near.
pub fn likely<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    closest(word, known).map_or_else(String::new, |meant| format!(" (did you mean `{meant}`?)"))
}

/// The known word nearest to another: one typed wrong, written otherwise, or left unfinished.
pub(crate) fn closest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let plain = |word: &str| word.to_lowercase().replace([' ', '-'], "_");
    let word = plain(word);
    let words = known.into_iter().filter_map(|known| Some((distance(&word, &plain(known))?, known)));
    words.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// How far apart two words are, where one may be meant by the other.
fn distance(word: &str, known: &str) -> Option<usize> {
    let (longer, shorter) = (word.len().max(known.len()), word.len().min(known.len()));
    let one_in_other = shorter >= 3 && (known.starts_with(word) || word.starts_with(known));
    let edits = strsim::osa_distance(word, known);
    (one_in_other || edits <= longer / 3).then_some(edits)
}
