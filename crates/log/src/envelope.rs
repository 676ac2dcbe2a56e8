//! The form of a stored record: CloudEvents 1.0, structured mode, JSON. One message is one complete record that describes
//! itself.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

use bytes::Bytes;
use jiff::Timestamp;
use newsreel_story::record::name::UpdateId;
use newsreel_story::record::recorded::Record;
use newsreel_story::record::time::schema::Moment;
use newsreel_story::record::update::Update;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::append::Encoded;
use crate::misread::{self, Misread};
use crate::subject::Subject;
use crate::trace;

/// The data schema of the updates written now. A change of form that old readers cannot read raises the number.
pub const DATA_SCHEMA: &str = "urn:newsreel:update:1";
const SPEC_VERSION: &str = "1.0";
const SOURCE: &str = "newsreel/desk";
const CONTENT_TYPE: &str = "application/json";
/// How the types of directory records begin. There is no kind of item with this name.
const DIRECTORY_TYPE: &str = "entity.";
/// Room for most messages, in bytes.
const USUAL_BYTES: usize = 1024;

/// What brought a record about, for those who trace it. Not part of the story.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Shared by everything one submission brought about.
    pub correlation: Option<Box<str>>,
    /// The identity of the event this one answers.
    pub causation: Option<Box<str>>,
    /// The W3C trace context of the submission.
    pub traceparent: Option<Box<str>>,
}

/// A record as decided, with what is said about the deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The record.
    pub record: Record,
    /// When it was decided, by the desk's clock.
    pub decided_at: Timestamp,
    /// What brought it about.
    pub context: Context,
}

/// How many characters of what another program wrote an error quotes: the record itself is in the log.
const MOST_QUOTED: usize = 160;

/// As much of a text as an error quotes.
fn in_short(text: &impl ToString) -> String {
    let text = text.to_string();
    match text.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Why stored bytes are not a record this program can read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Not an envelope at all.
    #[error(
        "the message is not a CloudEvents envelope in JSON: {}; if another program publishes here, deny it the permission",
        in_short(.0)
    )]
    Envelope(#[source] Misread),
    /// An envelope of another version of CloudEvents.
    #[error(
        "the envelope is of CloudEvents {}, and only 1.0 is known here; run a version of newsreel that knows it",
        in_short(.0)
    )]
    UnknownSpecVersion(Box<str>),
    /// A form of update newer than this program.
    #[error(
        "the data is of schema `{}`, and only `{DATA_SCHEMA}` is known here; run a version of newsreel that knows it",
        in_short(.0)
    )]
    UnknownSchema(Box<str>),
    /// The envelope says something else than the data.
    #[error(
        "the envelope of `{}` says {member} `{}`, and the data `{}`; one of them was tampered with",
        in_short(.id), in_short(.envelope), in_short(.data)
    )]
    Disagrees {
        /// The id in the envelope.
        id: Box<str>,
        /// The member in which they differ.
        member: &'static str,
        /// What the envelope says.
        envelope: Box<str>,
        /// What the data says.
        data: Box<str>,
    },
    /// A record on a subject that is not its own.
    #[error(
        "the record was published on `{}` and belongs on `{}`; if another program publishes here, deny it the permission",
        in_short(.subject), in_short(.belongs)
    )]
    Misplaced {
        /// Where it was published.
        subject: Box<str>,
        /// Where it belongs.
        belongs: Box<Subject>,
    },
    /// The data is not what its schema says.
    #[error("the data of `{}` is not a record of schema `{DATA_SCHEMA}`: {}", in_short(.id), in_short(.reason))]
    Data {
        /// The id in the envelope.
        id: Box<str>,
        /// What is wrong with the data.
        #[source]
        reason: Misread,
    },
}

/// A record could not be put into JSON.
#[derive(Debug, thiserror::Error)]
#[error("update {id} cannot be written as JSON: {reason}")]
pub struct EncodeError {
    id: UpdateId,
    #[source]
    reason: serde_json::Error,
}

impl Envelope {
    /// The envelope of a record decided at that time.
    pub fn new(record: Record, decided_at: Timestamp, context: Context) -> Self {
        Self { record, decided_at, context }
    }

    /// The message to append.
    pub fn encode(&self) -> Result<Encoded, EncodeError> {
        encode(&self.record, self.decided_at, &self.context)
    }

    /// The envelope in these bytes.
    pub fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        let stored = Stored::parse(payload)?;
        let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(Box::from);
        let context = Context {
            correlation: owned(&stored.correlation),
            causation: owned(&stored.causation),
            traceparent: owned(&stored.traceparent),
        };
        let decided_at = stored.time.parse().map_err(|reason| DecodeError::Envelope(Misread::at("time", &reason)))?;
        Ok(Self { record: stored.record()?, decided_at, context })
    }
}

