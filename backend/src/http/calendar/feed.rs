//! `GET /api/v1/calendar/{file}`

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};

use super::super::{input::Name, limit};
use crate::{
    domain::{account, calendar},
    error::Problem,
    secret,
    state::App,
    store::{calendars, tasks},
};

/// The open tasks that have a due date, for calendars (RFC 5545). The address is the only secret that is asked for.
#[utoipa::path(
    get,
    path = "/calendar/{file}",
    operation_id = "read_calendar_feed",
    tag = "calendar",
    params(("file" = String, Path, description = "The secret of the address, with `.ics` behind it.")),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 304)),
)]
pub async fn handler(
    State(app): State<App>,
    Name(file): Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    limit::feed(&app, &headers).await?;
    let token = file.strip_suffix(".ics").unwrap_or(&file);
    let owner = calendars::owner(&app.pool, &secret::hash(token)).await?;
    let user = owner.ok_or_else(|| Problem::not_found("calendar"))?;
    let now = app.clock.now();
    calendars::touch(&app.pool, user.id, now).await?;
    let zone = account::zone(&user);
    let due = tasks::due(&app.pool, user.id).await?;
    let text = calendar::feed(&due, &zone, now);
    let etag = etag(&text);
    let same = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (
            [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")],
            text,
        )
            .into_response()
    };
    let caching = HeaderValue::from_static("private, max-age=300");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, caching);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

fn etag(text: &str) -> String {
    let mut etag = "\"".to_owned();
    for byte in &Sha256::digest(text)[..16] {
        let _infallible = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    etag
}
