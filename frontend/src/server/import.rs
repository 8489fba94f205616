//! `POST /import`: a file of tasks is looked at, or read in. The file of a preview goes along in the page, so that it
//! need not be chosen twice.

use std::fmt::Write as _;

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Request, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use shared::api;

use super::{
    Server,
    document::{self, Document},
};
use crate::{
    contexts::{view::encoded, words::Format},
    functions::Failure,
    server::backend::Backend,
    texts::text,
};

/// What the service takes, and the rest of the form; a file that is carried along is a third larger than it is.
pub(super) const LIMIT: usize = 24 * 1024 * 1024;
/// A file above this size is chosen once more rather than carried along in the page.
const CARRIED: usize = 4 * 1024 * 1024;

/// What the page of an import shows.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Choose {
        problem: Option<String>,
        form: Choice,
    },
    Look {
        preview: api::ImportPreview,
        form: Choice,
        written: Format,
        /// As base64; empty where it is too large to be carried along.
        file: String,
    },
    Follow(api::Import),
}

/// What a person said of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// "own", "todoist", "ticktick", "csv"; empty: told by its look.
    pub(crate) format: String,
    /// The list for tasks that name none.
    pub(crate) list: String,
}

impl Choice {
    fn query(&self, preview: bool) -> String {
        let mut query = format!("/import?preview={preview}");
        for (name, value) in [("format", &self.format), ("list", &self.list)] {
            let value = value.trim();
            if !value.is_empty() {
                let _ = write!(query, "&{name}={}", encoded(value));
            }
        }
        query
    }
}

/// The form as it came.
#[derive(Debug, Default)]
struct Form {
    choice: Choice,
    file: Vec<u8>,
    begin: bool,
}

pub(super) async fn handler(State(server): State<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let form = read(Request::from_parts(parts.clone(), body)).await;
    let choice = form
        .as_ref()
        .map(|form| form.choice.clone())
        .unwrap_or_default();
    let answer = match form {
        Ok(form) => step(&server, parts.clone(), form).await,
        Err(problem) => Err(Failure::Refused(problem)),
    };
    let (document, status) = match answer {
        Ok(Next::Go(address)) => return Redirect::to(&address).into_response(),
        Ok(Next::Show(step)) => (Document::Import(step), StatusCode::OK),
        Err(Failure::SignedOut) => (Document::Welcome, StatusCode::OK),
        Err(failure) => {
            let status = match failure {
                Failure::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let step = Step::Choose {
                problem: Some(failure.to_string()),
                form: choice,
            };
            (Document::Import(Box::new(step)), status)
        }
    };
    document::render(
        server,
        Request::from_parts(parts, Body::empty()),
        document,
        status,
    )
    .await
}

enum Next {
    Show(Box<Step>),
    Go(String),
}

async fn read(request: Request) -> Result<Form, String> {
    let unreadable = || text!(import::UNREADABLE).to_owned();
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|_| text!(import::CHOOSE_FIRST).to_owned())?;
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        let value = field.bytes().await.map_err(|_| unreadable())?;
        let text = || String::from_utf8_lossy(&value).into_owned();
        match name.as_str() {
            "format" => form.choice.format = text(),
            "list" => form.choice.list = text(),
            "do" => form.begin = text() == "import",
            "file" if !value.is_empty() => form.file = value.to_vec(),
            "carried" if form.file.is_empty() => {
                form.file = STANDARD.decode(&value).map_err(|_| unreadable())?;
            }
            _ => {}
        }
    }
    if form.file.is_empty() {
        return Err(text!(import::CHOOSE_FIRST).to_owned());
    }
    Ok(form)
}

async fn step(server: &Server, parts: Parts, form: Form) -> Result<Next, Failure> {
    document::on_behalf(server, parts, |backend: Backend| async move {
        let carried = (form.file.len() <= CARRIED).then(|| STANDARD.encode(&form.file));
        let query = form.choice.query(!form.begin);
        let answer = backend.upload(&query, form.file).await?;
        if form.begin {
            let import: api::Import = answer.read()?;
            return Ok(Next::Go(format!("/import/{}", import.id)));
        }
        let user = backend.get::<api::User>("/me").await?;
        Ok(Next::Show(Box::new(Step::Look {
            written: Format::of(&user),
            preview: answer.read()?,
            form: form.choice,
            file: carried.unwrap_or_default(),
        })))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::Choice;

    #[test]
    fn what_is_not_said_of_a_file_is_left_to_the_service() {
        let choice = |format: &str, list: &str| Choice {
            format: format.to_owned(),
            list: list.to_owned(),
        };
        assert_eq!(choice("", " ").query(true), "/import?preview=true");
        assert_eq!(
            choice("csv", "Haus & Hof").query(false),
            "/import?preview=false&format=csv&list=Haus%20%26%20Hof"
        );
    }
}
