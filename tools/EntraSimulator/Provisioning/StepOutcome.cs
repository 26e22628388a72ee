namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>What one step of a cycle came to.</summary>
enum StepOutcome
{
    Created,
    Matched,
    Updated,
    Unchanged,
    Disabled,
    Restored,
    Deleted,
    Skipped,
    ManagerSet,
}
