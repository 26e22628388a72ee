namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Dead letters that have something in common.</summary>
/// <param name="Key">What they have in common; with the grouping it makes a <see cref="DeadLetterGroupKey"/>.</param>
/// <param name="Count">How many there are.</param>
/// <param name="ReplayedBefore">How many of them failed again after a replay.</param>
/// <param name="OriginQueues">The work queues they failed in.</param>
/// <param name="ExampleId">The newest of them.</param>
/// <param name="ExampleMessage">What that one's exception said.</param>
/// <param name="Oldest">When the first of them failed.</param>
/// <param name="Newest">When the last of them failed.</param>
public sealed record DeadLetterGroup(
    string Key,
    long Count,
    long ReplayedBefore,
    IReadOnlyList<string> OriginQueues,
    long ExampleId,
    string? ExampleMessage,
    DateTimeOffset Oldest,
    DateTimeOffset Newest);
