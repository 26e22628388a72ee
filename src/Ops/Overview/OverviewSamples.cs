using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>The samples of the last day, <c>operations.overview_samples</c>: one for each multiple of ten seconds.</summary>
sealed class OverviewSamples(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const string KnownSql = "SELECT EXISTS (SELECT FROM operations.overview_samples WHERE at = @at)";

    const string Columns = """
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
        """;

    const string AddSql = $"""
        INSERT INTO operations.overview_samples ({Columns})
        VALUES (@at, @level, @acknowledged, @applied, @rejected, @outbox, @outbox_age, @queued, @pending, @oldest, @letters, @mails)
        ON CONFLICT (at) DO NOTHING
        """;

    const string SinceSql = $"""
        SELECT {Columns}
        FROM operations.overview_samples
        WHERE at > @since
        ORDER BY at
        """;

    /// <summary>Whether there is a sample of a slot.</summary>
    /// <param name="at">The slot.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Whether there is.</returns>
    public async Task<bool> IsKnownAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(KnownSql).With("at", at);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Keeps a sample, unless there is one of its slot.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="cancellationToken">Stops it; nothing is kept then.</param>
    /// <returns>Whether it was kept.</returns>
    public async Task<bool> AddAsync(OverviewSample sample, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AddSql)
            .With("at", sample.At)
            .With("level", sample.Level.ToString().ToLowerInvariant())
            .With("acknowledged", sample.AcknowledgedPerSecond)
            .With("applied", sample.AppliedPerSecond)
            .With("rejected", sample.RejectedPerSecond)
            .With("outbox", sample.OutboxMessages)
            .With("outbox_age", sample.OutboxAgeSeconds)
            .With("queued", sample.QueuedMessages)
            .With("pending", sample.Pending)
            .With("oldest", sample.OldestPendingSeconds)
            .With("letters", sample.DeadLetters)
            .With("mails", sample.MailsPending);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Reads the samples of the last hour.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, oldest first; where <c>ops serve</c> did not run there are none.</returns>
    public async Task<IReadOnlyList<OverviewSample>> LastHourAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SinceSql).With("since", timeProvider.GetUtcNow() - TimeSpan.FromHours(1));
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
