//! Where somebody shows their token.

use maud::html;

use crate::page::{Frame, Reader, document};

/// The page that asks for a token; after a wrong one it says so.
pub fn page(wrong: bool, reader: &Reader) -> String {
    let main = html! {
        div.head { div { h1 { "Sign in" } p.standfirst { "With the token you were given. It is kept in this browser until you sign out." } } }
        @if wrong {
            div.refused role="alert" aria-labelledby="no" { h2 #no { "Nobody has this token" } p { "Look whether it is whole, or ask for another." } }
        }
        form method="post" action="/sign-in" {
            div.field { label for="token" { "token" } input #token name="token" type="password" autocomplete="current-password" required; p.back { button { "Sign in" } } }
        }
    };
    document(Frame { title: "Sign in", about: "Show your token.", ..Frame::for_reader(reader) }, &main)
}
