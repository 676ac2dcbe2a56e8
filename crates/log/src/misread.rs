//! JSON that is not what it should be, in plain words: at which place, what stands there, and what could.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Deserializer, Value};

/// Reads JSON; what is wrong with it is found only where something is.
///
/// # Errors
/// What is wrong with it, for people.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Misread> {
    serde_json::from_slice(json).map_err(|error| Misread::of::<T>(json, &error))
}

/// Why JSON could not be read as something: for people, as the rest of a sentence that says what it was to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread(Box<str>);

impl std::error::Error for Misread {}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Misread {
    /// What is wrong with JSON that could not be read as a `T`, as the error has it.
    pub fn of<'j, T: Deserialize<'j>>(json: &'j [u8], error: &serde_json::Error) -> Self {
        let told = match serde_json::from_slice::<Value>(json) {
            Err(broken) => not_json(json, &broken),
            Ok(value) => misplaced::<T>(json, value, error),
        };
        Self(told.into())
    }

    /// What is wrong with what stands at a place of it.
    pub(crate) fn at(place: &str, wrong: &dyn fmt::Display) -> Self {
        Self(format!("`{place}`: {wrong}").into())
    }
}

/// What makes it no JSON at all.
fn not_json(json: &[u8], error: &serde_json::Error) -> String {
    if json.iter().all(u8::is_ascii_whitespace) {
        return "it is empty".to_owned();
    }
    let at = format!("line {}, column {}", error.line(), error.column());
    let what = without_place(error);
    match error.classify() {
        Category::Eof => {
            let within = what.strip_prefix("EOF while parsing ").map(in_plain_words).unwrap_or(what);
            format!("it is not whole: it ends within {within}, at {at}")
        }
        _ => format!("it is not JSON at {at}: {}", syntax(&what)),
    }
}

fn syntax(what: &str) -> String {
    match what {
        "expected value" => "no value begins here".to_owned(),
        "expected ident" => "only `true`, `false` and `null` are words without quotation marks".to_owned(),
        "key must be a string" => "the name of a member stands in quotation marks".to_owned(),
        "trailing comma" => "nothing follows the last comma".to_owned(),
        "trailing characters" => "something follows its end".to_owned(),
        "recursion limit exceeded" => "it is nested too deeply".to_owned(),
        other => other.to_owned(),
    }
}

/// What stands where something else should, in JSON that is whole.
fn misplaced<'j, T: Deserialize<'j>>(json: &'j [u8], value: Value, error: &serde_json::Error) -> String {
    let mut reader = Deserializer::from_slice(json);
    let found = serde_path_to_error::deserialize::<_, T>(&mut reader).err();
    let mut path: Vec<Segment> = found.iter().flat_map(|found| found.path().iter()).filter_map(Segment::of).collect();
    let what = without_place(found.as_ref().map_or(error, |found| found.inner()));
    // A name that is not known is no place, nor is what was meant by a name that stands by itself.
    if at(&value, &path).is_none() || ["unknown field ", "duplicate field "].iter().any(|start| what.starts_with(start))
    {
        path.pop();
    }
    match what.as_str() {
        "expected value" => {
            let names = names_at::<T>(value.clone(), &path).unwrap_or_else(|| "the name of what is meant".to_owned());
            let is = at(&value, &path).map(shown).unwrap_or_default();
            format!("{} is {is}; write {names}, or an object whose one member has that name", named(&place(&path)))
        }
        what => told(&place(&path), what, at(&value, &path)),
    }
}

/// The names that could stand at a place: asked by one that is none.
fn names_at<'j, T: Deserialize<'j>>(mut value: Value, path: &[Segment]) -> Option<String> {
    let there = path.iter().try_fold(&mut value, |value, segment| match segment {
        Segment::Member(name) => value.get_mut(name),
        Segment::Element(index) => value.get_mut(index),
    })?;
    *there = Value::String(String::new());
    let told = T::deserialize(value).err()?.to_string();
    split(&told, &["unknown variant "]).map(|(_, known)| listed(known))
}

