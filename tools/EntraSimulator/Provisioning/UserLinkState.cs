namespace Blink.Pipeline.EntraSimulator.Provisioning;

enum UserLinkState
{
    /// <summary>In scope; changes are sent to the cached id.</summary>
    Active,

    /// <summary>Disabled at the target, and deleted there when the directory purges the user.</summary>
    Disabled,

    /// <summary>Disabled at the target because it was unassigned: no DELETE ever follows, even when the directory purges the user.</summary>
    Unassigned,
}
