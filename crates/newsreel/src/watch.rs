//! `watch`: the log itself, live.

use newsreel_log::{Delivered, FollowOptions, Unit};
use newsreel_story::record::name::{StoryId, StorySlug};
use newsreel_story::record::recorded::Sequence;

use crate::config::Config;
use crate::kinds::{self, Offered};
use crate::print::{self, Outcome, Stream};
use crate::replay::{Kept, all_were_readable};
use crate::serve::shutdown_signal;

/// Arguments of `watch`.
#[derive(clap::Args)]
pub(crate) struct WatchArgs {
    /// Only this story
    story: Option<StorySlug>,
    /// Only updates of this type, for example meeting.confirmed
    #[arg(long = "type", value_name = "KIND.CHANGE", value_parser = Offered(kinds::update_types), hide_possible_values = true)]
    update_type: Option<String>,
    /// From this position in the log, instead of from now
    #[arg(long, value_name = "POSITION")]
    from: Option<Sequence>,
}

pub(crate) async fn watch(config: &Config, args: &WatchArgs) -> anyhow::Result<Outcome> {
    let filter = subject(args.story.as_ref(), args.update_type.as_deref())?;
    let log = config.server.open_log().await?;
    let next = log.last_sequence().await? + 1;
    let from = args.from.unwrap_or(next);
    if from > next {
        anyhow::bail!("the log ends at position {}; the next update will be {next}", next - 1);
    }
    if let Some(story) = &args.story
        && log.last_open_sequence_of(Unit::Story(StoryId::of(story))).await? == 0
    {
        print::note(&format!("no story `{story}` is on file yet; its updates are shown once there are any"));
    }
    let mut out = Stream::new(config.format);
    let mut unreadable = 0;
    let mut follow = log.follow(from, FollowOptions { filter });
    let watching = async {
        while !print::reader_is_gone() {
            if let Delivered::Record(stored) = follow.next().await?
                && let Some(kept) = Kept::open(stored)
            {
                unreadable += usize::from(kept.record.is_err());
                out.print(&kept)?;
            }
        }
        Ok(())
    };
    let ended = tokio::select! {
        ended = watching => ended,
        () = shutdown_signal() => Ok(()),
    };
    follow.close().await;
    ended.and_then(|()| out.end()).and_then(|()| all_were_readable(unreadable)).map(|()| Outcome::Done)
}

/// The subject to follow; none for everything.
fn subject(story: Option<&StorySlug>, update_type: Option<&str>) -> anyhow::Result<Option<String>> {
    let story = story.map(|slug| StoryId::of(slug).to_string());
    let update_type = update_type.map(kinds::update_type).transpose()?;
    let update_type = update_type.map(|(kind, change)| format!("{kind}.{change}"));
    Ok(match (story, update_type) {
        (None, None) => None,
        (story, update_type) => {
            let (story, update_type) = (story.as_deref().unwrap_or("*"), update_type.as_deref().unwrap_or(">"));
            Some(format!("newsreel.story.{story}.{update_type}"))
        }
    })
}
