//! Traces: following one update from process to process (W3C Trace Context).
//!
//! Whatever sends a message while it works within a trace names the trace in the header `traceparent`: a request to a service,
//! a record, a digest. It is no part of what is recorded: the envelope, and with it what the notary signs, is the same with
//! and without. What a trace is made of the program says, once, at its start ([`carry_with`]); without that nothing is carried
//! and the spans here cost nothing.

use std::sync::OnceLock;

use async_nats::HeaderMap;
use tracing::Span;

/// The target of every span of a trace, by which they are told from what is logged.
pub const TARGET: &str = "trace";
/// The header with the trace and the span in it that a message comes from.
pub const TRACEPARENT: &str = "traceparent";

/// What joins spans of different processes.
pub trait Carrier: Send + Sync {
    /// The context of a span, as the header has it; none where it belongs to no trace.
    fn context_of(&self, span: &Span) -> Option<String>;
    /// Makes a new span a child of whatever this context names. One that cannot be read changes nothing.
    fn join(&self, span: &Span, context: &str);
}

static CARRIER: OnceLock<Box<dyn Carrier>> = OnceLock::new();

/// Carries traces from now on, with this. The first to say so is heard.
pub fn carry_with(carrier: Box<dyn Carrier>) {
    // A second one would be that of another program in the same process, which there is not.
    let _ = CARRIER.set(carrier);
}

/// Whether traces are carried.
pub fn is_on() -> bool {
    CARRIER.get().is_some()
}

/// The context of what is in work here.
pub fn current() -> Option<Box<str>> {
    CARRIER.get()?.context_of(&Span::current()).map(Into::into)
}

/// Makes a new span a child of what a context names.
pub fn join(span: &Span, context: Option<&str>) {
    if let (Some(carrier), Some(context)) = (CARRIER.get(), context) {
        carrier.join(span, context);
    }
}

/// The context that a message came with.
pub(crate) fn context_in(headers: Option<&HeaderMap>) -> Option<&str> {
    headers?.get(TRACEPARENT).map(|context| context.as_str())
}

/// Names the trace of what is in work here in the headers of a message.
pub(crate) fn name_in(headers: &mut HeaderMap) {
    if let Some(context) = current() {
        headers.insert(TRACEPARENT, &*context);
    }
}
