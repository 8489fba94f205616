//! What a page shows. The address says it.

use std::fmt::Write as _;

use jiff::civil::Date;
use shared::api::{List, SavedFilter, text::Text as _};
use uuid::Uuid;

use super::route::parameter;
use crate::texts::text;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum View {
    All,
    Today,
    /// All that has a day, or what comes from a day on.
    Upcoming(Option<Date>),
    /// What has no day, and did not start yet.
    Someday,
    Inbox,
    List(Uuid),
    Tag(String),
    /// A filter with a name.
    Filter(Uuid),
    /// What a filter finds.
    Query(String),
    Completed,
    Trash,
    /// What happened, newest first; before a number of it, where one turned the page.
    Activity(Option<i64>),
    Notifications,
    /// What has these words.
    Search(String),
    Settings,
    SignIn,
    /// A piece of its own: the app shows it in a dialog.
    Form,
    /// There is no such page.
    Unknown,
}

impl View {
    pub(crate) fn read(path: &str, query: &str) -> Self {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        let said = |name| parameter(query, name).map(|text| text.trim().to_owned());
        match parts[..] {
            [""] => Self::All,
            ["today"] => Self::Today,
            ["upcoming"] => Self::Upcoming(said("day").and_then(|day| Date::read(&day))),
            ["someday"] => Self::Someday,
            ["inbox"] => Self::Inbox,
            ["completed"] => Self::Completed,
            ["trash"] => Self::Trash,
            ["activity"] => Self::Activity(said("before").and_then(|seq| seq.parse().ok())),
            ["notifications"] => Self::Notifications,
            ["settings"] => Self::Settings,
            ["sign-in"] => Self::SignIn,
            ["search"] => match said("filter").filter(|filter| !filter.is_empty()) {
                Some(filter) => Self::Query(filter),
                None => Self::Search(said("q").unwrap_or_default()),
            },
            ["tag", name] => Self::Tag(decoded(name)),
            ["help" | "leave"]
            | ["list" | "filter", "new"]
            | ["list" | "filter", _, "edit"]
            | ["task", _, "when"] => Self::Form,
            ["list", id] => id.parse().map_or(Self::Unknown, Self::List),
            ["filter", id] => id.parse().map_or(Self::Unknown, Self::Filter),
            _ => Self::Unknown,
        }
    }

    pub(crate) fn href(&self) -> String {
        match self {
            Self::All | Self::Form | Self::Unknown => "/".to_owned(),
            Self::Today => "/today".to_owned(),
            Self::Upcoming(None) => "/upcoming".to_owned(),
            Self::Upcoming(Some(day)) => format!("/upcoming?day={day}"),
            Self::Someday => "/someday".to_owned(),
            Self::Inbox => "/inbox".to_owned(),
            Self::Completed => "/completed".to_owned(),
            Self::Trash => "/trash".to_owned(),
            Self::Activity(None) => "/activity".to_owned(),
            Self::Activity(Some(seq)) => format!("/activity?before={seq}"),
            Self::Notifications => "/notifications".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::List(id) => format!("/list/{id}"),
            Self::Filter(id) => format!("/filter/{id}"),
            Self::Tag(name) => format!("/tag/{}", encoded(name)),
            Self::Search(words) => format!("/search?q={}", encoded(words)),
            Self::Query(filter) => format!("/search?filter={}", encoded(filter)),
        }
    }

    pub(crate) fn title(&self, lists: &[List], filters: &[SavedFilter]) -> String {
        let list = |id| lists.iter().find(|list| list.id == id);
        let filter = |id| filters.iter().find(|filter| filter.id == id);
        let fixed = match self {
            Self::All => text!(views::ALL),
            Self::Today => text!(views::TODAY),
            Self::Upcoming(_) => text!(views::UPCOMING),
            Self::Someday => text!(views::SOMEDAY),
            Self::Inbox => text!(views::INBOX),
            Self::Completed => text!(views::COMPLETED),
            Self::Trash => text!(views::TRASH),
            Self::Activity(_) => text!(views::ACTIVITY),
            Self::Notifications => text!(views::NOTIFICATIONS),
            Self::Settings => text!(views::SETTINGS),
            Self::SignIn => text!(acts::SIGN_IN),
            Self::Tag(name) => return format!("#{name}"),
            Self::Search(words) if !words.is_empty() => return text!(views::searched(words)),
            Self::Search(_) => text!(views::SEARCH),
            Self::Query(filter) => return filter.clone(),
            Self::List(id) => list(*id).map_or(text!(views::LIST_GONE), |list| &list.name),
            Self::Filter(id) => {
                filter(*id).map_or(text!(views::FILTER_GONE), |filter| &filter.name)
            }
            Self::Form => text!(views::CHANGE),
            Self::Unknown => text!(views::UNKNOWN),
        };
        fixed.to_owned()
    }

