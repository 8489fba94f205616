//! What holds on every runtime.

use std::time::Duration;

use futures::{StreamExt as _, future::join_all};
use reqwest::Method;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    app::{eventually, within},
    subject::{Person, Subject},
};

pub(crate) async fn a_persons_events_arrive_in_order(subject: &Subject) {
    let people = join_all((0..3).map(|_| subject.person())).await;
    join_all(people.iter().map(async |person| {
        for number in 0..20 {
            person.client.add(&format!("task {number}")).await;
        }
    }))
    .await;
    let expected: Vec<i64> = (1..=20).collect();
    for person in &people {
        subject.activity_is(person, &expected).await;
    }
}

pub(crate) async fn a_repeated_event_has_one_effect(subject: &Subject) {
    let ada = subject.person().await;
    ada.client.add("one").await;
    subject.activity_is(&ada, &[1]).await;
    let first = subject.envelope(&ada).await;
    subject.publish(&ada, first.to_string()).await;
    // The same id with another body: what came first stands.
    let mut other = first.clone();
    other["data"]["seq"] = json!(99);
    subject.publish(&ada, other.to_string()).await;
    subject
        .execute(&format!(
            "UPDATE outbox SET published_at = NULL WHERE user_id = '{}'",
            ada.id
        ))
        .await;
    // What comes after the repeats shows that they have been consumed.
    ada.client.add("two").await;
    subject.activity_is(&ada, &[1, 2]).await;
}

pub(crate) async fn poison_is_kept_and_what_follows_moves_on(subject: &Subject) {
    let ada = subject.person().await;
    ada.client.add("one").await;
    subject.activity_is(&ada, &[1]).await;
    let mut newer = subject.envelope(&ada).await;
    let id = Uuid::from_u128(rand::random()).to_string();
    newer["id"] = json!(id);
    newer["data"]["schema_version"] = json!(99);
    subject.publish(&ada, newer.to_string()).await;
    let garbage = format!("not JSON {id}");
    subject.publish(&ada, garbage.as_str()).await;
    ada.client.add("two").await;
    subject.activity_is(&ada, &[1, 2]).await;
    eventually(
        async || subject.letters(&garbage).await,
        |letters| letters.len() == 1,
    )
    .await;
    let letters = subject.letters(&format!("\"{id}\"")).await;
    let [(consumer, event, reason)] = &letters[..] else {
        panic!("expected one letter: {letters:?}");
    };
    assert_eq!(
        (consumer.as_str(), event.as_deref()),
        ("activity", Some(&*id))
    );
    assert!(reason.contains("schema_version"), "{reason}");
}

pub(crate) async fn an_event_of_somebody_who_is_gone_is_no_poison(subject: &Subject) {
    let ada = subject.person().await;
    ada.client.add("one").await;
    subject.activity_is(&ada, &[1]).await;
    let mut event = subject.envelope(&ada).await;
    let (id, nobody) = (random_id(), random_id());
    event["id"] = json!(id);
    event["data"]["user_id"] = json!(nobody);
    subject.publish(&ada, event.to_string()).await;
    ada.client.add("two").await;
    subject.activity_is(&ada, &[1, 2]).await;
    assert_eq!(subject.letters(&nobody).await, []);
}

pub(crate) async fn an_unforeseen_error_is_poison_at_the_fifth_attempt(subject: &Subject) {
    let ada = subject.person().await;
    let attempts = fail(subject, &ada, "P0001", 1000).await;
    ada.client.add("one").await;
    ada.client.add("two").await;
    subject.activity_is(&ada, &[2]).await;
    assert_eq!(attempts(subject).await, 5);
    let letters = subject.letters(&ada.id.to_string()).await;
    assert!(
        matches!(&letters[..], [(consumer, _, reason)] if consumer == "activity" && reason.contains("made to fail")),
        "{letters:?}"
    );
}

