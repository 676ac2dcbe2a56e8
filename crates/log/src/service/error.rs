//! The errors of services: every code there is, in one table.

use std::fmt;

use async_nats::header::HeaderMap;
use async_nats::service::{NATS_SERVICE_ERROR, NATS_SERVICE_ERROR_CODE};
use newsreel_story::record::characters::is_unseen;

/// The longest sentence that is sent as an error, in bytes.
const LONGEST_SENTENCE: usize = 2048;

macro_rules! codes {
    ($($variant:ident $number:literal $token:literal $about:literal;)*) => {
        /// What went wrong, as a number and a token that never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $about] $variant,)*
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number, as it stands in the header `Nats-Service-Error-Code`.
            pub fn number(self) -> u16 {
                match self { $(Self::$variant => $number,)* }
            }

            /// The token, for people and logs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// What it means, and what to do.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

codes! {
    BadRequest 400 "bad-request" "The request is not as expected. Asking the same again does not help.";
    NotFound 404 "not-found" "What is asked for is not on file.";
    Conflict 409 "conflict" "Others wrote to the same story again and again. Nothing is recorded.";
    AnswerTooLarge 413 "answer-too-large" "The answer is larger than this service sends. Ask for less.";
    BeyondEnd 416 "beyond-end" "The position asked for is beyond the end of the log.";
    Busy 429 "busy" "More requests are waiting than this service takes. Ask again later.";
    Internal 500 "internal" "A mistake in the service, or in what it keeps.";
    InDoubt 502 "in-doubt" "It may have been recorded or not, or in part. Submitting the same again is safe.";
    Unavailable 503 "unavailable" "What the service needs cannot be reached. Nothing is recorded.";
    TimedOut 504 "timed-out" "The answer took longer than the service's limit.";
}

impl ErrorCode {
    /// The code of this number.
    pub fn of_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a service does not give the answer: a code for programs, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ServiceError {
    /// What went wrong.
    pub code: ErrorCode,
    /// What, why and what to do, as a sentence.
    pub message: Box<str>,
}

impl ServiceError {
    /// An error with this code and sentence.
    pub fn new(code: ErrorCode, message: impl fmt::Display) -> Self {
        Self { code, message: message.to_string().into() }
    }

    /// The error in the form in which async-nats sends and counts it. A header is one line, and a sentence that quotes what
    /// was sent may quote what steers a terminal.
    pub(super) fn for_wire(&self) -> async_nats::service::error::Error {
        let line = self.message.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
        let line = line.replace(is_unseen, "\u{fffd}");
        let status = line.chars().scan(0, |bytes, char| {
            *bytes += char.len_utf8();
            (*bytes <= LONGEST_SENTENCE).then_some(char)
        });
        let status = status.collect();
        async_nats::service::error::Error { status, code: self.code.number().into() }
    }

    /// The error these headers carry; none when they carry none.
    pub(super) fn in_headers(headers: &HeaderMap) -> Option<Self> {
        let number = headers.get(NATS_SERVICE_ERROR_CODE)?.as_str();
        let sentence = headers.get(NATS_SERVICE_ERROR).map(|value| value.as_str()).unwrap_or_default();
        match number.parse().ok().and_then(ErrorCode::of_number) {
            Some(code) => Some(Self::new(code, sentence)),
            None => Some(Self::new(ErrorCode::Internal, format_args!("{sentence} (error {number})"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_number_and_a_token_of_its_own() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::of_number(code.number()), Some(code));
            assert_eq!(ErrorCode::ALL.iter().filter(|other| other.as_str() == code.as_str()).count(), 1);
        }
    }

    #[test]
    fn a_sentence_of_several_lines_and_any_length_fits_into_a_header() {
        let error = ServiceError::new(ErrorCode::Internal, format!("ä\r\n\u{1b}[2J\u{202e}{}", "é".repeat(4000)));
        let sent = error.for_wire();
        assert!(sent.status.len() <= LONGEST_SENTENCE && !sent.status.contains(is_unseen), "{}", sent.status);
        assert!(sent.status.starts_with("ä \u{fffd}[2J\u{fffd}éé"), "{}", sent.status);
    }
}
