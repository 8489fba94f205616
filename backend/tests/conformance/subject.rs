//! What the rules are tried on: a backend at a URL, its database, and its runtime.

use std::time::Duration;

use backend::runtime::{Message, Runtime};
use sqlx::PgPool;
use uuid::Uuid;

use crate::app::{Client, TestApp, within};

pub(crate) const CONSUMED: Duration = Duration::from_secs(40);

pub(crate) struct Subject {
    pub(crate) url: String,
    pub(crate) pool: PgPool,
    pub(crate) runtime: Runtime,
    /// The backend in this process, where there is one.
    pub(crate) app: Option<TestApp>,
}

/// Somebody who uses the subject.
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) id: Uuid,
}

impl Person {
    /// The same person, at another replica.
    pub(crate) fn through(&self, url: &str) -> Client {
        let mut client = self.client.clone();
        url.clone_into(&mut client.url);
        client
    }
}

/// The seqs of a person's activity, in the order in which they were consumed.
pub(crate) async fn activity(pool: &PgPool, person: &Person) -> Vec<i64> {
    sqlx::query_scalar(
        "SELECT seq FROM activity JOIN consumed_events USING (event_id)
        WHERE user_id = $1 AND consumer = 'activity' ORDER BY consumed_at, seq",
    )
    .bind(person.id)
    .fetch_all(pool)
    .await
    .unwrap()
}

impl Person {
    /// A new guest at this address.
    pub(crate) async fn at(url: &str) -> Self {
        Self::of(Client::guest(url).await).await
    }

    /// Somebody with a new account.
    pub(crate) async fn registered(url: &str) -> Self {
        let email = format!("{}@example.com", Uuid::from_u128(rand::random()));
        Self::of(Client::account(url, &email).await).await
    }

    async fn of(client: Client) -> Self {
        let me = client.get("/me").await.expect(200);
        Self {
            id: me["id"].as_str().unwrap().parse().unwrap(),
            client,
        }
    }
}

impl Subject {
    pub(crate) async fn embedded() -> Self {
        let app = TestApp::start().await;
        Self {
            url: app.url.clone(),
            pool: app.pool().clone(),
            runtime: app.app.runtime.clone(),
            app: Some(app),
        }
    }

    pub(crate) async fn end(self) {
        if let Some(app) = self.app {
            app.end().await;
        }
    }

    pub(crate) async fn person(&self) -> Person {
        Person::at(&self.url).await
    }

    pub(crate) async fn activity(&self, person: &Person) -> Vec<i64> {
        activity(&self.pool, person).await
    }

    pub(crate) async fn activity_is(&self, person: &Person, seqs: &[i64]) {
        // A sidecar that joins its consumer group takes its time.
        within(
            CONSUMED,
            async || self.activity(person).await,
            |seen| seen == seqs,
        )
        .await;
    }

    /// Publishes past the outbox.
    pub(crate) async fn publish(&self, person: &Person, envelope: impl Into<Vec<u8>>) {
        assert!(
            self.try_publish(person, envelope).await,
            "it was not acknowledged"
        );
    }

    /// Publishes past the outbox; whether it was acknowledged.
    pub(crate) async fn try_publish(&self, person: &Person, envelope: impl Into<Vec<u8>>) -> bool {
        let id = Uuid::from_u128(rand::random());
        let message = Message {
            id,
            key: person.id,
            envelope: envelope.into(),
        };
        let taken = self.runtime.publish("task-events", vec![message]).await;
        taken.contains(&id)
    }

    /// The newest event of a person as its envelope.
    pub(crate) async fn envelope(&self, person: &Person) -> serde_json::Value {
        sqlx::query_scalar(
            "SELECT jsonb_build_object('specversion', '1.0', 'id', id, 'source', '/todo-chatbot/backend',
                'type', type, 'subject', subject, 'time', created_at,
                'datacontenttype', 'application/json', 'data', data)
            FROM outbox WHERE user_id = $1 ORDER BY seq DESC LIMIT 1",
        )
        .bind(person.id)
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }

    /// What was given up: consumer, id of the event, reason.
    pub(crate) async fn letters(
        &self,
        payload_like: &str,
    ) -> Vec<(String, Option<String>, String)> {
        sqlx::query_as(
            "SELECT consumer, event_id, reason FROM dead_letters
            WHERE position(convert_to($1, 'UTF8') IN payload) > 0",
        )
        .bind(payload_like)
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
            .execute(&self.pool)
            .await
            .unwrap();
    }
}
