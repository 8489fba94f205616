//! What the relay reads, and in which order events take effect when they are delivered together.

use backend::{
    events,
    runtime::Outcome,
    store::outbox::{self, Place},
    worker::retention,
};
use futures::future::join_all;
use rand::seq::SliceRandom as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::{Client, TestApp, eventually};

const MANY: i64 = 3000;
const LARGE: i64 = 1 << 20;

/// Writes events of a person who has no account, of which the first `published` were published.
async fn write(conn: &mut PgConnection, events: i64, published: i64) -> Uuid {
    let user = Uuid::from_u128(rand::random());
    sqlx::query(
        "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at)
        SELECT gen_random_uuid(), $1, n, 'task-events', 'task.created', $1, jsonb_build_object('text', repeat('x', 1000)),
            now() + n * interval '1 second'
        FROM generate_series(1, $2) AS n",
    )
    .bind(user)
    .bind(events)
    .execute(&mut *conn)
    .await
    .unwrap();
    // As the relay does: each leaves a dead row behind, in every index.
    sqlx::query("UPDATE outbox SET published_at = now() WHERE user_id = $1 AND seq <= $2")
        .bind(user)
        .bind(published)
        .execute(conn)
        .await
        .unwrap();
    user
}

async fn waiting(conn: &mut PgConnection, people: &[(Uuid, i64)], bytes: i64) -> Vec<(Uuid, i64)> {
    let waiting = outbox::waiting(conn, people, 4, bytes).await.unwrap();
    waiting
        .iter()
        .map(|entry| (entry.user_id, entry.seq))
        .collect()
}

#[tokio::test]
async fn what_waits_before_the_event_that_was_told_of_is_published_first() {
    let app = TestApp::start().await;
    let mut tx = app.pool().begin().await.unwrap();
    let ada = write(&mut tx, 9, 3).await;
    let ben = write(&mut tx, 1, 0).await;
    let eve = write(&mut tx, 2, 2).await;
    let people = [(ben, 1), (ada, 8), (eve, 1)];
    assert_eq!(
        waiting(&mut tx, &people, LARGE).await,
        [(ben, 1), (ada, 4), (ada, 5), (ada, 6), (ada, 7)]
    );
    tx.rollback().await.unwrap();
    app.end().await;
}

#[tokio::test]
async fn a_round_holds_no_more_than_fits_into_memory_and_always_something() {
    let app = TestApp::start().await;
    let mut tx = app.pool().begin().await.unwrap();
    let ada = write(&mut tx, 4, 0).await;
    let ben = write(&mut tx, 4, 0).await;
    let people = [(ada, 1), (ben, 1)];
    assert_eq!(waiting(&mut tx, &people, 1).await, [(ada, 1)]);
    let some = waiting(&mut tx, &people, 5000).await;
    assert_eq!(some, [(ada, 1), (ada, 2), (ada, 3), (ada, 4), (ben, 1)]);
    tx.rollback().await.unwrap();
    app.end().await;
}

/// How many blocks of the outbox and its indexes this transaction has looked at.
async fn blocks(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT sum(pg_stat_get_xact_blocks_fetched(of))::bigint FROM (
            SELECT 'outbox'::regclass::oid AS of
            UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = 'outbox'::regclass
        ) AS relations",
    )
    .fetch_one(conn)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_was_published_since_the_last_vacuum_makes_no_look_longer() {
    let app = TestApp::start().await;
    let mut tx = app.pool().begin().await.unwrap();
    let ada = write(&mut tx, MANY, MANY - 1).await;
    sqlx::query("ANALYZE outbox")
        .execute(&mut *tx)
        .await
        .unwrap();
    let before = blocks(&mut tx).await;
    let told = waiting(&mut tx, &[(ada, MANY)], LARGE).await;
    let by_news = blocks(&mut tx).await - before;
    assert_eq!(told, [(ada, MANY)]);

    let newest: jiff::Timestamp = sqlx::query_scalar::<_, f64>(
        "SELECT extract(epoch FROM max(created_at))::float8 FROM outbox",
    )
    .fetch_one(&mut *tx)
    .await
    .map(|seconds| jiff::Timestamp::from_duration(jiff::SignedDuration::from_secs_f64(seconds)))
    .unwrap()
    .unwrap();
    let second = jiff::SignedDuration::from_secs(1);
    let place = Place::before(newest.saturating_sub(second).unwrap());
    let before = blocks(&mut tx).await;
    let left = outbox::left(&mut *tx, place, 1000).await.unwrap();
    let by_looking = blocks(&mut tx).await - before;
    assert_eq!(left.len(), 1);
    assert!(
        by_news <= 30 && by_looking <= 30,
        "{by_news} and {by_looking} blocks for one event among {MANY}"
    );
    tx.rollback().await.unwrap();
    app.end().await;
}

