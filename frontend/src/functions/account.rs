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
    crate::server::{
        backend::{Backend, clear_site, remember},
        secret::Secret,
    },
    crate::texts::text,
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
    let backend = expect_context::<Backend>();
    let answer = backend.write(Method::POST, "/auth/register", None, &request);
    show_codes(&answer.await?.read::<api::Registered>()?.recovery_codes);
    Ok(())
}

/// Codes that let a forgotten password be replaced are shown on a page of their own until they are kept.
#[cfg(feature = "ssr")]
fn show_codes(codes: &[String]) {
    Secret::RecoveryCodes.hand_over(&codes.join("."));
    leptos_axum::redirect("/recovery-codes");
}

/// Makes recovery codes anew; those from before are void.
#[server(prefix = "/fn", endpoint = "recovery-codes")]
pub async fn make_codes(password: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let request = api::MakeRecoveryCodes { password };
    let answer = backend.write(Method::POST, "/me/recovery-codes", None, &request);
    show_codes(&answer.await?.read::<api::RecoveryCodes>()?.recovery_codes);
    Ok(())
}

/// The person has written them down.
#[server(prefix = "/fn", endpoint = "codes-kept")]
pub async fn codes_kept() -> Result<(), Failure> {
    Secret::RecoveryCodes.forget();
    leptos_axum::redirect("/");
    Ok(())
}

/// Sets a new password by the link of a letter, or by a recovery code, and signs in.
#[server(prefix = "/fn", endpoint = "reset")]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] email: String,
    #[server(default)] recovery_code: String,
    password: String,
) -> Result<(), Failure> {
    let text = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let request = api::ResetPassword {
        email: text(email),
        recovery_code: text(recovery_code),
        token: text(token),
        password,
    };
    come_in("/auth/reset", &request).await
}

/// Asks for a letter with a link, where the service sends any.
#[server(prefix = "/fn", endpoint = "forgot")]
pub async fn forgot_password(email: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let request = api::ForgotPassword { email };
    let answer = backend.write(Method::POST, "/auth/forgot", None, &request);
    answer.await?;
    leptos_axum::redirect("/reset?sent=1");
    Ok(())
}

/// `merge`: what was begun as a guest comes along; one undo takes it back.
#[server(prefix = "/fn", endpoint = "login")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] merge: bool,
) -> Result<(), Failure> {
    let request = api::Login {
        email,
        password,
        merge,
    };
    come_in("/auth/login", &request).await
}

#[server(prefix = "/fn", endpoint = "logout")]
pub async fn sign_out() -> Result<(), Failure> {
    come_in("/auth/logout", &json!(null)).await?;
    clear_site();
    Ok(())
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

/// Changes the profile. Empty: none; an empty name stays as it is, for whoever has one is called something.
#[server(prefix = "/fn", endpoint = "profile")]
pub async fn save_profile(
    name: String,
    time_zone: String,
    #[server(default)] language: String,
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
    let mut patch = json!({
        "time_zone": time_zone.trim(),
        "week_start": week_start,
        "default_list_id": text(default_list_id),
        "default_reminder_minutes": default_reminder_minutes.parse::<u32>().ok(),
        "times_of_day": times,
    });
    for (field, value) in [("name", name.trim()), ("language", &language)] {
        if !value.is_empty() {
            patch[field] = json!(value);
        }
    }
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
        return Err(Failure::Refused(text!(settings::NO_SUCH_LOOK).to_owned()));
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
    super::access::remove(&format!("/sessions/{id}")).await
}

/// Deletes the account and all of it, for good: `proof` is the password, or of a guest the word "delete".
#[server(prefix = "/fn", endpoint = "delete-account")]
pub async fn delete_account(proof: String) -> Result<(), Failure> {
    let backend = expect_context::<Backend>();
    let guest = backend.get::<api::User>("/me").await?.guest;
    let name = if guest { "confirm" } else { "password" };
    let request = json!({name: proof});
    backend.write(Method::DELETE, "/me", None, &request).await?;
    clear_site();
    leptos_axum::redirect("/");
    Ok(())
}
