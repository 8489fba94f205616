//! Browsers that are told of notifications, and what is on its way there.

use jiff::Timestamp;
use shared::api::PushSubscription;
use sqlx::{PgConnection, PgExecutor};
use url::Url;
use uuid::Uuid;

use super::{Error, time::Instant};

/// A browser that is to be told.
#[derive(Debug)]
pub struct NewSubscription<'a> {
    pub id: Uuid,
    pub user: Uuid,
    /// The hash of the session's cookie.
    pub session: &'a [u8],
    pub endpoint: &'a str,
    pub p256dh: &'a [u8],
    pub auth: &'a [u8],
    pub at: Timestamp,
}

/// Keeps a subscription, in place of an earlier one of the same browser, whosever it was, and of the oldest ones where
/// the person has more than `max`.
pub async fn subscribe(
    conn: &mut PgConnection,
    new: &NewSubscription<'_>,
    max: i64,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM push_subscriptions WHERE endpoint = $1 OR id IN (
            SELECT id FROM push_subscriptions WHERE user_id = $2 ORDER BY id DESC OFFSET $3
        )",
        new.endpoint,
        new.user,
        max - 1,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO push_subscriptions (id, user_id, session, endpoint, p256dh, auth, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (endpoint) DO UPDATE
        SET id = $1, user_id = $2, session = $3, p256dh = $5, auth = $6, created_at = $7",
        new.id,
        new.user,
        new.session,
        new.endpoint,
        new.p256dh,
        new.auth,
        Instant(new.at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The person's browsers, the oldest first. `session`: of the browser that asks.
pub async fn all(
    db: impl PgExecutor<'_>,
    user: Uuid,
    session: Option<&[u8]>,
) -> Result<Vec<PushSubscription>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, endpoint, session, created_at AS "created_at: Instant"
        FROM push_subscriptions WHERE user_id = $1 ORDER BY id"#,
        user,
    )
    .fetch_all(db)
    .await?;
    let subscriptions = rows.into_iter().map(|row| PushSubscription {
        id: row.id,
        service: service(&row.endpoint),
        current: session == Some(&row.session[..]),
        created_at: row.created_at.0,
    });
    Ok(subscriptions.collect())
}

/// The host of an endpoint: the rest of it is as good as a secret.
#[must_use]
pub fn service(endpoint: &str) -> String {
    let host = endpoint.parse().ok().and_then(|url: Url| {
        let host = url.host_str()?;
        Some(host.to_owned())
    });
    host.unwrap_or_default()
}

/// `false` when the person has no such subscription.
pub async fn unsubscribe(conn: &mut PgConnection, user: Uuid, id: Uuid) -> Result<bool, Error> {
    let gone = sqlx::query!(
        "DELETE FROM push_subscriptions WHERE user_id = $1 AND id = $2",
        user,
        id
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Which browsers are to be told, of these people: each with its person.
pub async fn subscribed(
    conn: &mut PgConnection,
    users: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = sqlx::query!(
        "SELECT id, user_id FROM push_subscriptions WHERE user_id = ANY($1) FOR KEY SHARE",
        users,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.id)).collect())
}

/// A message for one browser.
#[derive(Debug)]
pub struct NewMessage {
    pub id: Uuid,
    pub subscription: Uuid,
    pub body: String,
}

/// Puts messages on their way.
pub async fn insert(
    conn: &mut PgConnection,
    messages: &[NewMessage],
    now: Timestamp,
) -> Result<(), Error> {
    let ids: Vec<_> = messages.iter().map(|new| new.id).collect();
    let subscriptions: Vec<_> = messages.iter().map(|new| new.subscription).collect();
    let bodies: Vec<_> = messages.iter().map(|new| new.body.clone()).collect();
    sqlx::query!(
        "INSERT INTO push_messages (id, subscription_id, body, due_at)
        SELECT id, subscription_id, body, $4 FROM unnest($1::uuid[], $2::uuid[], $3::text[])
            AS new (id, subscription_id, body)",
        &ids,
        &subscriptions,
        &bodies,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A message, taken away to be sent.
#[derive(Debug)]
pub struct Outgoing {
    pub id: Uuid,
    pub subscription: Uuid,
    pub body: String,
    /// How often it was tried before.
    pub attempts: u32,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// Takes messages away that are due by now: no other replica sends them, nor this one again.
pub async fn take(
    db: impl PgExecutor<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Outgoing>, Error> {
    let rows = sqlx::query!(
        r#"DELETE FROM push_messages AS message USING push_subscriptions AS subscription
        WHERE subscription.id = message.subscription_id AND message.ctid = ANY(ARRAY(
            SELECT ctid FROM push_messages WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ))
        RETURNING message.id, subscription_id, body, attempts, endpoint, p256dh, auth"#,
        Instant(now) as _,
        limit,
    )
    .fetch_all(db)
    .await?;
    let taken = rows.into_iter().map(|row| Outgoing {
        id: row.id,
        subscription: row.subscription_id,
        body: row.body,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        endpoint: row.endpoint,
        p256dh: row.p256dh,
        auth: row.auth,
    });
    Ok(taken.collect())
}

/// Puts a message back that certainly did not arrive; not where its subscription is gone by now.
pub async fn put_back(
    db: impl PgExecutor<'_>,
    outgoing: &Outgoing,
    due: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO push_messages (id, subscription_id, body, attempts, due_at)
        SELECT $1, id, $3, $4, $5 FROM push_subscriptions WHERE id = $2",
        outgoing.id,
        outgoing.subscription,
        outgoing.body,
        i32::try_from(outgoing.attempts + 1).unwrap_or(i32::MAX),
        Instant(due) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a browser that its push service knows no more.
pub async fn forget(db: impl PgExecutor<'_>, subscription: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM push_subscriptions WHERE id = $1", subscription)
        .execute(db)
        .await?;
    Ok(())
}
