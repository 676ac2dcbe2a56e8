//! Reading one entry of `updates` in order: its parts are in the files beside this one.

use crate::record::kind::attribute::{OUTLOOK, PHASE, SAME_AS};
use crate::record::kind::change::{Change, Family};
use crate::record::kind::choices::OUTLOOKS;
use crate::record::kind::spec::{KindRole, ValueType};
use crate::record::name::{EntitySlug, own_name};
use crate::record::path::Path;
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::submit::authoring::entries::read_name;
use crate::submit::authoring::scalars::{read_address, read_as_of, read_choice, read_embargo, read_quote, read_when};
use crate::submit::authoring::sources::read_source;
use crate::submit::authoring::words;
use crate::submit::authoring::world::World;
use crate::submit::node::{Members, Node};
use crate::submit::refusal::{Code, closest, one_of};
use crate::submit::refusals::Since;

/// An update on its way from what was written to what is recorded.
pub(super) struct UpdateReader<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) update: Update,
    pub(super) item: Path,
}

/// How a value is held, apart from the value itself.
#[derive(Clone, Default)]
pub(super) struct Manner {
    pub(super) stance: Option<Stance>,
    pub(super) holder: Option<EntitySlug>,
    pub(super) hedge: Option<Hedge>,
    pub(super) limits: Option<Box<str>>,
    pub(super) from: Option<When>,
    pub(super) until: Option<When>,
    pub(super) attributions: Vec<u8>,
    /// Whether it was said here whose word it is, and not only for the update as a whole.
    pub(super) attributed: bool,
}

impl Manner {
    /// How a count is held that says of which day it is.
    pub(super) fn of_its_day(self, node: &Node<'_>, value: ValueType) -> Self {
        match value {
            ValueType::Count => Self { from: read_as_of(node).or(self.from), ..self },
            _ => self,
        }
    }
}

