//! What the forms and the app do, as server functions. Each works without a script: the browser posts the form and
//! is sent back to its page.

pub(crate) mod account;
pub(crate) mod changes;
pub(crate) mod chat;
pub(crate) mod tasks;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// Why it was not done, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    #[error("Please sign in again.")]
    SignedOut,
    #[error("{0}")]
    Refused(String),
    #[error("The service does not answer right now; nothing was changed. Try again in a moment.")]
    Unreachable,
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(problem) | ServerFnErrorErr::MissingArg(problem) => {
                Self::Refused(format!("The form could not be read: {problem}"))
            }
            _ => Self::Unreachable,
        }
    }
}
