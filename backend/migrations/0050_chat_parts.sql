-- What the answers of a conversation pinned: {shown, them, it, added, offered}, each task by its id and title, so that
-- one that is gone by now can still be named. Replicas of the version before read `shown` and `last_task`.
ALTER TABLE conversations ADD COLUMN reference jsonb NOT NULL DEFAULT '{}';

-- The parts of a message that are done while others are not yet, each written in the transaction of its effect: a
-- repeat of the request goes on after them. Part 0 holds what the message was read against. Gone with the answer.
CREATE TABLE chat_parts (
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    key          text NOT NULL, -- the request's Idempotency-Key
    part         integer NOT NULL,
    request_hash bytea NOT NULL, -- SHA-256 of the body
    content      jsonb NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, key, part)
);
-- Retention: those of requests that were never repeated.
CREATE INDEX chat_parts_age ON chat_parts (created_at);
