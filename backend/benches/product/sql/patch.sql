-- `PATCH /api/v1/tasks/{id}`
\set user random(0, :users - 1)
SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id, default_reminder,
    users.created_at, last_seen_at,
    (lpad(to_hex(1700000000000 + 10 * :users + :user), 12, '0') || '70008'
        || lpad(to_hex(10 * :users + :user), 15, '0'))::uuid AS task,
    (lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid AS event
FROM sessions JOIN users ON users.id = user_id
WHERE token_hash = sha256(convert_to('bench-' || :user, 'UTF8')) AND expires_at > now() \gset
BEGIN;
UPDATE users SET seq = seq + 1 WHERE id = :id::uuid RETURNING seq, time_zone, default_reminder, default_list_id \gset
SELECT id, series_id, list_id, parent_id, title, notes, tags, priority, start_date, due_date, due_time, due_time_zone,
    deadline, duration_minutes, recurrence, anchor, reminders, position, completed_at, deleted_at, created_at, updated_at, version
FROM tasks WHERE user_id = :id::uuid AND id = ANY(ARRAY[:task::uuid]) \gset task_
UPDATE tasks SET title = 'Water the plants ' || :seq::text,
    notes = :task_notes, tags = '{}', priority = 0, completed_at = NULL, deleted_at = NULL, updated_at = now(), version = version + 1,
    position = :task_position, search = 'water the plants' || E'\n\n'
WHERE user_id = :id::uuid AND id = :task::uuid;
INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at)
VALUES (:event::uuid, :id::uuid, :seq::bigint, 'task-events', 'task.updated', :task::uuid,
    '{"seq": 4, "task": {"id": "01a20d13-1621-71cf-9764-c09e85fa6530", "due": {"date": "2026-12-01", "time": null, "time_zone": null}, "tags": [], "notes": "", "title": "Water the plants", "status": "open", "list_id": "01a20d13-113f-7689-b17b-599ad8e7a758", "version": 1, "deadline": null, "position": "a3", "parent_id": null, "reminders": [], "series_id": null, "recurrence": null, "start_date": null, "duration_minutes": null, "priority": "none", "created_at": "2026-11-24T10:21:24.385577Z", "deleted_at": null, "updated_at": "2026-11-24T10:21:24.385577Z", "completed_at": null}, "actor": "api", "changed": ["title"], "user_id": "01a20d13-1128-770e-8427-c179e5762160", "schema_version": 1}',
    now());
INSERT INTO undo_log (token_hash, user_id, steps, reverts, expires_at)
VALUES (sha256(uuid_send(:event::uuid)), :id::uuid,
    jsonb_build_array(jsonb_build_object('anchor', NULL, 'before', ('{"seq": 4, "task": {"id": "01a20d13-1621-71cf-9764-c09e85fa6530", "due": {"date": "2026-12-01", "time": null, "time_zone": null}, "tags": [], "notes": "", "title": "Water the plants", "status": "open", "list_id": "01a20d13-113f-7689-b17b-599ad8e7a758", "version": 1, "deadline": null, "position": "a3", "parent_id": null, "reminders": [], "series_id": null, "recurrence": null, "start_date": null, "duration_minutes": null, "priority": "none", "created_at": "2026-11-24T10:21:24.385577Z", "deleted_at": null, "updated_at": "2026-11-24T10:21:24.385577Z", "completed_at": null}, "actor": "api", "changed": ["title"], "user_id": "01a20d13-1128-770e-8427-c179e5762160", "schema_version": 1}'::jsonb)->'task', 'task_id', :task::text, 'restores', NULL, 'after_version', 1)),
    false, now() + interval '1 day');
COMMIT;
