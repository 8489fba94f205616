-- State keys of the embedded runtime: the rules of Dapr's state.postgresql v2. Unlogged, as only a fast path lies
-- here: losing it costs a look-up.
CREATE UNLOGGED TABLE state (
    key        text PRIMARY KEY,
    value      bytea NOT NULL,
    expires_at timestamptz -- past it, the row counts as absent
);
-- Retention.
CREATE INDEX state_expiry ON state (expires_at);

-- Who of several replicas does what one at a time must do. Times are the database's, which all replicas share.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL, -- made anew by each process
    expires_at timestamptz NOT NULL
);

-- `backend dead list`, newest first.
CREATE INDEX dead_letters_received ON dead_letters (received_at);
