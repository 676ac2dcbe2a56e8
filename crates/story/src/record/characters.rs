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
