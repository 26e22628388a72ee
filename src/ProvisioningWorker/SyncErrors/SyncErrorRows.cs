using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>The rows of <c>provisioning.sync_errors</c>.</summary>
static class SyncErrorRows
{
    const string OpenSql = """
        SELECT
            id,
            organisation_id,
            scim_user_id,
            severity,
            reason,
            value
        FROM provisioning.sync_errors
        WHERE scim_user_id = ANY(@scim_users) AND resolved_at IS NULL
        """;

    // No error ends before it began, even by a clock that was set back: an older error of the same user would count as the newer one,
    // and nobody would be told that this one is over.
    const string ResolveSql = """
        UPDATE provisioning.sync_errors AS error
        SET
            resolved_at = greatest(@now, error.raised_at),
            resolution_traceparent = over.traceparent
        FROM unnest(@ids, @traceparents) AS over (id, traceparent)
        WHERE error.id = over.id AND error.resolved_at IS NULL
        """;

    const string RaiseSql = """
        INSERT INTO provisioning.sync_errors (
            id, organisation_id, scim_user_id, severity, reason, user_name, name, employee_id, value, traceparent, raised_at)
        SELECT
            raised.*,
            @now
        FROM unnest(@ids, @organisations, @scim_users, @severities, @reasons, @user_names, @names, @employee_ids, @values, @traceparents) AS raised
        """;

    public static NpgsqlBatchCommand Open(Guid[] scimUsers) => new NpgsqlBatchCommand(OpenSql).With("scim_users", scimUsers);

    public static OpenSyncError Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), new SyncFinding(row.GetString(3), row.GetString(4), row.Nullable<string>(5)));

    /// <summary>
    /// Adds the statements that resolve and raise, with the traces of the changes that did; the resolved ones first, because only one of a
    /// severity may be open.
    /// </summary>
    public static void Save(NpgsqlBatch batch, SyncErrorChanges changes, Func<Guid, string?> traceparentOf, DateTimeOffset now)
    {
        if (changes.Resolved.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ResolveSql)
                .With("ids", changes.Resolved.Select(error => error.Id).ToArray())
                .With("traceparents", changes.Resolved.Select(error => traceparentOf(error.ScimUserId)).ToArray())
                .With("now", now));
        }
        if (changes.Raised.Count > 0)
            batch.BatchCommands.Add(Raise(changes.Raised, traceparentOf, now));
    }

    static NpgsqlBatchCommand Raise(IReadOnlyList<SyncError> raised, Func<Guid, string?> traceparentOf, DateTimeOffset now) => new NpgsqlBatchCommand(RaiseSql)
        .With("ids", raised.Select(error => error.Id).ToArray())
        .With("organisations", raised.Select(error => error.Subject.OrganisationId).ToArray())
        .With("scim_users", raised.Select(error => error.Subject.ScimUserId).ToArray())
        .With("severities", raised.Select(error => error.Finding.Severity).ToArray())
        .With("reasons", raised.Select(error => error.Finding.Reason).ToArray())
        .With("user_names", raised.Select(error => error.Subject.UserName).ToArray())
        .With("names", raised.Select(error => FullName(error.Subject.Profile)).ToArray())
        .With("employee_ids", raised.Select(error => error.Subject.Profile.EmployeeId).ToArray())
        .With("values", raised.Select(error => error.Finding.Value).ToArray())
        .With("traceparents", raised.Select(error => traceparentOf(error.Subject.ScimUserId)).ToArray())
        .With("now", now);

    static string? FullName(Accounts.AccountProfile profile) =>
        $"{profile.FirstName} {profile.Surname}".Trim() is { Length: > 0 } name ? name : null;
}
