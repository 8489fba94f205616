-- Retention: secrets of webhooks that were rotated, once they are good no more.
CREATE INDEX webhooks_old_secrets ON webhooks (old_until) WHERE old_until IS NOT NULL;
