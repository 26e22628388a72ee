-- Written by the Ingress only: what each organisation wants.
CREATE SCHEMA scim;

CREATE TABLE scim.users (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    -- Grows by one at every change; the ETag is W/"version".
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_modified timestamptz NOT NULL,
    deleted_at timestamptz,
    user_name text NOT NULL,
    -- Lookup forms of values inside the document, folded as the attribute's caseExact says.
    user_name_key text NOT NULL,
    external_id text,
    work_email_key text,
    -- E-mails of other types; null for most people.
    other_email_keys text[],
    manager_id text,
    -- The user as sent, id and meta apart.
    document jsonb NOT NULL,
    -- With what the reconciler compares: its look at every user reads the index, not the wide rows.
    CONSTRAINT users_pkey PRIMARY KEY (id) INCLUDE (organisation_id, version, last_modified),
    CONSTRAINT users_version_positive CHECK (version > 0)
);

-- The selective column first: while a table is new and has no statistics, PostgreSQL takes any index that begins with the organisation
-- for any lookup within one, and reads all of its users.
CREATE UNIQUE INDEX users_user_name_taken_once ON scim.users (user_name_key, organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_organisation ON scim.users (organisation_id, id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_external_id ON scim.users (external_id, organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_work_email ON scim.users (work_email_key, organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX users_by_other_email ON scim.users USING gin (other_email_keys) WHERE deleted_at IS NULL AND other_email_keys IS NOT NULL;
-- "manager eq" alone: a handful of users have one manager.
CREATE INDEX users_by_manager ON scim.users (manager_id, organisation_id) WHERE manager_id IS NOT NULL AND deleted_at IS NULL;
-- The reconciler looks for users whose newest version was not applied in time.
CREATE INDEX users_by_last_modified ON scim.users (last_modified);

-- Narrow rows: a relay never locks or rewrites the wide user row.
CREATE TABLE scim.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id uuid NOT NULL,
    scim_user_id uuid NOT NULL,
    version bigint NOT NULL,
    traceparent text,
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
);

-- Rows come and go in bursts: clean up long before a fifth of the table is dead.
ALTER TABLE scim.outbox SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

-- When each token was last seen, written every so often by each ingress; Ops shows it beside the token.
CREATE TABLE scim.token_uses (
    token_id uuid NOT NULL,
    last_used_at timestamptz NOT NULL,
    CONSTRAINT token_uses_pkey PRIMARY KEY (token_id)
);

-- The contract with the provisioning worker: the newest desired state of every user, also of deleted ones.
CREATE VIEW scim.desired_users AS
SELECT
    organisation_id,
    id AS scim_user_id,
    version,
    deleted_at IS NOT NULL AS deleted,
    user_name,
    last_modified,
    document
FROM scim.users;
