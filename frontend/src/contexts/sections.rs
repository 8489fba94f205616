//! Which tasks a view shows, in which groups and in which order.

use std::{
    cmp::{Ordering, Reverse},
    sync::Arc,
};

use jiff::civil::Date;
use shared::{api::Task, calendar::plus_days, local::Local};
use uuid::Uuid;

use super::{
    view::View,
    words::{self, Format},
};
use crate::texts::text;

/// What a view depends on besides the tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) inbox: Option<Uuid>,
    /// Their tasks show nowhere but in the list itself.
    pub(crate) archived: Vec<Uuid>,
    /// What the filter of a view finds, where that is known; nothing is known of other filters.
    pub(crate) matches: Option<(View, Vec<Uuid>)>,
}

/// Tasks under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) tasks: Vec<Uuid>,
}

impl View {
    pub(crate) fn shows(&self, task: &Task, places: &Places, today: Date) -> bool {
        let done = task.completed_at.is_some();
        if task.deleted_at.is_some() {
            return *self == View::Trash;
        }
        if done && !matches!(self, View::Search(_)) {
            return *self == View::Completed;
        }
        let due = task.due.as_ref().map(|due| due.date);
        let listed = !places.archived.contains(&task.list_id);
        // A part of a task is seen with it, unless it has a day of its own.
        let whole = task.parent_id.is_none();
        match self {
            View::All => listed && whole,
            View::Today => {
                let started = task.start_date.is_some_and(|start| start <= today);
                listed && due.map_or(started && whole, |due| due <= today)
            }
            View::Upcoming(from) => {
                listed && due.is_some_and(|due| from.is_none_or(|from| from <= due))
            }
            View::Someday => {
                let waits = task.start_date.is_none_or(|start| start > today);
                listed && whole && due.is_none() && waits
            }
            View::Inbox => whole && places.inbox == Some(task.list_id),
            View::List(id) => whole && *id == task.list_id,
            View::Tag(name) => listed && task.tags.iter().any(|tag| tag == name),
            View::Search(words) => listed && !words.is_empty() && has_words(task, words),
            View::Filter(_) | View::Query(_) => places
                .matches
                .as_ref()
                .is_some_and(|(of, found)| of == self && found.contains(&task.id)),
            View::Completed
            | View::Trash
            | View::Activity(_)
            | View::Notifications
            | View::Settings
            | View::SignIn
            | View::Form
            | View::Unknown => false,
        }
    }

