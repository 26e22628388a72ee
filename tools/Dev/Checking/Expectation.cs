using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>What must have become of one directory user.</summary>
/// <param name="User">What the directory says.</param>
/// <param name="ScimId">Its SCIM user; null: it was never acknowledged.</param>
/// <param name="Fate">Where it must be.</param>
/// <param name="Reason">Why it is rejected, if it is.</param>
/// <param name="ManagerScimId">The manager that its account must name.</param>
sealed record Expectation(DirectoryUser User, Guid? ScimId, Fate Fate, string? Reason, string? ManagerScimId)
{
    /// <summary>What its account says while its newest change is rejected: the change before; null: it has no account.</summary>
    public DirectoryUser? Standing { get; init; }
}
