-- How often a person's words went to a language model on a day of theirs. Kept for some days.
CREATE TABLE llm_usage (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    day     date NOT NULL,
    calls   integer NOT NULL,
    PRIMARY KEY (user_id, day)
);
-- Retention.
CREATE INDEX llm_usage_day ON llm_usage (day);
