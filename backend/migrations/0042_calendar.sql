-- A person's feed for calendars: whoever has its address may read it, until it is revoked.

CREATE TABLE calendars (
    user_id      uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE, -- SHA-256; serves the feed
    created_at   timestamptz NOT NULL,
    last_read_at timestamptz
);
