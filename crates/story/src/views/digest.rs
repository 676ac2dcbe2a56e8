//! The digest of a story: what a reader needs of its current state, without the testimonies behind it. Worked out anew only
//! for the items that an update may have moved, so that an update of a long story costs no more than one of a short.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::judge::grade::Grade;
use crate::judge::phase::Phase;
use crate::judge::touched::{JudgedFrom, touched};
use crate::judge::view::View;
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::recorded::Sequence;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::names;

/// The largest digest, in bytes; items beyond it are left out and that is said.
const MAX_BYTES: usize = 256 * 1024;
/// Of it, what is kept for everything but the items.
const HEAD_BYTES: usize = 1024;

/// What a place in a table takes beside what stands there, with its share of those that stay empty.
const PLACE_BYTES: usize = 8;

/// A story's digest, kept from one update to the next.
#[derive(Debug, Default)]
pub struct Digests {
    basis: JudgedFrom,
    items: HashMap<ItemKey, Box<RawValue>>,
    /// The reports whose entities are known.
    read: usize,
    /// Everybody the story's updates name, and whether one does that readers outside may know of.
    named: HashMap<EntitySlug, bool>,
    /// The last change to an entry that bears on any of them.
    directory: Sequence,
    moved: Moved,
}

/// How far a story is in its digest, in positions of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// The last update considered.
    pub sequence: Sequence,
    /// The last record that changed what readers outside may know: an update, or an entry of the directory that bears on one.
    /// Zero where there is none.
    pub for_readers: Sequence,
}

/// The current state of a story, in short: what the bucket holds under the story's slug.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Digest<'d> {
    /// The version of this form.
    version: u8,
    /// The position in the log of the last update considered.
    sequence: Sequence,
    /// The story.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::name::StorySlug"))]
    story: &'d str,
    /// Its working title.
    title: &'d str,
    /// Whether it takes updates.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::status::Status"))]
    status: &'static str,
    /// Its items.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ItemDigest<'d>>"))]
    items: Vec<&'d RawValue>,
    /// How many items are left out because the digest would be too large.
    items_left_out: usize,
}

/// The state of one item.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ItemDigest<'d> {
    /// Its key.
    #[cfg_attr(feature = "schema", schemars(with = "ItemKey"))]
    item: &'d str,
    /// Its kind.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::kind::Kind"))]
    kind: String,
    /// Where in its life it is.
    phase: Phase,
    /// The value to lead with on each of its paths.
    leading: Vec<Leading<'d>>,
}

/// The value to lead with on a path.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Leading<'d> {
    /// The path.
    #[cfg_attr(feature = "schema", schemars(with = "crate::record::path::Path"))]
    path: String,
    /// The value; none on an item's own path, where it is that it is so.
    value: Option<&'d Value>,
    /// How well it is supported.
    standing: Grade,
    /// Whether somebody says otherwise, no less well supported.
    contested: bool,
    /// The names of those who say so.
    by: BTreeSet<String>,
}

impl Digests {
    /// The digest of the story as this view has it, in JSON, and how far it is in it.
    pub fn digest(&mut self, view: &View<'_>) -> (Moved, Vec<u8>) {
        self.forget_moved(view);
        let (head, status) = view.head();
        let shown: Vec<&Item> = view.items().collect();
        let (mut fit, mut bytes) = (0, HEAD_BYTES);
        for item in &shown {
            let item = self.items.entry(item.key.clone()).or_insert_with(|| item_digest(view, item));
            bytes += item.get().len();
            if bytes > MAX_BYTES {
                break;
            }
            fit += 1;
        }
        let items: Vec<&RawValue> =
            shown[..fit].iter().filter_map(|item| Some(&**self.items.get(&item.key)?)).collect();
        let story = view.state.slug().as_str();
        let sequence = view.sequence();
        let digest = Digest {
            version: 1,
            sequence,
            story,
            title: head.title.as_deref().unwrap_or(story),
            status: status.as_str(),
            items_left_out: shown.len() - items.len(),
            items,
        };
        let digest = serde_json::to_vec(&digest).unwrap_or_default();
        self.basis = JudgedFrom::of(view);
        self.moved.sequence = sequence;
        (self.moved, digest)
    }

    /// How many bytes of memory it takes, about.
    pub fn bytes(&self) -> usize {
        let items: usize = self.items.values().map(|item| item.get().len()).sum();
        let places = self.items.capacity() * (size_of::<(ItemKey, Box<RawValue>)>() + PLACE_BYTES);
        let named = self.named.capacity() * (size_of::<(EntitySlug, bool)>() + PLACE_BYTES);
        size_of::<Self>() + items + places + self.basis.bytes() + named
    }

    /// Forgets what the updates since may have moved: some items, or, with an entry of the directory, all.
    fn forget_moved(&mut self, view: &View<'_>) {
        let unread = view.state.reports().get(self.read..).unwrap_or_default();
        for report in unread {
            let for_readers = !view.state.is_for_the_desk(report);
            for entity in report.record.entities() {
                *self.named.entry(entity.clone()).or_default() |= for_readers;
            }
            if for_readers {
                self.moved.for_readers = self.moved.for_readers.max(report.sequence);
            }
        }
        self.read = view.state.reports().len();
        let mut directory = 0;
        for (slug, for_readers) in &self.named {
            let changed = view.directory.surroundings(slug).iter().map(|entity| entity.sequence).max().unwrap_or(0);
            directory = directory.max(changed);
            if *for_readers {
                self.moved.for_readers = self.moved.for_readers.max(changed);
            }
        }
        if directory > self.directory {
            self.directory = directory;
            self.items.clear();
        }
        for item in touched(view, &self.basis) {
            self.items.remove(&item);
        }
    }
}

fn item_digest(view: &View<'_>, item: &Item) -> Box<RawValue> {
    let paths = view.paths_of(&item.key).filter_map(|path| {
        let account = view.account(&path);
        let leading = account.leading()?;
        let supporters = leading.standing.supporters.iter().filter_map(|filing| account.word(*filing));
        Some(Leading {
            path: path.to_string(),
            value: leading.value,
            standing: leading.standing.support,
            contested: account.is_contested(),
            by: supporters.map(|word| names::of(view, word.holder)).collect(),
        })
    });
    let digest = ItemDigest {
        item: item.key.as_str(),
        kind: item.kind.to_string(),
        phase: view.phase(item),
        leading: paths.collect(),
    };
    serde_json::value::to_raw_value(&digest).unwrap_or_else(|error| unreachable!("a digest is plain data: {error}"))
}
