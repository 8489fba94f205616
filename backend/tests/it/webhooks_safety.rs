//! Nobody reaches through a webhook what only the service can reach, nor what is somebody else's.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use backend::{
    domain::webhook::Targets,
    webhook::{Sender, connect::Lookup},
};
use reqwest::Method;
use rustls::{RootCertStore, ServerConfig, pki_types::PrivateKeyDer};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    app::{PASSWORD, TestApp, create_database, eventually},
    receiver::{
        Answer::{Redirect, Status},
        Hook, LOCAL, Receiver,
    },
};

/// Resolves a name to these addresses, one after the other and then the last for ever.
fn lookup(addresses: &'static [&'static str]) -> Lookup {
    let asked = Arc::new(AtomicUsize::new(0));
    Arc::new(move |_| {
        let turn = asked
            .fetch_add(1, Ordering::SeqCst)
            .min(addresses.len() - 1);
        let address: IpAddr = addresses[turn].parse().unwrap();
        Box::pin(async move { Ok(vec![address]) })
    })
}

async fn start(lookup: Lookup, roots: Option<RootCertStore>) -> TestApp {
    let database = create_database().await;
    TestApp::start_changed(database, LOCAL, |app| {
        app.webhooks = Sender::new(Targets::Local, lookup, roots);
    })
    .await
}

#[tokio::test]
async fn addresses_that_are_not_public_are_refused_and_nothing_is_written() {
    let app = TestApp::start().await;
    let ada = app.account("ada@example.com").await;
    let refused = [
        json!("http://example.com/"),
        json!("https://localhost/"),
        json!("https://127.0.0.1/"),
        json!("https://10.1.2.3/"),
        json!("https://100.64.0.1/"),
        json!("https://172.16.0.1/"),
        json!("https://192.168.1.1/"),
        json!("https://169.254.169.254/metadata/instance"),
        json!("https://168.63.129.16/"),
        json!("https://224.0.0.1/"),
        json!("https://0.0.0.0/"),
        json!("https://2130706433/"),
        json!("https://[::1]/"),
        json!("https://[::ffff:10.0.0.1]/"),
        json!("https://[fd00:ec2::254]/"),
        json!("https://[fe80::1]/"),
        json!("https://backend/"),
        json!("https://backend.todo.svc.cluster.local/"),
        json!("https://metadata.google.internal/"),
        json!("https://ada:secret@example.com/"),
        json!("https://example.com:22/"),
        json!("gopher://example.com/"),
        json!("not an address"),
        json!(""),
        json!(7),
        json!(null),
    ];
    for url in refused {
        let answer = ada.post("/webhooks", &json!({"url": url})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, "url"),
            "{url}"
        );
    }
    let wrong = [
        ("events", json!(["task.exploded"])),
        ("name", json!("x".repeat(101))),
        ("colour", json!("red")),
    ];
    for (field, value) in wrong {
        let answer = ada
            .post(
                "/webhooks",
                &json!({"url": "https://1.1.1.1/", field: value}),
            )
            .await;
        assert_eq!((answer.status.as_u16(), answer.field()), (422, field));
    }
    let hook = Hook::register(&ada, &json!({"url": "https://1.1.1.1/"})).await;
    let answer = ada
        .patch(&hook.path, &json!({"url": "https://10.0.0.1/"}))
        .await;
    assert_eq!((answer.status.as_u16(), answer.field()), (422, "url"));
    let items = ada.get("/webhooks").await.expect(200)["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(items[0]["url"], "https://1.1.1.1/");
    app.end().await;
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_refused() {
    let app = start(lookup(&["10.0.0.1"]), None).await;
    let ada = app.account("ada@example.com").await;
    let answer = ada
        .post("/webhooks", &json!({"url": "https://hooks.example.com/"}))
        .await;
    assert_eq!(answer.field(), "url");
    assert_eq!(ada.get("/webhooks").await.expect(200)["items"], json!([]));
    app.end().await;
}

/// The last error of the first delivery, once there is one.
async fn error(hook: &Hook, ada: &crate::app::Client) -> Value {
    let seen = eventually(
        async || hook.deliveries(ada).await,
        |seen| seen.first().is_some_and(|first| first["attempts"] == 1),
    );
    seen.await[0]["last_error"].clone()
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_later_is_not_connected_to() {
    for later in ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fd00::1"] {
        let addresses: &[&str] = Box::leak(Box::new(["1.1.1.1", later]));
        let app = start(
            lookup(Box::leak(addresses.to_vec().into_boxed_slice())),
            None,
        )
        .await;
        let ada = app.account("ada@example.com").await;
        let hook = Hook::register(&ada, &json!({"url": "https://rebind.example.com/"})).await;
        ada.add("one").await;
        assert_eq!(
            error(&hook, &ada).await,
            "the host is not on the public internet",
            "{later}"
        );
        app.end().await;
    }
}

#[tokio::test]
async fn an_address_that_is_no_longer_allowed_is_not_connected_to() {
    let receiver = Receiver::start().await;
    let app = TestApp::start_with(LOCAL).await;
    let ada = app.account("ada@example.com").await;
    let hook = Hook::to(&ada, &receiver).await;
    // The same database, without the flag of development.
    let app = TestApp::start_changed(app.stop().await, &[], |_| {}).await;
    let ada = ada.through(&app.url);
    ada.add("one").await;
    assert_eq!(error(&hook, &ada).await, "url: expected https");
    assert_eq!(receiver.received().len(), 0);
    app.end().await;
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (receiver, inner) = (Receiver::start().await, Receiver::start().await);
    let app = TestApp::start_with(LOCAL).await;
    let ada = app.account("ada@example.com").await;
    let hook = Hook::to(&ada, &receiver).await;
    receiver.answer([
        Redirect(inner.url.clone()),
        Redirect("https://10.0.0.1/".to_owned()),
        Status(204),
    ]);
    ada.add("one").await;
    hook.skip_pause(&app, 1).await;
    hook.skip_pause(&app, 2).await;
    let done = hook.shows(&ada, &["delivered"]).await;
    assert_eq!(done[0]["attempts"], 3);
    assert_eq!(receiver.received().len(), 3);
    assert_eq!(inner.received().len(), 0);
    app.end().await;
}

/// Answers every request with 204, by TLS as `hooks.example.com`; its port and its certificate authority.
async fn tls_receiver() -> (u16, RootCertStore) {
    let made = rcgen::generate_simple_self_signed(["hooks.example.com".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            // A client that does not trust us hangs up.
            let Ok(mut stream) = acceptor.accept(socket).await else {
                continue;
            };
            let mut request = vec![0; 64 * 1024];
            let read = stream.read(&mut request).await.unwrap_or_default();
            assert!(request[..read].starts_with(b"POST /in HTTP/1.1\r\n"));
            let _gone = stream
                .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
                .await;
            let _gone = stream.shutdown().await;
        }
    });
    (port, roots)
}

