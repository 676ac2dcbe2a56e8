//! Who asks. The gate notes it with every request; whatever answers takes it from there.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;

use super::role::{Act, Role};
use crate::live::Audience;
use crate::page::Reader;
use crate::questions::NoAnswer;
use crate::{Options, Web};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// How they are called on the page.
    pub(super) name: Option<String>,
    /// In whose name they record.
    pub(super) actor: Option<String>,
    pub(super) role: Role,
    /// Whether by a cookie, and so can sign out.
    pub(super) signed_in: bool,
    pub(super) can_sign_in: bool,
}

impl Who {
    /// Somebody of whom nothing is known.
    pub(super) fn nobody() -> Self {
        Self { name: None, actor: None, role: Role::Reader, signed_in: false, can_sign_in: true }
    }

    /// In whose name they record.
    pub(super) fn actor(&self) -> Option<&str> {
        self.actor.as_deref()
    }

    /// Whether they are told what is for the desk: whoever is known is of the newsroom.
    pub(crate) fn audience(&self) -> Audience {
        if self.can_sign_in { Audience::Readers } else { Audience::Newsroom }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// For whom a page is made.
    pub(crate) fn reader(&self, options: &Options) -> Reader {
        Reader {
            now: Timestamp::now(),
            style: options.style,
            site: options.site.clone(),
            name: self.name.clone(),
            signed_in: self.signed_in,
            can_sign_in: self.can_sign_in,
            only_reads: !self.role.writes(),
        }
    }

    /// Whether they may know what is under an embargo, and decide about it.
    pub(super) fn may_know_embargoes(&self) -> Result<(), NoAnswer> {
        match self.role {
            Role::Editor => Ok(()),
            _ if self.can_sign_in => Err(NoAnswer::unauthorized()),
            role => {
                Err(NoAnswer::forbidden(&format!("embargoes are for an editor, and you are here as {}", role.as_str())))
            }
        }
    }

    /// Whether they may record this document.
    pub(crate) fn may_record(&self, document: &Value) -> Result<(), NoAnswer> {
        let act = Act::of(document);
        if self.role.may(act) {
            return Ok(());
        }
        let (does, needed) = match act {
            Act::Report => ("records updates", "a reporter, standards or an editor"),
            Act::Revise => ("revises what is on file in the desk’s name", "standards or an editor"),
            Act::Manage => ("decides about the story itself", "an editor"),
        };
        Err(NoAnswer::forbidden(&format!(
            "this {does}: that is for {needed}, and you are here as {}",
            self.role.as_str()
        )))
    }
}

impl FromRequestParts<Arc<Web>> for Who {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Response> {
        let who = parts.extensions.get::<Self>().cloned();
        who.ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}