pub(crate) async fn an_outage_dead_letters_nothing(subject: &Subject) {
    let ada = subject.person().await;
    // What the server says while it starts, for more attempts than any other error has.
    let attempts = fail(subject, &ada, "57P03", 6).await;
    ada.client.add("one").await;
    ada.client.add("two").await;
    // The sidecar waits up to 5 s between two of them.
    let patience = Duration::from_secs(40);
    within(
        patience,
        async || attempts(subject).await,
        |count| *count > 6,
    )
    .await;
    subject.activity_is(&ada, &[1, 2]).await;
    assert_eq!(subject.letters(&ada.id.to_string()).await, []);
}

/// Makes the first `times` effects of a person's first event fail with an SQL state; tells how often it was tried.
async fn fail(
    subject: &Subject,
    person: &Person,
    state: &str,
    times: u32,
) -> impl AsyncFn(&Subject) -> i64 {
    let name = format!("fail_{}", person.id.simple());
    let user = person.id;
    subject
        .execute(&format!(
            "CREATE SEQUENCE {name};
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.user_id = '{user}' AND NEW.seq = 1 AND nextval('{name}') <= {times} THEN
                    RAISE EXCEPTION 'made to fail' USING ERRCODE = '{state}';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {name} BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION {name}();"
        ))
        .await;
    async move |subject: &Subject| {
        let last = format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(last))
            .fetch_one(&subject.pool)
            .await
            .unwrap()
    }
}

pub(crate) async fn a_key_is_claimed_once_until_it_expires(subject: &Subject) {
    let (runtime, key) = (&subject.runtime, random_id());
    let (short, long) = (Duration::from_secs(1), Duration::from_mins(1));
    assert_eq!(runtime.read(&key).await.unwrap(), None);
    let claims = join_all(
        (0..8_u8).map(async |who| (who, runtime.claim(&key, vec![who], short).await.unwrap())),
    )
    .await;
    let winners: Vec<_> = claims.iter().filter(|(_, won)| *won).collect();
    let [(winner, _)] = winners[..] else {
        panic!("expected one winner: {claims:?}");
    };
    assert_eq!(runtime.read(&key).await.unwrap(), Some(vec![*winner]));
    eventually(async || runtime.read(&key).await.unwrap(), Option::is_none).await;
    assert!(runtime.claim(&key, b"again".to_vec(), long).await.unwrap());
    assert!(!runtime.claim(&key, b"no".to_vec(), long).await.unwrap());
    runtime.write(&key, b"over".to_vec(), long).await.unwrap();
    assert_eq!(runtime.read(&key).await.unwrap(), Some(b"over".to_vec()));
    runtime.delete(&key).await.unwrap();
    assert_eq!(runtime.read(&key).await.unwrap(), None);
}

pub(crate) async fn equal_requests_at_once_make_one_task_and_equal_answers(subject: &Subject) {
    let ada = subject.person().await;
    equal_requests(std::slice::from_ref(&subject.url), &ada).await;
}

/// 50 equal requests at once, spread over the replicas. Whoever is told to try again, as a busy machine may, does.
pub(crate) async fn equal_requests(urls: &[String], person: &Person) {
    let answers = join_all((0..50).map(async |number| {
        let client = person.through(&urls[number % urls.len()]);
        loop {
            let request = client.request(Method::POST, "/tasks");
            let request = request.header("idempotency-key", "once");
            let answer = client.send(request.json(&json!({"title": "once"}))).await;
            if answer.status != 503 {
                return answer;
            }
        }
    }))
    .await;
    let replayed = answers
        .iter()
        .filter(|answer| answer.header("idempotency-replayed") == "true")
        .count();
    let statuses: Vec<_> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(replayed, 49, "{statuses:?}");
    let told: Vec<_> = answers
        .iter()
        .map(|answer| {
            (
                answer.status,
                answer.header("etag"),
                answer.header("location"),
                answer.header("undo-token"),
                &answer.body,
            )
        })
        .collect();
    assert_eq!(told[0].0, 201, "{}", told[0].4);
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:?}");
    let tasks = person.client.get("/tasks").await.expect(200);
    assert_eq!(tasks["items"].as_array().unwrap().len(), 1);
}

