using Npgsql;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>An organisation in the middle of a day: users in every state, errors, mails, invites, an alert, a dead letter, and the last hour.</summary>
static class SampleSync
{
    const string UsersSql = """
        WITH people AS (
            SELECT
                gen_random_uuid() AS id,
                first_name,
                surname,
                lower(first_name || '.' || surname || '@contoso.example') AS email,
                'C-' || 1000 + row_number() OVER () AS employee_id,
                row_number() OVER () AS nr
            FROM unnest(
                ARRAY['Ane', 'Bo', 'Cleo', 'Dag', 'Esra', 'Femi', 'Gro', 'Hugo', 'Ines', 'Jonas', 'Kira', 'Liam'],
                ARRAY['Berg', 'Lund', 'Diaz', 'Holm', 'Yilmaz', 'Okafor', 'Vik', 'Marchetti', 'Sousa', 'Krüger', 'Novak', 'Byrne']
            ) AS who (first_name, surname)
        ), users AS (
            INSERT INTO scim.users (
                organisation_id, id, version, created_at, last_modified, user_name, user_name_key, external_id, work_email_key, document)
            SELECT
                @organisation,
                id,
                CASE WHEN nr = 1 THEN 3 ELSE 1 END,
                now() - interval '20 days',
                now() - CASE WHEN nr = 1 THEN interval '90 seconds' ELSE interval '20 days' END,
                email,
                email,
                'aad-' || nr,
                email,
                jsonb_build_object(
                    'userName', email, 'active', true, 'title', CASE WHEN nr = 1 THEN 'Store manager' ELSE 'Sales assistant' END,
                    'name', jsonb_build_object('givenName', first_name, 'familyName', CASE WHEN nr = 1 THEN 'Berg-Hansen' ELSE surname END),
                    'emails', jsonb_build_array(jsonb_build_object('type', 'work', 'value', email)),
                    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
                    jsonb_build_object('employeeNumber', employee_id, 'department', 'Retail north'))
            FROM people
            RETURNING id
        ), accounts AS (
            INSERT INTO provisioning.accounts (
                id, organisation_id, active, scim_user_id, linked_by, linked_at, first_name, surname, employee_id, job_title, department, email, email_key,
                employee_id_key, created_at, updated_at)
            SELECT
                gen_random_uuid(), @organisation, true, id, 'created', now() - interval '20 days', first_name, surname, employee_id, 'Sales assistant',
                'Retail north', email, email, employee_id, now() - interval '20 days', now() - interval '2 days'
            FROM people
            WHERE nr NOT BETWEEN 2 AND 4
        ), states AS (
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, reason, region, decided_at)
            SELECT
                id,
                @organisation,
                CASE WHEN nr = 1 THEN 2 ELSE 1 END,
                CASE WHEN nr BETWEEN 2 AND 4 THEN 'rejected' ELSE 'applied' END,
                CASE WHEN nr BETWEEN 2 AND 4 THEN NULL ELSE 'update' END,
                CASE nr WHEN 2 THEN 'email_in_use' WHEN 3 THEN 'no_identifier' WHEN 4 THEN 'mobile_in_use_elsewhere' END,
                'GB',
                now() - interval '2 days'
            FROM people
        ), decisions AS (
            INSERT INTO provisioning.decisions (scim_user_id, organisation_id, version, outcome, decision, decided_at)
            SELECT id, @organisation, version, 'applied', decision, now() - age + interval '310 milliseconds'
            FROM people
            CROSS JOIN (VALUES (1, 'create', interval '20 days'), (2, 'update', interval '2 days')) AS known (version, decision, age)
            WHERE nr = 1
        ), publications AS (
            INSERT INTO scim.publications (scim_user_id, version, acknowledged_at, published_at)
            SELECT id, version, now() - age, now() - age + interval '42 milliseconds'
            FROM people
            CROSS JOIN (VALUES (1, interval '20 days'), (2, interval '2 days'), (3, interval '90 seconds')) AS known (version, age)
            WHERE nr = 1
        ), errors AS (
            INSERT INTO provisioning.sync_errors (
                id, organisation_id, scim_user_id, severity, reason, user_name, name, employee_id, value, raised_at, resolved_at)
            SELECT
                gen_random_uuid(),
                @organisation,
                id,
                CASE WHEN nr = 5 THEN 'warning' ELSE 'error' END,
                CASE nr WHEN 2 THEN 'email_in_use' WHEN 3 THEN 'no_identifier' WHEN 4 THEN 'mobile_in_use_elsewhere' WHEN 5 THEN 'phone_not_recognised' ELSE 'email_in_use' END,
                email,
                first_name || ' ' || surname,
                employee_id,
                CASE nr WHEN 3 THEN NULL WHEN 4 THEN '+45 20 30 40 50' WHEN 5 THEN 'ext. 12' ELSE email END,
                now() - nr * interval '3 hours',
                CASE WHEN nr = 1 THEN now() - interval '1 hour' END
            FROM people
            WHERE nr <= 5
            RETURNING id
        ), digest AS (
            INSERT INTO notification.digests (
                id, organisation_id, status, opened_at, next_attempt_at, attempts, error_count, warning_count, recipient, message_id, finished_at)
            VALUES (gen_random_uuid(), @organisation, 'sent', now() - interval '3 hours', now(), 1, 4, 1, 'it@contoso.example', 'a', now() - interval '2 hours')
            RETURNING id
        ), told AS (
            INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in)
            SELECT errors.id, @organisation, now() - interval '3 hours', digest.id
            FROM errors
            CROSS JOIN digest
        ), letters AS (
            INSERT INTO operations.dead_letters (
                fingerprint, queue, origin_queue, message_type, organisation_id, subject_id, properties, headers, body, cause, exception_type, group_key,
                failed_at, collected_at, replay_count, status_at)
            SELECT
                'sample-sync', 'apply-user_error', 'apply-user', 'ApplyUser', @organisation, id, '{}', '{}', '', 'fault', 'System.InvalidOperationException', 'sample',
                now() - interval '80 seconds', now() - interval '79 seconds', 0, now() - interval '79 seconds'
            FROM people
            WHERE nr = 1
        )
        SELECT id
        FROM people
        WHERE nr = 1
        """;