/// The message that holds `record`, decided at `decided_at` by the desk's clock.
pub fn encode(record: &Record, decided_at: Timestamp, context: &Context) -> Result<Encoded, EncodeError> {
    let mut payload = Vec::with_capacity(USUAL_BYTES);
    write(record, decided_at, context, &mut payload)?;
    Ok(encoded(record, Bytes::from(payload)))
}

/// The messages that hold these records, in one piece of memory: a submission may have hundreds.
pub fn encode_all(records: &[Record], decided_at: Timestamp, context: &Context) -> Result<Vec<Encoded>, EncodeError> {
    let mut payloads = Vec::with_capacity(records.len() * USUAL_BYTES);
    let mut ends = Vec::with_capacity(records.len());
    for record in records {
        write(record, decided_at, context, &mut payloads)?;
        ends.push(payloads.len());
    }
    let mut left = Bytes::from(payloads);
    let mut start = 0;
    let encoded = records.iter().zip(ends).map(|(record, end)| {
        let payload = left.split_to(end - std::mem::replace(&mut start, end));
        encoded(record, payload)
    });
    Ok(encoded.collect())
}

fn write(record: &Record, decided_at: Timestamp, context: &Context, payload: &mut Vec<u8>) -> Result<(), EncodeError> {
    let written = Written {
        specversion: SPEC_VERSION,
        id: record.id(),
        source: SOURCE,
        event_type: TypeName(record),
        subject: About(record),
        time: decided_at,
        datacontenttype: CONTENT_TYPE,
        dataschema: DATA_SCHEMA,
        learnedat: record.learned_at(),
        actor: record.actor(),
        correlationid: context.correlation.as_deref(),
        causationid: context.causation.as_deref(),
        traceparent: context.traceparent.as_deref(),
        data: record,
    };
    serde_json::to_writer(payload, &written).map_err(|reason| EncodeError { id: record.id(), reason })
}

/// A message that was stored before, in this log or another, to be appended as it is, with the record in it.
pub fn encoded_before(payload: Bytes) -> Result<(Record, Encoded), DecodeError> {
    let record = decode(&payload)?;
    let encoded = encoded(&record, payload);
    Ok((record, encoded))
}

fn encoded(record: &Record, payload: Bytes) -> Encoded {
    let id = record.id();
    let again = record.embargo().is_some_and(|embargo| embargo.extended.is_some() || embargo.lifted.is_some());
    let message = if again { UpdateId::of_content(id.uuid(), &payload) } else { id };
    Encoded { id, message, subject: Subject::of(record), payload, trace: trace::current() }
}

/// The record in these bytes, without the rest of its envelope.
pub fn decode(payload: &[u8]) -> Result<Record, DecodeError> {
    Stored::parse(payload)?.record()
}

/// The update these bytes say they are, as far as can be told without reading the rest.
pub fn id_of(payload: &[u8]) -> Option<UpdateId> {
    #[derive(Deserialize)]
    struct Identified {
        id: UpdateId,
    }
    serde_json::from_slice::<Identified>(payload).ok().map(|identified| identified.id)
}

/// What a record does: `meeting.confirmed`, `entity.added`.
struct TypeName<'r>(&'r Record);

impl Display for TypeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Record::Story(update) => write!(f, "{}.{}", update.kind, update.change),
            Record::Directory(entry) => write!(f, "{DIRECTORY_TYPE}{}", entry.change),
        }
    }
}

/// What a record is about: `envoy-russia-trips/meeting-april`, `directory/witkoff`.
struct About<'r>(&'r Record);

impl Display for About<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Record::Story(update) => match &**update {
                Update { story, item: Some(item), .. } => write!(f, "{story}/{item}"),
                Update { story, item: None, .. } => write!(f, "{story}"),
            },
            Record::Directory(entry) => write!(f, "directory/{}", entry.entity),
        }
    }
}

/// Whether a text is how this reads; nothing is written down to find that out.
pub(crate) fn reads(text: &str, shown: impl Display) -> bool {
    struct Rest<'t>(&'t str);

    impl fmt::Write for Rest<'_> {
        fn write_str(&mut self, piece: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(piece).ok_or(fmt::Error)?;
            Ok(())
        }
    }

    let mut rest = Rest(text);
    write!(rest, "{shown}").is_ok() && rest.0.is_empty()
}

fn as_text<S: Serializer>(shown: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(shown)
}

