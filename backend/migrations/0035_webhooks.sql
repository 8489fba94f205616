-- Addresses of people's own programs that are told of their events, and what is on its way there.

CREATE TABLE webhooks (
    id              uuid PRIMARY KEY,
    user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    url             text NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2000),
    name            text NOT NULL CHECK (char_length(name) <= 100),
    events          text[] NOT NULL, -- the types that are sent; all when empty
    -- As `webhook::Keys` seals them: needed to sign, so a hash does not do.
    secret          bytea NOT NULL,
    old_secret      bytea,
    old_until       timestamptz,
    created_at      timestamptz NOT NULL,
    disabled_at     timestamptz,
    disabled_reason text,
    -- Attempts that failed since the last one that succeeded.
    failures        integer NOT NULL DEFAULT 0,
    -- When the first of its deliveries that are not finished is to be sent; null where there is none.
    due_at          timestamptz,
    -- A replica is at it until then.
    claimed_until   timestamptz
);
-- A person's webhooks; those that a batch of events concerns.
CREATE INDEX webhooks_user ON webhooks (user_id, id);
-- The worker: what is due by now, the longest waiting first.
CREATE INDEX webhooks_due ON webhooks (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE webhook_deliveries (
    id              uuid PRIMARY KEY, -- sent as webhook-id
    webhook_id      uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event_id        uuid, -- null for a test
    seq             bigint NOT NULL, -- of the event: they are sent in this order; 0 for a test, which goes first
    type            text NOT NULL,
    body            text NOT NULL, -- exactly what is signed and sent; emptied when it is finished
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts        integer NOT NULL DEFAULT 0,
    last_status     integer,
    last_error      text,
    next_attempt_at timestamptz,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    -- However often an event comes, it is sent as one delivery.
    CONSTRAINT webhook_deliveries_event UNIQUE (webhook_id, event_id)
);
-- The next one of a webhook; how many wait.
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (webhook_id, seq, id) WHERE status = 'pending';
-- A webhook's deliveries, newest first.
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
-- Retention.
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);