    const string AroundSql = """
        INSERT INTO notification.digests (
            id, organisation_id, status, opened_at, next_attempt_at, attempts, error_count, last_error, recipient, message_id, finished_at)
        VALUES (
            '0197f3c2-5b1e-7c3a-9d2f-1f0e6a7b8c9d', @organisation, 'failed', now() - interval '26 hours', now(), 5, 2, '550 5.1.1 No such mailbox', 'old@contoso.example', 'b', now() - interval '25 hours');
        INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in)
        VALUES (gen_random_uuid(), @organisation, now() - interval '26 hours', '0197f3c2-5b1e-7c3a-9d2f-1f0e6a7b8c9d');
        INSERT INTO notification.sync_alerts (id, organisation_id, kind, facts, opened_at, status, next_attempt_at, attempts, recipient, message_id, told_at)
        VALUES (gen_random_uuid(), @organisation, 'quarantine_near', '{}', now() - interval '4 hours', 'sent', now(), 1, 'it@contoso.example', 'c', now() - interval '4 hours');
        INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at)
        SELECT gen_random_uuid(), @organisation, id, 'alice', now() - interval '5 hours'
        FROM provisioning.accounts
        WHERE first_name = 'Ane';
        INSERT INTO notification.invitations (
            invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, attempts, recipient, message_id, finished_at)
        SELECT id, organisation_id, account_id, 'sent', pressed_at, pressed_at, 1, 'ane.berg@contoso.example', 'd', pressed_at + interval '3 seconds'
        FROM operations.invites
        WHERE organisation_id = @organisation;
        INSERT INTO scim.request_counts (organisation_id, bucket, events, client_errors, server_errors)
        SELECT @organisation, date_bin('10 minutes', now(), 'epoch') - cycle * interval '40 minutes', 12 + cycle % 5, cycle % 2, 0
        FROM generate_series(0, 20) AS cycle;
        INSERT INTO scim.token_uses (token_id, last_used_at)
        SELECT id, now() - interval '70 seconds'
        FROM operations.scim_tokens
        WHERE organisation_id = @organisation AND revoked_at IS NULL;
        INSERT INTO operations.overview_samples (
            at, level, acknowledged_per_second, applied_per_second, rejected_per_second, outbox_messages, outbox_age_seconds, queued_messages, pending,
            oldest_pending_seconds, dead_letters, mails_pending)
        SELECT
            date_bin('10 seconds', now(), 'epoch') - slot * interval '10 seconds',
            'green',
            40 + 25 * sin(slot / 23.0) + 6 * sin(slot / 3.0),
            40 + 25 * sin((slot + 1) / 23.0),
            0.4,
            0,
            0,
            greatest(0, 30 * sin(slot / 23.0)),
            greatest(0, 30 * sin(slot / 23.0)),
            CASE WHEN sin(slot / 23.0) > 0 THEN 12 * sin(slot / 23.0) END,
            CASE WHEN slot < 60 THEN 1 ELSE 0 END,
            3
        FROM generate_series(1, 355) AS slot
        WHERE slot NOT BETWEEN 200 AND 230
        ON CONFLICT (at) DO NOTHING
        """;

    /// <summary>Writes it, as the other programs would have.</summary>
    /// <returns>A user of whom there is everything to tell.</returns>
    public static async Task<Guid> WriteAsync(ConsoleHost host, Guid organisation)
    {
        await using var users = host.Database.DataSource.CreateCommand(UsersSql);
        users.Parameters.Add(new NpgsqlParameter("organisation", organisation));
        var user = (Guid)(await users.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var around = host.Database.DataSource.CreateCommand(AroundSql);
        around.Parameters.Add(new NpgsqlParameter("organisation", organisation));
        await around.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return user;
    }
}
