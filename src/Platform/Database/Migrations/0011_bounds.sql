-- Since when each row waits to be published: how far an outbox lags behind can be seen, and is complained of. By the server's own clock.
ALTER TABLE scim.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE provisioning.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE operations.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

-- Deleted users are forgotten after a while.
CREATE INDEX users_deleted ON scim.users (deleted_at) WHERE deleted_at IS NOT NULL;
