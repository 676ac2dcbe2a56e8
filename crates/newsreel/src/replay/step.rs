//! `replay SLUG --step`: plays a story for a person, in the order in which it was learned: what each update said, and what it
//! moved. What is shown follows from the place and from what is pressed; the terminal is only around it.

use std::collections::HashMap;
use std::io::{BufRead as _, IsTerminal as _};
use std::sync::Arc;

use console::{Key, Term};
use jiff::Timestamp;
use newsreel_story::judge::view::View;
use newsreel_story::record::bounds::Bounds;
use newsreel_story::record::recorded::Sequence;
use newsreel_story::record::stance::Stance;
use newsreel_story::state::fold::{Report, State};
use newsreel_story::views::brief::{self, Brief, Form};
use newsreel_story::views::difference::{Difference, Sort};
use newsreel_story::views::updates::{self, SaysLine};
use serde::Serialize;

use super::filter::Filter;
use super::story::History;
use crate::config::Config;
use crate::page::Page;
use crate::print::{self, Answer, Outcome, Stream};

/// The most moves that are told of one update.
const MOST_MOVES: usize = 12;

/// How far a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Pace {
    /// To the next update
    Update,
    /// To the next minute in which anything was learned
    Minute,
    /// To the next hour in which anything was learned
    Hour,
    /// To the next day, of UTC, on which anything was learned
    Day,
}

/// What somebody who watches wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Next,
    Back,
    First,
    Last,
    /// The step with this number, from 1.
    To(usize),
    /// What was known then.
    Brief,
    Help,
    End,
}

impl Wish {
    /// What is written on a line.
    fn of_line(line: &str) -> Self {
        match line.trim() {
            "" | "n" | "next" => Self::Next,
            "b" | "back" => Self::Back,
            "f" | "first" => Self::First,
            "l" | "last" => Self::Last,
            "k" | "known" => Self::Brief,
            "q" | "quit" => Self::End,
            number => number.parse().map_or(Self::Help, Self::To),
        }
    }

    /// What is pressed; digits gather until the line ends.
    fn of_key(key: Key, typed: &mut String) -> Option<Self> {
        Some(match key {
            Key::ArrowRight | Key::ArrowDown | Key::PageDown | Key::Char(' ') => Self::Next,
            Key::ArrowLeft | Key::ArrowUp | Key::PageUp | Key::Backspace => Self::Back,
            Key::Home => Self::First,
            Key::End => Self::Last,
            Key::Escape | Key::CtrlC => Self::End,
            Key::Enter => Self::of_line(&std::mem::take(typed)),
            Key::Char(digit) if digit.is_ascii_digit() => {
                typed.push(digit);
                return None;
            }
            Key::Char(letter) => Self::of_line(letter.encode_utf8(&mut [0; 4])),
            _ => return None,
        })
    }
}

const HELP: &str = "→: on · ←: back · 12 and Enter: to step 12 · f: first · l: last · k: what was known then · q: end";

/// A story that is played: its steps, and at which one it is.
struct Player<'h> {
    history: &'h History,
    /// The places of the updates of each step.
    steps: Vec<Vec<usize>>,
    moved: HashMap<Sequence, Vec<String>>,
    at: usize,
}

impl<'h> Player<'h> {
    /// A story from its first update at or after a position.
    fn new(history: &'h History, pace: Pace, from: Sequence, filter: &Filter) -> Self {
        let wanted = history.positions(filter);
        let reports = history.state.reports().iter().enumerate();
        let reports = reports.filter(|(_, report)| report.sequence >= from && wanted.contains(&report.sequence));
        let mut places: Vec<(Timestamp, usize)> = reports.map(|(place, report)| (learned(report), place)).collect();
        places.sort_unstable();
        let mut steps: Vec<(Timestamp, Vec<usize>)> = Vec::new();
        for (time, place) in places {
            let begins = pace.beginning(time);
            match steps.last_mut() {
                Some((began, step)) if pace != Pace::Update && *began == begins => step.push(place),
                _ => steps.push((begins, vec![place])),
            }
        }
        Self { history, steps: steps.into_iter().map(|(_, step)| step).collect(), moved: moved(history), at: 0 }
    }

