using System.ComponentModel.DataAnnotations;

namespace Blink.Pipeline.Platform.GroupCommits;

/// <summary>How <see cref="GroupCommit{TItem, TResult}"/> gathers items.</summary>
public sealed class GroupCommitOptions
{
    /// <summary>The most items that one group, that is one transaction, may hold. Default 256.</summary>
    [Range(1, 10_000)]
    public int MaxGroupSize { get; set; } = 256;

    /// <summary>How many groups may be written at the same time, each on a connection of its own. Default 1.</summary>
    [Range(1, 32)]
    public int MaxConcurrentGroups { get; set; } = 1;
}
