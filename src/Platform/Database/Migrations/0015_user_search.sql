-- People are searched by the beginning of what they are called. The expressions are those of the search: lower case, both orders of a name.
CREATE INDEX accounts_search_name ON provisioning.accounts (
    lower(coalesce(first_name || ' ', '') || coalesce(surname, '')) text_pattern_ops);
CREATE INDEX accounts_search_surname ON provisioning.accounts (lower(surname) text_pattern_ops);
CREATE INDEX accounts_search_email ON provisioning.accounts (email_key text_pattern_ops);
CREATE INDEX accounts_search_employee_id ON provisioning.accounts (employee_id_key text_pattern_ops);

-- Sync errors are read newest first, a page at a time.
CREATE INDEX sync_errors_newest ON provisioning.sync_errors (raised_at DESC, id DESC);
CREATE INDEX sync_errors_open ON provisioning.sync_errors (raised_at DESC, id DESC) WHERE resolved_at IS NULL;

-- The audit is searched by who.
CREATE INDEX audit_records_by_actor ON operations.audit_records (lower(actor), at);
