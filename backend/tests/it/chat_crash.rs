//! A service that is killed in the middle of a message.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::{
    app::{Answer, Client, create_database, drop_database, with_database, within},
    process::{backend, free_port, ready},
};

async fn say(client: &Client, message: &str) -> Answer {
    let request = client.request(Method::POST, "/chat");
    let request = request.header("idempotency-key", "once");
    client
        .send(request.json(&json!({"message": message})))
        .await
}

#[tokio::test]
async fn a_message_of_a_killed_service_goes_on_after_its_last_part_and_does_none_twice() {
    const PARTS: usize = 150;
    let database = create_database().await;
    let mut sql = PgConnection::connect(&with_database(&database))
        .await
        .unwrap();
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let mut first = backend(&database, port);
    ready(&url).await;
    let ada = Client::guest(&url).await;
    let lines: Vec<_> = (0..PARTS).map(|part| format!("- task {part:03}")).collect();
    let message = lines.join("\n");
    let body = json!({"message": message});
    let request = ada
        .request(Method::POST, "/chat")
        .header("idempotency-key", "once");
    let broken = tokio::spawn(request.json(&body).send());
    let before = within(
        Duration::from_secs(20),
        async || {
            count(
                &mut PgConnection::connect(&with_database(&database))
                    .await
                    .unwrap(),
            )
            .await
        },
        |tasks| *tasks >= 3,
    )
    .await;
    // SIGKILL.
    first.kill().await.unwrap();
    assert!(
        before < PARTS,
        "it was killed in the middle, not at {before}"
    );
    broken.await.unwrap().unwrap_err();
    let done = count(&mut sql).await;
    assert!((3..PARTS).contains(&done), "{done}");
    let mut second = backend(&database, port);
    ready(&url).await;
    // The claim of the one that was killed still stands; half a minute is long for a test.
    sqlx::query("DELETE FROM state")
        .execute(&mut sql)
        .await
        .unwrap();
    let answer = say(&ada, &message).await.expect(200);
    assert_eq!(answer["actions"].as_array().unwrap().len(), PARTS);
    let titles = ada.open_titles().await;
    let expected: Vec<_> = (0..PARTS).map(|part| format!("task {part:03}")).collect();
    assert_eq!(titles, expected);
    let replayed = say(&ada, &message).await;
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_eq!(replayed.expect(200), answer);
    // One token takes all of it back, from before the kill and after it.
    let undo: Value = json!({"token": answer["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    second.kill().await.unwrap();
    sql.close().await.unwrap();
    drop_database(&database).await;
}

async fn count(sql: &mut PgConnection) -> usize {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM tasks")
        .fetch_one(sql)
        .await
        .unwrap();
    usize::try_from(count).unwrap()
}
