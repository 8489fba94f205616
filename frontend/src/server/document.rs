//! Which document a path is, with what it shows read before it is rendered.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header, request::Parts},
    response::Response,
};
use leptos::{prelude::*, reactive::computed::ScopedFuture, server_fn::error::ServerFnUrlError};
use shared::api::{List, Page, Session, Task, Token, User};
use uuid::Uuid;

use super::{
    Server,
    backend::{Backend, cookie, undo_offer},
};
use crate::{
    app::shell,
    contexts::{
        browser,
        clock::Zone,
        page::PageData,
        route::{Address, parameter},
        view::{View, encoded, pieces},
    },
    functions::{Failure, chat::newest_conversation, fragment::extras},
    pages::fragments,
};

/// What is rendered.
#[derive(Debug, Clone)]
pub(crate) enum Document {
    App(Box<PageData>),
    Settings(Box<Profile>),
    /// A piece that the app shows in a dialog, on a page of its own.
    Form(Box<Form>),
    SignIn,
    Welcome,
    NotFound,
    Down(Failure),
}

#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) html: String,
    pub(crate) problem: Option<String>,
    /// Where one came from.
    pub(crate) back: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) user: User,
    pub(crate) lists: Vec<List>,
    /// Who can get in: browsers that are signed in, and programs that have a token.
    pub(crate) sessions: Vec<Session>,
    pub(crate) tokens: Vec<Token>,
}

