//! The answers in work: a question that many ask at the same time is answered once.
//!
//! On a live desk everybody looks at the same story at the same moment. They are given one answer, in the same bytes, as long
//! as none of them could have seen more of the log than it will say.

use std::collections::HashMap;
use std::sync::Mutex;

use futures::future::{BoxFuture, FutureExt, Shared, WeakShared};
use newsreel_story::record::recorded::Sequence;

use crate::answer::Answered;
use crate::ask::Query;
use crate::snapshots::locked;

type Working = BoxFuture<'static, Answered>;

/// The answers in work, by their questions.
#[derive(Default)]
pub(crate) struct InWork {
    by_question: Mutex<HashMap<String, InWorkSince>>,
}

/// One of them. It ends with the last who waits for it.
struct InWorkSince {
    /// The position that the store described when it was asked for: the answer knows of everything up to there.
    position: Sequence,
    answer: WeakShared<Working>,
}

impl InWork {
    /// The answer to a question, by one who has seen the log up to `here`: one that is in work, if it will know as much, or
    /// a new one.
    pub(crate) fn join(&self, query: &Query, here: Sequence, work: impl FnOnce() -> Working) -> Shared<Working> {
        // What it waits for is reached; nothing else of a question is left out.
        let question = serde_json::to_string(&Query { at_least: 0, ..query.clone() }).unwrap_or_default();
        let mut by_question = locked(&self.by_question);
        let known = by_question.get(&question).filter(|known| known.position >= here);
        if let Some(answer) = known.and_then(|known| known.answer.upgrade()) {
            return answer;
        }
        by_question.retain(|_, known| known.answer.upgrade().is_some());
        let answer = work().shared();
        if let Some(waited_for) = answer.downgrade() {
            by_question.insert(question, InWorkSince { position: here, answer: waited_for });
        }
        answer
    }

    /// Whoever asks from now on is given a new answer: something before the position has changed.
    pub(crate) fn begin_anew(&self) {
        locked(&self.by_question).clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future;
    use newsreel_story::record::bounds::Bounds;
    use newsreel_story::record::style::Style;
    use tokio::sync::Notify;

    use super::*;
    use crate::ask::Ask;

    fn question(ask: Ask) -> Query {
        Query { ask, bounds: Bounds::default(), style: Style::default(), at_least: 0 }
    }

    #[tokio::test]
    async fn who_asks_the_same_at_the_same_time_shares_the_answer_and_nobody_is_told_of_less_than_was_on_file() {
        let (in_work, worked) = (InWork::default(), Arc::new(AtomicUsize::new(0)));
        let go_on = Arc::new(Notify::new());
        let ask = |ask: Ask, here: Sequence| {
            let (worked, go_on) = (Arc::clone(&worked), Arc::clone(&go_on));
            let work = async move {
                let number = worked.fetch_add(1, Ordering::SeqCst);
                go_on.notified().await;
                Ok(number.to_string().into())
            };
            in_work.join(&question(ask), here, || work.boxed())
        };
        let listing = || Ask::Stories { after: None, limit: Some(1) };
        let (first, second) = (ask(listing(), 5), ask(listing(), 5));
        let (further, other) = (ask(listing(), 6), ask(Ask::Position, 5));
        let all = future::join4(first, second, further, other);
        let released = async {
            while worked.load(Ordering::SeqCst) < 3 {
                tokio::task::yield_now().await;
            }
            (0..3).for_each(|_| go_on.notify_one());
            go_on.notify_waiters();
        };
        let ((first, second, further, other), ()) = future::join(all, released).await;
        assert_eq!(first, second);
        let given = [first, further, other].map(|answer| answer.expect("an answer"));
        assert!(given[0] != given[1] && given[0] != given[2] && given[1] != given[2], "{given:?}");
        // Nobody waits for the last one any more: it is worked on anew.
        drop(ask(listing(), 6));
        go_on.notify_one();
        assert_eq!(ask(listing(), 6).await.expect("an answer"), "3");
    }
}
