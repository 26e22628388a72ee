using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>What a cycle and its checking came to.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Cycle">What Entra did.</param>
/// <param name="Converged">How long after its end everything was as it should be, or was given up.</param>
/// <param name="SlowestLag">From acknowledged to applied.</param>
/// <param name="Started">When it began.</param>
/// <param name="Unacknowledged">Users that are still in escrow.</param>
/// <param name="Compared">Users that were compared.</param>
/// <param name="Differences">What is not as it should be.</param>
sealed record ChapterResult(
    string Title,
    CycleProgress Cycle,
    TimeSpan Converged,
    TimeSpan SlowestLag,
    DateTimeOffset Started,
    int Unacknowledged,
    int Compared,
    IReadOnlyList<Difference> Differences);
