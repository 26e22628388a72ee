using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>The four programs with all that they need, in a world where directories and messages do wrong.</summary>
sealed class WorkingProcesses(ProcessServers servers, TestMail mail) : IAsyncDisposable
{
    /// <summary>A person who is applied.</summary>
    const string Tracked = "tracked.person@contoso.example";

    /// <summary>A person of two organisations, who is rejected in the second.</summary>
    const string Clashing = "clashing.person@shared.example";

    public Instance Ingress { get; private set; } = null!;

    public Instance ProvisioningWorker { get; private set; } = null!;

    public Instance NotificationWorker { get; private set; } = null!;

    public Instance Ops { get; private set; } = null!;

    public IReadOnlyList<Instance> All => [Ingress, ProvisioningWorker, NotificationWorker, Ops];

    /// <summary>The SCIM user whose change was applied.</summary>
    public Guid AppliedUser { get; private set; }

    /// <summary>The SCIM user whose change was rejected and mailed.</summary>
    public Guid RejectedUser { get; private set; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts them, has everything happen, and waits until they say so.</summary>
    public async Task RunAsync()
    {
        var contoso = await servers.ClientAsync("Contoso", "it@contoso.example");
        await IllSynchronisationsAsync();
        Ingress = await servers.StartAsync<IngressAssembly>("blink-ingress", "working");
        await Ingress.ReadyAsync();
        await LoseAnHourAgoAsync("Lost", "Stuck");
        await HoldAsync("Stuck");
        await StartWorkersAsync();
        await servers.Broker.PublishAsync(Queues.ApplyUser, "{ this is no JSON");
        await TraceAsync(contoso);
        await RejectAsync("Refused", "nobody@refused.example");
        await RejectAsync("Unaddressed", null);
        await SaidAsync();
        await DeadLetterAsync();
    }

    public ValueTask DisposeAsync() => servers.DisposeAsync();

    async Task StartWorkersAsync()
    {
        var starting = new[]
        {
            servers.StartAsync<ProvisioningWorkerAssembly>("blink-provisioning-worker", "working", ("Reconciler:Overdue", "00:00:05")),
            servers.StartAsync<NotificationWorkerAssembly>("blink-notification-worker", "working"),
            servers.StartAsync<OpsAssembly>("blink-ops", "working"),
        };
        (ProvisioningWorker, NotificationWorker, Ops) = (await starting[0], await starting[1], await starting[2]);
        await Task.WhenAll(ProvisioningWorker.ReadyAsync(), NotificationWorker.ReadyAsync(), Ops.ReadyAsync());
    }

    /// <summary>What the sync watch looks at, as it is when Entra has been silent for hours, a token is old, and much has failed.</summary>
    async Task IllSynchronisationsAsync()
    {
        await servers.ClientAsync("Ill", null);
        await servers.ExecuteAsync("""
            UPDATE operations.scim_tokens AS token
            SET created_at = now() - interval '300 days', expires_at = now() + interval '5 days'
            FROM operations.organisations AS organisation
            WHERE organisation.id = token.organisation_id AND organisation.name = 'Ill'
            """);
        await servers.ExecuteAsync("""
            INSERT INTO scim.token_uses
            SELECT token.id, now() - interval '3 hours'
            FROM operations.scim_tokens AS token
            JOIN operations.organisations AS organisation ON organisation.id = token.organisation_id
            WHERE organisation.name = 'Ill'
            """);
        await servers.ExecuteAsync("INSERT INTO scim.ingress_presence VALUES (true, now() - interval '4 hours', now())");
        await servers.ExecuteAsync("""
            INSERT INTO scim.request_counts
            SELECT id, date_trunc('hour', now()), 4000, 3000, 0
            FROM operations.organisations
            WHERE name = 'Ill'
            """);
    }

    /// <summary>A change of each organisation, acknowledged an hour ago, whose command the broker has lost.</summary>
    async Task LoseAnHourAgoAsync(params string[] organisations)
    {
        foreach (var organisation in organisations)
        {
            await ProcessServers.CreateAsync(Ingress, await servers.ClientAsync(organisation, null), $"user@{organisation}.example");
            await Eventually.HoldsAsync(async () => await servers.Broker.GetAsync(Queues.ApplyUser) is not null);
        }
        await servers.ExecuteAsync("UPDATE scim.users SET last_modified = now() - interval '1 hour'");
    }

    /// <summary>Holds an organisation's accounts, as an import does, until the end.</summary>
    async Task HoldAsync(string organisation)
    {
        var connection = servers.Keep(await servers.Database.DataSource.OpenConnectionAsync(Token));
        await using var find = new NpgsqlCommand("SELECT id FROM operations.organisations WHERE name = @name", connection).With("name", organisation);
        var id = (Guid)(await find.ExecuteScalarAsync(Token))!;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("BEGIN"), OrganisationLock.Take([id]) } };
        await batch.ExecuteNonQueryAsync(Token);
    }

    /// <summary>A change that is applied, and one that clashes with another organisation's and is mailed.</summary>
    async Task TraceAsync(HttpClient contoso)
    {
        await ProcessServers.CreateAsync(Ingress, await servers.ClientAsync("Fabrikam", "it@fabrikam.example"), Clashing);
        await AppliedAsync(Clashing);
        AppliedUser = await ProcessServers.CreateAsync(Ingress, contoso, Tracked);
        RejectedUser = await ProcessServers.CreateAsync(Ingress, contoso, Clashing);
        var filter = Uri.EscapeDataString($"userName eq \"{Tracked}\"");
        using var found = await contoso.GetAsync(new Uri(Ingress.Address, $"/scim/Users?filter={filter}"), Token);
        found.EnsureSuccessStatusCode();
        // Not an id: a client that is wrong may put a person into the path.
        using var wrong = await contoso.GetAsync(new Uri(Ingress.Address, $"/scim/Users/{Tracked}"), Token);
        await Eventually.HoldsAsync(async () =>
            Assert.Contains(await mail.MessagesAsync(), message => message.Headers["X-RcptTo"] == "it@contoso.example"));
        await AppliedAsync(Tracked);
    }

    Task AppliedAsync(string email) => Eventually.HoldsAsync(async () =>
    {
        await using var command = servers.Database.DataSource
            .CreateCommand("SELECT count(*) FROM provisioning.accounts WHERE email = @email").With("email", email);
        return await command.ExecuteScalarAsync(Token) is 1L;
    });

    async Task RejectAsync(string organisation, string? address) => await ProcessServers.CreateAsync(
        Ingress, await servers.ClientAsync(organisation, address), $"nobody at {organisation}", withEmail: false);

    async Task SaidAsync()
    {
        await ProvisioningWorker.UntilAsync(said => said.Sum("blink_pipeline_reconciler_resent_total", ("cause", "lost")) > 0
            && said.Sum("blink_pipeline_pending_age_seconds") > 3000
            && said.Sum("blink_pipeline_sync_errors_open", ("reason", "no_identifier")) > 0
            && said.Sum("blink_pipeline_outbox_duration_seconds_count") > 0
            && said.Sum("blink_pipeline_apply_user_lag_seconds_count", ("outcome", "rejected")) > 0);
        await NotificationWorker.UntilAsync(said => said.Sum("blink_pipeline_mails_open", ("kind", "digest"), ("status", "failed")) > 0
            && said.Sum("blink_pipeline_mails_open", ("kind", "digest"), ("status", "unaddressed")) > 0
            && said.Sum("blink_pipeline_mail_attempts_total", ("kind", "digest"), ("outcome", "sent")) > 0
            && new[] { "silent", "token_expires", "quarantine_near" }.All(kind => said.Sum("blink_pipeline_sync_alerts_open", ("kind", kind)) > 0));
        await Ingress.UntilAsync(said => said.Sum("blink_pipeline_outbox_duration_seconds_count") > 0);
    }

    /// <summary>The poison becomes a dead letter, which waits, and is discarded.</summary>
    async Task DeadLetterAsync()
    {
        await Ops.UntilAsync(said => said.Sum("blink_pipeline_dead_letters_waiting", ("queue", Queues.ApplyUser), ("cause", "fault")) > 0);
        var letters = JsonDocument.Parse(await servers.OpsAsync("dead-letters", "list", "--json")).RootElement;
        var letter = $"{Assert.Single(letters.EnumerateArray()).GetProperty("id").GetInt64()}";
        await servers.OpsAsync("dead-letters", "discard", letter, "--reason", "a test of telemetry");
        await Ops.UntilAsync(said => said.Sum("blink_pipeline_dead_letters_handled_total", ("action", "discard")) > 0);
    }
}
