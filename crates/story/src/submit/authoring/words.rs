//! The words of the format: every key that has a meaning of its own, by the mapping it stands in.
//!
//! A reader can take only what is declared here, so this list and what the readers know cannot differ. Attributes of kinds
//! are not among them: the table of kinds has those.

use crate::record::entry::EntityType;
use crate::record::relation::RelationKind;

/// A key with a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The key, as it is written.
    pub name: &'static str,
    /// What it says, for people who author.
    pub meaning: &'static str,
}

impl From<RelationKind> for Word {
    fn from(relation: RelationKind) -> Self {
        Self { name: relation.as_str(), meaning: relation.meaning() }
    }
}

impl From<EntityType> for Word {
    fn from(is: EntityType) -> Self {
        Self { name: is.as_str(), meaning: is.meaning() }
    }
}

macro_rules! words {
    ($($(#[doc = $about:literal])* $section:ident { $($word:ident $name:literal $meaning:literal;)* })*) => {
        $(
            $(#[doc = $about])*
            pub mod $section {
                use super::Word;
                $(#[doc = $meaning] pub const $word: Word = Word { name: $name, meaning: $meaning };)*
                /// All of them.
                pub const ALL: &[Word] = &[$($word),*];
            }
        )*

        /// Every mapping that has words of its own, with what it is and its words.
        pub const SECTIONS: &[(&str, &str, &[Word])] =
            &[$((stringify!($section), concat!($($about),*), $section::ALL)),*];
    };
}

words! {
    /// A submission.
    document {
        STORY "story" "the slug of the story";
        TITLE "title" "its working title, which opens it when it is new";
        DESK "desk" "the desk that keeps it";
        DIRECTORY "directory" "people, organisations and places, by slug";
        SOURCES "sources" "who says it, through whom, by key";
        SERIES "series" "what sources count, by key";
        DEFAULTS "defaults" "what updates have in common that say nothing else";
        UPDATES "updates" "the updates, in order";
    }
    /// What updates can have in common: in `defaults`, and in a block of updates.
    shared {
        SOURCE "source" "who says it: a key under `sources`, an outlet's slug, or a source written out";
        SAID "said" "when it was said";
        PUBLISHED "published" "when it was put out";
        URL "url" "where it was found";
        LEARNED "learned" "when the newsroom learned it";
        EMBARGO "embargo" "not to be shown before a time or an event; with `set_by`, another's embargo, which hides nothing here";
    }
    /// An entry of `updates` that holds other updates, which have the rest of it in common.
    block {
        UPDATES "updates" "the updates of the block";
    }
    /// An update. Its relations to other updates are words too.
    update {
        KEY "key" "its name, where other updates or people refer to it";
        QUOTE "quote" "the exact words it rests on";
        HEDGE "hedge" "how firmly it is said";
        LIMITS "limits" "what part of it the word is limited to";
        LINE "line" "the sentence you would print, in the past tense: the brief tells it for this update, with its day and on whose word";
        LABEL "label" "what to call the item, where it has no name";
        OF "of" "the path that is confirmed, denied, doubted or preferred";
        VALUE "value" "the value of it that is confirmed, denied, doubted or preferred";
        STANCES "stances" "where others stand on it, by slug";
        ENTITIES "entities" "facts about people, organisations and places, by slug";
        OUTLOOK "outlook" "how likely its parties make it";
        COMPLETE "complete" "the lists that name everybody";
        DECLARES "declares" "attributes the item adds to those of its kind";
        PART_OF "part_of" "the item this one is part of";
        SAME_AS "same_as" "the item this one was found to be";
        BY "by" "who corrects or retracts, needed there: `desk`, where our own entry was wrong, or the link of the chain that takes its report back";
        REASON "reason" "why it was called off, denied, declined …, as the source says; with a relation, why it stands so to the other report";
        TITLE "title" "for an act on the story: what it is called now";
        DESK "desk" "for an act on the story: who keeps it now";
    }
    /// A value with how it is held, in place of the value alone.
    held {
        VALUE "value" "the value";
        NONE "none" "the value is said to be missing, in this way";
        STANCE "stance" "what the word does to it";
        HOLDER "holder" "in whose name it is said";
        HEDGE "hedge" "how firmly it is said";
        LIMITS "limits" "what part of it the word is limited to";
        SOURCE "source" "who says this, where it is not the source of the update";
        FROM "from" "since when it holds";
        UNTIL "until" "until when it holds";
    }
    /// An entry of `stances`.
    stance {
        OF "of" "the path it is a stance on";
        VALUE "value" "the value of that path it is a stance on";
    }
    /// An element of a list.
    element {
        IS "is" "who or what it is: a slug, or a value";
        DESCRIBED "described" "how it is described, where it is not named";
    }
    /// A source.
    source {
        ORIGIN "origin" "who really speaks: a slug, an evidence item, a document and its `author`, or several who say it independently";
        HOLDER "holder" "in whose name, where it is not whom the origin speaks for";
        VIA "via" "the chain from the origin to us, in order; relays side by side are a list";
        BASIS "basis" "on what footing";
        KNOWLEDGE "knowledge" "how the origin knows";
        DISTINCT "distinct" "true where a described origin is known to be another than every other";
        QUOTE "quote" "the exact words it rests on";
        URL "url" "where it was found";
        TRANSLATED_FROM "translated_from" "the language it was said in";
        STATEMENT "statement" "the item whose words it relays";
    }
    /// A link of a chain.
    link {
        OUTLET "outlet" "its slug";
        DESCRIBED "described" "how it is described, where it is not named";
        DOCUMENT "document" "a document in words: the minutes of the sitting";
        PHOTOGRAPH "photograph" "a photograph in words";
        RECORDING "recording" "a recording in words";
        AUTHOR "author" "who made the document, photograph or recording";
        TITLE "title" "what the document, photograph or recording is called";
        REPORT "report" "the key of the very report it passes on";
    }
    /// A quotation.
    quote {
        EXACT "exact" "the words, never repaired";
        PREFIX "prefix" "the words before them";
        SUFFIX "suffix" "the words after them";
    }
    /// A date that was resolved from a source's phrase.
    when {
        DATE "date" "the date, as EDTF or ISO 8601 writes it";
        WINDOW "window" "true where it is one day within the interval";
        PHRASE "phrase" "the source's own words for it";
        ANCHOR "anchor" "the day those words were written";
    }
    /// A number with what it counts.
    count {
        COUNT "count" "the number or range";
        AMOUNT "amount" "the same, of what is not counted one by one: money, a rate";
        UNIT "unit" "what one of them is";
        SCOPE "scope" "what is counted, where counts of different things stand side by side";
        OF "of" "the series it is the total of";
        AS_OF "as_of" "the day it was so many, where that changes: the number of that day is no rival of another day's";
        PARTS "parts" "what it is made up of, as the source gives it";
    }
    /// A position in a series.
    ordinal {
        POSITION "position" "counted from one";
        OF "of" "the series it is a position in";
    }
    /// A series.
    series {
        LABEL "label" "how a reader names it";
        KIND "kind" "the kind of item that is counted";
        DURING "during" "the time its items fall in";
    }
    /// A relation to an earlier update.
    relation {
        UPDATE "update" "the earlier update, by key or id";
        PATH "path" "the part of it that is meant: a path of the update named";
        REASON "reason" "why";
    }
    /// An embargo.
    embargo {
        UNTIL "until" "the time it ends";
        EVENT "event" "the event it waits for";
        SET_BY "set_by" "who set it, where it is not our own: then it is a fact about the report, and hides nothing";
    }
    /// An attribute that an item declares.
    declaration {
        TYPE "type" "the type of its values";
        LIST "list" "true for a list whose elements have keys";
        HOLDS "holds" "how its values live together";
    }
    /// An entry of `directory`. What it is comes first: its type, with its name.
    entry {
        NAMES "names" "other spellings of its name";
        TITLE "title" "how we introduce it";
        SPEAKS_FOR "speaks_for" "the party in whose name it speaks";
        WITHIN "within" "the place or organisation it lies within";
        WIKIDATA "wikidata" "its Wikidata id";
        CORRECTS "corrects" "the name that was wrong";
        AMENDS "amends" "true to change what is on file, for every story";
        SAME_AS "same_as" "the entry this one was found to be";
        SPLIT "split" "true to take a merger back";
        LEARNED "learned" "when the newsroom learned it, where that is not when it learned the last report of the file";
    }
    /// A spelling of a name.
    name {
        NAME "name" "the spelling";
        USED_BY "used_by" "the outlets that write it so";
    }
}
