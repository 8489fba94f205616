-- Undo said again walks further back; what an undo took away is brought back by redo.
ALTER TABLE undo_log ADD COLUMN reverts boolean NOT NULL DEFAULT false;
-- The newest of a person, to undo or to redo; deleting a user.
CREATE INDEX undo_log_newest ON undo_log (user_id, reverts, expires_at);
DROP INDEX undo_log_user;
