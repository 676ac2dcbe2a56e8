//! Answering questions, each on a snapshot of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures::FutureExt;
use jiff::Timestamp;
use newsreel_log::service::{apart, in_json};
use newsreel_log::{ErrorCode, Raw, ServiceError};
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::kind::Kind;
use newsreel_story::record::name::{EntitySlug, StoryId, StorySlug, UpdateId, UpdateKey};
use newsreel_story::record::path::Path;
use newsreel_story::record::recorded::{Record, Recorded, Sequence};
use newsreel_story::record::style::Style;
use newsreel_story::record::token::one_of;
use newsreel_story::record::update::Update;
use newsreel_story::state::directory::Directory;
use newsreel_story::state::entity::Entity;
use newsreel_story::state::fold::State;
use newsreel_story::submit::refusal::likely;
use newsreel_story::views::difference::Interval;
use newsreel_story::views::listing::{self, Page};
use newsreel_story::views::reach::ReachError;
use newsreel_story::views::references;
use newsreel_story::views::search::Found;
use newsreel_story::views::search::{self, Search};
use newsreel_story::views::who::{self, Who, WhoInStory};
use newsreel_story::views::{
    brief, cast, difference, expected, findings, glance, matrix, overview, reach, timeline, updates,
};
use tokio::sync::Semaphore;

use crate::ask::{Ask, EARLIER_STORIES_PAGE, Query, SEARCH_PAGE, WHO_PAGE};
use crate::snapshots::on_file;
use crate::store::NewsCursor;
use crate::{Projector, ProjectorError};

/// How many updates a large story has more than: an answer about it takes tens of megabytes while it is worked on.
const LARGE: u64 = 1000;
/// The most words one search can have.
const MOST_WORDS: usize = 32;
/// How many are offered where several may be meant.
const MOST_OFFERED: usize = 10;
/// The most bytes the words of one search can have.
const MOST_WORD_BYTES: usize = 1024;

/// An answer, in JSON.
pub type Answer = Bytes;
pub(crate) type Answered = Result<Answer, ServiceError>;

/// What a question says of its answer, whatever it asks.
#[derive(Clone, Copy)]
struct Asked<'a> {
    bounds: Bounds,
    style: Style,
    /// Set when nobody waits for the answer any more.
    given_up: &'a AtomicBool,
}

impl<'s> Asked<'s> {
    /// A story as whoever asked sees it.
    fn view(&self, state: &'s State, directory: &'s Directory, now: Timestamp) -> View<'s> {
        View::new(state, directory, self.bounds, now).written_in(self.style).until(self.given_up)
    }
}

/// A word that is no kind is an error that lists the kinds.
fn is_kind(name: &str) -> Result<(), ServiceError> {
    let unknown = || format!("`{name}` is not a kind; write {}", one_of(Kind::all()));
    Kind::named(name).map(drop).ok_or_else(|| ServiceError::new(ErrorCode::BadRequest, unknown()))
}

/// A slug that is not in the directory is an error.
fn is_entry(entity: &EntitySlug, directory: &Directory) -> Result<(), ServiceError> {
    let unknown = || {
        let near = near_entry(entity.as_str(), directory);
        not_found(format_args!("the directory has no entry `{entity}`{near}; `newsreel who NAME` finds people by name"))
    };
    directory.get(entity).map(drop).ok_or_else(unknown)
}

/// Whose slug or name is near to a word.
fn near_entry(word: &str, directory: &Directory) -> String {
    let slugs = directory.iter().map(|entity| entity.slug.as_str());
    likely(word, slugs.chain(directory.iter().map(Entity::name)))
}

impl Projector {
    /// Answers one question, once the position it asks for is reached. Who asks the same while it is being answered is given
    /// the same answer. The work on it ends when nobody waits for it any more.
    pub async fn reply(self: Arc<Self>, query: Query) -> Answered {
        self.reach_position(query.at_least).await?;
        let here = *self.position.borrow();
        let answer = self.in_work.join(&query, here, || Arc::clone(&self).work_on(query.clone()).boxed());
        answer.await
    }

