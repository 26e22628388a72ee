using Blink.Pipeline.Ingress;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Scim.Filters;
using Microsoft.Extensions.Options;
using Npgsql;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Lists;

/// <summary>Asks for users as the ingress does, one request after the other, and takes the time.</summary>
sealed class ListMeasurements(NpgsqlDataSource dataSource, FilledOrganisation organisation)
{
    const int PageSize = 100;
    const int Lookups = 1_000;
    const int Pages = 200;
    const int IndexPages = 15;

    static readonly int[] PagesToRead = [2, 100, 10_000];

    readonly UserQueries queries = new(dataSource, Options.Create(new QueryOptions { TimeLimit = TimeSpan.FromSeconds(30) }));
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
            await MeasureAsync($"{path} eq", Base, Lookups, () => queries.ListAsync(
                Query(Filter.Parse($"{path} eq \"{value(Number())}\""), UserOrder.ById), 0, PageSize, cancellationToken));
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
            await MeasureAsync($"cursor by {order}, page {page}", first, Pages,
                () => queries.ListAfterAsync(query, before, PageSize + 1, cancellationToken));
            await MeasureAsync($"index by {order}, page {page}", first, IndexPages, () => queries.ListAsync(query, skip, PageSize, cancellationToken));
        }
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
