//! What people say and put out: statements, evidence, publications and notes.

use crate::judge::account::Word;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::kind::attribute::{
    AUTHENTIC, FLAGS, GIST, ISSUER, MAKER, MEDIUM, OCCASION, OUTLET, PHASE, PLACE, PLATFORM, SHOWS, SPEAKER, SUPPLIER,
    TEXT, TITLE, WHEN, WORDS,
};
use crate::record::kind::choices::{CAPTURED, CUT, TRANSLATED};
use crate::record::kind::spec::{KindRole, PhaseRole};
use crate::record::stance::Stance;
use crate::record::value::Value;
use crate::state::entity::Entity;
use crate::state::fold::{Filing, Item};
use crate::tell::clause::{bracketed, does, value};
use crate::tell::english::{Tense, VerbForm, Voice};
use crate::tell::nouns::{is_several, occasion_preposition};
use crate::tell::realise::has_day;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling, same_voice};
use crate::tell::voices::{LISTENERS, teller, without_no_source};
use crate::tell::written::has_word;
use crate::views::brief::plan::{Draft, MOST_IN_A_SENTENCE, Weight};

const PAST: VerbForm = VerbForm::active(Tense::Past);

impl<'s> Telling<'_, 's> {
    /// “Peskov told Russian state media that the visit would not be “momentous” (translated).”
    pub(super) fn statements(&self, item: &Item) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let account = self.view.account(&self.path(item));
        if account.leading().is_none() || account.is_contested() {
            return drafts;
        }
        let mut heard: Vec<&Attribution> = Vec::new();
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

    /// With when, where and how it was said; without where and how, where the sentence would be too long to read.
    fn statement(&self, item: &Item, word: &Word<'s>, first: bool) -> Option<Draft> {
        let whole = self.statement_with(item, word, first, true)?;
        match self.length(&whole.phrase) > MOST_IN_A_SENTENCE {
            true => self.statement_with(item, word, first, false),
            false => Some(whole),
        }
    }

    fn statement_with(&self, item: &Item, word: &Word<'s>, first: bool, whole: bool) -> Option<Draft> {
        let voice = word.attribution;
        let of = |name: &str| {
            let account = self.view.account(&self.at(item, name));
            let given = account.candidates.iter().find_map(|candidate| self.fact_of(&account, candidate, voice));
            given.filter(|fact| fact.value.is_some())
        };
        let (gist, words) = (of(GIST), of(WORDS));
        if gist.is_none() && words.is_none() {
            return None;
        }
        let named = of(SPEAKER);
        // Whoever passes on words that have a name of their own, and says nothing of whose they are, did not speak them.
        if let (None, Some(words), Some(label)) = (&named, &words, self.label(item)) {
            return self.labelled_words(item, word, (words, label), (first, whole));
        }
        let speaker = named.or_else(|| self.leading(&self.at(item, SPEAKER)));
        let said = gist.as_ref().or(words.as_ref())?;
        let said_in = said.filing;
        let mut grade = self.grade_of(said.filing);
        let mut phrase = self.speaker_and_verb(item, word, speaker.as_ref(), (said.filing, whole))?;
        for fact in [&gist, &words].into_iter().flatten() {
            grade = grade.min(self.grade_of(fact.filing));
        }
        let in_document = phrase.iter().position(|piece| *piece == Piece::Plain("in a document cited by"));
        let has_medium = self.fact(&self.at(item, MEDIUM), word.attribution).is_some();
        if let Some(place) = in_document.filter(|_| has_medium) {
            // What document it is, is known: “said in a letter to the court, Reuters reported, that …”
            let links = phrase.split_off(place).into_iter().skip(1);
            phrase.push(Piece::Mark(","));
            phrase.extend(links);
            phrase.push(does(self.source(word.filing), "report", PAST));
        }
        // “Said in his bail hearing, BBC News reported, that …”: he did not tell BBC News so there.
        let told = phrase
            .iter()
            .position(|piece| matches!(piece, Piece::Said(Role::Verb { lemma, .. }, _) if &**lemma == "tell"));
        let outlet = |piece: &Piece| match piece {
            Piece::Name { entity, .. } => {
                word.attribution.via.first().is_some_and(|link| link.outlet.as_ref() == Some(entity))
            }
            _ => false,
        };
        if let Some(place) =
            told.filter(|place| phrase.get(place + 1).is_some_and(outlet) && self.was_said_to_others(item, word))
        {
            let links = phrase.split_off(place).into_iter().skip(1);
            let whole = links.collect::<Phrase>();
            let first = whole.iter().position(|piece| *piece == Piece::Mark(",")).unwrap_or(whole.len());
            phrase.push(does(self.source(said_in), "say", PAST));
            phrase.push(Piece::Mark(","));
            phrase.extend(whole[..first].to_vec());
            phrase.push(does(self.source(word.filing), "report", PAST));
            phrase.extend(whole[first..].to_vec());
        }
        // “Told RT on 13 September, The Guardian reported, that …”
        let passed_on = phrase.iter().position(|piece| *piece == Piece::Mark(",")).map(|at| phrase.split_off(at));
        phrase.extend(self.circumstances(item, word, whole));
        if let Some(passed_on) = passed_on {
            phrase.extend(passed_on);
            phrase.push(Piece::Mark(","));
        }
        let of_wording = self.of_wording(item, voice);
        // What is to be known of a quotation goes before it, of words told in sum behind them.
        let said = self.said(gist.as_ref(), words.as_ref());
        phrase.extend(match said.first() {
            Some(Piece::Mark(":")) => [of_wording, said].concat(),
            _ => [said, of_wording].concat(),
        });
        if speaker.is_some() && !self.speaks_itself(word, speaker.as_ref()) {
            phrase.extend(self.after(word));
        }
        // Whether words were said can be so or not; what they say is its speaker's.
        let weight = if first { Weight::Words } else { Weight::Detail };
        Some(Draft::new(phrase, Some(grade), weight))
    }

    /// What is to be known of a quotation: “(translated)”.
    fn of_wording(&self, item: &Item, voice: &Attribution) -> Phrase {
        let flags = self.view.account(&self.at(item, FLAGS));
        let shown = |flag: &&str| [TRANSLATED, CUT].contains(flag);
        let shown = flags.candidates.iter().filter(|flag| flag.value.and_then(Value::text).as_ref().is_some_and(shown));
        let facts = shown.filter_map(|flag| self.fact_of(&flags, flag, voice));
        facts.flat_map(|fact| bracketed(self.words(&fact))).collect()
    }

    /// “The last words from the cockpit were “Good night Malaysian three seven zero”, the department said.”
    fn labelled_words(
        &self,
        item: &Item,
        word: &Word<'s>,
        (words, label): (&Fact<'s>, Piece),
        (first, whole): (bool, bool),
    ) -> Option<Draft> {
        let mut phrase = vec![label];
        let circumstances = self.circumstances(item, word, whole);
        if !circumstances.is_empty() {
            phrase.push(Piece::Mark(","));
            phrase.extend(circumstances);
            phrase.push(Piece::Mark(","));
        }
        phrase.push(Piece::Plain(if self.noun(item, true).plural { "were" } else { "was" }));
        phrase.push(value(self.source(words.filing), ValueForm::Quoted));
        phrase.extend(self.of_wording(item, word.attribution));
        if !self.is_main(word.attribution) {
            phrase.push(Piece::Mark(","));
            phrase.extend(teller(self.view, self.speech(word.filing, self.has_own_day(word.filing))?));
        }
        let weight = if first { Weight::Words } else { Weight::Detail };
        Some(Draft::new(phrase, Some(self.grade_of(words.filing)), weight))
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
        (said, whole): (Filing, bool),
    ) -> Option<Phrase> {
        let source = self.source(said);
        if speaker.is_none() || self.speaks_itself(word, speaker) {
            return self.speech(said, false).map(|speech| teller(self.view, speech));
        }
        let speaker = speaker?;
        let mut phrase = self.words(speaker);
        if let Some(issuer) = self.leading(&self.at(item, ISSUER)).filter(|_| whole) {
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
        [vec![Piece::Mark(",")], without_no_source(teller(self.view, speech))].concat()
    }

    /// When, and, of the whole, where and on what occasion.
    fn circumstances(&self, item: &Item, word: &Word<'s>, whole: bool) -> Phrase {
        let given = |name: &str| self.fact(&self.at(item, name), word.attribution);
        let of = |name: &str| given(name).filter(|_| whole || name == WHEN);
        let mut phrase = Phrase::new();
        let mut occasions = String::new();
        for (name, fact) in [MEDIUM, PLATFORM, OCCASION].into_iter().filter_map(|name| Some((name, of(name)?))) {
            let text = fact.value.and_then(Value::text).unwrap_or_default();
            // “Told Nieuwsuur in an interview with Nieuwsuur” says it twice.
            if name == OCCASION && self.is_with_outlet(word, text) {
                continue;
            }
            let preposition = if name == PLATFORM { Some("on") } else { occasion_preposition(text) };
            // Nobody says anything in a photograph: its words are on it.
            let pictured = name == MEDIUM && is_picture(text);
            let preposition = preposition.map(|preposition| if pictured { "in words on" } else { preposition });
            phrase.extend(self.setting(&fact, preposition));
            occasions.push_str(text);
        }
        let elsewhere = |fact: &Fact<'s>| !fact.planned && !self.is_said_already(fact, &occasions);
        for fact in of(PLACE).into_iter().filter(elsewhere) {
            phrase.extend(self.located(&fact));
        }
        match of(WHEN) {
            Some(when) => phrase.extend(self.words(&when)),
            None if self.has_own_day(word.filing) => phrase.push(self.day(word.filing)),
            None => {}
        }
        phrase
    }

    /// “At a hearing of the committee”: on what occasion something was said, where a line that tells of it does not say so.
    pub(super) fn occasion_beside(&self, item: &Item, said: Filing, line: &str) -> Phrase {
        let path = self.at(item, OCCASION);
        let voice = self.view.attribution(said).filter(|_| item.kind.role() == KindRole::Statement);
        let Some(fact) = voice.and_then(|voice| self.fact(&path, voice)) else { return Phrase::new() };
        let text = fact.value.and_then(Value::text).unwrap_or_default();
        let line = line.to_lowercase();
        let told = text.to_lowercase().split(' ').any(|word| word.chars().count() > 4 && line.contains(word));
        let preposition = occasion_preposition(text).filter(|_| !told);
        if preposition.is_some() { self.setting(&fact, preposition) } else { Phrase::new() }
    }

    /// “In a letter”, “at Davos”: what something was said in or at.
    fn setting(&self, fact: &Fact<'s>, preposition: Option<&'static str>) -> Phrase {
        let named = !fact.value.and_then(Value::text).is_some_and(|text| text.starts_with(char::is_lowercase));
        let form = if preposition.is_none() || named { ValueForm::Plain } else { ValueForm::Indefinite };
        preposition.map(Piece::Plain).into_iter().chain(self.in_form(fact, form)).collect()
    }

    /// Whether what words were said in is only the talk with the outlet that passed them on.
    fn is_with_outlet(&self, word: &Word<'s>, occasion: &str) -> bool {
        let Some((talk, whom)) = occasion.split_once(" with ") else { return false };
        let outlets = word.attribution.via.iter().filter_map(|link| self.view.directory.get(link.outlet.as_ref()?));
        let named = |outlet: &Entity| {
            let name = outlet.name().to_lowercase();
            name == whom.to_lowercase() || name.ends_with(&format!(" {}", whom.to_lowercase()))
        };
        talk.ends_with("interview") && outlets.into_iter().any(named)
    }

    /// Whether words were said to others than the outlet that passed them on: at a hearing, in a speech, and not in an interview.
    fn was_said_to_others(&self, item: &Item, word: &Word<'s>) -> bool {
        const TO_OUTLET: [&str; 9] =
            ["call", "conversation", "email", "interview", "message", "messages", "phone", "telephone", "text"];
        let texts = [MEDIUM, OCCASION]
            .into_iter()
            .filter_map(|name| self.fact(&self.at(item, name), word.attribution)?.value?.text());
        let texts: Vec<String> = texts.map(str::to_lowercase).collect();
        let outlets = word.attribution.via.iter().filter_map(|link| self.view.directory.get(link.outlet.as_ref()?));
        let outlets: Vec<String> = outlets.map(|outlet| outlet.name().to_lowercase()).collect();
        // “A message to the members” was not one to the outlet, nor was “a call with investors”.
        let addressed = |text: &String| {
            let whom = [" to ", " with "].iter().find_map(|before| text.split_once(before));
            whom.is_some_and(|(_, whom)| {
                !has_word(whom, LISTENERS)
                    && !has_word(whom, &["paper"])
                    && !outlets.iter().any(|outlet| outlet.contains(whom))
            })
        };
        let to_outlet = |text: &String| {
            !addressed(text) && text.split(|c: char| !c.is_alphanumeric()).any(|word| TO_OUTLET.contains(&word))
        };
        !texts.is_empty() && !texts.iter().any(to_outlet)
    }

    pub(super) fn has_own_day(&self, filing: Filing) -> bool {
        let update = &self.view.state.filed(filing).0.record;
        update.said_at.as_ref().is_some_and(|when| when.relative_to().is_none()) && has_day(update)
    }

    // ---- evidence, publications, notes ----

    /// “A photograph by Gavriil Grigorov, supplied by the Kremlin pool, shows …”
    pub(super) fn evidence(&self, item: &Item) -> Option<Draft> {
        // What is only denied shows nothing.
        self.view.account(&self.path(item)).leading()?;
        let medium = self.leading(&self.at(item, MEDIUM))?;
        let voice = self.view.attribution(medium.filing)?;
        let source = self.source(medium.filing);
        let several = medium.value.and_then(Value::text).is_some_and(is_several);
        let mut grade = medium.grade;
        let mut phrase = vec![value(source, ValueForm::Indefinite)];
        for (name, before) in [(MAKER, "by"), (SUPPLIER, "supplied by")] {
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
        // What it is only denied to show it is not said to show.
        let shows = self.leading(&self.at(item, SHOWS));
        let shows = shows.filter(|shows| self.view.state.filed(shows.filing).1.stance.supports());
        match &shows {
            Some(shows) => {
                phrase.push(does(self.source(shows.filing), "show", VerbForm::active(Tense::Present).of(several)));
                phrase.extend(self.words(shows));
                grade = grade.min(shows.grade);
            }
            None => phrase.push(Piece::Plain(if several { "are on file" } else { "is on file" })),
        }
        let authentic = self.view.account(&self.at(item, AUTHENTIC));
        let mut calling = Phrase::new();
        if let Some(leading) = authentic.leading().and_then(|leading| leading.standing.supporters.first().copied()) {
            let speech = self.speech(leading, false)?;
            let fact = self.filed(&authentic, leading, authentic.leading().and_then(|leading| leading.value));
            calling = match same_voice(speech.attribution, voice) && !self.is_main(voice) {
                true => vec![Piece::Mark(","), Piece::Plain("calling it")],
                false => {
                    let called = does(self.source(leading), "call", PAST);
                    let who = crate::tell::voices::speaker(self.view, speech);
                    [vec![Piece::Mark(";")], who, vec![called, Piece::Plain("it")]].concat()
                }
            };
            calling.extend(self.words(&fact));
        }
        if !self.is_main(voice) {
            phrase.push(Piece::Mark(","));
            phrase.extend(self.speech(medium.filing, false).map(|speech| teller(self.view, speech))?);
        }
        phrase.extend(calling);
        Some(Draft::new(phrase, Some(grade), Weight::Main))
    }

    /// “The Herald published “What we know” on 9 March 2025 and withdrew it on 12 March”; where it is not on file who put it
    /// out, ““The dam” was published”.
    pub(super) fn publication(&self, item: &Item) -> Option<Draft> {
        let base = self.base(item)?;
        let outlet = self.leading(&self.at(item, OUTLET));
        let past = if outlet.is_some() { PAST } else { VerbForm { voice: Voice::Passive, ..PAST } };
        let role = self.view.phase(item).role(item.kind)?;
        let phases = self.view.account(&self.at(item, PHASE));
        let published = phases.words.iter().find(|word| {
            let token = word.value.and_then(Value::text).unwrap_or_default();
            word.stance.supports() && item.kind.phase_role(token) == Some(PhaseRole::Published)
        });
        let later = match role {
            PhaseRole::Amended => Some("amend"),
            PhaseRole::Withdrawn => Some("withdraw"),
            _ => None,
        };
        let first = published.map(|word| word.filing);
        let verb = match (first, later) {
            (None, Some(later)) => does(self.source(base), later, past),
            (first, _) => does(self.source(first.unwrap_or(base)), "publish", past),
        };
        let what = match self.leading(&self.at(item, TITLE)) {
            Some(title) => value(self.source(title.filing), ValueForm::Quoted),
            None => Piece::Plain("a report"),
        };
        let mut phrase = match &outlet {
            Some(outlet) => [self.words(outlet), vec![verb, what]].concat(),
            None => vec![what, verb],
        };
        let when = self.leading(&self.at(item, WHEN)).filter(|when| !when.planned);
        let day = when.filter(|when| first.is_none_or(|first| first.report == when.filing.report));
        phrase.extend(day.map(|when| self.words(&when)).unwrap_or_default());
        if let Some(later) = later.filter(|_| first.is_some()) {
            let dates = self.view.account(&self.at(item, WHEN));
            let day = dates.words.iter().find(|date| date.filing.report == base.report && date.stance.supports());
            let day = day.map(|date| self.words(&self.filed(&dates, date.filing, date.value)));
            phrase.push(Piece::Plain(if day.is_some() { "and" } else { "and later" }));
            match &outlet {
                Some(_) => phrase.extend([does(self.source(base), later, PAST), Piece::Plain("it")]),
                None => phrase.push(does(self.source(base), later, past)),
            }
            phrase.extend(day.unwrap_or_default());
        }
        let voice = self.view.attribution(base)?;
        let own = outlet.is_some_and(|outlet| outlet.value.and_then(Value::entity) == Some(&voice.holder));
        let attributed = match own {
            // What an outlet puts out is its own act: it needs no source for that.
            _ if voice.via.is_empty() && (own || voice.basis == Basis::Unattributed) => Phrase::new(),
            true => self.passed_on(voice, base),
            false if self.is_main(voice) => Phrase::new(),
            false => [vec![Piece::Mark(",")], teller(self.view, self.speech(base, false)?)].concat(),
        };
        phrase.extend(attributed);
        let weight = if role == PhaseRole::Published { Weight::Detail } else { Weight::Main };
        Some(Draft::new(phrase, Some(self.grade_of(base)), weight))
    }

    /// The newsroom's own text, which has no source but itself.
    pub(super) fn own_text(&self, item: &Item) -> Option<Draft> {
        let filing = self.view.testimonies(&self.at(item, TEXT)).last()?;
        let source = self.source(filing);
        let mut phrase = vec![value(source, ValueForm::Plain)];
        // What was only taken down is nobody's report yet, and not the desk's word.
        if self.view.state.filed(filing).0.record.note_code() == Some(CAPTURED) {
            phrase.insert(0, Piece::Plain("Taken down and not checked yet:"));
        }
        if self.view.state.filed(filing).1.hedge.is_some() {
            phrase.extend(bracketed(vec![Piece::Said(Role::Hedge { source }, Vec::new())]));
        }
        Some(Draft::new(phrase, None, Weight::Open))
    }
}

/// Whether a medium shows things and does not speak.
fn is_picture(medium: &str) -> bool {
    let words = [
        "banner",
        "cartoon",
        "drawing",
        "graphic",
        "image",
        "map",
        "photo",
        "photograph",
        "picture",
        "placard",
        "poster",
        "sign",
    ];
    medium.to_lowercase().split(' ').any(|word| words.contains(&word))
}
