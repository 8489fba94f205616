//! Examples of what there is, and of what each operation answers, put together as the types say. The tests read each
//! thing, and hold every example to its schema.

use serde_json::{Map, Value};
use utoipa::openapi::{
    Components, RefOr,
    path::Operation,
    schema::{Schema, SchemaType},
};

/// What there is, as answers show it.
const THINGS: [(&str, &str); 22] = [
    (
        "Task",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000001", "series_id": null,
            "list_id": "01932b2c-7a00-7000-8000-000000000003", "parent_id": null, "title": "Pay rent", "notes": "",
            "tags": ["home"], "priority": "high", "start_date": null,
            "due": {"date": "2099-01-31", "time": "09:00", "time_zone": null}, "deadline": null,
            "duration_minutes": 15, "recurrence": {"rule": "FREQ=MONTHLY", "mode": "schedule"},
            "reminders": [{"id": "01932b2c-7a00-7000-8000-000000000005", "before_minutes": 30}], "status": "open",
            "position": "a0", "completed_at": null, "deleted_at": null, "created_at": "2026-11-24T08:00:00Z",
            "updated_at": "2026-11-24T08:00:00Z", "version": 1}"#,
    ),
    (
        "List",
        r##"{"id": "01932b2c-7a00-7000-8000-000000000003", "name": "Work", "colour": "#3366ff", "icon": "💼",
            "position": "a1", "archived": false, "is_inbox": false, "deleted_at": null,
            "created_at": "2026-11-24T08:00:00Z", "updated_at": "2026-11-24T08:00:00Z", "version": 1}"##,
    ),
    (
        "User",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000006", "email": "ada@example.com", "name": "Ada", "guest": false,
            "time_zone": "Europe/Berlin", "week_start": "monday",
            "times_of_day": {"morning": "08:30", "afternoon": null, "evening": null}, "default_list_id": null,
            "default_reminder_minutes": 0, "language": "en", "created_at": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "SavedFilter",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000007", "name": "Now",
            "filter": "(today | overdue) & p1 & !#someday", "created_at": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "Token",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000008", "name": "Backup", "scope": "read",
            "created_at": "2026-11-24T08:00:00Z", "expires_at": "2099-01-01T00:00:00Z", "last_used_at": null}"#,
    ),
    (
        "Notification",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000009", "task_id": "01932b2c-7a00-7000-8000-000000000001",
            "title": "Pay rent", "due": {"date": "2099-01-31", "time": "09:00", "time_zone": null},
            "created_at": "2099-01-31T07:30:00Z", "read_at": null, "snoozed_until": null}"#,
    ),
    (
        "Activity",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000a", "seq": 7, "type": "task.updated",
            "subject": "01932b2c-7a00-7000-8000-000000000001", "actor": "api", "changed": ["priority", "due"],
            "title": "Pay rent", "time": "2026-11-24T08:00:00Z"}"#,
    ),
    ("Tag", r#"{"name": "home", "open": 3}"#),
    (
        "Session",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000b", "user_agent": "Firefox on Linux",
            "created_at": "2026-11-24T08:00:00Z", "last_seen_at": "2026-11-24T09:00:00Z",
            "expires_at": "2026-12-24T08:00:00Z", "current": true}"#,
    ),
    (
        "RecoveryCodes",
        r#"{"recovery_codes": ["ABCD-EFGH-JKLM-NPQR", "STUV-WXYZ-2345-6789"]}"#,
    ),
    (
        "Calendar",
        r#"{"created_at": "2026-11-24T08:00:00Z", "last_read_at": "2026-11-24T09:00:00Z"}"#,
    ),
    (
        "PushSubscription",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000c", "service": "push.example.com", "current": true,
            "created_at": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "Webhook",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000d", "url": "https://hooks.example.com/todo", "name": "Mine",
            "events": ["task.completed"], "enabled": true, "disabled_reason": null, "disabled_at": null, "failures": 0,
            "created_at": "2026-11-24T08:00:00Z", "old_secret_until": null}"#,
    ),
    (
        "WebhookDelivery",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000e", "type": "task.completed",
            "event_id": "01932b2c-7a00-7000-8000-00000000000a", "status": "delivered", "attempts": 1,
            "last_status": 200, "last_error": null, "next_attempt_at": null, "created_at": "2026-11-24T08:00:00Z",
            "finished_at": "2026-11-24T08:00:01Z"}"#,
    ),
    (
        "Change",
        r#"{"seq": 1, "type": "task.purged", "subject": "01932b2c-7a00-7000-8000-000000000001", "actor": "api",
            "time": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "Span",
        r#"{"start": 13, "end": 25, "kind": "recurrence", "text": "every friday", "value": "FREQ=WEEKLY;BYDAY=FR"}"#,
    ),
    (
        "ChatReply",
        r#"{"conversation_id": "01932b2c-7a00-7000-8000-00000000000f", "message_id": "01932b2c-7a00-7000-8000-000000000010",
            "reply": "Added “milk”, due tomorrow.",
            "understood": [{"start": 9, "end": 17, "kind": "date", "text": "tomorrow", "value": "2026-11-25"}],
            "actions": [{"type": "task.created", "task_id": "01932b2c-7a00-7000-8000-000000000002"}], "tasks": [],
            "undo": {"token": "the token of the undo", "expires_at": "2026-11-25T08:00:00Z"}, "confirm": null,
            "choose": null, "suggestions": ["what's due tomorrow"]}"#,
    ),
    (
        "Message",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000011", "role": "user", "text": "add milk tomorrow", "reply": null,
            "created_at": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "Conversation",
        r#"{"id": "01932b2c-7a00-7000-8000-00000000000f", "created_at": "2026-11-24T08:00:00Z",
            "updated_at": "2026-11-24T08:00:00Z"}"#,
    ),
    (
        "ImportPreview",
        r#"{"format": "csv", "tasks": 2, "done": 0, "existing": 0, "skipped": 0, "new_lists": ["Home"],
            "columns": [{"name": "title", "field": "title"}, {"name": "due", "field": "due"}],
            "sample": [{"title": "call mum", "list": "Home", "due": null, "deadline": null, "tags": ["family"],
                "subtask": false, "done": false}], "problems": [], "problem_count": 0}"#,
    ),
    (
        "Import",
        r#"{"id": "01932b2c-7a00-7000-8000-000000000012", "format": "csv", "state": "running", "total": 2,
            "looked_at": 1, "added": 1, "problems": [], "problem_count": 0, "created_at": "2026-11-24T08:00:00Z",
            "finished_at": null, "undo": null}"#,
    ),
    (
        "Outcome",
        r#"{"status": 404, "problem": {"type": "about:blank", "title": "Not Found", "status": 404,
            "detail": "There is no such task."}}"#,
    ),
];

