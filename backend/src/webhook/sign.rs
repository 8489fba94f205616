//! Signatures of the Standard Webhooks specification, version `v1`: HMAC-SHA256 of `id.timestamp.body`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rand::Rng as _;
use ring::hmac;
use uuid::Uuid;

/// Random bytes of a secret; the specification asks for 24 to 64.
const SECRET_LEN: usize = 32;

#[must_use]
pub fn new_secret() -> [u8; SECRET_LEN] {
    let mut secret = [0; SECRET_LEN];
    rand::rng().fill_bytes(&mut secret);
    secret
}

/// A secret as its owner is shown it, and as the specification's libraries take it.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

/// The value of `webhook-signature`: one signature for each secret, so that both are good while one replaces another.
#[must_use]
pub fn signature(secrets: &[Vec<u8>], id: Uuid, at: Timestamp, body: &str) -> String {
    let signed = format!("{id}.{}.{body}", at.as_second());
    let signatures = secrets.iter().map(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let tag = hmac::sign(&key, signed.as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    });
    signatures.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed apart from this code, by Python's `hmac`.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = Uuid::from_u128(1);
        let one = signature(
            std::slice::from_ref(&secret),
            id,
            at,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(one, "v1,iCxWDzOB1td6pu5wFuJotaWTEKkcYodMae2NqIIaffg=");
        let two = signature(
            &[secret, b"another".to_vec()],
            id,
            at,
            r#"{"test": 2432232314}"#,
        );
        assert!(two.starts_with(&format!("{one} v1,")) && two.len() == 2 * one.len() + 1);
    }

    #[test]
    fn secrets_are_random_and_shown_in_the_common_form() {
        let shown = shown(&new_secret());
        let bytes = STANDARD
            .decode(shown.strip_prefix("whsec_").unwrap())
            .unwrap();
        assert_eq!(bytes.len(), SECRET_LEN);
        assert_ne!(new_secret(), new_secret());
    }
}
