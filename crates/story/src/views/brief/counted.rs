//! What a number is of: the dead, the sum, the number of cars.

use crate::record::kind::Kind;
use crate::record::kind::attribute::{RATE, TEXT, TOTAL};
use crate::record::kind::spec::KindRole;
use crate::record::path::Path;
use crate::record::value::Value;
use crate::state::fold::Item;
use crate::tell::clause::value;
use crate::tell::english;
use crate::tell::realise::plain_text;
use crate::tell::span::{Phrase, Piece, Role, ValueForm};
use crate::tell::telling::facts::{Fact, Telling};

impl<'s> Telling<'_, 's> {
    /// What a number is given of, and the number, without its unit where that is said already: “the number of cars”, “4.7
    /// million as of 20 October 2014”.
    pub(super) fn what_is_counted(&self, path: &Path, fact: &Fact<'s>) -> (Phrase, Phrase) {
        let name = path.attribute.as_ref().map(|name| name.as_str()).unwrap_or_default();
        let label = Piece::Said(Role::Attribute { source: self.source(fact.filing) }, Vec::new());
        let Some(Value::Count(count)) = fact.value else { return (counted(name, label), self.words(fact)) };
        let unit = count.unit.as_deref().unwrap_or_default();
        let plain = count.scope.is_none() && count.series.is_none() && count.parts.is_empty();
        // “The number of firefighters at 90 firefighters” says it twice.
        if unit == name {
            return (vec![Piece::Plain("the number")], self.words(fact));
        }
        let item = path.of_item().and_then(|item| self.view.state.item(item));
        if item.is_some_and(|item| item.kind.role() == KindRole::Claim) && name == RATE {
            return (vec![Piece::Plain("it")], self.words(fact));
        }
        let of_claim = item.filter(|item| name == TOTAL && item.kind.role() == KindRole::Claim && plain);
        match of_claim {
            Some(item) if self.counts_a_noun(item).is_some() => {
                let what = self.counts_a_noun(item).unwrap_or_default();
                ([vec![Piece::Plain("the number of")], what].concat(), self.figure(fact))
            }
            Some(_) if is_money(unit) => (vec![Piece::Plain("the sum")], self.words(fact)),
            Some(_) if !unit.is_empty() && unit != "%" && !unit.contains("per cent") && !unit.contains("percent") => {
                let of = value(self.source(fact.value_in), ValueForm::Unit);
                (vec![Piece::Plain("the number of"), of], self.figure(fact))
            }
            _ => (counted(name, label), self.words(fact)),
        }
    }

    /// The words of a claim, where they are only a name for what it counts: “people killed by airbags”.
    pub(super) fn counts_a_noun(&self, item: &Item) -> Option<Phrase> {
        let unit = self.leading(&self.at(item, TOTAL)).and_then(|total| match total.value? {
            Value::Count(count) => count.unit.clone(),
            _ => None,
        })?;
        let text = self.leading(&self.at(item, TEXT))?;
        let words = plain_text(text.value?.text()?);
        names_what_is_counted(&words, &unit).then(|| vec![value(self.source(text.value_in), ValueForm::Plain)])
    }

    /// A number without its unit.
    fn figure(&self, fact: &Fact<'s>) -> Phrase {
        let own = self.source(fact.value_in);
        let bare = |piece: Piece| match piece {
            Piece::Said(Role::Value { source, form: ValueForm::Plain }, also) if source == own => {
                Piece::Said(Role::Value { source, form: ValueForm::Figure }, also)
            }
            piece => piece,
        };
        self.words(fact).into_iter().map(bare).collect()
    }
}

/// Whether words name the things that a number counts, and say nothing of them: “people killed by airbags” of people.
fn names_what_is_counted(text: &str, unit: &str) -> bool {
    let unit = unit.rsplit(' ').next().unwrap_or_default();
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let Some(head) = words.iter().take(4).position(|word| word.eq_ignore_ascii_case(unit)) else { return false };
    // “Recalled boats”, but “the port repaired boats” and “the port sold boats” have a verb before them.
    let is_verb = |word: &&str| word.ends_with("ed") || english::is_irregular_past(word);
    let of_noun = words.iter().take(head).enumerate().all(|(place, word)| place == 0 || !is_verb(word));
    // “Boats sold in May”, but “boats wait”: what stands behind them tells more of them.
    let more = words.get(head + 1).is_none_or(|next| {
        ["ed", "en", "ing"].iter().any(|end| next.ends_with(end))
            || english::is_irregular_past(next)
            || LEADS_ON.contains(next)
            || ["not", "that", "to", "who", "whose"].contains(next)
    });
    // What is done by somebody is a participle; what is done to something is a verb.
    let acts = words.windows(2).skip(head).any(|pair| {
        let verb = pair[0].ends_with("ed") && pair[0].starts_with(char::is_lowercase);
        verb && !LEADS_ON.contains(&pair[1]) && pair[1] != "and"
    });
    let starts = words.first().is_some_and(|first| !first.starts_with(char::is_uppercase));
    // “About 300 tonnes of lead” has the number already.
    let bare = !text.contains(|letter: char| letter.is_ascii_digit());
    starts && bare && of_noun && more && !acts && !english::is_clause(text)
}

/// Words that tell more of a noun before them.
const LEADS_ON: [&str; 24] = [
    "about", "after", "against", "aboard", "as", "at", "before", "by", "during", "for", "from", "in", "near", "of",
    "on", "or", "over", "since", "to", "under", "when", "with", "within", "without",
];

/// Whether a unit is one of money.
fn is_money(unit: &str) -> bool {
    const CURRENCIES: [&str; 24] = [
        "crowns", "dinars", "dirhams", "dollars", "euros", "francs", "kroner", "kronor", "lira", "liras", "naira",
        "pesos", "pounds", "rand", "reais", "renminbi", "ringgit", "riyals", "roubles", "rubles", "rupees", "shekels",
        "yen", "yuan",
    ];
    let last = unit.rsplit(' ').next().unwrap_or_default();
    CURRENCIES.contains(&last) || last.len() == 3 && last.chars().all(|letter| letter.is_ascii_uppercase())
}

/// What is counted, as what a number is given of.
pub(super) fn counted(name: &str, label: Piece) -> Phrase {
    /// Words for people that say what became of them.
    const PEOPLE: &[&str] =
        &["aboard", "dead", "deceased", "detained", "injured", "missing", "rescued", "staff", "wounded"];
    let own = Kind::all().any(|kind| kind.attribute(name).is_some_and(|spec| !spec.called.is_empty()));
    let of_people = PEOPLE.contains(&name) || name.ends_with('s');
    // What the table calls by a noun of its own has one that is counted.
    match of_people && !own {
        true => vec![Piece::Plain("the number of"), label],
        false => vec![Piece::Plain("the"), label],
    }
}
