-- A person is told when one of their webhooks is disabled: a notification may be about that instead of a task.
ALTER TABLE notifications
    ALTER COLUMN task_id DROP NOT NULL,
    ADD COLUMN webhook_id uuid, -- it outlives the webhook
    ADD COLUMN detail text;
ALTER TABLE notifications ADD CONSTRAINT notifications_about CHECK (num_nonnulls(task_id, webhook_id) = 1) NOT VALID;
ALTER TABLE notifications VALIDATE CONSTRAINT notifications_about;

-- A webhook is sent its person's changes after this one: from its creation, or from when it was enabled again.
ALTER TABLE webhooks ADD COLUMN since bigint NOT NULL DEFAULT 0;
UPDATE webhooks SET since = coalesce((
    SELECT max(seq) FROM outbox WHERE outbox.user_id = webhooks.user_id AND outbox.created_at < webhooks.created_at
), 0);
