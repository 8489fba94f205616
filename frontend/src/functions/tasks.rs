//! Changes to one task. `key` names the intent: the same key again does nothing more.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::Task;
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    crate::server::backend::{Answer, Backend},
    axum::http::Method,
    serde_json::json,
    shared::api,
};

use super::Failure;

/// What a change made, and how to revert it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub tasks: Vec<Task>,
    pub undo: Option<String>,
}

/// New values, as a form has them: what is left out stays, what is empty is cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub title: Option<String>,
    pub notes: Option<String>,
    pub due_date: Option<String>,
    pub due_time: Option<String>,
    pub deadline: Option<String>,
    pub priority: Option<String>,
    pub list_id: Option<String>,
    /// "home work"
    pub tags: Option<String>,
    /// A recurrence rule.
    pub repeat: Option<String>,
}

#[cfg(feature = "ssr")]
impl Fields {
    /// The JSON merge patch (RFC 7396) that says the same.
    fn patch(self) -> serde_json::Value {
        let text = |value: String| {
            if value.is_empty() {
                json!(null)
            } else {
                json!(value)
            }
        };
        let mut patch = serde_json::Map::new();
        let mut set = |name: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                patch.insert(name.to_owned(), value);
            }
        };
        let due = match (self.due_date, self.due_time) {
            (Some(date), _) if date.is_empty() => Some(json!(null)),
            (Some(date), None) => Some(json!({"date": date})),
            (Some(date), Some(time)) => Some(json!({"date": date, "time": text(time)})),
            (None, time) => time.map(|time| json!({"time": text(time)})),
        };
        let tags = self.tags.map(|tags| {
            let tags = tags
                .split([' ', ','])
                .map(|tag| tag.trim_start_matches('#'));
            tags.filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        set("title", self.title.map(|title| json!(title)));
        set(
            "notes",
            self.notes.map(|notes| json!(notes.replace("\r\n", "\n"))),
        );
        set("due", due);
        set("deadline", self.deadline.map(text));
        set("priority", self.priority.map(|priority| json!(priority)));
        set("list_id", self.list_id.map(|list| json!(list)));
        set("tags", tags.map(|tags| json!(tags)));
        set(
            "recurrence",
            self.repeat.map(|rule| {
                if rule.is_empty() {
                    json!(null)
                } else {
                    json!({"rule": rule})
                }
            }),
        );
        patch.into()
    }
}

#[cfg(feature = "ssr")]
async fn change(
    method: Method,
    path: String,
    key: Option<Uuid>,
    body: &impl Serialize,
) -> Result<Answer, Failure> {
    let backend = expect_context::<Backend>();
    backend.write(method, &path, key, body).await
}

#[server(prefix = "/fn", endpoint = "complete")]
pub async fn complete(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/complete");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    let api::Completed { task, completed } = answer.read()?;
    Ok(Changed {
        tasks: std::iter::once(task).chain(completed).collect(),
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "reopen")]
pub async fn reopen(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/reopen");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "delete")]
pub async fn delete(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let answer = change(Method::DELETE, format!("/tasks/{id}"), key, &json!({})).await?;
    Ok(Changed {
        tasks: Vec::new(),
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "restore")]
pub async fn restore(id: Uuid, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}/restore");
    let answer = change(Method::POST, path, key, &json!({})).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "undo")]
pub async fn undo(token: String, key: Option<Uuid>) -> Result<Changed, Failure> {
    let path = "/undo".to_owned();
    let answer = change(Method::POST, path, key, &api::UndoRequest { token }).await?;
    let api::Undone { tasks, .. } = answer.read()?;
    Ok(Changed {
        tasks,
        undo: answer.undo,
    })
}

#[server(prefix = "/fn", endpoint = "edit")]
pub async fn edit(
    id: Uuid,
    #[server(default)] fields: Fields,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let path = format!("/tasks/{id}");
    let answer = change(Method::PATCH, path, key, &fields.patch()).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

/// Adds a part to a task.
#[server(prefix = "/fn", endpoint = "part")]
pub async fn add_part(parent: Uuid, title: String, key: Option<Uuid>) -> Result<Changed, Failure> {
    let request = json!({"parent_id": parent, "title": title});
    let answer = change(Method::POST, "/tasks".to_owned(), key, &request).await?;
    Ok(Changed {
        tasks: vec![answer.read()?],
        undo: answer.undo,
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_leaves_out_stays_and_what_is_empty_is_cleared() {
        let text = |text: &str| Some(text.to_owned());
        for (fields, patch) in [
            (Fields::default(), json!({})),
            (
                Fields {
                    due_date: text(""),
                    due_time: text("17:00"),
                    ..Fields::default()
                },
                json!({"due": null}),
            ),
            (
                Fields {
                    due_date: text("2026-11-24"),
                    ..Fields::default()
                },
                json!({"due": {"date": "2026-11-24"}}),
            ),
            (
                Fields {
                    due_time: text(""),
                    ..Fields::default()
                },
                json!({"due": {"time": null}}),
            ),
            (
                Fields {
                    tags: text("#home, work "),
                    ..Fields::default()
                },
                json!({"tags": ["home", "work"]}),
            ),
            (
                Fields {
                    repeat: text(""),
                    ..Fields::default()
                },
                json!({"recurrence": null}),
            ),
            (
                Fields {
                    deadline: text("2026-12-24"),
                    ..Fields::default()
                },
                json!({"deadline": "2026-12-24"}),
            ),
        ] {
            assert_eq!(fields.patch(), patch);
        }
    }
}
