//! Telling of items: what is on file of one ([`facts`]), how a fact stands in a sentence ([`wording`]), what an item is called
//! ([`naming`]), what it does or what is done to it ([`clauses`], [`adjuncts`], [`undergone`]) and when ([`times`]), what came of it
//! ([`outcomes`]) or was ruled ([`ruled`]), what somebody said ([`quoting`]) or was asked ([`requests`]), and an item in one line
//! ([`headlines`]).

pub(crate) mod adjuncts;
pub(crate) mod clauses;
pub(crate) mod facts;
pub(crate) mod headlines;
pub(crate) mod naming;
pub(crate) mod outcomes;
pub(crate) mod quoting;
pub(crate) mod requests;
pub(crate) mod ruled;
pub(crate) mod times;
pub(crate) mod undergone;
pub(crate) mod wording;
