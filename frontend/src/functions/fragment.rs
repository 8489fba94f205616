//! Pieces of pages that the server renders, so that browsers need no code for them; and what stands beside the tasks.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::SavedFilter;

use super::Failure;
#[cfg(feature = "ssr")]
use {
    crate::{pages::fragments, server::backend::Backend, texts::text},
    shared::api::{Notification, Page},
};

/// What no change tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    pub filters: Vec<SavedFilter>,
    /// How many notifications are unread; a page of them at most.
    pub unread: usize,
}

/// The piece at an address, as HTML.
#[server(prefix = "/fn", endpoint = "fragment")]
pub async fn read_fragment(address: String) -> Result<String, Failure> {
    let found = fragments::read(&expect_context(), &address).await?;
    found.ok_or_else(|| Failure::Refused(text!(forms::NO_SUCH_PAGE).to_owned()))
}

#[server(prefix = "/fn", endpoint = "extras")]
pub async fn read_extras() -> Result<Extras, Failure> {
    extras(&expect_context()).await
}

#[cfg(feature = "ssr")]
pub(crate) async fn extras(backend: &Backend) -> Result<Extras, Failure> {
    let (filters, unread) = futures::try_join!(
        backend.get::<Page<SavedFilter>>("/filters"),
        backend.get::<Page<Notification>>("/notifications?limit=100"),
    )?;
    Ok(Extras {
        filters: filters.items,
        unread: unread.items.len(),
    })
}
