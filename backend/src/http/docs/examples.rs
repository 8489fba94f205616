//! Examples of what each operation is sent, and of each problem. The tests send every request.

use axum::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::{RefOr, path::Operation};

use crate::error::Problem;

/// What an operation is sent.
const REQUESTS: [(&str, &str); 28] = [
    ("start_as_guest", r#"{"time_zone": "Europe/Berlin"}"#),
    (
        "register",
        r#"{"email": "ada@example.com", "password": "correct horse", "time_zone": "Europe/Berlin", "name": "Ada"}"#,
    ),
    (
        "log_in",
        r#"{"email": "ada@example.com", "password": "correct horse", "merge": true}"#,
    ),
    ("forgot_password", r#"{"email": "ada@example.com"}"#),
    (
        "reset_password",
        r#"{"email": "ada@example.com", "recovery_code": "ABCD-EFGH-JKLM-NPQR", "password": "battery staple"}"#,
    ),
    (
        "update_me",
        r#"{"week_start": "sunday", "times_of_day": {"morning": "08:30"}, "default_reminder_minutes": 10, "language": "en"}"#,
    ),
    ("delete_me", r#"{"confirm": "delete"}"#),
    ("merge_guest", r#"{"token": "the token of the offer"}"#),
    ("make_recovery_codes", r#"{"password": "correct horse"}"#),
    (
        "create_token",
        r#"{"name": "Backup", "scope": "read", "expires_at": "2099-01-01T00:00:00Z"}"#,
    ),
    (
        "create_task",
        r#"{"title": "Pay rent", "notes": "From the **joint** account.", "tags": ["home"], "priority": "high",
            "due": {"date": "2099-01-31", "time": "09:00"}, "duration_minutes": 15,
            "recurrence": {"rule": "FREQ=MONTHLY"}, "reminders": [{"before_minutes": 30}]}"#,
    ),
    (
        "update_task",
        r#"{"priority": "urgent", "due": {"time": "10:00"}, "notes": null}"#,
    ),
    ("complete_task", r#"{"occurrence": "2099-01-31"}"#),
    (
        "move_task",
        r#"{"after": "01932b2c-7a00-7000-8000-000000000002"}"#,
    ),
    ("rename_tag", r#"{"name": "house"}"#),
    (
        "quick_add",
        r#"{"text": "water plants every friday at 9 #home"}"#,
    ),
    (
        "batch_tasks",
        r#"{"mode": "each", "operations": [
            {"op": "create", "task": {"title": "Pack"}},
            {"op": "complete", "id": "01932b2c-7a00-7000-8000-000000000001", "occurrence": "2099-01-31"},
            {"op": "update", "id": "01932b2c-7a00-7000-8000-000000000002", "patch": {"tags": ["trip"]}}]}"#,
    ),
    (
        "create_list",
        r##"{"name": "Work", "colour": "#3366ff", "icon": "💼"}"##,
    ),
    ("update_list", r#"{"name": "Office", "icon": null}"#),
    (
        "move_list",
        r#"{"before": "01932b2c-7a00-7000-8000-000000000004"}"#,
    ),
    (
        "create_filter",
        r#"{"name": "Now", "filter": "(today | overdue) & p1 & !#someday"}"#,
    ),
    ("update_filter", r#"{"filter": "7 days & @Work"}"#),
    ("undo", r#"{"token": "the Undo-Token of an answer"}"#),
    (
        "chat",
        r#"{"message": "add milk tomorrow, and what's left today?"}"#,
    ),
    ("snooze_notification", r#"{"minutes": 30}"#),
    (
        "create_webhook",
        r#"{"url": "https://hooks.example.com/todo", "name": "Mine", "events": ["task.completed"]}"#,
    ),
    (
        "subscribe_to_push",
        r#"{"endpoint": "https://push.example.com/ada", "keys": {"auth": "BTBZMqHH6r4Tts7J_aSIgg",
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}}"#,
    ),
    ("update_webhook", r#"{"enabled": true}"#),
];

/// What some operations take besides JSON.
const FILES: [(&str, &str); 1] = [(
    "import",
    "title,due,tags,list\ncall mum,tomorrow,family,Home\npay rent,2099-01-31,,\n",
)];

/// A problem of each status that operations have in common.
pub(super) fn problem(status: &str) -> Option<Value> {
    let problem = match status {
        "400" => {
            Problem::malformed("The body is not valid JSON: expected value at line 1 column 2.")
        }
        "401" => Problem::unauthenticated(),
        "403" => Problem::forbidden("This token may only read."),
        "404" => Problem::not_found("task"),
        "409" => Problem::conflict("The task is in the trash; restore it first."),
        "412" => Problem::precondition_failed(),
        "413" => Problem::with_status(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is larger than this endpoint takes.",
        ),
        "415" => Problem::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the body as application/json.",
        ),
        "422" => Problem::validation("due.date", "expected a year from 1970 to 9999"),
        "429" => Problem::too_many(12),
        "503" => Problem::unavailable(),
        _ => return None,
    };
    serde_json::to_value(problem.into_body()).ok()
}

/// Writes the example of what an operation is sent.
pub(super) fn write_request(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let text = |examples: &[(&str, &'static str)]| {
        let own = examples.iter().find(|(operation, _)| *operation == id);
        own.map(|(_, text)| *text)
    };
    let json = text(&REQUESTS).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let file = text(&FILES).map(Value::from);
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        for (kind, content) in &mut body.content {
            let example = if kind.ends_with("json") { &json } else { &file };
            if let RefOr::T(content) = content {
                content.example.clone_from(example);
            }
        }
    }
}
