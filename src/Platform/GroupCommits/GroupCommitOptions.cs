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

    /// <summary>
    /// The most items that wait for their group; a further one is refused. Default 2,048, eight full groups: a database that is slower
    /// than what arrives must not fill the memory.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 2048;

    /// <summary>
    /// How long a stop waits for what is being written and what is waiting; then both are cancelled. Default 5 seconds: a database that
    /// does not answer must not hold up the end of the process.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(5);
}
