//! Problems as clients see them (RFC 9457). The inner cause is logged here, once, and never told.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::api::{self, FieldError};

use crate::store::{self, unit::Rejected};

/// An answer that is not a success.
#[derive(Debug, Clone)]
pub struct Problem {
    body: Box<api::Problem>,
    retry_after: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        let body = api::Problem {
            r#type: format!("/problems/{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
        };
        Self {
            body: Box::new(body),
            retry_after: None,
        }
    }

    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The request cannot be read",
            detail,
        )
    }

    #[must_use]
    pub fn validation(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation",
            "A field is wrong",
            format!("{field}: {message}"),
        );
        problem.body.errors.push(FieldError { field, message });
        problem
    }

    #[must_use]
    pub fn unauthenticated() -> Self {
        let detail = "Sign in, or send a valid token.";
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Not signed in",
            detail,
        )
    }

    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            format!("There is no such {what}."),
        )
    }

    #[must_use]
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "It does not fit what is there",
            detail,
        )
    }

    #[must_use]
    pub fn in_flight() -> Self {
        let detail = "The same request is still being worked on.";
        let problem = Self::new(StatusCode::CONFLICT, "in-flight", "Still running", detail);
        Self {
            retry_after: Some(1),
            ..problem
        }
    }

    /// Too much in too short a time; good again after so many seconds.
    #[must_use]
    pub fn too_many(seconds: i64) -> Self {
        let detail = format!("Too many requests; try again in {seconds} s.");
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            detail,
        );
        Self {
            retry_after: u32::try_from(seconds).ok(),
            ..problem
        }
    }

    /// A request that must not happen twice came again; its answer held a secret and was not kept.
    #[must_use]
    pub fn happened() -> Self {
        let detail = "This request was carried out before; its answer is not kept. Use a new Idempotency-Key.";
        Self::new(StatusCode::CONFLICT, "happened", "Done before", detail)
    }

    #[must_use]
    pub fn key_reused() -> Self {
        let detail = "This Idempotency-Key came before with another body; use a new key.";
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "Key used before",
            detail,
        )
    }

    #[must_use]
    pub fn gone(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, "resync", "Read everything again", detail)
    }

    #[must_use]
    pub fn precondition_failed() -> Self {
        let detail = "It changed since the version that If-Match names; read it again.";
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "stale",
            "Changed since",
            detail,
        )
    }

    #[must_use]
    pub fn with_status(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status
            .canonical_reason()
            .unwrap_or("The request was refused");
        let kind = title.to_ascii_lowercase().replace(' ', "-");
        Self::new(status, &kind, title, detail)
    }

    #[must_use]
    pub fn unavailable() -> Self {
        let detail =
            "A part that this needs does not answer right now; nothing was changed. Try again.";
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available",
            detail,
        );
        Self {
            retry_after: Some(2),
            ..problem
        }
    }

    #[must_use]
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "request.failed");
        let detail = "Something went wrong on our side; nothing was changed.";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Our mistake",
            detail,
        )
    }

    /// The same problem, its fields named from further up; one that names no field names what it is about.
    #[must_use]
    pub fn map_fields(mut self, name: impl Fn(&str) -> String) -> Self {
        if self.body.errors.is_empty() {
            self.body.errors.push(FieldError {
                field: name(""),
                message: self.body.detail.clone(),
            });
            return self;
        }
        for error in &mut self.body.errors {
            error.field = name(&error.field);
        }
        let first = self.body.errors.first();
        self.body.detail = first.map_or_else(String::new, |error| {
            format!("{}: {}", error.field, error.message)
        });
        self
    }

    /// What is wrong with which field.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.body.errors
    }

    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.body.errors = errors;
        self
    }

    /// The body, for an answer that is recorded.
    #[must_use]
    pub fn into_body(self) -> api::Problem {
        *self.body
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match &error {
            store::Error::Unavailable(cause) => {
                tracing::warn!(
                    error = cause as &dyn std::error::Error,
                    "database.unavailable"
                );
                Self::unavailable()
            }
            store::Error::Inconsistent { .. } => Self::internal(&error),
            store::Error::Database(cause) => Self::internal(cause),
        }
    }
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Invalid(invalid) => invalid.into(),
            Rejected::Missing(what) => Self::not_found(what),
            Rejected::Conflict(detail) => Self::conflict(detail),
            Rejected::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
