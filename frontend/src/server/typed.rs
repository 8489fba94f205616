//! What was typed into a form that was refused. The browser keeps it for the page that it is sent back to, and for the
//! sign-in that may lie between; passwords and secrets are typed again.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::backend::cookie;
use crate::contexts::view::decoded;

const NAME: &str = "typed=";
const SAVED: &str = "saved=";
const FOR_ALL: &str = "HttpOnly; SameSite=Lax; Path=/";
/// Seconds: until the page that says that it was saved is there.
const TOLD: u32 = 5;
/// Seconds: as long as a person needs to sign in again.
const KEPT: u32 = 600;
/// Browsers drop cookies above 4 KiB.
const SIZE: usize = 3500;
/// A form of ours is far smaller.
const FORM: usize = 1024 * 1024;
const SECRETS: [&str; 6] = [
    "password",
    "current_password",
    "proof",
    "recovery_code",
    "token",
    "key",
];

/// Around the server functions: what a refused form held goes along with the redirect. A form's field `part` names the
/// part of the page that the browser is shown again.
pub(super) async fn keep(request: Request, next: Next) -> Response {
    if !is_form(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let Ok(body) = to_bytes(body, FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let form = String::from_utf8_lossy(&body).into_owned();
    let mut response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let location = response.headers().get(LOCATION);
    let Some(location) = location.and_then(|location| location.to_str().ok()) else {
        return response;
    };
    let refused = location.contains("__err=");
    // The name of a part is a word; anything else would be another cookie, or another address.
    // A form that leads elsewhere by itself names no origin, as the page that it came from does.
    let back = location.starts_with("http");
    let part = field(&form, "part")
        .filter(|part| back && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let target = part.as_ref().map(|part| format!("{location}#{part}"));
    let headers = response.headers_mut();
    if let Some(target) = target.and_then(|target| HeaderValue::try_from(target).ok()) {
        headers.insert(LOCATION, target);
    }
    let cookie = if refused {
        Some(format!("{NAME}{}; Max-Age={KEPT}", kept(&path, &form)))
    } else {
        part.map(|part| format!("{SAVED}{part}; Max-Age={TOLD}"))
    };
    if let Some(cookie) = cookie
        && let Ok(cookie) = HeaderValue::try_from(format!("{cookie}; {FOR_ALL}"))
    {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

fn is_form(method: &Method, headers: &HeaderMap) -> bool {
    let says = |name, what: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains(what))
    };
    *method == Method::POST
        && says(ACCEPT, "text/html")
        && says(CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The path and the fields, as the browser wrote them; the last ones are left out where there is no room.
fn kept(path: &str, form: &str) -> String {
    let mut kept = format!("{path}?");
    for pair in form.split('&') {
        let name = decoded(pair.split_once('=').map_or(pair, |(name, _)| name));
        if !SECRETS.contains(&name.as_str()) && kept.len() + pair.len() < SIZE {
            kept.push_str(pair);
            kept.push('&');
        }
    }
    kept
}

/// The value of a field of a form as browsers send it.
fn field(form: &str, name: &str) -> Option<String> {
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| decoded(key) == name)?;
    Some(decoded(&value.replace('+', " ")))
}

/// The form that was refused, if it is this one.
fn refused(action: &str) -> Option<String> {
    let kept = cookie(NAME)?;
    let (path, form) = kept.split_once('?')?;
    (path == action).then(|| form.to_owned())
}

/// What was typed into a field of a form that was refused.
pub(crate) fn typed(action: &str, name: &str) -> Option<String> {
    field(&refused(action)?, name)
}

/// Whether a part of the page was saved a moment ago.
pub(crate) fn saved(part: &str) -> bool {
    cookie(SAVED).is_some_and(|saved| saved == part)
}

/// What a field shows: what was typed, or else what is stored.
pub(crate) fn shown(action: &str, name: &str, stored: impl Into<String>) -> String {
    typed(action, name).unwrap_or_else(|| stored.into())
}

/// Whether a box is ticked; browsers send only those that are.
pub(crate) fn ticked(action: &str, name: &str, stored: bool) -> bool {
    refused(action).map_or(stored, |form| field(&form, name).is_some())
}

pub(super) fn is_kept(headers: &HeaderMap) -> bool {
    let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    cookies.is_some_and(|cookies| cookies.split(';').any(|one| one.trim().starts_with(NAME)))
}

/// The page shows it, so that it need not be kept any longer.
pub(super) fn forget(headers: &mut HeaderMap) {
    let gone = format!("{NAME}; Max-Age=0; {FOR_ALL}");
    if let Ok(gone) = HeaderValue::try_from(gone) {
        headers.append(SET_COOKIE, gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_is_kept_without_its_secrets() {
        let form = "name=Ada+L&times%5Bmorning%5D=&current_password=hunter2&key=1";
        let kept = kept("/fn/profile", form);
        assert_eq!(kept, "/fn/profile?name=Ada+L&times%5Bmorning%5D=&");
        let (_, form) = kept.split_once('?').unwrap();
        assert_eq!(field(form, "name").unwrap(), "Ada L");
        assert_eq!(field(form, "times[morning]").unwrap(), "");
        assert_eq!(field(form, "current_password"), None);
    }

    #[test]
    fn a_field_without_room_is_left_out_alone() {
        let form = format!("name=Ada&notes={}&tags=home", "x".repeat(4000));
        assert_eq!(kept("/fn/edit", &form), "/fn/edit?name=Ada&tags=home&");
    }
}
