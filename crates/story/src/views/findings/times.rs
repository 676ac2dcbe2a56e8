//! What the times of a report give to ask about: anachronisms, and expectations of which nobody says whose they are.

use jiff::Timestamp;

use crate::judge::plans::{self, Fate};
use crate::judge::view::View;
use crate::record::attribution::Origin;
use crate::record::kind::attribute::{ENDED, WHEN};
use crate::record::kind::spec::Rank;
use crate::record::name::{EntitySlug, own_name};
use crate::record::path::Path;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::names;
use crate::views::findings::finding::{Check, FindingCode};

pub(super) fn check(check: &mut Check<'_, '_>, place: usize) {
    let update = &check.view.state.reports()[place].record;
    if let Some(message) = anachronism(check.view, update) {
        check.add(FindingCode::Anachronism, update.item.as_ref(), message, [update.id]);
    }
}

/// What is expected and nobody is named who expects it.
pub(super) fn expectations(check: &mut Check<'_, '_>, item: &Item) {
    let view = check.view;
    let plans = plans::of(view, item).into_iter().filter(|plan| matches!(plan.fate, Fate::Open | Fate::Overdue));
    for plan in plans.filter(|plan| plan.by(view, item).is_empty()) {
        let message = "who expects it is not stated".to_owned();
        check.add(FindingCode::ExpectationWithoutHolder, Some(&item.key), message, plan.updates(view, item));
    }
}

/// A plan reported after its time, or a word attributed to somebody after an uncontested end.
fn anachronism(view: &View<'_>, update: &Update) -> Option<String> {
    let earliest = |when: &Option<When>| when.as_ref().and_then(|when| when.span().earliest);
    let said = earliest(&update.said_at).or_else(|| earliest(&update.published_at))?;
    if planned_for(update).is_some_and(|latest| said > latest) {
        return Some("it was said to lie ahead after its date".to_owned());
    }
    update.attributions.iter().find_map(|attribution| {
        let Origin::Entity(slug) = &attribution.origin else { return None };
        let after = ended(view, slug).is_some_and(|end| said > end);
        after.then(|| format!("it is attributed to {} after its end", names::of(view, slug)))
    })
}

/// The last instant of the date an update plans for.
fn planned_for(update: &Update) -> Option<Timestamp> {
    let phase = update.kind.phase_filed_by(update.change).and_then(|phase| update.kind.phase(phase))?;
    let own_date = update.testimonies.iter().find_map(|testimony| match &testimony.value {
        Some(Value::When(when)) if testimony.path.is_of(WHEN) => Some(when),
        _ => None,
    });
    own_date.filter(|_| phase.rank() == Rank::Plans)?.span().latest
}

/// When somebody ended, where that is uncontested.
fn ended(view: &View<'_>, slug: &EntitySlug) -> Option<Timestamp> {
    let account = view.account(&Path::entity(slug.clone()).attribute(own_name(ENDED)));
    match account.leading().filter(|leading| !leading.standing.is_contested())?.value {
        Some(Value::When(when)) => when.span().latest,
        _ => None,
    }
}
