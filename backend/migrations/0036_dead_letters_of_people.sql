-- A dead letter holds what a person wrote: it goes when they go.
ALTER TABLE dead_letters ADD COLUMN user_id uuid REFERENCES users ON DELETE CASCADE;
-- Deleting a user.
CREATE INDEX dead_letters_user ON dead_letters (user_id) WHERE user_id IS NOT NULL;
UPDATE dead_letters SET user_id = outbox.user_id
FROM outbox JOIN users ON users.id = outbox.user_id
WHERE outbox.id::text = dead_letters.event_id;
