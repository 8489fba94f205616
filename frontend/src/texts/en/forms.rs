//! What the server renders into pages of the app, and what it says of the forms in it.

pub(crate) const NAME: &str = "Name";
pub(crate) const NO_SUCH_PAGE: &str = "There is no such page.";

// Notifications.
pub(crate) const NO_NOTIFICATIONS: &str =
    "Nothing yet. A task with a time reminds you, and so does “remind me to …”.";
pub(crate) const REMINDER_EXAMPLE: &str = "stretch in 10 minutes";
pub(crate) const READ_ALL: &str = "Mark all as read";
pub(crate) const ALL_READ: &str = "All read.";
pub(crate) const READ: &str = "Mark read";
pub(crate) const UNREAD: &str = "Unread: ";
pub(crate) const PUT_OFF: &str = "Snooze";
pub(crate) const WAS_PUT_OFF: &str = "Snoozed.";
/// Minutes, and what they are called.
pub(crate) const SNOOZES: [(&str, &str); 4] = [
    ("10", "10 minutes"),
    ("60", "1 hour"),
    ("180", "3 hours"),
    ("1440", "1 day"),
];

pub(crate) fn put_off_until(when: &str) -> String {
    format!("snoozed until {when}")
}

/// Behind when it came.
pub(crate) fn due(when: &str) -> String {
    format!(" · due {when}")
}

pub(crate) fn read(title: &str) -> String {
    format!("Mark read: “{title}”")
}

pub(crate) fn put_off(title: &str) -> String {
    format!("Snooze: “{title}”")
}

// What happened.
pub(crate) const NOTHING_HAPPENED: &str = "Nothing happened yet.";
pub(crate) const TASK_EXAMPLE: &str = "buy milk tomorrow at 5pm #home";
pub(crate) const BEFORE: &str = "What was before";
pub(crate) const GONE: &str = "something that is gone";

/// "Completed", "Changed the due date and the tags in the chat": `kind` and `changed` as events name them.
pub(crate) fn happened(kind: &str, actor: &str, changed: &[String]) -> String {
    let verb = match kind.split_once('.').map_or(kind, |(_, verb)| verb) {
        "created" => "Added",
        "updated" => "Changed",
        "completed" => "Completed",
        "reopened" => "Reopened",
        "deleted" => "Deleted",
        "restored" => "Restored",
        "purged" => "Deleted for good",
        "due" => "Reminded of",
        "disabled" => "Switched off",
        verb => verb,
    };
    let mut fields: Vec<_> = changed.iter().filter_map(|name| field(name)).collect();
    fields.dedup();
    let fields = match fields.split_last() {
        _ if verb != "Changed" => String::new(),
        None => String::new(),
        Some((one, [])) => format!(" {one}"),
        Some((last, others)) => format!(" {} and {last}", others.join(", ")),
    };
    let through = match actor {
        "chat" => " in the chat",
        "api" => " by a program of yours",
        "import" => " by an import",
        "system" => " by the service",
        _ => "",
    };
    format!("{verb}{fields}{through}")
}

/// Of a task or a list; none where nobody would ask.
fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "list_id" => "the list",
        "parent_id" => "what it is a part of",
        "title" => "the title",
        "notes" => "the notes",
        "tags" => "the tags",
        "priority" => "the priority",
        "start_date" => "the start",
        "due" => "the due date",
        "deadline" => "the deadline",
        "duration_minutes" => "the duration",
        "recurrence" => "the repeat",
        "reminders" => "the reminders",
        "position" => "the order",
        "name" => "the name",
        "colour" => "the colour",
        "icon" => "the icon",
        "archived" => "whether it is archived",
        _ => return None,
    })
}

// Filters.
pub(crate) const CHANGE_FILTER: &str = "Change the filter";
pub(crate) const DELETE_FILTER: &str = "Delete the filter";
pub(crate) const FILTER: &str = "Filter";
pub(crate) const FILTER_EXAMPLE: &str = "(today | overdue) & p1";
pub(crate) const FILTER_TERMS: &str = "What can stand in a filter";
pub(crate) const TERMS: [(&str, &str); 9] = [
    ("today, overdue, 7 days", "by due date"),
    ("due before: +3 days", "up to a day"),
    ("no date", "without a due date"),
    ("p1 … p4", "urgent to low"),
    ("#home", "by tag"),
    ("@Work", "by list"),
    ("recurring, subtask", "by kind"),
    ("search: milk", "by words"),
    ("& | ! ( )", "and, or, not, grouped"),
];
pub(crate) const FILTER_DELETED: &str = "The filter is gone; its tasks stay.";

pub(crate) fn filter_saved(name: &str) -> String {
    format!("Saved the filter “{name}”.")
}

