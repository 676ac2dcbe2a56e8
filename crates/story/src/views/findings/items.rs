//! What an item and its paths give to ask about: notes of the desk, opinions, quotations, agents, accounts, totals.

use crate::judge::account::{Account, Disagreement};
use crate::record::attribution::Basis;
use crate::record::kind::attribute::{CODE, NATURE, OCCASION, TEXT, WHEN, WORDS};
use crate::record::kind::spec::{AttributeSpec, KindRole};
use crate::record::name::{UpdateId, own_name};
use crate::record::path::Path;
use crate::record::value::Value;
use crate::record::value::count::Count;
use crate::state::fold::{Filing, Item};
use crate::tell::{embargoes, items, names, parts, values};
use crate::views::findings::finding::{Check, FindingCode};

/// What a claim is when it is no fact.
const OPINIONS: &[&str] = &["assessment", "allegation", "characterisation", "opinion", "analysis", "speculation"];

pub(super) fn check(check: &mut Check<'_, '_>, item: &Item) {
    match item.kind.role() {
        KindRole::OwnText => return check.note(item),
        KindRole::Claim => check.opinion(item),
        KindRole::Statement => check.quotation(item),
        KindRole::Story
        | KindRole::TakesPlace
        | KindRole::Proposal
        | KindRole::Request
        | KindRole::Publication
        | KindRole::Evidence => {}
    }
    check.embargoes(item);
    let paths: Vec<Path> = check.view.paths_of(&item.key).collect();
    for spec in item.kind.spec().attributes.iter().filter(|spec| spec.agent) {
        check.agent(item, spec, &paths);
    }
    for spec in item.kind.spec().attributes {
        check.agents_of_elements(item, spec, &paths);
    }
    for path in &paths {
        let account = check.view.account(path);
        check.discords(item, path, &account);
        check.totals(item, path, &account);
    }
}