    /// Works on an answer in its turn. When this is dropped before it is done, the work ends.
    async fn work_on(self: Arc<Self>, query: Query) -> Answered {
        let unavailable = |_| ServiceError::new(ErrorCode::Unavailable, "the projector is ending");
        let turn = async |turns: &Arc<Semaphore>| Arc::clone(turns).acquire_owned().await.map_err(unavailable);
        // Whether it is large is looked up in its turn too: a thread for everybody who asks would take memory of its own.
        let looking = turn(&self.computing).await?;
        let large = match query.ask.story().cloned() {
            Some(story) => self.apart(move |projector, _| projector.is_large(&story).map_err(failed)).await?,
            None => false,
        };
        let (_large, computing) = match large {
            true => {
                drop(looking);
                (Some(turn(&self.computing_large).await?), turn(&self.computing).await?)
            }
            false => (None, looking),
        };
        let working = self.apart(move |projector, given_up| {
            let _computing = computing;
            projector.look_up(&query, given_up)
        });
        working.await
    }

    /// Runs what reads the store or computes on a thread of its own, where it keeps nobody waiting.
    async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &AtomicBool) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let projector = Arc::clone(self);
        apart("the projector", move |given_up| work(&projector, given_up)).await?
    }

    fn is_large(&self, story: &StorySlug) -> rusqlite::Result<bool> {
        Ok(self.readers.get()?.updates_of(story)? > LARGE)
    }

    /// Waits until the store describes this position. One beyond the end of the log is an error at once.
    async fn reach_position(&self, wanted: Sequence) -> Result<(), ServiceError> {
        let mut position = self.position.subscribe();
        let here = *position.borrow();
        if here >= wanted {
            return Ok(());
        }
        let last = self.log.last_sequence().await.map_err(|error| ServiceError::new(ErrorCode::Unavailable, error))?;
        if last < wanted {
            let message = format_args!("the log ends at position {last}, and position {wanted} was asked for");
            return Err(ServiceError::new(ErrorCode::BeyondEnd, message));
        }
        let reached = position.wait_for(|position| *position >= wanted).await;
        reached.map(drop).map_err(|_| ServiceError::new(ErrorCode::Unavailable, "the projector is ending"))
    }

    fn look_up(&self, query: &Query, given_up: &AtomicBool) -> Answered {
        let (bounds, style) = (query.bounds, query.style);
        let asked = Asked { bounds, style, given_up };
        // An empty page would say that nothing is on file.
        if query.ask.limit() == Some(0) {
            return Err(ServiceError::new(
                ErrorCode::BadRequest,
                "`limit` is 0; a page has at least 1, and without `limit` all it may",
            ));
        }
        match &query.ask {
            Ask::Position => in_json(&*self.position.borrow()),
            Ask::Stories { after, limit } => self.stories(after.as_deref(), *limit, asked),
            Ask::Search { words, after, limit } => {
                self.search(words, asked, after.as_deref(), limit.unwrap_or(SEARCH_PAGE))
            }
            Ask::Records { of, after, limit } => {
                in_json(&self.stored(of.as_ref(), position_cursor(after.as_deref())?, *limit)?)
            }
            Ask::Quarantine { after, limit, dismissed } => self.put_aside(after.as_deref(), *limit, *dismissed),
            Ask::Glance { story } => self.view(story, asked, |view| in_json(&glance::of(view))),
            Ask::Cast { story } => self.view(story, asked, |view| in_json(&cast::of(view))),
            Ask::Directory { words, limit } => self.entries(words, *limit, asked),
            Ask::Update { update } => self.update(update, asked),
            Ask::Updates { story, part } => self.view(story, asked, |view| in_json(&updates::of(view, *part))),
            Ask::Brief { story, form } => self.view(story, asked, |view| {
                let brief = brief::checked(view, *form);
                for left_out in &brief.left_out {
                    tracing::error!("the brief of {story} would say more than is on file: left out {left_out}");
                }
                in_json(&brief)
            }),
            Ask::Expected { story } => self.view(story, asked, |view| in_json(&expected::of(view))),
            Ask::Timeline { story } => self.view(story, asked, |view| in_json(&timeline::of(view))),
            Ask::Matrix { story, kind, participant } => {
                let (kind, participant) = (kind.as_deref(), participant.as_ref());
                self.view(story, asked, |view| {
                    kind.map_or(Ok(()), is_kind)?;
                    participant.map_or(Ok(()), |entity| is_entry(entity, view.directory.all_stories()))?;
                    in_json(&matrix::of(view, kind, participant))
                })
            }
            Ask::Difference { story, from, to, recorded } => {
                has_come(*from)?;
                let position = bounds.at_sequence.map(|last| self.state(story).map(|state| state.recorded_up_to(last)));
                let position = position.transpose()?.flatten();
                let bounds_end = [bounds.as_of, bounds.known_at, position].into_iter().flatten();
                let moment = bounds_end.fold(Timestamp::now(), Timestamp::min);
                let interval = Interval { from: *from, to: to.unwrap_or(moment), recorded: *recorded };
                self.difference(story, interval, asked)
            }
            Ask::Reach { update, path } => self.reach(update, path.as_ref(), asked),
            Ask::Check { story } => self.view(story, asked, |view| in_json(&findings::of(view))),
            Ask::Who { name, after, limit } => {
                self.who(name, asked, after.as_deref(), limit.unwrap_or(WHO_PAGE).max(1))
            }
            Ask::Story { story, item } => self.view(story, asked, |view| {
                let overview = overview::of(view, item.as_deref());
                match item {
                    Some(item) if overview.items.is_empty() => {
                        let items = overview::of(view, None).items;
                        let near = likely(item, items.iter().map(|item| item.item.as_str()));
                        Err(not_found(format_args!(
                            "`{story}` has no item `{item}`{near}; `newsreel story {story}` lists them"
                        )))
                    }
                    _ => in_json(&overview),
                }
            }),
        }
    }

    fn stories(&self, after: Option<&str>, limit: Option<usize>, asked: Asked<'_>) -> Answered {
        let after = after.map(|cursor| cursor.parse::<NewsCursor>().map_err(|()| bad_cursor(cursor))).transpose()?;
        if !asked.bounds.reach_to_now() {
            let limit = limit.unwrap_or(EARLIER_STORIES_PAGE).min(EARLIER_STORIES_PAGE);
            return self.stories_then(after, limit, asked);
        }
        if asked.bounds.for_readers {
            let limit = limit.unwrap_or(EARLIER_STORIES_PAGE).min(EARLIER_STORIES_PAGE);
            return self.stories_for_readers(after, limit, asked);
        }
        let found = self.readers.get().and_then(|store| store.stories_after(after.as_ref(), one_more(limit)));
        in_json(&Page::of(found.map_err(failed)?, limit, |last| NewsCursor::of(last).to_string()))
    }

    /// The stories as they stood under bounds, in the order that they have now; those that were not on file are left out.
    fn stories_then(&self, mut after: Option<NewsCursor>, limit: usize, asked: Asked<'_>) -> Answered {
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        let (mut list, mut before, now) = (Vec::new(), after.clone(), Timestamp::now());
        loop {
            let found = self.readers.get().and_then(|store| store.stories_after(after.as_ref(), Some(limit.max(1))));
            let found = found.map_err(failed)?;
            let Some(last) = found.last() else { return in_json(&Page { list, next: None }) };
            after = Some(NewsCursor::of(last));
            for known in &found {
                if list.len() == limit || asked.given_up.load(Ordering::Relaxed) {
                    return in_json(&Page { list, next: before.map(|cursor: NewsCursor| cursor.to_string()) });
                }
                before = Some(NewsCursor::of(known));
                let Ok(slug) = StorySlug::new(&known.story) else { continue };
                if let Some(state) = self.folded.snapshot(&slug, &self.readers).map_err(failed)? {
                    list.extend(listing::of(&asked.view(&state, &directory, now)));
                }
            }
        }
    }

    /// The stories by what readers outside may know of them: a note of the desk brings none forward. The store has them by
    /// everything that was learned, which is never earlier.
    fn stories_for_readers(&self, after: Option<NewsCursor>, limit: usize, asked: Asked<'_>) -> Answered {
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        let (mut first, mut read, now) = (BTreeMap::new(), None, Timestamp::now());
        'reading: loop {
            let found = self.readers.get().and_then(|store| store.stories_after(read.as_ref(), Some(limit.max(1))));
            let found = found.map_err(failed)?;
            for known in &found {
                let place = NewsCursor::of(known);
                if first.len() > limit && first.last_key_value().is_some_and(|(last, _)| *last < place)
                    || asked.given_up.load(Ordering::Relaxed)
                {
                    break 'reading;
                }
                read = Some(place);
                let Ok(slug) = StorySlug::new(&known.story) else { continue };
                let Some(state) = self.folded.snapshot(&slug, &self.readers).map_err(failed)? else { continue };
                let Some(listing) = listing::of(&asked.view(&state, &directory, now)) else { continue };
                let place = NewsCursor::of(&listing);
                if after.as_ref().is_none_or(|after| *after < place) {
                    first.insert(place, listing);
                }
                if first.len() > limit + 1 {
                    first.pop_last();
                }
            }
            if found.is_empty() {
                break;
            }
        }
        let first = first.into_values().collect();
        in_json(&Page::of(first, Some(limit), |last| NewsCursor::of(last).to_string()))
    }

    fn search(&self, words: &str, asked: Asked<'_>, after: Option<&str>, limit: usize) -> Answered {
        let refused = |has: &str| {
            let message = format_args!(
                "a search has 1 to {MOST_WORDS} words of at most {MOST_WORD_BYTES} bytes together, and this one has {has}"
            );
            ServiceError::new(ErrorCode::BadRequest, message)
        };
        // Whom the words may mean is looked up for each of them: not before it is known that they are few.
        if words.len() > MOST_WORD_BYTES {
            return Err(refused(&format!("{} bytes", words.len())));
        }
        let typed = search::typed(words);
        if typed.is_empty() || typed.len() > MOST_WORDS {
            return Err(refused(&typed.len().to_string()));
        }
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        let search = Search::new(typed, &directory);
        let wanted = limit.saturating_add(1);
        let mut before = position_cursor(after)?;
        let mut found: Vec<Found> = Vec::new();
        // What the index finds may be out of bounds, or not what was meant: it is asked until the page is full.
        while found.len() < wanted {
            let batch = self.readers.get().and_then(|store| store.search(&search, before, wanted)).map_err(failed)?;
            let Some(last) = batch.last() else { break };
            before = Some(last.sequence);
            let whole = batch.len() == wanted;
            self.take_found(&batch, &search, &directory, asked, &mut found)?;
            if !whole {
                break;
            }
        }
        found.truncate(wanted);
        in_json(&Page::of(found, Some(limit), |last| last.sequence.to_string()))
    }

    /// Those of a batch from the index that are within bounds and have what is looked for, in its order.
    fn take_found(
        &self,
        batch: &[Recorded<Raw>],
        search: &Search,
        directory: &Directory,
        asked: Asked<'_>,
        found: &mut Vec<Found>,
    ) -> Result<(), ServiceError> {
        let updates: Vec<(Sequence, Box<Update>)> = batch
            .iter()
            .filter_map(|stored| match on_file(stored)? {
                Record::Story(update) => Some((stored.sequence, update)),
                Record::Directory(_) => None,
            })
            .collect();
        let mut states: HashMap<&StorySlug, Arc<State>> = HashMap::new();
        for (_, update) in &updates {
            if !states.contains_key(&update.story) {
                states.insert(&update.story, self.state(&update.story)?);
            }
        }
        let now = Timestamp::now();
        let views = states.iter().map(|(story, state)| (*story, asked.view(state, directory, now)));
        let views: HashMap<&StorySlug, View<'_>> = views.collect();
        for (sequence, update) in &updates {
            let view = &views[&update.story];
            let hit = view.state.place_of(update.id).and_then(|place| search::hit(view, place, search));
            let (story, title) = (update.story.to_string(), listing::title_of(view));
            let says = || updates::says(view, update.id).unwrap_or_default();
            found.extend(hit.map(|hit| Found {
                story,
                title,
                says: says(),
                sequence: *sequence,
                update: (**update).clone(),
                hit,
            }));
        }
        Ok(())
    }

    fn put_aside(&self, after: Option<&str>, limit: Option<usize>, dismissed: bool) -> Answered {
        let after = position_cursor(after)?.unwrap_or(0);
        let found = self.readers.get().and_then(|store| store.put_aside(after, one_more(limit), dismissed));
        in_json(&Page::of(found.map_err(failed)?, limit, |last| last.sequence.to_string()))
    }

    fn update(&self, update: &str, asked: Asked<'_>) -> Answered {
        let (story, id) = self.update_meant(update).map_err(failed)?.ok_or_else(|| no_update(update, ""))?;
        self.view(&story, asked, |view| match updates::one(view, id_meant(update, id, view)) {
            Some(update) => in_json(&update),
            None => Err(no_update(update, &near_key(update, view))),
        })
    }

    fn reach(&self, update: &str, path: Option<&Path>, asked: Asked<'_>) -> Answered {
        let (story, id) = self.update_meant(update).map_err(failed)?.ok_or_else(|| no_update(update, ""))?;
        self.view(&story, asked, |view| match reach::of(view, id_meant(update, id, view), path) {
            Ok(reach) => in_json(&reach),
            Err(ReachError::NoUpdate) => Err(no_update(update, &near_key(update, view))),
            Err(error @ ReachError::NoPath { .. }) => Err(ServiceError::new(ErrorCode::NotFound, error)),
        })
    }

    /// What moved in an interval; people, organisations and places are called what they were at its end.
    fn difference(&self, story: &StorySlug, interval: Interval, asked: Asked<'_>) -> Answered {
        let earlier = |bound: Option<Timestamp>| Some(bound.map_or(interval.to, |bound| bound.min(interval.to)));
        let at_end = match interval.recorded {
            true => Bounds { as_of: earlier(asked.bounds.as_of), ..asked.bounds },
            false => Bounds { known_at: earlier(asked.bounds.known_at), ..asked.bounds },
        };
        let (directory, changes) = self.directory.with_changes(&at_end, &self.readers).map_err(failed)?;
        let state = self.state(story)?;
        was_on_record(&state, &asked.bounds)?;
        let view = asked.view(&state, &directory, Timestamp::now());
        in_json(&difference::between(&view, interval, &changes))
    }

    /// The update somebody means: by its position, its id, or its story and key.
    fn update_meant(&self, meant: &str) -> rusqlite::Result<Option<(StorySlug, UpdateId)>> {
        if let Some((story, key)) = meant.split_once('/') {
            let named = StorySlug::new(story).ok().zip(UpdateKey::new(key).ok());
            return Ok(named.map(|(story, key)| (story.clone(), UpdateId::of_key(StoryId::of(&story), &key))));
        }
        let store = self.readers.get()?;
        let id = meant.parse::<UpdateId>().ok();
        let candidates = match (meant.parse::<Sequence>(), id) {
            (Ok(sequence), _) => store.record_at(sequence)?.into_iter().collect(),
            (_, Some(id)) => store.records_with(id)?,
            _ => Vec::new(),
        };
        let mut meant = candidates.iter().filter_map(|stored| match on_file(stored)? {
            Record::Story(update) if id.is_none_or(|id| update.id == id) => Some((update.story, update.id)),
            Record::Story(_) | Record::Directory(_) => None,
        });
        Ok(meant.next())
    }

    /// The entries called so, each with what stories say of it, so many stories in all. A story that says nothing of it under
    /// the bounds does not count.
    fn who(&self, name: &str, asked: Asked<'_>, after: Option<&str>, limit: usize) -> Answered {
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        let after: Option<WhoCursor> =
            after.map(|cursor| cursor.parse().map_err(|()| bad_cursor(cursor))).transpose()?;
        let mut slugs: Vec<&EntitySlug> = Vec::new();
        for entity in self.meant_by(name, &directory)? {
            let slug = directory.canonical(&entity.slug);
            if !slugs.contains(&slug) {
                slugs.push(slug);
            }
        }
        let first = match &after {
            None => 0,
            Some(after) => {
                slugs.iter().position(|slug| **slug == after.entity).ok_or_else(|| bad_cursor(&after.to_string()))?
            }
        };
        let (mut list, mut left, mut next) = (Vec::new(), limit, None);
        for slug in slugs.into_iter().skip(first) {
            if left == 0 {
                next = Some(WhoCursor { entity: slug.clone(), story: String::new() }.to_string());
                break;
            }
            let after = after.as_ref().filter(|after| after.entity == *slug).map(|after| after.story.as_str());
            let found = self.who_in_stories(slug, &directory, asked, after, left)?;
            left -= found.list.len();
            let entity = directory.get(slug).cloned();
            let same = same_as(slug, &directory).into_iter().cloned().collect();
            list.extend(entity.map(|entity| Who::new(entity, same, found.list, &directory)));
            next = found.next.map(|story| WhoCursor { entity: slug.clone(), story }.to_string());
            if next.is_some() {
                break;
            }
        }
        in_json(&Page { list, next })
    }

    /// What stories say of an entry, the stories in the order of their slugs.
    fn who_in_stories(
        &self,
        slug: &EntitySlug,
        directory: &Directory,
        asked: Asked<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<WhoInStory>, ServiceError> {
        let mut stories = BTreeSet::new();
        for entity in same_as(slug, directory).into_iter().map(|entity| &entity.slug).chain([slug]) {
            let found = self.readers.get().and_then(|store| store.stories_of(entity));
            stories.extend(found.map_err(failed)?);
        }
        let mut found = Vec::new();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        for story in stories.range::<str, _>((from, Bound::Unbounded)).filter_map(|story| StorySlug::new(story).ok()) {
            if let Some(state) = self.folded.snapshot(&story, &self.readers).map_err(failed)? {
                found.extend(who::of(&asked.view(&state, directory, Timestamp::now()), slug));
            }
            if found.len() > limit || asked.given_up.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(Page::of(found, Some(limit), |last| last.story.clone()))
    }

    /// Who might be meant while somebody types; the first of all where nothing is typed yet.
    fn entries(&self, words: &str, limit: Option<usize>, asked: Asked<'_>) -> Answered {
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        if words.is_empty() {
            let mut all: Vec<&Entity> = directory.iter().collect();
            all.sort_by(|a, b| a.slug.cmp(&b.slug));
            all.truncate(limit.unwrap_or(usize::MAX));
            return in_json(&all.into_iter().map(cast::entity).collect::<Vec<_>>());
        }
        let mut found: Vec<&Entity> = directory.named(words);
        let like = directory.like(words);
        found.extend(
            like.into_iter().filter(|like| !directory.named(words).iter().any(|known| known.slug == like.slug)),
        );
        let found = found.into_iter().take(limit.unwrap_or(usize::MAX)).map(cast::entity);
        in_json(&found.collect::<Vec<_>>())
    }

    /// Who is called so: by the whole name, or, where only one is, by a part of it.
    fn meant_by<'d>(&self, name: &str, directory: &'d Directory) -> Result<Vec<&'d Entity>, ServiceError> {
        let exact = directory.named(name);
        if !exact.is_empty() {
            return Ok(exact);
        }
        let like = directory.like(name);
        match like.as_slice() {
            [] => {
                let near = near_entry(name, directory);
                Err(not_found(format_args!(
                    "the directory has nobody called `{name}`{near}; `newsreel search` finds words"
                )))
            }
            [first, others @ ..]
                if others.iter().all(|other| directory.canonical(&other.slug) == directory.canonical(&first.slug)) =>
            {
                Ok(like)
            }
            several => {
                let offered = several.iter().take(MOST_OFFERED);
                let offered = offered.map(|entity| format!("{} (`{}`)", entity.name(), entity.slug));
                let offered = offered.collect::<Vec<_>>().join(", ");
                let more = several.len().saturating_sub(MOST_OFFERED);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                Err(not_found(format_args!(
                    "the directory has nobody called just `{name}`; did you mean {offered}{more}?"
                )))
            }
        }
    }

    /// Shows a story to `show`, under bounds.
    fn view(&self, story: &StorySlug, asked: Asked<'_>, show: impl FnOnce(&View<'_>) -> Answered) -> Answered {
        let state = self.state(story)?;
        was_on_record(&state, &asked.bounds)?;
        let directory = self.directory.snapshot(&asked.bounds, &self.readers).map_err(failed)?;
        let unreadable = self.readers.get().and_then(|store| store.unreadable_of(StoryId::of(story), &asked.bounds));
        show(&asked.view(&state, &directory, Timestamp::now()).without(unreadable.map_err(failed)?))
    }

    /// That a story is not on file, and which that is may be meant.
    pub(crate) fn no_story(&self, story: &StorySlug) -> ServiceError {
        let stories = match self.readers.get().and_then(|store| store.last_sequences()) {
            Ok(stories) => stories,
            Err(error) => return failed(error),
        };
        let near = likely(story.as_str(), stories.iter().map(|(slug, _)| slug.as_str()));
        not_found(format_args!("no story `{story}` is on file{near}; `newsreel stories` lists them"))
    }

    fn state(&self, story: &StorySlug) -> Result<Arc<State>, ServiceError> {
        let state = self.folded.snapshot(story, &self.readers).map_err(failed)?;
        state.ok_or_else(|| self.no_story(story))
    }
}

