//! The services there are: what each is called and what it answers.

use newsreel_log::service::{Endpoint, Limits};

/// The services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Decides submissions and records them.
    Desk,
    /// Projects the log into a store and answers queries.
    Projector,
    /// Keeps a Merkle tree over the log and signs checkpoints of it.
    Notary,
    /// Shows stories in a browser, and to other programs over HTTP.
    Web,
    /// Cosigns the checkpoints of logs that it is told to trust, over HTTP; it needs no NATS server.
    Witness,
}

impl Role {
    /// Whether it is part of an installation of one's own, which `up` starts. A witness is somebody else's.
    pub(crate) fn is_ones_own(self) -> bool {
        match self {
            Self::Desk | Self::Projector | Self::Notary | Self::Web => true,
            Self::Witness => false,
        }
    }

    /// What it answers over NATS. A page and a witness answer over HTTP.
    pub(crate) fn endpoints(self, limits: Limits) -> Vec<Endpoint> {
        match self {
            Self::Desk => newsreel_desk::endpoints(limits).into(),
            Self::Projector => newsreel_projector::endpoints(limits).into(),
            Self::Notary => newsreel_notary::endpoints(limits).into(),
            Self::Web | Self::Witness => Vec::new(),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Projector => "projector",
            Self::Notary => "notary",
            Self::Web => "web",
            Self::Witness => "witness",
        }
    }
}
