//! Who has a part in an item, and who speaks for whom.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::judge::account::Word;
use crate::judge::grade::Grade;
use crate::judge::on_file::OnFile;
use crate::record::attribution::Basis;
use crate::record::kind::Kind;
use crate::record::kind::spec::KindRole;
use crate::record::name::EntitySlug;
use crate::record::path::Path;
use crate::record::stance::{Hedge, Stance};
use crate::record::value::Value;
use crate::state::directory::StoryDirectory;
use crate::state::fold::Item;

/// The longest way from a speaker to what he speaks for; a longer one is taken to be a loop.
const LONGEST_LINEAGE: usize = 16;

/// Who has a part in an item.
pub(super) struct Parties<'s> {
    /// In the order they came up.
    pub(super) participants: Rc<[&'s EntitySlug]>,
    named: HashSet<&'s EntitySlug>,
    /// These, whom they speak for, and what that lies within.
    circle: HashSet<&'s EntitySlug>,
    directory: StoryDirectory<'s>,
    /// Who was asked of before, and whether he is one.
    known: RefCell<HashMap<EntitySlug, bool>>,
}

impl<'s> Parties<'s> {
    /// The parties of an item: whoever reports them, and however that is disputed.
    pub(super) fn of(item: &Item, on_file: &OnFile<'s>, directory: StoryDirectory<'s>) -> Self {
        let (mut participants, mut named) = (Vec::new(), HashSet::new());
        for path in on_file.paths_of(&item.key).filter(|path| names_parties(item.kind, path)) {
            for filing in on_file.testimonies(&path) {
                let (_, testimony) = on_file.seen.state.filed(filing);
                let names = testimony.stance.supports() || testimony.stance == Stance::Names;
                let entity = testimony.value.as_ref().filter(|_| names).and_then(Value::entity);
                let entity = entity.map(|entity| directory.canonical(entity));
                participants.extend(entity.filter(|entity| named.insert(*entity)));
            }
        }
        let circle = participants.iter().flat_map(|party| lineage(directory, party)).collect();
        Self { participants: participants.into(), named, circle, directory, known: RefCell::default() }
    }

    /// Whether somebody speaks for one of them, or for what they belong to.
    pub(super) fn include(&self, holder: &EntitySlug) -> bool {
        if let Some(known) = self.known.borrow().get(holder) {
            return *known;
        }
        let included = self.circle.contains(self.directory.canonical(holder))
            || lineage(self.directory, holder).any(|above| self.named.contains(above));
        self.known.borrow_mut().insert(holder.clone(), included);
        included
    }
}

/// An entity, whom it speaks for, and what that lies within.
pub(super) fn lineage<'a>(directory: StoryDirectory<'a>, slug: &'a EntitySlug) -> impl Iterator<Item = &'a EntitySlug> {
    std::iter::successors(Some(directory.canonical(slug)), move |slug| {
        let entity = directory.get(slug)?;
        entity.speaks_for.as_ref().or(entity.within.as_ref()).map(|slug| directory.canonical(slug))
    })
    .take(LONGEST_LINEAGE)
}

/// Whether an entity that is a value of this path has a part in the item.
fn names_parties(kind: Kind, path: &Path) -> bool {
    let spec = path.attribute.as_ref().and_then(|name| kind.attribute(name.as_str()));
    match (spec, &path.detail) {
        (Some(spec), None) => spec.party,
        (Some(spec), Some(name)) => {
            spec.elements.unwrap_or_default().iter().any(|detail| detail.name == name.as_str() && detail.party)
        }
        (None, _) => false,
    }
}

/// Marks somebody's words, on the record, on its own position, promise or part. What others say of its position is hearsay,
/// however they know.
pub(super) fn mark_own(words: &mut [Word<'_>], item: &Item, path: &Path, on_file: &OnFile<'_>) {
    let spec = path.attribute.as_ref().and_then(|name| item.kind.attribute(name.as_str()));
    if path.element.is_none() || !spec.is_some_and(|spec| spec.party) {
        return;
    }
    let (state, directory) = (on_file.seen.state, on_file.seen.directory);
    let element = Path { detail: None, ..path.clone() };
    let owners = on_file.testimonies(&element).filter_map(|filing| state.filed(filing).1.value.as_ref()?.entity());
    let owners: HashSet<&EntitySlug> = owners.map(|owner| directory.canonical(owner)).collect();
    let circle: HashSet<&EntitySlug> = owners.iter().flat_map(|owner| lineage(directory, owner)).collect();
    let is_position = item.kind.role() == KindRole::Proposal && path.detail.is_some();
    for word in words {
        let speaks_for_one = || lineage(directory, word.holder).any(|above| owners.contains(above));
        let of_itself = !word.secondhand && (circle.contains(word.holder) || speaks_for_one());
        word.own = of_itself
            && matches!(word.attribution.basis, Basis::OnRecord | Basis::Document | Basis::Observed)
            && word.hedge() != Some(Hedge::Possible);
        if is_position && !of_itself {
            word.grade = word.grade.min(Grade::Reported);
        }
    }
}
