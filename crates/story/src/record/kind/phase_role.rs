//! What the phases of all kinds mean, and which outranks which.

use crate::record::token::tokens;

tokens! {
    /// The rank of a phase. An outcome outranks what is under way, which outranks a plan.
    pub enum Rank: "a rank" {
        /// It lies ahead.
        Plans = "plans",
        /// It has begun.
        UnderWay = "under_way",
        /// It is over, one way or another.
        Outcome = "outcome",
    }
}

/// The moments in the course of something that have a day each, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// It began; who travels set out.
    Began,
    /// Who travels arrived.
    Arrived,
    /// It was over.
    Over,
}

/// What a phase means, whatever a kind calls it. Code asks for roles and never for names, so that the phases of a new kind
/// work everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseRole {
    /// Spoken of as possible.
    Mooted,
    /// To take place.
    Planned,
    /// Put off, with no new date.
    Postponed,
    /// Not to take place after all.
    CalledOff,
    /// Taking place; of a trip, on the way.
    UnderWay,
    /// Left where a trip starts.
    Departed,
    /// Came to where a trip goes.
    Arrived,
    /// Interrupted.
    Suspended,
    /// Took place, to its end.
    Done,
    /// Ended before its end.
    BrokenOff,
    /// Was tried, and did not succeed.
    Failed,
    /// Did not take place.
    NotHeld,
    /// Put to others, who have yet to answer.
    Proposed,
    /// Accepted by those it was put to.
    Agreed,
    /// In effect.
    InForce,
    /// Turned down.
    Rejected,
    /// Ran out without an answer, or at the end of its term.
    Lapsed,
    /// Taken back by whoever made it or put it out.
    Withdrawn,
    /// A question that has been put.
    Asked,
    /// A question whose receipt was confirmed.
    Acknowledged,
    /// A question that was answered.
    Answered,
    /// A question that got no answer, or a refusal to give one.
    Unanswered,
    /// Put out.
    Published,
    /// Put out again, changed.
    Amended,
}

impl PhaseRole {
    /// Whether something in this phase lies ahead, as far as its phase goes.
    pub fn lies_ahead(self) -> bool {
        matches!(self, Self::Mooted | Self::Planned)
    }

    /// The moment at which something comes into this phase; none for what lies ahead.
    pub const fn moment(self) -> Option<Moment> {
        match (self, self.rank()) {
            (Self::Arrived, _) => Some(Moment::Arrived),
            (_, Rank::UnderWay) => Some(Moment::Began),
            (_, Rank::Outcome) => Some(Moment::Over),
            (_, Rank::Plans) => None,
        }
    }

    /// The rank of a phase with this role.
    pub const fn rank(self) -> Rank {
        match self {
            Self::Mooted | Self::Planned | Self::Postponed | Self::CalledOff | Self::Proposed | Self::Asked => {
                Rank::Plans
            }
            Self::UnderWay
            | Self::Departed
            | Self::Arrived
            | Self::Suspended
            | Self::Agreed
            | Self::InForce
            | Self::Acknowledged
            | Self::Published
            | Self::Amended => Rank::UnderWay,
            Self::Done
            | Self::BrokenOff
            | Self::Failed
            | Self::NotHeld
            | Self::Rejected
            | Self::Lapsed
            | Self::Withdrawn
            | Self::Answered
            | Self::Unanswered => Rank::Outcome,
        }
    }
}
