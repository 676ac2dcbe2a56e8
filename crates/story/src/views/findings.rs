//! The standards check: what a standards editor would ask about, each finding with a stable code and its updates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::judge::account::Disagreement;
use crate::judge::grade::{Grade, grade};
use crate::judge::view::View;
use crate::record::attribution::{Attribution, Basis, Origin};
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::{CODE, ENDED, NATURE, OCCASION, TEXT, WHEN, WORDS};
use crate::record::kind::spec::{KindRole, Rank};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::directory::Entity;
use crate::state::fold::Item;
use crate::state::withdrawal::Loss;
use crate::views::expected::Fate;

/// Something to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// The item it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What was found.
    pub message: String,
    /// The updates it rests on.
    pub updates: Vec<UpdateId>,
    /// Their positions, in the same order.
    pub sequences: Vec<u64>,
}

macro_rules! codes {
    ($($variant:ident $token:literal $about:literal;)*) => {
        /// The stable codes of findings.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $(#[doc = $about] $variant,)*
            /// A note of the desk with a code of its own.
            Noted(Box<str>),
        }

        impl FindingCode {
            /// The code, lower-case words joined by hyphens.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $token,)*
                    Self::Noted(code) => code,
                }
            }

            fn named(token: &str) -> Self {
                match token {
                    $($token => Self::$variant,)*
                    other => Self::Noted(other.into()),
                }
            }
        }
    };
}

codes! {
    SingleSource "single-source" "A report that rests on one origin; what bears it out is named beside it.";
    UnattributedAssessment "unattributed-assessment" "An opinion that nobody is named for: never to be shown as fact.";
    VagueSource "vague-source" "A source that is described and not named.";
    PassiveAgent "passive-agent" "Something done, and nobody is said to have done it.";
    CountGap "count-gap" "A source counts more than are on file.";
    PartsDoNotSum "parts-do-not-sum" "The parts of a count are not its total.";
    Anachronism "anachronism" "Said as lying ahead after its time, or attributed to somebody after an end.";
    ExpectationWithoutHolder "expectation-without-holder" "Something is expected and nobody is named who expects it.";
    QuotationWithoutOccasion "quotation-without-occasion" "Words without a date or an occasion.";
    ChangedAccount "changed-account" "One speaker has said different things.";
    ChangedPosition "changed-position" "A holder now says what it denied, or denies what it said.";
    DividedHolder "divided-holder" "The speakers of one holder differ.";
    DependenceNotRecorded "dependence-not-recorded" "A report passes on an outlet whose own report was withdrawn, without naming it.";
    BasisOfRevisionLost "basis-of-revision-lost" "A revision that still acts has lost what it rested on.";
    Doubted "doubted" "What a report rests on is doubted.";
    NeedsALook "needs-a-look" "A publication relied on something that has changed since.";
}

impl Serialize for FindingCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FindingCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer).map(|token| Self::named(&token))
    }
}

/// What a claim is when it is no fact.
const OPINIONS: &[&str] = &["assessment", "allegation", "characterisation", "opinion", "analysis", "speculation"];

