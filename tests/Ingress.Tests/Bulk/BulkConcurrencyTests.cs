using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Npgsql;
using static Blink.Pipeline.Ingress.Tests.Bulk.BulkClient;

namespace Blink.Pipeline.Ingress.Tests.Bulk;

public sealed class BulkConcurrencyTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    // A busy machine may take its time before it looks whether somebody waits.
    const string Patient = ";Command Timeout=60";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_equal_jobs_on_two_instances_create_each_user_once()
    {
        const int users = 20;
        await using var other = IngressHost.Start(ingress.Database);
        var organisation = await ingress.OrganisationAsync();
        using var one = ingress.Host.ClientOf(organisation.Token);
        using var two = other.ClientOf(organisation.Token);
        var shared = await one.CreateAsync("shared@x.com");

        // Everybody's manager is the next one, in a circle; and all jobs change one user that was there before.
        string[] operations =
        [
            .. Enumerable.Range(0, users).Select(number => Post($"{number}", $"user{number}@x.com", $"bulkId:{(number + 1) % users}")),
            Patch(shared, """{"op":"add","path":"roles","value":[{"value":"job"}]}"""),
            Patch(shared, Replace("title", "x")),
        ];
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : two).BulkAsync(operations)));

        // One job created all of them; no other one could create anybody, since each names one who was there already.
        var winner = Assert.Single(jobs, job => job.Take(users).All(outcome => outcome.Status() == 201));
        Assert.All(jobs.Where(job => job != winner), job => Assert.All(job.Take(users), outcome => Assert.Equal(409, outcome.Status())));
        Assert.All(jobs, job => Assert.All(job.Skip(users), outcome => Assert.Equal(200, outcome.Status())));
        Assert.Equal(users + 1, (await one.GetAsync("/Users?count=0")).Total);
        for (var number = 0; number < users; number++)
        {
            var user = await two.GetAsync($"/Users/{winner[number].IdIn()}");
            Assert.Equal(winner[(number + 1) % users].IdIn(), user.Text($"{Enterprise}/manager/value"));
            Assert.Equal([1L], await ingress.OutboxAsync(winner[number].IdIn()));
        }
        Assert.Equal("W/\"3\"", (await one.GetAsync($"/Users/{shared}")).Text("meta/version"));
    }

    [Fact]
    public async Task Jobs_and_single_requests_about_the_same_users_lose_nothing()
    {
        const int users = 5;
        await using var other = IngressHost.Start(ingress.Database);
        var organisation = await ingress.OrganisationAsync();
        ScimClient[] clients = [ingress.Host.ClientOf(organisation.Token), other.ClientOf(organisation.Token)];
        var ids = await Task.WhenAll(Enumerable.Range(0, users).Select(number => clients[0].CreateAsync($"busy{number}@x.com")));
        static string Mark(string mark) => $$"""{"op":"add","path":"roles","value":[{"value":"{{mark}}"}]}""";

        var work = Enumerable.Range(0, 40).Select(async number =>
        {
            var client = clients[number % 2];
            if (number % 4 == 0)
                Assert.All(await client.BulkAsync(ids.Select(id => Patch(id, Mark($"{number}")))), outcome => Assert.Equal(200, outcome.Status()));
            else
                Assert.All(await Task.WhenAll(ids.Select(id => client.PatchAsync(id, Mark($"{number}")))), answer => Assert.Equal(200, answer.Status));
        });
        await Task.WhenAll(work);

        foreach (var id in ids)
        {
            var user = await clients[0].GetAsync($"/Users/{id}");
            Assert.Equal(Enumerable.Range(0, 40), user.At("roles")!.AsArray().Select(role => int.Parse((string)role!["value"]!)).Order());
            Assert.Equal("W/\"41\"", user.Text("meta/version"));
            Assert.Equal(41L, (await ingress.OutboxAsync(id)).Max());
        }
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Of_a_job_whose_connection_is_killed_nothing_is_there()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = IngressHost.Start(database.ConnectionString + Patient);
        var organisation = await TestOrganisation.CreateAsync(database);
        using var client = host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("held@x.com");

        // Somebody holds the last userName of the job, so that it waits with everything else written.
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            VALUES (@organisation, gen_random_uuid(), 1, now(), now(), 'z', 'z', '{"userName":"z"}')
            """, connection, transaction))
        {
            await insert.With("organisation", organisation.Id).ExecuteNonQueryAsync(Token);
        }
        var job = client.PostAsync("/Bulk", Request(
            [.. Enumerable.Range(0, 50).Select(number => Post($"{number}", $"a{number}")), Patch(id, Replace("title", "x")), Post("z", "z")]));
        await Eventually.HoldsAsync(async () => await KilledAsync(database) == 1);
        Assert.Equal(503, (await job).Status);
        await transaction.RollbackAsync(Token);

        Assert.Equal(1, (await client.GetAsync("/Users?count=0")).Total);
        Assert.Equal("W/\"1\"", (await client.GetAsync($"/Users/{id}")).Text("meta/version"));
        await using var count = database.DataSource.CreateCommand("SELECT count(*) FROM scim.outbox");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Token));
        // The same job again is done whole.
        Assert.All(await client.BulkAsync([Post("a0", "a0"), Post("z", "z")]), outcome => Assert.Equal(201, outcome.Status()));
    }

    static async Task<int> KilledAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("""
            SELECT pg_terminate_backend(pid)
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%scim.users%'
            """);
        return (await command.ReadAsync(row => row.GetBoolean(0), Token)).Count;
    }

    [Fact]
    public async Task While_a_job_is_held_up_single_requests_are_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = IngressHost.Start(database.ConnectionString + Patient);
        var organisation = await TestOrganisation.CreateAsync(database);
        using var client = host.ClientOf(organisation.Token);
        using var stranger = host.ClientOf((await TestOrganisation.CreateAsync(database)).Token);
        var held = await client.CreateAsync("held@x.com");

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand("SELECT FROM scim.users WHERE id = @id FOR UPDATE", connection, transaction))
        {
            hold.Parameters.AddWithValue("id", Guid.Parse(held));
            await hold.ExecuteNonQueryAsync(Token);
        }
        var job = client.BulkAsync([Post("a", "a@x.com"), Patch(held, Replace("title", "x"))]);
        await Eventually.HoldsAsync(async () => await WaitingAsync(database) == 1);
        await stranger.CreateAsync("a@x.com");
        await client.CreateAsync("b@x.com");
        Assert.False(job.IsCompleted);
        await transaction.RollbackAsync(Token);
        Assert.Equal([201, 200], (await job).Select(outcome => outcome.Status()));
    }

    static async Task<long> WaitingAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("""
            SELECT count(*)
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%scim.users%'
            """);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
