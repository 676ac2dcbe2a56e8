//! Nouns in authors' texts: which verb means the same, whether they are several, and where a place is.

use crate::tell::english::article;

/// What is done with something of this name when it is over: a report is made, a review completed; the rest takes place.
pub fn done(text: &str) -> Option<&'static str> {
    Some(match last_before(text)? {
        "approval" | "consent" | "permission" => "give",
        "order" | "warning" => "issue",
        "ban" | "curfew" | "fine" | "fines" | "levy" | "penalty" | "sanction" | "sanctions" | "tariff" | "tariffs" => {
            "impose"
        }
        "accord" | "agreement" | "deal" => "reach",
        "attack" | "audit" | "drill" | "exercise" | "inspection" | "operation" | "raid" | "test" => "carry out",
        "announcement" | "bid" | "claim" | "decision" | "demand" | "offer" | "promise" | "proposal" | "report"
        | "request" | "statement" => "make",
        "inquiry" | "investigation" | "review" | "search" | "study" | "survey" => "complete",
        "complaint" | "lawsuit" | "motion" | "petition" | "suit" => "file",
        "appeal" | "objection" => "lodge",
        "charge" | "charges" | "indictment" | "prosecution" => "bring",
        "ballot" | "ceremony" | "concert" | "conference" | "debate" | "demonstration" | "election" | "funeral"
        | "hearing" | "inquest" | "march" | "meeting" | "protest" | "protests" | "rally" | "referendum" | "session"
        | "sitting" | "summit" | "talks" | "trial" | "vigil" | "vote" => "hold",
        _ => return None,
    })
}

/// The noun that says what something is: “appeal” of “the owner's appeal against the seizure”.
pub fn head_noun(text: &str) -> &str {
    last_before(text).unwrap_or_default()
}

/// The same of a text that starts as a thing does: “order” of “a consent order under which …”; none of a clause.
pub fn kind_of_thing(text: &str) -> Option<&str> {
    let (article, rest) = text.split_once(' ')?;
    let thing = ["a", "an", "the"].contains(&article).then(|| last_before(rest))??;
    let noun = thing.chars().all(char::is_lowercase) && !thing.ends_with("ed") && !is_several(rest);
    noun.then_some(thing)
}

/// The last word before what tells more of it.
fn last_before(text: &str) -> Option<&str> {
    const STOPS: [&str; 24] = [
        "about", "after", "against", "at", "before", "between", "by", "for", "from", "in", "into", "of", "on", "over",
        "that", "to", "under", "when", "where", "which", "who", "whose", "with", "without",
    ];
    let words = text.split(' ').take_while(|word| !STOPS.contains(word));
    words.last().map(|word| word.trim_end_matches(','))
}

/// Whether an event of this name is done rather than takes place: a forfeiture comes on its day, and is not held on it.
pub fn is_act(text: &str) -> bool {
    const HAPPENINGS: [&str; 20] = [
        "celebration",
        "collision",
        "competition",
        "conflagration",
        "consultation",
        "convention",
        "demonstration",
        "disturbance",
        "election",
        "eruption",
        "exhibition",
        "expedition",
        "explosion",
        "inspection",
        "negotiation",
        "operation",
        "performance",
        "procession",
        "session",
        "tournament",
    ];
    const ENDS: [&str; 7] = ["al", "ance", "ence", "ment", "sion", "tion", "ure"];
    let head = kind_of_thing(text).unwrap_or_default();
    let singular = head.strip_suffix('s').unwrap_or(head);
    !HAPPENINGS.contains(&singular) && head.len() > 5 && ENDS.iter().any(|end| head.ends_with(end))
}

/// Whether what an event is says no more than what it is called: “the find of an aircraft's flaperon” of “the find of a
/// flaperon”, and not “a wildcat strike” of “the strike at Marikana”.
pub fn is_called_the_same(label: &str, text: &str) -> bool {
    const JOINS: [&str; 18] = [
        "a", "an", "and", "at", "between", "by", "for", "from", "in", "into", "of", "off", "on", "over", "the", "to",
        "with", "s",
    ];
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let bears = |word: &String| !JOINS.contains(&word.as_str());
    let (label, text) = (words(label), words(text));
    // “Proceedings” of “the proceedings over the lease”.
    let mut said = text.iter().filter(|word| bears(word)).peekable();
    if said.peek().is_some() && said.all(|word| label.contains(word)) {
        return true;
    }
    let head = text.iter().skip_while(|word| !bears(word)).take_while(|word| bears(word));
    let mut called = label.iter().filter(|word| bears(word)).peekable();
    called.peek().is_some()
        && called.all(|word| text.contains(word))
        && head.into_iter().all(|word| label.contains(word))
}

