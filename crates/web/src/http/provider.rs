//! Signing in with OpenID Connect: the authorization code flow with PKCE, a state and a nonce.
//!
//! Whoever begins is sent to the provider with a state that only this process knows and that belongs to their browser. When
//! they come back with it, once and in time, the code is exchanged for an ID token, which is believed only when it is signed
//! by a key of the provider, meant for us, still valid, and answers this very sign-in. What the provider publishes of itself
//! is read at the first sign-in and again from time to time, so that a provider that is down keeps nobody from reading.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use newsreel_story::record::characters::one_line;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::role::Role;
use super::sessions::{Kept, Person};
use crate::outgoing::{Outgoing, OutgoingError, causes};

/// What sends people to the provider.
pub(super) const AT_PROVIDER: &str = "/sign-in/provider";
/// Where a provider sends people back to.
pub(super) const RETURN: &str = "/sign-in/return";
/// How long somebody may take at the provider.
const THERE: Duration = Duration::from_secs(10 * 60);
/// For how long what a provider publishes of itself, its keys with it, is taken as it was.
const PUBLISHED: Duration = Duration::from_secs(60 * 60);
/// How long a provider that does not answer is left alone.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);
/// The signatures that are believed: those of keys that the provider publishes. One made with the client's own secret, or
/// none at all, proves nothing.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider of OpenID Connect, and what its people may here.
#[derive(Clone)]
pub struct Provider {
    /// Its address, to the letter as it calls itself.
    pub issuer: String,
    /// What we are called there.
    pub client: String,
    /// Our secret there; none for a public client, which PKCE alone protects.
    pub secret: Option<String>,
    /// The address of the page as browsers see it, without a path.
    pub page: String,
    /// The claim that says what somebody may; a path with dots leads into an object.
    pub claim: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Which value of the claim gives which role.
    pub roles: Vec<(String, Role)>,
    /// For how long somebody stays signed in.
    pub session: Duration,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({} at {})", self.client, self.issuer)
    }
}

