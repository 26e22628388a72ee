using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Reads sync errors through the views that the provisioning and notification schemas offer.</summary>
sealed class SyncErrorReader(NpgsqlDataSource dataSource)
{
    /// <summary>Lists sync errors.</summary>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="alsoResolved">Whether those that are over count.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public Task<IReadOnlyList<SyncError>> ListAsync(Guid? organisationId, bool alsoResolved, int limit, CancellationToken cancellationToken) =>
        ReadAsync("(@organisation::uuid IS NULL OR error.organisation_id = @organisation) AND (@resolved OR error.resolved_at IS NULL)",
            command => command.With("organisation", organisationId).With("resolved", alsoResolved).With("limit", limit), cancellationToken);

    /// <summary>Lists the sync errors of one SCIM user, open or not.</summary>
    /// <param name="scimUserId">The SCIM user.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public Task<IReadOnlyList<SyncError>> OfUserAsync(Guid scimUserId, CancellationToken cancellationToken) =>
        ReadAsync("error.scim_user_id = @user", command => command.With("user", scimUserId).With("limit", 100), cancellationToken);

    async Task<IReadOnlyList<SyncError>> ReadAsync(
        string condition, Func<NpgsqlCommand, NpgsqlCommand> with, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
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
                mailing.mailed_at
            FROM provisioning.sync_error_details AS error
            JOIN operations.organisations AS organisation ON organisation.id = error.organisation_id
            LEFT JOIN notification.sync_error_mailings AS mailing ON mailing.sync_error_id = error.sync_error_id
            WHERE {condition}
            ORDER BY error.raised_at DESC, error.sync_error_id
            LIMIT @limit
            """);
        return await with(command).ReadAsync(Read, cancellationToken);
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
        row.Nullable<DateTimeOffset?>(10));
}
