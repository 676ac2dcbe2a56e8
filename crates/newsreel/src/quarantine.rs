//! `quarantine`: the records that could not be read, and what to do about them.

use anyhow::Context;
use newsreel_log::subject::is_held;
use newsreel_projector::{Ask, PutAside, QUARANTINE, Settle, Settled};
use newsreel_story::record::bounds::Bounds;
use newsreel_story::views::listing::Page as Part;
use serde::Serialize;

use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};
use crate::query;

#[derive(clap::Subcommand)]
pub(crate) enum Args {
    /// The records that could not be read, and why
    List {
        /// Also those that were dismissed
        #[arg(long)]
        all: bool,
        /// Those after this cursor
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// One of them, as it stands in the log
    Show {
        /// Its position in the log
        position: u64,
    },
    /// Try to read them again, as after an update of newsreel
    Retry {
        /// Only the one at this position
        position: Option<u64>,
    },
    /// Note that nothing is to be done about one of them
    Dismiss {
        /// Its position in the log
        position: u64,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    let actor = config.actor.clone();
    match args {
        Args::List { all, after, limit } => {
            let ask = Ask::Quarantine { after, limit, dismissed: all };
            query::show_page::<PutAside>(config, ask, Bounds::default()).await
        }
        Args::Show { position } => show(config, position).await,
        Args::Retry { position } => settle(config, Settle::Retry { sequence: position, actor }).await,
        Args::Dismiss { position, reason } => {
            settle(config, Settle::Dismiss { sequence: position, reason, actor }).await
        }
    }
}

/// A record that could not be read, with what it holds.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    put_aside: PutAside,
    content: String,
}

async fn show(config: &Config, position: u64) -> anyhow::Result<Outcome> {
    let after = Some(position.saturating_sub(1).to_string());
    let ask = Ask::Quarantine { after, limit: Some(1), dismissed: true };
    let part = query::ask_projector::<Part<PutAside>>(config, ask, Bounds::default()).await?;
    let put_aside = part.list.into_iter().find(|put_aside| put_aside.sequence == position);
    let put_aside = put_aside.with_context(|| format!("nothing is in quarantine at position {position}"))?;
    let stored = config.server.connect().await?.at(position).await?;
    let stored = stored.with_context(|| format!("the log has no record at position {position}"))?;
    if is_held(&stored.record.subject) {
        anyhow::bail!("the record at position {position} is under an embargo, and is not shown");
    }
    let content = String::from_utf8_lossy(&stored.record.payload).into_owned();
    Ok(Outcome::answer(Shown { put_aside, content }))
}

/// Every projector does it; what is shown is the answer of the first.
async fn settle(config: &Config, settle: Settle) -> anyhow::Result<Outcome> {
    let log = config.server.connect().await?;
    let settled: Settled = query::request(&log, QUARANTINE, "projector", &settle, config.server.timeouts()).await?;
    // What still cannot be read is no success, for a script.
    Ok(if settled.waiting.is_empty() { Outcome::answer(settled) } else { Outcome::refusal(settled) })
}

impl Answer for Vec<PutAside> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.is_empty() {
            page.line("Nothing is in quarantine.");
        }
        table(self, &mut page);
        page
    }
}

impl Answer for Shown {
    fn page(&self) -> Page {
        let mut page = Page::default();
        table(std::slice::from_ref(&self.put_aside), &mut page);
        page.record(&self.content);
        page
    }
}

impl Answer for Settled {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let positions = |of: &[u64]| of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if !self.read.is_empty() {
            page.line(format!("Read now and taken in: {}", positions(&self.read)));
        }
        if !self.dismissed.is_empty() {
            page.line(format!("Dismissed: {}", positions(&self.dismissed)));
        }
        if !self.waiting.is_empty() {
            page.heading("Still cannot be read");
            table(&self.waiting, &mut page);
        }
        if *self == Self::default() {
            page.line("Nothing is in quarantine.");
        }
        page
    }
}

fn table(list: &[PutAside], page: &mut Page) {
    let rows = list.iter().map(|put_aside| {
        let reason = &put_aside.reason;
        let reason = if put_aside.dismissed { format!("{reason} (dismissed)") } else { reason.clone() };
        vec![
            put_aside.sequence.to_string(),
            put_aside.recorded_at.to_string(),
            put_aside.subject.clone(),
            put_aside.bytes.to_string(),
            reason,
        ]
    });
    page.table(&["position", "recorded", "subject", "bytes", "why it cannot be read"], rows.collect());
}
