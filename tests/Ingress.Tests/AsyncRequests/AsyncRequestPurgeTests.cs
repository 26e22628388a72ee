using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Purging;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary>A request can be asked about for a time; then it is forgotten.</summary>
public sealed class AsyncRequestPurgeTests : IAsyncLifetime
{
    static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    TestDatabase database = null!;
    TestOrganisation organisation = null!;

    [Fact]
    public async Task Old_requests_are_forgotten_and_younger_ones_are_kept_pending_or_not()
    {
        await using var host = IngressHost.Start(database, clock: clock);
        using var client = host.ClientOf(organisation.Token);
        var old = await CreateAsync(client, 1);
        clock.Advance(TimeSpan.FromHours(1));
        var young = await CreateAsync(client, 2);

        clock.Advance(Retention - TimeSpan.FromHours(1));
        await RunAsync(host);
        Assert.Equal((202, 202), (await StatusAsync(client, old), await StatusAsync(client, young)));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await RunAsync(host);
        Assert.Equal((404, 202), (await StatusAsync(client, old), await StatusAsync(client, young)));
        Assert.Equal(1, await CountAsync());
        // Its user is not.
        Assert.Equal(2, (await client.GetAsync("/Users")).Total);
    }

    [Fact]
    public async Task What_is_too_old_is_not_found_even_before_it_is_deleted()
    {
        await using var host = IngressHost.Start(database, clock: clock, settings: ("Purge:Every", "7.00:00:00"));
        using var client = host.ClientOf(organisation.Token);
        var txn = await CreateAsync(client, 1);
        Assert.Equal(202, await StatusAsync(client, txn));

        clock.Advance(Retention + TimeSpan.FromMilliseconds(1));

        Assert.Equal(404, await StatusAsync(client, txn));
    }

    [Fact]
    public async Task The_process_does_it_by_itself()
    {
        await using var host = IngressHost.Start(database, clock: clock);
        using var client = host.ClientOf(organisation.Token);
        await CreateAsync(client, 1);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(Retention);
            Assert.Equal(0, await CountAsync());
        });
    }

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        organisation = await TestOrganisation.CreateAsync(database);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    async Task<long> CountAsync()
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM scim.async_requests");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    static async Task RunAsync(IngressHost host)
    {
        await host.Services.GetServices<IHostedService>().OfType<PurgeRun>().Single().RunOnceAsync(TestContext.Current.CancellationToken);
    }

    static async Task<int> StatusAsync(ScimClient client, string txn) => (await client.GetAsync($"/Async/{txn}")).Status;

    static async Task<string> CreateAsync(ScimClient client, int number) =>
        (await client.PreferAsync(HttpMethod.Post, "/Users", User.Json($"user{number}@x.com"))).Txn();
}
