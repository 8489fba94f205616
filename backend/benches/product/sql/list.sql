-- `GET /api/v1/tasks`
\set user random(0, :users - 1)
SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id, default_reminder,
    users.created_at, last_seen_at
FROM sessions JOIN users ON users.id = user_id
WHERE token_hash = sha256(convert_to('bench-' || :user, 'UTF8')) AND expires_at > now() \gset
SELECT id, series_id, list_id, parent_id, title, notes, tags, priority, start_date, due_date, due_time, due_time_zone,
    deadline, duration_minutes, recurrence, anchor, reminders, position, completed_at, deleted_at, created_at, updated_at, version
FROM tasks WHERE user_id = :id::uuid AND completed_at IS NULL AND deleted_at IS NULL
    AND list_id NOT IN (SELECT id FROM lists WHERE archived AND user_id = :id::uuid)
ORDER BY id DESC LIMIT 51;
