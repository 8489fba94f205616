//! The fields of a task as a form has them, as text.

use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use {
    crate::functions::Failure,
    serde_json::{Value, json},
    shared::api::Task,
};

/// New values: what is left out stays, what is empty is cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_id: Option<String>,
    /// "home work"
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
    /// A recurrence rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
}

impl Fields {
    /// By the names that forms send them under.
    pub(crate) fn named(&self) -> [(&'static str, Option<&str>); 10] {
        [
            ("title", self.title.as_deref()),
            ("notes", self.notes.as_deref()),
            ("due_date", self.due_date.as_deref()),
            ("due_time", self.due_time.as_deref()),
            ("start_date", self.start_date.as_deref()),
            ("deadline", self.deadline.as_deref()),
            ("priority", self.priority.as_deref()),
            ("list_id", self.list_id.as_deref()),
            ("tags", self.tags.as_deref()),
            ("repeat", self.repeat.as_deref()),
        ]
    }

    /// From what a form has under those names.
    pub(crate) fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            title: field("title"),
            notes: field("notes"),
            due_date: field("due_date"),
            due_time: field("due_time"),
            start_date: field("start_date"),
            deadline: field("deadline"),
            priority: field("priority"),
            list_id: field("list_id"),
            tags: field("tags"),
            repeat: field("repeat"),
        }
    }

    /// "#home, work" -> home and work
    pub(crate) fn tags(text: &str) -> Vec<String> {
        let tags = text
            .split([' ', ','])
            .map(|tag| tag.trim_start_matches('#'));
        tags.filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

#[cfg(feature = "ssr")]
impl Fields {
    /// What a form shows of a task.
    pub(crate) fn of(task: &Task) -> Self {
        let day = |day: Option<jiff::civil::Date>| {
            Some(day.map_or_else(String::new, |day| day.to_string()))
        };
        let due = task.due.as_ref();
        let time = due.and_then(|due| due.time);
        let repeat = task.recurrence.as_ref().map(|repeat| repeat.rule.clone());
        Self {
            title: Some(task.title.clone()),
            notes: Some(task.notes.clone()),
            due_date: day(due.map(|due| due.date)),
            due_time: Some(time.map_or_else(String::new, |time| time.to_string())),
            start_date: day(task.start_date),
            deadline: day(task.deadline),
            priority: Some(task.priority.as_str().to_owned()),
            list_id: Some(task.list_id.to_string()),
            tags: Some(task.tags.join(" ")),
            repeat: Some(repeat.unwrap_or_default()),
        }
    }

    fn all(&mut self) -> [&mut Option<String>; 10] {
        [
            &mut self.title,
            &mut self.notes,
            &mut self.due_date,
            &mut self.due_time,
            &mut self.start_date,
            &mut self.deadline,
            &mut self.priority,
            &mut self.list_id,
            &mut self.tags,
            &mut self.repeat,
        ]
    }

    /// Leaves out what the person did not touch.
    ///
    /// # Errors
    /// When somebody else changed the same field to something else.
    pub(crate) fn settle(mut self, mut was: Self, now: &Self) -> Result<Self, Failure> {
        // Browsers end the lines of a form's text by two characters.
        let one_way = |text: &mut Option<String>| {
            if let Some(text) = text {
                *text = text.replace("\r\n", "\n");
            }
        };
        let mut now = now.clone();
        for ((mine, was), now) in self.all().into_iter().zip(was.all()).zip(now.all()) {
            one_way(mine);
            one_way(was);
            if was.is_none() || mine.is_none() {
                continue;
            }
            if mine == was || mine == now {
                *mine = None;
            } else if was != now {
                return Err(Failure::Changed {
                    theirs: now.clone().unwrap_or_default(),
                    yours: mine.clone().unwrap_or_default(),
                });
            }
        }
        Ok(self)
    }

    /// The JSON merge patch (RFC 7396) that says the same.
    pub(crate) fn patch(self) -> Value {
        let text = |value: String| {
            if value.is_empty() {
                json!(null)
            } else {
                json!(value)
            }
        };
        let due = match (self.due_date, self.due_time) {
            (Some(date), _) if date.is_empty() => Some(json!(null)),
            (Some(date), None) => Some(json!({"date": date})),
            (Some(date), Some(time)) => Some(json!({"date": date, "time": text(time)})),
            (None, time) => time.map(|time| json!({"time": text(time)})),
        };
        let tags = self.tags.map(|tags| Self::tags(&tags));
        let rule = |rule: String| {
            if rule.is_empty() {
                json!(null)
            } else {
                json!({"rule": rule})
            }
        };
        let fields = [
            ("title", self.title.map(Value::from)),
            (
                "notes",
                self.notes.map(|notes| notes.replace("\r\n", "\n").into()),
            ),
            ("due", due),
            ("start_date", self.start_date.map(text)),
            ("deadline", self.deadline.map(text)),
            ("priority", self.priority.map(Value::from)),
            ("list_id", self.list_id.map(Value::from)),
            ("tags", tags.map(Value::from)),
            ("recurrence", self.repeat.map(rule)),
        ];
        let named = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(named.collect())
    }
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

    #[test]
    fn an_edit_never_overwrites_what_was_changed_elsewhere() {
        let text = |text: &str| Some(text.to_owned());
        let was = Fields {
            title: text("milk"),
            notes: text("one\ntwo"),
            ..Fields::default()
        };
        let mine = Fields {
            title: text("oat milk"),
            notes: text("one\r\ntwo"),
            ..Fields::default()
        };
        let touched = mine.clone().settle(was.clone(), &was).unwrap();
        assert_eq!((touched.title, touched.notes), (text("oat milk"), None));

        let elsewhere = Fields {
            notes: text("three"),
            ..was.clone()
        };
        let kept = mine.clone().settle(was.clone(), &elsewhere).unwrap();
        assert_eq!((kept.title, kept.notes), (text("oat milk"), None));

        let same_field = Fields {
            title: text("soy milk"),
            ..was.clone()
        };
        let failure = mine.settle(was, &same_field).unwrap_err();
        assert_eq!(
            failure,
            Failure::Changed {
                theirs: "soy milk".to_owned(),
                yours: "oat milk".to_owned()
            }
        );
    }
}