impl Check<'_, '_> {
    fn text_of<'i>(&'i self, item: &Item, name: &str) -> Option<&'i str> {
        self.view.value_of(&Path::item(item.key.clone()).attribute(own_name(name))).and_then(Value::text)
    }

    fn reports_of(&self, item: &Item) -> Vec<UpdateId> {
        let admitted = item.reports.iter().filter(|place| self.view.admits(**place));
        admitted.map(|place| self.view.state.reports()[*place].record.id).collect()
    }

    fn ids(&self, filings: &[Filing]) -> Vec<UpdateId> {
        filings.iter().map(|filing| self.view.id(*filing)).collect()
    }

    /// A note of the desk with a code is a finding of that code.
    fn note(&mut self, item: &Item) {
        // The desk's own words have no source, and so no standing: they are read as they were filed.
        let path = Path::item(item.key.clone()).attribute(own_name(CODE));
        let filed = self.view.testimonies(&path).last().map(|filing| self.view.state.filed(filing).1);
        let Some(code) = filed.and_then(|said| said.value.as_ref()?.text()) else { return };
        let code = FindingCode::named(&code.replace('_', "-"));
        let message = items::own_text(self.view, item).unwrap_or_default();
        self.add(code, Some(&item.key), message, self.reports_of(item));
    }

    fn opinion(&mut self, item: &Item) {
        if !self.text_of(item, NATURE).is_some_and(|nature| OPINIONS.contains(&nature)) {
            return;
        }
        let account = self.view.account(&Path::item(item.key.clone()).attribute(own_name(TEXT)));
        if account.current().all(|word| word.attribution.basis == Basis::Unattributed) {
            let message = format!("nobody is named for it: {}", self.text_of(item, TEXT).unwrap_or_default());
            self.add(FindingCode::UnattributedAssessment, Some(&item.key), message, self.reports_of(item));
        }
    }

    /// Words without a date or an occasion.
    fn quotation(&mut self, item: &Item) {
        let reports = || item.reports.iter().filter(|place| self.view.admits(**place));
        let dated = reports().any(|place| self.view.state.reports()[*place].record.said_at.is_some());
        let path = Path::item(item.key.clone());
        let stated = |name: &str| self.view.value_of(&path.attribute(own_name(name))).is_some();
        let missing: Vec<&str> = [("date", dated || stated(WHEN)), ("occasion", stated(OCCASION))]
            .iter()
            .filter(|(_, is)| !is)
            .map(|(name, _)| *name)
            .collect();
        if self.text_of(item, WORDS).is_some() && !missing.is_empty() {
            let message = format!("the words have no {}", missing.join(" and no "));
            self.add(FindingCode::QuotationWithoutOccasion, Some(&item.key), message, self.reports_of(item));
        }
    }

    /// Something done, and nobody is said to have done it.
    fn agent(&mut self, item: &Item, spec: &AttributeSpec, paths: &[Path]) {
        let list = Path::item(item.key.clone()).attribute(own_name(spec.name));
        let stated = paths.iter().any(|path| path.is_within(&list) && self.view.value_of(path).is_some());
        // Of what nobody reports any more nothing is asked.
        let stands = paths.iter().any(|path| self.view.testimonies(path).next().is_some());
        if !stated && stands {
            let message = format!("{} is not stated", parts::missing(self.view, item, spec.name));
            self.add(FindingCode::PassiveAgent, Some(&item.key), message, self.reports_of(item));
        }
    }

    /// Elements that were acted on, of which nobody says by whom.
    fn agents_of_elements(&mut self, item: &Item, spec: &AttributeSpec, paths: &[Path]) {
        let Some((by, verb)) = spec.acted_on else { return };
        let elements = paths.iter().filter(|path| {
            path.attribute.as_ref().is_some_and(|name| name.as_str() == spec.name)
                && path.element.is_some()
                && path.detail.is_none()
        });
        for element in elements {
            let account = self.view.account(element);
            let Some(leading) = account.leading() else { continue };
            if self.view.value_of(&element.detail(own_name(by))).is_none() {
                let whom = leading.value.map(|value| values::text(self.view, value)).unwrap_or_default();
                let updates = self.ids(&leading.standing.supporters);
                let message = format!("who {verb} {whom} is not stated");
                self.add(FindingCode::PassiveAgent, Some(&item.key), message, updates);
            }
        }
    }

    fn discords(&mut self, item: &Item, path: &Path, account: &Account<'_>) {
        for discord in &account.discords {
            let says = |one, several| names::verb(self.view, discord.holder, one, several);
            let (code, what) = match discord.how {
                Disagreement::ChangedAccount => {
                    (FindingCode::ChangedAccount, says("has changed its account of", "have changed their account of"))
                }
                Disagreement::Divided => (FindingCode::DividedHolder, says("is divided about", "are divided about")),
                Disagreement::ChangedPosition => (
                    FindingCode::ChangedPosition,
                    says("has changed its position on", "have changed their position on"),
                ),
            };
            let of = parts::noun(self.view, path);
            let message = format!("{} {what} {of}", names::of(self.view, discord.holder));
            self.add(code, Some(&item.key), message, self.ids(&discord.filings));
        }
    }

    fn totals(&mut self, item: &Item, path: &Path, account: &Account<'_>) {
        for (word, count) in account.divided_counts().filter(|(_, count)| !sums_up(count)) {
            let sum: i64 = count.parts.iter().map(|part| part.count).sum();
            let teller = names::of(self.view, word.holder);
            let shares = values::parts(count);
            let (of, gives) = (parts::noun(self.view, path), names::verb(self.view, word.holder, "gives", "give"));
            let message =
                format!("the parts that {teller} {gives} of {of}, {shares}, come to {sum} and not to {count}");
            self.add(FindingCode::PartsDoNotSum, Some(&item.key), message, [word.update]);
        }
    }

    /// Another's embargo on a report: it hides nothing here, and whoever publishes should know of it.
    fn embargoes(&mut self, item: &Item) {
        for place in item.reports.iter().filter(|place| self.view.admits(**place)) {
            let update = &self.view.state.reports()[*place].record;
            if let Some(embargo) = &update.others_embargo {
                let message = embargoes::of_another(self.view, embargo);
                self.add(FindingCode::OthersEmbargo, Some(&item.key), message, [update.id]);
            }
        }
    }
}

/// Whether the parts of a count come to its total, where it is exact and has parts.
fn sums_up(count: &Count) -> bool {
    let parts = || count.parts.iter().map(|part| part.count).sum::<i64>();
    count.parts.is_empty() || count.exactly().is_none_or(|total| total == parts())
}
