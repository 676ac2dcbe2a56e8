//! Writing: the form of one update, a document as text; looked at first, then sent.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use newsreel_log::ErrorCode;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::{EntitySlug, StorySlug, UpdateId};
use newsreel_story::submit::decide::Response as Receipt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::cast::{Cast, CastEntity};
use newsreel_story::views::findings::Finding;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::reach::Reach;
use newsreel_story::views::updates::{UpdateInFull, UpdateLine, Updates};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answered, Html, Shared};
use super::api::document;
use super::story::last_updates;
use super::who::Who;
use crate::Web;
use crate::page::completion::{self, OnFile};
use crate::page::form::Waiting;
use crate::page::harmless::in_query;
use crate::page::text::{self, TextPage};
use crate::page::typed::Reading;
use crate::page::write::{self, Filled, FormPage, Looked};
use crate::page::{Reader, capture, short};
use crate::questions::{Checked, NoAnswer};

/// How many stories are offered.
const STORIES: usize = 200;

pub(super) async fn form(State(web): Shared, who: Who, Query(fields): Query<Vec<(String, String)>>) -> Answered {
    let filled = Filled(fields);
    filled.is_of_form().map_err(|refusal| NoAnswer::of(ErrorCode::BadRequest, refusal.message))?;
    let is_short = !filled.get("short").is_empty();
    let takes_back = filled.takes_back();
    let mut page = web.form(filled, Looked::NotYet, who.reader(&web.options)).await?;
    // What says all it needs is looked at at once.
    if takes_back || is_short && page.is_a_word_on_file() {
        page.looked = match web.named(&page.filled).await?.document(page.reading()) {
            Err(refusal) => Looked::Refused(vec![refusal]),
            Ok(document) => web.check(&document, &who).await?,
        };
    }
    Ok(Html(write::form(&page)).into_response())
}

pub(super) async fn take_form(State(web): Shared, who: Who, Form(fields): Form<Vec<(String, String)>>) -> Answered {
    let reader = who.reader(&web.options);
    let mut filled = Filled(fields);
    let way = filled.get("way").to_owned();
    if !way.is_empty() {
        filled = filled.taking(&way);
    }
    let sends = way.is_empty() && filled.get("do") == "send";
    let newer = if sends { web.newer(&filled).await? } else { Vec::new() };
    let reading = Reading { now: reader.now, style: reader.style };
    let document = match filled.is_of_form() {
        Ok(()) => web.named(&filled).await?.document(reading),
        Err(refusal) => Err(refusal),
    };
    let looked = match document {
        Err(refusal) => Looked::Refused(vec![refusal]),
        Ok(_) if !newer.is_empty() => Looked::Newer(newer),
        Ok(document) => match web.take(&document, &who, sends).await? {
            Taken::Recorded { address, .. } => return Ok(Redirect::to(&address).into_response()),
            Taken::Looked(looked) => looked,
        },
    };
    let status = status_of(&looked);
    Ok((status, Html(write::form(&web.form(filled, looked, reader).await?))).into_response())
}

/// Takes down a line that is put in order later.
pub(super) async fn capture(State(web): Shared, who: Who, Form(fields): Form<Vec<(String, String)>>) -> Answered {
    let reader = who.reader(&web.options);
    let filled = Filled(fields);
    let looked = match capture::document(&filled, reader.now) {
        Err(refusal) => Looked::Refused(vec![refusal]),
        Ok(document) => match web.take(&document, &who, true).await? {
            Taken::Recorded { sequence, .. } => {
                let story = in_query(filled.get("story"));
                return Ok(Redirect::to(&format!("/new?story={story}&fresh={sequence}#wt")).into_response());
            }
            Taken::Looked(looked) => looked,
        },
    };
    let status = status_of(&looked);
    Ok((status, Html(write::form(&web.form(filled, looked, reader).await?))).into_response())
}

/// What can stand in the address that says how a date is read.
pub(super) const OF_READS: [&str; 4] = ["kind", "change", "name", "when"];

