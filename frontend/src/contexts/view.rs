//! Which tasks a page shows, and in which groups. The path says it.

use std::{cmp::Reverse, fmt::Write as _};

use jiff::{ToSpan as _, ZonedDateTime, civil::Date};
use shared::api::{List, Task};
use uuid::Uuid;

use super::words;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum View {
    All,
    Today,
    Upcoming,
    Inbox,
    List(Uuid),
    Tag(String),
    Completed,
    Trash,
    /// What has these words.
    Search(String),
    Settings,
    SignIn,
    /// There is no such page.
    Unknown,
}

/// The lists, as far as a view depends on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) inbox: Option<Uuid>,
    /// Their tasks show nowhere but in the list itself.
    pub(crate) archived: Vec<Uuid>,
}

/// Tasks under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) tasks: Vec<Uuid>,
}

impl View {
    /// `words` are those of the query, for a search.
    pub(crate) fn read(path: &str, words: Option<&str>) -> Self {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        match parts[..] {
            [""] => Self::All,
            ["today"] => Self::Today,
            ["upcoming"] => Self::Upcoming,
            ["inbox"] => Self::Inbox,
            ["completed"] => Self::Completed,
            ["trash"] => Self::Trash,
            ["settings"] => Self::Settings,
            ["sign-in"] => Self::SignIn,
            ["search"] => Self::Search(words.unwrap_or_default().trim().to_owned()),
            ["list", id] => id.parse().map_or(Self::Unknown, Self::List),
            ["tag", name] => Self::Tag(decoded(name)),
            _ => Self::Unknown,
        }
    }

    pub(crate) fn href(&self) -> String {
        match self {
            Self::All | Self::Unknown => "/".to_owned(),
            Self::Today => "/today".to_owned(),
            Self::Upcoming => "/upcoming".to_owned(),
            Self::Inbox => "/inbox".to_owned(),
            Self::Completed => "/completed".to_owned(),
            Self::Trash => "/trash".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::List(id) => format!("/list/{id}"),
            Self::Tag(name) => format!("/tag/{}", encoded(name)),
            Self::Search(words) => format!("/search?q={}", encoded(words)),
        }
    }

    pub(crate) fn title(&self, lists: &[List]) -> String {
        match self {
            Self::All => "Tasks".to_owned(),
            Self::Today => "Today".to_owned(),
            Self::Upcoming => "Upcoming".to_owned(),
            Self::Inbox => "Inbox".to_owned(),
            Self::Completed => "Completed".to_owned(),
            Self::Trash => "Trash".to_owned(),
            Self::Settings => "Settings".to_owned(),
            Self::SignIn => "Sign in".to_owned(),
            Self::Tag(name) => format!("#{name}"),
            Self::Search(words) if words.is_empty() => "Search".to_owned(),
            Self::Search(words) => format!("“{words}”"),
            Self::List(id) => lists
                .iter()
                .find(|list| list.id == *id)
                .map_or_else(|| "List".to_owned(), |list| list.name.clone()),
            Self::Unknown => "There is no such page".to_owned(),
        }
    }

