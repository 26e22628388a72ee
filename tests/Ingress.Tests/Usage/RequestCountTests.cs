using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Ingress.Usage;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.Usage;

/// <summary>Two instances on one database, and a clock that only the test moves.</summary>
public sealed class RequestCountTests : IAsyncLifetime
{
    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 3, 0, TimeSpan.Zero));
    TestDatabase database = null!;
    IngressHost[] hosts = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", 201, 1, 0, 0)]
    [InlineData("POST /Users/.search", 200, 0, 0, 0)]
    [InlineData("POST /.search", 400, 1, 1, 0)]
    [InlineData("PATCH", 200, 1, 0, 0)]
    [InlineData("DELETE", 204, 1, 0, 0)]
    [InlineData("DELETE", 404, 1, 1, 0)]
    [InlineData("POST", 409, 1, 1, 0)]
    [InlineData("POST", 429, 1, 1, 0)]
    [InlineData("PUT", 503, 1, 0, 1)]
    [InlineData("GET", 200, 0, 0, 0)]
    [InlineData("GET", 304, 0, 0, 0)]
    [InlineData("GET", 404, 0, 0, 0)]
    [InlineData("GET", 400, 1, 1, 0)]
    [InlineData("GET", 500, 1, 0, 1)]
    public void Changes_are_events_and_reads_only_when_they_fail(string request, int status, long events, long clientErrors, long serverErrors)
    {
        var (method, path) = request.Split(' ') is [var first, var second] ? (first, second) : (request, "/Users");

        Assert.Equal(new RequestCount(events, clientErrors, serverErrors), RequestCount.Of(method, path, status));
    }

    [Fact]
    public async Task What_every_instance_answered_is_added_up_by_organisation()
    {
        var (one, other) = (await TestOrganisation.CreateAsync(database), await TestOrganisation.CreateAsync(database));
        foreach (var host in hosts)
        {
            using var client = host.ClientOf(one.Token);
            await client.PostAsync("/Users", User.Json("twice@x.test"));
            await client.GetAsync($"/Users/{Guid.NewGuid()}");
            await client.GetAsync("/Users?filter=nonsense");
            await client.GetAsync("/Users?count=0");
        }
        using (var client = hosts[0].ClientOf(other.Token))
            await client.CreateAsync("once@x.test");
        using (var client = hosts[0].ClientOf("none"))
            await client.GetAsync("/Users");

        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal((4L, 3L, 0L), await CountsAsync(one.Id));
            Assert.Equal((1L, 0L, 0L), await CountsAsync(other.Id));
        });
        Assert.Equal(2L, await ScalarAsync<long>("SELECT count(DISTINCT organisation_id) FROM scim.request_counts"));
    }

    [Fact]
    public async Task Counts_go_into_ten_minutes_and_are_forgotten_after_two_days()
    {
        var organisation = Guid.NewGuid();
        var (counts, store) = (new RequestCounts(), hosts[0].Services.GetRequiredService<UsageStore>());
        foreach (var minutes in (int[])[-2 * 24 * 60 - 10, 0, 6, 7, 17])
            counts.Add(organisation, clock.GetUtcNow().AddMinutes(minutes), new(1, 0, 0));
        var taken = counts.TakeAll();

        await store.AddAsync(taken, clock.GetUtcNow(), Token);

        Assert.Empty(counts.TakeAll());
        Assert.Equal("12:00 2, 12:10 1, 12:20 1", await ScalarAsync<string>($"""
            SELECT string_agg(to_char(bucket AT TIME ZONE 'UTC', 'HH24:MI') || ' ' || events, ', ' ORDER BY bucket)
            FROM scim.request_counts
            WHERE organisation_id = '{organisation}'
            """));
    }

    [Fact]
    public async Task What_could_not_be_written_is_kept_for_the_next_time()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        var (uses, counts, organisation) = (new TokenUses(), new RequestCounts(), Guid.NewGuid());
        counts.Add(organisation, clock.GetUtcNow(), new(2, 1, 0));
        using var failing = Writer(away);
        using var writing = Writer(database.DataSource);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => failing.RunOnceAsync(Token));
        await writing.RunOnceAsync(Token);

        Assert.Equal((2L, 1L, 0L), await CountsAsync(organisation));

        UsageWriter Writer(NpgsqlDataSource dataSource) => new(
            uses, new TokenStore(dataSource), counts, new UsageStore(dataSource), Options.Create(new AuthenticationOptions()), clock, NullLogger<UsageWriter>.Instance);
    }

    [Fact]
    public async Task Presence_begins_anew_after_a_time_without_any_instance()
    {
        var store = hosts[0].Services.GetRequiredService<UsageStore>();
        var began = clock.GetUtcNow().AddYears(1);
        await store.RecordPresenceAsync(began, Token);
        await store.RecordPresenceAsync(began.AddMinutes(5), Token);
        Assert.Equal(began, await SinceAsync());

        await store.RecordPresenceAsync(began.AddMinutes(11), Token);

        Assert.Equal(began.AddMinutes(11), await SinceAsync());
    }

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        hosts = [IngressHost.Start(database, clock: clock), IngressHost.Start(database, clock: clock)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await database.DisposeAsync();
    }

    async Task<(long Events, long ClientErrors, long ServerErrors)> CountsAsync(Guid organisation)
    {
        await using var command = database.DataSource.CreateCommand("""
            SELECT sum(events)::bigint, sum(client_errors)::bigint, sum(server_errors)::bigint
            FROM scim.request_counts
            WHERE organisation_id = @organisation
            """).With("organisation", organisation);
        return Assert.Single(await command.ReadAsync(row => (row.Nullable<long>(0), row.Nullable<long>(1), row.Nullable<long>(2)), Token));
    }

    async Task<DateTimeOffset> SinceAsync() => new(await ScalarAsync<DateTime>("SELECT since FROM scim.ingress_presence"));

    async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
