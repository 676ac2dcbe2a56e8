//! The words of its own by which a report says which thing it speaks of.

use crate::record::kind::spec::ValueType;
use crate::record::update::Update;
use crate::record::value::Value;

/// The words of a report that say which thing it speaks of, in quotation marks; none where it has none of its own.
pub(crate) fn quoted(update: &Update) -> Option<String> {
    plain(update).map(|words| format!("“{words}”"))
}

/// The same as they are.
pub(crate) fn plain(update: &Update) -> Option<String> {
    let frame = update.kind.frame();
    let names = [frame.named_by(), vec![frame.subject]].concat();
    update.testimonies.iter().find_map(|said| {
        let name = said.path.attribute.as_ref()?.as_str();
        let naming =
            said.path.element.is_none() && said.path.of_item() == update.item.as_ref() && names.contains(&name);
        let text = update.kind.attribute(name).is_some_and(|spec| spec.value == ValueType::Text);
        match &said.value {
            Some(Value::Text(words)) if naming && text => Some(words.trim_matches(['“', '”']).to_owned()),
            _ => None,
        }
    })
}
