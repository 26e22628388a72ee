using Blink.Pipeline.Dev.Running;
using Npgsql;
using RabbitMQ.Client;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>A message that nobody can read goes to the dead letters and is discarded; one that kills its worker goes there too, and is replayed.</summary>
sealed class DeadLetterChapter(RunningPipeline pipeline, NpgsqlDataSource database)
{
    const string ApplyUser = "apply-user";
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    ServiceProcess Worker => pipeline.Processes[Service.ProvisioningWorker.Name];

    /// <summary>Whether both went the way they should.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]Dead letters[/]").LeftJustified());
        try
        {
            await DiscardPoisonAsync(cancellationToken);
            await ReplayKillerAsync(cancellationToken);
            await ListAsync("dead-letters list --status all", "id", "queue", "status", "exceptionMessage");
            await ListAsync("audit list --limit 2", "at", "actor", "action", "subject");
            return true;
        }
        catch (TimeoutException exception)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return false;
        }
    }

    async Task ListAsync(string command, params string[] columns) =>
        AnsiConsole.Write(OpsTable.Of($"ops {command}", await pipeline.OpsAsync([.. command.Split(' '), "--json"]), columns));

    async Task DiscardPoisonAsync(CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine("Publishing a message to apply-user that is no JSON.");
        await PublishAsync(ApplyUser, "{ \"organisationId\": \"not quite", Guid.NewGuid(), cancellationToken);
        var id = await WaitForLetterAsync("waiting", 0, cancellationToken);
        AnsiConsole.WriteLine("It is among the dead letters:");
        await ListAsync("dead-letters list", "id", "queue", "status", "exceptionMessage");
        await pipeline.OpsAsync("dead-letters", "discard", $"{id}", "--reason", "no JSON: the demo's poison message");
        await WaitForStatusAsync(id, "discarded", cancellationToken);
        AnsiConsole.WriteLine($"Dead letter {id} is discarded.");
    }

    async Task ReplayKillerAsync(CancellationToken cancellationToken)
    {
        var (user, version) = await ForgetAnyAppliedUserAsync(cancellationToken);
        var after = await LastLetterAsync(cancellationToken);
        AnsiConsole.WriteLine($"Publishing a command that kills every worker which takes it, as a bug would. Its user {user} is {await StateAsync(user, cancellationToken)}.");
        var deaths = await PublishKillerAsync(user, version, after, cancellationToken);
        var id = await WaitForLetterAsync("waiting", after, cancellationToken);
        AnsiConsole.WriteLine($"The worker died {deaths} times and was started again each time; then the broker put the message aside:");
        await ListAsync("dead-letters list", "id", "queue", "status", "cause");

        AnsiConsole.WriteLine("The bug is mended: the worker runs without it. What would a replay do?");
        Worker.MoreSettings = new Dictionary<string, string?>();
        await Worker.StartAsync(cancellationToken);
        AnsiConsole.WriteLine(await pipeline.OpsAsync("dead-letters", "replay", "--all", "--dry-run"));
        AnsiConsole.WriteLine(await pipeline.OpsAsync("dead-letters", "replay", "--all", "--reason", "the bug is mended"));
        await WaitForStatusAsync(id, "replayed", cancellationToken);
        await UntilAsync(
            async () => await StateAsync(user, cancellationToken) == $"applied at version {version}", "The replayed command was not applied.", cancellationToken);
        AnsiConsole.WriteLine($"User {user} is {await StateAsync(user, cancellationToken)}, and no dead letter waits.");
    }

    /// <returns>How often the worker died of it.</returns>
    async Task<int> PublishKillerAsync(Guid user, long version, long after, CancellationToken cancellationToken)
    {
        var message = Guid.NewGuid();
        await Worker.StopAsync();
        Worker.MoreSettings = new Dictionary<string, string?>
        {
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Blink.Pipeline.PoisonHook.dll"),
            ["DEMO_POISON_MESSAGE"] = $"{message}",
            // The reconciler would send a healthy command for the same user before the replay does.
            ["Reconciler__Overdue"] = "01:00:00",
        };
        var body = $$"""{"organisationId":"{{pipeline.Info.Organisation}}","scimUserId":"{{user}}","version":{{version}}}""";
        await PublishAsync(ApplyUser, body, message, cancellationToken);
        var deaths = 0;
        while (await LastLetterAsync(cancellationToken) == after)
        {
            await Worker.LaunchAsync(cancellationToken);
            await UntilAsync(
                async () => Worker.Exited.IsCompleted || await LastLetterAsync(cancellationToken) > after, "The message did not kill the worker.", cancellationToken);
            if (Worker.Exited.IsCompleted) deaths++;
            await Worker.StopAsync();
        }
        return deaths;
    }

    async Task PublishAsync(string exchange, string body, Guid message, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(pipeline.Info.RabbitMq) };
        await using var connection = await factory.CreateConnectionAsync("demo", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = $"{message}",
        };
        await channel.BasicPublishAsync(exchange, "", mandatory: true, properties, System.Text.Encoding.UTF8.GetBytes(body), cancellationToken);
    }

    /// <summary>As if the command had never been applied: the user is pending until the replay.</summary>
    async Task<(Guid User, long Version)> ForgetAnyAppliedUserAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            DELETE FROM provisioning.user_states
            WHERE scim_user_id = (
                SELECT scim_user_id
                FROM provisioning.user_states
                WHERE organisation_id = @organisation AND outcome = 'applied'
                ORDER BY scim_user_id
                LIMIT 1)
            RETURNING scim_user_id, version
            """);
        command.Parameters.AddWithValue("organisation", Guid.Parse(pipeline.Info.Organisation));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetGuid(0), row.GetInt64(1)) : throw new TimeoutException("Nobody was applied.");
    }

    async Task<string> StateAsync(Guid user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT outcome || ' at version ' || version FROM provisioning.user_states WHERE scim_user_id = @user");
        command.Parameters.AddWithValue("user", user);
        return (string?)await command.ExecuteScalarAsync(cancellationToken) ?? "pending";
    }

    async Task<long> LastLetterAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT coalesce(max(id), 0) FROM operations.dead_letters");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    async Task<long> WaitForLetterAsync(string status, long after, CancellationToken cancellationToken)
    {
        long? found = null;
        await UntilAsync(
            async () =>
            {
                await using var command = database.CreateCommand("SELECT min(id) FROM operations.dead_letters WHERE status = @status AND id > @after");
                command.Parameters.AddWithValue("status", status);
                command.Parameters.AddWithValue("after", after);
                found = await command.ExecuteScalarAsync(cancellationToken) as long?;
                return found is not null;
            },
            "The message did not arrive among the dead letters.",
            cancellationToken);
        return found!.Value;
    }

    Task WaitForStatusAsync(long id, string status, CancellationToken cancellationToken) => UntilAsync(
        async () =>
        {
            await using var command = database.CreateCommand("SELECT status FROM operations.dead_letters WHERE id = @id");
            command.Parameters.AddWithValue("id", id);
            return status.Equals(await command.ExecuteScalarAsync(cancellationToken));
        },
        $"Dead letter {id} did not become {status}.",
        cancellationToken);

    static async Task UntilAsync(Func<Task<bool>> holds, string otherwise, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Deadline) throw new TimeoutException(otherwise);
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }
}
