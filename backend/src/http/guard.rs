//! Refuses writes that another site's page makes in the person's name.

use axum::{
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::Response,
};

use crate::{error::Problem, state::App};

/// A write with a foreign `Origin` is refused; programs send none.
pub async fn origin(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let foreign = request
        .headers()
        .get(header::ORIGIN)
        .is_some_and(|origin| origin.as_bytes() != app.config.public_origin.as_bytes());
    if foreign && !reads {
        return Err(Problem::forbidden("This request comes from another site."));
    }
    Ok(next.run(request).await)
}
