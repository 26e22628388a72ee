using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>Four processes that lack something. Nobody consumes the queue of commands of their virtual host.</summary>
sealed class LackingProcesses(ProcessServers servers) : IAsyncDisposable
{
    public Instance IngressWithoutBroker { get; private set; } = null!;

    public Instance IngressWithoutDatabase { get; private set; } = null!;

    /// <summary>A notification worker whose database lacks a table, and that reaches no SMTP server.</summary>
    public Instance PausedWorker { get; private set; } = null!;

    public Instance OpsWithoutBroker { get; private set; } = null!;

    public TestBroker Broker => servers.Broker;

    public IReadOnlyList<Instance> All => [IngressWithoutBroker, IngressWithoutDatabase, PausedWorker, OpsWithoutBroker];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts them, has everything happen, and waits until they say so.</summary>
    public async Task RunAsync()
    {
        var client = await servers.ClientAsync("Contoso", "it@contoso.example");
        await PrepareAsync();
        await StartAsync();
        await Task.WhenAll(OverloadAsync(client), FailAsync(), PauseAsync(), RestartAsync());
    }

    public ValueTask DisposeAsync() => servers.DisposeAsync();

    async Task PrepareAsync()
    {
        await servers.ExecuteAsync("ALTER TABLE notification.invitations RENAME TO not_migrated_yet");
        await servers.ExecuteAsync("""
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version, created_at)
            VALUES (gen_random_uuid(), gen_random_uuid(), 1, now() - interval '1 hour')
            """);
        await servers.ExecuteAsync("""
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at)
            SELECT gen_random_uuid(), id, 'pending', now(), now()
            FROM operations.organisations
            """);
    }

    async Task StartAsync()
    {
        var nowhere = ("RabbitMq:Uri", $"amqp://127.0.0.1:{Ports.Free()}/");
        var starting = new[]
        {
            servers.StartAsync<IngressAssembly>(
                "blink-ingress", "without-broker", nowhere,
                ("Ingress:MaxConcurrentRequests", "10"), ("RateLimit:RequestsPerSecond", "25"), ("RateLimit:Burst", "25")),
            servers.StartAsync<IngressAssembly>(
                "blink-ingress", "without-database", nowhere,
                ("ConnectionStrings:Postgres", $"Host=127.0.0.1;Port={Ports.Free()};Username=none")),
            servers.StartAsync<NotificationWorkerAssembly>("blink-notification-worker", "paused", ("Smtp:Port", $"{Ports.Free()}")),
            servers.StartAsync<OpsAssembly>("blink-ops", "without-broker", nowhere),
        };
        (IngressWithoutBroker, IngressWithoutDatabase) = (await starting[0], await starting[1]);
        (PausedWorker, OpsWithoutBroker) = (await starting[2], await starting[3]);
    }

    /// <summary>More requests than may be under way while the database stands still, and then more than one organisation may send.</summary>
    async Task OverloadAsync(HttpClient client)
    {
        await using (var connection = await servers.Database.DataSource.OpenConnectionAsync(Token))
        {
            await using var locking = new NpgsqlCommand("BEGIN; LOCK TABLE scim.users", connection);
            await locking.ExecuteNonQueryAsync(Token);
            var requests = Enumerable.Range(0, 20)
                .Select(number => ProcessServers.TryCreateAsync(IngressWithoutBroker, client, $"user{number}@x.example")).ToList();
            await IngressWithoutBroker.UntilAsync(said => said.Sum("blink_pipeline_accept_overloaded_total") > 0);
            await using var unlocking = new NpgsqlCommand("ROLLBACK", connection);
            await unlocking.ExecuteNonQueryAsync(Token);
            foreach (var answer in await Task.WhenAll(requests))
                answer.Dispose();
        }
        await Eventually.HoldsAsync(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(client)));
            return answers.Contains(429);
        });
        await IngressWithoutBroker.UntilAsync(said => said.Sum("blink_pipeline_accept_limited_total") > 0
            && said.Sum("blink_pipeline_outbox_age_seconds") > 3000
            && Says(said, "rabbitmq", 0.5));
    }

    async Task<int> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri(IngressWithoutBroker.Address, "/scim/no-such-thing"), Token);
        return (int)answer.StatusCode;
    }

    async Task FailAsync()
    {
        using var client = new HttpClient { BaseAddress = IngressWithoutDatabase.Address, DefaultRequestHeaders = { Authorization = new("Bearer", "any") } };
        for (var failed = 0; failed < 3; failed++)
        {
            using var answer = await client.GetAsync("/scim/Users", Token);
            // A scrape is kept for a moment: the next one may be the same.
            await IngressWithoutDatabase.UntilAsync(
                said => said.Sum("http_server_request_duration_seconds_count", ("http_response_status_code", "503")) > failed);
        }
        await IngressWithoutDatabase.UntilAsync(said => Says(said, "postgres", 0));
    }

    async Task PauseAsync()
    {
        await PausedWorker.ReadyAsync();
        var invite = new SendInvite(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await servers.Broker.PublishAsync(Queues.SendInvite, JsonSerializer.Serialize(invite, JsonSerializerOptions.Web));
        await PausedWorker.UntilAsync(said =>
            said.Sum("blink_pipeline_messages_held") > 0 && Says(said, "paused", 0.5) && Says(said, "smtp", 0.5));
    }

    // On a busy machine one life may take longer to its first words than the one before took to its last: then it is no restart to see.
    async Task RestartAsync()
    {
        await OpsWithoutBroker.UntilAsync(said => Says(said, "dead-letter-collector", 0.5));
        for (var seen = 0; seen < 2;)
        {
            var first = Uptime(OpsWithoutBroker.Last);
            await OpsWithoutBroker.UntilAsync(said => Uptime(said) > first + 3);
            var last = Uptime(OpsWithoutBroker.Last);
            await OpsWithoutBroker.KillAsync();
            await OpsWithoutBroker.RestartAsync();
            // In a row: between two that are far apart the alert would rightly be silent.
            seen = Uptime(OpsWithoutBroker.Last) < last ? seen + 1 : 0;
        }
    }

    static double Uptime(Scrape said) => said.Sum("process_uptime_seconds");

    static bool Says(Scrape said, string check, double health) =>
        said.Samples.Any(sample => sample.Name == "blink_pipeline_health" && sample.Labels["check"] == check && sample.Value == health);
}