pub(crate) async fn a_failed_request_gives_its_key_back(subject: &Subject) {
    let ada = subject.person().await;
    let missing = format!("/tasks/{}/complete", random_id());
    let send = async |body: serde_json::Value| {
        let request = ada.client.request(Method::POST, &missing);
        ada.client
            .send(request.header("idempotency-key", "k").json(&body))
            .await
    };
    send(json!({})).await.expect(404);
    // At once, and neither 409 nor 422: nothing was recorded.
    eventually(
        async || send(json!({"occurrence": null})).await.status,
        |status| *status == 404,
    )
    .await;
    let request = ada.client.request(Method::POST, "/tasks");
    let title = |title: &str| json!({"title": title});
    let first = request
        .try_clone()
        .unwrap()
        .header("idempotency-key", "k")
        .json(&title("one"));
    ada.client.send(first).await.expect(201);
    let other = request.header("idempotency-key", "k").json(&title("two"));
    ada.client.send(other).await.expect(422);
}

/// Makes every update of a table fail, from now on.
pub(crate) fn refuse_updates(table: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION refuse_updates() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'made to fail'; END $$;
        CREATE TRIGGER refuse_updates BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_updates();"
    )
}

pub(crate) async fn an_equal_request_waits_ten_seconds_for_the_first_then_is_told_so(
    subject: &Subject,
) {
    let ada = subject.person().await;
    let (name, user) = (format!("slow_{}", ada.id.simple()), ada.id);
    subject
        .execute(&format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.user_id = '{user}' THEN PERFORM pg_sleep(11.5); END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {name} BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION {name}();"
        ))
        .await;
    let send = async || {
        let request = ada.client.request(Method::POST, "/tasks");
        let request = request.header("idempotency-key", "slow");
        let began = Instant::now();
        let answer = ada
            .client
            .send(request.json(&json!({"title": "slow"})))
            .await;
        (answer, began.elapsed())
    };
    let second = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        send().await
    };
    let ((first, _), (late, waited)) = futures::join!(send(), second);
    assert_eq!(late.header("retry-after"), "1");
    late.expect(409);
    assert!(waited > Duration::from_secs(9), "{waited:?}");
    let (again, _) = send().await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first.expect(201));
}

pub(crate) async fn an_event_of_a_megabyte_has_its_effect(subject: &Subject) {
    let ada = subject.person().await;
    ada.client.add("one").await;
    subject.activity_is(&ada, &[1]).await;
    let mut large = subject.envelope(&ada).await;
    large["id"] = json!(random_id());
    large["data"]["seq"] = json!(2);
    large["data"]["task"]["notes"] = json!("x".repeat(1_000_000));
    subject.publish(&ada, large.to_string()).await;
    subject.activity_is(&ada, &[1, 2]).await;
    assert_eq!(subject.letters(&ada.id.to_string()).await, []);
}

pub(crate) async fn a_stream_is_woken_by_an_event(subject: &Subject) {
    let ada = subject.person().await;
    let request = ada.client.request(Method::GET, "/stream");
    let mut stream = request.send().await.unwrap().bytes_stream();
    // What nobody can read must not stay in front of it.
    subject.publish(&ada, "not JSON").await;
    ada.client.add("seen").await;
    let seen = async {
        let mut text = String::new();
        while !text.contains("\"seen\"") {
            let chunk = stream.next().await.expect("the stream goes on").unwrap();
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    // Far below the heartbeat, at which a stream looks by itself.
    tokio::time::timeout(Duration::from_secs(5), seen)
        .await
        .expect("the event wakes the stream");
}

fn random_id() -> String {
    Uuid::from_u128(rand::random()).to_string()
}
