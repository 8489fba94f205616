//! The pages around the app: a visitor's, those that say that something is not there, and signing in.

/// Of the window, page by page.
pub(crate) const TITLE_WELCOME: &str = "Say it, and it is on your list";
pub(crate) const TITLE_NOT_FOUND: &str = "Not found";
pub(crate) const TITLE_FOREIGN: &str = "Not allowed";
pub(crate) const TITLE_DOWN: &str = "Not now";
pub(crate) const TITLE_RESET: &str = "New password";
/// What the app is, to search engines and where it is installed.
pub(crate) const DESCRIPTION: &str = "Say what you have to do, and it is on your list.";
pub(crate) const APP_SHORT: &str = "Todo";

pub(crate) const TO_TASKS: &str = "To your tasks";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const BACK: &str = "Back";
pub(crate) const NOT_FOUND_WHY: &str = "It may have been moved, or the address has a slip in it.";
pub(crate) const FOREIGN: &str = "That is not allowed from there";
pub(crate) const FOREIGN_WHY: &str =
    "Another site asked for this in your name. Nothing was changed.";
pub(crate) const DOWN: &str = "Not right now";
pub(crate) const OFFLINE: &str = "No connection";
pub(crate) const OFFLINE_WHY: &str = "What this page shows is not kept in this browser.";
/// Why the API cannot be reached.
pub(crate) const UNAVAILABLE: &str = "Not available";
pub(crate) const UNAVAILABLE_WHY: &str =
    "The service does not answer right now. Try again in a moment.";

// For visitors.
pub(crate) const SIGNED_OUT: &str = "You are signed out, and nothing was changed. What you typed is kept for ten minutes: \
     sign in, and it is there again.";
pub(crate) const WELCOME: &str = "Say it, and it is on your list.";
/// Ahead of an example.
pub(crate) const TYPE_AS_YOU_TALK: &str = "Type the way you talk: ";
pub(crate) const EXAMPLE: &str = "buy milk tomorrow at 5pm #home, and what's left today?";
pub(crate) const TRY_IT: &str = "Try it";
/// Ahead of the way to sign in.
pub(crate) const NO_ACCOUNT_NEEDED: &str = "No account needed. Have one, or want one? ";
pub(crate) const SIGN_IN_OR_REGISTER: &str = "Sign in or register";

// Recovery codes.
pub(crate) const CODES: &str = "Recovery codes";
pub(crate) const CODES_SHOWN: &str =
    "They were shown already, and are shown once. You can make new ones in the settings.";
pub(crate) const TO_SETTINGS: &str = "To the settings";
pub(crate) const KEEP_CODES: &str = "Keep these codes";
pub(crate) const KEEP_CODES_WHY: &str = "Should you forget your password, each of them lets you choose a new one, once. \
     They are not shown again.";
pub(crate) const CODES_FILE: &str = "recovery-codes.txt";
pub(crate) const SAVE_AS_FILE: &str = "Save as a file";
pub(crate) const CODES_KEPT: &str = "I have kept them";

// Leaving as a guest.
pub(crate) fn leave_why(tasks: usize) -> String {
    let lost = match tasks {
        0 => "You have no tasks here yet.".to_owned(),
        1 => "Your task would be lost: 1 task.".to_owned(),
        tasks => format!("Your tasks would be lost: {tasks} tasks."),
    };
    format!(
        "Nobody comes back as a guest. {lost} With an account they stay yours, on every device."
    )
}

// Signing in.
pub(crate) const EMAIL: &str = "E-mail";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const TAKE_ALONG: &str =
    "Keep the tasks that I made as a guest. Without this, they are left behind.";
pub(crate) const FORGOT_PASSWORD: &str = "Forgot your password?";
pub(crate) const NEW_HERE: &str = "New here?";
pub(crate) const TASKS_COME_ALONG: &str = "If you are trying it as a guest, your tasks come along.";
pub(crate) const PASSWORD_LENGTH: &str = "Password, at least 8 characters";

// A new password.
pub(crate) const A_NEW_PASSWORD: &str = "A new password";
pub(crate) const NEW_PASSWORD_LENGTH: &str = "New password, at least 8 characters";
pub(crate) const NEW_PASSWORD_ENDS: &str = "It ends all sessions, and signs you in here.";
pub(crate) const SET_PASSWORD: &str = "Set the password";
pub(crate) const ANOTHER_LINK: &str = "Ask for another link";
pub(crate) const LETTER_SENT: &str = "If there is an account with this address, a letter is on its way. Its link works for 30 minutes.";
pub(crate) const BY_CODE: &str = "With a recovery code";
pub(crate) const BY_CODE_WHY: &str = "You were given ten of them when you made your account.";
pub(crate) const CODE: &str = "Recovery code";
pub(crate) const BY_MAIL: &str = "By e-mail";
pub(crate) const SEND_LINK: &str = "Send a link";
pub(crate) const BACK_TO_SIGN_IN: &str = "Back to signing in";
