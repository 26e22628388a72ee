namespace Blink.Pipeline.Journeys.Soak;

/// <summary>For tests that measure the process they run in: no other runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
