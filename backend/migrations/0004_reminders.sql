-- What is still to be reminded of, and what was.

-- One row for each reminder that is to come, kept in step with its task by every write of the task.
CREATE TABLE reminders (
    task_id         uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    id              uuid NOT NULL,
    user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    fire_at         timestamptz NOT NULL,
    -- Of a notification that was put off: the one that comes back. It outlives changes of the task's reminders.
    notification_id uuid,
    -- A replica is at it until then.
    claimed_until   timestamptz,
    PRIMARY KEY (task_id, id)
);
-- The worker: what is due by now, the oldest first.
CREATE INDEX reminders_due ON reminders (fire_at);
-- Those of a person that are due by now.
CREATE INDEX reminders_user ON reminders (user_id, fire_at);

CREATE TABLE notifications (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    task_id       uuid NOT NULL,
    -- The task as it was: a notification outlives it.
    title         text NOT NULL,
    due           jsonb,
    created_at    timestamptz NOT NULL,
    read_at       timestamptz,
    snoozed_until timestamptz
);
-- A person's notifications, newest first; the unread ones, and how many they are.
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL AND snoozed_until IS NULL;
-- Retention.
CREATE INDEX notifications_age ON notifications (created_at);
-- A person's tasks whose reminders move when their zone does.
CREATE INDEX tasks_reminding ON tasks (user_id)
    WHERE reminders <> '[]' AND completed_at IS NULL AND deleted_at IS NULL;
