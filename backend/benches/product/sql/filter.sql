-- `GET /api/v1/tasks?filter=(today | overdue) & p1&sort=due`
\set user random(0, :users - 1)
SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id, default_reminder,
    users.created_at, last_seen_at
FROM sessions JOIN users ON users.id = user_id
WHERE token_hash = sha256(convert_to('bench-' || :user, 'UTF8')) AND expires_at > now() \gset
SELECT id, series_id, list_id, parent_id, title, notes, tags, priority, start_date, due_date, due_time, due_time_zone,
    deadline, duration_minutes, recurrence, anchor, reminders, position, completed_at, deleted_at, created_at, updated_at, version
FROM tasks WHERE user_id = :id::uuid AND completed_at IS NULL AND deleted_at IS NULL
    AND list_id NOT IN (SELECT id FROM lists WHERE archived AND user_id = :id::uuid)
    AND coalesce(due_date, 'infinity') <= current_date + 2
    AND (((due_date IS NOT NULL AND due_date >= current_date - 2 AND CASE WHEN due_at IS NOT NULL
            THEN due_at >= current_date ELSE due_date >= current_date END
        AND due_date <= current_date + 2 AND CASE WHEN due_at IS NOT NULL
            THEN due_at < current_date + 1 ELSE due_date <= current_date END)
    OR (completed_at IS NULL AND due_date <= current_date + 2 AND CASE WHEN due_at IS NOT NULL
        THEN due_at < now() ELSE (due_date, coalesce(due_time, '24:00')) < (current_date, localtime) END))
    AND priority = 4)
ORDER BY coalesce(due_date, 'infinity'), coalesce(due_time, '24:00'), id LIMIT 51;
