namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Which headers a replayed message keeps, and which it gets.</summary>
static class ReplayHeaders
{
    /// <summary>How often the message was replayed, over all its lives.</summary>
    public const string Count = "x-replay-count";

    /// <summary>The run that replayed it last.</summary>
    public const string Run = "x-replay-run";

    /// <summary>The dead letter that it was: when it fails again, the new letter points back to it.</summary>
    public const string Of = "x-replay-of";

    // What MassTransit and the broker wrote about the failure: left on, it would be taken for the next one's.
    static readonly string[] StrippedPrefixes = ["MT-Fault-", "MT-Host-", "x-death", "x-first-death", "x-last-death", "x-replay-"];
    static readonly HashSet<string> Stripped =
        ["MT-Reason", "MT-Redelivery-Count", "MT-Forwarder-Address", "x-delivery-count", "x-acquired-count", "x-dotnet-pub-seq-no"];

    /// <summary>The headers of the message when it is published again.</summary>
    /// <param name="letter">The dead letter.</param>
    /// <param name="runId">The run that replays it.</param>
    /// <returns>Its own headers without those about its failure, and three about the replay.</returns>
    public static Dictionary<string, object?> For(ReplayLetter letter, int runId)
    {
        var headers = letter.Headers.EnumerateObject()
            .Where(header => IsKept(header.Name))
            .ToDictionary(header => header.Name, header => AmqpHeaders.FromJson(header.Value));
        headers[Count] = letter.ReplayCount + 1;
        headers[Run] = runId;
        headers[Of] = letter.Id;
        return headers;
    }

    // MT-Host-Info is the sender's, not the failing worker's.
    static bool IsKept(string name) =>
        name == "MT-Host-Info" || (!Stripped.Contains(name) && !StrippedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}
