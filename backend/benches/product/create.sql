-- What `POST /api/v1/tasks` does in the database, statement by statement; main.rs checks that it still does.
\set user random(0, :users - 1)
SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id, default_reminder,
    users.created_at, last_seen_at,
    (lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid AS task,
    (lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid AS event
FROM sessions JOIN users ON users.id = user_id
WHERE token_hash = sha256(convert_to('bench-' || :user, 'UTF8')) AND expires_at > now() \gset
BEGIN;
UPDATE users SET seq = seq + 1 WHERE id = :id::uuid RETURNING seq, time_zone, default_reminder, default_list_id \gset
SELECT id AS list FROM lists WHERE user_id = :id::uuid AND is_inbox \gset
SELECT position FROM tasks WHERE user_id = :id::uuid AND list_id = :list::uuid AND parent_id IS NOT DISTINCT FROM NULL
    ORDER BY position DESC LIMIT 1;
INSERT INTO tasks (id, user_id, list_id, title, notes, tags, priority, created_at, updated_at, version, reminders, position, search)
VALUES (:task::uuid, :id::uuid, :list::uuid, 'Water the plants', '', '{}', 0, now(), now(), 1, '[]', 'a' || :seq, 'water the plants')
ON CONFLICT (id) DO NOTHING;
INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at)
VALUES (:event::uuid, :id::uuid, :seq::bigint, 'task-events', 'task.created', :task::uuid,
    '{"seq": 4, "task": {"id": "01a20d13-1621-71cf-9764-c09e85fa6530", "due": null, "tags": [], "notes": "", "title": "Water the plants", "status": "open", "list_id": "01a20d13-113f-7689-b17b-599ad8e7a758", "version": 1, "deadline": null, "position": "a3", "parent_id": null, "reminders": [], "series_id": null, "recurrence": null, "start_date": null, "duration_minutes": null, "priority": "none", "created_at": "2026-11-24T10:21:24.385577Z", "deleted_at": null, "updated_at": "2026-11-24T10:21:24.385577Z", "completed_at": null}, "actor": "api", "changed": [], "user_id": "01a20d13-1128-770e-8427-c179e5762160", "schema_version": 1}',
    now());
INSERT INTO undo_log (token_hash, user_id, steps, reverts, expires_at)
VALUES (sha256(uuid_send(:event::uuid)), :id::uuid,
    '[{"anchor": null, "before": null, "task_id": "01a20d13-1621-71cf-9764-c09e85fa6530", "restores": null, "after_version": 1}]', false, now() + interval '1 day')
ON CONFLICT (token_hash) DO UPDATE SET
    steps = CASE WHEN undo_log.used_at IS NULL THEN undo_log.steps ELSE '[]' END || excluded.steps,
    reverts = (undo_log.reverts OR undo_log.used_at IS NOT NULL) AND excluded.reverts,
    used_at = NULL,
    expires_at = excluded.expires_at;
COMMIT;
