//! Where somebody signs in.

use maud::html;

use crate::page::harmless::in_query;
use crate::page::{Frame, Reader, document};

/// What the page offers, and what became of the last try.
#[derive(Debug, Default)]
pub struct SignInPage<'p> {
    /// Whether there are tokens to sign in with.
    pub tokens: bool,
    /// The provider that people can sign in with, by its name.
    pub provider: Option<&'p str>,
    /// Where they go afterwards.
    pub to: &'p str,
    /// Why the last try did not succeed: in short, and what to do.
    pub failed: Option<(&'p str, &'p str)>,
    /// For whom it is made.
    pub reader: Reader,
}

/// The page.
pub fn page(page: &SignInPage<'_>) -> String {
    let SignInPage { tokens, provider, to, failed, reader } = page;
    let about = match (provider, tokens) {
        (Some(provider), true) => format!("With your account at {provider}, or with a token you were given."),
        (Some(provider), false) => format!("With your account at {provider}."),
        (None, true) => "With the token you were given. It is kept in this browser until you sign out.".to_owned(),
        (None, false) => "Nobody signs in here: the page is for this machine.".to_owned(),
    };
    let main = html! {
        div.head { div { h1 { "Sign in" } p.standfirst { (about) } } }
        @if let Some((title, sentence)) = failed {
            div.refused role="alert" aria-labelledby="no" { h2 #no { (title) } p { (sentence) } }
        }
        @if let Some(provider) = provider {
            // A link and no form: browsers hold the policy on forms against where a form leads in the end.
            p.acts { a.button href={ "/sign-in/provider?to=" (in_query(to)) } { "Sign in with " (provider) } }
        }
        @if *tokens {
            form.sec method="post" action="/sign-in" {
                input type="hidden" name="to" value=(to);
                div.field { label for="token" { "token" } input #token name="token" type="password" autocomplete="current-password" required; p.back { button { "Sign in" } } }
            }
        }
    };
    document(Frame { title: "Sign in", about: "Say who you are.", ..Frame::for_reader(reader) }, &main)
}