/// What is read in a date as it is typed, in words; empty where nothing is.
pub(super) async fn reads(State(web): Shared, who: Who, Query(fields): Query<Vec<(String, String)>>) -> Response {
    let reader = who.reader(&web.options);
    let reading = Reading { now: reader.now, style: reader.style };
    let filled = Filled(fields);
    let read = reading.read(filled.get("when"), filled.is_ahead(filled.get("name")));
    let words = read.map(|typed| format!("read as: {}", typed.words(reader.style))).unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}

pub(super) async fn text(State(web): Shared, who: Who, Query(fields): Query<Vec<(String, String)>>) -> Answered {
    let story = Filled(fields).get("story").to_owned();
    let text = match web.cast(&story, 0).await {
        Some(_) => format!("story: {story}\nupdates:\n- "),
        None => text::example(&story),
    };
    let reader = who.reader(&web.options);
    Ok(Html(text::text(&TextPage { text, reader, ..TextPage::default() })).into_response())
}

pub(super) async fn take_text(State(web): Shared, who: Who, Form(fields): Form<Vec<(String, String)>>) -> Answered {
    let filled = Filled(fields);
    // Browsers send the ends of lines as two characters.
    let text = filled.0.iter().find(|(name, _)| name == "text").map_or("", |(_, text)| text).replace("\r\n", "\n");
    let of_form = filled.has_only(|name| matches!(name, "text" | "do" | "story"));
    let (looked, source) = match of_form.and_then(|()| document(text.as_bytes())) {
        Err(refusal) => (Looked::Refused(vec![refusal]), None),
        Ok(source) => match web.take(&source.value, &who, filled.get("do") == "send").await? {
            Taken::Recorded { address, .. } => return Ok(Redirect::to(&address).into_response()),
            Taken::Looked(looked) => (looked, Some(source)),
        },
    };
    let places = match &looked {
        Looked::Refused(refusals) => places(refusals, source.as_ref(), &text),
        Looked::NotYet | Looked::Newer(_) | Looked::NotYours(_) | Looked::Accepted { .. } => Vec::new(),
    };
    let (status, reader) = (status_of(&looked), who.reader(&web.options));
    Ok((status, Html(text::text(&TextPage { text, looked, places, reader }))).into_response())
}

/// What is being written as text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(default)]
    story: String,
    /// The last of the text up to the cursor.
    before: String,
    /// The answer is to cover at least this position.
    #[serde(default)]
    fresh: u64,
}

/// What can stand where the cursor is.
pub(super) async fn complete(State(web): Shared, Query(Typed { story, before, fresh }): Query<Typed>) -> Answered {
    let (cast, updates) = match &StorySlug::new(&story) {
        Ok(story) => {
            let now = Bounds::default();
            let updates = web.services.ask::<Updates>(last_updates(story), &now, fresh);
            tokio::join!(web.cast(story.as_str(), fresh), updates)
        }
        Err(_) => (None, Err(super::not_found("of no story yet"))),
    };
    // A story that is not on file has nothing to offer but what its text says.
    let updates = updates.map(|updates| updates.list).unwrap_or_default();
    let offered = completion::offered(&before, OnFile { cast: cast.as_ref(), updates: &updates });
    Ok(([(CONTENT_TYPE, "application/json")], json!(offered).to_string()).into_response())
}

/// Where each refusal is in the text; of a text that cannot be read at all, where it cannot.
fn places(
    refusals: &[Refusal],
    source: Option<&Source>,
    text: &str,
) -> Vec<Option<newsreel_story::submit::yaml::Place>> {
    let unread = || Source::parse(text).err().map(|error| error.place);
    refusals.iter().map(|refusal| source.map_or_else(unread, |source| source.place(&refusal.at))).collect()
}

fn status_of(looked: &Looked) -> StatusCode {
    match looked {
        Looked::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Looked::Newer(_) => StatusCode::CONFLICT,
        Looked::NotYours(_) => StatusCode::FORBIDDEN,
        Looked::NotYet | Looked::Accepted { .. } => StatusCode::OK,
    }
}

