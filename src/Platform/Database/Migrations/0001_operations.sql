-- Written by Ops only: the organisations, their SCIM tokens, and what operators did.
CREATE SCHEMA operations;

CREATE TABLE operations.organisations (
    id uuid NOT NULL,
    name text NOT NULL,
    tier text NOT NULL,
    -- Where digests of synchronisation errors go; null: errors are kept and shown, nothing is mailed.
    notification_email text,
    -- ISO 3166-1 alpha-2: how phone numbers without a country code are read.
    default_region text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT organisations_pkey PRIMARY KEY (id),
    CONSTRAINT organisations_name_given CHECK (name <> ''),
    CONSTRAINT organisations_tier_known CHECK (tier IN ('basic', 'business', 'enterprise')),
    CONSTRAINT organisations_region_is_alpha2 CHECK (default_region ~ '^[A-Z]{2}$')
);

CREATE UNIQUE INDEX organisations_name_taken_once ON operations.organisations (lower(name));

CREATE TABLE operations.scim_tokens (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    label text NOT NULL,
    -- SHA-256 of the token; the token itself is shown once and kept nowhere.
    hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT scim_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT scim_tokens_of_an_organisation FOREIGN KEY (organisation_id) REFERENCES operations.organisations (id),
    CONSTRAINT scim_tokens_hash_once UNIQUE (hash),
    CONSTRAINT scim_tokens_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

CREATE INDEX scim_tokens_by_organisation ON operations.scim_tokens (organisation_id);

-- Every action of an operator or of support: who, when, what, upon what.
CREATE TABLE operations.audit_records (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT audit_records_pkey PRIMARY KEY (id)
);

CREATE INDEX audit_records_by_time ON operations.audit_records (at);
CREATE INDEX audit_records_by_subject ON operations.audit_records (subject);
