//! Coming in, going out, and the profile.
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, whether it waits or not"
    )
)]

use std::collections::BTreeMap;

use leptos::prelude::*;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::backend::{Backend, hand_over_token, remember},
    axum::http::Method,
    serde_json::json,
    shared::api,
};

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
    // What was begun as a guest comes along; one undo takes it back.
    let request = api::Login {
        email,
        password,
        merge: true,
    };
    come_in("/auth/login", &request).await
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

/// Changes the profile. Empty: none.
#[server(prefix = "/fn", endpoint = "profile")]
pub async fn save_profile(
    name: String,
    time_zone: String,
    week_start: String,
    default_list_id: String,
    default_reminder_minutes: String,
    #[server(default)] times: BTreeMap<String, String>,
) -> Result<(), Failure> {
    let text = |text: String| (!text.is_empty()).then_some(text);
    let times: BTreeMap<_, _> = times
        .into_iter()
        .map(|(name, time)| (name, text(time)))
        .collect();
    let patch = json!({
        "name": name.trim(),
        "time_zone": time_zone.trim(),
        "week_start": week_start,
        "default_list_id": text(default_list_id),
        "default_reminder_minutes": default_reminder_minutes.parse::<u32>().ok(),
        "times_of_day": times,
    });
    let backend = expect_context::<Backend>();
    backend.write(Method::PATCH, "/me", None, &patch).await?;
    Ok(())
}

/// Remembers in this browser how pages look: `theme` is "system", "light" or "dark", `hours` "12" or "24".
#[server(prefix = "/fn", endpoint = "look")]
pub async fn save_look(theme: String, hours: String) -> Result<(), Failure> {
    let known = matches!(theme.as_str(), "system" | "light" | "dark")
        && matches!(hours.as_str(), "12" | "24");
    if !known {
        return Err(Failure::Refused("There is no such look.".to_owned()));
    }
    remember("theme", &theme);
    remember("hours", &hours);
    Ok(())
}

/// Changes the address or the password, which the current password confirms; an empty field stays as it is.
#[server(prefix = "/fn", endpoint = "sign-in-with")]
pub async fn change_sign_in(
    email: String,
    password: String,
    current_password: String,
) -> Result<(), Failure> {
    let text = |text: String| (!text.is_empty()).then_some(text);
    let backend = expect_context::<Backend>();
    let own = backend.get::<api::User>("/me").await?.email;
    let patch = api::PatchMe {
        email: text(email.trim().to_owned()).filter(|email| Some(email) != own.as_ref()),
        password: text(password),
        current_password: Some(current_password),
        ..api::PatchMe::default()
    };
    backend.write(Method::PATCH, "/me", None, &patch).await?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "end-session")]
pub async fn end_session(id: Uuid) -> Result<(), Failure> {
    remove(&format!("/sessions/{id}")).await
}

#[server(prefix = "/fn", endpoint = "revoke-token")]
pub async fn revoke_token(id: Uuid) -> Result<(), Failure> {
    remove(&format!("/tokens/{id}")).await
}

#[cfg(feature = "ssr")]
async fn remove(path: &str) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    backend
        .write(Method::DELETE, path, None, &json!({}))
        .await?;
    Ok(())
}

/// Makes a token; its secret is shown once, on the page that follows.
#[server(prefix = "/fn", endpoint = "token")]
pub async fn create_token(name: String, scope: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let request = json!({"name": name, "scope": scope});
    let answer = backend
        .write(Method::POST, "/tokens", None, &request)
        .await?;
    if let Some(secret) = answer.read::<api::Token>()?.token {
        hand_over_token(&secret);
    }
    Ok(())
}

/// Deletes the account and all of it, for good: `proof` is the password, or of a guest the word "delete".
#[server(prefix = "/fn", endpoint = "delete-account")]
pub async fn delete_account(proof: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let guest = backend.get::<api::User>("/me").await?.guest;
    let name = if guest { "confirm" } else { "password" };
    let request = json!({name: proof});
    backend.write(Method::DELETE, "/me", None, &request).await?;
    leptos_axum::redirect("/");
    Ok(())
}
