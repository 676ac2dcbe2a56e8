//! The page of a story: reads which moment is asked for, asks the questions, and renders.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use jiff::{SignedDuration, Timestamp};
use newsreel_log::ErrorCode;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::name::StorySlug;
use newsreel_story::views::updates::{UpdateLine, Updates};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answered, Html, Shared, not_found};
use super::who::Who;
use crate::Web;
use crate::page::Reader;
use crate::page::story::{self, By, Chosen, Room, StoryPage, Whole};
use crate::questions::NoAnswer;

/// How many updates the ruler goes over.
const WINDOW: usize = 200;
/// What was recorded within so long was recorded at once.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(10);
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// What the address of a story can say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The position of the last update shown.
    #[serde(alias = "at_sequence")]
    at: Option<u64>,
    /// What the newsroom had learned by then.
    known_at: Option<Timestamp>,
    /// What the log held by then.
    as_of: Option<Timestamp>,
    /// What was so then.
    true_at: Option<Timestamp>,
    /// The position since which what moved is marked.
    since: Option<u64>,
    /// Along which time.
    #[serde(default)]
    by: Option<String>,
    /// A step of the ruler: only in its form, which leads to an address that stays.
    step: Option<usize>,
    brief: Option<String>,
    /// Which part is shown whole.
    all: Option<String>,
    /// The answer is to cover at least this position.
    #[serde(default, alias = "at_least")]
    fresh: u64,
}

impl Asked {
    /// Whether it asks for no earlier moment.
    fn is_of_now(&self) -> bool {
        let Self { at, known_at, as_of, true_at, .. } = self;
        at.is_none() && known_at.is_none() && as_of.is_none() && true_at.is_none()
    }
}

/// Along which time a story is shown where nothing is asked for: when it was recorded; or, of one that was for the most part
/// recorded at once, as an import is, when it was learned, since its recording says nothing.
fn usual(window: &Updates) -> By {
    let moments = |by: By| {
        let mut moments: Vec<Timestamp> = window.list.iter().map(|line| by.of(line)).collect();
        moments.sort_unstable();
        moments
    };
    let says_nothing = mostly_at_once(&moments(By::Recorded)) && spread(&moments(By::Known)) >= A_DAY;
    if says_nothing { By::Known } else { By::Recorded }
}

/// Whether more than half of these moments, in their order, lie close together.
fn mostly_at_once(moments: &[Timestamp]) -> bool {
    moments.windows(moments.len() / 2 + 1).any(|together| spread(together) < AT_ONCE)
}

/// How long it is from the first of these moments to the last.
fn spread(moments: &[Timestamp]) -> SignedDuration {
    match moments {
        [first, .., last] => last.duration_since(*first),
        _ => SignedDuration::ZERO,
    }
}

