-- What a task and a list carry beyond the first schema. Positions are compared by their bytes.

ALTER TABLE lists
    ADD COLUMN colour     text,
    ADD COLUMN icon       text,
    ADD COLUMN position   text COLLATE "C",
    ADD COLUMN archived   boolean NOT NULL DEFAULT false,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN updated_at timestamptz;
-- "e" and five digits is an integer key of the fractional index (domain/position.rs).
UPDATE lists SET updated_at = created_at, position = numbered.position FROM (
    SELECT id, 'e' || lpad((row_number() OVER (
        PARTITION BY user_id ORDER BY is_inbox DESC, lower(name)) - 1)::text, 5, '0') AS position
    FROM lists
) AS numbered WHERE numbered.id = lists.id;
ALTER TABLE lists
    ALTER COLUMN position SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ADD CHECK (char_length(position) BETWEEN 1 AND 100);
-- A list in the trash leaves its name to another.
DROP INDEX lists_user_name;
CREATE UNIQUE INDEX lists_user_name ON lists (user_id, lower(name)) WHERE deleted_at IS NULL;
-- The lists of a person in their order; the last position.
CREATE INDEX lists_position ON lists (user_id, position, id);
-- Retention: what has been in the trash too long.
CREATE INDEX lists_trash ON lists (deleted_at) WHERE deleted_at IS NOT NULL;

ALTER TABLE tasks
    ADD COLUMN series_id         uuid,
    ADD COLUMN parent_id         uuid REFERENCES tasks ON DELETE CASCADE,
    ADD COLUMN start_date        date,
    ADD COLUMN deadline          date,
    ADD COLUMN duration_minutes  integer CHECK (duration_minutes BETWEEN 1 AND 525600),
    ADD COLUMN recurrence        jsonb, -- {rule, mode}
    ADD COLUMN anchor            jsonb, -- the due from which the rule counts
    ADD COLUMN reminders         jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN position          text COLLATE "C",
    -- The instant of a due with a zone of its own; without one, it is on the clock of the person.
    ADD COLUMN due_at            timestamptz,
    ADD CHECK (parent_id <> id),
    ADD CHECK (recurrence IS NULL OR (due_date IS NOT NULL AND anchor IS NOT NULL));
UPDATE tasks SET position = numbered.position FROM (
    SELECT id, 'e' || lpad((row_number() OVER (PARTITION BY list_id ORDER BY id) - 1)::text, 5, '0') AS position
    FROM tasks
) AS numbered WHERE numbered.id = tasks.id;
ALTER TABLE tasks
    ALTER COLUMN position SET NOT NULL,
    ADD CHECK (char_length(position) BETWEEN 1 AND 100);
-- A list in its order; the last position of a list; what a trashed list takes along.
CREATE INDEX tasks_list ON tasks (user_id, list_id, position, id);
-- The subtasks of a task in their order.
CREATE INDEX tasks_parent ON tasks (parent_id, position, id) WHERE parent_id IS NOT NULL;
-- The closed occurrence of a day.
CREATE INDEX tasks_series ON tasks (series_id, due_date) WHERE series_id IS NOT NULL;
-- GET tasks?sort=due and sort=priority: the expressions are those of store/tasks/page.rs.
CREATE INDEX tasks_by_due ON tasks (
    user_id, coalesce(due_date, 'infinity'), coalesce(due_time, '24:00'), id
) WHERE completed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX tasks_by_priority ON tasks (
    user_id, (-priority), coalesce(due_date, 'infinity'), id
) WHERE completed_at IS NULL AND deleted_at IS NULL;
-- Retention: what has been in the trash too long.
CREATE INDEX tasks_trashed ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;
