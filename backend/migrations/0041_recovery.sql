-- Ways back into an account, and from a guest's tasks into one.

CREATE TABLE recovery_codes (
    user_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL, -- SHA-256; a code is used once and goes
    PRIMARY KEY (user_id, code_hash)
);

-- A guest's tasks, offered to the account that signed in from the guest's session.
CREATE TABLE merge_offers (
    token_hash bytea PRIMARY KEY, -- SHA-256 of the token
    guest_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
-- Deleting a guest; deleting a user.
CREATE INDEX merge_offers_guest ON merge_offers (guest_id);
CREATE INDEX merge_offers_user ON merge_offers (user_id);
-- Retention.
CREATE INDEX merge_offers_expiry ON merge_offers (expires_at);
