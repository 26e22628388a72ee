-- Written by the ProvisioningWorker's code only: the Blink accounts, and what became of each SCIM user.
CREATE SCHEMA provisioning;

CREATE TABLE provisioning.accounts (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    active boolean NOT NULL,
    -- The live SCIM user that governs this account; null: none, or it was deleted.
    scim_user_id uuid,
    -- How and when the account came to its SCIM user; null: it has none.
    linked_by text,
    linked_at timestamptz,
    -- The twelve fields, as the directory wrote them. The manager is the SCIM id that was named, resolved when read.
    first_name text,
    surname text,
    employee_id text,
    location text,
    job_title text,
    company_name text,
    department text,
    manager text,
    email text,
    mobile_phone text,
    work_phone text,
    about_me text,
    -- Normalised forms, for matching and uniqueness only: lower-case e-mail, E.164 mobile, upper-case employee id.
    email_key text,
    mobile_key text,
    employee_id_key text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_one_per_scim_user UNIQUE (scim_user_id),
    CONSTRAINT accounts_link_is_explained CHECK ((scim_user_id IS NULL) = (linked_at IS NULL) AND (scim_user_id IS NULL) = (linked_by IS NULL)),
    CONSTRAINT accounts_linked_by_known CHECK (linked_by IN ('created', 'email', 'employee_id', 'email_and_employee_id'))
);

-- A disabled account no longer holds its identities against others. The selective column first, as in 0002.
CREATE UNIQUE INDEX accounts_email_taken_once ON provisioning.accounts (email_key) WHERE active;
CREATE UNIQUE INDEX accounts_mobile_taken_once ON provisioning.accounts (mobile_key) WHERE active;
CREATE UNIQUE INDEX accounts_employee_id_taken_once ON provisioning.accounts (employee_id_key, organisation_id) WHERE active;
CREATE INDEX accounts_by_email ON provisioning.accounts (email_key, organisation_id);
CREATE INDEX accounts_by_employee_id ON provisioning.accounts (employee_id_key, organisation_id);

CREATE TABLE provisioning.user_states (
    scim_user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    -- The version that was decided on last, whatever the outcome.
    version bigint NOT NULL,
    outcome text NOT NULL,
    -- What was done (applied) or why not (rejected): the closed sets of the decision.
    decision text,
    reason text,
    -- The user's account; of a rejected user without one, the account that it matches and that nobody governs.
    account_id uuid,
    -- The identities that a rejected user waits for; whoever frees one has the user tried again.
    waits_for text[] NOT NULL DEFAULT '{}',
    decided_at timestamptz NOT NULL,
    CONSTRAINT user_states_pkey PRIMARY KEY (scim_user_id),
    CONSTRAINT user_states_outcome_known CHECK (outcome IN ('applied', 'rejected')),
    CONSTRAINT user_states_decision_known CHECK (decision IN ('create', 'link', 'update', 'enable', 'disable', 'unchanged')),
    CONSTRAINT user_states_reason_known CHECK (reason IN ('ambiguous_match', 'already_linked', 'email_in_use_elsewhere',
        'mobile_in_use_elsewhere', 'email_in_use', 'mobile_in_use', 'no_identifier')),
    CONSTRAINT user_states_reason_iff_rejected CHECK ((outcome = 'rejected') = (reason IS NOT NULL)),
    CONSTRAINT user_states_of_an_account FOREIGN KEY (account_id) REFERENCES provisioning.accounts (id)
);

CREATE INDEX user_states_by_organisation ON provisioning.user_states (organisation_id, outcome);
CREATE INDEX user_states_rejected ON provisioning.user_states (decided_at) WHERE outcome = 'rejected';
CREATE INDEX user_states_waiting ON provisioning.user_states USING gin (waits_for) WHERE outcome = 'rejected';

-- What the organisation has to mend, now and in the past. A warning is about a change that was applied all the same.
CREATE TABLE provisioning.sync_errors (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    scim_user_id uuid NOT NULL,
    severity text NOT NULL,
    reason text NOT NULL,
    -- Who it is about, as the directory wrote it when the error was raised.
    user_name text NOT NULL,
    name text,
    employee_id text,
    -- The value that is in the way, as the directory wrote it; never anything of another organisation.
    value text,
    raised_at timestamptz NOT NULL,
    resolved_at timestamptz,
    CONSTRAINT sync_errors_pkey PRIMARY KEY (id),
    CONSTRAINT sync_errors_severity_known CHECK (severity IN ('error', 'warning')),
    CONSTRAINT sync_errors_reason_known CHECK (reason IN ('ambiguous_match', 'already_linked', 'email_in_use_elsewhere',
        'mobile_in_use_elsewhere', 'email_in_use', 'mobile_in_use', 'no_identifier', 'phone_not_recognised'))
);

CREATE UNIQUE INDEX sync_errors_open_once ON provisioning.sync_errors (scim_user_id, severity) WHERE resolved_at IS NULL;
CREATE INDEX sync_errors_by_organisation ON provisioning.sync_errors (organisation_id, raised_at);

CREATE TABLE provisioning.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- The message: ApplyUser (a user to try again), SyncErrorRaised or SyncErrorResolved.
    message_type text NOT NULL,
    organisation_id uuid NOT NULL,
    -- The SCIM user for ApplyUser, the sync error for the others.
    subject_id uuid NOT NULL,
    -- ApplyUser only.
    version bigint,
    traceparent text,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_message_known CHECK (message_type IN ('ApplyUser', 'SyncErrorRaised', 'SyncErrorResolved')),
    CONSTRAINT outbox_version_iff_command CHECK ((message_type = 'ApplyUser') = (version IS NOT NULL))
);

ALTER TABLE provisioning.outbox SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

-- Users whose commands were sent again: when, and how often for this version, so that a long queue is not doubled at each look and
-- a command that never succeeds comes ever less often. A user in order has no row.
CREATE TABLE provisioning.resends (
    scim_user_id uuid NOT NULL,
    version bigint NOT NULL,
    times int NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT resends_pkey PRIMARY KEY (scim_user_id)
);

-- The contract with the notification worker and Ops: every sync error, open or resolved.
CREATE VIEW provisioning.sync_error_details AS
SELECT
    id AS sync_error_id,
    organisation_id,
    scim_user_id,
    severity,
    reason,
    user_name,
    name,
    employee_id,
    value,
    raised_at,
    resolved_at
FROM provisioning.sync_errors;

-- An account as people see it: the manager resolved. A manager who is unknown, of another organisation, or deleted shows nobody.
CREATE VIEW provisioning.account_profiles AS
SELECT
    account.id AS account_id,
    account.organisation_id,
    account.active,
    account.scim_user_id,
    account.linked_by,
    account.linked_at,
    account.first_name,
    account.surname,
    account.employee_id,
    account.location,
    account.job_title,
    account.company_name,
    account.department,
    account.manager,
    manager.id AS manager_account_id,
    nullif(concat_ws(' ', manager.first_name, manager.surname), '') AS manager_name,
    account.email,
    account.mobile_phone,
    account.work_phone,
    account.about_me,
    account.created_at,
    account.updated_at
FROM provisioning.accounts AS account
LEFT JOIN provisioning.accounts AS manager
    ON manager.organisation_id = account.organisation_id
    AND manager.scim_user_id = CASE
        WHEN account.manager ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' THEN account.manager::uuid
    END;