fn named(place: &str) -> String {
    if place.is_empty() { "it".to_owned() } else { format!("`{place}`") }
}

/// A step of the way to a place.
enum Segment {
    Member(String),
    Element(usize),
}

impl Segment {
    fn of(segment: &serde_path_to_error::Segment) -> Option<Self> {
        use serde_path_to_error::Segment as Of;
        match segment {
            Of::Map { key } => Some(Self::Member(key.clone())),
            Of::Enum { variant } => Some(Self::Member(variant.clone())),
            Of::Seq { index } => Some(Self::Element(*index)),
            Of::Unknown => None,
        }
    }
}

/// A place as one writes it: `bounds.as_of`, `updates[3].kind`; empty for the whole.
fn place(path: &[Segment]) -> String {
    let mut place = String::new();
    for segment in path {
        match segment {
            Segment::Member(name) if place.is_empty() => place.push_str(name),
            Segment::Member(name) => place += &format!(".{name}"),
            Segment::Element(index) => place += &format!("[{index}]"),
        }
    }
    place
}

fn at<'v>(value: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Member(name) => value.get(name),
        Segment::Element(index) => value.get(index),
    })
}

/// What serde says, in plain words. Its own sentences are these few; whatever else is said was written for people.
fn told(place: &str, what: &str, there: Option<&Value>) -> String {
    let here = named(place);
    let is = || format!("{here} is {}", there.map_or_else(|| "something else".to_owned(), shown));
    if let Some((_, wanted)) = split(what, &["invalid type: ", "invalid value: "]) {
        return format!("{}, and is to be {}", is(), in_plain_words(wanted));
    }
    if let Some((length, wanted)) = split(what, &["invalid length "]) {
        return match in_plain_words(wanted) {
            list if list.starts_with("a list") => format!("{here} has {length} elements, and is to be {list}"),
            other => format!("{}, and is to be {other}", is()),
        };
    }
    if let Some((unknown, known)) = split(what, &["unknown field "]) {
        return format!("{here} has an unknown member, {unknown}; it takes {}", listed(known));
    }
    if let Some((unknown, known)) = split(what, &["unknown variant "]) {
        return format!("{unknown} is unknown in {here}; write {}", listed(known));
    }
    if let Some(missing) = what.strip_prefix("missing field ") {
        return format!("{here} lacks the member {missing}");
    }
    if let Some(twice) = what.strip_prefix("duplicate field ") {
        return format!("{here} has the member {twice} twice");
    }
    let is_no_time = |there: &Value| there.as_str()?.parse::<Timestamp>().err().map(|error| error.to_string() == what);
    if there.and_then(is_no_time) == Some(true) {
        return format!("{}, and is to be {TIME}", is());
    }
    if what.starts_with("UUID parsing failed") {
        return format!("{}, and is to be {ID}", is());
    }
    if place.is_empty() { what.to_owned() } else { format!("{here}: {what}") }
}

/// The two halves of a sentence of serde that begins with one of these: what is there, and what was expected.
fn split<'w>(what: &'w str, beginnings: &[&str]) -> Option<(&'w str, &'w str)> {
    let rest = beginnings.iter().find_map(|beginning| what.strip_prefix(beginning))?;
    rest.rsplit_once(", expected ").or_else(|| rest.split_once(", there are no "))
}

/// The names that serde lists.
fn listed(known: &str) -> String {
    match known {
        "fields" | "variants" => "none".to_owned(),
        known => known.strip_prefix("one of ").unwrap_or(known).to_owned(),
    }
}

