-- What the overview and a user's story need: when versions were published and decided on, and figures that nobody has to count again.

-- Written by the Ingress's relay: when each version was acknowledged and published, taken over from the outbox row that it deletes.
CREATE TABLE scim.publications (
    scim_user_id uuid NOT NULL,
    version bigint NOT NULL,
    acknowledged_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE INDEX publications_by_user ON scim.publications (scim_user_id);
CREATE INDEX publications_by_time ON scim.publications (acknowledged_at);

-- Written by the ProvisioningWorker: each decision that differs from the one before. provisioning.user_states has the last one only.
CREATE TABLE provisioning.decisions (
    scim_user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    version bigint NOT NULL,
    outcome text NOT NULL,
    decision text,
    reason text,
    decided_at timestamptz NOT NULL
);

CREATE INDEX decisions_by_user ON provisioning.decisions (scim_user_id);
CREATE INDEX decisions_by_time ON provisioning.decisions (decided_at);

-- One organisation's deleted users, beside users_by_organisation, which has the others.
CREATE INDEX users_deleted_by_organisation ON scim.users (organisation_id) WHERE deleted_at IS NOT NULL;

-- Written by Ops only: the users that need not be counted again (docs/decisions/0022-sync-ledger.md). One row: until when.
CREATE TABLE operations.sync_ledger (
    is_only boolean NOT NULL DEFAULT true,
    settled_until timestamptz NOT NULL,
    CONSTRAINT sync_ledger_pkey PRIMARY KEY (is_only),
    CONSTRAINT sync_ledger_is_one_row CHECK (is_only)
);

CREATE TABLE operations.sync_counts (
    organisation_id uuid NOT NULL,
    -- Users created, and those deleted, until then; and its last change of one.
    users bigint NOT NULL,
    deleted bigint NOT NULL,
    last_change_at timestamptz,
    -- When all of its users were counted last; null: never, its numbers are sums.
    counted_at timestamptz,
    CONSTRAINT sync_counts_pkey PRIMARY KEY (organisation_id)
);

-- Users that last changed before then and were not decided on when the ledger was written.
CREATE TABLE operations.sync_undecided (
    scim_user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT sync_undecided_pkey PRIMARY KEY (scim_user_id)
);

-- A look at the whole pipeline every ten seconds, kept for a day.
CREATE TABLE operations.overview_samples (
    at timestamptz NOT NULL,
    level text NOT NULL,
    acknowledged_per_second double precision,
    applied_per_second double precision,
    rejected_per_second double precision,
    outbox_messages bigint,
    outbox_age_seconds double precision,
    -- Null: the broker's management API was away.
    queued_messages bigint,
    pending bigint,
    oldest_pending_seconds double precision,
    dead_letters bigint,
    mails_pending bigint,
    CONSTRAINT overview_samples_pkey PRIMARY KEY (at),
    CONSTRAINT overview_samples_level_known CHECK (level IN ('green', 'amber', 'red'))
);

-- The contract with Ops: how many mails have still to go out, and how many somebody has to look at.
CREATE VIEW notification.mail_backlog AS
SELECT
    (SELECT count(*) FROM notification.digests WHERE status IN ('pending', 'sending')) AS digests_pending,
    (
        SELECT count(*)
        FROM notification.digests AS digest
        WHERE digest.status = 'failed'
            AND EXISTS (
                SELECT
                FROM notification.sync_errors AS held
                WHERE held.told_in = digest.id OR held.resolution_told_in = digest.id)) AS digests_failed,
    (
        SELECT count(*)
        FROM notification.digests AS digest
        JOIN operations.organisations AS organisation ON organisation.id = digest.organisation_id
        WHERE digest.status IN ('pending', 'sending')
            AND digest.next_attempt_at < now() - interval '5 minutes'
            AND trim(organisation.notification_email) <> '') AS digests_overdue,
    (SELECT count(*) FROM notification.invitations WHERE status IN ('pending', 'sending')) AS invites_pending,
    (SELECT count(*) FROM notification.sync_alerts WHERE closed_at IS NULL) AS alerts_open;

CREATE INDEX sync_alerts_open ON notification.sync_alerts (organisation_id) WHERE closed_at IS NULL;

-- The contracts with Ops for a user's story.
CREATE VIEW scim.user_publications AS
SELECT
    scim_user_id,
    version,
    acknowledged_at,
    published_at
FROM scim.publications
UNION ALL
SELECT
    scim_user_id,
    version,
    created_at,
    NULL
FROM scim.outbox;

CREATE VIEW provisioning.user_decisions AS
SELECT
    scim_user_id,
    organisation_id,
    version,
    outcome,
    decision,
    reason,
    decided_at
FROM provisioning.decisions;