/// The noun of an event and what tells it from others of its name: “the approval by Japan” is an approval, “by Japan”. None
/// of what is several, or has nothing to tell it by.
pub fn headed(text: &str) -> Option<(&str, &str)> {
    const TAILS: [&str; 10] = ["against", "at", "between", "by", "for", "from", "in", "of", "on", "with"];
    let (article, rest) = text.split_once(' ').filter(|(article, _)| ["the", "a", "an"].contains(article))?;
    let at = TAILS.iter().filter_map(|word| rest.find(&format!(" {word} "))).min()?;
    let (head, tail) = (&rest[..at], rest[at..].trim());
    let several = is_several(&format!("{article} {head}")) || is_several(head);
    (!several && head.chars().all(|letter| letter.is_lowercase() || letter == ' ')).then_some((head, tail))
}

/// Whether a noun phrase is of several: “banging noises in the area”, “the deaths of five people”, “A and B”.
pub fn is_several(text: &str) -> bool {
    // “General average, which makes the owners share the costs”, but “a man, a woman and a child”.
    let text = if text.contains(" and ") { text } else { text.split(',').next().unwrap_or(text) };
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    const MANY: [&str; 20] = [
        "all",
        "both",
        "dozens",
        "hundreds",
        "many",
        "most",
        "several",
        "some",
        "thousands",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ];
    if text.contains(' ') && MANY.contains(&first.as_str()) {
        return true;
    }
    // “3.4 million cars worldwide”, “35 to 40 million inflators”.
    let digits = first.replace(',', "");
    let is_year = first.len() == 4 && ["19", "20"].iter().any(|century| first.starts_with(century));
    if text.contains(' ') && !is_year && digits.parse::<f64>().is_ok_and(|number| number > 1.0) {
        return true;
    }
    let article = |word: &str| ["a", "an", "one", "the", "this"].contains(&word.to_lowercase().as_str());
    let one = first != "the" && article(&first);
    let head: Vec<&str> = text
        .split(' ')
        .take_while(|word| {
            ![
                "of", "in", "at", "by", "for", "from", "to", "on", "with", "aboard", "about", "against", "between",
                "over",
            ]
            .contains(word)
        })
        .collect();
    let last = head.last().copied().unwrap_or_default();
    let ends_several = |word: &str| {
        word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word == "people"
    };
    // “Officials responsible for dams”: without an article the noun comes first.
    let leads = !article(&first) && text.chars().next().is_some_and(char::is_lowercase) && !first.contains('\'');
    let several_end = ends_several(last) || leads && head.len() > 1 && ends_several(&first) && first != "news";
    // A name in it that ends in an s is one name.
    let proper = last.chars().next().is_some_and(char::is_uppercase);
    // “A man and a woman” are two, “a search and rescue operation” is one.
    let joined = |pair: &[&str]| pair[0] == "and" && (!one || article(pair[1]));
    head.windows(2).any(joined) || !one && several_end && !proper
}

/// The preposition of what something is said in or at: in an interview, on a website, at a news conference; none where the
/// words have one of their own.
pub fn occasion_preposition(text: &str) -> Option<&'static str> {
    const OWN: &[&str] = &[
        "after",
        "ahead",
        "as",
        "at",
        "before",
        "by",
        "during",
        "following",
        "in",
        "on",
        "through",
        "to",
        "via",
        "when",
    ];
    const IN: &[&str] = &[
        "address",
        "article",
        "broadcast",
        "book",
        "debate",
        "email",
        "interview",
        "letter",
        "memo",
        "message",
        "note",
        "post",
        "press release",
        "release",
        "report",
        "speech",
        "statement",
        "video",
    ];
    const ON: &[&str] = &[
        "account",
        "blog",
        "call",
        "channel",
        "facebook",
        "instagram",
        "page",
        "podcast",
        "program",
        "programme",
        "radio",
        "site",
        "television",
        "twitter",
        "website",
        "x",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split([' ', ',']).collect();
    let first = words.first().copied().unwrap_or_default();
    if OWN.contains(&first) {
        return None;
    }
    // What it is called ends where it is said whose, or of what, it is.
    let head = words
        .iter()
        .take_while(|word| !["at", "by", "for", "from", "in", "of", "on", "to", "with"].contains(word))
        .last();
    Some(match head {
        Some(head) if IN.contains(head) => "in",
        Some(head) if ON.contains(head) => "on",
        _ => "at",
    })
}

