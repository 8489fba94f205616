//! Rate limits of requests: refused with 429 beyond them, told in `RateLimit-*` headers within them.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, HeaderValue},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

use crate::{
    error::Problem,
    limit::{self, Limit, Standing},
    state::App,
};

const MINUTE: i64 = 60;
/// Wrong passwords in a quarter of an hour: for one account from one address, and from one address in all.
const WRONG_FOR_ACCOUNT: Limit = Limit {
    count: 10,
    seconds: 900,
};
const WRONG_FROM_ADDRESS: Limit = Limit {
    count: 100,
    seconds: 900,
};

/// Letters to one address.
const LETTERS: Limit = Limit {
    count: 5,
    seconds: 3600,
};

/// Looks at calendar feeds from one address: calendars look a few times an hour.
const FEEDS: Limit = Limit {
    count: 120,
    seconds: MINUTE,
};

/// Where a request's standing is put, for its answer to tell.
#[derive(Debug, Clone, Default)]
struct Slot(Arc<OnceLock<Standing>>);

/// Tells in the answer how much of the limit is left.
pub async fn headers(mut request: Request, next: Next) -> Response {
    let slot = Slot::default();
    request.extensions_mut().insert(slot.clone());
    let mut response = next.run(request).await;
    if let Some(standing) = slot.0.get() {
        for (name, value) in [
            ("ratelimit-limit", standing.limit),
            ("ratelimit-remaining", standing.remaining),
            ("ratelimit-reset", standing.reset_seconds),
        ] {
            response
                .headers_mut()
                .insert(name, HeaderValue::from(value));
        }
    }
    response
}

/// Counts a request of a person.
pub async fn person(app: &App, extensions: &Extensions, user: Uuid) -> Result<(), Problem> {
    let limit = Limit {
        count: app.config.requests_per_minute,
        seconds: MINUTE,
    };
    charged(app, Some(extensions), format!("person:{user}"), limit).await
}

/// Counts a sign-up or sign-in from an address.
pub async fn sign_in(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let limit = Limit {
        count: app.config.sign_ins_per_minute,
        seconds: MINUTE,
    };
    charged(app, None, format!("sign-in:{}", address(headers)), limit).await
}

/// Counts a letter to an address, whether or not it has an account.
pub async fn letters(app: &App, email: &str) -> Result<(), Problem> {
    charged(app, None, format!("letters:{email}"), LETTERS).await
}

/// Counts a look at a calendar's feed from an address, whether or not there is one.
pub async fn feed(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let key = format!("feed:{}", address(headers));
    charged(app, None, key, FEEDS).await
}

async fn charged(
    app: &App,
    extensions: Option<&Extensions>,
    key: String,
    limit: Limit,
) -> Result<(), Problem> {
    let charged = limit::charge(app, key, limit).await?;
    let (Ok(standing) | Err(standing)) = charged;
    if let Some(slot) = extensions.and_then(|extensions| extensions.get::<Slot>()) {
        let _first = slot.0.set(standing);
    }
    match charged {
        Ok(_) => Ok(()),
        Err(standing) => Err(Problem::too_many(standing.reset_seconds)),
    }
}

/// Refuses to look at a password after too many wrong ones, whether or not there is such an account.
pub async fn guesses(app: &App, headers: &HeaderMap, account: &str) -> Result<(), Problem> {
    for (key, limit) in guess_keys(headers, account) {
        if let Some(standing) = limit::exhausted(app, &key, limit).await? {
            return Err(Problem::too_many(standing.reset_seconds));
        }
    }
    Ok(())
}

/// Counts a wrong password.
pub async fn wrong_guess(app: &App, headers: &HeaderMap, account: &str) -> Result<(), Problem> {
    for (key, limit) in guess_keys(headers, account) {
        limit::record(app, &key, limit).await?;
    }
    Ok(())
}

fn guess_keys(headers: &HeaderMap, account: &str) -> [(String, Limit); 2] {
    let address = address(headers);
    let account: String = account.chars().take(254).collect();
    [
        (format!("wrong:{address}:{account}"), WRONG_FOR_ACCOUNT),
        (format!("wrong:{address}"), WRONG_FROM_ADDRESS),
    ]
}

/// The client's address, as the frontend saw it; a sidecar may have added its own behind.
fn address(headers: &HeaderMap) -> &str {
    headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(',').next())
        .map(str::trim)
        .filter(|address| address.len() <= 45 && !address.is_empty())
        .unwrap_or("direct")
}