    /// A document of its own, which the app does not show in place.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self, Self::Settings | Self::SignIn | Self::Unknown)
    }

    /// What an empty view says, and an utterance to begin with.
    pub(crate) fn empty(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Today => (
                "Nothing due today. Enjoy it.",
                Some("call Ada today at 5pm"),
            ),
            Self::Upcoming => ("Nothing planned.", Some("water the plants on friday")),
            Self::Completed => ("Nothing done yet. What you tick off stays here.", None),
            Self::Trash => (
                "The trash is empty. What you delete stays here for 30 days.",
                None,
            ),
            Self::Tag(_) => ("No open task has this tag.", None),
            Self::List(_) => ("This list is empty.", None),
            Self::Search(_) => (
                "Nothing found. Look for words of a title, of notes, or for a tag.",
                None,
            ),
            _ => (
                "Nothing to do. Say what comes to your mind.",
                Some("buy milk tomorrow at 5pm #home"),
            ),
        }
    }

    pub(crate) fn shows(&self, task: &Task, places: &Places, today: Date) -> bool {
        let done = task.completed_at.is_some();
        if task.deleted_at.is_some() {
            return *self == Self::Trash;
        }
        if done {
            return *self == Self::Completed;
        }
        let due = task.due.as_ref().map(|due| due.date);
        let listed = !places.archived.contains(&task.list_id);
        // A part of a task is seen with it, unless it has a day of its own.
        let whole = task.parent_id.is_none();
        match self {
            Self::All => listed && whole,
            Self::Today => listed && due.is_some_and(|due| due <= today),
            Self::Upcoming => listed && due.is_some(),
            Self::Inbox => whole && places.inbox == Some(task.list_id),
            Self::List(id) => whole && *id == task.list_id,
            Self::Tag(name) => listed && task.tags.iter().any(|tag| tag == name),
            Self::Search(words) => listed && !words.is_empty() && has_words(task, words),
            Self::Completed | Self::Trash | Self::Settings | Self::SignIn | Self::Unknown => false,
        }
    }

    /// Groups of tasks, and the order in each.
    pub(crate) fn sections(&self, mut tasks: Vec<&Task>, now: &ZonedDateTime) -> Vec<Section> {
        match self {
            Self::Completed => tasks.sort_by_key(|task| Reverse((task.completed_at, task.id))),
            Self::Trash => tasks.sort_by_key(|task| Reverse((task.deleted_at, task.id))),
            _ => tasks.sort_by_cached_key(|task| order(task)),
        }
        let mut sections: Vec<Section> = Vec::new();
        for task in tasks {
            let title = self.heading(task, now);
            match sections.last_mut().filter(|last| last.title == title) {
                Some(last) => last.tasks.push(task.id),
                None => sections.push(Section {
                    title,
                    tasks: vec![task.id],
                }),
            }
        }
        sections
    }

    fn heading(&self, task: &Task, now: &ZonedDateTime) -> String {
        let today = now.date();
        match (self, &task.due) {
            (Self::Trash, _) => String::new(),
            (Self::Completed, _) => task.completed_at.map_or_else(String::new, |at| {
                let day = at.to_zoned_datetime(now.time_zone().clone()).date();
                words::heading(day, today)
            }),
            (_, None) => "No date".to_owned(),
            (_, Some(due)) if due.date < today => "Overdue".to_owned(),
            (Self::Upcoming, Some(due)) => words::heading(due.date, today),
            (_, Some(due)) if due.date == today => "Today".to_owned(),
            (_, Some(due)) if today.tomorrow().is_ok_and(|day| day == due.date) => {
                "Tomorrow".to_owned()
            }
            (_, Some(due))
                if today
                    .checked_add(7.days())
                    .is_ok_and(|week| due.date < week) =>
            {
                "Next 7 days".to_owned()
            }
            _ => "Later".to_owned(),
        }
    }
}

/// Whether each word is somewhere in the task, whatever its case.
pub(crate) fn has_words(task: &Task, words: &str) -> bool {
    let text = format!("{} {} #{}", task.title, task.notes, task.tags.join(" #")).to_lowercase();
    let words = words.to_lowercase();
    words.split_whitespace().all(|word| text.contains(word))
}

/// By day and time; a day without a time comes after its times, no day at all last, the newest first.
fn order(task: &Task) -> impl Ord + use<> {
    let due = task.due.as_ref();
    let time = due.map(|due| (due.date, due.time.is_none(), due.time));
    (
        due.is_none(),
        time,
        Reverse(task.priority),
        Reverse(task.id),
    )
}

