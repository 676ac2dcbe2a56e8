//! Who may what on the page: the tokens and the provider, as they are configured.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use newsreel_web::{Access, Provider, Role, Token};

use crate::config::{OidcConfig, SignInConfig};

/// The shortest token that is taken, in characters: nobody guesses it.
const SHORTEST_TOKEN: usize = 16;

/// Who may what on a page that listens there. Where nobody can sign in it is for this machine only.
///
/// # Errors
/// What is missing or wrong, and what to write.
pub(crate) fn of(config: &SignInConfig, address: SocketAddr) -> anyhow::Result<Access> {
    let tokens = config.tokens.as_deref().map(tokens).transpose()?;
    let provider = config.oidc.as_ref().map(|oidc| provider(oidc, config, address)).transpose()?;
    if tokens.is_none() && provider.is_none() {
        anyhow::ensure!(
            address.ip().is_loopback(),
            "{address} can be reached from other machines: say who may read and write there, with --tokens FILE or \
             --oidc-issuer URL"
        );
        return Ok(Access::ThisMachine);
    }
    Ok(Access::SignIn {
        tokens: tokens.unwrap_or_default(),
        provider: provider.map(Box::new),
        open_reads: config.open_reads,
    })
}

fn tokens(file: &Path) -> anyhow::Result<Vec<Token>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read the tokens in {}", file.display()))?;
    let mut tokens = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let token = match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [name, role, secret] if secret.len() >= SHORTEST_TOKEN => {
                Role::named(role).map(|role| Token { name: (*name).to_owned(), role, secret: (*secret).to_owned() })
            }
            _ => None,
        };
        tokens.push(token.with_context(|| {
            format!(
                "{}:{number}: write `NAME ROLE TOKEN`, the role one of {}, the token of at least {SHORTEST_TOKEN} characters",
                file.display(),
                Role::ALL.map(Role::as_str).join(", ")
            )
        })?);
    }
    Ok(tokens)
}

fn provider(oidc: &OidcConfig, config: &SignInConfig, address: SocketAddr) -> anyhow::Result<Provider> {
    let OidcConfig { issuer, client, secret, claim, scopes, roles } = oidc;
    is_safe("oidc_issuer", issuer)?;
    let client = client.clone().context("oidc_issuer is set: say with oidc_client what the page is called there")?;
    let roles = roles.as_deref().context(
        "oidc_issuer is set: say with oidc_roles who may what here, as `newsroom = reporter; newsroom-editors = editor`",
    )?;
    let page = match site(config)? {
        Some(page) => page,
        None => {
            anyhow::ensure!(
                address.ip().is_loopback(),
                "oidc_issuer is set: say with page at which address browsers see this page, as https://news.example.org"
            );
            format!("http://{address}")
        }
    };
    Ok(Provider {
        issuer: issuer.clone(),
        client,
        secret: secret.as_deref().map(secret_in).transpose()?,
        page,
        claim: claim.clone(),
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        roles: roles.split(';').map(role).collect::<Result<_, _>>()?,
        session: Duration::from_secs(config.session_hours * 3600),
    })
}

/// Where browsers see the page, where that is configured: without a slash at its end.
pub(crate) fn site(config: &SignInConfig) -> anyhow::Result<Option<String>> {
    let Some(page) = &config.page else { return Ok(None) };
    let page = page.trim_end_matches('/').to_owned();
    is_safe("page", &page)?;
    let path = page.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?', '#']));
    anyhow::ensure!(!path, "page is {page}: write it without a path, as https://news.example.org");
    Ok(Some(page))
}

/// Secrets go over TLS, but on this machine.
fn is_safe(setting: &str, address: &str) -> anyhow::Result<()> {
    let host = |rest: &str| {
        let host = rest.split('/').next().unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']).to_owned();
        name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    let safe = address.starts_with("https://") || address.strip_prefix("http://").is_some_and(host);
    anyhow::ensure!(safe, "{setting} is {address}: write an address that begins with https://");
    Ok(())
}

fn secret_in(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the secret of oidc_client in {}", file.display()))?;
    let secret = text.trim();
    anyhow::ensure!(!secret.is_empty(), "{} is empty: it is to hold the secret of oidc_client", file.display());
    Ok(secret.to_owned())
}

fn role(written: &str) -> anyhow::Result<(String, Role)> {
    let (value, role) = written.rsplit_once('=').unwrap_or((written, ""));
    let (value, role) = (value.trim(), Role::named(role.trim()));
    match role {
        Some(role) if !value.is_empty() => Ok((value.to_owned(), role)),
        _ => anyhow::bail!(
            "oidc_roles has `{}`: write `VALUE = ROLE`, the role one of {}",
            written.trim(),
            Role::ALL.map(Role::as_str).join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(oidc: OidcConfig) -> SignInConfig {
        SignInConfig {
            tokens: None,
            open_reads: false,
            behind_proxy: false,
            oidc: Some(oidc),
            page: None,
            session_hours: 12,
        }
    }

    fn oidc() -> OidcConfig {
        OidcConfig {
            issuer: "https://id.example".to_owned(),
            client: Some("newsreel".to_owned()),
            secret: None,
            claim: "groups".to_owned(),
            scopes: "profile".to_owned(),
            roles: Some("newsroom = reporter; cn=editors,dc=x = editors".to_owned()),
        }
    }

    #[test]
    fn what_is_wrong_with_a_provider_is_said() {
        let here: SocketAddr = "127.0.0.1:8080".parse().expect("an address");
        let anywhere: SocketAddr = "0.0.0.0:8080".parse().expect("an address");
        let refused = |oidc: OidcConfig, address| of(&config(oidc), address).expect_err("refused").to_string();
        let wrong = "oidc_roles has `cn=editors,dc=x = editors`: write `VALUE = ROLE`, the role one of reader";
        assert!(refused(oidc(), here).contains(wrong));
        let roles = Some("newsroom = reporter; cn=editors,dc=x = editor".to_owned());
        let right = OidcConfig { roles, ..oidc() };
        assert!(of(&config(right.clone()), here).is_ok());
        assert!(refused(right.clone(), anywhere).contains("say with page at which address browsers see this page"));
        assert!(refused(OidcConfig { client: None, ..right.clone() }, here).contains("oidc_client"));
        assert!(refused(OidcConfig { roles: None, ..right.clone() }, here).contains("oidc_roles"));
        let plain = OidcConfig { issuer: "http://id.example".to_owned(), ..right.clone() };
        assert_eq!(
            refused(plain, here),
            "oidc_issuer is http://id.example: write an address that begins with https://"
        );
        let secret = OidcConfig { secret: Some("/nowhere".into()), ..right };
        assert!(refused(secret, here).contains("/nowhere"));
        let nobody = SignInConfig { oidc: None, ..config(oidc()) };
        assert!(of(&nobody, anywhere).expect_err("refused").to_string().contains("--oidc-issuer"));
        assert!(matches!(of(&nobody, here), Ok(Access::ThisMachine)));
    }
}
