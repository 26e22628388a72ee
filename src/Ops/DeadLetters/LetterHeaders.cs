using System.Text.Json;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Reads from a stored letter's headers what happened before it was given up. It believes none: what it cannot read is left out.</summary>
static class LetterHeaders
{
    /// <summary>The tries, MassTransit's first.</summary>
    public static IReadOnlyList<LetterAttempt> Attempts(JsonElement headers) =>
    [
        .. Counted(headers, "MT-Fault-RetryCount", "tried", beside: 1),
        .. Counted(headers, "MT-Redelivery-Count", "redelivered"),
        .. Counted(headers, "x-delivery-count", "returned"),
        .. Counted(headers, "x-acquired-count", "handed out"),
        .. Deaths(headers),
    ];

    /// <summary>The process that gave it up; null: the headers name none.</summary>
    public static LetterHost? Host(JsonElement headers)
    {
        var host = new LetterHost(
            Text(headers, "MT-Host-MachineName"),
            Text(headers, "MT-Host-ProcessName"),
            Text(headers, "MT-Host-ProcessId"),
            Text(headers, "MT-Host-AssemblyVersion"),
            Text(headers, "MT-Fault-ConsumerType"));
        return host == new LetterHost(null, null, null, null, null) ? null : host;
    }

    // The first try is not among MassTransit's retries.
    static IEnumerable<LetterAttempt> Counted(JsonElement headers, string name, string what, int beside = 0)
    {
        if (long.TryParse(Text(headers, name), out var times) && times > 0)
            yield return new LetterAttempt(what, times + beside);
    }

    static IEnumerable<LetterAttempt> Deaths(JsonElement headers) =>
        headers.TryGetProperty("x-death", out var deaths) && deaths.ValueKind == JsonValueKind.Array
            ? deaths.EnumerateArray().Where(death => death.ValueKind == JsonValueKind.Object).Select(Death)
            : [];

    static LetterAttempt Death(JsonElement death) => new(
        "dead-lettered",
        long.TryParse(Text(death, "count"), out var times) ? times : 1,
        Text(death, "queue"),
        Text(death, "reason"),
        long.TryParse(Text(death, "time"), out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null);

    static string? Text(JsonElement headers, string name) =>
        headers.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
