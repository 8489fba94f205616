//! What just happened, what is going on, and why something was not done.

// The connection.
pub(crate) const NO_CONNECTION: &str =
    "No connection. What you change is kept, and sent when it is back.";
/// Ahead of the way back in.
pub(crate) const SIGNED_OUT: &str = "You are signed out. ";
pub(crate) const SIGN_IN_AGAIN: &str = "Sign in again";

fn changes(count: usize) -> String {
    match count {
        1 => "One change".to_owned(),
        count => format!("{count} changes"),
    }
}

pub(crate) fn sent_later(count: usize) -> String {
    format!(
        "No connection. {} will be sent when it is back.",
        changes(count)
    )
}

pub(crate) fn on_the_way(count: usize) -> String {
    format!("{} on the way to the server…", changes(count))
}

// Signing out, by `public/device.js`, which puts the number in.
pub(crate) const SIGN_OUT_OFFLINE: &str =
    "Signing out needs a connection. You are still signed in.";
pub(crate) const LOST_ONE: &str =
    "One change is not sent yet and would be lost. Sign out all the same?";
pub(crate) const LOST_OTHER: &str =
    "{} changes are not sent yet and would be lost. Sign out all the same?";

// The zone of the browser, and of the profile.
pub(crate) const TIME_ZONE: &str = "Time zone";
pub(crate) const OTHER_ZONE: [&str; 3] = ["You seem to be in ", "; your days are those of ", "."];
pub(crate) const SWITCH_ZONE: &str = "Switch";
pub(crate) const KEEP_ZONE: &str = "Keep";

// What two people changed, and what waited and could not be done.
pub(crate) const ABOUT: [&str; 2] = ["Of “", "”: "];
pub(crate) const CHANGED_TO: &str = "Meanwhile this was changed elsewhere, to: ";
pub(crate) const YOURS: &str = "Yours: ";
pub(crate) const USE_MINE: &str = "Use mine";
pub(crate) const KEEP_THEIRS: &str = "Keep theirs";
pub(crate) const LET_IT_GO: &str = "Let it go";

pub(crate) fn changed_elsewhere(theirs: &str) -> String {
    format!("meanwhile this was changed elsewhere, to “{theirs}”.")
}

pub(crate) fn not_made(reason: &str) -> String {
    format!("this change could not be made. {reason}")
}

// Why something was not done.
pub(crate) const SIGN_IN_FIRST: &str = "Please sign in again.";
pub(crate) const UNREACHABLE: &str =
    "The service does not answer right now; nothing was changed. Try again in a moment.";

pub(crate) fn both_changed(theirs: &str, yours: &str) -> String {
    format!("Meanwhile it was changed elsewhere to “{theirs}”. Yours was “{yours}”.")
}

pub(crate) fn form_unreadable(problem: &str) -> String {
    format!("The form could not be read: {problem}")
}

// What was done.
pub(crate) const ADDED: &str = "Added.";
pub(crate) const CHANGED: &str = "Changed.";
pub(crate) const MOVED: &str = "Moved.";
pub(crate) const SAVED: &str = "Saved.";
pub(crate) const NOTHING_TO_UNDO: &str = "Nothing to undo.";
pub(crate) const UNDONE: &str = "Undone.";
pub(crate) const DISMISS: &str = "Dismiss";

/// Of a task that does not show where it was added.
pub(crate) fn added_to(list: &str) -> String {
    format!("Added to {list}.")
}

pub(crate) fn completed(title: &str) -> String {
    format!("Completed “{title}”.")
}

pub(crate) fn reopened(title: &str) -> String {
    format!("Reopened “{title}”.")
}

pub(crate) fn deleted(title: &str) -> String {
    format!("Deleted “{title}”.")
}

pub(crate) fn restored(title: &str) -> String {
    format!("Restored “{title}”.")
}

fn tasks(count: usize) -> String {
    match count {
        1 => "1 task".to_owned(),
        count => format!("{count} tasks"),
    }
}

pub(crate) fn completed_all(count: usize) -> String {
    format!("Completed {}.", tasks(count))
}

pub(crate) fn deleted_all(count: usize) -> String {
    format!("Deleted {}.", tasks(count))
}

pub(crate) fn rescheduled_all(count: usize) -> String {
    format!("Rescheduled {}.", tasks(count))
}

pub(crate) fn moved_all(count: usize) -> String {
    format!("Moved {}.", tasks(count))
}

pub(crate) fn tagged_all(count: usize) -> String {
    format!("Tagged {}.", tasks(count))
}
