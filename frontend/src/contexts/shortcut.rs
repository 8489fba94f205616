//! The keys that do something, in one table: the help, the tooltips and what screen readers say of a control all read it.

use super::browser;
use crate::texts::text;

/// What can be done by a key; the words for it are with the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shortcut {
    Palette,
    Say,
    Command,
    Add,
    Step,
    Pick,
    Complete,
    Open,
    Rename,
    When,
    Priority,
    Tags,
    Delete,
    Order,
    Narrow,
    Undo,
    Leave,
    Help,
}

impl Shortcut {
    /// In the order of the help.
    pub(crate) const ALL: [Self; 18] = [
        Self::Palette,
        Self::Say,
        Self::Command,
        Self::Add,
        Self::Step,
        Self::Pick,
        Self::Complete,
        Self::Open,
        Self::Rename,
        Self::When,
        Self::Priority,
        Self::Tags,
        Self::Delete,
        Self::Order,
        Self::Narrow,
        Self::Undo,
        Self::Leave,
        Self::Help,
    ];

    /// As `aria-keyshortcuts` names them (WAI-ARIA 1.2): keys of which one is enough stand apart.
    pub(crate) const fn names(self) -> &'static str {
        match self {
            Self::Palette => "Control+K Meta+K",
            Self::Say => "q",
            Self::Command => "/",
            Self::Add => "a",
            Self::Step => "j k",
            Self::Pick => "x",
            Self::Complete => "c",
            Self::Open => "Enter",
            Self::Rename => "e",
            Self::When => "d",
            Self::Priority => "p",
            Self::Tags => "t",
            Self::Delete => "#",
            Self::Order => "Alt+ArrowUp Alt+ArrowDown",
            Self::Narrow => "[",
            Self::Undo => "z",
            Self::Leave => "Escape",
            Self::Help => "?",
        }
    }

    /// As they are printed on keyboards, on that of a Mac where the person has one.
    pub(crate) fn keys(self) -> Vec<String> {
        let mac = browser::is_a_mac();
        let other = if mac { "Control+" } else { "Meta+" };
        let names = self.names().split(' ');
        let names = names.filter(|name| !name.starts_with(other));
        names.map(|name| printed(name, mac)).collect()
    }

    /// "Delete (#)"
    pub(crate) fn on(self, label: &str) -> String {
        text!(keyboard::by_key(label, &self.keys().join(" ")))
    }
}

fn printed(name: &str, mac: bool) -> String {
    let keys = name.split('+').map(|key| match key {
        "Control" => "Ctrl",
        "Meta" => "⌘",
        "Alt" if mac => "⌥",
        "Escape" => "Esc",
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        key => key,
    });
    keys.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_the_keyboard_has_them() {
        for (name, mac, keys) in [
            ("Control+K", false, "Ctrl K"),
            ("Meta+K", true, "⌘ K"),
            ("Alt+ArrowUp", false, "Alt ↑"),
            ("Alt+ArrowUp", true, "⌥ ↑"),
            ("#", true, "#"),
        ] {
            assert_eq!(printed(name, mac), keys);
        }
    }
}
