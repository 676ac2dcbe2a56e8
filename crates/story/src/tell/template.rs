//! Sentences with gaps: the `reads` of a kind or a phase, filled from what is on file.

/// The attributes a template cannot do without: those outside brackets. They say which thing it is.
pub(crate) fn needed(template: &str) -> Vec<&str> {
    let outside = template.split('[').map(|part| part.rsplit(']').next().unwrap_or(part));
    outside.flat_map(|part| part.split('{').skip(1).filter_map(|rest| rest.split('}').next())).collect()
}

/// Fills a template: `{name}` is asked for, `[…]` is left out when something in it is not there, or when the text before has
/// all of it already. None when something outside brackets is missing.
pub(crate) fn fill(template: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('[') {
        text.push_str(&fill_plain(&rest[..start], value)?);
        let end = rest[start..].find(']').map_or(rest.len(), |end| start + end);
        let mut values = Vec::new();
        let optional = fill_plain(&rest[start + 1..end], &mut |name| {
            let value = value(name)?;
            values.push(value.clone());
            Some(value)
        });
        let repeats = |value: &String| has_phrase(&text, value);
        // A quotation repeats on purpose.
        let tells = |optional: &String| optional.contains('“') || values.is_empty() || !values.iter().all(repeats);
        if let Some(optional) = optional.filter(tells) {
            text.push_str(&optional);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    text.push_str(&fill_plain(rest, value)?);
    Some(text)
}

/// Whether a text has these very words, and not as a part of longer ones.
fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + phrase.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

fn fill_plain(template: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&value(name)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_without_its_value_is_left_out() {
        let mut known = |name: &str| (name != "b").then(|| name.to_owned());
        assert_eq!(fill("{a} met[ in {b}][ with {c}]", &mut known).as_deref(), Some("a met with c"));
        assert_eq!(fill("{b} met", &mut known), None);
    }

    #[test]
    fn a_clause_that_only_repeats_is_left_out() {
        let mut known = |name: &str| Some(if name == "type" { "a trial by the Oman court" } else { name }.to_owned());
        assert_eq!(
            fill("{type}[ ({the Oman court})] ended", &mut known).as_deref(),
            Some("a trial by the Oman court ended")
        );
        assert_eq!(fill("{type}[ in {man}]", &mut known).as_deref(), Some("a trial by the Oman court in man"));
        assert_eq!(fill("{not so}[ (“{so}”)]", &mut known).as_deref(), Some("not so (“so”)"));
    }
}
