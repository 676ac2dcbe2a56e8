//! Text from outside, made harmless for the place where it is printed.
//!
//! Whatever is on file was written by somebody else: it must not steer a terminal, reverse the order of the letters
//! around it, or become markup, a link or a script. It stays readable, and no record has to be mended for it.

use std::fmt::Write as _;

use newsreel_story::record::characters::is_unseen;

/// What reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// A terminal, a pipe, a log.
    Terminal,
    /// A program. The text is a serialized JSON document.
    Json,
    /// Markdown, inside a line of ours.
    Markdown,
    /// Element content or a quoted attribute of HTML.
    Html,
}

/// The text as this medium may print it. Characters that steer are written as in JSON (`\u001b`), what would be markup is
/// escaped, and everything else stays as it is.
pub(crate) fn harmless(text: &str, medium: Medium) -> String {
    // Of plain text nothing has to be looked at letter by letter: most of what is replayed is that.
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
    if matches!(medium, Medium::Terminal | Medium::Json) && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len());
    let mut characters = text.char_indices().peekable();
    let mut before = None;
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, next)| *next);
        match (character, medium) {
            // A line may end in two characters, and that is no reason to show one of them.
            ('\r', _) if after == Some('\n') => {}
            (steering, _) if is_unseen(steering) => {
                // A backslash of ours; what it stands before is never punctuation. Writing into a string does not fail.
                let _ = write!(safe, "\\u{:04x}", u32::from(steering));
            }
            ('\t', Medium::Terminal | Medium::Markdown) | ('\n', Medium::Markdown) => safe.push(' '),
            (character, Medium::Terminal | Medium::Json) => safe.push(character),
            ('&', Medium::Html) => safe.push_str("&amp;"),
            ('<', Medium::Html | Medium::Markdown) => safe.push_str("&lt;"),
            ('>', Medium::Html | Medium::Markdown) => safe.push_str("&gt;"),
            ('"', Medium::Html) => safe.push_str("&quot;"),
            ('\'', Medium::Html) => safe.push_str("&#39;"),
            (character, Medium::Html) => safe.push(character),
            ('&', Medium::Markdown) if is_entity(&text[at..]) => safe.push_str("&amp;"),
            (character, Medium::Markdown) => {
                if is_markup(character, before, after) || (opens_a_block(&text[..at], character, after)) {
                    safe.push('\\');
                }
                safe.push(character);
            }
        }
        before = Some(character);
    }
    safe
}

/// Whether a character is Markdown in the middle of a line. A bracket alone makes no link: only what follows it does.
fn is_markup(character: char, before: Option<char>, after: Option<char>) -> bool {
    let in_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    match character {
        '\\' | '`' | '*' | '~' | '|' => true,
        '_' => !(in_word(before) && in_word(after)),
        ']' => matches!(after, Some('(' | '[' | ':')),
        '(' | '[' => before == Some(']'),
        _ => false,
    }
}

/// Whether a character would begin a heading, a list, a rule or a definition where a line begins.
fn opens_a_block(before: &str, character: char, after: Option<char>) -> bool {
    let begins = before.trim().is_empty();
    match character {
        '#' | '+' | '-' | '=' | '[' => begins,
        '.' | ')' => {
            let number = before.trim_start();
            !number.is_empty()
                && number.len() <= 9
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && after.is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

/// Whether the text, which begins with `&`, begins with a character reference.
fn is_entity(text: &str) -> bool {
    let name = text[1..].split(';').next().filter(|name| name.len() + 1 < text.len());
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes in, and what a terminal, Markdown and HTML may print of it.
    const TABLE: &[[&str; 4]] = &[
        ["met on 3 May, 2-1", "met on 3 May, 2-1", "met on 3 May, 2-1", "met on 3 May, 2-1"],
        ["Zoë – “yes” 会談 🎉", "Zoë – “yes” 会談 🎉", "Zoë – “yes” 会談 🎉", "Zoë – “yes” 会談 🎉"],
        [
            "<script>alert('x')</script>",
            "<script>alert('x')</script>",
            "&lt;script&gt;alert('x')&lt;/script&gt;",
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;",
        ],
        [
            "[here](javascript:alert(1))",
            "[here](javascript:alert(1))",
            "\\[here\\]\\(javascript:alert(1))",
            "[here](javascript:alert(1))",
        ],
        [
            "see ![x][y] <javascript:x>",
            "see ![x][y] <javascript:x>",
            "see ![x\\]\\[y] &lt;javascript:x&gt;",
            "see ![x][y] &lt;javascript:x&gt;",
        ],
        ["[y]: javascript:x", "[y]: javascript:x", "\\[y\\]: javascript:x", "[y]: javascript:x"],
        [
            "a sentence [confirmed; 3]",
            "a sentence [confirmed; 3]",
            "a sentence [confirmed; 3]",
            "a sentence [confirmed; 3]",
        ],
        ["a|b", "a|b", "a\\|b", "a|b"],
        ["*a* _b_ `c` ~d~ \\", "*a* _b_ `c` ~d~ \\", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\\\", "*a* _b_ `c` ~d~ \\"],
        ["did_not_respond", "did_not_respond", "did_not_respond", "did_not_respond"],
        ["# a", "# a", "\\# a", "# a"],
        ["- a", "- a", "\\- a", "- a"],
        ["12. a", "12. a", "12\\. a", "12. a"],
        ["12.5 a", "12.5 a", "12.5 a", "12.5 a"],
        ["a\n# b\n- c", "a\n# b\n- c", "a # b - c", "a\n# b\n- c"],
        ["a\r\nb\rc\td", "a\nb\\u000dc d", "a b\\u000dc d", "a\nb\\u000dc\td"],
        ["AT&T &lt; &#60;", "AT&T &lt; &#60;", "AT&T &amp;lt; &amp;#60;", "AT&amp;T &amp;lt; &amp;#60;"],
        ["\u{1b}[2Jgone\u{7}", "\\u001b[2Jgone\\u0007", "\\u001b[2Jgone\\u0007", "\\u001b[2Jgone\\u0007"],
        [
            "\u{0}\u{7f}\u{85}\u{9b}31m",
            "\\u0000\\u007f\\u0085\\u009b31m",
            "\\u0000\\u007f\\u0085\\u009b31m",
            "\\u0000\\u007f\\u0085\\u009b31m",
        ],
        ["a\u{202e}b\u{2066}c", "a\\u202eb\\u2066c", "a\\u202eb\\u2066c", "a\\u202eb\\u2066c"],
        ["a\" onclick=\"b", "a\" onclick=\"b", "a\" onclick=\"b", "a&quot; onclick=&quot;b"],
    ];

    #[test]
    fn what_comes_from_outside_is_harmless_wherever_it_is_printed() {
        for [text, terminal, markdown, html] in TABLE {
            assert_eq!(harmless(text, Medium::Terminal), *terminal, "{text:?} on a terminal");
            assert_eq!(harmless(text, Medium::Markdown), *markdown, "{text:?} in Markdown");
            assert_eq!(harmless(text, Medium::Html), *html, "{text:?} in HTML");
        }
    }

    #[test]
    fn json_says_the_same_without_a_character_that_steers() {
        for [text, ..] in TABLE {
            let json = harmless(&serde_json::to_string_pretty(&[text]).expect("json"), Medium::Json);
            assert_eq!(serde_json::from_str::<[String; 1]>(&json).expect("json"), [*text]);
            assert!(!json.contains(is_unseen), "{json:?}");
        }
    }
}
