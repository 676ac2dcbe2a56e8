//! How people, organisations and places are named: in full and with their title when they first come up, by name later.

use std::collections::{HashMap, HashSet};

use crate::judge::view::View;
use crate::record::entry::EntityType;
use crate::record::kind::attribute::TITLE;
use crate::record::name::EntitySlug;
use crate::record::path::Subject;
use crate::record::recorded::Sequence;
use crate::state::entity::Entity;
use crate::tell::english::possessive;
use crate::tell::span::{NameForm, Span, text};
use crate::tell::written::has_word;

/// In how many updates somebody is named whose abbreviation is introduced.
const OFTEN: usize = 4;
/// Where in a sentence a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NamePlace {
    /// Before “'s”.
    pub(crate) possessive: bool,
    /// In brackets.
    pub(crate) bracketed: bool,
}

/// Who has come up so far, and whose short name could be somebody else's.
#[derive(Debug, Default, Clone)]
pub struct Mentions {
    met: HashSet<EntitySlug>,
    ambiguous: HashSet<String>,
    /// Those who are named so often that their abbreviation is worth its introduction, and those who were introduced with it.
    often: HashSet<EntitySlug>,
    abbreviated: HashSet<EntitySlug>,
    /// Whether everybody is named in full, without title, each time: in one line there is no later.
    in_full: bool,
    /// Those whose title is on file as of a report, and the one they were introduced with last: a title is that of the time
    /// of the word that is told.
    titled: HashMap<EntitySlug, Option<String>>,
}

impl Mentions {
    /// Everybody is named in full, without title.
    pub(crate) fn in_full() -> Self {
        Self { in_full: true, ..Self::default() }
    }

    /// Nobody has come up yet, in a story in which these are named.
    pub fn among<'e>(view: &'e View<'_>, named: impl IntoIterator<Item = &'e EntitySlug>) -> Self {
        let mut all: HashSet<&EntitySlug> = HashSet::new();
        let mut times: HashMap<&EntitySlug, usize> = HashMap::new();
        let (mut known, mut ambiguous) = (HashSet::new(), HashSet::new());
        for slug in named {
            let slug = view.directory.canonical(slug);
            *times.entry(slug).or_default() += 1;
            let Some(entity) = view.directory.get(slug).filter(|_| all.insert(slug)) else { continue };
            let words = entity.name().split(' ');
            // A family, a town or a company can have the name of a person.
            ambiguous.extend(words.map(str::to_owned).filter(|word| !known.insert(word.clone())));
        }
        let titled =
            view.state.entity_paths().filter(|path| path.is_of(TITLE)).filter_map(|path| match &path.subject {
                Subject::Entity(slug) => Some((view.directory.canonical(slug).clone(), None)),
                _ => None,
            });
        let titled = titled.collect();
        let often = times.into_iter().filter(|(_, times)| *times >= OFTEN).map(|(slug, _)| slug.clone()).collect();
        Self { ambiguous, often, titled, ..Self::default() }
    }

    /// The form a name takes here, and that it has come up.
    pub(crate) fn form(
        &mut self,
        view: &View<'_>,
        (entity, named_in): (&EntitySlug, Sequence),
        titled: bool,
        place: NamePlace,
    ) -> NameForm {
        let possessive = place.possessive;
        if self.in_full {
            return NameForm { possessive, ..NameForm::default() };
        }
        let slug = view.directory.canonical(entity);
        if let Some(known) = view.directory.get(slug).filter(|known| abbreviation(known).is_some()) {
            return self.form_of_abbreviated(known, place);
        }
        let mut first = self.met.insert(slug.clone());
        if let Some(known) = self.titled.get_mut(slug).filter(|_| titled) {
            let title = title_in(view, slug, named_in);
            first = first || *known != title;
            *known = title;
        }
        let short = !first
            && view
                .directory
                .get(slug)
                .and_then(|known| short_name(view, known))
                .is_some_and(|short| self.is_clear(&short));
        NameForm { introduced: first && titled, short, possessive, ..NameForm::default() }
    }

    /// Whether somebody is named here by its noun: an organisation that has no shorter name and that these words of the same
    /// sentence name, where they name no other one of that noun.
    pub(crate) fn by_noun(&self, view: &View<'_>, entity: &EntitySlug, before: &[Span]) -> bool {
        let known =
            view.directory.get(view.directory.canonical(entity)).filter(|_| !self.in_full && !before.is_empty());
        let Some((known, noun)) = known.and_then(|known| Some((known, noun_of(known)?))) else { return false };
        let before = text(before).to_lowercase();
        let mut names = known.spellings().map(str::to_lowercase);
        let Some(name) = names.find(|name| before.contains(name)) else { return false };
        let others = before.replace(&name, "");
        let last = noun.rsplit(' ').next().unwrap_or_default();
        !has_word(&others, &[last])
    }

    /// The form of a name that has an abbreviation, which is introduced where it first comes up: “the Federal Trade Commission
    /// (FTC)”, and “the FTC” after that.
    fn form_of_abbreviated(&mut self, entity: &Entity, place: NamePlace) -> NameForm {
        let NamePlace { possessive, bracketed } = place;
        let short = self.abbreviated.contains(&entity.slug);
        // “The Federal Trade Commission (FTC)'s” is none.
        let introduced = !short && !possessive && !bracketed && self.often.contains(&entity.slug);
        if introduced {
            self.abbreviated.insert(entity.slug.clone());
        }
        NameForm { introduced, short, possessive, ..NameForm::default() }
    }

    /// Whether somebody, under the slug that all of theirs lead to, has not come up yet; nobody, where all are named in full.
    pub(crate) fn is_new(&self, slug: &EntitySlug) -> bool {
        !self.in_full && !self.met.contains(slug)
    }

    /// Somebody has come up if a text names them in full.
    pub(crate) fn meet_in(&mut self, view: &View<'_>, entity: &EntitySlug, text: &str) {
        let slug = view.directory.canonical(entity);
        let named = |known: &Entity| known.is == EntityType::Person && text.contains(known.name());
        if self.is_new(slug) && view.directory.get(slug).is_some_and(named) {
            self.meet(slug);
        }
    }

    /// Somebody has come up, under the slug that all of theirs lead to.
    pub(crate) fn meet(&mut self, slug: &EntitySlug) {
        self.met.insert(slug.clone());
    }

    pub(crate) fn is_clear(&self, short: &str) -> bool {
        short.split(' ').next_back().is_some_and(|word| !self.ambiguous.contains(word))
    }
}