/// That something of a story was on record at a moment of the log.
///
/// # Errors
/// Where its first record is of later: its name and title were not known then.
fn was_on_record(state: &State, bounds: &Bounds) -> Result<(), ServiceError> {
    let recorded = Bounds { known_at: None, true_at: None, ..*bounds };
    let Some(first) = state.reports().first().filter(|_| !recorded.reach_to_now()) else { return Ok(()) };
    let mut reports = state.reports().iter();
    if reports.any(|report| recorded.admit(report.sequence, report.recorded_at, report.record.learned_at)) {
        return Ok(());
    }
    let (story, sequence, at) = (state.slug(), first.sequence, first.recorded_at);
    Err(not_found(format_args!(
        "nothing of `{story}` was on record then; its first record is update {sequence}, of {at}"
    )))
}

/// The other entries found to be the same as this one.
fn same_as<'d>(slug: &EntitySlug, directory: &'d Directory) -> Vec<&'d Entity> {
    directory.iter().filter(|other| other.slug != *slug && directory.canonical(&other.slug) == slug).collect()
}

/// A place among the stories about entries of the same name.
struct WhoCursor {
    entity: EntitySlug,
    story: String,
}

impl std::fmt::Display for WhoCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.entity, self.story)
    }
}

impl std::str::FromStr for WhoCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (entity, story) = text.split_once('/').ok_or(())?;
        Ok(Self { entity: EntitySlug::new(entity).map_err(|_| ())?, story: story.to_owned() })
    }
}

