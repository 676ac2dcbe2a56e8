//! Which entries of the directory the updates of a submission name: openly, or under an embargo.

use std::collections::{HashMap, HashSet};

use crate::record::name::EntitySlug;
use crate::record::update::{Embargo, Update};

/// Who is named by the updates of a submission.
#[derive(Default)]
pub(super) struct Named {
    pub(super) openly: HashSet<EntitySlug>,
    /// By updates under an embargo: by the one whose embargo ends first.
    pub(super) under_embargo: HashMap<EntitySlug, Embargo>,
}

impl Named {
    pub(super) fn take_in(&mut self, update: &Update, embargo: Option<&Embargo>) {
        for entity in update.entities() {
            match embargo {
                None => drop(self.openly.insert(entity.clone())),
                Some(embargo) => note(&mut self.under_embargo, entity, embargo),
            }
        }
    }
}

/// Notes that an entry is named under an embargo, of which the first to end counts.
fn note(noted: &mut HashMap<EntitySlug, Embargo>, entity: &EntitySlug, embargo: &Embargo) {
    match noted.get_mut(entity) {
        Some(known) if known.outlasts(embargo) => *known = embargo.clone(),
        Some(_) => {}
        None => drop(noted.insert(entity.clone(), embargo.clone())),
    }
}
