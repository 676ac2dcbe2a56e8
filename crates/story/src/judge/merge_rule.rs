//! How the values of a path live together.

use crate::record::kind::attribute::{OUTLOOK, PART_OF, PHASE, REASON};
use crate::record::kind::entities::ENTITY_ATTRIBUTES;
use crate::record::kind::spec::MergeRule;
use crate::record::path::Path;
use crate::state::fold::State;

/// The rule for a path: its kind's, else the one its item declares, else that one of them is true.
pub(super) fn merge_rule(state: &State, path: &Path) -> MergeRule {
    let Some(name) = &path.attribute else { return MergeRule::Fixed };
    // Which group an element is part of does not change with what becomes of a plan.
    if path.detail.as_ref().is_some_and(|detail| detail.as_str() == PART_OF) {
        return MergeRule::Fixed;
    }
    let Some(item) = path.of_item().and_then(|key| state.item(key)) else {
        let spec = ENTITY_ATTRIBUTES.iter().find(|spec| spec.name == name.as_str());
        return spec.map_or(MergeRule::Fixed, |spec| spec.holds);
    };
    if [PHASE, OUTLOOK].contains(&name.as_str()) {
        return MergeRule::Successive;
    }
    // Each step in the life of an item has its own.
    if name.as_str() == REASON {
        return MergeRule::Several;
    }
    let Some(spec) = item.kind.attribute(name.as_str()) else {
        let declared = item.declares.iter().find(|declared| declared.name == *name);
        return declared.map_or(MergeRule::Fixed, |declared| declared.holds);
    };
    let planned = |rule| if item.kind.takes_place() && rule == MergeRule::Fixed { MergeRule::Planned } else { rule };
    match (&path.element, &path.detail) {
        (_, Some(detail)) => {
            let details = spec.elements.unwrap_or_default();
            let spec = details.iter().find(|spec| spec.name == detail.as_str());
            planned(spec.map_or(MergeRule::Fixed, |spec| spec.holds))
        }
        (Some(_), None) => planned(MergeRule::Fixed),
        (None, None) => spec.holds,
    }
}
