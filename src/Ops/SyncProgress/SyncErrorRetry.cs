using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Users;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Tries users with open sync errors again: one, some, or all, by <see cref="UserReapply"/>.</summary>
sealed class SyncErrorRetry(NpgsqlDataSource dataSource, UserReapply reapply, AuditLog audit)
{
    const string UsersSql = $"""
        SELECT DISTINCT error.scim_user_id
        FROM provisioning.sync_error_details AS error
        WHERE {SyncErrorFilter.Sql}
        """;

    /// <summary>Says whom <see cref="TryAsync"/> would take.</summary>
    /// <param name="filter">Which errors; of them those that are open.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Their SCIM users, each once.</returns>
    public async Task<IReadOnlyList<Guid>> UsersAsync(SyncErrorFilter filter, CancellationToken cancellationToken)
    {
        await using var command = (filter with { Open = true }).AddTo(dataSource.CreateCommand(UsersSql));
        return await command.ReadAsync(row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>Tries them again, with an audit record that says who, which, why and how many.</summary>
    /// <param name="filter">Which errors; of them those that are open.</param>
    /// <param name="reason">Why; null: not said.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Is told how many are queued so far, and of how many.</param>
    /// <param name="cancellationToken">Stops it after the step under way.</param>
    /// <returns>How many were meant and queued.</returns>
    public async Task<ApplyAgainResult> TryAsync(
        SyncErrorFilter filter, string? reason, string actor, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var users = await UsersAsync(filter, cancellationToken);
        // What was searched for may be somebody's name: that a text narrowed it is enough.
        NpgsqlBatchCommand Record() => audit.Record(actor, "sync-errors.tried-again", Subject(filter), new
        {
            users = users.Count,
            reason,
            errors = filter.Ids,
            filter.OrganisationId,
            filter.Severity,
            filter.Reasons,
            filter.Since,
            filter.Until,
            text = filter.Text is not null,
        });
        return await reapply.ApplyAsync(users, Record, progress, cancellationToken);
    }

    static string Subject(SyncErrorFilter filter) => filter switch
    {
        { Ids: [var one] } => $"sync-error:{one}",
        { OrganisationId: { } organisation } => $"organisation:{organisation}",
        _ => "sync-errors",
    };
}
