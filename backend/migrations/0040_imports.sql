-- Files that are being read in, and what of them was. Over ones are kept for a week.

CREATE TABLE imports (
    id            uuid PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    format        text NOT NULL,
    state         text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    total         bigint NOT NULL,
    looked_at     bigint NOT NULL DEFAULT 0,
    added         bigint NOT NULL DEFAULT 0,
    -- [{row, field, message, skipped}]
    problems      jsonb NOT NULL,
    problem_count bigint NOT NULL,
    -- Offered with the answer, as a message's is: it is of use to its person alone.
    undo_token    text,
    undo_expires_at timestamptz,
    -- A replica is at it until then.
    claimed_until timestamptz,
    created_at    timestamptz NOT NULL,
    finished_at   timestamptz
);
-- The worker: what is to be done, the oldest first. Whether a person has one that is not over.
CREATE INDEX imports_open ON imports (created_at) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX imports_open_user ON imports (user_id) WHERE finished_at IS NULL;
-- Retention; deleting a user.
CREATE INDEX imports_age ON imports (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX imports_user ON imports (user_id);

-- What a file holds, in the order in which it is added; gone once the import is over.
CREATE TABLE import_rows (
    import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    n         bigint NOT NULL,
    item      jsonb NOT NULL,
    added     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import_id, n)
);