fn no_update(update: &str, near: &str) -> ServiceError {
    not_found(format_args!("no update `{update}` is on file{near}; name it by its position, its id, or as STORY/KEY"))
}

/// The update somebody means by STORY/KEY where the key is that of an item with one update: that one.
fn id_meant(meant: &str, id: UpdateId, view: &View<'_>) -> UpdateId {
    let key = meant.split_once('/').map(|(_, key)| key).filter(|_| view.state.place_of(id).is_none());
    match key.map(|key| references::on_item(view, key)).as_deref() {
        Some([(only, _)]) => *only,
        _ => id,
    }
}

/// The key of an update of the story that is near to the one somebody gave; of an item, the updates on it.
fn near_key(update: &str, view: &View<'_>) -> String {
    let key = update.split_once('/').map_or(update, |(_, key)| key);
    let on_item = references::on_item(view, key);
    if !on_item.is_empty() {
        let names: Vec<String> = on_item.into_iter().map(|(_, name)| name).collect();
        return format!("; `{key}` is an item, and these are the updates on it: {}", names.join(", "));
    }
    likely(key, view.reports().filter_map(|(_, report)| report.record.key.as_ref()).map(UpdateKey::as_str))
}

pub(crate) fn not_found(message: std::fmt::Arguments<'_>) -> ServiceError {
    ServiceError::new(ErrorCode::NotFound, message)
}

/// Whether a difference can begin then.
///
/// # Errors
/// Where the moment is still to come: nothing can have changed since.
fn has_come(from: Option<Timestamp>) -> Result<(), ServiceError> {
    let ahead = from.filter(|from| *from > Timestamp::now());
    ahead.map_or(Ok(()), |from| {
        let message =
            format_args!("{from} has not come yet, so nothing can have changed since; ask from an earlier moment");
        Err(ServiceError::new(ErrorCode::BadRequest, message))
    })
}

/// One more than the page has, to know whether there is a next.
fn one_more(limit: Option<usize>) -> Option<usize> {
    limit.map(|limit| limit.saturating_add(1))
}

fn position_cursor(cursor: Option<&str>) -> Result<Option<Sequence>, ServiceError> {
    cursor.map(|cursor| cursor.parse().map_err(|_| bad_cursor(cursor))).transpose()
}

fn bad_cursor(cursor: &str) -> ServiceError {
    let message = format_args!("`{cursor}` is not a valid cursor; use the `next` of the page before");
    ServiceError::new(ErrorCode::BadRequest, message)
}

pub(crate) fn failed(error: rusqlite::Error) -> ServiceError {
    ServiceError::new(ErrorCode::Internal, ProjectorError::from(error))
}