#[tokio::test]
async fn tls_is_spoken_with_the_name_and_the_certificate_is_checked() {
    let (port, roots) = tls_receiver().await;
    for (name, roots, expected) in [
        ("hooks.example.com", Some(roots.clone()), Value::Null),
        (
            "other.example.com",
            Some(roots),
            json!("invalid peer certificate"),
        ),
        ("hooks.example.com", None, json!("invalid peer certificate")),
    ] {
        let app = start(lookup(&["127.0.0.1"]), roots).await;
        let ada = app.account("ada@example.com").await;
        let hook = Hook::register(&ada, &json!({"url": format!("https://{name}:{port}/in")})).await;
        ada.add("one").await;
        let error = error(&hook, &ada).await;
        match expected.as_str() {
            None => assert_eq!(error, Value::Null),
            Some(why) => assert!(error.as_str().unwrap().contains(why), "{error}"),
        }
        app.end().await;
    }
}

#[tokio::test]
async fn where_webhooks_are_switched_off_there_are_none() {
    let app = TestApp::start_with(&[("WEBHOOK_TARGETS", "off")]).await;
    let ada = app.account("ada@example.com").await;
    ada.post("/webhooks", &json!({"url": "https://1.1.1.1/"}))
        .await
        .expect(403);
    assert_eq!(ada.get("/webhooks").await.expect(200)["items"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn a_webhook_is_made_once_and_at_most_ten_are() {
    let app = TestApp::start_with(LOCAL).await;
    let ada = app.account("ada@example.com").await;
    let receiver = Receiver::start().await;
    let register = |key: &str| {
        let request = ada
            .request(Method::POST, "/webhooks")
            .header("idempotency-key", key);
        request.json(&json!({"url": receiver.url}))
    };
    ada.send(register("0")).await.expect(201);
    // What came back held a secret: the same request again does nothing, and says so.
    let again = ada.send(register("0")).await;
    assert_eq!(again.header("content-type"), "application/problem+json");
    assert_eq!(again.expect(409)["type"], "/problems/happened");
    for key in 1..10 {
        ada.send(register(&key.to_string())).await.expect(201);
    }
    ada.send(register("10")).await.expect(409);
    let all = ada.get("/webhooks").await.expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 10);
    let guest = app.guest().await;
    guest
        .post("/webhooks", &json!({"url": receiver.url}))
        .await
        .expect(403);
    app.end().await;
}

#[tokio::test]
async fn a_webhook_is_its_owners_and_goes_with_the_account() {
    let app = TestApp::start_with(LOCAL).await;
    let ada = app.account("ada@example.com").await;
    let receiver = Receiver::start().await;
    let hook = Hook::to(&ada, &receiver).await;
    ada.add("one").await;
    hook.shows(&ada, &["delivered"]).await;
    let bob = app.account("bob@example.com").await;
    bob.get(&hook.path).await.expect(404);
    bob.get(&format!("{}/deliveries", hook.path))
        .await
        .expect(404);
    bob.patch(&hook.path, &json!({"enabled": false}))
        .await
        .expect(404);
    bob.delete(&hook.path).await.expect(404);
    for action in ["test", "rotate-secret"] {
        bob.post(&format!("{}/{action}", hook.path), &json!({}))
            .await
            .expect(404);
    }
    bob.add("bob's").await;
    assert_eq!(hook.read(&ada).await["enabled"], true);

    ada.delete(&hook.path).await.expect(204);
    ada.get(&hook.path).await.expect(404);
    Hook::to(&ada, &receiver).await;
    ada.add("two").await;
    receiver.receives(2).await;
    let leave = ada
        .request(Method::DELETE, "/me")
        .json(&json!({"password": PASSWORD}));
    ada.send(leave).await.expect(204);
    let left = "SELECT (SELECT count(*) FROM webhooks) + (SELECT count(*) FROM webhook_deliveries)";
    let left: i64 = sqlx::query_scalar(left)
        .fetch_one(app.pool())
        .await
        .unwrap();
    assert_eq!(left, 0);
    app.end().await;
}
