//! The facts of one item, piece by piece: after a step only the pieces are worked out again that it may have moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use jiff::Timestamp;

use crate::judge::account::Account;
use crate::judge::plans;
use crate::judge::touched::Moved;
use crate::judge::view::View;
use crate::record::attribution::Attribution;
use crate::record::name::AttributeName;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::views::difference::facts::{self, Facts, Key};
use crate::views::findings::heard::{Heard, Source, supporting, told_by};

/// What facts are worked out together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    /// Those of the whole.
    Whole,
    /// Those of one attribute, or of the item by itself.
    Part(Option<AttributeName>),
    /// What the check finds of the report at a place.
    Report(usize),
}

/// Facts, with what is needed to know which of them a step leaves as they are.
pub(super) struct Kept<'s> {
    pieces: BTreeMap<Piece, Facts>,
    /// All of them: several pieces can have the same.
    all: BTreeMap<Key, (String, usize)>,
    /// Through whom the item is told of.
    telling: Vec<&'s Attribution>,
    /// The sources that bear out that it is so.
    bearing_out: Rc<[Source<'s>]>,
    /// What was said on each path when it was looked at, and the sources that bore out each value.
    accounts: HashMap<Path, Rc<Account<'s>>>,
    sources: HashMap<(Path, Option<&'s Value>), Rc<[Source<'s>]>>,
    /// The parts that name other items.
    naming: BTreeSet<Option<AttributeName>>,
    /// Who is heard on the item, as it was when it was last looked at.
    heard: Heard<'s>,
    /// When the first of what lies ahead of it falls due.
    due: Option<Timestamp>,
}

/// What is looked at again of an item: the report that was taken in, and what it may have moved.
#[derive(Clone, Copy)]
pub(super) struct Step<'m> {
    pub(super) place: Option<usize>,
    pub(super) moved: &'m Moved,
}

/// Facts that have changed, each with what it was.
pub(super) type Changed = BTreeMap<Key, Option<String>>;

impl Default for Kept<'_> {
    fn default() -> Self {
        let (pieces, all, telling, accounts, sources, naming, heard, due) = Default::default();
        Self { pieces, all, telling, bearing_out: Rc::from([]), accounts, sources, naming, heard, due }
    }
}

impl<'s> Kept<'s> {
    /// A fact as it is.
    pub(super) fn get(&self, key: &Key) -> Option<&String> {
        self.all.get(key).map(|(fact, _)| fact)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every fact, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Key, &String)> {
        self.all.iter().map(|(key, (fact, _))| (key, fact))
    }

    /// Whether nothing that lies ahead falls due before a moment.
    pub(super) fn is_settled_until(&self, now: Timestamp) -> bool {
        !self.is_empty() && self.due.is_none_or(|due| due >= now)
    }

    /// Takes in the report at a place, which only says again what is said of the item.
    pub(super) fn say_again(&mut self, view: &View<'s>, item: &Item, place: usize) -> Changed {
        let mut changed = Changed::new();
        self.read(view, item, std::iter::once(place), &mut changed);
        self.end(changed)
    }

    /// Puts these in place of all there is.
    pub(super) fn replace(&mut self, facts: Facts) -> Changed {
        let mut changed = Changed::new();
        let others: Vec<Piece> = self.pieces.keys().filter(|piece| **piece != Piece::Whole).cloned().collect();
        for piece in others {
            self.put(piece, Facts::new(), &mut changed);
        }
        self.put(Piece::Whole, facts, &mut changed);
        self.end(changed)
    }

    /// Brings the facts of an item up to date with a step.
    pub(super) fn follow(&mut self, view: &View<'s>, item: &'s Item, step: Step<'_>) -> Changed {
        let mut changed = Changed::new();
        self.heard = Heard::default();
        self.due = plans::first_due(view, item);
        self.put(Piece::Whole, facts::of_item(view, item), &mut changed);
        self.follow_parts(view, item, step.moved, &mut changed);
        self.follow_reports(view, item, step, &mut changed);
        self.end(changed)
    }

    fn follow_parts(&mut self, view: &View<'s>, item: &Item, moved: &Moved, changed: &mut Changed) {
        let mut parts: BTreeMap<Option<AttributeName>, Vec<Path>> = BTreeMap::new();
        for path in view.paths_of(&item.key) {
            if moved.includes(path.attribute.as_ref()) || self.naming.contains(&path.attribute) {
                parts.entry(path.attribute.clone()).or_default().push(path);
            }
        }
        let gone =
            |piece: &&Piece| matches!(piece, Piece::Part(part) if *moved == Moved::All && !parts.contains_key(part));
        let gone: Vec<Piece> = self.pieces.keys().filter(gone).cloned().collect();
        for piece in gone {
            self.put(piece, Facts::new(), changed);
        }
        for (part, paths) in parts {
            match paths.iter().any(|path| facts::names_others(view, path)) {
                true => self.naming.insert(part.clone()),
                false => self.naming.remove(&part),
            };
            self.put(Piece::Part(part), facts::of_part(view, item, &paths), changed);
        }
    }

