//! What the page missed.

use leptos::prelude::*;
use shared::api::Changes;

use super::Failure;
#[cfg(feature = "ssr")]
use crate::server::backend::Backend;

/// What changed after `since`; from 0, all there is. `None`: the log no longer reaches back that far.
#[server(prefix = "/fn", endpoint = "changes")]
pub async fn read_changes(since: i64) -> Result<Option<Changes>, Failure> {
    let backend = expect_context::<Backend>();
    backend
        .get_unless_gone(&format!("/changes?since={since}"))
        .await
}
