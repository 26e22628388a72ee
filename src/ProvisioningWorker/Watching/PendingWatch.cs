using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Watching;

/// <summary>
/// Finds the users whose newest version is not decided on yet, and how old the oldest is. It looks at every user once when it starts and
/// once an hour; in between at those that changed since, by the index of their last change, and at those that stay behind, by their ids.
/// So a look costs as much as there is to see, however many users there are.
/// </summary>
sealed class PendingWatch(NpgsqlDataSource dataSource, ProvisioningMetrics metrics, TimeProvider timeProvider, ILogger<PendingWatch> logger)
    : Watch(timeProvider, logger)
{
    // A change may be committed this long after the time that it bears, and a clock may be wrong by some of it.
    static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    // What no look in between would find: a state that was removed, a clock that was set back, a database that was restored.
    static readonly TimeSpan LookAtAllEvery = TimeSpan.FromHours(1);

    // A look at a million users takes longer than Npgsql's 30 seconds on a cold disk.
    const int LongestLook = 600;

    const string BehindSql = """
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            WHERE (state.version IS NULL OR state.version < desired.version)
        """;

    const string Sql = $"""
        WITH behind AS MATERIALIZED (
            SELECT
                scim_user_id,
                desired.last_modified
            FROM scim.desired_users AS desired
        {BehindSql}
                AND desired.last_modified > @through
            UNION ALL
            SELECT
                scim_user_id,
                desired.last_modified
            FROM unnest(@stragglers) AS straggler (scim_user_id)
            JOIN scim.desired_users AS desired USING (scim_user_id)
        {BehindSql}
                AND desired.last_modified <= @through)
        SELECT
            scim_user_id,
            last_modified,
            (SELECT count(*) FROM behind)
        FROM behind
        ORDER BY last_modified
        LIMIT @limit
        """;

    readonly int mostStragglers = 1_000;

    // Whoever changed until then is decided on, apart from the stragglers.
    DateTimeOffset through;
    Guid[] stragglers = [];
    DateTimeOffset lookedAtAll;

    /// <summary>For tests: how many users that stay behind are remembered by their ids.</summary>
    internal int MostStragglers { init => mostStragglers = value; }

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it found.</returns>
    public async Task<PendingUsers> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (now - lookedAtAll >= LookAtAllEvery || now < lookedAtAll)
            (through, stragglers, lookedAtAll) = (DateTimeOffset.MinValue, [], now);
        await using var command = dataSource.CreateCommand(Sql)
            .With("through", through)
            .With("stragglers", stragglers)
            .With("limit", mostStragglers + 1);
        command.CommandTimeout = LongestLook;
        var oldest = await command.ReadAsync(
            row => (Id: row.GetGuid(0), ChangedAt: row.GetFieldValue<DateTimeOffset>(1), Count: row.GetInt64(2)), cancellationToken);
        Advance([.. oldest.Select(user => (user.Id, user.ChangedAt))], now - Settled);
        var found = oldest.Count == 0
            ? new PendingUsers(0, TimeSpan.Zero)
            : new PendingUsers(oldest[0].Count, Positive(now - oldest[0].ChangedAt));
        metrics.Pending(found);
        return found;
    }

    protected override Task LookAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    // More than can be remembered: the next look begins just before the first that is not.
    void Advance(List<(Guid Id, DateTimeOffset ChangedAt)> oldest, DateTimeOffset settled)
    {
        var beforeTheRest = oldest.Count > mostStragglers ? oldest[^1].ChangedAt.AddMicroseconds(-1) : settled;
        through = beforeTheRest < settled ? beforeTheRest : settled;
        stragglers = [.. oldest.Where(user => user.ChangedAt <= through).Select(user => user.Id)];
    }

    static TimeSpan Positive(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
