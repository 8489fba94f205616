//! What a language model may ask for: the commands that people have, as tools. An answer that does not keep to their
//! schemas is no answer at all, and a task is only ever named by a number that was offered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared::{
    api::{Due, Priority, Recurrence, RecurrenceMode, WallTime},
    language::{Changes, Command, Draft, Query, Reminder, When},
};

use crate::{runtime::ToolCall, store::conversations::Pin};

/// How many tools one answer may call.
const CALLS_MAX: usize = 20;

/// A call that was checked: its tasks are pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    Add(AddTask),
    List(ListTasks),
    CreateList(CreateList),
    To(Vec<Pin>, Deed),
}

/// What is done to tasks that are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Complete,
    Reopen,
    Delete,
    Change(ChangeTasks),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddTask {
    title: String,
    list: Option<String>,
    tags: Vec<String>,
    priority: Option<Priority>,
    due_date: Option<Date>,
    due_time: Option<WallTime>,
    repeat: Option<String>,
    remind_minutes_before: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeTasks {
    numbers: Vec<usize>,
    title: Option<String>,
    list: Option<String>,
    add_tags: Vec<String>,
    priority: Option<Priority>,
    due_date: Option<Date>,
    due_time: Option<WallTime>,
    clear_due: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    numbers: Vec<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Period {
    #[default]
    Any,
    Today,
    Overdue,
    Week,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListTasks {
    when: Period,
    done: bool,
    list: Option<String>,
    tag: Option<String>,
    words: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateList {
    name: String,
}

/// Why a model's answer is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("there is no tool {0}")]
    NoTool(String),
    #[error("the arguments of {tool} break its schema: {problem}")]
    Schema { tool: String, problem: String },
    #[error("there is no task of number {0}")]
    NoTask(usize),
    #[error("more than {CALLS_MAX} calls")]
    TooMany,
}

/// Checks all calls of an answer; one that is wrong spoils them all.
pub(super) fn checked(calls: &[ToolCall], offered: &[Pin]) -> Result<Vec<Call>, Broken> {
    if calls.len() > CALLS_MAX {
        return Err(Broken::TooMany);
    }
    calls.iter().map(|call| check(call, offered)).collect()
}

fn check(call: &ToolCall, offered: &[Pin]) -> Result<Call, Broken> {
    let to = |deed| {
        Ok(Call::To(
            pins(&read::<Numbers>(call)?.numbers, call, offered)?,
            deed,
        ))
    };
    match call.name.as_str() {
        "add_task" => {
            let add: AddTask = read(call)?;
            filled(call, "title", Some(&add.title))?;
            filled(call, "list", add.list.as_ref())?;
            Ok(Call::Add(add))
        }
        "complete_tasks" => to(Deed::Complete),
        "reopen_tasks" => to(Deed::Reopen),
        "delete_tasks" => to(Deed::Delete),
        "change_tasks" => {
            let change: ChangeTasks = read(call)?;
            filled(call, "title", change.title.as_ref())?;
            filled(call, "list", change.list.as_ref())?;
            let pins = pins(&change.numbers, call, offered)?;
            Ok(Call::To(pins, Deed::Change(change)))
        }
        "list_tasks" => Ok(Call::List(read(call)?)),
        "create_list" => {
            let list: CreateList = read(call)?;
            filled(call, "name", Some(&list.name))?;
            Ok(Call::CreateList(list))
        }
        other => Err(Broken::NoTool(other.to_owned())),
    }
}

fn read<T: DeserializeOwned>(call: &ToolCall) -> Result<T, Broken> {
    serde_json::from_str(&call.arguments).map_err(|error| broken(call, error.to_string()))
}

fn broken(call: &ToolCall, problem: impl Into<String>) -> Broken {
    Broken::Schema {
        tool: call.name.clone(),
        problem: problem.into(),
    }
}

fn filled(call: &ToolCall, field: &str, text: Option<&String>) -> Result<(), Broken> {
    match text {
        Some(text) if text.trim().is_empty() => Err(broken(call, format!("{field} is empty"))),
        _ => Ok(()),
    }
}

/// The tasks of some numbers, each once.
fn pins(numbers: &[usize], call: &ToolCall, offered: &[Pin]) -> Result<Vec<Pin>, Broken> {
    if numbers.is_empty() {
        return Err(broken(call, "numbers is empty"));
    }
    let mut pins: Vec<Pin> = Vec::new();
    for number in numbers {
        let pin = number
            .checked_sub(1)
            .and_then(|at| offered.get(at))
            .ok_or(Broken::NoTask(*number))?;
        if !pins.contains(pin) {
            pins.push(pin.clone());
        }
    }
    Ok(pins)
}

impl From<AddTask> for Command {
    fn from(add: AddTask) -> Self {
        let due = add.due_date.map(|date| Due {
            date,
            time: add.due_time,
            time_zone: None,
        });
        Self::Add(Draft {
            title: add.title,
            list: add.list,
            tags: add.tags,
            priority: add.priority.unwrap_or_default(),
            due,
            recurrence: add.repeat.map(|rule| Recurrence {
                rule,
                mode: RecurrenceMode::Schedule,
            }),
            reminder: add.remind_minutes_before.map(Reminder::Before),
            ..Draft::default()
        })
    }
}

impl From<ListTasks> for Command {
    fn from(list: ListTasks) -> Self {
        Self::List(Query {
            when: match list.when {
                Period::Any => When::Any,
                Period::Today => When::Today,
                Period::Overdue => When::Overdue,
                Period::Week => When::Week,
            },
            list: list.list,
            tag: list.tag,
            priority: None,
            done: list.done,
            text: list.words,
        })
    }
}

impl From<CreateList> for Command {
    fn from(list: CreateList) -> Self {
        Self::CreateList(list.name)
    }
}

impl From<&ChangeTasks> for Changes {
    fn from(change: &ChangeTasks) -> Self {
        Self {
            title: change.title.clone(),
            date: change.due_date,
            time: change.due_time,
            clear_due: change.clear_due,
            priority: change.priority,
            list: change.list.clone(),
            add_tags: change.add_tags.clone(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{super::tools::tools, *};

    fn call(name: &str, arguments: &Value) -> ToolCall {
        ToolCall {
            name: name.to_owned(),
            arguments: arguments.to_string(),
        }
    }

    fn offered() -> Vec<Pin> {
        let pin = |number: u128| Pin {
            id: Uuid::from_u128(number),
            title: format!("task {number}"),
        };
        (1..=3).map(pin).collect()
    }

    /// A value that a property's schema allows.
    fn sample(schema: &Value) -> Value {
        match (schema["type"].as_str().unwrap(), &schema["enum"][0]) {
            (_, Value::String(first)) => json!(first),
            ("array", _) => json!([sample(&schema["items"])]),
            ("boolean", _) => json!(true),
            ("integer", _) => json!(1),
            _ if schema["format"] == "date" => json!("2026-11-27"),
            _ if schema["pattern"].is_string() => json!("17:00"),
            _ => json!("milk"),
        }
    }

    #[test]
    fn every_tool_takes_what_its_schema_allows_and_nothing_else() {
        for tool in tools() {
            let properties = tool.parameters["properties"].as_object().unwrap();
            let required = tool.parameters["required"].as_array().unwrap();
            let full: serde_json::Map<_, _> = properties
                .iter()
                .map(|(name, schema)| (name.clone(), sample(schema)))
                .collect();
            let takes = |fields: &serde_json::Map<String, Value>| {
                checked(&[call(tool.name, &json!(fields))], &offered()).is_ok()
            };
            assert!(takes(&full), "{}: {full:?}", tool.name);
            for name in required {
                let mut less = full.clone();
                less.remove(name.as_str().unwrap());
                assert!(!takes(&less), "{} without {name}", tool.name);
            }
            for (name, schema) in properties {
                let mut wrong = full.clone();
                wrong.insert(name.clone(), json!({"no": schema["type"]}));
                assert!(!takes(&wrong), "{}: {name} of a wrong type", tool.name);
            }
            let mut more = full.clone();
            more.insert("task_id".to_owned(), json!(Uuid::from_u128(1)));
            assert!(!takes(&more), "{} with an id", tool.name);
        }
    }

    #[test]
    fn what_breaks_the_rules_is_refused() {
        for (name, arguments) in [
            ("drop_table", json!({})),
            ("delete_tasks", json!({"numbers": []})),
            ("delete_tasks", json!({"numbers": [0]})),
            ("delete_tasks", json!({"numbers": [4]})),
            ("delete_tasks", json!({"numbers": ["1"]})),
            ("delete_tasks", json!({"numbers": [Uuid::from_u128(1)]})),
            ("add_task", json!({"title": " "})),
            ("add_task", json!({"title": "milk", "due_date": "tomorrow"})),
            ("add_task", json!({"title": "milk", "due_time": "25:00"})),
            ("create_list", json!({"name": ""})),
            ("list_tasks", json!("all")),
        ] {
            let call = call(name, &arguments);
            assert!(checked(&[call], &offered()).is_err(), "{name} {arguments}");
        }
        let good = call("complete_tasks", &json!({"numbers": [1]}));
        let bad = call("complete_tasks", &json!({"numbers": [9]}));
        assert_eq!(
            checked(&[good.clone(), bad], &offered()),
            Err(Broken::NoTask(9))
        );
        assert_eq!(
            checked(&vec![good; CALLS_MAX + 1], &offered()),
            Err(Broken::TooMany)
        );
    }
}
