//! Which wording a word was said of: what was denied, confirmed or asked about before a correction is told in the words that
//! stood then.

use crate::judge::account::{Account, Word};
use crate::record::kind::attribute::{GIST, TEXT};
use crate::record::kind::spec::KindRole;
use crate::state::fold::{Filing, Item};
use crate::state::withdrawal::Loss;
use crate::tell::span::Source;
use crate::tell::telling::facts::{Telling, is_opposed};

impl<'s> Telling<'_, 's> {
    /// The wording of a claim or of what somebody said that stood when a report spoke of it; none where it stands still.
    pub(super) fn wording_then(&self, item: &Item, place: usize) -> Option<Source> {
        let path = match item.kind.role() {
            KindRole::Claim => self.at(item, TEXT),
            KindRole::Statement => self.at(item, GIST),
            _ => return None,
        };
        let when = |place: usize| (self.view.state.said_at(place).order.learned, place);
        let before = item.reports.iter().copied().filter(|at| self.view.admits(*at) && when(*at) < when(place));
        let worded = before.filter_map(|report| {
            let testimony = self.view.state.reports()[report].record.gives(&path)?;
            Some(Filing { report, testimony })
        });
        let then = worded.max_by_key(|filing| when(filing.report))?;
        let corrected = self.view.withdrawals().of(then.report).iter().any(|loss| {
            let of_it = loss.path.as_ref().is_none_or(|lost| path.is_within(lost));
            let since = self.view.state.place_of(loss.through).is_some_and(|through| when(through) > when(place));
            matches!(loss.how, Loss::Corrected(_)) && of_it && since
        });
        corrected.then(|| self.source(then))
    }

    /// Whether a word is against a wording that was corrected since: nothing is said by it against the one that stands.
    pub(super) fn is_against_earlier(&self, item: &Item, word: &Word<'s>) -> bool {
        !word.stance.supports() && self.wording_then(item, word.filing.report).is_some()
    }

    /// Whether sides differ on an item, or on the words of it, as it is worded now.
    pub(super) fn is_disputed(&self, item: &Item, account: &Account<'s>) -> bool {
        let against = |word: &&Word<'s>| word.stance.is_committal() && !word.stance.supports() && !word.plan;
        let mut against = account.current().filter(against).peekable();
        let only_earlier = against.peek().is_some() && against.all(|word| self.is_against_earlier(item, word));
        is_opposed(account) && !only_earlier
    }
}
