using Blink.Pipeline.LocalServers;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Users;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blink.Pipeline.Bench.Console;

/// <summary>Asks the operations as the console does, one after the other, takes the time, and holds the figures to a full count.</summary>
sealed class ConsoleMeasurements(IServiceProvider services, NpgsqlDataSource dataSource, int users)
{
    const int Times = 25;
    const int Warm = 3;

    // Counts every user, as nobody would in production.
    const string FullCountSql = """
        SELECT
            count(*),
            count(*) FILTER (WHERE state.version >= users.version AND state.outcome = 'rejected'),
            count(*) FILTER (WHERE coalesce(state.version < users.version, true))
        FROM scim.users AS users
        LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = users.id
        """;

    readonly List<ConsoleMeasurement> measurements = [];
    int next;

    public async Task<IReadOnlyList<ConsoleMeasurement>> RunAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync("the ledger's first look", 1, () => Get<SyncLedger>().AdvanceAsync(cancellationToken), warm: 0);
        await CheckAsync(cancellationToken);
        await MeasureAsync("the ledger's next look", 5, () => Get<SyncLedger>().AdvanceAsync(cancellationToken));
        await MeasureAsync("overview", Times, () => Get<OverviewReader>().ReadAsync(cancellationToken));
        await MeasureAsync("organisations, the first 50", Times, () => Get<OrganisationOverviewReader>().ListAsync(new OrganisationQuery(Order: OrganisationOrder.Lag), cancellationToken));
        await MeasureAsync("one organisation, the largest", Times, () => Get<OrganisationOverviewReader>().FindAsync("Organisation 1", cancellationToken));
        foreach (var (name, text) in new (string, Func<int, string>)[]
        {
            ("surname", number => $"family{number}"),
            ("first name, of hundreds", number => $"Given{number % 3000} "),
            ("e-mail", number => $"user{number}@example.com"),
            ("employee id", number => $"e{number}"),
            ("externalId", number => $"external-{number}"),
            ("two letters", _ => "fa"),
            ("nobody", number => $"nobody{number}"),
        })
        {
            await MeasureAsync($"user search by {name}", Times, () => Get<UserSearch>().FindAsync(text(Number()), null, 50, cancellationToken));
        }
        var small = await Get<OrganisationStore>().FindAsync("Organisation 2", cancellationToken);
        await MeasureAsync("user search by two letters in one organisation", Times, () => Get<UserSearch>().FindAsync("fa", small.Id, 50, cancellationToken));
        await MeasureAsync("user search by surname in one organisation", Times, () => Get<UserSearch>().FindAsync($"family{Number()}", small.Id, 50, cancellationToken));
        var found = (await Get<UserSearch>().FindAsync("user17@example.com", null, 1, cancellationToken)).Single().ScimUserId!.Value;
        await MeasureAsync("a user's story", Times, () => Get<UserStoryReader>().ReadAsync(found, "bench", cancellationToken));
        await MeasureAsync("sync errors, a page", Times, () => Get<SyncErrorReader>().ListAsync(new SyncErrorFilter(), null, 100, cancellationToken));
        await MeasureAsync("dead letters, a page", Times, () => Get<DeadLetterReader>().ListAsync(new DeadLetterFilter { Statuses = ["waiting"] }, 100, cancellationToken));
        await MeasureAsync("dead letters, grouped", Times, () => Get<DeadLetterReader>().GroupAsync(new DeadLetterFilter { Statuses = ["waiting"] }, DeadLetterGrouping.Failure, 100, cancellationToken));
        await MeasureAsync("dead letters, a search without an answer", Times, () => Get<DeadLetterReader>().ListAsync(new DeadLetterFilter { Search = "no such word" }, 100, cancellationToken));
        await MeasureAsync("dead letters, a dry run of all", 5, () => Get<DeadLetterReader>().PreviewAsync(new DeadLetterFilter().ToReplay(), most: null, cancellationToken));
        return measurements;
    }

    T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    // Right, and not only fast.
    async Task CheckAsync(CancellationToken cancellationToken)
    {
        var figures = (await Get<OverviewReader>().ReadAsync(cancellationToken)).Figures
            ?? throw new LocalServersException("The overview has no figures.");
        await using var command = dataSource.CreateCommand(FullCountSql);
        command.CommandTimeout = 600;
        var counted = (await command.ReadAsync(row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken)).Single();
        if (counted != (figures.Users, figures.Rejected, figures.Pending) || counted.Item1 != users)
            throw new LocalServersException($"The overview says {(figures.Users, figures.Rejected, figures.Pending)}, a full count {counted}.");
    }

    async Task MeasureAsync(string name, int times, Func<Task> ask, int warm = Warm)
    {
        for (var time = 0; time < warm; time++)
            await ask();
        var taken = new double[times];
        for (var time = 0; time < times; time++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await ask();
            taken[time] = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(taken);
        measurements.Add(new(name, times, Math.Round(taken[times / 2], 1), Math.Round(taken[times * 95 / 100], 1)));
    }

    // Through all users, in no order.
    int Number() => 1 + (int)((next += 7_919) % (long)users);
}