/// What serde calls a thing, as people call it.
fn in_plain_words(called: &str) -> String {
    let lists = ["tuple of size ", "a tuple of size ", "an array of length "];
    if let Some(size) = lists.iter().find_map(|list| called.strip_prefix(list)) {
        return format!("a list of {size}");
    }
    let objects = ["struct ", "internally tagged enum ", "adjacently tagged enum "];
    let kinds = ["tuple struct ", "tuple variant "];
    let begins = |names: &[&str]| names.iter().any(|name| called.starts_with(name));
    let told = match called {
        "unit" | "null" | "unit variant" => "`null`",
        "a string" | "a borrowed string" | "string" | "str" => "a text",
        "a boolean" | "bool" => "`true` or `false`",
        "f32" | "f64" => "a number",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number, not below 0",
        "a map" | "map" => "an object",
        "a sequence" | "sequence" => "a list",
        called if called.contains("timestamp") => TIME,
        called if called.contains("UUID") => ID,
        _ if begins(&objects) => "an object",
        _ if begins(&kinds) => "a list",
        called => called,
    };
    told.to_owned()
}

/// What a time is written as.
const TIME: &str = "a time with its offset, as 2025-04-11T21:00:00Z";

/// What an identity is written as: mostly that of an update.
const ID: &str = "an id of 36 characters, as `newsreel replay --format json` prints that of an update";

