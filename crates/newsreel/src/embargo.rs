//! `embargo`: what is under an embargo, for those who are to know it, and acts on it.

use jiff::Timestamp;
use newsreel_desk::{EMBARGO, EmbargoRequest, Embargoed, UnderEmbargo};
use newsreel_story::record::name::{EntitySlug, StorySlug};

use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};
use crate::query;

#[derive(clap::Subcommand)]
pub(crate) enum Args {
    /// What is under an embargo, and until when: of a story, or all there is
    List {
        /// Only this story, with the entries of the directory that it names
        story: Option<StorySlug>,
    },
    /// Lift an embargo before its time, or one that waits for an event
    Lift {
        #[command(flatten)]
        of: Of,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// Let an embargo end later
    Extend {
        #[command(flatten)]
        of: Of,
        /// The new end
        #[arg(long, value_name = "TIME", value_parser = crate::moment)]
        until: Timestamp,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
}

/// What is meant: everything of a story, one update, or an entry of the directory.
#[derive(clap::Args)]
pub(crate) struct Of {
    /// The story
    #[arg(required_unless_present = "entry")]
    story: Option<StorySlug>,
    /// Only this update, by its key or id, with what it names of the directory
    update: Option<String>,
    /// An entry of the directory
    #[arg(long, value_name = "SLUG", conflicts_with_all = ["story", "update"])]
    entry: Option<EntitySlug>,
}

impl Of {
    fn meant(self) -> anyhow::Result<UnderEmbargo> {
        match self {
            Self { entry: Some(slug), .. } => Ok(UnderEmbargo::Entry(slug)),
            Self { story: Some(story), update: Some(update), .. } => Ok(UnderEmbargo::Update { story, update }),
            Self { story: Some(story), .. } => Ok(UnderEmbargo::Story(story)),
            Self { story: None, .. } => anyhow::bail!("name a story, or an entry of the directory with --entry"),
        }
    }
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    let actor = config.actor.clone().unwrap_or_default();
    let request = match args {
        Args::List { story } => EmbargoRequest::List { story },
        Args::Lift { of, reason } => EmbargoRequest::Lift { of: of.meant()?, actor, reason },
        Args::Extend { of, until, reason } => EmbargoRequest::Extend { of: of.meant()?, until, actor, reason },
    };
    let log = config.server.connect().await?;
    let embargoed: Vec<Embargoed> = query::request(&log, EMBARGO, "desk", &request, config.server.timeouts()).await?;
    Ok(Outcome::answer(embargoed))
}

impl Answer for Vec<Embargoed> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        if self.is_empty() {
            page.line("Nothing is under an embargo.");
            return page;
        }
        let rows = self.iter().map(|embargoed| {
            let key = embargoed.key.as_ref().map(ToString::to_string).unwrap_or_default();
            let hidden = match &embargoed.embargo.lifted {
                Some(_) => "lifted".to_owned(),
                None => format!("hidden {}", embargoed.embargo),
            };
            let story = embargoed.story.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![embargoed.sequence.to_string(), story, embargoed.update.clone(), embargoed.of.clone(), key, hidden]
        });
        page.table(&["position", "story", "update", "of", "key", "embargo"], rows.collect());
        page
    }
}
