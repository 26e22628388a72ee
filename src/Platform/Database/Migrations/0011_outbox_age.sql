-- Since when each row waits to be published: how far an outbox lags behind can be seen, and is complained of. By the server's own clock.
ALTER TABLE scim.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE provisioning.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE operations.outbox ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
