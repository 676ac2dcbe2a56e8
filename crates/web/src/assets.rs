//! The style sheets and the scripts, which are part of the program. Their addresses change with their content, so that a
//! browser may keep them for ever. They are sent without what is written in them for whoever reads the source.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::LazyLock;

/// A file of ours.
pub(crate) struct Asset {
    /// Where it is served.
    pub(crate) path: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: String,
}

impl Asset {
    fn new(name: &str, media_type: &'static str, content: String) -> Self {
        let version = BuildHasherDefault::<DefaultHasher>::default().hash_one(&content);
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        Self { path: format!("/assets/{stem}-{version:016x}.{extension}"), media_type, content }
    }

    fn style(name: &str, source: &str) -> Self {
        Self::new(name, "text/css; charset=utf-8", lean_style(source))
    }

    fn script(name: &str, source: &str) -> Self {
        Self::new(name, "text/javascript; charset=utf-8", lean_script(source))
    }
}

/// How everything looks.
pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::style("page.css", include_str!("../assets/page.css")));
/// How what only some pages have looks: forms, an update, the wall.
pub(crate) static DESK: LazyLock<Asset> =
    LazyLock::new(|| Asset::style("desk.css", include_str!("../assets/desk.css")));
/// What makes it live; without it every link, form and table works.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::script("page.js", include_str!("../assets/page.js")));
/// What helps while somebody writes: drafts, completion, who else is there.
pub(crate) static WRITING: LazyLock<Asset> =
    LazyLock::new(|| Asset::script("write.js", include_str!("../assets/write.js")));

/// A style sheet without comments and without the space between its parts. Space within a selector means something, and
/// stays; the sheets are ours, and no text in them has a brace, a semicolon or a comment in it.
fn lean_style(source: &str) -> String {
    let parts = source.split("/*").enumerate();
    let told =
        parts.map(|(place, part)| if place == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    let mut lean = String::with_capacity(source.len());
    for word in told.collect::<String>().split_whitespace() {
        if !lean.is_empty() && !lean.ends_with(['{', '}', ';', ',', ':']) && !word.starts_with(['{', '}']) {
            lean.push(' ');
        }
        lean.push_str(word);
    }
    lean.replace(";}", "}")
}

/// A script without the lines that are comments and without indentation. No text in ours goes over the end of a line.
fn lean_script(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_means_what_is_written() {
        let source =
            "/* why */\na > b,\n c :hover { color: red; margin: 0 1px; }\n@media (max-width: 6rem) { a { top: 0 } }";
        assert_eq!(lean_style(source), "a > b,c :hover{color:red;margin:0 1px}@media (max-width:6rem){a{top:0}}");
        assert_eq!(lean_script("// why\n  go();\n\n  a = \"//b\"; // c\n"), "go();\na = \"//b\"; // c\n");
    }

    #[test]
    fn nothing_in_our_files_is_changed_by_being_made_lean() {
        for source in [include_str!("../assets/page.css"), include_str!("../assets/desk.css")] {
            for text in source.split('"').skip(1).step_by(2) {
                assert!(!text.contains([';', '{', '}']) && !text.contains("/*") && !text.contains("  "), "{text}");
            }
            let lean = lean_style(source);
            assert_eq!(lean.matches('{').count(), source.matches('{').count(), "no rule is lost");
        }
        for source in [include_str!("../assets/page.js"), include_str!("../assets/write.js")] {
            assert!(
                source.lines().all(|line| line.matches('`').count() % 2 == 0),
                "a text goes over the end of a line"
            );
        }
    }
}
