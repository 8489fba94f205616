//! The settings.

use shared::api::WeekStart;

pub(crate) const BACK: &str = "Back to your tasks";

// The person.
pub(crate) const YOU: &str = "You";
pub(crate) const NAME: &str = "Name";
pub(crate) const DATES: &str = "Days are written";
pub(crate) const DAY_FIRST: &str = "27 Nov, and 4/5 is the 4th of May";
pub(crate) const MONTH_FIRST: &str = "Nov 27, and 4/5 is April 5th";
pub(crate) const WEEK_STARTS: &str = "The week starts on";
pub(crate) const TASKS_GO_TO: &str = "New tasks go to";
pub(crate) const REMINDS: &str = "A task with a time reminds";
pub(crate) const NEVER: &str = "Never";
pub(crate) const AT_ITS_TIME: &str = "At its time";
pub(crate) const TIMES_OF_DAY: &str =
    "What “in the morning” means, and the like; empty for what it means to most";
pub(crate) const MORNING: &str = "Morning";
pub(crate) const AFTERNOON: &str = "Afternoon";
pub(crate) const EVENING: &str = "Evening";

pub(crate) const fn week_start(day: WeekStart) -> &'static str {
    match day {
        WeekStart::Monday => "Monday",
        WeekStart::Saturday => "Saturday",
        WeekStart::Sunday => "Sunday",
    }
}

// How pages look.
pub(crate) const LOOK: &str = "Appearance";
pub(crate) const LOOK_REMEMBERED: &str = "Remembered by this browser.";
pub(crate) const THEME: &str = "Theme";
pub(crate) const THEME_SYSTEM: &str = "As the system says";
pub(crate) const THEME_LIGHT: &str = "Light";
pub(crate) const THEME_DARK: &str = "Dark";
pub(crate) const TIMES: &str = "Times";
pub(crate) const USE_LOOK: &str = "Use this appearance";
pub(crate) const NO_SUCH_LOOK: &str = "There is no such appearance.";

// Reminders of the browser.
pub(crate) const DEVICE: &str = "Reminders on this device";
pub(crate) const NOTIFY_DEVICE: &str = "Notify this device";
pub(crate) const DEVICE_WHEN: &str =
    "Also while this page is closed, for as long as you are signed in here.";
/// Said by `public/push.js`.
pub(crate) const DEVICE_ON: &str = "You will be reminded here.";
pub(crate) const DEVICE_OFF: &str = "You will not be reminded here.";
pub(crate) const DEVICE_DENIED: &str =
    "This browser does not let this site notify you. Its settings for this site can change that.";
pub(crate) const DEVICE_DOWN: &str = "The service does not answer right now.";

// Signing in.
pub(crate) const SIGNING_IN: &str = "Signing in";
pub(crate) const GUEST: &str =
    "You are a guest: without an account, only this browser can get at your tasks.";
pub(crate) const NEW_PASSWORD: &str = "New password, empty to keep the old one";
pub(crate) const CURRENT_PASSWORD: &str = "Current password";
pub(crate) const ENDS_SESSIONS: &str = "A change ends all other sessions.";
pub(crate) const CHANGE: &str = "Change";
pub(crate) const CODES_WHY: &str = "Each of them replaces a forgotten password, once. New ones are shown once, and make \
     those from before void.";
pub(crate) const PASSWORD_FOR_CODES: &str = "Password, to make new codes";
pub(crate) const MAKE_CODES: &str = "Make new codes";

// Sessions.
pub(crate) const SESSIONS: &str = "Where you are signed in";
pub(crate) const A_PROGRAM: &str = "A program";
pub(crate) const THIS_ONE: &str = "This one";
pub(crate) const END: &str = "End";
pub(crate) const AN_IPHONE: &str = "an iPhone";
pub(crate) const AN_IPAD: &str = "an iPad";
pub(crate) const A_MAC: &str = "a Mac";

pub(crate) fn since(day: &str) -> String {
    format!("since {day}")
}

pub(crate) fn end_session(name: &str, since: &str) -> String {
    format!("End the session of {name}, {since}")
}

/// "Firefox on Linux"
pub(crate) fn program_on(program: &str, system: &str) -> String {
    format!("{program} on {system}")
}

// What comes in, what goes out, and the end of it all.
pub(crate) const IN_AND_OUT: &str = "Import and export";
pub(crate) const IN_AND_OUT_WHY: &str = "Everything of yours as one file, and files of Todoist, of TickTick, or any table of tasks. \
     You see what would come before it does, and one undo takes all of it back.";
