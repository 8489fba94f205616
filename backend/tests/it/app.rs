//! A backend on a database of its own, and a person who talks to it.

use std::time::Duration;

use backend::{clock::Clock, config::Config, serve, state::App, store};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Of every account that tests make.
pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) url: String,
    database: String,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
}

fn server_url() -> String {
    std::env::var("DATABASE_URL").expect("DATABASE_URL names a PostgreSQL server for tests")
}

pub(crate) async fn create_database() -> String {
    let database = format!("test_{}", Clock::system().new_id().simple());
    let mut admin = PgConnection::connect(&server_url()).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {database}")))
        .execute(&mut admin)
        .await
        .unwrap();
    database
}

pub(crate) async fn drop_database(database: &str) {
    let mut admin = PgConnection::connect(&server_url()).await.unwrap();
    let drop = format!("DROP DATABASE {database} WITH (FORCE)");
    sqlx::query(sqlx::AssertSqlSafe(drop))
        .execute(&mut admin)
        .await
        .unwrap();
}

pub(crate) fn with_database(name: &str) -> String {
    let url = server_url();
    let (server, _) = url
        .rsplit_once('/')
        .expect("DATABASE_URL ends in /database");
    format!("{server}/{name}")
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts with variables of a test's own.
    pub(crate) async fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::start_changed(create_database().await, variables, |_| {}).await
    }

    /// Starts on a database that a stopped app has left.
    pub(crate) async fn start_on(database: String) -> Self {
        Self::start_changed(database, &[], |_| {}).await
    }

    /// Starts at a time, which stands still.
    pub(crate) async fn start_at(time: &str) -> Self {
        let clock = Clock::frozen(time.parse().unwrap());
        Self::start_configured(create_database().await, &[], clock, |_| {}).await
    }

    /// Starts on a database, with variables and with parts of the app exchanged.
    pub(crate) async fn start_changed(
        database: String,
        variables: &[(&str, &str)],
        change: impl FnOnce(&mut App),
    ) -> Self {
        Self::start_configured(database, variables, Clock::system(), change).await
    }

    async fn start_configured(
        database: String,
        variables: &[(&str, &str)],
        clock: Clock,
        change: impl FnOnce(&mut App),
    ) -> Self {
        let url = with_database(&database);
        let config = Config::read(|name| match name {
            "DATABASE_URL" => Some(url.clone()),
            "PUBLIC_ORIGIN" => Some("http://todo.test".to_owned()),
            "DATABASE_POOL" => Some("6".to_owned()),
            _ => variables
                .iter()
                .find(|(given, _)| *given == name)
                .map(|(_, value)| (*value).to_owned()),
        })
        .unwrap();
        let pool = store::connect(&url, 6).unwrap();
        store::MIGRATIONS.run(&pool).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut app = App::new(config, pool, clock);
        change(&mut app);
        let stop = CancellationToken::new();
        let server = tokio::spawn({
            let (app, stop) = (app.clone(), stop.clone());
            async move { serve::serve(app, listener, stop.cancelled_owned()).await }
        });
        Self {
            app,
            url: format!("http://{address}"),
            database,
            stop,
            server,
        }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.app.pool
    }

    /// Stops in order and returns the name of the database.
    pub(crate) async fn stop(self) -> String {
        self.stop.cancel();
        self.server.await.unwrap().unwrap();
        self.database
    }

    /// Ends at once, whatever runs, and returns the name of the database.
    pub(crate) async fn kill(self) -> String {
        self.server.abort();
        assert!(self.server.await.unwrap_err().is_cancelled());
        self.database
    }

    /// Stops in order and removes the database.
    pub(crate) async fn end(self) {
        drop_database(&self.stop().await).await;
    }

    pub(crate) fn nobody(&self) -> Client {
        Client::at(&self.url)
    }

    /// A person with an account, signed in.
    pub(crate) async fn account(&self, email: &str) -> Client {
        Client::account(&self.url, email).await
    }

    pub(crate) async fn guest(&self) -> Client {
        Client::guest(&self.url).await
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    cookie: Option<String>,
    token: Option<String>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The field that a problem names.
    pub(crate) fn field(&self) -> &str {
        self.body["errors"][0]["field"].as_str().unwrap_or_default()
    }
}

