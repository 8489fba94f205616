//! What a page shows, read at once; and what it missed.

use jiff::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::{Changes, List, Task, User};
#[cfg(feature = "ssr")]
use {
    super::chat::newest_conversation,
    crate::{
        contexts::browser,
        server::backend::{Backend, undo_offer},
    },
    shared::api::Page,
};

use super::{Failure, chat::History};
use crate::contexts::clock::Zone;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageData {
    pub user: User,
    pub(crate) zone: Zone,
    pub now: Timestamp,
    pub lists: Vec<List>,
    /// The open ones, and those that the view shows besides.
    pub tasks: Vec<Task>,
    pub history: History,
    /// The token of a change made by a form a moment ago.
    pub undo: Option<String>,
}

/// `also` names the closed tasks that the view shows: "done", "trash" or nothing.
#[server(prefix = "/fn", endpoint = "page")]
pub async fn read_page(also: Option<String>) -> Result<PageData, Failure> {
    let backend = expect_context::<Backend>();
    let user = backend.get::<User>("/me").await?;
    let also = async {
        match also.as_deref() {
            Some(status @ ("done" | "trash")) => all_tasks(&backend, status).await,
            _ => Ok(Vec::new()),
        }
    };
    let (lists, mut tasks, also, history) = futures::try_join!(
        backend.get::<Page<List>>("/lists"),
        all_tasks(&backend, "open"),
        also,
        newest_conversation(&backend),
    )?;
    tasks.extend(also);
    Ok(PageData {
        zone: Zone::named(&user.time_zone),
        now: browser::now(),
        user,
        lists: lists.items,
        tasks,
        history,
        undo: undo_offer(),
    })
}

/// Pages beyond these are read by the app, after the page has been shown.
#[cfg(feature = "ssr")]
const PAGES: usize = 5;

#[cfg(feature = "ssr")]
async fn all_tasks(backend: &Backend, status: &str) -> Result<Vec<Task>, Failure> {
    let first = format!("/tasks?limit=200&status={status}");
    let mut page = backend.get::<Page<Task>>(&first).await?;
    let mut tasks = page.items;
    for _ in 1..PAGES {
        let Some(cursor) = page.next_cursor else {
            break;
        };
        page = backend
            .get::<Page<Task>>(&format!("{first}&cursor={cursor}"))
            .await?;
        tasks.append(&mut page.items);
    }
    Ok(tasks)
}

/// What changed after `since`; from 0, all there is. `None`: the log no longer reaches back that far.
#[server(prefix = "/fn", endpoint = "changes")]
pub async fn read_changes(since: i64) -> Result<Option<Changes>, Failure> {
    let backend = expect_context::<Backend>();
    backend
        .get_unless_gone(&format!("/changes?since={since}"))
        .await
}
