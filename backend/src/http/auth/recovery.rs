//! Recovery codes: 75 random bits each, so that a plain hash of one is safe to keep.

use uuid::Uuid;

use crate::{
    secret,
    store::{self, recovery},
};

const CODES: usize = 10;

/// Replaces a person's codes; the new ones, to be shown once.
pub(in crate::http) async fn renew(
    conn: &mut sqlx::PgConnection,
    user: Uuid,
) -> Result<Vec<String>, store::Error> {
    let codes: Vec<_> = std::iter::repeat_with(secret::code).take(CODES).collect();
    let hashes: Vec<_> = codes.iter().map(|code| hash(code).to_vec()).collect();
    recovery::replace_codes(conn, user, &hashes).await?;
    Ok(codes)
}

/// The hash of a code as a person types it: dashes and case make no difference, nor do letters that look like digits.
pub(super) fn hash(code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect();
    secret::hash(&plain)
}
