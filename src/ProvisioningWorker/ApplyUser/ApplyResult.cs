namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>What became of one command.</summary>
enum ApplyOutcome
{
    /// <summary>The account is as desired.</summary>
    Applied,

    /// <summary>The change was refused, which is recorded.</summary>
    Rejected,

    /// <summary>This version, or a later one, was applied before: nothing was done.</summary>
    Superseded,

    /// <summary>The organisation has no such user.</summary>
    Unknown,

    /// <summary>Somebody else decides on accounts of the organisation, an import for example: nothing was done yet.</summary>
    Busy,
}

/// <summary>The answer to one command of a group.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">The decision's or the reason's name, as it is stored; null: nothing was decided.</param>
sealed record ApplyResult(ApplyOutcome Outcome, string? Detail = null);
