//! When a task is due, repeats and reminds: in words, by the language engine, and in fields.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
#[cfg(feature = "ssr")]
use {
    super::tasks::{change, changed},
    crate::{
        contexts::{browser, clock::rules},
        server::backend::Backend,
        texts::text,
    },
    axum::http::Method,
    jiff::{Timestamp, ZonedDateTime, civil::DateTime},
    serde_json::{Value, json},
    shared::{
        api::{Reminder, Task, User},
        language::{self, Command, Context},
    },
};

use super::{Changed, Failure};

#[cfg(feature = "ssr")]
async fn patch(id: Uuid, key: Option<Uuid>, patch: &Value, said: &str) -> Result<Changed, Failure> {
    let answer = change(Method::PATCH, format!("/tasks/{id}"), key, patch).await?;
    let done = changed(&answer)?;
    Ok(Changed {
        text: Some(said.to_owned()),
        ..done
    })
}

/// The person, and what time it is where they are.
#[cfg(feature = "ssr")]
async fn here() -> Result<(User, ZonedDateTime), Failure> {
    let user = expect_context::<Backend>().get::<User>("/me").await?;
    let now = browser::now().to_zoned_datetime(rules(&user.time_zone));
    Ok((user, now))
}

/// Reads "next friday at 3pm", "every two weeks", "no date".
#[server(prefix = "/fn", endpoint = "when")]
pub async fn say_when(id: Uuid, words: String, key: Option<Uuid>) -> Result<Changed, Failure> {
    let words = words.trim();
    if matches!(
        words.to_lowercase().as_str(),
        "no date" | "none" | "never" | "someday"
    ) {
        return patch(
            id,
            key,
            &json!({"due": null, "recurrence": null}),
            text!(forms::DATE_CLEARED),
        )
        .await;
    }
    let (user, now) = here().await?;
    let context = Context::of(&user, now.into(), &[], 0);
    // A title of one letter makes a task of the words; what else stays in it was not read.
    let understood = language::understand_add(&format!("x {words}"), &[], &context);
    let draft = understood
        .ok()
        .and_then(|understood| understood.commands.into_iter().next());
    let request = match draft {
        Some(Command::Add(draft)) if draft.title == "x" => match (draft.due, draft.recurrence) {
            (Some(due), Some(rule)) => json!({"due": due, "recurrence": rule}),
            (Some(due), None) => json!({"due": due}),
            (None, Some(rule)) => json!({"recurrence": rule}),
            (None, None) => Value::Null,
        },
        _ => Value::Null,
    };
    if request.is_null() {
        return Err(refuse(text!(forms::no_such_day(words))));
    }
    patch(id, key, &request, text!(notices::SAVED)).await
}

#[cfg(feature = "ssr")]
fn refuse(text: impl Into<String>) -> Failure {
    crate::server::backend::report(axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    Failure::Refused(text.into())
}

/// A recurrence in fields.
#[cfg_attr(
    not(feature = "ssr"),
    expect(dead_code, reason = "only forms that the server renders send it")
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    every: u32,
    /// "DAILY" to "YEARLY"
    unit: String,
    /// The weekdays that are ticked, "MO" to "SU".
    #[serde(default)]
    days: BTreeMap<String, String>,
    /// Of a month: a day of it, "1" to "31" or "-1", or a weekday of it, "2TU" or "-1FR"; empty: the day of the task.
    #[serde(default)]
    on: String,
    /// "schedule" or "completion"
    mode: String,
    /// "never", "until" or "count"
    ends: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    count: String,
}

#[cfg(feature = "ssr")]
impl Repeat {
    /// The value of an RRULE (RFC 5545, section 3.3.10).
    fn rule(&self) -> String {
        let mut parts = vec![format!("FREQ={}", self.unit)];
        if self.every > 1 {
            parts.push(format!("INTERVAL={}", self.every));
        }
        let named = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].into_iter();
        let named: Vec<_> = named.filter(|day| self.days.contains_key(*day)).collect();
        if self.unit == "WEEKLY" && !named.is_empty() {
            parts.push(format!("BYDAY={}", named.join(",")));
        }
        if self.unit == "MONTHLY" && !self.on.is_empty() {
            let weekday = self.on.ends_with(|last: char| last.is_ascii_uppercase());
            let name = if weekday { "BYDAY" } else { "BYMONTHDAY" };
            parts.push(format!("{name}={}", self.on));
        }
        match self.ends.as_str() {
            "until" => parts.push(format!("UNTIL={}", self.until.replace('-', ""))),
            "count" => parts.push(format!("COUNT={}", self.count)),
            _ => {}
        }
        parts.join(";")
    }
}

#[server(prefix = "/fn", endpoint = "repeat")]
pub async fn set_repeat(id: Uuid, repeat: Repeat, key: Option<Uuid>) -> Result<Changed, Failure> {
    let request = json!({"recurrence": {"rule": repeat.rule(), "mode": repeat.mode}});
    patch(id, key, &request, text!(notices::SAVED)).await
}

/// A reminder so many minutes before the task is due, or at a moment of the person's clock, "2026-11-24T17:00".
#[server(prefix = "/fn", endpoint = "reminder-add")]
pub async fn add_reminder(
    id: Uuid,
    #[server(default)] before: String,
    #[server(default)] at: String,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let task = expect_context::<Backend>()
        .get::<Task>(&format!("/tasks/{id}"))
        .await?;
    let mut reminders = json!(task.reminders);
    let new = match (before.parse::<u32>(), at.parse::<DateTime>()) {
        (_, Ok(at)) => json!({"at": moment(at).await?}),
        (Ok(minutes), _) => json!({"before_minutes": minutes}),
        _ => return Err(refuse(text!(forms::PICK_MOMENT))),
    };
    if let Some(reminders) = reminders.as_array_mut() {
        reminders.push(new);
    }
    patch(
        id,
        key,
        &json!({"reminders": reminders}),
        text!(forms::REMINDER_SET),
    )
    .await
}

#[cfg(feature = "ssr")]
async fn moment(at: DateTime) -> Result<Timestamp, Failure> {
    let (_, now) = here().await?;
    let zoned = now.time_zone().to_timestamp(at);
    zoned.map_err(|_| refuse(text!(forms::NO_SUCH_MOMENT)))
}

#[server(prefix = "/fn", endpoint = "reminder-remove")]
pub async fn remove_reminder(
    id: Uuid,
    reminder: Uuid,
    key: Option<Uuid>,
) -> Result<Changed, Failure> {
    let task = expect_context::<Backend>()
        .get::<Task>(&format!("/tasks/{id}"))
        .await?;
    let kept: Vec<Reminder> = task
        .reminders
        .into_iter()
        .filter(|one| one.id != reminder)
        .collect();
    patch(
        id,
        key,
        &json!({"reminders": kept}),
        text!(forms::REMINDER_GONE),
    )
    .await
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn fields_make_the_rule_that_they_show() {
        let repeat = |unit: &str, on: &str| Repeat {
            every: 1,
            unit: unit.to_owned(),
            days: BTreeMap::new(),
            on: on.to_owned(),
            mode: "schedule".to_owned(),
            ends: "never".to_owned(),
            until: String::new(),
            count: String::new(),
        };
        for (unit, on, rule) in [
            ("MONTHLY", "", "FREQ=MONTHLY"),
            ("MONTHLY", "1", "FREQ=MONTHLY;BYMONTHDAY=1"),
            ("MONTHLY", "-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("MONTHLY", "-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
            ("WEEKLY", "1", "FREQ=WEEKLY"),
        ] {
            assert_eq!(repeat(unit, on).rule(), rule);
        }
    }
}
