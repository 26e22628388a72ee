using Blink.Pipeline.Ops.Overview;

namespace Blink.Pipeline.Ops.Console.Overview;

/// <summary>A station of the pipeline, as the overview draws it.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Figure">What matters most of it, now; a dash: it is not known.</param>
/// <param name="Unit">What the figure counts.</param>
/// <param name="Notes">What else there is to know.</param>
/// <param name="Level">How urgent it is.</param>
/// <param name="Path">The page that tells more; null: none does.</param>
public sealed record FlowStep(string Title, string Figure, string Unit, IReadOnlyList<string> Notes, OverviewLevel Level, string? Path = null);
