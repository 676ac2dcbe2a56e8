//! Characters that act on whoever reads them instead of being read.

/// Whether a character cannot be seen and acts on whoever reads it: control characters except the newline and the tab,
/// the separators of lines and paragraphs that are not newlines, and what turns the direction of writing.
pub fn is_unseen(c: char) -> bool {
    let control = c.is_control() && c != '\n' && c != '\t';
    control || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no room and so makes two names out of one that reads the same: a joiner, a mark of
/// direction, a soft hyphen, a byte order mark, a tag. In running text some scripts need them.
pub fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The most characters of a name or a reason that is given beside a document.
const MAX_LINE: usize = 500;

/// A name or a reason as somebody gives it beside a document: on one line, without what surrounds it.
///
/// # Errors
/// What is wrong with it, as the end of a sentence: that nothing is there, which character cannot be seen, or that it is too
/// long.
pub fn one_line(text: &str) -> Result<&str, String> {
    let line = text.trim();
    let characters = line.chars().count();
    if characters > MAX_LINE {
        return Err(format!("has {characters} characters, and one has at most {MAX_LINE}"));
    }
    match line.chars().find(|c| is_unseen(*c) || is_zero_width(*c) || *c == '\n' || *c == '\t') {
        Some(c) => Err(format!("has the character U+{:04X}, which is not accepted; remove it", u32::from(c))),
        None if line.is_empty() => Err("is blank".to_owned()),
        None => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_reason_is_on_one_line_and_can_be_seen() {
        assert_eq!(one_line(" Anna Karelina "), Ok("Anna Karelina"));
        for bad in ["", " \n ", "\u{200b}", "a\nb", "a\u{1b}[2J", "a\u{9b}31m", "a\u{202e}b", "an\u{200d}na", "a\0"] {
            assert!(one_line(bad).is_err(), "{bad:?}");
        }
        assert!(one_line("a\u{1b}b").is_err_and(|told| told.contains("U+001B")));
        assert!(one_line(&"a".repeat(5_000)).is_err_and(|told| told == "has 5000 characters, and one has at most 500"));
    }
}