impl Document {
    pub(crate) fn title(&self) -> String {
        match self {
            Self::App(page) => Address::read(&page.address)
                .view
                .title(&page.lists, &page.extras.filters),
            Self::Form(_) => "Change".to_owned(),
            Self::Settings(_) => "Settings".to_owned(),
            Self::SignIn => "Sign in".to_owned(),
            Self::Welcome => "Say it, and it is on your list".to_owned(),
            Self::NotFound => "Not found".to_owned(),
            Self::Down(_) => "Not now".to_owned(),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::App(_) | Self::Settings(_) | Self::Form(_) | Self::SignIn | Self::Welcome => {
                StatusCode::OK
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Down(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

pub(super) async fn handler(
    State(server): State<Server>,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, body) = request.into_parts();
    let document = read(&server, parts.clone()).await;
    let status = document.status();
    let provide = move || {
        provide_context(server.backend.clone());
        provide_context(server.site.clone());
        provide_context(document.clone());
    };
    let render = leptos_axum::render_app_async_with_context(provide, shell);
    let mut response = render(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    Ok(response.map(Body::new))
}

/// The backend is asked on behalf of the person whose request it is.
async fn read(server: &Server, parts: Parts) -> Document {
    let backend = server.backend.clone();
    let uri = parts.uri.clone();
    let owner = Owner::new();
    owner
        .with(|| {
            ScopedFuture::new(async move {
                provide_context(parts);
                provide_context(backend.clone());
                let document = document(&backend, &uri.to_string()).await;
                document.unwrap_or_else(|failure| match failure {
                    Failure::SignedOut => Document::Welcome,
                    failure => Document::Down(failure),
                })
            })
        })
        .await
}

async fn document(backend: &Backend, address: &str) -> Result<Document, Failure> {
    let Address { view, open } = Address::read(address);
    match view {
        View::SignIn => Ok(Document::SignIn),
        View::Unknown => Ok(Document::NotFound),
        View::Form => {
            let piece = fragments::read(backend, address).await?;
            Ok(piece.map_or(Document::NotFound, |html| {
                Document::Form(Box::new(Form {
                    html,
                    problem: refusal().map(|(_, failure)| failure.to_string()),
                    back: came_from(),
                }))
            }))
        }
        View::Settings => {
            let (user, lists, sessions, tokens) = futures::try_join!(
                backend.get::<User>("/me"),
                backend.get::<Page<List>>("/lists"),
                backend.get::<Page<Session>>("/sessions"),
                backend.get::<Page<Token>>("/tokens"),
            )?;
            Ok(Document::Settings(Box::new(Profile {
                user,
                lists: lists.items,
                sessions: sessions.items,
                tokens: tokens.items,
            })))
        }
        view => {
            let page = page(backend, address, &view, open).await?;
            Ok(page.map_or(Document::NotFound, |page| Document::App(Box::new(page))))
        }
    }
}

/// `None` where the view is of something that is not there.
async fn page(
    backend: &Backend,
    address: &str,
    view: &View,
    open: Option<Uuid>,
) -> Result<Option<PageData>, Failure> {
    let user = backend.get::<User>("/me").await?;
    let also = async {
        match view {
            View::Completed => all_tasks(backend, "done").await,
            View::Trash => all_tasks(backend, "trash").await,
            // How far a task is depends on its parts that are done.
            _ => {
                let path = "/tasks?limit=200&status=done";
                let mut done = backend.get::<Page<Task>>(path).await?.items;
                done.retain(|task| task.parent_id.is_some());
                Ok(done)
            }
        }
    };
    let (lists, mut tasks, also, history, extras) = futures::try_join!(
        backend.get::<Page<List>>("/lists"),
        all_tasks(backend, "open"),
        also,
        newest_conversation(backend),
        extras(backend),
    )?;
    tasks.extend(also);
    if let Some(id) = open.filter(|id| tasks.iter().all(|task| task.id != *id)) {
        // It may be gone, or somebody else's.
        tasks.extend(backend.get::<Task>(&format!("/tasks/{id}")).await.ok());
    }
    let there = match view {
        View::List(id) => lists.items.iter().any(|list| list.id == *id),
        View::Filter(id) => extras.filters.iter().any(|filter| filter.id == *id),
        _ => true,
    };
    if !there {
        return Ok(None);
    }
    let mut problem = refusal().map(|(_, failure)| failure.to_string());
    let mut matches = Vec::new();
    if let Some(filter) = view.filter(&extras.filters) {
        match tasks_of(backend, "open", &filter).await {
            Ok(found) => matches.extend(found.into_iter().map(|task| task.id)),
            Err(failure) => problem = Some(failure.to_string()),
        }
    }
    let mut fragments = Vec::new();
    for address in view
        .fragment()
        .into_iter()
        .chain(open.into_iter().flat_map(pieces))
    {
        if let Ok(Some(html)) = fragments::read(backend, &address).await {
            fragments.push((address, html));
        }
    }
    Ok(Some(PageData {
        address: address.to_owned(),
        zone: Zone::named(&user.time_zone),
        now: browser::now(),
        twelve_hours: cookie("hours=").is_some_and(|hours| hours == "12"),
        user,
        lists: lists.items,
        tasks,
        history,
        extras,
        matches,
        fragments,
        undo: undo_offer(),
        problem,
    }))
}

/// Pages beyond these are read by the app, after the page has been shown.
const PAGES: usize = 5;

async fn all_tasks(backend: &Backend, status: &str) -> Result<Vec<Task>, Failure> {
    tasks_of(backend, status, "").await
}

/// Tasks of a status that a filter finds; an empty filter finds all.
pub(crate) async fn tasks_of(
    backend: &Backend,
    status: &str,
    filter: &str,
) -> Result<Vec<Task>, Failure> {
    let filter = if filter.is_empty() {
        String::new()
    } else {
        format!("&filter={}", encoded(filter))
    };
    let first = format!("/tasks?limit=200&status={status}{filter}");
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

/// The page that the request came from, where it is one of ours.
fn came_from() -> String {
    let parts = use_context::<Parts>();
    let from = parts.and_then(|parts| {
        let from = parts.headers.get(header::REFERER)?.to_str().ok()?;
        let uri: axum::http::Uri = from.parse().ok()?;
        Some(uri.path_and_query()?.as_str().to_owned())
    });
    let from = from.filter(|from| !Address::read(from).view.is_plain());
    from.unwrap_or_else(|| "/".to_owned())
}

/// Why this form was refused, where it was a moment ago.
pub(crate) fn refused(form: &str) -> Option<String> {
    let (path, failure) = refusal()?;
    (path == form).then(|| failure.to_string())
}

/// Which form was refused, and why; the address tells.
fn refusal() -> Option<(String, Failure)> {
    let parts = use_context::<Parts>()?;
    let query = parts.uri.query().unwrap_or_default();
    let failure = ServerFnUrlError::<Failure>::decode_err(&parameter(query, "__err")?);
    Some((parameter(query, "__path")?, failure))
}
