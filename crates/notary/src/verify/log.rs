//! The log, record by record, beside the checkpoints.

use newsreel_log::Raw;
use newsreel_story::record::recorded::Recorded;
use tlog_tiles::Hash;

use super::{Dispute, Wrong};
use crate::checkpoint::Head;
use crate::leaf::{entry, leaf};
use crate::stories::Chains;
use crate::tree::Outline;

/// Goes through a log, record by record, and compares it with the checkpoints.
#[derive(Debug)]
pub struct Check {
    /// In the order of their sizes.
    heads: Vec<Head>,
    /// How many of them the log has come to.
    reached: usize,
    /// How many of the first agree.
    agreed: usize,
    /// In what the next does not.
    disputed: Option<Disputed>,
    /// The size of a later one that agrees although that one does not.
    later: Option<u64>,
    found: Outline,
    chains: Chains,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Disputed {
    Root,
    Stories,
}

impl Check {
    /// With these checkpoints, in any order.
    ///
    /// # Errors
    /// When two of one size disagree.
    pub fn new(mut heads: Vec<Head>) -> Result<Self, Wrong> {
        heads.sort_by_key(|head| head.size);
        heads.dedup();
        if let Some(pair) = heads.windows(2).find(|pair| pair[0].size == pair[1].size && pair[0].root != pair[1].root) {
            return Err(two_histories(&pair[0], &pair[1]));
        }
        let (reached, agreed, disputed, later) = Default::default();
        let (found, chains) = Default::default();
        let mut check = Self { heads, reached, agreed, disputed, later, found, chains };
        check.compare();
        Ok(check)
    }

    /// The checkpoints, in the order of their sizes.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The size of the largest checkpoint: how far records are wanted.
    pub fn wanted(&self) -> u64 {
        self.heads.last().map_or(0, |head| head.size)
    }

    /// Takes the next record, and returns its leaf.
    pub fn add(&mut self, stored: &Recorded<Raw>) -> Hash {
        let entry = entry(stored);
        let leaf = leaf(&entry);
        self.found.append(leaf);
        self.chains.add(stored.sequence, &stored.record.subject, &entry);
        self.compare();
        leaf
    }

    fn compare(&mut self) {
        let tree = self.found.tree();
        while let Some(head) = self.heads.get(self.reached).filter(|head| head.size == tree.size()) {
            let disputed = if head.root != tree.root() {
                Some(Disputed::Root)
            } else if head.stories.is_some_and(|said| said != self.chains.root()) {
                Some(Disputed::Stories)
            } else {
                None
            };
            match (self.disputed, disputed) {
                (None, None) => self.agreed += 1,
                (None, Some(_)) => self.disputed = disputed,
                (Some(_), None) => self.later = self.later.or(Some(head.size)),
                (Some(_), Some(_)) => {}
            }
            self.reached += 1;
        }
    }

    /// How many checkpoints agree.
    pub fn agreed(&self) -> usize {
        self.agreed
    }

    /// What there is to find out about the first checkpoint with which the log does not agree, when all records have been
    /// taken; none when it agrees with all.
    ///
    /// # Errors
    /// When it is not the log that is at fault.
    pub fn dispute(self) -> Result<Option<Dispute>, Wrong> {
        let Some(head) = self.heads.get(self.agreed) else { return Ok(None) };
        match (self.disputed, self.later) {
            (Some(Disputed::Stories), _) => Err(Wrong::Stories { size: head.size }),
            (_, Some(later)) => Err(Wrong::NotConsistent { earlier: head.size, later }),
            (Some(Disputed::Root) | None, None) => {
                let good = self.agreed.checked_sub(1).and_then(|last| self.heads.get(last)).map_or(0, |head| head.size);
                Ok(Some(Dispute::new(head.size, head.root, good, self.found)))
            }
        }
    }

