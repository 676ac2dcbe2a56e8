//! YAML to JSON, keeping where everything was.
//!
//! People write YAML; everything behind this module reads JSON values. [`Source`] remembers the line and column of every
//! node, so that a refusal at a JSON pointer can name the place in the file.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use crate::submit::refusal::{At, Code, Refusal};

/// One document of a file, with the place of everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What the document says.
    pub value: Value,
    places: HashMap<String, Place>,
}

/// A place in a text, both counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Text that is not YAML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
}

impl YamlError {
    /// The same as a refusal; its place is not in a document yet, so it has no pointer.
    pub fn refusal(&self) -> Refusal {
        At::Root.refuse(Code::Syntax, self.message.clone())
    }
}

impl Source {
    /// Reads every document of a text: YAML, and so JSON; one document or several separated by `---`.
    pub fn parse(text: &str) -> Result<Vec<Self>, YamlError> {
        let mut reader = Reader { parser: Parser::new_from_str(text), anchors: HashMap::new(), places: HashMap::new() };
        let mut documents = Vec::new();
        loop {
            match reader.next()? {
                (Event::DocumentStart(_), _) => {
                    let value = reader.node(&At::Root)?;
                    documents.push(Self { value, places: std::mem::take(&mut reader.places) });
                }
                (Event::StreamEnd, _) => return Ok(documents),
                _ => {}
            }
        }
    }

    /// The place of what a JSON pointer names, or of the nearest thing around it.
    pub fn place(&self, pointer: &str) -> Option<Place> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Some(*place);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    places: HashMap<String, Place>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), YamlError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(YamlError {
                message: format!("this is not YAML: {}", error.info()),
                place: Place { line: error.marker().line(), column: error.marker().col() + 1 },
            }),
            None => Err(YamlError { message: "the text ends too early".into(), place: Place { line: 1, column: 1 } }),
        }
    }

    fn node(&mut self, at: &At<'_>) -> Result<Value, YamlError> {
        let (event, span) = self.next()?;
        self.node_of(event, span, at)
    }

    fn node_of(&mut self, event: Event<'t>, span: Span, at: &At<'_>) -> Result<Value, YamlError> {
        self.places.entry(at.to_string()).or_insert_with(|| place(span));
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style), anchor),
            Event::SequenceStart(anchor, _) => (self.sequence(at)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(at)?, anchor),
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                (value.ok_or_else(|| wrong(span, "the alias refers to nothing before it"))?, 0)
            }
            _ => return Err(wrong(span, "a value is expected here")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self, at: &At<'_>) -> Result<Value, YamlError> {
        let mut elements = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::Array(elements)),
                (event, span) => elements.push(self.node_of(event, span, &at.index(elements.len()))?),
            }
        }
    }

    fn mapping(&mut self, at: &At<'_>) -> Result<Value, YamlError> {
        let mut members = Map::new();
        loop {
            let (key, span) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Value::Object(members)),
                (Event::Scalar(key, ..), span) => (key.into_owned(), span),
                (_, span) => return Err(wrong(span, "the keys of a mapping are plain words")),
            };
            if members.contains_key(&key) {
                return Err(wrong(span, &format!("`{key}` is given twice in this mapping")));
            }
            let member = at.key(&key);
            self.places.insert(member.to_string(), place(span));
            let value = self.node(&member)?;
            members.insert(key, value);
        }
    }
}

fn place(span: Span) -> Place {
    Place { line: span.start.line(), column: span.start.col() + 1 }
}

fn wrong(span: Span, message: &str) -> YamlError {
    YamlError { message: message.to_owned(), place: place(span) }
}

/// A plain scalar by YAML's core schema, except that a number is a number only when it is written as JSON would: keys,
/// versions and dates stay what was typed.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Value::from(number),
            _ => Value::String(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_line_and_column() {
        let source = &Source::parse("story: a\nupdates:\n- trip.began: x\n  when: 2025-13\n").unwrap()[0];
        assert_eq!(source.value["updates"][0]["when"], "2025-13");
        assert_eq!(source.place("/updates/0/when"), Some(Place { line: 4, column: 3 }));
        assert_eq!(source.place("/updates/0/nothing/here"), Some(Place { line: 3, column: 3 }));
    }

    #[test]
    fn broken_yaml_names_the_place() {
        let error = Source::parse("story: a\nupdates: [\n").unwrap_err();
        assert!(error.place.line >= 2, "{error:?}");
        let error = Source::parse("story: a\ntitle: x\nstory: b\n").unwrap_err();
        assert_eq!((error.place.line, error.message.contains("given twice")), (3, true));
    }

    #[test]
    fn json_and_anchors_read_the_same() {
        let json = &Source::parse(r#"{"a": [1, "2", true, null]}"#).unwrap()[0].value;
        let yaml = &Source::parse("a: &list [1, '2', true, ~]\n").unwrap()[0].value;
        assert_eq!(json, yaml);
        assert_eq!(Source::parse("a: &x {b: 1}\nc: *x\n").unwrap()[0].value["c"]["b"], 1);
        assert_eq!(Source::parse("a: 1\n---\na: 2\n").unwrap().len(), 2);
    }
}
