//! Signing secrets as they are kept: sealed with a key of the service, where it has one. A copy of the database alone
//! then signs nothing.

use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom as _, SystemRandom},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The first byte of what is kept: how the rest is to be read.
const PLAIN: u8 = 0;
const SEALED: u8 = 1;

/// The keys of `WEBHOOK_KEYS`: the first seals, each of them opens. Empty where secrets are kept as they are.
#[derive(Clone, Default)]
pub struct Keys(Vec<LessSafeKey>);

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("expected keys of at least 32 characters, separated by commas")]
    Short,
    #[error("a secret cannot be opened with the keys of WEBHOOK_KEYS")]
    Unopened,
    #[error("a secret cannot be sealed")]
    Unsealed,
}

impl std::str::FromStr for Keys {
    type Err = KeyError;

    /// Any text of 32 characters or more is a key, best random: `openssl rand -hex 32`.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let keys = text.split(',').map(|key| {
            let key = key.trim();
            if key.len() < 32 {
                return Err(KeyError::Short);
            }
            UnboundKey::new(&AES_256_GCM, &Sha256::digest(key))
                .map(LessSafeKey::new)
                .map_err(|_| KeyError::Short)
        });
        keys.collect::<Result<_, _>>().map(Self)
    }
}

impl Keys {
    /// The secret as it is kept, of use for this webhook only.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn seal(&self, webhook: Uuid, secret: &[u8]) -> Result<Vec<u8>, KeyError> {
        let Some(key) = self.0.first() else {
            return Ok([&[PLAIN], secret].concat());
        };
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| KeyError::Unsealed)?;
        let mut sealed = secret.to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(webhook.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| KeyError::Unsealed)?;
        Ok([&[SEALED], &nonce[..], &sealed].concat())
    }

    /// # Errors
    /// When none of the keys opens it, or it is another webhook's.
    pub fn open(&self, webhook: Uuid, kept: &[u8]) -> Result<Vec<u8>, KeyError> {
        match kept.split_first() {
            Some((&PLAIN, secret)) => Ok(secret.to_vec()),
            Some((&SEALED, sealed)) => {
                let (nonce, sealed) = sealed
                    .split_first_chunk::<NONCE_LEN>()
                    .ok_or(KeyError::Unopened)?;
                let opened = self.0.iter().find_map(|key| {
                    let mut sealed = sealed.to_vec();
                    let nonce = Nonce::assume_unique_for_key(*nonce);
                    let secret = key
                        .open_in_place(nonce, Aad::from(webhook.as_bytes()), &mut sealed)
                        .ok()?;
                    Some(secret.to_vec())
                });
                opened.ok_or(KeyError::Unopened)
            }
            _ => Err(KeyError::Unopened),
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keys").field(&self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Keys {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_kept_shows_nothing_and_opens_with_its_key_for_its_webhook() {
        let (old, new) = ("a".repeat(32), "b".repeat(64));
        let (webhook, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let kept = keys(&old).seal(webhook, b"whsec").unwrap();
        assert!(!kept.windows(5).any(|part| part == b"whsec"));
        assert_ne!(kept, keys(&old).seal(webhook, b"whsec").unwrap());
        // A new key in front of the old one: both open.
        let both = keys(&format!("{new},{old}"));
        assert_eq!(both.open(webhook, &kept).unwrap(), b"whsec");
        assert!(keys(&new).open(webhook, &kept).is_err());
        assert!(both.open(other, &kept).is_err());
        assert!(both.open(webhook, &kept[..kept.len() - 1]).is_err());
        let again = both.seal(webhook, b"whsec").unwrap();
        assert_eq!(keys(&new).open(webhook, &again).unwrap(), b"whsec");
    }

    #[test]
    fn without_a_key_secrets_are_kept_as_they_are_and_open_once_there_is_one() {
        let webhook = Uuid::from_u128(1);
        let kept = Keys::default().seal(webhook, b"whsec").unwrap();
        assert_eq!(
            keys(&"a".repeat(32)).open(webhook, &kept).unwrap(),
            b"whsec"
        );
        assert!(Keys::default().open(webhook, &[]).is_err());
        assert!("short".parse::<Keys>().is_err());
    }
}
