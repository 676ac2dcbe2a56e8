//! What the parts of an item are called: its attributes, the elements of its lists, what is said of these.

use crate::judge::view::View;
use crate::record::kind::frame::AttributeRole;
use crate::record::kind::spec::{AttributeSpec, PhaseRole, TOOK_PLACE};
use crate::record::name::own_name;
use crate::record::path::{Path, Subject};
use crate::state::fold::Item;
use crate::tell::attributes::{called, spec, spec_at};
use crate::tell::english::{possessive, singular};
use crate::tell::{names, values};

/// What a path speaks of, as a sentence has it: “it”, “the place”, “the role of Sam Altman”, “Sam Altman, on the list of
/// those involved”.
pub fn noun(view: &View<'_>, path: &Path) -> String {
    let whose = match &path.subject {
        Subject::Entity(slug) => Some(names::of(view, slug)),
        Subject::Item(_) | Subject::Attribution(_) => None,
    };
    match (path.attribute.is_some(), whose) {
        (false, whose) => whose.unwrap_or_else(|| "it".to_owned()),
        (true, Some(whose)) => format!("{} {}", possessive(&whose), label(view, path)),
        (true, None) if path.element.is_some() && path.detail.is_none() => {
            format!("{}, on the {}", element(view, path), label(view, path))
        }
        (true, None) => format!("the {}", label(view, path)),
    }
}

/// The same as it stands before a colon: “place”, “role of Sam Altman”; of an element, what its list is called. Empty for the
/// whole.
pub fn label(view: &View<'_>, path: &Path) -> String {
    let Some(attribute) = &path.attribute else { return String::new() };
    let kind = path.of_item().and_then(|item| view.state.item(item)).map(|item| item.kind);
    let spec = spec(kind, attribute.as_str());
    match &path.detail {
        Some(_) => format!("{} of {}", detail(view, path), element(view, path)),
        None => called(spec, attribute.as_str()),
    }
}

/// What is said of an element of a list, as it stands where it goes without saying of which: “role”, “answer”. Empty where a
/// path is not of that.
pub fn detail(view: &View<'_>, path: &Path) -> String {
    path.detail.as_ref().map(|detail| called(spec_at(view, path), detail.as_str())).unwrap_or_default()
}

/// What whoever stands at a path does in its item: “released Ksenia Karelina”, “mediator”, “pilot”, “court”. None where that is
/// no more than to have a part in it.
pub fn act(view: &View<'_>, path: &Path) -> Option<String> {
    let attribute = path.attribute.as_ref()?;
    let item = path.of_item().and_then(|item| view.state.item(item))?;
    let spec = item.kind.attribute(attribute.as_str())?;
    if let Some(detail) = &path.detail {
        let (by, verb) = spec.acted_on.unwrap_or_default();
        let of_party = spec_at(view, path).is_some_and(|spec| spec.party);
        return match detail.as_str() {
            name if name == by => Some(format!("{verb} {}", element(view, path))),
            _ => of_party.then(|| label(view, path)),
        };
    }
    if !spec.party || spec.quiet {
        return None;
    }
    if path.element.is_none() {
        return Some(called(Some(spec), attribute.as_str()));
    }
    let office = spec.elements?.iter().find(|detail| detail.role == Some(AttributeRole::Office));
    let office = office.and_then(|office| view.value_of(&Path { detail: Some(own_name(office.name)), ..path.clone() }));
    match (office, spec.role) {
        (Some(office), _) => Some(values::text(view, office)),
        (None, Some(AttributeRole::Cast | AttributeRole::Positions)) => None,
        (None, _) => Some(singular(&called(Some(spec), attribute.as_str()))),
    }
}

/// An element of a list by what leads on it, else by its key in words.
pub fn element(view: &View<'_>, path: &Path) -> String {
    let of = Path { detail: None, ..path.clone() };
    let account = view.account(&of);
    let value = view.value_of(&of).or_else(|| account.words.iter().find_map(|word| word.value));
    let key = || path.element.as_ref().map(|key| key.as_str().replace(['-', '_'], " ")).unwrap_or_default();
    value.map_or_else(key, |value| values::text(view, value))
}

/// What a reader would ask for who misses an attribute of an item: “where it took place”, “who made it”, “its cause”.
pub fn missing(view: &View<'_>, item: &Item, attribute: &str) -> String {
    let spec = item.kind.attribute(attribute);
    let ahead = view.phase(item).role(item.kind).is_some_and(PhaseRole::lies_ahead);
    match spec.and_then(AttributeSpec::question) {
        Some((before, TOOK_PLACE)) if ahead => format!("{before} it is to take place"),
        Some((before, "")) => format!("{before} it"),
        Some((before, after)) => format!("{before} it {after}"),
        None => format!("its {}", called(spec, attribute)),
    }
}
