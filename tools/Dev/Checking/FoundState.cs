namespace Blink.Pipeline.Dev.Checking;

/// <summary>What the provisioning worker recorded of a SCIM user.</summary>
sealed record FoundState(string Outcome, string? Reason)
{
    /// <summary>The version that it decided on last.</summary>
    public long Version { get; init; }
}
