//! What `audit verify` says in the end.

use newsreel_notary::keys::PublicKey;
use newsreel_notary::{Verified, Wrong};
use newsreel_story::tell::english::counted;
use serde::Serialize;

use crate::page::Page;
use crate::print::Answer;

/// What came of the comparison.
#[derive(Debug, Default, Serialize)]
pub(super) struct Verdict {
    /// The story, of a bundle of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) story: Option<String>,
    /// How many of its records are accounted for and not shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) not_shown: u64,
    /// The name of the log.
    pub(super) origin: String,
    /// How many records the log has.
    pub(super) records: u64,
    /// How many of them were compared.
    pub(super) compared: u64,
    /// The size of the last checkpoint.
    pub(super) size: u64,
    /// Its root, in base64.
    pub(super) root: String,
    /// How many checkpoints agree.
    pub(super) agreed: usize,
    /// How many checkpoints on the trail are signed with keys that are not trusted here.
    pub(super) not_trusted: usize,
    /// Who signed the last checkpoint.
    pub(super) signed_by: Vec<String>,
    /// Who cosigned it, and when.
    pub(super) cosigned_by: Vec<Cosigned>,
    /// The copies of a cluster's nodes, where each was read by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) copies: Vec<NodeCopy>,
    /// The sizes of the checkpoints that were seen before of which a bundle of one story does not say whether it continues them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) seen_not_compared: Vec<u64>,
    /// What became of the trail; none where it was not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trail: Option<Trail>,
    /// How long it took, in seconds.
    pub(super) seconds: f64,
    /// What is wrong, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wrong: Option<Wrong>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One node's copy of the log.
#[derive(Debug, Serialize)]
pub(super) struct NodeCopy {
    pub(super) node: String,
    /// What is wrong with it, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wrong: Option<Wrong>,
}

/// The trail, which is as it was signed.
#[derive(Debug, Serialize)]
pub(super) struct Trail {
    /// How many messages it has.
    pub(super) messages: u64,
    /// How many of them are signed.
    pub(super) signed: u64,
    /// How many bundles were loaded into this server: the trail of where they come from is not here.
    pub(super) restored: usize,
}

/// A witness that cosigned a checkpoint.
#[derive(Debug, Serialize)]
pub(super) struct Cosigned {
    witness: String,
    at: String,
}

impl Cosigned {
    /// These witnesses, each with the POSIX time in seconds at which it cosigned.
    pub(super) fn all(cosigned_by: &[(PublicKey, u64)]) -> Vec<Self> {
        let time = |seconds: u64| {
            let at = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            at.map(|at| at.to_string()).unwrap_or_default()
        };
        let cosigned = cosigned_by.iter();
        cosigned.map(|(key, seconds)| Self { witness: key.to_string(), at: time(*seconds) }).collect()
    }

    pub(super) fn text(&self) -> String {
        format!("Cosigned by {} at {}", self.witness, self.at)
    }
}

impl Verdict {
    /// Notes the checkpoint that was compared with.
    pub(super) fn against(&mut self, Verified { head, signed_by, cosigned_by }: Verified) {
        self.origin = head.origin;
        self.size = head.size;
        self.root = head.root.to_string();
        self.signed_by = signed_by.iter().map(ToString::to_string).collect();
        self.cosigned_by = Cosigned::all(&cosigned_by);
    }

    /// The same, with what is wrong.
    pub(super) fn with(self, wrong: Wrong) -> Self {
        Self { wrong: Some(wrong), ..self }
    }
}

impl Answer for Verdict {
    fn page(&self) -> Page {
        let mut page = Page::default();
        match &self.wrong {
            Some(wrong) => page.line(format!("NOT verified: {wrong}")),
            None => {
                let of = self.story.as_ref().map(|story| format!("the story {story} of ")).unwrap_or_default();
                let records = counted(self.compared as usize, "record");
                page.line(format!("Verified: the {records} of {of}{} are those that were signed.", self.origin));
            }
        }
        if self.size > 0 {
            page.line(format!("Checkpoint: size {}, root {}", self.size, self.root));
            page.line(format!("Signed by {}", self.signed_by.join(", ")));
        }
        self.cosigned_by.iter().for_each(|cosigned| page.line(cosigned.text()));
        if self.agreed > 1 {
            page.line(format!(
                "{} agree with the log, each the continuation of the one before.",
                counted(self.agreed, "checkpoint")
            ));
        }
        for NodeCopy { node, wrong } in &self.copies {
            let found = wrong.as_ref().map_or_else(|| "as it was signed".to_owned(), ToString::to_string);
            page.line(format!("The copy of {node}: {found}"));
        }
        if let Some(Trail { messages, signed, restored }) = &self.trail {
            let since = match messages - signed {
                0 => String::new(),
                since => format!("; not signed yet: {since}"),
            };
            page.line(match *signed {
                0 => format!("The trail: nothing of it is signed yet, of {}.", counted(*messages as usize, "message")),
                1 => format!("The trail: its first message is the one that was signed{since}."),
                signed => format!("The trail: its first {signed} messages are those that were signed{since}."),
            });
            if *restored > 0 {
                page.line(format!(
                    "Loaded from {}: the trail of where they come from is not here.",
                    counted(*restored, "bundle")
                ));
            }
        }
        if self.not_trusted > 0 {
            page.line(format!(
                "Signed with keys that are not trusted here, and not compared: {}",
                counted(self.not_trusted, "checkpoint")
            ));
        }
        if self.story.is_some() && self.wrong.is_none() {
            let hidden = match self.not_shown {
                0 => String::new(),
                some => format!(
                    ", with {} that the bundle accounts for and does not show",
                    counted(some as usize, "record")
                ),
            };
            page.line(format!("They are all that the story had at that checkpoint{hidden}."));
        }
        for size in self.seen_not_compared.iter().filter(|_| self.wrong.is_none()) {
            page.line(format!(
                "Whether this continues the checkpoint of size {size} that was seen before is not to be seen from a bundle of one \
                 story: `newsreel audit verify --seen` says it of the log, or of a bundle of everything."
            ));
        }
        if self.wrong.is_none() && self.records > self.size {
            page.line(format!(
                "Recorded since and not signed yet: {}",
                counted((self.records - self.size) as usize, "record")
            ));
        }
        if self.seconds > 0.0 && self.compared > 0 {
            page.line(format!("{:.1} s, {:.0} records a second", self.seconds, self.compared as f64 / self.seconds));
        }
        page
    }
}
