-- Written by the Ingress only: the requests that asked to be answered asynchronously (RFC 9967 §2.5.1.1), until they expire.
CREATE TABLE scim.async_requests (
    -- What the client was told in Set-Txn.
    txn text NOT NULL,
    organisation_id uuid NOT NULL,
    scim_user_id uuid NOT NULL,
    -- The version that completes the request when it, or a later one, is decided on.
    version bigint NOT NULL,
    method text NOT NULL,
    -- As the client knew both when it asked: the completion event is the same whenever it is read.
    base_uri text NOT NULL,
    external_id text,
    -- The jti of the one event that completes the request.
    event_id uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL,
    -- What had been decided when the ingress first saw that it was. A later decision is about the user, and no longer about this request.
    decided_version bigint,
    outcome text,
    reason text,
    decided_at timestamptz,
    CONSTRAINT async_requests_pkey PRIMARY KEY (txn),
    CONSTRAINT async_requests_method_known CHECK (method IN ('POST', 'PUT', 'PATCH', 'DELETE')),
    CONSTRAINT async_requests_outcome_known CHECK (outcome IN ('applied', 'rejected')),
    CONSTRAINT async_requests_reason_iff_rejected CHECK ((outcome IS NOT DISTINCT FROM 'rejected') = (reason IS NOT NULL)),
    CONSTRAINT async_requests_decided_as_a_whole CHECK (
        (outcome IS NULL) = (decided_version IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)),
    CONSTRAINT async_requests_decided_in_time CHECK (decided_version >= version)
);

CREATE INDEX async_requests_by_age ON scim.async_requests (created_at);

-- The contract with the ingress: what became of each SCIM user, as far as it was decided on.
CREATE VIEW provisioning.user_outcomes AS
SELECT
    scim_user_id,
    organisation_id,
    version,
    outcome,
    reason,
    decided_at
FROM provisioning.user_states;
