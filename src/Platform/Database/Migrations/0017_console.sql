-- Written by Ops only: who may enter the console and its API, beside the people that an OpenID Connect provider vouches for.
CREATE TABLE operations.api_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    -- SHA-256 of the key; the key itself is shown once and kept nowhere.
    hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_name_given CHECK (name <> ''),
    CONSTRAINT api_keys_role_known CHECK (role IN ('viewer', 'support', 'operator')),
    CONSTRAINT api_keys_hash_once UNIQUE (hash),
    CONSTRAINT api_keys_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

-- A name says in the audit which machine acted: no two that are accepted have the same.
CREATE UNIQUE INDEX api_keys_name_taken_once ON operations.api_keys (lower(name)) WHERE revoked_at IS NULL;

-- Links that sign in once, for development: who follows one takes its row away.
CREATE TABLE operations.sign_in_links (
    -- SHA-256 of the code in the link.
    hash bytea NOT NULL,
    -- As whom it signs in.
    name text NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT sign_in_links_pkey PRIMARY KEY (hash),
    CONSTRAINT sign_in_links_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

-- What sessions and forms are sealed with: every instance of the console reads the cookies of every other.
CREATE TABLE operations.data_protection_keys (
    name text NOT NULL,
    xml text NOT NULL,
    CONSTRAINT data_protection_keys_pkey PRIMARY KEY (name)
);
