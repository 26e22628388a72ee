using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>What became of a round.</summary>
/// <param name="Plan">What it was to do.</param>
/// <param name="Strikes">What each fault did and saw.</param>
/// <param name="Acknowledged">Changes that were acknowledged in it.</param>
/// <param name="Touched">People whom Entra had to look at again, since a change of theirs got no answer.</param>
/// <param name="Standstills">Processes that ended themselves because their consumer stood still, and were started again.</param>
/// <param name="Struck">From its beginning until every fault had healed and every change was acknowledged.</param>
/// <param name="Rested">How long it took from then to rest.</param>
/// <param name="Differences">What was not as it should be.</param>
sealed record RoundResult(
    RoundPlan Plan,
    IReadOnlyList<(Fault Fault, IReadOnlyList<string> Told)> Strikes,
    int Acknowledged,
    int Touched,
    int Standstills,
    TimeSpan Struck,
    TimeSpan Rested,
    IReadOnlyList<Difference> Differences);
