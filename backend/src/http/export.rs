//! `GET /api/v1/export`

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::IntoResponse,
};
use futures::Stream;
use serde::Serialize;
use shared::api::{EXPORT_FORMAT, EXPORT_VERSION, ExportedTask, User};
use uuid::Uuid;

use super::author::CurrentUser;
use crate::{
    error::Problem,
    state::App,
    store::{self, activity, conversations, filters, lists, notifications, outbox, tasks},
};

const PAGE: i64 = 500;

/// Everything of the person's, as one JSON document that `import` reads. It is read page by page while it is sent.
#[utoipa::path(
    get,
    path = "/export",
    operation_id = "export",
    tag = "import",
    responses((status = 200, body = shared::api::Export)),
)]
pub async fn handler(
    State(app): State<App>,
    CurrentUser(user): CurrentUser,
) -> Result<impl IntoResponse, Problem> {
    let seq = outbox::head(&app.pool, user.id).await?;
    let day = app.clock.now().strftime("%F").to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"tasks-{day}.json\""),
        ),
    ];
    Ok((headers, Body::from_stream(document(app, user, seq))))
}

/// The document, piece by piece. An error cuts it short, which its reader sees.
fn document(
    app: App,
    user: User,
    seq: i64,
) -> impl Stream<Item = Result<Bytes, store::Error>> + Send {
    async_stream::try_stream! {
        yield head(&app, &user, seq);
        yield Bytes::from_static(b",\"tasks\":[");
        let (mut after, mut first) = (Uuid::nil(), true);
        loop {
            let page = tasks::after(&app.pool, user.id, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let page: Vec<_> = page
                .into_iter()
                .map(|task| ExportedTask { anchor: task.anchor.clone(), task })
                .collect();
            yield items(&page, &mut first)?;
        }
        // A list that a task names is still there: it goes only after its tasks.
        yield section("lists", &lists::shown(&app.pool, user.id, None).await?)?;
        yield section("filters", &filters::all(&app.pool, user.id, None).await?)?;
        yield Bytes::from_static(b"],\"messages\":[");
        let (mut before, mut first) = (None, true);
        loop {
            let page = conversations::all_messages(&app.pool, user.id, before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            yield items(&page, &mut first)?;
        }
        yield Bytes::from_static(b"],\"notifications\":[");
        let (mut before, mut first) = (None, true);
        loop {
            let page = notifications::page(&app.pool, user.id, false, before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            yield items(&page, &mut first)?;
        }
        yield Bytes::from_static(b"],\"activity\":[");
        let (mut before, mut first) = (None, true);
        loop {
            let page = activity::page(&app.pool, user.id, None, before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            yield items(&page, &mut first)?;
        }
        yield Bytes::from_static(b"]}\n");
    }
}

/// All but the closing brace of what comes first.
fn head(app: &App, user: &User, seq: i64) -> Bytes {
    let head = serde_json::json!({
        "format": EXPORT_FORMAT,
        "version": EXPORT_VERSION,
        "exported_at": app.clock.now(),
        "seq": seq,
        "user": user,
    });
    let mut text = head.to_string();
    text.pop();
    text.into()
}

/// Ends the array before, and begins one of a few items.
fn section(name: &str, of: &[impl Serialize]) -> Result<Bytes, store::Error> {
    let mut text = format!("],\"{name}\":[").into_bytes();
    text.extend_from_slice(&items(of, &mut true)?);
    Ok(text.into())
}

/// Items of an array, with a comma before all but the very first.
fn items(page: &[impl Serialize], first: &mut bool) -> Result<Bytes, store::Error> {
    let mut text = Vec::new();
    for item in page {
        if !std::mem::replace(first, false) {
            text.extend_from_slice(b",\n");
        }
        text.extend_from_slice(store::json("export", item)?.to_string().as_bytes());
    }
    Ok(text.into())
}