    /// What is wrong, as closely as can be said without the leaves that were signed.
    ///
    /// # Errors
    /// What is wrong, where something is.
    pub fn end(self) -> Result<(), Wrong> {
        self.dispute()?.map_or(Ok(()), |dispute| Err(dispute.place(&[]).of_log()))
    }
}

/// What is wrong with two checkpoints of one size that have different roots.
fn two_histories(one: &Head, two: &Head) -> Wrong {
    match one.origin == two.origin {
        true => Wrong::Fork { size: one.size },
        false => Wrong::OtherLog { origin: one.origin.clone(), size: one.size, log: two.origin.clone() },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;
    use newsreel_story::record::recorded::Sequence;

    use super::*;
    use crate::verify::Place;

    fn record(sequence: Sequence, said: &str) -> Recorded<Raw> {
        let subject = "newsreel.story.6ba7b810-9dad-51d1-80b4-00c04fd430c8.meeting.confirmed".into();
        let payload = Bytes::from(format!("{{\"{said}\":{sequence}}}"));
        Recorded { sequence, recorded_at: Timestamp::UNIX_EPOCH, record: Raw { subject, payload } }
    }

    pub(crate) fn log(size: u64) -> Vec<Recorded<Raw>> {
        (1..=size).map(|sequence| record(sequence, "said")).collect()
    }

    pub(crate) fn leaves(log: &[Recorded<Raw>]) -> Vec<Hash> {
        log.iter().map(|stored| leaf(&entry(stored))).collect()
    }

    pub(crate) fn heads(sizes: &[u64]) -> Vec<Head> {
        let head = |size: &u64| {
            let mut check = taken(&log(*size), Vec::new());
            let (root, stories) = (check.found.tree().root(), Some(check.chains.root()));
            Head { origin: "x".to_owned(), size: *size, root, stories, trail: None }
        };
        sizes.iter().map(head).collect()
    }

    fn taken(log: &[Recorded<Raw>], heads: Vec<Head>) -> Check {
        let mut check = Check::new(heads).expect("no fork");
        for stored in log {
            check.add(stored);
        }
        check
    }

    /// Where a log differs from what was signed, when the leaves that were signed go by.
    pub(crate) fn place(mut dispute: Dispute, signed: &[Hash], log: &[Recorded<Raw>]) -> Place {
        signed.iter().for_each(|leaf| dispute.take(*leaf));
        let index = |position: u64| usize::try_from(position - 1).expect("small");
        let wanted = dispute.wanted().map(|wanted| leaves(&log[index(*wanted.start())..=index(*wanted.end())]));
        dispute.place(&wanted.unwrap_or_default())
    }

    fn wrong(log: &[Recorded<Raw>], sizes: &[u64], with_leaves: bool) -> Option<Wrong> {
        let signed = match with_leaves {
            true => leaves(&self::log(*sizes.last().expect("some"))),
            false => Vec::new(),
        };
        let disputed = taken(log, heads(sizes)).dispute();
        disputed.map_or_else(Some, |dispute| Some(place(dispute?, &signed, log).of_log()))
    }

    #[test]
    fn a_log_as_it_was_signed_agrees_also_when_it_has_grown_since() {
        assert_eq!(wrong(&log(300), &[1, 7, 256, 300], true), None);
        assert_eq!(wrong(&log(310), &[1, 7, 256, 300], false), None);
    }

    #[test]
    fn the_first_position_that_differs_is_named() {
        let differs = |position| Some(Wrong::Differs { position });
        let mut flipped = log(300);
        let mut payload = flipped[122].record.payload.to_vec();
        payload[3] ^= 1;
        flipped[122].record.payload = payload.into();
        assert_eq!(wrong(&flipped, &[100, 300], true), differs(123));
        assert_eq!(wrong(&flipped, &[100, 300], false), Some(Wrong::DiffersWithin { from: 101, to: 300 }));
        assert_eq!(wrong(&flipped, &[122, 123, 300], false), differs(123));

        let mut swapped = log(300);
        swapped.swap(7, 200);
        swapped[7].sequence = 8;
        swapped[200].sequence = 201;
        assert_eq!(wrong(&swapped, &[300], true), differs(8));

        for position in [1, 255, 256, 257, 300] {
            let mut changed = log(300);
            changed[position - 1] = record(position as u64, "otherwise");
            assert_eq!(wrong(&changed, &[300], true), differs(position as u64), "at the edges of a tile");
        }

        let mut dropped = log(301);
        dropped.remove(49);
        dropped.iter_mut().zip(1..).for_each(|(stored, sequence)| stored.sequence = sequence);
        assert_eq!(wrong(&dropped, &[300], true), differs(50));

        let mut later = log(300);
        later[9].recorded_at = Timestamp::MAX;
        assert_eq!(wrong(&later, &[300], true), differs(10), "the time at which it was recorded is signed as well");
    }

    #[test]
    fn what_is_missing_at_the_end_is_named_and_leaves_of_another_tree_are_not_believed() {
        for size in [290, 256, 255] {
            let missing = Some(Wrong::Missing { from: size + 1, to: 300 });
            assert_eq!(wrong(&log(size), &[100, 300], true), missing);
            assert_eq!(wrong(&log(size), &[100, 300], false), missing);
        }
        let mut flipped = log(300);
        flipped[122] = record(123, "otherwise");
        let disputed = || taken(&flipped, heads(&[300])).dispute().expect("no fork").expect("another root");
        assert_eq!(place(disputed(), &leaves(&flipped), &flipped), Place::Within(1, 300));
        assert_eq!(place(disputed(), &leaves(&log(299)), &flipped), Place::Within(1, 300), "one is missing");
        // What is not read again, or reads otherwise by then, is still known to be in one tile.
        let mut dispute = disputed();
        leaves(&log(300)).into_iter().for_each(|leaf| dispute.take(leaf));
        assert_eq!(dispute.place(&[]), Place::Within(1, 256));
    }

    #[test]
    fn two_histories_and_stories_counted_wrong_are_the_notarys_fault() {
        let [mut one, other] = [heads(&[7]).remove(0), heads(&[7]).remove(0)];
        one.root = heads(&[8]).remove(0).root;
        assert_eq!(Check::new(vec![one.clone(), other.clone()]).err(), Some(Wrong::Fork { size: 7 }));
        let named = Head { origin: "y".to_owned(), ..one.clone() };
        let of_another = Wrong::OtherLog { origin: "y".to_owned(), size: 7, log: "x".to_owned() };
        assert_eq!(Check::new(vec![named, other.clone()]).err(), Some(of_another));
        let miscounted = Head { stories: Some((1, other.root)), ..other };
        assert_eq!(taken(&log(7), vec![miscounted]).end(), Err(Wrong::Stories { size: 7 }));
        // The log is the one of the later checkpoint, and that does not go on from the earlier one.
        let both = vec![one, heads(&[9]).remove(0)];
        assert_eq!(taken(&log(9), both.clone()).end(), Err(Wrong::NotConsistent { earlier: 7, later: 9 }));
        assert_eq!(taken(&log(8), both).end(), Err(Wrong::DiffersWithin { from: 1, to: 7 }));
    }
}
