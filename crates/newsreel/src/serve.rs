//! `serve`: one service, until a signal ends it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;

use anyhow::Context;
use newsreel_desk::Desk;
use newsreel_notary::{Cosigners, Notary, NotaryKeys, Witness, WitnessKey};
use newsreel_projector::Projector;
use newsreel_web::{Options, Web};
use tokio::net::TcpListener;

use crate::access;
use crate::config::{Config, LISTEN, WITNESS_LISTEN};
use crate::role::Role;

pub(crate) async fn run(config: &Config, role: Role) -> anyhow::Result<ExitCode> {
    if role == Role::Witness {
        return witness(config).await;
    }
    let mut shutdown = pin!(shutdown_signal());
    let log = tokio::select! {
        log = config.server.open_log_of_service() => log?,
        () = &mut shutdown => return Ok(ExitCode::SUCCESS),
    };
    match role {
        Role::Witness => {}
        Role::Web => {
            let address = config.listen.unwrap_or(LISTEN);
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address}; --listen takes another address"))?;
            tracing::info!("the page is at http://{}/", listener.local_addr()?);
            let options = Options {
                access: access::of(&config.sign_in, listener.local_addr()?)?,
                behind_proxy: config.sign_in.behind_proxy,
                site: access::site(&config.sign_in)?,
                actor: config.actor.clone(),
                style: config.style,
                asyncapi: crate::asyncapi::document(),
            };
            Web::serve(log, listener, options, shutdown).await.context("the page has stopped")?;
        }
        Role::Desk => Desk::new(log).serve(config.limits, shutdown).await.context("the desk has stopped")?,
        Role::Projector => {
            std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make {}", config.data.display()))?;
            let _alone = alone(&config.data)?;
            let projector = Projector::open(log, &config.data.join("projector.sqlite"))?;
            projector.serve(config.limits, shutdown).await.context("the projector has stopped")?;
        }
        Role::Notary => {
            let keys = NotaryKeys::read(&config.audit.notary_key(&config.data))?;
            let every = config.audit.checkpoint_every;
            let notary = Notary::open(log, &config.data.join("notary"), keys, cosigners(config)?, every).await?;
            notary.serve(config.limits, shutdown).await.context("the notary has stopped")?;
        }
    }
    tracing::info!("the {} has shut down", role.name());
    Ok(ExitCode::SUCCESS)
}

/// One data folder serves one projector: two that write one store would each believe what the other has written.
fn alone(data: &Path) -> anyhow::Result<File> {
    locked(&data.join("projector.lock"), || {
        format!("another projector uses {}: give every projector a --data of its own", data.display())
    })
}

/// Locks a file, for as long as it is open; `taken` says what it means that another process has it.
pub(crate) fn locked(path: &Path, taken: impl FnOnce() -> String) -> anyhow::Result<File> {
    let lock = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => anyhow::bail!(taken()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// The witnesses that the notary asks.
fn cosigners(config: &Config) -> anyhow::Result<Cosigners> {
    let Some(file) = &config.audit.witnesses else { return Ok(Cosigners::default()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Cosigners::parse(&text, &file.display().to_string())?)
}

async fn witness(config: &Config) -> anyhow::Result<ExitCode> {
    let key = WitnessKey::read(&config.data.join("witness.key"))?;
    let name = key.public();
    let witness = Witness::open(&config.data.join("witness"), key, crate::audit::keys::trusted(config)?)?;
    let address = config.listen.unwrap_or(WITNESS_LISTEN);
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; --listen takes another address"))?;
    tracing::info!("the witness {name} is at http://{}/", listener.local_addr()?);
    witness.serve(listener, shutdown_signal()).await.context("the witness has stopped")?;
    tracing::info!("the witness has shut down");
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
