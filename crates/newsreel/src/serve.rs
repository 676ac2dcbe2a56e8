//! `serve`: one service, until a signal ends it.

use std::pin::pin;
use std::process::ExitCode;

use anyhow::Context;
use newsreel_desk::Desk;
use newsreel_projector::Projector;
use newsreel_web::Web;
use tokio::net::TcpListener;

use crate::config::{Config, LISTEN};

/// The services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Decides submissions and records them.
    Desk,
    /// Projects the log into a store and answers queries.
    Projector,
    /// Shows stories in a browser, and to other programs over HTTP.
    Web,
}

impl Role {
    pub(crate) const ALL: [Self; 3] = [Self::Desk, Self::Projector, Self::Web];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Projector => "projector",
            Self::Web => "web",
        }
    }
}

pub(crate) async fn run(config: &Config, role: Role) -> anyhow::Result<ExitCode> {
    let mut shutdown = pin!(shutdown_signal());
    let log = tokio::select! {
        log = config.server.open_log_of_service() => log?,
        () = &mut shutdown => return Ok(ExitCode::SUCCESS),
    };
    match role {
        Role::Web => {
            let address = config.listen.unwrap_or(LISTEN);
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address}; --listen takes another address"))?;
            tracing::info!("the page is at http://{}/", listener.local_addr()?);
            Web::serve(log, listener, shutdown).await.context("the page has stopped")?;
        }
        Role::Desk => Desk::new(log).serve(config.limits, shutdown).await.context("the desk has stopped")?,
        Role::Projector => {
            std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make {}", config.data.display()))?;
            let projector = Projector::open(log, &config.data.join("projector.sqlite"))?;
            projector.serve(config.limits, shutdown).await.context("the projector has stopped")?;
        }
    }
    tracing::info!("the {} has shut down", role.name());
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C or SIGTERM.
pub(crate) async fn shutdown_signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!("cannot wait for SIGTERM: {error}");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
