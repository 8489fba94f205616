//! The help on keys.

use crate::contexts::shortcut::Shortcut;

pub(crate) const KEYBOARD: &str = "Keyboard";
pub(crate) const SAYINGS: &str = "What you can say";
pub(crate) const SHORTCUTS: &str = "Keyboard shortcuts";

pub(crate) const fn what(shortcut: Shortcut) -> &'static str {
    match shortcut {
        Shortcut::Palette => "Search, go and do",
        Shortcut::Say => "Say something",
        Shortcut::Command => "Say something, by a command",
        Shortcut::Add => "Add a task here",
        Shortcut::Step => "Next and previous task",
        Shortcut::Pick => "Pick the task; Shift and a click pick a range",
        Shortcut::Complete => "Tick off the task, or all that are picked",
        Shortcut::Open => "Open the task",
        Shortcut::Rename => "Edit its title in place",
        Shortcut::When => "Set when it is due",
        Shortcut::Priority => "Set its priority",
        Shortcut::Tags => "Set its tags",
        Shortcut::Delete => "Delete the task, or all that are picked",
        Shortcut::Order => "Move the task in its list",
        Shortcut::Narrow => "Narrow or wide sidebar",
        Shortcut::Undo => "Undo",
        Shortcut::Leave => "Close, clear the selection, or leave the line",
        Shortcut::Help => "This help",
    }
}

/// "Delete (#)"
pub(crate) fn by_key(label: &str, keys: &str) -> String {
    format!("{label} ({keys})")
}

/// On the title of a task: what opens it, edits it and picks it.
pub(crate) fn on_title(open: &str, rename: &str, pick: &str) -> String {
    format!("Open ({open}), edit ({rename}), pick ({pick})")
}
