//! What people say: statements, claims, evidence, requests for comment, publications and notes; and where each side stands
//! on an item.

use crate::judge::account::{Candidate, Disagreement, Discord, Word};
use crate::judge::grade::Grade;
use crate::record::attribution::{Basis, Origin};
use crate::record::kind::frame::Reply;
use crate::record::kind::spec::PhaseRole;
use crate::record::name::EntitySlug;
use crate::record::path::phase_name;
use crate::record::relation::RelationKind;
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, does, list, value};
use crate::tell::english::{Tense, VerbForm};
use crate::tell::frames;
use crate::tell::realise::{has_day, plain_text};
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::voices::{Speech, origin, teller};
use crate::views::brief::facts::{Fact, Telling, is_opposed, same_voice};
use crate::views::brief::plan::{Draft, Weight};

/// How many voices a sentence names that say the same.
const MOST_VOICES: usize = 3;

const PAST: VerbForm = VerbForm::active(Tense::Past);

/// How a sentence speaks of its item: by name, or as “it” where it was just named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    It,
    Named,
}

impl<'s> Telling<'_, 's> {
    fn of(&self, item: &Item, of: Of) -> Phrase {
        match of {
            Of::It => vec![Piece::Plain("it")],
            Of::Named => self.noun(item, true).phrase,
        }
    }

    // ---- statements ----

    /// “Peskov told Russian state media that the visit would not be “momentous” (translated).”
    pub(super) fn statements(&self, item: &Item) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let account = self.view.account(&self.path(item));
        if account.leading().is_none() || account.is_contested() {
            return drafts;
        }
        let mut heard: Vec<&crate::record::attribution::Attribution> = Vec::new();
        let told: Vec<&Word<'s>> = account.current().filter(|word| word.stance == Stance::Asserts).collect();
        for word in told {
            if heard.iter().any(|known| same_voice(known, word.attribution)) {
                continue;
            }
            heard.push(word.attribution);
            drafts.extend(self.statement(item, word, drafts.is_empty()));
        }
        drafts
    }

    fn statement(&self, item: &Item, word: &Word<'s>, first: bool) -> Option<Draft> {
        let voice = word.attribution;
        let of = |name: &str| {
            let account = self.view.account(&self.at(item, name));
            let given = account.candidates.iter().find_map(|candidate| self.fact_of(&account, candidate, voice));
            given.filter(|fact| fact.value.is_some())
        };
        let (gist, words) = (of("gist"), of("words"));
        if gist.is_none() && words.is_none() {
            return None;
        }
        let speaker = of("speaker").or_else(|| self.leading(&self.at(item, "speaker")));
        let said = gist.as_ref().or(words.as_ref())?;
        let mut grade = self.grade_of(said.filing);
        let mut phrase = self.speaker_and_verb(item, word, speaker.as_ref(), said.filing)?;
        for fact in [&gist, &words].into_iter().flatten() {
            grade = grade.min(self.grade_of(fact.filing));
        }
        phrase.extend(self.circumstances(item, word));
        phrase.extend(self.said(gist.as_ref(), words.as_ref()));
        let flags = self.view.account(&self.at(item, "flags"));
        for candidate in &flags.candidates {
            let shown = candidate.value.and_then(Value::text).filter(|flag| ["translated", "cut"].contains(flag));
            if let Some(fact) = shown.and_then(|_| self.fact_of(&flags, candidate, voice)) {
                phrase.extend(bracketed(self.words(&fact)));
            }
        }
        if speaker.is_some() && !self.speaks_itself(word, speaker.as_ref()) {
            phrase.extend(self.after(word));
        }
        // Whether words were said can be so or not; what they say is its speaker's.
        let weight = if first { Weight::Words } else { Weight::Detail };
        Some(Draft::new(phrase, Some(grade), weight))
    }

    fn speaks_itself(&self, word: &Word<'s>, speaker: Option<&Fact<'s>>) -> bool {
        let speaker = speaker.and_then(|fact| fact.value?.entity());
        let directory = self.view.directory;
        match (&word.attribution.origin, speaker) {
            (Origin::Entity(origin), Some(speaker)) => directory.canonical(origin) == directory.canonical(speaker),
            _ => false,
        }
    }

    /// “Kremlin spokesman Dmitry Peskov told TASS”, or, where somebody else tells of it, “OceanGate said”.
    fn speaker_and_verb(
        &self,
        item: &Item,
        word: &Word<'s>,
        speaker: Option<&Fact<'s>>,
        said: Filing,
    ) -> Option<Phrase> {
        let source = self.source(said);
        if speaker.is_none() || self.speaks_itself(word, speaker) {
            return self.speech(said, false).map(|speech| teller(self.view, speech));
        }
        let speaker = speaker?;
        let mut phrase = self.words(speaker);
        if let Some(issuer) = self.leading(&self.at(item, "issuer")) {
            phrase.extend(bracketed([vec![Piece::Plain("in words issued by")], self.words(&issuer)].concat()));
        }
        phrase.push(does(source, "say", PAST));
        Some(phrase)
    }

    /// Through whom the words of a speaker came, where others tell of them.
    fn after(&self, word: &Word<'s>) -> Phrase {
        if self.is_main(word.attribution) {
            return Phrase::new();
        }
        let Some(speech) = self.speech(word.filing, false) else { return Phrase::new() };
        [vec![Piece::Mark(",")], teller(self.view, speech)].concat()
    }

    /// When, where and on what occasion.
    fn circumstances(&self, item: &Item, word: &Word<'s>) -> Phrase {
        let of = |name: &str| self.fact(&self.at(item, name), word.attribution);
        let mut phrase = Phrase::new();
        for fact in of("place").into_iter().filter(|fact| !fact.planned) {
            phrase.extend(self.located(&fact));
        }
        match of("when") {
            Some(when) => phrase.extend(self.words(&when)),
            None if self.has_own_day(word.filing) => phrase.push(self.day(word.filing)),
            None => {}
        }
        phrase
    }

    fn has_own_day(&self, filing: Filing) -> bool {
        let update = &self.view.state.filed(filing).0.record;
        update.said_at.as_ref().is_some_and(|when| when.relative_to().is_none()) && has_day(update)
    }

    pub(super) fn day(&self, filing: Filing) -> Piece {
        Piece::Said(Role::Said { sequence: self.sequence(filing), year: None }, Vec::new())
    }

    /// What was said: the gist with the words in it, or beside it.
    fn said(&self, gist: Option<&Fact<'s>>, words: Option<&Fact<'s>>) -> Phrase {
        let text = |fact: &Fact<'s>| fact.value.and_then(Value::text).map(plain_text).unwrap_or_default();
        let quote = |fact: &Fact<'s>| vec![Piece::Mark(":"), value(self.source(fact.filing), ValueForm::Quoted)];
        match (gist, words) {
            (Some(gist), Some(words)) => {
                let (gist_text, words_text) = (text(gist).to_lowercase(), text(words).to_lowercase());
                if words_text.contains(&gist_text) {
                    return quote(words);
                }
                if mostly_in(&words_text, &gist_text) {
                    return [vec![Piece::Plain("that")], self.words(gist)].concat();
                }
                let mut phrase = vec![Piece::Plain("that")];
                if gist_text.contains(words_text.trim_matches(['“', '”'])) {
                    let also = vec![self.sequence(words.filing)];
                    // The words are in it already: they are only set in quotation marks.
                    phrase.push(Piece::Said(
                        Role::Quoting { gist: self.source(gist.filing), words: self.source(words.filing) },
                        also,
                    ));
                    return phrase;
                }
                phrase.extend(self.words(gist));
                phrase.extend(quote(words));
                phrase
            }
            (Some(gist), None) => {
                let mut phrase = vec![Piece::Plain("that")];
                phrase.extend(self.words(gist));
                phrase
            }
            (None, Some(words)) => quote(words),
            (None, None) => Phrase::new(),
        }
    }

    // ---- claims ----

    /// A proposition with whose it is: never as a fact where it is a judgement.
    pub(super) fn claims(&self, item: &Item) -> Vec<Draft> {
        let account = self.view.account(&self.path(item));
        let texts = self.view.account(&self.at(item, "text"));
        if account.is_contested() || account.leading().is_none() || texts.is_contested() {
            return Vec::new();
        }
        let mut drafts = Vec::new();
        for candidate in texts.candidates.iter().filter(|candidate| candidate.standing.support > Grade::None) {
            let Some(filing) = candidate.standing.supporters.first().copied() else { continue };
            let fact = self.filed(&texts, filing, candidate.value);
            let borne_out = self.also_saying(candidate, filing);
            drafts.extend(self.claim(item, &fact, &borne_out, drafts.is_empty()));
        }
        drafts
    }

    /// The words of other origins that say the same as the first word for it, as attributed as that is: each origin once.
    fn also_saying(&self, candidate: &Candidate<'s>, first: Filing) -> Vec<Filing> {
        let mut known: Vec<&Origin> = self.view.attribution(first).map(|voice| &voice.origin).into_iter().collect();
        let others = candidate.standing.supporters.iter().copied().filter(|filing| {
            let said = self.view.state.filed(*filing).1;
            let Some(voice) = self.view.attribution(*filing).filter(|_| said.hedge.is_none()) else { return false };
            let adds = self.grade_of(*filing) >= Grade::Reported
                && said.value.as_ref() == candidate.value
                && !known.contains(&&voice.origin);
            if adds {
                known.push(&voice.origin);
            }
            adds
        });
        others.take(MOST_VOICES - 1).collect()
    }

    fn claim(&self, item: &Item, fact: &Fact<'s>, borne_out: &[Filing], first: bool) -> Option<Draft> {
        let voice = self.view.attribution(fact.filing)?;
        let nature = self.leading(&self.at(item, "nature"));
        let nature = nature.as_ref().and_then(|nature| nature.value?.text()).unwrap_or_default();
        let judged = matches!(nature, "assessment" | "opinion" | "characterisation" | "forecast");
        let speech = self.speech(fact.filing, !judged && self.is_past(fact.filing))?;
        let hedged = self.view.state.filed(fact.filing).1.hedge.is_some();
        let weight = if first { Weight::Words } else { Weight::Detail };
        if judged {
            let mut phrase = vec![Piece::Plain("in the judgement of")];
            phrase.extend(crate::tell::voices::speaker(self.view, speech));
            phrase.push(Piece::Mark(","));
            phrase.extend(self.words(fact));
            // A judgement is nobody's fact: it can be told, not confirmed.
            return Some(Draft::new(phrase, Some(fact.grade.min(Grade::Reported)), weight));
        }
        let mut phrase = Phrase::new();
        if nature == "allegation" {
            phrase.extend(crate::tell::voices::speaker(self.view, speech));
            phrase.extend([does(self.source(fact.filing), "say", PAST), Piece::Plain("in an allegation that")]);
            phrase.extend(self.words(fact));
            return Some(Draft::new(phrase, Some(fact.grade.min(Grade::Reported)), weight));
        }
        phrase.extend(if hedged { self.plain(fact) } else { self.words(fact) });
        if hedged {
            phrase.extend(bracketed(vec![Piece::Said(Role::Hedge { source: self.source(fact.filing) }, Vec::new())]));
        }
        phrase.extend(self.reconciling(fact.filing));
        // What is said of the present is told with its day, by whomever.
        let mut grade = fact.grade;
        if !self.is_main(voice) || hedged || speech.dated {
            let others = borne_out.iter().filter(|_| !hedged).filter_map(|filing| self.speech(*filing, false));
            let speeches: Vec<Speech<'s>> = std::iter::once(speech).chain(others).collect();
            if speeches.len() > 1 {
                let account = self.view.account(&self.at(item, "text"));
                let of = account.candidates.iter().find(|known| known.value == fact.value);
                grade = of.map_or(grade, |candidate| candidate.standing.support);
            }
            phrase.push(Piece::Mark(","));
            phrase.extend(list(self.told_by(&speeches)));
        }
        Some(Draft::new(phrase, Some(grade), weight))
    }

    /// In which sense both of two accounts are right, where a report says so.
    fn reconciling(&self, filing: Filing) -> Phrase {
        let (report, _) = self.view.state.filed(filing);
        let relations = &report.record.relations;
        let reconciles =
            relations.iter().position(|named| named.relation == RelationKind::Reconciles && named.reason.is_some());
        let Some(relation) = reconciles else { return Phrase::new() };
        let reason = Piece::Said(Role::Reason { sequence: report.sequence, relation }, Vec::new());
        bracketed(vec![Piece::Plain("which reconciles the two accounts:"), reason])
    }

    // ---- evidence, publications, notes ----

    /// “A photograph by Gavriil Grigorov, supplied by the Kremlin pool, shows …”
    pub(super) fn evidence(&self, item: &Item) -> Option<Draft> {
        // What is only denied shows nothing.
        self.view.account(&self.path(item)).leading()?;
        let medium = self.leading(&self.at(item, "medium"))?;
        let voice = self.view.attribution(medium.filing)?;
        let source = self.source(medium.filing);
        let mut grade = medium.grade;
        let mut phrase = vec![value(source, ValueForm::Indefinite)];
        for (name, before) in [("maker", "by"), ("supplier", "supplied by")] {
            let Some(fact) = self.fact(&self.at(item, name), voice) else { continue };
            if before == "supplied by" {
                phrase.push(Piece::Mark(","));
            }
            phrase.push(Piece::Plain(before));
            phrase.extend(self.words(&fact));
            if before == "supplied by" {
                phrase.push(Piece::Mark(","));
            }
            grade = grade.min(fact.grade);
        }
        let shows = self.leading(&self.at(item, "shows"));
        match &shows {
            Some(shows) => {
                phrase.push(does(self.source(shows.filing), "show", VerbForm::active(Tense::Present)));
                phrase.extend(self.words(shows));
                grade = grade.min(shows.grade);
            }
            None => phrase.push(Piece::Plain("is on file")),
        }
        let authentic = self.view.account(&self.at(item, "authentic"));
        if let Some(leading) = authentic.leading().and_then(|leading| leading.standing.supporters.first().copied()) {
            let speech = self.speech(leading, false)?;
            let fact = self.filed(&authentic, leading, authentic.leading().and_then(|leading| leading.value));
            phrase.push(Piece::Mark(";"));
            phrase.extend(crate::tell::voices::speaker(self.view, speech));
            phrase.extend([does(self.source(leading), "call", PAST), Piece::Plain("it")]);
            phrase.extend(self.words(&fact));
        }
        if !self.is_main(voice) {
            phrase.push(Piece::Mark(","));
            phrase.extend(self.speech(medium.filing, false).map(|speech| teller(self.view, speech))?);
        }
        Some(Draft::new(phrase, Some(grade), Weight::Main))
    }

    /// “The Herald published “What we know” on 9 March 2025.”
    pub(super) fn publication(&self, item: &Item) -> Option<Draft> {
        let base = self.base(item)?;
        let outlet = self.leading(&self.at(item, "outlet"))?;
        let role = self.view.phase(item).role(item.kind)?;
        let lemma = match role {
            PhaseRole::Amended => "amend",
            PhaseRole::Withdrawn => "withdraw",
            _ => "publish",
        };
        // What was put out is told first, and then what became of it.
        let phases = self.view.account(&self.path(item).attribute(phase_name()));
        let published = phases.words.iter().find(|word| {
            let role = word.value.and_then(Value::text).and_then(|phase| item.kind.phase_role(phase));
            word.stance.supports() && role == Some(PhaseRole::Published) && word.filing != base
        });
        let first = published.map_or(base, |word| word.filing);
        let mut phrase = self.words(&outlet);
        phrase.push(does(self.source(first), if published.is_some() { "publish" } else { lemma }, PAST));
        match self.leading(&self.at(item, "title")) {
            Some(title) => phrase.push(value(self.source(title.filing), ValueForm::Quoted)),
            None => phrase.push(Piece::Plain("a report")),
        }
        let when = self.leading(&self.at(item, "when"));
        phrase.extend(
            when.filter(|when| when.filing.report == first.report).map(|when| self.words(&when)).unwrap_or_default(),
        );
        if published.is_some() {
            phrase.extend([
                Piece::Mark(","),
                Piece::Plain("and later"),
                does(self.source(base), lemma, PAST),
                Piece::Plain("it"),
            ]);
        }
        let weight = if role == PhaseRole::Published { Weight::Detail } else { Weight::Main };
        Some(Draft::new(phrase, Some(self.grade_of(base)), weight))
    }

    /// The newsroom's own text, which has no source but itself.
    pub(super) fn own_text(&self, item: &Item) -> Option<Draft> {
        let filing = self.view.testimonies(&self.at(item, "text")).last()?;
        Some(Draft::new(vec![value(self.source(filing), ValueForm::Plain)], None, Weight::Open))
    }

    // ---- requests for comment ----

    /// Requests for comment that came to the same are told together: “Newsweek asked the White House and the State
    /// Department for comment by email; no reply is reported.”
    pub(super) fn requests(&self, items: &[&Item]) -> Vec<(String, Draft)> {
        let mut groups: Vec<(RequestKey<'s>, Vec<&Item>)> = Vec::new();
        for item in items {
            let Some(key) = self.request_key(item) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => all.push(item),
                None => groups.push((key, vec![item])),
            }
        }
        groups
            .into_iter()
            .filter_map(|(key, items)| Some((items[0].key.to_string(), self.request(&key, &items)?)))
            .collect()
    }

    fn request_key(&self, item: &Item) -> Option<RequestKey<'s>> {
        let base = self.base(item)?;
        let value = |name: &str| self.leading(&self.at(item, name)).and_then(|fact| fact.value);
        Some(RequestKey {
            asker: value("asker").and_then(Value::entity),
            phase: self.view.phase(item).agreed().map(str::to_owned),
            channel: value("channel").and_then(Value::text),
            on: value("on"),
            voice: self.view.attribution(base).map(|voice| &voice.holder),
        })
    }

    fn request(&self, key: &RequestKey<'s>, items: &[&Item]) -> Option<Draft> {
        let base = self.base(items[0])?;
        let source = self.source(base);
        let part =
            |name: &str| self.leading(&self.at(items[0], name)).map(|fact| self.words(&fact)).unwrap_or_default();
        let asked = list(
            items
                .iter()
                .filter_map(|item| self.leading(&self.at(item, "asked")))
                .map(|fact| self.words(&fact))
                .collect(),
        );
        let asker = part("asker");
        let about = match (part("on"), part("about")) {
            (on, _) if !on.is_empty() => [vec![Piece::Plain("on")], on].concat(),
            (_, about) if !about.is_empty() => [vec![Piece::Plain("about")], about].concat(),
            _ => Phrase::new(),
        };
        let by = match part("channel") {
            channel if channel.is_empty() => channel,
            channel => [vec![Piece::Plain("by")], channel].concat(),
        };
        let to_asker = |before: &'static str| match asker.is_empty() {
            true => Phrase::new(),
            false => [vec![Piece::Plain(before)], asker.clone()].concat(),
        };
        let verb = |lemma: &str, form: VerbForm| vec![does(source, lemma, form)];
        let asks = || -> Phrase {
            match asker.is_empty() {
                true => [asked.clone(), verb("ask", VerbForm::passive(Tense::Past).of(items.len() > 1))].concat(),
                false => [asker.clone(), verb("ask", PAST), asked.clone()].concat(),
            }
        };
        let plain = |words: &'static str| vec![Piece::Plain(words)];
        // Said as of its day: what came later can be another thing.
        let dated = self.is_past(base) && !self.is_main_outlet(key.asker);
        let about = match dated {
            true => [vec![self.day(base)], about].concat(),
            false => about,
        };
        let reply = key.phase.as_deref().and_then(|phase| items[0].kind.phase(phase)?.reply);
        let mut phrase = match reply {
            Some(Reply::ByAsked { verb: lemma, negative, words, asker, channel }) => {
                let does = lemma.map(|lemma| verb(lemma, VerbForm { negative, ..PAST })).unwrap_or_default();
                let words = if words.is_empty() { Phrase::new() } else { plain(words) };
                let by = if channel { by } else { Phrase::new() };
                [asked, does, words, to_asker(asker), about, by].concat()
            }
            Some(Reply::NotByAsker { verb: lemma }) if !asker.is_empty() => {
                [asker.clone(), verb(lemma, PAST.not()), asked, plain("for comment"), about, by].concat()
            }
            Some(Reply::Asked { after }) => {
                [asks(), plain("for comment"), about, by, vec![Piece::Mark(";")], plain(after)].concat()
            }
            Some(Reply::NotByAsker { .. }) | None => [asks(), plain("for comment"), about, by].concat(),
        };
        if key.voice != key.asker && key.voice != self.known() {
            phrase.push(Piece::Mark(","));
            phrase.extend(self.speech(base, false).map(|speech| teller(self.view, speech))?);
        }
        let grade = items.iter().filter_map(|item| self.base(item)).map(|base| self.grade_of(base)).min();
        let also = items.iter().filter_map(|item| self.base(item)).map(|base| self.sequence(base));
        Some(Draft::new(phrase, grade, Weight::Open).resting_on(also))
    }

    fn is_main_outlet(&self, asker: Option<&EntitySlug>) -> bool {
        asker.is_some() && asker == self.known()
    }

    // ---- where sides stand ----

    /// What each holder says of an item beside asserting it, those together who say the same.
    pub(super) fn stances(&self, item: &Item, of: Of) -> Vec<Draft> {
        let account = self.view.account(&self.path(item));
        let own = |word: &&Word<'s>| {
            let same_kind = self.view.state.filed(word.filing).0.record.kind == item.kind;
            // What it says in words of its own says that it is so.
            let in_words = word.stance == Stance::Confirms && self.tells_in_words(item, word);
            // That something was not held is told as what became of it.
            let own_word =
                self.view.state.filed(word.filing).1.path.attribute.is_none() || word.stance != Stance::Denies;
            same_kind && !in_words && own_word
        };
        let words: Vec<&Word<'s>> = account.current().filter(|word| word.stance.is_told()).filter(own).collect();
        // What is denied and said by nobody, not even as a plan.
        let planned = || self.view.account(&self.path(item).attribute(phase_name())).leading().is_some();
        let denied = words.iter().any(|word| word.stance == Stance::Denies);
        let unsaid = account.leading().is_none() && denied && !planned();
        let disputed = is_opposed(&account);
        let mut drafts = Vec::new();
        let mut told: Vec<Filing> = Vec::new();
        for word in &words {
            // Who denies what others say is told with the dispute.
            let in_dispute = disputed && matches!(word.stance, Stance::Denies | Stance::Disputes);
            if told.contains(&word.filing) || in_dispute {
                continue;
            }
            let alike = |other: &&&Word<'s>| {
                other.stance == word.stance && self.is_plain_stance(other) && self.is_plain_stance(word)
            };
            let together: Vec<&Word<'s>> = match self.is_plain_stance(word) {
                true => words.iter().filter(alike).copied().collect(),
                false => vec![word],
            };
            told.extend(together.iter().map(|word| word.filing));
            if unsaid && word.stance == Stance::Denies && drafts.is_empty() {
                drafts.push(self.unsaid(item, &together));
            }
            let mut of = if drafts.is_empty() { of } else { Of::It };
            for some in once_each(&together).chunks(2) {
                drafts.push(self.stance(item, some, of));
                of = Of::It;
            }
        }
        if disputed {
            return drafts;
        }
        for Discord { holder, filings, .. } in
            account.discords.iter().filter(|discord| discord.how == Disagreement::ChangedPosition)
        {
            drafts.extend(self.changed(item, holder, filings));
        }
        drafts
    }

    /// Whether a voice that confirms a claim is told with a wording of its own.
    fn tells_in_words(&self, item: &Item, word: &Word<'s>) -> bool {
        let texts = self.view.account(&self.at(item, "text"));
        let own = |filing: &Filing| {
            let by_voice = self.view.attribution(*filing).is_some_and(|other| same_voice(other, word.attribution));
            by_voice && filing.report == word.filing.report
        };
        texts.candidates.iter().any(|candidate| candidate.standing.supporters.first().is_some_and(own))
    }

    /// Whether a stance is one word of its holder, to be told with others like it.
    fn is_plain_stance(&self, word: &Word<'s>) -> bool {
        let testimony = self.view.state.filed(word.filing).1;
        testimony.limits.is_none()
            && testimony.hedge.is_none()
            && !word.secondhand
            && !word.plan
            && matches!(word.attribution.origin, Origin::Entity(_))
            && matches!(word.stance, Stance::Confirms | Stance::Denies)
    }

    /// “Nobody on file says that the board removed him over safety.”
    fn unsaid(&self, item: &Item, words: &[&Word<'s>]) -> Draft {
        let text = self.leading(&self.at(item, "text")).or_else(|| self.leading(&self.at(item, "gist")));
        let mut phrase = vec![Piece::Plain("nobody on file says that")];
        match text.filter(|_| !item.kind.takes_place()) {
            Some(text) => phrase.push(value(self.source(text.filing), ValueForm::Plain)),
            None => {
                let noun = self.noun(item, true);
                phrase.extend(noun.phrase);
                phrase.push(Piece::Plain(match noun.plural {
                    true => "are planned or took place",
                    false => "is planned or took place",
                }));
            }
        }
        Draft::new(phrase, None, Weight::Main).resting_on(words.iter().map(|word| self.sequence(word.filing)))
    }

    fn stance(&self, item: &Item, words: &[&Word<'s>], of: Of) -> Draft {
        let word = words[0];
        let source = self.source(word.filing);
        let testimony = self.view.state.filed(word.filing).1;
        let named = self.of(item, of);
        let grade = words.iter().map(|word| word.grade).min();
        if matches!(&word.attribution.origin, Origin::Evidence(_)) {
            return self.borne_out(word, named);
        }
        let several = self.holder_is_plural(word.holder);
        let (lemma, negative) = frames::stance(word.stance);
        let dated = word.stance != Stance::Confirms && word.stance != Stance::NotConfirmed && self.is_past(word.filing)
            || word.plan;
        let tense = match word.stance {
            Stance::NotConfirmed => Tense::Perfect,
            // What was said before it happened was said of the plan.
            _ if word.plan => Tense::PastPerfect,
            _ => Tense::Past,
        };
        let together = words.len() > 1 && words.iter().all(|word| word.attribution.via.is_empty()) && !dated;
        let form = VerbForm { negative, ..VerbForm::active(tense) }.of(several || together);
        let mut phrase = match together {
            true => list(words.iter().map(|word| self.who(word)).collect()),
            false => self.who(word),
        };
        match testimony.limits {
            // “has not officially confirmed it”
            Some(_) if word.stance == Stance::NotConfirmed => {
                phrase.extend([
                    Piece::Plain(if several { "have not" } else { "has not" }),
                    Piece::Said(Role::Limits { source }, Vec::new()),
                    Piece::Plain("confirmed"),
                ]);
            }
            _ => {
                if testimony.hedge.is_some() {
                    phrase.push(Piece::Said(Role::Hedge { source }, Vec::new()));
                }
                phrase.push(does(source, lemma, form));
            }
        }
        phrase.extend(named);
        if testimony.limits.is_some() && word.stance != Stance::NotConfirmed {
            phrase.extend(bracketed(vec![Piece::Said(Role::Limits { source }, Vec::new())]));
        }
        if dated {
            phrase.push(self.day(word.filing));
        }
        phrase.extend(self.relayed(word));
        for other in words.iter().skip(1).filter(|_| !together) {
            // The same of another, each as of its own day.
            phrase.push(Piece::Mark(";"));
            phrase.extend(self.who(other));
            phrase.push(does(self.source(other.filing), lemma, form.of(self.holder_is_plural(other.holder))));
            phrase.push(Piece::Plain("it, too,"));
            if dated {
                phrase.push(self.day(other.filing));
            }
            phrase.extend(self.relayed(other));
        }
        let account = self.view.account(&self.path(item));
        let denied = account.current().any(|other| other.holder == word.holder && other.stance == Stance::Denies);
        let mut also = Vec::new();
        if word.stance == Stance::NotConfirmed && !denied {
            phrase.extend([Piece::Mark(";"), Piece::Plain("no denial from it is on file")]);
        }
        also.extend(words.iter().map(|word| self.sequence(word.filing)));
        Draft::new(phrase, grade, Weight::Main).resting_on(also)
    }

    /// “A photograph by Gavriil Grigorov, distributed by AP, bears it out.”
    fn borne_out(&self, word: &Word<'s>, named: Phrase) -> Draft {
        let source = self.source(word.filing);
        let mut phrase = match self.speech(word.filing, false) {
            Some(speech) => origin(self.view, speech, true),
            None => vec![Piece::Plain("a piece of evidence")],
        };
        let links = word.attribution.via.iter().filter_map(|link| link.outlet.as_ref());
        let relays: Vec<Phrase> = links
            .filter(|outlet| Some(*outlet) != self.known())
            .map(|outlet| vec![crate::tell::voices::name_of(outlet, source)])
            .collect();
        if !relays.is_empty() {
            phrase.extend([Piece::Mark(","), Piece::Plain("carried by")]);
            phrase.extend(list(relays));
            phrase.push(Piece::Mark(","));
        }
        let form = VerbForm::active(Tense::Present);
        let it = named == [Piece::Plain("it")];
        let lemma = match (word.stance.supports(), word.grade >= Grade::Confirmed, it) {
            (true, true, _) => "confirm",
            (true, false, true) => "bear it out",
            (true, false, false) => "bear out",
            (false, ..) => "contradict",
        };
        phrase.push(does(source, lemma, form));
        if lemma != "bear it out" {
            phrase.extend(named);
        }
        Draft::new(phrase, Some(word.grade), Weight::Main)
    }

    /// Whose word it is: the holder itself, or the spokesman who speaks for it.
    fn who(&self, word: &Word<'s>) -> Phrase {
        let source = self.source(word.filing);
        let speaker = match &word.attribution.origin {
            Origin::Entity(origin) if !word.secondhand && !word.stance.is_observation() => origin,
            _ => word.holder,
        };
        vec![Piece::Name { entity: speaker.clone(), sequence: source.sequence, possessive: false, titled: true }]
    }

    fn holder_is_plural(&self, holder: &EntitySlug) -> bool {
        self.view.directory.get(holder).is_some_and(crate::state::directory::Entity::is_plural)
    }

    /// Through whom a stance came: “, TASS reported”, or who says it of another.
    fn relayed(&self, word: &Word<'s>) -> Phrase {
        let links = &word.attribution.via;
        let source = self.source(word.filing);
        if word.secondhand {
            if self.is_main(word.attribution) {
                return Phrase::new();
            }
            let Some(speech) = self.speech(word.filing, false) else { return Phrase::new() };
            return [vec![Piece::Mark(",")], teller(self.view, speech)].concat();
        }
        let Some((place, link)) = links.iter().enumerate().next_back() else {
            return match word.attribution.basis {
                Basis::Unattributed if !self.is_main(word.attribution) => {
                    vec![Piece::Mark(","), Piece::Plain("naming no source")]
                }
                _ => Phrase::new(),
            };
        };
        match (&link.outlet, &link.described) {
            (Some(outlet), _) if Some(outlet) == self.known() && links.len() == 1 => Phrase::new(),
            (Some(outlet), _) => {
                vec![Piece::Mark(","), crate::tell::voices::name_of(outlet, source), does(source, "report", PAST)]
            }
            (None, Some(_)) => vec![
                Piece::Mark(","),
                Piece::Plain("by way of"),
                Piece::Said(Role::Link { source, link: place }, Vec::new()),
            ],
            (None, None) => Phrase::new(),
        }
    }

    /// “The Kremlin had denied it before.”
    fn changed(&self, item: &Item, holder: &EntitySlug, filings: &[Filing]) -> Option<Draft> {
        let account = self.view.account(&self.path(item));
        let before = *filings.first()?;
        let supported = account.word(before).is_some_and(|word| word.stance.supports());
        let source = self.source(before);
        let of_phase = self.view.state.filed(before).1.path.is_of(crate::record::kind::attribute::PHASE);
        let mut phrase = vec![self.day(before), crate::tell::voices::name_of(holder, source)];
        let form = VerbForm::active(Tense::PastPerfect);
        phrase.extend(match supported {
            true => vec![does(source, "say", form), Piece::Plain("that it was so")],
            false if of_phase => vec![does(source, "say", form), Piece::Plain("that it did not take place")],
            false => vec![does(source, "deny", form), Piece::Plain("it")],
        });
        let also = filings.iter().map(|filing| self.sequence(*filing));
        Some(Draft::new(phrase, None, Weight::Main).resting_on(also))
    }

    /// Who says how likely something is that lies ahead.
    pub(super) fn likelihood(&self, item: &Item) -> Vec<Draft> {
        let account = self.view.account(&self.at(item, crate::record::kind::attribute::OUTLOOK));
        let outlooks = self.view.outlook(item).into_iter();
        let told = outlooks.filter_map(|outlook| {
            let word = account.current().find(|word| word.update == outlook.update)?;
            let source = self.source(word.filing);
            let mut phrase = self.who(word);
            phrase.extend([does(source, "call", PAST), Piece::Plain("it"), value(source, ValueForm::Plain)]);
            phrase.extend(self.relayed(word));
            Some(Draft::new(phrase, None, Weight::Detail))
        });
        told.collect()
    }
}

/// What requests have in common that are told together.
#[derive(PartialEq)]
struct RequestKey<'s> {
    asker: Option<&'s EntitySlug>,
    phase: Option<String>,
    channel: Option<&'s str>,
    on: Option<&'s Value>,
    voice: Option<&'s EntitySlug>,
}

/// One word of each holder.
fn once_each<'w, 's>(words: &[&'w Word<'s>]) -> Vec<&'w Word<'s>> {
    let mut known: Vec<&Word<'s>> = Vec::new();
    for word in words {
        if !known.iter().any(|known| known.holder == word.holder) {
            known.push(word);
        }
    }
    known
}

/// Whether nearly all words of a quotation are in the sum of it: it would only say the same twice.
fn mostly_in(words: &str, gist: &str) -> bool {
    let gist: Vec<&str> = gist.split_whitespace().collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let known = words.iter().filter(|word| gist.contains(word)).count();
    words.len() >= 4 && known * 10 >= words.len() * 8
}
