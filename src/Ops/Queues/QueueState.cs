namespace Blink.Pipeline.Ops.Queues;

/// <summary>A queue as the broker's management API describes it; its numbers may be some 5 seconds old.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Kind"><c>work</c>, <c>deadLetters</c> or <c>other</c>.</param>
/// <param name="Type"><c>quorum</c>, <c>classic</c> or <c>stream</c>.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unacknowledged">Messages that a consumer holds.</param>
/// <param name="Consumers">Who consumes it.</param>
/// <param name="InPerSecond">Messages that came, a second.</param>
/// <param name="OutPerSecond">Messages that were acknowledged, a second.</param>
sealed record QueueState(
    string Name,
    string Kind,
    string Type,
    long Ready,
    long Unacknowledged,
    int Consumers,
    double InPerSecond,
    double OutPerSecond);
