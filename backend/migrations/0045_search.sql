-- Full-text search. `search` holds the words of a task as the service splits and folds them: a line each for the
-- title, the tags and the notes. The index is over words that begin with whose they are, so that the words of one
-- person lie together: a search, a prefix too, reads nothing of anybody else's (docs/adr/0008-search.md).

CREATE FUNCTION task_words(person uuid, search text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- What is left of the id tells people apart well enough: every query names the person, too.
RETURN setweight(to_tsvector('simple', regexp_replace(
        split_part(search, E'\n', 1), '\S+', 'u' || right(person::text, 8) || '\&', 'g')), 'A')
    || setweight(to_tsvector('simple', regexp_replace(
        split_part(search, E'\n', 2), '\S+', 'u' || right(person::text, 8) || '\&', 'g')), 'B')
    || setweight(to_tsvector('simple', regexp_replace(
        substr(search, length(split_part(search, E'\n', 1)) + length(split_part(search, E'\n', 2)) + 3),
        '\S+', 'u' || right(person::text, 8) || '\&', 'g')), 'C');

-- What was written before words were split.
UPDATE tasks SET search = regexp_replace(search, '[\x01-\x09\x0b-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g');
ALTER TABLE tasks ADD COLUMN words tsvector GENERATED ALWAYS AS (task_words(user_id, search)) STORED;
-- GET tasks?q= and `search:` in a filter. What waits to be sorted in is read by every search: it is kept short.
CREATE INDEX tasks_words ON tasks USING gin (words) WITH (gin_pending_list_limit = 256);
