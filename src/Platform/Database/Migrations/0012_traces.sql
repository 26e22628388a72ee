-- The trace of the change that raised an error, and of the one that ended it: a mail is about many changes, and can be found from each.
ALTER TABLE provisioning.sync_errors ADD COLUMN traceparent text;
ALTER TABLE provisioning.sync_errors ADD COLUMN resolution_traceparent text;

-- As before, with the traces.
CREATE OR REPLACE VIEW provisioning.sync_error_details AS
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
    resolved_at,
    traceparent,
    resolution_traceparent
FROM provisioning.sync_errors;
