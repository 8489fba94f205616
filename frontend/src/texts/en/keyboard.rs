//! The help on keys.

pub(crate) const KEYBOARD: &str = "Keyboard";
pub(crate) const SAYINGS: &str = "What you can say";
pub(crate) const SINGLE_KEYS: &str = "Single keys act";

/// Keys, with two spaces between, and what they do.
pub(crate) const KEYS: [(&str, &str); 18] = [
    ("Ctrl K", "Search, go and do"),
    ("q", "Say something"),
    ("/", "Say something, by a command"),
    ("a", "Add a task here"),
    ("j  k", "Next and previous task"),
    ("x", "Pick the task; Shift and a click pick a range"),
    ("c", "Tick off the task, or all that are picked"),
    ("Enter", "Open the task"),
    ("e", "Edit its title in place"),
    ("d", "Set when it is due"),
    ("p", "Set its priority"),
    ("t", "Set its tags"),
    ("#", "Delete the task, or all that are picked"),
    ("Alt ↑  Alt ↓", "Move the task in its list"),
    ("[", "Narrow or wide sidebar"),
    ("z", "Undo"),
    ("Esc", "Close, let go, or leave the line"),
    ("?", "This help"),
];
