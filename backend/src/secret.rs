//! Random tokens, and the hashes under which they are kept.

use rand::Rng as _;
use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// 258 random bits as 43 characters that are safe in URLs, headers and cookies.
#[must_use]
pub fn token() -> String {
    let mut rng = rand::rng();
    (0..43)
        .map(|_| char::from(ALPHABET[usize::from(rng.next_u32().to_le_bytes()[0] & 63)]))
        .collect()
}

/// 75 random bits as "XXXXX-XXXXX-XXXXX", to be written down: no letter looks like a digit.
#[must_use]
pub fn code() -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rng = rand::rng();
    let mut letter = || char::from(LETTERS[usize::from(rng.next_u32().to_le_bytes()[0] & 31)]);
    (0..17)
        .map(|place| if place % 6 == 5 { '-' } else { letter() })
        .collect()
}

/// What is kept of a token: nobody who reads the database can use it.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
