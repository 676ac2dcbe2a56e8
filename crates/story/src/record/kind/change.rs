//! What an update does, in the past tense.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::stance::Stance;

/// The family a change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A step in an item's life: files its phase.
    Life,
    /// Somebody's word about an item.
    Word,
    /// A report taken back or mended.
    Revision,
    /// An act of the newsroom itself.
    Desk,
    /// An act on the story itself.
    Story,
}

macro_rules! changes {
    ($($variant:ident $token:literal $family:ident $about:literal;)*) => {
        /// What an update does, in the past tense: the second token of its type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Change {
            $(#[doc = $about] $variant,)*
        }

        impl Change {
            /// Every change there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The token, as in `meeting.confirmed`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// Its family.
            pub fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)* }
            }

            /// The change with this token.
            pub fn named(token: &str) -> Option<Self> {
                match token { $($token => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

changes! {
    Mooted "mooted" Life "Spoken of as possible.";
    Announced "announced" Life "Said to be planned.";
    Planned "planned" Life "Said to be planned.";
    Postponed "postponed" Life "Put off, with or without a new date.";
    Rescheduled "rescheduled" Life "Moved to another date.";
    Cancelled "cancelled" Life "Called off.";
    Reinstated "reinstated" Life "On again, the same item.";
    Began "began" Life "Under way.";
    Suspended "suspended" Life "Interrupted.";
    Resumed "resumed" Life "Under way again.";
    Held "held" Life "Took place.";
    Completed "completed" Life "Took place, to the end.";
    BrokeOff "broke_off" Life "Ended before its end.";
    NotHeld "not_held" Life "Did not take place.";
    Made "made" Life "A proposal was put forward.";
    Agreed "agreed" Life "A proposal was agreed.";
    EnteredIntoForce "entered_into_force" Life "A proposal took effect.";
    Extended "extended" Life "A proposal's term was prolonged.";
    Rejected "rejected" Life "A proposal was turned down.";
    Lapsed "lapsed" Life "A proposal ran out.";
    Withdrawn "withdrawn" Life "Taken off the table, or out of circulation.";
    Sent "sent" Life "A question was put.";
    Acknowledged "acknowledged" Life "Its receipt was confirmed.";
    Answered "answered" Life "It was answered.";
    Unreachable "unreachable" Life "The person asked could not be reached.";
    DidNotImmediatelyRespond "did_not_immediately_respond" Life "No response at the time it was said.";
    DidNotRespond "did_not_respond" Life "No response by the time it was said.";
    DidNotComment "did_not_comment" Life "No comment was made.";
    NoneReported "none_reported" Life "No reply is reported; nothing more is known.";
    Published "published" Life "Put out.";
    Amended "amended" Life "Put out again, changed.";
    Killed "killed" Life "Withdrawn for cause: a story, or a publication.";
    Reported "reported" Word "New or more detailed values.";
    Recorded "recorded" Word "Words or evidence put on file.";
    Confirmed "confirmed" Word "Somebody confirms it.";
    Denied "denied" Word "Somebody denies it.";
    Disputed "disputed" Word "Somebody doubts it.";
    Declined "declined" Word "Somebody neither confirms nor denies.";
    Unanswered "unanswered" Word "Somebody did not answer.";
    Corrected "corrected" Revision "An earlier report was mended.";
    Retracted "retracted" Revision "An earlier report was taken back.";
    Preferred "preferred" Desk "The value the desk leads with.";
    Noted "noted" Desk "A note of the desk's.";
    Merged "merged" Desk "Two entries found to be one.";
    Split "split" Desk "A merge taken back.";
    Opened "opened" Story "The story was opened.";
    Retitled "retitled" Story "The story has another working title.";
    Closed "closed" Story "The story takes no more updates.";
    Reopened "reopened" Story "The story takes updates again.";
    Added "added" Story "A directory entry was added.";
}

impl Change {
    /// The stance a word change files on its item, when it is one.
    pub fn stance(self) -> Option<Stance> {
        match self {
            Self::Confirmed => Some(Stance::Confirms),
            Self::Denied => Some(Stance::Denies),
            Self::Disputed => Some(Stance::Disputes),
            Self::Declined => Some(Stance::Declines),
            Self::Unanswered => Some(Stance::NoAnswer),
            _ => None,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Change {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::named(&token).ok_or_else(|| serde::de::Error::custom(format!("`{token}` is not a change")))
    }
}
