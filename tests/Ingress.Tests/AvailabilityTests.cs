using System.Diagnostics;
using System.Net;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>Promise 1, the other way round: what cannot be stored is not acknowledged.</summary>
public sealed class AvailabilityTests
{
    // Entra gives up after 60 seconds; a request must be answered long before.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_PostgreSQL_it_is_503_with_Retry_After()
    {
        await using var host = IngressHost.Start("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        using var client = host.ClientOf("any");
        var started = Stopwatch.GetTimestamp();
        var answer = await client.PostAsync("/Users", User.Json("lost@x.com"));
        Assert.Equal(503, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter?.Delta);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.Http.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/health/live", Token)).StatusCode);
    }

    [Fact]
    public async Task PostgreSQL_may_go_and_come_back()
    {
        await using var server = await TestServers.StartOwnPostgresAsync();
        await using var database = await TestDatabase.CreateAsync(server);
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database);
        using var client = host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("before@x.com");

        await server.KillAsync(Token);
        foreach (var send in new Func<Task<ScimAnswer>>[]
        {
            () => client.PostAsync("/Users", User.Json("during@x.com")),
            () => client.GetAsync($"/Users/{id}"),
            () => client.PatchAsync(id, """{"op":"replace","path":"title","value":"x"}"""),
        })
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(503, (await send()).Status);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        }

        await server.StartAsync(Token);
        await Eventually.HoldsAsync(async () => (await client.GetAsync($"/Users/{id}")).Status == 200);
        await client.CreateAsync("after@x.com");
        Assert.Equal(0, (await client.FindAsync("userName eq \"during@x.com\"")).Total);
    }

    [Fact]
    public async Task A_database_that_holds_still_does_not_hold_the_request()
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("before@x.com");

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand("LOCK TABLE scim.users", connection, transaction);
            await command.ExecuteNonQueryAsync(Token);
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(503, (await client.PostAsync("/Users", User.Json("during@x.com"))).Status);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Soon);
        }
        await client.CreateAsync("after@x.com");
    }
}