    /// A document of its own, which the app does not show in place.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(
            self,
            Self::Settings | Self::SignIn | Self::Form | Self::Unknown
        )
    }

    /// Whether its tasks are open ones, so that more can be added to it.
    pub(crate) fn is_open(&self) -> bool {
        !self.is_plain()
            && !matches!(
                self,
                Self::Completed
                    | Self::Trash
                    | Self::Activity(_)
                    | Self::Notifications
                    | Self::Search(_)
            )
    }

    /// Whether the server renders all that it shows.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self, Self::Activity(_) | Self::Notifications)
    }

    /// The address of the piece that the server renders for this view.
    pub(crate) fn fragment(&self) -> Option<String> {
        (self.is_read() || *self == Self::Trash).then(|| self.href())
    }

    /// The filter that says what this view shows.
    pub(crate) fn filter(&self, filters: &[SavedFilter]) -> Option<String> {
        match self {
            Self::Query(filter) => Some(filter.clone()),
            Self::Filter(id) => {
                let saved = filters.iter().find(|filter| filter.id == *id)?;
                Some(saved.filter.clone())
            }
            _ => None,
        }
    }

    /// The form that changes what this view is of.
    pub(crate) fn edit(&self) -> Option<String> {
        match self {
            Self::List(id) => Some(format!("/list/{id}/edit")),
            Self::Filter(id) => Some(format!("/filter/{id}/edit")),
            Self::Query(filter) => Some(format!("/filter/new?filter={}", encoded(filter))),
            _ => None,
        }
    }

    /// What an empty view says, and an utterance to begin with; `title`: what the view is called.
    pub(crate) fn empty(&self, title: &str) -> (&'static str, String) {
        let [text, example] = match self {
            Self::Tag(name) => return (text!(views::EMPTY_TAG), text!(views::tag_example(name))),
            Self::List(_) => {
                // Only a single word can be named within others; what is said here goes here anyway.
                let word = title.chars().all(char::is_alphanumeric).then_some(title);
                return (text!(views::EMPTY_LIST), text!(views::list_example(word)));
            }
            Self::Today => text!(views::EMPTY_TODAY),
            Self::Upcoming(_) => text!(views::EMPTY_UPCOMING),
            Self::Someday => text!(views::EMPTY_SOMEDAY),
            Self::Completed => text!(views::EMPTY_COMPLETED),
            Self::Trash => text!(views::EMPTY_TRASH),
            Self::Filter(_) | Self::Query(_) => text!(views::EMPTY_FILTER),
            Self::Search(_) => text!(views::EMPTY_SEARCH),
            _ => text!(views::EMPTY),
        };
        (text, example.to_owned())
    }
}

/// The addresses of what the server renders of an open task.
pub(crate) fn pieces(id: Uuid) -> [String; 2] {
    [format!("/task/{id}/notes"), format!("/task/{id}/more")]
}

/// Percent-encoding of one segment of a path.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

pub(crate) fn decoded(segment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_reads_its_own_path() {
        for view in [
            View::All,
            View::Today,
            View::Upcoming(None),
            View::Upcoming(Some(jiff::civil::date(2026, 11, 27))),
            View::Someday,
            View::Activity(None),
            View::Activity(Some(7)),
            View::Notifications,
            View::Filter(Uuid::from_u128(8)),
            View::Query("(today | overdue) & #home".to_owned()),
            View::Inbox,
            View::List(Uuid::from_u128(7)),
            View::Tag("100 % café/bar".to_owned()),
            View::Completed,
            View::Trash,
            View::Settings,
        ] {
            let href = view.href();
            let (path, query) = href.split_once('?').unwrap_or((&href, ""));
            assert_eq!(View::read(path, query), view);
        }
        assert_eq!(View::read("/list/none", ""), View::Unknown);
        assert_eq!(View::read("/nowhere", ""), View::Unknown);
        assert_eq!(
            View::read("/tag/%E2%82", ""),
            View::Tag("\u{fffd}".to_owned())
        );
    }
}
