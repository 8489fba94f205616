-- Links for a new password, sent by e-mail. Each is used once.

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY, -- SHA-256 of the token
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
-- A new password makes a person's other links void; deleting a user.
CREATE INDEX password_resets_user ON password_resets (user_id);
-- Retention.
CREATE INDEX password_resets_expiry ON password_resets (expires_at);
