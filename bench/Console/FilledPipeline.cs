using Npgsql;

namespace Blink.Pipeline.Bench.Console;

/// <summary>
/// A pipeline in the middle of a working day, as its programs leave it in the database: organisations of very different sizes, most
/// users applied, some rejected, some pending, and dead letters of twenty kinds.
/// </summary>
sealed class FilledPipeline(NpgsqlDataSource dataSource, int users, int organisations, int letters)
{
    // One in a hundred is rejected, one in a thousand waits; one in fifty was deleted.
    const string OrganisationsSql = """
        INSERT INTO operations.organisations (id, name, tier, notification_email, default_region, created_at)
        SELECT md5('organisation ' || n)::uuid, 'Organisation ' || n, 'enterprise', 'it@o' || n || '.example', 'GB', now() - interval '1 year'
        FROM generate_series(1, @organisations) AS n;
        INSERT INTO operations.scim_tokens (id, organisation_id, label, hash, created_at, expires_at)
        SELECT md5('token ' || n || t)::uuid, md5('organisation ' || n)::uuid, 'Entra', sha256(('token ' || n || t)::bytea), now(), now() + interval '1 year'
        FROM generate_series(1, @organisations) AS n, generate_series(1, 2) AS t;
        INSERT INTO scim.token_uses SELECT id, now() - interval '1 minute' FROM operations.scim_tokens
        """;

    // A tenth of the users are of the first organisation.
    const string UsersSql = """
        INSERT INTO scim.users (
            organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, external_id, work_email_key, document)
        SELECT
            md5('organisation ' || CASE WHEN n % 10 = 0 THEN 1 ELSE 1 + n % @organisations END)::uuid,
            md5('user ' || n)::uuid,
            1 + n % 3,
            now() - interval '90 days' + n * interval '90 days' / @users,
            now() - interval '90 days' + n * interval '90 days' / @users,
            CASE WHEN n % 50 = 7 THEN now() - interval '90 days' + n * interval '90 days' / @users END,
            'user' || n || '@example.com',
            'user' || n || '@example.com',
            'external-' || n,
            'user' || n || '@example.com',
            jsonb_build_object(
                'userName', 'user' || n || '@example.com',
                'externalId', 'external-' || n,
                'active', true,
                'title', 'Title ' || n % 100,
                'name', jsonb_build_object('givenName', 'Given' || n % 3000, 'familyName', 'Family' || n),
                'emails', jsonb_build_array(jsonb_build_object('type', 'work', 'primary', true, 'value', 'user' || n || '@example.com')),
                'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', jsonb_build_object('employeeNumber', 'E' || n, 'department', 'Department ' || n % 50))
        FROM generate_series(1, @users) AS n
        """;

    const string DecidedSql = """
        INSERT INTO provisioning.accounts (
            id, organisation_id, active, scim_user_id, linked_by, linked_at, first_name, surname, employee_id, email, email_key, employee_id_key, created_at, updated_at)
        SELECT
            md5('account ' || n)::uuid,
            users.organisation_id,
            users.deleted_at IS NULL,
            CASE WHEN users.deleted_at IS NULL THEN users.id END,
            CASE WHEN users.deleted_at IS NULL THEN 'created' END,
            CASE WHEN users.deleted_at IS NULL THEN users.created_at END,
            'Given' || n % 3000,
            'Family' || n,
            'E' || n,
            'user' || n || '@example.com',
            'user' || n || '@example.com',
            'E' || n,
            users.created_at,
            users.created_at
        FROM generate_series(1, @users) AS n
        JOIN scim.users AS users ON users.id = md5('user ' || n)::uuid
        WHERE n % 100 <> 3 AND n % 1000 <> 1;
        INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, reason, account_id, region, decided_at)
        SELECT
            users.id,
            users.organisation_id,
            users.version - CASE WHEN n % 2000 = 1 THEN 1 ELSE 0 END,
            CASE WHEN n % 100 = 3 THEN 'rejected' ELSE 'applied' END,
            CASE WHEN n % 100 = 3 THEN NULL ELSE 'create' END,
            CASE WHEN n % 100 = 3 THEN (ARRAY['email_in_use', 'mobile_in_use', 'no_identifier'])[1 + n / 100 % 3] END,
            CASE WHEN n % 100 = 3 OR n % 1000 = 1 THEN NULL ELSE md5('account ' || n)::uuid END,
            'GB',
            users.last_modified + interval '1 second'
        FROM generate_series(1, @users) AS n
        JOIN scim.users AS users ON users.id = md5('user ' || n)::uuid
        WHERE n % 2000 <> 1001;
        INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, name, employee_id, value, raised_at)
        SELECT gen_random_uuid(), state.organisation_id, users.id, 'error', state.reason, users.user_name, 'A Name', 'E', 'x@example.com', state.decided_at
        FROM provisioning.user_states AS state
        JOIN scim.users AS users ON users.id = state.scim_user_id
        WHERE state.outcome = 'rejected';
        INSERT INTO scim.publications
        SELECT id, version, last_modified, last_modified FROM scim.users WHERE last_modified > now() - interval '30 days' ORDER BY last_modified;
        INSERT INTO provisioning.decisions
        SELECT scim_user_id, organisation_id, version, outcome, decision, reason, decided_at FROM provisioning.user_states ORDER BY decided_at
        """;

    const string LettersSql = """
        INSERT INTO operations.dead_letters (
            fingerprint, queue, origin_queue, message_type, message_id, organisation_id, subject_id, properties, headers, body, cause,
            exception_type, exception_message, group_key, failed_at, collected_at, replay_count, status_at)
        SELECT
            sha256(n::text::bytea), 'apply-user_error', 'apply-user', 'ApplyUser', n::text, md5('organisation ' || 1 + n % @organisations)::uuid,
            md5('user ' || n)::uuid, '{}', '{"x": "header"}', convert_to(repeat('x', 300), 'UTF8'), 'fault',
            'System.Exception' || n % 20, 'It failed for reason ' || n % 20, 'System.Exception' || n % 20 || ' at Here',
            now() - n * interval '1 second', now() - n * interval '1 second', 0, now()
        FROM generate_series(1, @letters) AS n
        """;

    const string VacuumSql = "VACUUM (ANALYZE)";

    public int Users => users;

    /// <summary>Fills the database.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        foreach (var sql in new[] { OrganisationsSql, UsersSql, "ANALYZE scim.users", DecidedSql, LettersSql, VacuumSql })
        {
#pragma warning disable CA2100 // Constants of this class.
            foreach (var statement in sql.Split(";\n"))
            {
                await using var command = dataSource.CreateCommand(statement);
#pragma warning restore CA2100
                command.CommandTimeout = 3600;
                foreach (var (name, value) in new[] { ("organisations", organisations), ("users", users), ("letters", letters) })
                {
                    if (statement.Contains('@' + name, StringComparison.Ordinal))
                        command.Parameters.AddWithValue(name, value);
                }
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }
}
