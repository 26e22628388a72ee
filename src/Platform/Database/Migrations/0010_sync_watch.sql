-- Written by the Ingress: how it answered each organisation, in buckets of ten minutes, without anything about people. Kept for two days.
CREATE TABLE scim.request_counts (
    organisation_id uuid NOT NULL,
    -- When the bucket begins.
    bucket timestamptz NOT NULL,
    -- What Entra counts as a provisioning event: a change that was answered, or a read that failed.
    events bigint NOT NULL,
    -- Answered 4xx: the organisation's to mend.
    client_errors bigint NOT NULL,
    -- Answered 5xx: ours.
    server_errors bigint NOT NULL,
    CONSTRAINT request_counts_pkey PRIMARY KEY (organisation_id, bucket),
    CONSTRAINT request_counts_errors_are_events CHECK (client_errors >= 0 AND server_errors >= 0 AND client_errors + server_errors <= events)
);

CREATE INDEX request_counts_by_bucket ON scim.request_counts (bucket);

-- Written by the Ingress: since when at least one instance runs without a break, so that our own absence is nobody's silence. One row.
CREATE TABLE scim.ingress_presence (
    present boolean NOT NULL,
    since timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT ingress_presence_pkey PRIMARY KEY (present),
    CONSTRAINT ingress_presence_is_one_row CHECK (present)
);

-- Written by the NotificationWorker: what is wrong with an organisation's synchronisation itself, and what became of the mail about it.
CREATE TABLE notification.sync_alerts (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kind text NOT NULL,
    -- The token that expires, and the days before that which are told of; null: the alert is about something else.
    token_id uuid,
    days integer,
    -- What the alert rests on, as it was when it was opened: times and counts.
    facts jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    -- Null: it is still so.
    closed_at timestamptz,
    -- The mail: pending until it is composed, sending while it may have arrived; sent or failed for good.
    status text NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    recipient text,
    message_id text,
    -- Byte for byte, kept only while it is unknown whether it arrived: then the same is sent again, and nothing else.
    message bytea,
    told_at timestamptz,
    CONSTRAINT sync_alerts_pkey PRIMARY KEY (id),
    CONSTRAINT sync_alerts_kind_known CHECK (kind IN ('silent', 'token_expires', 'quarantine_near')),
    CONSTRAINT sync_alerts_days_iff_token CHECK ((kind = 'token_expires') = (token_id IS NOT NULL) AND (token_id IS NULL) = (days IS NULL)),
    CONSTRAINT sync_alerts_status_known CHECK (status IN ('pending', 'sending', 'sent', 'failed')),
    CONSTRAINT sync_alerts_message_iff_sending CHECK ((status = 'sending') = (message IS NOT NULL)),
    CONSTRAINT sync_alerts_told_iff_sent CHECK ((status = 'sent') = (told_at IS NOT NULL)),
    CONSTRAINT sync_alerts_composed_are_addressed CHECK (status = 'pending' OR (recipient IS NOT NULL AND message_id IS NOT NULL)),
    -- However often a token's expiry comes into view, each of its warnings is one alert, told once.
    CONSTRAINT sync_alerts_token_told_once UNIQUE (token_id, days)
);

CREATE UNIQUE INDEX sync_alerts_open_once ON notification.sync_alerts (organisation_id, kind) WHERE closed_at IS NULL;
CREATE INDEX sync_alerts_due ON notification.sync_alerts (next_attempt_at) WHERE status IN ('pending', 'sending');
CREATE INDEX sync_alerts_by_opening ON notification.sync_alerts (opened_at);

-- The contract with Ops: every alert, open or over, and whether the organisation was told.
CREATE VIEW notification.sync_alert_overview AS
SELECT
    alert.id AS alert_id,
    alert.organisation_id,
    organisation.name AS organisation_name,
    alert.kind,
    alert.token_id,
    alert.days,
    alert.facts,
    alert.opened_at,
    alert.closed_at,
    CASE
        WHEN alert.status = 'pending' AND alert.closed_at IS NOT NULL THEN 'left_out'
        WHEN alert.status = 'pending' AND coalesce(trim(organisation.notification_email), '') = '' THEN 'unaddressed'
        ELSE alert.status
    END AS status,
    alert.attempts,
    alert.last_error,
    alert.recipient,
    alert.told_at
FROM notification.sync_alerts AS alert
LEFT JOIN operations.organisations AS organisation ON organisation.id = alert.organisation_id;
