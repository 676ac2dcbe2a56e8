//! The trail, message by message, beside what checkpoints say of it.

use std::collections::BTreeMap;

use newsreel_log::Raw;
use newsreel_story::record::recorded::Recorded;
use tlog_tiles::{EMPTY_HASH, Hash};

use super::Dispute;
use crate::checkpoint::Head;
use crate::leaf::{entry, leaf};
use crate::tree::Outline;

/// Goes through the trail, to compare it with what checkpoints say of it.
#[derive(Debug)]
pub struct CheckTrail {
    found: Outline,
    /// The root of the trail at each size that a checkpoint names; none as long as it has not come so far.
    roots: BTreeMap<u64, Option<Hash>>,
}

impl CheckTrail {
    /// For what these checkpoints say.
    pub fn new(heads: &[Head]) -> Self {
        let sizes = heads.iter().filter_map(|head| head.trail).map(|(size, _)| size);
        let roots = sizes.map(|size| (size, (size == 0).then_some(EMPTY_HASH))).collect();
        Self { found: Outline::default(), roots }
    }

    /// Takes the next message.
    pub fn add(&mut self, stored: &Recorded<Raw>) {
        self.found.append(leaf(&entry(stored)));
        let size = self.size();
        if let Some(root) = self.roots.get_mut(&size) {
            *root = Some(self.found.tree().root());
        }
    }

    /// How many messages it has.
    pub fn size(&self) -> u64 {
        self.found.tree().size()
    }

    /// How many messages are as these checkpoints say, of those that it was made for.
    ///
    /// # Errors
    /// What there is to find out about the first with which it does not agree.
    pub fn compare(self, heads: &[Head]) -> Result<u64, Box<Dispute>> {
        let mut said: Vec<(u64, Hash)> = heads.iter().filter_map(|head| head.trail).collect();
        said.sort_by_key(|(size, _)| *size);
        let mut good = 0;
        for (size, root) in said {
            if self.roots.get(&size).copied().flatten() != Some(root) {
                return Err(Box::new(Dispute::new(size, root, good, self.found)));
            }
            good = size;
        }
        Ok(good)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Place;
    use crate::verify::log::tests::{heads, leaves, log, place};

    #[test]
    fn a_trail_from_which_something_was_taken_is_found() {
        let trail = log(30);
        let head = |size: u64| {
            let mut tree = Outline::default();
            leaves(&log(size)).into_iter().for_each(|leaf| tree.append(leaf));
            Head { trail: Some((size, tree.tree().root())), ..heads(&[7]).remove(0) }
        };
        let heads = [head(0), head(10), head(20)];
        let wrong = |trail: &[Recorded<Raw>], signed: Option<&[Hash]>| {
            let mut check = CheckTrail::new(&heads);
            trail.iter().for_each(|stored| check.add(stored));
            check.compare(&heads).map_err(|dispute| place(*dispute, signed.unwrap_or_default(), trail))
        };
        let signed = leaves(&trail[..20]);
        assert_eq!(wrong(&trail, None), Ok(20));
        let mut thinned = trail.clone();
        thinned.remove(14);
        assert_eq!(wrong(&thinned, Some(&signed)), Err(Place::At(15)));
        let within = Err(Place::Within(11, 20));
        assert_eq!(wrong(&thinned, None), within);
        assert_eq!(wrong(&thinned, Some(&leaves(&thinned[..20]))), within, "leaves of another tree are not believed");
        assert_eq!(wrong(&trail[..15], None), Err(Place::Missing(16, 20)));
        assert_eq!(wrong(&trail[..15], Some(&signed)), Err(Place::Missing(16, 20)));
        assert_eq!(wrong(&trail[..25], None), Ok(20), "what was not signed yet is not missed");
    }
}