/// A noun with its indefinite article: “a photograph”, “an audio recording”, and “minutes” as they are.
pub fn indefinite(noun: &str) -> String {
    let first = noun.split(' ').next().unwrap_or_default();
    let has_own = ["a", "an", "the", "his", "her", "its", "their", "one"].contains(&first.to_lowercase().as_str());
    if has_own || is_several(noun) { noun.to_owned() } else { format!("{} {noun}", article(noun)) }
}

/// The preposition of a place: at a building or a wreck, in anything else.
pub fn place_preposition(name: &str) -> &'static str {
    const POINTS: &[&str] = &[
        "airport",
        "base",
        "building",
        "camp",
        "castle",
        "centre",
        "center",
        "club",
        "court",
        "embassy",
        "gate",
        "hall",
        "headquarters",
        "hotel",
        "house",
        "museum",
        "palace",
        "port",
        "prison",
        "quay",
        "school",
        "site",
        "stadium",
        "station",
        "summit",
        "university",
        "wreck",
    ];
    /// What one is on: roads, and what stands out of land or water.
    const LINES: &[&str] = &[
        "atoll",
        "avenue",
        "beach",
        "bridge",
        "coast",
        "highway",
        "hill",
        "hillside",
        "island",
        "islet",
        "motorway",
        "mount",
        "mountain",
        "peninsula",
        "plateau",
        "railway",
        "reef",
        "road",
        "shore",
        "street",
    ];
    /// Islands that have no word for it in their name.
    const ISLANDS: &[&str] = &[
        "bali",
        "bornholm",
        "chios",
        "corfu",
        "corsica",
        "crete",
        "fuerteventura",
        "gotland",
        "guam",
        "hainan",
        "ibiza",
        "java",
        "kos",
        "lampedusa",
        "lanzarote",
        "lesbos",
        "lesvos",
        "luzon",
        "madeira",
        "majorca",
        "mallorca",
        "maui",
        "mayotte",
        "mindanao",
        "minorca",
        "okinawa",
        "rhodes",
        "réunion",
        "sakhalin",
        "samos",
        "sardinia",
        "sicily",
        "sumatra",
        "svalbard",
        "tenerife",
        "zanzibar",
    ];
    let lower = name.to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower).replace("la réunion", "réunion");
    if lower.split([' ', ',']).any(|word| LINES.contains(&word)) || ISLANDS.contains(&bare.as_str()) {
        return "on";
    }
    // One is at the port of Rotterdam, and in Port Said.
    let town = bare.starts_with("port ") && !bare.starts_with("port of ");
    let point = lower.split([' ', ',']).any(|word| POINTS.contains(&word) && !(town && word == "port"));
    if point { "at" } else { "in" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_their_verbs() {
        for several in [
            "a man and a woman on a bench",
            "banging noises in the area",
            "the deaths of five people",
            "Ann and Bo",
            "the five people aboard",
        ] {
            assert!(is_several(several), "{several}");
        }
        for one in [
            "a search and rescue operation",
            "a search",
            "the loss of contact",
            "the crisis",
            "a series of strikes",
            "the visit to the United States",
        ] {
            assert!(!is_several(one), "{one}");
        }
    }

    #[test]
    fn one_says_something_in_on_or_at() {
        for (text, expected) in [
            ("a television interview", Some("in")),
            ("a letter to the board", Some("in")),
            ("the company's website", Some("on")),
            ("a news conference in Bern", Some("at")),
            ("the last general meeting", Some("at")),
            ("during a visit", None),
        ] {
            assert_eq!(occasion_preposition(text), expected, "{text}");
        }
        assert_eq!(["interview", "a letter", "MI5 memo"].map(indefinite), ["an interview", "a letter", "an MI5 memo"]);
    }

    #[test]
    fn one_is_at_a_building_and_in_a_town() {
        assert_eq!(
            ["the wreck of the Titanic", "Moscow", "Geneva airport", "the port of Rotterdam", "Port Said"]
                .map(place_preposition),
            ["at", "in", "at", "at", "in"]
        );
    }
}
