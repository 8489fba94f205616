use serde_json::json;

use super::*;

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn here() -> ZonedDateTime {
    now().to_zoned_datetime(TimeZone::UTC)
}

fn place() -> Place {
    Place {
        list_id: Uuid::nil(),
        parent_id: None,
        position: "a0".to_owned(),
    }
}

fn new(request: serde_json::Value) -> Result<Task, Invalid> {
    let request = serde_json::from_value(request).unwrap();
    create(&request, Uuid::nil(), place(), Some(0), &here()).map(|change| change.after)
}

fn update(
    task: &Task,
    patch: &serde_json::Value,
    at: Timestamp,
) -> Result<Option<Change>, Invalid> {
    patched(task, patch, Some(0), &here()).map(|after| updated(task, after, at))
}

fn task() -> Task {
    new(json!({"title": "buy milk", "due": {"date": "2026-11-24", "time": "17:00"}})).unwrap()
}

#[test]
fn a_new_day_keeps_the_time() {
    let change = update(&task(), &json!({"due": {"date": "2026-11-25"}}), now())
        .unwrap()
        .unwrap();
    assert_eq!(change.after.due.unwrap().time.unwrap().to_string(), "17:00");
    assert_eq!(change.changed, ["due"]);
}

#[test]
fn what_only_the_server_sets_may_come_back_equal_but_not_changed() {
    assert_eq!(update(&task(), &json!({"version": 1}), now()), Ok(None));
    assert_eq!(
        update(&task(), &json!({"version": 2}), now())
            .unwrap_err()
            .field,
        "version"
    );
}

#[test]
fn wrong_fields_are_named() {
    for (patch, field) in [
        (json!({"title": " "}), "title"),
        (json!({"title": "a\u{7}b"}), "title"),
        (json!({"title": "a".repeat(501)}), "title"),
        (json!({"notes": "a".repeat(10_001)}), "notes"),
        (json!({"priority": "p1"}), "priority"),
        (json!({"due": {"date": "2026-02-30"}}), "due.date"),
        (json!({"due": {"date": "1969-12-31"}}), "due.date"),
        (
            json!({"due": {"time_zone": "Mars/Olympus"}}),
            "due.time_zone",
        ),
        (json!({"tags": ["two words"]}), "tags[0]"),
        (json!({"start_date": "1969-12-31"}), "start_date"),
        (json!({"deadline": "soon"}), "deadline"),
        (json!({"duration_minutes": 0}), "duration_minutes"),
        (json!({"duration_minutes": -5}), "duration_minutes"),
        (json!({"position": "?"}), "position"),
        (json!({"series_id": Uuid::max()}), "series_id"),
        (json!({"recurrence": "daily"}), "recurrence"),
        (
            json!({"recurrence": {"rule": "FREQ=HOURLY"}}),
            "recurrence.rule",
        ),
        (
            json!({"recurrence": {"rule": "FREQ=DAILY", "mode": "never"}}),
            "recurrence.mode",
        ),
        (json!({"reminders": [{}]}), "reminders[0]"),
        (
            json!({"reminders": [{"before_minutes": 5, "at": "2026-11-24T16:00:00Z"}]}),
            "reminders[0]",
        ),
        (
            json!({"reminders": [{"before_minutes": 525_601}]}),
            "reminders[0].before_minutes",
        ),
        (
            json!({"due": null, "reminders": [{"before_minutes": 5}]}),
            "reminders",
        ),
        (json!([]), "body"),
        (json!({"colour": 1}), "colour"),
    ] {
        assert_eq!(
            update(&task(), &patch, now()).unwrap_err().field,
            field,
            "{patch}"
        );
    }
}

#[test]
fn completing_twice_changes_once() {
    let done = complete(&task(), now()).unwrap().after;
    assert_eq!(done.status, Status::Done);
    assert_eq!(complete(&done, now()), None);
}

#[test]
fn reverting_a_change_brings_the_old_task_back_as_a_new_version() {
    let before = task();
    let done = complete(&before, now()).unwrap().after;
    let change = revert(&done, Some(&before), now()).unwrap();
    assert_eq!(change.kind, "task.reopened");
    assert_eq!(
        change.after,
        Task {
            version: 3,
            ..before
        }
    );
}