impl Provider {
    /// Its name for people: the host of its address.
    pub(super) fn name(&self) -> &str {
        let rest = self.issuer.split_once("://").map_or(self.issuer.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }

    /// The role that these claims give: of several, the one that may most.
    fn role(&self, claims: &Map<String, Value>) -> Option<Role> {
        let held = values(claims, &self.claim);
        let given = self.roles.iter().filter(|(value, _)| held.contains(&value.as_str())).map(|(_, role)| *role);
        given.max_by_key(|role| Role::ALL.iter().position(|known| known == role))
    }
}

/// The texts under a claim: one, or a list.
fn values<'c>(claims: &'c Map<String, Value>, claim: &str) -> Vec<&'c str> {
    let along = || {
        let mut parts = claim.split('.');
        let first = claims.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    };
    match claims.get(claim).or_else(along) {
        Some(Value::String(_)) if claim == "email" && claims.get("email_verified") != Some(&Value::Bool(true)) => {
            Vec::new()
        }
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSignedIn {
    /// The provider does not answer, or not as a provider does.
    #[error("it does not answer: {0}")]
    Unreachable(String),
    /// They come back with a state that is not theirs, or no longer.
    #[error("the sign-in was not begun here, or is over")]
    NotBegun,
    /// The provider, or they themselves, said no.
    #[error("it said no: {0}")]
    Declined(String),
    /// The code was not taken, or the token is not to be believed.
    #[error("what it sent is not believed: {0}")]
    Untrusted(String),
    /// They are known there, and nothing there gives them a role here.
    #[error("it says nothing of {0} that gives a role")]
    NoRole(String),
}

/// Every claim of a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Claims {}

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Known = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that was begun.
#[derive(Clone)]
struct Begun {
    nonce: Nonce,
    verifier: Arc<str>,
    /// The browser it belongs to.
    browser: String,
    /// Where to go afterwards.
    to: String,
}

/// What a provider publishes of itself, or why that could not be read, and since when that is known.
type Published = (Result<Arc<Known>, String>, Instant);

/// Signs people in with a provider.
pub(crate) struct SigningIn {
    provider: Provider,
    http: Outgoing,
    published: Mutex<Option<Published>>,
    begun: Kept<Begun>,
    sessions: Kept<Person>,
}

impl SigningIn {
    pub(crate) fn new(provider: Provider) -> std::io::Result<Self> {
        let (published, begun, sessions) = Default::default();
        Ok(Self { provider, http: Outgoing::new()?, published, begun, sessions })
    }

    pub(super) fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Who has signed in with this secret.
    pub(super) fn person(&self, secret: &str) -> Option<Person> {
        self.sessions.get(secret, Instant::now())
    }

    pub(super) fn sign_out(&self, secret: &str) {
        self.sessions.take(secret, Instant::now());
    }

    /// The address at the provider where a browser is to go.
    pub(super) async fn begin(&self, browser: &str, to: &str) -> Result<String, NotSignedIn> {
        let known = self.known().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let scopes = self.provider.scopes.iter().cloned().map(Scope::new);
        let request = known.authorize_url(flow, || CsrfToken::new(secret()), || Nonce::new(secret()));
        let (address, state, nonce) = request.add_scopes(scopes).set_pkce_challenge(challenge).url();
        let verifier = verifier.into_secret().into();
        let begun = Begun { nonce, verifier, browser: browser.to_owned(), to: to.to_owned() };
        self.begun.keep(state.into_secret(), begun, Instant::now(), THERE);
        Ok(address.to_string())
    }

    /// Signs in whoever comes back from the provider: the secret of their session, and where they wanted to go.
    pub(super) async fn finish(
        &self,
        browser: Option<&str>,
        answer: &HashMap<String, String>,
    ) -> Result<(String, String), NotSignedIn> {
        let begun = answer.get("state").and_then(|state| self.begun.take(state, Instant::now()));
        let begun = begun.filter(|begun| Some(begun.browser.as_str()) == browser).ok_or(NotSignedIn::NotBegun)?;
        if answer.get("iss").is_some_and(|issuer| *issuer != self.provider.issuer) {
            return Err(NotSignedIn::Untrusted("it is another provider’s".to_owned()));
        }
        if let Some(error) = answer.get("error") {
            return Err(NotSignedIn::Declined(answer.get("error_description").unwrap_or(error).clone()));
        }
        let code = answer.get("code").ok_or_else(|| NotSignedIn::Untrusted("it sent no code".to_owned()))?;
        let person = self.person_of(code, &begun).await?;
        let session = secret();
        self.sessions.keep(session.clone(), person, Instant::now(), self.provider.session);
        Ok((session, begun.to))
    }

    /// Who a code stands for.
    async fn person_of(&self, code: &str, begun: &Begun) -> Result<Person, NotSignedIn> {
        let known = self.known().await?;
        let exchange =
            known.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| untrusted(&error))?;
        let verifier = PkceCodeVerifier::new(begun.verifier.to_string());
        let tokens = exchange.set_pkce_verifier(verifier).request_async(&self.http).await;
        let tokens = tokens.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(error) => NotSignedIn::Unreachable(error.to_string()),
            error => untrusted(&error),
        })?;
        let token = tokens.id_token().ok_or_else(|| NotSignedIn::Untrusted("it sent no ID token".to_owned()))?;
        let verified = match token.claims(&verifier_of(&known), &begun.nonce) {
            Ok(claims) => claims.clone(),
            // It may have taken another key since.
            Err(openidconnect::ClaimsVerificationError::SignatureVerification(_)) => {
                let known = self.publish_again().await?;
                token.claims(&verifier_of(&known), &begun.nonce).map_err(|error| untrusted(&error))?.clone()
            }
            Err(error) => return Err(untrusted(&error)),
        };
        let mut claims = members(&verified)?;
        if values(&claims, &self.provider.claim).is_empty()
            && let Ok(request) = known.user_info(tokens.access_token().clone(), Some(verified.subject().clone()))
        {
            // The token is enough to know who it is; what more there is, the provider may tell or not.
            let more: Result<openidconnect::UserInfoClaims<Claims, CoreGenderClaim>, _> =
                request.request_async(&self.http).await;
            match more {
                Ok(more) => claims.extend(members(&more)?),
                Err(error) => tracing::warn!("{} does not tell more of somebody: {error}", self.provider.issuer),
            }
        }
        self.person_with(&claims)
    }

    fn person_with(&self, claims: &Map<String, Value>) -> Result<Person, NotSignedIn> {
        let text = |name| claims.get(name).and_then(Value::as_str);
        let subject = text("sub").and_then(|subject| one_line(subject).ok());
        let subject = subject.ok_or_else(|| NotSignedIn::Untrusted("it does not say who it is".to_owned()))?;
        let names = ["name", "preferred_username", "email"];
        let name = names.into_iter().find_map(|name| text(name).filter(|text| one_line(text).is_ok()));
        let role = self.provider.role(claims).ok_or_else(|| NotSignedIn::NoRole(name.unwrap_or(subject).to_owned()))?;
        let actor = name.map_or_else(|| subject.to_owned(), |name| format!("{name} ({subject})"));
        Ok(Person { name: name.unwrap_or(subject).to_owned(), actor, role })
    }

    /// The provider as it publishes itself. One that does not answer is not asked again at once, however many want to sign in.
    async fn known(&self) -> Result<Arc<Known>, NotSignedIn> {
        let mut published = self.published.lock().await;
        match &*published {
            Some((Ok(known), at)) if at.elapsed() < PUBLISHED => return Ok(Arc::clone(known)),
            Some((Err(why), at)) if at.elapsed() < BETWEEN_TRIES => return Err(NotSignedIn::Unreachable(why.clone())),
            Some(_) | None => {}
        }
        let known = self.discover().await.map(Arc::new);
        *published = Some((known.clone(), Instant::now()));
        known.map_err(NotSignedIn::Unreachable)
    }

    async fn publish_again(&self) -> Result<Arc<Known>, NotSignedIn> {
        *self.published.lock().await = None;
        self.known().await
    }

    async fn discover(&self) -> Result<Known, String> {
        let Provider { issuer, client, secret, page, .. } = &self.provider;
        let issuer = IssuerUrl::new(issuer.clone()).map_err(|error| causes(&error))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http).await;
        let metadata = metadata.map_err(|error| causes(&error))?;
        let methods = metadata.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
        let in_body = methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
        let back = RedirectUrl::new(format!("{page}{RETURN}")).map_err(|error| causes(&error))?;
        let secret = secret.clone().map(ClientSecret::new);
        let known = Known::from_provider_metadata(metadata, ClientId::new(client.clone()), secret);
        let known = known.set_redirect_uri(back);
        Ok(if in_body { known.set_auth_type(AuthType::RequestBody) } else { known })
    }
}

