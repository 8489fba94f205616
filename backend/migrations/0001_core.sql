-- Ids are UUIDv7, made by the server. Text limits repeat those of the domain as a last line of defence.

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text CONSTRAINT users_email_key UNIQUE, -- lower case; null for a guest
    password_hash text,
    name          text,
    time_zone     text NOT NULL,
    -- Counts the changes of this person. Every change locks this row first: commit order is seq order.
    seq           bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    CHECK ((email IS NULL) = (password_hash IS NULL))
);

CREATE TABLE sessions (
    token_hash   bytea PRIMARY KEY, -- SHA-256 of the cookie
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
-- Deleting a user, listing one's sessions.
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE lists (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    is_inbox   boolean NOT NULL DEFAULT false,
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);
-- A name is looked up whatever its case ("in my work list").
CREATE UNIQUE INDEX lists_user_name ON lists (user_id, lower(name));
CREATE UNIQUE INDEX lists_user_inbox ON lists (user_id) WHERE is_inbox;

CREATE TABLE tasks (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    list_id       uuid NOT NULL REFERENCES lists,
    title         text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 500),
    notes         text NOT NULL DEFAULT '' CHECK (char_length(notes) <= 10000),
    tags          text[] NOT NULL DEFAULT '{}',
    priority      smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 4),
    due_date      date,
    due_time      time,
    due_time_zone text,
    completed_at  timestamptz,
    deleted_at    timestamptz,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       bigint NOT NULL DEFAULT 1,
    CHECK (due_date IS NOT NULL OR (due_time IS NULL AND due_time_zone IS NULL))
);
-- Pages of open, done and trashed tasks, newest first.
CREATE INDEX tasks_open ON tasks (user_id, id) WHERE completed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_live ON tasks (user_id, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_trash ON tasks (user_id, id) WHERE deleted_at IS NOT NULL;
-- "What's due today": open ones by day.
CREATE INDEX tasks_due ON tasks (user_id, due_date, due_time)
    WHERE completed_at IS NULL AND deleted_at IS NULL AND due_date IS NOT NULL;

CREATE TABLE conversations (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- Ids of the tasks that the last answer numbered, in its order, and of the one acted on last.
    shown      uuid[] NOT NULL DEFAULT '{}',
    last_task  uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
-- A person's conversations, latest first.
CREATE INDEX conversations_user ON conversations (user_id, id);

CREATE TABLE messages (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    role            text NOT NULL CHECK (role IN ('user', 'assistant')),
    text            text NOT NULL,
    reply           jsonb,
    created_at      timestamptz NOT NULL
);
-- The history of a conversation, newest first.
CREATE INDEX messages_conversation ON messages (conversation_id, id);

CREATE TABLE undo_log (
    token_hash bytea PRIMARY KEY, -- SHA-256 of the token
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- [{task_id, before: task row or null, after_version}], in the order of the changes.
    steps      jsonb NOT NULL,
    used_at    timestamptz,
    expires_at timestamptz NOT NULL
);
CREATE INDEX undo_log_user ON undo_log (user_id);
-- Retention.
CREATE INDEX undo_log_expiry ON undo_log (expires_at);

-- The change log of every person, and what is still to be published. Kept 30 days.
CREATE TABLE outbox (
    id           uuid PRIMARY KEY, -- the CloudEvent's id
    user_id      uuid NOT NULL,
    seq          bigint NOT NULL,
    topic        text NOT NULL,
    type         text NOT NULL,
    subject      uuid NOT NULL,
    data         jsonb NOT NULL,
    traceparent  text,
    created_at   timestamptz NOT NULL,
    published_at timestamptz,
    CONSTRAINT outbox_user_seq UNIQUE (user_id, seq) -- serves changes and the stream
);
-- The relay: what waits, a person's oldest first.
CREATE INDEX outbox_pending ON outbox (user_id, seq) WHERE published_at IS NULL;
-- Retention.
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- One row per effect of a durable consumer, written in the effect's transaction. Kept 14 days.
CREATE TABLE consumed_events (
    consumer    text NOT NULL,
    event_id    uuid NOT NULL,
    consumed_at timestamptz NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX consumed_events_age ON consumed_events (consumed_at);

CREATE TABLE dead_letters (
    id          uuid PRIMARY KEY,
    topic       text NOT NULL,
    consumer    text NOT NULL,
    event_id    text, -- as it came: poison may have none
    reason      text NOT NULL,
    payload     bytea NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT dead_letters_event UNIQUE (consumer, event_id)
);

-- What the activity consumer makes of task-events.
CREATE TABLE activity (
    event_id uuid PRIMARY KEY,
    user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    seq      bigint NOT NULL,
    type     text NOT NULL,
    subject  uuid NOT NULL,
    actor    text NOT NULL,
    changed  text[] NOT NULL,
    time     timestamptz NOT NULL
);
-- A task's history, a person's history: newest first.
CREATE INDEX activity_subject ON activity (user_id, subject, seq DESC);
CREATE INDEX activity_user ON activity (user_id, seq DESC);

-- The guarantee behind Idempotency-Key: written in the transaction of the effect. Kept 7 days.
CREATE TABLE idempotency_requests (
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    method       text NOT NULL,
    path         text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL, -- SHA-256 of the body
    -- {status, headers, body}
    answer       jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, method, path, key)
);
CREATE INDEX idempotency_requests_age ON idempotency_requests (created_at);
