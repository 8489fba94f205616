//! Reading in a file.

pub(crate) const IMPORT: &str = "Import";
pub(crate) const BACK: &str = "Back to the settings";
pub(crate) const CHOOSE_FIRST: &str = "Choose a file first.";
pub(crate) const UNREADABLE: &str =
    "The file could not be read to its end; at most 16 MiB are taken.";

// Choosing.
pub(crate) const FILE: &str = "File, at most 16 MiB";
pub(crate) const LOOK_FIRST: &str = "Look at it first";
pub(crate) const READABLE: &str = "What can be read";
pub(crate) const READABLE_OWN: &str =
    "What you downloaded here: “Download everything” in the settings.";
pub(crate) const READABLE_TODOIST: &str =
    "Todoist: a project’s menu, “Export as a template”, “CSV file”.";
pub(crate) const READABLE_TICKTICK: &str =
    "TickTick: Settings, “Backup and restore”, “Generate backup”.";
/// Around the names of columns.
pub(crate) const READABLE_TABLE: [&str; 4] = [
    "Any table with a header that names a ",
    "; ",
    ", ",
    " and others are understood too.",
];
pub(crate) const WRITTEN_BY: &str = "Written by";
pub(crate) const BY_LOOK: &str = "Detect";
pub(crate) const TODOIST: &str = "Todoist";
pub(crate) const TICKTICK: &str = "TickTick";
pub(crate) const TABLE: &str = "A table (CSV)";
pub(crate) const LIST: &str = "List for tasks that name none, empty for the usual one";

// Looking.
pub(crate) const WOULD_COME: &str = "Preview";
pub(crate) const A_TABLE: &str = "a table";
pub(crate) const READ_AS: &str = "Read as";
pub(crate) const NEW_TASKS: &str = "New tasks";
pub(crate) const HERE_ALREADY: &str = "Here already";
pub(crate) const LEFT_OUT: &str = "Left out";
pub(crate) const NEW_LISTS: &str = "New lists";
pub(crate) const COLUMNS_LEFT_OUT: &str = "Columns left out";
pub(crate) const FIRST_TASKS: &str = "The first tasks";
pub(crate) const LARGE: &str = "The file is large: choose it once more";
pub(crate) const ANOTHER_FILE: &str = "Choose another file";
pub(crate) const A_SUBTASK: &str = "a subtask";
pub(crate) const DONE: &str = "done";
/// Behind why a row is odd.
pub(crate) const ROW_LEFT_OUT: &str = " The row is left out.";

pub(crate) fn and_more(count: usize) -> String {
    format!("and {count} more")
}

pub(crate) fn of_them_done(tasks: usize, done: usize) -> String {
    format!("{tasks}, {done} of them done")
}

pub(crate) fn until(day: &str) -> String {
    format!("until {day}")
}

/// Ahead of why it is odd.
pub(crate) fn row(row: usize, field: &str) -> String {
    format!("Row {row}, {field}: ")
}

pub(crate) fn things_to_know(count: usize) -> String {
    match count {
        1 => "One thing to know".to_owned(),
        count => format!("{count} things to know"),
    }
}

// Following.
pub(crate) const IMPORTING: &str = "Importing…";
pub(crate) const IMPORTED: &str = "Imported";
pub(crate) const CANCELLED: &str = "Cancelled";
pub(crate) const FAILED: &str = "The import broke off";
pub(crate) const PROGRESS: &str = "Progress";
pub(crate) const LOOKED_AT: &str = "Looked at";
pub(crate) const UNDO_ALL: &str = "Undo all of it";

pub(crate) fn so_far(looked_at: i64, total: i64, added: i64) -> String {
    format!("{looked_at} of {total} looked at, {added} added")
}
