//! From the events of a YAML parser to a value and the place of everything in it.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::{Map, Value};

use crate::submit::refusal::At;
use crate::submit::yaml::source::{MAX_DEPTH, MAX_KEY_BYTES, Place, Source, YamlError};

pub(super) struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    places: HashMap<String, Place>,
    /// What anchors may still name, and aliases repeat.
    budget: usize,
}

/// A value that has been read.
#[derive(Clone)]
struct Node {
    value: Value,
    /// How many values it holds, itself included, and how many bytes of words.
    weight: usize,
    /// How deep it is nested within itself.
    height: usize,
}

impl Node {
    fn leaf(value: Value) -> Self {
        let words = value.as_str().map_or(0, str::len);
        Self { value, weight: 1 + words, height: 0 }
    }
}

impl<'t> Reader<'t> {
    pub(super) fn of(text: &'t str, budget: usize) -> Self {
        Self { parser: Parser::new_from_str(text), anchors: HashMap::new(), places: HashMap::new(), budget }
    }

    pub(super) fn documents(mut self) -> Result<Vec<Source>, YamlError> {
        let mut documents = Vec::new();
        loop {
            match self.next()? {
                (Event::DocumentStart(_), _) => {
                    self.anchors.clear();
                    let (event, span) = self.next()?;
                    let Node { value, .. } = self.node(event, span, &At::Root, 0)?;
                    documents.push(Source { value, places: std::mem::take(&mut self.places) });
                }
                (Event::StreamEnd, _) => return Ok(documents),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), YamlError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let place = Place { line: error.marker().line(), column: error.marker().col() + 1 };
                // What people meet most: a title or a sentence with a colon in it.
                let colon = error.info().contains("mapping values are not allowed");
                let hint = if colon {
                    "; a text with a colon stands in quotation marks: `title: \"The dues: what we know\"`"
                } else {
                    ""
                };
                Err(YamlError::at(place, format!("this is not YAML: {}{hint}", error.info())))
            }
            None => Err(YamlError::at(Place { line: 1, column: 1 }, "the text ends too early")),
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, at: &At<'_>, depth: usize) -> Result<Node, YamlError> {
        self.places.entry(at.to_string()).or_insert_with(|| place(span));
        if depth > MAX_DEPTH {
            return Err(wrong(span, format!("this is nested more than {MAX_DEPTH} levels deep")));
        }
        let (node, anchor) = match event {
            Event::Scalar(_, _, _, Some(tag))
            | Event::SequenceStart(_, Some(tag))
            | Event::MappingStart(_, Some(tag)) => {
                return Err(wrong(span, format!("the tag `{}` has no meaning here; leave it out", written(&tag))));
            }
            Event::Scalar(text, style, anchor, None) => (Node::leaf(scalar(&text, style)), anchor),
            Event::SequenceStart(anchor, None) => (self.sequence(at, depth)?, anchor),
            Event::MappingStart(anchor, None) => (self.mapping(at, depth)?, anchor),
            Event::Alias(anchor) => (self.alias(anchor, span, depth)?, 0),
            _ => return Err(wrong(span, "a value is expected here")),
        };
        if anchor != 0 {
            self.pay(node.weight, span)?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// What an alias repeats is counted before it is repeated.
    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, YamlError> {
        let repeated = self.anchors.get(&anchor);
        let Node { weight, height, .. } =
            *repeated.ok_or_else(|| wrong(span, "the alias refers to nothing before it"))?;
        if depth + height > MAX_DEPTH {
            return Err(wrong(
                span,
                format!("with this alias the document is nested more than {MAX_DEPTH} levels deep"),
            ));
        }
        self.pay(weight, span)?;
        Ok(self.anchors[&anchor].clone())
    }

    fn pay(&mut self, weight: usize, span: Span) -> Result<(), YamlError> {
        self.budget = self.budget.checked_sub(weight).ok_or_else(|| {
            wrong(
                span,
                "the anchors and aliases up to here come to far more than the text itself; write it out instead",
            )
        })?;
        Ok(())
    }

    fn sequence(&mut self, at: &At<'_>, depth: usize) -> Result<Node, YamlError> {
        let (mut elements, mut weight, mut height) = (Vec::new(), 1, 0);
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Node { value: Value::Array(elements), weight, height }),
                (event, span) => {
                    let element = self.node(event, span, &at.index(elements.len()), depth + 1)?;
                    (weight, height) = (weight + element.weight, height.max(element.height + 1));
                    elements.push(element.value);
                }
            }
        }
    }

    fn mapping(&mut self, at: &At<'_>, depth: usize) -> Result<Node, YamlError> {
        let (mut members, mut weight, mut height) = (Map::new(), 1, 0);
        loop {
            let (key, span) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Node { value: Value::Object(members), weight, height }),
                (Event::Scalar(key, _, 0, None), span) => (key.into_owned(), span),
                (_, span) => return Err(wrong(span, "the keys of a mapping are plain words")),
            };
            if key.len() > MAX_KEY_BYTES {
                return Err(wrong(
                    span,
                    format!("a key has at most {MAX_KEY_BYTES} bytes; this one has {}", key.len()),
                ));
            }
            if members.contains_key(&key) {
                return Err(wrong(span, format!("`{key}` is given twice in this mapping")));
            }
            let member = at.key(&key);
            self.places.insert(member.to_string(), place(span));
            let (event, span) = self.next()?;
            let node = self.node(event, span, &member, depth + 1)?;
            (weight, height) = (weight + node.weight + key.len(), height.max(node.height + 1));
            members.insert(key, node.value);
        }
    }
}

/// A tag as it is written: `!!int`.
fn written(tag: &Tag) -> String {
    let handle = if tag.handle == "tag:yaml.org,2002:" { "!!" } else { &*tag.handle };
    format!("{handle}{}", tag.suffix)
}

fn place(span: Span) -> Place {
    Place { line: span.start.line(), column: span.start.col() + 1 }
}

fn wrong(span: Span, message: impl AsRef<str>) -> YamlError {
    YamlError::at(place(span), message)
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
