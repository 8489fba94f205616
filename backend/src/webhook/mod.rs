//! Sends one signed request to one webhook, and to nowhere else.

pub mod connect;
mod keys;
pub mod sign;

use std::{
    error::Error as _,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::http::{HeaderMap, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use jiff::{Timestamp, fmt::rfc2822};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::Host;
use uuid::Uuid;

use crate::domain::{Invalid, webhook::Targets};
use connect::{Lookup, Resolver, Unresolved};
pub use keys::{KeyError, Keys};

/// An attempt, from its name's resolution to the end of its answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// At registration: how long a name may take.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(2);
/// Of an answer only its status counts; so much more is read, that the connection may be used again.
const ANSWER_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64 * 1024;
const IDLE: Duration = Duration::from_secs(15);
const USER_AGENT: &str = concat!("todo-chatbot/", env!("CARGO_PKG_VERSION"));

type HttpClient = Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>;

/// What is sent, and where to.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    pub url: &'a str,
    /// The same at each attempt.
    pub id: Uuid,
    pub at: Timestamp,
    pub body: &'a str,
    pub signature: &'a str,
}

/// What counts of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// For how long the receiver asks to be left alone (RFC 9110, 10.2.3).
    pub retry_after: Option<Duration>,
}

/// Why there is no answer, in words that its owner may read.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Refused(#[from] Invalid),
    #[error("{0}")]
    Unresolved(#[from] Unresolved),
    #[error("no answer in time")]
    Late,
    #[error("TLS failed: {0}")]
    Tls(String),
    #[error("the connection failed")]
    Unconnected,
    #[error("the answer could not be read")]
    Unreadable,
}

/// Shared by clones.
#[derive(Clone)]
pub struct Sender {
    pub resolver: Resolver,
    /// Of one attempt; not above [`TIMEOUT`].
    pub timeout: Duration,
    /// Certificate authorities; the machine's, read when they are first needed.
    roots: Option<Arc<RootCertStore>>,
    client: Arc<OnceLock<HttpClient>>,
}

impl Sender {
    /// `roots`: the certificate authorities to trust instead of the machine's.
    #[must_use]
    pub fn new(targets: Targets, lookup: Lookup, roots: Option<RootCertStore>) -> Self {
        Self {
            resolver: Resolver { targets, lookup },
            timeout: TIMEOUT,
            roots: roots.map(Arc::new),
            client: Arc::default(),
        }
    }

    #[must_use]
    pub fn targets(&self) -> Targets {
        self.resolver.targets
    }

    /// Reads an address to send to, and looks at where its name leads now. A name that is not known yet may come.
    ///
    /// # Errors
    /// When it is none that may be sent to.
    pub async fn check(&self, text: &str) -> Result<String, Invalid> {
        let url = self.targets().url(text)?;
        if let Some(Host::Domain(name)) = url.host() {
            let resolved = tokio::time::timeout(RESOLVE_TIMEOUT, self.resolver.resolve(name)).await;
            if let Ok(Err(error @ Unresolved::NotPublic)) = resolved {
                return Err(Invalid::new("url", error.to_string()));
            }
        }
        Ok(url.into())
    }

    /// Sends once.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, message: &Message<'_>) -> Result<Reply, Failure> {
        let (id, at) = (message.id.to_string(), message.at.as_second().to_string());
        let headers = [
            (header::CONTENT_TYPE.as_str(), "application/json"),
            ("webhook-id", &id),
            ("webhook-timestamp", &at),
            ("webhook-signature", message.signature),
        ];
        let body = message.body.to_owned().into_bytes();
        self.post(message.url, &headers, body, message.at).await
    }

    /// Posts a body once, under the same rules.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        now: Timestamp,
    ) -> Result<Reply, Failure> {
        tokio::time::timeout(self.timeout, self.exchange(url, headers, body.into(), now))
            .await
            .unwrap_or(Err(Failure::Late))
    }

    async fn exchange(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: Bytes,
        now: Timestamp,
    ) -> Result<Reply, Failure> {
        // Once more: the rules may have become stricter since it was registered.
        let url = self.targets().url(url)?;
        let request = Request::post(url.as_str()).header(header::USER_AGENT, USER_AGENT);
        let headers = headers.iter();
        let request = headers
            .fold(request, |request, (name, value)| {
                request.header(*name, *value)
            })
            .body(Full::from(body))
            .map_err(|_| Failure::Unconnected)?;
        let client = if let Some(client) = self.client.get() {
            client
        } else {
            let client = client(self.resolver.clone(), self.roots.clone())?;
            self.client.get_or_init(|| client)
        };
        let answer = client
            .request(request)
            .await
            .map_err(|error| failure(&error))?;
        let reply = Reply {
            status: answer.status().as_u16(),
            retry_after: retry_after(answer.headers(), now),
        };
        let (mut body, mut read) = (answer.into_body(), 0);
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > ANSWER_MAX {
                break;
            }
        }
        Ok(reply)
    }
}

/// Seconds, or a date; what is neither is not there.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are still very many.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = rfc2822::parse(text).ok()?.timestamp();
    date.duration_since(now).try_into().ok()
}

fn client(resolver: Resolver, roots: Option<Arc<RootCertStore>>) -> Result<HttpClient, Failure> {
    let mut http = HttpConnector::new_with_resolver(resolver);
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT_TIMEOUT));
    http.set_nodelay(true);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Tls(error.to_string()))?
        .with_root_certificates(roots.unwrap_or_else(|| Arc::new(of_the_machine())))
        .with_no_client_auth();
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    Ok(Client::builder(TokioExecutor::new())
        .http1_max_buf_size(HEADERS_MAX)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(1)
        .pool_timer(TokioTimer::new())
        .build(https))
}

fn of_the_machine() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::error!("webhooks.no_certificate_authorities");
    }
    roots
}

/// What is behind an error of the client, as far as it is its owner's business.
fn failure(error: &hyper_util::client::legacy::Error) -> Failure {
    let mut cause = error.source();
    while let Some(inner) = cause {
        match inner.downcast_ref::<Unresolved>() {
            Some(Unresolved::NotPublic) => return Unresolved::NotPublic.into(),
            Some(Unresolved::Unknown(error)) => {
                return Unresolved::Unknown(error.kind().into()).into();
            }
            None => {}
        }
        if let Some(tls) = tls_error(inner) {
            return Failure::Tls(tls);
        }
        cause = inner.source();
    }
    if error.is_connect() {
        Failure::Unconnected
    } else {
        Failure::Unreadable
    }
}

/// An I/O error holds what it wraps, maybe another one, without naming it as its source.
fn tls_error(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls.to_string());
    }
    tls_error(error.downcast_ref::<std::io::Error>()?.get_ref()?)
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender")
            .field("resolver", &self.resolver)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_asks_for_time_by_seconds_or_by_a_date() {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Wed, 25 Nov 2026 12:01:30 GMT", Some(90)),
            // Over by now.
            ("Wed, 25 Nov 2026 11:00:00 GMT", None),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().unwrap());
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(&headers, now), expected, "{text:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
