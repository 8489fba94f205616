-- `GET /api/v1/changes?since=30`
\set user random(0, :users - 1)
SELECT users.id, email, name, time_zone, week_start, language, times_of_day, default_list_id, default_reminder,
    users.created_at, last_seen_at
FROM sessions JOIN users ON users.id = user_id
WHERE token_hash = sha256(convert_to('bench-' || :user, 'UTF8')) AND expires_at > now() \gset
SELECT seq FROM users WHERE id = :id::uuid;
SELECT id, user_id, seq, topic, type, subject, data, traceparent, created_at
FROM outbox WHERE user_id = :id::uuid AND seq > 30 ORDER BY seq LIMIT 200;
