//! Checkpoints: how large the tree is and what its root is, signed by the notary and cosigned by witnesses, as
//! tlog-checkpoint, signed-note and tlog-cosignature say.

use std::collections::BTreeMap;

use signed_note::{Note, NoteError, Signature};
use tlog_tiles::Hash;

use crate::base64;
use crate::keys::{NotaryKeys, PublicKey, Trusted};

/// What the extension line begins with that commits to the stories.
const STORIES: &str = "newsreel-stories ";
/// What the extension line begins with that commits to the trail.
const TRAIL: &str = "newsreel-trail ";

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The name of the log.
    pub origin: String,
    /// How many records it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// How many leaves the tree of stories has, and its root; none where the checkpoint does not say.
    pub stories: Option<(u64, Hash)>,
    /// How many messages the trail had, and the root of the tree over them; none where the checkpoint does not say.
    pub trail: Option<(u64, Hash)>,
}

/// A checkpoint as it was found: what it says is not to be believed before it is verified.
#[derive(Debug)]
pub struct Checkpoint {
    note: Note,
    head: Head,
}

/// A checkpoint signed by a key that is trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// What it says.
    pub head: Head,
    /// The keys that signed it, of those that are trusted.
    pub signed_by: Vec<PublicKey>,
    /// The witnesses that cosigned it, of those that are trusted, each with the POSIX time in seconds at which it did.
    pub cosigned_by: Vec<(PublicKey, u64)>,
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a checkpoint.
    #[error("it is not a checkpoint: {0}")]
    Malformed(&'static str),
    /// No key that is trusted has signed it.
    #[error(
        "wrong key: no trusted key has signed this checkpoint of {origin}; it bears signatures of {}",
        named(signed)
    )]
    WrongKey {
        /// The name of the log.
        origin: String,
        /// Whose signatures it has.
        signed: Vec<String>,
    },
    /// Only keys that are not to be trusted any more have signed it.
    #[error("revoked key: this checkpoint is signed only with {}, which is not trusted any more", named(signed))]
    Revoked {
        /// Whose.
        signed: Vec<String>,
    },
    /// A signature under the name of a trusted key is not by it.
    #[error("forged: the signature of {key} does not belong to this checkpoint of size {size}")]
    Forged {
        /// The key.
        key: String,
        /// The size it claims.
        size: u64,
    },
    /// Too few witnesses have cosigned it.
    #[error("too few witnesses: {found} of the {trusted} that are trusted have cosigned it, and {wanted} are demanded")]
    TooFewWitnesses {
        /// How many have.
        found: usize,
        /// Of how many.
        trusted: usize,
        /// How many are demanded.
        wanted: usize,
    },
}

fn named(signed: &[String]) -> String {
    if signed.is_empty() { "nobody".to_owned() } else { signed.join(", ") }
}

impl Head {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let Self { origin, size, root, stories, trail } = self;
        let line = |name: &str, tree: &Option<(u64, Hash)>| {
            tree.as_ref().map(|(leaves, root)| format!("{name}{leaves} {root}\n")).unwrap_or_default()
        };
        format!("{origin}\n{size}\n{root}\n{}{}", line(STORIES, stories), line(TRAIL, trail))
    }

    fn parse(text: &[u8]) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let text = std::str::from_utf8(text).map_err(|_| malformed("it is not text"))?;
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty()).ok_or(malformed("it has no origin"))?.to_owned();
        let size = lines.next().and_then(number).ok_or(malformed("its second line is not a size"))?;
        let root = lines.next().and_then(base64::hash).ok_or(malformed("its third line is not a root hash"))?;
        let tree = |said: &str| {
            let (leaves, root) = said.split_once(' ')?;
            Some((number(leaves)?, Hash(base64::hash(root)?)))
        };
        let (mut stories, mut trail) = (None, None);
        for line in lines {
            if line.is_empty() {
                return Err(malformed("it has an empty line"));
            }
            if let Some(said) = line.strip_prefix(STORIES) {
                stories = Some(tree(said).ok_or(malformed("its line on stories cannot be read"))?);
            }
            if let Some(said) = line.strip_prefix(TRAIL) {
                trail = Some(tree(said).ok_or(malformed("its line on the trail cannot be read"))?);
            }
        }
        Ok(Self { origin, size, root: Hash(root), stories, trail })
    }
}

