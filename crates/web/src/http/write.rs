//! Writing: the form of one update, a document as text; looked at first, then sent.

use axum::extract::Form;
use axum::http::StatusCode;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::submit::decide::Response as Receipt;
use newsreel_story::submit::refusal::Refusal;
use newsreel_story::submit::yaml::Source;
use newsreel_story::views::cast::Cast;
use newsreel_story::views::listing::{Listing, Page};
use newsreel_story::views::updates::UpdateInFull;
use serde_json::{Value, json};

use super::access::Who;
use super::api::document;
use super::{Answered, Html, IntoResponse, NoAnswer, Query, Redirect, Response, Shared, State};
use crate::Web;
use crate::page::write::{self, Filled, FormPage, Looked, TextPage};
use crate::questions::Checked;

/// How many stories are offered.
const STORIES: usize = 200;

pub(super) async fn form(State(web): Shared, Query(fields): Query<Vec<(String, String)>>) -> Answered {
    let page = web.form(Filled(fields), Looked::NotYet).await?;
    Ok(Html(write::form(&page)).into_response())
}

pub(super) async fn take_form(State(web): Shared, who: Who, Form(fields): Form<Vec<(String, String)>>) -> Answered {
    let filled = Filled(fields);
    let sends = filled.get("do") == "send";
    let looked = match web.named(&filled).await?.document() {
        Err(refusal) => Looked::Refused(vec![refusal]),
        Ok(document) => match web.take(&document, who.name(), sends).await? {
            Taken::Recorded(address) => return Ok(Redirect::to(&address).into_response()),
            Taken::Looked(looked) => looked,
        },
    };
    let refused = matches!(looked, Looked::Refused(_));
    let page = web.form(filled, looked).await?;
    Ok(with_status(refused, write::form(&page)))
}

pub(super) async fn text(State(web): Shared, Query(fields): Query<Vec<(String, String)>>) -> Answered {
    let story = Filled(fields).get("story").to_owned();
    let title = match web.cast(&story).await {
        Some(_) => String::new(),
        None => "title: What it is called\n".to_owned(),
    };
    let slug = if story.is_empty() { "my-story" } else { story.as_str() };
    let text = format!(
        "story: {slug}\n{title}directory:\n  herald: {{outlet: The Herald}}\nupdates:\n- claim.reported: first\n  source: herald\n  text: what is claimed\n"
    );
    Ok(Html(write::text(&TextPage { text, ..TextPage::default() })).into_response())
}

pub(super) async fn take_text(State(web): Shared, who: Who, Form(fields): Form<Vec<(String, String)>>) -> Answered {
    let filled = Filled(fields);
    // Browsers send the ends of lines as two characters.
    let text = filled.0.iter().find(|(name, _)| name == "text").map_or("", |(_, text)| text).replace("\r\n", "\n");
    let (looked, source) = match document(text.as_bytes()) {
        Err(refusal) => (Looked::Refused(vec![refusal]), None),
        Ok(source) => match web.take(&source.value, who.name(), filled.get("do") == "send").await? {
            Taken::Recorded(address) => return Ok(Redirect::to(&address).into_response()),
            Taken::Looked(looked) => (looked, Some(source)),
        },
    };
    let places = match &looked {
        Looked::Refused(refusals) => places(refusals, source.as_ref(), &text),
        Looked::NotYet | Looked::Accepted(_) => Vec::new(),
    };
    let refused = matches!(looked, Looked::Refused(_));
    Ok(with_status(refused, write::text(&TextPage { text, looked, places })))
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

fn with_status(refused: bool, page: String) -> Response {
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Html(page)).into_response()
}

/// What came of a document.
enum Taken {
    /// It is recorded; where to go.
    Recorded(String),
    Looked(Looked),
}

impl Web {
    async fn take(&self, document: &Value, actor: Option<&str>, sends: bool) -> Result<Taken, NoAnswer> {
        if !sends {
            return Ok(Taken::Looked(match self.services.check(document, actor).await? {
                Checked::Accepted { differences, .. } => Looked::Accepted(differences),
                Checked::Refused(refusals) => Looked::Refused(refusals),
            }));
        }
        Ok(match self.services.submit(document, actor).await? {
            Receipt::Refused(refusals) => Taken::Looked(Looked::Refused(refusals)),
            Receipt::Accepted(accepted) => {
                let sequence = accepted.sequence;
                let one = accepted.updates.len() == 1;
                let story = document["story"].as_str().unwrap_or_default();
                Taken::Recorded(match one {
                    true => format!("/updates/{sequence}?fresh={sequence}"),
                    false => format!("/stories/{story}?fresh={sequence}"),
                })
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
        Ok(named)
    }

    async fn form(&self, filled: Filled, looked: Looked) -> Result<FormPage, NoAnswer> {
        let cast = self.cast(filled.get("story")).await;
        let ask = json!({ "stories": { "limit": STORIES } });
        let stories = match cast {
            Some(_) => Vec::new(),
            None => self.services.ask::<Page<Listing>>(ask, &Bounds::default(), 0).await?.list,
        };
        let stories = stories.into_iter().map(|listing| {
            let title = listing.title.unwrap_or_else(|| listing.story.clone());
            (listing.story, title)
        });
        Ok(FormPage { filled, cast, stories: stories.collect(), looked })
    }

    /// Who and what a story speaks of; none where it is not on file.
    async fn cast(&self, story: &str) -> Option<Cast> {
        if story.is_empty() {
            return None;
        }
        self.services.ask(json!({ "cast": { "story": story } }), &Bounds::default(), 0).await.ok()
    }
}