/// The title somebody had when a report was made, by the last report of that time that gives one; else that of the directory.
fn title_in(view: &View<'_>, slug: &EntitySlug, named_in: Sequence) -> Option<String> {
    let reports = view.state.reports();
    let told = view.state.place_at(named_in);
    let told = told.map(|place| (reports[place].record.learned_at, named_in));
    let paths = view.state.entity_paths().filter(|path| {
        let of = matches!(&path.subject, Subject::Entity(known) if view.directory.canonical(known) == slug);
        of && path.is_of(TITLE)
    });
    let given = paths.flat_map(|path| view.testimonies(path).collect::<Vec<_>>()).filter_map(|filing| {
        let (report, said) = view.state.filed(filing);
        let when = (report.record.learned_at, report.sequence);
        let counts = said.stance.supports() && told.is_some_and(|told| when <= told);
        Some((when, said.value.as_ref().filter(|_| counts)?.text()?.to_owned()))
    });
    let last = given.max().map(|(_, title)| title);
    last.or_else(|| view.directory.get(slug)?.title.as_deref().map(str::to_owned))
}

/// How somebody is written in one form.
pub fn name(view: &View<'_>, entity: &EntitySlug, form: NameForm) -> String {
    let title = view.directory.get(view.directory.canonical(entity)).and_then(|known| known.title.as_deref());
    name_with(view, entity, form, title)
}

/// The same as a report names them: with the title they had then.
pub fn name_in(view: &View<'_>, entity: &EntitySlug, form: NameForm, named_in: Sequence) -> String {
    if !form.introduced {
        return name(view, entity, form);
    }
    let title = title_in(view, view.directory.canonical(entity), named_in);
    name_with(view, entity, form, title.as_deref())
}

fn name_with(view: &View<'_>, entity: &EntitySlug, form: NameForm, title: Option<&str>) -> String {
    let slug = view.directory.canonical(entity);
    let Some(known) = view.directory.get(slug) else { return entity.as_str().replace('-', " ") };
    if form.noun
        && let Some(noun) = noun_of(known)
    {
        let name = format!("the {noun}");
        return if form.possessive { possessive(&name) } else { name };
    }
    let short = || short_name(view, known).or_else(|| abbreviated(known));
    let name = form.short.then(short).flatten().unwrap_or_else(|| known.name().to_owned());
    let name = if form.introduced { introduced(view, known, name, (title, form.apposed)) } else { name };
    if form.possessive { possessive(&name) } else { name }
}

