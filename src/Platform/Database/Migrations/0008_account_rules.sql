-- The organisation's region with which the phone numbers were read: a user whose organisation has another one by now is decided on anew.
ALTER TABLE provisioning.user_states ADD COLUMN region text;

UPDATE provisioning.user_states AS state
SET region = organisation.default_region
FROM operations.organisations AS organisation
WHERE organisation.id = state.organisation_id;

-- What is older than the history is deleted; and the errors of one user are looked up, to tell the newest.
CREATE INDEX sync_errors_resolved ON provisioning.sync_errors (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX sync_errors_by_user ON provisioning.sync_errors (scim_user_id, raised_at);

-- As before, and a manager without a name shows the e-mail, and whether the account is active can be seen.
CREATE OR REPLACE VIEW provisioning.account_profiles AS
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
    coalesce(nullif(concat_ws(' ', manager.first_name, manager.surname), ''), manager.email) AS manager_name,
    account.email,
    account.mobile_phone,
    account.work_phone,
    account.about_me,
    account.created_at,
    account.updated_at,
    manager.active AS manager_active
FROM provisioning.accounts AS account
LEFT JOIN provisioning.accounts AS manager
    ON manager.organisation_id = account.organisation_id
    AND manager.scim_user_id = CASE
        WHEN account.manager ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' THEN account.manager::uuid
    END;

-- As before, and nobody is told to be resolved who has another error of the same severity by now, or was told of one since.
CREATE OR REPLACE VIEW notification.untold AS
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
JOIN provisioning.sync_error_details AS details ON details.sync_error_id = sync_error.sync_error_id
WHERE sync_error.told_in IS NOT NULL AND sync_error.resolution_noticed_at IS NOT NULL AND sync_error.resolution_told_in IS NULL
    AND NOT EXISTS (
        SELECT
        FROM provisioning.sync_error_details AS newer
        LEFT JOIN notification.sync_errors AS known ON known.sync_error_id = newer.sync_error_id
        LEFT JOIN notification.digests AS telling ON telling.id = known.told_in
        WHERE newer.scim_user_id = details.scim_user_id
            AND newer.severity = details.severity
            AND newer.sync_error_id <> details.sync_error_id
            AND newer.raised_at >= details.resolved_at
            AND (newer.resolved_at IS NULL OR telling.status <> 'failed'));
