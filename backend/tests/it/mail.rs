//! A new password by e-mail, through a server of the test's own.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::app::{PASSWORD, TestApp, eventually};

/// Takes every message, and keeps it.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<String>>>);

impl Sink {
    async fn start() -> (Self, String) {
        let sink = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let kept = sink.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let kept = kept.clone();
                tokio::spawn(async move { kept.talk(socket).await });
            }
        });
        (sink, url)
    }

    /// RFC 5321, as far as a client of one message needs it.
    async fn talk(&self, socket: TcpStream) {
        let (reader, mut writer) = socket.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 sink\r\n").await.unwrap();
        let mut message: Option<String> = None;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match &mut message {
                Some(text) if line != "." => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                Some(_) => {
                    self.0.lock().unwrap().extend(message.take());
                    "250 kept\r\n"
                }
                None if line.starts_with("DATA") => {
                    message = Some(String::new());
                    "354 go on\r\n"
                }
                None if line.starts_with("QUIT") => "221 bye\r\n",
                None => "250 well\r\n",
            };
            if writer.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn messages(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// The token of the link, across the soft line breaks of quoted-printable.
fn token(message: &str) -> String {
    let plain = message.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = plain.split_once("/reset?token=").unwrap();
    rest.chars()
        .take_while(|char| !char.is_whitespace())
        .collect()
}

#[tokio::test]
async fn a_link_by_e_mail_sets_a_new_password_once() {
    let (sink, url) = Sink::start().await;
    let settings = [
        ("SMTP_URL", url.as_str()),
        ("MAIL_FROM", "Tasks <tasks@todo.test>"),
    ];
    let app = TestApp::start_with(&settings).await;
    let ada = app.account("ada@example.com").await;
    let nobody = app.nobody();
    for email in ["nobody@example.com", "ADA@example.com"] {
        let answer = nobody.post("/auth/forgot", &json!({"email": email})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.body),
            (202, json!(null)),
            "{email}"
        );
    }
    let messages = eventually(async || sink.messages(), |messages| !messages.is_empty()).await;
    assert_eq!(messages.len(), 1, "none to an address without an account");
    assert!(
        messages[0].contains("To: ada@example.com")
            && messages[0].contains("From: Tasks <tasks@todo.test>")
    );
    let token = token(&messages[0]);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT token_hash FROM password_resets")
        .fetch_all(app.pool())
        .await
        .unwrap();
    assert_eq!(kept, [backend::secret::hash(&token).to_vec()]);

    let wrong = json!({"token": "wrong", "password": "another one"});
    assert_eq!(nobody.post("/auth/reset", &wrong).await.field(), "token");
    let body = json!({"token": token, "password": "another one"});
    assert_eq!(
        nobody.post("/auth/reset", &body).await.expect(200)["email"],
        "ada@example.com"
    );
    assert_eq!(nobody.post("/auth/reset", &body).await.field(), "token");
    ada.get("/me").await.expect(401);
    let login = |password: &str| json!({"email": "ada@example.com", "password": password});
    nobody
        .post("/auth/login", &login(PASSWORD))
        .await
        .expect(401);
    nobody
        .post("/auth/login", &login("another one"))
        .await
        .expect(200);

    // A link that is too old leads nowhere.
    nobody
        .post("/auth/forgot", &json!({"email": "ada@example.com"}))
        .await
        .expect(202);
    let messages = eventually(async || sink.messages(), |messages| messages.len() == 2).await;
    sqlx::query("UPDATE password_resets SET expires_at = now() - interval '1 second'")
        .execute(app.pool())
        .await
        .unwrap();
    let late = json!({"token": self::token(&messages[1]), "password": "a third one"});
    assert_eq!(nobody.post("/auth/reset", &late).await.field(), "token");

    // Nobody's letter box is filled.
    let mut last = 202;
    for _ in 0..12 {
        last = nobody
            .post("/auth/forgot", &json!({"email": "ada@example.com"}))
            .await
            .status
            .as_u16();
    }
    assert_eq!(last, 429);
    app.end().await;
}

#[tokio::test]
async fn without_a_mail_server_a_forgotten_password_needs_a_recovery_code() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    nobody
        .post("/auth/forgot", &json!({"email": "ada@example.com"}))
        .await
        .expect(409);
    assert_eq!(
        nobody
            .post("/auth/forgot", &json!({"email": "ada"}))
            .await
            .field(),
        "email"
    );
    for (body, field) in [
        (json!({"password": "another one"}), "recovery_code"),
        (
            json!({"password": "another one", "recovery_code": "0"}),
            "email",
        ),
        (
            json!({"password": "another one", "token": "0", "recovery_code": "0"}),
            "token",
        ),
    ] {
        let answer = nobody.post("/auth/reset", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, field),
            "{body}"
        );
    }
    app.end().await;
}