/// What came of a document.
enum Taken {
    /// It is recorded, up to this position; where to go.
    Recorded {
        address: String,
        sequence: u64,
    },
    Looked(Looked),
}

/// Why somebody may not record a document; none where they may.
fn not_yours(document: &Value, who: &Who) -> Option<Looked> {
    who.may_record(document).err().map(|why| Looked::NotYours(why.sentence.into()))
}

impl Web {
    /// What the desk would say of a document.
    async fn check(&self, document: &Value, who: &Who) -> Result<Looked, NoAnswer> {
        if let Some(not_yours) = not_yours(document, who) {
            return Ok(not_yours);
        }
        Ok(match self.services.check(document, who.actor()).await? {
            Checked::Accepted { differences, doubts, readings, .. } => {
                Looked::Accepted { differences, doubts, readings }
            }
            Checked::Refused(refusals) => Looked::Refused(refusals),
        })
    }

    async fn take(&self, document: &Value, who: &Who, sends: bool) -> Result<Taken, NoAnswer> {
        if !sends {
            return Ok(Taken::Looked(self.check(document, who).await?));
        }
        if let Some(not_yours) = not_yours(document, who) {
            return Ok(Taken::Looked(not_yours));
        }
        Ok(match self.services.submit(document, who.actor()).await? {
            Receipt::Refused(refusals) => Taken::Looked(Looked::Refused(refusals)),
            Receipt::Accepted(accepted) => {
                let sequence = accepted.sequence;
                let one = accepted.updates.len() == 1;
                let story = document["story"].as_str().unwrap_or_default();
                let address = match one {
                    true => format!("/updates/{sequence}?fresh={sequence}"),
                    false => format!("/stories/{story}?fresh={sequence}"),
                };
                Taken::Recorded { address, sequence }
            }
        })
    }

    /// What is filled in, the number of an update replaced by its identity: documents know no positions.
    async fn named(&self, filled: &Filled) -> Result<Filled, NoAnswer> {
        let mut named = filled.clone();
        for (_, of) in named.0.iter_mut().filter(|(name, of)| name == "of" && of.trim().parse::<u64>().is_ok()) {
            let ask = json!({ "update": { "update": of.trim() } });
            match self.services.ask::<UpdateInFull>(ask, &Bounds::default(), 0).await {
                Ok(update) => *of = update.line.update.to_string(),
                // The desk says that there is none.
                Err(why) if why.status == 404 => {}
                Err(why) => return Err(why),
            }
        }
        for (name, written) in &mut named.0 {
            if filled.names_entries(name) && !written.trim_start().starts_with(['{', '[']) {
                *written = self.slugs(written).await?;
            }
        }
        Ok(named)
    }

    /// Names of the directory, with commas between them, as the slugs that documents have. What is no name of anybody, or of
    /// several, stays as it is: the desk says what is wrong with it.
    async fn slugs(&self, written: &str) -> Result<String, NoAnswer> {
        let mut slugs = Vec::new();
        for name in written.split([',', '→']).map(str::trim).filter(|name| !name.is_empty()) {
            if EntitySlug::new(name).is_ok() {
                slugs.push(name.to_owned());
                continue;
            }
            let ask = json!({ "directory": { "words": name, "limit": 12 } });
            let found: Vec<CastEntity> = self.services.ask(ask, &Bounds::default(), 0).await?;
            let mut exact = found.iter().filter(|entity| entity.name.eq_ignore_ascii_case(name));
            let meant = match (exact.next(), exact.next(), found.as_slice()) {
                (Some(one), None, _) | (None, _, [one]) => Some(one),
                _ => None,
            };
            slugs.push(meant.map_or_else(|| name.to_owned(), |entity| entity.slug.to_string()));
        }
        Ok(slugs.join(", "))
    }