    fn follow_reports(
        &mut self,
        view: &View<'s>,
        item: &'s Item,
        Step { place, moved }: Step<'_>,
        changed: &mut Changed,
    ) {
        let whole = Path::item(item.key.clone());
        let bearing_out = match moved.includes(None) {
            true => self.heard.bearing_out(view, &whole, None, &BTreeSet::new()),
            false => Rc::clone(&self.bearing_out),
        };
        let Moved::Parts(parts) = moved else {
            self.accounts.clear();
            self.telling = self.heard.telling(view, &item.key).to_vec();
            self.bearing_out = bearing_out;
            let reports: BTreeSet<usize> = facts::reports_of(view, item).collect();
            let gone = |piece: &&Piece| matches!(piece, Piece::Report(place) if !reports.contains(place));
            let gone: Vec<Piece> = self.pieces.keys().filter(gone).cloned().collect();
            for piece in gone {
                self.put(piece, Facts::new(), changed);
            }
            return self.read(view, item, reports.into_iter(), changed);
        };
        let before = (self.telling.len(), std::mem::replace(&mut self.bearing_out, bearing_out));
        let told = place.into_iter().flat_map(|place| supporting(&view.state.reports()[place].record));
        for attribution in told {
            if !self.telling.iter().any(|known| told_by(known) == told_by(attribution)) {
                self.telling.push(attribution);
            }
        }
        if before != (self.telling.len(), Rc::clone(&self.bearing_out)) {
            return self.read(view, item, item.reports.iter().copied(), changed);
        }
        let mut reports: BTreeSet<usize> = place.into_iter().collect();
        for path in item.paths.iter().filter(|path| parts.contains(&path.attribute)) {
            self.add_heard_otherwise(view, path, &mut reports);
        }
        // Who contradicts a report bears on it as a whole.
        if parts.contains(&None) {
            let tied = |place: &usize| view.ties_of(*place).next().is_some();
            reports.extend(item.reports.iter().copied().filter(tied));
        }
        // What came of a request for comment is said of the item too, and not in a report about it.
        reports.retain(|place| view.state.reports()[*place].record.item.as_ref() == Some(&item.key));
        self.read(view, item, reports.into_iter(), changed);
    }

    /// Adds the reports of which a word on a path counts otherwise than it did, or is borne out by others.
    fn add_heard_otherwise(&mut self, view: &View<'s>, path: &Path, reports: &mut BTreeSet<usize>) {
        let now = view.account(path);
        let before = self.accounts.insert(path.clone(), Rc::clone(&now));
        let mut borne_out: HashMap<Option<&Value>, bool> = HashMap::new();
        for word in &now.words {
            let known = before.as_ref().and_then(|before| before.word_said(word.order, word.filing));
            let same_sources = borne_out.entry(word.value).or_insert_with(|| {
                let sources = self.heard.bearing_out(view, path, word.value, &BTreeSet::new());
                let known = self.sources.insert((path.clone(), word.value), Rc::clone(&sources));
                known == Some(sources)
            });
            if !*same_sources || known.is_none_or(|known| known.replaced != word.replaced) {
                reports.insert(word.filing.report);
            }
        }
        // What was mended of a report is no word of it any more and is still asked about; and who is contradicted is not borne
        // out by everybody who bears the same out.
        let apart = |place: &usize| !view.withdrawals().of(*place).is_empty() || view.ties_of(*place).next().is_some();
        reports.extend(view.state.filings(path).iter().map(|filing| filing.report).filter(apart));
    }

    /// Takes in what the check finds of the reports at these places.
    fn read(&mut self, view: &View<'s>, item: &Item, places: impl Iterator<Item = usize>, changed: &mut Changed) {
        for place in places {
            let facts = facts::of_report(view, &mut self.heard, item, place);
            self.put(Piece::Report(place), facts, changed);
        }
    }

    /// Puts facts in the place of a piece.
    fn put(&mut self, piece: Piece, facts: Facts, changed: &mut Changed) {
        let before = self.pieces.remove(&piece).unwrap_or_default();
        for (key, fact) in facts.iter().filter(|(key, fact)| before.get(*key) != Some(*fact)) {
            let (known, times) = self.all.entry(key.clone()).or_default();
            changed.entry(key.clone()).or_insert_with(|| (*times > 0).then(|| known.clone()));
            known.clone_from(fact);
            *times += usize::from(!before.contains_key(key));
        }
        for key in before.keys().filter(|key| !facts.contains_key(*key)) {
            let Some((known, times)) = self.all.get_mut(key) else { continue };
            changed.entry(key.clone()).or_insert_with(|| Some(known.clone()));
            *times -= 1;
            if *times == 0 {
                self.all.remove(key);
            }
        }
        if !facts.is_empty() {
            self.pieces.insert(piece, facts);
        }
    }

    /// What has changed in the end.
    fn end(&self, mut changed: Changed) -> Changed {
        changed.retain(|key, before| before.as_ref() != self.get(key));
        changed
    }
}
