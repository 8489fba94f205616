-- Commits tell the relay whose events wait, and it reads those by outbox_user_seq. This index serves the net below
-- that, and the metrics: what waits, the oldest first, so that what was published since the last vacuum lies behind
-- where the next look begins.
CREATE INDEX outbox_waiting ON outbox (created_at, id) WHERE published_at IS NULL;
DROP INDEX outbox_pending;

-- Each event leaves one dead row behind when it is marked as published. By the defaults a log of millions would keep
-- a fifth of it.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
