-- Lists whose positions have grown long: the worker numbers them anew.
CREATE INDEX tasks_position_grown ON tasks (user_id, list_id)
    WHERE char_length(position) > 24 AND deleted_at IS NULL;