    /// Goes where it is wished; whether that can be.
    fn go(&mut self, wish: Wish) -> bool {
        let last = self.steps.len().saturating_sub(1);
        let to = match wish {
            Wish::Next => self.at + 1,
            Wish::Back if self.at == 0 => return false,
            Wish::Back => self.at - 1,
            Wish::First => 0,
            Wish::Last => last,
            Wish::To(0) => return false,
            Wish::To(number) => number - 1,
            Wish::Brief | Wish::Help | Wish::End => self.at,
        };
        if to > last {
            return false;
        }
        self.at = to;
        true
    }

    /// When the last of a step was learned.
    fn time(&self) -> Timestamp {
        let step = self.steps.get(self.at).into_iter().flatten();
        step.map(|place| learned(&self.history.state.reports()[*place])).max().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn bounds(&self) -> Bounds {
        Bounds { known_at: Some(self.time()), ..Bounds::default() }
    }

    /// The story as it stood at the step: of what was learned at the same moment, as far as it was told.
    fn state(&self) -> State {
        let all = &self.history.state;
        let last = self.steps.get(self.at).and_then(|step| step.last()).copied().unwrap_or_default();
        let until = (self.time(), last);
        let reports = all.reports().iter().enumerate();
        let told = reports.filter(|(place, report)| (learned(report), *place) <= until);
        State::fold(all.slug().clone(), told.map(|(_, report)| Arc::clone(report)))
    }

    /// The step as it is shown.
    fn shown(&self) -> Step {
        let (bounds, state) = (self.bounds(), self.state());
        let directory = self.history.directory(&bounds);
        let view = View::new(&state, &directory, bounds, self.time());
        let said = |place: &usize| {
            let report = &self.history.state.reports()[*place];
            let full = updates::one(&view, report.record.id)?;
            let item = report.record.item.as_ref().map(ToString::to_string);
            Some(Said {
                position: report.sequence,
                learned_at: learned(report),
                recorded_at: report.recorded_at,
                type_name: full.line.type_name,
                what: full.line.what,
                says: full.says.iter().filter_map(|says| in_words(says, item.as_deref())).collect(),
                by: full.line.chain,
                quote: full.line.quote,
                item,
                moved: self.moved.get(&report.sequence).cloned().unwrap_or_default(),
            })
        };
        let updates = self.steps.get(self.at).into_iter().flatten().filter_map(said).collect();
        Step { story: state.slug().to_string(), step: self.at + 1, of: self.steps.len(), at: self.time(), updates }
    }

    /// What was known at this step.
    fn brief(&self) -> Brief {
        let (bounds, state) = (self.bounds(), self.state());
        let directory = self.history.directory(&bounds);
        brief::checked(&View::new(&state, &directory, bounds, self.time()), Form::Short)
    }
}

impl Pace {
    /// When the stretch of time begins that a step takes together.
    fn beginning(self, time: Timestamp) -> Timestamp {
        let seconds = match self {
            Self::Update => return time,
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        };
        let floor = time.as_second().div_euclid(seconds) * seconds;
        Timestamp::from_second(floor).unwrap_or(time)
    }
}

fn learned(report: &Report) -> Timestamp {
    report.record.learned_at.min(report.recorded_at)
}

/// By the position of each update, what it moved, in words. That something is not stated yet moves nothing.
fn moved(history: &History) -> HashMap<Sequence, Vec<String>> {
    let reports = history.state.reports().iter();
    let item = |report: &Report| report.record.item.as_ref().map(ToString::to_string).unwrap_or_default();
    // What moved of its own item is told without naming it again.
    let items: HashMap<Sequence, String> = reports.map(|report| (report.sequence, item(report))).collect();
    let mut moved: HashMap<Sequence, Vec<String>> = HashMap::new();
    let Difference { moves, items: called, .. } = history.moves(false);
    for step in moves {
        let Some(sequence) = step.sequence.filter(|_| !matches!(step.sort, Sort::Gap | Sort::Voice)) else { continue };
        let own = step.item.is_empty() || items.get(&sequence).is_some_and(|item| *item == step.item);
        let of = called.get(&step.item).unwrap_or(&step.item);
        let text = if own { step.text() } else { format!("{of}: {}", step.text()) };
        moved.entry(sequence).or_default().push(text);
    }
    for texts in moved.values_mut().filter(|texts| texts.len() > MOST_MOVES) {
        let more = texts.len() - MOST_MOVES;
        texts.truncate(MOST_MOVES);
        texts.push(format!("and {more} more"));
    }
    moved
}

/// One thing an update says, in words; the item is named by the heading.
fn in_words(says: &SaysLine, item: Option<&str>) -> Option<String> {
    let own = item.and_then(|item| says.path.strip_prefix(item));
    let path = own.map_or(says.path.as_str(), |rest| rest.trim_start_matches('/'));
    let stance = (says.stance != Stance::Asserts).then(|| says.stance.as_str().replace('_', " "));
    let holder = says.holder.as_deref();
    let said = [holder.map(str::to_owned), stance, says.value.clone()];
    let said = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let limits = says.limits.as_ref().map(|limits| format!(" ({limits})")).unwrap_or_default();
    match (path.is_empty(), said.is_empty()) {
        (_, true) => None,
        (true, false) => Some(format!("{said}{limits}")),
        (false, false) => Some(format!("{path}: {said}{limits}")),
    }
}

/// A step of a story that is played.
#[derive(Debug, Serialize)]
struct Step {
    story: String,
    step: usize,
    of: usize,
    /// When the newsroom had learned it.
    at: Timestamp,
    updates: Vec<Said>,
}

/// An update of a step.
#[derive(Debug, Serialize)]
struct Said {
    position: Sequence,
    learned_at: Timestamp,
    recorded_at: Timestamp,
    type_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// What the item was then, in words.
    what: String,
    /// From the origin to us.
    by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    says: Vec<String>,
    moved: Vec<String>,
}

impl Answer for Step {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(format!("{}: step {} of {}, known at {}", self.story, self.step, self.of, self.at));
        for said in &self.updates {
            page.heading(said.item.as_deref().unwrap_or(&self.story));
            page.line(&said.what);
            page.line(format!("{} at position {}, recorded {}", said.type_name, said.position, said.recorded_at));
            if !said.by.is_empty() {
                page.line(format!("by {}", said.by.join(" → ")));
            }
            if let Some(quote) = &said.quote {
                page.line(format!("“{quote}”"));
            }
            if !said.says.is_empty() {
                page.paragraph("It said:");
                said.says.iter().for_each(|says| page.bullet(says));
            }
            page.paragraph(if said.moved.is_empty() { "It moved nothing." } else { "It moved:" });
            said.moved.iter().for_each(|moved| page.bullet(moved));
        }
        page
    }
}

