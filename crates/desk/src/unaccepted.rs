//! Why a submission is not accepted, as whoever submitted it is told: what is recorded of it, and what is not.

use newsreel_log::{AppendError, ErrorCode, FollowError, RequestError, ServiceError};
use newsreel_story::submit::refusal::Refusal;

/// Why a submission is not accepted.
pub(crate) enum Unaccepted {
    Refused(Vec<Refusal>),
    Failed(ServiceError),
}

/// Why it is not known that the log is the one that was read.
pub(crate) enum Unknown {
    /// It is another one.
    Other(FollowError),
    NoAnswer(RequestError),
}

impl From<Unknown> for ServiceError {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Other(error) => Self::new(ErrorCode::Unavailable, error),
            Unknown::NoAnswer(error) => Self::new(ErrorCode::Unavailable, error),
        }
    }
}

/// Nothing has been appended yet, and it is not known whether the log is the one that was read.
pub(crate) fn unknown(unknown: Unknown) -> Unaccepted {
    let ServiceError { code, message } = unknown.into();
    Unaccepted::Failed(ServiceError::new(code, format_args!("nothing is recorded: {message}")))
}

/// Nothing has been appended yet, and the log cannot be read.
pub(crate) fn unavailable(error: &dyn std::fmt::Display) -> Unaccepted {
    let message = format_args!("nothing is recorded: {error}");
    Unaccepted::Failed(ServiceError::new(ErrorCode::Unavailable, message))
}

/// A server that ran out of space in the middle has kept a part.
pub(crate) fn in_part(kept: usize, error: &dyn std::fmt::Display) -> Unaccepted {
    let message = format_args!(
        "the server kept only {kept} of its records, and the others are not recorded: {error}. Submit the same again when \
         that is mended: nothing is recorded twice"
    );
    Unaccepted::Failed(ServiceError::new(ErrorCode::InDoubt, message))
}

/// What an append that failed means to whoever submitted: what is in doubt is said to be in doubt.
pub(crate) fn not_appended(error: &AppendError) -> Unaccepted {
    let code = match error {
        AppendError::Unknown { .. } | AppendError::Stopped => ErrorCode::InDoubt,
        AppendError::Refused(_) => ErrorCode::Unavailable,
        AppendError::TooMany { .. } | AppendError::TooLarge { .. } => ErrorCode::BadRequest,
        AppendError::Conflict { .. } | AppendError::Duplicate { .. } => ErrorCode::Conflict,
        AppendError::Malformed(_) => ErrorCode::Internal,
        AppendError::Partial { .. } => ErrorCode::InDoubt,
    };
    match code {
        ErrorCode::InDoubt => Unaccepted::Failed(ServiceError::new(code, error)),
        _ => Unaccepted::Failed(ServiceError::new(code, format_args!("nothing is recorded: {error}"))),
    }
}
