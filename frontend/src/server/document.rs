//! Which document a path is, with what it shows read before it is rendered.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use leptos::{prelude::*, reactive::computed::ScopedFuture, server_fn::error::ServerFnUrlError};
use shared::api::{Import, List, Page, Task, User};
use uuid::Uuid;

use super::{
    Server,
    backend::{Backend, undo_offer},
    import::{Choice, Step},
    profile::{self, Profile},
    secret::Secret,
    typed,
};
use crate::{
    app::shell,
    contexts::{
        browser,
        clock::Zone,
        page::PageData,
        route::{Address, name_of_sheet, parameter},
        view::{View, encoded, pieces},
        words,
    },
    functions::{Failure, chat::newest_conversation, fragment::extras},
    pages::fragments,
    texts::text,
};

/// What is rendered.
#[derive(Debug, Clone)]
pub(crate) enum Document {
    App(Box<PageData>),
    Settings(Box<Profile>),
    /// A piece that the app shows in a dialog, on a page of its own.
    Form(Box<Form>),
    /// `begun`: from a guest with something to take along.
    SignIn {
        begun: bool,
    },
    /// A new password where the old one is forgotten.
    Reset {
        /// Of a link that was sent by e-mail.
        token: Option<String>,
        /// Whether such a letter was just asked for.
        sent: bool,
    },
    /// New recovery codes; none where they were shown before.
    Codes(Vec<String>),
    Import(Box<Step>),
    Welcome,
    NotFound,
    /// A form that another site's page sent.
    Foreign,
    Down(Failure),
}

#[derive(Debug, Clone)]
pub(crate) struct Form {
    title: &'static str,
    pub(crate) html: String,
    pub(crate) problem: Option<String>,
    /// Where one came from.
    pub(crate) back: String,
}

impl Document {
    pub(crate) fn title(&self) -> String {
        let fixed = match self {
            Self::App(page) => {
                let view = Address::read(&page.address).view;
                return view.title(&page.lists, &page.extras.filters);
            }
            Self::Form(form) => form.title,
            Self::Settings(_) => text!(views::SETTINGS),
            Self::SignIn { .. } => text!(acts::SIGN_IN),
            Self::Reset { .. } => text!(pages::TITLE_RESET),
            Self::Codes(_) => text!(pages::CODES),
            Self::Import(_) => text!(import::IMPORT),
            Self::Welcome => text!(pages::TITLE_WELCOME),
            Self::NotFound => text!(pages::TITLE_NOT_FOUND),
            Self::Foreign => text!(pages::TITLE_FOREIGN),
            Self::Down(_) => text!(pages::TITLE_DOWN),
        };
        fixed.to_owned()
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Down(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        }
    }

    /// Whether it is what a refused form was sent from, so that it shows what was typed.
    const fn has_forms(&self) -> bool {
        matches!(self, Self::App(_) | Self::Settings(_) | Self::Form(_))
    }