    /// Groups of tasks, and the order in each.
    pub(crate) fn sections(
        &self,
        mut tasks: Vec<&Arc<Task>>,
        now: &Local,
        format: Format,
    ) -> Vec<Section> {
        arrange(&mut tasks, &|left, right| self.compare(left, right));
        let mut sections: Vec<Section> = Vec::new();
        for task in tasks {
            let title = self.heading(task, now, format);
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

    fn compare(&self, left: &Task, right: &Task) -> Ordering {
        let newest = right.id.cmp(&left.id);
        match self {
            View::Completed => right.completed_at.cmp(&left.completed_at).then(newest),
            View::Trash => right.deleted_at.cmp(&left.deleted_at).then(newest),
            // As the person put them.
            View::List(_) | View::Inbox => by_place(left, right),
            View::Someday => left.start_date.cmp(&right.start_date).then(newest),
            _ => order(left).cmp(&order(right)),
        }
    }

    fn heading(&self, task: &Task, now: &Local, format: Format) -> String {
        let today = now.date();
        match (self, &task.due) {
            (View::Trash | View::List(_) | View::Inbox, _) => String::new(),
            (View::Someday, _) => match task.start_date {
                None => text!(views::NO_DATE).to_owned(),
                Some(start) => text!(views::starts(&words::day(start, today, format))),
            },
            (View::Completed, _) => task.completed_at.map_or_else(String::new, |at| {
                let day = now.at(at).date();
                words::heading(day, today, format)
            }),
            _ if task.completed_at.is_some() => text!(views::COMPLETED).to_owned(),
            (_, None) => text!(views::NO_DATE).to_owned(),
            (_, Some(due)) if words::overdue(due, now) => text!(views::OVERDUE).to_owned(),
            (View::Upcoming(_), Some(due)) => words::heading(due.date, today, format),
            (_, Some(due)) if due.date == today => text!(dates::TODAY).to_owned(),
            (_, Some(due)) if today.tomorrow().is_ok_and(|day| day == due.date) => {
                text!(dates::TOMORROW).to_owned()
            }
            (_, Some(due)) if plus_days(today, 7).is_some_and(|week| due.date < week) => {
                text!(views::NEXT_7_DAYS).to_owned()
            }
            _ => text!(views::LATER).to_owned(),
        }
    }
}

/// Whether each word is somewhere in the task, whatever its case.
pub(crate) fn has_words(task: &Task, words: &str) -> bool {
    let text = format!("{} {} #{}", task.title, task.notes, task.tags.join(" #")).to_lowercase();
    let words = words.to_lowercase();
    words.split_whitespace().all(|word| text.contains(word))
}

/// Sorts tasks in whatever order: sorting is much code, which is made anew for each type and each way to compare.
pub(super) fn arrange(tasks: &mut [&Arc<Task>], compare: &dyn Fn(&Task, &Task) -> Ordering) {
    tasks.sort_by(|left, right| compare(left, right));
}

/// As a person put them.
pub(super) fn by_place(left: &Task, right: &Task) -> Ordering {
    (&left.position, left.id).cmp(&(&right.position, right.id))
}

/// What is open first. By day and time; a day without a time comes after its times, no day at all last, the newest first.
fn order(task: &Task) -> impl Ord + use<> {
    let due = task.due.as_ref();
    let time = due.map(|due| (due.date, due.time.is_none(), due.time));
    (
        task.completed_at.is_some(),
        due.is_none(),
        time,
        Reverse(task.priority),
        Reverse(task.id),
    )
}

#[cfg(test)]
mod tests {
    use super::{
        super::tasks::tests::{now, task},
        *,
    };
    use serde_json::json;

    #[test]
    fn a_task_is_where_a_person_looks_for_it() {
        let today = now().date();
        let places = Places {
            inbox: Some(Uuid::nil()),
            archived: vec![Uuid::from_u128(5)],
            matches: Some((View::Query("no date".to_owned()), vec![task(&json!({})).id])),
        };
        let due = |date: &str| json!({"due": {"date": date}});
        for (view, fields, shown) in [
            (View::Today, due("2026-11-23"), true),
            (View::Today, due("2026-11-24"), true),
            (View::Today, due("2026-11-25"), false),
            (View::Today, json!({}), false),
            (View::Upcoming(None), due("2026-12-25"), true),
            (
                View::Upcoming(Some(jiff::civil::date(2026, 12, 1))),
                due("2026-11-30"),
                false,
            ),
            (View::Someday, json!({}), true),
            (View::Someday, json!({"start_date": "2026-12-01"}), true),
            (View::Someday, json!({"start_date": "2026-11-24"}), false),
            (View::Today, json!({"start_date": "2026-11-24"}), true),
            (View::Someday, due("2026-12-25"), false),
            (View::Query("no date".to_owned()), json!({}), true),
            (
                View::Query("no date".to_owned()),
                json!({"id": Uuid::from_u128(77)}),
                false,
            ),
            (View::Filter(Uuid::from_u128(8)), json!({}), false),
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
            (
                View::Search("MILK".to_owned()),
                json!({"completed_at": "2026-11-24T00:00:00Z"}),
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
            // Now it is noon.
            at(7, json!({"date": "2026-11-24", "time": "09:00"})),
            at(4, json!({"date": "2026-11-25"})),
            at(5, json!({"date": "2026-11-01"})),
            at(6, json!({"date": "2027-11-01"})),
        ]
        .map(Arc::new);
        let sections = View::All.sections(tasks.iter().collect(), &now(), Format::default());
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
                ("Overdue", vec![5, 7]),
                ("Today", vec![3, 2]),
                ("Tomorrow", vec![4]),
                ("Later", vec![6]),
                ("No date", vec![1]),
            ]
        );
    }

    #[test]
    fn what_is_done_is_found_in_a_group_of_its_own() {
        let at = |id: u128, fields: serde_json::Value| {
            let mut all = json!({"id": Uuid::from_u128(id)});
            all.as_object_mut()
                .unwrap()
                .extend(fields.as_object().unwrap().clone());
            task(&all)
        };
        let tasks = [
            at(
                1,
                json!({"completed_at": "2026-11-24T00:00:00Z", "due": {"date": "2026-11-01"}}),
            ),
            at(2, json!({})),
            at(3, json!({"due": {"date": "2026-11-24"}})),
        ]
        .map(Arc::new);
        let view = View::Search("milk".to_owned());
        let sections = view.sections(tasks.iter().collect(), &now(), Format::default());
        let titles: Vec<_> = sections
            .iter()
            .map(|section| section.title.as_str())
            .collect();
        assert_eq!(titles, ["Today", "No date", "Completed"]);
    }

    #[test]
    fn a_list_is_in_the_order_that_the_person_gave_it() {
        let at = |id: u128, position: &str, due: serde_json::Value| {
            task(&json!({"id": Uuid::from_u128(id), "position": position, "due": due}))
        };
        let tasks = [
            at(1, "a2", json!({"date": "2026-11-24"})),
            at(2, "a0", json!(null)),
            at(3, "a1", json!({"date": "2026-11-25"})),
        ]
        .map(Arc::new);
        let sections = View::Inbox.sections(tasks.iter().collect(), &now(), Format::default());
        let ids: Vec<_> = sections[0].tasks.iter().map(Uuid::as_u128).collect();
        assert_eq!((sections.len(), ids), (1, vec![2, 3, 1]));
    }
}
