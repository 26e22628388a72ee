using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Contracts;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Makes a dead letter of a delivery: who failed, where and why, from the headers that MassTransit and the broker give. It believes
/// none of them: a message may have any, or none, and is collected all the same.
/// </summary>
static class LetterReader
{
    // A B-tree entry may hold some 2,700 bytes, and nobody reads a longer name.
    const int LongestName = 300;
    const string Unknown = "unknown";

    // They count how often the broker handed the message out, so they differ between two deliveries of one message.
    static readonly HashSet<string> Counters = ["x-delivery-count", "x-acquired-count"];

    /// <summary>Reads a delivery; one that cannot be understood becomes a letter of unknown cause, so that it is in nobody's way.</summary>
    public static CollectedLetter Read(Delivery delivery, DateTimeOffset now)
    {
        var letter = AsItCame(delivery, now);
        try
        {
            return Explained(letter);
        }
        catch (Exception)
        {
            return letter;
        }
    }

    static CollectedLetter AsItCame(Delivery delivery, DateTimeOffset now)
    {
        var headers = AmqpHeaders.ToJson(delivery.Properties.Headers);
        var properties = Properties(delivery);
        return new CollectedLetter
        {
            Queue = delivery.Queue,
            Fingerprint = Fingerprint(delivery, headers, properties),
            Properties = properties,
            Headers = headers,
            Body = delivery.Body,
            Cause = Unknown,
            GroupKey = $"{Unknown}: message that cannot be read",
            FailedAt = now,
        };
    }

    static CollectedLetter Explained(CollectedLetter letter)
    {
        var (headers, (organisation, subject)) = (letter.Headers, Ids(letter.Body));
        var explained = letter with
        {
            OriginQueue = Origin(letter.Queue, headers),
            MessageType = Type(headers),
            MessageId = Name(letter.Properties.MessageId ?? Text(headers, "MessageId")),
            OrganisationId = organisation,
            SubjectId = subject,
            Cause = Cause(headers),
            ExceptionType = Name(Text(headers, "MT-Fault-ExceptionType")),
            ExceptionMessage = Text(headers, "MT-Fault-Message"),
            StackTrace = Text(headers, "MT-Fault-StackTrace"),
            FailedAt = FailedAt(headers) ?? letter.FailedAt,
            ReplayCount = (int)Math.Clamp(Number(headers, ReplayHeaders.Count) ?? 0, 0, int.MaxValue - 1),
            ReplayOf = Number(headers, ReplayHeaders.Of),
        };
        return explained with { GroupKey = Group(explained) };
    }

    static byte[] Fingerprint(Delivery delivery, JsonObject headers, MessageProperties properties)
    {
        var lasting = headers.Where(header => !Counters.Contains(header.Key)).OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => new[] { header.Key, header.Value?.ToJsonString() });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { delivery.Queue, properties, lasting }));
        hash.AppendData(delivery.Body);
        return hash.GetHashAndReset();
    }

    static MessageProperties Properties(Delivery delivery) => new(
        Clean(delivery.Properties.ContentType),
        Clean(delivery.Properties.ContentEncoding),
        Clean(delivery.Properties.MessageId),
        Clean(delivery.Properties.CorrelationId),
        Clean(delivery.Properties.Type));

    // rabbitmq://host/vhost/apply-user?…, the queue the broker took it from, or the queue that it lies in.
    static string? Origin(string queue, JsonObject headers)
    {
        var named = Uri.TryCreate(Text(headers, "MT-Fault-InputAddress"), UriKind.Absolute, out var address)
            ? Uri.UnescapeDataString(address.Segments[^1])
            : Text(headers, "x-first-death-queue") ?? queue;
        var origin = Names.Work.FirstOrDefault(work => named == Names.ErrorQueueOf(work) || named == Names.SkippedQueueOf(work)) ?? named;
        return origin == Names.DeadLetters ? null : Name(origin);
    }

    // urn:message:Blink.Pipeline.Contracts:ApplyUser, Blink.Pipeline.Contracts.ApplyUser: people know it as ApplyUser.
    static string? Type(JsonObject headers) =>
        (Text(headers, "MT-MessageType") ?? Text(headers, "MT-Fault-MessageType"))?.Split(';', ',')[0].Split(':', '.')[^1] is { Length: > 0 } type
            ? Name(type)
            : null;

    static string Cause(JsonObject headers) => Text(headers, "MT-Reason") switch
    {
        "fault" => "fault",
        "dead-letter" => "skipped",
        _ => Name(Text(headers, "x-first-death-reason")) ?? Unknown,
    };

    static string Group(CollectedLetter letter) => letter.ExceptionType is null
        ? $"{letter.Cause}: {letter.MessageType ?? "message of unknown type"}"
        : Name(FirstFrame(letter.StackTrace) is { } frame ? $"{letter.ExceptionType} at {frame}" : letter.ExceptionType)!;

    // "   at Blink.Pipeline.X.Y(Z z) in /source/X.cs:line 12": the method's name; the place moves with every build.
    static string? FirstFrame(string? stack) =>
        stack?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("at ", StringComparison.Ordinal)) is { } line
            ? line[3..].Split('(')[0]
            : null;

    static DateTimeOffset? FailedAt(JsonObject headers) =>
        DateTimeOffset.TryParse(Text(headers, "MT-Fault-Timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var fault)
            ? fault.ToUniversalTime()
            : headers["x-death"] is JsonArray { Count: > 0 } deaths && deaths[0] is JsonObject death
                && Number(death, "time") is { } seconds and > 0 and < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;

    static (Guid? Organisation, Guid? Subject) Ids(byte[] body)
    {
        try
        {
            var message = JsonNode.Parse(body) as JsonObject;
            return (Id(message, nameof(ApplyUser.OrganisationId)),
                Id(message, nameof(ApplyUser.ScimUserId))
                    ?? Id(message, nameof(SyncErrorRaised.SyncErrorId))
                    ?? Id(message, nameof(SendInvite.InviteId)));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            // Poison: that its body is no JSON, names a field twice, or is no UTF-8, may be the very reason why it is here.
            return (null, null);
        }
    }

    static Guid? Id(JsonObject? message, string member) =>
        message?[JsonNamingPolicy.CamelCase.ConvertName(member)] is JsonValue value && value.TryGetValue(out Guid id) ? id : null;

    static string? Text(JsonObject headers, string name) =>
        headers[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    static long? Number(JsonObject headers, string name) => headers[name] is JsonValue value && value.TryGetValue(out long number) ? number : null;

    static string? Clean(string? text) => text is null ? null : AmqpHeaders.Printable(text);

    static string? Name(string? text) => text is null ? null
        : Clean(text.Length <= LongestName ? text : new StringBuilder(text, 0, LongestName, LongestName).ToString());
}