async fn envelopes(app: &TestApp, person: &Client) -> Vec<String> {
    let me = person.get("/me").await.expect(200);
    sqlx::query_scalar(
        "SELECT jsonb_build_object('specversion', '1.0', 'id', gen_random_uuid(), 'source', '/todo-chatbot/backend',
            'type', type, 'subject', subject, 'time', created_at,
            'datacontenttype', 'application/json', 'data', data)::text
        FROM outbox WHERE user_id = $1::uuid ORDER BY seq",
    )
    .bind(me["id"].as_str())
    .fetch_all(app.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn behind_an_event_that_fails_its_persons_later_ones_wait_and_other_peoples_do_not() {
    let app = TestApp::start().await;
    let (ada, ben) = (app.guest().await, app.guest().await);
    for title in ["one", "two"] {
        ada.add(title).await;
    }
    ben.add("one").await;
    let consumed = async || -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM activity");
        count.fetch_one(app.pool()).await.unwrap()
    };
    eventually(consumed, |count| *count == 3).await;
    // The same again as other events.
    let mut batch = envelopes(&app, &ada).await;
    batch.extend(envelopes(&app, &ben).await);
    // Fails for a reason that nobody foresaw, as long as the table says so.
    sqlx::raw_sql(
        "CREATE SEQUENCE tries;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.seq = 1 AND (SELECT name FROM users WHERE id = NEW.user_id) IS NOT DISTINCT FROM 'fails' AND nextval('tries') < 5 THEN
                RAISE EXCEPTION 'made to fail';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER fail BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION fail();
        UPDATE users SET name = 'fails' WHERE seq = 2",
    )
    .execute(app.pool())
    .await
    .unwrap();
    let deliver = async |batch: &[String]| {
        let envelopes: Vec<_> = batch.iter().map(String::as_bytes).collect();
        events::deliver(&app.app, "task-events", &envelopes).await
    };
    // The first try is of all together, the second of each alone.
    let outcomes = deliver(&batch).await;
    assert_eq!(outcomes, [Outcome::Retry, Outcome::Retry, Outcome::Done]);
    assert_eq!(deliver(&batch[..2]).await, [Outcome::Retry; 2]);
    assert_eq!(deliver(&batch[..2]).await, [Outcome::Retry; 2]);
    assert_eq!(deliver(&batch[..2]).await, [Outcome::Done; 2]);
    let order: Vec<i64> = sqlx::query_scalar(
        "SELECT activity.seq FROM activity JOIN consumed_events USING (event_id)
        JOIN users ON users.id = activity.user_id AND name = 'fails'
        ORDER BY consumed_at DESC LIMIT 2",
    )
    .fetch_all(app.pool())
    .await
    .unwrap();
    assert_eq!(order, [2, 1]);
    app.end().await;
}

#[tokio::test]
async fn in_whatever_order_and_however_often_at_once_events_come_each_has_one_effect() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for number in 1..=12 {
        ada.add(&format!("task {number}")).await;
    }
    let effects = async || -> (i64, i64, i64) {
        let sql = "SELECT count(*), count(DISTINCT seq), (SELECT count(*) FROM dead_letters) FROM activity";
        sqlx::query_as(sql).fetch_one(app.pool()).await.unwrap()
    };
    eventually(effects, |seen| *seen == (12, 12, 0)).await;
    let batch = envelopes(&app, &ada).await;
    sqlx::raw_sql("DELETE FROM activity; DELETE FROM consumed_events")
        .execute(app.pool())
        .await
        .unwrap();
    // As two consumers do that both believe to have the partition.
    let deliveries = (0..6).map(|_| {
        let mut batch = batch.clone();
        batch.shuffle(&mut rand::rng());
        let app = app.app.clone();
        async move {
            let envelopes: Vec<_> = batch.iter().map(String::as_bytes).collect();
            events::deliver(&app, "task-events", &envelopes).await
        }
    });
    for outcomes in join_all(deliveries).await {
        assert_eq!(outcomes, [Outcome::Done; 12]);
    }
    assert_eq!(effects().await, (12, 12, 0));
    app.end().await;
}

#[tokio::test]
async fn sent_events_are_kept_thirty_days_and_those_that_wait_until_they_are_sent() {
    // No sidecar is there: nothing is sent.
    let variables = [
        ("RUNTIME", "dapr"),
        ("APP_API_TOKEN", "unused"),
        ("DAPR_GRPC_PORT", "1"),
    ];
    let app = TestApp::start_with(&variables).await;
    let ada = app.guest().await;
    for title in ["old", "young", "waits"] {
        ada.add(title).await;
    }
    sqlx::raw_sql(
        "UPDATE outbox SET created_at = now() - interval '60 days';
        UPDATE outbox SET published_at = now() - interval '31 days' WHERE seq = 1;
        UPDATE outbox SET published_at = now() - interval '29 days' WHERE seq = 2",
    )
    .execute(app.pool())
    .await
    .unwrap();
    retention::sweep(&app.app).await.unwrap();
    let kept: Vec<i64> = sqlx::query_scalar("SELECT seq FROM outbox ORDER BY seq")
        .fetch_all(app.pool())
        .await
        .unwrap();
    assert_eq!(kept, [2, 3]);
    app.end().await;
}