#[test]
fn a_skipped_time_is_moved_on() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let due = serde_json::from_value(json!({"date": "2027-03-28", "time": "02:30"})).unwrap();
    assert_eq!(
        due_at(&due, &berlin).unwrap().to_string(),
        "2027-03-28T01:30:00Z"
    );
}

#[test]
fn a_time_brings_the_default_reminder_and_a_day_does_not() {
    let minutes = |task: &Task| {
        let all = task.reminders.iter();
        all.map(|reminder| reminder.before_minutes)
            .collect::<Vec<_>>()
    };
    assert_eq!(minutes(&task()), [Some(0)]);
    let day = new(json!({"title": "a", "due": {"date": "2026-11-24"}})).unwrap();
    assert_eq!(minutes(&day), []);
    let timed = update(&day, &json!({"due": {"time": "09:00"}}), now());
    assert_eq!(minutes(&timed.unwrap().unwrap().after), [Some(0)]);
    let silent =
        new(json!({"title": "a", "due": {"date": "2026-11-24", "time": "09:00"}, "reminders": []}));
    assert_eq!(minutes(&silent.unwrap()), []);
    let undated = update(&task(), &json!({"due": null}), now())
        .unwrap()
        .unwrap();
    assert_eq!(minutes(&undated.after), []);
}

#[test]
fn closing_an_occurrence_keeps_the_task_and_leaves_a_done_row() {
    let task = new(json!({
        "title": "water plants", "due": {"date": "2026-11-24"}, "start_date": "2026-11-22",
        "recurrence": {"rule": "FREQ=WEEKLY"},
        "reminders": [{"before_minutes": 60}, {"at": "2026-11-23T10:00:00Z"}],
    }))
    .unwrap();
    let closed = close(&task, Uuid::max(), &here()).unwrap();
    let (done, next) = (closed.occurrence.after, closed.advanced.after);
    assert_eq!((done.series_id, done.status), (Some(task.id), Status::Done));
    assert_eq!(
        (done.due.clone(), done.recurrence),
        (task.due.clone(), None)
    );
    assert_eq!(
        (next.id, next.status, next.version),
        (task.id, Status::Open, 2)
    );
    assert_eq!(next.due.unwrap().date.to_string(), "2026-12-01");
    assert_eq!(next.start_date.unwrap().to_string(), "2026-11-29");
    assert_eq!(next.reminders.len(), 1);
}

#[test]
fn a_moved_occurrence_does_not_move_the_series() {
    let task = new(json!({
        "title": "rent", "due": {"date": "2026-12-01"}, "recurrence": {"rule": "FREQ=MONTHLY"},
    }))
    .unwrap();
    let moved = update(&task, &json!({"due": {"date": "2026-12-03"}}), now())
        .unwrap()
        .unwrap()
        .after;
    let next = close(&moved, Uuid::max(), &here()).unwrap().advanced.after;
    assert_eq!(next.due.unwrap().date.to_string(), "2027-01-01");
    // With its rule, the new day is where the series counts from.
    let patch = json!({"due": {"date": "2026-12-03"}, "recurrence": {"rule": "FREQ=MONTHLY"}});
    let moved = update(&task, &patch, now()).unwrap().unwrap().after;
    let next = close(&moved, Uuid::max(), &here()).unwrap().advanced.after;
    assert_eq!(next.due.unwrap().date.to_string(), "2027-01-03");
}

#[test]
fn without_a_due_there_is_no_repeat() {
    let task = new(json!({"title": "a", "recurrence": {"rule": "FREQ=DAILY"}})).unwrap();
    assert_eq!(task.due.as_ref().unwrap().date.to_string(), "2026-11-24");
    let undated = update(&task, &json!({"due": null}), now())
        .unwrap()
        .unwrap()
        .after;
    assert_eq!((undated.due, undated.recurrence), (None, None));
}

#[test]
fn the_last_occurrence_has_no_next() {
    let task = new(json!({
        "title": "a", "due": {"date": "2026-11-24"}, "recurrence": {"rule": "FREQ=DAILY;COUNT=1"},
    }));
    assert_eq!(close(&task.unwrap(), Uuid::max(), &here()), None);
}
