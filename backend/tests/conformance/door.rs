//! The way from a client through the frontend, its sidecar and the backend's sidecar.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::{app::within, cluster::Cluster, rules, subject::CONSUMED};

pub(crate) async fn the_api_and_streams_pass_both_sidecars(cluster: &mut Cluster) {
    let mut door = cluster.door(&[&cluster.replica]).await;
    let ada = cluster.subject.person().await;
    let client = ada.through(&door.url);
    let request = client
        .request(Method::GET, "/stream")
        .header("last-event-id", "0");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.bytes_stream();
    let mut text = String::new();
    // A live consumer that has just come hears of nothing from before. The first look may show what no event told.
    let (mut tries, mut heard) = (0, 0);
    let awake = async || {
        tries += 1;
        let title = format!("heard {tries}.");
        client.add(&title).await;
        heard += i32::from(shows(&mut stream, &mut text, &title, Duration::from_secs(1)).await);
        heard
    };
    within(CONSUMED, awake, |heard| *heard >= 2).await;
    // Chunk by chunk: each arrives before there is a next one.
    for number in 0..5 {
        let title = format!("number {number}");
        let began = Instant::now();
        client.add(&title).await;
        let shown = shows(&mut stream, &mut text, &title, Duration::from_secs(5)).await;
        assert!(shown, "it is held back");
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?}",
            began.elapsed()
        );
    }
    rules::equal_requests(
        std::slice::from_ref(&door.url),
        &cluster.subject.person().await,
    )
    .await;
    // Only the API: what the sidecar delivers to the backend is not for clients.
    for path in [
        "/events/durable/task-events",
        "/api/v1/../../events/live/task-events",
    ] {
        let request = client.http.post(format!("{}{path}", door.url)).send();
        assert!(request.await.unwrap().status().is_client_error(), "{path}");
    }

    // A sidecar that is away is told as such, in the API's words.
    door.caller.sidecar.kill().await;
    let refused = client.get("/tasks").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    door.caller.restart().await;
    cluster.replica.sidecar.kill().await;
    let refused = client.get("/tasks").await;
    assert_eq!(
        refused.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        refused.body
    );
    assert_eq!(refused.header("content-type"), "application/problem+json");
    cluster.replica.restart_sidecar().await;
    // It dials again, less and less often.
    let patience = Duration::from_secs(40);
    within(
        patience,
        async || client.get("/tasks").await.status,
        |status| *status == 200,
    )
    .await;
    door.stop().await;
}

pub(crate) async fn with_identities_only_the_frontend_reaches_only_the_api(cluster: &mut Cluster) {
    let sentry = cluster.guard().await;
    let replica = cluster.second().await;
    let door = cluster.door(&[&replica]).await;
    let ada = cluster.subject.person().await.through(&door.url);
    ada.add("through the guarded door").await;
    let frontend = &door.caller;
    assert_eq!(frontend.call(Method::GET, "/health/ready").await, 200);
    // Not signed in: it is the backend that answers.
    assert_eq!(frontend.call(Method::GET, "/api/v1/me").await, 401);
    for (method, path) in [
        (Method::POST, "/events/durable/task-events"),
        (Method::POST, "/api/../events/live/task-events"),
        (Method::GET, "/health/live"),
        (Method::GET, "/"),
    ] {
        assert_eq!(frontend.call(method, path).await, 403, "{path}");
    }
    let other = cluster.caller("somebody", &[&replica]).await;
    for path in ["/api/v1/me", "/health/ready"] {
        assert_eq!(other.call(Method::GET, path).await, 403, "{path}");
    }
    assert!(refuses_plain_text(replica.internal_port()).await);
    other.sidecar.stop().await;
    door.stop().await;
    replica.stop().await;
    cluster.unguard(sentry).await;
}

/// The first byte of a TLS record that tells of an error.
const ALERT: u8 = 21;

/// Whether what listens on a port answers plain HTTP/2 with a TLS alert, or by hanging up.
async fn refuses_plain_text(port: u16) -> bool {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    socket.write_all(preface).await.unwrap();
    let mut first = [0];
    !matches!(socket.read(&mut first).await, Ok(1) if first[0] != ALERT)
}

/// Reads on until the text of a stream has these words. `false` when they do not come in time.
async fn shows<E: std::fmt::Debug>(
    stream: &mut (impl Stream<Item = Result<impl AsRef<[u8]>, E>> + Unpin),
    text: &mut String,
    words: &str,
    patience: Duration,
) -> bool {
    let reading = async {
        while !text.contains(words) {
            let chunk = stream.next().await.expect("it goes on").unwrap();
            text.push_str(std::str::from_utf8(chunk.as_ref()).unwrap());
        }
    };
    timeout(patience, reading).await.is_ok()
}