impl UpdateReader<'_> {
    pub(super) fn read(&mut self, members: &mut Members<'_>, node: &Node<'_>, shared: &Shared<'_>) {
        let since = self.world.refusals.now();
        let source = shared.find(members, words::shared::SOURCE);
        let url = shared.find(members, words::shared::URL);
        let mut manner = Manner { attributions: self.read_sources(source, members), ..Manner::default() };
        self.read_url(url, source.as_ref().is_some_and(|(_, own)| *own));
        manner.hedge = members.parse(words::update::HEDGE, Code::BadValue);
        manner.limits = members.words(words::update::LIMITS);
        self.update.label = members.take(words::update::LABEL).and_then(|label| read_name(&label));
        let line = members.take(words::update::LINE);
        let declares = members.take(words::update::DECLARES);
        if let Some(declares) = &declares {
            self.read_declarations(declares);
        }
        self.read_part_of(members);
        let reason = self.read_relations(members);
        self.read_reviser(members, node);
        self.file_change(members, &manner, node);
        if let Some(reason) = reason {
            self.read_reason(&reason, &manner);
        }
        self.read_merger(members, node);
        let complete = members.take(words::update::COMPLETE);
        if let Some(complete) = &complete {
            self.read_complete(complete, &manner);
        }
        let outlook = members.take(words::update::OUTLOOK);
        if let Some(outlook) = outlook.and_then(|outlook| read_choice(&outlook, OUTLOOK, OUTLOOKS)) {
            self.testify(self.item.attribute(own_name(OUTLOOK)), Some(Value::Choice(outlook)), &manner);
        }
        let (entities, stances) = (members.take(words::update::ENTITIES), members.take(words::update::STANCES));
        if let Some(declares) = &declares {
            self.check_declared(declares, members);
        }
        self.read_attributes(members, &manner, node);
        if let Some(complete) = &complete {
            self.check_complete(complete);
        }
        if let Some(entities) = entities {
            self.read_entities(&entities, &manner);
        }
        if let Some(stances) = stances {
            self.read_stances(&stances, &manner);
        }
        self.check_reconciled(node);
        self.check_says_something(&manner, node, since);
        self.check_sources(source.is_some(), node);
        if let Some(line) = line {
            self.read_line(&line, since);
        }
        self.check_manner(&manner, node, since);
    }

    fn read_attributes(&mut self, members: &Members<'_>, manner: &Manner, node: &Node<'_>) {
        let names = || self.update.kind.spec().attributes.iter().map(|spec| spec.name);
        let is_known =
            |key: &str| members.has_taken(key) || self.declaration(key).is_some() || closest(key, names()).is_some();
        let unquoted = node.refuse_unquoted(is_known);
        let is_attribute = |key: &str| !is_type(key) && !unquoted.contains(&key);
        let attributes: Vec<_> = members.rest().filter(|(key, _)| is_attribute(key)).collect();
        self.update.testimonies.reserve(attributes.len() + 1);
        // What somebody denies, doubts or will not speak of is named, not said; that a request for comment was declined is
        // said of the request.
        let Update { kind, change, .. } = self.update;
        let of_the_item = kind.phase_filed_by(change).is_none();
        let denial = of_the_item && change.stance().is_some_and(|stance| !stance.supports());
        let said = Manner { stance: denial.then_some(Stance::Names), ..manner.clone() };
        for (name, value) in attributes {
            self.read_attribute(name, &value, &said);
        }
    }

    // ---- who says it ----

    fn read_sources(&mut self, source: Option<(Node<'_>, bool)>, members: &mut Members<'_>) -> Vec<u8> {
        let quoted = members.take(words::update::QUOTE);
        let quote = quoted.as_ref().and_then(read_quote);
        let desk = self.update.change.family() == Family::Desk;
        let attributions = match source {
            Some((source, own)) if desk && own => {
                let message =
                    format!("`{}` is an act of the desk, which has no source; leave it out", self.update.type_name());
                source.refuse::<()>(Code::NotAllowed, message);
                Vec::new()
            }
            Some((source, _)) if !desk => self.read_source_list(&source).unwrap_or_default(),
            _ => Vec::new(),
        };
        if let Some(quoted) = quoted.filter(|_| source.is_none() || desk) {
            quoted.refuse::<()>(Code::Missing, "a quotation is somebody's words: give its `source` as well");
        }
        if let Some(quote) = quote {
            for attribution in &mut self.update.attributions {
                attribution.quote = Some(quote.clone());
            }
        }
        attributions
    }

    /// Where the report was found: said of the update where each has its own page, and its source is one of many.
    fn read_url(&mut self, url: Option<(Node<'_>, bool)>, of_own_source: bool) -> Option<()> {
        let (node, own) = url?;
        let url = read_address(&node)?;
        if own && self.update.attributions.is_empty() {
            return node.refuse(Code::Missing, "an address is where a report was found: give its `source` as well");
        }
        // What an update says of itself comes before what it has in common with others; beside its own it is one too many.
        let given = self.update.attributions.iter().any(|attribution| attribution.url.is_some());
        if given && (own || !of_own_source) {
            return node.refuse(Code::NotAllowed, "the source has a `url` of its own; leave one of them out");
        }
        for attribution in self.update.attributions.iter_mut().filter(|attribution| attribution.url.is_none()) {
            attribution.url = Some(url.clone());
        }
        Some(())
    }

    pub(super) fn read_source_list(&mut self, source: &Node<'_>) -> Option<Vec<u8>> {
        let mut read = Vec::new();
        for source in source.one_or_several() {
            for attribution in read_source(&source, self.world).into_iter().flatten() {
                let known = self.update.attributions.iter().position(|other| *other == attribution);
                let index = known.unwrap_or_else(|| {
                    self.update.attributions.push(attribution);
                    self.update.attributions.len() - 1
                });
                match u8::try_from(index) {
                    Ok(index) => read.push(index),
                    Err(_) => return source.refuse(Code::NotAllowed, "an update has at most 255 attributions"),
                }
            }
        }
        (!read.is_empty()).then_some(read)
    }

    /// Whatever is said is said by somebody. The newsroom speaks for itself in notes, and in the acts that are its own.
    fn check_sources(&self, given: bool, node: &Node<'_>) {
        let update = &self.update;
        let desk = update.change.family() == Family::Desk;
        let its_own = update.kind.role() == KindRole::OwnText || update.change == Change::Preferred;
        let needs_one = |said: &Testimony| {
            let merges = said.path.is_of(SAME_AS);
            !its_own && !merges && usize::from(said.attribution) >= update.attributions.len()
        };
        if !update.testimonies.iter().any(needs_one) || (given && !desk) {
            return;
        }
        let message = if desk {
            format!(
                "`{}` is an act of the desk, so it cannot record what somebody says; write `{}.reported` for that",
                update.type_name(),
                update.kind
            )
        } else if update.change == Change::Disputed {
            "`source` is missing: who doubts it? The desk's own doubt is a note: `note.noted` with `code: doubted`, `about` \
             the item"
                .to_owned()
        } else {
            "`source` is missing: who says this? For what the newsroom itself saw, give a source with `basis: observed`"
                .to_owned()
        };
        node.refuse::<()>(Code::Missing, message);
    }

    // ---- what it says ----

    /// A report says something. Who reports a claim that is on file, and adds nothing, says that it is so.
    fn check_says_something(&mut self, manner: &Manner, node: &Node<'_>, since: Since) {
        let Update {
            change, kind, testimonies, relations, declares, label, part_of, others_embargo, attributions, ..
        } = &self.update;
        let says = !testimonies.is_empty()
            || !relations.is_empty()
            || !declares.is_empty()
            || label.is_some()
            || part_of.is_some()
            || others_embargo.is_some()
            || attributions.iter().flat_map(|given| &given.via).any(|link| link.report.is_some());
        if says || !matches!(change, Change::Reported | Change::Recorded) || self.world.refusals.any(since) {
            return;
        }
        let known = self.update.item.as_ref().is_some_and(|item| self.world.kind_of(item).is_some());
        if known && kind.role() == KindRole::Claim {
            self.testify(self.item.clone(), None, manner);
            return;
        }
        let expected: Vec<&str> =
            kind.spec().attributes.iter().filter(|spec| spec.expected).map(|spec| spec.name).collect();
        let example = match expected.first() {
            Some(_) => format!(", for example {}", one_of(expected)),
            None => String::new(),
        };
        let message = format!("`{}` says nothing here; give what is reported{example}", self.update.type_name());
        node.refuse::<()>(Code::Missing, message);
    }

    pub(super) fn testify(&mut self, path: Path, value: Option<Value>, manner: &Manner) {
        let attributions = if manner.attributions.is_empty() { &[0][..] } else { &manner.attributions };
        let said = std::iter::repeat_n((path, value), attributions.len());
        for (&attribution, (path, value)) in attributions.iter().zip(said) {
            self.update.testimonies.push(Testimony {
                path,
                holder: manner.holder.clone(),
                stance: manner.stance.unwrap_or(Stance::Asserts),
                value,
                hedge: manner.hedge,
                limits: manner.limits.clone(),
                from: manner.from.clone(),
                until: manner.until.clone(),
                attribution,
            });
        }
    }

    /// The change is the update's first testimony: it files the phase or the stance.
    fn file_change(&mut self, members: &mut Members<'_>, manner: &Manner, node: &Node<'_>) -> Option<()> {
        let change = self.update.change;
        let (of, value) = (members.take(words::update::OF), members.take(words::update::VALUE));
        if let Some(phase) =
            self.update.kind.phase_filed_by(change).filter(|_| change.stance().is_none() || of.is_none())
        {
            self.testify(self.item.attribute(own_name(PHASE)), Some(Value::Choice(phase.into())), manner);
            return misplaced([of, value]);
        }
        let stance = if change == Change::Preferred { Some(Stance::Asserts) } else { change.stance() };
        let Some(stance) = stance else { return misplaced([of, value]) };
        if change == Change::Preferred && (of.is_none() || value.is_none()) {
            let message = "`preferred` names the value to lead with: give `of`, its path, and `value`";
            return node.refuse(Code::Missing, message);
        }
        let mut path = match &of {
            Some(of) => self.read_path(of)?,
            None => self.item.clone(),
        };
        let mut manner = manner.clone();
        let value = match &value {
            Some(node) => {
                let value = self.read_value_at(&path, node)?;
                path = self.path_of_value(path, &value, node)?;
                if matches!(value, Value::Count(_)) {
                    manner = manner.of_its_day(node, ValueType::Count);
                }
                Some(value)
            }
            None => {
                of.as_ref().map_or(Some(()), |of| self.check_path(&path, of))?;
                None
            }
        };
        self.testify(path, value, &Manner { stance: Some(stance), ..manner });
        Some(())
    }

    pub(super) fn read_manner(&mut self, members: &mut Members<'_>, manner: &Manner) -> Manner {
        let mut manner = manner.clone();
        manner.stance = members.parse(words::held::STANCE, Code::BadValue).or(manner.stance);
        if let Some(holder) = members.take(words::held::HOLDER) {
            manner.holder = self.world.read_entity(&holder);
        }
        manner.hedge = members.parse(words::held::HEDGE, Code::BadValue).or(manner.hedge);
        if let Some(source) = members.take(words::held::SOURCE) {
            manner.attributions = self.read_source_list(&source).unwrap_or_default();
            manner.attributed = true;
        }
        manner.limits = members.words(words::held::LIMITS).or(manner.limits);
        manner.from = members.take(words::held::FROM).and_then(|from| read_when(&from)).or(manner.from);
        manner.until = members.take(words::held::UNTIL).and_then(|until| read_when(&until)).or(manner.until);
        manner
    }

    /// What is said of how it is said applies to something: not everything has a hedge or limits of its own.
    fn check_manner(&self, manner: &Manner, node: &Node<'_>, since: Since) {
        let said = &self.update.testimonies;
        let words = [
            (words::update::HEDGE, manner.hedge.is_some(), said.iter().any(|said| said.hedge == manner.hedge)),
            (words::update::LIMITS, manner.limits.is_some(), said.iter().any(|said| said.limits == manner.limits)),
        ];
        for (word, given, applies) in words {
            if given && !applies && !self.world.refusals.any(since) {
                let at = node.at.key(word.name);
                let message = format!("`{}` applies to nothing in this update; leave it out", word.name);
                node.refusals.add(at.refuse(Code::NotAllowed, message));
            }
        }
    }
}

/// Whether a key of an entry is the type of an update, written right or wrong.
pub(super) fn is_type(key: &str) -> bool {
    key.contains('.') && !key.contains(' ')
}

/// `of` and `value` belong to changes that file a stance.
fn misplaced(given: [Option<Node<'_>>; 2]) -> Option<()> {
    for (word, node) in [words::update::OF, words::update::VALUE].into_iter().zip(given) {
        let Some(node) = node else { continue };
        let stances = Change::ALL.iter().filter(|change| change.stance().is_some() || **change == Change::Preferred);
        let message = format!("`{}` belongs to {}; write the attribute itself here", word.name, one_of(stances));
        node.refuse::<()>(Code::UnknownKey, message);
    }
    Some(())
}

/// What updates have in common: the words of the block an update stands in, and the defaults of the file.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'b> {
    pub(crate) block: Option<&'b Node<'b>>,
    pub(crate) world: &'b World<'b>,
}

impl<'b> Shared<'b> {
    /// The value of a word for an update, and whether the update itself gives it.
    pub(super) fn find<'n, 'm>(&self, members: &mut Members<'m>, word: words::Word) -> Option<(Node<'n>, bool)>
    where
        'b: 'n,
        'm: 'n,
    {
        if let Some(own) = members.take(word) {
            return Some((own, true));
        }
        self.in_common(word).next().map(|node| (node, false))
    }

    /// What the updates of the block have in common, then what all of the file have.
    fn in_common<'n>(&self, word: words::Word) -> impl Iterator<Item = Node<'n>>
    where
        'b: 'n,
    {
        let in_block = self.block.and_then(|block| {
            let json = block.json.get(word.name).filter(|json| !json.is_null())?;
            Some(block.key(word.name, json))
        });
        in_block.into_iter().chain(self.world.default(word))
    }

    /// The embargo of an update. That of another is told and hides nothing, and does not take away one of our own that the
    /// update has in common with others.
    pub(super) fn read_embargo(&self, update: &mut Update, members: &mut Members<'_>) {
        let own = members.take(words::shared::EMBARGO);
        for node in own.into_iter().chain(self.in_common(words::shared::EMBARGO)) {
            let Some(embargo) = read_embargo(&node, self.world) else { return };
            match embargo.set_by {
                Some(_) => drop(update.others_embargo.get_or_insert(embargo)),
                None => {
                    update.embargo = Some(embargo);
                    return;
                }
            }
        }
    }
}
