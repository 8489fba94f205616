//! Coming in, going out, and the profile.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::server::backend::Backend, axum::http::Method, serde_json::json, shared::api};

use super::Failure;
use crate::contexts::clock::Zone;

#[cfg(feature = "ssr")]
async fn come_in(path: &str, request: &impl serde::Serialize) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    backend.write(Method::POST, path, None, request).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// Starts at once, without an account.
#[server(prefix = "/fn", endpoint = "guest")]
pub async fn try_it(time_zone: String) -> Result<(), Failure> {
    come_in("/auth/guest", &api::Guest { time_zone }).await
}

#[server(prefix = "/fn", endpoint = "register")]
pub async fn register(email: String, password: String, time_zone: String) -> Result<(), Failure> {
    let request = api::Register {
        email,
        password,
        time_zone,
        name: None,
    };
    come_in("/auth/register", &request).await
}

#[server(prefix = "/fn", endpoint = "login")]
pub async fn sign_in(email: String, password: String) -> Result<(), Failure> {
    come_in("/auth/login", &api::Login { email, password }).await
}

#[server(prefix = "/fn", endpoint = "logout")]
pub async fn sign_out() -> Result<(), Failure> {
    come_in("/auth/logout", &json!(null)).await
}

/// Moves the profile to another zone.
#[server(prefix = "/fn", endpoint = "zone")]
pub async fn move_to(time_zone: String) -> Result<Zone, Failure> {
    let name = time_zone.trim();
    let patch = json!({"time_zone": name});
    let backend = expect_context::<Backend>();
    backend.write(Method::PATCH, "/me", None, &patch).await?;
    Ok(Zone::named(name))
}
