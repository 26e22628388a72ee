using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Sweeping;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Blink.Pipeline.NotificationWorker.SyncErrors;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>A database, an SMTP server and a clock of a test's own, and as many instances of the worker as it asks for.</summary>
sealed class NotificationFixture : IAsyncDisposable
{
    readonly List<IHost> hosts = [];

    NotificationFixture(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public ScriptedSmtp Smtp { get; } = new();

    public FakeTimeProvider Clock { get; } = new(SampleContent.Raised);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NotificationFixture> CreateAsync(PostgresServer? server = null) => new(await TestDatabase.CreateAsync(server));

    public Instance NewInstance(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Port"] = $"{Smtp.Port}",
            ["Smtp:Security"] = "None",
            ["Smtp:From"] = "Blink <no-reply@blink.example>",
            ["Smtp:Timeout"] = "00:00:02",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(Database.DataSource);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.AddNotification();
        hosts.Add(builder.Build());
        return new(hosts[^1].Services);
    }

    public async Task<Guid> AddOrganisationAsync(string? address = "it@contoso.example", string? name = null)
    {
        var id = Guid.CreateVersion7(Clock.GetUtcNow());
        await ExecuteAsync(
            "INSERT INTO operations.organisations VALUES (@id, @name, 'enterprise', @address, 'DK', @now)",
            ("id", id), ("name", name ?? $"Contoso {id:N}"), ("address", address), ("now", Clock.GetUtcNow()));
        return id;
    }

    public Task SetAddressAsync(Guid organisation, string? address) => ExecuteAsync(
        "UPDATE operations.organisations SET notification_email = @address WHERE id = @id", ("id", organisation), ("address", address));

    /// <summary>Raises errors of as many users as the provisioning worker would, without an event.</summary>
    public async Task<Guid> RaiseAsync(Guid organisation, string severity = "error", string? name = null, string? value = null)
    {
        var id = Guid.CreateVersion7(Clock.GetUtcNow());
        await ExecuteAsync(
            """
            INSERT INTO provisioning.sync_errors
            VALUES (@id, @organisation, gen_random_uuid(), @severity, @reason, @user, @name, 'E-1', @value, @now)
            """,
            ("id", id), ("organisation", organisation), ("severity", severity),
            ("reason", severity == "error" ? "email_in_use" : "phone_not_recognised"),
            ("user", UserNameOf(id)), ("name", name), ("value", value), ("now", Clock.GetUtcNow()));
        return id;
    }

    public Task RaiseManyAsync(Guid organisation, int count) => ExecuteAsync(
        """
        INSERT INTO provisioning.sync_errors
        SELECT gen_random_uuid(), @organisation, gen_random_uuid(), 'error', 'email_in_use', 'user' || i || '@contoso.example', 'User ' || i, 'E-' || i,
            'user' || i || '@contoso.example', @now
        FROM generate_series(1, @count) AS i
        """,
        ("organisation", organisation), ("count", count), ("now", Clock.GetUtcNow()));

    public Task ResolveAsync(Guid syncError) => ExecuteAsync(
        "UPDATE provisioning.sync_errors SET resolved_at = @now WHERE id = @id", ("id", syncError), ("now", Clock.GetUtcNow()));

    /// <summary>An account as the provisioning worker or an import makes one.</summary>
    public async Task<Guid> AddAccountAsync(Guid organisation, string? email = "ane@contoso.example", bool active = true, string? name = "Ane")
    {
        var id = Guid.CreateVersion7(Clock.GetUtcNow());
        await ExecuteAsync(
            """
            INSERT INTO provisioning.accounts (id, organisation_id, active, first_name, surname, email, created_at, updated_at)
            VALUES (@id, @organisation, @active, @name, 'Sørensen', @email, @now, @now)
            """,
            ("id", id), ("organisation", organisation), ("active", active), ("name", name), ("email", email), ("now", Clock.GetUtcNow()));
        return id;
    }

    public async Task<List<InviteState>> InvitesAsync()
    {
        await using var command = Database.DataSource.CreateCommand(
            "SELECT invite_id, status, attempts, last_error, recipient FROM notification.invitation_overview ORDER BY invite_id");
        return await command.ReadAsync(
            row => new InviteState(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.Nullable<string>(3), row.Nullable<string>(4)), Token);
    }

    /// <summary>How a test finds an error in a mail.</summary>
    public static string UserNameOf(Guid syncError) => $"user-{syncError:N}@contoso.example";

    public async Task<List<Overview>> OverviewAsync()
    {
        await using var command = Database.DataSource.CreateCommand(
            """
            SELECT status, waiting_count, error_count, warning_count, resolved_count, attempts, last_error, message_id
            FROM notification.digest_overview
            ORDER BY opened_at
            """);
        return await command.ReadAsync(
            row => new Overview(
                row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.Nullable<string>(6), row.Nullable<string>(7)),
            Token);
    }

    public async Task<string> MailingOfAsync(Guid syncError)
    {
        await using var command = Database.DataSource.CreateCommand("SELECT status FROM notification.sync_error_mailings WHERE sync_error_id = @id")
            .With("id", syncError);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Smtp.DisposeAsync();
        foreach (var host in hosts)
            host.Dispose();
        await Database.DisposeAsync();
    }

    internal sealed record Overview(
        string Status, int Waiting, int Errors, int Warnings, int Resolved, int Attempts, string? LastError, string? MessageId);

    internal sealed record InviteState(Guid Id, string Status, int Attempts, string? LastError, string? Recipient);

    /// <summary>One worker process, whose steps the test takes itself.</summary>
    internal sealed class Instance(IServiceProvider services)
    {
        public SyncErrorStore SyncErrors { get; } = services.GetRequiredService<SyncErrorStore>();

        public Sweep Sweep { get; } = services.GetRequiredService<Sweep>();

        public DigestStore Digests { get; } = services.GetRequiredService<DigestStore>();

        public DigestContents Contents { get; } = services.GetRequiredService<DigestContents>();

        public MailSender Sender { get; } = services.GetRequiredService<MailSender>();

        public MailRun<TakenDigest> Run { get; } = services.GetRequiredService<MailRun<TakenDigest>>();

        public InvitationStore Invites { get; } = services.GetRequiredService<InvitationStore>();

        public MailRun<TakenInvitation> InviteRun { get; } = services.GetRequiredService<MailRun<TakenInvitation>>();

        public AlertMails Alerts { get; } = services.GetRequiredService<AlertMails>();

        public MailRun<TakenAlert> AlertRun { get; } = services.GetRequiredService<MailRun<TakenAlert>>();

        public Task<IReadOnlyList<MailOutcome>> RunAlertsAsync() => AlertRun.RunOnceAsync(Token);

        public Task<IReadOnlyList<MailOutcome>> RunInvitesAsync() => InviteRun.RunOnceAsync(Token);

        public Task<IReadOnlyList<MailOutcome>> RunOnceAsync() => Run.RunOnceAsync(Token);

        public Task<int> SweepAsync() => Sweep.RunOnceAsync(Token);
    }
}
