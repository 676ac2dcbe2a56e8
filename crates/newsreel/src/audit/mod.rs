//! `audit`: prove what was known when, and that nothing was changed since.

pub(crate) mod ahead;
pub(crate) mod bundle;
mod demo;
mod explain;
pub(crate) mod keys;
mod restore;
mod schemas;
mod trail;
mod verdict;
mod verify;

use crate::config::Config;
use crate::print::Outcome;

#[derive(clap::Subcommand)]
pub(crate) enum Args {
    /// Make a key for the notary or a witness, or replace the notary's
    Keygen(keys::Args),
    /// Compare the whole log, or a bundle, with what was signed, and name the first position that differs
    Verify(verify::Args),
    /// Write a story or the whole log into one file that a stranger verifies offline
    Bundle(bundle::Args),
    /// Load a bundle of the whole log into an empty server, to the byte
    Restore(restore::Args),
    /// On what a sentence of the brief rested then: who said it, who recorded it, the proof, and what has happened since
    Explain(explain::Args),
    /// What we knew when we published: what a publication relied on, the proof, and what has happened since
    Publication(explain::PublicationArgs),
    /// Whether this program reads the whole stored log, and makes of every story what the running projector makes of it
    Schemas(schemas::Args),
    /// Who did what: submissions, refusals, publications, embargoes, quarantine, bundles, keys, checkpoints
    Trail(trail::Args),
    /// Play the story of a disputed publication on a private server: what was known, the proof, and a tampered copy found
    Demo,
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    match args {
        Args::Keygen(args) => keys::run(config, &args),
        Args::Verify(args) => verify::run(config, &args).await,
        Args::Bundle(args) => bundle::run(config, &args).await,
        Args::Restore(args) => restore::run(config, &args).await,
        Args::Explain(args) => explain::run(config, &args).await,
        Args::Publication(args) => explain::run_publication(config, &args).await,
        Args::Schemas(args) => schemas::run(config, &args).await,
        Args::Trail(args) => trail::run(config, &args).await,
        Args::Demo => demo::run(config).await,
    }
}
