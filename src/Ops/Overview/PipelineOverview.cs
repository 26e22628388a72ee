using Blink.Pipeline.Ops.Queues;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>The whole pipeline at one moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Verdict">How it is, and why.</param>
/// <param name="Figures">What the database says; null: it is away.</param>
/// <param name="Queues">What the broker says; null: it, or its management API, is away.</param>
/// <param name="DatabaseProblem">Why there are no figures.</param>
/// <param name="BrokerProblem">Why there are no queues.</param>
sealed record PipelineOverview(
    DateTimeOffset At,
    OverviewVerdict Verdict,
    OverviewFigures? Figures,
    IReadOnlyList<QueueState>? Queues,
    string? DatabaseProblem,
    string? BrokerProblem);
