-- Settings of a person, their sessions and tokens, and what keeps guessing slow.

ALTER TABLE users
    ADD COLUMN week_start       text NOT NULL DEFAULT 'monday',
    ADD COLUMN language         text NOT NULL DEFAULT 'en',
    ADD COLUMN times_of_day     jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN default_list_id  uuid REFERENCES lists ON DELETE SET NULL,
    -- Minutes before a time; null for no reminder unless one is asked for.
    ADD COLUMN default_reminder integer DEFAULT 0 CHECK (default_reminder BETWEEN 0 AND 525600);
-- Deleting a list.
CREATE INDEX users_default_list ON users (default_list_id) WHERE default_list_id IS NOT NULL;

ALTER TABLE sessions
    ADD COLUMN id           uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN user_agent   text,
    ADD COLUMN last_seen_at timestamptz;
UPDATE sessions SET last_seen_at = created_at;
ALTER TABLE sessions ALTER COLUMN last_seen_at SET NOT NULL;
-- Retention: sessions that are over.
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE, -- SHA-256; serves every request that carries a token
    name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    scope        text NOT NULL CHECK (scope IN ('read', 'write')),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz
);
-- A person's tokens.
CREATE INDEX api_tokens_user ON api_tokens (user_id, id);

-- How often something was done in the current window; shared by replicas, of no value after a crash.
CREATE UNLOGGED TABLE rate_limits (
    key          text PRIMARY KEY,
    window_start timestamptz NOT NULL,
    count        bigint NOT NULL
);
-- Retention.
CREATE INDEX rate_limits_age ON rate_limits (window_start);

-- That a sign-in with this Idempotency-Key happened; nothing of the answer, which holds a secret. Kept 7 days.
CREATE TABLE auth_requests (
    path       text NOT NULL,
    key        text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (path, key)
);
CREATE INDEX auth_requests_age ON auth_requests (created_at);

-- Guests that may have been left.
CREATE INDEX users_guests ON users (created_at) WHERE email IS NULL;
