//! Notifications: what a person was reminded of, or told.

use jiff::Timestamp;
use shared::api::{Due, Notification};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, json, time::Instant};

struct Row {
    id: Uuid,
    task_id: Option<Uuid>,
    webhook_id: Option<Uuid>,
    title: String,
    detail: Option<String>,
    due: Option<serde_json::Value>,
    created_at: Instant,
    read_at: Option<Instant>,
    snoozed_until: Option<Instant>,
}

impl TryFrom<Row> for Notification {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let due = row.due.map(serde_json::from_value).transpose();
        Ok(Self {
            id: row.id,
            task_id: row.task_id,
            webhook_id: row.webhook_id,
            title: row.title,
            detail: row.detail,
            due: due.map_err(|error| Error::Inconsistent {
                table: "notifications",
                problem: error.to_string(),
            })?,
            created_at: row.created_at.0,
            read_at: row.read_at.map(|at| at.0),
            snoozed_until: row.snoozed_until.map(|at| at.0),
        })
    }
}

/// What a notification tells, of a task or of a webhook.
#[derive(Debug, Clone, Default)]
pub struct NewNotification<'a> {
    pub id: Uuid,
    pub task_id: Option<Uuid>,
    pub webhook_id: Option<Uuid>,
    pub title: &'a str,
    pub detail: Option<&'a str>,
    pub due: Option<&'a Due>,
}

/// Keeps a notification, or brings one back that was put off. Writes nothing for a person who is gone.
pub async fn notify(
    conn: &mut PgConnection,
    user: Uuid,
    new: &NewNotification<'_>,
    at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO notifications (id, user_id, task_id, webhook_id, title, detail, due, created_at)
        SELECT $1, users.id, $3, $4, $5, $6, $7, $8 FROM users WHERE users.id = $2
        ON CONFLICT (id) DO UPDATE SET title = $5, detail = $6, due = $7, created_at = $8, read_at = NULL,
            snoozed_until = NULL",
        new.id,
        user,
        new.task_id,
        new.webhook_id,
        new.title,
        new.detail,
        new.due.map(|due| json("notifications", due)).transpose()?,
        Instant(at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(
    db: impl PgExecutor<'_>,
    user: Uuid,
    id: Uuid,
) -> Result<Option<Notification>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, task_id, webhook_id, title, detail, due, created_at AS "created_at: Instant", read_at AS "read_at: Instant",
            snoozed_until AS "snoozed_until: Instant"
        FROM notifications WHERE user_id = $1 AND id = $2"#,
        user,
        id,
    )
    .fetch_optional(db)
    .await?
    .map(Notification::try_from)
    .transpose()
}

/// A page of notifications, newest first, older than `before`: the unread ones that are not put off, or all.
pub async fn page(
    db: impl PgExecutor<'_>,
    user: Uuid,
    unread_only: bool,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Notification>, Error> {
    sqlx::query_as!(
        Row,
        r#"SELECT id, task_id, webhook_id, title, detail, due, created_at AS "created_at: Instant", read_at AS "read_at: Instant",
            snoozed_until AS "snoozed_until: Instant"
        FROM notifications
        WHERE user_id = $1 AND (NOT $2 OR (read_at IS NULL AND snoozed_until IS NULL))
            AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4"#,
        user,
        unread_only,
        before,
        limit,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Notification::try_from)
    .collect()
}

/// Marks the person's unread notifications as read: one, or all.
pub async fn read(
    conn: &mut PgConnection,
    user: Uuid,
    id: Option<Uuid>,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE notifications SET read_at = $3
        WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) AND read_at IS NULL AND snoozed_until IS NULL",
        user,
        id,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn snooze(
    conn: &mut PgConnection,
    user: Uuid,
    id: Uuid,
    until: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE notifications SET snoozed_until = $3, read_at = NULL WHERE user_id = $1 AND id = $2",
        user,
        id,
        Instant(until) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets notifications from before `before`.
pub async fn prune(db: impl PgExecutor<'_>, before: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM notifications WHERE created_at < $1",
        Instant(before) as _
    )
    .execute(db)
    .await?;
    Ok(())
}
