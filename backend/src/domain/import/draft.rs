//! A row's task in the making.

use jiff::{Timestamp, civil::Date};
use shared::{
    api::{CreateTask, Due, Priority, Recurrence, RecurrenceMode, Reminder, Status, Task},
    language,
};
use uuid::Uuid;

use super::{Context, kept_moment};
use crate::domain::{
    Invalid,
    task::{self, Place},
};

#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub list: String,
    pub parent: Option<Uuid>,
    pub title: String,
    pub notes: String,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub start_date: Option<Date>,
    pub due: Option<Due>,
    pub deadline: Option<Date>,
    pub duration_minutes: Option<u32>,
    pub recurrence: Option<Recurrence>,
    pub reminders: Option<Vec<Reminder>>,
    pub completed_at: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
}

impl Draft {
    /// The task, under the rules of every new one.
    pub(super) fn task(
        mut self,
        id: Uuid,
        list_id: Uuid,
        context: &Context<'_>,
    ) -> Result<Task, Invalid> {
        // What is done repeats no more.
        if self.completed_at.is_some() {
            self.recurrence = None;
        }
        let request = CreateTask {
            title: self.title,
            notes: self.notes,
            tags: self.tags,
            priority: self.priority,
            start_date: self.start_date,
            due: self.due,
            deadline: self.deadline,
            duration_minutes: self.duration_minutes,
            recurrence: self.recurrence,
            reminders: self.reminders,
            ..CreateTask::default()
        };
        let place = Place {
            list_id,
            parent_id: self.parent,
            position: String::new(),
        };
        let new = task::create(&request, id, place, context.default_reminder, context.now)?.after;
        let moment = |field, at: Option<Timestamp>| at.map(|at| kept_moment(field, at)).transpose();
        Ok(Task {
            created_at: moment("created_at", self.created_at)?.unwrap_or(new.created_at),
            completed_at: moment("completed_at", self.completed_at)?,
            status: if self.completed_at.is_some() {
                Status::Done
            } else {
                Status::Open
            },
            ..new
        })
    }

    pub(super) fn add_notes(&mut self, text: &str) {
        if !self.notes.is_empty() {
            self.notes.push_str("\n\n");
        }
        self.notes.push_str(text);
    }

    /// Reads a date as a person or a program writes it. `false` when it is none; then nothing is changed.
    pub(super) fn read_date(&mut self, text: &str, context: &Context<'_>) -> bool {
        let text = text.trim();
        if let Some(due) = exact(text) {
            self.due = Some(due);
            return true;
        }
        // Todoist's "every!" counts from the day on which it was done.
        let after_done = text.to_lowercase().starts_with("every!");
        let said = format!("task {}", text.replacen('!', "", usize::from(after_done)));
        let now = language::Context {
            now: context.now.clone().into(),
            lists: &[],
            shown: 0,
            week_start: jiff::civil::Weekday::Monday,
            month_first: false,
            times_of_day: shared::api::TimesOfDay::default(),
        };
        let Ok(understood) = language::understand_add(&said, &[], &now) else {
            return false;
        };
        let Some(language::Command::Add(read)) = understood.commands.into_iter().next() else {
            return false;
        };
        if read.title != "task" || (read.due.is_none() && read.recurrence.is_none()) {
            return false;
        }
        self.due = read.due;
        self.recurrence = read.recurrence.map(|rule| Recurrence {
            mode: if after_done {
                RecurrenceMode::Completion
            } else {
                rule.mode
            },
            ..rule
        });
        true
    }
}

/// "2026-11-24", with or without a time.
pub(super) fn exact(text: &str) -> Option<Due> {
    let parts = text.split_once(['T', ' ']);
    let (date, time) = parts.map_or((text, None), |(date, time)| (date, Some(time)));
    let date: Date = date.parse().ok()?;
    let time = match time {
        None => None,
        Some(time) => Some(time.get(..5)?.parse().ok()?),
    };
    Some(Due {
        date,
        time,
        time_zone: None,
    })
}

/// One word of each label: what a tag may not hold is left out of it.
pub(super) fn tags(text: &str) -> Vec<String> {
    text.split([',', ';'])
        .map(|tag| {
            let tag = tag.trim().trim_start_matches(['#', '@']);
            tag.split_whitespace().collect::<Vec<_>>().join("-")
        })
        .filter(|tag| !tag.is_empty())
        .collect()
}