pub(super) async fn page(
    State(web): Shared,
    who: Who,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answered {
    let slug = StorySlug::new(&slug).map_err(|_| not_found(&format!("no story `{slug}` is on file")))?;
    let mut last = web.told(&slug, By::Recorded, &Bounds::default(), asked.fresh).await?;
    let usual = if asked.is_of_now() { usual(&last) } else { By::Recorded };
    let by = match asked.by.as_deref() {
        Some("known") => By::Known,
        Some("recorded") => By::Recorded,
        _ if asked.known_at.is_some() => By::Known,
        _ => usual,
    };
    last.list.sort_by_key(|line| (by.of(line), line.sequence));
    let bounds = web.bounds(&slug, &asked, &last).await?;
    let told =
        if bounds == Bounds::default() { last.clone() } else { web.told(&slug, by, &bounds, asked.fresh).await? };
    // Where the last of all do not reach back to the moment, the ruler goes over those there were then.
    let earlier = last.before > 0 && !last.list.iter().any(|line| admits(&bounds, line));
    let window = if earlier { told.clone() } else { last };
    if let Some(step) = asked.step {
        return Ok(Redirect::to(&chosen_step(&slug, (by, usual), step, &asked, &window, earlier)).into_response());
    }
    if let Some(since) = asked.since.filter(|since| !is_told(*since, &told)) {
        let last = told.list.iter().map(|line| line.sequence).max().unwrap_or(0);
        let sentence = match since > last {
            true => {
                format!("`since` is {since}, and the last update shown is {last}: nothing can have moved in between")
            }
            false => format!("`since` is {since}, which is no update of this story"),
        };
        return Err(NoAnswer::new(400, "since-not-before", sentence).into());
    }
    let chosen = chosen((by, usual), &asked, bounds, &told, earlier);
    let reader = who.reader(&web.options);
    Ok(Html(story::page(&web.story(&slug, chosen, (window, told), asked.fresh, reader).await?)).into_response())
}

/// The address that always shows the moment at a step of the ruler.
fn chosen_step(
    slug: &StorySlug,
    (by, usual): (By, By),
    step: usize,
    asked: &Asked,
    window: &Updates,
    earlier: bool,
) -> String {
    let last = window.list.len().saturating_sub(1);
    let since = asked.since.filter(|since| comes_before(*since, window.list.get(step.min(last)), by, window));
    let mut query: Vec<String> = Vec::new();
    match (window.list.get(step.min(last)), by) {
        (Some(_), _) if step >= last && !earlier => query.extend((by != usual).then(|| format!("by={}", by.token()))),
        (Some(line), By::Recorded) => query.push(format!("at={}", line.sequence)),
        (Some(line), By::Known) => query.push(format!("known_at={}", line.learned_at)),
        (None, _) => {}
    }
    query.extend(asked.true_at.map(|so| format!("true_at={so}")));
    query.extend(since.map(|since| format!("since={since}")));
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("/stories/{slug}{query}")
}

impl Web {
    /// The last updates of a story that there were at a moment, as they stood then, in the order of this time.
    async fn told(&self, slug: &StorySlug, by: By, bounds: &Bounds, fresh: u64) -> Result<Updates, NoAnswer> {
        let mut told: Updates = self.services.ask(last_updates(slug), bounds, fresh).await?;
        told.list.sort_by_key(|line| (by.of(line), line.sequence));
        Ok(told)
    }

    /// The bounds of the moment that is asked for.
    async fn bounds(&self, slug: &StorySlug, asked: &Asked, window: &Updates) -> Result<Bounds, NoAnswer> {
        let mut bounds = Bounds {
            as_of: asked.as_of,
            known_at: asked.known_at,
            true_at: asked.true_at,
            at_sequence: asked.at,
            for_readers: false,
        };
        if let Some(at) = asked.at {
            let line = match window.list.iter().find(|line| line.sequence == at) {
                Some(line) => line.clone(),
                None => self.update_at(slug, at).await?,
            };
            bounds.as_of = Some(bounds.as_of.map_or(line.recorded_at, |as_of| as_of.min(line.recorded_at)));
        }
        Ok(bounds)
    }

    async fn update_at(&self, slug: &StorySlug, at: u64) -> Result<UpdateLine, NoAnswer> {
        let ask = json!({ "updates": { "story": slug, "part": { "up_to": at, "limit": 1 } } });
        let found: Updates = self.services.ask(ask, &Bounds::default(), 0).await?;
        let none = || NoAnswer::of(ErrorCode::NotFound, format_args!("`{slug}` has no update up to position {at}"));
        found.list.into_iter().next().ok_or_else(none)
    }

    pub(super) async fn story(
        &self,
        slug: &StorySlug,
        chosen: Chosen,
        (window, told): (Updates, Updates),
        fresh: u64,
        reader: Reader,
    ) -> Result<StoryPage, NoAnswer> {
        let bounds = &chosen.bounds;
        let form = if chosen.whole { "full" } else { "standard" };
        let of_story = |question: &str| json!({ question: { "story": slug } });
        let difference = |over: &Updates| {
            // From before the first update on, so that this one counts as well.
            let first = over.list.first().map(|line| chosen.by.of(line)).filter(|_| over.before > 0);
            let from = first.and_then(|first| first.checked_sub(SignedDuration::from_nanos(1)).ok());
            json!({ "difference": { "story": slug, "from": from, "recorded": chosen.by == By::Recorded } })
        };
        let brief = json!({ "brief": { "story": slug, "form": form } });
        let moved_since = async {
            let is_another = *bounds != Bounds::default() && !chosen.earlier;
            let asked = async || self.services.ask(difference(&window), &Bounds::default(), fresh).await;
            if is_another { asked().await.map(Some) } else { Ok(None) }
        };
        let for_readers = async {
            if told.for_the_desk.is_empty() {
                return Ok(None);
            }
            let bounds = Bounds { for_readers: true, ..*bounds };
            let asked = tokio::try_join!(
                self.services.ask(brief.clone(), &bounds, fresh),
                self.told(slug, chosen.by, &bounds, fresh),
            );
            asked.map(Some)
        };
        let (brief, for_readers, glance, matrix, timeline, expected, findings, moved, moved_since) = tokio::try_join!(
            self.services.ask(brief.clone(), bounds, fresh),
            for_readers,
            self.services.ask(of_story("glance"), bounds, fresh),
            self.services.ask(of_story("matrix"), bounds, fresh),
            self.services.ask(of_story("timeline"), bounds, fresh),
            self.services.ask(of_story("expected"), bounds, fresh),
            self.services.ask(of_story("check"), bounds, fresh),
            self.services.ask(difference(&told), bounds, fresh),
            moved_since,
        )?;
        Ok(StoryPage {
            chosen,
            brief,
            for_readers,
            glance,
            window,
            told,
            matrix,
            timeline,
            expected,
            findings,
            moved,
            moved_since,
            room: Room::default(),
            reader,
        })
    }
}

/// Whether an update comes before another, in this time, so that something can have moved since; true of those before all of
/// these.
fn comes_before(sequence: u64, last: Option<&UpdateLine>, by: By, told: &Updates) -> bool {
    let Some(last) = last else { return false };
    let place = |line: &UpdateLine| (by.of(line), line.sequence);
    match told.list.iter().find(|line| line.sequence == sequence) {
        Some(line) => place(line) < place(last),
        None => told.list.iter().all(|line| sequence < line.sequence),
    }
}

/// Whether an update is one of these, or came before all of them.
fn is_told(sequence: u64, told: &Updates) -> bool {
    let mut told = told.list.iter().map(|line| line.sequence);
    told.clone().any(|known| known == sequence) || told.all(|known| sequence < known)
}

/// What is shown of it.
fn chosen((by, usual): (By, By), asked: &Asked, bounds: Bounds, told: &Updates, earlier: bool) -> Chosen {
    Chosen {
        by,
        usual,
        at: asked.at,
        bounds,
        since: asked.since.unwrap_or_else(|| day_before(by, told)),
        since_chosen: asked.since.is_some(),
        whole: asked.brief.as_deref() == Some("full"),
        all: asked.all.as_deref().and_then(Whole::named),
        earlier,
        elsewhere: false,
    }
}

fn admits(bounds: &Bounds, line: &UpdateLine) -> bool {
    bounds.admit(line.sequence, line.recorded_at, line.learned_at)
}

/// The question for as many of the last updates as the ruler goes over.
pub(super) fn last_updates(slug: &StorySlug) -> Value {
    json!({ "updates": { "story": slug, "part": { "limit": WINDOW } } })
}

/// The last update before the day of the latest: what moved on that day is marked. Zero where everything came on that day.
fn day_before(by: By, told: &Updates) -> u64 {
    let Some(last) = told.list.last() else { return 0 };
    let day = |line: &UpdateLine| jiff::tz::Offset::UTC.to_datetime(by.of(line)).date();
    told.list.iter().rev().find(|line| day(line) < day(last)).map_or(0, |line| line.sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_stays_one_when_updates_come_after_it() {
        let at = |minutes: &[i64]| -> Vec<Timestamp> {
            minutes.iter().map(|minute| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(*minute)).collect()
        };
        for (minutes, at_once) in [
            (&[][..], false),
            (&[5], true),
            (&[0, 1, 2, 3], true),
            (&[0, 1, 2, 3, 600, 1200, 4000], true),
            (&[0, 600, 601, 602, 603], true),
            (&[0, 1, 600, 601], false),
            (&[0, 9, 19, 29], false),
        ] {
            assert_eq!(mostly_at_once(&at(minutes)), at_once, "{minutes:?}");
        }
    }
}
