//! The tools that a model is given, each with the JSON Schema of its arguments. [`super::calls`] reads them.

use serde_json::{Value, json};

use crate::runtime::Tool;

pub(super) fn tools() -> Vec<Tool> {
    vec![
        tool("add_task", "Adds one task.", &new_task(), &["title"]),
        on_tasks("complete_tasks", "Marks tasks as done.", json!({})),
        on_tasks(
            "reopen_tasks",
            "Opens tasks again that are done.",
            json!({}),
        ),
        on_tasks("delete_tasks", "Moves tasks to the trash.", json!({})),
        on_tasks(
            "change_tasks",
            "Changes tasks; what is left out stays as it is.",
            changes(),
        ),
        tool(
            "list_tasks",
            "Shows the tasks that are asked for.",
            &json!({
                "when": {"type": "string", "enum": ["any", "today", "overdue", "week"]},
                "done": {"type": "boolean"},
                "list": text(100),
                "tag": text(50),
                "words": text(200),
            }),
            &[],
        ),
        tool(
            "create_list",
            "Makes a list for tasks.",
            &json!({"name": text(100)}),
            &["name"],
        ),
    ]
}

fn tool(
    name: &'static str,
    description: &'static str,
    properties: &Value,
    required: &[&str],
) -> Tool {
    Tool {
        name,
        description,
        parameters: json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }),
    }
}

/// A tool whose tasks are named by the numbers that were given.
fn on_tasks(name: &'static str, description: &'static str, mut properties: Value) -> Tool {
    properties["numbers"] = json!({
        "type": "array",
        "items": {"type": "integer", "minimum": 1},
        "minItems": 1,
        "description": "Numbers of tasks in the list that was given.",
    });
    tool(name, description, &properties, &["numbers"])
}

fn new_task() -> Value {
    json!({
        "title": text(500),
        "list": text(100),
        "tags": tags(),
        "priority": priority(),
        "due_date": date(),
        "due_time": time(),
        "repeat": {"type": "string", "description": "An RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=MO"},
        "remind_minutes_before": {"type": "integer", "minimum": 0, "maximum": 525_600},
    })
}

fn changes() -> Value {
    json!({
        "title": text(500),
        "list": text(100),
        "add_tags": tags(),
        "priority": priority(),
        "due_date": date(),
        "due_time": time(),
        "clear_due": {"type": "boolean"},
    })
}

fn text(length: u32) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": length})
}

fn tags() -> Value {
    json!({"type": "array", "items": text(50), "maxItems": 20})
}

fn priority() -> Value {
    json!({"type": "string", "enum": ["none", "low", "medium", "high", "urgent"]})
}

fn date() -> Value {
    json!({"type": "string", "format": "date", "description": "YYYY-MM-DD"})
}

fn time() -> Value {
    json!({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "description": "HH:MM"})
}
