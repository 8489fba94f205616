-- What the assistant asked before doing it. It is gone once answered, or once something else is said.
CREATE TABLE confirmations (
    token_hash      bytea PRIMARY KEY, -- SHA-256 of the token
    user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    -- [{verb, task_id, version}], in order.
    pinned          jsonb NOT NULL,
    expires_at      timestamptz NOT NULL
);
-- The open question of a conversation.
CREATE INDEX confirmations_conversation ON confirmations (conversation_id);
-- Deleting a user.
CREATE INDEX confirmations_user ON confirmations (user_id);
