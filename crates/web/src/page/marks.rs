//! The marks for standing: one family, the circle, from full to empty. The more ink, the better supported. A word always
//! stands beside a mark or in its name.

use maud::{Markup, PreEscaped, html};
use newsreel_story::judge::grade::Grade;

/// The symbols, once on every page.
pub(crate) const SPRITE: &str = include_str!("../../assets/marks.svg");

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Confirmed,
    Corroborated,
    Reported,
    Unattributed,
    Conjecture,
    /// Nothing stands, nothing moved.
    None,
    Contested,
    Doubted,
    Gone,
    Plan,
    /// Not known, not answered.
    Gap,
    /// Told, without a standing of its own.
    OnFile,
    /// That something was put right.
    Corrected,
    /// The desk's own words.
    Desk,
    Up,
    Down,
    /// Neither for nor against.
    Neither,
    Late,
}

impl Mark {
    pub(crate) fn of(grade: Grade) -> Self {
        match grade {
            Grade::Confirmed => Self::Confirmed,
            Grade::Corroborated => Self::Corroborated,
            Grade::Reported => Self::Reported,
            Grade::Unattributed => Self::Unattributed,
            Grade::Conjecture => Self::Conjecture,
            Grade::None => Self::None,
        }
    }

    /// The mark of the words that a line about an item ends with; confirmed where there are none.
    pub(crate) fn of_words(words: Option<&str>) -> Self {
        let Some(words) = words else { return Self::Confirmed };
        match words.split([',', ' ']).next().unwrap_or_default() {
            "confirmed" => Self::Confirmed,
            "corroborated" => Self::Corroborated,
            "reported" => Self::Reported,
            "unattributed" => Self::Unattributed,
            "conjecture" => Self::Conjecture,
            "disputed" | "denied" => Self::Contested,
            _ => Self::None,
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Confirmed => "conf",
            Self::Corroborated => "corr",
            Self::Reported => "rep",
            Self::Unattributed => "una",
            Self::Conjecture => "conj",
            Self::None => "none",
            Self::Contested => "cont",
            Self::Doubted => "doubt",
            Self::Gone => "gone",
            Self::Plan => "plan",
            Self::Gap => "gap",
            Self::OnFile => "none",
            Self::Corrected => "gone",
            Self::Desk => "desk",
            Self::Up => "up",
            Self::Down => "down",
            Self::Neither => "tilde",
            Self::Late => "late",
        }
    }

    /// What it says.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Corroborated => "corroborated",
            Self::Reported => "reported",
            Self::Unattributed => "unattributed",
            Self::Conjecture => "conjecture",
            Self::None => "nothing stands",
            Self::Contested => "contested",
            Self::Doubted => "doubted",
            Self::Gone => "withdrawn",
            Self::Plan => "planned",
            Self::Gap => "not known",
            Self::OnFile => "on file",
            Self::Corrected => "put right",
            Self::Desk => "the desk's own words",
            Self::Up => "raised",
            Self::Down => "lowered",
            Self::Neither => "neither for nor against",
            Self::Late => "overdue",
        }
    }
}

impl maud::Render for Mark {
    fn render(&self) -> Markup {
        let colour = match self {
            Self::Contested | Self::Gone | Self::Late => "\"m red\"",
            Self::Desk => "\"m blue\"",
            _ => "m",
        };
        // There are hundreds on a page: an element that closes itself, and no quotes where none are needed, are lighter.
        html! { (PreEscaped(format!("<svg class={colour} aria-hidden=true><use href=#{} /></svg>", self.symbol()))) }
    }
}
