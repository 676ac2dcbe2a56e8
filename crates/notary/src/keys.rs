//! Keys: with which the notary signs and a witness cosigns, and which of them somebody trusts.
//!
//! A key file has one key a line, as `signed-note` writes them; what follows a `#` at the beginning of a line is a comment. The
//! notary signs with every key of its file, so that while a key is being replaced both are valid: add the new one, give
//! everybody its public half, take the old one out.

use std::fmt;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signer as _, SigningKey, Verifier as _, VerifyingKey};
use rand_core::{OsRng, RngCore};
use signed_note::{Signer, SignerError, StandardSigner, StandardVerifier, Verifier, is_key_name_valid, key_id};

use crate::base64;

/// Signed notes by Ed25519.
const ED25519: u8 = 0x01;
/// Timestamped cosignatures of witnesses by Ed25519.
const COSIGNATURE: u8 = 0x04;
/// What a line begins with that names a key which is not to be trusted any more.
const REVOKED: &str = "revoked ";

/// What is wrong with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key file {path}: {reason}{hint}", path = path.display(), hint = hint(reason))]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// A line is not a key. The line is not repeated, as it may be half a secret.
    #[error("line {line} of {of} is not {expected}; make keys with `newsreel audit keygen`")]
    Line {
        /// Of what.
        of: String,
        /// Which line, from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// There is no key.
    #[error("{of} has no key; make one with `newsreel audit keygen`")]
    Empty {
        /// In what.
        of: String,
    },
    /// The keys of one notary have different names.
    #[error("{of} has keys of different names, `{one}` and `{other}`; a log has one name, and all its keys bear it")]
    Names {
        /// In what.
        of: String,
        /// One of the names.
        one: String,
        /// Another.
        other: String,
    },
    /// Not a name for a key.
    #[error(
        "`{0}` is not a valid name of a key: write one like newsroom.example/log, without spaces, `+` and control characters"
    )]
    Name(String),
}

/// A new key pair: the secret line, and the public one.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPair {
    /// For the key file of the one who signs.
    pub secret: String,
    /// For everybody.
    pub public: String,
}

/// Leaves the secret out.
impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair").field("public", &self.public).finish_non_exhaustive()
    }
}

impl KeyPair {
    /// A new key of a notary.
    ///
    /// # Errors
    /// When the name is not valid.
    pub fn of_notary(name: &str) -> Result<Self, KeyError> {
        Self::generate(name, ED25519)
    }

    /// A new key of a witness.
    ///
    /// # Errors
    /// When the name is not valid.
    pub fn of_witness(name: &str) -> Result<Self, KeyError> {
        Self::generate(name, COSIGNATURE)
    }

    fn generate(name: &str, kind: u8) -> Result<Self, KeyError> {
        if !is_key_name_valid(name) || name.contains(char::is_control) {
            return Err(KeyError::Name(name.to_owned()));
        }
        let mut seed = [0; 32];
        OsRng.fill_bytes(&mut seed);
        let key = SigningKey::from_bytes(&seed);
        let public = [&[kind][..], key.verifying_key().as_bytes()].concat();
        let secret = base64::encode([&[kind][..], &seed].concat());
        let id = key_id(name, &public);
        Ok(Self {
            secret: format!("PRIVATE+KEY+{name}+{id:08x}+{secret}"),
            public: format!("{name}+{id:08x}+{}", base64::encode(&public)),
        })
    }
}

/// The keys of a notary.
pub struct NotaryKeys {
    signers: Vec<StandardSigner>,
    public: Vec<String>,
}

/// Names the keys, and leaves the secrets out.
impl fmt::Debug for NotaryKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotaryKeys").field(&self.public).finish()
    }
}

impl NotaryKeys {
    /// The keys of a file.
    ///
    /// # Errors
    /// When it cannot be read, has no key, or something else than keys of one name.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Self::parse(&read(path)?, &path.display().to_string())
    }

    /// The keys in a text; `of` says in errors what it is.
    ///
    /// # Errors
    /// As [`NotaryKeys::read`].
    pub fn parse(text: &str, of: &str) -> Result<Self, KeyError> {
        let mut keys = Self { signers: Vec::new(), public: Vec::new() };
        for (line, key) in lines(text) {
            let expected = "a secret key of a notary, PRIVATE+KEY+<name>+<id>+<key>";
            let wrong = |_: SignerError| KeyError::Line { of: of.to_owned(), line, expected };
            let signer = StandardSigner::new(key).map_err(wrong)?;
            let (_, seed) = secret(key).ok_or_else(|| wrong(SignerError::Format))?;
            let verifying = SigningKey::from_bytes(&seed).verifying_key();
            keys.public.push(signed_note::new_ed25519_verifier_key(signer.name(), &verifying));
            keys.signers.push(signer);
        }
        let Some(first) = keys.signers.first() else { return Err(KeyError::Empty { of: of.to_owned() }) };
        match keys.signers.iter().find(|signer| signer.name() != first.name()) {
            None => Ok(keys),
            Some(other) => {
                let (one, other) = (first.name().to_owned(), other.name().to_owned());
                Err(KeyError::Names { of: of.to_owned(), one, other })
            }
        }
    }

    /// The name of the log: the origin of its checkpoints.
    pub fn origin(&self) -> &str {
        self.signers.first().map(Signer::name).unwrap_or_default()
    }

    /// Their public halves.
    pub fn public(&self) -> &[String] {
        &self.public
    }

    pub(crate) fn signers(&self) -> Vec<&dyn Signer> {
        self.signers.iter().map(|signer| signer as &dyn Signer).collect()
    }
}

