//! How the values of words stand to each other.

use crate::judge::account::Word;
use crate::record::comparison::Comparison;
use crate::record::kind::attribute::WHEN;
use crate::record::kind::spec::Rank;
use crate::record::value::Value;
use crate::state::directory::Directory;

/// How two values stand to each other as their types say. Without a value a word is about the whole path, which is
/// compatible with every value of it.
pub(super) fn compare(a: Option<&Value>, b: Option<&Value>, directory: &Directory) -> Comparison {
    match (a, b) {
        (Some(a), Some(b)) => a.compare(b, directory),
        (None, None) => Comparison::Same,
        _ => Comparison::Compatible,
    }
}

/// Whether some words give the day something began and the others the day it ended, whichever they are.
pub(super) fn are_two_ends(some: &[&Word<'_>], others: &[&Word<'_>]) -> bool {
    begin_and_end(some, others) || begin_and_end(others, some)
}

/// Whether some words give the day something began, and others the day it ended.
pub(super) fn begin_and_end(began: &[&Word<'_>], ended: &[&Word<'_>]) -> bool {
    let day = |word: &Word<'_>| match word.value {
        Some(Value::When(when)) => when.start_in_utc(),
        _ => None,
    };
    let of_rank = |word: &Word<'_>, rank| word.testimony.path.is_of(WHEN) && word.record.rank_filed() == Some(rank);
    let all = |words: &[&Word<'_>], rank| !words.is_empty() && words.iter().all(|word| of_rank(word, rank));
    let in_order = || began.iter().all(|began| ended.iter().all(|ended| day(began) <= day(ended)));
    all(began, Rank::UnderWay) && all(ended, Rank::Outcome) && in_order()
}