/// “Kremlin spokesman Dmitry Peskov”, “OpenAI's spokeswoman Hannah Wong”, “OceanGate's chief executive Stockton Rush”; with a
/// title that cannot stand in front, “Michael Barr (the bank's vice-chair for supervision)” or, apposed, “Michael Barr, the
/// bank's vice-chair for supervision”.
fn introduced(view: &View<'_>, entity: &Entity, name: String, (title, apposed): (Option<&str>, bool)) -> String {
    if let Some(abbreviation) = abbreviation(entity) {
        return format!("{name} ({abbreviation})");
    }
    let Some(title) = title else { return name };
    // “Faz Peermohamed of Stann Marine”.
    if ["of ", "from ", "at "].iter().any(|preposition| title.starts_with(preposition)) {
        return format!("{name} {title}");
    }
    if let Some((office, whom)) = in_the_service_of(title) {
        return format!("{} {office} {name}", possessive(whom));
    }
    if title.chars().next().is_some_and(char::is_uppercase) {
        return format!("{title} {name}");
    }
    // “Microsoft's gaming business' head” has one possessive too many.
    let of_many_words = title.rsplit_once(" of ").is_some_and(|(office, _)| with_preposition(office));
    let named_at_length = title.split_once(" of ").is_some_and(|(_, of)| with_preposition(of));
    let elsewhere = [" at ", " for ", " with "].iter().any(|preposition| title.contains(preposition));
    if of_many_words || named_at_length || elsewhere || title.contains(" of ") && title.contains(['\'', '’']) {
        return if apposed { format!("{name}, {title}") } else { format!("{name} ({title})") };
    }
    // “Chief of defence staff”: of an office, and not of an institution.
    if title.rsplit_once(" of ").is_some_and(|(_, of)| of.starts_with(char::is_lowercase) && !of.starts_with("the ")) {
        return format!("{title} {name}");
    }
    if let Some((office, of)) = title.rsplit_once(" of ") {
        return format!("{} {office} {name}", possessive(of));
    }
    let institution = entity.speaks_for.as_ref().and_then(|slug| view.directory.get(slug));
    let fits = |institution: &&Entity| {
        let name = institution.name();
        let plain = !name.contains(['\'', '’']) && !with_preposition(name);
        // “The army's army spokesman” has a word too many.
        let stem = |word: &str| word.to_lowercase().chars().take(6).collect::<String>();
        let of_name: Vec<String> = name.split(' ').filter(|word| word.len() > 3).map(stem).collect();
        let again = title.split(' ').any(|word| word.len() > 3 && of_name.contains(&stem(word)));
        institution.is != EntityType::Group && !title.contains(name) && plain && !again
    };
    match institution.filter(fits) {
        Some(institution) => format!("{} {title} {name}", possessive(institution.name())),
        None => format!("{title} {name}"),
    }
}

fn with_preposition(text: &str) -> bool {
    [" at ", " for ", " in ", " of ", " on "].iter().any(|preposition| text.contains(preposition))
}

/// A title that says for whom somebody acts, taken apart: “lawyer for Sepp Blatter” is that he is Sepp Blatter's lawyer. An
/// ambassador to a country is not that country's.
fn in_the_service_of(title: &str) -> Option<(&str, &str)> {
    const OFFICES: [&str; 13] = [
        "adviser",
        "advisor",
        "agent",
        "aide",
        "assistant",
        "attorney",
        "barrister",
        "counsel",
        "lawyer",
        "solicitor",
        "spokesman",
        "spokesperson",
        "spokeswoman",
    ];
    let (office, whom) = title.split_once(" for ").or_else(|| title.split_once(" to "))?;
    let acts = office.rsplit(' ').next().is_some_and(|last| OFFICES.contains(&last));
    let known = whom.starts_with("the ") || whom.starts_with(char::is_uppercase);
    let plain = title.starts_with(char::is_lowercase) && !whom.contains(['\'', '’']) && !with_preposition(whom);
    (acts && known && plain).then_some((office, whom))
}

