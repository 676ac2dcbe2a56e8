//! Closed sets of tokens: stances, changes, types of value.
//!
//! [`tokens!`] declares such a set. Each member is written once, with its token and its meaning, and everything that
//! reads, writes, lists or explains the set comes from that one line: the log, the format people write, refusals and
//! `newsreel kinds`.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

/// Text that is not a token of the set it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}; write {accepted}")]
pub struct TokenError {
    text: Box<str>,
    what: &'static str,
    accepted: String,
}

impl TokenError {
    /// `text` is not `what` (with its article: "a stance"), which is one of `tokens`.
    pub(crate) fn new(text: &str, what: &'static str, tokens: impl IntoIterator<Item = &'static str>) -> Self {
        Self { text: text.into(), what, accepted: one_of(tokens) }
    }
}

/// "`a`, `b` or `c`", for sentences that say what would be accepted.
pub fn one_of<T: fmt::Display>(names: impl IntoIterator<Item = T>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.pop() {
        None => "nothing".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} or {last}", names.join(", ")),
    }
}

/// Reads a token without copying its text.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = TokenError>,
    D: Deserializer<'de>,
{
    struct Reader<T>(PhantomData<T>);

    impl<T: FromStr<Err = TokenError>> Visitor<'_> for Reader<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match "".parse::<T>() {
                Err(TokenError { what, accepted, .. }) => write!(f, "{what}: {accepted}"),
                Ok(_) => f.write_str("a text"),
            }
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Reader(PhantomData))
}

/// The text of the documentation comment among these attributes, on one line.
macro_rules! documentation {
    () => { "" };
    (#[doc = $text:literal] $($rest:tt)*) => {
        concat!($text, $crate::record::token::documentation!($($rest)*))
    };
    (#[$($other:tt)*] $($rest:tt)*) => {
        $crate::record::token::documentation!($($rest)*)
    };
}

/// Declares a closed set of tokens: an enum, and what reads and writes it.
///
/// The documentation of a member is what `newsreel kinds` prints as its meaning, so it is written for people who author.
macro_rules! tokens {
    (
        $(#[$($about:tt)*])*
        $vis:vis enum $name:ident: $what:literal {
            $($(#[$($member:tt)*])* $variant:ident = $token:literal,)+
        }
    ) => {
        $(#[$($about)*])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$($member)*])* $variant,)+
        }

        impl $name {
            /// Every member, in the order of their declaration.
            $vis const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The token, as written and stored.
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $token,)+ }
            }

            /// One line on what it means, for people who author.
            $vis const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $crate::record::token::documentation!($(#[$($member)*])*).trim_ascii(),)+
                }
            }

            /// The member with this token.
            $vis fn named(token: &str) -> Option<Self> {
                match token { $($token => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::record::token::TokenError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::named(text)
                    .ok_or_else(|| $crate::record::token::TokenError::new(text, $what, [$($token),+]))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::record::token::deserialize(deserializer)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let about = $crate::record::token::documentation!($(#[$($about)*])*).trim_ascii();
                let members = Self::ALL.iter().map(|member| (member.as_str(), member.meaning()));
                $crate::record::token::schema(about, members)
            }
        }
    };
}

/// The JSON Schema of a closed set: each token with its meaning.
#[cfg(feature = "schema")]
pub(crate) fn schema(about: &str, members: impl Iterator<Item = (&'static str, &'static str)>) -> schemars::Schema {
    let members: Vec<_> =
        members.map(|(token, meaning)| schemars::json_schema!({ "const": token, "description": meaning })).collect();
    schemars::json_schema!({ "description": about, "type": "string", "oneOf": members })
}

pub(crate) use {documentation, tokens};

#[cfg(test)]
mod tests {
    tokens! {
        /// How something is served.
        enum Serving: "a way of serving" {
            /// Out of the oven,
            /// on a hot plate.
            Hot = "hot",
            /// Out of the larder.
            #[allow(dead_code)]
            LeftOver = "left_over",
        }
    }

    #[test]
    fn a_token_is_read_as_it_is_written() {
        for serving in Serving::ALL {
            assert_eq!(serving.to_string().parse(), Ok(*serving));
            let json = serde_json::to_string(serving).expect("a token is a string");
            assert_eq!(serde_json::from_str::<Serving>(&json).expect("a token"), *serving);
        }
        assert_eq!(Serving::Hot.meaning(), "Out of the oven, on a hot plate.");
        assert_eq!(Serving::LeftOver.meaning(), "Out of the larder.");
    }

    #[test]
    fn what_is_not_a_token_is_told_what_is() {
        let error = "cold".parse::<Serving>().expect_err("not a token").to_string();
        assert_eq!(error, "`cold` is not a way of serving; write `hot` or `left_over`");
        let stored = serde_json::from_str::<Serving>("\"cold\"").expect_err("not a token").to_string();
        assert!(stored.starts_with(&error), "{stored}");
        let number = serde_json::from_str::<Serving>("1").expect_err("not a token").to_string();
        assert!(number.contains("expected a way of serving: `hot` or `left_over`"), "{number}");
    }
}