/// A record of the log: a CloudEvents 1.0 event in structured mode.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Record")]
pub(crate) struct Written<'a> {
    /// The version of CloudEvents.
    #[schemars(extend("const" = SPEC_VERSION))]
    specversion: &'a str,
    /// The identity of the update, or of the change to the directory.
    id: UpdateId,
    /// What wrote it.
    source: &'a str,
    /// What it does: `meeting.confirmed`, `entity.added`.
    #[serde(rename = "type", serialize_with = "as_text")]
    #[schemars(with = "String", regex(pattern = r"^[a-z_]+\.[a-z_]+$"))]
    event_type: TypeName<'a>,
    /// What it is about: `envoy-russia-trips/meeting-april`, `directory/witkoff`.
    #[serde(serialize_with = "as_text")]
    #[schemars(with = "String")]
    subject: About<'a>,
    /// When it was decided, by the desk's clock.
    #[schemars(with = "Moment")]
    time: Timestamp,
    /// The form of the data.
    #[schemars(extend("const" = CONTENT_TYPE))]
    datacontenttype: &'a str,
    /// The schema of the data. Another number is a form that readers of this one may not understand.
    #[schemars(extend("const" = DATA_SCHEMA))]
    dataschema: &'a str,
    /// When the newsroom learned it.
    #[schemars(with = "Moment")]
    learnedat: Timestamp,
    /// Who submitted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'a str>,
    /// Shared by everything one submission brought about.
    #[serde(skip_serializing_if = "Option::is_none")]
    correlationid: Option<&'a str>,
    /// The identity of the event this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    causationid: Option<&'a str>,
    /// The W3C trace context of the submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    traceparent: Option<&'a str>,
    /// An update of a story, or a change to the directory.
    data: &'a Record,
}

/// The members a reader needs. The data stays as it is until its schema is known, and is then read as what the
/// envelope's type says it is, so that nothing is read twice as something else first.
#[derive(Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    specversion: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    event_type: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    dataschema: Cow<'a, str>,
    learnedat: Timestamp,
    #[serde(borrow, default)]
    actor: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "correlationid")]
    correlation: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "causationid")]
    causation: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    traceparent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: &'a RawValue,
}

impl<'a> Stored<'a> {
    fn parse(payload: &'a [u8]) -> Result<Self, DecodeError> {
        let stored: Self = serde_json::from_slice(payload)
            .map_err(|error| DecodeError::Envelope(Misread::of::<Self>(payload, &error)))?;
        if stored.specversion != SPEC_VERSION {
            return Err(DecodeError::UnknownSpecVersion(stored.specversion.into()));
        }
        if stored.dataschema != DATA_SCHEMA {
            return Err(DecodeError::UnknownSchema(stored.dataschema.into()));
        }
        Ok(stored)
    }

    fn record(&self) -> Result<Record, DecodeError> {
        let data = self.data.get();
        let record = if self.event_type.starts_with(DIRECTORY_TYPE) {
            misread::read(data.as_bytes()).map(Record::Directory)
        } else {
            misread::read(data.as_bytes()).map(Record::Story)
        };
        let record = record.map_err(|reason| DecodeError::Data { id: self.id.as_ref().into(), reason })?;
        self.agrees_with(&record).map(|()| record)
    }

    /// The envelope repeats members of the data, for those who read no more than the envelope: they must be the same.
    fn agrees_with(&self, record: &Record) -> Result<(), DecodeError> {
        let differs = |member, envelope: &str, data: &dyn Display| DecodeError::Disagrees {
            id: self.id.as_ref().into(),
            member,
            envelope: envelope.into(),
            data: data.to_string().into(),
        };
        if self.id.parse() != Ok(record.id()) {
            return Err(differs("id", &self.id, &record.id()));
        }
        if !reads(&self.event_type, TypeName(record)) {
            return Err(differs("type", &self.event_type, &TypeName(record)));
        }
        if !reads(&self.subject, About(record)) {
            return Err(differs("subject", &self.subject, &About(record)));
        }
        if self.learnedat != record.learned_at() {
            return Err(differs("learnedat", &self.learnedat.to_string(), &record.learned_at()));
        }
        if self.actor.as_deref() != record.actor() {
            let actor = self.actor.as_deref().unwrap_or_default();
            return Err(differs("actor", actor, &record.actor().unwrap_or_default()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_quotes_as_much_of_a_foreign_record_as_can_be_read() {
        let long: Box<str> = "q".repeat(400_000).into();
        let disagrees =
            DecodeError::Disagrees { id: long.clone(), member: "subject", envelope: long.clone(), data: long.clone() };
        for error in [disagrees, DecodeError::UnknownSchema(long.clone()), DecodeError::UnknownSpecVersion(long)] {
            assert!(error.to_string().len() < 4 * MOST_QUOTED, "{error}");
        }
    }
}
