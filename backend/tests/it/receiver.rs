//! A program of a person's that webhooks are sent to, and the person's side of it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::app::{Client, TestApp, eventually};

pub(crate) enum Answer {
    Status(u16),
    /// Busy, with a `Retry-After`.
    Later(u16, String),
    Redirect(String),
    /// Takes it, with a body that never ends.
    Endless,
    Never,
}

#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// By the specification's own library.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let webhook = standardwebhooks::Webhook::new(secret).unwrap();
        webhook.verify(self.text.as_bytes(), &self.headers).is_ok()
    }
}

#[derive(Default)]
struct Inner {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    server: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://{}/hook?key=of-its-owner",
            listener.local_addr().unwrap()
        );
        let inner = Arc::new(Mutex::new(Inner::default()));
        let router = Router::new().fallback(take).with_state(inner.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, inner, server }
    }

    /// Answers the next requests so, and those after them with 204.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner.lock().unwrap().answers.extend(answers);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.inner.lock().unwrap().received.clone()
    }

    /// Waits for so many requests, all in all.
    pub(crate) async fn receives(&self, count: usize) -> Vec<Received> {
        eventually(async || self.received().len(), |seen| *seen == count).await;
        self.received()
    }
}

async fn take(State(inner): State<Arc<Mutex<Inner>>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body).into_owned();
    let answer = {
        let mut inner = inner.lock().unwrap();
        inner.received.push(Received {
            headers,
            text,
            bytes: body,
        });
        inner.answers.pop_front().unwrap_or(Answer::Status(204))
    };
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Later(status, after) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(header::RETRY_AFTER, after)]).into_response()
        }
        Answer::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Answer::Endless => {
            let chunks = std::iter::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 8192]));
            Body::from_stream(futures::stream::iter(chunks)).into_response()
        }
        Answer::Never => std::future::pending().await,
    }
}

pub(crate) const LOCAL: &[(&str, &str)] = &[("WEBHOOK_TARGETS", "local")];

/// A webhook of a person: its path and its secret.
pub(crate) struct Hook {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Hook {
    pub(crate) async fn register(client: &Client, body: &Value) -> Self {
        let made = client.post("/webhooks", body).await.expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        Self {
            path: format!("/webhooks/{id}"),
            id,
            secret: made["secret"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn to(client: &Client, receiver: &Receiver) -> Self {
        Self::register(client, &json!({"url": receiver.url})).await
    }

    pub(crate) async fn read(&self, client: &Client) -> Value {
        client.get(&self.path).await.expect(200)
    }

    /// The deliveries, the oldest first.
    pub(crate) async fn deliveries(&self, client: &Client) -> Vec<Value> {
        let page = client
            .get(&format!("{}/deliveries", self.path))
            .await
            .expect(200);
        let mut items = page["items"].as_array().unwrap().clone();
        items.reverse();
        items
    }

    /// Waits until the deliveries are in these states.
    pub(crate) async fn shows(&self, client: &Client, states: &[&str]) -> Vec<Value> {
        eventually(
            async || self.deliveries(client).await,
            |seen| {
                let seen: Vec<_> = seen.iter().map(|item| item["status"].clone()).collect();
                seen == states
            },
        )
        .await
    }

    /// Waits for an attempt of the first delivery that waits, and lets the next one come at once.
    pub(crate) async fn skip_pause(&self, app: &TestApp, attempts: i32) {
        let tried = async || {
            let sql = "UPDATE webhook_deliveries SET next_attempt_at = now()
                WHERE webhook_id = $1::uuid AND status = 'pending' AND attempts = $2 AND next_attempt_at > now()";
            let done = sqlx::query(sql)
                .bind(&self.id)
                .bind(attempts)
                .execute(app.pool())
                .await;
            done.unwrap().rows_affected()
        };
        eventually(tried, |rows| *rows > 0).await;
        sqlx::query("UPDATE webhooks SET due_at = now() WHERE id = $1::uuid")
            .bind(&self.id)
            .execute(app.pool())
            .await
            .unwrap();
        app.app.webhooks_due.notify_one();
    }
}
