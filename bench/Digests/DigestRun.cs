using System.Diagnostics;
using System.Globalization;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Processes;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Bench.Digests;

/// <summary>A notification worker in a process of its own, on a database and virtual host of its own.</summary>
sealed class DigestRun : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    static readonly HttpClient Http = new();

    readonly string name = $"bench_{Guid.NewGuid():N}";
    readonly LocalServerSet servers;
    NpgsqlDataSource dataSource = null!;
    WatchedProcess worker = null!;

    DigestRun(LocalServerSet servers) => this.servers = servers;

    /// <summary>The most memory that the worker has had at a time, in bytes (VmHWM).</summary>
    public long PeakMemory => 1024 * long.Parse(
        File.ReadLines($"/proc/{worker.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..].Replace("kB", "", StringComparison.Ordinal).Trim(),
        CultureInfo.InvariantCulture);

    /// <summary>Starts it; returns when it is ready.</summary>
    public static async Task<DigestRun> StartAsync(LocalServerSet servers, string folder, CancellationToken cancellationToken)
    {
        var run = new DigestRun(servers);
        try
        {
            await run.StartAsync(folder, cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>An organisation's errors come at once.</summary>
    /// <returns>How long it takes until the SMTP server has the digest that names them, in milliseconds.</returns>
    public async Task<double> MailAsync(int errors, CancellationToken cancellationToken)
    {
        var organisation = Guid.NewGuid();
        await ExecuteAsync("""
            INSERT INTO operations.organisations (id, name, tier, notification_email, default_region, created_at)
            VALUES (@organisation, @organisation::text, 'enterprise', @organisation || '@admins.example', 'GB', now())
            """, organisation, errors, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await ExecuteAsync("""
            INSERT INTO provisioning.sync_errors
            SELECT gen_random_uuid(), @organisation, gen_random_uuid(), 'error', 'email_in_use', 'user' || i || '@contoso.example', 'User ' || i, 'E-' || i,
                'user' || i || '@contoso.example', now()
            FROM generate_series(1, @errors) AS i
            """, organisation, errors, cancellationToken);
        while (!await IsSentAsync(organisation, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline || worker.HasExited)
                throw new LocalServersException($"The digest was not sent. The end of the worker's log:{Environment.NewLine}{worker.LogTail()}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (worker is not null)
            await worker.DisposeAsync();
        if (dataSource is not null)
            await dataSource.DisposeAsync();
        await servers.Postgres.DropDatabaseAsync(name);
        await servers.RabbitMq.DeleteVirtualHostAsync(name);
    }

    async Task StartAsync(string folder, CancellationToken cancellationToken)
    {
        var connectionString = await servers.Postgres.CreateDatabaseAsync(name, cancellationToken: cancellationToken);
        var broker = await servers.RabbitMq.CreateVirtualHostAsync(name, cancellationToken);
        Migrator.Migrate(connectionString);
        dataSource = NpgsqlDataSource.Create(connectionString);
        var url = $"http://127.0.0.1:{Ports.Free()}";
        var assembly = typeof(NotificationWorkerAssembly).Assembly.Location;
        worker = await WatchedProcess.StartAsync(
            new()
            {
                Arguments = ["dotnet", assembly],
                WorkingDirectory = Path.GetDirectoryName(assembly)!,
                LogFile = Path.Combine(folder, "notification-worker.log"),
                Environment = new Dictionary<string, string?>
                {
                    ["ASPNETCORE_URLS"] = url,
                    ["ConnectionStrings__Postgres"] = connectionString,
                    ["RabbitMq__Uri"] = broker.AbsoluteUri,
                    ["Smtp__Host"] = servers.Mail.Host,
                    ["Smtp__Port"] = $"{servers.Mail.Port}",
                    ["Smtp__Security"] = "None",
                    ["Smtp__From"] = "provisioning@blink.example",
                    ["Digest__Window"] = "00:00:00",
                    ["Digest__MinimumInterval"] = "00:00:00",
                    ["Digest__PollInterval"] = "00:00:00.050",
                    ["Sweep__Interval"] = "00:00:00.100",
                    ["Logging__LogLevel__Default"] = "Warning",
                },
            },
            cancellationToken);
        if (!await Readiness.WaitAsync(token => IsReadyAsync(url, token), () => worker.HasExited, Deadline, cancellationToken))
            throw new LocalServersException($"The notification worker did not become ready. The end of its log:{Environment.NewLine}{worker.LogTail()}");
    }

    static async Task<bool> IsReadyAsync(string url, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync($"{url}/health/ready", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    async Task<bool> IsSentAsync(Guid organisation, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT EXISTS (SELECT FROM notification.digests WHERE organisation_id = @organisation AND status = 'sent')").With("organisation", organisation);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    async Task ExecuteAsync(string sql, Guid organisation, int errors, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql).With("organisation", organisation).With("errors", errors);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
