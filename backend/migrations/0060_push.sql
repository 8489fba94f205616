-- Browsers that are told of a person's notifications (Web Push), and what is on its way there.

CREATE TABLE push_subscriptions (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- The browser's sign-in: when that ends, so does this.
    session    bytea NOT NULL REFERENCES sessions ON DELETE CASCADE,
    endpoint   text NOT NULL CHECK (char_length(endpoint) BETWEEN 1 AND 2000),
    -- The browser's public key and its secret: only it can read what is sent (RFC 8291).
    p256dh     bytea NOT NULL CHECK (octet_length(p256dh) = 65),
    auth       bytea NOT NULL CHECK (octet_length(auth) = 16),
    created_at timestamptz NOT NULL,
    -- A browser is told of one person's.
    CONSTRAINT push_subscriptions_endpoint UNIQUE (endpoint)
);
-- A person's browsers, the oldest first.
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id, id);
-- The end of a session.
CREATE INDEX push_subscriptions_session ON push_subscriptions (session);

-- One row for each message that is to be sent. Whoever sends it takes it away first: it is sent once at most.
CREATE TABLE push_messages (
    id              uuid PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES push_subscriptions ON DELETE CASCADE,
    body            text NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    due_at          timestamptz NOT NULL
);
-- The worker: what is due by now, the longest waiting first.
CREATE INDEX push_messages_due ON push_messages (due_at);
-- Deleting a subscription.
CREATE INDEX push_messages_subscription ON push_messages (subscription_id);