    /// What others have recorded on the item since the form was opened, the very last of the log with it.
    async fn newer(&self, filled: &Filled) -> Result<Vec<UpdateLine>, NoAnswer> {
        let Ok(seen) = filled.get("seen").parse::<u64>() else { return Ok(Vec::new()) };
        let ask = json!({ "updates": { "story": filled.get("story"), "part": { "after": seen } } });
        let last = self.services.last().await?;
        match self.services.ask::<Updates>(ask, &Bounds::default(), last).await {
            Ok(updates) => {
                let item = filled.get("item");
                Ok(updates.list.into_iter().filter(|line| line.item.as_deref() == Some(item)).collect())
            }
            // A story that is not on file: the desk says so.
            Err(why) if why.status == 404 => Ok(Vec::new()),
            Err(why) => Err(why),
        }
    }

    async fn form(&self, mut filled: Filled, looked: Looked, reader: Reader) -> Result<FormPage, NoAnswer> {
        let fresh = filled.get("fresh").parse().unwrap_or(0);
        let cast = self.cast(filled.get("story"), fresh).await;
        let ask = json!({ "stories": { "limit": STORIES } });
        let stories = match cast {
            Some(_) => Vec::new(),
            None => self.services.ask::<Page<Listing>>(ask, &Bounds::default(), 0).await?.list,
        };
        let stories = stories.into_iter().map(|listing| {
            let title = listing.title.unwrap_or_else(|| listing.story.clone());
            (listing.story, title)
        });
        let waiting = match &cast {
            Some(cast) => self.waiting(&cast.asked.story, fresh).await?,
            None => Vec::new(),
        };
        let meant = match filled.get("short") {
            "" => Vec::new(),
            _ => short::fill(&mut filled, cast.as_ref()),
        };
        let captured = waiting.iter().find(|line| line.name == filled.get("captured")).cloned();
        if let Some((Some(who), _)) = captured.as_ref().map(|line| capture::parts(&line.text))
            && filled.get("origin").is_empty()
        {
            // Who, without how we have it: "An Nguyen, by phone".
            let who = who.split(',').next().unwrap_or(who).to_owned();
            filled.0.push(("origin".to_owned(), who));
        }
        let rests = self.rests_on(&filled).await?;
        let others = self.others(&format!("{}/{}", filled.get("story"), filled.get("item")), "");
        Ok(FormPage {
            filled,
            cast,
            stories: stories.collect(),
            looked,
            waiting,
            captured,
            meant,
            rests,
            others,
            reader,
        })
    }

    /// What rests on the update that a form says something of, or revises; on the part of it that it names.
    async fn rests_on(&self, filled: &Filled) -> Result<Option<(u64, Reach)>, NoAnswer> {
        let Some(named) = ["of", "on"].into_iter().map(|name| filled.get(name)).find(|named| !named.is_empty()) else {
            return Ok(None);
        };
        let is_identity = named.parse::<u64>().is_ok() || named.parse::<UpdateId>().is_ok();
        let named = if is_identity { named.to_owned() } else { format!("{}/{named}", filled.get("story")) };
        let part = ["of_path", "path"].into_iter().map(|name| filled.get(name)).find(|part| !part.is_empty());
        let path = part.map(|part| format!("{}/{part}", filled.get("item")));
        let now = Bounds::default();
        let (update, reach) = tokio::join!(
            self.update(&named, &now, 0),
            self.services.ask(json!({ "reach": { "update": named, "path": path } }), &now, 0),
        );
        match (update, reach) {
            (Ok(update), Ok(reach)) => Ok(Some((update.line.sequence, reach))),
            (Err(why), _) | (_, Err(why)) if why.status >= 500 => Err(why),
            // Of what is not on file the desk says so where it is sent.
            _ => Ok(None),
        }
    }

    /// What was captured in a story and waits to be put in order.
    async fn waiting(&self, story: &str, fresh: u64) -> Result<Vec<Waiting>, NoAnswer> {
        let findings: Vec<Finding> =
            self.services.ask(json!({ "check": { "story": story } }), &Bounds::default(), fresh).await?;
        Ok(capture::waiting(&findings))
    }

    /// Who and what a story speaks of; none where it is not on file.
    async fn cast(&self, story: &str, fresh: u64) -> Option<Cast> {
        if story.is_empty() {
            return None;
        }
        self.services.ask(json!({ "cast": { "story": story } }), &Bounds::default(), fresh).await.ok()
    }
}
