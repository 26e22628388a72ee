-- Resend invite: who pressed it for whom (Ops), what is to be published (Ops), and what became of the mail (NotificationWorker).

-- Every press that was granted; the newest of an account guards against the next.
CREATE TABLE operations.invites (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    actor text NOT NULL,
    pressed_at timestamptz NOT NULL,
    CONSTRAINT invites_pkey PRIMARY KEY (id),
    CONSTRAINT invites_of_an_organisation FOREIGN KEY (organisation_id) REFERENCES operations.organisations (id)
);

CREATE INDEX invites_by_account ON operations.invites (account_id, pressed_at);
CREATE INDEX invites_by_time ON operations.invites (pressed_at);

-- Invites that no queue has confirmed yet.
CREATE TABLE operations.outbox (
    invite_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (invite_id),
    CONSTRAINT outbox_of_an_invite FOREIGN KEY (invite_id) REFERENCES operations.invites (id)
);

-- Failed digests that an operator wants to go out again although the address is the same; read by the notification worker.
CREATE TABLE operations.digest_retries (
    digest_id uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    CONSTRAINT digest_retries_pkey PRIMARY KEY (digest_id)
);

-- One mail for each invite. Its states are those of a digest.
CREATE TABLE notification.invitations (
    invite_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    status text NOT NULL,
    noticed_at timestamptz NOT NULL,
    -- Not before this; while a worker is at it: when another may take over.
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    recipient text,
    message_id text,
    -- Kept only while it is unknown whether it arrived.
    message bytea,
    finished_at timestamptz,
    CONSTRAINT invitations_pkey PRIMARY KEY (invite_id),
    CONSTRAINT invitations_status_known CHECK (status IN ('pending', 'sending', 'sent', 'failed')),
    CONSTRAINT invitations_message_iff_sending CHECK ((status = 'sending') = (message IS NOT NULL)),
    CONSTRAINT invitations_finished_iff_over CHECK ((status IN ('sent', 'failed')) = (finished_at IS NOT NULL)),
    CONSTRAINT invitations_sent_are_addressed CHECK (status IN ('pending', 'failed') OR (recipient IS NOT NULL AND message_id IS NOT NULL))
);

CREATE INDEX invitations_due ON notification.invitations (next_attempt_at) WHERE status IN ('pending', 'sending');

-- The contract with Ops: what became of each invite. One that is not here was not taken in yet.
CREATE VIEW notification.invitation_overview AS
SELECT
    invite_id,
    status,
    attempts,
    last_error,
    next_attempt_at,
    CASE WHEN status = 'sent' THEN finished_at END AS sent_at,
    recipient,
    message_id
FROM notification.invitations;

-- As before, and a failed digest whose errors were handed to a later one is superseded: nobody has to look at it any more.
CREATE OR REPLACE VIEW notification.digest_overview AS
SELECT
    digest.id AS digest_id,
    digest.organisation_id,
    organisation.name AS organisation_name,
    CASE
        WHEN digest.status = 'pending' AND coalesce(trim(organisation.notification_email), '') = '' THEN 'unaddressed'
        WHEN digest.status = 'failed' AND NOT EXISTS (
            SELECT
            FROM notification.sync_errors AS held
            WHERE held.told_in = digest.id OR held.resolution_told_in = digest.id) THEN 'superseded'
        ELSE digest.status
    END AS status,
    CASE
        WHEN digest.status = 'pending'
            THEN (SELECT count(*) FROM notification.untold WHERE untold.organisation_id = digest.organisation_id)::integer
        ELSE 0
    END AS waiting_count,
    digest.error_count,
    digest.warning_count,
    digest.resolved_count,
    digest.attempts,
    digest.last_error,
    digest.opened_at,
    digest.next_attempt_at,
    CASE WHEN digest.status = 'sent' THEN digest.finished_at END AS sent_at,
    digest.recipient,
    digest.message_id
FROM notification.digests AS digest
LEFT JOIN operations.organisations AS organisation ON organisation.id = digest.organisation_id;
