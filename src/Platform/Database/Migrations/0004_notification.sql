-- Written by the NotificationWorker only: which sync error was told in which digest, and what became of each digest.
CREATE SCHEMA notification;

-- One mail to one organisation. It waits for its window (pending), is handed to the SMTP server (sending), and ends as sent or failed.
CREATE TABLE notification.digests (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    status text NOT NULL,
    -- When the first thing that it tells was noticed.
    opened_at timestamptz NOT NULL,
    -- Not before this: the end of the window, or of the wait after a failed attempt. While a worker is at it: when another may take over.
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    -- Fixed when it is composed, and again after an attempt that surely delivered nothing.
    error_count integer NOT NULL DEFAULT 0,
    warning_count integer NOT NULL DEFAULT 0,
    resolved_count integer NOT NULL DEFAULT 0,
    recipient text,
    message_id text,
    -- The mail itself, byte for byte, kept only while it is unknown whether it arrived: then the same is sent again, and nothing else.
    message bytea,
    finished_at timestamptz,
    CONSTRAINT digests_pkey PRIMARY KEY (id),
    CONSTRAINT digests_status_known CHECK (status IN ('pending', 'sending', 'sent', 'failed')),
    CONSTRAINT digests_message_iff_sending CHECK ((status = 'sending') = (message IS NOT NULL)),
    CONSTRAINT digests_finished_iff_over CHECK ((status IN ('sent', 'failed')) = (finished_at IS NOT NULL)),
    CONSTRAINT digests_composed_are_addressed CHECK (status = 'pending' OR (recipient IS NOT NULL AND message_id IS NOT NULL))
);

CREATE UNIQUE INDEX digests_open_once ON notification.digests (organisation_id) WHERE status IN ('pending', 'sending');
CREATE INDEX digests_due ON notification.digests (next_attempt_at) WHERE status IN ('pending', 'sending');
CREATE INDEX digests_failed ON notification.digests (organisation_id) WHERE status = 'failed';
CREATE INDEX digests_by_organisation ON notification.digests (organisation_id, finished_at);

-- One column a telling: an error cannot be told as new, or as resolved, in two digests.
CREATE TABLE notification.sync_errors (
    sync_error_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    noticed_at timestamptz NOT NULL,
    resolution_noticed_at timestamptz,
    told_in uuid,
    resolution_told_in uuid,
    CONSTRAINT sync_errors_pkey PRIMARY KEY (sync_error_id),
    CONSTRAINT sync_errors_told_in_a_digest FOREIGN KEY (told_in) REFERENCES notification.digests (id),
    CONSTRAINT sync_errors_resolution_told_in_a_digest FOREIGN KEY (resolution_told_in) REFERENCES notification.digests (id),
    CONSTRAINT sync_errors_resolution_told_after_the_error CHECK (resolution_told_in IS NULL OR told_in IS NOT NULL),
    CONSTRAINT sync_errors_told_in_different_digests CHECK (resolution_told_in <> told_in)
);

CREATE INDEX sync_errors_untold ON notification.sync_errors (organisation_id)
    WHERE told_in IS NULL AND resolution_noticed_at IS NULL;
CREATE INDEX sync_errors_resolution_untold ON notification.sync_errors (organisation_id)
    WHERE told_in IS NOT NULL AND resolution_noticed_at IS NOT NULL AND resolution_told_in IS NULL;
CREATE INDEX sync_errors_told_in ON notification.sync_errors (told_in) WHERE told_in IS NOT NULL;
CREATE INDEX sync_errors_resolution_told_in ON notification.sync_errors (resolution_told_in) WHERE resolution_told_in IS NOT NULL;

-- What the next digest of an organisation has to tell: open errors, and the end of errors that were mailed.
CREATE VIEW notification.untold AS
SELECT
    organisation_id,
    sync_error_id,
    noticed_at AS since
FROM notification.sync_errors
WHERE told_in IS NULL AND resolution_noticed_at IS NULL
UNION ALL
SELECT
    sync_error.organisation_id,
    sync_error.sync_error_id,
    sync_error.resolution_noticed_at AS since
FROM notification.sync_errors AS sync_error
JOIN notification.digests AS digest ON digest.id = sync_error.told_in AND digest.status = 'sent'
WHERE sync_error.told_in IS NOT NULL AND sync_error.resolution_noticed_at IS NOT NULL AND sync_error.resolution_told_in IS NULL;

-- The contract with Ops: every digest, and what became of it. A pending one has no counts yet; it tells what is untold when it goes out.
CREATE VIEW notification.digest_overview AS
SELECT
    digest.id AS digest_id,
    digest.organisation_id,
    organisation.name AS organisation_name,
    CASE
        WHEN digest.status = 'pending' AND coalesce(trim(organisation.notification_email), '') = '' THEN 'unaddressed'
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

-- The contract with Ops: where each sync error was told. One that is not here was not noticed yet.
CREATE VIEW notification.sync_error_mailings AS
SELECT
    sync_error.sync_error_id,
    sync_error.organisation_id,
    CASE
        WHEN digest.status = 'sent' THEN 'mailed'
        WHEN digest.status IS NOT NULL THEN digest.status
        WHEN sync_error.resolution_noticed_at IS NOT NULL THEN 'left_out'
        WHEN coalesce(trim(organisation.notification_email), '') = '' THEN 'unaddressed'
        ELSE 'waiting'
    END AS status,
    sync_error.told_in AS digest_id,
    CASE WHEN digest.status = 'sent' THEN digest.finished_at END AS mailed_at,
    sync_error.resolution_told_in AS resolution_digest_id,
    CASE WHEN resolution.status = 'sent' THEN resolution.finished_at END AS resolution_mailed_at
FROM notification.sync_errors AS sync_error
LEFT JOIN notification.digests AS digest ON digest.id = sync_error.told_in
LEFT JOIN notification.digests AS resolution ON resolution.id = sync_error.resolution_told_in
LEFT JOIN operations.organisations AS organisation ON organisation.id = sync_error.organisation_id;
