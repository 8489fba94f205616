-- Text search. A person has some thousands of tasks: their rows are found by tasks_open and tasks_live, and `search`
-- is compared in them. An index over everybody's words would read more rows than that for a common word, and folding
-- accents in the service needs no extension of the server.

ALTER TABLE tasks ADD COLUMN search text NOT NULL DEFAULT '';
-- Folded again, without accents, at the next change of each task.
UPDATE tasks SET search = lower(title || E'\n' || array_to_string(tags, ' ') || E'\n' || notes);

-- Filters that a person gave a name.
CREATE TABLE filters (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    filter     text NOT NULL CHECK (char_length(filter) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL
);
-- A person's filters; their names differ.
CREATE UNIQUE INDEX filters_user_name ON filters (user_id, lower(name));