/// The key of a witness.
pub struct WitnessKey {
    name: String,
    id: u32,
    key: SigningKey,
}

/// Leaves the secret out.
impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WitnessKey").field(&self.public()).finish()
    }
}

impl WitnessKey {
    /// The key of a file.
    ///
    /// # Errors
    /// When it cannot be read, or does not have exactly one key of a witness.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Self::parse(&read(path)?, &path.display().to_string())
    }

    /// The key in a text; `of` says in errors what it is.
    ///
    /// # Errors
    /// As [`WitnessKey::read`].
    pub fn parse(text: &str, of: &str) -> Result<Self, KeyError> {
        let (line, key) = lines(text).next().ok_or_else(|| KeyError::Empty { of: of.to_owned() })?;
        let expected = "the only secret key of a witness, PRIVATE+KEY+<name>+<id>+<key>";
        let wrong = || KeyError::Line { of: of.to_owned(), line, expected };
        let ((name, kind), seed) = secret(key).ok_or_else(wrong)?;
        if kind != COSIGNATURE || lines(text).count() != 1 {
            return Err(wrong());
        }
        let key = SigningKey::from_bytes(&seed);
        let id = key_id(name, &[&[COSIGNATURE][..], key.verifying_key().as_bytes()].concat());
        Ok(Self { name: name.to_owned(), id, key })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its public half.
    pub fn public(&self) -> String {
        let public = [&[COSIGNATURE][..], self.key.verifying_key().as_bytes()].concat();
        format!("{}+{:08x}+{}", self.name, self.id, base64::encode(public))
    }

    /// The signature line of this witness under a checkpoint, at a POSIX time in seconds.
    pub fn cosign(&self, text: &[u8], seconds: u64) -> signed_note::Signature {
        let signature = self.key.sign(&cosigned(text, seconds)).to_bytes();
        let stamped = [&seconds.to_be_bytes()[..], &signature].concat();
        signed_note::Signature::new(self.name.clone(), self.id, stamped)
            .unwrap_or_else(|_| unreachable!("the name of a key that was read is valid"))
    }
}

/// What a witness signs, as tlog-cosignature says.
fn cosigned(text: &[u8], seconds: u64) -> Vec<u8> {
    [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), text].concat()
}

/// Name, kind and seed of a secret key.
fn secret(line: &str) -> Option<((&str, u8), [u8; 32])> {
    let mut parts = line.strip_prefix("PRIVATE+KEY+")?.splitn(3, '+');
    let (name, _id, key) = (parts.next()?, parts.next()?, parts.next()?);
    let key = base64::decode(key)?;
    let (kind, seed) = key.split_first()?;
    Some(((name, *kind), seed.try_into().ok()?))
}

fn read(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|reason| KeyError::File { path: path.to_owned(), reason })
}

/// What to do about a file that cannot be read, where that is known.
fn hint(reason: &std::io::Error) -> &'static str {
    match reason.kind() {
        std::io::ErrorKind::NotFound => "; make keys with `newsreel audit keygen`",
        _ => "",
    }
}

/// The lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The keys that somebody trusts, of notaries and of witnesses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trusted {
    notaries: Vec<PublicKey>,
    witnesses: Vec<PublicKey>,
    revoked: Vec<PublicKey>,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: u32,
    key: VerifyingKey,
    line: String,
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}", self.name, self.id)
    }
}

impl PublicKey {
    fn parse(line: &str) -> Option<(u8, Self)> {
        let mut parts = line.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let encoded = base64::decode(key)?;
        let (kind, key) = encoded.split_first()?;
        let id = Some(u32::from_str_radix(id, 16).ok()?).filter(|id| *id == key_id(name, &encoded))?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        is_key_name_valid(name).then(|| (*kind, Self { name: name.to_owned(), id, key, line: line.to_owned() }))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its number, which stands in signatures.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// The verifier key, as it is given to others.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Whether it is the key of this signature of a notary's, be it valid or not.
    pub(crate) fn is_of(&self, signature: &signed_note::Signature) -> bool {
        self.name == signature.name() && self.id == signature.id()
    }

    pub(crate) fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        StandardVerifier::new(&self.line).is_ok_and(|verifier| verifier.verify(text, signature))
    }

