//! Characters that steer what shows them, made visible.
//!
//! Templates escape what would be markup. What is left are characters that reverse the order of the letters around them, end
//! lines where nobody sees it, or ring bells. They are looked for in the whole page, so that none is forgotten.

use std::fmt::Write as _;

use newsreel_story::record::characters::is_unseen;

/// The page with every such character written as in JSON: `\u202e`.
pub(crate) fn shown(page: String) -> String {
    if !page.contains(is_unseen) {
        return page;
    }
    let mut shown = String::with_capacity(page.len() + 64);
    for character in page.chars() {
        if is_unseen(character) {
            // Writing into a string does not fail.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Text as a value in the query of an address of ours.
pub(crate) fn in_query(text: &str) -> String {
    let mut query = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            query.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _ = write!(query, "%{byte:02X}");
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_steer_are_made_visible_and_all_others_stay() {
        assert_eq!(shown("Zoë – 会談\tx\n".to_owned()), "Zoë – 会談\tx\n");
        assert_eq!(shown("a\u{202e}b\u{1b}[2J\u{2028}\u{85}".to_owned()), "a\\u202eb\\u001b[2J\\u2028\\u0085");
    }

    #[test]
    fn a_value_of_a_query_ends_where_it_ends() {
        assert_eq!(in_query("a&b=c d/é\"<"), "a%26b%3Dc%20d%2F%C3%A9%22%3C");
    }
}
