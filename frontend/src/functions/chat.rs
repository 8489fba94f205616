//! The conversation with the assistant.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::{
    api::{ChatReply, Message},
    language::Range,
};
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::backend::Backend,
    axum::http::Method,
    shared::api::{self, Conversation, Page},
};

use super::Failure;

/// Says something to the assistant.
#[server(prefix = "/fn", endpoint = "say")]
pub async fn say(
    message: String,
    conversation_id: Option<Uuid>,
    #[server(default)] literal: Vec<Range>,
    #[server(default)] view: Vec<Uuid>,
    key: Option<Uuid>,
) -> Result<ChatReply, Failure> {
    let mut request = api::ChatRequest {
        message: Some(message),
        conversation_id,
        literal,
        ..api::ChatRequest::default()
    };
    request.view = (!view.is_empty()).then_some(api::View { task_ids: view });
    let backend = expect_context::<Backend>();
    let answer = backend.write(Method::POST, "/chat", key, &request).await?;
    answer.read()
}

/// The newest conversation, oldest message first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub conversation: Option<Uuid>,
    pub messages: Vec<Message>,
}

#[server(prefix = "/fn", endpoint = "history")]
pub async fn read_history() -> Result<History, Failure> {
    newest_conversation(&expect_context()).await
}

#[cfg(feature = "ssr")]
pub(crate) async fn newest_conversation(backend: &Backend) -> Result<History, Failure> {
    let conversations = backend
        .get::<Page<Conversation>>("/conversations?limit=1")
        .await?;
    let Some(conversation) = conversations.items.first().map(|newest| newest.id) else {
        return Ok(History::default());
    };
    let path = format!("/conversations/{conversation}/messages?limit=50");
    let mut messages = backend.get::<Page<Message>>(&path).await?.items;
    messages.reverse();
    Ok(History {
        conversation: Some(conversation),
        messages,
    })
}
