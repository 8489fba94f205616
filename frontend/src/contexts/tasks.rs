//! The tasks as this page knows them: what the server confirmed, what was done here and is not confirmed yet,
//! and what has just gone and is still seen.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use shared::{
    api::{Change, Task},
    local::Local,
};
use uuid::Uuid;

use super::{
    sections::{Places, Section, arrange, by_place, has_words},
    view::View,
    words::{Format, overdue},
};

#[derive(Debug, Clone, Default)]
pub(crate) struct Tasks {
    confirmed: HashMap<Uuid, Arc<Task>>,
    /// As the person wants them, in the order in which it was said; each with the key of what was said.
    pending: Vec<(Uuid, Arc<Task>)>,
    /// Of what is pending, each task as it was wanted last.
    wanted: HashMap<Uuid, Arc<Task>>,
    /// Tasks that leave their view, as they were in it: a row stays a moment, so that the next one does not slip
    /// under the pointer.
    leaving: HashMap<Uuid, Arc<Task>>,
}

impl Tasks {
    pub(crate) fn new(tasks: Vec<Task>) -> Self {
        let mut new = Self::default();
        new.merge(tasks);
        new
    }

    /// Takes over what the server says; an older version never replaces a newer one. Whether any of it was news: most of
    /// what a page reads at first is what came with it.
    pub(crate) fn merge(&mut self, tasks: impl IntoIterator<Item = Task>) -> bool {
        let mut news = false;
        for task in tasks {
            let known = self.confirmed.get(&task.id);
            if known.is_none_or(|known| known.version <= task.version && **known != task) {
                self.confirmed.insert(task.id, Arc::new(task));
                news = true;
            }
        }
        news
    }

