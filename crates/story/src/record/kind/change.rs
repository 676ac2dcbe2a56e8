//! What an update does, in the past tense.

use crate::record::stance::Stance;
use crate::record::token::tokens;

tokens! {
    /// What an update does, in the past tense: the second token of its type, as in `meeting.confirmed`.
    pub enum Change: "a change" {
        /// Spoken of as possible.
        Mooted = "mooted",
        /// Said to be planned.
        Announced = "announced",
        /// Said to be planned.
        Planned = "planned",
        /// Put off, with or without a new date.
        Postponed = "postponed",
        /// Moved to another date.
        Rescheduled = "rescheduled",
        /// Called off.
        Cancelled = "cancelled",
        /// On again, the same item.
        Reinstated = "reinstated",
        /// Under way; a trip has set out.
        Began = "began",
        /// Left where a trip starts.
        Departed = "departed",
        /// Came to where a trip goes.
        Arrived = "arrived",
        /// Interrupted.
        Suspended = "suspended",
        /// Under way again.
        Resumed = "resumed",
        /// Took place.
        Held = "held",
        /// Took place, to the end.
        Completed = "completed",
        /// Ended before its end.
        BrokeOff = "broke_off",
        /// Did not take place.
        NotHeld = "not_held",
        /// A proposal was put forward.
        Made = "made",
        /// A proposal was put to a vote.
        PutToVote = "put_to_vote",
        /// A proposal was agreed.
        Agreed = "agreed",
        /// A proposal took effect.
        EnteredIntoForce = "entered_into_force",
        /// A proposal's term was prolonged.
        Extended = "extended",
        /// A proposal was turned down.
        Rejected = "rejected",
        /// A proposal ran out.
        Lapsed = "lapsed",
        /// Taken off the table, or out of circulation.
        Withdrawn = "withdrawn",
        /// A question was put.
        Sent = "sent",
        /// Its receipt was confirmed.
        Acknowledged = "acknowledged",
        /// It was answered.
        Answered = "answered",
        /// The person asked could not be reached.
        Unreachable = "unreachable",
        /// No response at the time it was said.
        DidNotImmediatelyRespond = "did_not_immediately_respond",
        /// No response by the time it was said.
        DidNotRespond = "did_not_respond",
        /// No comment was made.
        DidNotComment = "did_not_comment",
        /// No reply is reported; nothing more is known.
        NoneReported = "none_reported",
        /// Put out.
        Published = "published",
        /// Put out again, changed.
        Amended = "amended",
        /// Withdrawn for cause: a story, or a publication.
        Killed = "killed",
        /// New or more detailed values.
        Reported = "reported",
        /// Words or evidence put on file.
        Recorded = "recorded",
        /// Somebody confirms it.
        Confirmed = "confirmed",
        /// Somebody denies it.
        Denied = "denied",
        /// Somebody doubts it.
        Disputed = "disputed",
        /// Somebody neither confirms nor denies.
        Declined = "declined",
        /// Somebody did not answer.
        Unanswered = "unanswered",
        /// Somebody knows nothing of it.
        DeniesKnowledge = "denies_knowledge",
        /// Somebody has not confirmed it, and does not deny it.
        NotConfirmed = "not_confirmed",
        /// Somebody could not bear it out.
        CannotCorroborate = "cannot_corroborate",
        /// An earlier report was mended.
        Corrected = "corrected",
        /// An earlier report was taken back.
        Retracted = "retracted",
        /// The value the desk leads with.
        Preferred = "preferred",
        /// A note of the desk's.
        Noted = "noted",
        /// Two entries found to be one.
        Merged = "merged",
        /// A merge taken back.
        Split = "split",
        /// The story was opened.
        Opened = "opened",
        /// The story has another working title.
        Retitled = "retitled",
        /// The story takes no more updates.
        Closed = "closed",
        /// The story takes updates again.
        Reopened = "reopened",
        /// A directory entry was added.
        Added = "added",
    }
}

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

impl Change {
    /// Its family.
    pub fn family(self) -> Family {
        match self {
            Self::Mooted
            | Self::Announced
            | Self::Planned
            | Self::Postponed
            | Self::Rescheduled
            | Self::Cancelled
            | Self::Reinstated
            | Self::Began
            | Self::Departed
            | Self::Arrived
            | Self::Suspended
            | Self::Resumed
            | Self::Held
            | Self::Completed
            | Self::BrokeOff
            | Self::NotHeld
            | Self::Made
            | Self::PutToVote
            | Self::Agreed
            | Self::EnteredIntoForce
            | Self::Extended
            | Self::Rejected
            | Self::Lapsed
            | Self::Withdrawn
            | Self::Sent
            | Self::Acknowledged
            | Self::Answered
            | Self::Unreachable
            | Self::DidNotImmediatelyRespond
            | Self::DidNotRespond
            | Self::DidNotComment
            | Self::NoneReported
            | Self::Published
            | Self::Amended
            | Self::Killed => Family::Life,
            Self::Reported
            | Self::Recorded
            | Self::Confirmed
            | Self::Denied
            | Self::Disputed
            | Self::Declined
            | Self::Unanswered
            | Self::DeniesKnowledge
            | Self::NotConfirmed
            | Self::CannotCorroborate => Family::Word,
            Self::Corrected | Self::Retracted => Family::Revision,
            Self::Preferred | Self::Noted | Self::Merged | Self::Split => Family::Desk,
            Self::Opened | Self::Retitled | Self::Closed | Self::Reopened | Self::Added => Family::Story,
        }
    }

    /// The stance a word change files on its item, when it is one. Every stance that somebody can take for himself has a
    /// change; where the past tense of a stance would mislead ("denied knowledge" of what came later), the change is
    /// called as the stance is.
    pub fn stance(self) -> Option<Stance> {
        match self {
            Self::Confirmed => Some(Stance::Confirms),
            Self::Denied => Some(Stance::Denies),
            Self::Disputed => Some(Stance::Disputes),
            Self::Declined => Some(Stance::Declines),
            Self::Unanswered => Some(Stance::NoAnswer),
            Self::DeniesKnowledge => Some(Stance::DeniesKnowledge),
            Self::NotConfirmed => Some(Stance::NotConfirmed),
            Self::CannotCorroborate => Some(Stance::CannotCorroborate),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stance_of_ones_own_has_a_change() {
        let filed = |stance: Stance| Change::ALL.iter().filter(|change| change.stance() == Some(stance)).count();
        for stance in Stance::ALL.iter().copied() {
            // To assert is to report, and to name is what goes with a denial.
            let expected = usize::from(!matches!(stance, Stance::Asserts | Stance::Names));
            assert_eq!(filed(stance), expected, "{stance}");
        }
    }
}
