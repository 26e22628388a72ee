using System.Collections.Concurrent;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary>A request and its change are one commit, wherever the process dies.</summary>
public sealed class KilledIngressTests
{
    const int Kills = 5;
    const int Clients = 8;
    const int LongestLifeInMilliseconds = 300;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_is_a_txn_if_and_only_if_there_is_its_change_however_often_the_ingress_is_killed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        var acknowledged = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
            await SendUntilKilledAsync(database, organisation, acknowledged);

        var users = await IdsAsync(database, "SELECT id::text FROM scim.users");
        Assert.Equal(users, await IdsAsync(database, "SELECT scim_user_id::text FROM scim.async_requests"));
        Assert.Equal(users, await IdsAsync(database, "SELECT scim_user_id::text FROM scim.outbox"));
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(await IdsAsync(database, "SELECT txn FROM scim.async_requests")));
    }

    static async Task SendUntilKilledAsync(TestDatabase database, TestOrganisation organisation, ConcurrentBag<string> acknowledged)
    {
        await using var ingress = await IngressProcess.StartAsync(database);
        using var client = ingress.ClientOf(organisation.Token);
        acknowledged.Add((await client.PreferAsync(HttpMethod.Post, "/Users", User.Json($"{Guid.NewGuid()}@x.com"))).Txn());
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SendAsync(client, acknowledged)));
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestLifeInMilliseconds)), TimeProvider.System, Token);
        await ingress.KillAsync();
        await clients;
    }

    static async Task SendAsync(ScimClient client, ConcurrentBag<string> acknowledged)
    {
        try
        {
            while (true)
                acknowledged.Add((await client.PreferAsync(HttpMethod.Post, "/Users", User.Json($"{Guid.NewGuid()}@x.com"))).Txn());
        }
        catch (HttpRequestException)
        {
            // It is dead.
        }
    }

    static async Task<List<string>> IdsAsync(TestDatabase database, string sql)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        var ids = await command.ReadAsync(row => row.GetString(0), Token);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