/// Something said beside the story.
#[derive(Serialize)]
struct Remark {
    remark: &'static str,
}

impl Answer for Remark {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.line(self.remark);
        page
    }
}

pub(super) fn run(
    config: &Config,
    history: &History,
    pace: Pace,
    from: Sequence,
    filter: &Filter,
) -> anyhow::Result<Outcome> {
    let mut player = Player::new(history, pace, from, filter);
    if player.steps.is_empty() {
        anyhow::bail!("no update of the story is as you ask; leave out --from or a filter");
    }
    match std::io::stdin().is_terminal() && print::is_on_terminal() {
        true => on_terminal(&mut player),
        false => from_lines(config, &mut player),
    }
}

/// Shows a step at a time on a screen of its own, and reads single keys.
fn on_terminal(player: &mut Player<'_>) -> anyhow::Result<Outcome> {
    let term = Term::stdout();
    let (mut typed, mut page, mut remark) = (String::new(), player.shown().page(), HELP);
    loop {
        print::screen(&page, remark)?;
        let Some(wish) = Wish::of_key(term.read_key()?, &mut typed) else { continue };
        remark = HELP;
        page = match wish {
            Wish::End => return Ok(Outcome::Done),
            Wish::Brief => player.brief().page(),
            Wish::Help => player.shown().page(),
            wish => {
                if !player.go(wish) {
                    remark = "There is no step there. →: on · ←: back · q: end";
                }
                player.shown().page()
            }
        };
    }
}

/// Reads a wish a line, for scripts, and shows a step after the other.
fn from_lines(config: &Config, player: &mut Player<'_>) -> anyhow::Result<Outcome> {
    let mut out = Stream::new(config.format);
    out.print(&player.shown())?;
    for line in std::io::stdin().lock().lines() {
        match Wish::of_line(&line?) {
            Wish::End => break,
            Wish::Help => out.print(&Remark { remark: HELP })?,
            Wish::Brief => out.print(&player.brief())?,
            wish if player.go(wish) => out.print(&player.shown())?,
            _ => out.print(&Remark { remark: "There is no step there." })?,
        }
    }
    out.end().map(|()| Outcome::Done)
}
