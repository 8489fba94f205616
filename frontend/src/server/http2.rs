//! What HTTP/2 says otherwise than HTTP/1, said as HTTP/1 does: nothing behind has to know both.

use axum::{
    extract::Request,
    http::{HeaderValue, Uri, header::COOKIE},
};

/// The address without scheme and host, and all cookies in one field: browsers send each in a field of its own
/// (RFC 9113, section 8.2.3).
pub(super) async fn as_http1(mut request: Request) -> Request {
    if let Some(path) = request.uri().path_and_query().cloned() {
        *request.uri_mut() = Uri::from(path);
    }
    let cookies: Vec<_> = request.headers().get_all(COOKIE).iter().collect();
    if cookies.len() > 1 {
        let cookies: Vec<_> = cookies.into_iter().map(HeaderValue::as_bytes).collect();
        if let Ok(all) = HeaderValue::from_bytes(&cookies.join(&b"; "[..])) {
            request.headers_mut().insert(COOKIE, all);
        }
    }
    request
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};

    use super::*;

    #[tokio::test]
    async fn a_request_of_http_2_reads_as_one_of_http_1() {
        let request = Request::get("https://todo.test/inbox?sort=due")
            .header(COOKIE, "theme=dark")
            .header(COOKIE, "session=abc")
            .body(Body::empty())
            .unwrap();
        let request = as_http1(request).await;
        assert_eq!(request.uri().to_string(), "/inbox?sort=due");
        let cookies: Vec<_> = request.headers().get_all(COOKIE).iter().collect();
        assert_eq!(cookies, ["theme=dark; session=abc"]);
    }

    #[tokio::test]
    async fn a_request_of_http_1_stays_as_it_is() {
        let request = Request::get("/").body(Body::empty()).unwrap();
        let request = as_http1(request).await;
        assert_eq!(request.uri().to_string(), "/");
        assert!(request.headers().is_empty());
    }
}
