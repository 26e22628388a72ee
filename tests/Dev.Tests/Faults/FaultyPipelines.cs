namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>Each test here runs servers and seven processes of its own: one such test at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultyPipelines
{
    public const string Name = "faulty pipelines";
}
