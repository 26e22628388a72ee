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
sealed record LettersRequest(
    IReadOnlyList<long>? Ids, string? Queue, string? Type, string? Exception, bool All, string? Reason, int? Limit, int? RatePerSecond)
{
    /// <summary>The letters that are meant.</summary>
    /// <exception cref="OpsException">Nothing says which.</exception>
    public DeadLetterFilter Filter()
    {
        var filter = new DeadLetterFilter { Ids = Ids, Queue = Queue, Type = Type, Exception = Exception };
        return All || filter != new DeadLetterFilter()
            ? filter
            : throw new OpsException("Say which letters: give ids, queue, type or exception, or \"all\": true.");
    }

    /// <summary>The reason.</summary>
    /// <exception cref="OpsException">There is none.</exception>
    public string ReasonGiven() => string.IsNullOrWhiteSpace(Reason) ? throw new OpsException("Say why they are given up: \"reason\".") : Reason;
}
