//! A finding, its codes, and a check as far as it has come.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::judge::view::View;
use crate::record::name::{ItemKey, UpdateId};
use crate::tell::realise::capitalised;
use crate::views::findings::heard::Heard;
use crate::views::references::{self, References};

/// Something to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// The item it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was found.
    pub message: String,
    /// The updates it rests on.
    pub updates: Vec<UpdateId>,
    /// Their positions, in the same order.
    pub sequences: Vec<u64>,
    /// How a person names them, in the same order.
    #[serde(default)]
    pub names: Vec<String>,
}

macro_rules! codes {
    ($($variant:ident $token:literal $heading:literal $about:literal;)*) => {
        /// The stable codes of findings.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $(#[doc = $about] $variant,)*
            /// A note of the desk with a code of its own.
            Noted(Box<str>),
        }

        impl FindingCode {
            /// The code, lower-case words joined by hyphens.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $token,)*
                    Self::Noted(code) => code,
                }
            }

            /// What stands above the findings of a sort, for people; a code of the desk's own in its words.
            pub fn heading(&self) -> String {
                match self {
                    $(Self::$variant => $heading.to_owned(),)*
                    Self::Noted(code) => capitalised(&code.replace('-', " ")),
                }
            }

            /// What it means; none for a code of the desk's own.
            pub fn about(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($about),)*
                    Self::Noted(_) => None,
                }
            }

            /// The code of this name; any that is not one of ours is a note of the desk's own.
            pub fn named(token: &str) -> Self {
                match token {
                    $($token => Self::$variant,)*
                    other => Self::Noted(other.into()),
                }
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for FindingCode {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "FindingCode".into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let codes = [$(schemars::json_schema!({ "const": $token, "description": $about })),*];
                let noted = schemars::json_schema!({
                    "description": "A note of the desk with a code of its own.",
                    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                    "not": { "enum": [$($token),*] },
                });
                let all: Vec<_> = codes.into_iter().chain([noted]).collect();
                schemars::json_schema!({ "description": "What a finding is.", "type": "string", "oneOf": all })
            }
        }
    };
}

codes! {
    SingleSource "single-source" "Single source" "A report that rests on one origin; what bears it out is named beside it.";
    UnattributedAssessment "unattributed-assessment" "Opinion that nobody is named for" "An opinion that nobody is named for: never to be shown as fact.";
    VagueSource "vague-source" "Source not named" "A source that is described and not named.";
    PassiveAgent "passive-agent" "Not said who did it" "Something done, and nobody is said to have done it.";
    Contradicted "contradicted" "Contradicted" "Reports that contradict each other, and nothing reconciles them.";
    CountGap "count-gap" "More counted than on file" "A source counts more than are on file.";
    PartsDoNotSum "parts-do-not-sum" "Parts that do not add up" "The parts of a count are not its total.";
    Anachronism "anachronism" "Times that do not fit" "Said as lying ahead after its time, or attributed to somebody after an end.";
    ExpectationWithoutHolder "expectation-without-holder" "Not said who expects it" "Something is expected and nobody is named who expects it.";
    QuotationWithoutOccasion "quotation-without-occasion" "Quotation without date or occasion" "Words without a date or an occasion.";
    ChangedAccount "changed-account" "Changed account" "One speaker has said different things.";
    ChangedPosition "changed-position" "Changed position" "A holder now says what it denied, or denies what it said.";
    DividedHolder "divided-holder" "Speakers of one party differ" "The speakers of one holder differ.";
    DependenceNotRecorded "dependence-not-recorded" "Copied from a withdrawn report" "A report passes on an outlet whose own report was withdrawn, without naming it.";
    BasisOfRevisionLost "basis-of-revision-lost" "Revision that has lost its basis" "A revision that still acts has lost what it rested on.";
    Doubted "doubted" "Rests on something doubted" "What a report rests on is doubted.";
    OthersEmbargo "others-embargo" "Embargo of another" "Another asks that its report be held until a time or an event.";
    NeedsReview "needs-review" "Publication to be reviewed" "A publication relied on something that has changed since.";
}

impl Serialize for FindingCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FindingCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer).map(|token| Self::named(&token))
    }
}

/// What a finding is: its code, the item it is about, and what was found.
type About = (FindingCode, Option<String>, String);

/// A check as far as it has come.
pub(super) struct Check<'v, 's> {
    pub(super) view: &'v View<'s>,
    /// What has been found so far, each once: which of them it is, and the updates it rests on.
    found: HashMap<About, (usize, Vec<UpdateId>)>,
    pub(super) heard: Heard<'s>,
}

impl<'v, 's> Check<'v, 's> {
    pub(super) fn of(view: &'v View<'s>) -> Self {
        Self::after(view, Heard::default())
    }

    /// A check after another, of which this was heard.
    pub(super) fn after(view: &'v View<'s>, heard: Heard<'s>) -> Self {
        Self { view, found: HashMap::new(), heard }
    }

    pub(super) fn add(
        &mut self,
        code: FindingCode,
        item: Option<&ItemKey>,
        message: String,
        updates: impl IntoIterator<Item = UpdateId>,
    ) {
        let next = self.found.len();
        let found = self.found.entry((code, item.map(ToString::to_string), message));
        found.or_insert_with(|| (next, Vec::new())).1.extend(updates);
    }

    /// What was found, in no particular order, without the updates it rests on.
    pub(super) fn found(self) -> impl Iterator<Item = (FindingCode, String)> {
        self.found.into_keys().map(|(code, _, message)| (code, message))
    }

    /// Everything found, code by code, each finding once with all its updates.
    pub(super) fn all(self) -> Vec<Finding> {
        let mut found: Vec<_> = self.found.into_iter().collect();
        found.sort_by_key(|(_, (number, _))| *number);
        let all = found.into_iter().map(|((code, item, message), (_, updates))| {
            let References { updates, sequences, names } = references::to(self.view, updates);
            Finding { code, item, message, updates, sequences, names }
        });
        let mut all: Vec<Finding> = all.collect();
        all.sort_by(|a, b| (&a.code, &a.sequences).cmp(&(&b.code, &b.sequences)));
        all
    }
}
