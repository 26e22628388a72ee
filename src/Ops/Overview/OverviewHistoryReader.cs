using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>Reads the samples that <see cref="OverviewSampler"/> wrote, for charts.</summary>
sealed class OverviewHistoryReader(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const string Sql = """
        SELECT
            at,
            level,
            acknowledged_per_second,
            applied_per_second,
            rejected_per_second,
            outbox_messages,
            outbox_age_seconds,
            queued_messages,
            pending,
            oldest_pending_seconds,
            dead_letters,
            mails_pending
        FROM operations.overview_samples
        WHERE at > @since
        ORDER BY at
        """;

    /// <summary>Reads the samples of the last hour.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, oldest first; where <c>ops serve</c> did not run there are none.</returns>
    public Task<IReadOnlyList<OverviewSample>> LastHourAsync(CancellationToken cancellationToken) =>
        ReadAsync(TimeSpan.FromHours(1), cancellationToken);

    /// <summary>Reads the samples of some time, a day at most.</summary>
    /// <param name="period">How far back.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, oldest first.</returns>
    public async Task<IReadOnlyList<OverviewSample>> ReadAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql).With("since", timeProvider.GetUtcNow() - period);
        return await command.ReadAsync(Read, cancellationToken);
    }

    static OverviewSample Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateTimeOffset>(0),
        Enum.Parse<OverviewLevel>(row.GetString(1), ignoreCase: true),
        row.Nullable<double?>(2),
        row.Nullable<double?>(3),
        row.Nullable<double?>(4),
        row.Nullable<long?>(5),
        row.Nullable<double?>(6),
        row.Nullable<long?>(7),
        row.Nullable<long?>(8),
        row.Nullable<double?>(9),
        row.Nullable<long?>(10),
        row.Nullable<long?>(11));
}
