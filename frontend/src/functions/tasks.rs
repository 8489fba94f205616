//! Changes to tasks. `key` names the intent: the same key again does nothing more.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::language::Range;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::backend::{Answer, Backend, report},
    axum::http::{Method, StatusCode},
    jiff::civil::Date,
    serde_json::json,
    shared::api::{self, Task},
};

use super::{Changed, Failure};
pub use crate::contexts::fields::Fields;

#[cfg(feature = "ssr")]
pub(super) async fn change(
    method: Method,
    path: String,
    key: Option<Uuid>,
    body: &impl Serialize,
) -> Result<Answer, Failure> {
    let backend = expect_context::<Backend>();
    backend.write(method, &path, key, body).await
}

/// An answer that is the task.
#[cfg(feature = "ssr")]
pub(super) fn changed(answer: &Answer) -> Result<Changed, Failure> {
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo.clone(),
        ..Changed::default()
    })
}

/// `occurrence`: the day of the one that is meant, of a repeat; without it, the current one.
#[server(prefix = "/fn", endpoint = "complete")]
pub async fn complete(
    id: Uuid,
    occurrence: Option<String>,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/complete");
    let occurrence = occurrence.and_then(|day| day.parse::<Date>().ok());
    let request = api::CompleteTask { occurrence };
    let answer = change(Method::POST, path, key, &request).await?;
    let api::Completed { task, completed } = answer.read()?;
    Ok(Changed {
        tasks: std::iter::once(task).chain(completed).collect(),
        undo: answer.undo,
        ..Changed::default()
    })
}

#[server(prefix = "/fn", endpoint = "reopen")]
pub async fn reopen(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/reopen");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    changed(&answer)
}

#[server(prefix = "/fn", endpoint = "delete")]
pub async fn delete(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let answer = change(Method::DELETE, format!("/tasks/{id}"), key, &json!({})).await?;
    Ok(Changed {
        tasks: Vec::new(),
        undo: answer.undo,
        ..Changed::default()
    })
}

#[server(prefix = "/fn", endpoint = "restore")]
pub async fn restore(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/restore");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    changed(&answer)
}

#[server(prefix = "/fn", endpoint = "undo")]
pub async fn undo(token: String, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = "/undo".to_owned();
    let answer = change(Method::POST, path, key, &api::UndoRequest { token }).await?;
    let api::Undone { tasks, .. } = answer.read()?;
    Ok(Changed {
        tasks,
        undo: answer.undo,
        ..Changed::default()
    })
}

/// Changes fields. Where `was` tells what stood there when the edit began, what was changed elsewhere meanwhile is not
/// overwritten.
#[server(prefix = "/fn", endpoint = "edit")]
pub async fn edit(
    id: Uuid,
    #[server(default)] fields: Fields,
    #[server(default)] was: Fields,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}");
    let mut fields = fields;
    if was != Fields::default() {
        let backend = expect_context::<Backend>();
        let now = Fields::of(&backend.get::<Task>(&path).await?);
        let settled = fields.settle(was, &now);
        fields = settled.inspect_err(|_| report(StatusCode::CONFLICT))?;
    }
    let answer = change(Method::PATCH, path, key, &fields.patch()).await?;
    changed(&answer)
}

/// Adds a part to a task; `id` is there where it was chosen before.
#[server(prefix = "/fn", endpoint = "part")]
pub async fn add_part(
    id: Option<Uuid>,
    parent: Uuid,
    title: String,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let mut request = json!({"parent_id": parent, "title": title});
    if let Some(id) = id {
        request["id"] = json!(id);
    }
    let answer = change(Method::POST, "/tasks".to_owned(), key, &request).await?;
    changed(&answer)
}

/// What the words of a task leave open comes from the view in which they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    list_id: Option<Uuid>,
    due: Option<String>,
    tag: Option<String>,
}

/// Adds what one line says; `id` is there where it was chosen before.
#[server(prefix = "/fn", endpoint = "quick")]
pub async fn quick(
    id: Option<Uuid>,
    text: String,
    #[server(default)] literal: Vec<Range>,
    #[server(default)] place: Place,
    said_at: Option<String>,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let request = api::QuickAdd {
        id,
        text,
        literal,
        list_id: place.list_id,
        due: place.due.and_then(|day| day.parse::<Date>().ok()),
        tag: place.tag,
        said_at: said_at.and_then(|at| at.parse().ok()),
    };
    let answer = change(Method::POST, "/tasks/quick".to_owned(), key, &request).await?;
    Ok(Changed {
        tasks: vec![answer.read::<api::QuickAdded>()?.task],
        undo: answer.undo,
        ..Changed::default()
    })
}

/// Moves a task to a list, or beside another one.
#[server(prefix = "/fn", endpoint = "move")]
pub async fn move_task(
    id: Uuid,
    list_id: Option<Uuid>,
    before: Option<Uuid>,
    after: Option<Uuid>,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let request = api::MoveTask {
        list_id,
        before,
        after,
        parent_id: None,
    };
    let path = format!("/tasks/{id}/move");
    changed(&change(Method::POST, path, key, &request).await?)
}

/// One of many tasks that something is done to.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Item {
    pub id: Uuid,
    /// The day of the occurrence that is completed, of a repeat.
    #[serde(default)]
    pub occurrence: Option<String>,
    #[serde(default)]
    pub fields: Fields,
}

/// Does the same to many tasks, or to none of them where one is refused. `action`: "complete", "delete", "update" or
/// "move".
#[server(prefix = "/fn", endpoint = "bulk")]
pub async fn bulk(action: String, items: Vec<Item>, key: Option<Uuid>) -> Result<Changed, Failure> {
    #[derive(serde::Deserialize)]
    struct Done {
        results: Vec<Outcome>,
    }
    #[derive(serde::Deserialize)]
    struct Outcome {
        task: Option<Task>,
        completed: Option<Task>,
    }
    let operation = |Item {
                         id,
                         occurrence,
                         fields,
                     }: Item| match action.as_str() {
        "complete" => {
            let occurrence = occurrence.and_then(|day| day.parse::<Date>().ok());
            json!({"op": "complete", "id": id, "occurrence": occurrence})
        }
        "update" => json!({"op": "update", "id": id, "patch": fields.patch()}),
        "move" => json!({"op": "move", "id": id, "to": {"list_id": fields.list_id}}),
        action => json!({"op": action, "id": id}),
    };
    let operations: Vec<_> = items.into_iter().map(operation).collect();
    let request = json!({"mode": "all_or_nothing", "operations": operations});
    let path = "/tasks/batch".to_owned();
    let answer = change(Method::POST, path, key, &request).await?;
    let results = answer.read::<Done>()?.results.into_iter();
    Ok(Changed {
        tasks: results
            .flat_map(|outcome| outcome.task.into_iter().chain(outcome.completed))
            .collect(),
        undo: answer.undo,
        ..Changed::default()
    })
}
