using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Reads what the watch over the synchronisations found, through the view that the notification schema offers.</summary>
sealed class SyncAlertReader(NpgsqlDataSource dataSource)
{
    /// <summary>Lists alerts.</summary>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="alsoClosed">Whether those that are over count.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public async Task<IReadOnlyList<SyncAlert>> ListAsync(Guid? organisationId, bool alsoClosed, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT
                alert_id,
                organisation_name,
                kind,
                token_id,
                days,
                jsonb_strip_nulls(facts),
                opened_at,
                closed_at,
                status,
                last_error,
                told_at
            FROM notification.sync_alert_overview
            WHERE (@organisation::uuid IS NULL OR organisation_id = @organisation) AND (@closed OR closed_at IS NULL)
            ORDER BY opened_at DESC, alert_id
            LIMIT @limit
            """);
        return await command.With("organisation", organisationId).With("closed", alsoClosed).With("limit", limit).ReadAsync(Read, cancellationToken);
    }

    static SyncAlert Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.Nullable<Guid?>(3),
        row.Nullable<int?>(4),
        row.GetFieldValue<JsonElement>(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.Nullable<DateTimeOffset?>(7),
        row.GetString(8),
        row.Nullable<string>(9),
        row.Nullable<DateTimeOffset?>(10));
}
