//! One task, and what is done to many.

use shared::api::Priority;

// A row.
pub(crate) const PICKED: &str = "Picked: ";
pub(crate) const TITLE: &str = "Title";
/// Under a row that is swiped.
pub(crate) const SWIPED_WHEN: &str = "When?";
/// Behind a day.
pub(crate) const OVERDUE: &str = ", overdue";
/// Behind a deadline.
pub(crate) const PASSED: &str = ", passed";
/// Of marks that are only drawn.
pub(crate) const HAS_NOTES: &str = "has notes";
pub(crate) const REMINDS: &str = "reminds";
/// Behind how many of how many are done.
pub(crate) const SUBTASKS_DONE: &str = " subtasks";

pub(crate) fn complete(title: &str) -> String {
    format!("Complete {title}")
}

pub(crate) fn reopen(title: &str) -> String {
    format!("Reopen {title}")
}

pub(crate) fn delete(title: &str) -> String {
    format!("Delete {title}")
}

pub(crate) fn restore(title: &str) -> String {
    format!("Restore {title}")
}

pub(crate) fn when(title: &str) -> String {
    format!("When? For {title}")
}

/// "2 of 3"
pub(crate) fn part_of(done: usize, all: usize) -> String {
    format!("{done} of {all}")
}

pub(crate) fn starts(day: &str) -> String {
    format!("starts {day}")
}

pub(crate) fn deadline(day: &str) -> String {
    format!("deadline {day}")
}

pub(crate) fn part_of_task(title: &str) -> String {
    format!("Part of {title}")
}

pub(crate) const fn urgency(priority: Priority) -> &'static str {
    match priority {
        Priority::None => "no priority",
        Priority::Low => "low priority",
        Priority::Medium => "medium priority",
        Priority::High => "high priority",
        Priority::Urgent => "urgent priority",
    }
}

// All of a task.
pub(crate) const TASK: &str = "Task";
pub(crate) const GONE: &str = "This task is not here any more.";
pub(crate) const NOTES: &str = "Notes, in Markdown";
pub(crate) const DUE: &str = "Due";
pub(crate) const TIME: &str = "Time";
pub(crate) const REPEAT: &str = "Repeat";
pub(crate) const PRIORITY: &str = "Priority";
pub(crate) const START: &str = "Start";
pub(crate) const DEADLINE: &str = "Deadline";
pub(crate) const LIST: &str = "List";
pub(crate) const TAGS: &str = "Tags";
pub(crate) const TAGS_EXAMPLE: &str = "home work";
pub(crate) const SUBTASKS: &str = "Subtasks";
pub(crate) const NEW_SUBTASK: &str = "New subtask";
pub(crate) const ADD_A_SUBTASK: &str = "Add a subtask";

pub(crate) fn added(day: &str) -> String {
    format!("Added {day}")
}

pub(crate) fn delete_this(title: &str) -> String {
    format!("Delete this task: {title}")
}

pub(crate) const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::None => "None",
        Priority::Low => "Low",
        Priority::Medium => "Medium",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    }
}

// What is done to many.
pub(crate) const PROGRESS: &str = "Progress";
pub(crate) const DONE: &str = "Done";
pub(crate) const PICKED_TASKS: &str = "Picked tasks";
pub(crate) const COMPLETE: &str = "Complete";
pub(crate) const RESCHEDULE: &str = "Reschedule";
pub(crate) const RESCHEDULE_TO: &str = "Reschedule…";
pub(crate) const IN_A_WEEK: &str = "In a week";
pub(crate) const MOVE_TO_LIST: &str = "Move to a list";
pub(crate) const MOVE_TO: &str = "Move to…";
pub(crate) const ADD_A_TAG: &str = "Add a tag";
pub(crate) const TAG_EXAMPLE: &str = "#tag";
pub(crate) const MOVE: &str = "Move";
pub(crate) const CLEAR_SELECTION: &str = "Clear selection";

pub(crate) fn picked(count: usize) -> String {
    format!("{count} picked")
}
