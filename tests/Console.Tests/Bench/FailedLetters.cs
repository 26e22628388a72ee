using System.Globalization;
using System.Text;
using Blink.Pipeline.Ops.DeadLetters;
using RabbitMQ.Client;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Dead letters as MassTransit and the broker leave them behind.</summary>
static class FailedLetters
{
    const string Timeout = "System.TimeoutException";

    /// <summary>A command whose worker threw.</summary>
    public static Delivery Command(
        Guid organisation, Guid user, string exception = Timeout, string message = "The operation has timed out.", DateTimeOffset? at = null, int replays = 0, long? was = null) =>
        Of(Names.ApplyUser, "ApplyUser", $$"""{"organisationId":"{{organisation}}","scimUserId":"{{user}}","version":7}""", exception, message, at, replays, was);

    /// <summary>An invite whose mail could not be written.</summary>
    public static Delivery Invite(Guid organisation, DateTimeOffset? at = null) => Of(
        Names.SendInvite,
        "SendInvite",
        $$"""{"organisationId":"{{organisation}}","accountId":"{{Guid.NewGuid()}}","inviteId":"{{Guid.NewGuid()}}"}""",
        "System.Net.Sockets.SocketException",
        "Connection refused",
        at);

    /// <summary>A message that killed its worker until the broker had enough.</summary>
    public static Delivery Poison(Guid organisation, Guid user) => new(1, Names.DeadLetters, Properties(new()
    {
        ["x-first-death-queue"] = Names.ApplyUser,
        ["x-first-death-reason"] = "delivery_limit",
        ["x-delivery-count"] = 5L,
        ["MT-MessageType"] = "urn:message:Blink.Pipeline.Contracts:ApplyUser",
        ["x-death"] = new List<object?>
        {
            new Dictionary<string, object?> { ["queue"] = Names.ApplyUser, ["reason"] = "delivery_limit", ["count"] = 1L, ["time"] = 1_795_000_000L },
        },
    }), Encoding.UTF8.GetBytes($$"""{"organisationId":"{{organisation}}","scimUserId":"{{user}}","version":3}"""));

    /// <summary>A message that no consumer knows.</summary>
    public static Delivery Skipped() => new(
        1, Names.SkippedQueueOf(Names.ApplyUser), Properties(new() { ["MT-Reason"] = "dead-letter", ["MT-MessageType"] = "urn:message:Blink.Payroll:PayPerson" }), "{}"u8.ToArray());

    /// <summary>Has them collected.</summary>
    /// <returns>Their numbers.</returns>
    public static async Task<IReadOnlyList<long>> StoreAsync(this ConsoleHost host, params IReadOnlyList<Delivery> deliveries)
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(deliveries.Count, await host.Use<DeadLetterStore>().InsertAsync(
            [.. deliveries.Select(delivery => LetterReader.Read(delivery, TimeProvider.System.GetUtcNow()))], token));
        await using var command = host.Database.DataSource.CreateCommand("SELECT id FROM operations.dead_letters WHERE message_id = ANY(@ids) ORDER BY id");
        command.Parameters.AddWithValue("ids", deliveries.Select(delivery => delivery.Properties.MessageId!).ToArray());
        await using var reader = await command.ExecuteReaderAsync(token);
        var ids = new List<long>();
        while (await reader.ReadAsync(token))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    /// <summary>A user that a directory wants at version 7.</summary>
    public static async Task<Guid> UserAsync(this ConsoleHost host, Guid organisation, long? applied = null)
    {
        var user = Guid.NewGuid();
        await host.ExecuteAsync($$"""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            VALUES ('{{organisation}}', '{{user}}', 7, now(), now(), '{{user}}', '{{user}}', '{}')
            """);
        if (applied is { } version)
        {
            await host.ExecuteAsync($"""
                INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decided_at)
                VALUES ('{user}', '{organisation}', {version}, 'applied', now())
                """);
        }
        return user;
    }

    static Delivery Of(string queue, string type, string body, string exception, string message, DateTimeOffset? at, int replays = 0, long? was = null)
    {
        var headers = new Dictionary<string, object?>
        {
            ["MT-Reason"] = "fault",
            ["MT-Fault-ExceptionType"] = exception,
            ["MT-Fault-Message"] = message,
            ["MT-Fault-StackTrace"] = $"   at Blink.Pipeline.ProvisioningWorker.ApplyUser.{type}Consumer.Consume(ConsumeContext`1 context) in /src/ProvisioningWorker/ApplyUser/{type}Consumer.cs:line 41\n"
                + "   at MassTransit.DependencyInjection.ScopeConsumerFactory`1.Send[TMessage](ConsumeContext`1 context, IPipe`1 next)\n   at MassTransit.Middleware.ConsumerMessageFilter`2.Send(ConsumeContext`1 context, IPipe`1 next)",
            ["MT-Fault-InputAddress"] = $"rabbitmq://broker/blink/{queue}?durable=true",
            ["MT-Fault-Timestamp"] = (at ?? TimeProvider.System.GetUtcNow()).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["MT-Fault-ConsumerType"] = $"Blink.Pipeline.ProvisioningWorker.ApplyUser.{type}Consumer",
            ["MT-Fault-RetryCount"] = 3,
            ["MT-Host-MachineName"] = "worker-1",
            ["MT-Host-ProcessName"] = "Blink.Pipeline.ProvisioningWorker",
            ["MT-Host-ProcessId"] = "4711",
            ["MT-Host-AssemblyVersion"] = "1.4.0",
            ["MT-MessageType"] = $"urn:message:Blink.Pipeline.Contracts:{type}",
            ["x-delivery-count"] = 1L,
            ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        if (replays > 0)
            headers["x-replay-count"] = (long)replays;
        if (was is not null)
            headers["x-replay-of"] = was;
        return new(1, Names.ErrorQueueOf(queue), Properties(headers), Encoding.UTF8.GetBytes(body));
    }

    static BasicProperties Properties(Dictionary<string, object?> headers) => new()
    {
        ContentType = "application/json",
        MessageId = Guid.NewGuid().ToString(),
        Headers = headers,
        Persistent = true,
    };
}
