//! What the fields of requests may hold, as the rules of `domain` have it: written into the description from the same
//! constants, so that a program knows before it sends.

use serde_json::{Value, json};
use shared::api::EVENT_TYPES;
use utoipa::openapi::{
    Object, OpenApi, RefOr, SchemaFormat,
    path::{Operation, ParameterIn},
    schema::{ArrayItems, Schema},
};

use super::super::{author, chat, notifications::snooze, page, tasks};
use crate::domain::{account, filter, list, position, recurrence::rule, task, webhook};
use Limit::{Characters, Each, Format, Items, Needed, Number, OneOf, Pattern};

#[derive(Debug, Clone, Copy)]
enum Limit {
    /// Cannot be left out, though its type has a value for that.
    Needed,
    /// So many characters, least and most.
    Characters(usize, usize),
    Items(usize, usize),
    Number(i64, i64),
    Pattern(&'static str),
    /// A language of its own, which its reader knows.
    Format(&'static str),
    OneOf(&'static [&'static str]),
    /// Of each item of a list.
    Each(&'static [Limit]),
}

/// Some text on one line, with or without spaces around it.
const LINE: Limit =
    Pattern(r"^\s*[^\s\x00-\x1F\x7F-\x9F]([^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F])?\s*$");
/// Text of some lines.
const LINES: Limit = Pattern(r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]*$");
/// A word, with or without a `#` before it.
const WORD: Limit = Pattern(r"^\s*#*[^\s#\x00-\x1F\x7F-\x9F][^\s\x00-\x1F\x7F-\x9F]*\s*$");
const DAY: Limit = Pattern(r"^(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}$");
const POSITION: &[Limit] = &[
    Characters(2, position::LENGTH_MAX),
    Pattern("^[A-Za-z][0-9A-Za-z]+$"),
];
const ADDRESS: Limit = Pattern(
    r"^\s*[^\s@\x00-\x1F\x7F-\x9F]+@[^\s@.\x00-\x1F\x7F-\x9F][^\s@\x00-\x1F\x7F-\x9F]*\.[^\s@\x00-\x1F\x7F-\x9F]*[^\s@.\x00-\x1F\x7F-\x9F]\s*$",
);
const EMAIL: &[Limit] = &[Characters(5, account::EMAIL_MAX), ADDRESS];
const PASSWORD: &[Limit] = &[Characters(
    *account::PASSWORD_LENGTHS.start(),
    *account::PASSWORD_LENGTHS.end(),
)];
const ZONE: &[Limit] = &[Characters(1, 100), Format("iana-time-zone")];
const NAME: &[Limit] = &[Characters(1, account::NAME_MAX), LINE];
const NEEDED_NAME: &[Limit] = &[Needed, Characters(1, account::NAME_MAX), LINE];
const FILTER: &[Limit] = &[Characters(1, filter::LENGTH_MAX), Format("task-filter")];
const MINUTES: Limit = Number(1, task::MINUTES_MAX as i64);
const URL: &[Limit] = &[Characters(1, webhook::URL_MAX), Pattern("^\\s*https?://")];
const EVENTS: &[Limit] = &[Each(&[OneOf(&EVENT_TYPES)])];

/// The fields of each type that requests hold.
const FIELDS: &[(&str, &str, &[Limit])] = &[
    (
        "CreateTask",
        "title",
        &[Needed, Characters(1, task::TITLE_MAX), LINE],
    ),
    (
        "CreateTask",
        "notes",
        &[Characters(0, task::NOTES_MAX), LINES],
    ),
    (
        "CreateTask",
        "tags",
        &[
            Items(0, task::TAGS_MAX),
            Each(&[Characters(1, task::TAG_MAX), WORD]),
        ],
    ),
    ("CreateTask", "start_date", &[DAY]),
    ("CreateTask", "deadline", &[DAY]),
    ("CreateTask", "duration_minutes", &[MINUTES]),
    ("CreateTask", "reminders", &[Items(0, task::REMINDERS_MAX)]),
    ("CreateTask", "position", POSITION),
    ("Due", "date", &[DAY]),
    ("Due", "time_zone", ZONE),
    (
        "Recurrence",
        "rule",
        &[Characters(1, rule::LENGTH_MAX), Format("rrule")],
    ),
    (
        "Reminder",
        "before_minutes",
        &[Number(0, task::MINUTES_MAX as i64)],
    ),
    (
        "CreateList",
        "name",
        &[Needed, Characters(1, list::NAME_MAX), LINE],
    ),
    ("CreateList", "colour", &[Pattern("^#[0-9A-Fa-f]{6}$")]),
    ("CreateList", "icon", &[Characters(1, list::ICON_MAX), LINE]),
    ("CreateList", "position", POSITION),
    ("RenameTag", "name", &[Characters(1, task::TAG_MAX), WORD]),
    ("SaveFilter", "name", NAME),
    ("SaveFilter", "filter", FILTER),
    (
        "Batch",
        "operations",
        &[Items(1, tasks::batch::OPERATIONS_MAX)],
    ),
    ("Operation", "version", &[Number(1, i64::MAX)]),
    ("Operation", "occurrence", &[DAY]),
    ("QuickAdd", "text", &[Characters(1, task::TITLE_MAX), LINES]),
    ("QuickAdd", "due", &[DAY]),
    ("QuickAdd", "tag", &[Characters(1, task::TAG_MAX), WORD]),
    ("CompleteTask", "occurrence", &[DAY]),
    (
        "ChatRequest",
        "message",
        &[Characters(1, chat::MESSAGE_MAX), LINES],
    ),
    ("View", "task_ids", &[Items(0, chat::VIEW_MAX)]),
    (
        "Snooze",
        "minutes",
        &[Number(1, snooze::MINUTES_MAX as i64)],
    ),
    ("Register", "email", EMAIL),
    ("Register", "password", PASSWORD),
    ("Register", "time_zone", ZONE),
    ("Register", "name", NAME),
    ("Guest", "time_zone", ZONE),
    ("ForgotPassword", "email", EMAIL),
    ("ResetPassword", "password", PASSWORD),
    ("PatchMe", "time_zone", ZONE),
    ("PatchMe", "name", NAME),
    (
        "PatchMe",
        "default_reminder_minutes",
        &[Number(0, account::REMINDER_MAX as i64)],
    ),
    (
        "PatchMe",
        "language",
        &[
            Characters(2, account::LANGUAGE_MAX),
            Pattern("^[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{2,8})*$"),
        ],
    ),
    ("PatchMe", "email", EMAIL),
    ("PatchMe", "password", PASSWORD),
    ("CreateToken", "name", NEEDED_NAME),
    ("CreateWebhook", "url", URL),
    ("CreateWebhook", "name", &[Characters(0, webhook::NAME_MAX)]),
    ("CreateWebhook", "events", EVENTS),
    ("CreatePushSubscription", "endpoint", URL),
    ("PushKeys", "p256dh", &[Pattern("^[A-Za-z0-9_-]{87}=*$")]),
    ("PushKeys", "auth", &[Pattern("^[A-Za-z0-9_-]{22}=*$")]),
    ("PatchWebhook", "url", URL),
    ("PatchWebhook", "name", &[Characters(0, webhook::NAME_MAX)]),
    ("PatchWebhook", "events", EVENTS),
];

/// Parameters, wherever they are.
const PARAMETERS: &[(&str, &[Limit])] = &[
    ("limit", &[Number(1, page::LIMIT_MAX)]),
    ("since", &[Number(0, i64::MAX)]),
    ("q", &[Characters(1, tasks::index::SEARCH_MAX)]),
    ("filter", FILTER),
    (
        "Idempotency-Key",
        &[Characters(1, author::KEY_MAX), Pattern("^[\\x20-\\x7E]+$")],
    ),
    (
        "If-Match",
        &[Pattern(r#"^(\*|(W/)?"[0-9]{1,9}"|[0-9]{1,9})$"#)],
    ),
];

/// Writes the limits into a description. What they are about and is not there comes back: nothing, or a field has been
/// given another name.
pub(super) fn write(api: &mut OpenApi) -> Vec<String> {
    let mut missing = Vec::new();
    for (of, name, limits) in FIELDS {
        let schemas = api.components.as_mut().map(|all| &mut all.schemas);
        let schema = schemas.and_then(|schemas| schemas.get_mut(*of));
        if !schema.is_some_and(|schema| write_field(schema, name, limits)) {
            missing.push(format!("{of}.{name}"));
        }
    }
    missing
}

fn write_field(schema: &mut RefOr<Schema>, name: &str, limits: &[Limit]) -> bool {
    let RefOr::T(Schema::Object(object)) = schema else {
        return false;
    };
    let needed = limits.iter().any(|limit| matches!(limit, Needed));
    if needed && !object.required.iter().any(|own| own == name) {
        object.required.push(name.to_owned());
    }
    let Some(field) = object.properties.get_mut(name) else {
        return false;
    };
    limits.iter().all(|limit| limit.write(field))
}

/// Writes the limits of an operation's parameters.
pub(super) fn write_parameters(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        let known = PARAMETERS.iter().find(|(name, _)| {
            *name == parameter.name && parameter.parameter_in != ParameterIn::Path
        });
        if let (Some((_, limits)), Some(schema)) = (known, &mut parameter.schema) {
            for limit in *limits {
                limit.write(schema);
            }
        }
    }
}

impl Limit {
    /// `false` where the schema is of something that cannot have such a limit.
    fn write(self, schema: &mut RefOr<Schema>) -> bool {
        match (self, schema) {
            (Needed, _) => true,
            (Items(least, most), RefOr::T(Schema::Array(array))) => {
                array.min_items = Some(least).filter(|least| *least > 0);
                array.max_items = Some(most);
                true
            }
            (Each(limits), RefOr::T(Schema::Array(array))) => match &mut array.items {
                ArrayItems::RefOrSchema(item) => limits.iter().all(|limit| limit.write(item)),
                ArrayItems::False => false,
            },
            (_, RefOr::T(Schema::Object(object))) => self.write_value(object),
            _ => false,
        }
    }

    fn write_value(self, object: &mut Object) -> bool {
        match self {
            Characters(least, most) => {
                object.min_length = Some(least).filter(|least| *least > 0);
                object.max_length = Some(most);
            }
            Number(least, most) => {
                object.minimum = Some(least.into());
                object.maximum = Some(most.into()).filter(|_| most < i64::MAX);
            }
            Pattern(pattern) => object.pattern = Some(pattern.to_owned()),
            Format(name) => object.format = Some(SchemaFormat::Custom(name.to_owned())),
            OneOf(values) => {
                object.enum_values = Some(
                    values
                        .iter()
                        .map(|value| json!(value))
                        .collect::<Vec<Value>>(),
                );
            }
            Needed | Items(..) | Each(_) => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::http::docs::complete;

    /// Text that is only compared to what is kept, whatever it is: secrets, and the name of a list.
    const COMPARED: [&str; 13] = [
        "ChatRequest.confirm",
        "DeleteMe.confirm",
        "DeleteMe.password",
        "Login.email",
        "Login.password",
        "MakeRecoveryCodes.password",
        "Merge.token",
        "PatchMe.current_password",
        "ResetPassword.email",
        "ResetPassword.recovery_code",
        "ResetPassword.token",
        "UndoRequest.token",
        "WallTime",
    ];

    fn without_limit(api: &Value, name: &str, schema: &Value, found: &mut BTreeSet<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            return without_limit(api, name, &api["components"]["schemas"][name], found);
        }
        for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
            let owner = name.split('.').next().unwrap();
            without_limit(api, &format!("{owner}.{field}"), schema, found);
        }
        for schema in schema["oneOf"].as_array().into_iter().flatten() {
            without_limit(api, name, schema, found);
        }
        if schema["items"].is_object() {
            without_limit(api, name, &schema["items"], found);
        }
        let has = |limit: &str| schema.get(limit).is_some();
        let kind = schema["type"].to_string();
        let limited = ["maxLength", "pattern", "format", "enum"]
            .into_iter()
            .any(has);
        if (kind.contains("string") && !limited) || (kind.contains("integer") && !has("minimum")) {
            found.insert(name.to_owned());
        }
    }

    #[test]
    fn every_field_of_a_request_has_its_limits() {
        let mut bare = crate::http::api().into_openapi();
        assert_eq!(
            write(&mut bare),
            Vec::<String>::new(),
            "there is no such field"
        );
        let api = serde_json::to_value(complete(crate::http::api().into_openapi())).unwrap();
        let mut found = BTreeSet::new();
        for item in api["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let json = &operation["requestBody"]["content"]["application/json"];
                // What was exported is read row by row, and each row by the rules of a new task.
                if operation["operationId"] != "import" {
                    without_limit(&api, "", &json["schema"], &mut found);
                }
            }
        }
        let compared: BTreeSet<_> = COMPARED.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(
            found.difference(&compared).collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
    }
}