    /// The POSIX time in seconds at which a witness cosigned the text; none where the signature is not valid.
    pub(crate) fn cosigned(&self, text: &[u8], signature: &[u8]) -> Option<u64> {
        let (time, signature) = signature.split_at_checked(8)?;
        let seconds = u64::from_be_bytes(time.try_into().ok()?);
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        self.key.verify(&cosigned(text, seconds), &signature).is_ok().then_some(seconds)
    }
}

impl Trusted {
    /// The keys in a text, one a line; `revoked <key>` names one that is not to be trusted any more. `of` says in errors what
    /// the text is.
    ///
    /// # Errors
    /// When a line is not a public key.
    pub fn parse(text: &str, of: &str) -> Result<Self, KeyError> {
        let mut trusted = Self::default();
        for (line, written) in lines(text) {
            let key = written.strip_prefix(REVOKED).map_or(written, str::trim);
            let known = match PublicKey::parse(key) {
                Some((_, key)) if written.starts_with(REVOKED) => (&mut trusted.revoked, key),
                Some((ED25519, key)) => (&mut trusted.notaries, key),
                Some((COSIGNATURE, key)) => (&mut trusted.witnesses, key),
                _ => {
                    let expected = "a public key of a notary or a witness, <name>+<id>+<key>";
                    return Err(KeyError::Line { of: of.to_owned(), line, expected });
                }
            };
            known.0.push(known.1);
        }
        let Self { notaries, witnesses, revoked } = &mut trusted;
        notaries.retain(|key| !revoked.contains(key));
        witnesses.retain(|key| !revoked.contains(key));
        Ok(trusted)
    }

    /// These and those.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.notaries.append(&mut other.notaries);
        self.witnesses.append(&mut other.witnesses);
        self.revoked.append(&mut other.revoked);
        let Self { notaries, witnesses, revoked } = &mut self;
        notaries.retain(|key| !revoked.contains(key));
        witnesses.retain(|key| !revoked.contains(key));
        self
    }

    /// The keys of notaries.
    pub fn notaries(&self) -> &[PublicKey] {
        &self.notaries
    }

    /// The keys of witnesses.
    pub fn witnesses(&self) -> &[PublicKey] {
        &self.witnesses
    }

    pub(crate) fn revoked(&self) -> &[PublicKey] {
        &self.revoked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_pair_is_read_again_and_its_secret_is_not_shown() {
        let pair = KeyPair::of_notary("newsroom.example/log").expect("valid");
        let keys = NotaryKeys::parse(&format!("# ours\n\n{}\n", pair.secret), "keys").expect("valid");
        assert_eq!((keys.origin(), keys.public()), ("newsroom.example/log", std::slice::from_ref(&pair.public)));
        let trusted = Trusted::parse(&pair.public, "keys").expect("valid");
        assert_eq!(trusted.notaries()[0].line(), pair.public);
        // `PRIVATE+KEY+name+id+key`; in base64 a key has plus signs of its own.
        let key_of = |secret: &'_ str| secret.splitn(5, '+').nth(4).expect("a key").to_owned();
        let secret = &key_of(&pair.secret);
        for shown in [format!("{keys:?}"), format!("{pair:?}")] {
            assert!(!shown.contains(secret) && shown.contains("newsroom.example/log"), "{shown}");
        }
        let witness = KeyPair::of_witness("witness.example/w1").expect("valid");
        let key = WitnessKey::parse(&witness.secret, "key").expect("valid");
        assert_eq!(key.public(), witness.public);
        assert!(!format!("{key:?}").contains(&key_of(&witness.secret)));
    }

    #[test]
    fn what_is_wrong_with_a_key_is_named_without_the_key() {
        let [one, other] = ["a.example", "b.example"].map(|name| KeyPair::of_notary(name).expect("valid").secret);
        let wrong = |text: &str| NotaryKeys::parse(text, "the keys").expect_err("wrong").to_string();
        assert_eq!(wrong("# none\n"), "the keys has no key; make one with `newsreel audit keygen`");
        assert!(wrong(&format!("{one}\n{other}")).contains("`a.example` and `b.example`"));
        let half = &one[..one.len() - 3];
        let told = wrong(half);
        assert!(told.starts_with("line 1 of the keys is not a secret key of a notary") && !told.contains(half));
        assert!(KeyPair::of_notary("a b").is_err());
        assert!(Trusted::parse("a.example+00000000+AQID", "keys").is_err(), "its number is not that of the key");
        assert!(WitnessKey::parse(&one, "key").is_err(), "a notary's key is not a witness's");
    }

    #[test]
    fn a_revoked_key_is_not_trusted_wherever_it_is_listed() {
        let public = KeyPair::of_notary("a.example").expect("valid").public;
        let listed = Trusted::parse(&public, "keys").expect("valid");
        let revoked = Trusted::parse(&format!("revoked {public}"), "keys").expect("valid");
        assert!(listed.clone().and(revoked.clone()).notaries().is_empty());
        assert_eq!(revoked.and(listed).revoked().len(), 1);
    }
}
