//! Every reason to refuse a submission, gathered while it is read: each mistake once, and what only follows from another
//! mistake counted with it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::submit::refusal::{At, Code, Refusal};

/// A sort of thing that is named elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    Entity,
    Item,
    Update,
    Source,
    Series,
}

/// What a submission is refused for so far.
#[derive(Default)]
pub(crate) struct Refusals(RefCell<Gathered>);

#[derive(Default)]
struct Gathered {
    refusals: Vec<(Refusal, usize)>,
    said: HashSet<(String, String)>,
    /// The places of texts with characters that are not accepted: whatever else is wrong there follows from that.
    garbled: HashSet<String>,
    /// The refusal that speaks of a thing, so that other places that name it need not.
    of: HashMap<(Sort, Box<str>), usize>,
    /// How often something was wrong, said anew or not.
    troubles: usize,
    /// The refusal that was said or followed last.
    last: usize,
    names_unchecked: bool,
}

/// How much was wrong at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Since {
    refusals: usize,
    troubles: usize,
}

impl Refusals {
    /// Reads something for what is wrong with it, except for names that stand for nothing.
    pub(crate) fn without_unknown_names(&self, read: impl FnOnce()) {
        self.0.borrow_mut().names_unchecked = true;
        read();
        self.0.borrow_mut().names_unchecked = false;
    }

    /// Takes in a refusal, unless the same was said of the same place: a source is read wherever it is used.
    pub(crate) fn add(&self, refusal: Refusal) {
        let mut gathered = self.0.borrow_mut();
        let of_a_name = matches!(refusal.code, Code::UnknownEntity | Code::UnknownItem | Code::UnknownUpdate);
        if gathered.names_unchecked && of_a_name {
            return;
        }
        gathered.troubles += 1;
        if gathered.garbled.contains(&refusal.at) {
            return;
        }
        if gathered.said.insert((refusal.at.clone(), refusal.message.clone())) {
            gathered.last = gathered.refusals.len();
            gathered.refusals.push((refusal, 0));
        }
    }

    /// Takes in that a text has characters that are not accepted, which is all that is said of it.
    pub(crate) fn add_garbled(&self, refusal: Refusal) {
        let at = refusal.at.clone();
        self.add(refusal);
        self.0.borrow_mut().garbled.insert(at);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.borrow().troubles == 0
    }

    /// How much is wrong so far.
    pub(crate) fn now(&self) -> Since {
        let gathered = self.0.borrow();
        Since { refusals: gathered.refusals.len(), troubles: gathered.troubles }
    }

    /// Whether anything was wrong since.
    pub(crate) fn any(&self, since: Since) -> bool {
        self.0.borrow().troubles > since.troubles
    }

    /// What was wrong since is what is wrong with a thing: whatever names it follows from that.
    pub(crate) fn mark(&self, sort: Sort, name: &str, since: Since) {
        let mut gathered = self.0.borrow_mut();
        if gathered.troubles > since.troubles {
            let first = if gathered.refusals.len() > since.refusals { since.refusals } else { gathered.last };
            gathered.of.entry((sort, name.into())).or_insert(first);
        }
    }

    /// Refuses a name that stands for nothing: once, however often it is written.
    pub(crate) fn unknown(&self, sort: Sort, name: &str, at: &At<'_>, code: Code, message: impl FnOnce() -> String) {
        if !self.follows(sort, name, at) {
            let since = self.now();
            self.add(at.refuse(code, message()));
            self.mark(sort, name, since);
        }
    }

    /// Whether something is wrong with the thing itself, so that naming it here is not a mistake of its own. It is counted.
    pub(crate) fn follows(&self, sort: Sort, name: &str, at: &At<'_>) -> bool {
        let gathered = &mut *self.0.borrow_mut();
        let Some(known) = gathered.of.get(&(sort, name.into())).copied() else { return false };
        (gathered.troubles, gathered.last) = (gathered.troubles + 1, known);
        if let Some((refusal, more)) = gathered.refusals.get_mut(known) {
            let place = at.to_string();
            if refusal.at != place && gathered.said.insert((place, name.to_owned())) {
                *more += 1;
            }
        }
        true
    }

    /// The refusals, each with how many places follow from it: so many at most, and how many are not listed.
    pub(crate) fn into_list(self, most: usize) -> Vec<Refusal> {
        let gathered = self.0.into_inner();
        let all = gathered.refusals.len();
        let told = |(refusal, more): (Refusal, usize)| match more {
            0 => refusal,
            1 => Refusal { message: refusal.message + " (1 more place follows from this)", ..refusal },
            _ => Refusal { message: format!("{} ({more} more places follow from this)", refusal.message), ..refusal },
        };
        let mut list: Vec<Refusal> = gathered.refusals.into_iter().take(most).map(told).collect();
        if all > most {
            let more = match all - most {
                1 => "1 more mistake is".to_owned(),
                more => format!("{more} more mistakes are"),
            };
            let message = format!("{more} not listed; mend these first");
            list.push(At::Root.refuse(Code::NotAllowed, message));
        }
        list
    }
}
