//! Corrections: whose report, of when, what is right now, and why.

use std::cmp::Reverse;

use crate::record::attribution::Origin;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::{GIST, PHASE, PLACE, TEXT, WHEN};
use crate::record::kind::frame::{AttributeRole, Naming};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::name::UpdateId;
use crate::record::path::Path;
use crate::record::relation::{Relation, RelationKind, Reviser};
use crate::record::testimony::Testimony;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item, Report};
use crate::state::withdrawal::{Loss, Withdrawal};
use crate::tell::attributes;
use crate::tell::clause::{self, list};
use crate::tell::nouns::is_several;
use crate::tell::realise::{has_day, plain_text, report_at};
use crate::tell::span::{Phrase, Piece, Role, Source, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};
use crate::tell::voices::on_day;
use crate::views::brief::claims::is_when_it_holds;
use crate::views::brief::counted::counted;
use crate::views::brief::plan::{Draft, EntryDraft, MOST_IN_A_SENTENCE, Moved, Weight};
use crate::views::brief::told_as::ends_in_preposition;
use crate::views::publications;

impl<'s> Telling<'_, 's> {
    /// Everything that was corrected, taken back or has lost its basis. Being superseded is no correction: what replaced it
    /// is told with its item.
    pub(super) fn corrections(&self, section: &'static str) -> Vec<EntryDraft> {
        let mut entries: Vec<EntryDraft> = Vec::new();
        // What was corrected last comes first.
        let moved = |loss: &Withdrawal| {
            let place = self.view.state.place_of(loss.through)?;
            let learned = self.view.state.said_at(place).order.learned;
            Some(Moved { learned, happened: None, place: Reverse(place) })
        };
        for (place, report) in self.view.reports().filter(|(place, _)| !self.view.withdrawals().is_struck(*place)) {
            let item = report.record.item.as_ref().and_then(|item| self.view.state.item(item));
            // A note for the desk was told to nobody: that it was taken back, or put in order, corrects nothing.
            if item.is_some_and(|item| !self.view.was_there(item)) || report.record.note_code().is_some() {
                continue;
            }
            for loss in self.view.withdrawals().of(place).iter().filter(|loss| loss.how != Loss::Superseded) {
                let (drafts, in_short) = self.correction(place, item, loss);
                let key = item.map_or_else(|| report.record.story.to_string(), |item| item.key.to_string());
                entries.push(EntryDraft { in_short, ..EntryDraft::new(section, key, moved(loss), drafts) });
            }
        }
        entries
    }

    /// “The desk corrected Wired's report of 20 November 2023: signatories: …”; and the same in short, where it takes more
    /// than one sentence: what is right, without what was wrong and why.
    fn correction(&self, place: usize, item: Option<&Item>, loss: &Withdrawal) -> (Vec<Draft>, Option<Draft>) {
        let report = &self.view.state.reports()[place];
        let Some(through) = self.view.state.report(loss.through) else {
            return (Vec::new(), None);
        };
        // What only mended a report goes with it, which is told.
        let mends =
            |relation: &Relation| relation.relation == RelationKind::Corrects && relation.update == loss.through;
        if loss.how == Loss::BasisWithdrawn && report.record.relations.iter().any(mends) {
            return (Vec::new(), None);
        }
        let mut phrase = Phrase::new();
        let revised = |phrase: &mut Phrase, by: &Reviser, verb: &'static str| {
            match by {
                Reviser::Desk => phrase.push(Piece::Plain("the desk")),
                Reviser::Link(slug) => phrase.push(Piece::Name {
                    entity: slug.clone(),
                    sequence: through.sequence,
                    possessive: false,
                    titled: true,
                }),
            }
            phrase.push(Piece::Plain(verb));
        };
        match &loss.how {
            Loss::Corrected(by) => revised(&mut phrase, by, "corrected"),
            Loss::Retracted(by) => revised(&mut phrase, by, "took back"),
            Loss::Superseded | Loss::BasisWithdrawn => {}
        }
        let by_itself = match &loss.how {
            Loss::Corrected(Reviser::Link(slug)) | Loss::Retracted(Reviser::Link(slug)) => {
                report.record.attributions.first().is_some_and(|said| {
                    let relay = said.via.iter().rev().find_map(|link| link.outlet.as_ref());
                    relay.unwrap_or(&said.holder) == slug
                })
            }
            _ => false,
        };
        let own_text = item.is_some_and(|item| item.kind.role() == KindRole::OwnText);
        // Whose word it was takes it back, and not a report of the outlet that carried it.
        let own_word = match &loss.how {
            Loss::Corrected(Reviser::Link(slug)) | Loss::Retracted(Reviser::Link(slug)) if !by_itself => {
                report.record.attributions.first().is_some_and(|said| {
                    said.holder == *slug || matches!(&said.origin, Origin::Entity(origin) if origin == slug)
                })
            }
            _ => false,
        };
        match own_word {
            true => {
                // “Musk took back on 18 July what he had said”: the day on which he did, where that is on file.
                phrase.extend(
                    has_day(&through.record)
                        .then(|| Piece::Said(Role::Said { sequence: through.sequence, year: None }, Vec::new())),
                );
                phrase.push(Piece::Plain("an earlier statement"));
                phrase.extend(day_of(report, true));
            }
            false => {
                // The desk mends what it entered, and not what others put out.
                let of_desk = matches!(loss.how, Loss::Corrected(Reviser::Desk) | Loss::Retracted(Reviser::Desk));
                if of_desk && !report.record.attributions.is_empty() {
                    phrase.push(Piece::Plain("its record of"));
                }
                match loss.how == Loss::BasisWithdrawn && own_text {
                    true => phrase.extend(self.note_of_desk(place)),
                    false => phrase.extend(self.whose(place, by_itself, own_text)),
                }
            }
        }
        let by_whom = phrase.clone();
        let mut in_short = None;
        let said = item.and_then(|item| self.said_in(item, place, loss));
        let now = item.and_then(|item| self.said_in(item, self.view.state.place_of(loss.through)?, loss));
        let says = |source: Source| self.value_at(source).map(plain_text);
        let rewritten = matches!(loss.how, Loss::Corrected(_)) && now.is_some() && now.map(says) != said.map(says);
        match (&loss.how, said, item) {
            (Loss::Corrected(_) | Loss::Retracted(_) | Loss::BasisWithdrawn, Some(said), _) => {
                phrase.extend([Piece::Plain("that"), clause::value(said, ValueForm::Plain)]);
            }
            (_, _, Some(item)) if !own_text => {
                phrase.push(Piece::Plain("on"));
                phrase.extend(self.noun_in(item, place));
            }
            _ => {}
        }
        if loss.how == Loss::BasisWithdrawn {
            phrase.extend([Piece::Mark(","), Piece::Plain("rested on what has been withdrawn and counts no more")]);
        }
        let of_both = |phrase| Draft::new(phrase, None, Weight::Open).resting_on([report.sequence, through.sequence]);
        let reason = match loss.how {
            Loss::BasisWithdrawn => Phrase::new(),
            _ => self.reason_of(place, loss),
        };
        let mut drafts = Vec::new();
        match now.filter(|_| rewritten) {
            Some(now) => {
                drafts.push(of_both(phrase));
                phrase = self.says_now(loss, through);
                phrase.extend([Piece::Plain("that"), clause::value(now, ValueForm::Plain)]);
                let short = [by_whom, vec![Piece::Mark(":")], phrase.clone()].concat();
                in_short = (self.length(&short) <= MOST_IN_A_SENTENCE).then(|| of_both(short));
            }
            None => {
                if let Some(mended) = item.and_then(|item| self.first_recorded(item, place, loss)) {
                    let whole = [mended.clone(), reason.clone()].concat();
                    if self.length(&whole) <= MOST_IN_A_SENTENCE {
                        return (vec![of_both(whole)], (!reason.is_empty()).then(|| of_both(mended)));
                    }
                }
                let lost = loss.how == Loss::BasisWithdrawn;
                let mended = if lost { Vec::new() } else { self.mended(place, loss) };
                let all = mended.iter().map(|part| self.length(part)).sum::<usize>();
                if self.length(&phrase) + all + self.length(&reason) <= MOST_IN_A_SENTENCE {
                    if !mended.is_empty() {
                        phrase.push(Piece::Mark(":"));
                    }
                    phrase.extend(clause::beside(mended));
                } else {
                    // Of many things each has a sentence of its own.
                    let first = mended.first().cloned().unwrap_or_default();
                    let short = [phrase.clone(), vec![Piece::Mark(":")], first].concat();
                    in_short = (self.length(&short) <= MOST_IN_A_SENTENCE).then(|| of_both(short));
                    for part in mended {
                        drafts.push(of_both(std::mem::replace(&mut phrase, part)));
                    }
                }
            }
        }
        // Where there is little room it goes without the reason.
        if drafts.is_empty() && in_short.is_none() && !reason.is_empty() {
            in_short = Some(of_both(phrase.clone()));
        }
        phrase.extend(reason);
        drafts.push(of_both(phrase));
        (drafts, in_short)
    }

    /// What the desk mends of its own, in one thing: “Wired's report, put out on 20 November 2023, gave the number as at least
    /// 500; the desk first recorded 505”.
    fn first_recorded(&self, item: &Item, place: usize, loss: &Withdrawal) -> Option<Phrase> {
        let Loss::Corrected(Reviser::Desk) = loss.how else { return None };
        let [path] = self.paths_mended(place, loss).try_into().ok()?;
        let through = self.view.state.place_of(loss.through);
        let (filing, right, wrong) = self.right_and_wrong(place, through, &path)?;
        let of_list = path.element.is_some() && (right.len(), wrong.len()) != (1, 1);
        if right.is_empty() || wrong.is_empty() || of_list || self.is_date_of_plan(&path, filing) {
            return None;
        }
        let (mut right, mut wrong) = (list(right), list(wrong));
        let (text, of_claim) = (self.at(item, TEXT), item.kind.role() == KindRole::Claim);
        // What the report that puts it right gives at a path.
        let now = |path: &Path| {
            let report = through?;
            Some(Filing { report, testimony: self.view.state.reports()[report].record.gives(path)? })
        };
        let in_words = now(&text).filter(|_| of_claim);
        let gave = match (in_words, self.corrected_of(&path, filing).as_slice()) {
            (Some(words), _) => {
                right = vec![clause::value(self.source(words), ValueForm::Plain)];
                vec![Piece::Plain("said that")]
            }
            (_, [Piece::Plain("it was"), rest @ ..]) => [&[Piece::Plain("said that it was")], rest].concat(),
            (_, [what @ .., Piece::Plain("is" | "are")]) => {
                let mut what = what.to_vec();
                let fact = self.filed(&self.view.account(&path), filing, None);
                if of_claim && matches!(fact.value, Some(Value::Count(_))) {
                    let now = self.filed(&self.view.account(&path), now(&path)?, None);
                    (what, wrong) = self.what_is_counted(&path, &fact);
                    right = self.what_is_counted(&path, &now).1;
                    // The same day need not be told with both.
                    let as_of = |fact: &Fact<'_>| {
                        let (report, said) = self.view.state.filed(fact.filing);
                        report.record.as_of(said).cloned()
                    };
                    if as_of(&fact) == as_of(&now) {
                        [&mut right, &mut wrong]
                            .into_iter()
                            .for_each(|number| number.retain(|piece| !is_when_it_holds(piece)));
                    }
                }
                [vec![Piece::Plain("gave")], what, vec![Piece::Plain("as")]].concat()
            }
            _ => return None,
        };
        let mut phrase = self.whose(place, false, item.kind.role() == KindRole::OwnText);
        match self.leading_text(&text).filter(|_| of_claim && in_words.is_none()) {
            // “The sum” could be any: it is the one of what was claimed.
            Some(text) => phrase.extend([
                Piece::Plain("that"),
                clause::value(self.source(text.value_in), ValueForm::Plain),
                Piece::Mark(","),
            ]),
            None if of_claim => {}
            None => phrase.extend([vec![Piece::Plain("on")], self.noun_in(item, place)].concat()),
        }
        let mut recorded = vec![Piece::Mark(";"), Piece::Plain("the desk first recorded")];
        // “That it was in Moscow”, and not “in Moscow”.
        if gave.first() == Some(&Piece::Plain("said that it was")) {
            recorded.extend([vec![Piece::Plain("that it was")], gave[1..].to_vec()].concat());
        }
        phrase.extend([gave, right, recorded, wrong].concat());
        Some(phrase)
    }

    /// Who says what is right: “the minister then said on 3 March”; of what the desk had wrong, “it says”, from the first.
    fn says_now(&self, loss: &Withdrawal, through: &Report) -> Phrase {
        let Loss::Corrected(Reviser::Link(slug)) = &loss.how else {
            return vec![Piece::Plain("it says")];
        };
        let known = self.view.directory.get(self.view.directory.canonical(slug));
        let (entity, sequence) = (slug.clone(), through.sequence);
        let who = match known {
            Some(known) if known.is != EntityType::Person => {
                Piece::Plain(if known.is_plural() { "they" } else { "it" })
            }
            _ => Piece::Name { entity, sequence, possessive: false, titled: false },
        };
        [vec![who, Piece::Plain("then said")], on_day(self.view, sequence)].concat()
    }

    /// “The Supreme Court of Appeal later replaced that ruling: guilty of murder.”: what an account of something else put in
    /// the place of what an item came to.
    pub(super) fn replaced_elsewhere(&self, item: &Item) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for place in item.reports.iter().copied().filter(|place| self.view.admits(*place)) {
            let losses = self.view.withdrawals().of(place).iter().filter(|loss| loss.how == Loss::Superseded);
            drafts.extend(losses.filter_map(|loss| self.replaced_through(place, loss)));
        }
        drafts
    }

    pub(super) fn replaced_through(&self, place: usize, loss: &Withdrawal) -> Option<Draft> {
        let report = &self.view.state.reports()[place];
        let through_at = self.view.state.place_of(loss.through)?;
        let through = &self.view.state.reports()[through_at];
        let lost = loss.path.as_ref().filter(|_| through.record.item != report.record.item)?;
        let testimony = report.record.gives(lost)?;
        if self.view.account(lost).leading().is_some() {
            return None;
        }
        let now = through.record.testimonies.iter().position(|said| {
            said.path.attribute == lost.attribute && said.path.element == lost.element && said.value.is_some()
        });
        let source = Source { sequence: report.sequence, testimony };
        let label = Piece::Said(Role::Attribute { source }, Vec::new());
        let now =
            now.map(|testimony| self.filed(&self.view.account(lost), Filing { report: through_at, testimony }, None));
        // A ruling is replaced by another; of a winner, or of a number, another is given. Whoever tells of it did not do it.
        let other = self.view.state.item(through.record.item.as_ref()?);
        let by = other.and_then(|item| self.who_acts(item));
        // Replaced on the day of what took its place, where that is known.
        let day = other.and_then(|item| self.leading(&self.at(item, WHEN))).filter(|day| !day.planned);
        let day = day.map(|day| self.words(&day));
        let later = || day.is_none().then_some(Piece::Plain("later"));
        let on_day = || day.clone().unwrap_or_default();
        let mut phrase = by.clone().unwrap_or_default();
        match (now, by.is_some()) {
            (Some(fact), true) if matches!(fact.value, Some(Value::Entity(_) | Value::Count(_))) => {
                phrase.extend([Piece::Plain("later gave the"), label, Piece::Plain("as")]);
                phrase.extend(self.words(&fact));
            }
            (Some(fact), true) => {
                phrase.extend(later().into_iter().chain([Piece::Plain("replaced that"), label]).chain(on_day()));
                phrase.push(Piece::Mark(":"));
                phrase.extend(self.words(&fact));
            }
            (Some(fact), false) => {
                phrase.extend([Piece::Plain("that"), label, Piece::Plain("was")]);
                phrase.extend(later().into_iter().chain([Piece::Plain("replaced")]).chain(on_day()));
                phrase.push(Piece::Mark(":"));
                phrase.extend(self.words(&fact));
            }
            (None, true) => phrase.extend(later().into_iter().chain([Piece::Plain("set that aside")]).chain(on_day())),
            (None, false) => {
                phrase.push(Piece::Plain("that was"));
                phrase.extend(later().into_iter().chain([Piece::Plain("set aside")]).chain(on_day()));
            }
        }
        let draft = Draft::new(phrase, None, Weight::Main);
        Some(draft.resting_on([report.sequence, through.sequence]))
    }

    /// Who decides what an item is: the court that rules, the body that votes.
    fn who_acts(&self, item: &Item) -> Option<Phrase> {
        let frame = item.kind.frame();
        let fact = frame.object.and_then(|_| self.leading(&self.at(item, frame.subject)))?;
        Some(self.untitled(&fact))
    }

    /// An item by what a report calls it, where nothing that stands does: “the closure of the north quay”.
    pub(super) fn noun_in(&self, item: &Item, place: usize) -> Phrase {
        if item.kind.role() == KindRole::Statement {
            return self.short_noun(item);
        }
        let frame = item.kind.frame();
        let unnamed = |name: &&str| self.label(item).is_none() && self.leading(&self.at(item, name)).is_none();
        let named_by = match frame.naming {
            Naming::Event(name) | Naming::Thing(name) | Naming::Text(name) => Some(name).filter(unnamed),
            _ => None,
        };
        let said = named_by.and_then(|name| {
            let path = self.at(item, name);
            let said = &self.view.state.reports()[place].record.testimonies;
            said.iter().position(|said| said.path == path && said.value.as_ref().and_then(Value::text).is_some())
        });
        match said {
            Some(testimony) => {
                vec![clause::value(self.source(Filing { report: place, testimony }), ValueForm::Definite)]
            }
            None => self.noun(item, true).phrase,
        }
    }

    /// What has become of a report that a publication relied on: “It relied on The Herald's report, put out on 10 March 2025,
    /// which was corrected since, and needs review.”
    pub(super) fn reviews(&self, publication: &Item) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut told: Vec<UpdateId> = Vec::new();
        for needs in publications::of_item(self.view, publication) {
            let Some(place) = self.view.state.place_of(needs.update).filter(|_| !told.contains(&needs.update)) else {
                continue;
            };
            told.push(needs.update);
            let losses = self.view.withdrawals().of(place);
            let became = match losses.first().map(|loss| &loss.how) {
                Some(Loss::Corrected(_)) => "which has since been corrected, and has to be checked again",
                Some(Loss::Retracted(_)) => "which has since been taken back, and has to be checked again",
                Some(Loss::BasisWithdrawn) => "which has since lost its basis, and has to be checked again",
                Some(Loss::Superseded) => "which a later account has since replaced, and has to be checked again",
                None => "which has since been contested, and has to be checked again",
            };
            let report = self.whose(place, false, false);
            let phrase = [vec![Piece::Plain("it relied on")], report, vec![Piece::Plain(became)]].concat();
            let position = |update: &UpdateId| self.view.state.report(*update).map(|report| report.sequence);
            let base = self.base(publication).map(|base| self.sequence(base));
            let rests_on = needs.through.iter().filter_map(position).chain(base);
            drafts.push(Draft::new(phrase, None, Weight::Open).resting_on(rests_on));
        }
        drafts
    }

    /// Whose report, and of when: “Wired's report, put out by 20 November 2023,”.
    pub(super) fn whose(&self, place: usize, by_itself: bool, own_text: bool) -> Phrase {
        let report = &self.view.state.reports()[place];
        let Some(said) = report.record.attributions.first() else {
            let what = vec![Piece::Plain(if own_text { "its own note" } else { "its own entry" })];
            return [what, day_of(report, false)].concat();
        };
        let teller = said.via.iter().rev().find_map(|link| link.outlet.as_ref()).unwrap_or(&said.holder);
        let whose = match by_itself {
            true => vec![Piece::Plain("its own report")],
            false => vec![
                Piece::Name { entity: teller.clone(), sequence: report.sequence, possessive: true, titled: false },
                Piece::Plain("report"),
            ],
        };
        let mut phrase = [whose, day_of(report, true)].concat();
        // Whose word it passed on, where it corrects what it passed on itself.
        let quoted = match &said.origin {
            Origin::Entity(origin) if by_itself && origin != teller => Some(origin),
            _ => None,
        };
        if let Some(quoted) = quoted {
            let sequence = report.sequence;
            let name = Piece::Name { entity: quoted.clone(), sequence, possessive: false, titled: true };
            phrase.pop();
            phrase.extend([Piece::Plain("and quoting"), name, Piece::Mark(",")]);
        }
        phrase
    }

    /// “The desk's note, written by 3 May 2025, “The insurer waits for the report.””: it stands nowhere else any more.
    fn note_of_desk(&self, place: usize) -> Phrase {
        let report = &self.view.state.reports()[place];
        let mut phrase = [vec![Piece::Plain("the desk's note")], day_of(report, false)].concat();
        let texts = report.record.testimonies.iter().position(|said| said.path.is_of(TEXT));
        phrase.extend(
            texts.map(|testimony| clause::value(Source { sequence: report.sequence, testimony }, ValueForm::Quoted)),
        );
        phrase
    }

    /// Where a report says in words what its item is: the text of a claim, the gist of a statement.
    pub(super) fn said_in(&self, item: &Item, place: usize, loss: &Withdrawal) -> Option<Source> {
        let name = match item.kind.role() {
            KindRole::Claim => TEXT,
            KindRole::Statement => GIST,
            _ => return None,
        };
        let path = self.at(item, name);
        if loss.path.as_ref().is_some_and(|lost| !path.is_within(lost)) {
            return None;
        }
        let report = &self.view.state.reports()[place];
        let testimony = report.record.gives(&path)?;
        Some(Source { sequence: report.sequence, testimony })
    }

    fn value_at(&self, source: Source) -> Option<&str> {
        let said = &report_at(self.view, source.sequence)?.record.testimonies;
        said.get(source.testimony)?.value.as_ref()?.text()
    }

    /// What is right now, and what was wrong: “: for signatories it now has at least 500, not 505”.
    fn mended(&self, place: usize, loss: &Withdrawal) -> Vec<Phrase> {
        let through = self.view.state.place_of(loss.through);
        let paths = self.paths_mended(place, loss);
        paths.iter().map(|path| self.mended_at(place, through, path)).filter(|part| !part.is_empty()).collect()
    }

    /// What of a report was put right.
    fn paths_mended(&self, place: usize, loss: &Withdrawal) -> Vec<Path> {
        let lost = &self.view.state.reports()[place].record;
        let through = self.view.state.place_of(loss.through);
        let mut paths: Vec<Path> = Vec::new();
        match &loss.path {
            Some(path) => paths.push(path.clone()),
            None => {
                let now = through.map_or(&[][..], |place| &self.view.state.reports()[place].record.testimonies);
                let told = now.iter().filter(|said| said.value.is_some() && !said.path.is_of(PHASE));
                paths.extend(told.map(|said| said.path.clone()).filter(|path| {
                    let before = lost.testimonies.iter().find(|said| said.path == *path);
                    let same = |said: &Testimony| now.iter().any(|new| new.path == *path && new.value == said.value);
                    before.is_some_and(|said| !same(said))
                }));
            }
        }
        paths
    }

    /// The first filing of what was put right, what is right now and what was wrong.
    fn right_and_wrong(
        &self,
        place: usize,
        through: Option<usize>,
        path: &Path,
    ) -> Option<(Filing, Vec<Phrase>, Vec<Phrase>)> {
        let report = &self.view.state.reports()[place];
        let testimony = report.record.testimonies.iter().position(|said| said.path.is_within(path))?;
        let lost = Filing { report: place, testimony };
        let set_for = self.is_date_of_plan(path, lost);
        let values = |place: usize| -> Vec<Phrase> {
            let said = self.view.state.reports()[place].record.testimonies.iter().enumerate();
            let within = said.filter(|(_, said)| said.path.is_within(path) && said.value.is_some());
            within
                .map(|(testimony, said)| self.value_as_told(&said.path, Filing { report: place, testimony }, set_for))
                .collect()
        };
        Some((lost, through.map(values).unwrap_or_default(), values(place)))
    }

    fn mended_at(&self, place: usize, through: Option<usize>, path: &Path) -> Phrase {
        let Some((lost, right, wrong)) = self.right_and_wrong(place, through, path) else { return Phrase::new() };
        let is = self.corrected_of(path, lost);
        match (right.is_empty(), wrong.is_empty()) {
            (false, no_wrong) => {
                let mut phrase = [is, list(right)].concat();
                if !no_wrong {
                    phrase.extend([Piece::Mark(","), Piece::Plain("not")]);
                    phrase.extend(list(wrong));
                }
                phrase
            }
            (true, false) => [is, vec![Piece::Plain("no longer")], list(wrong)].concat(),
            (true, true) => Phrase::new(),
        }
    }

    /// What a correction puts right, up to its value: “it was” on 3 March, “the number of dead is” five, “the signatories
    /// are” these.
    fn corrected_of(&self, path: &Path, filing: Filing) -> Phrase {
        let label = Piece::Said(Role::Attribute { source: self.source(filing) }, Vec::new());
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        let spec = attributes::spec_at(self.view, path);
        let count = matches!(self.view.state.filed(filing).1.value, Some(Value::Count(_)));
        let called = attributes::called(spec, path.detail.as_ref().map_or(name, |detail| detail.as_str()));
        let is = Piece::Plain(if is_several(&called) { "are" } else { "is" });
        match path.element.is_some() && path.detail.is_none() {
            true => vec![Piece::Plain("among the"), label, Piece::Plain("it now has")],
            false if self.is_date_of_plan(path, filing) => {
                let mooted = self.phase_filed_in(filing) == Some(PhaseRole::Mooted);
                vec![Piece::Plain(if mooted { "there had been talk of it for" } else { "it had been set for" })]
            }
            false if [PLACE, WHEN].contains(&name) && path.detail.is_none() => {
                vec![Piece::Plain(if self.was_to_be(filing) { "it was to be" } else { "it was" })]
            }
            // “It was the finding of A”, and not “the kind of event is”.
            false if spec.is_some_and(|spec| spec.plays(AttributeRole::Sort)) || self.names_its_item(path) => {
                vec![Piece::Plain("it was")]
            }
            false if spec.is_none() && ends_in_preposition(name) => vec![Piece::Plain("it was"), label],
            false if count && path.detail.is_none() => [counted(name, label), vec![Piece::Plain("is")]].concat(),
            false => vec![Piece::Plain("the"), label, is],
        }
    }

    /// Whether what a filing gives is the date for which something was planned or spoken of.
    fn is_date_of_plan(&self, path: &Path, filing: Filing) -> bool {
        let ahead = self.phase_filed_in(filing).is_some_and(PhaseRole::lies_ahead);
        let date = matches!(self.view.state.filed(filing).1.value, Some(Value::When(_)));
        ahead && date && path.is_of(WHEN) && path.detail.is_none()
    }

    /// Whether an attribute is what its item is called by.
    fn names_its_item(&self, path: &Path) -> bool {
        let item = path.of_item().and_then(|item| self.view.state.item(item));
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        item.is_some_and(|item| matches!(item.kind.frame().naming, Naming::Event(named) if named == name))
    }

    /// A value as it stands in a correction; behind “set for”, a date without its preposition.
    fn value_as_told(&self, path: &Path, filing: Filing, set_for: bool) -> Phrase {
        let fact = self.filed(&self.view.account(path), filing, None);
        match fact.value {
            Some(Value::Text(_)) => vec![clause::value(self.source(filing), ValueForm::Quoted)],
            Some(Value::Place(_)) if path.is_of(PLACE) => self.located(&fact),
            Some(Value::When(_)) if set_for => self.bare_date(&fact),
            _ => self.plain(&fact),
        }
    }
}

/// When a report was put out, or a note written: “, put out on 10 March 2025,”; “, known by 10 March 2025,” where no more than
/// that is on file.
fn day_of(report: &Report, put_out: bool) -> Phrase {
    let day = Piece::Said(Role::Said { sequence: report.sequence, year: None }, Vec::new());
    let how = match (put_out, has_day(&report.record)) {
        (true, true) => "put out",
        (true, false) => "known",
        (false, _) => "written",
    };
    vec![Piece::Mark(","), Piece::Plain(how), day, Piece::Mark(",")]
}
