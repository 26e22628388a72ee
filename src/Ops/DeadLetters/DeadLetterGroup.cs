namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Dead letters that failed in the same way.</summary>
/// <param name="Key">Exception type and first frame, or the cause where there is no exception.</param>
/// <param name="Count">How many there are.</param>
/// <param name="OriginQueues">The work queues they failed in.</param>
/// <param name="ExampleId">The newest of them.</param>
/// <param name="ExampleMessage">What that one's exception said.</param>
/// <param name="Oldest">When the first of them failed.</param>
/// <param name="Newest">When the last of them failed.</param>
sealed record DeadLetterGroup(
    string Key,
    long Count,
    IReadOnlyList<string> OriginQueues,
    long ExampleId,
    string? ExampleMessage,
    DateTimeOffset Oldest,
    DateTimeOffset Newest);
