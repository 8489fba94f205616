//! Which document a path is, with what it shows read before it is rendered.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use leptos::{prelude::*, reactive::computed::ScopedFuture, server_fn::error::ServerFnUrlError};
use shared::api::{List, Page, Session, Task, Token, User};
use uuid::Uuid;

use super::{
    Server,
    backend::{Backend, undo_offer},
};
use crate::{
    app::shell,
    contexts::{
        browser,
        clock::Zone,
        page::PageData,
        route::{Address, parameter},
        view::View,
    },
    functions::{Failure, chat::newest_conversation},
};

/// What is rendered.
#[derive(Debug, Clone)]
pub(crate) enum Document {
    App(Box<PageData>),
    Settings(Box<Profile>),
    SignIn,
    Welcome,
    NotFound,
    Down(Failure),
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
            Self::App(page) => Address::read(&page.address).view.title(&page.lists),
            Self::Settings(_) => "Settings".to_owned(),
            Self::SignIn => "Sign in".to_owned(),
            Self::Welcome => "Say it, and it is on your list".to_owned(),
            Self::NotFound => "Not found".to_owned(),
            Self::Down(_) => "Not now".to_owned(),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::App(_) | Self::Settings(_) | Self::SignIn | Self::Welcome => StatusCode::OK,
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
            let mut page = page(backend, &view, open).await?;
            address.clone_into(&mut page.address);
            Ok(Document::App(Box::new(page)))
        }
    }
}

async fn page(backend: &Backend, view: &View, open: Option<Uuid>) -> Result<PageData, Failure> {
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
    let (lists, mut tasks, also, history) = futures::try_join!(
        backend.get::<Page<List>>("/lists"),
        all_tasks(backend, "open"),
        also,
        newest_conversation(backend),
    )?;
    tasks.extend(also);
    if let Some(id) = open.filter(|id| tasks.iter().all(|task| task.id != *id)) {
        // It may be gone, or somebody else's.
        tasks.extend(backend.get::<Task>(&format!("/tasks/{id}")).await.ok());
    }
    Ok(PageData {
        address: String::new(),
        zone: Zone::named(&user.time_zone),
        now: browser::now(),
        user,
        lists: lists.items,
        tasks,
        history,
        undo: undo_offer(),
        problem: refusal().map(|(_, failure)| failure.to_string()),
    })
}

/// Pages beyond these are read by the app, after the page has been shown.
const PAGES: usize = 5;

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
