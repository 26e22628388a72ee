using System.Diagnostics;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>A database that does not keep up is the client's to wait for: memory does not grow with what cannot be written.</summary>
public sealed class BackPressureTests
{
    const int MaxWaiting = 16;
    const int MaxConcurrentRequests = 40;
    const int Requests = 400;

    // Entra gives up after 60 seconds; whoever cannot be served is told long before.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GroupCommit:MaxWaiting", MaxWaiting)]
    [InlineData("Ingress:MaxConcurrentRequests", MaxConcurrentRequests)]
    public async Task While_the_database_is_locked_what_waits_is_bounded_and_the_rest_is_503(string bound, int most)
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: (bound, $"{most}"));
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("before@x.com");
        var store = host.Services.GetRequiredService<DesiredStateStore>();
        var underWay = host.Services.GetRequiredService<RequestsUnderWay.Number>();

        await using (var locking = await LockAsync(database))
        {
            var started = Stopwatch.GetTimestamp();
            var all = Task.WhenAll(Enumerable.Range(0, Requests).Select(number => client.PostAsync("/Users", User.Json($"during{number}@x.com"))));
            var mostWaiting = 0;
            while (!all.IsCompleted)
            {
                mostWaiting = Math.Max(mostWaiting, store.WaitingCount);
                await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token));
            }
            Assert.InRange(mostWaiting, 1, most);
            Assert.All(await all, answer =>
            {
                Assert.Equal(503, answer.Status);
                Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter?.Delta);
            });
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        }

        await Task.WhenAll(Enumerable.Range(0, most).Select(number => client.CreateAsync($"after{number}@x.com")));
        Assert.Equal(1, (await client.FindAsync("userName eq \"after0@x.com\"")).Total);
        Assert.Equal(0, (await client.FindAsync("userName sw \"during\"")).Total);
        Assert.Equal(0, store.WaitingCount);
        await Eventually.HoldsAsync(() => Task.FromResult(underWay.Count == 0));
    }

    // Dispose rolls back, and so unlocks.
    static async Task<NpgsqlConnection> LockAsync(TestDatabase database)
    {
        var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE scim.users", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
