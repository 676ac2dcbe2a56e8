//! What an address is asked for: the parameters that are read there, and none besides. A bound that is misspelt would show
//! the present as if it were the past.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use newsreel_log::ErrorCode;
use newsreel_story::submit::refusal::likely;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor, value::Error};
use serde::forward_to_deserialize_any;

use super::answer::Problem;
use crate::questions::NoAnswer;

/// The parameters of an address.
#[derive(Debug, Clone)]
pub(super) enum Parameters {
    /// These.
    Only(Vec<&'static str>),
    /// What answers there looks itself, or another makes the address.
    Own,
}

impl Parameters {
    /// Those that are read into this type.
    pub(super) fn of<'de, T: Deserialize<'de>>() -> Self {
        let mut names = Vec::new();
        // It ends in an error always: only the names are wanted.
        let _ = T::deserialize(Names(&mut names));
        Self::Only(names)
    }

    /// None.
    pub(super) fn none() -> Self {
        Self::Only(Vec::new())
    }

    /// These and those of these names.
    pub(super) fn and_named(self, more: &[&'static str]) -> Self {
        match self {
            Self::Only(names) => Self::Only([&names, more].concat()),
            Self::Own => Self::Own,
        }
    }

    /// These and those of another type.
    pub(super) fn and<'de, T: Deserialize<'de>>(self) -> Self {
        match (self, Self::of::<T>()) {
            (Self::Only(names), Self::Only(more)) => Self::Only([names, more].concat()),
            _ => Self::Own,
        }
    }
}

/// Lets through what asks for nothing else.
pub(super) async fn only(State(parameters): State<Parameters>, request: Request, next: Next) -> Response {
    let Parameters::Only(known) = parameters else { return next.run(request).await };
    match unknown(request.uri().query().unwrap_or_default(), &known) {
        Some(why) => Problem::from(why).into_response(),
        None => next.run(request).await,
    }
}

fn unknown(query: &str, known: &[&'static str]) -> Option<NoAnswer> {
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let unknown = names.filter(|name| !name.is_empty()).find(|name| !known.contains(name))?;
    Some(is_not_one(unknown, known))
}

/// That there is no such parameter.
fn is_not_one(name: &str, known: &[&str]) -> NoAnswer {
    let likely = likely(name, known.iter().copied());
    let there_are = match known {
        [] => "there are none".to_owned(),
        [one] => format!("there is {one}"),
        several => format!("there are {}", several.join(", ")),
    };
    NoAnswer::of(ErrorCode::BadRequest, format_args!("`{name}` is not a parameter here{likely}; {there_are}"))
}

/// Notes what the members of a type are called, instead of reading one.
struct Names<'n>(&'n mut Vec<&'static str>);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("there is nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.extend(members);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::InAddress;
    use super::super::stories::Asked;
    use super::*;

    #[test]
    fn what_an_address_does_not_read_is_refused_and_what_was_meant_is_said() {
        let Parameters::Only(known) = Parameters::of::<Asked>().and::<InAddress>() else {
            panic!("the list reads some");
        };
        for query in ["", "q=a%26b&as_of=2025-04-12T00:00:00Z", "known_at=x&fresh=3&&closed=on"] {
            assert!(unknown(query, &known).is_none(), "{query}");
        }
        let refused = |query| unknown(query, &known).map(|why| why.sentence.to_string()).unwrap_or_default();
        assert!(refused("as_off=2025").starts_with("`as_off` is not a parameter here (did you mean `as_of`?)"));
        assert!(refused("q=x&As_of=2025").starts_with("`As_of` is not a parameter here"));
        assert!(refused("as%5Fof=2025").starts_with("`as%5Fof` is not a parameter here"), "names are written plainly");
        assert_eq!(&*is_not_one("x", &[]).sentence, "`x` is not a parameter here; there are none");
    }
}