/// Percent-encoding of one segment of a path.
fn encoded(text: &str) -> String {
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
    use super::{
        super::tasks::tests::{now, task},
        *,
    };
    use serde_json::json;

    #[test]
    fn a_view_reads_its_own_path() {
        for view in [
            View::All,
            View::Today,
            View::Upcoming,
            View::Inbox,
            View::List(Uuid::from_u128(7)),
            View::Tag("100 % café/bar".to_owned()),
            View::Completed,
            View::Trash,
            View::Settings,
        ] {
            assert_eq!(View::read(&view.href(), None), view);
        }
        assert_eq!(View::read("/list/none", None), View::Unknown);
        assert_eq!(View::read("/nowhere", None), View::Unknown);
        assert_eq!(
            View::read("/tag/%E2%82", None),
            View::Tag("\u{fffd}".to_owned())
        );
    }

    #[test]
    fn a_task_is_where_a_person_looks_for_it() {
        let today = now().date();
        let places = Places {
            inbox: Some(Uuid::nil()),
            archived: vec![Uuid::from_u128(5)],
        };
        let due = |date: &str| json!({"due": {"date": date}});
        for (view, fields, shown) in [
            (View::Today, due("2026-11-23"), true),
            (View::Today, due("2026-11-24"), true),
            (View::Today, due("2026-11-25"), false),
            (View::Today, json!({}), false),
            (View::Upcoming, due("2026-12-25"), true),
            (View::All, json!({}), true),
            (View::Inbox, json!({}), true),
            (View::All, json!({"parent_id": Uuid::from_u128(3)}), false),
            (
                View::Tag("home".to_owned()),
                json!({"tags": ["home"], "parent_id": Uuid::from_u128(3)}),
                true,
            ),
            (View::All, json!({"list_id": Uuid::from_u128(5)}), false),
            (
                View::List(Uuid::from_u128(5)),
                json!({"list_id": Uuid::from_u128(5)}),
                true,
            ),
            (
                View::Search("MILK #home".to_owned()),
                json!({"tags": ["home"]}),
                true,
            ),
            (View::Search("milk bread".to_owned()), json!({}), false),
            (View::Search(String::new()), json!({}), false),
            (View::List(Uuid::from_u128(9)), json!({}), false),
            (
                View::Tag("home".to_owned()),
                json!({"tags": ["home"]}),
                true,
            ),
            (
                View::Trash,
                json!({"deleted_at": "2026-11-24T00:00:00Z"}),
                true,
            ),
            (
                View::All,
                json!({"deleted_at": "2026-11-24T00:00:00Z"}),
                false,
            ),
            (
                View::Completed,
                json!({"completed_at": "2026-11-24T00:00:00Z"}),
                true,
            ),
            (
                View::Today,
                json!({"completed_at": "2026-11-24T00:00:00Z"}),
                false,
            ),
        ] {
            let found = view.shows(&task(&fields), &places, today);
            assert_eq!(found, shown, "{view:?} {fields}");
        }
    }

    #[test]
    fn tasks_are_grouped_by_when_they_are_due() {
        let at = |id: u128, due: serde_json::Value| {
            task(&json!({"id": Uuid::from_u128(id), "due": due}))
        };
        let tasks = [
            at(1, json!(null)),
            at(2, json!({"date": "2026-11-24"})),
            at(3, json!({"date": "2026-11-24", "time": "17:00"})),
            at(4, json!({"date": "2026-11-25"})),
            at(5, json!({"date": "2026-11-01"})),
            at(6, json!({"date": "2027-11-01"})),
        ];
        let sections = View::All.sections(tasks.iter().collect(), &now());
        let read: Vec<_> = sections
            .iter()
            .map(|section| {
                let ids = section.tasks.iter().map(Uuid::as_u128);
                (section.title.as_str(), ids.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            read,
            [
                ("Overdue", vec![5]),
                ("Today", vec![3, 2]),
                ("Tomorrow", vec![4]),
                ("Later", vec![6]),
                ("No date", vec![1]),
            ]
        );
    }
}