    pub(crate) fn apply(&mut self, change: Change) -> bool {
        if change.r#type == "task.purged" {
            self.confirmed.remove(&change.subject).is_some()
        } else {
            self.merge(change.task)
        }
    }

    pub(crate) fn confirmed_ids(&self) -> impl Iterator<Item = Uuid> {
        self.confirmed.keys().copied()
    }

    /// Drops what the server no longer has. Whether there was any.
    pub(crate) fn retain(&mut self, keep: impl Fn(Uuid) -> bool) -> bool {
        let before = self.confirmed.len();
        self.confirmed.retain(|id, _| keep(*id));
        self.confirmed.len() < before
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<&Arc<Task>> {
        self.wanted.get(&id).or_else(|| self.confirmed.get(&id))
    }

    /// A list for all who look through them: a chain would be made anew for each of them, and downloaded.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Task>> {
        let known = self.confirmed.iter();
        let mut all: Vec<_> = known
            .map(|(id, task)| self.wanted.get(id).unwrap_or(task))
            .collect();
        // Those made here that the server does not know of yet.
        let new = self.wanted.iter();
        let new = new.filter(|(id, _)| !self.confirmed.contains_key(id));
        all.extend(new.map(|(_, task)| task));
        all.into_iter()
    }

    /// What is pending is no longer as it was.
    fn want(&mut self) {
        let pending = self.pending.iter();
        self.wanted = pending
            .map(|(_, task)| (task.id, Arc::clone(task)))
            .collect();
    }

    /// Whether what was said under a key shows already.
    pub(crate) fn is_begun(&self, key: Uuid) -> bool {
        self.pending.iter().any(|(other, _)| *other == key)
    }

    /// Whether something is being done to the task; what is `kept` for later does not count.
    pub(crate) fn is_busy(&self, id: Uuid, kept: &[Uuid]) -> bool {
        let mut pending = self.pending.iter();
        pending.any(|(key, task)| task.id == id && !kept.contains(key))
    }

    /// Shows the task as it will be. The row stays until [`Self::leave`].
    pub(crate) fn begin(&mut self, key: Uuid, task: Task) {
        if let Some(before) = self.get(task.id).cloned() {
            self.leaving.entry(task.id).or_insert(before);
        }
        let task = Arc::new(task);
        self.wanted.insert(task.id, Arc::clone(&task));
        self.pending.push((key, task));
    }

    pub(crate) fn leave(&mut self, id: Uuid) {
        self.leaving.remove(&id);
    }

    pub(crate) fn is_leaving(&self, id: Uuid) -> bool {
        self.leaving.contains_key(&id)
    }

    /// The server did it. What it became is taken as it was shown until the server tells.
    pub(crate) fn confirm(&mut self, key: Uuid, answer: Vec<Task>) {
        let (done, waiting) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|(other, _)| *other == key);
        self.pending = waiting;
        self.want();
        self.merge(done.into_iter().map(|(_, task)| Arc::unwrap_or_clone(task)));
        self.merge(answer);
    }

    /// The server did not do it: the task is again as it was.
    pub(crate) fn revert(&mut self, key: Uuid) {
        self.pending.retain(|(other, _)| *other != key);
        self.want();
    }

    /// What a view shows, in its order.
    pub(crate) fn sections(
        &self,
        view: &View,
        places: &Places,
        now: &Local,
        format: Format,
    ) -> Vec<Section> {
        let today = now.date();
        let shown = self.iter().map(|task| {
            let before = self.leaving.get(&task.id);
            let kept = before.filter(|before| view.shows(before, places, today));
            kept.unwrap_or(task)
        });
        let shown = shown.filter(|task| view.shows(task, places, today));
        view.sections(shown.collect(), now, format)
    }

    pub(crate) fn count(&self, view: &View, places: &Places, today: Date) -> usize {
        self.iter()
            .filter(|task| view.shows(task, places, today))
            .count()
    }

    /// How many of today's times are over.
    pub(crate) fn times_over(&self, now: &Local) -> usize {
        let dues = self.iter().filter_map(|task| task.due.as_ref());
        dues.filter(|due| due.date == now.date() && overdue(due, now))
            .count()
    }

    /// The parts of a task, in their order; those in the trash are no parts.
    pub(crate) fn parts(&self, parent: Uuid) -> Vec<Arc<Task>> {
        let mut parts: Vec<_> = self
            .iter()
            .filter(|task| task.parent_id == Some(parent) && task.deleted_at.is_none())
            .collect();
        arrange(&mut parts, &by_place);
        parts.into_iter().cloned().collect()
    }

    /// How many parts of each task are done, and how many there are, by the task.
    pub(crate) fn progress(&self) -> BTreeMap<Uuid, (usize, usize)> {
        let mut progress = BTreeMap::new();
        for part in self.iter().filter(|task| task.deleted_at.is_none()) {
            if let Some(parent) = part.parent_id {
                let (done, all) = progress.entry(parent).or_insert((0, 0));
                *done += usize::from(part.completed_at.is_some());
                *all += 1;
            }
        }
        progress
    }

    /// Open tasks that have these words, the best known first.
    pub(crate) fn found(&self, words: &str) -> Vec<Arc<Task>> {
        let mut found: Vec<_> = self
            .iter()
            .filter(|task| task.completed_at.is_none() && task.deleted_at.is_none())
            .filter(|task| has_words(task, words))
            .collect();
        arrange(&mut found, &|left, right| {
            right.updated_at.cmp(&left.updated_at)
        });
        found.into_iter().cloned().collect()
    }

    /// The tags of open tasks, by name.
    pub(crate) fn tags(&self) -> Vec<String> {
        let mut tags: Vec<_> = self
            .iter()
            .filter(|task| task.completed_at.is_none() && task.deleted_at.is_none())
            .flat_map(|task| task.tags.iter().cloned())
            .collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use serde_json::json;

    /// An open task with the fields given.
    pub(crate) fn task(fields: &serde_json::Value) -> Task {
        let mut task = json!({
            "id": "019ab000-0000-7000-8000-000000000001", "list_id": Uuid::nil(), "title": "buy milk",
            "notes": "", "tags": [], "priority": "none", "due": null, "status": "open", "version": 1,
            "completed_at": null, "deleted_at": null,
            "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-01T00:00:00Z",
        });
        let fields = fields.as_object().unwrap().clone();
        task.as_object_mut().unwrap().extend(fields);
        serde_json::from_value(task).unwrap()
    }

    pub(crate) fn now() -> Local {
        let noon: jiff::Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        noon.to_zoned_datetime(TimeZone::UTC).into()
    }

    fn done(task: &Task) -> Task {
        let at = Some("2026-11-24T12:00:00Z".parse().unwrap());
        Task {
            completed_at: at,
            ..task.clone()
        }
    }

    #[test]
    fn an_older_version_never_replaces_a_newer_one() {
        let mut tasks = Tasks::new(vec![task(&json!({"title": "new", "version": 3}))]);
        assert!(!tasks.merge([task(&json!({"title": "old", "version": 2}))]));
        assert_eq!(tasks.iter().next().unwrap().title, "new");
    }

    #[test]
    fn what_is_known_already_is_no_news() {
        let mut tasks = Tasks::new(vec![task(&json!({"version": 3}))]);
        assert!(!tasks.merge([task(&json!({"version": 3}))]));
        assert!(!tasks.retain(|_| true));
        assert!(tasks.merge([task(&json!({"title": "other", "version": 3}))]));
        assert!(tasks.merge([task(&json!({"title": "other", "version": 4}))]));
        assert!(tasks.retain(|_| false));
    }

    #[test]
    fn what_the_server_refuses_is_as_it_was() {
        let before = task(&json!({}));
        let mut tasks = Tasks::new(vec![before.clone()]);
        let key = Uuid::new_v4();
        tasks.begin(key, done(&before));
        assert!(tasks.get(before.id).unwrap().completed_at.is_some());
        assert!(tasks.is_busy(before.id, &[]));
        assert!(!tasks.is_busy(before.id, &[key]));
        tasks.revert(key);
        assert_eq!(**tasks.get(before.id).unwrap(), before);
        assert!(!tasks.is_busy(before.id, &[]));
    }

    #[test]
    fn what_the_server_confirms_stays_as_shown_until_it_tells_more() {
        let before = task(&json!({}));
        let mut tasks = Tasks::new(vec![before.clone()]);
        let key = Uuid::new_v4();
        tasks.begin(key, done(&before));
        tasks.confirm(key, Vec::new());
        assert!(tasks.get(before.id).unwrap().completed_at.is_some());
        tasks.merge([task(&json!({"version": 2}))]);
        assert!(tasks.get(before.id).unwrap().completed_at.is_none());
    }

    #[test]
    fn a_time_of_today_is_over_a_minute_later() {
        let at = |id: u128, date: &str, time: &str| {
            let due = json!({"date": date, "time": time});
            task(&json!({"id": Uuid::from_u128(id), "due": due}))
        };
        let tasks = Tasks::new(vec![
            at(1, "2026-11-24", "11:59"),
            at(2, "2026-11-24", "12:00"),
            at(3, "2026-11-23", "11:00"),
            at(4, "2026-11-25", "11:00"),
        ]);
        assert_eq!(tasks.times_over(&now()), 1);
    }

    #[test]
    fn a_row_stays_where_it_was_until_it_leaves() {
        let before = task(&json!({}));
        let mut tasks = Tasks::new(vec![before.clone()]);
        tasks.begin(Uuid::new_v4(), done(&before));
        assert_eq!(
            tasks
                .sections(&View::All, &Places::default(), &now(), Format::default())
                .len(),
            1
        );
        tasks.leave(before.id);
        assert!(
            tasks
                .sections(&View::All, &Places::default(), &now(), Format::default())
                .is_empty()
        );
    }

    #[test]
    fn a_task_is_as_far_as_its_parts() {
        let parent = Uuid::from_u128(7);
        let part = |id: u128, more: serde_json::Value| {
            let mut fields = json!({"id": Uuid::from_u128(id), "parent_id": parent});
            let more = more.as_object().unwrap().clone();
            fields.as_object_mut().unwrap().extend(more);
            task(&fields)
        };
        let tasks = Tasks::new(vec![
            part(1, json!({"completed_at": "2026-11-24T00:00:00Z"})),
            part(2, json!({})),
            part(3, json!({"deleted_at": "2026-11-24T00:00:00Z"})),
            task(&json!({})),
        ]);
        assert_eq!(tasks.progress(), BTreeMap::from([(parent, (1, 2))]));
    }

    #[test]
    fn a_task_that_was_made_here_shows_once_and_as_it_is_by_now() {
        let mut tasks = Tasks::default();
        let (made, renamed) = (Uuid::new_v4(), Uuid::new_v4());
        let task = |title: &str| task(&json!({"title": title, "version": 0}));
        tasks.begin(made, task("milk"));
        tasks.begin(renamed, task("oat milk"));
        let titles: Vec<_> = tasks.iter().map(|task| task.title.clone()).collect();
        assert_eq!(titles, ["oat milk"]);
        tasks.confirm(
            made,
            vec![Task {
                version: 1,
                ..task("milk")
            }],
        );
        assert_eq!(tasks.iter().next().unwrap().title, "oat milk");
        tasks.revert(renamed);
        assert_eq!(tasks.iter().next().unwrap().title, "milk");
    }

    #[test]
    fn a_purged_task_is_gone() {
        let one = task(&json!({}));
        let mut tasks = Tasks::new(vec![one.clone()]);
        let change = json!({"seq": 2, "type": "task.purged", "subject": one.id, "actor": "worker",
            "time": "2026-11-24T12:00:00Z", "task": one});
        tasks.apply(serde_json::from_value(change).unwrap());
        assert!(tasks.get(one.id).is_none());
    }
}