fn verifier_of(known: &Known) -> openidconnect::IdTokenVerifier<'_, CoreJsonWebKey> {
    known.id_token_verifier().set_allowed_algs(SIGNATURES)
}

fn untrusted(error: &dyn std::error::Error) -> NotSignedIn {
    NotSignedIn::Untrusted(causes(error))
}

/// Claims by name, the standard ones with the others.
fn members(claims: &impl Serialize) -> Result<Map<String, Value>, NotSignedIn> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(NotSignedIn::Untrusted("its claims cannot be read".to_owned())),
    }
}

/// What nobody guesses: 256 bits in letters and digits.
pub(super) fn secret() -> String {
    CsrfToken::new_random_len(32).into_secret()
}

impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = OutgoingError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutgoingError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider(claim: &str) -> Provider {
        let roles = [("newsroom", Role::Reporter), ("newsroom/editors", Role::Editor), ("law", Role::Auditor)];
        Provider {
            issuer: "https://id.example/realms/news".to_owned(),
            client: "newsreel".to_owned(),
            secret: Some("do not tell".to_owned()),
            page: "https://news.example".to_owned(),
            claim: claim.to_owned(),
            scopes: Vec::new(),
            roles: roles.map(|(value, role)| (value.to_owned(), role)).to_vec(),
            session: Duration::from_secs(60),
        }
    }

    fn role(claim: &str, claims: Value) -> Option<Role> {
        provider(claim).role(claims.as_object().expect("an object"))
    }

    #[test]
    fn a_claim_gives_the_role_that_may_most() {
        assert_eq!(role("groups", json!({ "groups": ["law", "newsroom/editors", "newsroom"] })), Some(Role::Editor));
        assert_eq!(role("groups", json!({ "groups": "newsroom" })), Some(Role::Reporter));
        assert_eq!(role("realm.roles", json!({ "realm": { "roles": ["law"] } })), Some(Role::Auditor));
        assert_eq!(role("https://x.example/roles", json!({ "https://x.example/roles": ["law"] })), Some(Role::Auditor));
        for nothing in [
            json!({}),
            json!({ "groups": [] }),
            json!({ "groups": ["newsroom/"] }),
            json!({ "groups": { "newsroom": true } }),
            json!({ "groups": "newsroom law" }),
            json!({ "role": "newsroom" }),
        ] {
            assert_eq!(role("groups", nothing.clone()), None, "{nothing}");
        }
    }

    #[test]
    fn an_address_that_nobody_has_verified_gives_no_role() {
        let mut provider = provider("email");
        provider.roles = vec![("rita@news.example".to_owned(), Role::Editor)];
        let role = |claims: Value| provider.role(claims.as_object().expect("an object"));
        assert_eq!(role(json!({ "email": "rita@news.example", "email_verified": true })), Some(Role::Editor));
        assert_eq!(role(json!({ "email": "rita@news.example", "email_verified": false })), None);
        assert_eq!(role(json!({ "email": "rita@news.example" })), None);
    }

    #[test]
    fn the_secret_is_never_shown() {
        assert_eq!(format!("{:?}", provider("groups")), "Provider(newsreel at https://id.example/realms/news)");
    }
}
