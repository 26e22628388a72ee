using Blink.Pipeline.Ingress;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.Scim.Filters;
using Microsoft.Extensions.Options;
using Npgsql;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Lists;

/// <summary>
/// Asks for users as the ingress does, one request after the other, and takes the time. What is to be served by an index is also held to it:
/// PostgreSQL must not have read the table for it.
/// </summary>
sealed class ListMeasurements(NpgsqlDataSource dataSource, FilledOrganisation organisation)
{
    const int PageSize = 100;
    const int Lookups = 1_000;
    const int Pages = 200;
    const int IndexPages = 15;

    static readonly int[] PagesToRead = [2, 100, 10_000];

    static readonly IOptions<QueryOptions> Patient = Options.Create(new QueryOptions { TimeLimit = TimeSpan.FromSeconds(30) });

    readonly UserQueries queries = new(dataSource, new QueryTurns(Patient), Patient, Options.Create(new IngressOptions()));
    readonly List<Measurement> measurements = [];
    int next;

    public async Task<ListResult> RunAsync(CancellationToken cancellationToken)
    {
        await LookUpAllAsync(cancellationToken);
        foreach (var sortBy in (string?[])[null, "userName"])
            await ReadPagesAsync(sortBy, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new ListResult(organisation.Users, connection.PostgreSqlVersion.ToString(), measurements);
    }

    async Task LookUpAllAsync(CancellationToken cancellationToken)
    {
        const string Base = "GET /Users/{id}";
        await MeasureAsync(Base, null, Lookups, () => queries.FindAsync(organisation.Id, FilledOrganisation.IdOf(Number()), cancellationToken));
        foreach (var (path, value) in new (string, Func<int, string>)[]
        {
            ("id", number => FilledOrganisation.IdOf(number).ToString()),
            ("userName", FilledOrganisation.UserName),
            ("externalId", number => $"external-{number}"),
            ("emails[type eq \"work\"].value", FilledOrganisation.UserName),
            ("emails.value", FilledOrganisation.OtherEmail),
            ("manager", number => FilledOrganisation.IdOf(number / 10).ToString()),
            ("employeeNumber", number => $"E{number}"),
        })
        {
            await MeasureByIndexAsync($"{path} eq", Base, Lookups, () => queries.ListAsync(
                Query(Filter.Parse($"{path} eq \"{value(Number())}\""), UserOrder.ById), 0, PageSize, cancellationToken), cancellationToken);
        }
    }

    async Task ReadPagesAsync(string? sortBy, CancellationToken cancellationToken)
    {
        var query = Query(null, UserOrder.Parse(sortBy, false));
        var order = sortBy ?? "id";
        var first = $"cursor by {order}, page 1 (with total)";
        await MeasureAsync(first, null, IndexPages, () => queries.ListAsync(query, 0, PageSize + 1, cancellationToken));
        foreach (var page in PagesToRead.Where(page => page * PageSize <= organisation.Users))
        {
            var skip = (page - 1) * PageSize;
            var before = (await queries.ListAsync(query, skip - 1, 1, cancellationToken)).Users.Single().Position;
            await MeasureByIndexAsync($"cursor by {order}, page {page}", first, Pages,
                () => queries.ListAfterAsync(query, before, PageSize + 1, cancellationToken), cancellationToken);
            await MeasureAsync($"index by {order}, page {page}", first, IndexPages, () => queries.ListAsync(query, skip, PageSize, cancellationToken));
        }
    }

    async Task MeasureByIndexAsync(string name, string? comparedTo, int times, Func<Task> request, CancellationToken cancellationToken)
    {
        var before = await TableScansAsync(cancellationToken);
        await MeasureAsync(name, comparedTo, times, request);
        var scans = await TableScansAsync(cancellationToken) - before;
        if (scans > 0)
            throw new LocalServersException($"{name}: PostgreSQL read the whole table {scans} times instead of an index.");
    }

    /// <summary>How often PostgreSQL has read all of the users. A session's own are counted once it has ended.</summary>
    async Task<long> TableScansAsync(CancellationToken cancellationToken)
    {
        dataSource.Clear();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var others = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')", connection);
        while (await others.ExecuteScalarAsync(cancellationToken) is true)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        await using var scans = new NpgsqlCommand("SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'scim.users'::regclass", connection);
        return (long)(await scans.ExecuteScalarAsync(cancellationToken))!;
    }

    async Task MeasureAsync(string name, string? comparedTo, int times, Func<Task> request)
    {
        AnsiConsole.WriteLine(name);
        // Prepared, and its pages read once.
        for (var time = 0; time < 10; time++)
            await request();
        var clock = TimeProvider.System;
        var taken = new double[times];
        for (var time = 0; time < times; time++)
        {
            var started = clock.GetTimestamp();
            await request();
            taken[time] = clock.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(taken);
        measurements.Add(Measurement.Of(name, taken, measurements.Find(one => one.Name == comparedTo)));
    }

    // Through all users, in no order.
    int Number() => (int)((next += 7_919) % (long)organisation.Users);

    UserQuery Query(Filter? filter, UserOrder order) => new(organisation.Id, "http://localhost/scim/Users/", filter, order);
}
