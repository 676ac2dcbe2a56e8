//! What the text of a time means.

use edtf_core::{Date, Edtf, YearKind};
use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;

use crate::record::name::ItemKey;

/// The offsets from UTC that are in use, in seconds: from the last zone to enter a day to the first.
const OFFSETS: std::ops::RangeInclusive<i32> = -12 * 3600..=14 * 3600;

/// What the text of a time means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A day or coarser. The expression says which parts, at which end, are uncertain, approximate, unspecified, open or
    /// unknown.
    Edtf(Box<Edtf>),
    /// A moment, or an interval of two.
    Instants(Timestamp, Timestamp),
    /// Relative to another item.
    Relative(Relative, ItemKey),
}

/// A relation in time to another item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// Before it.
    Before,
    /// In the course of it.
    During,
    /// After it.
    After,
}

/// What the text means, or why it means no time.
pub(super) fn read(text: &str) -> Result<Meaning, String> {
    if text.starts_with(['[', '{']) {
        // EDTF has no blanks, but people write them in lists.
        return read_edtf(&text.replace(' ', ""));
    }
    if let Some((word, item)) = text.split_once(' ') {
        return read_relative(word, item);
    }
    if text.contains('T') {
        let (start, end) = text.split_once('/').unwrap_or((text, text));
        let (start, end) = (read_instant(start)?, read_instant(end)?);
        return if start <= end { Ok(Meaning::Instants(start, end)) } else { Err("it ends before it starts".into()) };
    }
    read_edtf(text)
}

fn read_relative(word: &str, item: &str) -> Result<Meaning, String> {
    let relative = match word {
        "before" => Relative::Before,
        "during" => Relative::During,
        "after" => Relative::After,
        _ => return Err(format!("`{word}` is not before, after or during")),
    };
    let item = ItemKey::new(item).map_err(|error| error.to_string())?;
    Ok(Meaning::Relative(relative, item))
}

fn read_instant(text: &str) -> Result<Timestamp, String> {
    let instant = text.parse().map_err(|_| format!("`{text}` is not a time with its offset from UTC"))?;
    let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
    match offset {
        Some(offset) if OFFSETS.contains(&offset.seconds()) => Ok(instant),
        _ => {
            Err(format!("the offset from UTC of `{text}` is not one that is in use; offsets go from -12:00 to +14:00"))
        }
    }
}

fn read_edtf(text: &str) -> Result<Meaning, String> {
    let read = Edtf::parse(text).map_err(|error| error.to_string());
    read.or_else(|reason| negative_year_with_unspecified_digits(text).ok_or(reason))
        .map(|edtf| Meaning::Edtf(Box::new(edtf)))
}

/// `-01XX`: a negative year with unspecified digits, which the library refuses.
fn negative_year_with_unspecified_digits(text: &str) -> Option<Edtf> {
    let Edtf::Date(mut date) = Edtf::parse(text.strip_prefix('-')?).ok()? else { return None };
    match &mut date {
        Date { year, month: None, day: None } if year.has_unspecified() => match &mut year.kind {
            YearKind::Standard { negative, .. } => *negative = true,
            YearKind::Big { .. } | YearKind::Exponential { .. } => return None,
        },
        _ => return None,
    }
    Some(Edtf::Date(date))
}