/// The most characters of a text that are shown of it.
const SHOWN: usize = 60;

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(truth) => format!("`{truth}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() > SHOWN => {
            format!("the text `{}…`", text.chars().take(SHOWN).collect::<String>())
        }
        Value::String(text) => format!("the text `{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// What an error says, without its line and column.
fn without_place(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    told.strip_suffix(&place).unwrap_or(&told).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use newsreel_story::record::name::UpdateId;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read does not matter")]
    struct Asked {
        ask: Ask,
        #[serde(default)]
        at_least: u64,
        #[serde(default)]
        names: BTreeMap<String, Vec<String>>,
        #[serde(default)]
        pair: Option<(u8, bool)>,
        #[serde(default)]
        nothing: Option<Nothing>,
        #[serde(default)]
        until: Option<Timestamp>,
        #[serde(default)]
        update: Option<UpdateId>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read does not matter")]
    enum Ask {
        Brief {
            story: String,
            #[serde(default)]
            form: Form,
        },
        Position,
        Near(f64),
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Form {
        #[default]
        Short,
        Full,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    #[test]
    fn what_is_wrong_is_told_in_plain_words_at_its_place() {
        let table = [
            ("", "it is empty"),
            (" \n", "it is empty"),
            ("[]", "it is a list, and is to be an object"),
            ("5", "it is the number 5, and is to be an object"),
            ("{}", "it lacks the member `ask`"),
            (
                r#"{"ask": "position", "at_leest": 1}"#,
                "it has an unknown member, `at_leest`; it takes `ask`, `at_least`, `names`, `pair`, `nothing`, `until`, `update`",
            ),
            (r#"{"ask": "position", "ask": "position"}"#, "it has the member `ask` twice"),
            (
                r#"{"ask": "position", "at_least": "5"}"#,
                "`at_least` is the text `5`, and is to be a whole number, not below 0",
            ),
            (
                r#"{"ask": "position", "at_least": -5}"#,
                "`at_least` is the number -5, and is to be a whole number, not below 0",
            ),
            (
                r#"{"ask": "position", "at_least": null}"#,
                "`at_least` is `null`, and is to be a whole number, not below 0",
            ),
            (r#"{"ask": "position", "names": []}"#, "`names` is a list, and is to be an object"),
            (r#"{"ask": "position", "names": {"one": ["a", true]}}"#, "`names.one[1]` is `true`, and is to be a text"),
            (r#"{"ask": "position", "names": {"one": {}}}"#, "`names.one` is an object, and is to be a list"),
            (r#"{"ask": "position", "nothing": {"x": 1}}"#, "`nothing` has an unknown member, `x`; it takes none"),
            (
                r#"{"ask": "position", "until": "yesterday"}"#,
                "`until` is the text `yesterday`, and is to be a time with its offset, as 2025-04-11T21:00:00Z",
            ),
            (
                r#"{"ask": "position", "until": 5}"#,
                "`until` is the number 5, and is to be a time with its offset, as 2025-04-11T21:00:00Z",
            ),
            (
                r#"{"ask": "position", "update": 5}"#,
                "`update` is the number 5, and is to be an id of 36 characters, as `newsreel replay --format json` prints that of an update",
            ),
            (
                r#"{"ask": "position", "update": "meeting"}"#,
                "`update` is the text `meeting`, and is to be an id of 36 characters, as `newsreel replay --format json` prints that of an update",
            ),
            (
                r#"{"ask": 5}"#,
                "`ask` is the number 5; write `brief`, `position`, `near`, or an object whose one member has that name",
            ),
            (r#"{"ask": "brief"}"#, "`ask` is the text `brief`, and is to be an object"),
            (r#"{"ask": {"position": {"x": 1}}}"#, "`ask.position` is an object, and is to be `null`"),
            (r#"{"ask": {"breif": {}}}"#, "`breif` is unknown in `ask`; write `brief`, `position`, `near`"),
            (r#"{"ask": {"brief": "x"}}"#, "`ask.brief` is the text `x`, and is to be an object"),
            (r#"{"ask": {"brief": {}}}"#, "`ask.brief` lacks the member `story`"),
            (
                r#"{"ask": {"brief": {"story": "x", "form": "ful"}}}"#,
                "`ful` is unknown in `ask.brief.form`; write `short` or `full`",
            ),
            (r#"{"ask": {"near": "x"}}"#, "`ask.near` is the text `x`, and is to be a number"),
            (r#"{"ask": "position""#, "it is not whole: it ends within an object, at line 1, column 18"),
            (r#"{"ask": "posi"#, "it is not whole: it ends within a text, at line 1, column 13"),
            (
                r#"{ask: "position"}"#,
                "it is not JSON at line 1, column 2: the name of a member stands in quotation marks",
            ),
            ("{\"ask\":\n position}", "it is not JSON at line 2, column 2: no value begins here"),
            (r#"{"ask": "position"} x"#, "it is not JSON at line 1, column 21: something follows its end"),
            (r#"{"ask": "position",}"#, "it is not JSON at line 1, column 20: nothing follows the last comma"),
        ];
        let misread = |json: &str| read::<Asked>(json.as_bytes()).expect_err(json).to_string();
        let told: Vec<(&str, String)> = table.iter().map(|(json, _)| (*json, misread(json))).collect();
        let expected: Vec<(&str, String)> = table.iter().map(|(json, told)| (*json, (*told).to_owned())).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn no_sentence_of_serde_is_left_whatever_stands_at_whichever_place() {
        let wrong = ["null", "true", "5", "-1", "1.5", "\"x\"", "[]", "[1]", "{}", "{\"x\": 1}"];
        let questions = [
            r#"@"#,
            r#"{"ask": @}"#,
            r#"{"ask": {"brief": @}}"#,
            r#"{"ask": {"brief": {"story": @}}}"#,
            r#"{"ask": {"brief": {"story": "x", "form": @}}}"#,
            r#"{"ask": {"near": @}}"#,
            r#"{"ask": {"position": @}}"#,
            r#"{"ask": "position", "at_least": @}"#,
            r#"{"ask": "position", "names": @}"#,
            r#"{"ask": "position", "names": {"x": @}}"#,
            r#"{"ask": "position", "pair": @}"#,
            r#"{"ask": "position", "nothing": @}"#,
            r#"{"ask": "position", "pair": [1, @]}"#,
            r#"{"ask": "position", "until": @}"#,
            r#"{"ask": "position", "update": @}"#,
        ];
        for question in questions {
            for wrong in wrong {
                let json = question.replace('@', wrong);
                let Err(misread) = read::<Asked>(json.as_bytes()) else { continue };
                let told = misread.to_string();
                let of_serde = [
                    "expected", "invalid", "struct", "variant", "enum", "sequence", "map", "tuple", "u8", "u64",
                    "field",
                ];
                assert!(!of_serde.iter().any(|word| told.contains(word)), "{json}: {told}");
            }
        }
    }
}