// Lists.
pub(crate) const MAKE_LIST: &str = "Make the list";
pub(crate) const CHANGE_LIST: &str = "Change the list";
pub(crate) const MOVE_UP: &str = "Move up";
pub(crate) const MOVE_DOWN: &str = "Move down";
pub(crate) const DELETE_LIST: &str = "Delete the list and its tasks";
pub(crate) const TO_TRASH: &str = "Both go to the trash, and can be brought back for 30 days.";
pub(crate) const A_LIST: &str = "A list";
pub(crate) const ARCHIVED: &str = "Archived: its tasks leave the views and do not remind";
pub(crate) const ICON: &str = "Icon, an emoji";
pub(crate) const COLOUR: &str = "Colour";
pub(crate) const OWN_COLOUR: &str = "Own";
/// Colours are told apart by their names as well.
pub(crate) const COLOURS: [(&str, &str); 9] = [
    ("", "None"),
    ("#c0392b", "Red"),
    ("#c2570c", "Orange"),
    ("#a16207", "Yellow"),
    ("#2f7d4f", "Green"),
    ("#0f766e", "Teal"),
    ("#2563c9", "Blue"),
    ("#7c4dce", "Violet"),
    ("#b8387f", "Pink"),
];
pub(crate) const LIST_DELETED: &str = "The list and its tasks are in the trash.";
pub(crate) const LIST_RESTORED: &str = "The list is back.";

pub(crate) fn restore_list(name: &str) -> String {
    format!("Restore the list {name}")
}

pub(crate) fn list_made(name: &str) -> String {
    format!("Made the list “{name}”.")
}

// When a task is due.
pub(crate) const WHEN: &str = "When";
/// Ahead of the title.
pub(crate) const WHEN_FOR: &str = "When? ";
pub(crate) const CALENDAR: &str = "Calendar…";
pub(crate) const WHEN_IN_WORDS: &str = "When, in words";
pub(crate) const WHEN_EXAMPLE: &str = "friday at 3pm, every week…";
pub(crate) const SET: &str = "Set";
pub(crate) const THIS_WEEKEND: &str = "This weekend";
pub(crate) const NEXT_WEEK: &str = "Next week";
pub(crate) const DATE_CLEARED: &str = "No date.";
pub(crate) const MONTH: &str = "Month";
pub(crate) const MONTH_BEFORE: &str = "Month before";
pub(crate) const MONTH_AFTER: &str = "Month after";

pub(crate) fn no_such_day(words: &str) -> String {
    format!(
        "“{words}” is no day that I know. Try “next friday at 3pm”, “in two weeks” or “every month”."
    )
}

// Repeats.
/// Ahead of the repeat.
pub(crate) const REPEAT: &str = "Repeat: ";
/// Behind a repeat.
pub(crate) const COUNTED_FROM_DONE: &str = ", counted from when it is done";
pub(crate) const HELD_IN_PART: &str =
    "The fields cannot hold all of this rule; say it in words above, or replace it here.";
pub(crate) const EVERY: &str = "Every";
pub(crate) const UNIT: &str = "Unit";
pub(crate) const DAYS: &str = "days";
pub(crate) const WEEKS: &str = "weeks";
pub(crate) const MONTHS: &str = "months";
pub(crate) const YEARS: &str = "years";
pub(crate) const ON_WEEKDAYS: &str = "On, for weeks";
pub(crate) const ON_FOR_MONTHS: &str = "On, for months";
pub(crate) const ON_DUE_DAY: &str = "The day that it is due";
pub(crate) const DAY_OF_MONTH: &str = "A day of the month";
pub(crate) const WEEKDAY_OF_MONTH: &str = "A weekday of the month";
pub(crate) const COUNTED: &str = "Counted";
pub(crate) const FROM_CALENDAR: &str = "From its calendar";
pub(crate) const FROM_DONE: &str = "From when it is done";
pub(crate) const ENDS: &str = "Ends";
pub(crate) const ENDS_NEVER: &str = "Never";
pub(crate) const ENDS_ON_DAY: &str = "On a day";
pub(crate) const ENDS_AFTER: &str = "After so many times";
pub(crate) const ON_DAY: &str = "On the day";
pub(crate) const TIMES: &str = "Times";
pub(crate) const SET_REPEAT: &str = "Set the repeat";

// Reminders.
/// Ahead of how many there are.
pub(crate) const REMINDERS: &str = "Reminders: ";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const BEFORE_DUE: &str = "Before it is due";
pub(crate) const AT_A_MOMENT: &str = "At a moment";
pub(crate) const PICK_MOMENT: &str = "Pick a moment for the reminder.";
pub(crate) const NO_SUCH_MOMENT: &str = "There is no such moment.";
pub(crate) const REMINDER_SET: &str = "The reminder is set.";
pub(crate) const REMINDER_GONE: &str = "The reminder is gone.";

pub(crate) fn remove_reminder(when: &str) -> String {
    format!("Remove the reminder {when}")
}

// What can be said.
pub(crate) const SAYINGS_WHY: &str = "In your own words: these are only examples. Say several at once, and “undo” takes back what a message did.";

#[cfg(test)]
mod tests {
    use super::happened;

    #[test]
    fn what_happened_is_said_in_words() {
        let changed = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        for (kind, actor, names, said) in [
            ("task.created", "chat", &["title"][..], "Added in the chat"),
            ("task.updated", "web", &["due"][..], "Changed the due date"),
            (
                "task.updated",
                "api",
                &["due", "tags", "start_date"][..],
                "Changed the due date, the tags and the start by a program of yours",
            ),
            ("list.restored", "import", &[][..], "Restored by an import"),
        ] {
            assert_eq!(happened(kind, actor, &changed(names)), said);
        }
    }
}
