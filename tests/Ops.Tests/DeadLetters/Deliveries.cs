using System.Text;
using Blink.Pipeline.Ops.DeadLetters;
using RabbitMQ.Client;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

/// <summary>Deliveries from queues of dead letters; a test sets only what it is about.</summary>
static class Deliveries
{
    public static Dictionary<string, object?> FaultHeaders(string exception = "System.TimeoutException", string queue = Names.ApplyUser) => new()
    {
        ["MT-Reason"] = "fault",
        ["MT-Fault-ExceptionType"] = exception,
        ["MT-Fault-Message"] = "It took too long",
        ["MT-Fault-StackTrace"] = "   at Blink.Pipeline.Somewhere.Act(Int32 n) in /source/Somewhere.cs:line 12\n   at System.Other()",
        ["MT-Fault-InputAddress"] = $"rabbitmq://localhost/vhost/{queue}?durable=true",
        ["MT-Fault-Timestamp"] = "2026-11-23T10:11:12.1234567Z",
        ["MT-Fault-RetryCount"] = 3,
        ["MT-Host-MachineName"] = "worker-1",
        ["MT-Host-Info"] = "{}",
        ["MT-MessageType"] = "urn:message:Blink.Pipeline.Contracts:ApplyUser",
        ["x-delivery-count"] = 1L,
        ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static Delivery Of(
        string queue = "apply-user_error", string body = "{}", Dictionary<string, object?>? headers = null, string? messageId = null) =>
        new(1, queue, Properties(headers ?? FaultHeaders(), messageId ?? Guid.NewGuid().ToString()), Encoding.UTF8.GetBytes(body));

    public static BasicProperties Properties(Dictionary<string, object?>? headers, string? messageId) => new()
    {
        ContentType = "application/json",
        MessageId = messageId,
        Headers = headers,
        Persistent = true,
    };

    public static string ApplyUserBody(Guid organisation, Guid user) =>
        $$"""{"organisationId":"{{organisation}}","scimUserId":"{{user}}","version":7}""";
}
