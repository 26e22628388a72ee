using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Blink.Pipeline.Journeys.Draining;

/// <summary>
/// SIGTERM to each of the four programs, as a process of its own, at its worst moment: in the middle of its work, which a lock in the
/// database holds up. It ends in time, and whatever it held is answered, committed or given back.
/// </summary>
public sealed class DrainTests : IAsyncLifetime
{
    const int Items = 30;

    static readonly TimeSpan InTime = TimeSpan.FromSeconds(20);

    TestDatabase database = null!;
    TestBroker broker = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        broker = await TestBroker.CreateAsync();
        await Topology.DeclareAsync(broker.Uri, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_ingress_answers_what_it_was_asked_and_commits_what_it_answers()
    {
        await using var ingress = await StartAsync<IngressAssembly>();
        using var client = await ClientAsync(await ingress.ReadyAsync());
        var locking = await LockAsync("scim.users");
        var requests = Enumerable.Range(0, Items).Select(number => CreateAsync(client, $"user{number}@x.test")).ToList();
        await HeldUpAsync("INSERT INTO scim.users");

        var stopping = ingress.StopAsync();
        await Eventually.HoldsAsync(() => ingress.HasLoggedAsync("Application is shutting down"));
        await locking.DisposeAsync();

        Assert.All(await Task.WhenAll(requests), status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.InRange(await stopping, TimeSpan.Zero, InTime);
        Assert.Equal(0, ingress.ExitStatus);
        Assert.Equal(Items, await CountAsync("scim.users"));
        Assert.Equal(Items, await CountAsync("scim.outbox") + await broker.CountAsync(Queues.ApplyUser));
    }

    [Fact]
    public async Task An_ingress_whose_database_does_not_answer_says_so_to_all_and_ends()
    {
        await using var ingress = await StartAsync<IngressAssembly>();
        using var client = await ClientAsync(await ingress.ReadyAsync());
        await using var locking = await LockAsync("scim.users");
        var requests = Enumerable.Range(0, Items).Select(number => CreateAsync(client, $"user{number}@x.test")).ToList();
        await HeldUpAsync("INSERT INTO scim.users");

        Assert.InRange(await ingress.StopAsync(), TimeSpan.Zero, InTime);

        Assert.All(await Task.WhenAll(requests), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(0, ingress.ExitStatus);
    }

    [Fact]
    public async Task The_provisioning_worker_gives_its_commands_back()
    {
        var commands = await WantAsync();
        var locking = await LockAsync("provisioning.user_states");
        await using (var worker = await StartAsync<ProvisioningWorkerAssembly>())
        {
            await worker.ListeningAsync();
            foreach (var command in commands)
                await broker.PublishAsync(Queues.ApplyUser, JsonSerializer.Serialize(command, JsonSerializerOptions.Web));
            await Eventually.HoldsAsync(async () => Assert.Equal(0u, await broker.CountAsync(Queues.ApplyUser)));
            await HeldUpAsync("provisioning.user_states");

            await EndsInTimeAsync(worker);
        }
        await GivenBackAsync(Queues.ApplyUser);

        await locking.DisposeAsync();
        await using var next = await StartAsync<ProvisioningWorkerAssembly>();
        await Eventually.HoldsAsync(async () => Assert.Equal(Items, await CountAsync("provisioning.user_states")));
        await Eventually.HoldsAsync(async () => Assert.Equal(0u, await broker.CountAsync(Queues.ApplyUser)));
    }

    [Fact]
    public async Task The_notification_worker_gives_its_events_back()
    {
        // The sweep looks once, at the start: what is raised afterwards comes by its event only.
        await RaiseAsync(1);
        await using (var worker = await StartAsync<NotificationWorkerAssembly>(("Sweep:Interval", "1.00:00:00")))
        {
            await worker.ReadyAsync();
            await Eventually.HoldsAsync(async () => Assert.Equal(1, await CountAsync("notification.sync_errors")));
            await using var locking = await LockAsync("notification.sync_errors");
            foreach (var error in await RaiseAsync(Items))
                await broker.PublishAsync(Queues.NotifySyncErrors, JsonSerializer.Serialize(error, JsonSerializerOptions.Web), Properties<SyncErrorRaised>());
            await HeldUpAsync("INSERT INTO notification.sync_errors");
            await Eventually.HoldsAsync(async () => Assert.InRange(await broker.CountAsync(Queues.NotifySyncErrors), 0u, (uint)Items - 1));

            await EndsInTimeAsync(worker);
        }
        await GivenBackAsync(Queues.NotifySyncErrors);

        await using var next = await StartAsync<NotificationWorkerAssembly>(("Sweep:Interval", "1.00:00:00"));
        await Eventually.HoldsAsync(async () => Assert.Equal(Items + 1, await CountAsync("notification.sync_errors")));
        await Eventually.HoldsAsync(async () => Assert.Equal(0u, await broker.CountAsync(Queues.NotifySyncErrors)));
    }

    [Fact]
    public async Task Ops_gives_its_dead_letters_back()
    {
        var queue = Queues.ErrorQueueOf(Queues.ApplyUser);
        var locking = await LockAsync("operations.dead_letters");
        await using (var ops = await ServeAsync())
        {
            await ops.ReadyAsync();
            for (var number = 0; number < Items; number++)
                await broker.PublishAsync(queue, $$"""{"number":{{number}}}""");
            await Eventually.HoldsAsync(async () => Assert.Equal(0u, await broker.CountAsync(queue)));
            await HeldUpAsync("INSERT INTO operations.dead_letters");

            await EndsInTimeAsync(ops);
        }
        await Eventually.HoldsAsync(async () => Assert.Equal((uint)Items, await broker.CountAsync(queue)));
        Assert.Equal(0u, await broker.CountAsync(Queues.DeadLetters));

        await locking.DisposeAsync();
        await using var next = await ServeAsync();
        await Eventually.HoldsAsync(async () => Assert.Equal(Items, await CountAsync("operations.dead_letters")));
        await Eventually.HoldsAsync(async () => Assert.Equal(0u, await broker.CountAsync(queue)));
    }

    static async Task EndsInTimeAsync(ProgramProcess process)
    {
        Assert.InRange(await process.StopAsync(), TimeSpan.Zero, InTime);
        Assert.Equal(0, process.ExitStatus);
    }

    async Task GivenBackAsync(string queue)
    {
        await Eventually.HoldsAsync(async () => Assert.Equal((uint)Items, await broker.CountAsync(queue)));
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(queue)));
        Assert.Equal(0u, await broker.CountAsync(Queues.DeadLetters));
    }

    Task<ProgramProcess> ServeAsync() => StartAsync(typeof(OpsAssembly).Assembly, ["serve"], []);

    Task<ProgramProcess> StartAsync<T>(params (string Key, string Value)[] settings) => StartAsync(typeof(T).Assembly, [], settings);

    Task<ProgramProcess> StartAsync(Assembly program, IReadOnlyList<string> arguments, (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all =
        [
            ("ConnectionStrings:Postgres", database.ConnectionString),
            ("RabbitMq:Uri", broker.Uri.OriginalString),
            ("Smtp:Host", "127.0.0.1"),
            ("Smtp:From", "no-reply@blink.example"),
            ("RateLimit:Enabled", "false"),
            .. settings,
        ];
        return ProgramProcess.StartAsync(program, all.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)), arguments);
    }

