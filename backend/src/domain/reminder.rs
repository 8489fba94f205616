//! When a task reminds.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use shared::api::{Due, Status, Task};
use uuid::Uuid;

use super::task::due_at;

/// Of a day without a time, reminders count from this hour.
const MORNING: civil::Time = civil::time(9, 0, 0, 0);

/// The instants of a task's reminders, in the person's zone. Never of one that is done or in the trash.
#[must_use]
pub fn instants(task: &Task, zone: &TimeZone) -> Vec<(Uuid, Timestamp)> {
    if task.status == Status::Done || task.deleted_at.is_some() {
        return Vec::new();
    }
    let due = task.due.as_ref().and_then(|due| counted_from(due, zone));
    let instants = task.reminders.iter().filter_map(|reminder| {
        let at = match (reminder.before_minutes, reminder.at) {
            (Some(minutes), _) => due?
                .checked_sub(SignedDuration::from_mins(i64::from(minutes)))
                .ok()?,
            (None, at) => at?,
        };
        Some((reminder.id, at))
    });
    instants.collect()
}

fn counted_from(due: &Due, zone: &TimeZone) -> Option<Timestamp> {
    if due.time.is_some() {
        return due_at(due, zone);
    }
    let at = due.date.to_datetime(MORNING);
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::task::{Place, create};

    fn reminding(due: &serde_json::Value, reminders: &serde_json::Value) -> Vec<String> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let now = Timestamp::UNIX_EPOCH.to_zoned_datetime(berlin.clone());
        let request = json!({"title": "a", "due": due, "reminders": reminders});
        let place = Place {
            list_id: Uuid::nil(),
            parent_id: None,
            position: "a0".to_owned(),
        };
        let request = serde_json::from_value(request).unwrap();
        let task = create(&request, Uuid::nil(), place, None, &now)
            .unwrap()
            .after;
        let instants = instants(&task, &berlin);
        instants.iter().map(|(_, at)| at.to_string()).collect()
    }

    #[test]
    fn reminders_count_from_the_time_or_from_nine_of_the_day() {
        for (due, reminders, expected) in [
            (
                json!({"date": "2026-11-24", "time": "17:00"}),
                json!([{"before_minutes": 30}]),
                vec!["2026-11-24T15:30:00Z"],
            ),
            (
                json!({"date": "2026-07-24", "time": "17:00"}),
                json!([{"before_minutes": 0}]),
                vec!["2026-07-24T15:00:00Z"],
            ),
            (
                json!({"date": "2026-11-24"}),
                json!([{"before_minutes": 0}]),
                vec!["2026-11-24T08:00:00Z"],
            ),
            (
                json!({"date": "2026-11-24"}),
                json!([{"before_minutes": 1440}]),
                vec!["2026-11-23T08:00:00Z"],
            ),
            (
                json!({"date": "2026-11-24", "time": "17:00", "time_zone": "America/New_York"}),
                json!([{"before_minutes": 60}]),
                vec!["2026-11-24T21:00:00Z"],
            ),
            (
                json!(null),
                json!([{"at": "2026-11-24T10:00:00Z"}]),
                vec!["2026-11-24T10:00:00Z"],
            ),
            // 02:30 is skipped on this night: an hour later by the clock.
            (
                json!({"date": "2027-03-28", "time": "02:30"}),
                json!([{"before_minutes": 0}]),
                vec!["2027-03-28T01:30:00Z"],
            ),
        ] {
            assert_eq!(reminding(&due, &reminders), expected, "{due}");
        }
    }
}