pub(crate) const IMPORT: &str = "Import a file…";
pub(crate) const DOWNLOAD: &str = "Download everything";
/// Said by `public/plain.js`, which puts the numbers in.
pub(crate) const DOWNLOADING: &str = "Download";
pub(crate) const DOWNLOADED_ONE: &str = "{tasks} task, {size} KiB";
pub(crate) const DOWNLOADED_OTHER: &str = "{tasks} tasks, {size} KiB";
pub(crate) const DOWNLOAD_DONE: &str = "Downloaded {}.";
pub(crate) const DOWNLOAD_CANCELLED: &str = "Cancelled.";
pub(crate) const DOWNLOAD_FAILED: &str = "The download broke off. Try again in a moment.";
pub(crate) const DELETE_EVERYTHING: &str = "Delete everything";
/// Around the way to a download.
pub(crate) const DELETE_WARNING: [&str; 2] = [
    "Your account, your tasks and your conversations, for good. Nobody can bring them back, so you may want to ",
    " first.",
];
pub(crate) const DOWNLOAD_FIRST: &str = "download everything";
pub(crate) const WRITE_DELETE: &str = "Write “delete” to go on";
pub(crate) const YOUR_PASSWORD: &str = "Your password";
pub(crate) const DELETE_ACCOUNT: &str = "Delete my account";

// Tokens.
pub(crate) const TOKENS: &str = "API tokens";
/// Around the header.
pub(crate) const TOKENS_WHY: [&str; 2] = ["For programs of yours, which send one as ", ". "];
pub(crate) const WHAT_THEY_CAN_DO: &str = "What they can do";
/// Ahead of the token.
pub(crate) const COPY_TOKEN: &str = "Copy the new token now, it is not shown again: ";
pub(crate) const TOKEN_NAME: &str = "Name of the token";
pub(crate) const IT_MAY: &str = "It may";
pub(crate) const READ: &str = "read";
pub(crate) const READ_AND_WRITE: &str = "read and write";
pub(crate) const MAKE_TOKEN: &str = "Make a token";
pub(crate) const MAY_READ: &str = "may read";
pub(crate) const MAY_WRITE: &str = "may read and write";
pub(crate) const NEVER_USED: &str = "never used";
pub(crate) const REVOKE: &str = "Revoke";

pub(crate) fn last_used(day: &str) -> String {
    format!("last used on {day}")
}

pub(crate) fn revoke(name: &str) -> String {
    format!("Revoke {name}")
}

// The calendar feed.
pub(crate) const FEED: &str = "Calendar feed";
pub(crate) const FEED_WHY: &str = "An address that calendars subscribe to (iCal). Whoever has it sees what is due, so keep it to yourself.";
/// Ahead of the address.
pub(crate) const COPY_FEED: &str =
    "Give this address to your calendar now, it is not shown again: ";
pub(crate) const NEVER_READ: &str = "never read yet";
pub(crate) const REVOKE_FEED: &str = "Revoke the calendar feed";
pub(crate) const MAKE_FEED: &str = "Make an address";
pub(crate) const MAKE_ANOTHER_FEED: &str = "Make another address";

pub(crate) fn made_on(day: &str) -> String {
    format!("Made on {day}")
}

pub(crate) fn last_read(day: &str) -> String {
    format!("last read on {day}")
}

// Webhooks.
pub(crate) const WEBHOOKS: &str = "Webhooks";
/// Around the name of the standard.
pub(crate) const WEBHOOKS_WHY: [&str; 2] = [
    "Programs of yours that are told of each change, signed after ",
    ".",
];
pub(crate) const WEBHOOKS_STANDARD: &str = "Standard Webhooks";
pub(crate) const WEBHOOK_EXAMPLE: &str = "https://example.com/hook";
/// Ahead of the secret.
pub(crate) const COPY_SECRET: &str = "Copy the signing secret now, it is not shown again: ";
pub(crate) const ACCOUNT_FIRST: &str = "Make an account to add one";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const WEBHOOK_NAME: &str = "Name of the webhook";
pub(crate) const SOME_CHANGES: &str = "Only of some changes";
pub(crate) const NONE_TICKED: &str = "None ticked: all of them";
pub(crate) const ADD_WEBHOOK: &str = "Add a webhook";
pub(crate) const ALL_CHANGES: &str = "all changes";
pub(crate) const RESTING: &str = "Paused";
pub(crate) const SENDING: &str = "Sending";
pub(crate) const REST: &str = "Pause";
pub(crate) const SEND_AGAIN: &str = "Send again";
pub(crate) const SEND_TEST: &str = "Send a test";
pub(crate) const NEW_SECRET: &str = "New secret";
pub(crate) const REMOVE: &str = "Remove";

pub(crate) fn given_up(reason: &str) -> String {
    format!("Given up: {reason}")
}

pub(crate) fn attempts_failed(count: u32) -> String {
    match count {
        1 => "The last attempt failed".to_owned(),
        count => format!("The last {count} attempts failed"),
    }
}

/// "Send a test: shop"
pub(crate) fn to_webhook(verb: &str, name: &str) -> String {
    format!("{verb}: {name}")
}