    /// <summary>A client of a new organisation.</summary>
    async Task<HttpClient> ClientAsync(Uri ingress)
    {
        await OpsAsync("organisations", "create", "Contoso", "--tier", "enterprise", "--region", "GB");
        var token = JsonDocument.Parse(await OpsAsync("tokens", "issue", "Contoso", "--label", "drain", "--json")).RootElement.GetProperty("token").GetString();
        return new HttpClient { BaseAddress = ingress, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }

    async Task<string> OpsAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await OpsCommandLine.RunAsync(
            [.. arguments, "--postgres", database.ConnectionString], new InvocationConfiguration { Output = output, Error = error }, Token);
        Assert.True(code == 0, $"{error}");
        return $"{output}";
    }

    static async Task<HttpStatusCode> CreateAsync(HttpClient client, string userName)
    {
        var user = $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{userName}}"}""";
        using var body = new StringContent(user, MediaTypeHeaderValue.Parse("application/scim+json"));
        using var answer = await client.PostAsync("/scim/Users", body, Token);
        return answer.StatusCode;
    }

    /// <summary>Stores what an organisation wants, as the ingress does, without publishing it.</summary>
    Task<List<ApplyUser>> WantAsync() => ReadAsync("""
        WITH organisation AS (
            INSERT INTO operations.organisations (id, name, tier, default_region, created_at)
            VALUES (gen_random_uuid(), 'Contoso', 'enterprise', 'GB', now())
            RETURNING id)
        INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
        SELECT organisation.id, gen_random_uuid(), 1, now(), now(), number::text, number::text, jsonb_build_object('userName', number::text)
        FROM organisation, generate_series(1, @count) AS number
        RETURNING organisation_id, id
        """, Items, row => new ApplyUser(row.GetGuid(0), row.GetGuid(1), 1));

    /// <summary>Raises sync errors, as the provisioning worker does, without publishing it.</summary>
    Task<List<SyncErrorRaised>> RaiseAsync(int count) => ReadAsync("""
        INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, raised_at)
        SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'error', 'email_in_use', 'user', now()
        FROM generate_series(1, @count)
        RETURNING organisation_id, id
        """, count, row => new SyncErrorRaised(row.GetGuid(0), row.GetGuid(1)));

    async Task<List<T>> ReadAsync<T>(string sql, int count, Func<NpgsqlDataReader, T> read)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.With("count", count).ReadAsync(read, Token);
    }

    // What tells the consumer of several types which one it is.
    static BasicProperties Properties<T>() => new()
    {
        Persistent = true,
        ContentType = "application/json",
        Headers = new Dictionary<string, object?> { ["MT-MessageType"] = $"urn:message:{typeof(T).Namespace}:{typeof(T).Name}" },
    };

    /// <summary>Locks a table; dispose of the connection to unlock it.</summary>
    async Task<NpgsqlConnection> LockAsync(string table)
    {
        var connection = await database.DataSource.OpenConnectionAsync(Token);
#pragma warning disable CA2100 // The test's own constants.
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }

    // Somebody else waits for the lock.
    Task HeldUpAsync(string statement) => Eventually.HoldsAsync(async () =>
    {
        await using var command = database.DataSource.CreateCommand("""
            SELECT count(*)
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || @statement || '%'
            """);
        command.Parameters.AddWithValue("statement", statement);
        Assert.NotEqual(0L, await command.ExecuteScalarAsync(Token));
    });

    async Task<long> CountAsync(string table)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = database.DataSource.CreateCommand($"SELECT count(*) FROM {table}");
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