    /// Whether a browser without scripts must ask again to see how it goes on.
    pub(crate) fn goes_on(&self) -> bool {
        match self {
            Self::Import(step) => {
                matches!(&**step, Step::Follow(import) if import.finished_at.is_none())
            }
            _ => false,
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
    let request = Request::from_parts(parts, body);
    Ok(render(server, request, document, status).await)
}

pub(super) async fn render(
    server: Server,
    request: Request,
    document: Document,
    status: StatusCode,
) -> Response {
    let typed = document.has_forms() && typed::is_kept(request.headers());
    let down = matches!(document, Document::Down(_));
    let provide = move || {
        provide_context(server.backend.clone());
        provide_context(server.site.clone());
        provide_context(document.clone());
    };
    let mut response = leptos_axum::render_app_async_with_context(provide, shell)(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    if typed {
        typed::forget(response.headers_mut());
    }
    if down {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response.map(Body::new)
}

/// Asks the backend on behalf of the person whose request it is.
pub(super) async fn on_behalf<T, F>(
    server: &Server,
    parts: Parts,
    ask: impl FnOnce(Backend) -> F + Send,
) -> T
where
    F: Future<Output = T> + Send,
{
    let backend = server.backend.clone();
    let owner = Owner::new();
    owner
        .with(|| {
            ScopedFuture::new(async move {
                provide_context(parts);
                provide_context(backend.clone());
                ask(backend).await
            })
        })
        .await
}

async fn read(server: &Server, parts: Parts) -> Document {
    let address = parts.uri.to_string();
    let document = on_behalf(server, parts, |backend| async move {
        document(&backend, &address).await
    });
    document.await.unwrap_or_else(|failure| match failure {
        Failure::SignedOut => Document::Welcome,
        failure => Document::Down(failure),
    })
}

async fn document(backend: &Backend, address: &str) -> Result<Document, Failure> {
    if let Some(plain) = plain(backend, address).await? {
        return Ok(plain);
    }
    let Address { view, open } = Address::read(address);
    match view {
        View::SignIn => Ok(Document::SignIn {
            begun: has_begun(backend).await.unwrap_or_default(),
        }),
        View::Unknown => Ok(Document::NotFound),
        View::Form => {
            let piece = fragments::read(backend, address).await?;
            Ok(piece.map_or(Document::NotFound, |html| {
                Document::Form(Box::new(Form {
                    title: name_of_sheet(address),
                    html,
                    problem: refusal().map(|(_, failure)| failure.to_string()),
                    back: came_from(),
                }))
            }))
        }
        View::Settings => {
            let profile = profile::read(backend).await?;
            Ok(Document::Settings(Box::new(profile)))
        }
        view => {
            let page = page(backend, address, &view, open).await?;
            Ok(page.map_or(Document::NotFound, |page| Document::App(Box::new(page))))
        }
    }
}

/// The documents that the app knows nothing of.
async fn plain(backend: &Backend, address: &str) -> Result<Option<Document>, Failure> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    Ok(match parts[..] {
        ["reset"] => Some(Document::Reset {
            token: parameter(query, "token"),
            sent: parameter(query, "sent").is_some(),
        }),
        ["recovery-codes"] => {
            let codes = Secret::RecoveryCodes.look().unwrap_or_default();
            let codes = codes.split('.').filter(|code| !code.is_empty());
            Some(Document::Codes(codes.map(str::to_owned).collect()))
        }
        ["import"] => {
            backend.get::<User>("/me").await?;
            Some(Document::Import(Box::new(Step::Choose {
                problem: None,
                form: Choice::default(),
            })))
        }
        ["import", id] => match backend.get::<Import>(&format!("/import/{id}")).await {
            Ok(import) => Some(Document::Import(Box::new(Step::Follow(import)))),
            Err(Failure::Refused(_)) => Some(Document::NotFound),
            Err(failure) => return Err(failure),
        },
        _ => None,
    })
}

/// Whether a guest is here who has tasks.
async fn has_begun(backend: &Backend) -> Result<bool, Failure> {
    if !backend.get::<User>("/me").await?.guest {
        return Ok(false);
    }
    let tasks = backend
        .get::<Page<Task>>("/tasks?status=all&limit=1")
        .await?;
    Ok(!tasks.items.is_empty())
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
            View::Completed | View::Search(_) => all_tasks(backend, "done").await,
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
    let mut matches = None;
    if let Some(filter) = view.filter(&extras.filters) {
        match tasks_of(backend, "open", &filter).await {
            Ok(found) => matches = Some(found.into_iter().map(|task| task.id).collect()),
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
        twelve_hours: words::twelve_hours(),
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

/// Whether a form was refused because its person is no longer signed in.
pub(crate) fn signed_out() -> bool {
    refusal().is_some_and(|(_, failure)| failure == Failure::SignedOut)
}

/// Which form was refused, and why; the address tells.
fn refusal() -> Option<(String, Failure)> {
    let parts = use_context::<Parts>()?;
    let query = parts.uri.query().unwrap_or_default();
    let failure = ServerFnUrlError::<Failure>::decode_err(&parameter(query, "__err")?);
    Some((parameter(query, "__path")?, failure))
}
