//! Messages of Web Push (RFC 8030): encrypted so that one browser alone can read them (RFC 8291), and signed so that
//! its push service knows who sends them (RFC 8292, VAPID).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::json;
use url::Url;
use web_push_native::{
    Auth,
    p256::{
        PublicKey,
        ecdsa::{Signature, SigningKey, signature::Signer as _},
        elliptic_curve::sec1::ToEncodedPoint as _,
    },
};

use crate::domain::Invalid;

/// How long a signature is good for; 24 hours at most (RFC 8292, section 2).
const GOOD_FOR: i64 = 12 * 3600;
/// For how long a push service keeps a message for a browser that is off, in seconds.
pub const KEEP: u32 = 24 * 3600;

/// The service's own key, of `VAPID_PRIVATE_KEY`.
#[derive(Clone)]
pub struct Vapid {
    key: SigningKey,
    public: String,
}

impl std::str::FromStr for Vapid {
    type Err = &'static str;

    /// 32 bytes: 64 hexadecimal digits, or base64url, as most programs print the private key of a VAPID pair.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected 64 hexadecimal digits, or a private VAPID key of 43 characters";
        let bytes = if text.len() == 64 {
            hex(text)
        } else {
            URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
        };
        let bytes = bytes.ok_or(expected)?;
        let key = SigningKey::from_slice(&bytes).map_err(|_| expected)?;
        let public = key.verifying_key().to_encoded_point(false);
        let public = URL_SAFE_NO_PAD.encode(public.as_bytes());
        Ok(Self { key, public })
    }
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

impl Vapid {
    /// As browsers want it: base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The value of `Authorization` for a push service; `subject` says whom it may turn to.
    #[must_use]
    pub fn authorization(&self, endpoint: &Url, subject: &str, now: Timestamp) -> String {
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now.as_second() + GOOD_FOR,
            "sub": subject,
        });
        let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public)
    }
}

// The key is a secret.
impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Vapid").field(&self.public).finish()
    }
}

/// The keys of a browser.
#[derive(Debug, Clone)]
pub struct Recipient {
    p256dh: PublicKey,
    auth: Auth,
}

impl Recipient {
    /// # Errors
    /// When they are none.
    pub fn read(p256dh: &str, auth: &str) -> Result<Self, Invalid> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let point = Invalid::new("keys.p256dh", "expected a point of P-256 as base64url");
        let p256dh = bytes(p256dh).filter(|bytes| bytes.len() == 65);
        let auth = bytes(auth).ok_or(Invalid::new("keys.auth", "expected base64url"))?;
        Self::from_bytes(&p256dh.ok_or(point)?, &auth)
    }

    /// As they are kept.
    ///
    /// # Errors
    /// When they are none.
    pub fn from_bytes(p256dh: &[u8], auth: &[u8]) -> Result<Self, Invalid> {
        let p256dh = PublicKey::from_sec1_bytes(p256dh)
            .map_err(|_| Invalid::new("keys.p256dh", "expected a point of P-256"))?;
        let auth: [u8; 16] = auth
            .try_into()
            .map_err(|_| Invalid::new("keys.auth", "expected 16 bytes"))?;
        Ok(Self {
            p256dh,
            auth: auth.into(),
        })
    }

    /// The point and the secret, as they are kept.
    #[must_use]
    pub fn bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let point = self.p256dh.to_encoded_point(false);
        (point.as_bytes().to_vec(), self.auth.to_vec())
    }

    /// What is sent: `Content-Encoding: aes128gcm`. `None` where it cannot be encrypted.
    #[must_use]
    pub fn encrypt(&self, text: &str) -> Option<Vec<u8>> {
        web_push_native::encrypt(text.into(), &self.p256dh, &self.auth).ok()
    }
}

#[cfg(test)]
mod tests {
    use web_push_native::p256::ecdsa::signature::Verifier as _;

    use super::*;

    /// The example of RFC 8291, appendix A.
    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const SENDER: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const SENDER_PUBLIC: &str =
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    const MESSAGE: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    fn secret(text: &str) -> web_push_native::p256::SecretKey {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
        web_push_native::p256::SecretKey::from_slice(&bytes).unwrap()
    }

    #[test]
    fn only_the_browser_reads_what_it_is_sent() {
        let recipient = Recipient::read(P256DH, AUTH).unwrap();
        let (mine, auth) = (secret(PRIVATE), recipient.auth);
        let one = recipient.encrypt("pay rent").unwrap();
        assert!(!one.windows(8).any(|part| part == b"pay rent"));
        assert_ne!(one, recipient.encrypt("pay rent").unwrap());
        let read = web_push_native::decrypt(one.clone(), &mine, &auth).unwrap();
        assert_eq!(read, b"pay rent");
        assert!(web_push_native::decrypt(one, &secret(SENDER), &auth).is_err());
        // What others encrypt is read by the same rules.
        let theirs = URL_SAFE_NO_PAD.decode(MESSAGE).unwrap();
        let read = web_push_native::decrypt(theirs, &mine, &auth).unwrap();
        assert_eq!(read, b"When I grow up, I want to be a watermelon");
    }

    #[test]
    fn keys_that_are_none_are_refused_by_name() {
        for (p256dh, auth, field) in [
            ("", AUTH, "keys.p256dh"),
            (&P256DH[..80], AUTH, "keys.p256dh"),
            ("?", AUTH, "keys.p256dh"),
            (SENDER, AUTH, "keys.p256dh"),
            (P256DH, "", "keys.auth"),
            (P256DH, "BTBZMqHH6r4Tts7J_aSI", "keys.auth"),
            (P256DH, "no base64!", "keys.auth"),
        ] {
            assert_eq!(Recipient::read(p256dh, auth).unwrap_err().field, field);
        }
        let none_of_the_curve = [&[4][..], &[1; 64]].concat();
        assert!(Recipient::from_bytes(&none_of_the_curve, &[0; 16]).is_err());
        assert!(Recipient::read(&format!("{P256DH}="), &format!("{AUTH}==")).is_ok());
    }

    #[test]
    fn a_push_service_can_tell_who_sends() {
        let vapid: Vapid = SENDER.parse().unwrap();
        assert_eq!(vapid.public_key(), SENDER_PUBLIC);
        assert!(!format!("{vapid:?}").contains(SENDER));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let endpoint: Url = "https://push.example.net:8443/push/JzLQ3raZJfFBR0aqvOMsLrt54w4r?a=b"
            .parse()
            .unwrap();
        let value = vapid.authorization(&endpoint, "https://todo.example.com", now);
        let (token, key) = value
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .unwrap();
        assert_eq!(key, SENDER_PUBLIC);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        let verifying = vapid.key.verifying_key();
        verifying.verify(signed.as_bytes(), &signature).unwrap();
        let claims = URL_SAFE_NO_PAD
            .decode(signed.split_once('.').unwrap().1)
            .unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        let expected = json!({
            "aud": "https://push.example.net:8443", "exp": 1_800_043_200, "sub": "https://todo.example.com",
        });
        assert_eq!(claims, expected);
        let bytes = URL_SAFE_NO_PAD.decode(SENDER).unwrap();
        let digits = bytes
            .iter()
            .fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        assert_eq!(digits.parse::<Vapid>().unwrap().public_key(), SENDER_PUBLIC);
        for text in [
            "",
            "short",
            P256DH,
            &"A".repeat(43),
            &"0".repeat(64),
            &"g".repeat(64),
            &"é".repeat(32),
        ] {
            assert!(text.parse::<Vapid>().is_err(), "{text}");
        }
    }
}
