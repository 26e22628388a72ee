using NpgsqlTypes;

namespace Blink.Pipeline.Ops.Tests.Fixtures;

/// <summary>What the other programs would have written.</summary>
static class Given
{
    public static async Task<(string Name, Guid Id)> OrganisationAsync(this OpsServers ops, string prefix = "Org", string email = "")
    {
        var name = $"{prefix} {Guid.NewGuid():N}";
        var created = await ops.JsonAsync("organisations", "create", name, "--tier", "enterprise", "--notification-email", email.Length > 0 ? email : "it@org.test");
        return (name, created.GetProperty("id").GetGuid());
    }

    /// <summary>A SCIM user, changed so many seconds ago.</summary>
    public static async Task<Guid> UserAsync(
        this OpsServers ops, Guid organisation, string userName, long version = 1, string document = "{}", double age = 0, bool deleted = false)
    {
        var id = Guid.NewGuid();
        await using var command = ops.Database.DataSource.CreateCommand("""
            INSERT INTO scim.users (
                organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, external_id, work_email_key, document)
            VALUES ($1, $2, $3, now() - make_interval(secs => $4), now() - make_interval(secs => $4), CASE WHEN $5 THEN now() - make_interval(secs => $4) END,
                $6, scim.folded($6), 'ext-' || $6, scim.folded($6), $7::jsonb)
            """);
        command.Parameters.Add(new() { Value = organisation });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = age, NpgsqlDbType = NpgsqlDbType.Double });
        command.Parameters.Add(new() { Value = deleted });
        command.Parameters.Add(new() { Value = userName });
        command.Parameters.Add(new() { Value = document });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return id;
    }

    public static Task DecidedAsync(this OpsServers ops, Guid organisation, Guid user, long version = 1, string? reason = null) => ops.ExecuteAsync($"""
        INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, reason, region, decided_at)
        VALUES ('{user}', '{organisation}', {version}, {Outcome(reason)}, {(reason is null ? "'create'" : "NULL")}, {Text(reason)}, 'GB', now());
        INSERT INTO provisioning.decisions (scim_user_id, organisation_id, version, outcome, decision, reason, decided_at)
        VALUES ('{user}', '{organisation}', {version}, {Outcome(reason)}, {(reason is null ? "'create'" : "NULL")}, {Text(reason)}, now())
        """);

    public static async Task<Guid> AccountAsync(this OpsServers ops, Guid organisation, Guid? user, string firstName, string surname, string email, string employeeId)
    {
        var id = Guid.NewGuid();
        await ops.ExecuteAsync($"""
            INSERT INTO provisioning.accounts (
                id, organisation_id, active, scim_user_id, linked_by, linked_at, first_name, surname, email, employee_id, email_key, employee_id_key, created_at, updated_at)
            VALUES ('{id}', '{organisation}', true, {Text(user?.ToString())}, {(user is null ? "NULL, NULL" : "'created', now()")},
                '{firstName}', '{surname}', '{email}', '{employeeId}', lower('{email}'), upper('{employeeId}'), now(), now())
            """);
        return id;
    }

    public static async Task<Guid> SyncErrorAsync(
        this OpsServers ops, Guid organisation, Guid user, string userName, string reason = "email_in_use", string? value = null, double age = 0, bool resolved = false)
    {
        var id = Guid.NewGuid();
        await ops.ExecuteAsync(FormattableString.Invariant($"""
            INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, value, raised_at, resolved_at)
            VALUES ('{id}', '{organisation}', '{user}', 'error', '{reason}', '{userName}', {Text(value)}, now() - make_interval(secs => {age}), {(resolved ? "now()" : "NULL")})
            """));
        return id;
    }

    static string Outcome(string? reason) => reason is null ? "'applied'" : "'rejected'";

    static string Text(string? text) => text is null ? "NULL" : $"'{text}'";
}
