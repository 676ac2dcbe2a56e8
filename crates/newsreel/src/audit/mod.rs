//! `audit`: prove what was known when, and that nothing was changed since.

pub(crate) mod keys;
mod verify;

use crate::config::Config;
use crate::print::Outcome;

#[derive(clap::Subcommand)]
pub(crate) enum Args {
    /// Make a key for the notary or a witness, or replace the notary's
    Keygen(keys::Args),
    /// Compare the whole log with what was signed, and name the first position that differs
    Verify(verify::Args),
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    match args {
        Args::Keygen(args) => keys::run(config, &args),
        Args::Verify(args) => verify::run(config, &args).await,
    }
}