impl View<'_> {
    /// Everything the standards check finds, code by code.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for item in self.items() {
            self.check_item(item, &mut findings);
        }
        for (place, report) in self.reports().filter(|(place, _)| !self.withdrawals().is_withdrawn(*place)) {
            self.check_report(place, &report.record, &mut findings);
        }
        for series in self.series().into_iter().filter(|series| series.missing > 0) {
            let claimed = series.claimed.unwrap_or_default();
            let message = format!("{}: {claimed} are claimed, {} on file", series.label, series.on_file.len());
            let updates = series.claims.into_iter().flat_map(|claim| claim.updates);
            findings.push(self.finding(FindingCode::CountGap, None, message, updates));
        }
        for look in self.need_a_look() {
            let message = format!("{} ({}): {}", look.publication, look.class.as_str(), look.reason);
            let updates = look.through.into_iter().chain([look.update]);
            findings.push(self.finding(FindingCode::NeedsALook, Some(look.publication), message, updates));
        }
        for expected in self.expected().into_iter().filter(|expected| expected.nobody_named) {
            if matches!(expected.fate, Fate::Open | Fate::Overdue) {
                let message = format!("who expects it is not stated: {}", expected.what);
                let code = FindingCode::ExpectationWithoutHolder;
                findings.push(self.finding(code, Some(expected.item), message, expected.updates));
            }
        }
        findings.sort_by(|a, b| (&a.code, &a.sequences).cmp(&(&b.code, &b.sequences)));
        findings
    }

    fn finding(
        &self,
        code: FindingCode,
        item: Option<String>,
        message: String,
        updates: impl IntoIterator<Item = UpdateId>,
    ) -> Finding {
        let (updates, sequences) = self.refer(updates);
        Finding { code, item, message, updates, sequences }
    }

    fn check_item(&self, item: &Item, findings: &mut Vec<Finding>) {
        let key = || Some(item.key.to_string());
        let path = Path::item(item.key.clone());
        let text = |name: &str| self.value_of(&path.attribute(own_name(name))).and_then(Value::text);
        let reports = || {
            item.reports.iter().filter(|place| self.admits(**place)).map(|place| self.state.reports()[*place].record.id)
        };
        match item.kind.role() {
            KindRole::OwnText => {
                if let Some(code) = text(CODE) {
                    let message = self.own_text(item).unwrap_or_default();
                    let code = FindingCode::named(&code.replace('_', "-"));
                    findings.push(self.finding(code, key(), message, reports()));
                }
                return;
            }
            KindRole::Claim if text(NATURE).is_some_and(|nature| OPINIONS.contains(&nature)) => {
                let account = self.account(&path.attribute(own_name(TEXT)));
                let anonymous = account.current().all(|word| word.attribution.basis == Basis::Unattributed);
                if anonymous {
                    let message = format!("nobody is named for it: {}", text(TEXT).unwrap_or_default());
                    findings.push(self.finding(FindingCode::UnattributedAssessment, key(), message, reports()));
                }
            }
            KindRole::Statement => {
                let dated = item
                    .reports
                    .iter()
                    .any(|place| self.admits(*place) && self.state.reports()[*place].record.said_at.is_some());
                let missing: Vec<&str> = [WHEN, OCCASION]
                    .into_iter()
                    .filter(|name| self.value_of(&path.attribute(own_name(name))).is_none())
                    .filter(|name| *name != WHEN || !dated)
                    .collect();
                if text(WORDS).is_some() && !missing.is_empty() {
                    let message = format!("the words have no {}", missing.join(" and no ").replace(WHEN, "date"));
                    findings.push(self.finding(FindingCode::QuotationWithoutOccasion, key(), message, reports()));
                }
            }
            _ => {}
        }
        self.check_agents(item, findings);
        for path in self.paths_of(&item.key) {
            self.check_path(item, &path, findings);
        }
    }

    /// Something done, and nobody is said to have done it.
    fn check_agents(&self, item: &Item, findings: &mut Vec<Finding>) {
        let path = Path::item(item.key.clone());
        let paths: Vec<Path> = self.paths_of(&item.key).collect();
        let agents = item.kind.spec().attributes.iter();
        for spec in agents.clone().filter(|spec| spec.agent) {
            let list = path.attribute(own_name(spec.name));
            let stated = paths.iter().any(|path| path.is_within(&list) && self.value_of(path).is_some());
            if !stated {
                let updates = item
                    .reports
                    .iter()
                    .filter(|place| self.admits(**place))
                    .map(|place| self.state.reports()[*place].record.id);
                let message = format!("{} is not stated", spec.name.replace('_', " "));
                findings.push(self.finding(FindingCode::PassiveAgent, Some(item.key.to_string()), message, updates));
            }
        }
        for spec in agents {
            let Some((by, verb)) = spec.acted_on else { continue };
            let elements = paths.iter().filter(|path| {
                path.attribute.as_ref().is_some_and(|name| name.as_str() == spec.name)
                    && path.element.is_some()
                    && path.detail.is_none()
            });
            for element in elements.filter(|element| self.value_of(&element.detail(own_name(by))).is_none()) {
                let account = self.account(element);
                let Some(leading) = account.leading() else { continue };
                let message = format!(
                    "who {verb} {} is not stated",
                    leading.value.map(|value| self.value_text(value)).unwrap_or_default()
                );
                let updates = leading.standing.supporters.iter().map(|filing| self.id(*filing));
                findings.push(self.finding(FindingCode::PassiveAgent, Some(item.key.to_string()), message, updates));
            }
        }
    }

    fn check_path(&self, item: &Item, path: &Path, findings: &mut Vec<Finding>) {
        let account = self.account(path);
        for discord in &account.discords {
            let (code, what) = match discord.how {
                Disagreement::ChangedAccount => (FindingCode::ChangedAccount, "has changed its account of"),
                Disagreement::Divided => (FindingCode::DividedHolder, "is divided about"),
                Disagreement::ChangedPosition => (FindingCode::ChangedPosition, "has changed its position on"),
            };
            let message = format!("{} {what} {path}", self.name_of(discord.holder));
            let updates = discord.filings.iter().map(|filing| self.id(*filing));
            findings.push(self.finding(code, Some(item.key.to_string()), message, updates));
        }
        for candidate in &account.candidates {
            if let Some(Value::Count(count)) = candidate.value
                && !count.parts.is_empty()
                && count.parts.iter().map(|part| part.count).sum::<i64>() != count.low
                && count.high == Some(count.low)
                && !count.about
            {
                let parts: Vec<String> =
                    count.parts.iter().map(|part| format!("{} {}", part.count, part.label)).collect();
                let message = format!("{path}: {} are not {count}", parts.join(", "));
                let updates = candidate.standing.supporters.iter().map(|filing| self.id(*filing));
                findings.push(self.finding(FindingCode::PartsDoNotSum, Some(item.key.to_string()), message, updates));
            }
        }
    }

    fn check_report(&self, place: usize, update: &crate::record::update::Update, findings: &mut Vec<Finding>) {
        let item = update.item.as_ref().map(ToString::to_string);
        let mut add = |code, message: String, more: Vec<UpdateId>| {
            findings.push(self.finding(code, item.clone(), message, more.into_iter().chain([update.id])));
        };
        if let Some(message) = self.single_source(place) {
            add(FindingCode::SingleSource, message, Vec::new());
        }
        for attribution in &update.attributions {
            if let Some(message) = vague(self, attribution) {
                add(FindingCode::VagueSource, message, Vec::new());
            }
            for mark in self.marks(update.id, attribution) {
                add(FindingCode::Doubted, mark.why, vec![mark.update]);
            }
            if let Some((message, of)) = self.dependence(place, attribution) {
                add(FindingCode::DependenceNotRecorded, message, vec![of]);
            }
        }
        if let Some(message) = self.anachronism(update) {
            add(FindingCode::Anachronism, message, Vec::new());
        }
        let revises = update.relations.iter().any(|relation| relation.relation.withdraws());
        if revises && self.withdrawals().of(place).iter().any(|loss| loss.how == Loss::BasisWithdrawn) {
            add(
                FindingCode::BasisOfRevisionLost,
                "it has lost what it rested on and still acts".to_owned(),
                Vec::new(),
            );
        }
    }

    /// A report none of whose words is borne out by another origin; naming what evidence there is beside it.
    fn single_source(&self, place: usize) -> Option<String> {
        let update = &self.state.reports()[place].record;
        let mut origins: BTreeSet<String> = BTreeSet::new();
        let mut beside: BTreeSet<String> = BTreeSet::new();
        // Two spokesmen of one party are one source.
        let source = |attribution: &Attribution| match self.voice(attribution) {
            voice if voice.starts_with("entity/") => {
                format!("entity/{}", self.directory.canonical(&attribution.holder))
            }
            voice => voice,
        };
        // Somebody's own act on the record needs nobody else; and to deny is not to report.
        let weak = update.testimonies.iter().any(|said| {
            let attribution = update.attributions.get(usize::from(said.attribution));
            said.stance.supports() && attribution.is_some_and(|attribution| grade(said, attribution) < Grade::Confirmed)
        });
        if !weak {
            return None;
        }
        let own: BTreeSet<String> = update.attributions.iter().map(source).collect();
        if own.len() != 1 || update.item.is_none() || update.kind.role() == KindRole::Evidence {
            return None;
        }
        let whole = update.item.clone().map(Path::item);
        let said = update.testimonies.iter().map(|said| (&said.path, said.value.as_ref()));
        for (path, value) in said.chain(whole.iter().map(|whole| (whole, None))) {
            let account = self.account(path);
            let bears_out = |word: &&crate::judge::account::Word<'_>| {
                let same = match (word.value, value) {
                    (Some(other), Some(value)) => {
                        matches!(other.compare(value, self.directory), Comparison::Same | Comparison::Narrows)
                    }
                    (other, value) => other.is_none() && value.is_none(),
                };
                same && word.stance.supports() && word.grade > Grade::Conjecture
            };
            for word in account.current().filter(bears_out) {
                match &word.attribution.origin {
                    Origin::Evidence(item) if !own.contains(&source(word.attribution)) => {
                        beside.insert(self.evidence_name(item));
                    }
                    _ => {
                        origins.insert(source(word.attribution));
                    }
                }
            }
        }
        if origins.len() > 1 {
            return None;
        }
        let attribution = update.attributions.first()?;
        let nobody = if attribution.basis == Basis::Unattributed { ", which names no source" } else { "" };
        let borne_out = if beside.is_empty() {
            String::new()
        } else {
            format!("; borne out by {}", beside.into_iter().collect::<Vec<_>>().join(", "))
        };
        let item = self.state.item(update.item.as_ref()?)?;
        let others =
            item.reports.iter().filter(|other| self.admits(**other) && !self.withdrawals().is_withdrawn(**other));
        let others = others.flat_map(|other| {
            let update = &self.state.reports()[*other].record;
            let supporting = update.testimonies.iter().filter(|said| said.stance.supports());
            supporting.filter_map(|said| update.attributions.get(usize::from(said.attribution)))
        });
        let others: Vec<&Attribution> = others
            .filter(|other| matches!(other.origin, Origin::Entity(_)) && other.origin != attribution.origin)
            .collect();
        let anonymous = |attribution: &Attribution| attribution.basis == Basis::Anonymous;
        let elsewhere = if others.iter().any(|other| !own.contains(&source(other))) {
            "; others tell of the item and do not bear this out"
        } else if anonymous(attribution) && others.iter().any(|other| anonymous(other)) {
            "; others, unnamed as well, tell of the item: they may be the same"
        } else {
            ""
        };
        Some(format!("rests on {} alone{nobody}{borne_out}{elsewhere}", self.chain(attribution).first()?))
    }

    /// A report that passes on an outlet whose own report of the same item was withdrawn, without naming it.
    fn dependence(&self, place: usize, attribution: &Attribution) -> Option<(String, UpdateId)> {
        let update = &self.state.reports()[place].record;
        let links = attribution.via.iter().filter(|link| link.report.is_none()).filter_map(|link| link.outlet.as_ref());
        let rests_on_any =
            update.relations.iter().any(|relation| relation.relation == crate::record::relation::RelationKind::RestsOn);
        let item = self.state.item(update.item.as_ref()?).filter(|_| !rests_on_any)?;
        for outlet in links {
            let own = item.reports.iter().copied().find(|other| {
                let other_update = &self.state.reports()[*other].record;
                let passes_on = |attribution: &Attribution| {
                    let last = attribution.via.last().and_then(|link| link.outlet.as_ref());
                    last == Some(outlet) || (last.is_none() && attribution.origin == Origin::Entity(outlet.clone()))
                };
                *other != place
                    && self.admits(*other)
                    && self.withdrawals().is_withdrawn(*other)
                    && other_update.attributions.iter().any(passes_on)
            });
            if let Some(own) = own {
                let message = format!(
                    "it passes on {}, whose own report was withdrawn; if it rests on that, say so",
                    self.name_of(outlet)
                );
                return Some((message, self.state.reports()[own].record.id));
            }
        }
        None
    }

    /// A plan reported after its time, or a word attributed to somebody after an uncontested end.
    fn anachronism(&self, update: &crate::record::update::Update) -> Option<String> {
        let earliest = |when: &Option<crate::record::time::When>| when.as_ref().and_then(|when| when.span().earliest);
        let said = earliest(&update.said_at).or_else(|| earliest(&update.published_at))?;
        let plans = update.kind.phase_filed_by(update.change).and_then(|phase| update.kind.phase(phase));
        let own_date = update.testimonies.iter().find_map(|testimony| match &testimony.value {
            Some(Value::When(when)) if testimony.path.is_of(WHEN) => Some(when),
            _ => None,
        });
        if plans.is_some_and(|phase| phase.rank() == Rank::Plans)
            && let Some(latest) = own_date.and_then(|when| when.span().latest)
            && said > latest
        {
            return Some("it was said to lie ahead after its date".to_owned());
        }
        let ended = |slug: &crate::record::name::EntitySlug| {
            let account = self.account(&Path::entity(slug.clone()).attribute(own_name(ENDED)));
            let leading = account.leading().filter(|leading| !leading.standing.is_contested())?;
            match leading.value {
                Some(Value::When(when)) => when.span().latest,
                _ => None,
            }
        };
        update.attributions.iter().find_map(|attribution| {
            let Origin::Entity(slug) = &attribution.origin else { return None };
            ended(slug)
                .filter(|end| said > *end)
                .map(|_| format!("it is attributed to {} after its end", self.name_of(slug)))
        })
    }
}

/// A source described and not named: an unnamed origin, or an unnamed outlet in the chain.
fn vague(view: &View<'_>, attribution: &Attribution) -> Option<String> {
    let unnamed = match &attribution.origin {
        Origin::Entity(slug) => {
            // Who speaks on the record as a group, as the signatories of a letter do, hides behind nobody.
            let unnamed = |entity: &&Entity| entity.names.is_empty() && attribution.basis != Basis::OnRecord;
            let described = view.directory.get(slug).filter(unnamed);
            described.map(|entity| entity.name().to_owned())
        }
        Origin::Evidence(_) => None,
    };
    let link = attribution.via.iter().find(|link| link.outlet.is_none());
    let link = link.map(|link| link.described.as_deref().unwrap_or("an unnamed outlet").to_owned());
    unnamed.or(link).map(|described| format!("“{described}” is described, not named"))
}
