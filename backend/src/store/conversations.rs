//! Conversations, their messages, and what their last answers showed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::api::{ChatReply, Conversation, Message, Role, Task};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Error, json, time::Instant};

/// A task as an answer named it: its id, and the title that it can be called by should it be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub id: Uuid,
    pub title: String,
}

impl From<&Task> for Pin {
    fn from(task: &Task) -> Self {
        Self {
            id: task.id,
            title: task.title.clone(),
        }
    }
}

/// What "the second one" and "it" mean in a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reference {
    /// The last numbered answer, in its order.
    pub shown: Vec<Pin>,
    /// "both", "all of them": what was shown, or acted on, last.
    pub them: Vec<Pin>,
    /// "it": the one acted on last.
    pub it: Option<Pin>,
    /// "the one I just added".
    pub added: Option<Pin>,
    /// What the numbers of an open choice do; written and read by the assistant.
    pub offered: serde_json::Value,
}

pub async fn reference(
    conn: &mut PgConnection,
    user: Uuid,
    id: Uuid,
) -> Result<Option<Reference>, Error> {
    let found = sqlx::query_scalar!(
        "SELECT reference FROM conversations WHERE user_id = $1 AND id = $2",
        user,
        id,
    )
    .fetch_optional(conn)
    .await?;
    found
        .map(|reference| {
            serde_json::from_value(reference).map_err(|error| Error::Inconsistent {
                table: "conversations",
                problem: error.to_string(),
            })
        })
        .transpose()
}

/// Keeps what a conversation's words now mean, and begins it where it is new.
pub async fn remember(
    conn: &mut PgConnection,
    user: Uuid,
    id: Uuid,
    reference: &Reference,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO conversations (id, user_id, reference, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (id) DO UPDATE SET reference = $3, updated_at = $4",
        id,
        user,
        json("conversations", reference)?,
        Instant(now) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A person's conversations, latest first.
pub async fn page(
    db: impl PgExecutor<'_>,
    user: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Conversation>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, created_at AS "created_at: Instant", updated_at AS "updated_at: Instant"
        FROM conversations WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2)
        ORDER BY id DESC LIMIT $3"#,
        user,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Conversation {
            id: row.id,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
        .collect())
}

pub async fn insert_message(
    conn: &mut PgConnection,
    conversation: Uuid,
    message: &Message,
) -> Result<(), Error> {
    let reply = message
        .reply
        .as_ref()
        .map(serde_json::to_value)
        .transpose()
        .map_err(|error| Error::Inconsistent {
            table: "messages",
            problem: error.to_string(),
        })?;
    sqlx::query!(
        "INSERT INTO messages (id, conversation_id, role, text, reply, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)",
        message.id,
        conversation,
        match message.role {
            Role::User => "user",
            Role::Assistant => "assistant",
        },
        message.text,
        reply,
        Instant(message.created_at) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct MessageRow {
    id: Uuid,
    role: String,
    text: String,
    reply: Option<serde_json::Value>,
    created_at: Instant,
}

impl TryFrom<MessageRow> for Message {
    type Error = Error;

    fn try_from(row: MessageRow) -> Result<Self, Error> {
        let reply: Option<ChatReply> =
            row.reply
                .map(serde_json::from_value)
                .transpose()
                .map_err(|error| Error::Inconsistent {
                    table: "messages",
                    problem: error.to_string(),
                })?;
        Ok(Self {
            id: row.id,
            role: if row.role == "user" {
                Role::User
            } else {
                Role::Assistant
            },
            text: row.text,
            reply,
            created_at: row.created_at.0,
        })
    }
}

/// The messages of one of the person's conversations, newest first.
pub async fn messages(
    db: impl PgExecutor<'_>,
    user: Uuid,
    conversation: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let rows = sqlx::query_as!(
        MessageRow,
        r#"SELECT messages.id, role, text, reply, messages.created_at AS "created_at: Instant"
        FROM messages JOIN conversations ON conversations.id = conversation_id
        WHERE user_id = $1 AND conversation_id = $2 AND ($3::uuid IS NULL OR messages.id < $3)
        ORDER BY messages.id DESC LIMIT $4"#,
        user,
        conversation,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Message::try_from).collect()
}

/// The messages of all of the person's conversations, newest first.
pub async fn all_messages(
    db: impl PgExecutor<'_>,
    user: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let rows = sqlx::query_as!(
        MessageRow,
        r#"SELECT messages.id, role, text, reply, messages.created_at AS "created_at: Instant"
        FROM messages JOIN conversations ON conversations.id = conversation_id
        WHERE user_id = $1 AND ($2::uuid IS NULL OR messages.id < $2)
        ORDER BY messages.id DESC LIMIT $3"#,
        user,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Gives a person's conversations to another.
pub async fn hand_over(conn: &mut PgConnection, from: Uuid, to: Uuid) -> Result<(), Error> {
    sqlx::query!("DELETE FROM confirmations WHERE user_id = $1", from)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE conversations SET user_id = $2 WHERE user_id = $1",
        from,
        to
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn exists(db: impl PgExecutor<'_>, user: Uuid, id: Uuid) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM conversations WHERE user_id = $1 AND id = $2) AS "exists!""#,
        user,
        id,
    )
    .fetch_one(db)
    .await?)
}
