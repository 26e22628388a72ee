using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>
/// The four programs as processes, which work, and four more of them that lack something: everything that an alert is about happens to
/// one of them. They are scraped before and after, and send to a collector.
/// </summary>
public sealed class TelemetryFixture : IAsyncLifetime
{
    internal const string Tracked = "tracked.person@contoso.example";
    internal const string Clashing = "clashing.person@shared.example";

    readonly List<IAsyncDisposable> parts = [];
    TestDatabase database = null!;
    TestDatabase elsewhere = null!;
    TestBroker broker = null!;
    TestMail mail = null!;

    internal OtlpReceiver Receiver { get; private set; } = null!;

    internal Instance Ingress { get; private set; } = null!;

    internal Instance ProvisioningWorker { get; private set; } = null!;

    internal Instance NotificationWorker { get; private set; } = null!;

    internal Instance Ops { get; private set; } = null!;

    internal Instance IngressWithoutBroker { get; private set; } = null!;

    internal Instance IngressWithoutDatabase { get; private set; } = null!;

    internal Instance PausedWorker { get; private set; } = null!;

    internal Instance OpsWithoutBroker { get; private set; } = null!;

    internal IReadOnlyList<Instance> Working => [Ingress, ProvisioningWorker, NotificationWorker, Ops];

    internal IReadOnlyList<Instance> All => [.. Working, IngressWithoutBroker, IngressWithoutDatabase, PausedWorker, OpsWithoutBroker];

    /// <summary>A virtual host whose queue of commands nobody consumes.</summary>
    internal TestBroker Unconsumed { get; private set; } = null!;

    /// <summary>The SCIM user whose change was rejected and mailed.</summary>
    internal Guid RejectedUser { get; private set; }

    /// <summary>The SCIM user whose change was applied.</summary>
    internal Guid AppliedUser { get; private set; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Receiver = Keep(await OtlpReceiver.StartAsync(Token));
        (database, elsewhere) = (Keep(await TestDatabase.CreateAsync()), Keep(await TestDatabase.CreateAsync()));
        (broker, Unconsumed) = (Keep(await TestBroker.CreateAsync()), Keep(await TestBroker.CreateAsync()));
        mail = Keep(await TestMail.CreateAsync());
        await Task.WhenAll(WorkAsync(), LackAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(parts))
            await part.DisposeAsync();
    }

    async Task WorkAsync()
    {
        var contoso = await ClientAsync(database, "Contoso", "it@contoso.example");
        var (lost, stuck) = (await ClientAsync(database, "Lost", "it@lost.example"), await ClientAsync(database, "Stuck", "it@stuck.example"));
        await IllSynchronisationsAsync();
        Ingress = await StartAsync<IngressAssembly>("blink-ingress", database, broker.Uri);
        await Ingress.ReadyAsync();
        await Task.WhenAll(LoseAsync(lost), LoseAsync(stuck));
        await BroughtToAnHourAgoAsync();
        await HoldAsync("Stuck");
        var starting = new[]
        {
            StartAsync<ProvisioningWorkerAssembly>("blink-provisioning-worker", database, broker.Uri, settings: ("Reconciler:Overdue", "00:00:05")),
            StartAsync<NotificationWorkerAssembly>("blink-notification-worker", database, broker.Uri),
            StartAsync<OpsAssembly>("blink-ops", database, broker.Uri),
        };
        (ProvisioningWorker, NotificationWorker, Ops) = (await starting[0], await starting[1], await starting[2]);
        await broker.PublishAsync(Queues.ApplyUser, "{ this is no JSON");
        await TraceAsync(contoso);
        await RejectAsync("Refused", "nobody@refused.example");
        await RejectAsync("Unaddressed", null);
        await ProvisioningWorker.UntilAsync(said => said.Sum("blink_pipeline_reconciler_resent_total", ("cause", "lost")) > 0
            && said.Sum("blink_pipeline_pending_age_seconds") > 3000
            && said.Sum("blink_pipeline_sync_errors_open", ("reason", "no_identifier")) > 0
            && said.Sum("blink_pipeline_outbox_duration_seconds_count") > 0
            && said.Sum("blink_pipeline_apply_user_lag_seconds_count", ("outcome", "rejected")) > 0);
        await NotificationWorker.UntilAsync(said => said.Sum("blink_pipeline_mails_open", ("kind", "digest"), ("status", "failed")) > 0
            && said.Sum("blink_pipeline_mails_open", ("kind", "digest"), ("status", "unaddressed")) > 0
            && said.Sum("blink_pipeline_mail_attempts_total", ("kind", "digest"), ("outcome", "sent")) > 0
            && new[] { "silent", "token_expires", "quarantine_near" }.All(kind => said.Sum("blink_pipeline_sync_alerts_open", ("kind", kind)) > 0));
        var letter = await CollectedAsync();
        await Ops.UntilAsync(said => said.Sum("blink_pipeline_dead_letters_waiting", ("queue", Queues.ApplyUser), ("cause", "fault")) > 0);
        await OpsAsync(database, "dead-letters", "discard", letter, "--reason", "a test of telemetry");
        await Ops.UntilAsync(said => said.Sum("blink_pipeline_dead_letters_handled_total", ("action", "discard")) > 0);
        await Ingress.UntilAsync(said => said.Sum("blink_pipeline_outbox_duration_seconds_count") > 0);
    }

