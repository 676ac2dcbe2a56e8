//! What could not be read of the log, counted while reading and told in one line.

use newsreel_log::DecodeError;
use newsreel_story::record::recorded::Sequence;

/// How many positions are named.
const POSITIONS_NAMED: usize = 5;

/// Records that could not be read. When it is dropped, one line of the log tells of them.
#[derive(Default)]
pub(crate) struct Unread {
    positions: Vec<Sequence>,
    /// Why the first could not.
    reason: Option<String>,
}

impl Unread {
    pub(crate) fn add(&mut self, sequence: Sequence, error: &DecodeError) {
        self.positions.push(sequence);
        self.reason.get_or_insert_with(|| error.to_string());
    }

    /// A record whose subject is of no story and of no entry of the directory.
    pub(crate) fn add_astray(&mut self, sequence: Sequence, subject: &str) {
        self.positions.push(sequence);
        let astray = || format!("{subject} is the subject of no story and of no entry of the directory");
        self.reason.get_or_insert_with(astray);
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        if let (Some(positions), Some(reason)) = (positions(self.positions.iter().copied()), &self.reason) {
            let (what, first) = match self.positions.len() {
                1 => ("a record", ""),
                _ => ("records", "the first: "),
            };
            tracing::error!("{what} at {positions} cannot be read, see `newsreel quarantine list`; {first}{reason}");
        }
    }
}

/// "positions 3, 9 and 4 more"; none where there are none.
pub(crate) fn positions(of: impl Iterator<Item = Sequence>) -> Option<String> {
    let mut all: Vec<Sequence> = of.collect();
    all.sort_unstable();
    let named: Vec<String> = all.iter().take(POSITIONS_NAMED).map(ToString::to_string).collect();
    match all.len() {
        0 => None,
        1 => Some(format!("position {}", named.concat())),
        count if count > POSITIONS_NAMED => {
            Some(format!("positions {} and {} more", named.join(", "), count - POSITIONS_NAMED))
        }
        _ => Some(format!("positions {}", named.join(", "))),
    }
}
