//! What an update does, in the past tense.

use crate::record::stance::Stance;
use crate::record::token::tokens;

tokens! {
    /// What an update does, in the past tense: the second token of its type, as in `meeting.confirmed`.
    pub enum Change: "a change" {
        /// Somebody speaks of it as possible.
        Mooted = "mooted",
        /// It is announced for the future.
        Announced = "announced",
        /// It is planned.
        Planned = "planned",
        /// It is put off without a new date.
        Postponed = "postponed",
        /// It is moved to another date.
        Rescheduled = "rescheduled",
        /// It is called off.
        Cancelled = "cancelled",
        /// It was called off or put off, and is planned again.
        Reinstated = "reinstated",
        /// It began; a trip has set out.
        Began = "began",
        /// The traveller left.
        Departed = "departed",
        /// The traveller arrived.
        Arrived = "arrived",
        /// It is interrupted.
        Suspended = "suspended",
        /// It goes on after an interruption.
        Resumed = "resumed",
        /// It took place.
        Held = "held",
        /// It took place, and is over.
        Completed = "completed",
        /// It was ended before it was complete.
        BrokeOff = "broke_off",
        /// It was tried, and did not succeed.
        Failed = "failed",
        /// It did not take place.
        NotHeld = "not_held",
        /// The proposal was made.
        Made = "made",
        /// The proposal was put to a vote.
        PutToVote = "put_to_vote",
        /// The proposal was agreed.
        Agreed = "agreed",
        /// The proposal took effect.
        EnteredIntoForce = "entered_into_force",
        /// The proposal's term was extended.
        Extended = "extended",
        /// The proposal was rejected.
        Rejected = "rejected",
        /// The proposal expired.
        Lapsed = "lapsed",
        /// The proposal or publication was withdrawn.
        Withdrawn = "withdrawn",
        /// The request for comment was sent.
        Sent = "sent",
        /// Those asked confirmed that they received it.
        Acknowledged = "acknowledged",
        /// Those asked answered.
        Answered = "answered",
        /// Those asked could not be reached.
        Unreachable = "unreachable",
        /// Those asked had not responded by the time of the report.
        DidNotImmediatelyRespond = "did_not_immediately_respond",
        /// Those asked did not respond.
        DidNotRespond = "did_not_respond",
        /// Those asked did not comment.
        DidNotComment = "did_not_comment",
        /// No reply is reported.
        NoneReported = "none_reported",
        /// It was published.
        Published = "published",
        /// It was published again, with changes.
        Amended = "amended",
        /// The story or publication was withdrawn for cause.
        Killed = "killed",
        /// A source gives new or more detailed values.
        Reported = "reported",
        /// Words or evidence are put on file.
        Recorded = "recorded",
        /// Somebody confirms it, or concedes what others say.
        Confirmed = "confirmed",
        /// Somebody denies it.
        Denied = "denied",
        /// Somebody doubts it.
        Disputed = "disputed",
        /// Somebody neither confirms nor denies it.
        Declined = "declined",
        /// Somebody did not answer.
        Unanswered = "unanswered",
        /// Somebody says that they know nothing about it.
        DeniesKnowledge = "denies_knowledge",
        /// Somebody has not confirmed it; that is not a denial.
        NotConfirmed = "not_confirmed",
        /// Somebody cannot corroborate it.
        CannotCorroborate = "cannot_corroborate",
        /// An earlier report is corrected by the desk or by whoever passed it on; who else knows better denies or contradicts it.
        Corrected = "corrected",
        /// An earlier report is retracted.
        Retracted = "retracted",
        /// The desk chooses the value to lead with.
        Preferred = "preferred",
        /// The desk makes a note.
        Noted = "noted",
        /// Two entries, or two items, are found to be one.
        Merged = "merged",
        /// A merge is undone.
        Split = "split",
        /// The story is opened.
        Opened = "opened",
        /// The story gets another working title.
        Retitled = "retitled",
        /// The story is closed to updates.
        Closed = "closed",
        /// The story is open to updates again.
        Reopened = "reopened",
        /// A directory entry is added.
        Added = "added",
    }
}

/// What people write for changes that the format has, the likeliest first.
pub(super) const MEANT: &[(&str, &[Change])] = &[
    ("accepted", &[Change::Agreed, Change::Confirmed]),
    ("acknowledged", &[Change::Confirmed]),
    ("admitted", &[Change::Confirmed]),
    ("agreed", &[Change::Agreed, Change::Confirmed]),
    ("alleged", &[Change::Reported]),
    ("arrested", &[Change::Completed]),
    ("asked", &[Change::Sent, Change::Made]),
    ("called_off", &[Change::Cancelled]),
    ("called_for", &[Change::Made, Change::Reported]),
    ("claimed", &[Change::Reported]),
    ("conceded", &[Change::Confirmed]),
    ("contradicted", &[Change::Denied]),
    ("decided", &[Change::Completed]),
    ("delayed", &[Change::Postponed]),
    ("demanded", &[Change::Made, Change::Reported]),
    ("doubted", &[Change::Disputed]),
    ("ended", &[Change::Completed, Change::Held, Change::Lapsed]),
    ("finished", &[Change::Completed, Change::Held]),
    ("happened", &[Change::Completed, Change::Held]),
    ("ignored", &[Change::DidNotRespond, Change::Unanswered]),
    ("moved", &[Change::Rescheduled]),
    ("observed", &[Change::Reported]),
    ("occurred", &[Change::Completed, Change::Held]),
    ("offered", &[Change::Made]),
    ("overturned", &[Change::Completed]),
    ("proposed", &[Change::Made, Change::Announced]),
    ("put_off", &[Change::Postponed]),
    ("questioned", &[Change::Disputed]),
    ("quoted", &[Change::Recorded, Change::Reported]),
    ("refused", &[Change::Rejected, Change::Declined]),
    ("refuted", &[Change::Denied]),
    ("released", &[Change::Completed, Change::Published]),
    ("said", &[Change::Recorded, Change::Reported]),
    ("scheduled", &[Change::Planned]),
    ("started", &[Change::Began]),
    ("stated", &[Change::Recorded, Change::Reported]),
    ("took_place", &[Change::Completed, Change::Held]),
    ("updated", &[Change::Reported]),
    ("verified", &[Change::Confirmed]),
];

/// The family a change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A step in an item's life: files its phase.
    Life,
    /// What somebody says about an item.
    Word,
    /// A correction or retraction of a report.
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
            | Self::Failed
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

    /// The stance that the change files on its item, if it files one. Every stance that a party can take for itself has a
    /// change. Stances without a natural past tense give the change their own name: `denies_knowledge`.
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