/// A decimal without leading zeros.
fn number(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

impl Checkpoint {
    /// Signs what the head says, with every key of the notary.
    ///
    /// # Errors
    /// When the head makes no valid note.
    pub fn sign(head: Head, keys: &NotaryKeys) -> Result<Self, NoteError> {
        let mut note = Note::new(head.text().as_bytes(), &[])?;
        note.add_sigs(&keys.signers())?;
        Ok(Self { note, head })
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::from_bytes(bytes);
        let note = note.map_err(|_| CheckpointError::Malformed("it is not a signed note, a text with signatures"))?;
        let head = Head::parse(note.text())?;
        Ok(Self { note, head })
    }

    /// As it is kept and sent.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// What it says, be it true or not.
    pub fn claimed(&self) -> &Head {
        &self.head
    }

    /// The text that is signed.
    pub fn text(&self) -> &[u8] {
        self.note.text()
    }

    /// The same with more signatures.
    ///
    /// # Errors
    /// When they make no valid note.
    pub fn with(&self, more: &[Signature]) -> Result<Self, NoteError> {
        let all: Vec<Signature> = self.signatures().into_iter().chain(more.iter().cloned()).collect();
        Ok(Self { note: Note::new(self.note.text(), &all)?, head: self.head.clone() })
    }

    /// The signatures that it bears, valid or not.
    pub(crate) fn signatures(&self) -> Vec<Signature> {
        // The library gives no access to the list.
        let bytes = self.note.to_bytes();
        let lines = bytes[self.note.text().len() + 1..].split(|byte| *byte == b'\n');
        lines.filter_map(|line| Signature::from_bytes(line).ok()).collect()
    }

    /// Whether trusted keys have signed it, and enough witnesses.
    ///
    /// # Errors
    /// Names what is wrong: no trusted key, one that is revoked, a signature that is not the key's, too few witnesses.
    pub fn verify(&self, trusted: &Trusted, witnesses: usize) -> Result<Verified, CheckpointError> {
        let signatures = self.signatures();
        let mut signed_by = Vec::new();
        let mut cosigned_by = BTreeMap::new();
        for signature in &signatures {
            let is_known = |key: &&PublicKey| key.is_of(signature) && key.name() == self.head.origin;
            if let Some(key) = trusted.notaries().iter().find(is_known) {
                if !key.signed(self.text(), signature.signature()) {
                    return Err(CheckpointError::Forged { key: key.to_string(), size: self.head.size });
                }
                signed_by.push(key.clone());
            }
            if let Some(key) = trusted.witnesses().iter().find(|key| key.is_of(signature)) {
                let Some(seconds) = key.cosigned(self.text(), signature.signature()) else {
                    return Err(CheckpointError::Forged { key: key.to_string(), size: self.head.size });
                };
                cosigned_by.insert((key.name().to_owned(), key.id()), (key.clone(), seconds));
            }
        }
        if signed_by.is_empty() {
            let is_revoked = |signature: &Signature| trusted.revoked().iter().any(|key| key.is_of(signature));
            let name = |signature: &Signature| format!("{}+{:08x}", signature.name(), signature.id());
            let revoked: Vec<String> = signatures.iter().filter(|signature| is_revoked(signature)).map(name).collect();
            if !revoked.is_empty() {
                return Err(CheckpointError::Revoked { signed: revoked });
            }
            let signed = signatures.iter().map(name).collect();
            return Err(CheckpointError::WrongKey { origin: self.head.origin.clone(), signed });
        }
        let found = cosigned_by.len();
        if found < witnesses {
            let trusted = trusted.witnesses().len();
            return Err(CheckpointError::TooFewWitnesses { found, trusted, wanted: witnesses });
        }
        Ok(Verified { head: self.head.clone(), signed_by, cosigned_by: cosigned_by.into_values().collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyPair, WitnessKey};

    fn head(size: u64) -> Head {
        let root = tlog_tiles::record_hash(&size.to_be_bytes());
        Head { origin: "newsroom.example/log".to_owned(), size, root, stories: Some((3, root)), trail: Some((5, root)) }
    }

    fn keys() -> (NotaryKeys, Trusted) {
        let pair = KeyPair::of_notary("newsroom.example/log").expect("valid");
        (NotaryKeys::parse(&pair.secret, "keys").expect("valid"), Trusted::parse(&pair.public, "keys").expect("valid"))
    }

    #[test]
    fn a_checkpoint_that_is_signed_is_read_and_verified() {
        let (keys, trusted) = keys();
        let bytes = Checkpoint::sign(head(42), &keys).expect("signed").to_bytes();
        let verified = Checkpoint::parse(&bytes).expect("a checkpoint").verify(&trusted, 0).expect("signed");
        assert_eq!((verified.head, verified.signed_by.len()), (head(42), 1));
    }

    #[test]
    fn whatever_is_wrong_with_a_checkpoint_is_named() {
        let (signing, trusted) = keys();
        let bytes = Checkpoint::sign(head(42), &signing).expect("signed").to_bytes();
        let text = String::from_utf8(bytes).expect("text");
        let verify = |text: &str, trusted: &Trusted, witnesses| {
            Checkpoint::parse(text.as_bytes()).and_then(|found| found.verify(trusted, witnesses)).expect_err("wrong")
        };
        let forged = text.replacen("\n42\n", "\n43\n", 1);
        assert!(matches!(verify(&forged, &trusted, 0), CheckpointError::Forged { size: 43, .. }));
        let (_, others) = keys();
        assert!(verify(&text, &others, 0).to_string().starts_with("wrong key: "), "{}", verify(&text, &others, 0));
        let revoked = Trusted::parse(&format!("revoked {}", signing.public()[0]), "keys").expect("valid");
        assert!(matches!(verify(&text, &revoked, 0), CheckpointError::Revoked { .. }));
        assert!(matches!(verify(&text, &trusted, 1), CheckpointError::TooFewWitnesses { wanted: 1, .. }));
        for malformed in
            ["", "a\n", "a\n1\n\n", &text.replacen("\n42\n", "\n042\n", 1), &text.replacen("\n42\n", "\n", 1)]
        {
            assert!(matches!(verify(malformed, &trusted, 0), CheckpointError::Malformed(_)), "{malformed}");
        }
    }

    #[test]
    fn while_a_key_is_being_replaced_both_are_valid_and_then_only_the_new() {
        let [old, new] = [0; 2].map(|_| KeyPair::of_notary("newsroom.example/log").expect("valid"));
        let sign = |secrets: &str| {
            let keys = NotaryKeys::parse(secrets, "keys").expect("valid");
            Checkpoint::sign(head(7), &keys).expect("signed")
        };
        let both = sign(&format!("{}\n{}", new.secret, old.secret));
        let [trust_old, trust_new] = [&old, &new].map(|pair| Trusted::parse(&pair.public, "keys").expect("valid"));
        assert!(both.verify(&trust_old, 0).is_ok() && both.verify(&trust_new, 0).is_ok());
        let after = sign(&new.secret);
        assert!(after.verify(&trust_old, 0).is_err() && after.verify(&trust_new, 0).is_ok());
    }

    #[test]
    fn witnesses_are_counted_once_each_and_their_signatures_checked() {
        let (signing, trusted) = keys();
        let pairs = ["w1.example", "w2.example"].map(|name| KeyPair::of_witness(name).expect("valid"));
        let witnesses = pairs.each_ref().map(|pair| WitnessKey::parse(&pair.secret, "key").expect("valid"));
        let lines = pairs.each_ref().map(|pair| pair.public.clone()).join("\n");
        let trusted = trusted.and(Trusted::parse(&lines, "keys").expect("valid"));
        let signed = Checkpoint::sign(head(42), &signing).expect("signed");
        let cosign = |witness: &WitnessKey, text: &[u8]| witness.cosign(text, 1_700_000_000);
        let once = [cosign(&witnesses[0], signed.text())];
        let twice = [once[0].clone(), once[0].clone()];
        assert!(signed.with(&twice).expect("a note").verify(&trusted, 2).is_err(), "one witness twice is one");
        let all = [once[0].clone(), cosign(&witnesses[1], signed.text())];
        let verified = signed.with(&all).expect("a note").verify(&trusted, 2).expect("two witnesses");
        assert_eq!(verified.cosigned_by.iter().map(|(_, at)| *at).collect::<Vec<_>>(), [1_700_000_000; 2]);
        let forged = [cosign(&witnesses[0], head(43).text().as_bytes())];
        let refused = signed.with(&forged).expect("a note").verify(&trusted, 1);
        assert!(matches!(refused, Err(CheckpointError::Forged { .. })));
    }
}
