//! What was filed, whole: who says it, through whom and on what footing, and what is said on one path.

use crate::judge::view::View;
use crate::record::attribution::{Attribution, Quote};
use crate::record::stance::{Hedge, Stance};
use crate::record::testimony::Testimony;
use crate::record::time::When;
use crate::record::update::Update;
use crate::record::value::Value;
use crate::tell::dates::bare;
use crate::tell::{called, names, sources, values};

/// Who says it, through whom, on what footing, in which words, and where that was found.
pub fn source(view: &View<'_>, attribution: &Attribution) -> String {
    let mut how = vec![attribution.basis.as_str().replace('_', " ")];
    let holder = names::of(view, &attribution.holder);
    if sources::chain(view, attribution).first().is_none_or(|origin| !origin.ends_with(&holder)) {
        how.push(format!("in the name of {holder}"));
    }
    if attribution.knowledge != Default::default() {
        how.push(attribution.knowledge.as_str().replace('_', " "));
    }
    if attribution.distinct {
        how.push("known to be another than other such sources".to_owned());
    }
    how.extend(attribution.translated_from.iter().map(|from| format!("translated from {from}")));
    how.extend(attribution.statement.iter().map(|item| format!("relays {}", called::by_key(view, item.as_str()))));
    how.extend(attribution.url.iter().map(ToString::to_string));
    let quote = attribution.quote.as_ref().map(quoted).unwrap_or_default();
    format!("{} ({}){quote}", sources::chain(view, attribution).join(" → "), how.join("; "))
}

fn quoted(Quote { exact, prefix, suffix }: &Quote) -> String {
    let around = |text: &Option<Box<str>>| text.as_ref().map(|text| format!("{text} ")).unwrap_or_default();
    format!(": {}“{exact}” {}", around(prefix), around(suffix)).trim_end().to_owned()
}

/// What is said on one path, and how firmly.
pub fn testimony(view: &View<'_>, update: &Update, said: &Testimony, several: bool) -> String {
    let stance = match said.stance {
        Stance::Asserts => String::new(),
        other => format!("{} ", other.as_str().replace('_', " ")),
    };
    let value = match &said.value {
        Some(Value::When(when)) => when_of(view, when),
        Some(value) => values::with_parts(view, value),
        None => String::new(),
    };
    let mut how: Vec<String> = said.hedge.map(|hedge: Hedge| hedge.adverb().to_owned()).into_iter().collect();
    how.extend(said.limits.iter().map(ToString::to_string));
    how.extend(said.from.iter().map(|from| format!("from {}", bare(&when_of(view, from)))));
    how.extend(said.until.iter().map(|until| format!("until {}", bare(&when_of(view, until)))));
    how.extend(said.holder.iter().map(|holder| format!("said of {}", names::of(view, holder))));
    if let Some(attribution) = update.attributions.get(usize::from(said.attribution)).filter(|_| several) {
        how.push(format!("says {}", sources::chain(view, attribution).join(" → ")));
    }
    let how = if how.is_empty() { String::new() } else { format!(" ({})", how.join("; ")) };
    format!("{}{how}", format!("{stance}{value}").trim_end()).trim_start().to_owned()
}

/// A date with the source's words for it, and the day these were written.
pub fn when_of(view: &View<'_>, when: &When) -> String {
    let anchor = when.anchor().map(|anchor| match When::parse(anchor) {
        Ok(day) => format!(", written {}", values::date(view, &day)),
        Err(_) => format!(", written {anchor}"),
    });
    format!("{}{}", values::when(view, when), anchor.unwrap_or_default())
}