impl Client {
    pub(crate) fn at(url: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: url.to_owned(),
            cookie: None,
            token: None,
        }
    }

    pub(crate) async fn guest(url: &str) -> Self {
        let mut client = Self::at(url);
        let answer = client
            .post("/auth/guest", &json!({"time_zone": "Europe/Berlin"}))
            .await;
        client.sign_in(&answer);
        client
    }

    pub(crate) async fn account(url: &str, email: &str) -> Self {
        let mut client = Self::at(url);
        let account = json!({"email": email, "password": PASSWORD, "time_zone": "Europe/Berlin"});
        let answer = client.post("/auth/register", &account).await;
        client.sign_in(&answer);
        answer.expect(201);
        client
    }

    /// Who has this session.
    pub(crate) fn of_session(url: &str, token: &str) -> Self {
        Self {
            cookie: Some(format!("session={token}")),
            ..Self::at(url)
        }
    }

    /// The same person at another replica.
    pub(crate) fn through(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.url));
        match (&self.token, &self.cookie) {
            (Some(token), _) => request.bearer_auth(token),
            (None, Some(cookie)) => request.header(COOKIE, cookie),
            (None, None) => request,
        }
    }

    /// The same person's program, with a personal token.
    pub(crate) async fn program(&self, scope: &str) -> Client {
        let body = json!({"name": "program", "scope": scope});
        let token = self.post("/tokens", &body).await.expect(201);
        Client {
            token: token["token"].as_str().map(str::to_owned),
            ..self.clone()
        }
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body))
            .await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn say(&self, message: &str) -> Value {
        self.post("/chat", &json!({"message": message}))
            .await
            .expect(200)
    }

    /// Says something more in the conversation of an answer.
    pub(crate) async fn go_on(&self, answer: &Value, message: &str) -> Value {
        let body = json!({"message": message, "conversation_id": answer["conversation_id"]});
        self.post("/chat", &body).await.expect(200)
    }

    /// The titles of the person's open tasks, sorted.
    pub(crate) async fn open_titles(&self) -> Vec<String> {
        self.titles("/tasks?limit=200").await
    }

    /// The titles of a page of tasks, sorted.
    pub(crate) async fn titles(&self, path: &str) -> Vec<String> {
        let page = self.get(path).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        let mut titles: Vec<_> = items
            .map(|task| task["title"].as_str().unwrap().to_owned())
            .collect();
        titles.sort_unstable();
        titles
    }

    pub(crate) async fn add(&self, title: &str) -> Value {
        self.post("/tasks", &json!({"title": title}))
            .await
            .expect(201)
    }

    /// Keeps the session that an answer starts.
    pub(crate) fn sign_in(&mut self, answer: &Answer) {
        let cookie = answer
            .headers
            .get(SET_COOKIE)
            .expect("a session cookie")
            .to_str()
            .unwrap();
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }
}

async fn read(response: Response) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Answer {
        status,
        headers,
        body,
    }
}

/// Waits until `probe` holds, and says what was seen last when it never does.
pub(crate) async fn eventually<T: std::fmt::Debug>(
    probe: impl AsyncFnMut() -> T,
    holds: impl Fn(&T) -> bool,
) -> T {
    within(Duration::from_secs(10), probe, holds).await
}

/// [`eventually`], with another limit.
pub(crate) async fn within<T: std::fmt::Debug>(
    limit: Duration,
    mut probe: impl AsyncFnMut() -> T,
    holds: impl Fn(&T) -> bool,
) -> T {
    let deadline = tokio::time::Instant::now() + limit;
    loop {
        let seen = probe().await;
        if holds(&seen) {
            return seen;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "it did not come within {limit:?}; seen last: {seen:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