    async Task LackAsync()
    {
        var client = await ClientAsync(elsewhere, "Contoso", "it@contoso.example");
        var nowhere = new Uri($"amqp://127.0.0.1:{Ports.Free()}/");
        await ExecuteAsync(elsewhere, "ALTER TABLE notification.invitations RENAME TO not_migrated_yet");
        await ExecuteAsync(elsewhere, "INSERT INTO scim.outbox (organisation_id, scim_user_id, version, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), 1, now() - interval '1 hour')");
        await ExecuteAsync(elsewhere, """
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at)
            SELECT gen_random_uuid(), id, 'pending', now(), now() FROM operations.organisations
            """);
        var starting = new[]
        {
            StartAsync<IngressAssembly>("blink-ingress", elsewhere, nowhere, "without-broker", ("Ingress:MaxConcurrentRequests", "10"), ("RateLimit:RequestsPerSecond", "25"), ("RateLimit:Burst", "25")),
            StartAsync<IngressAssembly>("blink-ingress", elsewhere, nowhere, "without-database", ("ConnectionStrings:Postgres", $"Host=127.0.0.1;Port={Ports.Free()};Username=none")),
            StartAsync<NotificationWorkerAssembly>("blink-notification-worker", elsewhere, Unconsumed.Uri, "paused", ("Smtp:Port", $"{Ports.Free()}")),
            StartAsync<OpsAssembly>("blink-ops", elsewhere, nowhere, "without-broker"),
        };
        (IngressWithoutBroker, IngressWithoutDatabase, PausedWorker, OpsWithoutBroker) = (await starting[0], await starting[1], await starting[2], await starting[3]);
        await Task.WhenAll(OverloadAsync(client), FailAsync(), PauseAsync(), RestartAsync());
    }

    /// <summary>What the sync watch looks at, as it is when Entra has been silent for hours, a token is old, and much has failed.</summary>
    async Task IllSynchronisationsAsync()
    {
        await ClientAsync(database, "Ill", null);
        await ExecuteAsync(database, """
            UPDATE operations.scim_tokens AS token
            SET created_at = now() - interval '300 days', expires_at = now() + interval '5 days'
            FROM operations.organisations AS organisation
            WHERE organisation.id = token.organisation_id AND organisation.name = 'Ill'
            """);
        await ExecuteAsync(database, "INSERT INTO scim.token_uses SELECT token.id, now() - interval '3 hours' FROM operations.scim_tokens AS token JOIN operations.organisations AS organisation ON organisation.id = token.organisation_id WHERE organisation.name = 'Ill'");
        await ExecuteAsync(database, "INSERT INTO scim.ingress_presence VALUES (true, now() - interval '4 hours', now())");
        await ExecuteAsync(database, "INSERT INTO scim.request_counts SELECT id, date_trunc('hour', now()), 4000, 3000, 0 FROM operations.organisations WHERE name = 'Ill'");
    }

    /// <summary>A change that is acknowledged, and whose command the broker loses.</summary>
    async Task LoseAsync(HttpClient client)
    {
        await CreateAsync(Ingress, client, $"{Guid.NewGuid():N}@x.example");
        await Eventually.HoldsAsync(async () => await broker.GetAsync(Queues.ApplyUser) is not null);
    }

    Task BroughtToAnHourAgoAsync() => ExecuteAsync(database, "UPDATE scim.users SET last_modified = now() - interval '1 hour'");

