//! Who has a part in an item, and who speaks for whom.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::judge::account::Word;
use crate::judge::grade::Grade;
use crate::judge::on_file::OnFile;
use crate::record::attribution::{Basis, Knowledge, Origin};
use crate::record::entry::EntityType;
use crate::record::folding;
use crate::record::kind::Kind;
use crate::record::kind::attribute::TEXT;
use crate::record::kind::spec::KindRole;
use crate::record::name::{EntitySlug, own_name};
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
    /// Of a claim of which nobody says whom it is about: the words of its texts.
    texts: Vec<Vec<String>>,
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
        let texts =
            if item.kind.role() == KindRole::Claim && named.is_empty() { texts(item, on_file) } else { Vec::new() };
        Self { participants: participants.into(), named, circle, directory, texts, known: RefCell::default() }
    }

    /// Whether somebody speaks for one of them, or for what they belong to.
    pub(super) fn include(&self, holder: &EntitySlug) -> bool {
        if let Some(known) = self.known.borrow().get(holder) {
            return *known;
        }
        let included = self.circle.contains(self.directory.canonical(holder))
            || lineage(self.directory, holder).any(|above| self.named.contains(above) || self.begins_a_text(above));
        self.known.borrow_mut().insert(holder.clone(), included);
        included
    }
}

impl Parties<'_> {
    /// Whether the words of a claim begin with the speaker himself.
    pub(super) fn are_told_of_by(&self, word: &Word<'_>) -> bool {
        matches!(&word.attribution.origin, Origin::Entity(origin) if !word.secondhand && self.begins_a_text(origin))
    }

    /// Whether the words of a claim begin with somebody: it is what that one did.
    fn begins_a_text(&self, slug: &EntitySlug) -> bool {
        let entity = self.directory.get(slug).filter(|entity| !self.texts.is_empty() && entity.is != EntityType::Place);
        let begins = |name: &str| {
            let name = folding::words(name);
            let surname = name.last().filter(|_| entity.is_some_and(|entity| entity.is == EntityType::Person));
            let begin = |text: &Vec<String>| {
                without_article(text).starts_with(without_article(&name))
                    || text.first() == surname.filter(|_| name.len() > 1)
            };
            !name.is_empty() && self.texts.iter().any(begin)
        };
        entity.is_some_and(|entity| entity.names.iter().any(|name| begins(&name.text)))
    }
}

fn without_article(words: &[String]) -> &[String] {
    words.strip_prefix(&["the".to_owned()][..]).unwrap_or(words)
}

/// The words of each text that a claim is given.
fn texts(item: &Item, on_file: &OnFile<'_>) -> Vec<Vec<String>> {
    let filings = on_file.testimonies(&Path::item(item.key.clone()).attribute(own_name(TEXT)));
    let texts = filings.filter_map(|filing| on_file.seen.state.filed(filing).1.value.as_ref()?.text());
    texts.map(folding::words).collect()
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

/// Marks the words on a claim whose source speaks of an own act although the claim is not about its holder. Only those whom
/// a claim is `about`, or, where nobody says that, with whom its words begin, can have done what it says: whatever others know
/// of it, they do not know it from having done it.
pub(super) fn mark_outside(words: &mut [Word<'_>], item: &Item) {
    if item.kind.role() != KindRole::Claim {
        return;
    }
    for word in words.iter_mut().filter(|word| !word.by_party && word.attribution.knowledge == Knowledge::OwnAct) {
        word.outside = true;
        word.grade = word.grade.min(Grade::Reported);
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
