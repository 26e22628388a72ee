using System.Text.Json;
using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>One user of a group, with what was decided.</summary>
/// <param name="Desired">The desired state that was decided on.</param>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Account">The account as the decision leaves it; null: the user neither has nor matches one.</param>
sealed record DecidedUser(DesiredUser Desired, AccountDecision Decision, Account? Account)
{
    /// <summary>What was done to the account, as it is stored; null: nothing, the change was rejected.</summary>
    public string? DecisionName => Decision switch
    {
        AccountDecision.Create => "create",
        AccountDecision.Link => "link",
        AccountDecision.Update => "update",
        AccountDecision.Enable => "enable",
        AccountDecision.Disable or AccountDecision.Unlink or AccountDecision.Reject { Disables: true } => "disable",
        AccountDecision.Reject => null,
        _ => "unchanged",
    };

    /// <summary>Why the change was rejected, as it is stored; null: it was applied.</summary>
    public string? ReasonName => Decision is AccountDecision.Reject reject ? Names.Of(reject.Reason) : null;

    /// <summary>A JSON array, because PostgreSQL's arrays of arrays cannot be ragged: every identity that a rejected user wants.</summary>
    public string WaitsFor => Decision is AccountDecision.Reject ? JsonSerializer.Serialize(Desired.Keys) : "[]";

    public ApplyResult Result => Decision is AccountDecision.Reject
        ? new(ApplyOutcome.Rejected, ReasonName)
        : new(ApplyOutcome.Applied, DecisionName);
}