    /// <summary>Holds an organisation's accounts, as an import does, until the end.</summary>
    async Task HoldAsync(string organisation)
    {
        var connection = Keep(await database.DataSource.OpenConnectionAsync(Token));
        await using var find = new NpgsqlCommand("SELECT id FROM operations.organisations WHERE name = @name", connection).With("name", organisation);
        var id = (Guid)(await find.ExecuteScalarAsync(Token))!;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("BEGIN"), OrganisationLock.Take([id]) } };
        await batch.ExecuteNonQueryAsync(Token);
    }

    /// <summary>A change that is applied, and one that clashes with another organisation's and is mailed.</summary>
    async Task TraceAsync(HttpClient contoso)
    {
        var fabrikam = await ClientAsync(database, "Fabrikam", "it@fabrikam.example");
        await CreateAsync(Ingress, fabrikam, Clashing);
        await AppliedAsync(Clashing);
        AppliedUser = await CreateAsync(Ingress, contoso, Tracked);
        RejectedUser = await CreateAsync(Ingress, contoso, Clashing);
        using var found = await contoso.GetAsync(new Uri(Ingress.Address, $"/scim/Users?filter={Uri.EscapeDataString($"userName eq \"{Tracked}\"")}"), Token);
        found.EnsureSuccessStatusCode();
        // Not an id: a client that is wrong may put a person into the path.
        using var wrong = await contoso.GetAsync(new Uri(Ingress.Address, $"/scim/Users/{Tracked}"), Token);
        await Eventually.HoldsAsync(async () => Assert.Contains(await mail.MessagesAsync(), message => message.Headers["X-RcptTo"] == "it@contoso.example"));
        await AppliedAsync(Tracked);
    }

    Task AppliedAsync(string email) => Eventually.HoldsAsync(async () =>
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM provisioning.accounts WHERE email = @email").With("email", email);
        return await command.ExecuteScalarAsync(Token) is 1L;
    });

    async Task RejectAsync(string organisation, string? address) =>
        await CreateAsync(Ingress, await ClientAsync(database, organisation, address), $"nobody at {organisation}", withEmail: false);

    async Task<string> CollectedAsync()
    {
        var letters = default(JsonElement);
        await Eventually.HoldsAsync(async () =>
        {
            letters = JsonDocument.Parse(await OpsAsync(database, "dead-letters", "list", "--json")).RootElement;
            return letters.GetArrayLength() == 1;
        });
        return $"{letters[0].GetProperty("id").GetInt64()}";
    }

    /// <summary>More requests than may be under way while the database stands still, and then more than one organisation may send.</summary>
    async Task OverloadAsync(HttpClient client)
    {
        await using (var connection = await elsewhere.DataSource.OpenConnectionAsync(Token))
        {
            await using var locking = new NpgsqlCommand("BEGIN; LOCK TABLE scim.users", connection);
            await locking.ExecuteNonQueryAsync(Token);
            var requests = Enumerable.Range(0, 20).Select(number => TryCreateAsync(client, number)).ToList();
            await IngressWithoutBroker.UntilAsync(said => said.Sum("blink_pipeline_accept_overloaded_total") > 0);
            await using var unlocking = new NpgsqlCommand("ROLLBACK", connection);
            await unlocking.ExecuteNonQueryAsync(Token);
            await Task.WhenAll(requests);
        }
        for (var number = 0; number < 100; number++)
        {
            using var answer = await client.GetAsync(new Uri(IngressWithoutBroker.Address, "/scim/Users?count=0"), Token);
            if ((int)answer.StatusCode == 429) break;
        }
        await IngressWithoutBroker.UntilAsync(said => said.Sum("blink_pipeline_accept_limited_total") > 0
            && said.Sum("blink_pipeline_outbox_age_seconds") > 3000
            && said.Samples.Any(sample => sample is { Name: "blink_pipeline_health", Value: 0.5 } && sample.Labels["check"] == "rabbitmq"));
    }

    async Task TryCreateAsync(HttpClient client, int number)
    {
        using var body = Body($"user{number}@x.example", withEmail: true);
        using var answer = await client.PostAsync(new Uri(IngressWithoutBroker.Address, "/scim/Users"), body, Token);
    }

    async Task FailAsync()
    {
        using var client = new HttpClient { BaseAddress = IngressWithoutDatabase.Address, DefaultRequestHeaders = { Authorization = new("Bearer", "any") } };
        for (var failed = 0; failed < 3; failed++)
        {
            using var answer = await client.GetAsync("/scim/Users", Token);
            // A scrape is kept for a moment: the next one may be the same.
            await IngressWithoutDatabase.UntilAsync(said => said.Sum("http_server_request_duration_seconds_count", ("http_response_status_code", "503")) > failed);
        }
        await IngressWithoutDatabase.UntilAsync(said => said.Samples.Any(sample => sample is { Name: "blink_pipeline_health", Value: 0 } && sample.Labels["check"] == "postgres"));
    }

    async Task PauseAsync()
    {
        await PausedWorker.ReadyAsync();
        await Unconsumed.PublishAsync(Queues.SendInvite, JsonSerializer.Serialize(new SendInvite(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()), JsonSerializerOptions.Web));
        await PausedWorker.UntilAsync(said => said.Sum("blink_pipeline_messages_held") > 0
            && new[] { "paused", "smtp" }.All(check => said.Samples.Any(sample => sample is { Name: "blink_pipeline_health", Value: 0.5 } && sample.Labels["check"] == check)));
    }

    /// <summary>Three lives, each shorter than the one before, and the end.</summary>
    async Task RestartAsync()
    {
        await OpsWithoutBroker.UntilAsync(said => said.Sum("process_uptime_seconds") > 6
            && said.Samples.Any(sample => sample is { Name: "blink_pipeline_health", Value: 0.5 } && sample.Labels["check"] == "dead-letter-collector"));
        await OpsWithoutBroker.KillAsync();
        await OpsWithoutBroker.RestartAsync();
        await OpsWithoutBroker.UntilAsync(said => said.Sum("process_uptime_seconds") > 4);
        await OpsWithoutBroker.KillAsync();
        await OpsWithoutBroker.RestartAsync();
    }

    async Task<Instance> StartAsync<T>(string job, TestDatabase on, Uri rabbitMq, string name = "working", params (string Key, string Value)[] settings) =>
        Keep(await Instance.StartAsync(job, name, typeof(T).Assembly, Settings(on, rabbitMq, settings)));

    Dictionary<string, string> Settings(TestDatabase on, Uri rabbitMq, (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = on.ConnectionString,
            ["RabbitMq:Uri"] = rabbitMq.OriginalString,
            ["Smtp:Host"] = mail.Host,
            ["Smtp:Port"] = $"{mail.Port}",
            ["Smtp:Security"] = "None",
            ["Smtp:From"] = "provisioning@blink.example",
            ["Digest:Window"] = "00:00:00.100",
            ["Digest:MinimumInterval"] = "00:00:00",
            ["Digest:PollInterval"] = "00:00:00.100",
            ["SyncWatch:PollInterval"] = "00:00:01",
            ["Reconciler:Interval"] = "00:00:01",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Receiver.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        return all;
    }

    /// <summary>A client of a new organisation.</summary>
    static async Task<HttpClient> ClientAsync(TestDatabase on, string organisation, string? address)
    {
        await OpsAsync(on, ["organisations", "create", organisation, "--tier", "enterprise", "--region", "GB", .. address is null ? Array.Empty<string>() : ["--notification-email", address]]);
        var token = JsonDocument.Parse(await OpsAsync(on, "tokens", "issue", organisation, "--label", "telemetry", "--json")).RootElement.GetProperty("token").GetString()!;
        return new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    static async Task<Guid> CreateAsync(Instance ingress, HttpClient client, string userName, bool withEmail = true)
    {
        using var body = Body(userName, withEmail);
        using var answer = await client.PostAsync(new Uri(ingress.Address, "/scim/Users"), body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    static StringContent Body(string userName, bool withEmail)
    {
        var user = new JsonObject { ["userName"] = userName };
        if (withEmail)
            user["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["value"] = userName });
        return new StringContent(user.ToJsonString(), new MediaTypeHeaderValue("application/scim+json"));
    }

    static async Task<string> OpsAsync(TestDatabase on, params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await OpsCommandLine.RunAsync([.. arguments, "--postgres", on.ConnectionString], new InvocationConfiguration { Output = output, Error = error }, Token);
        Assert.True(code == 0, $"{error}");
        return $"{output}";
    }

    static async Task ExecuteAsync(TestDatabase on, string sql)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = on.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        lock (parts)
            parts.Add(part);
        return part;
    }
}

/// <summary>Everything about telemetry looks at the same processes.</summary>
[CollectionDefinition(Name)]
public sealed class TelemetryGroup : ICollectionFixture<TelemetryFixture>
{
    public const string Name = "telemetry";
}
