//! What the forms and the app do, as server functions. Each works without a script: the browser posts the form and
//! is sent back to its page.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod changes;
pub(crate) mod chat;
pub(crate) mod filters;
pub(crate) mod fragment;
pub(crate) mod lists;
pub(crate) mod notifications;
pub(crate) mod tasks;
pub(crate) mod when;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use shared::api::Task;

use crate::texts::text;

/// Why it was not done, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    #[error("{}", text!(notices::SIGN_IN_FIRST))]
    SignedOut,
    #[error("{0}")]
    Refused(String),
    /// Somebody else was there first; neither text is lost.
    #[error("{}", text!(notices::both_changed(theirs, yours)))]
    Changed { theirs: String, yours: String },
    #[error("{}", text!(notices::UNREACHABLE))]
    Unreachable,
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(problem) | ServerFnErrorErr::MissingArg(problem) => {
                #[cfg(feature = "ssr")]
                crate::server::backend::report(axum::http::StatusCode::BAD_REQUEST);
                Self::Refused(text!(notices::form_unreadable(&problem)))
            }
            _ => Self::Unreachable,
        }
    }
}

/// What a change made, how to revert it, and where to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changed {
    pub tasks: Vec<Task>,
    pub undo: Option<String>,
    /// What was done, in words.
    pub text: Option<String>,
    /// The address of what was made, or of what is left.
    pub go: Option<String>,
}

#[cfg(feature = "ssr")]
impl Changed {
    fn said(text: &str, undo: Option<String>) -> Self {
        Self {
            undo,
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    /// Goes on elsewhere: the app by itself, the browser that posted a form by a redirect.
    fn go(self, address: impl Into<String>) -> Self {
        let address = address.into();
        crate::server::backend::redirect_form(&address);
        Self {
            go: Some(address),
            ..self
        }
    }
}
