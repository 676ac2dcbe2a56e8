//! Things kept of the stories that were asked for last, as many as their sizes allow.

use std::collections::HashMap;

use newsreel_story::record::name::StorySlug;

/// How much of what may be kept is left when something is let go, so that this is rare.
const LEFT: f64 = 0.75;

/// What is kept, by story. What one story takes is kept however large it is.
pub(crate) struct Recent<V> {
    kept: HashMap<StorySlug, Kept<V>>,
    /// How many bytes all may take, and take.
    most: usize,
    bytes: usize,
    /// Counts the uses.
    clock: u64,
}

struct Kept<V> {
    value: V,
    bytes: usize,
    last_use: u64,
}

impl<V> Recent<V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { kept: HashMap::new(), most, bytes: 0, clock: 0 }
    }

    /// What is kept of a story, for another use.
    pub(crate) fn get_or_insert(&mut self, story: &StorySlug, new: impl FnOnce() -> V) -> &mut V {
        self.clock += 1;
        let kept = self.kept.entry(story.clone()).or_insert_with(|| Kept { value: new(), bytes: 0, last_use: 0 });
        kept.last_use = self.clock;
        &mut kept.value
    }

    /// Notes what it takes now, and lets go of what has not been used for longest when all take too much.
    pub(crate) fn note_size(&mut self, story: &StorySlug, bytes: usize) {
        let Some(kept) = self.kept.get_mut(story) else { return };
        self.bytes = self.bytes + bytes - std::mem::replace(&mut kept.bytes, bytes);
        if self.bytes > self.most {
            self.let_go((self.most as f64 * LEFT) as usize);
        }
    }

    /// How many stories something is kept of, and how many bytes that takes.
    pub(crate) fn extent(&self) -> (usize, usize) {
        (self.kept.len(), self.bytes)
    }

    fn let_go(&mut self, until: usize) {
        let mut oldest: Vec<(u64, StorySlug)> =
            self.kept.iter().map(|(story, kept)| (kept.last_use, story.clone())).collect();
        oldest.sort_unstable();
        // The last one is in use now.
        oldest.pop();
        for (_, story) in oldest {
            if self.bytes <= until {
                break;
            }
            self.remove(&story);
        }
    }

    pub(crate) fn remove(&mut self, story: &StorySlug) -> Option<V> {
        let kept = self.kept.remove(story)?;
        self.bytes -= kept.bytes;
        Some(kept.value)
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(number: usize) -> StorySlug {
        StorySlug::new(&format!("story-{number}")).expect("a slug")
    }

    fn kept(recent: &Recent<()>, among: usize) -> Vec<usize> {
        (0..among).filter(|number| recent.kept.contains_key(&story(*number))).collect()
    }

    #[test]
    fn what_was_not_used_for_longest_is_let_go() {
        let mut recent = Recent::new(100);
        for number in 0..10 {
            recent.get_or_insert(&story(number), || ());
            recent.note_size(&story(number), 10);
        }
        assert_eq!(kept(&recent, 10).len(), 10);
        recent.get_or_insert(&story(0), || ());
        recent.note_size(&story(0), 30);
        assert_eq!(kept(&recent, 10), [0, 6, 7, 8, 9]);
        assert_eq!(recent.bytes, 70);
        // One that is larger than all may be is kept while it is in use.
        recent.get_or_insert(&story(10), || ());
        recent.note_size(&story(10), 1000);
        assert_eq!(kept(&recent, 11), [10]);
        assert_eq!(recent.remove(&story(10)), Some(()));
        assert_eq!(recent.bytes, 0);
    }
}
