//! Who is heard on an item and its paths: asked for each of its reports, and worked out once for all of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::judge::account::Word;
use crate::judge::grade::Grade;
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{PHASE, REASON};
use crate::record::name::{EntitySlug, ItemKey};
use crate::record::path::Path;
use crate::record::testimony::Testimony;
use crate::record::update::Update;
use crate::record::value::Value;

/// A source, and the document or recording that it is, where it is one.
pub(crate) type Source<'s> = (String, Option<&'s ItemKey>);

/// What has been worked out so far, under one view.
#[derive(Default)]
pub(crate) struct Heard<'s> {
    bearing_out: HashMap<Path, HashMap<Option<&'s Value>, Rc<[Source<'s>]>>>,
    telling: HashMap<ItemKey, Vec<&'s Attribution>>,
    withdrawn: HashMap<ItemKey, Vec<usize>>,
}

impl<'s> Heard<'s> {
    /// The sources that bear out a value of a path, as far as two who are no documents; reports that are opposed to whoever
    /// asks apart.
    pub(crate) fn bearing_out(
        &mut self,
        view: &View<'s>,
        path: &Path,
        value: Option<&'s Value>,
        opposed: &BTreeSet<usize>,
    ) -> Rc<[Source<'s>]> {
        if !opposed.is_empty() {
            return bearing_out(view, path, value, opposed);
        }
        if let Some(known) = self.bearing_out.get(path).and_then(|known| known.get(&value)) {
            return Rc::clone(known);
        }
        let found = bearing_out(view, path, value, opposed);
        self.bearing_out.entry(path.clone()).or_default().insert(value, Rc::clone(&found));
        found
    }

    /// Who tells of an item in a report that stands, each source once.
    pub(crate) fn telling(&mut self, view: &View<'s>, item: &ItemKey) -> &[&'s Attribution] {
        self.telling.entry(item.clone()).or_insert_with(|| {
            let reports = view.state.item(item).map_or(&[][..], |item| &item.reports);
            let standing =
                reports.iter().filter(|place| view.admits(**place) && !view.withdrawals().is_withdrawn(**place));
            let telling = standing.flat_map(|place| supporting(&view.state.reports()[*place].record));
            let mut known = HashSet::new();
            telling.filter(|attribution| known.insert(told_by(attribution))).collect()
        })
    }

    /// The reports about an item that were withdrawn.
    pub(super) fn withdrawn(&mut self, view: &View<'s>, item: &ItemKey) -> &[usize] {
        self.withdrawn.entry(item.clone()).or_insert_with(|| {
            let reports = view.state.item(item).map_or(&[][..], |item| &item.reports);
            let gone = |place: &usize| view.admits(*place) && view.withdrawals().is_withdrawn(*place);
            reports.iter().copied().filter(gone).collect()
        })
    }
}

/// Whether a testimony says that something is so. Why somebody denies, declines or calls off something is no report of it.
pub(super) fn is_report(said: &Testimony) -> bool {
    said.stance.supports() && !said.path.is_of(REASON)
}

/// Who says something is so in a report.
pub(crate) fn supporting(update: &Update) -> impl Iterator<Item = &Attribution> {
    let supporting = update.testimonies.iter().filter(|said| is_report(said));
    supporting.filter_map(|said| update.attributions.get(usize::from(said.attribution)))
}

/// What tells one source from another: two spokesmen of one party are one source.
pub(super) fn source(view: &View<'_>, attribution: &Attribution) -> String {
    match view.voice(attribution) {
        voice if voice.starts_with("entity/") => format!("entity/{}", view.directory.canonical(&attribution.holder)),
        voice => voice,
    }
}

/// All of an attribution that [`source`] looks at: where it is the same, the source is.
pub(crate) fn told_by(attribution: &Attribution) -> (&Origin, &EntitySlug, Basis, bool) {
    (&attribution.origin, &attribution.holder, attribution.basis, attribution.distinct)
}

/// The sources that bear out a value of a path. Who only speaks of another part of a claim does not bear it out.
fn bearing_out<'s>(view: &View<'s>, path: &Path, value: Option<&Value>, opposed: &BTreeSet<usize>) -> Rc<[Source<'s>]> {
    let account = view.account(path);
    let bears_out = |word: &Word<'_>| {
        let of_it = path.attribute.is_some() || says_so_itself(word);
        let counts = word.stance.supports() && word.grade > Grade::Conjecture && !opposed.contains(&word.filing.report);
        of_it && counts && says_the_same(view, word.value, value)
    };
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    let mut spoken: BTreeSet<String> = BTreeSet::new();
    for word in account.current() {
        // Whoever has borne it out once adds nothing by the next word: one outlet may have said everything, in hundreds.
        if known.contains(&told_by(word.attribution)) || !bears_out(word) {
            continue;
        }
        known.insert(told_by(word.attribution));
        let source = source(view, word.attribution);
        match &word.attribution.origin {
            Origin::Evidence(item) => found.push((source, Some(item))),
            Origin::Entity(_) => {
                spoken.insert(source.clone());
                found.push((source, None));
            }
        }
        if spoken.len() > 1 {
            break;
        }
    }
    found.into()
}

/// Whether a word on an item says that it is so, by itself or by a phase: what does not take place is also held to be so by
/// whoever reports anything of it.
fn says_so_itself(word: &Word<'_>) -> bool {
    word.testimony.path.attribute.is_none() || word.testimony.path.is_of(PHASE)
}

/// Whether one value says what another does, or more exactly.
fn says_the_same(view: &View<'_>, other: Option<&Value>, value: Option<&Value>) -> bool {
    match (other, value) {
        (Some(other), Some(value)) => {
            matches!(other.compare(value, &view.directory), Comparison::Same | Comparison::Narrows)
        }
        (other, value) => other.is_none() && value.is_none(),
    }
}
