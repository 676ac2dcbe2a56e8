//! The moment of a view in its links: what a page of an earlier moment leads to is shown at the same moment.

use std::fmt::Write as _;

use newsreel_story::record::bounds::Bounds;

use crate::page::moments;

/// What marks a link that leads to the present on purpose.
const TO_NOW: &str = "data-now";
/// What says in an address up to where the log is read; one of them stands for all.
const RECORDED: [&str; 3] = ["at", "at_sequence", "as_of"];

/// A page in which every link to another view of ours says the moment of this one, as far as it does not say another itself.
pub(crate) fn carried(page: &str, bounds: &Bounds) -> String {
    let position = bounds.at_sequence.map(|at| ("at_sequence", at.to_string()));
    let moments = moments::of_bounds(bounds).map(|(name, moment)| (name, moment.to_string()));
    // Where there is a position, it is the exacter one.
    let moments = moments.filter(|(name, _)| *name != "as_of" || position.is_none());
    let moments: Vec<(&str, String)> = position.clone().into_iter().chain(moments).collect();
    let mut carried = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<a ") {
        carried.push_str(before);
        carried.push_str("<a ");
        let (tag, following) = after.split_once('>').unwrap_or((after, ""));
        let address = tag.split_once("href=\"").and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
        match address {
            Some((before, (address, behind))) if is_view(address) && !tag.contains(TO_NOW) => {
                carried.push_str(before);
                // Writing into a string does not fail.
                let _ = write!(carried, "href=\"{}\"{behind}", with(address, &moments));
            }
            _ => carried.push_str(tag),
        }
        if after.len() > tag.len() {
            carried.push('>');
        }
        rest = following;
    }
    carried + rest
}

/// Whether an address is that of something that is shown at any moment.
fn is_view(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        // Of the same path.
        [] => address.starts_with('?'),
        ["" | "wall" | "feed.atom"] | ["updates" | "who" | "stories" | "embed", _] => true,
        ["stories", _, "feed.atom" | "expected.ics" | "story.ninjs"] | ["stories", _, "publications", _] => true,
        _ => false,
    }
}

/// An address with these moments.
fn with(address: &str, moments: &[(&str, String)]) -> String {
    let (whole, fragment) = address.split_once('#').map_or((address, None), |(whole, part)| (whole, Some(part)));
    let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
    let mut query: Vec<&str> = query.split("&amp;").filter(|part| !part.is_empty()).collect();
    let says = |name: &str| query.iter().any(|part| part.split('=').next() == Some(name));
    let recorded = RECORDED.iter().any(|name| says(name));
    let missing = moments.iter().filter(|(name, _)| if RECORDED.contains(name) { !recorded } else { !says(name) });
    let missing: Vec<String> = missing.map(|(name, moment)| format!("{name}={moment}")).collect();
    query.extend(missing.iter().map(String::as_str));
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&amp;")) };
    let fragment = fragment.map(|part| format!("#{part}")).unwrap_or_default();
    format!("{path}{query}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_the_moment_once_and_keeps_its_own() {
        let then = Some("2026-03-02T08:00:00Z".parse().expect("an instant"));
        let of_record = Bounds { as_of: then, ..Bounds::default() };
        let all = Bounds { at_sequence: Some(7), known_at: then, true_at: then, ..of_record };
        for (bounds, here, there) in [
            (of_record, "/updates/7", "/updates/7?as_of=2026-03-02T08:00:00Z"),
            (of_record, "/updates/7#place", "/updates/7?as_of=2026-03-02T08:00:00Z#place"),
            (of_record, "/stories/x?at=4&amp;since=2", "/stories/x?at=4&amp;since=2"),
            (of_record, "?after=x", "?after=x&amp;as_of=2026-03-02T08:00:00Z"),
            (all, "/who/x", "/who/x?at_sequence=7&amp;known_at=2026-03-02T08:00:00Z&amp;true_at=2026-03-02T08:00:00Z"),
            (
                all,
                "/stories/x?at=4",
                "/stories/x?at=4&amp;known_at=2026-03-02T08:00:00Z&amp;true_at=2026-03-02T08:00:00Z",
            ),
            (
                all,
                "/stories/x/publications/y?known_at=z&amp;true_at=z&amp;as_of=z",
                "/stories/x/publications/y?known_at=z&amp;true_at=z&amp;as_of=z",
            ),
            (all, "/new?story=x", "/new?story=x"),
            (all, "/updates/7/proof", "/updates/7/proof"),
            (all, "#n", "#n"),
            (all, "https://elsewhere.example/updates/7", "https://elsewhere.example/updates/7"),
            (Bounds::default(), "/updates/7", "/updates/7"),
        ] {
            let page =
                |address: &str| format!("<p>1 &lt; 2</p><a class=\"n\" href=\"{address}\" title=\"a\">7</a><br>");
            assert_eq!(carried(&page(here), &bounds), page(there));
        }
        let now = "<a href=\"/stories/x\" data-now>Back to now</a>";
        assert_eq!(carried(now, &all), now);
    }
}
