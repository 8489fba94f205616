use std::time::{Duration, Instant};

use backend::{clock::Clock, config::Config, http, state::App, store};
use sqlx::Connection as _;
use tokio::net::TcpListener;

use crate::app::{TestApp, within};

#[tokio::test]
async fn without_a_database_requests_are_told_so_in_time() {
    // A socket that is bound but refuses: nobody listens on it.
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("postgres://todo@{closed}/todo");
    let config = Config::read(|name| (name == "DATABASE_URL").then(|| url.clone())).unwrap();
    let app = App::new(config, store::connect(&url, 2).unwrap(), Clock::system());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, http::router(app)).await });

    let started = Instant::now();
    let answer = reqwest::Client::new()
        .get(format!("http://{address}/api/v1/tasks"))
        .header("cookie", "session=x")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    assert!(started.elapsed() < Duration::from_secs(2));
    let live = reqwest::get(format!("http://{address}/health/live"))
        .await
        .unwrap();
    assert_eq!(live.status().as_u16(), 204);
    server.abort();
}

#[tokio::test]
async fn a_transaction_that_is_given_up_while_it_begins_is_over() {
    let app = TestApp::start().await;
    for polls in 0..300 {
        let mut begun = Box::pin(app.app.begin());
        for _ in 0..polls {
            if futures::poll!(&mut begun).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    // On a connection of its own, which is not one of those that may be left.
    let mut watcher = sqlx::PgConnection::connect_with(&app.pool().connect_options())
        .await
        .unwrap();
    let open = async || -> i64 {
        sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle in transaction'",
        )
        .fetch_one(&mut watcher)
        .await
        .unwrap()
    };
    within(Duration::from_secs(5), open, |count| *count == 0).await;
    app.end().await;
}
