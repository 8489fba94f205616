use std::time::{Duration, Instant};

use backend::{clock::Clock, config::Config, http, state::App, store};
use tokio::net::TcpListener;

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