/// What somebody is called by once introduced: the part of the name that the directory has for another name, “Najib” of Najib
/// Razak; else the family name, where we can tell which part it is. Where names of the country do not end in a family name,
/// they are written in full.
pub(crate) fn short_name(view: &View<'_>, entity: &Entity) -> Option<String> {
    /// Family names that stand before given names.
    const FIRST: &[&str] = &[
        "Ban", "Chen", "Deng", "Hu", "Jiang", "Kim", "Lee", "Li", "Lin", "Liu", "Mao", "Moon", "Ng", "Nguyen", "Pak",
        "Park", "Peng", "Tran", "Tsai", "Wang", "Wen", "Xi", "Xu", "Yang", "Yoon", "Zhang", "Zhao", "Zhou", "Zhu",
    ];
    /// Names that nobody has for a family name, and behind which none need stand.
    const GIVEN: &[&str] = &["Abdul", "Ahmad", "Datuk", "Haji", "Mohamad", "Mohd", "Nur", "Siti", "Tun", "binti"];
    /// The same, where they may well stand at the end of another name.
    const ONLY_FIRST: &[&str] = &[
        "Bui", "Chan", "Choi", "Feng", "Guo", "Hoang", "Huang", "Hui", "Koh", "Leung", "Lim", "Liow", "Ma", "Ngo",
        "Pham", "Phan", "Ren", "Tan", "Vu", "Wong", "Wu", "Zheng",
    ];
    /// What somebody of rank is called by, with the given name.
    const RANKS: &[&str] = &["King", "Prince", "Princess", "Queen", "Sheikh", "Sheikha"];
    /// Words for whose son or daughter somebody is.
    const FATHERS: &[&str] = &["bin", "bint", "ibn"];
    /// Words that belong to the family name after them.
    const PARTICLES: &[&str] =
        &["abu", "al", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van", "von"];
    let name = entity.name();
    let words: Vec<&str> = name.split(' ').collect();
    let is_part = |other: &&str| {
        let part: Vec<&str> = other.split(' ').collect();
        part.len() < words.len() && words.windows(part.len()).any(|some| some == part)
    };
    if entity.is == EntityType::Person
        && let Some(part) = entity.names.iter().skip(1).map(|name| &*name.text).find(is_part)
    {
        return Some(part.to_owned());
    }
    if let Some(last) = behind_description(&words).filter(|_| is_institution(entity)) {
        return Some(last);
    }
    // “Prince Ali bin al-Hussein” is Prince Ali, and whoever has a name with a father's name in it has no family name by that.
    if let [rank, given, _, ..] = words.as_slice()
        && entity.is == EntityType::Person
        && RANKS.contains(rank)
    {
        return Some(format!("{rank} {given}"));
    }
    if words.iter().any(|word| GIVEN.contains(word) || FATHERS.contains(&word.to_lowercase().as_str()))
        || is_of_country_without(view, entity)
    {
        return None;
    }
    // “Al-Sour” has its article joined to it.
    let bare = |word: &str| {
        ["al-", "el-", "as-", "ad-", "an-", "ar-"]
            .iter()
            .find_map(|article| word.strip_prefix(article))
            .map(str::to_owned)
    };
    let starts_as_name =
        |word: &str| bare(word).as_deref().unwrap_or(word).chars().next().is_some_and(char::is_uppercase);
    let ordinary = words.iter().all(|word| starts_as_name(word) || PARTICLES.contains(word));
    let (first, last) = (*words.first()?, *words.last()?);
    let article = ["A", "An", "The"].contains(&first);
    if entity.is != EntityType::Person || words.len() < 2 || !ordinary || article || name.contains([',', '.', '(']) {
        return None;
    }
    // “Koh Dong-jin”: the second part of a given name starts small.
    let given = last.split_once('-').is_some_and(|(_, second)| second.starts_with(char::is_lowercase));
    if FIRST.contains(&first) || FIRST.contains(&last) || ONLY_FIRST.contains(&first) || given {
        return None;
    }
    // Also where they are written with a capital: Alexander Van der Bellen is Van der Bellen.
    let is_particle = |word: &&&str| PARTICLES.contains(&word.to_lowercase().as_str());
    let before = words[1..words.len() - 1].iter().rev().take_while(is_particle).count();
    Some(words[words.len() - 1 - before..].join(" "))
}

/// What an institution is called by that is named with what it is: “NHTSA” of “the US road safety regulator NHTSA”.
fn behind_description(words: &[&str]) -> Option<String> {
    const LINKS: [&str; 12] = ["and", "at", "by", "de", "des", "du", "for", "from", "in", "of", "on", "to"];
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let described = words.iter().rposition(|word| !capital(word)).filter(|at| at + 1 < words.len())?;
    let is_noun = words[described].chars().all(char::is_lowercase) && !LINKS.contains(&words[described]);
    (words[0] == "the" && described > 0 && is_noun).then(|| words[described + 1..].join(" "))
}

fn is_institution(entity: &Entity) -> bool {
    matches!(entity.is, EntityType::Organisation | EntityType::Outlet)
}

/// Whether somebody is of a country whose names do not, or not surely, end in a family name, as far as their title and the
/// institution they speak for tell.
fn is_of_country_without(view: &View<'_>, entity: &Entity) -> bool {
    const COUNTRIES: &[&str] = &[
        "Burmese",
        "Cambodia",
        "China",
        "Chinese",
        "Eritrea",
        "Ethiopia",
        "Iceland",
        "Indonesia",
        "Korea",
        "Laos",
        "Malaysia",
        "Mongolia",
        "Myanmar",
        "Somali",
        "Taiwan",
        "Thai",
        "Vietnam",
    ];
    let says =
        |text: &str| text.split([' ', '\'', '’', '-']).any(|word| COUNTRIES.iter().any(|of| word.starts_with(of)));
    // An ambassador *to* China need not be Chinese.
    let title = entity.title.as_deref().and_then(|title| title.split(" to ").next());
    let mut institution = entity.speaks_for.as_ref();
    let mut above = 0;
    while let Some(known) = institution.and_then(|slug| view.directory.get(view.directory.canonical(slug))) {
        if says(known.name()) || above > 8 {
            return says(known.name());
        }
        institution = known.within.as_ref();
        above += 1;
    }
    title.is_some_and(says)
}

/// The abbreviation of an organisation, where its directory entry has the initials of its name for another name: “FTC”.
fn abbreviation(entity: &Entity) -> Option<&str> {
    let name = entity.name();
    let initials: String =
        name.split([' ', '-']).filter_map(|word| word.chars().next()).filter(|first| first.is_uppercase()).collect();
    let others = entity.names.iter().skip(1).map(|name| &*name.text);
    others.filter(|_| entity.is == EntityType::Organisation && initials.len() > 1).find(|other| *other == initials)
}

/// How an organisation is written by its abbreviation: “the FTC”.
fn abbreviated(entity: &Entity) -> Option<String> {
    let short = abbreviation(entity)?;
    Some(if entity.name().starts_with("the ") { format!("the {short}") } else { short.to_owned() })
}

/// What an organisation is called by its noun alone, where its name ends in one that is used so: “commission” of the European
/// Commission, “court” of the Ninth Circuit Court of Appeals.
fn noun_of(entity: &Entity) -> Option<String> {
    const NOUNS: &[&str] = &[
        "agency",
        "airline",
        "association",
        "authority",
        "bank",
        "board",
        "brigade",
        "bureau",
        "coast guard",
        "college",
        "commission",
        "committee",
        "company",
        "corporation",
        "council",
        "court",
        "department",
        "directorate",
        "federation",
        "foundation",
        "hospital",
        "inspectorate",
        "institute",
        "institution",
        "laboratory",
        "ministry",
        "observatory",
        "office",
        "organisation",
        "organization",
        "police",
        "regulator",
        "senate",
        "tribunal",
        "university",
        "watchdog",
    ];
    let one = entity.is == EntityType::Organisation || entity.is == EntityType::Group && !entity.is_plural();
    if !one || abbreviation(entity).is_some() {
        return None;
    }
    // “The Department of Health” is a department.
    let head = [" of ", " for ", " in ", " on ", " at "].iter().filter_map(|word| entity.name().find(word)).min();
    let head = entity.name()[..head.unwrap_or(entity.name().len())].to_lowercase();
    let is = |noun: &&&str| head.strip_suffix(**noun).is_some_and(|before| before.is_empty() || before.ends_with(' '));
    NOUNS.iter().find(is).map(|noun| (*noun).to_owned())
}
