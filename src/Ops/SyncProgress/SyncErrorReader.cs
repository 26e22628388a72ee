using System.Runtime.CompilerServices;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Reads sync errors through the views that the provisioning and notification schemas offer.</summary>
sealed class SyncErrorReader(NpgsqlDataSource dataSource)
{
    const int ExportPage = 5_000;

    const string FromSql = """
        FROM provisioning.sync_error_details AS error
        JOIN operations.organisations AS organisation ON organisation.id = error.organisation_id
        LEFT JOIN notification.sync_error_mailings AS mailing ON mailing.sync_error_id = error.sync_error_id
        """;

    const string SelectSql = $"""
        SELECT
            error.sync_error_id,
            organisation.name,
            error.scim_user_id,
            error.user_name,
            error.severity,
            error.reason,
            error.value,
            error.raised_at,
            error.resolved_at,
            mailing.status,
            mailing.mailed_at,
            error.name,
            error.employee_id
        {FromSql}
        """;

    const string PageSql = $"""
        {SelectSql}
        WHERE {SyncErrorFilter.Sql}
            AND (@after_at::timestamptz IS NULL OR (error.raised_at, error.sync_error_id) < (@after_at, @after_id::uuid))
        ORDER BY
            error.raised_at DESC,
            error.sync_error_id DESC
        LIMIT @limit
        """;

    const string RaisedSql = "SELECT raised_at FROM provisioning.sync_error_details WHERE sync_error_id = @id";

    const string OfUserSql = $"""
        {SelectSql}
        WHERE error.scim_user_id = @user
        ORDER BY
            error.raised_at DESC,
            error.sync_error_id DESC
        LIMIT 100
        """;

    /// <summary>Lists sync errors, a page at a time.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last one of the page before; null: from the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    /// <exception cref="OpsException">There is no <paramref name="after"/>.</exception>
    public async Task<SyncErrorPage> ListAsync(SyncErrorFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        DateTimeOffset? raisedAt = after is { } last ? await RaisedAtAsync(last, cancellationToken) : null;
        return await PageAsync(filter, raisedAt, after, limit, cancellationToken);
    }

    /// <summary>Reads all that fit, page by page, so that memory does not grow with them.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>Them, newest first.</returns>
    public async IAsyncEnumerable<SyncError> AllAsync(SyncErrorFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SyncError? last = null;
        Guid? next;
        do
        {
            var page = await PageAsync(filter, last?.RaisedAt, last?.Id, ExportPage, cancellationToken);
            foreach (var error in page.Errors)
                yield return last = error;
            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Lists the sync errors of one SCIM user, open or not.</summary>
    /// <param name="scimUserId">The SCIM user.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public async Task<IReadOnlyList<SyncError>> OfUserAsync(Guid scimUserId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OfUserSql).With("user", scimUserId);
        return await command.ReadAsync(Read, cancellationToken);
    }

    async Task<SyncErrorPage> PageAsync(
        SyncErrorFilter filter, DateTimeOffset? afterAt, Guid? afterId, int limit, CancellationToken cancellationToken)
    {
        await using var command = filter.AddTo(dataSource.CreateCommand(PageSql))
            .With("after_at", afterAt)
            .With("after_id", afterId)
            .With("limit", limit);
        var errors = await command.ReadAsync(Read, cancellationToken);
        return new SyncErrorPage(errors, errors.Count == limit ? errors[^1].Id : null);
    }

    async Task<DateTimeOffset> RaisedAtAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RaisedSql).With("id", id);
        return await command.ReadAsync(row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken) is [var raisedAt]
            ? raisedAt
            : throw new OpsException($"There is no sync error {id} any more: begin with the first page again.");
    }

    static SyncError Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetGuid(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.Nullable<string>(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.Nullable<DateTimeOffset?>(8),
        row.Nullable<string>(9),
        row.Nullable<DateTimeOffset?>(10),
        row.Nullable<string>(11),
        row.Nullable<string>(12));
}