/// What the answer to one operation shows, and no other.
const SHOWN_ONCE: [(&str, &str, &str); 4] = [
    (
        "create_token",
        "token",
        "todo_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ),
    (
        "create_webhook",
        "secret",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ),
    (
        "rotate_webhook_secret",
        "secret",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ),
    (
        "make_calendar",
        "url",
        "https://todo.example.com/api/v1/calendar/3q2-7wAAAAAAAAAAAAAAAAAAAAA.ics",
    ),
];

/// What is no JSON, by its content type.
const TEXTS: [(&str, &str); 2] = [
    (
        "text/event-stream",
        "id: 1\nevent: change\ndata: {\"seq\": 1, \"type\": \"task.purged\", …}\n\n",
    ),
    (
        "text/calendar",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n",
    ),
];

/// Writes the examples of what there is into its types.
pub(super) fn write_things(components: &mut Components) {
    for (name, text) in THINGS {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(name)
            && matches!(object.schema_type, SchemaType::Type(_))
        {
            object.examples.extend(serde_json::from_str::<Value>(text));
        }
    }
}

/// Every type, as the document shows it.
pub(super) struct Types(Value);

impl Types {
    pub(super) fn of(components: &Components) -> Self {
        Self(serde_json::to_value(&components.schemas).unwrap_or_default())
    }

    /// Writes the examples of what an operation answers.
    pub(super) fn write_answers(&self, operation: &mut Operation) {
        let id = operation.operation_id.clone().unwrap_or_default();
        for (status, response) in &mut operation.responses.responses {
            let (true, RefOr::T(response)) = (status.starts_with('2'), response) else {
                continue;
            };
            for (kind, content) in &mut response.content {
                let RefOr::T(content) = content else {
                    continue;
                };
                let text = TEXTS.iter().find(|(of, _)| of == kind);
                let schema = serde_json::to_value(&content.schema).unwrap_or_default();
                let mut example = match text {
                    Some((_, text)) => Some(Value::from(*text)),
                    None => self.example(&schema),
                };
                for (_, field, value) in SHOWN_ONCE.iter().filter(|(of, ..)| *of == id) {
                    if let Some(Value::Object(fields)) = &mut example {
                        fields.insert((*field).to_owned(), Value::from(*value));
                    }
                }
                content.example = example;
            }
        }
    }

    /// One of a type: its own example, or one of each field that is always there, null where that may be. `None`: nothing
    /// says what a text looks like.
    fn example(&self, schema: &Value) -> Option<Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.example(&self.0[reference.rsplit('/').next()?]);
        }
        if let Some(own) = schema.pointer("/examples/0") {
            return Some(own.clone());
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                whole.extend(self.example(part)?.as_object()?.clone());
            }
            return Some(Value::Object(whole));
        }
        if let Some(first) = schema.pointer("/enum/0") {
            return Some(first.clone());
        }
        if schema["type"].is_array() {
            return Some(Value::Null);
        }
        match schema["type"].as_str()? {
            "object" => {
                let mut fields = Map::new();
                for name in schema["required"].as_array().into_iter().flatten() {
                    let name = name.as_str()?;
                    let field = self.example(&schema["properties"][name])?;
                    fields.insert(name.to_owned(), field);
                }
                Some(Value::Object(fields))
            }
            "array" => self.example(&schema["items"]).map(|item| vec![item].into()),
            "integer" => Some(1.into()),
            "boolean" => Some(false.into()),
            "string" if schema["format"] == "date-time" => Some("2026-11-24T08:00:00Z".into()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use shared::{api, language};

    use super::*;

    fn reads<T: DeserializeOwned>(text: &str) -> bool {
        serde_json::from_str::<T>(text).is_ok()
    }

    #[test]
    fn an_example_of_a_thing_is_one() {
        for (name, text) in THINGS {
            let is_one = match name {
                "Task" => reads::<api::Task>(text),
                "List" => reads::<api::List>(text),
                "User" => reads::<api::User>(text),
                "SavedFilter" => reads::<api::SavedFilter>(text),
                "Token" => reads::<api::Token>(text),
                "Notification" => reads::<api::Notification>(text),
                "Activity" => reads::<api::Activity>(text),
                "Tag" => reads::<api::Tag>(text),
                "Session" => reads::<api::Session>(text),
                "RecoveryCodes" => reads::<api::RecoveryCodes>(text),
                "Calendar" => reads::<api::Calendar>(text),
                "PushSubscription" => reads::<api::PushSubscription>(text),
                "Webhook" => reads::<api::Webhook>(text),
                "WebhookDelivery" => reads::<api::WebhookDelivery>(text),
                "Change" => reads::<api::Change>(text),
                "Span" => reads::<language::Span>(text),
                "ChatReply" => reads::<api::ChatReply>(text),
                "Message" => reads::<api::Message>(text),
                "Conversation" => reads::<api::Conversation>(text),
                "ImportPreview" => reads::<api::ImportPreview>(text),
                "Import" => reads::<api::Import>(text),
                "Outcome" => reads::<api::Outcome>(text),
                other => panic!("what is a {other}?"),
            };
            assert!(is_one, "{name}");
        }
    }
}
