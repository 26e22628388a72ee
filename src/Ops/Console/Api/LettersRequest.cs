using System.Text.Json.Serialization;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>Which dead letters a machine means, and why: all that is given has to fit.</summary>
/// <param name="Ids">These.</param>
/// <param name="Queue">Those found in this queue, or failed in it.</param>
/// <param name="Type">Those whose message type has this part.</param>
/// <param name="Exception">Those whose exception's type has this part.</param>
/// <param name="All">Every one that waits; has to be said, for nothing else would mean it by accident.</param>
/// <param name="Reason">Why, for the audit.</param>
/// <param name="Limit">How many at most, the oldest first.</param>
/// <param name="RatePerSecond">How many a second at most; a discard knows none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
sealed record LettersRequest(
    IReadOnlyList<long>? Ids, string? Queue, string? Type, string? Exception, bool All, string? Reason, int? Limit, int? RatePerSecond)
{
    /// <summary>The letters that are meant.</summary>
    /// <exception cref="OpsException">Nothing says which, or something that is given says nothing.</exception>
    public DeadLetterFilter Filter()
    {
        // An empty text would fit every letter: most likely a variable of a script that was never set.
        if (new[] { Queue, Type, Exception }.Any(text => text is not null && string.IsNullOrWhiteSpace(text)))
            throw new OpsException("queue, type or exception is empty: leave out what is not meant.");
        if (Limit is < 1 || RatePerSecond is < 1 or > 10_000)
            throw new OpsException("limit is 1 or more, ratePerSecond from 1 to 10,000.");
        var filter = new DeadLetterFilter { Ids = Ids, Queue = Queue, Type = Type, Exception = Exception };
        return All || filter != new DeadLetterFilter()
            ? filter
            : throw new OpsException("Say which letters: give ids, queue, type or exception, or \"all\": true.");
    }

    /// <summary>The reason.</summary>
    /// <exception cref="OpsException">There is none.</exception>
    public string ReasonGiven() => string.IsNullOrWhiteSpace(Reason) ? throw new OpsException("Say why they are given up: \"reason\".") : Reason;
}
