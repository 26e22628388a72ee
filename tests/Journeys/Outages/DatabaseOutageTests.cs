using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Outages;

/// <summary>PostgreSQL goes away in the middle of a synchronisation, and comes back. Nobody helps.</summary>
public sealed class DatabaseOutageTests
{
    const int Users = 400;
    const int Clients = 8;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_synchronisation_goes_on_after_the_outage_and_nothing_is_lost_doubled_or_dead()
    {
        await using var postgres = await TestServers.StartOwnPostgresAsync();
        await using var pipeline = new Pipeline { PostgresServer = postgres };
        await pipeline.InitializeAsync();
        var contoso = await pipeline.OrganisationAsync("Contoso");
        var refused = new ConcurrentBag<string>();
        var created = new ConcurrentDictionary<string, bool>();

        var synchronising = Parallel.ForEachAsync(
            Enumerable.Range(0, Users).Select(number => $"user{number}@contoso.example"),
            new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = Token },
            async (userName, _) => await CreateAsync(contoso.Client, userName, created, refused));
        await Eventually.HoldsAsync(() => Task.FromResult(created.Count > Users / 4));
        await postgres.KillAsync(Token);
        // Everybody meets the outage: each client was told to come again, and the worker, if it had something in hand, waits with it.
        await Eventually.HoldsAsync(() => Task.FromResult(refused.Count >= Clients), TimeSpan.FromSeconds(60));
        Assert.True(created.Count < Users, "It was over before the outage.");
        await postgres.StartAsync(Token);
        await synchronising;

        await contoso.SettledAsync();
        await using var command = pipeline.Database.DataSource.CreateCommand("SELECT email FROM provisioning.accounts ORDER BY email");
        Assert.Equal(created.Keys.Order(StringComparer.Ordinal), (await command.ReadAsync(row => row.GetString(0), Token)).Order(StringComparer.Ordinal));
        Assert.Equal(Users, created.Count);
        foreach (var queue in Queues.Work)
            Assert.Equal(0u, await pipeline.Broker.CountAsync(Queues.ErrorQueueOf(queue)));
        Assert.Equal(0u, await pipeline.Broker.CountAsync(Queues.DeadLetters));
    }

    // As Entra does: what was refused comes again, and what may have been stored all the same shows as a conflict.
    static async Task CreateAsync(HttpClient client, string userName, ConcurrentDictionary<string, bool> created, ConcurrentBag<string> refused)
    {
        var user = $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}","active":true,
             "emails":[{"type":"work","primary":true,"value":"{{userName}}"}]}
            """;
        while (!created.ContainsKey(userName))
        {
            using var body = new StringContent(user, MediaTypeHeaderValue.Parse("application/scim+json"));
            using var answer = await client.PostAsync("/scim/Users", body, Token);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable });
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable)
                refused.Add(userName);
            else
                created[userName] = true;
        }
    }
}
