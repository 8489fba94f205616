//! The views: their names, their groups, what they say when they are empty, and the ways to them.

pub(crate) const ALL: &str = "Tasks";
pub(crate) const TODAY: &str = "Today";
pub(crate) const UPCOMING: &str = "Upcoming";
pub(crate) const SOMEDAY: &str = "Someday";
pub(crate) const INBOX: &str = "Inbox";
pub(crate) const COMPLETED: &str = "Completed";
pub(crate) const TRASH: &str = "Trash";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const NOTIFICATIONS: &str = "Notifications";
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const HELP: &str = "Help";
pub(crate) const CHANGE: &str = "Change";
pub(crate) const UNKNOWN: &str = "There is no such page";
pub(crate) const LIST_GONE: &str = "A list that is gone";
pub(crate) const FILTER_GONE: &str = "A filter that is gone";

pub(crate) fn searched(words: &str) -> String {
    format!("“{words}”")
}

/// Of the window.
pub(crate) fn titled(page: &str) -> String {
    format!("{page} · {}", super::APP)
}

// Around the views.
pub(crate) const SKIP: &str = "Skip to the tasks";
pub(crate) const TASKS_AND_CHAT: &str = "Tasks and chat";
pub(crate) const VIEWS: &str = "Views";
pub(crate) const MORE: &str = "More";
pub(crate) const MORE_VIEWS: &str = "More views";
pub(crate) const FILTERS: &str = "Filters";
pub(crate) const LISTS: &str = "Lists";
pub(crate) const ARCHIVED: &str = "Archived";
pub(crate) const TAGS: &str = "Tags";
pub(crate) const SEARCH_TASKS: &str = "Search tasks";
pub(crate) const NARROW_SIDEBAR: &str = "Narrow sidebar";
/// Behind a number.
pub(crate) const UNREAD: &str = " unread";
pub(crate) const GUEST: &str = "Guest";
pub(crate) const LEAVE: &str = "Leave for good";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const CHANGE_LIST: &str = "Change this list";
pub(crate) const CHANGE_FILTER: &str = "Change this filter";
pub(crate) const SAVE_FILTER: &str = "Save this filter";

// Groups of tasks.
pub(crate) const NO_DATE: &str = "No date";
pub(crate) const OVERDUE: &str = "Overdue";
pub(crate) const NEXT_7_DAYS: &str = "Next 7 days";
pub(crate) const LATER: &str = "Later";

pub(crate) fn starts(day: &str) -> String {
    format!("Starts {day}")
}

// What an empty view says, and an utterance to begin with.
pub(crate) const EMPTY_TODAY: [&str; 2] = ["Nothing due today. Enjoy it.", "call Ada today at 5pm"];
pub(crate) const EMPTY_UPCOMING: [&str; 2] = ["Nothing planned.", "water the plants on friday"];
pub(crate) const EMPTY_SOMEDAY: [&str; 2] = ["Nothing waits without a day.", "learn to juggle"];
pub(crate) const EMPTY_COMPLETED: [&str; 2] = [
    "Nothing done yet. What you tick off stays here.",
    "what's left today?",
];
pub(crate) const EMPTY_TRASH: [&str; 2] = [
    "The trash is empty. What you delete stays here for 30 days.",
    "what's left this week?",
];
pub(crate) const EMPTY_TAG: &str = "No open task has this tag.";
pub(crate) const EMPTY_LIST: &str = "This list is empty.";
pub(crate) const EMPTY_FILTER: [&str; 2] = ["This filter finds nothing.", "what's overdue?"];
pub(crate) const EMPTY_SEARCH: [&str; 2] = [
    "Nothing found. Look for words of a title, of notes, or for a tag.",
    "show all my tasks",
];
pub(crate) const EMPTY: [&str; 2] = [
    "Nothing to do. Say what comes to your mind.",
    "buy milk tomorrow at 5pm #home",
];

pub(crate) fn tag_example(tag: &str) -> String {
    format!("buy milk tomorrow #{tag}")
}

pub(crate) fn list_example(list: Option<&str>) -> String {
    let example = "call Bob on monday";
    list.map_or_else(|| example.to_owned(), |list| format!("{example} @{list}"))
}

// Of a filter, before it is known what it finds.
/// Of what the server has yet to send.
pub(crate) const LOADING: &str = "One moment…";
pub(crate) const ASKING: &str = "Looking…";
pub(crate) const UNASKED: &str =
    "It is not known what this filter finds: the service did not answer.";
pub(crate) const UNASKED_OFFLINE: &str =
    "A filter cannot be asked without a connection. It shows what it finds as soon as it is back.";

// The days of a week.
pub(crate) const WEEK: &str = "Week";
pub(crate) const WEEK_BEFORE: &str = "The week before";
pub(crate) const WEEK_AFTER: &str = "The week after";
pub(crate) const ALL_DAYS: &str = "All days";
pub(crate) const THIS_DAY: &str = "Today";

pub(crate) fn due_on(day: &str, count: usize) -> String {
    format!("{day}, {count} due")
}

// Search, go and do.
pub(crate) const PALETTE: &str = "Search, go and do";
pub(crate) const WHERE_TO: &str = "Where to?";
pub(crate) const GO_TO: &str = "Go to a view, a list, a task…";
pub(crate) const GOALS: &str = "Goals";
pub(crate) const IMPORT_FILE: &str = "Import a file";
pub(crate) const LOOKS: [(&str, &str); 3] = [
    ("light", "Theme: light"),
    ("dark", "Theme: dark"),
    ("system", "Theme: as the system says"),
];

pub(crate) fn add(words: &str) -> String {
    format!("Add “{words}”")
}

pub(crate) fn search_for(words: &str) -> String {
    format!("Search “{words}”")
}
