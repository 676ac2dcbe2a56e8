//! The page: what is known of each story, for people in a browser and for other programs over HTTP.
//!
//! It knows the log's door and the answers of the other services, and asks as any reader does: what is under an embargo never
//! reaches it. Nothing is kept here but what is shown for a moment: every page is worked out when it is asked for.
//!
//! [`page`] renders: pure functions from answers to HTML, which know no server. Everything in an answer may have been written
//! by somebody who means harm; it is escaped where it is written, and characters that steer are made visible in one place
//! ([`page::harmless`]).

mod assets;
mod http;
mod live;
pub mod outgoing;
pub mod page;
pub mod questions;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use newsreel_log::{DigestError, Log};
use newsreel_story::record::style::Style;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::http::connection::{Connections, Peer, STANDS_STILL};
use crate::live::Hub;
use crate::questions::Services;

/// Why the page ends.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Connections are no longer accepted.
    #[error("the page no longer accepts connections: {0}")]
    Listening(#[from] std::io::Error),
    /// The certificates of this machine cannot be read, and without them no sign-in service can be trusted.
    #[error("nobody could sign in: the certificates that this machine trusts cannot be read: {0}")]
    Certificates(std::io::Error),
    /// What moves in the log can no longer be seen.
    #[error(transparent)]
    Digests(#[from] DigestError),
}

pub use http::access::{Access, Token};
pub use http::provider::Provider;
pub use http::role::Role;
pub use http::{Address, addresses};

/// What a page is told that it cannot find out by itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Who may what.
    pub access: Access,
    /// Whether a proxy of ours is in front, which says from where somebody asks.
    pub behind_proxy: bool,
    /// Where browsers see the page, as `https://news.example.org`; none where that is as each of them calls it.
    pub site: Option<String>,
    /// In whose name this machine submits.
    pub actor: Option<String>,
    /// In which style everything is written.
    pub style: Style,
    /// The document that describes what can be read and sent over NATS.
    pub asyncapi: Value,
}

/// The web service.
pub struct Web {
    options: Options,
    services: Services,
    hub: Hub,
    counts: http::KeptCounts,
    answered: http::Answers,
    /// How many connections were let go because nothing went on over them.
    let_go: Arc<AtomicU64>,
    /// Signs people in, where they can.
    provider: Option<http::provider::SigningIn>,
    pace: http::pace::Pace,
    present: http::presence::Present,
    /// Whether readers who wait for what comes next are to be sent away.
    closing: watch::Receiver<bool>,
}

impl Web {
    /// Answers on this listener until `shutdown`; requests in work are answered first. An error when something ends before
    /// that.
    pub async fn serve(
        log: Log,
        listener: TcpListener,
        options: Options,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), WebError> {
        let (close, closing) = watch::channel(false);
        let provider = options.access.provider().cloned().map(http::provider::SigningIn::new).transpose();
        let web = Arc::new(Self {
            provider: provider.map_err(WebError::Certificates)?,
            services: Services::new(log.clone(), options.style),
            options,
            hub: Hub::default(),
            counts: http::KeptCounts::default(),
            answered: http::Answers::default(),
            let_go: Arc::default(),
            pace: http::pace::Pace::default(),
            present: http::presence::Present::default(),
            closing,
        });
        let watching = Arc::clone(&web);
        let mut closing = web.closing.clone();
        let let_go = Arc::clone(&web.let_go);
        let connections = Connections { listener, stands_still: STANDS_STILL, let_go };
        let served =
            axum::serve(connections, http::router(Arc::clone(&web)).into_make_service_with_connect_info::<Peer>())
                .with_graceful_shutdown(async move {
                    // Only ends when it is to be closed.
                    let _ = closing.wait_for(|closing| *closing).await;
                });
        let close_in_time = async {
            shutdown.await;
            close.send_replace(true);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            served = async { served.await } => Ok(served?),
            ended = watching.hub.keep_watching(&log) => match ended? {},
            () = close_in_time => Ok(()),
        }
    }
}
